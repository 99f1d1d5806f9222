"""What went over the wires, as it went, with the secrets taken out when somebody looks."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Final, TypeAlias

from attrs import define

from smswire.sandbox._wire import Violation
from smswire_runtime import Headers, Request, Response

EXCHANGES: Final = 10_000
"""Exchanges that are kept: as many as messages."""

OCTETS: Final = 64 * 1024 * 1024
"""Octets of requests and answers that are kept: some 500 exchanges of the largest batch."""

OVERHEAD: Final = 500
"""Octets that an exchange takes besides its bodies, about."""

VIOLATIONS: Final = 20
"""Violations that are kept of one request: enough to see what is wrong, and fewer than a batch has rows."""

PROBLEM_SHOWN: Final = 500
"""Characters of a problem: a wire may quote what it does not understand."""

MASK: Final = "***"

Secrets: TypeAlias = Callable[[Request], tuple[str, ...]]

_PRIVATE: Final = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie"})
_VALUE: Final = re.compile(r"=[^&]*")


@define(kw_only=True, eq=False)
class Exchange:
    """One request, and what was said to it."""

    number: int
    received_at: datetime
    provider: str | None
    """Whose wire it came in on, if any."""
    connection: int
    version: str
    request: Request
    secrets: Secrets | None
    """How to find the secrets of the request; without it, nothing of its body is shown."""
    operation: str = ""
    response: Response | None = None
    """What was answered; None when nothing was."""
    fault: str | None = None
    """The fault that was played on it, if any."""
    violations: tuple[Violation, ...] = ()
    messages: tuple[int, ...] = ()

    @property
    def octets(self) -> int:
        """About what it takes in memory."""
        answer = len(self.response.body) if self.response else 0
        return OVERHEAD + len(self.request.body) + len(self.request.query) + answer

    def mask(self, text: str) -> str:
        """A text about the exchange without the request's secrets."""
        found = self.secrets(self.request) if self.secrets else ()
        for secret in sorted(filter(None, found), key=len, reverse=True):
            text = text.replace(secret, MASK)
        return text

    def violated(self, violations: Sequence[Violation]) -> tuple[Violation, ...]:
        """The first violations, in few words, secrets masked."""
        return tuple(
            [
                Violation(path=found.path[:PROBLEM_SHOWN], problem=self.mask(found.problem)[:PROBLEM_SHOWN])
                for found in violations[:VIOLATIONS]
            ]
        )

    @property
    def request_text(self) -> str:
        """The request as it came, secrets masked. Of what no wire reads, only what cannot be a secret is shown."""
        request = self.request
        if self.secrets is None:
            query = _VALUE.sub(f"={MASK}", request.query) if "=" in request.query else MASK * bool(request.query)
            body = f"({len(request.body)} octets that no wire reads)" if request.body else ""
        else:
            query, body = request.query, _shown(request.body)
        target = f"{request.path}?{query}" if query else request.path
        return self.mask(f"{request.method} {target} {self.version}\r\n{_header_lines(request.headers)}\r\n{body}")

    @property
    def answer_text(self) -> str | None:
        """The answer, secrets masked; None when there was none."""
        if self.response is None:
            return None
        status = self.response.status
        line = f"{self.version} {status} {reason_of(status)}\r\n"
        return self.mask(f"{line}{_header_lines(self.response.headers)}\r\n{_shown(self.response.body)}")


def reason_of(status: int) -> str:
    """The words that usually stand beside a status."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _header_lines(headers: Headers) -> str:
    return "".join([f"{name}: {MASK if name.lower() in _PRIVATE else value}\r\n" for name, value in headers])


def _shown(body: bytes) -> str:
    return body.decode("utf-8", "backslashreplace")


class Exchanges:
    """The newest exchanges, bounded in number and in octets."""

    def __init__(self, keep: int = EXCHANGES, octets: int = OCTETS) -> None:
        self._keep = keep
        self._octets_kept = octets
        self._kept: OrderedDict[int, Exchange] = OrderedDict()
        self._octets = 0
        self._last = 0
        self.dropped = 0

    def next_number(self) -> int:
        """The number of the exchange that now begins."""
        self._last += 1
        return self._last

    def add(self, exchange: Exchange) -> None:
        """Keep an exchange, and let go of the oldest ones for it."""
        self._kept[exchange.number] = exchange
        self._octets += exchange.octets
        while len(self._kept) > self._keep or (self._octets > self._octets_kept and len(self._kept) > 1):
            _, oldest = self._kept.popitem(last=False)
            self._octets -= oldest.octets
            self.dropped += 1

    def get(self, number: int) -> Exchange | None:
        """The exchange of this number, if it is still kept."""
        return self._kept.get(number)

    def all(self) -> tuple[Exchange, ...]:
        """Those that are kept, the oldest first."""
        return tuple(self._kept.values())

    def __len__(self) -> int:
        return len(self._kept)

    def clear(self) -> None:
        """Forget them; the numbers go on."""
        self._kept.clear()
        self._octets = 0
        self.dropped = 0
