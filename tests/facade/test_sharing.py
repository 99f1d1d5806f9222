"""One gateway for many: threads, tasks, processes that were forked, and somebody who closes it meanwhile."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import pytest

import smswire
from smswire import Outcome
from smswire.sandbox import Served
from tests.faults.server import FaultServer, Peer

URLS: Final = {
    "redoxygen": "redoxygen://user:secret@{}?account=CI1",
    "netoxygen": "netoxygen://user:secret@{}",
    "eros": "eros://user:secret@{}",
    "smsoffice": "smsoffice://user:secret@{}?from=Desk",
}
COUNT: Final = 40
NUMBERS: Final = [f"+4179{number:07}" for number in range(COUNT)]


def url_of(provider: str, sandbox: Served) -> str:
    """A gateway over the sandbox."""
    return URLS[provider].format(sandbox.url.removeprefix("http://"))


@pytest.mark.parametrize("provider", URLS)
def test_threads(provider: str, sandbox: Served) -> None:
    """Threads that share a gateway get each their own submission, and every message arrives once."""
    with smswire.connect(url_of(provider, sandbox)) as gateway, ThreadPoolExecutor(8) as threads:
        found = list(threads.map(gateway.send, NUMBERS, [f"to {to}" for to in NUMBERS]))
    ids = {message["text"]: message["id"] for message in sandbox.messages()}

    assert NUMBERS == [one.message.to for one in found]
    assert [ids[f"to {to}"] for to in NUMBERS] == [one.id for one in found]
    assert COUNT == len(sandbox.messages())
    assert [] == sandbox.warnings()


@pytest.mark.parametrize("provider", URLS)
def test_tasks(provider: str, sandbox: Served) -> None:
    """The same for tasks."""

    async def run() -> list[smswire.Submission]:
        async with smswire.connect_async(url_of(provider, sandbox)) as gateway:
            return await asyncio.gather(*[gateway.send(to, f"to {to}") for to in NUMBERS])

    found = asyncio.run(run())
    ids = {message["text"]: message["id"] for message in sandbox.messages()}

    assert [ids[f"to {to}"] for to in NUMBERS] == [one.id for one in found]
    assert COUNT == len(sandbox.messages())
    assert [] == sandbox.warnings()


FORKING = """
import os, sys, smswire
with smswire.connect(sys.argv[1]) as gateway:
    assert gateway.send("+41790000001", "before").outcome == "accepted"
    child = os.fork()
    said = "child" if child == 0 else "parent"
    outcome = gateway.send("+41790000002", said).outcome
    if child == 0:
        os._exit(0 if outcome == "accepted" else 1)
    assert outcome == "accepted"
    assert os.waitpid(child, 0)[1] == 0
    assert gateway.send("+41790000003", "after").outcome == "accepted"
"""


@pytest.mark.parametrize("provider", URLS)
def test_forked(provider: str, sandbox: Served) -> None:
    """Parent and child go on with the same gateway, and neither reads what the other was answered."""
    done = subprocess.run(
        [sys.executable, "-c", FORKING, url_of(provider, sandbox)], check=False, capture_output=True, timeout=60
    )

    assert (0, b"") == (done.returncode, done.stderr)
    assert ["after", "before", "child", "parent"] == sorted(message["text"] for message in sandbox.messages())


def test_closed_meanwhile() -> None:
    """Who closes a gateway ends nothing that is under way: its submission is true, and what comes later is refused."""
    arrived, go_on = threading.Event(), threading.Event()

    def script(peer: Peer) -> None:
        peer.request()
        arrived.set()
        go_on.wait(10)
        peer.answer(b"429 Too Many Requests")

    with FaultServer(script) as server, ThreadPoolExecutor(1) as threads:
        gateway = smswire.connect(f"netoxygen://u:p@127.0.0.1:{server.port}")
        sending = threads.submit(gateway.send, "+41790000001", "Hello")
        assert arrived.wait(10)
        gateway.close()
        go_on.set()

        assert sending.result(10).outcome in {Outcome.REJECTED, Outcome.UNKNOWN}
        with pytest.raises(smswire.ClosedError):
            gateway.send("+41790000001", "Hello")
    assert 1 == len(server.ledger)


def test_closed_in_a_run(sandbox: Served) -> None:
    """A run over a gateway that somebody closes ends with that error, after the submissions of what was sent."""
    gateway = smswire.connect(url_of("redoxygen", sandbox))
    found: list[Outcome] = []

    def close_while_sending() -> None:
        for submission in gateway.send_all((f"+4179{number:07}", "Hello") for number in range(1_200)):
            found.append(submission.outcome)
            gateway.close()

    with pytest.raises(smswire.ClosedError):
        close_while_sending()

    assert [Outcome.ACCEPTED] * 500 == found
    assert 500 == len(sandbox.messages())
