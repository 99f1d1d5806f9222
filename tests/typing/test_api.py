"""Both type checkers take what users should write, the README's examples too, and refuse what they should not."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.conftest import RequireTool

HERE: Final = Path(__file__).parent
BLOCKS: Final = re.findall(r"```python\n(.*?)```", (HERE.parent.parent / "README.md").read_text("utf-8"), re.DOTALL)
FILES: Final = ("api.py", "facade.py", "consumer.py")
PYRIGHT: Final = {
    "typeCheckingMode": "strict",
    "pythonVersion": "3.11",
    "enableTypeIgnoreComments": False,  # those are mypy's; pyright has its own
    "reportUnnecessaryTypeIgnoreComment": "error",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A user's folder, away from our sources, whose configuration is none of a user's business."""
    for name in FILES:
        shutil.copy(HERE / name, tmp_path)
    for number, block in enumerate(BLOCKS):
        (tmp_path / f"readme_{number}.py").write_text(block, "utf-8")
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(PYRIGHT), "utf-8")
    return tmp_path


def test_mypy(folder: Path) -> None:
    """Strict mypy finds every line that is marked as wrong, and no other."""
    options = ["--strict", "--config-file=", "--no-error-summary", f"--cache-dir={folder / 'cache'}"]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, *sorted(each.name for each in folder.glob("*.py"))],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
    )

    assert (0, "") == (done.returncode, done.stdout + done.stderr)


def test_pyright(folder: Path, require_tool: RequireTool) -> None:
    """Strict pyright finds every line that is marked as wrong, and no other."""
    require_tool("node")
    done = subprocess.run(
        [require_tool("pyright"), "--pythonpath", sys.executable, "--project", str(folder / "pyrightconfig.json")],
        cwd=folder,
        env={**os.environ, "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"},
        check=False,
        capture_output=True,
        text=True,
    )

    assert (0, "0 errors, 0 warnings, 0 informations\n") == (done.returncode, done.stdout)
