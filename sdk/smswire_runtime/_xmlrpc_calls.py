"""Between XML-RPC messages and values; only who speaks it loads this."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from smswire_runtime import _xmlrpc
from smswire_runtime._bodies import OK, undocumented
from smswire_runtime._errors import DecodeError
from smswire_runtime._messages import Request, Response
from smswire_runtime._values import Json
from smswire_runtime._xmlrpc import Fault

XML: Final = "text/xml"
_HEADERS: Final = (("Content-Type", XML), ("Accept", XML))


def call_request(path: str, method: str, arguments: list[Json], audit: Callable[[], None] | None = None) -> Request:
    """A method call; the audit looks for characters that its specification forbids, unless none can be there."""
    body = _xmlrpc.dumps_plain_call(method, arguments)
    if body is None:
        if audit is not None:
            audit()
        body = _xmlrpc.dumps_call(method, arguments)
    return Request(method="POST", path=path, headers=_HEADERS, body=body)


def call_answer(value: Json) -> Response:
    """The answer of a method; a fault goes the same way."""
    return Response(status=OK, headers=(("Content-Type", XML),), body=_xmlrpc.dumps_answer(value))


def read_call(response: Response) -> Json | Fault:
    """The value that a method answered, or its fault; whatever the HTTP status says, a documented body is believed."""
    try:
        return _xmlrpc.loads_answer(response.body)
    except DecodeError:
        if response.status == OK:
            raise
        raise undocumented(response) from None
