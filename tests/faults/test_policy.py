"""The outcome rule without a socket: what is repeated, how often, and what the tries together came to."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Iterable, Iterator
from itertools import pairwise

import pytest

from smswire_runtime import Drift, Effect, Request, Response
from smswire_runtime._deadline import Deadline
from smswire_runtime._hooks import Event, Stage, log_event
from smswire_runtime._outcomes import CallError, NotSent, OutcomeUnknown, Phase, Reason, Rejected
from smswire_runtime._policy import FIRST_PAUSE, TRIES, Answer, Exchange, Pause, Step, Terms, steps
from smswire_runtime._transport import Base, Failure
from tests.faults.invented import asked
from tests.faults.silence import CANARIES, check_silent

DOWN = Failure(Phase.CONNECTING, Reason.REFUSED, "ConnectionRefusedError", wrote=False)
LATE = Failure(Phase.WAITING, Reason.TIMEOUT, "TimeoutError", wrote=False)
LOST = Failure(Phase.AWAITING, Reason.RESET, "ConnectionResetError", wrote=True)
STRANGER = Failure(Phase.SECURING, Reason.CERTIFICATE, "SSLCertVerificationError", wrote=False)
YES = Response(status=200, body=b"accepted")
NO = Response(status=200, body=b"refused")
ERROR = Response(status=503, body=b"busy")
PAGE = Response(status=200, body=b"<html>")

TERMS = Terms(Base("https", "sms.test", 443))

SEND, IDEMPOTENT, READ = Effect.SEND, Effect.IDEMPOTENT, Effect.READ


def play(
    effect: Effect, replies: Iterable[Response | Failure], deadline: Deadline | None = None
) -> tuple[list[Step], Answer[str] | CallError]:
    """What is done when a transport brings these replies, and how it ends."""
    todo = steps(asked("POST", effect), TERMS, deadline or Deadline())
    coming = iter(replies)
    done: list[Step] = []
    reply: Response | Failure | None = None
    try:
        while True:
            step = todo.send(reply)
            done.append(step)
            reply = next(coming) if isinstance(step, Exchange) else None
    except StopIteration as end:
        answer: Answer[str] = end.value
        return done, answer
    except CallError as error:
        return done, error


def tries(done: list[Step]) -> int:
    """How many exchanges."""
    return sum(isinstance(step, Exchange) for step in done)


@pytest.mark.parametrize(
    "effect,replies,count,end",
    [
        (SEND, [DOWN, DOWN, YES], 3, "Answer"),
        (SEND, [DOWN] * 9, TRIES, "NotSent"),
        (SEND, [LOST, YES], 1, "OutcomeUnknown"),
        (SEND, [DOWN, LOST, YES], 2, "OutcomeUnknown"),
        (SEND, [ERROR, YES], 1, "OutcomeUnknown"),
        (SEND, [PAGE, YES], 1, "OutcomeUnknown"),
        (SEND, [NO, YES], 1, "Rejected"),
        (SEND, [DOWN, NO, YES], 2, "Rejected"),
        (SEND, [STRANGER, YES], 1, "NotSent"),
        (IDEMPOTENT, [LOST, YES], 2, "Answer"),
        (IDEMPOTENT, [ERROR, LOST, YES], 3, "Answer"),
        (IDEMPOTENT, [LOST, DOWN, DOWN, DOWN, DOWN, DOWN], TRIES, "OutcomeUnknown"),
        (READ, [LOST] * 9, TRIES, "OutcomeUnknown"),
        (READ, [ERROR, YES], 2, "Answer"),
        (READ, [PAGE, YES], 1, "OutcomeUnknown"),
        (READ, [NO, YES], 1, "Rejected"),
        (READ, [Response(status=302, headers=(("Location", "/x"),)), YES], 1, "OutcomeUnknown"),
        (READ, [Response(status=401), YES], 1, "Rejected"),
        (READ, [Response(status=429), YES], 1, "Rejected"),
        (READ, [Response(status=408), YES], 2, "Answer"),
    ],
)
def test_tries(effect: Effect, replies: list[Response | Failure], count: int, end: str) -> None:
    """The effect of the operation alone decides what is repeated."""
    done, ended = play(effect, replies)

    assert count == tries(done)
    assert end == type(ended).__name__


def test_pauses() -> None:
    """Pauses are drawn up to a bound that doubles, and stand between exchanges."""
    done, _ = play(SEND, [DOWN] * 9)
    pauses = [step.seconds for step in done if isinstance(step, Pause)]

    assert TRIES - 1 == len(pauses)
    assert all(0 <= pause <= FIRST_PAUSE * 2**index for index, pause in enumerate(pauses))
    assert not any(isinstance(one, Pause) and isinstance(other, Pause) for one, other in pairwise(done))


def test_no_pause_beyond_the_deadline() -> None:
    """Nobody waits for a try that can no longer be made."""
    done, ended = play(SEND, [DOWN] * 9, Deadline(0.000_001))

    assert 1 == len(done)
    assert isinstance(ended, NotSent)


def test_the_telling_error_stays() -> None:
    """That the time was up says less than what happened before."""
    deadline = Deadline()

    def replies() -> Iterator[Failure]:
        yield DOWN
        deadline.cancel()
        yield LATE

    _, ended = play(SEND, replies(), deadline)

    assert isinstance(ended, NotSent)
    assert Reason.REFUSED is ended.reason


@pytest.mark.parametrize(
    "location,outcome",
    [
        ("/login", Rejected),
        ("/Account/Login.aspx?ReturnUrl=%2f", Rejected),
        ("https://elsewhere.test/sign-in;jsessionid=1", Rejected),
        ("/auth/logon", Rejected),
        ("/loginfo", OutcomeUnknown),
        ("/catalogin", OutcomeUnknown),
        ("/x?next=/login", OutcomeUnknown),
        ("https://[", OutcomeUnknown),
        ("", OutcomeUnknown),
    ],
)
def test_login_page(location: str, outcome: type[CallError]) -> None:
    """A redirect to a login page is a refusal; any other leaves the outcome open."""
    _, ended = play(SEND, [Response(status=302, headers=(("Location", location),))])

    assert isinstance(ended, outcome)


def test_a_reader_that_breaks() -> None:
    """Whatever is raised while an answer is read, the request is out."""

    def parse(_: Response, __: Drift | None) -> str:
        raise RecursionError("canary-text")

    todo = steps(asked("POST")._replace(parse=parse), TERMS, Deadline())
    next(todo)
    with pytest.raises(OutcomeUnknown) as caught:
        todo.send(YES)

    assert Reason.UNREADABLE is caught.value.reason
    assert "RecursionError" == caught.value.cause
    check_silent(caught.value)


@pytest.mark.parametrize("kind", [NotSent, Rejected, OutcomeUnknown])
def test_errors(kind: type[CallError]) -> None:
    """An error is one sentence, pickles, and holds the answer without showing it."""
    error = kind("send", Phase.READING, Reason.TIMEOUT, "TimeoutError", 200)
    error.keep(Response(status=200, headers=(("X", CANARIES[0]),), body=CANARIES[1].encode()), CANARIES[2])
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301, our own bytes

    assert str(error).startswith("send ")
    assert "timeout while reading, HTTP 200 (TimeoutError)" in str(error)
    assert (str(error), error.args, None, None) == (str(copy), copy.args, copy.response, copy.decoded())
    assert type(error) is type(copy)
    assert CANARIES[2] == error.decoded()
    assert error.response is not None
    assert CANARIES[1].encode() == error.response.body
    check_silent(error)


def test_hooks() -> None:
    """Hooks hear of every try and of the end, see no secret, and cannot break a call."""
    heard: list[Event] = []

    def breaks(_: Event) -> None:
        raise RuntimeError("a hook with canary-text in its error")

    todo = steps(asked("GET"), TERMS._replace(hooks=[breaks, heard.append]), Deadline())
    next(todo)
    todo.send(DOWN)
    next(todo)
    with pytest.raises(StopIteration):
        todo.send(YES)

    assert [Stage.ATTEMPT, Stage.RETRY, Stage.ATTEMPT, Stage.DONE] == [event.stage for event in heard]
    assert [1, 1, 2, 2] == [event.attempt for event in heard]
    assert [None, None, None, 200] == [event.status for event in heard]
    assert [] == [canary for canary in CANARIES if canary in repr(heard)]


def test_hooks_log_no_text(caplog: pytest.LogCaptureFixture) -> None:
    """What a hook raises may hold anything, so its class alone is logged."""

    def breaks(_: Event) -> None:
        raise RuntimeError("canary-text")

    todo = steps(asked("GET"), TERMS._replace(hooks=[breaks]), Deadline())
    next(todo)

    assert "RuntimeError" in caplog.text
    assert "canary" not in caplog.text


def test_log_of_events(caplog: pytest.LogCaptureFixture) -> None:
    """The hook that logs says how a call went, one line for each step, and nothing of what was sent."""
    caplog.set_level(logging.DEBUG)
    todo = steps(asked("GET"), TERMS._replace(hooks=[log_event]), Deadline())
    next(todo)
    todo.send(DOWN)
    next(todo)
    with pytest.raises(OutcomeUnknown):
        todo.send(ERROR)
    lines = [
        "attempt invented, attempt 1: begins",
        "retry invented, attempt 1: invented was not sent: refused while connecting (ConnectionRefusedError)",
        "attempt invented, attempt 2: begins",
        "done invented, attempt 2: invented has an unknown outcome: status while answered, HTTP 503 (DecodeError)",
    ]

    assert lines == [record.getMessage() for record in caplog.records]


def test_a_driver_that_forgets() -> None:
    """An exchange without a reply may have done what was asked for."""
    todo = steps(asked("POST"), TERMS, Deadline())
    next(todo)
    with pytest.raises(OutcomeUnknown):
        todo.send(None)


def test_request_stays_out_of_sight() -> None:
    """The steps themselves show no secret either."""
    step = next(steps(asked("GET"), TERMS, Deadline()))

    assert isinstance(step, Exchange)
    assert isinstance(step.request, Request)
    assert [] == [canary for canary in CANARIES if canary in repr(step)]
