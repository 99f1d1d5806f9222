"""The server behind ``smswire sandbox``, until a signal ends it."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import os
import signal
import tempfile
from collections.abc import Generator
from pathlib import Path
from types import FrameType
from typing import Final

import typer

from smswire.cli import INTERRUPTED
from smswire.sandbox._listen import Settings, listening

ENDINGS: Final = {int(signal.SIGINT): INTERRUPTED, int(signal.SIGTERM): 0}
"""The signals that end it, and the exit code of each."""


class UnheardError(Exception):
    """Nobody can listen there, or be told so."""


def run(settings: Settings, ready_file: Path | None) -> int:
    """Serve; the exit code."""
    try:
        if ready_file is not None:
            with _said(ready_file):
                ready_file.unlink(missing_ok=True)  # of an earlier run, whose address is no longer ours
        return asyncio.run(_live(settings, ready_file))
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        hint = "; --port 0 picks a free one" if error.errno == errno.EADDRINUSE else ""
        raise UnheardError(f"{settings.host}:{settings.port}: {error.strerror or error}{hint}") from None
    finally:
        if ready_file is not None:
            with contextlib.suppress(OSError):
                ready_file.unlink(missing_ok=True)


async def _live(settings: Settings, ready_file: Path | None) -> int:
    with _ended() as ended:
        async with listening(settings) as running:
            if ready_file is not None:
                with _said(ready_file):
                    _write(ready_file, json.dumps({"url": running.url}))
            typer.echo(f"smswire sandbox: {running.url}/  (Ctrl-C ends it)")
            return await ended


@contextlib.contextmanager
def _ended() -> Generator[asyncio.Future[int]]:
    """The exit code, once a signal says so; the loop's own handlers of signals are not on every system."""
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[int] = loop.create_future()

    def settle(code: int) -> None:
        if not ended.done():
            ended.set_result(code)

    def end(number: int, _: FrameType | None) -> None:
        loop.call_soon_threadsafe(settle, ENDINGS[number])

    before = {number: signal.signal(number, end) for number in ENDINGS}
    try:
        yield ended
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def _said(file: Path) -> Generator[None]:
    """Say which file cannot be written."""
    try:
        yield
    except OSError as error:
        raise UnheardError(f"--ready-file {file}: {error.strerror}") from None


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
