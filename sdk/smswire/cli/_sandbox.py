"""``smswire sandbox``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from smswire.cli import USAGE


def sandbox(  # noqa: PLR0913, one parameter for each option
    *,
    host: Annotated[str, typer.Option("--host", metavar="HOST", help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="PORT", min=0, max=65535, help="The port; 0 picks a free one.")
    ] = 8025,
    ready_file: Annotated[
        Path | None,
        typer.Option(
            "--ready-file",
            metavar="FILE",
            dir_okay=False,
            help='A file that gets {"url": ...} once connections are accepted.',
        ),
    ] = None,
    lenient: Annotated[
        bool, typer.Option("--lenient", help="Take requests that violate the specification, and show what is wrong.")
    ] = False,
    seed: Annotated[int, typer.Option("--seed", metavar="NUMBER", min=0, help="Where ids and chance begin.")] = 0,
    expose: Annotated[
        bool, typer.Option("--expose", help="Listen at an address that can be reached from elsewhere; takes --token.")
    ] = False,
    token: Annotated[
        str | None,
        typer.Option(
            "--token",
            envvar="SMSWIRE_SANDBOX_TOKEN",
            help="What the inbox and the control API ask for.",
            metavar="TOKEN",
        ),
    ] = None,
    allow_callback: Annotated[
        list[str] | None,
        typer.Option("--allow-callback", metavar="HOST", help="Another machine that callbacks may go to; repeatable."),
    ] = None,
) -> None:
    """Run four SMS gateways on one port, with an inbox to look at. Ctrl-C ends it."""
    try:
        from smswire.cli import _serving  # noqa: PLC0415, loaded when it is needed
        from smswire.sandbox import _listen  # noqa: PLC0415, loaded when it is needed
    except ModuleNotFoundError as error:
        if error.name not in {"aiohttp", "multidict", "yarl"}:
            raise
        _fail("the sandbox needs an extra: pip install 'smswire[sandbox]'")
    try:
        settings = _listen.Settings(
            host=host,
            port=port,
            seed=seed,
            lenient=lenient,
            expose=expose,
            token=token,
            allow_callbacks=tuple(allow_callback or ()),
        )
        raise typer.Exit(_serving.run(settings, ready_file))
    except (_listen.WrongSettings, _serving.UnheardError) as error:
        _fail(str(error))


def _fail(problem: str) -> NoReturn:
    typer.echo(f"smswire sandbox: {problem}", err=True)
    raise typer.Exit(USAGE)
