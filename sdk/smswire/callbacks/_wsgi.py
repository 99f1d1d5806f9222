"""A receiver as a WSGI application (PEP 3333)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from smswire.callbacks._receiver import BODY_LIMIT, ENOUGH, PATIENCE, Receiver, say
from smswire_runtime import Response

LENGTH_DIGITS: Final = 19
"""Digits of a length; Python refuses to read some thousands of them."""

_PHRASES: Final = {status.value: status.phrase for status in HTTPStatus}


def wsgi(receiver: Receiver) -> Callable[[dict[str, Any], Callable[..., object]], Iterable[bytes]]:
    """An application for any WSGI server; mount it so that SCRIPT_NAME and PATH_INFO are the path that the world sees.

    Who does not know an address is answered before a byte of the body is read. For who does, PATIENCE holds between
    reads; a read that hangs is up to the server, since the socket is its own. waitress and nginx have the whole request
    before they call; with gunicorn, put nginx in front (``client_body_timeout 5s``); with wsgiref, cheroot and uWSGI,
    the server's own timeout for a silent socket should be as short. ``smswire listen`` keeps the time by itself.
    """

    def application(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        response = _answer(receiver, environ)
        headers = [*response.headers, ("Content-Length", str(len(response.body)))]
        start_response(f"{response.status} {_PHRASES.get(response.status, 'Unknown')}", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [response.body]

    return application


def _answer(receiver: Receiver, environ: dict[str, Any]) -> Response:
    if environ.get("SERVER_PROTOCOL") == "HTTP/0.9":  # so wsgiref calls a first line that broke off
        return say(400, "no request")
    path = quote(environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", ""), encoding="latin-1", errors="replace")
    query: str = environ.get("QUERY_STRING", "")
    admitted = receiver.admit(environ["REQUEST_METHOD"], path, query)
    if isinstance(admitted, Response):
        return admitted
    body = _body(environ)
    return body if isinstance(body, Response) else receiver.take(admitted, query, _headers(environ), body)


def _headers(environ: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    own = {"CONTENT_TYPE": "Content-Type", "CONTENT_LENGTH": "Content-Length"}
    found = [(name, str(environ[key])) for key, name in own.items() if environ.get(key)]
    found += [(key[5:].replace("_", "-"), str(value)) for key, value in environ.items() if key.startswith("HTTP_")]
    return tuple(found)


def _body(environ: dict[str, Any]) -> bytes | Response:
    """The whole body, or why there is none."""
    said = environ.get("CONTENT_LENGTH") or ""
    chunked = not said and "HTTP_TRANSFER_ENCODING" in environ
    if chunked and not environ.get("wsgi.input_terminated"):
        return say(411, "length required")  # this server hands over chunks as they are on the wire
    if said and not (said.isascii() and said.isdigit()):
        return say(400, "not a length")
    length = ENOUGH if chunked or len(said) > LENGTH_DIGITS else min(int(said or "0"), ENOUGH)
    try:
        body = _read(environ["wsgi.input"], length)
    except TimeoutError:
        return say(408, "too slow")
    except OSError:  # it went away
        return say(400, "incomplete")
    cut = not chunked and len(body) < min(length, BODY_LIMIT + 1)
    return say(400, "incomplete") if cut else body


def _read(stream: Any, wanted: int) -> bytes:
    """So many bytes, or those before the end; of a body that is too large a part.

    ``read1`` gives what is there, and so does not wait for the last byte of a body that drips.
    """
    read = getattr(stream, "read1", stream.read)
    end = time.monotonic() + PATIENCE
    body, count = bytearray(), 0
    while count < wanted and (piece := read(min(wanted - count, BODY_LIMIT))):
        count += len(piece)
        if len(body) <= BODY_LIMIT:
            body += piece
        if count < wanted and time.monotonic() > end:
            raise TimeoutError
    return bytes(body)
