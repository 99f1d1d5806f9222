"""The OpenAPI document of the control API."""

from __future__ import annotations

from typing import Any, Final

from smswire._segments import Encoding
from smswire._state import State
from smswire.sandbox._chaos import FAULTS, Fault
from smswire.sandbox._clock import DURATION
from smswire.sandbox._control import COUNT, HTTP_URL, LONGEST_WAIT, REPLY, URL, WAIT
from smswire.sandbox._exchanges import EXCHANGES
from smswire.sandbox._magic import MAGIC, Fate
from smswire.sandbox._notices import Kind
from smswire.sandbox._sandbox import Sandbox
from smswire.sandbox._world import MESSAGES

_Json = dict[str, Any]

_DESCRIPTION: Final = f"""\
Looks into the sandbox and moves it. Messages that clients sent over the wires are kept, the newest {MESSAGES}.

Ids are what the wires answered, so two providers may answer the same one, and one id may stand for several recipients:
`provider`, `to` and `number` tell them apart, and 409 says that they have to.

`GET /_sandbox/events` is a stream of server-sent events, which this kind of document cannot describe; `x-event-stream`
lists them. `Last-Event-ID` continues where a client stopped; `reload` says that this is no longer possible.

What becomes of a message by itself is told by the last digits of its recipient; all others wait for a receipt:

{chr(10).join(f"- `{digits}`: {fate.value}" for digits, fate in MAGIC.items())}
"""

_TIME: Final = {"type": "string", "format": "date-time"}
_COUNT: Final = {"type": "integer", "minimum": 0}
_NUMBER: Final = {"type": "integer", "minimum": 1, "maximum": 2**53}
_TEXT: Final = {"type": "string"}
_NULLABLE_TEXT: Final = {"type": ["string", "null"]}


def document(sandbox: Sandbox) -> _Json:
    """The document, for the wires of this sandbox."""
    providers = list(sandbox.wires)
    return {
        "openapi": "3.1.0",
        "info": {"title": "smswire sandbox", "version": "1.0", "description": _DESCRIPTION},
        "servers": [{"url": "/", "description": "Where this document came from."}],
        "paths": {f"/_sandbox/{path}": methods for path, methods in _paths(sandbox).items()},
        "components": {"schemas": _schemas(providers)},
        "x-event-stream": {"path": "/_sandbox/events", "events": EVENTS},
    }


def _ref(name: str) -> _Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _answer(description: str, schema: _Json | None = None) -> _Json:
    if schema is None:
        return {"description": description}
    return {"description": description, "content": {"application/json": {"schema": schema}}}


_OBJECTIONS: Final = {
    400: "It cannot be read.",
    401: "The token is missing or wrong; only a sandbox that can be reached from elsewhere wants one.",
    403: "It comes from a page of another origin, or goes where the sandbox does not go.",
    404: "There is no such message or request.",
    408: "It did not come in time.",
    409: "It cannot be told which one is meant, or there is no room for more.",
    413: "It is too long.",
    422: "It can be read, and does not fit.",
    503: "Too many are waiting.",
}
_ALWAYS: Final = (400, 401, 403, 413, 422)


def _operation(summary: str, answers: _Json, *more: int, **rest: Any) -> _Json:
    refusals = {str(status): _answer(_OBJECTIONS[status], _ref("Refusal")) for status in sorted({*_ALWAYS, *more})}
    return {"summary": summary, **rest, "responses": {**answers, **refusals}}


def _query(name: str, description: str, schema: _Json) -> _Json:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


def _body(**members: _Json) -> _Json:
    required = [name for name, schema in members.items() if "default" not in schema]
    schema = {"type": "object", "additionalProperties": False, "required": required, "properties": members}
    return {"required": True, "content": {"application/json": {"schema": schema}}}


_TO: Final = _query(
    "to", "The recipient; only its digits count.", {"type": "string", "pattern": "^$|[0-9]", "default": ""}
)
_TEXT_PART: Final = _query("text", "A part of the text.", {"type": "string", "default": ""})
_ID: Final = {
    "name": "id",
    "in": "path",
    "required": True,
    "description": "What the wire answered.",
    "schema": {"type": "string", "minLength": 1},
}


def _paths(sandbox: Sandbox) -> dict[str, _Json]:
    provider = _query("provider", "The provider.", {"type": "string", "enum": ["", *sandbox.wires], "default": ""})
    which = [_ID, provider, _TO, _query("number", "The sandbox's own number of the message.", _NUMBER)]
    filters = [provider, _TO, _TEXT_PART]
    return {
        **_inbox(which, filters),
        **_exchanges(provider),
        **_play(sandbox, filters),
        **_settings(sandbox),
    }


def _inbox(which: list[_Json], filters: list[_Json]) -> dict[str, _Json]:
    one = {"200": _answer("The message.", _ref("Message"))}
    limit = _query("limit", "Only so many of the newest.", {"type": "integer", "minimum": 1, "maximum": MESSAGES})
    return {
        "messages": {
            "get": _operation(
                "The messages that are kept, the oldest first. Long raw texts are cut.",
                {"200": _answer("The messages.", {"type": "array", "items": _ref("Message")})},
                parameters=[*filters, limit],
            ),
            "delete": _operation("Forget messages, requests and warnings.", {"204": _answer("They are forgotten.")}),
        },
        "messages/{id}": {"get": _operation("One message.", one, 404, 409, parameters=which)},
        "messages/{id}/receipt": {
            "post": _operation(
                "Say what became of a message; a receipt goes to whoever is to get it.",
                one,
                404,
                409,
                parameters=which,
                requestBody=_body(state={"type": "string", "enum": [state.value for state in State]}),
            )
        },
        "messages/{id}/reply": {
            "post": _operation(
                "Let the recipient reply; the reply goes to whoever is to get it.",
                one,
                404,
                409,
                parameters=which,
                requestBody=_body(text={"type": "string", "minLength": 1, "maxLength": REPLY}),
            )
        },
    }


def _exchanges(provider: _Json) -> dict[str, _Json]:
    limit = _query("limit", "Only so many of the newest.", {"type": "integer", "minimum": 1, "maximum": EXCHANGES})
    number = {"name": "number", "in": "path", "required": True, "schema": _NUMBER}
    return {
        "requests": {
            "get": _operation(
                "The requests that came in on the wires, answered or not, the oldest first. Long raw texts are cut.",
                {"200": _answer("The requests.", {"type": "array", "items": _ref("Exchange")})},
                parameters=[provider, limit],
            )
        },
        "requests/{number}": {
            "get": _operation(
                "One request.", {"200": _answer("The request.", _ref("Exchange"))}, 404, parameters=[number]
            )
        },
        "warnings": {
            "get": _operation(
                "What a developer should see, the oldest first.",
                {"200": _answer("The warnings.", {"type": "array", "items": _ref("Warning")})},
            )
        },
    }


def _play(sandbox: Sandbox, filters: list[_Json]) -> dict[str, _Json]:
    timeout = {"type": "number", "minimum": 0, "maximum": LONGEST_WAIT, "default": WAIT}
    rules = _answer("The faults.", {"type": "array", "items": _ref("Rule")})
    return {
        "wait": {
            "get": _operation(
                "The newest message that fits, or the next one that comes.",
                {"200": _answer("The message.", _ref("Message"))},
                408,
                503,
                parameters=[*filters, _query("timeout", "Seconds.", timeout)],
            )
        },
        "chaos": {
            "get": _operation("The faults that are still to happen.", {"200": rules}),
            "post": _operation(
                "Let something go wrong with the next requests of a wire, after they were acted on.",
                {"200": _answer("The fault.", _ref("Rule"))},
                409,
                requestBody=_body(**_rule(list(sandbox.wires), list(FAULTS))),
            ),
            "delete": _operation("Let nothing go wrong any more.", {"204": _answer("There are no faults.")}),
        },
    }


def _settings(sandbox: Sandbox) -> dict[str, _Json]:
    url = {"type": ["string", "null"], "maxLength": URL, "pattern": HTTP_URL}
    set_url = {"200": _answer("The address.", _object(report_url=_NULLABLE_TEXT))}
    time = {"200": _answer("The time.", _ref("Clock"))}
    reports = {
        "get": _operation("Where the account's delivery reports go.", set_url),
        "put": _operation(
            "Say where the account's delivery reports go; null for nowhere.",
            set_url,
            requestBody=_body(report_url=url),
        ),
    }
    return {
        **dict.fromkeys(sandbox.reporting, reports),
        "clock": {
            "get": _operation("The virtual clock.", time),
            "post": _operation(
                "Put the clock forward; comes back when everything that is due by then has happened.",
                time,
                409,
                requestBody=_body(advance={"type": "string", "pattern": DURATION, "examples": ["3h", "1d12h30m"]}),
            ),
        },
        "health": {"get": _operation("How the sandbox is.", {"200": _answer("It runs.", _ref("Health"))})},
        "magic": {
            "get": _operation(
                "The last digits of a recipient, and what becomes of messages to it.",
                {"200": _answer("The table.", {"type": "array", "items": _ref("Magic")})},
            )
        },
    }


def _object(**members: _Json) -> _Json:
    return {"type": "object", "additionalProperties": False, "required": list(members), "properties": members}


def _rule(providers: list[str], faults: list[str]) -> dict[str, _Json]:
    return {
        "fault": {"type": "string", "enum": faults},
        "wire": {
            "enum": [*providers, None],
            "description": "The provider; null stands for every wire.",
            "default": None,
        },
        "probability": {"type": "number", "minimum": 0, "maximum": 1, "default": 1},
        "count": {
            "type": ["integer", "null"],
            "minimum": 1,
            "maximum": COUNT,
            "default": 1,
            "description": "How many requests it hits; null stands for any number.",
        },
    }


def _schemas(providers: list[str]) -> _Json:
    return {
        "Refusal": _object(where=_TEXT, what=_TEXT),
        "Rule": _object(**_rule(providers, [fault.value for fault in Fault])),
        "Clock": _object(now=_TIME, ahead={"type": "number", "minimum": 0}, next={**_TIME, "type": ["string", "null"]}),
        "Magic": _object(ends_in=_TEXT, fate={"type": "string", "enum": [fate.value for fate in Fate]}),
        "Health": _object(
            status={"const": "ok"},
            wires={"type": "array", "items": _TEXT},
            now=_TIME,
            messages=_COUNT,
            requests=_COUNT,
            dropped=_object(messages=_COUNT, requests=_COUNT),
            connections=_COUNT,
            planned=_COUNT,
        ),
        "Message": _message(providers),
        "Exchange": _exchange(providers),
        "Warning": _object(
            number=_NUMBER,
            at=_TIME,
            kind={"type": "string", "enum": [kind.value for kind in Kind]},
            text=_TEXT,
            provider={"enum": [*providers, None]},
            message={"type": ["integer", "null"]},
            exchange={"type": ["integer", "null"]},
        ),
    }


def _message(providers: list[str]) -> _Json:
    states = {"type": "string", "enum": [state.value for state in State]}
    return _object(
        number=_NUMBER,
        provider={"type": "string", "enum": providers},
        id=_TEXT,
        to=_TEXT,
        **{"from": _TEXT},
        text=_TEXT,
        state=states,
        encoding={"type": "string", "enum": [encoding.value for encoding in Encoding]},
        segments={"type": "integer", "minimum": 1},
        units=_COUNT,
        forcing={"type": "array", "items": _TEXT, "description": "The characters that force UCS-2."},
        cost=_COUNT,
        flash={"type": "boolean"},
        reference=_TEXT,
        scheduled_at={**_TIME, "type": ["string", "null"]},
        received_at=_TIME,
        history={"type": "array", "items": _object(at=_TIME, state=states)},
        replies={"type": "array", "items": _object(at=_TIME, text=_TEXT)},
        warnings={"type": "array", "items": _TEXT},
        exchange={"type": "integer", "description": "The number of the request that it came with."},
        request={**_NULLABLE_TEXT, "description": "The raw request, secrets masked; null when it is no longer kept."},
        answer={**_NULLABLE_TEXT, "description": "The raw answer, secrets masked; null when there was none."},
    )


def _exchange(providers: list[str]) -> _Json:
    return _object(
        number=_NUMBER,
        received_at=_TIME,
        provider={"enum": [*providers, None], "description": "Null for a path that no wire has."},
        operation=_TEXT,
        method=_TEXT,
        path=_TEXT,
        connection=_NUMBER,
        answered={"type": "boolean"},
        status={"type": ["integer", "null"]},
        fault={"enum": [*(fault.value for fault in Fault), None]},
        violations={"type": "array", "items": _object(path=_TEXT, problem=_TEXT)},
        messages={"type": "array", "items": _NUMBER, "description": "The sandbox's numbers of what came with it."},
        request=_TEXT,
        answer=_NULLABLE_TEXT,
    )


_ABOUT: Final[_Json] = {"number": _NUMBER, "provider": _TEXT, "id": _TEXT, "to": _TEXT, "at": _TIME}

EVENTS: Final = {
    "message": {"$ref": "#/components/schemas/Message", "description": "Without `request` and `answer`."},
    "state": _object(**_ABOUT, state={"type": "string", "enum": [state.value for state in State]}),
    "reply": _object(**_ABOUT, text=_TEXT),
    "callback": _object(
        **_ABOUT,
        kind=_TEXT,
        url=_TEXT,
        attempt=_NUMBER,
        status={"type": ["integer", "null"]},
        problem=_NULLABLE_TEXT,
    ),
    "request": {"$ref": "#/components/schemas/Exchange", "description": "Without `request` and `answer`."},
    "warning": {"$ref": "#/components/schemas/Warning"},
    "cleared": _object(),
    "dropped": _object(messages=_COUNT, requests=_COUNT),
    "reload": _object(),
}
