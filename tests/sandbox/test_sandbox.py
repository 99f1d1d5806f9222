"""A fault of one wire does not end the work of the others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import NoReturn

from smswire._state import State
from smswire.sandbox._sandbox import Sandbox
from smswire.sandbox._wire import Answered, Outgoing, Violation, Wire
from smswire.sandbox._world import MESSAGES, World
from smswire_runtime import Request, Response

SECRET = "hunter2hunter2"


class Broken(Wire):
    """A wire that a test breaks."""

    provider = "acme"

    def __init__(self, answer: Callable[[Request, World], Answered]) -> None:
        self._answer = answer

    def serves(self, method: str, path: str) -> bool:
        """Its one path."""
        return (method, path) == ("POST", "/acme")

    def answer(self, request: Request, world: World) -> Answered:
        """Whatever the test wants."""
        return self._answer(request, world)

    def report(self, *_: object) -> Outgoing | None:
        """Nothing but a fault."""
        raise RuntimeError(SECRET)

    reply = report

    def acknowledged(self, outgoing: Outgoing, response: Response) -> Violation | None:
        """Everything is well."""

    def secrets(self, *_: object) -> tuple[str, ...]:
        """The secret of these tests."""
        return (SECRET,)


REQUEST = Request(method="POST", path="/acme", body=SECRET.encode())


def accept(to: str) -> Callable[[Request, World], Answered]:
    """A wire's answer that stores a message."""

    def answer(_: Request, world: World) -> Answered:
        world.store(provider="acme", id="1", account="me", to=to, sender="", text="Hello")
        long = Violation(path="$." + "p" * 5_000, problem=f"{SECRET} is bad" + "!" * 5_000)
        return Answered(response=Response(status=200, body=b"ok"), violations=(long,) * 100)

    return answer


def fail(_: Request, world: World) -> NoReturn:
    """A wire's fault, after it stored a message."""
    world.store(provider="acme", id="1", account="me", to="41790000000", sender="", text="Hello")
    raise RuntimeError(SECRET)


def kinds(sandbox: Sandbox) -> list[str]:
    """The kinds of the warnings."""
    return [notice.kind.value for notice in sandbox.notices.all()]


def test_broken_answer() -> None:
    """A wire that fails is a 500 and a warning without what it said, and what it stored belongs to its request."""

    async def scenario() -> None:
        wire = Broken(fail)
        sandbox = Sandbox(lambda: [wire])
        taken = sandbox.take(wire, REQUEST, connection=1, version="HTTP/1.1")

        assert 500 == taken.response.status
        assert ["sandbox"] == kinds(sandbox)
        assert SECRET not in sandbox.notices.all()[0].text
        assert (1,) == taken.exchange.messages

    asyncio.run(scenario())


def test_broken_news() -> None:
    """A wire that fails to compose news loses this news and nothing else."""

    async def scenario() -> None:
        wire = Broken(accept("4179000" + "99900"))
        sandbox = Sandbox(lambda: [wire])
        sandbox.take(wire, REQUEST, connection=1, version="HTTP/1.1")
        [message] = sandbox.world.newest_first()
        await asyncio.sleep(0.6)

        assert State.DELIVERED is message.state
        assert sandbox.reply(message, "yes") is None
        assert ["sandbox", "sandbox"] == kinds(sandbox)[-2:]
        await sandbox.close()

    asyncio.run(scenario())


def test_violations_are_bounded() -> None:
    """Of many long violations the first are shown, in few words, without secrets."""

    async def scenario() -> None:
        wire = Broken(accept("41790000000"))
        sandbox = Sandbox(lambda: [wire])
        exchange = sandbox.take(wire, REQUEST, connection=1, version="HTTP/1.1").exchange

        assert 20 == len(exchange.violations)
        assert {(500, 500)} == {(len(found.path), len(found.problem)) for found in exchange.violations}
        assert SECRET not in str(exchange.violations)
        assert SECRET not in exchange.request_text

    asyncio.run(scenario())


def test_dropped_messages_are_told() -> None:
    """When the oldest messages have to go, those who look on are told how many."""

    def answer(_: Request, world: World) -> Answered:
        for number in range(MESSAGES + 3):
            world.store(provider="acme", id="1", account="me", to=str(number), sender="", text="Hello")
        return Answered(response=Response(status=200))

    async def scenario() -> None:
        wire = Broken(answer)
        sandbox = Sandbox(lambda: [wire])
        sandbox.take(wire, REQUEST, connection=1, version="HTTP/1.1")

        [told] = [
            event.data() for event in sandbox.events.after(sandbox.events.last - 5) or [] if event.kind == "dropped"
        ]
        assert {"messages": 3, "requests": 0} == told
        assert (MESSAGES, 3) == (len(sandbox.world), sandbox.world.dropped)

    asyncio.run(scenario())
