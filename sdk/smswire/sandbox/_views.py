"""How messages, exchanges and warnings look in JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from smswire.sandbox._exchanges import Exchange
from smswire.sandbox._notices import Notice
from smswire.sandbox._world import Stored
from smswire_runtime import Json

SHOWN: Final = 4_096
"""Characters of a raw request in a list, where 500 messages of one batch would each repeat all of it."""


def time_text(at: datetime) -> str:
    """A time as JSON has it: ISO 8601, in UTC, to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _time_or_null(at: datetime | None) -> str | None:
    return None if at is None else time_text(at)


def message_view(message: Stored) -> dict[str, Json]:
    """A message without the exchange that it came with."""
    counted = message.segments
    return {
        "number": message.number,
        "provider": message.provider,
        "id": message.id,
        "to": message.to,
        "from": message.sender,
        "text": message.text,
        "state": message.state.value,
        "encoding": counted.encoding.value,
        "segments": counted.count,
        "units": counted.units,
        "forcing": list(counted.forcing),
        "cost": message.cost,
        "flash": message.flash,
        "reference": message.reference,
        "scheduled_at": _time_or_null(message.scheduled_at),
        "received_at": time_text(message.received_at),
        "history": [{"at": time_text(at), "state": state.value} for at, state in message.history],
        "replies": [{"at": time_text(at), "text": text} for at, text in message.replies],
        "warnings": list(message.warnings),
        "exchange": message.exchange,
    }


def message_with_exchange(message: Stored, exchange: Exchange | None, shown: int | None = None) -> dict[str, Json]:
    """A message with the raw request and answer, cut to so many characters."""
    view = message_view(message)
    view["request"], view["answer"] = (None, None) if exchange is None else _texts(exchange, shown)
    return view


# A list shows the messages of a batch one after the other, and finding the secrets of a batch takes as long as it is.
# Nothing of an exchange changes once it can be looked at. The whole texts of one message are looked at once.
@lru_cache(maxsize=1)
def _excerpts(exchange: Exchange, shown: int) -> tuple[str | None, str | None]:
    request = cut(exchange.request_text, shown, exchange.number)
    return request, cut(exchange.answer_text, shown, exchange.number)


def _texts(exchange: Exchange, shown: int | None) -> tuple[str | None, str | None]:
    return (exchange.request_text, exchange.answer_text) if shown is None else _excerpts(exchange, shown)


def cut(text: str | None, shown: int | None, exchange: int) -> str | None:
    """A text of an exchange, or its beginning and where the rest is."""
    if text is None or shown is None or len(text) <= shown:
        return text
    return f"{text[:shown]}\n... {len(text) - shown} more characters: /_sandbox/requests/{exchange}"


def exchange_view(exchange: Exchange) -> dict[str, Json]:
    """An exchange without its raw texts."""
    return {
        "number": exchange.number,
        "received_at": time_text(exchange.received_at),
        "provider": exchange.provider,
        "operation": exchange.operation,
        "method": exchange.request.method,
        "path": exchange.request.path,
        "connection": exchange.connection,
        "answered": exchange.response is not None,
        "status": None if exchange.response is None else exchange.response.status,
        "fault": exchange.fault,
        "violations": [{"path": found.path, "problem": found.problem} for found in exchange.violations],
        "messages": list(exchange.messages),
    }


def exchange_with_texts(exchange: Exchange, shown: int | None = None) -> dict[str, Json]:
    """An exchange with the raw request and answer, cut to so many characters."""
    view = exchange_view(exchange)
    view["request"] = cut(exchange.request_text, shown, exchange.number)
    view["answer"] = cut(exchange.answer_text, shown, exchange.number)
    return view


def notice_view(notice: Notice) -> dict[str, Json]:
    """A warning."""
    return {
        "number": notice.number,
        "at": time_text(notice.at),
        "kind": notice.kind.value,
        "text": notice.text,
        "provider": notice.provider,
        "message": notice.message,
        "exchange": notice.exchange,
    }
