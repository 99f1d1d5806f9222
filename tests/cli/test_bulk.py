"""Many messages from a file: nothing lost and nothing sent twice, however often and wherever the run ends."""

from __future__ import annotations

import csv
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from smswire.sandbox import Served, serve
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
        ("to;text\n+41790000001;a\n", "separated by commas"),
        ("\0t\0o", "UTF-8"),
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


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_ended_from_elsewhere(
    sandbox: Served, tmp_path: Path, environment: dict[str, str], number: signal.Signals
) -> None:
    """Whoever ends the machine or closes the terminal loses nothing either."""
    _write(tmp_path / "in.csv", _numbers(120))
    process = _start(sandbox, tmp_path, environment)
    _begun(sandbox, 5)
    process.send_signal(number)

    assert 128 + number == process.wait(30)
    assert {"accepted"} == {row["outcome"] for row in _read(tmp_path / "out.csv")}


def test_ctrl_c_twice(sandbox: Served, tmp_path: Path, environment: dict[str, str]) -> None:
    """The second one does not wait for the request in flight, which is unknown then."""
    sandbox.chaos("netoxygen", "hang")
    _write(tmp_path / "in.csv", _numbers(3))
    process = _start(sandbox, tmp_path, environment)
    _begun(sandbox, 1)
    process.send_signal(signal.SIGINT)
    time.sleep(0.3)  # two at once are one
    process.send_signal(signal.SIGINT)

    assert 130 == process.wait(15)
    assert [("1", "unknown")] == [(row["row"], row["outcome"]) for row in _read(tmp_path / "out.csv")]


def test_two_at_once(smswire: Command, sandbox: Served, tmp_path: Path, environment: dict[str, str]) -> None:
    """Two runs do not share results."""
    sandbox.chaos("netoxygen", "hang")
    _write(tmp_path / "in.csv", _numbers(3))
    process = _start(sandbox, tmp_path, environment)
    _begun(sandbox, 1)
    second = smswire("bulk", "in.csv", "--out", "out.csv", "--via", _url(sandbox))
    process.kill()
    process.wait()
    third = _start(sandbox, tmp_path, environment).wait(60)

    assert (2, True) == (second.returncode, "another run is at work" in second.stderr)
    assert 4 == third
    assert ["unknown", "accepted", "accepted"] == [row["outcome"] for row in _read(tmp_path / "out.csv")]


def test_not_sent_and_then_killed(smswire: Command, tmp_path: Path, environment: dict[str, str]) -> None:
    """What an earlier run could not send is not unknown because a later one was killed before its turn came."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port: int = closed.getsockname()[1]
    _write(tmp_path / "in.csv", _numbers(3))
    nowhere = f"netoxygen://user:secret@127.0.0.1:{port}?deadline=0.2"
    first = smswire("bulk", "in.csv", "--out", "out.csv", "--via", nowhere)
    with serve(port=port) as sandbox:
        sandbox.chaos("netoxygen", "hang")
        process = _start(sandbox, tmp_path, environment)
        _begun(sandbox, 1)
        process.kill()
        process.wait()
        third = _start(sandbox, tmp_path, environment).wait(60)

    assert (3, 4) == (first.returncode, third)
    assert ["unknown", "accepted", "accepted"] == [row["outcome"] for row in _read(tmp_path / "out.csv")]


def test_full_disk(sandbox: Served, tmp_path: Path, environment: dict[str, str]) -> None:
    """Where an intent cannot be kept, nothing is sent; where a result cannot, it is unknown. Another run goes on."""
    _write(tmp_path / "in.csv", _numbers(60))
    arguments = f"-m smswire.cli bulk in.csv --out out.csv --via netoxygen://user:secret@{sandbox.url[7:]}"
    command = ["bash", "-c", f"ulimit -f 2; trap '' XFSZ; exec {sys.executable} {arguments}"]
    full = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    sent = len(sandbox.messages())
    again = _start(sandbox, tmp_path, environment).wait(60)
    results = Counter(row["outcome"] for row in _read(tmp_path / "out.csv"))

    assert full.returncode in {3, 4}
    assert "the run ended before its time: File too large" in full.stderr
    assert 0 < sent < 60
    assert again == (4 if results["unknown"] else 0)
    assert 60 == results.total()
    assert results["unknown"] <= 1
    assert 60 - results["unknown"] <= len(sandbox.messages()) <= 60


def test_refused_for_no_fault_of_its_own(smswire: Command, sandbox: Served, tmp_path: Path) -> None:
    """Rows that a wrong password kept back are sent once it is right; what says something wrong stays refused."""
    _write(tmp_path / "in.csv", _numbers(2))
    url = _url(sandbox)
    wrong = smswire("bulk", "in.csv", "--out", "out.csv", "--via", url.replace("secret", "wrong"))
    right = smswire("bulk", "in.csv", "--out", "out.csv", "--via", url)

    assert (1, 0) == (wrong.returncode, right.returncode)
    assert 2 == len(sandbox.messages())


LONG = "x" * 2_000_000


@pytest.mark.parametrize(
    "text,outcomes",
    [
        (f"to,text\n+41790000001,{LONG}\n+41790000002,b\n", "not_sent accepted"),
        (f'to,text\n+41790000001,"{LONG}\n+41790000002,b"\n+41790000003,c\n', "not_sent"),
        ("\ufeffTo,Text\r\n+41790000001,a\r\n", "accepted"),
        ("to,text\n+41790000001,a\0b\n", "not_sent"),
        ("to,text\n", ""),
        ('{"to": "+41790000001", "text": "a", "to": "+41790000002"}\n', "not_sent"),
        ('{"to": "+41790000001", "text": "a", "from": null, "flash": false}\n', "accepted"),
        (f'{{"to": "+41790000001", "text": "{LONG}"}}\n', "not_sent"),
    ],
    ids=range(8),
)
def test_odd_files(smswire: Command, sandbox: Served, tmp_path: Path, text: str, outcomes: str) -> None:
    """No text is taken for a row, and none is sent that was cut."""
    name = "a.jsonl" if text.startswith("{") else "a.csv"
    (tmp_path / name).write_text(text, "utf-8", newline="")
    run = smswire("bulk", name, "--out", "out.csv", "--via", _url(sandbox))

    assert outcomes.split() == [row["outcome"] for row in _read(tmp_path / "out.csv")]
    assert run.returncode == (3 if "not_sent" in outcomes else 0)
    assert outcomes.count("accepted") == len(sandbox.messages())
