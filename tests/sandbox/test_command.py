"""``smswire sandbox`` starts, says where it is, and ends as it is told."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.sandbox.clients import ask

COMMAND = [sys.executable, "-m", "smswire.cli", "sandbox"]


@pytest.fixture
def ready(tmp_path: Path) -> Path:
    """Where the sandbox says that it is ready."""
    return tmp_path / "ready.json"


@pytest.fixture
def started(ready: Path) -> Generator[subprocess.Popen[str]]:
    """A sandbox that was started from the command line."""
    process = subprocess.Popen(
        [*COMMAND, "--port", "0", "--ready-file", str(ready)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def url_in(ready: Path, process: subprocess.Popen[str]) -> str:
    """The address in the ready file, once there is one."""
    until = time.monotonic() + 60
    while not ready.exists():
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.01)
    return str(json.loads(ready.read_text("utf-8"))["url"])


@pytest.mark.parametrize("number, code", [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_life(started: subprocess.Popen[str], ready: Path, number: signal.Signals, code: int) -> None:
    """It accepts connections once the ready file is there, and ends cleanly when it is told to."""
    url = url_in(ready, started)
    assert "ok" == ask(f"{url}/_sandbox/health").json["status"]
    ask(f"{url}/sms/api/balance.asp?username=me&password=hunter2hunter2")
    started.send_signal(number)
    said, complained = started.communicate(timeout=60)

    assert code == started.returncode
    assert f"{url}/" in said
    assert "hunter2" not in said
    assert "" == complained
    assert not ready.exists()


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command that ends by itself."""
    return subprocess.run(
        [*COMMAND, *arguments],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "NO_COLOR": "1", "TERM": "dumb", **environment},
    )


@pytest.mark.parametrize(
    "arguments, problem",
    [
        (["--port", "65536"], "65535"),
        (["--port", "x"], "--port"),
        (["--seed", "-1"], "--seed"),
        (["--host", "0.0.0.0", "--port", "0"], "--expose"),  # noqa: S104, it is refused
        (["--host", "0.0.0.0", "--port", "0", "--expose"], "token"),  # noqa: S104, it is refused
        (["--expose", "--token", "short"], "16 to 200"),
        (["--port", "0", "--ready-file", "no/such/folder/ready.json"], "No such file"),
        (["--host", "no-such-host.invalid", "--expose", "--token", "0123456789abcdef"], "no-such-host.invalid"),
    ],
)
def test_wrong_usage(arguments: list[str], problem: str) -> None:
    """Nonsense ends at once with a line that says what is wrong."""
    done = run(*arguments)

    assert 2 == done.returncode
    assert problem in done.stderr
    assert "Traceback" not in done.stderr


def test_taken_port(started: subprocess.Popen[str], ready: Path) -> None:
    """A port that is taken is named, with the way out."""
    port = url_in(ready, started).rpartition(":")[2]
    done = run("--port", port)

    assert 2 == done.returncode
    assert f"127.0.0.1:{port}" in done.stderr
    assert "--port 0" in done.stderr


def test_version() -> None:
    """The version is a plain line."""
    done = subprocess.run([*COMMAND[:-1], "--version"], check=True, capture_output=True, text=True, timeout=60)

    assert done.stdout.startswith("smswire 0.")
