"""How late the calls of the fault matrix come back whose deadline passes."""

from __future__ import annotations

import statistics

from tests.bench._findings import Finding


def measure() -> Finding:
    """The median counts; the worst is told."""
    from tests.faults.overruns import measure as overruns  # noqa: PLC0415, servers and certificates for this job alone

    found = [seconds * 1000 for seconds in overruns()]
    if not found:
        raise RuntimeError("no call of the matrix met its deadline")
    low, median, high = statistics.quantiles(found, n=4, method="inclusive")
    return Finding(median, [f"{len(found)} calls", f"quartiles {low:.1f} to {high:.1f}", f"worst {max(found):.0f}"])
