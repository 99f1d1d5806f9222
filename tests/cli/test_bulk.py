"""Many messages from a file: nothing lost and nothing sent twice, however often and wherever the run ends."""

from __future__ import annotations

import csv
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from smswire.sandbox import Served
from tests.cli.conftest import Command


def _url(sandbox: Served) -> str:
    return f"redoxygen://user:secret@{sandbox.url.removeprefix('http://')}?account=CI1"


def _numbers(count: int) -> list[str]:
    return [f"+4179{number:07}" for number in range(count)]


def _write(file: Path, numbers: list[str]) -> None:
    with file.open("w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["To", "Text", "Reference"])
        rows.writerows([number, f"Hello {index}", f"r{index}"] for index, number in enumerate(numbers))


def _read(file: Path) -> list[dict[str, str]]:
    with file.open(newline="") as results:
        return list(csv.DictReader(results))


def test_a_file(smswire: Command, sandbox: Served, tmp_path: Path) -> None:
    """A result for each row, bad ones included; a second run has nothing to do but what was not sent."""
    numbers = [*_numbers(600), "nobody"]
    _write(tmp_path / "in.csv", numbers)
    first = smswire("bulk", "in.csv", "--out", "out.csv", "--via", _url(sandbox))
    second = smswire("bulk", "in.csv", "--out", "out.csv", "--via", _url(sandbox))
    results = _read(tmp_path / "out.csv")

    assert (3, 3) == (first.returncode, second.returncode)
    assert 600 == len(sandbox.messages())
    assert list(range(1, 602)) == sorted(int(row["row"]) for row in results)
    assert Counter(accepted=600, not_sent=1) == Counter(row["outcome"] for row in results)
    assert {"r5"} == {row["reference"] for row in results if row["to"] == numbers[5]}


ROWS = {
    "cells.csv": (
        "to,text\n+41790000001,a\n+41790000002\n\n+41790000003,b,c\n+41790000004,d\n",
        "accepted not_sent not_sent accepted",
    ),
    "values.csv": (
        'to,text,at,flash\n+41790000001,"a\nb",,no\n+41790000002,x,tomorrow,\n+41790000003,x,,perhaps\n',
        "accepted not_sent not_sent",
    ),
    "octets.csv": ("text,to\n\udcff,+41790000001\nok,+41790000002\n", "not_sent accepted"),
    "lines.jsonl": (
        (
            '{"to": "+41790000001", "text": "a"}\nnot json\n[1]\n{"to": 1, "text": "a"}\n'
            '{"to": "+41790000002", "text": "b", "x": 1}\n'
        ),
        "accepted not_sent not_sent not_sent not_sent",
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_bad_rows(smswire: Command, sandbox: Served, tmp_path: Path, name: str) -> None:
    """A bad row becomes a result and ends nothing."""
    text, outcomes = ROWS[name]
    (tmp_path / name).write_text(text, "utf-8", "surrogateescape")
    run = smswire("bulk", name, "--out", "out.csv", "--via", _url(sandbox))
    results = sorted(_read(tmp_path / "out.csv"), key=lambda row: int(row["row"]))

    assert 3 == run.returncode
    assert outcomes.split() == [row["outcome"] for row in results]
    assert outcomes.split().count("accepted") == len(sandbox.messages())


@pytest.mark.parametrize(
    "text,told",
    [
        ("to\n+41", "text"),
        ("to,text,colour\n", "colour"),
        ("to,text,to\n", "'to'"),
        ("", "'to'"),
        ('to,"text\n', "header"),
    ],
)
def test_header_that_is_refused(smswire: Command, sandbox: Served, tmp_path: Path, text: str, told: str) -> None:
    """Nothing is sent from a file whose columns are not clear."""
    (tmp_path / "a.csv").write_text(text)
    run = smswire("bulk", "a.csv", "--out", "out.csv", "--via", _url(sandbox))

    assert 2 == run.returncode
    assert told in run.stderr
    assert [] == sandbox.messages()


def test_results_of_another_file(smswire: Command, sandbox: Served, tmp_path: Path) -> None:
    """Results are never mixed, and no file is overwritten."""
    for name, count in (("a.csv", 1), ("b.csv", 2)):
        _write(tmp_path / name, _numbers(count))
    (tmp_path / "mine.csv").write_text("mine")
    first = smswire("bulk", "a.csv", "--out", "out.csv", "--via", _url(sandbox))
    other = smswire("bulk", "b.csv", "--out", "out.csv", "--via", _url(sandbox))
    mine = smswire("bulk", "a.csv", "--out", "mine.csv", "--via", _url(sandbox))

    assert (0, 2, 2) == (first.returncode, other.returncode, mine.returncode)
    assert "mine" == (tmp_path / "mine.csv").read_text()
    assert 1 == len(sandbox.messages())


def _start(sandbox: Served, folder: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    arguments = ["bulk", "in.csv", "--out", "out.csv", "--via", f"netoxygen://user:secret@{sandbox.url[7:]}"]
    command = [sys.executable, "-m", "smswire.cli", *arguments]
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _begun(sandbox: Served, count: int) -> None:
    """Wait until so many requests have come."""
    end = time.monotonic() + 30
    while len(sandbox.requests(provider="netoxygen")) < count and time.monotonic() < end:
        time.sleep(0.002)


def test_ctrl_c(sandbox: Served, tmp_path: Path, environment: dict[str, str]) -> None:
    """Ctrl-C finishes the request in flight, so that nothing is unknown; another run goes on."""
    numbers = _numbers(120)
    _write(tmp_path / "in.csv", numbers)
    process = _start(sandbox, tmp_path, environment)
    _begun(sandbox, 5)
    process.send_signal(signal.SIGINT)
    first = process.wait(30)
    stopped = [row["outcome"] for row in _read(tmp_path / "out.csv")]
    second = _start(sandbox, tmp_path, environment).wait(60)
    arrived = Counter(one["to"] for one in sandbox.messages())

    assert (130, 0) == (first, second)
    assert {"accepted"} == set(stopped)
    assert len(stopped) < len(numbers)
    assert len(numbers) == len(arrived) == arrived.total()
