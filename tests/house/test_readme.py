"""The README shows what works."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
BLOCKS = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_example(block: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every example runs as written, and prints what its comments say."""
    exec(compile(block, "README.md", "exec"), {})  # noqa: S102 - our own text

    printed = capsys.readouterr().out
    assert "secret" not in printed
    for said in re.findall(r"print\(error\)\s+# (.*)", block):
        assert said == printed.strip()


def test_examples_exist() -> None:
    """There is something to run."""
    assert BLOCKS
