"""What every room of tests shares: external tools that a newcomer's machine may lack and CI may not."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TypeAlias

import pytest
from hypothesis import HealthCheck, settings

TYPE_CHECKING = False

if TYPE_CHECKING:
    from smswire.sandbox import Served

# Their asserts say as much as those of a test.
pytest.register_assert_rewrite(
    "tests.facade.abilities", "tests.facade.contract", "tests.facade.many_messages", "tests.facade.one_message"
)

# How long an example takes says something of the machine, and nothing of the code.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

RequireTool: TypeAlias = Callable[[str], str]

NODE_MODULES = "SMSWIRE_NODE_MODULES"
"""The environment variable that names a node_modules folder with the tools from npm."""

FOREIGN_PYTHON = "SMSWIRE_FOREIGN_PYTHON"
"""The environment variable that names a Python which has foreign clients installed."""


def _missing(what: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(f"{what}; .ci/run should have installed it", pytrace=False)
    pytest.skip(f"{what}; .ci/run installs it")


def _require_tool(name: str) -> str:
    places = [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    if node_modules := os.environ.get(NODE_MODULES):
        places.insert(0, str(Path(node_modules, ".bin")))
    found = shutil.which(name, path=os.pathsep.join(places))
    if found is None:
        _missing(f"{name} is not on this machine")
    return found


@pytest.fixture(scope="session")
def require_tool() -> RequireTool:
    """Where an external tool is; its test is skipped without it, and fails in CI."""
    return _require_tool


@pytest.fixture(scope="session")
def foreign_python() -> str:
    """A Python of its own with foreign clients from PyPI; a test is skipped without it, and fails in CI.

    Such clients stay out of our environment: one of them installs a package called ``tests``.
    """
    found = os.environ.get(FOREIGN_PYTHON, "")
    if not Path(found).is_file():
        _missing(f"{FOREIGN_PYTHON} names no Python")
    return found


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """The node_modules folder with the tools from npm; a test is skipped without it, and fails in CI."""
    folder = Path(os.environ.get(NODE_MODULES, ""), ".")
    if NODE_MODULES not in os.environ or not folder.is_dir():
        _missing(f"{NODE_MODULES} names no folder")
    return folder


@pytest.fixture
def sandbox(sms_sandbox: Served) -> Served:
    """The sandbox of our own pytest plugin, as new."""
    return sms_sandbox
