"""What a bulk run has done, on disk before and after each request, so that another run goes on where it ended.

The results are a CSV file that people read. The journal beside it says which rows are about to be sent: a row of which
it speaks and the results do not was being sent when the run ended, and nobody knows whether it was.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Final

from attrs import frozen

import smswire
from smswire.cli._rows import BadRow
from smswire_runtime._values import untyped

COLUMNS: Final = ("row", "to", "reference", "outcome", "id", "reason", "code", "detail", "segments")

SETTLED: Final = frozenset({"accepted", "rejected", "unknown"})
"""Outcomes that are not tried again. What was not sent is."""

LOST: Final = ("", "", "unknown", "", "gateway", "", "the run ended while this row was being sent", "")
"""What is told of a row that was being sent when a run ended."""

_BLOCK: Final = 1024 * 1024


class Done:
    """The rows that need nothing more; a bit each."""

    def __init__(self) -> None:
        self._bits = bytearray()
        self.count = 0

    def add(self, row: int) -> None:
        if row in self:
            return
        place, bit = divmod(row, 8)
        if place >= len(self._bits):
            self._bits.extend(bytes(place + 1 - len(self._bits) + _BLOCK // 8))
        self._bits[place] |= 1 << bit
        self.count += 1

    def __contains__(self, row: int) -> bool:
        place, bit = divmod(row, 8)
        return place < len(self._bits) and bool(self._bits[place] >> bit & 1)


@frozen
class Survey:
    """What is known of an input before it is read."""

    digest: str
    """What tells it from another."""
    lines: int


def survey(file: Path) -> Survey:
    """Look at a file once."""
    digest, lines = sha256(), 0
    try:
        with file.open("rb") as data:
            while block := data.read(_BLOCK):
                digest.update(block)
                lines += block.count(b"\n")
    except OSError as error:
        raise smswire.ConfigurationError(f"{file}: {error.strerror}") from None
    return Survey(digest.hexdigest(), lines)


class Journal:
    """The results of a run, and what it is about to do."""

    def __init__(self, results: Path, source: str) -> None:
        self._results = results
        self._path = results.with_name(f"{results.name}.journal")
        self.done = Done()
        self.worst: set[str] = set()
        """The outcomes that there are."""
        try:
            self._recover(json.dumps({"source": source}))
            self._out: IO[str] = results.open("a", encoding="utf-8", errors="replace", newline="")
            self._log: IO[str] = self._path.open("a", encoding="utf-8")
        except OSError as error:
            raise smswire.ConfigurationError(f"{error.filename}: {error.strerror}") from None

    def _recover(self, head: str) -> None:
        """Go on where an earlier run ended. The journal is renewed first: whatever is cut short can be done again."""
        if not self._path.exists():
            if self._results.exists():
                raise smswire.ConfigurationError(f"{self._results} is there already, and no journal beside it")
            _replace(self._path, [f"{head}\n"])
            _replace(self._results, [_line(COLUMNS)])
            return
        with self._path.open(encoding="utf-8", errors="replace") as log:
            if log.readline().strip() != head:
                raise smswire.ConfigurationError(f"{self._results} belongs to another input; choose another --out")
            tried = self._tried()
            lost = [row for line in log for row in _intent(line) if row not in tried]
        _replace(self._path, [f"{head}\n", f"{json.dumps({'rows': _spans(lost)})}\n"])
        _replace(self._results, self._settled(lost))

    def _tried(self) -> Done:
        """The rows that have a result of any kind."""
        tried = Done()
        for cells in self._lines():
            tried.add(int(cells[0]))
        return tried

    def _settled(self, lost: Sequence[int]) -> Iterator[str]:
        """The results that stay; rows that were not sent come again, and a line that was cut off is none."""
        yield _line(COLUMNS)
        for cells in self._lines():
            if cells[3] in SETTLED:
                yield self._settle(cells)
        for row in lost:
            yield self._settle((str(row), *LOST))

    def _settle(self, cells: Sequence[str]) -> str:
        self.done.add(int(cells[0]))
        self.worst.add(cells[3])
        return _line(cells)

    def _lines(self) -> Iterator[list[str]]:
        if not self._results.exists():
            return
        with self._results.open(encoding="utf-8", errors="replace", newline="") as old:
            for cells in csv.reader(line for line in old if line.endswith("\n")):
                if len(cells) == len(COLUMNS) and cells[0].isascii() and cells[0].isdigit():
                    yield cells

    def intend(self, rows: Sequence[int]) -> None:
        """These rows are about to be sent. On disk when this returns."""
        self._log.write(f"{json.dumps({'rows': _spans(rows)})}\n")
        self._sync(self._log)

    def keep(self, results: Iterable[tuple[int, smswire.Submission | BadRow]]) -> None:
        """What became of rows. On disk when this returns."""
        self._write([_result(row, one) for row, one in results])
        self._sync(self._out)

    def _write(self, lines: list[tuple[Any, ...]]) -> None:
        for cells in lines:
            self._out.write(_line(cells))
            self.worst.add(cells[3])

    def _sync(self, file: IO[str]) -> None:
        file.flush()
        os.fsync(file.fileno())

    def close(self) -> None:
        self._out.close()
        self._log.close()


def _result(row: int, one: smswire.Submission | BadRow) -> tuple[Any, ...]:
    if isinstance(one, BadRow):
        return row, one.to, one.reference, "not_sent", "", "other", "", one.problem, ""
    count = one.segments.count if one.segments is not None else ""
    message = one.message
    return (
        *(row, message.to, message.reference, one.outcome.value, one.id or "", one.reason.value if one.reason else ""),
        *(one.code or "", one.detail, count),
    )


def _line(cells: Sequence[Any]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow([" ".join(str(cell).split()) for cell in cells])
    return text.getvalue()


def _spans(rows: Sequence[int]) -> list[list[int]]:
    """Rows as runs of consecutive ones, since most are."""
    spans: list[list[int]] = []
    for row in rows:
        if spans and spans[-1][1] == row - 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    return spans


def _intent(line: str) -> Iterator[int]:
    """The rows of a journal's line; none for one that was cut off, since nothing was sent after it."""
    for first, last in _parsed(line).get("rows", []):
        yield from range(first, last + 1)


def _parsed(line: str) -> dict[str, Any]:
    try:
        found: Any = json.loads(line)
    except ValueError:
        return {}
    return untyped(found) if isinstance(found, dict) else {}


def _replace(file: Path, lines: Iterable[str]) -> None:
    """Write a file that is either as it was or whole."""
    new = file.with_name(f"{file.name}.new")
    with new.open("w", encoding="utf-8", errors="replace", newline="") as out:
        out.writelines(lines)
        out.flush()
        os.fsync(out.fileno())
    new.replace(file)
