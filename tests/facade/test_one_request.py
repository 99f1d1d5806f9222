"""One send is at most one complete request, whatever the other side does: faults of raw sockets, met by gateways."""

from __future__ import annotations

import time
from typing import Final

import pytest
from attrs import frozen

from smswire import Outcome, Reason
from smswire_runtime import Reason as Cause
from tests.facade.faces import Kind, Tasks, Threads
from tests.faults.catalogue import FAULTS
from tests.faults.fault import ACCEPTED, NOT_SENT, REJECTED, UNKNOWN, Fault, Place
from tests.faults.providers import EROS, NETOXYGEN, REDOXYGEN, SMSOFFICE, Provider
from tests.faults.server import FaultServer, answer_once
from tests.faults.silence import PASSWORD, TEXT, TOKEN, sung

OUTCOMES: Final = {
    ACCEPTED: Outcome.ACCEPTED,
    NOT_SENT: Outcome.NOT_SENT,
    REJECTED: Outcome.REJECTED,
    UNKNOWN: Outcome.UNKNOWN,
}
"""What the matrix of the clients calls them."""


@frozen(kw_only=True)
class Wire:
    """A gateway on this machine, and a number of which its documented acceptance speaks."""

    provider: Provider
    url: str
    to: str = "+41792223344"


WIRES: Final = {
    "redoxygen": Wire(provider=REDOXYGEN, url=f"redoxygen://user:{PASSWORD}@{{}}?account=CI1", to="+61111222333"),
    "netoxygen": Wire(provider=NETOXYGEN, url=f"netoxygen://user:{PASSWORD}@{{}}"),
    "eros": Wire(provider=EROS, url=f"eros://:{TOKEN}@{{}}"),
    "smsoffice": Wire(provider=SMSOFFICE, url=f"smsoffice://user:{PASSWORD}@{{}}?from=Desk"),
}

AT_ONCE: Final = 10.0
"""Seconds of the deadline where the server ends the call."""

WAITED_FOR: Final = 0.4
"""Seconds where the call lives until the deadline."""

IDLE: Final = 0.1
"""Seconds after which what a server does to an idle connection has arrived."""

# The matrix of the clients plays all of them, over TLS and proxies too; here each kind is met once.
MET: Final = [
    "refused",
    "close_on_accept",
    "reset_on_accept",
    "close_in_head",
    "reset_in_head",
    "reset_after_request",
    "close_after_request",
    "silence",
    "half_a_status_line",
    "garbage",
    "dripped_head",
    "body_cut_by_reset",
    "dripped_body",
    "gzip_bomb",
    "status_302_found",
    "status_302_login",
    "status_401_empty",
    "status_404_not_found",
    "status_408_request_timeout",
    "status_429_too_many_requests",
    "status_500_error",
    "status_500_refused",
    "status_200_refused",
    "status_200_empty",
    "accepted_despite_status",
    "accepted_in_chunks",
]
KEPT: Final = ["closed_while_idle", "stray_bytes_while_idle", "reset_after_request", "close_in_head"]
"""On a connection that was used before."""


@pytest.mark.parametrize("kind", [Threads, Tasks])
@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("name,kept", [(name, False) for name in MET] + [(name, True) for name in KEPT])
def test_one_request(name: str, wire: str, kind: Kind, *, kept: bool) -> None:
    """What the other side does decides the outcome; it never sees the message twice."""
    fault, provider = FAULTS[name], WIRES[wire].provider
    expected, cause = provider.differs.get(name, (None, fault.reason))
    outcomes = {OUTCOMES[one] for one in ({expected} if expected else fault.outcome)}
    waits = fault.reason is Cause.TIMEOUT or NOT_SENT in fault.outcome
    with _server_of(fault, provider, kept=kept) as server:
        url = WIRES[wire].url.format(f"127.0.0.1:{server.port}")
        with kind(url, deadline=WAITED_FOR if waits else AT_ONCE) as gateway:
            if kept:
                assert Outcome.ACCEPTED is gateway.send(WIRES[wire].to, TEXT).outcome
                time.sleep(IDLE)
            if fault.place is Place.CLOSED:
                server.refuse()
            submission = gateway.send(WIRES[wire].to, TEXT)
        complete = len(server.settle()) - kept

    assert submission.outcome in outcomes
    assert complete <= 1
    assert complete == 1 or submission.outcome is not Outcome.ACCEPTED
    assert complete == 0 or submission.outcome is not Outcome.NOT_SENT
    assert _reason(submission.outcome, cause, wire) is submission.reason
    assert [] == sung([repr(submission), str(submission.error), repr(gateway.gateway)])


def _server_of(fault: Fault, provider: Provider, *, kept: bool) -> FaultServer:
    server = FaultServer(fault.script, raw=fault.raw, warm=answer_once if kept else None)
    server.acceptance, server.refusal, server.media = provider.acceptance, provider.refusal, provider.media
    return server


def _reason(outcome: Outcome, cause: Cause | None, wire: str) -> Reason | None:
    """What a submission says of the cause."""
    if outcome is not Outcome.REJECTED:
        return None if outcome is Outcome.ACCEPTED else Reason.GATEWAY
    if cause is Cause.REFUSAL:
        return Reason.OTHER if wire == "eros" else Reason.AUTHENTICATION  # as its documented refusal says
    known: dict[Cause | None, Reason] = {
        Cause.AUTHENTICATION: Reason.AUTHENTICATION,
        Cause.THROTTLED: Reason.THROTTLED,
    }
    return known.get(cause, Reason.OTHER)
