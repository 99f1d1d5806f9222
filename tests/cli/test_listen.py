"""Callbacks on the command line."""

from __future__ import annotations

import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

KEY = "a key that nobody guesses"
REPORT = "?messageid=7&to=27831234567&from=Desk&StatusID=200&statusMessage=%1B%5B31mred"


@contextmanager
def _listening(environment: dict[str, str], folder: Path) -> Generator[tuple[subprocess.Popen[str], str]]:
    """A process that listens, and the address for the reports of one provider."""
    command = [sys.executable, "-m", "smswire.cli", "listen", "--port", "0"]
    own = environment | {"SMSWIRE_CALLBACK_KEY": KEY}
    with subprocess.Popen(
        command, cwd=folder, env=own, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stderr is not None
            yield process, next(line.split()[-1] for line in process.stderr if line.startswith("smsoffice"))
        finally:
            process.kill()


def _bring(address: str) -> int:
    """Bring a report; the status of the answer."""
    try:
        with urllib.request.urlopen(address + REPORT, timeout=30) as answer:  # noqa: S310, an address of ours
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_events(environment: dict[str, str], tmp_path: Path) -> None:
    """An event is printed as a line before it is acknowledged; a stranger's is not; Ctrl-C ends it all."""
    with _listening(environment, tmp_path) as (process, address):
        codes = [_bring(address), _bring(f"{address}x")]
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)

    assert [200, 404] == codes
    assert [["receipt", "smsoffice", "7", "delivered", "", "200", r"\x1b[31mred"]] == [
        line.split("\t") for line in out.splitlines()
    ]
    assert (130, "") == (process.returncode, err)


def test_nobody_reads(environment: dict[str, str], tmp_path: Path) -> None:
    """What cannot be printed is not acknowledged, and the command ends, so that the provider brings it again."""
    with _listening(environment, tmp_path) as (process, address):
        assert process.stdout is not None
        process.stdout.close()

        assert 500 == _bring(address)
        assert 0 == process.wait(30)
