"""An invented operation, for what is tested of a transport or of the outcome rule without a provider."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from smswire_runtime import Drift, Effect, Operation, Request, Response
from smswire_runtime._deadline import Deadline
from smswire_runtime._errors import DecodeError
from smswire_runtime._hooks import Hook
from smswire_runtime._policy import Answer, Call, Terms, run, steps
from smswire_runtime._transport import Transport, parse_base
from tests.faults.server import FaultServer
from tests.faults.silence import NUMBER, PASSWORD, TEXT, TOKEN

LIMIT: Final = 16 * 1024
BIG: Final = 8 << 20
"""Bytes of a body that no socket takes at once."""

ACCEPTANCE: Final = b"accepted"
REFUSAL: Final = b"refused"
"""The bodies that the operation documents."""


def operation(method: str, effect: Effect = Effect.SEND) -> Operation:
    """An invented operation whose answers are two words."""
    return Operation(name="invented", effect=effect, method=method, routes=("/invented",), answer_limit=LIMIT)


def request(method: str, *, big: bool = False) -> Request:
    """A request with secrets everywhere that a wire has them."""
    secrets = f"password={PASSWORD}&to={NUMBER[1:]}&text={TEXT}"
    headers = (("Accept", "text/plain"), ("Authorization", f"Bearer {TOKEN}"))
    if method == "GET":
        return Request(method=method, path="/invented", query=secrets, headers=headers)
    body = secrets.encode() + b"x" * (BIG if big else 0)
    return Request(method=method, path="/invented", headers=headers, body=body)


def parse(response: Response, _: Drift | None = None) -> str:
    """The documented bodies, and nothing else."""
    if response.body not in {ACCEPTANCE, REFUSAL}:
        raise DecodeError("$", f"an undocumented body {response.body!r}")
    return response.body.decode()


def refused(answer: str) -> bool:
    """Whether it is the documented refusal."""
    return answer == REFUSAL.decode()


def asked(method: str, effect: Effect = Effect.SEND, *, big: bool = False) -> Call[str]:
    """One call of the invented operation."""
    return Call(operation(method, effect), request(method, big=big), parse, refused)


def call(
    transport: Transport, url: str, todo: Call[str], deadline: Deadline | None = None, hooks: Sequence[Hook] = ()
) -> Answer[str]:
    """Make a call in this thread."""
    base = parse_base(url)
    deadline = deadline or Deadline()
    return run(steps(todo, Terms(base, hooks), deadline), transport, base, deadline)


def url(server: FaultServer, scheme: str = "http") -> str:
    """Where a server is."""
    return f"{scheme}://localhost:{server.port}"
