"""Every fault, on real sockets: the outcome is right, the server got one request at most, and no secret shows."""

from __future__ import annotations

import io
import logging
import ssl
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeAlias

import pytest

from tests.faults.cells import CANARIES, Cell, Result, cells, check, run

AT_ONCE = 8
"""Cells in flight: most of them only wait."""

Played: TypeAlias = dict[Cell, Future[Result]]


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
def played(
    request: pytest.FixtureRequest, server_side: ssl.SSLContext, client_side: ssl.SSLContext, log: io.StringIO
) -> Iterator[Played]:
    """The results of the selected cells, which are played side by side."""
    assert "" == log.getvalue()
    selected = {item.name for item in request.session.items}
    chosen = [cell for cell in cells() if f"test_cell[{cell}]" in selected]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {cell: pool.submit(run, cell, server_side, client_side) for cell in chosen}


@pytest.mark.parametrize("cell", list(cells()), ids=str)
def test_cell(cell: Cell, played: Played) -> None:
    """What the server does decides the outcome, and nothing else does."""
    check(cell, played[cell].result())


def test_log(played: Played, log: io.StringIO) -> None:
    """No secret is logged, neither by us nor by a library below us."""
    for future in played.values():
        future.result()
    written = log.getvalue()

    assert [] == [canary for canary in CANARIES if canary in written]
