"""A real browser before the inbox of a real sandbox; and whatever a test does, nothing foreign runs, loads or fails."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from attrs import frozen
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request, sync_playwright

from smswire.sandbox import Served
from tests.conftest import RequireTool

FLAGS = [
    "--no-sandbox",  # CI runs as root in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",  # nothing leaves this machine, from the browser itself neither
    "--disable-component-update",
    "--disable-sync",
]

ARTEFACTS = "SMSWIRE_ARTEFACTS"
"""The environment variable that names a folder for screenshots."""

AWAY = "icon.svg"
"""Where a page waits between tests: nothing runs there, and the browser need not start another process to come back."""

PATIENCE = 10_000
"""Milliseconds that the page may take for anything: a hundred times what it takes, on a machine that is busy."""

WATCH = """
addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
});
"""


@pytest.fixture(scope="package")
def browser(require_tool: RequireTool) -> Generator[Browser]:
    """Chromium, without a window."""
    path = require_tool("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@frozen
class Profile:
    """What tells screens apart. Tests with the same share a window, which is a process: one for each takes long."""

    width: int
    height: int
    touch: bool


DESKTOP = Profile(width=1440, height=900, touch=False)
PHONE = Profile(width=360, height=740, touch=True)


class Windows:
    """The windows that are open, and what goes wrong in them."""

    def __init__(self, browser: Browser) -> None:
        self.complaints: list[str] = []
        """A test that lets something go wrong takes away here what it expects."""
        self._browser = browser
        self._pages: dict[Profile, Page] = {}
        self._origin = ""

    def open(self, url: str, path: str = "", profile: Profile = DESKTOP) -> Page:
        """An address, as somebody sees it who was never there."""
        self._origin = url
        page = self._pages.get(profile) or self._new(profile)
        self._pages[profile] = page
        page.goto(f"{url}/{path}")
        page.locator("#link[data-state=live]").wait_for()
        return page

    def _new(self, profile: Profile) -> Page:
        context = self._browser.new_context(
            viewport={"width": profile.width, "height": profile.height},
            has_touch=profile.touch,
            locale="en-GB",
            timezone_id="Europe/Zurich",
        )
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", self._on_console)
        page.on("dialog", self._on_dialog)
        page.on("request", self._on_request)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.add_init_script(WATCH)
        return page

    def _on_console(self, message: ConsoleMessage) -> None:
        # Beside a picture, where pages wait between tests, a browser wants an icon of the old name.
        is_icon = message.location["url"].endswith("/favicon.ico")
        if message.type in {"error", "warning"} and not is_icon:
            self.complaints.append(f"console: {message.text}")

    def _on_dialog(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith(f"{self._origin}/"):
            self.complaints.append(f"foreign request: {request.url}")

    def leave(self) -> None:
        """Go away from every address, and forget what a person would remember of it."""
        for page in self._pages.values():
            if not page.url.endswith(AWAY):
                page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
                page.emulate_media(color_scheme="light")
                page.goto(f"{self._origin}/{AWAY}")

    def take_complaints(self) -> list[str]:
        """What went wrong until now."""
        found = self.complaints[:]
        self.complaints.clear()
        return found


@pytest.fixture(scope="package")
def all_windows(browser: Browser) -> Windows:
    """The windows of all tests."""
    return Windows(browser)


@pytest.fixture
def windows(all_windows: Windows) -> Generator[Windows]:
    """The windows of a test: whatever it does, nothing foreign runs, loads or fails in them."""
    yield all_windows
    all_windows.leave()
    assert [] == all_windows.take_complaints()


@pytest.fixture
def inbox(sandbox: Served, windows: Windows) -> Page:
    """The inbox of an empty sandbox, on a desktop."""
    return windows.open(sandbox.url)


@pytest.fixture
def artefacts(tmp_path: Path) -> Path:
    """Where screenshots go: where CI keeps them, or nowhere in particular."""
    folder = Path(os.environ.get(ARTEFACTS) or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
