"""The README shows what works."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from smswire.cli._texts import accounts

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
CAPABILITIES = {
    "recipients in a request": "batch",
    "send later": "schedule",
    "flash": "flash",
    "choose the sender": "sender",
    "status": "status",
    "cancel": "cancel",
    "balance": "balance",
    "normalize": "normalize",
    "check": "check",
    "receipts": "receipts",
    "replies": "replies",
}
"""The columns of the README's table."""


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_example(block: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every example runs as written, and prints what its comments say."""
    exec(compile(block, "README.md", "exec"), {})  # noqa: S102 - our own text

    printed = capsys.readouterr().out
    assert "secret" not in printed
    for said in re.findall(r"print\(error\)\s+# (.*)", block):
        assert said == printed.strip()


def test_capabilities() -> None:
    """The table says of every provider what its gateway says."""
    table, _, _ = README[README.index("| | recipients in a request") :].partition("\n\n")
    head, _, *told = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()]

    can = {kind.provider: kind.capabilities for kind in accounts() if kind.provider != "memory"}
    batch, *others = CAPABILITIES.values()
    says = {True: "yes", False: ""}
    assert ["", *CAPABILITIES] == head
    assert sorted(told) == [
        [name, str(getattr(one, batch)), *(says[getattr(one, other)] for other in others)] for name, one in can.items()
    ]


def test_examples_exist() -> None:
    """There is something to run."""
    assert BLOCKS
