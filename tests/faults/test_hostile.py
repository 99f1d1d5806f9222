"""Answers that want time or memory get little of either, over every transport."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal

import attrs
import pytest
from attrs import frozen

from smswire_runtime import Answer, Deadline, Drift, Response, _json
from smswire_runtime._outcomes import OutcomeUnknown, Reason
from smswire_runtime._policy import Terms, steps
from smswire_runtime._policy import run as run_here
from smswire_runtime._tasks import run as run_in_task
from smswire_runtime._transport import parse_base
from tests.faults import bombs
from tests.faults.catalogue import FAULTS
from tests.faults.cells import AMPLE, GRACE, TOTAL
from tests.faults.invented import asked
from tests.faults.kinds import SYNC, TRANSPORTS, Kind, Loop
from tests.faults.providers import EROS, NETOXYGEN, REDOXYGEN, SMSOFFICE, Provider
from tests.faults.server import FaultServer, Peer, Script
from tests.faults.silence import check_silent

MEBIBYTE: Final = 1 << 20

PEAK: Final = 8 * MEBIBYTE
"""Extra memory until parsing."""

TIMES: Final = 30
"""Extra memory in all, as a multiple of what an answer may hold."""

each_kind = pytest.mark.parametrize("name", TRANSPORTS)


# -- until an answer is read --------------------------------------------------

NAMES: Final = [
    "gzip_bomb",
    "endless_body",
    "endless_chunks",
    "endless_status_line",
    "endless_interim_answers",
    "one_huge_header",
    "two_hundred_headers",
    "length_beyond_the_limit",
    "chunk_below_zero",
    "dripped_head",
    "dripped_body",
]


def length(answer: Response, _: Drift | None) -> str:
    """Parsing that costs nothing."""
    return str(len(answer.body))


def never(_: str) -> bool:
    """Nothing is a refusal."""
    return False


def peak(kind: Kind, server: FaultServer, seconds: float, limit: int = bombs.LARGE) -> tuple[int, bool]:
    """The extra memory of one call, that of the server included, and whether it ended in an acceptance."""
    asking = asked("GET")
    operation = attrs.evolve(asking.operation, answer_limit=limit)
    asking = asking._replace(operation=operation, parse=length, refused=never)
    base = parse_base(f"http://127.0.0.1:{server.port}")
    transport = kind.transport()
    drive: Callable[..., Any] = run_here if kind.name == SYNC else run_in_task

    def call() -> Answer[str]:
        deadline = Deadline(seconds)
        answer: Answer[str] = drive(steps(asking, Terms(base), deadline), transport, base, deadline)
        return answer

    gc.collect()
    tracemalloc.start()
    ended = kind.call(call)
    _, highest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    kind.do(transport.close)
    assert isinstance(ended.error, OutcomeUnknown | None)
    assert ended.seconds <= seconds + GRACE
    return highest, ended.error is None


@each_kind
@pytest.mark.parametrize("fault", NAMES)
def test_memory(name: str, fault: str, loop: Loop) -> None:
    """A hostile answer costs no more than the limit and some air."""
    met = FAULTS[fault]
    with FaultServer(met.script) as server:
        highest, accepted = peak(Kind(name, loop), server, TOTAL if met.reason is Reason.TIMEOUT else AMPLE)

    assert not accepted
    assert highest <= PEAK


BLOCK: Final = b"x" * 65_536


def in_one_piece(peer: Peer) -> None:
    """The largest answer there may be, with its length."""
    peer.request()
    peer.say(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % bombs.LARGE)
    for _ in range(bombs.LARGE // len(BLOCK)):
        peer.say(BLOCK)


def in_chunks(peer: Peer) -> None:
    """The same in chunks."""
    peer.request()
    peer.say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(bombs.LARGE // len(BLOCK)):
        peer.say(b"%x\r\n" % len(BLOCK), BLOCK, b"\r\n")
    peer.say(b"0\r\n\r\n")


@each_kind
@pytest.mark.parametrize("script", [in_one_piece, in_chunks])
def test_largest_answer(name: str, script: Script, loop: Loop) -> None:
    """An answer as large as the limit is read, at the cost of little more than itself."""
    with FaultServer(script) as server:
        highest, accepted = peak(Kind(name, loop), server, AMPLE)

    assert accepted
    assert bombs.LARGE <= highest <= PEAK


def test_tiny_chunks(loop: Loop) -> None:
    """A body in chunks of one byte ends where its framing takes as much as a body may."""

    def script(peer: Peer) -> None:
        peer.request()
        peer.say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not peer.server.stopped.is_set():
            peer.say(b"1\r\nx\r\n" * 10_000)

    with FaultServer(script) as server:
        highest, accepted = peak(Kind(SYNC, loop), server, AMPLE, bombs.SMALL // 4)

    assert not accepted
    assert highest <= PEAK


# -- once it is ---------------------------------------------------------------


@frozen(eq=False)
class Wire:
    """One notation of answers, and what is bad in it."""

    provider: Provider
    media: bytes
    wrong: Callable[[], Mapping[str, bytes]]
    """What is no answer."""
    large: Callable[[], Mapping[str, bytes]]
    """What is one perhaps, and takes room."""
    limit: int = bombs.SMALL
    backend: Literal["orjson", "stdlib"] | None = None


def beside_result(value: bytes) -> bytes:
    """An acceptance of Red Oxygen, and something unknown."""
    return b'{"Result":"0000","X":%b}' % value


def beside_status(value: bytes) -> bytes:
    """An acceptance of Eros, and something unknown."""
    return b'{"Status":true,"X":%b}' % value


def _json_wire(provider: Provider, around: Callable[[bytes], bytes], limit: int, backend: Any) -> Wire:
    return Wire(
        provider,
        b"application/json",
        lambda: bombs.json_that_is_wrong(around, limit),
        lambda: bombs.json_that_is_large(around, limit),
        limit,
        backend,
    )


WIRES: Final = {
    "redoxygen-orjson": _json_wire(REDOXYGEN, beside_result, bombs.LARGE, "orjson"),
    "redoxygen-stdlib": _json_wire(REDOXYGEN, beside_result, bombs.LARGE, "stdlib"),
    "eros-orjson": _json_wire(EROS, beside_status, bombs.SMALL, "orjson"),
    "eros-stdlib": _json_wire(EROS, beside_status, bombs.SMALL, "stdlib"),
    "eros-jsv": Wire(EROS, b"text/jsv", bombs.jsv_that_is_wrong, bombs.jsv_that_is_large),
    "netoxygen": Wire(NETOXYGEN, b"text/xml", bombs.xml_that_is_wrong, bombs.xml_that_is_large, bombs.LARGE),
    "smsoffice": Wire(SMSOFFICE, b"text/plain", bombs.text_that_is_wrong, dict[str, bytes]),
}
each_wire = pytest.mark.parametrize("wire", WIRES.values(), ids=WIRES)


@pytest.fixture
def backends() -> Iterator[None]:
    """The JSON library stays what it was."""
    before: Any = _json.backend
    yield
    _json.use_backend(before)


READINGS: Final = [
    pytest.param(name, wire, id=f"{key}-{name}")
    for key, wire in WIRES.items()
    for name in TRANSPORTS
    # How a second notation is read has nothing to do with how it came.
    if name == SYNC or (wire.backend != "stdlib" and key != "eros-jsv")
]


@pytest.mark.usefixtures("backends")
@pytest.mark.parametrize("name,wire", READINGS)
def test_reading(name: str, wire: Wire, loop: Loop) -> None:
    """What cannot be read leaves the outcome unknown, in time, and shows nothing of what came."""
    if wire.backend is not None:
        _json.use_backend(wire.backend)
    kind = Kind(name, loop)
    bodies = wire.wrong()
    problems: dict[str, str] = {}
    with FaultServer(_library(list(bodies.values()), wire.media)) as server:
        transport = kind.transport()
        for number, what in enumerate(bodies):
            url = f"http://127.0.0.1:{server.port}/{number}"
            client = kind.client(wire.provider, base_url=url, transport=transport, deadline=AMPLE)
            ended = kind.call(partial(wire.provider.send, client))
            fine = isinstance(ended.error, OutcomeUnknown) and ended.seconds <= AMPLE + GRACE
            if not fine or ended.error is None or ended.error.reason not in {Reason.UNREADABLE, Reason.TOO_LARGE}:
                problems[what] = f"{ended.error} after {ended.seconds} s"
            else:
                check_silent(ended.error)
        kind.do(transport.close)

        assert {} == problems
        assert len(bodies) == len(server.ledger)


def _library(bodies: list[bytes], media: bytes, warm: bytes = b"") -> Script:
    """Answers by the number in front of the path."""

    def script(peer: Peer) -> None:
        while request := peer.request():
            name = request.split(b" ", 2)[1].split(b"/")[1]
            body = warm if name == b"warm" else bodies[int(name)]
            peer.answer(b"200 OK", body, b"Content-Type: " + media)

    return script


@each_wire
def test_appetite(wire: Wire) -> None:
    """Reading takes a bounded multiple of what an answer may hold, all that a library does below Python included."""
    bodies = {what: body for what, body in {**wire.wrong(), **wire.large()}.items() if len(body) > wire.limit // 5}
    environment = {**os.environ, **({"SMSWIRE_JSON": wire.backend} if wire.backend else {})}
    with FaultServer(_library(list(bodies.values()), wire.media, wire.provider.acceptance)) as server:
        url = f"http://127.0.0.1:{server.port}"
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.appetite", wire.provider.name, url, str(len(bodies))],
            check=True,
            cwd=Path(__file__).parents[2],
            env=environment,
            stdout=subprocess.PIPE,
            timeout=120,
        )
    taken: list[int] = json.loads(done.stdout)
    most = TIMES * wire.limit

    assert {} == {what: count for what, count in zip(bodies, taken, strict=True) if count > most}
    assert len(bodies) > 3
