"""A session: one login, its cookies with every call, and one repeat of a call that a lost session refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from typing import Any, Final, TypeVar

from attrs import evolve

from smswire_runtime._deadline import Deadline
from smswire_runtime._gate import Gate
from smswire_runtime._hooks import Report
from smswire_runtime._messages import Request, Response
from smswire_runtime._outcomes import CallError, NotSent, Phase, Reason, Rejected
from smswire_runtime._policy import Answer, Call, Enter, Reply, Step, Steps, Terms, steps
from smswire_runtime._secret import Secret
from smswire_runtime._transport import Failure

T = TypeVar("T")

SIGNED_OUT: Final = frozenset({401, *range(300, 400)})
"""Statuses of a refusal for want of a session: servers say so, or send the caller to their login page."""

_NONE: Final = Secret("")

_COOKIE: Final = re.compile(
    r"([A-Za-z0-9!#$%&'*+.^_`|~-]+)=([\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*|\"[^\"\\;,]*\")\s*(?:;|\Z)"
)
"""The beginning of a Set-Cookie header (RFC 6265, 4.1.1)."""


class _Visit(Report):
    """One call within a session, which takes two attempts if the session turns out to be lost."""

    def __init__(self, asked: Call[Any], terms: Terms, deadline: Deadline) -> None:
        super().__init__(terms.hooks, terms.base, asked.operation)
        self.name = asked.operation.name
        self.terms = terms
        self.deadline = deadline
        self.renewable = True
        """Whether there may be another session, and another attempt in it."""

    def failed(self, status: int | None, error: CallError, pause: float | None) -> None:
        super().failed(status, error, 0.0 if pause is None and self.renewable and _is_lost(error) else pause)


class Session:
    """Logs in when it has to. Threads and tasks that come meanwhile wait for the login."""

    def __init__(self, login: Callable[[], Call[Any]], cookies: tuple[str, ...]) -> None:
        self._login = login
        self._names = cookies
        self._gate = Gate(1)
        self._cookie = _NONE

    def steps(self, asked: Call[T], terms: Terms, deadline: Deadline) -> Steps[Answer[T]]:
        """What to do for one call."""
        visit = _Visit(asked, terms, deadline)
        cookie = self._cookie
        if cookie == _NONE:
            cookie = yield from self._open(cookie, None, visit)
        try:
            return (yield from steps(_carrying(asked, cookie), terms, deadline, visit))
        except Rejected as error:
            if not _is_lost(error):
                raise
            refusal = error
        # A refusal as definite as this one cannot have taken effect, so the call is repeated, once.
        cookie = yield from self._open(cookie, refusal, visit)
        visit.renewable = False
        return (yield from steps(_carrying(asked, cookie), terms, deadline, visit))

    def _open(self, lost: Secret, refusal: CallError | None, visit: _Visit) -> Generator[Step, Reply, Secret]:
        """The cookie of another session; without one the call ends as it was refused, or with nothing of it sent."""
        try:
            return (yield from self._renew(lost, visit))
        except CallError as error:
            ended = refusal or _before(visit.name, error)
        except BaseException:
            visit.abandoned()
            raise
        visit.renewable = False
        visit.failed(ended.status, ended, None)
        raise ended

    def _renew(self, lost: Secret, visit: _Visit) -> Generator[Step, Reply, Secret]:
        """The cookie of a session that is not the lost one."""
        refusal = yield Enter(self._gate)
        if isinstance(refusal, Failure):
            raise NotSent(visit.name, refusal.phase, refusal.reason, refusal.cause_name)
        try:
            if self._cookie == lost:
                self._cookie = _NONE
                answer = yield from steps(self._login(), visit.terms, visit.deadline)
                self._cookie = self._read(answer.response)
            if self._cookie == _NONE:
                raise NotSent(visit.name, Phase.ANSWERED, Reason.UNREADABLE, "no session")
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


def _is_lost(error: CallError) -> bool:
    """Whether a call was refused for want of a session."""
    return isinstance(error, Rejected) and error.reason is Reason.AUTHENTICATION and error.status in SIGNED_OUT


def _carrying(asked: Call[T], cookie: Secret) -> Call[T]:
    request: Request = asked.request
    return asked._replace(request=evolve(request, headers=(*request.headers, ("Cookie", cookie.reveal()))))


def _before(name: str, error: CallError) -> CallError:
    """What a login that failed means for the call that needed it: nothing of the call itself was sent."""
    kind = Rejected if isinstance(error, Rejected) else NotSent
    reason = Reason.AUTHENTICATION if isinstance(error, Rejected) else error.reason
    return kind(name, error.phase, reason, error.cause or type(error).__name__, error.status)
