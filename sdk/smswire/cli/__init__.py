"""The command line ``smswire``."""

from __future__ import annotations

import io
import os
import sys

USAGE = 2
"""The exit code of what was called wrongly, or cannot work as things are."""

INTERRUPTED = 130
"""The exit code after Ctrl-C, as shells have it: 128 and the number of the signal."""

UNFORESEEN = 4
"""The exit code of an error of ours: that of an unknown outcome, since nobody knows how far a command came."""

DEBUG = "SMSWIRE_DEBUG"
"""The environment variable with which such an error shows its traceback, and with it lines of source and of input."""

_OF_THE_EXTRA = {"typer", "click", "rich", "shellingham"}


def main() -> None:
    """Run the command line."""
    _open_streams()
    try:
        from smswire.cli._app import run  # noqa: PLC0415, what a broken installation lacks is said in words

        code = run()
    except KeyboardInterrupt:  # while modules load, or where nothing has begun; a sending command ends in its own way
        code = INTERRUPTED
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        problem, code = _unforeseen(error)
        sys.stderr.write(f"smswire: {problem}\n")
    sys.exit(code)


def _unforeseen(error: Exception) -> tuple[str, int]:
    """What is said of an error that no command handled."""
    if isinstance(error, ModuleNotFoundError) and error.name in _OF_THE_EXTRA:
        return "the command line needs an extra: pip install 'smswire[cli]'", USAGE
    return f"{type(error).__name__}, which nobody foresaw; {DEBUG}=1 shows where", UNFORESEEN


def _open_streams() -> None:
    """A stream that was closed leads nowhere, no character is too foreign to be printed, and none is guessed."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123, for as long as we live
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace" if mode == "w" else "strict")
