"""Requests to the wire of Eros, and what is read of its answers."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from smswire.sandbox._wire import Answered
from smswire.sandbox._wires.eros import Eros
from smswire.sandbox._world import World
from smswire_providers.eros import operations
from smswire_providers.eros.models import ErrorResponse
from smswire_runtime import Request, Response, _jsv
from tests.providers._specs import Json
from tests.sandbox._worlds import world_at

WIRE = Eros()
JSON, JSV, FORM = "application/json", "text/jsv", "application/x-www-form-urlencoded"
TO = "+27831234567"
ZEROS = "0" * 32
PASSWORD = "pass"

SEND_PATHS = [
    "/api/sendmessage",
    "/api/send",
    "/api/sms/send",
    "/json/reply/SMSSend",
    "/api/json/reply/SMSSend",
    "/api/SMSSend",
]
IMMEDIATE_PATHS = ["/api/sendmessage/immediate", "/api/send/immediate", "/api/sms/send/immediate"]
LOGIN_PATHS = [
    "/auth/credentials",
    "/api/auth/credentials",
    "/json/reply/Authenticate",
    "/api/json/reply/Authenticate",
    "/api/Authenticate",
]
JSON_ONLY = [
    path for path in (*SEND_PATHS, *LOGIN_PATHS) if "reply" in path or path in {"/api/SMSSend", "/api/Authenticate"}
]

each_send = pytest.mark.parametrize("path", [*SEND_PATHS, *IMMEDIATE_PATHS])


def basic(user: str, password: str = PASSWORD) -> str:
    """The header of HTTP Basic."""
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


def message(*numbers: str, **changes: Json) -> dict[str, Json]:
    """A sound message to these numbers, with some of its fields changed, and those that are ... left out."""
    sound: dict[str, Json] = {"To": [{"PhoneNumber": number} for number in numbers or (TO,)], "MessageBody": "Hello"}
    model = sound | changes
    return {"SMSModel": {name: value for name, value in model.items() if value is not ...}}


def post(  # noqa: PLR0913, everything that a request may differ in
    body: bytes | str | Json,
    world: World | None = None,
    path: str = "/api/sendmessage",
    *,
    media: str | None = JSON,
    wire: Eros = WIRE,
    query: str = "",
    **headers: str | None,
) -> Answered:
    """What is answered to a body; JSON unless it is text or bytes. A user calls, unless the headers say otherwise."""
    octets = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
    given_ = {"authorization": basic("user"), "content-type": media} | headers
    pairs = tuple((name.title(), value) for name, value in given_.items() if value is not None)
    request = Request(method="POST", path=path, query=query, headers=pairs, body=octets)
    return wire.answer(request, world_at() if world is None else world)


def said(answered: Answered, status: int = 200) -> Any:
    """The answer as the generated client reads it, strictly."""
    assert status == answered.response.status
    return operations.parse_send(answered.response)


def refused(answered: Answered, status: int) -> str:
    """The error code of an answer, which stores nothing and says why in so many words."""
    answer = said(answered, status)
    assert isinstance(answer, ErrorResponse)
    assert () == answered.messages
    assert answer.response_status.message
    code = answer.response_status.error_code
    assert isinstance(code, str)
    return code


def blamed(answered: Answered) -> list[str]:
    """The fields that an error names."""
    errors = json.loads(answered.response.body)["ResponseStatus"]["Errors"]
    return [error["FieldName"] for error in errors]


def places(answered: Answered) -> list[str]:
    """Where an answer found something wrong."""
    return [violation.path for violation in answered.violations]


def texts(answered: Answered) -> list[str]:
    """The texts that were stored."""
    return [one.text for one in answered.messages]


def format_of(response: Response) -> str:
    """The format of an answer, proved by reading it."""
    if response.media_type == JSV:
        assert isinstance(_jsv.loads_bytes(response.body), dict)
    else:
        assert "application/json; charset=utf-8" == response.header("content-type")
        assert isinstance(json.loads(response.body), dict)
    return response.media_type


def jsv(fields: str) -> str:
    """A message to one number with some fields as they stand."""
    return f"{{SMSModel:{{To:[{{PhoneNumber:{TO}}}],{fields}}}}}"


def cookies_of(answered: Answered) -> dict[str, str]:
    """The cookies that an answer sets."""
    lines = [value for name, value in answered.response.headers if name == "Set-Cookie"]
    assert all("httponly" in line and "path=/" in line for line in lines)
    return dict(line.partition(";")[0].split("=", 1) for line in lines)
