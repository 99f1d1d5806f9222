"""Lenient answers: what does not fit the schema is kept and told, unless it may be what decides."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any, Final

import pytest
from attrs import frozen

from smswire_runtime import Event, Misfit, Stage, log_event
from smswire_runtime._hooks import DRIFT_SHOWN
from smswire_runtime._outcomes import CallError, OutcomeUnknown, Reason, Rejected
from tests.faults.cells import AMPLE
from tests.faults.kinds import SYNC, TRANSPORTS, Ended, Kind, Loop
from tests.faults.providers import EROS, NETOXYGEN, REDOXYGEN, SMSOFFICE, Provider
from tests.faults.server import FaultServer, answering
from tests.faults.silence import NUMBER, check_silent, sung
from tests.faults.test_repeats import rpc


def document(value: Any) -> bytes:
    """A value as JSON."""
    return json.dumps(value).encode()


@frozen(eq=False)
class Drifted:
    """An answer that does not fit its schema, and is an acceptance all the same."""

    provider: Provider
    body: bytes
    kept: Callable[[Any], object]
    """What does not fit, as it is kept."""
    value: object
    path: str


DRIFTED: Final = {
    "redoxygen-id": Drifted(
        REDOXYGEN,
        document({"Result": "0000", "Messages": {"1": {"SMSId": [NUMBER], "Result": "0000"}}}),
        lambda answer: answer.messages.recipients[0].sms_id,
        [NUMBER],
        '$.Messages["1"].SMSId',
    ),
    "redoxygen-count": Drifted(
        REDOXYGEN,
        document({"Result": "0000", "Messages": {"Count": NUMBER, "1": {"SMSId": 1, "Result": "0000"}}}),
        lambda answer: answer.messages.count,
        NUMBER,
        "$.Messages.Count",
    ),
    "eros-id": Drifted(
        EROS,
        document({"CommId": {"Id": NUMBER}, "Status": True}),
        lambda answer: answer.comm_id,
        {"Id": NUMBER},
        "$.CommId",
    ),
    "netoxygen-id": Drifted(NETOXYGEN, rpc([[NUMBER, True, [NUMBER]]]), lambda rows: rows[0].id, [NUMBER], "$[0][2]"),
}
each_drifted = pytest.mark.parametrize("drifted", DRIFTED.values(), ids=DRIFTED)


def ask(kind: Kind, provider: Provider, body: bytes, answers: str, status: bytes = b"200 OK") -> tuple[Ended, Event]:
    """A send that gets this answer, and the last that hooks heard of it."""
    events: list[Event] = []

    def script(peer: Any) -> None:
        peer.request()
        answering(status, body)(peer)

    with FaultServer(script) as server:
        url = f"http://127.0.0.1:{server.port}"
        hooks = [events.append, log_event]
        client = kind.client(provider, base_url=url, deadline=AMPLE, answers=answers, hooks=hooks)
        ended = kind.call(lambda: provider.send(client))
        kind.do(client.close)
    assert Stage.DONE is events[-1].stage
    return ended, events[-1]


@each_drifted
@pytest.mark.parametrize("name", TRANSPORTS)
def test_kept(name: str, drifted: Drifted, loop: Loop, caplog: pytest.LogCaptureFixture) -> None:
    """What does not fit is kept as it came; hooks and the log are told where and why, and not what."""
    caplog.set_level(logging.DEBUG)
    ended, event = ask(Kind(name, loop), drifted.provider, drifted.body, "lenient")

    assert ended.error is None, str(ended.error)
    assert drifted.value == drifted.kept(ended.value)
    assert [drifted.path] == [misfit.path for misfit in event.drift]
    assert "not as documented" in caplog.text
    assert drifted.path in caplog.text
    assert [] == sung([caplog.text, repr(event)])


def test_a_flood(loop: Loop, caplog: pytest.LogCaptureFixture) -> None:
    """An answer that fits nowhere does not flood the log."""
    ended, event = ask(Kind(SYNC, loop), NETOXYGEN, rpc([5] * 1000), "lenient")
    told = [record for record in caplog.records if record.levelno == logging.WARNING]

    assert ended.error is None
    assert 1000 == len(event.drift)
    assert DRIFT_SHOWN + 1 == len(told)
    assert "990 more" in told[-1].getMessage()


@each_drifted
def test_checked(drifted: Drifted, loop: Loop) -> None:
    """A checked answer that does not fit is none: whether it was accepted is unknown."""
    ended, event = ask(Kind(SYNC, loop), drifted.provider, drifted.body, "checked")

    assert isinstance(ended.error, OutcomeUnknown)
    assert Reason.UNREADABLE is ended.error.reason
    assert () == event.drift
    check_silent(ended.error)


@pytest.mark.parametrize("provider", [REDOXYGEN, NETOXYGEN, EROS, SMSOFFICE], ids=lambda provider: provider.name)
def test_what_fits(provider: Provider, loop: Loop) -> None:
    """A documented answer leaves nothing to be told, and a documented refusal is one."""
    accepted, event = ask(Kind(SYNC, loop), provider, provider.acceptance, "lenient")
    rejected, _ = ask(Kind(SYNC, loop), provider, provider.refusal, "lenient")

    assert provider.accepted(accepted.value)
    assert () == event.drift
    assert isinstance(rejected.error, Rejected)


UNDECIDED: Final[dict[str, tuple[Provider, bytes, bytes, type[CallError]]]] = {
    "status as text": (EROS, document({"CommId": "x", "Status": "true"}), b"200 OK", OutcomeUnknown),
    "no status": (EROS, document({"CommId": "x"}), b"200 OK", OutcomeUnknown),
    "refused, and more": (EROS, document({"CommId": 5, "Status": False}), b"200 OK", OutcomeUnknown),
    "another document": (EROS, document([NUMBER]), b"200 OK", OutcomeUnknown),
    "refused by status": (EROS, document({"ResponseStatus": NUMBER}), b"400 Bad Request", Rejected),
    "result of another type": (REDOXYGEN, document({"Result": ["0000"]}), b"200 OK", OutcomeUnknown),
    "no result": (REDOXYGEN, document({"Messages": {}}), b"200 OK", OutcomeUnknown),
    "refused, and what else": (
        REDOXYGEN,
        document({"Result": "2001", "Messages": {"1": 5}}),
        b"200 OK",
        OutcomeUnknown,
    ),
    "a text": (NETOXYGEN, rpc(NUMBER), b"200 OK", OutcomeUnknown),
    "a number": (NETOXYGEN, rpc(0), b"200 OK", OutcomeUnknown),
    "a page": (SMSOFFICE, b"<html>" + NUMBER.encode(), b"200 OK", OutcomeUnknown),
}


@pytest.mark.parametrize("provider,body,status,expected", UNDECIDED.values(), ids=UNDECIDED)
def test_what_decides(provider: Provider, body: bytes, status: bytes, expected: type[CallError], loop: Loop) -> None:
    """What may be the very thing that decides is never read leniently: neither as a yes nor as a no."""
    ended, _ = ask(Kind(SYNC, loop), provider, body, "lenient", status)

    assert expected is type(ended.error)
    assert ended.error is not None
    check_silent(ended.error)


def test_what_came_is_within_reach(loop: Loop) -> None:
    """The error of an undecided answer holds what was read of it, for whoever asks."""
    ended, _ = ask(Kind(SYNC, loop), EROS, document({"CommId": "x", "Status": "true"}), "lenient")
    assert ended.error is not None
    kept: Any = ended.error.decoded()

    assert ("x", "true") == (kept.comm_id, kept.status)
    assert Misfit.__name__ == ended.error.cause
