"""A sandbox in a thread of its own, for tests in any style."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Coroutine, Generator, Iterable
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, Final, TypedDict, TypeVar, cast
from urllib.parse import quote, urlencode

from smswire.sandbox._control import PREFIX
from smswire.sandbox._listen import Listening, Settings, listening
from smswire.sandbox._wire import Wire
from smswire_runtime import Json, Request, Response, SmswireError

Result = TypeVar("Result")

TIMED_OUT: Final = 408
REFUSED: Final = 400
"""This status, and those above it."""

PATIENCE: Final = 30.0
"""Seconds that the thread may take to start or to end: a hundred times what it takes, on a machine that is busy."""

SAID: Final = 5
"""Messages that are named when another one did not come."""


class Message(
    TypedDict(
        "_Message",
        {
            "number": int,
            "provider": str,
            "id": str,
            "to": str,
            "from": str,
            "text": str,
            "state": str,
            "encoding": str,
            "segments": int,
            "units": int,
            "forcing": list[str],
            "cost": int,
            "flash": bool,
            "reference": str,
            "scheduled_at": str | None,
            "received_at": str,
            "history": list[dict[str, str]],
            "replies": list[dict[str, str]],
            "warnings": list[str],
            "exchange": int,
            "request": str | None,
            "answer": str | None,
        },
    )
):
    """A message as ``GET /_sandbox/messages`` gives it."""


class SandboxRefused(SmswireError, ValueError):
    """The sandbox does not do this; ``where`` and ``what`` say why."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(where, what)
        self.where = where
        self.what = what

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


class Served:
    """A sandbox that runs. Its methods block: in a coroutine, call them with ``asyncio.to_thread``."""

    def __init__(self, running: Listening) -> None:
        self.url: str = running.url
        """Where it is, without a slash at the end: ``http://127.0.0.1:40123``."""
        self._sandbox = running.sandbox
        self._control = running.control
        self._loop = asyncio.get_running_loop()
        self.stopped = asyncio.Event()

    def messages(self, *, provider: str = "", to: str = "", text: str = "") -> list[Message]:
        """The messages that came in, the oldest first; ``to`` compares digits, ``text`` is a part of the text."""
        return cast("list[Message]", self._ask("GET", "messages", provider=provider, to=to, text=text))

    def wait_for(self, *, provider: str = "", to: str = "", text: str = "", timeout: float = 5.0) -> Message:
        """The newest message that fits, or the next one that comes; TimeoutError when none does in so many seconds."""
        try:
            found = self._ask("GET", "wait", provider=provider, to=to, text=text, timeout=f"{timeout:.3f}")
        except TimeoutError as error:
            raise TimeoutError(f"{error}; {self._what_came()}") from None
        return cast("Message", found)

    def receipt(self, message: Message | str | int, state: str) -> Message:
        """Say what became of a message, or of an id: ``delivered``; a receipt goes to whoever is to get it."""
        path, which = _place_of(message, "receipt")
        return cast("Message", self._ask("POST", path, {"state": state}, **which))

    def reply(self, message: Message | str | int, text: str) -> Message:
        """Let the recipient of a message reply."""
        path, which = _place_of(message, "reply")
        return cast("Message", self._ask("POST", path, {"text": text}, **which))

    def chaos(self, wire: str | None, fault: str, *, probability: float = 1.0, count: int | None = 1) -> None:
        """Let something go wrong with the next requests of a wire; ``None`` stands for all wires, or for any number."""
        self._ask("POST", "chaos", {"wire": wire, "fault": fault, "probability": probability, "count": count})

    def advance(self, by: str) -> None:
        """Put the clock forward, ``3h`` for example, and let happen what is due by then."""
        self._ask("POST", "clock", {"advance": by})

    def report_to(self, url: str | None, *, provider: str = "smsoffice") -> None:
        """Say where an account's delivery reports go."""
        self._ask("PUT", provider, {"report_url": url})

    def requests(self, *, provider: str = "") -> list[dict[str, Any]]:
        """The requests that came in on the wires, answered or not."""
        return cast("list[dict[str, Any]]", self._ask("GET", "requests", provider=provider))

    def warnings(self) -> list[dict[str, Any]]:
        """What a developer should see: double sends, violations, wrong acknowledgements."""
        return cast("list[dict[str, Any]]", self._ask("GET", "warnings"))

    def clear(self) -> None:
        """Make it as new: no messages, requests, warnings or faults, full accounts, the real time."""

        async def reset() -> None:
            self._sandbox.reset()

        self._run(reset())

    def stop(self) -> None:
        """End it; the end of the ``with`` block does this."""
        self._loop.call_soon_threadsafe(self.stopped.set)

    def _what_came(self) -> str:
        came = self.messages()
        if not came:
            return "no message came at all"
        newest = ", ".join(f"{message['to']} {message['text'][:40]!r}" for message in came[-SAID:])
        return f"of {len(came)} that came, the newest are: {newest}"

    def _ask(self, method: str, path: str, body: Json = None, **query: str) -> Json:
        request = Request(
            method=method,
            path=f"{PREFIX}/{path}",
            query=urlencode({name: value for name, value in query.items() if value}),
            body=b"" if body is None else json.dumps(body).encode(),
        )
        response: Response = self._run(self._control.answer(request))
        answer: Any = json.loads(response.body) if response.body else None
        if response.status == TIMED_OUT:
            raise TimeoutError(answer["what"])
        if response.status >= REFUSED:
            raise SandboxRefused(answer["where"], answer["what"])
        return answer

    def _run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()


def _place_of(message: Message | str | int, what: str) -> tuple[str, dict[str, str]]:
    if isinstance(message, str | int):
        return f"messages/{quote(str(message), safe='')}/{what}", {}
    return f"messages/{quote(message['id'], safe='')}/{what}", {"number": str(message["number"])}


@contextmanager
def serve(  # noqa: PLR0913, one parameter for each setting
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    seed: int = 0,
    lenient: bool = False,
    allow_callbacks: Iterable[str] = (),
    wires: Iterable[Wire] = (),
) -> Generator[Served]:
    """Run a sandbox as long as the block does; port 0 picks a free one, and ``wires`` are served besides its own."""
    settings = Settings(
        host=host, port=port, seed=seed, lenient=lenient, allow_callbacks=tuple(allow_callbacks), wires=tuple(wires)
    )
    started: Future[Served] = Future()
    thread = threading.Thread(target=_live, args=(settings, started), name="smswire-sandbox", daemon=True)
    thread.start()
    served = started.result(PATIENCE)
    try:
        yield served
    finally:
        served.stop()
        thread.join(PATIENCE)


def _live(settings: Settings, started: Future[Served]) -> None:
    async def live() -> None:
        async with listening(settings) as running:
            served = Served(running)
            started.set_result(served)
            await served.stopped.wait()

    try:
        asyncio.run(live())
    except BaseException as error:  # noqa: BLE001, who started the thread is to have it
        if not started.done():
            started.set_exception(error)
