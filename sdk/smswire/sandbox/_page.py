"""The inbox page: the files of the folder page/, and headers that let nothing run but them."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Final

from smswire_runtime import Request, Response

SECURITY: Final = (
    (
        "Content-Security-Policy",
        (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
            "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            "require-trusted-types-for 'script'"
        ),
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-cache"),
)
"""What a browser may do with the page: load its own files, talk to its own origin, and nothing else."""

TYPES: Final = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "ico": "image/x-icon",
    "woff2": "font/woff2",
}

_NAME: Final = re.compile(r"/([a-z0-9][a-z0-9_-]*\.([a-z0-9]+))")
_PLACEHOLDER: Final = (
    b"<!doctype html><title>smswire sandbox</title><p>The sandbox runs. Its messages: /_sandbox/messages"
)


def page(request: Request) -> Response | None:
    """A file of the page; None when there is no such file."""
    match = _NAME.fullmatch("/index.html" if request.path == "/" else request.path)
    if match is None or match[2] not in TYPES:
        return None
    file = files("smswire.sandbox").joinpath("page", match[1])
    headers = (("Content-Type", TYPES[match[2]]), *SECURITY)
    if file.is_file():
        return Response(status=200, headers=headers, body=file.read_bytes())
    return Response(status=200, headers=headers, body=_PLACEHOLDER) if request.path == "/" else None
