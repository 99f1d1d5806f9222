"""The server behind ``smswire listen``."""

from __future__ import annotations

import threading

import typer

from smswire._values import Receipt, Reply
from smswire.callbacks import Book, Receiver
from smswire.callbacks._addresses import kinds
from smswire.callbacks._server import Server
from smswire.cli._show import Show, UnprintedError
from smswire.cli._via import fail


def serve(host: str, port: int, public: str | None, *, as_json: bool) -> None:
    """Print what comes, for as long as somebody reads it."""
    try:
        server = Server(host, port)
    except OSError as error:
        fail(f"{host}:{port}: {error.strerror or error}")
    except (TypeError, ValueError):  # what cannot be written as a name to be looked up
        fail("--host: no name or address of a host")
    show = Show(as_json=as_json)
    printing = threading.Lock()

    def tell(event: Receipt | Reply) -> None:
        """What is not printed is not acknowledged, so that the provider brings it again."""
        with printing:
            if not show.event(_row(event)):
                threading.Thread(target=server.shutdown).start()
                raise UnprintedError("nobody reads")

    with server:
        place = f"[{host}]" if ":" in host else host
        receiver = Receiver(public or f"http://{place}:{server.port}", Book(tell, unknown="tell").keep)
        for provider, kind in kinds():
            typer.echo(f"{provider} {kind}: {receiver.addresses.address(provider, kind)}", err=True)
        server.answer(receiver)


def _row(event: Receipt | Reply) -> dict[str, object]:
    if isinstance(event, Reply):
        return {"event": "reply", "provider": event.provider, "id": event.id, "from": event.sender, "text": event.text}
    return {
        "event": "receipt",
        "provider": event.provider,
        "id": event.id,
        "state": event.state,
        "reason": event.reason,
        "code": event.code,
        "detail": event.detail,
    }
