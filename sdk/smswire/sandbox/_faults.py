"""How a fault is played on a connection."""

from __future__ import annotations

import asyncio
from typing import Final

from smswire.sandbox._chaos import Fault
from smswire.sandbox._door import Door
from smswire.sandbox._exchanges import reason_of
from smswire_runtime import Response

SLOW: Final = 5.0
"""Seconds until a late answer: longer than an impatient client waits, shorter than a patient one does."""

HANGING: Final = 600.0
"""Seconds until a connection that hangs is closed: nobody's deadline is longer."""

DRIP: Final = 0.05
"""Seconds between two octets of a dripped answer."""

_OWN: Final = frozenset({"content-length", "connection"})


class Hangup(asyncio.CancelledError):
    """The connection has to end now: the one exception on which the HTTP server says nothing and closes."""


def octets_of(response: Response, version: str) -> bytes:
    """An answer as it goes over the wire, on a connection that is closed after it."""
    lines = [
        f"{version} {response.status} {reason_of(response.status)}",
        *(f"{name}: {value}" for name, value in response.headers if name.lower() not in _OWN),
        f"Content-Length: {len(response.body)}",
        "Connection: close",
    ]
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + response.body


async def play(fault: Fault | None, door: Door, response: Response, version: str) -> None:
    """Do to a connection what a fault does; comes back when the answer is then to be written as it is."""
    match fault:
        case Fault.DROP:
            raise Hangup
        case Fault.RESET:
            door.reset()
            raise Hangup
        case Fault.HANG:
            await door.until_gone(HANGING)
            raise Hangup
        case Fault.TRUNCATED:
            octets = octets_of(response, version)
            # At least the last octet of the answer is missing, and of the body half.
            door.say(octets[: max(1, len(octets) - len(response.body) // 2 - 1)])
            raise Hangup
        case Fault.DRIPPED:
            for octet in octets_of(response, version):
                if door.gone:
                    break
                door.say(bytes((octet,)))
                await asyncio.sleep(DRIP)
            raise Hangup
        case Fault.SLOW:
            await door.until_gone(SLOW)
        case _:
            pass
