"""How much memory answers take, seen from a process of its own: ``python -m tests.faults.appetite PROVIDER URL COUNT``.

The answers are at ``URL/0`` and so on, and a documented one is at ``URL/warm``. Prints a list of bytes.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import sys
from typing import Final

from smswire_runtime._outcomes import CallError
from tests.faults.providers import PROVIDERS, Provider

DEADLINE: Final = 60.0
UNIT: Final = 1 if sys.platform == "darwin" else 1024
"""What the system counts memory in."""


def highest() -> int:
    """The most memory that this process ever had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT


def send(provider: Provider, url: str) -> None:
    """One send, however it ends."""
    client = provider.client(**provider.credentials, base_url=url, deadline=DEADLINE)
    with contextlib.suppress(CallError):
        provider.send(client)
    client.close()


def growth(provider: Provider, url: str) -> int:
    """What one send takes in a process that has done nothing else yet."""
    reading, writing = os.pipe()
    if not os.fork():
        before = highest()
        send(provider, url)
        os.write(writing, str(highest() - before).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        found = told.read()
    os.wait()
    return int(found)


def main(name: str, url: str, count: str) -> None:
    """Measure them all."""
    (provider,) = [provider for provider in PROVIDERS if provider.name == name]
    send(provider, f"{url}/warm")
    json.dump([growth(provider, f"{url}/{number}") for number in range(int(count))], sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
