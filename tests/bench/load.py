"""Sixty-four connections to the sandbox for half a minute, over all four wires."""

from __future__ import annotations

import threading
import time
from collections import Counter
from pathlib import Path
from typing import Final

import smswire
from tests.bench._findings import Finding
from tests.bench._sandbox import sandbox

CONNECTIONS: Final = 64
SECONDS: Final = 30.0

URLS: Final = (
    "redoxygen://u:secret@{}?account=CI1&deadline=20",
    "netoxygen://u:secret@{}?deadline=20",
    "eros://u:secret@{}?deadline=20",
)
"""One wire allows a single connection, so it takes one more thread of its own."""
SINGLE: Final = "smsoffice://u:secret@{}?from=Desk&deadline=20"


def measure() -> Finding:
    """The messages that were not accepted; the rate and the memory of the sandbox are told."""
    with sandbox() as (host, process):
        outcomes = _sent(host)
        memory = _memory(process)
    failed = outcomes.total() - outcomes[smswire.Outcome.ACCEPTED]
    return Finding(failed, [f"{outcomes.total() / SECONDS:.0f} messages a second", *memory])


def _sent(host: str) -> Counter[smswire.Outcome]:
    """What became of all messages."""
    outcomes: Counter[smswire.Outcome] = Counter()
    lock = threading.Lock()
    end = time.monotonic() + SECONDS

    def send(url: str, first: int) -> None:
        own: Counter[smswire.Outcome] = Counter()
        with smswire.connect(url.format(host)) as gateway:
            number = first
            while time.monotonic() < end:
                own[gateway.send(f"+4179{number:07}", f"Hello {number}").outcome] += 1
                number += CONNECTIONS
        with lock:
            outcomes.update(own)

    urls = [SINGLE, *(URLS[index % len(URLS)] for index in range(CONNECTIONS - 1))]
    threads = [threading.Thread(target=send, args=(url, index)) for index, url in enumerate(urls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def _memory(pid: int) -> list[str]:
    """The most memory that a process had, where the system tells."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return []
    lines = [line.split() for line in status.read_text().splitlines() if line.startswith("VmHWM")]
    return [f"{int(words[1]) / 1024:.0f} MiB at most" for words in lines]
