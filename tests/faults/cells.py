"""One cell of the matrix: a fault, met by a provider's client of one kind, on a fresh or a kept connection."""

from __future__ import annotations

import contextlib
import ssl
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

from attrs import evolve, field, frozen

from smswire_runtime import Event, Hook, Stage, log_event
from smswire_runtime._outcomes import CallError, OutcomeUnknown, Reason
from tests.faults.catalogue import FAULTS
from tests.faults.fault import ACCEPTED, NOT_SENT, Fault, Outcome, Place, outcomes
from tests.faults.kinds import TRANSPORTS, Kind, Loop
from tests.faults.names import Names
from tests.faults.providers import PROVIDERS, Provider
from tests.faults.proxies import tunnel
from tests.faults.server import FaultServer, answer_once, serve
from tests.faults.silence import PASSWORD, USER, check_silent, sung

TOTAL: Final = 1.0
"""Seconds of the deadline where the call lives until it passes."""

AMPLE: Final = 10.0
"""Seconds where the server ends the call, so that a busy machine changes nothing."""

GRACE: Final = 1.0
"""Seconds that a call may end late on a busy machine."""

IDLE: Final = 0.1
"""Seconds after which what happens to an idle connection beyond a proxy has arrived."""


@frozen
class Ground:
    """What all cells stand on."""

    server_side: ssl.SSLContext
    client_side: ssl.SSLContext
    loop: Loop
    names: Names


@frozen
class Cell:
    """Where a fault is met."""

    fault: Fault
    provider: Provider
    kind: str
    kept: bool
    tls: bool

    def __str__(self) -> str:
        connection = "kept" if self.kept else "fresh"
        return f"{self.fault.name}-{self.provider.name}-{self.kind}-{connection}-{'tls' if self.tls else 'plain'}"

    @property
    def expected(self) -> frozenset[Outcome]:
        """The outcomes that are right."""
        if (differs := self.provider.differs.get(self.fault.name)) is not None:
            return outcomes(differs[0])
        return self.fault.over_tls if self.tls else self.fault.outcome

    @property
    def reason(self) -> Reason | None:
        """The reason that is right, where it is always the same."""
        if (differs := self.provider.differs.get(self.fault.name)) is not None:
            return differs[1]
        return self.fault.reason if len(self.expected) == 1 else None

    @property
    def waits(self) -> bool:
        """Whether the call may live until its deadline, waiting for something or for another try."""
        return self.fault.reason is Reason.TIMEOUT or NOT_SENT in self.expected

    @property
    def total(self) -> float:
        """The seconds of the deadline."""
        return TOTAL if self.waits else AMPLE


@frozen
class Result:
    """What became of it."""

    cell: Cell
    outcome: Outcome
    value: Any
    error: CallError | None
    seconds: float
    ledger: int
    """Requests that the server may have acted on."""
    begun: int
    """Requests of which the server saw a byte."""
    events: list[Event] = field(repr=False)
    shown: str = field(repr=False)
    """What the client itself shows."""


def cells_of(fault: Fault, provider: Provider, kind: str) -> Iterator[Cell]:
    """All that belong to a fault, a provider and a way to call."""
    if fault.big and provider.send_big is None:
        return
    for kept in (False, True) if fault.fresh else (True,):
        for tls in (True,) if fault.tls_only else (False, True):
            yield Cell(fault, provider, kind, kept, tls)


def cells() -> Iterator[Cell]:
    """The whole matrix."""
    for fault in FAULTS.values():
        for provider in PROVIDERS:
            for kind in TRANSPORTS:
                yield from cells_of(fault, provider, kind)


# -- playing ------------------------------------------------------------------


def play(cell: Cell, ground: Ground, transport: Callable[..., Any] | None = None) -> Result:
    """Play a cell, perhaps with another transport than its kind has."""
    with contextlib.ExitStack() as stack:
        # Building a long request keeps an event loop busy, so that other cells there would come late.
        loop = stack.enter_context(Loop()) if cell.fault.big else ground.loop
        kind = Kind(cell.kind, loop, transport)
        server = stack.enter_context(server_of(cell.fault, cell.provider, ground, kept=cell.kept, tls=cell.tls))
        proxy = stack.enter_context(_proxy(cell)) if cell.fault.place is Place.PROXY else None
        through = f"http://{USER}:{PASSWORD}@127.0.0.1:{proxy.port}" if proxy is not None else False
        carrier = kind.transport(trust=ground.client_side, proxy=through)
        named = cell.fault.place in {Place.NAMELESS, Place.UNRESOLVED}
        scheme, host = "https" if cell.tls else "http", "localhost" if named else "127.0.0.1"
        settings = {"base_url": f"{scheme}://{host}:{server.port}", "transport": carrier}
        if cell.kept:
            _warm(cell, kind, server, settings)
        stack.callback(ground.names.restore, server.port)
        _break(cell.fault.place, server, ground.names)
        result = _send(cell, kind, server, settings)
        return evolve(result, ledger=len(server.settle()) - cell.kept)


def server_of(fault: Fault, provider: Provider, ground: Ground, *, tls: bool, kept: bool = False) -> FaultServer:
    """A server with a fault that answers, if it answers, as the provider does."""
    ours = fault.place is Place.SERVER
    server = FaultServer(
        fault.script if ours else serve,
        tls=ground.server_side if tls else None,
        raw=fault.raw and (ours or kept),
        warm=answer_once if kept else None,
    )
    server.acceptance, server.refusal, server.media = provider.acceptance, provider.refusal, provider.media
    return server


def _proxy(cell: Cell) -> FaultServer:
    return FaultServer(cell.fault.script, raw=True, warm=tunnel if cell.kept else None)


def _warm(cell: Cell, kind: Kind, server: FaultServer, settings: dict[str, Any]) -> None:
    """One call that goes well, so that its connection is a used one for the next."""
    client = kind.client(cell.provider, deadline=AMPLE, **settings)
    ended = kind.call(lambda: cell.provider.send(client))
    assert ended.error is None, str(ended.error)
    assert server.warmed.wait(AMPLE)
    if cell.fault.place is Place.PROXY:
        time.sleep(IDLE)
    else:
        assert server.rested.wait(AMPLE)


def _break(place: Place, server: FaultServer, names: Names) -> None:
    match place:
        case Place.CLOSED:
            server.refuse()
        case Place.DEAF:
            server.deafen()
        case Place.NAMELESS:
            names.lost.add(server.port)
        case Place.UNRESOLVED:
            names.hang(server.port)
        case Place.SERVER | Place.PROXY:
            pass


def _send(cell: Cell, kind: Kind, server: FaultServer, settings: dict[str, Any]) -> Result:
    heard: list[Event] = []
    built: list[float] = []
    begun = server.begun

    def note(_: Event) -> None:
        built.append(time.monotonic())

    hooks: list[Hook] = [heard.append, log_event, note]
    client = kind.client(cell.provider, deadline=cell.total, hooks=hooks, **settings)
    send = cell.provider.send_big if cell.fault.big else cell.provider.send
    assert send is not None
    ended = kind.call(lambda: send(client))
    kind.do(client.close)
    outcome = ACCEPTED if ended.error is None else type(ended.error).__name__
    shown = f"{client!r} {vars(client)!r}"
    # Building a long request takes a busy machine a while, and the deadline begins after that.
    seconds = ended.seconds - (built[0] - ended.began if cell.fault.big else 0)
    return Result(cell, outcome, ended.value, ended.error, seconds, 0, server.begun - begun, events=heard, shown=shown)


# -- checking -----------------------------------------------------------------


def check(result: Result) -> None:
    """What every cell promises."""
    cell, error = result.cell, result.error

    assert result.outcome in cell.expected, str(error)
    assert result.seconds <= cell.total + GRACE, f"{result.seconds:.2f} s: {error}"
    _check_ledger(result)
    _check_events(result)
    assert [] == sung([result.shown, repr(result.events)])
    if error is None:
        assert cell.provider.accepted(result.value)
    else:
        assert cell.reason in {None, error.reason}, str(error)
        check_silent(error)


def _check_ledger(result: Result) -> None:
    """What the server knows does not contradict what the caller was told."""
    error = result.error
    handshakes = result.cell.fault.raw and result.cell.tls

    assert result.ledger <= 1
    assert result.begun <= 1 or handshakes
    if error is None:
        assert 1 == result.ledger
    elif not isinstance(error, OutcomeUnknown) and error.status is None:
        assert 0 == result.ledger
        assert 0 == result.begun or handshakes


def _check_events(result: Result) -> None:
    """What hooks heard is what happened."""
    stages = [event.stage for event in result.events]

    assert Stage.DONE is stages[-1]
    assert 1 == len({event.call for event in result.events})
    assert [Stage.ATTEMPT, Stage.RETRY] * (len(stages) // 2 - 1) == stages[:-2]
    assert result.error is result.events[-1].error
    assert not any(isinstance(event.error, OutcomeUnknown) for event in result.events[:-1])
