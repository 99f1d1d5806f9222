"""curl, as a program that speaks for all clients that were never made for these wires."""

from __future__ import annotations

import pytest

from tests.conftest import RequireTool
from tests.sandbox.foreign.conftest import Program, run


@pytest.fixture(scope="session")
def curl(require_tool: RequireTool) -> Program:
    """Runs curl, which has to get an answer."""
    tool = require_tool("curl")
    options = ["--disable", "--silent", "--show-error", "--max-time", "30", "--noproxy", "*"]
    return lambda *arguments, **more: run([tool, *options, *arguments], **more)
