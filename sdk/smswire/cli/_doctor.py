"""``smswire doctor``: what is installed, what is configured, and whether the gateway can be reached."""

from __future__ import annotations

from typing import Annotated

import typer

from smswire.cli._exits import Exit
from smswire.cli._show import Show
from smswire.cli._via import AsJson, Via


def doctor(
    *,
    via: Via = None,
    offline: Annotated[bool, typer.Option("--offline", help="Connect to nobody.")] = False,
    json: AsJson = False,
) -> None:
    """Look at the installation, the configuration, and the way to the gateway.

    Nothing is sent and no password is asked for. The exit code is 1 when something is in the way.
    """
    from smswire.cli._examination import configured, installed  # noqa: PLC0415, loaded when it is needed

    rows, fine = configured(via, offline=offline)
    Show(as_json=json).rows([{"what": what, "found": found} for what, found in (*installed(), *rows)])
    raise typer.Exit(Exit.FINE if fine else Exit.REFUSED)
