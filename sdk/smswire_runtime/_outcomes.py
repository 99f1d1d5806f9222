"""What became of a call: the phases it goes through, the reasons it ends for, and the errors that say both."""

from __future__ import annotations

import enum
from typing import Any

from smswire_runtime._errors import SmswireError
from smswire_runtime._messages import Response


class Phase(enum.StrEnum):
    """How far a call came. Up to SECURING no byte of the request was written."""

    WAITING = "waiting"
    """For a free connection."""
    RESOLVING = "resolving"
    CONNECTING = "connecting"
    """A proxy's CONNECT included."""
    SECURING = "securing"
    """The TLS handshake."""
    SENDING = "sending"
    AWAITING = "awaiting"
    """The request is written, and the head of the answer is not complete."""
    READING = "reading"
    """The body of the answer."""
    ANSWERED = "answered"


class Reason(enum.StrEnum):
    """Why a call did not end in an acceptance."""

    BUSY = "busy"
    """No connection became free in time."""
    RESOLVE = "resolve"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    PROXY = "proxy"
    TIMEOUT = "timeout"
    CANCELLED = "cancelled"
    TLS = "tls"
    CERTIFICATE = "certificate"
    RESET = "reset"
    TRUNCATED = "truncated"
    PROTOCOL = "protocol"
    TOO_LARGE = "too_large"
    ENCODING = "encoding"
    """The answer has an encoding that nobody asked for."""
    UNREADABLE = "unreadable"
    """The answer is complete, and nothing that the specification describes."""
    STATUS = "status"
    """The HTTP status alone decided."""
    REFUSAL = "refusal"
    """The provider refused in its documented way."""
    AUTHENTICATION = "authentication"
    THROTTLED = "throttled"


class ConfigurationError(SmswireError, ValueError):
    """What was configured cannot work, or would not be safe; nothing was attempted."""


class ClosedError(SmswireError):
    """It was used after it had been closed; nothing was attempted."""


class InsecureTransportWarning(UserWarning):
    """Passwords, numbers and texts travel where others can read them."""


class _Kept:
    """What an answer held: within reach, yet shown by no tool that prints attributes."""

    __slots__ = ("answer", "detail", "response")

    def __init__(self, response: Response | None, answer: object, detail: str = "") -> None:
        self.response = response
        self.answer = answer
        self.detail = detail

    def __repr__(self) -> str:
        return "<not shown>"


class CallError(SmswireError):
    """A call that did not end in an acceptance. It says where and why, and never what was sent.

    ``response``, ``decoded()`` and ``detail`` give what came back, for whoever asks for it. It may repeat what was
    sent, so neither text, repr nor pickle carries it.
    """

    _verdict = "ended"

    obstacle: str | None = None
    """What stood in the way of a message, where somebody knew how to tell from the answer."""
    code: str | None = None
    """The provider's own code for it."""

    def __init__(
        self, operation: str, phase: Phase, reason: Reason, cause: str = "", status: int | None = None
    ) -> None:
        super().__init__(operation, phase, reason, cause, status)
        self.operation = operation
        self.phase = phase
        self.reason = reason
        self.cause = cause
        """The name of the class of the original error, where there was one."""
        self.status = status
        self._kept = _Kept(None, None)

    @property
    def response(self) -> Response | None:
        """The answer as it came, where a complete one came; lost in a pickle."""
        return self._kept.response

    def decoded(self) -> object:
        """The decoded answer, where it could be decoded; lost in a pickle."""
        return self._kept.answer

    @property
    def detail(self) -> str:
        """The same in words, the provider's or ours; lost in a pickle."""
        return self._kept.detail

    def keep(self, response: Response, answer: object = None) -> None:
        """Hold what came back within reach."""
        self._kept = _Kept(response, answer)

    def explain(self, obstacle: str, code: str | None, detail: str) -> None:
        """Say what only those know who know the provider."""
        self.obstacle, self.code = obstacle, code
        self._kept.detail = detail
        if isinstance(self, Rejected) and obstacle in set(Reason):
            self.reason = Reason(obstacle)
            self.args = self.operation, self.phase, self.reason, self.cause, self.status

    def __str__(self) -> str:
        status = "" if self.status is None else f", HTTP {self.status}"
        cause = f" ({self.cause})" if self.cause else ""
        return f"{self.operation} {self._verdict}: {self.reason} while {self.phase}{status}{cause}"

    def __reduce__(self) -> tuple[type[CallError], tuple[object, ...], dict[str, object]]:
        return type(self), self.args, {"obstacle": self.obstacle, "code": self.code}


class NotSent(CallError):
    """No byte of the request was written: repeating it is safe."""

    _verdict = "was not sent"


class Rejected(CallError):
    """The provider refused in a way that leaves no doubt."""

    _verdict = "was rejected"


class OutcomeUnknown(CallError):
    """The provider may have accepted the request or not: repeating it may do it twice."""

    _verdict = "has an unknown outcome"


class CancelledTooLate(SmswireError):
    """The call had ended when its task was cancelled. It is never raised, but the cause of a CancelledError.

    ``result()`` is what the call came to: the Answer of a client, or at a gateway a list of the request's submissions.
    It may repeat what was sent, so neither text, repr nor pickle carries it.
    """

    def __init__(self, result: Any = None) -> None:
        super().__init__()
        self._kept = _Kept(None, result)

    def result(self) -> Any:
        """What the call came to; lost in a pickle."""
        return self._kept.answer

    def __str__(self) -> str:
        return "the call had ended when it was cancelled"

    def __reduce__(self) -> tuple[type[CancelledTooLate], tuple[object, ...]]:
        return type(self), ()
