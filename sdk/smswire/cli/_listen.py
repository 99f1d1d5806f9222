"""``smswire listen``: receives callbacks and prints them."""

from __future__ import annotations

import os
import sys
import threading
from socketserver import ThreadingMixIn
from typing import Annotated, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import typer

from smswire._values import Receipt, Reply
from smswire.callbacks import Book, Receiver, wsgi
from smswire.callbacks._addresses import VARIABLE, kinds
from smswire.cli._exits import Exit
from smswire.cli._show import Show
from smswire.cli._via import AsJson, fail, told

PATIENCE = 5.0
"""Seconds in which a request has to arrive; providers send a few hundred bytes at once."""


class _Handler(WSGIRequestHandler):
    timeout = PATIENCE

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002, the parent's name
        """Say nothing: an address is a secret."""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


def listen(
    *,
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 picks a free one.")] = 8026,
    public: Annotated[
        str | None,
        typer.Option("--public", metavar="URL", help="The address by which providers reach this; by default itself."),
    ] = None,
    json: AsJson = False,
) -> None:
    """Receive receipts and replies, and print them. Ctrl-C ends it. The key comes from SMSWIRE_CALLBACK_KEY."""
    show = Show(as_json=json)
    printing = threading.Lock()

    def tell(event: Receipt | Reply) -> None:
        with printing:
            show.rows([_row(event)])
            sys.stdout.flush()

    with told():
        if not os.environ.get(VARIABLE):
            fail(f"set {VARIABLE} to a secret of 16 characters or more: it signs the addresses of callbacks")
        try:
            server = make_server(host, port, _busy, server_class=_Server, handler_class=_Handler)
        except OSError as error:
            fail(f"{host}:{port}: {error.strerror or error}")
        with server:
            book = Book(tell, parks=False)
            receiver = Receiver(public or f"http://{host}:{server.server_port}", book.keep)
            server.set_app(wsgi(receiver))
            for provider, kind in kinds():
                typer.echo(f"{provider} {kind}: {receiver.addresses.address(provider, kind)}", err=True)
            try:
                server.serve_forever(poll_interval=0.2)
            except KeyboardInterrupt:
                raise typer.Exit(Exit.INTERRUPTED) from None


def _busy(_: object, start_response: Any) -> list[bytes]:
    """What is answered before there is a receiver."""
    start_response("503 Service Unavailable", [])
    return []


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
