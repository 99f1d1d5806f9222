"""Nonsense in every option and argument: a sentence of ours, and never a traceback."""

from __future__ import annotations

import io
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

import smswire.cli
from smswire.cli import _app

# No system lets a NUL into an argument.
NONSENSE = {"empty": "", "dot": ".", "slash": "/", "control": "a\x01b", "octet": "\udcff", "long": "x" * 10_000}
VIA = ("--via", "memory://")
WHOLE = {
    "send": ("+41792223344", "Hello", *VIA),
    "bulk": ("in.csv", "--out", "out.csv", *VIA),
    "status": ("17", *VIA),
    "cancel": ("17", *VIA),
    "balance": VIA,
    "check": VIA,
    "normalize": ("+41792223344", *VIA),
    "segments": ("Hello",),
    "providers": (),
    "validate": ("redoxygen", "SendRequest", "in.csv"),
    "schema": ("redoxygen", "SendRequest"),
    "listen": ("--port", "PORT"),
    "doctor": ("--offline",),
    "sandbox": ("--port", "PORT"),
    "demo": (),
}
"""For each command a call that says all it needs; PORT is one that is taken, so that no server stays."""

_GROUP: Any = get_command(_app.app)  # of the library inside this library, which has no types of its own


def _calls(name: str, wrong: str) -> Iterator[list[str]]:
    """The whole call with nonsense in one place."""
    whole = list(WHOLE[name])
    for one in _GROUP.commands[name].params:
        if one.param_type_name == "option" and not one.is_flag:
            yield [name, *whole, one.opts[0], wrong]
    for place, word in enumerate(whole):
        if word.startswith("--"):
            break
        yield [name, *whole[:place], wrong, *whole[place + 1 :]]


@pytest.fixture
def taken() -> Iterator[str]:
    """A port at which somebody else listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield str(server.getsockname()[1])


def _run(monkeypatch: pytest.MonkeyPatch, words: list[str]) -> object:
    monkeypatch.setattr(sys, "argv", ["smswire", *words])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    with pytest.raises(SystemExit) as end:
        smswire.cli.main()
    return end.value.code


def test_unforeseen(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Where we are wrong, neither our source nor a value is shown, and nobody takes it for sent or not sent."""

    def fail() -> int:
        raise LookupError("canary")

    monkeypatch.setattr(_app, "run", fail)
    code = _run(monkeypatch, [])
    told = capsys.readouterr().err
    monkeypatch.setenv("SMSWIRE_DEBUG", "1")
    with pytest.raises(LookupError):
        smswire.cli.main()

    assert 4 == code
    assert "smswire: LookupError, which nobody foresaw; SMSWIRE_DEBUG=1 shows where\n" == told


def test_every_command_is_here() -> None:
    """A new command gets its nonsense, too."""
    assert list(_GROUP.commands) == list(WHOLE)


@pytest.mark.parametrize("wrong", NONSENSE)
@pytest.mark.parametrize("name", [name for name in WHOLE if name != "demo"])
def test_nonsense(  # noqa: PLR0913, PLR0917, three fixtures, a folder and two halves of a case
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    taken: str,
    tmp_path: Path,
    name: str,
    wrong: str,
) -> None:
    """Whatever stands in an option or an argument, the command ends with a code of ours and in words of ours."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SMSWIRE_CALLBACK_KEY", "0123456789abcdef")
    (tmp_path / "in.csv").write_text("to,text\n+41792223344,Hello\n")
    for words in _calls(name, NONSENSE[wrong]):
        code = _run(monkeypatch, [taken if word == "PORT" else word for word in words])
        shown = capsys.readouterr()

        assert code in {0, 1, 2, 3}, words
        assert "SMSWIRE_DEBUG" not in shown.err, words
        assert "Traceback" not in shown.err, words
        assert not code or shown.err or shown.out, words
