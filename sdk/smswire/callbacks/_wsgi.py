"""A receiver as a WSGI application (PEP 3333)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from smswire.callbacks._receiver import BODY_LIMIT, Receiver


def wsgi(receiver: Receiver) -> Callable[[dict[str, Any], Callable[..., object]], Iterable[bytes]]:
    """An application for any WSGI server; mount it so that it sees the whole path."""

    def application(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        path = quote(environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", ""), encoding="latin-1")
        response = receiver.handle(
            environ["REQUEST_METHOD"], path, environ.get("QUERY_STRING", ""), _headers(environ), _body(environ)
        )
        reason = HTTPStatus(response.status).phrase
        headers = [*response.headers, ("Content-Length", str(len(response.body)))]
        start_response(f"{response.status} {reason}", headers)
        return [response.body]

    return application


def _headers(environ: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    own = {"CONTENT_TYPE": "Content-Type", "CONTENT_LENGTH": "Content-Length"}
    found = [(name, str(environ[key])) for key, name in own.items() if environ.get(key)]
    found += [(key[5:].replace("_", "-"), str(value)) for key, value in environ.items() if key.startswith("HTTP_")]
    return tuple(found)


def _body(environ: dict[str, Any]) -> bytes:
    """One byte more than is allowed, so that too much shows."""
    text = environ.get("CONTENT_LENGTH") or "0"
    length = min(int(text), BODY_LIMIT + 1) if text.isascii() and text.isdigit() else 0
    body: bytes = environ["wsgi.input"].read(length) if length else b""
    return body
