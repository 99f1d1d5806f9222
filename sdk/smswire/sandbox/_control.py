"""The control API under /_sandbox/: from a request to an answer, without sockets."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import Final, TypeAlias

from smswire._state import State
from smswire.sandbox import _views
from smswire.sandbox._caller import Forbidden
from smswire.sandbox._chaos import FAULTS, RULES, Rule
from smswire.sandbox._clock import DURATION, HORIZON, read_duration
from smswire.sandbox._exchanges import EXCHANGES
from smswire.sandbox._inputs import (
    Body,
    Refused,
    read_choice,
    read_integer,
    read_number,
    read_query,
    read_recipient,
    read_segment,
)
from smswire.sandbox._magic import MAGIC
from smswire.sandbox._sandbox import Sandbox
from smswire.sandbox._world import MESSAGES, Stored
from smswire_runtime import Json, Request, Response

PREFIX: Final = "/_sandbox"

LONGEST_WAIT: Final = 60.0
"""Seconds that somebody may wait for a message: as long as usual proxies and clients let a request stand."""

WAIT: Final = 5.0
"""Seconds that somebody waits who does not say how long."""

WAITERS: Final = 256
"""Who may wait at once."""

REPLY: Final = 4_000
"""Characters of a reply: what the provider with replies documents."""

URL: Final = 2_000
"""Characters of an address that reports go to."""

COUNT: Final = 1_000_000_000
"""The largest number of requests that a fault is to hit."""

_PORT: Final = "(?:[0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"
_HOST: Final = r"(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,200}|\[[0-9A-Fa-f:.]{2,45}\])"
HTTP_URL: Final = f"^https?://{_HOST}(?::{_PORT})?(?:[/?][!-~]*)?$"
"""What a report URL looks like."""

SLICE: Final = 200
"""Messages that are put into words before others have a turn."""

JSON_HEADERS: Final = (
    ("Content-Type", "application/json"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)

Handler: TypeAlias = Callable[[Request, tuple[str, ...]], Awaitable[Response]]
Pattern: TypeAlias = tuple[str, ...]


def answer_json(value: Json, status: int = 200) -> Response:
    """An answer in JSON, in ASCII: what a text holds cannot break it."""
    return Response(status=status, headers=JSON_HEADERS, body=json.dumps(value, separators=(",", ":")).encode("ascii"))


def refusal(status: int, where: str, what: str) -> Response:
    """An answer that says what is wrong, and where."""
    return answer_json({"where": where, "what": what}, status)


class Control:
    """The control API of one sandbox."""

    def __init__(self, sandbox: Sandbox, document: Callable[[], Json], connections: Callable[[], int]) -> None:
        self._sandbox = sandbox
        self._document = document
        self._connections = connections
        self._routes: dict[Pattern, dict[str, Handler]] = {
            ("health",): {"GET": self._health},
            ("openapi.json",): {"GET": self._openapi},
            ("messages",): {"GET": self._messages, "DELETE": self._clear},
            ("messages", "{id}"): {"GET": self._message},
            ("messages", "{id}", "receipt"): {"POST": self._receipt},
            ("messages", "{id}", "reply"): {"POST": self._reply},
            ("requests",): {"GET": self._requests},
            ("requests", "{number}"): {"GET": self._request},
            ("warnings",): {"GET": self._warnings},
            ("magic",): {"GET": self._magic},
            ("chaos",): {"GET": self._rules, "POST": self._add_rule, "DELETE": self._remove_rules},
            ("clock",): {"GET": self._clock, "POST": self._advance},
            ("wait",): {"GET": self._wait},
        }

    async def answer(self, request: Request) -> Response:
        """Answer any request under the prefix."""
        parts = tuple(request.path.removeprefix(PREFIX).removeprefix("/").split("/"))
        found = self._find(parts)
        if found is None:
            return refusal(404, "path", "there is nothing here; /_sandbox/openapi.json says what there is")
        methods, variables = found
        handler = methods.get(request.method)
        if handler is None:
            response = refusal(405, "method", f"expected {' or '.join(methods)}")
            return Response(status=405, headers=(*response.headers, ("Allow", ", ".join(methods))), body=response.body)
        try:
            return await handler(request, tuple(map(read_segment, variables)))
        except Refused as refused:
            return refusal(refused.status, refused.where, refused.what)

    def _find(self, parts: Pattern) -> tuple[dict[str, Handler], Pattern] | None:
        for pattern, methods in self._routes.items():
            if len(pattern) == len(parts) and all(
                wanted == part or (wanted.startswith("{") and part) for wanted, part in zip(pattern, parts, strict=True)
            ):
                variables = [part for wanted, part in zip(pattern, parts, strict=True) if wanted.startswith("{")]
                return methods, tuple(variables)
        if len(parts) == 1 and (provider := parts[0]) in self._sandbox.reporting:
            return {
                "GET": partial(self._report_url, provider),
                "PUT": partial(self._set_report_url, provider),
            }, ()
        return None

    async def _health(self, request: Request, _: Pattern) -> Response:
        read_query(request, ())
        box = self._sandbox
        return answer_json(
            {
                "status": "ok",
                "wires": list(box.wires),
                "now": _views.time_text(box.clock.now()),
                "messages": len(box.world),
                "requests": len(box.exchanges),
                "dropped": {"messages": box.world.dropped, "requests": box.exchanges.dropped},
                "connections": self._connections(),
                "planned": len(box.agenda),
            }
        )

    async def _openapi(self, request: Request, _: Pattern) -> Response:
        read_query(request, ())
        return answer_json(self._document())

    # Messages

    async def _messages(self, request: Request, _: Pattern) -> Response:
        query = read_query(request, ("provider", "to", "text", "limit"))
        limit = read_integer(query["limit"], "query.limit", 1, MESSAGES) if "limit" in query else MESSAGES
        found = list(self._newest_first(query, limit))
        pieces: list[str] = []
        for number, message in enumerate(reversed(found), 1):
            exchange = self._sandbox.exchanges.get(message.exchange)
            view = _views.message_with_exchange(message, exchange, _views.SHOWN)
            pieces.append(json.dumps(view, separators=(",", ":")))
            if number % SLICE == 0:
                await asyncio.sleep(0)
        return Response(status=200, headers=JSON_HEADERS, body=f"[{','.join(pieces)}]".encode("ascii"))

    def _newest_first(self, query: dict[str, str], limit: int) -> Iterator[Stored]:
        fits = self._filter(query)
        for message in self._sandbox.world.newest_first():
            if fits(message):
                yield message
                limit -= 1
            if not limit:
                return

    def _filter(self, query: dict[str, str]) -> Callable[[Stored], bool]:
        provider = read_choice(query.get("provider", ""), self._sandbox.wires, "query.provider")
        digits = read_recipient(query)
        text = query.get("text", "")

        def fits(message: Stored) -> bool:
            return (
                (provider is None or message.provider == provider)
                and (not digits or message.digits == digits)
                and text in message.text
            )

        return fits

    async def _clear(self, request: Request, _: Pattern) -> Response:
        read_query(request, ())
        self._sandbox.clear()
        return Response(status=204)

    async def _message(self, request: Request, variables: Pattern) -> Response:
        return self._shown(self._one(request, variables[0]))

    def _shown(self, message: Stored) -> Response:
        exchange = self._sandbox.exchanges.get(message.exchange)
        return answer_json(_views.message_with_exchange(message, exchange))

    def _one(self, request: Request, wanted: str) -> Stored:
        """The one message of an id; the query tells apart those that share it."""
        query = read_query(request, ("provider", "to", "number"))
        provider = read_choice(query.get("provider", ""), self._sandbox.wires, "query.provider")
        digits = read_recipient(query)
        number = read_integer(query["number"], "query.number", 1, 2**53) if "number" in query else None
        found = [
            message
            for name in self._sandbox.wires
            if provider in {None, name}
            for message in self._sandbox.world.find_all(name, wanted)
            if (not digits or message.digits == digits) and number in {None, message.number}
        ]
        if not found:
            raise Refused(404, "path", "no message of this id is kept")
        if len(found) > 1:
            raise Refused(409, "path", f"{len(found)} messages have this id: say ?provider=, ?to= or ?number= too")
        return found[0]

    async def _receipt(self, request: Request, variables: Pattern) -> Response:
        message = self._one(request, variables[0])
        state = Body(request, ("state",)).choice("state", State)
        self._sandbox.tell(message, state)
        return self._shown(message)

    async def _reply(self, request: Request, variables: Pattern) -> Response:
        message = self._one(request, variables[0])
        text = Body(request, ("text",)).text("text", REPLY)
        self._sandbox.reply(message, text)
        return self._shown(message)

    # What went over the wires, and what is to be seen of it

    async def _requests(self, request: Request, _: Pattern) -> Response:
        query = read_query(request, ("provider", "limit"))
        provider = read_choice(query.get("provider", ""), self._sandbox.wires, "query.provider")
        limit = read_integer(query["limit"], "query.limit", 1, EXCHANGES) if "limit" in query else EXCHANGES
        kept = [each for each in self._sandbox.exchanges.all() if provider in {None, each.provider}]
        pieces: list[str] = []
        for number, exchange in enumerate(kept[-limit:], 1):
            pieces.append(json.dumps(_views.exchange_with_texts(exchange, _views.SHOWN), separators=(",", ":")))
            if number % SLICE == 0:
                await asyncio.sleep(0)
        return Response(status=200, headers=JSON_HEADERS, body=f"[{','.join(pieces)}]".encode("ascii"))

    async def _request(self, request: Request, variables: Pattern) -> Response:
        read_query(request, ())
        exchange = self._sandbox.exchanges.get(read_integer(variables[0], "path", 1, 2**53))
        if exchange is None:
            raise Refused(404, "path", "no request of this number is kept")
        return answer_json(_views.exchange_with_texts(exchange))

    async def _warnings(self, request: Request, _: Pattern) -> Response:
        read_query(request, ())
        return answer_json([_views.notice_view(notice) for notice in self._sandbox.notices.all()])

    async def _magic(self, request: Request, _: Pattern) -> Response:
        read_query(request, ())
        return answer_json([{"ends_in": digits, "fate": fate.value} for digits, fate in MAGIC.items()])

    # Faults, time, settings

    async def _rules(self, request: Request, _: Pattern) -> Response:
        read_query(request, ())
        return answer_json([_rule_view(rule) for rule in self._sandbox.chaos.rules])

    async def _add_rule(self, request: Request, _: Pattern) -> Response:
        read_query(request, ())
        body = Body(request, ("wire", "fault", "probability", "count"))
        rule = Rule(
            wire=body.one_of("wire", self._sandbox.wires) if body.has("wire") else None,
            fault=FAULTS[body.one_of("fault", FAULTS)],
            probability=body.number("probability", 0, 1) if body.gives("probability") else 1.0,
            count=(body.integer("count", 1, COUNT) if body.has("count") else None) if body.gives("count") else 1,
        )
        if len(self._sandbox.chaos.rules) >= RULES:
            raise Refused(409, "$", f"there are {RULES} faults already: DELETE /_sandbox/chaos removes them")
        self._sandbox.chaos.rules.append(rule)
        return answer_json(_rule_view(rule))

    async def _remove_rules(self, request: Request, _: Pattern) -> Response:
        read_query(request, ())
        self._sandbox.chaos.rules.clear()
        return Response(status=204)

    async def _clock(self, request: Request, _: Pattern) -> Response:
        read_query(request, ())
        return self._time()

    def _time(self) -> Response:
        clock, due = self._sandbox.clock, self._sandbox.agenda.next_due
        return answer_json(
            {
                "now": _views.time_text(clock.now()),
                "ahead": max(0.0, round(clock.ahead.total_seconds(), 3)),
                "next": None if due is None else _views.time_text(due),
            }
        )

    async def _advance(self, request: Request, _: Pattern) -> Response:
        read_query(request, ())
        by = read_duration(Body(request, ("advance",)).text("advance", 30, DURATION))
        assert by is not None  # noqa: S101, its shape was looked at
        if self._sandbox.clock.now() + by > HORIZON:
            raise Refused(409, "$.advance", f"the clock goes to the year {HORIZON.year} and no further")
        await self._sandbox.agenda.advance(by, self._sandbox.courier.settle)
        return self._time()

    async def _report_url(self, provider: str, request: Request, _: Pattern) -> Response:
        read_query(request, ())
        return answer_json({"report_url": self._sandbox.world.report_url(provider)})

    async def _set_report_url(self, provider: str, request: Request, _: Pattern) -> Response:
        read_query(request, ())
        body = Body(request, ("report_url",))
        url = body.text("report_url", URL, HTTP_URL) if body.requires("report_url") else None
        if url is None:
            self._sandbox.world.report_urls.pop(provider, None)
        else:
            try:
                self._sandbox.caller.check(url)
            except Forbidden as forbidden:
                raise Refused(403, "$.report_url", str(forbidden)) from None
            self._sandbox.world.report_urls[provider] = url
        return answer_json({"report_url": url})

    # Waiting

    async def _wait(self, request: Request, _: Pattern) -> Response:
        query = read_query(request, ("provider", "to", "text", "timeout"))
        patience = read_number(query["timeout"], "query.timeout", 0, LONGEST_WAIT) if "timeout" in query else WAIT
        message = next(self._newest_first(query, 1), None)
        if message is None:
            if len(self._sandbox.waiters) >= WAITERS:
                raise Refused(503, "path", f"{WAITERS} others are waiting already")
            message = await self._next(self._filter(query), patience)
        if message is None:
            raise Refused(408, "query", f"no such message came within {patience:g} s")
        return self._shown(message)

    async def _next(self, fits: Callable[[Stored], bool], patience: float) -> Stored | None:
        came: asyncio.Future[Stored] = asyncio.get_running_loop().create_future()

        def offer(message: Stored) -> None:
            if not came.done() and fits(message):
                came.set_result(message)

        self._sandbox.waiters.add(offer)
        try:
            async with asyncio.timeout(patience):
                return await came
        except TimeoutError:
            return None
        finally:
            self._sandbox.waiters.discard(offer)


def _rule_view(rule: Rule) -> Json:
    return {"wire": rule.wire, "fault": rule.fault.value, "probability": rule.probability, "count": rule.count}
