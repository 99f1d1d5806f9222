"""What commands print: tables for people on a terminal, tab-separated lines in a pipe, JSON where it is asked for."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Final

STYLES: Final = {
    "accepted": "green",
    "delivered": "green",
    "rejected": "red",
    "failed": "red",
    "not_sent": "yellow",
    "unknown": "magenta",
}
"""Colours of words that decide what to do next."""


class Show:
    """Prints rows that have the same columns."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json

    def rows(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Several of a kind."""
        if self._as_json:
            for row in rows:
                sys.stdout.write(f"{json.dumps({name: _plain(value) for name, value in row.items()})}\n")
        elif sys.stdout.isatty():
            self._table(rows)
        else:
            for row in rows:
                sys.stdout.write("\t".join(_cell(value) for value in row.values()) + "\n")

    def one(self, row: Mapping[str, Any]) -> None:
        """A single one."""
        if self._as_json or not sys.stdout.isatty():
            self.rows([row])
            return
        from rich.console import Console  # noqa: PLC0415, only for people
        from rich.table import Table  # noqa: PLC0415, only for people

        grid = Table.grid(padding=(0, 2))
        for name, value in row.items():
            if _cell(value):
                grid.add_row(f"[dim]{name}[/dim]", _styled(value))
        Console().print(grid)

    def _table(self, rows: Sequence[Mapping[str, Any]]) -> None:
        from rich.console import Console  # noqa: PLC0415, only for people
        from rich.table import Table  # noqa: PLC0415, only for people

        if not rows:
            return
        table = Table(*rows[0])
        for row in rows:
            table.add_row(*map(_styled, row.values()))
        Console().print(table)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal | datetime):
        return str(value)
    return value


def _cell(value: Any) -> str:
    """A value within one line and one column."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(str(_plain(value)).split())


def _styled(value: Any) -> Any:
    from rich.text import Text  # noqa: PLC0415, only for people

    text = _cell(value)
    return Text(text, style=STYLES.get(text, ""))
