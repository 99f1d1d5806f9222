"""What the tests of the command line share: a sandbox, and the command as users run it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

Command: TypeAlias = Callable[..., "subprocess.CompletedProcess[str]"]
NAMES = ("SMSWIRE_URL", "SMSWIRE_PASSWORD", "SMSWIRE_CONFIG", "SMSWIRE_CALLBACK_KEY")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The environment of somebody who configured nothing."""
    own = {name: value for name, value in os.environ.items() if name not in NAMES}
    return own | {"XDG_CONFIG_HOME": str(tmp_path / "none"), "NO_COLOR": "1"}


@pytest.fixture
def smswire(tmp_path: Path, environment: dict[str, str]) -> Command:
    """The command, in a folder of its own."""

    def run(*arguments: str, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "smswire.cli", *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=environment | variables,
            timeout=60,
            check=False,
        )

    return run
