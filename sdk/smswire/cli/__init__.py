"""The command line ``smswire``."""

from __future__ import annotations

import sys

USAGE = 2
"""The exit code of what was called wrongly, or cannot work as things are."""

INTERRUPTED = 130
"""The exit code after Ctrl-C, as shells have it: 128 and the number of the signal."""

_OF_THE_EXTRA = {"typer", "click", "rich", "shellingham"}


def main() -> None:
    """Run the command line."""
    try:
        from smswire.cli._app import app  # noqa: PLC0415, what a broken installation lacks is said in words

        app()
    except KeyboardInterrupt:  # while modules load; later on, each command has its own way to end
        sys.exit(INTERRUPTED)
    except ModuleNotFoundError as error:
        if error.name not in _OF_THE_EXTRA:
            raise
        sys.stderr.write("smswire: the command line needs an extra: pip install 'smswire[cli]'\n")
        sys.exit(USAGE)
