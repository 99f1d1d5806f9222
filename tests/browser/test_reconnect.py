"""The page follows the sandbox through broken connections: nothing is lost and nothing doubled."""

from __future__ import annotations

from collections.abc import Generator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from smswire.sandbox import Served, serve
from smswire.sandbox._events import Events
from tests.browser.conftest import Windows
from tests.browser.relay import Relay, relay
from tests.sandbox.clients import send_redoxygen, send_smsoffice

TO = "27831234567"


@pytest.fixture
def line(sandbox: Served, windows: Windows) -> Generator[Relay]:
    """A connection to the sandbox that can be broken."""
    with relay(sandbox.url) as line:
        yield line
        windows.leave()
        _forgive(windows)


def _forgive(windows: Windows) -> None:
    """A browser tells of connections that are refused or reset; the test broke them."""
    windows.complaints[:] = [complaint for complaint in windows.complaints if "net::ERR_" not in complaint]


def _texts(page: Page) -> list[str]:
    return page.locator("article .text").all_text_contents()


def test_broken_stream(sandbox: Served, windows: Windows, line: Relay) -> None:
    """While it is cut off the page says so; afterwards it has everything that happened, once and in order."""
    send_smsoffice(sandbox.url, TO, "Before")
    page = windows.open(line.url, f"#/phone/{TO}")
    expect(page.locator("article .text")).to_have_text("Before")
    line.cut()
    expect(page.locator("#link")).to_have_text("Disconnected")
    expect(page.locator("#lost")).to_be_visible()
    for number in range(3):
        send_smsoffice(sandbox.url, TO, f"Meanwhile {number}")
    first = sandbox.messages()[0]
    sandbox.receipt(first, "delivered")
    sandbox.reply(first, "Same")
    sandbox.reply(first, "Other")
    line.mend()
    expect(page.locator("#link")).to_have_text("Live")
    send_smsoffice(sandbox.url, TO, "After")
    expect(page.locator("article .text").last).to_have_text("After")

    assert ["Before", "Meanwhile 0", "Meanwhile 1", "Meanwhile 2", "After"] == _texts(page)
    expect(page.locator(".incoming .text")).to_have_text(["Same", "Other"])
    expect(page.locator("article .state").first).to_have_text("Delivered")
    expect(page.locator("#lost")).to_be_hidden()


def test_many_breaks(sandbox: Served, windows: Windows, line: Relay) -> None:
    """However often it breaks in the middle of a batch, each message is there once."""
    page = windows.open(line.url)
    for start in range(0, 200, 100):
        send_redoxygen(sandbox.url, *[f"+61407{number:06d}" for number in range(start, start + 100)])
        line.cut()
        expect(page.locator("#link")).to_have_text("Disconnected")
        line.mend()
        expect(page.locator("#link")).to_have_text("Live")
    expect(page.locator("#count-messages")).to_have_text("200")

    page.wait_for_timeout(200)
    expect(page.locator("#count-messages")).to_have_text("200")
    expect(page.locator("#more-phones")).to_have_text("Show 100 more of 200")


def test_missed_too_much(windows: Windows) -> None:
    """When the sandbox no longer has the events that were missed, the page looks at everything anew."""
    with serve() as sandbox, relay(sandbox.url) as line:
        # Rather than play thousands of events:
        sandbox._sandbox.events = Events(keep=5)  # pyright: ignore[reportPrivateUsage]
        page = windows.open(line.url, f"#/phone/{TO}")
        send_smsoffice(sandbox.url, TO, "Before")
        expect(page.locator("article .text")).to_have_text("Before")
        line.cut()
        expect(page.locator("#link")).to_have_text("Disconnected")
        for number in range(10):
            sandbox.reply(sandbox.messages()[0], f"Reply {number}")
        send_smsoffice(sandbox.url, TO, "After")
        line.mend()
        expect(page.locator("#link")).to_have_text("Live")

        expect(page.locator("article .text")).to_have_text(["Before", "After"])
        expect(page.locator(".incoming .text")).to_have_text([f"Reply {number}" for number in range(10)])
        windows.leave()
    _forgive(windows)


def test_cleared_meanwhile(sandbox: Served, windows: Windows, line: Relay) -> None:
    """What was cleared while the page was cut off is gone, and what came after is there."""
    send_smsoffice(sandbox.url, TO, "Before")
    page = windows.open(line.url)
    expect(page.locator("a.phone")).to_have_count(1)
    line.cut()
    expect(page.locator("#link")).to_have_text("Disconnected")
    sandbox.clear()
    send_smsoffice(sandbox.url, "27831000009", "Fresh")
    line.mend()

    expect(page.locator("a.phone .to")).to_have_text(["27831000009"])


def test_another_run(windows: Windows) -> None:
    """A sandbox that ends and begins again at the same address is followed, and what the first one had is gone."""
    with serve() as first:
        port = urlsplit(first.url).port or 0
        send_smsoffice(first.url, TO, "First run")
        page = windows.open(first.url)
        expect(page.locator("a.phone .preview")).to_have_text("First run")
    expect(page.locator("#link")).to_have_text("Disconnected")
    with serve(port=port) as second:
        send_smsoffice(second.url, TO, "Second run")
        expect(page.locator("#link")).to_have_text("Live")
        expect(page.locator("a.phone .preview")).to_have_text(["Second run"])
        page.locator("a.phone").click()
        expect(page.locator("article .text")).to_have_text(["Second run"])
        windows.leave()
    _forgive(windows)


def test_actions_while_cut_off(sandbox: Served, windows: Windows, line: Relay) -> None:
    """What cannot be done is said, and a reply that did not go is still there to send."""
    send_smsoffice(sandbox.url, TO, "Before")
    page = windows.open(line.url, f"#/phone/{TO}")
    expect(page.locator("article .text")).to_have_text("Before")
    line.cut()
    expect(page.locator("#link")).to_have_text("Disconnected")
    area = page.locator("#composer-text")
    area.fill("Still there")
    area.press("Enter")
    expect(page.locator("#problems")).to_contain_text("The sandbox does not answer")
    line.mend()
    expect(page.locator("#link")).to_have_text("Live")
    expect(area).to_have_value("Still there")
    area.press("Enter")
    expect(page.locator(".incoming .text")).to_have_text(["Still there"])


def test_told_twice(sandbox: Served, inbox: Page) -> None:
    """A list and an event that tell of the same thing, in either order, make it one."""
    send_smsoffice(sandbox.url, TO, "Once")
    sandbox.reply(sandbox.messages()[0], "Yes")
    found = inbox.evaluate(
        """async () => {
          const { Store } = await import("/store.js");
          const list = async () => (await fetch("/_sandbox/messages")).json();
          const store = new Store(() => {});
          const [message] = await list();
          const early = { ...message, state: "submitted", history: message.history.slice(0, 1), replies: [] };
          store.apply("reply", { ...message.replies[0], number: message.number });
          store.absorb({ messages: [message] });
          store.apply("message", early);
          store.apply("state", { number: message.number, at: message.received_at, state: "delivered" });
          store.apply("state", { number: message.number, at: message.received_at, state: "submitted" });
          store.apply("reply", { ...message.replies[0], number: message.number });
          const kept = store.messages.get(message.number);
          return [store.messages.size, kept.replies.length, kept.state, kept.history.map((entry) => entry.state)];
        }"""
    )

    assert [1, 1, "delivered", ["submitted", "delivered"]] == found
