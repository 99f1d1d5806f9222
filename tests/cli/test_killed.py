"""A bulk run that is killed, again and again: nothing is lost, nothing is sent twice, and what is unknown is told."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import random
import signal
import time
from collections import Counter
from pathlib import Path

import pytest
from attrs import define

from smswire.sandbox import Served
from tests.cli.zygote import Zygote, zygote

KILLS = 25
"""For each of two wires."""

LONGEST = 0.15
"""Seconds, besides the time in which one message is sent, until a run is killed at the latest: some are killed before
their first request, and most between it and their last."""

ROWS = {"netoxygen": (250, 1), "redoxygen": (4_000, 500)}
"""The rows of an input for each wire, and how many of them may share a request."""

ACCOUNTS = {"netoxygen": "", "redoxygen": "?account=CI1"}


@define
class _Input:
    """One file that is sent, and what was done to it."""

    provider: str
    url: str
    first: int
    kills: int = 0
    torn: int = 0
    code: int = 0

    @property
    def numbers(self) -> list[str]:
        """The recipients; row 4 is none."""
        rows, _ = ROWS[self.provider]
        return [f"+4178{self.first + index:07}" for index in range(rows)]

    @property
    def arguments(self) -> tuple[str, ...]:
        """What the command is given."""
        return "bulk", f"{self.first}.csv", "--out", f"{self.first}.out.csv", "--via", self.url


def _write(folder: Path, source: _Input) -> None:
    """Each text is its own, and among the rows is one that cannot be sent and comes again in every run."""
    with (folder / f"{source.first}.csv").open("w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["to", "text"])
        rows.writerows([number, f"Hello {number}"] for number in source.numbers[:3])
        rows.writerow(["nobody", "Hello"])
        rows.writerows([number, f"Hello {number}"] for number in source.numbers[3:])


def _tear(folder: Path, source: _Input, chance: random.Random) -> None:
    """Leave what a machine leaves that loses its power: half a line at the end of either file."""
    source.torn += 1
    with (folder / f"{source.first}.out.csv.journal").open("ab") as log:
        log.write(b'{"sending": [[1, '[: chance.randrange(1, 17)])
    results = folder / f"{source.first}.out.csv"
    data = results.read_bytes()
    last = data[:-1].rfind(b"\n") + 1
    if last and data.endswith(b"\n"):
        os.truncate(results, chance.randrange(last + 1, len(data)))


def _beginning(folder: Path, runs: Zygote, url: str) -> float:
    """Seconds that a run takes which sends a single message."""
    (folder / "one.csv").write_text("to,text\n+41792223344,Hello\n")
    runs.start("--version")
    assert 0 == runs.wait()  # and everything is loaded
    start = time.monotonic()
    runs.start("bulk", "one.csv", "--out", "one.out.csv", "--via", url)
    assert 0 == runs.wait()
    return time.monotonic() - start


def _run(folder: Path, runs: Zygote, source: _Input, moment: float, chance: random.Random) -> bool:
    """Run it, and kill it after a while; whether it was killed."""
    number = runs.start(*source.arguments)
    time.sleep(moment)
    with contextlib.suppress(ProcessLookupError):
        os.kill(number, signal.SIGKILL)
    source.code = runs.wait()
    if source.code != -signal.SIGKILL:
        return False
    source.kills += 1
    if source.kills % 3 == 0 and (folder / f"{source.first}.out.csv").exists():
        _tear(folder, source, chance)
    return True


@pytest.mark.parametrize("provider", ROWS)
def test_killed_at_any_moment(sandbox: Served, tmp_path: Path, provider: str) -> None:
    """However often and wherever a run is killed, the runs after it bring it to an end that is true."""
    seed = random.randrange(1 << 32)  # noqa: S311, moments that can be repeated
    print(f"seed {seed}")  # noqa: T201, shown where the test fails
    chance = random.Random(seed)  # noqa: S311, moments that can be repeated
    url = f"{provider}://u:secret@{sandbox.url.removeprefix('http://')}{ACCOUNTS[provider]}"
    kills = torn = first = 0
    with zygote(tmp_path) as runs:
        latest = _beginning(tmp_path, runs, url) + LONGEST
        while kills < KILLS:
            source = _Input(provider, url, first)
            _write(tmp_path, source)
            while kills + source.kills < KILLS and _run(tmp_path, runs, source, chance.uniform(0, latest), chance):
                pass
            end = _whole(runs, source)
            arrived = Counter(f"+{one['to'].removeprefix('+')}" for one in sandbox.messages())
            _assert_true(tmp_path, source, end, arrived)
            sent = len(sandbox.requests())
            kills, torn, first = kills + source.kills, torn + source.torn, first + 10_000

            assert (end, sent) == (_whole(runs, source), len(sandbox.requests()))
    assert torn


def _whole(runs: Zygote, source: _Input) -> int:
    """A run that nobody kills."""
    runs.start(*source.arguments)
    return runs.wait()


def _assert_true(folder: Path, source: _Input, end: int, arrived: Counter[str]) -> None:
    """The results tell what is, as far as it can be known, and both files are in order."""
    with (folder / f"{source.first}.out.csv").open(newline="") as out:
        rows = list(csv.DictReader(out, strict=True))
    log = (folder / f"{source.first}.out.csv.journal").read_text().splitlines()
    broken = [line for line in log if not _is_whole(line)]
    told = {row["to"]: row["outcome"] for row in rows}
    known = {number for number, outcome in told.items() if outcome == "accepted"}
    unknown = {number for number, outcome in told.items() if outcome == "unknown"}

    assert list(range(1, len(source.numbers) + 2)) == sorted(int(row["row"]) for row in rows)
    assert {*source.numbers, "nobody"} == set(told)
    assert "not_sent" == told["nobody"]
    assert all(None not in row.values() and None not in row for row in rows)
    assert 1 == max(arrived.values())
    assert known <= set(arrived)
    assert set(source.numbers) & set(arrived) <= known | unknown
    assert len(unknown) <= source.kills * ROWS[source.provider][1] + source.torn
    assert len(broken) <= source.torn
    assert end == (4 if unknown else 3)


def _is_whole(line: str) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True
