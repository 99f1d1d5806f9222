"""Everything can be done without a mouse, and without eyes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from smswire.sandbox import Served
from tests.browser.conftest import PHONE, Windows
from tests.sandbox.clients import send_redoxygen, send_smsoffice


def _three(url: str) -> None:
    for number in (1, 2, 3):
        send_smsoffice(url, f"2783100000{number}", f"Text {number}")


def test_a_whole_visit(sandbox: Served, inbox: Page) -> None:
    """Search, choose a phone, deliver, look at the details, reply, go back, clear: with keys alone."""
    _three(sandbox.url)
    expect(inbox.locator("a.phone")).to_have_count(3)
    press = inbox.keyboard.press
    press("/")
    inbox.keyboard.type("text 2")
    expect(inbox.locator("a.phone")).to_have_count(1)
    press("Escape")
    expect(inbox.locator("a.phone")).to_have_count(3)
    press("Escape")
    expect(inbox.locator("a.phone").nth(1)).to_be_focused()  # what was found
    press("ArrowUp")
    expect(inbox.locator("a.phone").first).to_be_focused()
    press("j")
    expect(inbox.locator("a.phone").nth(1)).to_be_focused()
    press("Enter")
    message = inbox.locator("article.message")
    expect(message).to_be_focused()
    press("d")
    expect(message.locator(".state")).to_have_text("Delivered")
    expect(message).to_be_focused()
    press("Enter")
    expect(inbox.get_by_role("heading", name=re.compile("Message"))).to_be_focused()
    press("Escape")
    expect(message).to_be_focused()
    press("r")
    expect(inbox.locator("#composer-text")).to_be_focused()
    inbox.keyboard.type("Yes?")
    press("Enter")
    expect(inbox.locator(".incoming .text")).to_have_text("Yes?")
    press("Escape")
    expect(message).to_be_focused()
    press("Escape")
    expect(inbox.locator("a.phone", has_text="27831000002")).to_be_focused()
    press("c")
    expect(inbox.get_by_role("button", name="Keep it")).to_be_focused()
    press("Tab")
    press("Enter")

    expect(inbox.get_by_role("heading", name="Send a first message")).to_be_visible()


def test_one_stop_in_a_list(sandbox: Served, inbox: Page) -> None:
    """Tab passes a list in one step, and what can be pressed in a message is a stop only at the chosen one."""
    _three(sandbox.url)
    for _ in range(2):
        send_smsoffice(sandbox.url, "27831000003", "More")
    inbox.locator("a.phone", has_text="27831000003").click()
    expect(inbox.locator("article.message")).to_have_count(3)

    assert 1 == inbox.locator("a.phone[tabindex='0']").count()
    assert 1 == inbox.locator("article.message[tabindex='0']").count()
    assert 5 == inbox.locator(".acts :is(button, a)[tabindex='0']").count()
    inbox.keyboard.press("ArrowUp")
    expect(inbox.locator("article.message").nth(1)).to_be_focused()
    inbox.keyboard.press("Home")
    expect(inbox.locator("article.message").first).to_be_focused()
    inbox.keyboard.press("Tab")
    expect(inbox.locator("article.message").first.get_by_role("button", name="Deliver")).to_be_focused()


def test_tab_reaches_everything(sandbox: Served, inbox: Page) -> None:
    """Tab goes through the page in the order in which it is read, and each stop can be seen."""
    _three(sandbox.url)
    inbox.locator("a.phone").first.click()
    expect(inbox.locator("article.message")).to_be_focused()
    inbox.locator("#views a").first.focus()
    inbox.keyboard.press("Shift+Tab")
    inbox.keyboard.press("Shift+Tab")
    stops: list[str] = []
    for _ in range(40):
        outline = inbox.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
        assert "none" != outline, f"after {stops} comes a stop that cannot be seen"
        stops.append(inbox.evaluate("() => document.activeElement.id || document.activeElement.className"))
        inbox.keyboard.press("Tab")
        if inbox.evaluate("() => document.activeElement === document.body"):
            break
    wanted = [
        "skip",
        "theme",
        "open-help",
        "clear",
        "search",
        "phone",
        "message",
        "act",
        "composer-text",
        "composer-send",
    ]

    assert wanted == [stop for stop in dict.fromkeys(stops) if stop in wanted]


def test_skip(sandbox: Served, inbox: Page) -> None:
    """The first stop skips the list."""
    _three(sandbox.url)
    inbox.keyboard.press("Tab")
    expect(inbox.locator(".skip")).to_be_focused()
    inbox.keyboard.press("Enter")

    expect(inbox.locator("main")).to_be_focused()


def test_help(inbox: Page) -> None:
    """A question mark lists the keys; Escape closes the list, and the keyboard is where it was."""
    inbox.locator("#search").focus()
    inbox.keyboard.type("?")
    expect(inbox.locator("#search")).to_have_value("?")
    inbox.locator("#theme").focus()
    inbox.keyboard.press("?")
    expect(inbox.get_by_role("dialog", name="Keys")).to_contain_text("deliver a message")
    inbox.keyboard.press("Escape")
    expect(inbox.get_by_role("dialog")).to_be_hidden()
    expect(inbox.locator("#theme")).to_be_focused()


def test_letters_off(sandbox: Served, inbox: Page) -> None:
    """Single letters can be switched off, for those whose voice types them, and stay off after a reload."""
    inbox.keyboard.press("?")
    inbox.get_by_label("Single letters do this").uncheck()
    inbox.get_by_role("button", name="Close").click()
    inbox.reload()
    send_smsoffice(sandbox.url, "27831000001")
    inbox.locator("a.phone").click()
    expect(inbox.locator("article.message")).to_be_focused()
    for key in ("d", "c", "?", "/", "q"):
        inbox.keyboard.press(key)
    inbox.wait_for_timeout(200)

    expect(inbox.locator("article .state")).to_have_text("Submitted")
    expect(inbox.locator("article.message")).to_be_focused()
    expect(inbox.locator("dialog[open]")).to_have_count(0)


def test_focus_stays(sandbox: Served, inbox: Page) -> None:
    """News neither takes the focus away nor moves it, though the list changes its order."""
    _three(sandbox.url)
    row = inbox.locator("a.phone", has_text="27831000001")
    expect(row).to_be_visible()
    row.focus()
    send_smsoffice(sandbox.url, "27831000001", "Newer")
    expect(inbox.locator("a.phone").first).to_contain_text("27831000001")

    expect(row).to_be_focused()


def test_a_phone_back_to_its_list(sandbox: Served, windows: Windows) -> None:
    """On a small screen Escape leads from a message to the list of phones."""
    _three(sandbox.url)
    page = windows.open(sandbox.url, "#/phone/27831000002", PHONE)
    expect(page.locator("article.message")).to_be_visible()
    expect(page.locator("a.phone").first).to_be_hidden()
    page.locator("article.message").focus()
    page.keyboard.press("Escape")

    expect(page.locator("a.phone", has_text="27831000002")).to_be_focused()


def test_landmarks(sandbox: Served, inbox: Page) -> None:
    """A screen reader finds the parts of the page by name, and each control by its words."""
    send_smsoffice(sandbox.url, "27831000001", "Hello")
    inbox.locator("a.phone").click()
    inbox.get_by_role("link", name="Details").click()
    expect(inbox.get_by_role("complementary", name="Message")).to_be_visible()
    for role, name in [("navigation", "Views"), ("navigation", "Phones"), ("main", ""), ("banner", ""), ("search", "")]:
        expect(inbox.get_by_role(role, name=name)).to_have_count(1)  # type: ignore[arg-type]
    unnamed = inbox.evaluate(
        """() => [...document.querySelectorAll("button, a, input, textarea, dialog")]
          .filter((each) => each.checkVisibility())
          .filter((each) => !each.textContent.trim() && !each.ariaLabel && !each.labels?.length)
          .map((each) => each.outerHTML)"""
    )

    assert [] == unnamed
    expect(inbox.locator("article.message")).to_have_attribute(
        "aria-label", re.compile(r"^SMS Office, [0-9:]+, Submitted: Hello$")
    )


@pytest.mark.parametrize("count,said", [(1, "New message to 27831000000 by SMS Office: Hello"), (3, "3 new messages")])
def test_announcements(sandbox: Served, inbox: Page, count: int, said: str) -> None:
    """New messages are announced: one by its words, many by their number."""
    inbox.evaluate(
        """() => {
          window.said = [];
          const announcer = document.getElementById("announcer");
          new MutationObserver(() => window.said.push(announcer.textContent)).observe(announcer, { childList: true });
        }"""
    )
    if count == 1:
        send_smsoffice(sandbox.url, "27831000000", "Hello")
    else:
        send_redoxygen(sandbox.url, *[f"+2783100000{number}" for number in range(count)])
    expect(inbox.locator("#announcer")).to_have_text(said)

    assert said == inbox.evaluate("() => window.said.at(-1)")
    expect(inbox.locator("#announcer")).to_have_attribute("aria-live", "polite")
