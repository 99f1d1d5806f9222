"""News that a provider brings by callback: how one kind of it is read and acknowledged."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from smswire._values import Receipt, Reply, Status
from smswire_runtime import Headers, Response


@frozen
class Kind:
    """One kind of news; a gateway's module lists its kinds in CALLBACKS."""

    method: str
    read: Callable[[Headers, str, bytes], Receipt | Reply]
    """Headers, query and body as they came become an event."""
    acknowledge: Callable[[], Response]
    """The documented answer, once the news is kept."""
    standing: bool = False
    """Whether the address is set by hand in an account, and so must not expire."""


def receipt(provider: str, said: Status, *, to: str = "") -> Receipt:
    """What a provider says of a message, as it is brought."""
    return Receipt(
        provider=provider,
        id=said.id,
        state=said.state,
        reason=said.reason,
        code=said.code,
        detail=said.detail,
        to=to,
        at=said.at,
        raw=said.raw,
    )
