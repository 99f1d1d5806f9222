"""``python -m tests.bench``: measure the jobs, print the table, write the results and their chart.

The exit code is 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any, Final

from tests.bench._chart import chart
from tests.bench._findings import Finding, Row, row_of
from tests.bench._table import JOBS

RESULTS: Final = Path(__file__).with_name("results.json")
CHART: Final = RESULTS.with_suffix(".svg")
LINE: Final = "{:<31}{:>8} {:>7}  {:<5}{:>4}  {:<46}{}"


def main(arguments: list[str] | None = None) -> int:
    """Run the jobs; the exit code."""
    names = _names(arguments)
    print(LINE.format("job", "value", "bar", "ok", "s", "against", "detail"), flush=True)
    missed: list[str] = []
    for name in names:
        start = time.monotonic()
        found = JOBS[name].measure()
        row = row_of(name, JOBS[name], found)
        _show(row, found, time.monotonic() - start)
        _keep(row)
        missed += [] if row.ok else [name]
    print(f"missed: {', '.join(missed)}" if missed else f"every bar is met: {len(names)} of {len(JOBS)} jobs")
    return 1 if missed else 0


def _names(arguments: list[str] | None) -> list[str]:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure against peers and bars.")
    parser.add_argument("--jobs", metavar="NAME,…", help=f"only these of {', '.join(JOBS)}")
    said: str | None = parser.parse_args(arguments).jobs
    names = list(JOBS) if said is None else [name.strip() for name in said.split(",")]
    for name in names:
        if name not in JOBS:
            parser.error(f"no job {name!r}; there are {', '.join(JOBS)}")
    return names


def _show(row: Row, found: Finding, seconds: float) -> None:
    ok = "yes" if row.ok else "NO"
    bar = f"{row.sense} {row.bar:g}"
    print(LINE.format(row.job, f"{row.value:.3f}", bar, ok, f"{seconds:.0f}", row.against, "; ".join(found.notes)))
    for peer, value in found.peers.items():
        print(LINE.format(f"  {peer}", f"{value:.3f}", "", "", "", "", ""))
    sys.stdout.flush()


def _keep(row: Row) -> None:
    """Put a row in the place of an earlier one, and draw the chart anew; the rows of other jobs stay."""
    kept: list[dict[str, Any]] = json.loads(RESULTS.read_text("utf-8")) if RESULTS.is_file() else []
    found = {**{other["job"]: other for other in kept if other["job"] in JOBS}, row.job: row.plain()}
    ordered = [found[name] for name in JOBS if name in found]
    RESULTS.write_text(json.dumps(ordered, indent=2, ensure_ascii=False) + "\n", "utf-8")
    CHART.write_text(chart(ordered), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
