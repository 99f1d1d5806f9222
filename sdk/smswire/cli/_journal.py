"""What a bulk run is about to do, on disk before each request, so that another run goes on where it ended.

The journal lies beside the results. A row of which it speaks and the results do not was being sent when the run ended,
and nobody knows whether it was. Nothing in it is ever overwritten: where a later run tries rows once more that surely
were not accepted, it says so before it takes their results away.
"""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from attrs import asdict, frozen

from smswire.cli._lock import lock
from smswire.cli._results import HEADER, Line, Results, settled, written
from smswire_runtime import ConfigurationError
from smswire_runtime._values import untyped

SENDING: Final = "sending"
"""The key of rows that are about to be sent."""

AGAIN: Final = "again"
"""The key of rows that were not accepted, and may be sent again."""

LONGEST: Final = 16 * 1024
"""Bytes of the line with which a journal begins; the address of a gateway comes from a URL, which is shorter."""

_ADDING: Final = os.O_APPEND | getattr(os, "O_BINARY", 0)

_BATCH: Final = 1_000
"""Results that are written at once where old ones are written anew."""

_GROWTH: Final = 128 * 1024
"""Bytes by which the bits of rows grow: a million rows."""


class Marked:
    """Rows, a bit each."""

    def __init__(self) -> None:
        self._bits = bytearray()
        self.count = 0

    def add(self, row: int) -> None:
        """Mark a row."""
        if row in self:
            return
        place, bit = divmod(row, 8)
        if place >= len(self._bits):
            self._bits.extend(bytes(place + 1 - len(self._bits) + _GROWTH))
        self._bits[place] |= 1 << bit
        self.count += 1

    def remove(self, row: int) -> None:
        """Mark a row no more."""
        if row in self:
            self._bits[row // 8] &= ~(1 << row % 8)
            self.count -= 1

    def __iter__(self) -> Iterator[int]:
        for place, bits in enumerate(self._bits):
            if bits:
                yield from (place * 8 + bit for bit in range(8) if bits >> bit & 1)

    def __contains__(self, row: int) -> bool:
        place, bit = divmod(row, 8)
        return place < len(self._bits) and bool(self._bits[place] >> bit & 1)


@frozen
class Task:
    """What a run is for: the rows of one input, over one account. Results are of one task alone."""

    source: str
    """What tells the input from another."""
    gateway: str
    account: str
    """What tells the account from another of the same gateway."""

    def line(self) -> bytes:
        """How a journal begins."""
        return f"{json.dumps(asdict(self))}\n".encode()

    def other(self, found: Mapping[str, Any]) -> str:
        """What another task has that is not this one's."""
        if found.get("source") != self.source:
            return "another input; choose another --out"
        was = (
            str(found.get("gateway")) if found.get("gateway") != self.gateway else f"another account of {self.gateway}"
        )
        return f"a run over {was}; to send every row over this one, {self.gateway}, choose another --out"


class Journal:
    """The results of a run, and what it is about to do."""

    def __init__(self, results: Path, task: Task, most: int) -> None:
        self._results = results
        self._path = _journal_of(results)
        self._most = most
        self.done = Marked()
        """The rows that need nothing more."""
        self.lost = Marked()
        """The rows that were being sent when an earlier run ended."""
        self.outcomes: set[str] = set()
        """All that there are."""
        with readable():
            self._log = self._opened()
            try:
                self._begin(task, Results(results, most))
                self._out = os.open(results, os.O_WRONLY | _ADDING)
            except BaseException:
                os.close(self._log)
                raise

    def _opened(self) -> int:
        """The journal, for this run alone."""
        for file in (self._results, self._path):
            if file.exists() and not file.is_file():
                raise ConfigurationError(f"{file} is not a file")
        if not _is_free(_new_of(self._results)):
            raise ConfigurationError(f"{_new_of(self._results)} is there already, and no bulk run left it")
        if self._results.exists() and not self._path.exists():
            raise ConfigurationError(f"{self._results} is there already, and no journal beside it")
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | _ADDING, 0o666)
        if not lock(handle):
            os.close(handle)
            raise ConfigurationError(f"{self._results}: another run is at work on it")
        return handle

    def _begin(self, task: Task, old: Results) -> None:
        """Begin, or go on where an earlier run ended."""
        head = task.line()
        with self._path.open("rb") as log:
            first = log.readline(LONGEST)
            if first != head:
                if not head.startswith(first) or self._results.exists():
                    raise ConfigurationError(f"{self._results} belongs to {task.other(_parsed(first))}")
                os.ftruncate(self._log, 0)  # of a run that was killed before it began
                _append(self._log, head)
            if not self._results.exists():
                _replace(self._results, [HEADER])
            again = self._tried(old)
            self._recover(log, again)
        if again.count or not old.whole:
            _replace(self._results, _kept(old))

    def _tried(self, old: Results) -> Marked:
        """Learn what is settled; the rows that were tried and are not."""
        again = Marked()
        for cells in old:
            if settled(cells):
                self.done.add(int(cells[0]))
                self.outcomes.add(cells[3])
            else:
                again.add(int(cells[0]))
        return again

    def _recover(self, log: Iterable[bytes], again: Marked) -> None:
        """Find out what was being sent, and note what is to be tried again."""
        end = b"\n"
        for line in log:
            end = line[-1:]
            found = _parsed(line)
            for row in self._named(found, SENDING):
                self.lost.add(row)
            for row in self._named(found, AGAIN):
                self.lost.remove(row)
        for row in itertools.chain(self.done, again):
            self.lost.remove(row)
        # A line that was cut off stays cut off.
        _append(self._log, (b"" if end == b"\n" else b"\n") + (_line(AGAIN, again) if again.count else b""))

    def _named(self, found: dict[str, Any], key: str) -> Iterator[int]:
        """The rows of a line."""
        for pair in found.get(key, ()):
            match pair:
                case [int(first), int(last)] if 0 < first <= last <= self._most:
                    yield from range(first, last + 1)
                case _:
                    raise ConfigurationError(f"{self._path} is not as it was written")

    def intend(self, rows: Sequence[int]) -> None:
        """These rows are about to be sent. On disk when this returns."""
        _append(self._log, _line(SENDING, rows))

    def keep(self, lines: Sequence[Line]) -> None:
        """What became of rows. A machine that loses its power may lose that too; the rows are unknown then."""
        _write(self._out, written(lines))
        self.outcomes.update(str(cells[3]) for cells in lines)

    def close(self) -> None:
        """Let another run have it."""
        os.fsync(self._out)
        os.close(self._out)
        os.close(self._log)


@contextmanager
def readable() -> Generator[None]:
    """Say which file cannot be read or written."""
    try:
        yield
    except OSError as error:
        raise ConfigurationError(f"{error.filename}: {error.strerror}") from None


def require_apart(source: Path, results: Path) -> None:
    """Refuse results without a name, and those that would be written over the input, by whatever name."""
    if not results.name:
        raise ConfigurationError(f"--out: {results} is not a file")
    for own in (results, _journal_of(results), _new_of(results)):
        if own.exists() and source.exists() and own.samefile(source):
            raise ConfigurationError(f"{own} is the file that is read; choose another --out")


def _journal_of(results: Path) -> Path:
    return results.with_name(f"{results.name}.journal")


def _new_of(results: Path) -> Path:
    """Where results are written anew, until they are whole."""
    return results.with_name(f"{results.name}.new")


def _is_free(new: Path) -> bool:
    """Whether nothing is lost where this is overwritten: it is not there, or a run that was killed left it."""
    if not new.exists() and not new.is_symlink():
        return True
    if new.is_symlink() or not new.is_file() or _journal_of(new).exists():  # with a journal, results of their own
        return False
    with new.open("rb") as left:
        return HEADER.startswith(left.read(len(HEADER)))


def _kept(old: Results) -> Iterator[bytes]:
    yield HEADER
    batch: list[list[str]] = []
    for cells in old:
        if settled(cells):
            batch.append(cells)
        if len(batch) >= _BATCH:
            yield written(batch)
            batch = []
    yield written(batch)


def _line(key: str, rows: Iterable[int]) -> bytes:
    """Rows as runs of consecutive ones, since most are."""
    spans: list[list[int]] = []
    for row in rows:
        if spans and spans[-1][1] == row - 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    return f"{json.dumps({key: spans})}\n".encode()


def _parsed(line: bytes) -> dict[str, Any]:
    """A line; nothing for one that was cut off, since nothing was sent after it."""
    try:
        found: Any = json.loads(line)
    except ValueError:
        return {}
    return untyped(found) if isinstance(found, dict) else {}


def _append(handle: int, data: bytes) -> None:
    """Add to a file; on disk when this returns."""
    _write(handle, data)
    os.fsync(handle)


def _write(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]


def _replace(file: Path, parts: Iterable[bytes]) -> None:
    """Write a file that is either as it was or whole."""
    new = _new_of(file)
    with new.open("wb") as out:
        out.writelines(parts)
        out.flush()
        os.fsync(out.fileno())
    new.replace(file)
    if hasattr(os, "O_DIRECTORY"):  # a new name is on disk when its folder is
        folder = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
