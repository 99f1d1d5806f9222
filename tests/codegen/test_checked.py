"""Both type checkers read every mini-package with nothing to say, know what calls return, and refuse their misuse."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.codegen import client_specs as specs
from tests.codegen.test_statuses import DOCUMENTED
from tests.codegen.workshop import Workshop
from tests.conftest import RequireTool

PACKAGE = "made_to_be_checked"

CONSUMER = f"""
from __future__ import annotations

from datetime import datetime
from typing import Literal, assert_type

from smswire_runtime import Answer, Secret
from {PACKAGE}.any_way import AsyncClient, Client
from {PACKAGE}.arguments import Client as Arguments
from {PACKAGE}.arguments import Level, Thing
from {PACKAGE}.body import Client as Body
from {PACKAGE}.given import Client as Given
from {PACKAGE}.media import Client as Media
from {PACKAGE}.names import Client as Names
from {PACKAGE}.nested import Client as Nested
from {PACKAGE}.nested import Part
from {PACKAGE}.positional import Client as Positional
from {PACKAGE}.positional import Row
from {PACKAGE}.routes import Client as Routes
from {PACKAGE}.text import Balance
from {PACKAGE}.text import Client as Text
from {PACKAGE}.union import Client as Union
from {PACKAGE}.union import Good

assert_type(Body("me", Secret("pw")).call(text="t"), str)
assert_type(Body("me", "pw").raw.call(text="t"), Answer[str])
assert_type(Positional("me", "pw").acme_send(dest=["1"]), list[Row])
assert_type(Positional("me", "pw").ping(), int)
assert_type(Text().get_balance(), Balance)
assert_type(Union().call(), Good | str)
assert_type(Union().raw.call().value, Good | str)
assert_type(Client("me", "pw", auth="session").raw.login(), Answer[None])
assert_type(Client(token="t").raw.call(), Answer[None])
assert_type(
    Arguments().call(id=1, version=None, text="t", nothing=None, at=datetime.now(), pin="p", level=Level.HIGH), Thing
)
Nested("A7", "0000").call(note="n", parts=[Part(text="x")], to="you")
Given("p", "z", None, puk="q", most=None)
Media().one(a="x", format="jsv")
Routes().send(route="/Failure/UUID")
Names("tok", "pw").raw.raw_()


async def asynchronous(client: AsyncClient, way: Literal["basic", "bearer"]) -> None:
    AsyncClient("me", "pw", auth=way)
    assert_type(await client.raw.call(), Answer[None])
    async with client as inner:
        assert_type(inner, AsyncClient)


with Client("me", "pw") as outer:
    assert_type(outer, Client)

Body("me", "pw").call()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
Body("me", "pw").call(text=1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Body("me", "pw").call("t")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
Body("me", "pw").call(text="t", user="x")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
Body("me").call(text="t")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
Body("me", 1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Body("me", "pw", tsl=False)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
Client(auth="digest")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Client().cal  # type: ignore[attr-defined]  # pyright: ignore
Media().six(a="x", format="json")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
Media().two(a="x", format="jsv")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Routes().send(route="/two")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Given("p", "z", None, shard="one")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
"""
"""Every line that is wrong says so; a checker that finds nothing wrong in it fails, as one does that finds more."""

PYRIGHT = {
    "typeCheckingMode": "strict",
    "pythonVersion": "3.11",
    "enableTypeIgnoreComments": False,  # those are mypy's; pyright has its own
    "reportUnnecessaryTypeIgnoreComment": "error",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All mini-packages, generated beside each other, and somebody who uses them."""
    workshop = Workshop(tmp_path_factory.mktemp("checked"), PACKAGE)
    for provider, text in specs.OPENAPI.items():
        workshop.write(text, provider=provider)
    workshop.write(DOCUMENTED, provider="documented")
    workshop.write(specs.POSITIONAL, provider="positional", dialect="xmlrpc")
    outcome = workshop.run()
    assert (0, "") == (outcome.code, outcome.err)
    (workshop.out / "consumer.py").write_text(CONSUMER, "utf-8")
    return workshop.out


def test_mypy(folder: Path) -> None:
    """The one, ``mypy --strict``, has nothing to say."""
    options = ["--strict", "--config-file=", "--no-error-summary", f"--cache-dir={folder / 'cache'}"]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, PACKAGE, "consumer.py"],
        cwd=folder, check=False, capture_output=True, text=True,
    )  # fmt: skip

    assert (0, "") == (done.returncode, done.stdout + done.stderr)


def test_pyright(folder: Path, require_tool: RequireTool) -> None:
    """Neither has the other, pyright, when it is strict."""
    require_tool("node")
    (folder / "pyrightconfig.json").write_text(json.dumps(PYRIGHT), "utf-8")
    done = subprocess.run(
        [require_tool("pyright"), "--pythonpath", sys.executable, "--project", str(folder / "pyrightconfig.json")],
        cwd=folder,
        env={**os.environ, "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"},
        check=False,
        capture_output=True,
        text=True,
    )

    assert (0, "0 errors, 0 warnings, 0 informations\n") == (done.returncode, done.stdout)
