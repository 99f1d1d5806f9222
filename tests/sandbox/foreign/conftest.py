"""Programs in other languages, and whether this machine can run them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Protocol

import pytest

from tests.conftest import RequireTool


class Program(Protocol):
    """A program with some of its arguments."""

    def __call__(self, *arguments: str, **environment: str) -> str:
        """Run it with the rest of its arguments; what it prints comes back."""
        ...


SCRIPTS = Path(__file__).parent
PATIENCE = 60.0


def run(command: list[str], **environment: str) -> str:
    """What a program prints; it has to end well."""
    done = subprocess.run(
        command,
        env=os.environ | {"LC_ALL": "C.UTF-8"} | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )

    assert (0, "") == (done.returncode, done.stderr.decode())
    return done.stdout.decode()


def require_library(command: list[str], name: str) -> None:
    """Skip a test when a library of another language is missing; fail in CI."""
    if subprocess.run(command, check=False, capture_output=True).returncode == 0:
        return
    if os.environ.get("CI"):
        pytest.fail(f"{name} is missing; .ci/run should have installed it", pytrace=False)
    pytest.skip(f"{name} is not on this machine; .ci/run installs it")


def program(*command: str) -> Program:
    """Runs a program with further arguments."""

    def start(*arguments: str, **environment: str) -> str:
        return run([*command, *arguments], **environment)

    return start


@pytest.fixture(scope="session")
def perl(require_tool: RequireTool) -> Program:
    """Runs Perl, with RPC::XML at hand."""
    tool = require_tool("perl")
    require_library([tool, "-MRPC::XML::Client", "-e", "1"], "Perl's RPC::XML")
    return program(tool)


@pytest.fixture(scope="session")
def php(require_tool: RequireTool) -> Program:
    """Runs PHP, with DOM at hand."""
    tool = require_tool("php")
    require_library([tool, "-r", "exit(class_exists('DOMDocument') ? 0 : 1);"], "PHP's DOM")
    return program(tool)


@pytest.fixture(scope="session")
def php_xmlrpc(php: Program, require_tool: RequireTool) -> Program:
    """The same with the XML-RPC functions that left PHP with version 8 and live on in a package."""
    require_library([require_tool("php"), "-r", "exit(function_exists('xmlrpc_encode') ? 0 : 1);"], "PHP's xmlrpc")
    return php


@pytest.fixture(scope="session")
def curl(require_tool: RequireTool) -> Program:
    """Runs curl, which has to get an answer."""
    return program(require_tool("curl"), "--disable", "--silent", "--show-error", "--max-time", "30", "--noproxy", "*")
