"""The results of a bulk run: a CSV file that people read, a line for each row, in which no text breaks a line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, TypeAlias

import smswire
from smswire._failover import ELSEWHERE
from smswire.cli._rows import BadRow
from smswire_runtime import ConfigurationError

COLUMNS: Final = ("row", "to", "reference", "outcome", "id", "reason", "code", "detail", "segments")

LOST: Final = "the run ended while this row was being sent"

Line: TypeAlias = tuple[object, ...]
"""A result, in the order of the columns."""

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

_UNFIT: Final = (smswire.InvalidMessage, smswire.Unsupported)

_ACCEPTED: Final = smswire.Outcome.ACCEPTED.value
_REJECTED: Final = smswire.Outcome.REJECTED.value
_UNKNOWN: Final = smswire.Outcome.UNKNOWN.value


def submitted(row: int, line: int, one: smswire.Submission) -> Line:
    """What became of a message; where it is to blame itself, with the line of the input."""
    message, reason, counted = one.message, one.reason, one.segments
    detail = f"line {line}: {one.detail}" if isinstance(one.error, _UNFIT) else one.detail
    return (
        *(row, message.to, message.reference, one.outcome.value, one.id, reason and reason.value),
        *(one.code, detail, counted and counted.count),
    )


def refused(row: int, line: int, bad: BadRow) -> Line:
    """A row that is no message."""
    problem = f"line {line}: {bad.problem}"
    return row, bad.to, bad.reference, smswire.Outcome.NOT_SENT.value, None, "other", None, problem, None


def lost(row: int, message: smswire.Message) -> Line:
    """A row of which nobody knows whether it was sent."""
    return row, message.to, message.reference, _UNKNOWN, None, "gateway", None, LOST, None


def settled(cells: Sequence[str]) -> bool:
    """Whether a result is the last word: not that of a row that was not sent, or refused for no fault of its own."""
    outcome, reason = cells[3], cells[5]
    return outcome in {_ACCEPTED, _UNKNOWN} or (outcome == _REJECTED and reason not in ELSEWHERE)


def written(lines: Iterable[Sequence[object]]) -> bytes:
    """Lines of the file."""
    text = _csv(lines)
    if not text.replace("\n", "").isprintable():
        text = _csv([_clean(cell) for cell in line] for line in lines)
    return text.encode("utf-8", "replace")


def _csv(lines: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue()


def _clean(cell: object) -> object:
    return _CONTROL.sub(" ", cell) if isinstance(cell, str) else cell


def _cells(line: str) -> list[str]:
    """The cells of a line; none of one that we cannot have written."""
    try:
        return next(csv.reader([line]))
    except csv.Error:
        return []


HEADER: Final = written([COLUMNS])


class Results:
    """A file of results that there is already."""

    def __init__(self, file: Path, most: int) -> None:
        self._file = file
        self._most = most
        self.whole = True
        """Whether the last reading found nothing but whole lines."""

    def __iter__(self) -> Iterator[list[str]]:
        """The results; a line that was cut off, and so has no end, is none."""
        self.whole = True
        with self._file.open(encoding="utf-8", errors="replace", newline="") as lines:
            head = lines.readline()
            if head.rstrip("\r\n") != HEADER.decode().rstrip():
                raise ConfigurationError(f"{self._file} has another header than the one that was written")
            for line in lines:
                cells = _cells(line)
                if line.endswith("\n") and len(cells) == len(COLUMNS) and self._is_row(cells[0]):
                    yield cells
                else:
                    self.whole = False

    def _is_row(self, text: str) -> bool:
        return text.isascii() and text.isdigit() and len(text) <= len(str(self._most)) and 0 < int(text) <= self._most
