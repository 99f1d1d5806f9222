"""The sandbox without its sockets: what a request does to the world, and what the world then does."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from typing import Final, TypeAlias

from attrs import frozen

from smswire._state import State
from smswire.sandbox import _views
from smswire.sandbox._agenda import Agenda
from smswire.sandbox._caller import Caller
from smswire.sandbox._chaos import Chaos, Fault
from smswire.sandbox._clock import Clock
from smswire.sandbox._courier import Called, Courier
from smswire.sandbox._course import Course
from smswire.sandbox._events import Events
from smswire.sandbox._exchanges import PROBLEM_SHOWN, Exchange, Exchanges
from smswire.sandbox._notices import NOTICE, Kind, Notice, Notices
from smswire.sandbox._wire import Answered, Outgoing, Wire
from smswire.sandbox._world import HISTORY, Stored, Watcher, World
from smswire_runtime import Json, Request, Response

Waiter: TypeAlias = Callable[[Stored], None]

SILENT: Final = frozenset({Fault.DROP, Fault.RESET, Fault.HANG})
"""Faults after which nothing is answered."""


@frozen(kw_only=True)
class Taken:
    """A request that was acted on."""

    exchange: Exchange
    response: Response
    """What there is to say to it, once faults are applied that change what is said."""
    fault: Fault | None
    early: Sequence[asyncio.Task[None]]
    """News that is to be out before the answer."""


class Sandbox(Watcher):
    """Wires around one world. Everything happens on one event loop."""

    def __init__(
        self,
        wires: Callable[[], Iterable[Wire]],
        *,
        seed: int = 0,
        lenient: bool = False,
        allow_callbacks: Iterable[str] = (),
    ) -> None:
        self._load = wires
        self.clock = Clock()
        self.world = World(lenient=lenient, seed=seed, clock=self.clock.now, watcher=self)
        self.agenda = Agenda(self.clock)
        self.events = Events()
        self.exchanges = Exchanges()
        self.notices = Notices()
        self.chaos = Chaos(seed)
        self.caller = Caller(allow_callbacks)
        self.courier = Courier(self.world, self.agenda, self.caller, self)
        self.waiters: set[Waiter] = set()
        self._course = Course(self.world, self.agenda, self.tell)
        self._new: list[Stored] = []
        self._said_dropped = (0, 0)

    @cached_property
    def wires(self) -> dict[str, Wire]:
        """By provider. Loading them takes a third of the start, so it waits until the port is open."""
        return {wire.provider: wire for wire in self._load()}

    @property
    def reporting(self) -> list[str]:
        """Providers whose accounts are configured with an address for delivery reports."""
        return [provider for provider, wire in self.wires.items() if wire.reporting]

    def wire_for(self, method: str, path: str) -> Wire | None:
        """The wire that has this path, if any."""
        for wire in self.wires.values():
            if wire.serves(method, path):
                return wire
        return None

    def take(self, wire: Wire, request: Request, *, connection: int, version: str) -> Taken:
        """Act on a request of a wire, and say what its sender gets to see."""
        fault = self.chaos.draw(wire.provider)
        exchange = self._opened(wire, request, connection, version)
        answered = self._answered(wire, request, exchange.number, fault)
        response = self._spoilt(answered.response, fault)
        new, self._new = self._new, []
        exchange.operation = answered.operation
        exchange.fault = fault and fault.value
        exchange.messages = tuple([message.number for message in new])
        exchange.response = None if fault in SILENT else response
        exchange.violations = exchange.violated(answered.violations)
        self._record(exchange)
        for found in exchange.violations:
            about = new[0] if new else None
            self.warn(Kind.VIOLATION, f"{found.path}: {found.problem}", message=about, exchange=exchange)
        early = [self.tell(message, State.DELIVERED) for message in new if self._course.begin(message)]
        return Taken(exchange=exchange, response=response, fault=fault, early=[task for task in early if task])

    def refuse(self, request: Request, response: Response, *, connection: int, version: str) -> None:
        """Show a request that no wire has a path for, or that is too large for any."""
        exchange = self._opened(None, request, connection, version)
        exchange.response = response
        self._record(exchange)
        self.warn(Kind.PATH, f"{request.method} {request.path[:PROBLEM_SHOWN]}: {response.status}", exchange=exchange)

    def _opened(self, wire: Wire | None, request: Request, connection: int, version: str) -> Exchange:
        return Exchange(
            number=self.exchanges.next_number(),
            received_at=self.clock.now(),
            provider=None if wire is None else wire.provider,
            connection=connection,
            version=version,
            request=request,
            secrets=None if wire is None else wire.secrets,
        )

    def _answered(self, wire: Wire, request: Request, number: int, fault: Fault | None) -> Answered:
        self._new = []
        self.world.exchange = number
        if fault is Fault.PARTIAL:
            self.world.reject_partially(on=True)
        try:
            return wire.answer(request, self.world)
        except Exception as error:  # noqa: BLE001, a fault of ours must not end the work of others
            self._confess(error)
            return Answered(response=Response(status=500))
        finally:
            self.world.reject_partially(on=False)

    def _spoilt(self, response: Response, fault: Fault | None) -> Response:
        if fault is Fault.ERROR:
            headers = (("Content-Type", "text/html"),)
            return Response(status=500, headers=headers, body=b"<h1>500 Internal Server Error</h1>")
        if fault is Fault.GARBLED:
            noise = self.chaos.noise(len(response.body))
            return Response(status=response.status, headers=response.headers, body=noise)
        return response

    def _record(self, exchange: Exchange) -> None:
        self.exchanges.add(exchange)
        view = _views.exchange_view(exchange)
        self.events.publish("request", lambda: view)
        dropped = (self.world.dropped, self.exchanges.dropped)
        if dropped != self._said_dropped:
            self._said_dropped = dropped
            self.events.publish("dropped", lambda: {"messages": dropped[0], "requests": dropped[1]})

    def tell(self, message: Stored, state: State) -> asyncio.Task[None] | None:
        """There is news of a message: it is known from now on, and goes to whom it concerns."""
        self.world.learn(message, state)
        wire = self.wires[message.provider]
        return self._send(wire, message, partial(wire.report, self.world, message, state))

    def reply(self, message: Stored, text: str) -> asyncio.Task[None] | None:
        """The recipient replies."""
        at = self.clock.now()
        message.replies.append((at, text))
        del message.replies[:-HISTORY]
        self._publish("reply", message, at=_views.time_text(at), text=text)
        wire = self.wires[message.provider]
        return self._send(wire, message, partial(wire.reply, self.world, message, text))

    def _send(self, wire: Wire, message: Stored, compose: Callable[[], Outgoing | None]) -> asyncio.Task[None] | None:
        try:
            outgoing = compose()
        except Exception as error:  # noqa: BLE001, a fault of ours must not end the work of others
            self._confess(error)
            return None
        return None if outgoing is None else self.courier.send(wire, message, outgoing)

    def stored(self, message: Stored) -> None:
        """Show a message, and give it to who waits for it."""
        self._new.append(message)
        self.events.publish("message", partial(self._message_view, message.number))
        for waiter in tuple(self.waiters):
            waiter(message)

    def changed(self, message: Stored) -> None:
        """Show a message's state."""
        if message.state is State.CANCELLED:
            self.agenda.strike(message.number)
        self._publish("state", message, at=_views.time_text(self.clock.now()), state=message.state.value)

    def repeated(self, message: Stored, times: int) -> None:
        """Warn of a double send."""
        text = f"The same text went to the same number {times} times: a double send?"
        self.warn(Kind.REPEATED, text, message=message)

    def dropped(self, message: Stored) -> None:
        """Plan nothing for a message that is gone."""
        self.agenda.strike(message.number)

    def called(self, call: Called) -> None:
        """Show what came of a call."""
        self._publish(
            "callback",
            call.message,
            at=_views.time_text(self.clock.now()),
            kind=call.kind,
            url=call.address,
            attempt=call.attempt,
            status=call.status,
            problem=call.problem,
        )

    def warn(
        self,
        kind: Kind,
        text: str,
        *,
        message: Stored | None = None,
        exchange: Exchange | None = None,
        provider: str | None = None,
    ) -> None:
        """Show something that a developer should see."""
        text = text[:NOTICE]
        number = exchange.number if exchange is not None else None
        if message is not None:
            message.warnings.append(text)
            del message.warnings[:-HISTORY]
            provider, number = message.provider, message.exchange
        elif exchange is not None:
            provider = exchange.provider
        notice = Notice(
            number=self.notices.next_number(),
            at=self.clock.now(),
            kind=kind,
            text=text,
            provider=provider,
            message=None if message is None else message.number,
            exchange=number,
        )
        self.notices.add(notice)
        self.events.publish("warning", partial(_views.notice_view, notice))

    def _confess(self, error: Exception) -> None:
        place = traceback.extract_tb(error.__traceback__)[-1]
        self.warn(Kind.SANDBOX, f"A fault of the sandbox: {type(error).__name__} in {place.name}, line {place.lineno}")

    # An event holds numbers rather than messages, so that it does not keep what the world has let go of.

    def _publish(self, event: str, message: Stored, /, **news: Json) -> None:
        self.events.publish(event, partial(self._news_view, message.number, news))

    def _message_view(self, number: int) -> Json:
        message = self.world.message(number)
        return None if message is None else _views.message_view(message)

    def _news_view(self, number: int, news: dict[str, Json]) -> Json:
        message = self.world.message(number)
        if message is None:
            return None
        return {"number": number, "provider": message.provider, "id": message.id, "to": message.to, **news}

    def clear(self) -> None:
        """Forget messages, exchanges and warnings, and what was planned for them."""
        self.world.clear()
        self.exchanges.clear()
        self.notices.clear()
        self.agenda.clear()
        self._said_dropped = (0, 0)
        self.events.publish("cleared", dict[str, Json])

    def reset(self) -> None:
        """Be as new, apart from numbers and ids, which go on."""
        self.clear()
        self.chaos.rules.clear()
        self.world.restore_credits()
        self.world.report_urls.clear()
        self.clock.reset()

    async def close(self) -> None:
        """Stop everything that is planned or under way."""
        self.events.close()
        self.agenda.close()
        await self.courier.close()
