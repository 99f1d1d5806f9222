"""What commands print: tables for people on a terminal, tab-separated lines in a pipe, JSON where it is asked for."""

from __future__ import annotations

import json
import os
import re
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

_UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What a terminal obeys instead of showing it, changes of the direction of writing included."""


class UnprintedError(Exception):
    """Standard output does not take what is printed, as on a disk that is full."""


def visible(text: str) -> str:
    """A text that somebody else wrote, without power over a terminal."""
    return _UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def put(text: str) -> bool:
    """Write to standard output. That nobody reads any more, as after ``| head``, is no error, and is told."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        # What is still in the buffer would be tried once more when the process ends.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
        if not isinstance(error, BrokenPipeError):
            raise UnprintedError(f"standard output: {error.strerror}") from None
        return False
    return True


class Show:
    """Prints rows that have the same columns."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json

    def rows(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Several of a kind."""
        if self._as_json or not sys.stdout.isatty():
            put(self._lines(rows))
        elif rows:
            self._table([list(rows[0]), *(list(map(_styled, row.values())) for row in rows)])

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

    def across(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """A few of a kind with many columns: on a terminal, each becomes a column."""
        if self._as_json or not sys.stdout.isatty():
            self.rows(rows)
        else:
            names = list(rows[0])
            lines = [list(map(_styled, [name, *(row[name] for row in rows)])) for name in names]
            self._table([[str(cell) for cell in lines[0]], *lines[1:]])

    def event(self, row: Mapping[str, Any]) -> bool:
        """One of many that come one by one: a line, whoever reads it, if anybody does."""
        return put(self._line(row))

    def done(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """What has been done and cannot be asked again: where standard output fails, standard error is told."""
        try:
            self.one(rows[0]) if len(rows) == 1 else self.rows(rows)
        except UnprintedError as error:
            sys.stderr.write(f"smswire: {error}; it was done:\n{self._lines(rows)}")

    def _lines(self, rows: Sequence[Mapping[str, Any]]) -> str:
        """Each of them, under the names of the columns where there are several."""
        named = rows and len(rows[0]) > 1 and not self._as_json
        return ("\t".join(rows[0]) + "\n" if named else "") + "".join(map(self._line, rows))

    def _line(self, row: Mapping[str, Any]) -> str:
        if self._as_json:
            return f"{json.dumps({name: _plain(value) for name, value in row.items()})}\n"
        return "\t".join(map(_cell, row.values())) + "\n"

    def _table(self, rows: Sequence[Sequence[Any]]) -> None:
        from rich.console import Console  # noqa: PLC0415, only for people
        from rich.table import Column, Table  # noqa: PLC0415, only for people

        # Whatever is too wide goes on in the next line: half an id is none.
        table = Table(*(Column(name, overflow="fold") for name in rows[0]))
        for cells in rows[1:]:
            table.add_row(*cells)
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
    return visible(" ".join(str(_plain(value)).split()))


def _styled(value: Any) -> Any:
    from rich.text import Text  # noqa: PLC0415, only for people

    text = _cell(value)
    return Text(text, style=STYLES.get(text, ""))
