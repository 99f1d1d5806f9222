"""A fifth provider is a specification, a gateway and a subclass of the contract. Nothing else is touched for it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from smswire.sandbox import _wires
from tests.fifth.conftest import ADDED, Fifth, Run

PHONE = "+41792223344"

EXAMPLES = ("tests/providers/test_requests.py", "tests/providers/test_answers.py")
"""They walk every specification."""

SERVE = """
import sys
from smswire.sandbox import serve
from tests.facade.test_acme import AcmeWire

with serve(wires=[AcmeWire()]) as sandbox:
    print(sandbox.url, flush=True)
    sys.stdin.read()
"""

WIRE = """
from smswire.sandbox._wire import Answered, Wire
from smswire_runtime import Response

class Pigeon(Wire):
    provider = "pigeon"
    reporting = True

    def serves(self, method, path):
        return path == "/loft"

    def answer(self, request, world):
        return Answered(response=Response(status=204))

    def secrets(self, request):
        return ()
"""

Command: TypeAlias = Callable[..., Run]


@pytest.fixture(scope="module")
def address(fifth: Fifth) -> Iterator[str]:
    """A sandbox of that checkout, with the fifth wire."""
    with subprocess.Popen(
        [sys.executable, "-c", SERVE],
        cwd=fifth.checkout.folder,
        env=fifth.checkout.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield process.stdout.readline().strip().removeprefix("http://")
        process.stdin.close()


@pytest.fixture
def smswire(fifth: Fifth) -> Command:
    """The command line of that checkout."""
    return lambda *arguments: fifth.checkout.run("smswire.cli", *arguments)


def rows(run: Run) -> list[dict[str, Any]]:
    """What a command said with --json."""
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_what_is_written_by_hand() -> None:
    """A specification with its sources, a gateway, a subclass of the contract; the README's row is the fifth file."""
    paths = [path for path in ADDED.rglob("*") if path.suffix in {".md", ".py", ".yaml"}]

    assert {
        "schemas/acme/openapi.yaml",
        "schemas/acme/SOURCES.md",
        "sdk/smswire/gateways/acme.py",
        "tests/facade/test_acme.py",
    } == {path.relative_to(ADDED).as_posix() for path in paths}


def test_nothing_else_is_touched(fifth: Fifth) -> None:
    """The generator writes a package and a page, and leaves what it wrote for the others as it was."""
    after = fifth.checkout.files()
    new = after.keys() - fifth.before.keys()

    assert (0, "") == (fifth.generated.returncode, fifth.generated.stderr)
    assert fifth.before == {name: after[name] for name in fifth.before}
    assert {"schemas/acme", "sdk/smswire", "tests/facade", "generated/reference", "generated/smswire_providers"} == {
        "/".join(name.split("/")[:2]) for name in new
    }
    assert all("acme" in name for name in new)


def test_the_contract_holds(fifth: Fifth) -> None:
    """The whole contract, in threads and in tasks, with every fault of the sandbox; and every documented example."""
    files = ("tests/facade/test_acme.py", *EXAMPLES)
    done = fifth.checkout.run("pytest", "-q", "-p", "no:cacheprovider", "-k", "acme", *files)
    passed = re.search(r"^(\d+) passed, \d+ deselected in", done.stdout, re.MULTILINE)

    assert 0 == done.returncode, done.stdout
    assert passed is not None, done.stdout
    assert int(passed[1]) > 100


def test_types(fifth: Fifth) -> None:
    """What was generated and what was written by hand is typed, strictly."""
    files = ["sdk/smswire/gateways/acme.py", "generated/smswire_providers/acme", "tests/facade/test_acme.py"]
    done = fifth.checkout.run("mypy", "--no-incremental", "--no-error-summary", *files)

    assert (0, "") == (done.returncode, done.stdout + done.stderr)


def test_sending_from_the_command_line(smswire: Command, address: str) -> None:
    """A URL with the name of the provider is all that it takes."""
    via = ("--via", f"acme://:secret@{address}", "--json")
    (sent,) = rows(smswire("send", PHONE, "Hello", "--at", "2035-01-31T09:00+01:00", *via))
    (known,) = rows(smswire("status", sent["id"], *via))
    refused = smswire("send", PHONE, "Hello", "--via", f"acme://:wrong@{address}", "--json")

    assert "accepted" == sent["outcome"]
    assert (sent["id"], "scheduled") == (known["id"], known["state"])
    assert (1, "authentication") == (refused.returncode, rows(refused)[0]["reason"])


def test_it_is_listed(smswire: Command) -> None:
    """The table of what providers can do has its row, and the callbacks that it brings are known."""
    (row,) = [row for row in rows(smswire("providers", "--json")) if row["provider"] == "acme"]

    assert (100, True, False, True) == (row["batch"], row["schedule"], row["flash"], row["receipts"])


def test_validating_payloads(smswire: Command, tmp_path: Path) -> None:
    """Its schemas are there for payloads of other people."""
    (tmp_path / "good.yaml").write_text('text: Hello\nto: ["+41792223344"]\n')
    (tmp_path / "bad.yaml").write_text("text: Hello\nto: [nobody]\n")
    good, bad = (
        smswire("validate", "acme", "Order", str(tmp_path / name), "--json") for name in ("good.yaml", "bad.yaml")
    )

    assert (0, []) == (good.returncode, rows(good))
    assert (1, [(2, "$.to[0]")]) == (bad.returncode, [(row["line"], row["path"]) for row in rows(bad)])


def test_a_wire_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wire that is to ship is one more module in the room of the wires; no list names it."""
    (tmp_path / "pigeon.py").write_text(WIRE)
    monkeypatch.setattr(_wires, "__path__", [*_wires.__path__, str(tmp_path)])
    wires = {wire.provider: wire for wire in _wires.all_wires()}

    assert {"eros", "netoxygen", "pigeon", "redoxygen", "smsoffice"} <= wires.keys()
    assert wires["pigeon"].serves("GET", "/loft")
