"""The outcome rule: what an exchange came to, and whether it may be repeated.

It is written once, as a generator that says what to do next; the drivers that do it are a few lines each.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Generator, Sequence
from random import SystemRandom
from typing import Any, Final, Generic, NamedTuple, TypeAlias, TypeVar
from urllib.parse import urlsplit

from smswire_runtime._deadline import Deadline
from smswire_runtime._errors import DecodeError
from smswire_runtime._gate import Gate, gate_of
from smswire_runtime._hooks import Hook, Report
from smswire_runtime._messages import Effect, Request, Response
from smswire_runtime._misfits import Drift, Misfit
from smswire_runtime._operations import Operation
from smswire_runtime._outcomes import CallError, NotSent, OutcomeUnknown, Phase, Reason, Rejected
from smswire_runtime._transport import Base, Failure, Transport, failure_of

T = TypeVar("T")

TRIES: Final = 5
"""Exchanges of one call. With pauses up to 0.5, 1, 2 and 4 seconds, five fit into the default deadline."""

FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 20.0
"""Seconds. Pauses are drawn from zero to the bound ("full jitter"), so that clients do not come back together."""

FINAL: Final = frozenset({Reason.CERTIFICATE, Reason.CANCELLED, Reason.TOO_LARGE, Reason.ENCODING, Reason.UNREADABLE})
"""Reasons that the next try would meet again."""

REPEATABLE: Final = frozenset({408, *range(500, 600)})
"""Statuses after which a call that only reads is worth another try."""

PARTS: Final = 20_000
"""Arrays, objects and attributes of an answer. The largest documented one has some 500, and as many as there is room
for take up to fifty times the memory that they are long."""

_MARKS: Final = (b"[", b"{", b"=")
"""What each of them has one of, in every notation."""

_LOGIN: Final = re.compile(r"(?:^|/)(?:log|sign)[-_]?(?:in|on)(?:[./;]|$)", re.IGNORECASE)

_random: Final = SystemRandom()


class Answer(NamedTuple, Generic[T]):
    """An acceptance: the decoded answer, and the answer as it came."""

    value: T
    response: Response
    drift: tuple[Misfit, ...] = ()
    """What does not fit the schema, where answers are read leniently."""


class Call(NamedTuple, Generic[T]):
    """One call of an operation: what is sent, how its answer is read, and whether that is a refusal.

    ``T`` is what an acceptance decodes to.
    """

    operation: Operation
    request: Request
    parse: Callable[[Response, Drift | None], Any]
    refused: Callable[[Any], bool]
    within: float | None = None
    """The seconds after which it is too late for this call, where that is before its deadline."""


class Exchange(NamedTuple):
    """To do: carry this request, and send back the Response or the Failure."""

    request: Request
    operation: Operation


class Pause(NamedTuple):
    """To do: wait; and send back a Failure if that was cut short."""

    seconds: float


class Enter(NamedTuple):
    """To do: enter this gate; and send back a Failure if there was no place in time."""

    gate: Gate


Step: TypeAlias = Exchange | Pause | Enter
Reply: TypeAlias = Response | Failure | None
Steps: TypeAlias = Generator[Step, Reply, T]


class Terms(NamedTuple):
    """What holds for every call of a client."""

    base: Base
    hooks: Sequence[Hook] = ()
    lenient: bool = False
    """Keep what does not fit the schema of an answer, and say so."""


def steps(asked: Call[T], terms: Terms, deadline: Deadline, report: Report | None = None) -> Steps[Answer[T]]:
    """What to do for one call; it returns the acceptance or raises a CallError.

    Whoever has more to do for the call than this reports on the whole of it.
    """
    report = report or Report(terms.hooks, terms.base, asked.operation)
    try:
        return (yield from _tries(asked, terms, deadline, report))
    except CallError:
        raise
    except BaseException:
        report.abandoned()
        raise


def _tries(asked: Call[T], terms: Terms, deadline: Deadline, report: Report) -> Steps[Answer[T]]:
    operation = asked.operation
    exchange = Exchange(asked.request, operation)
    gate = None if operation.max_connections is None else gate_of(terms.base, operation.max_connections)
    error: CallError | None = None
    while True:
        report.attempt()
        reply = (yield exchange) if gate is None else (yield from _inside(gate, exchange))
        if not isinstance(reply, Response | Failure):  # a transport may be anybody's, and the request is out
            reply = Failure(Phase.SENDING, Reason.PROTOCOL, type(reply).__name__, wrote=True)
        verdict = judge(asked, reply, lenient=terms.lenient)
        if not isinstance(verdict, CallError):
            report.accepted(reply.status, verdict.drift)
            return verdict
        error = _weigh(error, verdict, deadline)
        pause = _pause(error, operation, report.attempts, deadline)
        report.failed(reply.status, error, pause)
        if pause is None:
            raise error
        if isinstance((yield Pause(pause)), Failure):
            report.failed(None, error, None)
            raise error


def _inside(gate: Gate, exchange: Exchange) -> Generator[Step, Reply, Reply]:
    """One exchange behind a gate."""
    refusal = yield Enter(gate)
    if refusal is not None:
        return refusal
    try:
        return (yield exchange)
    finally:
        gate.leave()


def _weigh(earlier: CallError | None, latest: CallError, deadline: Deadline) -> CallError:
    """What all tries together came to.

    A request that may have arrived is not undone by another that was not sent; and that the time was up says less than
    what went wrong before.
    """
    if earlier is None or not isinstance(latest, NotSent):
        return latest
    late = latest.reason in {Reason.TIMEOUT, Reason.BUSY} and deadline.left() <= 0
    return earlier if late or isinstance(earlier, OutcomeUnknown) else latest


def _pause(error: CallError, operation: Operation, attempt: int, deadline: Deadline) -> float | None:
    """The seconds until another try, or nothing when this was the last."""
    if attempt >= TRIES or error.reason in FINAL or isinstance(error, Rejected):
        return None
    if isinstance(error, OutcomeUnknown):
        if operation.effect is Effect.SEND:
            return None
        if error.reason is Reason.STATUS and error.status not in REPEATABLE:
            return None
    pause = _random.uniform(0, min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempt - 1)))
    return pause if pause < deadline.left() else None


# -- the outcome --------------------------------------------------------------


def judge(asked: Call[T], reply: Response | Failure, *, lenient: bool = False) -> Answer[T] | CallError:
    """The acceptance, or the error that says what the exchange came to."""
    name = asked.operation.name
    if isinstance(reply, Failure):
        kind = OutcomeUnknown if reply.wrote else NotSent
        return kind(name, reply.phase, reply.reason, reply.cause_name, reply.status)
    drift = Drift() if lenient else None
    # A documented body is believed before the HTTP status.
    try:
        _check_bulk(reply.body)
        value = asked.parse(reply, drift)
        refusal = asked.refused(value) or reply.status in asked.operation.refusing
    except Exception as error:  # noqa: BLE001, whatever a reader raises, the request is out
        return _undocumented(name, reply, type(error).__name__)
    if drift is not None and _undecided(drift, refusal=refusal):
        return _undocumented(name, reply, Misfit.__name__, value)
    if reply.status in asked.operation.doubtful:
        doubt = OutcomeUnknown(name, Phase.ANSWERED, Reason.STATUS, "", reply.status)
        doubt.keep(reply, value)
        return doubt
    if not refusal:
        return Answer(value, reply, tuple(drift.notes) if drift is not None else ())
    rejected = Rejected(name, Phase.ANSWERED, _REASONS.get(reply.status, Reason.REFUSAL), status=reply.status)
    rejected.keep(reply, value)
    return rejected


_REASONS: Final = {401: Reason.AUTHENTICATION, 403: Reason.AUTHENTICATION, 429: Reason.THROTTLED}


def _check_bulk(body: bytes) -> None:
    # A shorter body cannot hold as many.
    if len(body) > PARTS and sum(map(body.count, _MARKS)) > PARTS:
        raise DecodeError("$", f"more than {PARTS} parts")


def _undecided(drift: Drift, *, refusal: bool) -> bool:
    """Whether what does not fit may be what decides: a whole answer that is none, or whatever made it a refusal."""
    return bool(drift.notes) and (refusal or any(path == "$" for path, _ in drift.notes))


def _undocumented(name: str, response: Response, cause: str, answer: object = None) -> CallError:
    status = response.status
    error: CallError
    if status in _REASONS:
        error = Rejected(name, Phase.ANSWERED, _REASONS[status], cause, status)
    elif _is_login(response):
        error = Rejected(name, Phase.ANSWERED, Reason.AUTHENTICATION, cause, status)
    elif 400 <= status < 500 and status != 408:  # noqa: PLR2004, a request that timed out may have been acted on
        error = Rejected(name, Phase.ANSWERED, Reason.STATUS, cause, status)
    else:
        reason = Reason.UNREADABLE if 200 <= status < 300 else Reason.STATUS  # noqa: PLR2004, a success by its status
        error = OutcomeUnknown(name, Phase.ANSWERED, reason, cause, status)
    error.keep(response, answer)
    return error


def _is_login(response: Response) -> bool:
    """Whether an answer sends the caller to a login page: then the request was not even looked at."""
    if not 300 <= response.status < 400:  # noqa: PLR2004, redirects
        return False
    try:
        path = urlsplit(response.header("location") or "").path
    except ValueError:
        return False
    return _LOGIN.search(path) is not None


# -- the synchronous driver ---------------------------------------------------


def run(todo: Steps[T], transport: Transport, base: Base, deadline: Deadline) -> T:
    """Do what the steps say, in this thread."""
    reply: Reply = None
    try:
        while True:
            reply = _do(todo.send(reply), transport, base, deadline)
    except StopIteration as end:
        result: T = end.value
        return result
    finally:
        todo.close()


def _do(step: Step, transport: Transport, base: Base, deadline: Deadline) -> Reply:
    match step:
        case Exchange(request, operation):
            try:
                return transport.exchange(base, request, operation, deadline)
            except Exception as error:  # noqa: BLE001, a transport may be anybody's
                return failure_of(error)
        case Pause(seconds):
            time.sleep(seconds)
            return None
        case Enter(gate):
            place = gate.enter()
            if place is not None and not gate.wait(place, deadline.left()):
                return Failure(Phase.WAITING, Reason.BUSY, "", wrote=False)
            return gate.hold(transport, base)
