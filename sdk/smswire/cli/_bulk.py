"""``smswire bulk``: many messages from a file, and what became of each of them."""

from __future__ import annotations

import contextlib
import signal
from collections import Counter, deque
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

import smswire
from smswire._outcome import Outcome
from smswire.cli._exits import OF_OUTCOME, Exit
from smswire.cli._journal import Journal, survey
from smswire.cli._progress import Progress, progress
from smswire.cli._rows import BadRow, Rows
from smswire.cli._via import PasswordFile, Via, gateway, told


def bulk(
    file: Annotated[
        Path, typer.Argument(help="CSV with a header, or JSON lines (.jsonl): to, text, from, at, reference, flash.")
    ],
    *,
    out: Annotated[Path, typer.Option("--out", help="Where the results go, as CSV.")],
    via: Via = None,
    password_file: PasswordFile = None,
) -> None:
    """Send the messages of a file. A second run with the same files goes on where the first one ended.

    The exit code is the highest of all rows: 0 accepted, 1 rejected or invalid, 3 not sent, 4 unknown. After Ctrl-C,
    the request in flight is finished first.
    """
    with gateway(via, password_file) as opened, told():
        run = _Run(opened, file, out)
        with run.stoppable():
            run.go()
    raise typer.Exit(Exit.INTERRUPTED if run.stopped else run.code())


class _Run:
    def __init__(self, opened: smswire.Gateway, file: Path, out: Path) -> None:
        self._gateway = opened
        self._file = file
        self._source = survey(file)
        self._journal = Journal(out, self._source.digest)
        self._numbers: deque[int] = deque()
        self._bad: list[tuple[int, smswire.Submission | BadRow]] = []
        self._counts: Counter[str] = Counter()
        self.stopped = False

    def go(self) -> None:
        """Send what is not settled."""
        with (
            contextlib.closing(self._journal),
            self._file.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as text,
            progress(self._source.lines, self._journal.done.count) as show,
        ):
            rows = Rows(text, lines=self._file.suffix.casefold() in {".jsonl", ".ndjson"})
            for batch in self._gateway.batches(self._messages(rows)):
                if self.stopped:
                    break
                numbers = [self._numbers.popleft() for _ in range(len(batch))]
                self._journal.intend(numbers)
                self._keep([*self._bad, *zip(numbers, self._gateway.submit(batch), strict=True)], show)
            if not self.stopped:
                self._keep(self._bad, show)

    def _messages(self, rows: Rows) -> Iterator[smswire.Message]:
        for number, row in enumerate(rows, 1):
            if self.stopped:
                return
            if number in self._journal.done:
                continue
            if isinstance(row, BadRow):
                self._bad.append((number, row))
                continue
            self._numbers.append(number)
            yield row

    def _keep(self, results: list[tuple[int, smswire.Submission | BadRow]], show: Progress) -> None:
        self._bad = []
        self._journal.keep(results)
        self._counts.update("not_sent" if isinstance(one, BadRow) else one.outcome.value for _, one in results)
        show(len(results), self._counts)

    def code(self) -> int:
        """The exit code of all rows; one that is invalid counts as refused."""
        return max((OF_OUTCOME[Outcome(one)] for one in self._journal.worst), default=Exit.FINE)

    @contextmanager
    def stoppable(self) -> Generator[None]:
        """Ctrl-C ends the run after the request in flight; a second one at once, with an unknown outcome."""

        def stop(*_: object) -> None:
            self.stopped = True
            signal.signal(signal.SIGINT, before)

        before = signal.signal(signal.SIGINT, stop)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)
