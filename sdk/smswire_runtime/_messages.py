"""What goes over the wire and comes back: bytes out, bytes in, no sockets here."""

from __future__ import annotations

import enum
from typing import Final, TypeAlias

from attrs import field, frozen

from smswire_runtime._secret import MASK

Headers: TypeAlias = tuple[tuple[str, str], ...]

ANSWER_LIMIT: Final = 256 * 1024
"""Largest answer body unless an operation says otherwise: every documented answer but the batch one is below 4 KiB."""


class Effect(enum.Enum):
    """What a repeat of an operation does; retry policy follows from this, never from the HTTP verb."""

    READ = "read"
    IDEMPOTENT = "idempotent"
    SEND = "send"


def find_header(headers: Headers, name: str) -> str | None:
    """The first header of that name in any casing."""
    wanted = name.lower()
    for key, value in headers:
        if key.lower() == wanted:
            return value
    return None


def _mask_headers(headers: Headers) -> str:
    return f"({', '.join(f'{name}: {MASK}' for name, _ in headers)})"


@frozen(kw_only=True)
class Request:
    """One HTTP request; its repr shows neither query, header values nor body, where secrets travel."""

    method: str
    path: str
    query: str = field(default="", repr=False)
    headers: Headers = field(default=(), repr=_mask_headers)
    body: bytes = field(default=b"", repr=False)

    @property
    def target(self) -> str:
        """Path and query as they stand in the request line. Holds secrets where the wire wants them in the URL."""
        return f"{self.path}?{self.query}" if self.query else self.path

    def header(self, name: str) -> str | None:
        """The first header of that name in any casing."""
        return find_header(self.headers, name)


@frozen(kw_only=True)
class Response:
    """One complete HTTP answer; its repr shows neither header values, where session cookies travel, nor the body."""

    status: int
    headers: Headers = field(default=(), repr=_mask_headers)
    body: bytes = field(default=b"", repr=False)

    def header(self, name: str) -> str | None:
        """The first header of that name in any casing."""
        return find_header(self.headers, name)

    @property
    def media_type(self) -> str:
        """The Content-Type without its parameters, in lower case; empty when there is none."""
        return (self.header("content-type") or "").partition(";")[0].strip().lower()
