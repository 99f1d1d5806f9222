"""Answers that want memory get none."""

from __future__ import annotations

import gc
import tracemalloc

import attrs
import pytest

from smswire_runtime import Drift, Response
from smswire_runtime._deadline import Deadline
from smswire_runtime._outcomes import OutcomeUnknown
from smswire_runtime._urllib3 import Urllib3Transport
from tests.faults.catalogue import FAULTS
from tests.faults.cells import TOTAL
from tests.faults.invented import asked, call
from tests.faults.server import FaultServer, Peer, Script

MEBIBYTE = 1 << 20
BATCH_LIMIT = 4 * MEBIBYTE
"""The largest limit that an operation has."""

PEAK = 8 * MEBIBYTE
"""Extra memory until parsing."""

NAMES = [
    "gzip_bomb",
    "endless_body",
    "endless_chunks",
    "endless_status_line",
    "endless_interim_answers",
    "one_huge_header",
    "two_hundred_headers",
    "length_beyond_the_limit",
    "chunk_below_zero",
]


def length(answer: Response, _: Drift | None) -> str:
    """Parsing that costs nothing."""
    return str(len(answer.body))


def never(_: str) -> bool:
    """Nothing is a refusal."""
    return False


def peak(server: FaultServer, limit: int) -> tuple[int, bool]:
    """The extra memory of one call, that of the server included, and whether it ended in an acceptance."""
    asking = asked("GET")
    operation = attrs.evolve(asking.operation, answer_limit=limit)
    asking = asking._replace(operation=operation, parse=length, refused=never)
    transport = Urllib3Transport()
    accepted = True
    gc.collect()
    tracemalloc.start()
    try:
        call(transport, f"http://127.0.0.1:{server.port}", asking, Deadline(5 * TOTAL))
    except OutcomeUnknown:
        accepted = False
    finally:
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        transport.close()
    return highest, accepted


@pytest.mark.parametrize("name", NAMES)
def test_memory(name: str) -> None:
    """A hostile answer costs no more than the limit and some air."""
    with FaultServer(FAULTS[name].script) as server:
        highest, accepted = peak(server, BATCH_LIMIT)

    assert not accepted
    assert highest <= PEAK


BLOCK = b"x" * 65_536


def in_one_piece(peer: Peer) -> None:
    """The largest answer there may be, with its length."""
    peer.request()
    peer.say(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % BATCH_LIMIT)
    for _ in range(BATCH_LIMIT // len(BLOCK)):
        peer.say(BLOCK)


def in_chunks(peer: Peer) -> None:
    """The same in chunks."""
    peer.request()
    peer.say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(BATCH_LIMIT // len(BLOCK)):
        peer.say(b"%x\r\n" % len(BLOCK), BLOCK, b"\r\n")
    peer.say(b"0\r\n\r\n")


@pytest.mark.parametrize("script", [in_one_piece, in_chunks])
def test_largest_answer(script: Script) -> None:
    """An answer as large as the limit is read, at the cost of little more than itself."""
    with FaultServer(script) as server:
        highest, accepted = peak(server, BATCH_LIMIT)

    assert accepted
    assert BATCH_LIMIT <= highest <= PEAK
