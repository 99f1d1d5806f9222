"""By how much the calls of the matrix overrun their deadline, for the benchmarks."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from pathlib import Path
from typing import Final

from smswire_runtime._outcomes import Reason
from smswire_runtime._tls import tls_context
from tests.faults.authority import make, server_context
from tests.faults.catalogue import FAULTS
from tests.faults.cells import Cell, Ground, cells_of, play
from tests.faults.kinds import TRANSPORTS, Loop
from tests.faults.names import Names
from tests.faults.providers import PROVIDERS

AT_ONCE: Final = 24
"""Cells in flight. They wait; with many more they would wait for each other as well."""


def measure() -> list[float]:
    """Seconds from the deadline to the end of the call, for each that lived until its deadline."""
    openssl = shutil.which("openssl")
    if openssl is None:
        raise RuntimeError("openssl makes the certificates of the fault server, and it is not on this machine")
    with tempfile.TemporaryDirectory() as name, Loop() as loop, Names() as names, ThreadPoolExecutor(AT_ONCE) as pool:
        folder = make(openssl, Path(name))
        ground = Ground(server_context(folder), tls_context(folder / "certificate.pem"), loop, names)
        results = list(pool.map(play, _chosen(), repeat(ground)))
    return [
        result.seconds - result.cell.total
        for result in results
        if result.error is not None and result.error.reason is Reason.TIMEOUT and result.seconds >= result.cell.total
    ]


def _chosen() -> Iterator[Cell]:
    """The cells on fresh connections in which somebody keeps the caller waiting for ever."""
    for fault in FAULTS.values():
        for provider in PROVIDERS if fault.reason is Reason.TIMEOUT else ():
            for kind in TRANSPORTS:
                yield from (cell for cell in cells_of(fault, provider, kind) if not cell.kept)
