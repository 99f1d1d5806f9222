"""Bare urllib3: bytes over a pool's connection and bytes back.

Leaves out: nothing is built, written or read as a value, and nothing is checked. There is no deadline for a whole
call, and no outcome.
"""

from __future__ import annotations

from collections.abc import Callable

from urllib3 import HTTPConnectionPool

HEADERS = {"Content-Type": "application/json", "Accept": "application/json"}


def sender(port: int, path: str, body: bytes, connections: int = 1) -> Callable[[], bytes]:
    """What sends this body, with the connection kept, and gives the body of the answer."""
    pool = HTTPConnectionPool("127.0.0.1", port, maxsize=connections, block=True)

    def send() -> bytes:
        answer = pool.urlopen("POST", path, body=body, headers=HEADERS, retries=False, redirect=False)
        return answer.data

    return send
