"""How far a bulk run is: a bar on a terminal, a line at its end anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, nullcontext
from typing import TypeAlias

Progress: TypeAlias = Callable[[int, Mapping[str, int]], None]
"""So many rows more, and how many there are of each outcome."""


@contextmanager
def progress(total: int, done: int) -> Generator[Progress]:
    """Show how far a run is; what it came to is said at its end, however it ends."""
    latest: Mapping[str, int] = {}
    try:
        with _bar(total, done) if sys.stderr.isatty() else nullcontext(_nothing) as show:

            def tell(count: int, counts: Mapping[str, int]) -> None:
                nonlocal latest
                latest = counts
                show(count, counts)

            yield tell
    finally:
        sys.stderr.write(f"{done:,} rows were settled before; now {words(latest)}\n")


def _nothing(_: int, __: Mapping[str, int]) -> None:
    pass


@contextmanager
def _bar(total: int, done: int) -> Generator[Progress]:
    from rich import progress as rich  # noqa: PLC0415, only for people
    from rich.console import Console  # noqa: PLC0415, only for people

    columns = (
        rich.BarColumn(),
        rich.MofNCompleteColumn(),
        rich.TextColumn("{task.fields[rate]:,.0f}/s"),
        rich.TimeRemainingColumn(),
        rich.TextColumn("{task.fields[told]}"),
    )
    with rich.Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=total, completed=done, rate=0.0, told="")

        def show(count: int, counts: Mapping[str, int]) -> None:
            bar.update(task, advance=count, told=words(counts), rate=bar.tasks[0].speed or 0.0)

        yield show


def words(counts: Mapping[str, int]) -> str:
    """The outcomes, the frequent ones first."""
    told = sorted(counts.items(), key=lambda pair: -pair[1])
    return ", ".join(f"{outcome} {count:,}" for outcome, count in told) or "nothing to do"
