"""One cell of the matrix: a fault, met by a GET or a POST, on a fresh or a kept connection, plain or over TLS."""

from __future__ import annotations

import pickle
import ssl
import time
import traceback
from collections.abc import Iterator
from typing import Final

from attrs import frozen

from smswire_runtime import Effect, Operation, Request, Response
from smswire_runtime._deadline import Deadline
from smswire_runtime._errors import DecodeError
from smswire_runtime._outcomes import CallError, Reason
from smswire_runtime._policy import Call, call
from smswire_runtime._urllib3 import Urllib3Transport
from tests.faults.catalogue import ACCEPTED, BIG, FAULTS, NOT_SENT, REFUSAL, UNKNOWN, Fault, Outcome
from tests.faults.server import FaultServer

PASSWORD: Final = "canary-password"
TOKEN: Final = "canary-token"
NUMBER: Final = "+41790000001"
TEXT: Final = "canary-text"
CANARIES: Final = (PASSWORD, TOKEN, NUMBER, NUMBER[1:], TEXT)

TOTAL: Final = 1.0
"""Seconds of the deadline where the call lives until it passes."""

AMPLE: Final = 10.0
"""Seconds where the server ends the call, so that a busy machine changes nothing."""

GRACE: Final = 1.0
"""Seconds that a call may end late on a busy machine."""

LIMIT: Final = 16 * 1024


@frozen
class Cell:
    """Where a fault is met."""

    fault: Fault
    method: str
    kept: bool
    tls: bool
    effect: Effect = Effect.SEND

    def __str__(self) -> str:
        connection = "kept" if self.kept else "fresh"
        return f"{self.fault.name}-{self.method}-{connection}-{'tls' if self.tls else 'plain'}"

    @property
    def expected(self) -> frozenset[Outcome]:
        """The outcomes that are right."""
        return self.fault.over_tls if self.tls else self.fault.outcome

    @property
    def total(self) -> float:
        """The seconds of the deadline: few where they pass, with waiting or with another try."""
        return TOTAL if self.fault.reason is Reason.TIMEOUT or NOT_SENT in self.expected else AMPLE


@frozen
class Result:
    """What became of it."""

    outcome: Outcome
    error: CallError | None
    seconds: float
    ledger: int
    """Requests that the server may have acted on."""


def cells() -> Iterator[Cell]:
    """The whole matrix for a send."""
    for fault in FAULTS.values():
        for method in ("POST",) if fault.big else ("GET", "POST"):
            for kept in (False, True) if fault.fresh else (True,):
                for tls in (True,) if fault.tls_only else (False, True):
                    yield Cell(fault, method, kept, tls)


def operation(method: str, effect: Effect = Effect.SEND) -> Operation:
    """An invented operation whose answers are two words."""
    return Operation(name="invented", effect=effect, method=method, routes=("/invented",), answer_limit=LIMIT)


def request(method: str, *, big: bool = False) -> Request:
    """A request with secrets everywhere that a wire has them."""
    secrets = f"password={PASSWORD}&to={NUMBER[1:]}&text={TEXT}"
    headers = (("Accept", "text/plain"), ("Authorization", f"Bearer {TOKEN}"))
    if method == "GET":
        return Request(method=method, path="/invented", query=secrets, headers=headers)
    body = secrets.encode() + b"x" * (BIG if big else 0)
    return Request(method=method, path="/invented", headers=headers, body=body)


def parse(response: Response) -> str:
    """The documented bodies, and nothing else."""
    if response.body not in {b"accepted", REFUSAL}:
        raise DecodeError("$", f"an undocumented body {response.body!r}")
    return response.body.decode()


def refused(answer: str) -> bool:
    """Whether it is the documented refusal."""
    return answer == REFUSAL.decode()


def asked(method: str, effect: Effect = Effect.SEND, *, big: bool = False) -> Call[str]:
    """One call of the invented operation."""
    return Call(operation(method, effect), request(method, big=big), parse, refused)


def run(
    cell: Cell,
    server_side: ssl.SSLContext,
    client_side: ssl.SSLContext,
    kind: type[Urllib3Transport] = Urllib3Transport,
) -> Result:
    """Play a cell."""
    fault = cell.fault
    tls = server_side if cell.tls else None
    with FaultServer(fault.script, tls=tls, raw=fault.raw, warm=cell.kept) as server:
        scheme = "https" if cell.tls else "http"
        transport = kind(f"{scheme}://127.0.0.1:{server.port}", trust=client_side)
        if cell.kept:
            call(transport, asked(cell.method), deadline=Deadline())
            server.warmed.wait(1)
            time.sleep(0.1)  # so that what the server does then has arrived
        if fault.refuse:
            server.refuse()
        before = len(server.ledger)
        began = time.monotonic()
        error = None
        try:
            call(transport, asked(cell.method, cell.effect, big=fault.big), deadline=Deadline(cell.total, cell.total))
        except CallError as caught:
            error = caught
        seconds = time.monotonic() - began
        transport.close()
        outcome = ACCEPTED if error is None else type(error).__name__
        return Result(outcome, error, seconds, len(server.settle()) - before)


def check(cell: Cell, result: Result) -> None:
    """What every cell promises."""
    assert result.outcome in cell.expected
    assert result.ledger <= 1
    assert result.seconds <= cell.total + GRACE
    if result.outcome not in {ACCEPTED, UNKNOWN} and result.error is not None and result.error.status is None:
        assert 0 == result.ledger
    if result.error is not None:
        if cell.fault.reason is not None and len(cell.expected) == 1:
            assert cell.fault.reason == result.error.reason
        check_silent(result.error)


def check_silent(error: CallError) -> None:
    """No secret in any way in which people look at an error."""
    chain: list[BaseException] = [error]
    for link in chain:
        chain.extend(other for other in (link.__cause__, link.__context__) if other is not None)
    seen = [
        text
        for link in chain
        for text in (str(link), repr(link), repr(link.args), repr(vars(link)), *traceback.format_exception(link))
    ]
    seen.append(pickle.dumps(error).decode("latin-1"))

    assert [error] == chain
    assert [] == [canary for canary in CANARIES if any(canary in text for text in seen)]
