"""The commands as users run them: output, exit codes, and no password anywhere."""

from __future__ import annotations

import json
import pkgutil
import socket
from pathlib import Path

import pytest

from smswire import gateways
from smswire.cli._payloads import problems
from smswire.sandbox import Served
from tests.cli.conftest import Command

PHONE = "+41792223344"


def _url(sandbox: Served, password: str = "secret") -> str:
    return f"netoxygen://user:{password}@{sandbox.url.removeprefix('http://')}"


def test_send(smswire: Command, sandbox: Served) -> None:
    """A message goes out; in a pipe the result is a line, and with --json an object."""
    plain = smswire("send", PHONE, "Hello", "--via", _url(sandbox))
    found = smswire("send", PHONE, "-", "--via", _url(sandbox), "--json", "--reference", "r1", stdin="Grüezi\n")

    assert (0, 0) == (plain.returncode, found.returncode)
    names, values = (line.split("\t") for line in plain.stdout.splitlines())
    assert ["outcome", "id", "reason", "code", "detail", "segments", "reference"] == names
    assert ("accepted", len(names)) == (values[0], len(values))
    assert ("accepted", "r1", 1) == tuple(
        json.loads(found.stdout)[name] for name in ("outcome", "reference", "segments")
    )
    assert ["Hello", "Grüezi"] == [one["text"] for one in sandbox.messages()]


def test_exit_codes(smswire: Command, sandbox: Served) -> None:
    """0 accepted, 1 rejected or invalid, 2 usage or unsupported, 3 not sent, 4 unknown."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    sandbox.chaos("netoxygen", "drop")
    host = sandbox.url.removeprefix("http://")
    runs = [
        smswire("send", PHONE, "x", "--via", _url(sandbox)),
        smswire("send", PHONE, "x", "--via", _url(sandbox, "wrong")),
        smswire("send", "nobody", "x", "--via", _url(sandbox)),
        smswire("send", PHONE, "x", "--via", "nobody://u:canary@h"),
        smswire("send", PHONE, "x", "--flash", "--via", f"eros://u:p@{host}"),
        smswire("send", PHONE),
        smswire("send", PHONE, "x", "--via", f"netoxygen://u:p@127.0.0.1:{port}?deadline=0.5"),
        smswire("send", PHONE, "x", "--at", "tomorrow", "--via", _url(sandbox)),
    ]

    assert [4, 1, 1, 2, 2, 2, 3, 1] == [run.returncode for run in runs]
    assert not any("Traceback" in run.stderr or "canary" in run.stderr + run.stdout for run in runs)


def test_questions(smswire: Command, sandbox: Served) -> None:
    """status, cancel, balance, check and normalize."""
    url = _url(sandbox)
    sent = json.loads(smswire("send", PHONE, "x", "--at", "2035-01-31T09:00+01:00", "--via", url, "--json").stdout)
    before = smswire("status", sent["id"], "--via", url, "--json")
    cancelled = smswire("cancel", sent["id"], "--via", url)
    again = smswire("cancel", sent["id"], "--via", url)

    assert "scheduled" == json.loads(before.stdout)["state"]
    assert (0, f"id\tcancelled\n{sent['id']}\tyes\n") == (cancelled.returncode, cancelled.stdout)
    assert 1 == again.returncode
    assert smswire("balance", "--via", url).stdout.strip().isdigit()
    assert (0, 1) == tuple(smswire("check", "--via", one).returncode for one in (url, _url(sandbox, "wrong")))
    assert f"{PHONE}\n" == smswire("normalize", "079 222 33 44", "--via", url).stdout


def test_password(smswire: Command, sandbox: Served, tmp_path: Path) -> None:
    """The password comes from a file, from standard input or the environment, and a missing one is said."""
    url = _url(sandbox).replace(":secret@", "@")
    (tmp_path / "password").write_text("secret\n")
    runs = [
        smswire("check", "--via", url, "--password-file", "password"),
        smswire("check", "--via", url, "--password-file", "-", stdin="secret\n"),
        smswire("check", "--via", url, SMSWIRE_PASSWORD="secret"),
        smswire("check", SMSWIRE_URL=_url(sandbox)),
        smswire("check", "--via", url),
        smswire("check", "--via", url, "--password-file", "none"),
    ]

    assert [0, 0, 0, 0, 2, 2] == [run.returncode for run in runs]


@pytest.mark.parametrize(
    "words,told",
    [
        (("send", "abc", "hi"), "to: a letter at character 1"),
        (("send", PHONE, "a\bb"), "text: a control character at character 2"),
        (("send", PHONE, "hi", "--at", "tomorrow"), "at: not a time as in"),
        (("send", "\udcff", "hi"), "TO: not a text in utf-8"),
        (("send", PHONE, "Gr\udcfc"), "TEXT: not a text in utf-8"),
        (("send", PHONE, "hi", "--from", "\udcff"), "--from: not a text in utf-8"),
        (("send", PHONE, "hi", "--reference", "\udcff"), "--reference: not a text in utf-8"),
        (("segments", "\udcff"), "TEXT: not a text in utf-8"),
        (("normalize", "\udcff"), "NUMBER: not a text in utf-8"),
    ],
)
def test_where(smswire: Command, words: tuple[str, ...], told: str) -> None:
    """What is wrong is said with where it stands."""
    run = smswire(*words, SMSWIRE_URL="memory://", PYTHONUTF8="1")

    assert 1 == run.returncode
    assert run.stderr.startswith(f"smswire: {told}")


@pytest.mark.parametrize("provider", ["eros", "netoxygen", "redoxygen", "smsoffice"])
def test_password_that_no_wire_carries(smswire: Command, tmp_path: Path, provider: str) -> None:
    """A password with a control character is told as such, whichever wire it is for."""
    (tmp_path / "password").write_text("can\x01ary\n")
    url = f"{provider}://user@127.0.0.1:1?{'account=CI1' if provider == 'redoxygen' else ''}".rstrip("?")
    run = smswire("send", PHONE, "x", "--via", url, "--password-file", "password")

    assert (2, "smswire: the password holds a control character or half of a surrogate pair\n") == (
        run.returncode,
        run.stderr,
    )


def test_ready_file(smswire: Command) -> None:
    """A file that cannot be written is named, and not the address."""
    run = smswire("sandbox", "--port", "0", "--ready-file", "none/ready")

    assert (2, "smswire sandbox: --ready-file none/ready: No such file or directory\n") == (run.returncode, run.stderr)


def test_segments(smswire: Command) -> None:
    """The count, the encoding, and the characters that force it."""
    found = json.loads(smswire("segments", "Grüezi 😀", "--json").stdout)

    assert (1, "UCS-2", "😀") == (found["segments"], found["encoding"], found["forcing"])
    assert "3\tGSM-7" in smswire("segments", "-", stdin="a" * 152 + "€" + "b" * 152).stdout


def test_providers(smswire: Command) -> None:
    """Every provider has its row, and what its columns are stands above it."""
    names, *plain = (line.split("\t") for line in smswire("providers").stdout.splitlines())
    lines = smswire("providers", "--json").stdout.splitlines()
    rows = {row["provider"]: row for row in map(json.loads, lines)}

    assert [found.name for found in pkgutil.iter_modules(gateways.__path__)] == list(rows)
    assert list(rows["eros"]) == names
    assert [len(names)] * len(rows) == [*map(len, plain)]
    assert (500, 4) == (rows["redoxygen"]["batch"], rows["smsoffice"]["parts"])


@pytest.mark.parametrize(
    "name,text,lines",
    [
        ("a.yaml", 'username: u\npassword: canary\nfrom: Desk\nto: "27831234567"\nmessage: x\n', []),
        ("a.yaml", 'username: u\npassword: ""\nfrom: Desk\nto: 2783\nmessage: x\n', [2, 4]),
        (
            "a.json",
            '{"username": "u",\n"password": "canary",\n"from": "D",\n"to": "+2783123456",\n"message": ""}',
            [4, 5],
        ),
        ("a.json", '{"username": "u",\n', [2]),
        ("a.yaml", "a: [\n", [2]),
        ("a.json", "[" * 100_000, [None]),
    ],
)
def test_validate(smswire: Command, tmp_path: Path, name: str, text: str, lines: list[int | None]) -> None:
    """A payload in JSON or YAML: each problem with its line and its place on the wire, and no secret."""
    (tmp_path / name).write_text(text)
    run = smswire("validate", "smsoffice", "SendSmsParams", name, "--json")

    assert int(bool(lines)) == run.returncode
    assert sorted(map(str, lines)) == sorted(str(json.loads(line)["line"]) for line in run.stdout.splitlines())
    assert "canary" not in run.stdout + run.stderr


def test_schema(smswire: Command) -> None:
    """The schema of a model, or the names of all; what is not there is said."""
    names = smswire("schema", "redoxygen").stdout.split()
    found = json.loads(smswire("schema", "redoxygen", "SendRequest").stdout)

    assert "SendRequest" in names
    assert "urn:smswire:redoxygen:SendRequest" == found["$id"]
    assert (2, 2) == tuple(smswire("schema", *words).returncode for words in (("nobody",), ("redoxygen", "Nobody")))


def test_doctor(smswire: Command, sandbox: Served) -> None:
    """What is there, what is configured and whether it can be reached, without the password."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    runs = [
        smswire("doctor"),
        smswire("doctor", "--via", _url(sandbox, "canary")),
        smswire("doctor", "--via", f"netoxygen://u:canary@127.0.0.1:{port}"),
        smswire("doctor", "--via", "nobody://u:canary@h"),
    ]

    assert [0, 0, 1, 1] == [run.returncode for run in runs]
    assert "reachable\tyes" in runs[1].stdout
    assert "canary" not in "".join(run.stdout + run.stderr for run in runs)


@pytest.mark.parametrize("mark", ["writeOnly", "format"])
def test_secret_that_does_not_fit(tmp_path: Path, mark: str) -> None:
    """Of a secret only the rule is told that it breaks."""
    secret = {"type": "string", "maxLength": 3, mark: True if mark == "writeOnly" else "password"}
    (tmp_path / "payload.json").write_text('{"word": "canary"}')
    (found,) = problems({"properties": {"word": secret}}, tmp_path / "payload.json")

    assert "does not fit (maxLength)" == found.problem


BOMB = "\n".join([f"{a}: &{a} [{', '.join([f'*{b}'] * 10)}]" for a, b in zip("bcdefg", "abcdef", strict=True)])


@pytest.mark.parametrize(
    "payload,told",
    [
        ('{"user": "u", "pass": "p", "dest": "1", "message": "m", "type": {"pass": "canary"}}', "not one of"),
        (f"a: &a [x, x]\n{BOMB}\n", "more than"),
        ("a: &a [*a]\n", "nested too deeply"),
        ('{"user": NaN}', "not JSON: NaN"),
    ],
    ids=["nested", "bomb", "loop", "NaN"],
)
def test_validate_hostile(smswire: Command, payload: str, told: str) -> None:
    """What may hold a secret is not repeated, and a payload of a few bytes is not unfolded without end."""
    run = smswire("validate", "netoxygen", "SendMessageParams", "-", stdin=payload)

    assert 1 == run.returncode
    assert told in run.stdout
    assert "canary" not in run.stdout + run.stderr
    assert "" == run.stderr
