"""A hundred thousand sends of one client, by which its process must not grow."""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from smswire_providers.redoxygen import AsyncClient, Client
from smswire_runtime import AiohttpTransport, AsyncTransport, ThreadedTransport
from tests.bench._findings import Finding
from tests.bench._gateway import gateway
from tests.bench._people import ACCOUNT, PASSWORD, PRODUCT, USER
from tests.bench._processes import ROOT, environment
from tests.bench.send import messages

SETTLED: Final = 1_000
"""Sends after which everything is there that is loaded, compiled or pooled once."""

SENDS: Final = 100_000

MEBIBYTE: Final = 1024 * 1024

CLIENT: Final = "Client"
TRANSPORTS: Final = (ThreadedTransport, AiohttpTransport)


def measure() -> Finding:
    """The client, and the asynchronous one on both transports, each in a process of its own; the worst counts."""
    with gateway() as port:
        grown = {kind: _grown(kind, port) for kind in (CLIENT, *(one.__name__ for one in TRANSPORTS))}
    return Finding(max(grown.values()), [f"{kind} {value:.2f}" for kind, value in grown.items()])


def _grown(kind: str, port: int) -> float:
    command = [sys.executable, "-m", "tests.bench.memory", kind, str(port)]
    done = subprocess.run(command, cwd=ROOT, env=environment(), check=True, capture_output=True, text=True)
    return float(done.stdout)


# -- in its own process -------------------------------------------------------


def main(kind: str, port: str) -> None:
    """Print by how many MiB this process grows from the sends that settle it to the last one."""
    base = f"http://127.0.0.1:{port}"
    if kind == CLIENT:
        print(_sync(base))
    else:
        transport = next(one for one in TRANSPORTS if one.__name__ == kind)
        print(asyncio.run(_async(base, transport())))


def _sync(base: str) -> float:
    with Client(ACCOUNT, USER, PASSWORD, product=PRODUCT, base_url=base) as client:
        for _ in range(SETTLED):
            client.send(messages=messages())
        before = _resident()
        for _ in range(SENDS - SETTLED):
            client.send(messages=messages())
        return _resident() - before


async def _async(base: str, transport: AsyncTransport) -> float:
    async with AsyncClient(ACCOUNT, USER, PASSWORD, product=PRODUCT, base_url=base, transport=transport) as client:
        for _ in range(SETTLED):
            await client.send(messages=messages())
        before = _resident()
        for _ in range(SENDS - SETTLED):
            await client.send(messages=messages())
        return _resident() - before


def _resident() -> float:
    """MiB of this process in memory, as Linux counts it."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MEBIBYTE


if __name__ == "__main__":
    main(*sys.argv[1:])
