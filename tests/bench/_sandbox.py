"""The sandbox in a process of its own, so that what it does counts for nobody."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from pathlib import Path
from typing import Final

from tests.bench._processes import ROOT, environment

PATIENCE: Final = 30.0
"""Seconds until it is ready; it takes less than one."""


@contextlib.contextmanager
def sandbox() -> Generator[tuple[str, int]]:
    """Host and port of a running sandbox, and the number of its process."""
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder, "ready.json")
        command = [sys.executable, "-m", "smswire.cli", "sandbox", "--port", "0", "--ready-file", str(ready)]
        process = subprocess.Popen(command, env=environment(), cwd=ROOT, stdout=subprocess.DEVNULL)
        try:
            yield _host(process, ready), process.pid
        finally:
            process.terminate()
            process.wait()


def _host(process: subprocess.Popen[bytes], ready: Path) -> str:
    end = time.monotonic() + PATIENCE
    while not ready.exists():
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError("the sandbox did not start")
        time.sleep(0.05)
    url: str = json.loads(ready.read_text())["url"]
    return url.removeprefix("http://")
