"""A process that has loaded the command line and forks for each run: what is killed is a process, and starts at once.

It reads the arguments of a run as a line of JSON, and writes the number of its process, and how that ended.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from tests.bench._processes import ROOT, environment

NOBODY = ("netoxygen://u:p@127.0.0.1:1?deadline=0.01", "redoxygen://u:p@127.0.0.1:1?account=CI1&deadline=0.01")


class Zygote:
    """The same, seen from the tests."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def start(self, *arguments: str) -> int:
        """Start a run; the number of its process."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{json.dumps(arguments)}\n")
        self._process.stdin.flush()
        return self._number()

    def wait(self) -> int:
        """How the run ended: its exit code, or the number of a signal below zero."""
        return self._number()

    def _number(self) -> int:
        assert self._process.stdout is not None
        return int(self._process.stdout.readline())


@contextmanager
def zygote(folder: Path) -> Generator[Zygote]:
    """One whose runs are in a folder."""
    own = environment() | {"XDG_CONFIG_HOME": str(folder / "none")}
    command = [sys.executable, "-m", "tests.cli.zygote", str(folder)]
    with subprocess.Popen(
        command, cwd=ROOT, env=own, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Zygote(process)
        assert process.stdin is not None
        process.stdin.close()
        process.wait()


# -- in its own process -------------------------------------------------------


def main(folder: str) -> None:
    """Fork for each line."""
    import smswire  # noqa: PLC0415, for this process alone

    for module in ("smswire.cli._app", "smswire.cli._run"):
        import_module(module)
    os.chdir(folder)
    for url in NOBODY:  # loads what a first request loads
        with smswire.connect(url) as gateway:
            gateway.send("+41792223344", "Hello")
    for line in sys.stdin:
        number = os.fork()
        if not number:
            _run(json.loads(line))
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])}\n")
        sys.stdout.flush()


def _run(arguments: Sequence[str]) -> None:
    from smswire.cli import main as command  # noqa: PLC0415

    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    sys.stdin = Path(os.devnull).open()  # noqa: SIM115, for as long as this process lives; the old one was read from
    sys.argv = ["smswire", *arguments]
    code = 1
    try:
        command()
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        os._exit(code)


if __name__ == "__main__":
    main(*sys.argv[1:])
