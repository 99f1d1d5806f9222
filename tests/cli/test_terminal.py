"""Streams, help and completion: what a command prints, wherever that goes."""

from __future__ import annotations

import os
import pty
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from smswire.sandbox import Served
from tests.cli.conftest import Command

BASH = shutil.which("bash") or "bash"
SMSWIRE = [sys.executable, "-m", "smswire.cli"]
COMMANDS = (
    *("send", "bulk", "status", "cancel", "balance", "check", "normalize", "segments", "providers", "validate"),
    *("schema", "listen", "doctor", "sandbox", "demo"),
)
LASTING = {"listen", "sandbox", "demo"}
"""Commands whose example ends when somebody ends it, or takes seconds."""


def _on_terminal(environment: dict[str, str], folder: Path, *arguments: str, columns: int = 80) -> str:
    """What a command shows on a terminal."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [*SMSWIRE, *arguments],
        cwd=folder,
        env=environment | {"COLUMNS": str(columns), "TERM": "xterm"},
        stdin=follower,
        stdout=follower,
        stderr=follower,
    )
    os.close(follower)
    found = b""
    try:
        while block := os.read(leader, 65536):
            found += block
    except OSError:  # nobody writes any more
        pass
    os.close(leader)
    process.wait(60)
    return found.decode()


def _shell(command: str, environment: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    smswire = shlex.join(SMSWIRE)
    script = f'set -o pipefail; smswire() {{ {smswire} "$@"; }}; {command}'
    return subprocess.run(
        [BASH, "-c", script], cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    "command,code,told",
    [
        ("smswire schema redoxygen | head -1", 0, ""),
        ("smswire schema redoxygen >&-", 0, ""),
        ("smswire schema redoxygen > /dev/full", 2, "smswire: standard output: No space left on device\n"),
        ("smswire send +41792223344 x --via $URL > /dev/full", 0, "it was done:\noutcome\tid"),
        ("smswire send +41792223344 - --via $URL <&-", 1, "empty text"),
        ("printf '\\377' | PYTHONUTF8=1 smswire send +41792223344 - --via $URL", 1, "not a text in utf-8"),
        ("PYTHONIOENCODING=ascii smswire segments 'a😀'", 0, ""),
    ],
)
def test_streams(  # noqa: PLR0913, PLR0917, two fixtures, a folder and a case
    environment: dict[str, str], sandbox: Served, tmp_path: Path, command: str, code: int, told: str
) -> None:
    """A stream that is closed, full or of another alphabet takes nothing from what the exit code says."""
    url = f"netoxygen://user:secret@{sandbox.url.removeprefix('http://')}"
    run = _shell(command, environment | {"URL": url}, tmp_path)

    assert code == run.returncode
    assert told in run.stderr
    assert "Traceback" not in run.stderr
    assert told or not run.stderr


def test_nobody_reads(environment: dict[str, str], sandbox: Served, tmp_path: Path) -> None:
    """Who stops reading, as ``head`` does, changes nothing of what is certain, and is told nothing."""
    reader, writer = os.pipe()
    os.close(reader)
    url = f"netoxygen://user:secret@{sandbox.url.removeprefix('http://')}"
    command = [*SMSWIRE, "send", "+41792223344", "Hello", "--via", url]
    run = subprocess.run(
        command, cwd=tmp_path, env=environment, stdout=writer, stderr=subprocess.PIPE, timeout=60, check=False
    )
    os.close(writer)

    assert (0, b"") == (run.returncode, run.stderr)
    assert 1 == len(sandbox.messages())


def test_password_in_the_wrong_place(smswire: Command) -> None:
    """A URL that stands where it should not, is not repeated with its password."""
    url = "netoxygen://user:can'ary@host"
    runs = [smswire(url), smswire("check", url), smswire("schema", url), smswire("doctor", "--via", f"{url}:x")]

    assert [2, 2, 2, 1] == [run.returncode for run in runs]
    assert not any("ary" in run.stdout + run.stderr for run in runs)


@pytest.mark.parametrize(
    "url,told",
    [
        ("redoxygen://user:canary@host", "redoxygen://USER:PASS@…?account=ID"),
        ("netoxygen://user:canary@@host", "provider://USER:PASS@HOST[:PORT]"),
        ("netoxygen://USER:PASS@canary@host", "provider://USER:PASS@HOST[:PORT]"),
    ],
)
def test_what_is_expected(smswire: Command, url: str, told: str) -> None:
    """What a connection URL should look like is shown as it is; what was typed is not."""
    run = smswire("check", "--via", url)

    assert 2 == run.returncode
    assert told in run.stderr
    assert "canary" not in run.stderr


@pytest.mark.parametrize("columns", [40, 80])
def test_foreign_text_on_a_terminal(environment: dict[str, str], tmp_path: Path, columns: int) -> None:
    """What somebody else wrote is shown, and neither obeyed as a control character nor read as markup."""
    shown = _on_terminal(environment, tmp_path, "segments", "[bold]x[/] \x1b]0;title\x07", columns=columns)
    shown = re.sub(r"\x1b\[[0-9;]*m", "", shown)

    assert "[bold]x[/]" in shown
    assert r"\x1b]0;title\x07" in shown
    assert "\x1b]0" not in shown


@pytest.mark.parametrize("columns", [40, 80])
def test_tables_on_a_terminal(environment: dict[str, str], tmp_path: Path, columns: int) -> None:
    """The capabilities fit a terminal, with a column for each provider and nothing cut off; NO_COLOR is heard."""
    shown = _on_terminal(environment, tmp_path, "providers", columns=columns)

    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)

    assert max(map(len, plain.splitlines())) <= columns
    assert "\N{HORIZONTAL ELLIPSIS}" not in plain
    assert columns < 80 or {"netoxygen", "schedule", "yes"} <= set(re.findall(r"\w+", plain))
    assert "\x1b[3" not in shown


@pytest.mark.parametrize("name", COMMANDS)
def test_help(smswire: Command, sandbox: Served, tmp_path: Path, name: str) -> None:
    """The help of a command fits a terminal, says the exit codes once, and has an example that works."""
    shown = smswire(name, "--help").stdout
    (line,) = [line for line in shown.splitlines() if "Example: smswire " in line]
    example = shlex.split(line.partition("smswire ")[2])
    (tmp_path / "messages.csv").write_text("to,text\n+41792223344,Hello\n")
    (tmp_path / "secret").write_text("secret\n")
    payload = '{"Name": "ROX_API_Request", "Version": "1.1", "Product": "p", "Sender": {}, "Messages": {}}'
    (tmp_path / "payload.json").write_text(payload)

    assert max(map(len, shown.splitlines())) <= 80
    assert 1 == shown.count("Exit codes: 0 ")
    assert name == example[0]
    if name not in LASTING:
        host = sandbox.url.removeprefix("http://")
        url = f"netoxygen://user@{host}"
        example = [url if word.startswith("netoxygen://") else word for word in example]
        run = smswire(*example, SMSWIRE_URL=url, SMSWIRE_PASSWORD="secret")

        assert run.returncode == (1 if name in {"cancel", "validate"} else 0), run.stderr


CONFIG = '[gateways.desk]\nurl = "netoxygen://u@h"\npassword_file = "none"\n[gateways.office]\nurl = "memory://"\n'


@pytest.mark.parametrize(
    "typed,offered",
    [
        ("va", "validate"),
        ("schema ", "eros netoxygen redoxygen smsoffice"),
        ("schema redoxygen SendR", "SendRequest SendResponse"),
        ("validate eros SMSC", "SMSContact"),
        ("schema nobody S", ""),
        ("balance --js", "--json"),
        ("balance --via ", "desk office"),
        ("balance --via d", "desk"),
    ],
)
def test_completion(environment: dict[str, str], tmp_path: Path, typed: str, offered: str) -> None:
    """What bash offers. No password is looked for: the file that should hold one is not there."""
    (tmp_path / "smswire.toml").write_text(CONFIG)
    words = f"smswire {typed}"
    script = f"""
        eval "$(_SMSWIRE_COMPLETE=source_bash smswire)"
        COMP_WORDS=({words}{" ''" if typed.endswith(" ") else ""}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
        "$(complete -p smswire | sed 's/.*-F \\([^ ]*\\) .*/\\1/')" smswire
        echo "${{COMPREPLY[@]}}"
    """
    path = os.pathsep.join([str(Path(sys.executable).parent), environment["PATH"]])
    run = subprocess.run(
        [BASH, "-c", script],
        cwd=tmp_path,
        env=environment | {"PATH": path},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (f"{offered}\n", "") == (run.stdout, run.stderr)
