"""Every fault, on real sockets: the outcome is right, the server got one request at most, and no secret shows.

A test is a fault that a provider's client of one kind meets; it holds up to four cells, on fresh and on kept
connections, plain and over TLS. All cells of the selected tests are played side by side, since most of them wait.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, TypeAlias

import pytest

from tests.faults.catalogue import FAULTS
from tests.faults.cells import Cell, Ground, Result, cells, cells_of, check, play
from tests.faults.fault import Fault
from tests.faults.kinds import TRANSPORTS
from tests.faults.providers import PROVIDERS, Provider
from tests.faults.silence import CANARIES

WAITING: Final = 32
"""Cells in flight that live until their deadline: they do nothing meanwhile."""

WORKING: Final = 2
"""Cells in flight that end as soon as they can."""

CARRYING: Final = 2
"""Cells in flight with long requests, the building of which stops every other thread for a moment."""

Played: TypeAlias = dict[Cell, Future[Result]]

ALL: Final = [
    pytest.param(fault, provider, kind, id=f"{fault.name}-{provider.name}-{kind}")
    for fault in FAULTS.values()
    for provider in PROVIDERS
    for kind in TRANSPORTS
    if any(cells_of(fault, provider, kind))
]


@pytest.fixture(scope="module")
def log() -> Iterator[io.StringIO]:
    """All that anybody logs at DEBUG while the cells are played."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture(scope="module")
def played(request: pytest.FixtureRequest, ground: Ground, log: io.StringIO) -> Iterator[Played]:
    """The results of the selected cells to come."""
    assert "" == log.getvalue()
    selected = {item.name for item in request.session.items}
    chosen = [cell for cell in cells() if f"test_cells[{cell.fault.name}-{cell.provider.name}-{cell.kind}]" in selected]
    with (
        ThreadPoolExecutor(WAITING) as waiting,
        ThreadPoolExecutor(WORKING) as working,
        ThreadPoolExecutor(CARRYING) as carrying,
    ):
        lanes = {cell: carrying if cell.fault.big else waiting if cell.waits else working for cell in chosen}
        yield {cell: lane.submit(play, cell, ground) for cell, lane in lanes.items()}


@pytest.mark.parametrize("fault,provider,kind", ALL)
def test_cells(fault: Fault, provider: Provider, kind: str, played: Played) -> None:
    """What happens on the way decides the outcome, and nothing else does."""
    problems: dict[str, str] = {}
    for cell in cells_of(fault, provider, kind):
        try:
            check(played[cell].result())
        except AssertionError as problem:
            problems[str(cell)] = str(problem)

    assert {} == problems


def test_log(played: Played, log: io.StringIO) -> None:
    """No secret is logged, neither by us nor by a library below us."""
    for future in played.values():
        future.result()
    written = log.getvalue()

    assert [] == [canary for canary in CANARIES if canary in written]


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.name)
def test_documented(provider: Provider) -> None:
    """The bodies that decide here are examples of the provider's document."""
    from tests.providers._wires import ANSWERS  # noqa: PLC0415, reading all documents takes seconds

    examples = {
        told.response().body
        for told, _ in ANSWERS
        if told.spec.key == provider.name and told.operation.name == provider.operation
    }

    assert {provider.acceptance, provider.refusal} <= examples
