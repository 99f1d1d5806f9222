"""``smswire listen``: receives callbacks and prints them."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from smswire.cli._exits import Exit
from smswire.cli._via import AsJson, fail, told


def listen(
    *,
    host: Annotated[str, typer.Option("--host", metavar="HOST", help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="PORT", min=0, max=65535, help="The port; 0 picks a free one.")
    ] = 8026,
    public: Annotated[
        str | None,
        typer.Option("--public", metavar="URL", help="The address by which providers reach this; by default itself."),
    ] = None,
    json: AsJson = False,
) -> None:
    """Receive receipts and replies, and print them.

    The addresses to give to providers stand on standard error; SMSWIRE_CALLBACK_KEY signs them. Ctrl-C ends it.
    """
    from smswire.callbacks._addresses import VARIABLE  # noqa: PLC0415, loaded when it is needed
    from smswire.cli._callbacks import serve  # noqa: PLC0415, loaded when it is needed

    if not os.environ.get(VARIABLE):
        fail(f"set {VARIABLE} to a secret of 16 characters or more: it signs the addresses of callbacks")
    try:
        with told():
            serve(host, port, public, as_json=json)
    except KeyboardInterrupt:
        raise typer.Exit(Exit.INTERRUPTED) from None
