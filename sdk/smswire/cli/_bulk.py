"""``smswire bulk``: many messages from a file, and what became of each of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smswire.cli._via import PasswordFile, Via, account_of, chosen, complain, gateway, told


def bulk(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="CSV with a header, or JSON lines (.jsonl): to, text, from, at, reference, flash."
        ),
    ],
    *,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where the results go, as CSV.")],
    via: Via = None,
    password_file: PasswordFile = None,
) -> None:
    """Send the messages of a file. The exit code is the highest of all rows.

    Started again with the same files, it goes on: rows that were accepted, refused for what they say, or are unknown
    are not sent again. Another gateway or account takes another --out. A refused
    password, or several requests in a row that were not sent, end the run. Ctrl-C finishes the request in flight.
    """
    from smswire.cli._run import Run  # noqa: PLC0415, loaded when it is needed

    with told():
        url = chosen(via, password_file)
    with gateway(url) as opened:
        run = Run(opened, account_of(url), file, out)
        run.go()
    for trouble in run.troubles:
        complain(trouble)
    raise typer.Exit(run.code())
