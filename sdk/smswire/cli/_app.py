"""The commands. Each loads what it needs when it runs, so that none waits for another's libraries."""

from __future__ import annotations

from typing import Annotated

import typer

import smswire
from smswire.cli import _sandbox

app = typer.Typer(
    name="smswire",
    help="Four SMS gateways that look like one.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # it would show local variables, where secrets are
)


def _show_version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"smswire {smswire.__version__}")
        raise typer.Exit


@app.callback()
def smswire_(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and leave.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Four SMS gateways that look like one."""


app.command("sandbox")(_sandbox.sandbox)
