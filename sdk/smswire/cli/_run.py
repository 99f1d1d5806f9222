"""A bulk run: messages from a file, an intent on disk before each request, and a result for each row."""

from __future__ import annotations

import os
import signal
import sys
from collections import Counter, deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from io import TextIOWrapper
from itertools import compress
from pathlib import Path
from typing import IO, Any, Final

from attrs import frozen

import smswire
from smswire._batches import Batch
from smswire.cli import _results as results
from smswire.cli._exits import OF_OUTCOME, Exit
from smswire.cli._journal import Journal, Task, readable, require_apart
from smswire.cli._progress import progress
from smswire.cli._rows import BadRow, Rows
from smswire_runtime import ConfigurationError

SIGNALS: Final = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""What ends a run after the request in flight; the second one ends it at once."""

OF_SIGNAL: Final = 128
"""An exit code after a signal is this and its number, as shells have it."""

IN_VAIN: Final = 3
"""Requests in a row that were not sent, after which the gateway counts as unreachable; each was tried several times."""

_BLOCK: Final = 1024 * 1024


@frozen
class Survey:
    """What is known of an input before its rows are read."""

    digest: str
    """What tells it from another."""
    size: int
    lines: int


def survey(data: IO[bytes]) -> Survey:
    """Look at a file once."""
    digest, size, lines, last = sha256(), 0, 0, b"\n"
    while block := data.read(_BLOCK):
        digest.update(block)
        size += len(block)
        lines += block.count(b"\n")
        last = block[-1:]
    data.seek(0)
    return Survey(digest.hexdigest(), size, lines + (last != b"\n"))


@frozen
class _Row:
    """A row on its way into a request."""

    number: int
    line: int
    """Where it begins in the input."""
    given: smswire.Message | results.Line
    """What is sent, or the result of what is not."""

    def result(self, one: smswire.Submission) -> results.Line:
        """What became of it."""
        return self.given if isinstance(self.given, tuple) else results.submitted(self.number, self.line, one)

    def lost(self) -> results.Line:
        """The same where its request ended without an answer."""
        return self.given if isinstance(self.given, tuple) else results.lost(self.number, self.given)


class Run:
    """One run."""

    def __init__(self, opened: smswire.Gateway, account: str, file: Path, out: Path) -> None:
        self._gateway = opened
        self._lines = file.suffix.casefold() in {".jsonl", ".ndjson"}
        with readable():
            require_apart(file, out)
            data = _opened(file)
        with ExitStack() as kept:
            kept.enter_context(data)
            with readable():
                self._source = survey(data)
            # A surrogate stands for an octet that is none of UTF-8, so that its row alone is refused.
            text = TextIOWrapper(data, encoding="utf-8-sig", errors="surrogateescape", newline="")
            self._rows = Rows(kept.enter_context(text), lines=self._lines)
            place = opened.address.partition("://")[2]  # with TLS or without, it is the same gateway
            task = Task(self._source.digest, f"{opened.provider} at {place}", account)
            self._journal = Journal(out, task, self._source.size)
            kept.callback(self._journal.close)
            self._files = kept.pop_all()
        self._coming: deque[_Row] = deque()
        self._counts: Counter[str] = Counter()
        self._signal = 0
        self._missed = 0
        self._highest = Exit.FINE
        self._hopeless = ""
        """Why further requests would gain nothing."""
        self.troubles: list[str] = []
        """Why rows were not tried."""

    def go(self) -> None:
        """Send what is not settled."""
        total = max(self._source.lines - (not self._lines), 0)
        with self._files, progress(total, self._journal.done.count) as self._show, self._stoppable():
            try:
                for batch in self._gateway.batches(self._messages()):
                    if self._signal:
                        break
                    if self._hopeless:
                        self.troubles.append(f"{self._hopeless}; no further row was tried, and a later run goes on")
                        break
                    self._send(batch)
            except OSError as error:
                self.troubles.append(f"the run ended before its time: {error.strerror}")
                self._highest = max(self._highest, Exit.NOT_SENT)
            except KeyboardInterrupt:
                pass

    def _messages(self) -> Iterator[Any]:
        """The messages; what is a result already goes along as what is no message, and so keeps its place."""
        journal = self._journal
        for number, row in enumerate(self._rows, 1):
            if self._signal:
                return
            if number in journal.done:
                continue
            line = self._rows.line
            given: smswire.Message | results.Line
            if isinstance(row, BadRow):
                given = results.refused(number, line, row)
                self.troubles.extend([f"line {line}: {row.problem}"] if row.last else [])
            else:
                given = results.lost(number, row) if number in journal.lost else row
            self._coming.append(_Row(number, line, given))
            yield given

    def _send(self, batch: Batch) -> None:
        rows = [self._coming.popleft() for _ in range(len(batch))]
        sending = {id(one.message) for one in batch.prepared}
        tried = [id(row.given) in sending for row in rows]
        if any(tried):
            self._journal.intend([row.number for row in compress(rows, tried)])
        try:
            found = list(self._gateway.submit(batch))
        except KeyboardInterrupt:
            self._keep([row.lost() for row in compress(rows, tried)])
            raise
        before = self._highest
        self._highest = Exit.UNKNOWN  # as long as that is not on disk, nobody knows
        self._keep([row.result(one) for row, one in zip(rows, found, strict=True)])
        self._highest = before
        self._heed([*compress(found, tried)])

    def _heed(self, tried: Sequence[smswire.Submission]) -> None:
        """See whether another request has a chance: a password that is tried again and again may lock the account."""
        if any(
            one.outcome == smswire.Outcome.REJECTED and one.reason == smswire.Reason.AUTHENTICATION for one in tried
        ):
            self._hopeless = f"{self._gateway.provider} refused the user or the password"
        elif tried:
            self._missed = self._missed + 1 if all(isinstance(one.error, smswire.NotSent) for one in tried) else 0
            if self._missed >= IN_VAIN:
                self._hopeless = f"{IN_VAIN} requests in a row were not sent: {tried[-1].detail}"

    def _keep(self, lines: Sequence[results.Line]) -> None:
        if lines:
            self._journal.keep(lines)
            self._counts.update([str(line[3]) for line in lines])
            self._show(len(lines), self._counts)

    def code(self) -> int:
        """The exit code: the highest of all rows, unless a signal ended the run."""
        if self._signal:
            return OF_SIGNAL + self._signal
        codes = [OF_OUTCOME[smswire.Outcome(one)] for one in self._journal.outcomes]
        return max([self._highest, *codes])

    @contextmanager
    def _stoppable(self) -> Generator[None]:
        def stop(number: int, _: object) -> None:
            self._signal = number
            for one, was in before.items():
                signal.signal(one, was)
            # What prints may be at work right now, and must not be entered again.
            os.write(sys.stderr.fileno(), b"smswire: finishing the request in flight\n")

        before: dict[int, Any] = {one: signal.getsignal(one) for one in SIGNALS}
        before = {one: was for one, was in before.items() if was is not signal.SIG_IGN}  # as under nohup
        for one in before:
            signal.signal(one, stop)
        try:
            yield
        finally:
            for one, was in before.items():
                signal.signal(one, was)


def _opened(file: Path) -> IO[bytes]:
    """A file that can be read twice."""
    if file.exists() and not file.is_file() and not file.is_dir():
        raise ConfigurationError(f"{file} is not a file: it is read twice, so that a later run knows it again")
    return file.open("rb")
