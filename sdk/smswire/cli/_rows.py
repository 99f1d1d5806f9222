"""The rows of a bulk run, read one by one: CSV with a header, or JSON lines."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any, Final

from attrs import frozen

from smswire._errors import InvalidMessage
from smswire._values import Message
from smswire.cli._messages import moment
from smswire_runtime import ConfigurationError
from smswire_runtime._values import untyped

NEEDED: Final = ("to", "text")
OPTIONAL: Final = ("from", "at", "reference", "flash")
KNOWN: Final = (*NEEDED, *OPTIONAL)

LONGEST: Final = 1024 * 1024
"""Characters of a row: ten times the longest text that is looked at."""

_TRUE: Final = frozenset({"1", "true", "yes"})
_FALSE: Final = frozenset({"0", "false", "no"})


@frozen
class BadRow:
    """A row that is no message."""

    to: str
    reference: str
    problem: str
    last: bool = False
    """Whether nothing after it was read."""


class _TooLongError(Exception):
    """A row that nobody wants in memory."""


class Rows:
    """The rows of a file."""

    def __init__(self, file: IO[str], *, lines: bool) -> None:
        self._lines = _Lines(file)
        self._read = self._json if lines else self._csv
        self._columns = [] if lines else self._header()

    def __iter__(self) -> Iterator[Message | BadRow]:
        return self._read()

    @property
    def line(self) -> int:
        """Where the row begins that was read last."""
        return self._lines.first

    # -- CSV ----------------------------------------------------------------------

    def _header(self) -> list[str]:
        csv.field_size_limit(LONGEST)
        try:
            header: list[str] = next(csv.reader(self._lines, strict=True), list[str]())
        except (csv.Error, _TooLongError):
            raise ConfigurationError("the header is not a line of CSV") from None
        columns = [name.strip().casefold() for name in header]
        if problem := _trouble(columns):
            raise ConfigurationError(f"the header: {problem}; columns are {', '.join(KNOWN)}, separated by commas")
        return columns

    def _csv(self) -> Iterator[Message | BadRow]:
        reader = csv.reader(self._lines, strict=True)
        columns, width = self._columns, len(self._columns)
        short = not {"from", "at", "flash"}.intersection(columns)  # most files, and then a row costs less
        at_to, at_text = columns.index("to"), columns.index("text")
        at_reference = columns.index("reference") if "reference" in columns else None
        while True:
            self._lines.begin()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (csv.Error, _TooLongError) as error:
                if self._lines.quoted:
                    # What follows may be within the cell. To take it for rows could send what a text says.
                    yield self._unread(error)
                    return
                yield BadRow("", "", "too long" if isinstance(error, _TooLongError) else f"not CSV: {error}")
                continue
            if len(cells) == width:
                if short:
                    reference = "" if at_reference is None else cells[at_reference]
                    yield Message(to=cells[at_to], text=cells[at_text], reference=reference)
                else:
                    yield _message(dict(zip(columns, cells, strict=True)))
            elif cells:
                to = dict(zip(columns, cells, strict=False)).get("to", "")
                yield BadRow(to, "", f"{len(cells)} cells, and the header has {width}")

    def _unread(self, error: Exception) -> BadRow:
        """A row with a quotation mark that leaves unclear where it ends."""
        endless = self._lines.ended or isinstance(error, _TooLongError)
        problem = "a quotation mark opens a cell that does not end" if endless else f"not CSV: {error}"
        return BadRow("", "", f"{problem}; rows after line {self.line} were not read", last=True)

    # -- JSON lines ---------------------------------------------------------------

    def _json(self) -> Iterator[Message | BadRow]:
        while True:
            self._lines.begin()
            try:
                line = next(self._lines)
            except StopIteration:
                return
            except _TooLongError:
                yield BadRow("", "", "too long")
                continue
            if line.strip():
                yield self._object(line)

    @staticmethod
    def _object(line: str) -> Message | BadRow:
        try:
            found: Any = json.loads(line, object_pairs_hook=_distinct)
        except (ValueError, RecursionError):
            return BadRow("", "", "not a line of JSON")
        if not isinstance(found, dict):
            return BadRow("", "", "not a JSON object")
        row: dict[str, Any] = {name: value for name, value in untyped(found).items() if value is not None}
        said: Any = row.get("to")
        to = said if isinstance(said, str) else ""
        for name, value in row.items():
            if name not in KNOWN:
                return BadRow(to, "", f"unknown: {name[:40]!r}")
            if name != "flash" and not isinstance(value, str):
                return BadRow(to, "", f"{name}: text expected")
        return _message(row)


def _trouble(columns: Sequence[str]) -> str:
    """What is wrong with the names of columns; empty where nothing is."""
    text = "".join(columns)
    if not text:
        return "there is none, and 'to' and 'text' are needed"
    if any(mark == "\0" or "\udc80" <= mark <= "\udcff" for mark in text):
        return "not a text in UTF-8"
    if len(columns) == 1 and any(mark in text for mark in ";\t|"):
        return "its columns are not separated by commas"
    if missing := [name for name in NEEDED if name not in columns]:
        return f"no column {missing[0]!r}"
    odd = [name for name in columns if name not in KNOWN or columns.count(name) > 1]
    return f"column {odd[0][:40]!r} is unknown or twice" if odd else ""


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name twice")
    return found


class _Lines:
    """Lines of a file, and no row of endless ones."""

    def __init__(self, file: IO[str]) -> None:
        self._read = file.readline
        self._number = self._held = 0
        self.first = 1
        """The number of the line with which a row begins."""
        self.quoted = False
        """Whether a row holds a quotation mark, and so perhaps a cell of several lines."""
        self.ended = False
        """Whether there are no more."""

    def begin(self) -> None:
        """A row begins."""
        self.first = self._number + 1
        self._held = 0
        self.quoted = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._read(LONGEST + 1)
        if not line:
            self.ended = True
            raise StopIteration
        self._number += 1
        self._held += len(line)
        self.quoted = self.quoted or '"' in line
        if self._held > LONGEST:
            while len(line) > LONGEST and not line.endswith("\n"):
                line = self._read(LONGEST + 1)
                self.quoted = self.quoted or '"' in line
            raise _TooLongError
        return line


def _message(row: Mapping[str, Any]) -> Message | BadRow:
    get = row.get
    to, reference, at, flash = get("to", ""), get("reference", ""), get("at"), get("flash")
    try:
        return Message(
            to=to,
            text=get("text", ""),
            sender=get("from") or None,
            at=moment(at) if at else None,
            flash=_flag(flash) if flash else False,
            reference=reference,
        )
    except InvalidMessage as error:
        return BadRow(to, reference, str(error))


def _flag(value: object) -> bool:
    text = str(value).casefold()
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise InvalidMessage("flash: yes or no expected")
