"""The rows of a bulk run, read one by one: CSV with a header, or JSON lines."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import IO, Any, Final

import smswire
from smswire._errors import InvalidMessage
from smswire.cli._messages import moment
from smswire_runtime._values import untyped

NEEDED: Final = ("to", "text")
OPTIONAL: Final = ("from", "at", "reference", "flash")

LONGEST_LINE: Final = 1024 * 1024
"""Characters of a row: ten times the longest text that is looked at."""

_TRUE: Final = frozenset({"1", "true", "yes"})
_FALSE: Final = frozenset({"", "0", "false", "no"})


class BadRow(Exception):
    """A row that is no message; what it says is for the results."""

    def __init__(self, to: str, reference: str, problem: str) -> None:
        super().__init__(to, reference, problem)
        self.to = to
        self.reference = reference
        self.problem = problem


class Rows:
    """The rows of a file."""

    def __init__(self, file: IO[str], *, lines: bool) -> None:
        self._file = _Bounded(file)
        self._lines = lines
        self._columns = [] if lines else self._header()

    def _header(self) -> list[str]:
        try:
            header: list[str] = next(csv.reader(self._file, strict=True), list[str]())
        except csv.Error as error:
            raise smswire.ConfigurationError(f"the header: {error}") from None
        columns = [name.strip().casefold().removeprefix("\ufeff") for name in header]
        missing = [name for name in NEEDED if name not in columns]
        unknown = [name for name in columns if name not in {*NEEDED, *OPTIONAL}]
        twice = [name for name in columns if columns.count(name) > 1]
        if missing or unknown or twice:
            problem = (
                f"no column {missing[0]!r}" if missing else f"column {(unknown or twice)[0]!r} is unknown or twice"
            )
            raise smswire.ConfigurationError(f"the header: {problem}; columns are {', '.join((*NEEDED, *OPTIONAL))}")
        return columns

    def __iter__(self) -> Iterator[smswire.Message | BadRow]:
        return self._json() if self._lines else self._csv()

    def _csv(self) -> Iterator[smswire.Message | BadRow]:
        reader = csv.reader(self._file, strict=True)
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield BadRow("", "", f"not CSV: {error}")
                continue
            if not cells:
                continue
            if len(cells) != len(self._columns):
                problem = f"{len(cells)} cells, and the header has {len(self._columns)}"
                yield BadRow(cells[0], "", problem)
                continue
            yield _message(dict(zip(self._columns, cells, strict=True)))

    def _json(self) -> Iterator[smswire.Message | BadRow]:
        for line in self._file:
            if not line.strip():
                continue
            try:
                found: Any = json.loads(line)
            except (ValueError, RecursionError):
                yield BadRow("", "", "not a line of JSON")
                continue
            yield _message(untyped(found)) if isinstance(found, dict) else BadRow("", "", "not a JSON object")


class _Bounded:
    """Lines of a file, none of them endless."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._file.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        if len(line) == LONGEST_LINE:
            while (rest := self._file.readline(LONGEST_LINE)) and not rest.endswith("\n"):
                pass
            return line[:1000] + "\n"
        return line


def _message(row: Mapping[str, Any]) -> smswire.Message | BadRow:
    to, reference = _text(row, "to"), _text(row, "reference")
    unknown = [name for name in row if name not in {*NEEDED, *OPTIONAL}]
    if unknown:
        return BadRow(to, reference, f"unknown: {unknown[0][:40]!r}")
    wrong = [name for name in ("to", "text", "from", "reference") if not isinstance(row.get(name, ""), str)]
    if wrong:
        return BadRow(to, reference, f"{wrong[0]}: text expected")
    try:
        return smswire.Message(
            to=to,
            text=_text(row, "text"),
            sender=_text(row, "from") or None,
            at=_time(row.get("at")),
            flash=_flag(row.get("flash", "")),
            reference=reference,
        )
    except InvalidMessage as error:
        return BadRow(to, reference, str(error))


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name, "")
    return value if isinstance(value, str) else ""


def _time(value: object) -> datetime | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise InvalidMessage("at: text expected")
    return moment(value)


def _flag(value: object) -> bool:
    text = str(value).casefold()
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise InvalidMessage("flash: yes or no expected")
