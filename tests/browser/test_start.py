"""What a newcomer sees leads to a first message."""

from __future__ import annotations

import shlex
import subprocess

from playwright.sync_api import Page, expect

from smswire.sandbox import Served
from tests.browser.conftest import Windows
from tests.conftest import RequireTool
from tests.sandbox.clients import ask


def test_commands(sandbox: Served, inbox: Page, require_tool: RequireTool) -> None:
    """The commands of the empty inbox, pasted as they stand, send a message over each wire as it is specified."""
    curl = require_tool("curl")
    commands = inbox.locator("#start-wires .command code").all_text_contents()
    for command in commands:
        program, *arguments = shlex.split(command)
        assert "curl" == program
        subprocess.run([curl, "--silent", "--show-error", "--fail", "--max-time", "20", *arguments], check=True)
    wires = ask(f"{sandbox.url}/_sandbox/health").json["wires"]
    sent = sandbox.messages()

    assert wires == [message["provider"] for message in sent]
    assert [] == sandbox.warnings()
    expect(inbox.locator("a.phone")).to_have_count(len({message["to"].lstrip("+") for message in sent}))
    expect(inbox.get_by_role("heading", name="Pick a phone")).to_be_visible()


def test_addresses(sandbox: Served, inbox: Page) -> None:
    """The address of each wire is one that the sandbox has."""
    addresses = inbox.locator("#start-wires .url code").all_text_contents()
    methods = inbox.locator("#start-wires .method").all_text_contents()
    for method, address in zip(methods, addresses, strict=True):
        assert address.startswith(f"{sandbox.url}/")
        ask(address, method, b"" if method == "POST" else None)

    assert not [warning for warning in sandbox.warnings() if warning["kind"] == "path"]
    expect(inbox.locator("a.phone")).to_have_count(0)


def test_copy(sandbox: Served, windows: Windows) -> None:
    """A click copies, and says so."""
    page = windows.open(sandbox.url)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the address of NetOxygen").click()
    expect(page.locator(".copy", has_text="Copied")).to_have_count(1)

    assert f"{sandbox.url}/api2/" == page.evaluate("() => navigator.clipboard.readText()")


def test_magic_numbers(sandbox: Served, inbox: Page) -> None:
    """The table of magic numbers is the sandbox's own, each with words of its own."""
    table = ask(f"{sandbox.url}/_sandbox/magic").json
    endings = inbox.locator("#start-fates dt")
    expect(endings).to_have_text([f"…{row['ends_in']}" for row in table])

    words = inbox.locator("#start-fates dd").all_text_contents()
    assert len(table) == len(set(words))
    assert not {row["fate"] for row in table if "_" in row["fate"]} & set(words)
