"""What every generated client stands on: where it connects to, what holds for its calls, and how it is closed."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from contextlib import suppress
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, Final, Self, TypeAlias, TypeVar

from attrs import evolve, field, frozen

from smswire_runtime._deadline import TOTAL_SECONDS, Deadline
from smswire_runtime._hooks import Hook
from smswire_runtime._messages import Request
from smswire_runtime._outcomes import ConfigurationError
from smswire_runtime._policy import Answer, Call, Steps, Terms, run, steps
from smswire_runtime._secret import Secret, secret
from smswire_runtime._transport import Transport, parse_base

if TYPE_CHECKING:
    from smswire_runtime._session import Session
    from smswire_runtime._tasks import AsyncTransport

__all__ = [
    "TOTAL_SECONDS",
    "AsyncLink",
    "AsynchronousClient",
    "Authentication",
    "Header",
    "Settings",
    "SyncLink",
    "SynchronousClient",
    "basic",
    "bearer",
    "choose",
    "given",
    "hidden",
    "pick",
]

T = TypeVar("T")

_UNSAFE: Final = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


def choose(name: str, value: str, choices: Sequence[str]) -> None:
    """Refuse what is none of the choices."""
    if value not in choices:
        raise ConfigurationError(f"{name} is one of {', '.join(choices)}")


def given(name: str, value: T | None) -> T:
    """A credential that this call needs."""
    if value is None:
        raise ConfigurationError(f"this call needs the client's {name}, and it was not given")
    return value


def hidden(value: str | Secret | None) -> Secret | None:
    """A credential that may not be given."""
    return None if value is None else secret(value)


def pick(auth: str | None, ways: Mapping[str, Mapping[str, object]]) -> str:
    """The way to authenticate that was chosen, or that the given credentials allow."""
    known = {name: value for arguments in ways.values() for name, value in arguments.items() if value is not None}
    fitting = [way for way, arguments in ways.items() if arguments.keys() == known.keys()]
    if auth is not None:
        choose("auth", auth, tuple(ways))
    if auth in fitting or (auth is None and fitting):
        return auth or fitting[0]
    wanted = {auth: ways[auth]} if auth is not None else ways
    sets = dict.fromkeys(" and ".join(arguments) for arguments in wanted.values())
    raise ConfigurationError(f"the client needs {', or '.join(sets)}, and nothing besides")


# -- credentials --------------------------------------------------------------


@frozen
class Header:
    """Credentials that travel in a header of every call."""

    authorization: Secret = field(repr=False)

    def steps(self, asked: Call[T], terms: Terms, deadline: Deadline) -> Steps[Answer[T]]:
        """What to do for one call."""
        request: Request = asked.request
        headers = (*request.headers, ("Authorization", self.authorization.reveal()))
        return steps(asked._replace(request=evolve(request, headers=headers)), terms, deadline)


def basic(user: str | None, password: str | Secret | None) -> Header:
    """HTTP Basic (RFC 7617), in UTF-8. The password may be empty: some servers take a key for a user name."""
    name = _text("user name", user)
    if not name or ":" in name:
        raise ConfigurationError("a user name holds no colon, and is not empty")
    login = f"{name}:{_text('password', password)}"
    return Header(Secret(f"Basic {b64encode(login.encode()).decode()}"))


def bearer(token: str | Secret | None) -> Header:
    """A bearer token (RFC 6750)."""
    text = _text("token", token)
    if not text or not text.isascii() or " " in text:
        raise ConfigurationError("a token is printable ASCII without spaces")
    return Header(Secret(f"Bearer {text}"))


def _text(name: str, value: str | Secret | None) -> str:
    """A credential; what is wrong with it is said without it."""
    text: object = value.reveal() if isinstance(value, Secret) else given(name, value)
    if not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance], a caller may not be type-checked
        raise ConfigurationError(f"the {name} is no text")
    if _UNSAFE.search(text):
        raise ConfigurationError(f"the {name} holds a control character or half of a surrogate pair")
    return text


Authentication: TypeAlias = "Header | Session | None"


# -- what a client calls over -------------------------------------------------


@frozen(kw_only=True)
class Settings:
    """What holds for all calls of a client."""

    base_url: str
    deadline: float
    tls: bool
    answers: str
    hooks: Sequence[Hook]

    def terms(self) -> Terms:
        """The same, checked."""
        choose("answers", self.answers, ("checked", "lenient"))
        Deadline(self.deadline)  # refuses what is none
        return Terms(parse_base(self.base_url, tls=self.tls), _listed(self.hooks), self.answers == "lenient")


def _listed(hooks: Sequence[Hook]) -> Sequence[Hook]:
    with suppress(TypeError):
        found = tuple(hooks)
        if all(callable(hook) and not iscoroutinefunction(hook) for hook in found):
            return found
    raise ConfigurationError("hooks are a list of functions, and none that has to be awaited")


class _Link:
    def __init__(self, settings: Settings, authentication: Authentication) -> None:
        self._terms = settings.terms()
        self._deadline = settings.deadline
        self._authentication = authentication
        self.base = self._terms.base

    def _start(self, asked: Call[T]) -> tuple[Steps[Answer[T]], Deadline]:
        """What to do for one call, and until when."""
        total = self._deadline
        deadline = Deadline(total if asked.within is None else min(total, asked.within))
        if self._authentication is None or asked.operation.anonymous:
            return steps(asked, self._terms, deadline), deadline
        return self._authentication.steps(asked, self._terms, deadline), deadline


def _exchange_of(transport: object) -> object:
    """What a transport does. One of the other kind would do it, too, and nobody would know with what outcome."""
    exchange = getattr(transport, "exchange", None)
    if not callable(exchange):
        raise ConfigurationError("that is no transport")
    return exchange


class SyncLink(_Link):
    """What a client calls over."""

    def __init__(self, settings: Settings, authentication: Authentication, transport: Transport | None) -> None:
        super().__init__(settings, authentication)
        if transport is None:
            from smswire_runtime._urllib3 import Urllib3Transport  # noqa: PLC0415, heavy, and perhaps not needed

            transport = Urllib3Transport()
        elif iscoroutinefunction(_exchange_of(transport)):
            raise ConfigurationError("that transport is for the asynchronous client")
        self.transport = transport

    def call(self, asked: Call[T]) -> Answer[T]:
        """One call from beginning to end: its acceptance, or NotSent, Rejected or OutcomeUnknown."""
        todo, deadline = self._start(asked)
        return run(todo, self.transport, self.base, deadline)


class AsyncLink(_Link):
    """What an asynchronous client calls over."""

    def __init__(self, settings: Settings, authentication: Authentication, transport: AsyncTransport | None) -> None:
        super().__init__(settings, authentication)
        from smswire_runtime import _tasks  # noqa: PLC0415, asyncio is heavy for who does not use it

        if transport is None:
            from smswire_runtime._threaded import ThreadedTransport  # noqa: PLC0415, heavy, and perhaps not needed

            transport = ThreadedTransport()
        elif not iscoroutinefunction(_exchange_of(transport)):
            raise ConfigurationError("that transport is for the synchronous client")
        self._run: Any = _tasks.run
        self.transport = transport

    async def call(self, asked: Call[T]) -> Answer[T]:
        """One call from beginning to end: its acceptance, or NotSent, Rejected or OutcomeUnknown."""
        todo, deadline = self._start(asked)
        answer: Answer[T] = await self._run(todo, self.transport, self.base, deadline)
        return answer


class SynchronousClient:
    """What every client has besides its calls.

    Any number of threads may share one. Closing it closes its transport, too, even one that it was given.
    """

    def __init__(self, link: SyncLink) -> None:
        self._link = link

    def close(self) -> None:
        """Close every connection; again is nothing, and a call after it is a ClosedError."""
        self._link.transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__module__}.{type(self).__qualname__} at {self._link.base.url}>"


class AsynchronousClient:
    """What every asynchronous client has besides its calls.

    Any number of tasks of one event loop may share one. Closing it closes its transport, too, even one that it was
    given.
    """

    def __init__(self, link: AsyncLink) -> None:
        self._link = link

    async def close(self) -> None:
        """Close every connection; again is nothing, and a call after it is a ClosedError."""
        await self._link.transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__module__}.{type(self).__qualname__} at {self._link.base.url}>"
