"""Canaries: secrets that stand in every request of these tests, and may show nowhere."""

from __future__ import annotations

import pickle
import traceback
from base64 import b64encode
from collections.abc import Iterable, Iterator
from typing import Final

from smswire_runtime._outcomes import CallError

USER: Final = "canary-user"
PASSWORD: Final = "canary-password"
TOKEN: Final = "canary-token"
NUMBER: Final = "+41790000001"
TEXT: Final = "canary-text"
LOGIN: Final = b64encode(f"{USER}:{PASSWORD}".encode()).decode()
"""User and password as HTTP Basic writes them."""

CANARIES: Final = (PASSWORD, TOKEN, NUMBER, NUMBER[1:], TEXT, LOGIN)


def sung(texts: Iterable[str]) -> list[str]:
    """The canaries that show in any of these texts."""
    together = "\n".join(texts)
    return [canary for canary in CANARIES if canary in together]


def chain(error: BaseException) -> list[BaseException]:
    """An error, and whatever it was raised from or beside."""
    found = [error]
    for link in found:
        found.extend(
            other
            for other in (link.__cause__, link.__context__)
            if other is not None and not any(other is known for known in found)
        )
    return found


def shown(error: BaseException) -> Iterator[str]:
    """Every way in which people and tools look at an error."""
    yield from (str(error), repr(error), repr(vars(error)), *traceback.format_exception(error))
    for name in dir(error):
        value = getattr(error, name, None)
        yield f"{name}: {value!r} {value!s}"


def check_silent(error: CallError) -> None:
    """No secret in any way in which people look at an error, and nothing behind it."""
    links = chain(error)
    texts = [text for link in links for text in shown(link)]
    texts.append(pickle.dumps(error).decode("latin-1"))

    assert [] == sung(texts)
    assert [error] == links
