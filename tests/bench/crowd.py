"""Sixty-four sends in flight: threads on one client, and tasks of one event loop, against threads on bare urllib3."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final, TypeAlias

from smswire_providers.redoxygen import AsyncClient, Client
from smswire_runtime import AiohttpTransport, AsyncTransport, ThreadedTransport, _json
from tests.bench._findings import Finding, figure, quartiles, same
from tests.bench._gateway import SEND, gateway, last, queued
from tests.bench._measure import BASE, OURS, Action, Ratio, Round, Sampler, interleave, ratio_of
from tests.bench._people import ACCOUNT, PASSWORD, PRODUCT, USER
from tests.bench.peers import with_urllib3
from tests.bench.send import BODY, ID, ids, messages

IN_FLIGHT: Final = 64

SENDS: Final = 16
"""By each of them in one sample: a thousand together take some tenths of a second."""

ROUNDS: Final = 25
"""A rate depends on what else the machine does, so its median has to stand on many."""

CLIENT: Final = "64 threads on one client"
THREADED: Final = "the default transport"

Clock: TypeAlias = Callable[[], float]


def threads() -> Finding:
    """The rate of threads on one client."""
    clock = time.perf_counter
    with gateway() as port, _urllib3(port, clock) as base, _client(port, clock) as ours:
        rounds = _rounds(port, {BASE: base, OURS: ours})
    found = _ratio(rounds, BASE, OURS)
    rates = [f"{name} {1 / _seconds(rounds, name):.0f} a second" for name in (OURS, BASE)]
    return Finding(found.median, [quartiles(found), *rates])


def tasks() -> Finding:
    """The CPU time of tasks on the aiohttp transport."""
    clock = time.process_time
    with (
        gateway() as port,
        _urllib3(port, clock) as base,
        _tasks(port, clock, AiohttpTransport) as ours,
        _tasks(port, clock, ThreadedTransport) as threaded,
        _client(port, clock) as client,
    ):
        rounds = _rounds(port, {BASE: base, OURS: ours, THREADED: threaded, CLIENT: client})
    found = _ratio(rounds, OURS, BASE)
    others = [figure(name, _ratio(rounds, name, BASE)) for name in (THREADED, CLIENT)]
    return Finding(found.median, [quartiles(found), *others])


def _rounds(port: int, samplers: dict[str, Sampler]) -> list[Round]:
    """Seconds for each send; every sample makes the same number, and the gateway has counted them."""
    for sampler in samplers.values():
        sampler()
    before, _ = last(port, SEND)
    rounds = interleave(samplers, ROUNDS)
    same(ROUNDS * len(samplers) * IN_FLIGHT * SENDS, last(port, SEND)[0] - before, "the gateway's count")
    return rounds


def _ratio(rounds: list[Round], name: str, other: str) -> Ratio:
    return ratio_of([each[name] / each[other] for each in rounds])


def _seconds(rounds: list[Round], name: str) -> float:
    return ratio_of([each[name] for each in rounds]).median


# -- what is sampled ----------------------------------------------------------


@contextmanager
def _urllib3(port: int, clock: Clock) -> Generator[Sampler]:
    send = with_urllib3.sender(port, SEND, BODY, IN_FLIGHT)
    same(queued(), send(), "urllib3")
    with _threads(send, clock) as sampler:
        yield sampler


@contextmanager
def _client(port: int, clock: Clock) -> Generator[Sampler]:
    _json.use_backend("orjson")
    with Client(ACCOUNT, USER, PASSWORD, product=PRODUCT, base_url=f"http://127.0.0.1:{port}") as client:
        same([ID], ids(client.send(messages=messages())), OURS)
        with _threads(lambda: client.send(messages=messages()), clock) as sampler:
            yield sampler


@contextmanager
def _threads(send: Action, clock: Clock) -> Generator[Sampler]:
    together = threading.Barrier(IN_FLIGHT)

    def work() -> None:
        together.wait()
        for _ in range(SENDS):
            send()

    with ThreadPoolExecutor(IN_FLIGHT) as pool:

        def sample() -> float:
            start = clock()
            for done in [pool.submit(work) for _ in range(IN_FLIGHT)]:
                done.result()
            return (clock() - start) / (IN_FLIGHT * SENDS)

        yield sample


@contextmanager
def _tasks(port: int, clock: Clock, transport: Callable[[], AsyncTransport]) -> Generator[Sampler]:
    _json.use_backend("orjson")
    with asyncio.Runner() as runner:

        async def connect() -> AsyncClient:
            base = f"http://127.0.0.1:{port}"
            client = AsyncClient(ACCOUNT, USER, PASSWORD, product=PRODUCT, base_url=base, transport=transport())
            same([ID], ids(await client.send(messages=messages())), OURS)
            return client

        async def work(client: AsyncClient) -> None:
            for _ in range(SENDS):
                await client.send(messages=messages())

        async def crowd(client: AsyncClient) -> None:
            await asyncio.gather(*(work(client) for _ in range(IN_FLIGHT)))

        client = runner.run(connect())

        def sample() -> float:
            start = clock()
            runner.run(crowd(client))
            return (clock() - start) / (IN_FLIGHT * SENDS)

        try:
            yield sample
        finally:
            runner.run(client.close())
