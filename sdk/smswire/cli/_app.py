"""The commands. Each loads what it needs when it runs, so that none waits for another's libraries."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

import smswire
from smswire.cli import _bulk, _doctor, _listen, _messages, _sandbox, _schemas, _texts

app = typer.Typer(
    name="smswire",
    help="Four SMS gateways that look like one.",
    no_args_is_help=True,
    rich_markup_mode="rich" if sys.stdout.isatty() and sys.stderr.isatty() else None,  # plain lines in a pipe
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


app.command("send")(_messages.send)
app.command("bulk")(_bulk.bulk)
app.command("status")(_messages.status)
app.command("cancel")(_messages.cancel)
app.command("balance")(_messages.balance)
app.command("check")(_messages.check)
app.command("normalize")(_messages.normalize)
app.command("segments")(_texts.segments)
app.command("providers")(_texts.providers)
app.command("validate")(_schemas.validate)
app.command("schema")(_schemas.schema)
app.command("listen")(_listen.listen)
app.command("doctor")(_doctor.doctor)
app.command("sandbox")(_sandbox.sandbox)


@app.command("demo")
def _demo() -> None:
    """Send over all four wires to a sandbox of its own, and show what happened. Nothing leaves this machine."""
    from smswire.cli._demo import demo  # noqa: PLC0415, loaded when it is needed

    demo()
