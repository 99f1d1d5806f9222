"""The sandbox inside other people's tests."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from smswire.sandbox import SandboxRefused, Served, serve
from tests.sandbox.clients import Line, ask, send_redoxygen, send_smsoffice

ROOT = Path(__file__).parents[2]
TO = "27831234567"


def test_with_block() -> None:
    """A sandbox lives as long as its block, and two live beside each other."""
    with serve() as one, serve() as other:
        send_smsoffice(one.url, TO)
        assert (1, 0) == (len(one.messages()), len(other.messages()))
        url = one.url

    with pytest.raises(OSError, match="refused"):
        ask(f"{url}/_sandbox/health")
    assert [] == [thread for thread in threading.enumerate() if thread.name == "smswire-sandbox" and thread is None]


def test_end_with_connections_open() -> None:
    """A sandbox ends although clients hang on to it, and one that hangs is let go."""
    with serve() as sandbox:
        sandbox.chaos(None, "hang")
        lines = [Line(sandbox.url) for _ in range(3)]
        lines[0].say(b"GET /sms/api/balance.asp?username=u&password=p HTTP/1.1\r\nHost: x\r\n\r\n")
        lines[1].say(b"GET /_sandbox/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        lines[2].say(b"GET /_sandbox/wait?timeout=60 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b"retry" in lines[1].sock.recv(1_000) + lines[1].sock.recv(1_000)

    for line in lines:
        line.all()
        line.sock.close()


def test_taken_port() -> None:
    """A port that somebody else has is an error of the caller's thread."""
    with serve() as one, pytest.raises(OSError, match="in use"), serve(port=int(one.url.rpartition(":")[2])):
        pass


def test_wait_for(sandbox: Served) -> None:
    """A message is waited for, and when it does not come the error says what came instead."""
    threading.Timer(0.1, send_smsoffice, (sandbox.url, TO, "Hello there")).start()
    found = sandbox.wait_for(to="+27 83 123 4567", text="there")

    assert ("smsoffice", "Acme", "Hello there") == (found["provider"], found["from"], found["text"])
    with pytest.raises(TimeoutError, match=f"{TO} 'Hello there'"):
        sandbox.wait_for(text="never", timeout=0.01)
    sandbox.clear()
    with pytest.raises(TimeoutError, match="no message came at all"):
        sandbox.wait_for(timeout=0)


def test_message_is_told_apart(sandbox: Served) -> None:
    """A message that was found is the one that is moved; an id will do where it is the only one."""
    number = send_smsoffice(sandbox.url, TO)
    [message] = sandbox.messages()

    assert "failed" == sandbox.receipt(message, "failed")["state"]
    assert ["yes"] == [reply["text"] for reply in sandbox.reply(number, "yes")["replies"]]
    with pytest.raises(SandboxRefused, match="no message of this id"):
        sandbox.receipt("nobody", "failed")
    with pytest.raises(SandboxRefused, match=r"\$\.state: expected one of"):
        sandbox.receipt(number, "done")


def test_clear_is_as_new(sandbox: Served) -> None:
    """Clearing takes back messages, faults, warnings, credits, the clock and where reports go."""
    balance = f"{sandbox.url}/sms/api/balance.asp?username=me&password=secret"
    before = ask(balance).body
    send_smsoffice(sandbox.url, TO)
    send_smsoffice(sandbox.url, TO)
    sandbox.chaos(None, "500", count=None)
    sandbox.advance("1d")
    sandbox.report_to("http://127.0.0.1:1/")
    sandbox.clear()

    assert ([], [], []) == (sandbox.messages(), sandbox.warnings(), sandbox.requests())
    assert before == ask(balance).body
    assert 1 > ask(f"{sandbox.url}/_sandbox/clock").json["ahead"]
    assert ask(f"{sandbox.url}/_sandbox/smsoffice").json["report_url"] is None


def test_seed() -> None:
    """The same seed gives the same ids."""

    def ids(seed: int) -> list[object]:
        with serve(seed=seed) as sandbox:
            return [send_smsoffice(sandbox.url, TO), send_redoxygen(sandbox.url, f"+{TO}")[0]["SMSId"]]

    assert ids(3) == ids(3)
    assert ids(3) != ids(4)


TESTS = """
import urllib.request

QUERY = "username=me&password=secret&from=Acme&to=27831234567&message=Hello"

def send(sandbox):
    urllib.request.urlopen(f"{sandbox.url}/sms/api/sendsms.asp?{QUERY}").close()

def test_one(sms_sandbox):
    send(sms_sandbox)
    message = sms_sandbox.wait_for(to="+27831234567", text="Hello")
    sms_sandbox.reply(message, "yes")
    assert 1 == len(sms_sandbox.messages())

def test_two(sms_sandbox):
    assert [] == sms_sandbox.messages()
    sms_sandbox.chaos("smsoffice", "500")
    try:
        send(sms_sandbox)
    except OSError as error:
        assert 500 == error.code

def test_three():
    import sys
    assert LOADED == ("aiohttp" in sys.modules)
"""


def pytest_in(folder: Path, tests: str, *options: str) -> str:
    """What pytest says to some tests; it finds the plugin by its entry point."""
    folder.joinpath("test_it.py").write_text(textwrap.dedent(tests))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, *options, str(folder)], cwd=folder, check=False, capture_output=True, text=True, timeout=120
    )
    return done.stdout + done.stderr


def test_plugin(tmp_path: Path) -> None:
    """The fixture gives each test a sandbox as new."""
    said = pytest_in(tmp_path, TESTS.replace("LOADED", "True"))

    assert "3 passed" in said, said


def test_plugin_is_light(tmp_path: Path) -> None:
    """A run that does not use the fixture does not load the server."""
    said = pytest_in(tmp_path, TESTS.replace("LOADED", "False"), "-k", "test_three")

    assert "1 passed" in said, said


def test_plugin_is_declared() -> None:
    """Whoever installs the package has the fixture and the command."""
    import tomllib  # noqa: PLC0415

    project = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text("utf-8"))["project"]

    assert {"smswire": "smswire.sandbox._plugin"} == project["entry-points"]["pytest11"]
    assert {"smswire": "smswire.cli:main"} == project["scripts"]


def test_missing_extra() -> None:
    """Without its libraries, the sandbox and the command line say which extra has them."""

    def said(hidden: str, code: str) -> str:
        command = [sys.executable, "-c", f"import sys; sys.modules[{hidden!r}] = None; {code}"]
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
        assert done.returncode
        return done.stderr.strip().splitlines()[-1]

    assert "smswire[sandbox]" in said("aiohttp", "from smswire.sandbox import serve")
    start = "sys.argv = ['smswire', 'sandbox']; from smswire.cli import main; main()"
    assert "smswire sandbox: the sandbox needs an extra: pip install 'smswire[sandbox]'" == said("aiohttp", start)
    assert "smswire: the command line needs an extra: pip install 'smswire[cli]'" == said("typer", start)
