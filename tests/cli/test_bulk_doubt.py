"""Where a bulk run stops rather than guess: another gateway, a cell that does not end, a file that is not its own."""

from __future__ import annotations

import csv
import os
import socket
from pathlib import Path

import pytest

from smswire.sandbox import Served
from tests.cli.conftest import Command

IN = "to,text\n+41790000001,a\n+41790000002,b\n"


def _url(sandbox: Served, provider: str = "netoxygen", user: str = "user:secret") -> str:
    account = "?account=CI1" if provider == "redoxygen" else ""
    return f"{provider}://{user}@{sandbox.url.removeprefix('http://')}{account}"


def _read(file: Path) -> list[dict[str, str]]:
    with file.open(newline="") as results:
        return list(csv.DictReader(results))


def test_another_gateway(smswire: Command, sandbox: Served, tmp_path: Path) -> None:
    """Results belong to one gateway and one account: a rehearsal takes nothing from the real run."""
    (tmp_path / "in.csv").write_text(IN)
    arguments = ("bulk", "in.csv", "--out", "out.csv", "--via")
    rehearsal = smswire(*arguments, _url(sandbox))
    others = [
        smswire(*arguments, "memory://"),
        smswire(*arguments, _url(sandbox, "redoxygen")),
        smswire(*arguments, _url(sandbox, user="canary:secret")),
    ]
    again = smswire(*arguments, f"{_url(sandbox)}?tls=off&deadline=10")

    assert (0, 0) == (rehearsal.returncode, again.returncode)
    assert [2, 2, 2] == [run.returncode for run in others]
    assert all("netoxygen at 127.0.0.1" in run.stderr and "another --out" in run.stderr for run in others)
    assert "another account" in others[2].stderr
    assert "canary" not in "".join(run.stderr for run in others) + (tmp_path / "out.csv.journal").read_text()
    assert 2 == len(sandbox.messages())


@pytest.mark.parametrize(
    "name,text",
    [
        ("in.csv", 'to,text,at\n+41790000001,"a\nb",\n\nabc,x,\n+41790000002,x,tomorrow\n1,2\n'),
        ("in.jsonl", '\n{"to": "+41790000001", "text": "a"}\n\n\n{"to": "abc", "text": "x"}\n[]\n{"to": 1}\n'),
    ],
)
def test_lines(smswire: Command, tmp_path: Path, name: str, text: str) -> None:
    """What is wrong with a row is said with the line on which it begins."""
    (tmp_path / name).write_text(text)
    smswire("bulk", name, "--out", "out.csv", "--via", "memory://")
    first, *bad = [row["detail"] for row in _read(tmp_path / "out.csv")]

    assert "" == first
    assert bad[0].startswith("line 5: to: a letter")
    assert ["line 5:", "line 6:", "line 7:"] == [one[:7] for one in bad]


GOOD = "+41790000003,c\n+41790000004,d\n"


@pytest.mark.parametrize(
    "text,told",
    [
        (f'+41790000001,"Please write "this" below\n{GOOD}end"\n', "line 3: "),
        (f'+41790000001,"never closed\n{GOOD}', "line 3: a quotation mark opens a cell that does not end"),
        (f'+41790000001,"{"x" * 1_100_000}\n{GOOD}', "line 3: a quotation mark opens a cell that does not end"),
    ],
    ids=["within", "open", "long"],
)
def test_quotation_marks(smswire: Command, sandbox: Served, tmp_path: Path, text: str, told: str) -> None:
    """What may stand within a cell is not taken for a row, and that rows were not read is said."""
    (tmp_path / "in.csv").write_text(f"to,text\n+41790000002,b\n{text}")
    run = smswire("bulk", "in.csv", "--out", "out.csv", "--via", _url(sandbox))
    results = _read(tmp_path / "out.csv")

    assert 3 == run.returncode
    assert ["accepted", "not_sent"] == [row["outcome"] for row in results]
    assert results[1]["detail"].startswith(told)
    assert results[1]["detail"].endswith("; rows after line 3 were not read")
    assert results[1]["detail"] in run.stderr
    assert ["b"] == [one["text"] for one in sandbox.messages()]


@pytest.mark.parametrize("ending", ["", ".new", ".journal"])
@pytest.mark.parametrize("link", ["", "link", "symlink"])
def test_its_own_input(smswire: Command, tmp_path: Path, ending: str, link: str) -> None:
    """No run writes over the file that it reads, by whatever name."""
    name = f"out.csv{ending}"
    source = tmp_path / ("in.csv" if link else name)
    source.write_text(IN)
    if link:
        getattr(os, link)(source, tmp_path / name)
    run = smswire("bulk", source.name, "--out", "out.csv", "--via", "memory://")

    assert 2 == run.returncode
    assert f"{name} is the file that is read" in run.stderr
    assert IN == source.read_text()
    assert {source.name, name} == {file.name for file in tmp_path.iterdir()}


def test_a_file_of_somebody_else(smswire: Command, tmp_path: Path) -> None:
    """Nothing is overwritten but what a killed run left; the results of another run are not that."""
    (tmp_path / "in.csv").write_text(IN)
    (tmp_path / "a.csv.new").write_text("mine")
    mine = smswire("bulk", "in.csv", "--out", "a.csv", "--via", "memory://")
    other = smswire("bulk", "in.csv", "--out", "b.csv.new", "--via", "memory://")
    results = (tmp_path / "b.csv.new").read_text()
    same = smswire("bulk", "in.csv", "--out", "b.csv", "--via", "memory://")
    (tmp_path / "c.csv.new").write_text(results[:20])
    left = smswire("bulk", "in.csv", "--out", "c.csv", "--via", "memory://")

    assert [2, 0, 2, 0] == [run.returncode for run in (mine, other, same, left)]
    assert "a.csv.new is there already" in mine.stderr
    assert "mine" == (tmp_path / "a.csv.new").read_text()
    assert results == (tmp_path / "b.csv.new").read_text()


def test_gateway_that_nobody_reaches(smswire: Command, tmp_path: Path) -> None:
    """A run does not try every row of a gateway that is not there; what it did not try has no result, and goes on."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        nowhere = f"eros://user:secret@127.0.0.1:{closed.getsockname()[1]}?deadline=0.2"
    rows = "".join(f"+4179000{number:04},x\n" for number in range(20))
    (tmp_path / "in.csv").write_text(f"to,text\nnobody,x\n{rows}")
    runs = [smswire("bulk", "in.csv", "--out", "out.csv", "--via", nowhere) for _ in range(2)]

    assert [3, 3] == [run.returncode for run in runs]
    assert all("3 requests in a row were not sent" in run.stderr for run in runs)
    assert ["1", "2", "3", "4"] == [row["row"] for row in _read(tmp_path / "out.csv")]


def test_password_that_is_refused(smswire: Command, sandbox: Served, tmp_path: Path) -> None:
    """A wrong password is tried once, so that no account is locked; with the right one the run goes on."""
    (tmp_path / "in.csv").write_text(IN)
    wrong = smswire("bulk", "in.csv", "--out", "out.csv", "--via", _url(sandbox, user="user:wrong"))
    asked = len(sandbox.requests())
    tried = [row["row"] for row in _read(tmp_path / "out.csv")]
    right = smswire("bulk", "in.csv", "--out", "out.csv", "--via", _url(sandbox))

    assert (1, 0) == (wrong.returncode, right.returncode)
    assert (1, ["1"]) == (asked, tried)
    assert "refused the user or the password" in wrong.stderr
    assert ["1", "2"] == sorted(row["row"] for row in _read(tmp_path / "out.csv"))


@pytest.mark.parametrize("provider", ["netoxygen", "redoxygen"])
def test_order(smswire: Command, sandbox: Served, tmp_path: Path, provider: str) -> None:
    """The results stand in the order of the rows, those of bad ones among them."""
    rows = "".join("bad\n" if number % 3 else f"+4179000{number:04},x\n" for number in range(2_500))
    bad = "bad\n" * 2_500
    (tmp_path / "in.csv").write_text(f"to,text\n{rows if provider == 'redoxygen' else rows[:200]}{bad}+41790000001,y\n")
    run = smswire("bulk", "in.csv", "--out", "out.csv", "--via", _url(sandbox, provider))
    numbers = [int(row["row"]) for row in _read(tmp_path / "out.csv")]

    assert 3 == run.returncode
    assert list(range(1, len(numbers) + 1)) == numbers
    assert len(numbers) > 2_500


def test_line_that_nobody_wrote(smswire: Command, sandbox: Served, tmp_path: Path) -> None:
    """A results file that somebody spoilt is told, or read past; what was being sent stays unknown."""
    (tmp_path / "in.csv").write_text(IN)
    arguments = ("bulk", "in.csv", "--out", "out.csv", "--via", _url(sandbox))
    smswire(*arguments)
    lines = (tmp_path / "out.csv").read_text().splitlines(keepends=True)
    (tmp_path / "out.csv").write_text(f"{lines[0]}{lines[1]}{'x' * 1_100_000}\n")
    again = smswire(*arguments)

    assert 4 == again.returncode
    assert "unknown 1" in again.stderr
    assert ["accepted", "unknown"] == [row["outcome"] for row in _read(tmp_path / "out.csv")]
    assert 2 == len(sandbox.messages())
