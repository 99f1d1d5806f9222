"""The command ``bulk``: the memory of a million rows, and its rate against a bare loop of client calls."""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from smswire_providers.redoxygen import Client, OutgoingMessage, OutgoingMessages, ReceiptFlag, ReplyType
from tests.bench._findings import Finding, figure, quartiles
from tests.bench._gateway import gateway
from tests.bench._measure import Ratio, interleave, ratio_of
from tests.bench._people import ACCOUNT, PASSWORD, RECIPIENTS, USER, people
from tests.bench._processes import ROOT, environment
from tests.bench._sandbox import sandbox

ROWS: Final = 1_000_000

COMPARED: Final = 30_000
"""Rows of a round that compares rates: enough for starting a process to weigh little."""

ROUNDS: Final = 3

PEAK: Final = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
"""
"""Runs a command and prints the most memory that it had. What starts a process counts for it too, so this is small."""

KIBIBYTES: Final = 1024
"""Of a MiB: Linux counts the memory of a process in KiB."""


def memory() -> Finding:
    """The most memory of the process that sends a million rows to the sandbox, which has to accept each of them."""
    with tempfile.TemporaryDirectory() as folder, sandbox() as (host, pid):
        start = time.perf_counter()
        peak = _bulk(Path(folder), host, ROWS)
        seconds = time.perf_counter() - start
        notes = [f"{ROWS:,} rows", f"{ROWS / seconds:,.0f} rows a second", f"the sandbox {_resident(pid)}"]
    return Finding(peak / KIBIBYTES, notes)


def rate() -> Finding:
    """Rows a second of the whole command, its start included, against those of the loop; both into the sandbox.

    Told besides: the same against a gateway that reads nothing and answers at once, which shows what the command does
    itself: it checks, counts, keeps and writes what became of each row, where the loop does nothing of it.
    """
    with sandbox() as (host, _):
        found, rates = _compared(host)
    with gateway("tests.bench._sink") as port:
        at_once, _ = _compared(f"127.0.0.1:{port}")
    return Finding(found.median, [quartiles(found), *rates, figure("answered at once", at_once)])


def _compared(host: str) -> tuple[Ratio, list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        samplers = {"bulk": lambda: _seconds(Path(folder), host), "loop": lambda: _loop(host)}
        rounds = interleave(samplers, ROUNDS)
    rates = [f"{name} {COMPARED / min(each[name] for each in rounds):,.0f} rows a second" for name in samplers]
    return ratio_of([each["loop"] / each["bulk"] for each in rounds]), rates


def _resident(pid: int) -> str:
    """The most memory that a process had, where the system tells."""
    status = Path(f"/proc/{pid}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return "".join(f"{int(line.split()[1]) / KIBIBYTES:.0f} MiB" for line in lines if line.startswith("VmHWM"))


def _seconds(folder: Path, host: str) -> float:
    start = time.perf_counter()
    _bulk(folder, host, COMPARED)
    return time.perf_counter() - start


def _bulk(folder: Path, host: str, rows: int) -> int:
    """Send so many rows; the most memory that the process had, in KiB."""
    source, out = folder / f"{rows}.csv", folder / "out.csv"
    if not source.exists():
        _write(source, rows)
    out.unlink(missing_ok=True)
    out.with_name("out.csv.journal").unlink(missing_ok=True)
    url = f"redoxygen://{USER.replace('@', '%40')}:{PASSWORD}@{host}?account={ACCOUNT}"
    command = [sys.executable, "-m", "smswire.cli", "bulk", str(source), "--out", str(out), "--via", url]
    done = subprocess.run(
        [sys.executable, "-c", PEAK, *command], cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
    )
    accepted = _accepted(out)
    if (0, rows) != (done.returncode, accepted):
        raise RuntimeError(f"bulk ended with {done.returncode} and {accepted:,} of {rows:,} rows accepted")
    return int(done.stdout)


def _accepted(out: Path) -> int:
    with out.open(newline="") as lines:
        return sum(row["outcome"] == "accepted" for row in csv.DictReader(lines))


def _write(source: Path, rows: int) -> None:
    with source.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["to", "text"])
        writer.writerows(_rows(rows))


def _rows(rows: int) -> Iterator[tuple[str, str]]:
    """A request's numbers are those to which the gateway that answers at once always says that it queued them."""
    known = people()
    for number in range(rows):
        to, _, _, text = known[number % len(known)]
        yield to, f"{number}: {text}"


# -- in a process of its own ---------------------------------------------------


def _loop(host: str) -> float:
    command = [sys.executable, "-m", "tests.bench.bulk", host]
    done = subprocess.run(command, cwd=ROOT, env=environment(), check=True, capture_output=True, text=True)
    return float(done.stdout)


def main(host: str) -> None:
    """Print the seconds that generated client calls take for the same rows in the same chunks."""
    rows = list(_rows(COMPARED))
    with Client(ACCOUNT, USER, PASSWORD, base_url=f"http://{host}") as client:
        start = time.perf_counter()
        for first in range(0, len(rows), RECIPIENTS):
            chunk = rows[first : first + RECIPIENTS]
            answer = client.send(
                messages=OutgoingMessages(
                    receipt_flag=ReceiptFlag.NEVER,
                    reply_type=ReplyType.EMAIL,
                    time_zone_offset=0,
                    recipients=[OutgoingMessage(dest_tn=to, sms_text=text) for to, text in chunk],
                )
            )
            assert answer.messages
            assert len(answer.messages.recipients) == len(chunk)
        print(time.perf_counter() - start)


if __name__ == "__main__":
    main(*sys.argv[1:])
