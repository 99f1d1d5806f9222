"""``smswire sandbox``."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import os
import signal
import tempfile
from pathlib import Path
from types import FrameType
from typing import Annotated, NoReturn

import typer

from smswire.cli import INTERRUPTED, USAGE

TYPE_CHECKING = False

if TYPE_CHECKING:
    from smswire.sandbox._listen import Settings


def sandbox(  # noqa: PLR0913, one parameter for each option
    *,
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 picks a free one.")] = 8025,
    ready_file: Annotated[
        Path | None,
        typer.Option(dir_okay=False, help='A file that gets {"url": ...} once connections are accepted.'),
    ] = None,
    lenient: Annotated[
        bool, typer.Option("--lenient", help="Take requests that violate the specification, and show what is wrong.")
    ] = False,
    seed: Annotated[int, typer.Option(min=0, help="Where ids and chance begin.")] = 0,
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
    except _listen.WrongSettings as error:
        _fail(str(error))
    raise typer.Exit(_run(settings, ready_file))


def _fail(problem: str) -> NoReturn:
    typer.echo(f"smswire sandbox: {problem}", err=True)
    raise typer.Exit(USAGE)


def _run(settings: Settings, ready_file: Path | None) -> int:
    try:
        if ready_file is not None:
            ready_file.unlink(missing_ok=True)  # of an earlier run, whose address is no longer ours
        return asyncio.run(_live(settings, ready_file))
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        hint = "; --port 0 picks a free one" if error.errno == errno.EADDRINUSE else ""
        _fail(f"{settings.host}:{settings.port}: {error.strerror or error}{hint}")
    finally:
        if ready_file is not None:
            with contextlib.suppress(OSError):
                ready_file.unlink(missing_ok=True)


async def _live(settings: Settings, ready_file: Path | None) -> int:
    from smswire.sandbox._listen import listening  # noqa: PLC0415, loaded when it is needed

    ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    for number, code in ((signal.SIGINT, INTERRUPTED), (signal.SIGTERM, 0)):
        _on(number, ended, code)
    async with listening(settings) as running:
        if ready_file is not None:
            _write(ready_file, json.dumps({"url": running.url}))
        typer.echo(f"smswire sandbox: {running.url}/  (Ctrl-C ends it)")
        return await ended


def _on(number: signal.Signals, ended: asyncio.Future[int], code: int) -> None:
    def end() -> None:
        if not ended.done():
            ended.set_result(code)

    def end_from_elsewhere(_number: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(end)

    loop = asyncio.get_running_loop()
    try:
        loop.add_signal_handler(number, end)
    except NotImplementedError:  # on Windows
        signal.signal(number, end_from_elsewhere)


def _write(file: Path, text: str) -> None:
    """Write a file that is either not there or whole."""
    handle, name = tempfile.mkstemp(dir=file.absolute().parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as new:
            new.write(text)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
