"""A session: one login, its cookies with every call, and one repeat of a call that a lost session refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from typing import Any, Final, TypeVar

from attrs import evolve

from smswire_runtime._deadline import Deadline
from smswire_runtime._gate import Gate
from smswire_runtime._messages import Request, Response
from smswire_runtime._outcomes import CallError, NotSent, Phase, Reason, Rejected
from smswire_runtime._policy import Answer, Call, Enter, Reply, Step, Steps, Terms, steps
from smswire_runtime._secret import Secret
from smswire_runtime._transport import Failure

T = TypeVar("T")

UNAUTHORIZED: Final = 401
_NONE: Final = Secret("")

_COOKIE: Final = re.compile(
    r"([A-Za-z0-9!#$%&'*+.^_`|~-]+)=([\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*|\"[^\"\\;,]*\")\s*(?:;|\Z)"
)
"""The beginning of a Set-Cookie header (RFC 6265, 4.1.1)."""


class Session:
    """Logs in when it has to. Threads and tasks that come meanwhile wait for the login."""

    def __init__(self, login: Callable[[], Call[Any]], cookies: tuple[str, ...]) -> None:
        self._login = login
        self._names = cookies
        self._gate = Gate(1)
        self._cookie = _NONE

    def steps(self, asked: Call[T], terms: Terms, deadline: Deadline) -> Steps[Answer[T]]:
        """What to do for one call."""
        name = asked.operation.name
        cookie = self._cookie
        if cookie == _NONE:
            cookie = yield from self._first(name, terms, deadline)
        try:
            return (yield from steps(_carrying(asked, cookie), terms, deadline))
        except Rejected as error:
            if error.status != UNAUTHORIZED:
                raise
            refusal = error
        # A refusal as definite as this one cannot have taken effect, so the call is repeated, once.
        try:
            cookie = yield from self._renew(cookie, name, terms, deadline)
        except CallError:
            cookie = _NONE
        if cookie == _NONE:
            raise refusal
        return (yield from steps(_carrying(asked, cookie), terms, deadline))

    def _first(self, name: str, terms: Terms, deadline: Deadline) -> Generator[Step, Reply, Secret]:
        """The cookie of the first session; without one nothing of the call itself is sent."""
        try:
            return (yield from self._renew(_NONE, name, terms, deadline))
        except CallError as error:
            failure = _before(name, error)
        raise failure

    def _renew(self, lost: Secret, name: str, terms: Terms, deadline: Deadline) -> Generator[Step, Reply, Secret]:
        """The cookie of a session that is not the lost one."""
        refusal = yield Enter(self._gate)
        if isinstance(refusal, Failure):
            raise NotSent(name, refusal.phase, refusal.reason, refusal.cause_name)
        try:
            if self._cookie == lost:
                self._cookie = _NONE
                answer = yield from steps(self._login(), terms, deadline)
                self._cookie = self._read(answer.response)
            if self._cookie == _NONE:
                raise NotSent(name, Phase.ANSWERED, Reason.UNREADABLE, "no session")
            return self._cookie
        finally:
            self._gate.leave()

    def _read(self, response: Response) -> Secret:
        """The cookies of the session as a later request carries them."""
        found: dict[str, str] = {}
        for name, value in response.headers:
            match = _COOKIE.match(value) if name.lower() == "set-cookie" else None
            if match is not None and match[1] in self._names and match[2]:
                found[match[1]] = match[2]
        return Secret("; ".join(f"{name}={value}" for name, value in found.items()))


def _carrying(asked: Call[T], cookie: Secret) -> Call[T]:
    request: Request = asked.request
    return asked._replace(request=evolve(request, headers=(*request.headers, ("Cookie", cookie.reveal()))))


def _before(name: str, error: CallError) -> CallError:
    """What a login that failed means for the call that needed it: nothing of the call itself was sent."""
    kind = Rejected if isinstance(error, Rejected) else NotSent
    reason = Reason.AUTHENTICATION if isinstance(error, Rejected) else error.reason
    return kind(name, error.phase, reason, error.cause or type(error).__name__, error.status)
