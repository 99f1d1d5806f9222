"""How the sandbox puts messages into words."""

from __future__ import annotations

from datetime import UTC, datetime

from smswire.sandbox._exchanges import Exchange
from smswire.sandbox._views import SHOWN, message_with_exchange
from smswire_runtime import Request, Response
from tests.sandbox._worlds import world_at


def _exchange(number: int, body: bytes, looks: list[int]) -> Exchange:
    def secrets(_: Request) -> tuple[str, ...]:
        looks.append(number)
        return ("hidden",)

    return Exchange(
        number=number,
        received_at=datetime.now(UTC),
        provider="acme",
        connection=1,
        version="HTTP/1.1",
        request=Request(method="POST", path="/", body=body),
        secrets=secrets,
        response=Response(status=200, body=b"fine"),
    )


def test_batch() -> None:
    """A list of a batch looks for its secrets once and not for each recipient; another request has its own texts."""
    looks: list[int] = []
    first, second = _exchange(1, b"hidden one", looks), _exchange(2, b"hidden two", looks)
    world = world_at()
    message = world.store(provider="acme", id="1", account="", to="1", sender="", text="Hello")
    views = [message_with_exchange(message, exchange, SHOWN) for exchange in (first, first, first, second)]

    assert ["*** one", "*** one", "*** one", "*** two"] == [str(view["request"])[-7:] for view in views]
    assert [1, 1, 2, 2] == looks  # once for the request, once for the answer
