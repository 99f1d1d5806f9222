"""How the inbox looks: on small screens, in the dark, and in the pictures that CI keeps.

The README's picture is one of these: ``SMSWIRE_ARTEFACTS=pictures make test ARGS="tests/browser -k pictures"``, then
``pictures/inbox-desktop.png`` goes to ``tests/browser/inbox.png``, with as few colours as keep it below 150 KB.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from smswire.sandbox import Served
from tests.browser.conftest import DESKTOP, PHONE, Profile, Windows
from tests.sandbox.clients import ask, netoxygen, redoxygen_request, send_redoxygen, send_smsoffice

CONTRAST = 4.5
"""WCAG 2.2, 1.4.3: what text has to stand out by from what is behind it."""

ADA = "41792223344"

MEASURE = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const rgba = (color) => {
    if (!known.has(color)) known.set(color, drawn(color));
    return known.get(color);
  };
  const drawn = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const over = (top, below) => [0, 1, 2].map((part) => top[part] * top[3] + below[part] * (1 - top[3]));
  const light = (color) => color
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
  const behind = (element) => {
    const layers = [];
    for (let each = element; each; each = each.parentElement) layers.push(rgba(getComputedStyle(each).backgroundColor));
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]);
  };
  const measured = [];
  const measure = (element, style, words) => {
    const below = behind(element);
    const own = words.startsWith("::") ? over(rgba(style.backgroundColor), below) : below;
    const [high, low] = [light(over(rgba(style.color), own)), light(own)].sort((one, other) => other - one);
    measured.push([(high + 0.05) / (low + 0.05), words.trim().slice(0, 40), `${element.tagName}.${element.className}`]);
  };
  for (const element of document.querySelectorAll("body *")) {
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const words = [...element.childNodes].map((node) => (node.nodeType === Node.TEXT_NODE ? node.data : "")).join("");
    if (words.trim() !== "") measure(element, getComputedStyle(element), words);
    for (const part of ["::before", "::placeholder"]) {
      const style = getComputedStyle(element, part);
      if (part === "::before" ? /\\w/.test(style.content.replace(/^none|normal$/, "")) : element.placeholder)
        measure(element, style, part);
    }
  }
  return measured;
}"""


MISFITS = """() => {
  const wide = [document.documentElement, ...document.querySelectorAll("main, .side, .scroller")]
    .filter((each) => each.scrollWidth > each.clientWidth);
  const low = [...document.querySelectorAll("button, .act, .phone, .request, #views a, .back, #search, textarea")]
    .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 24);
  return [...wide.map((each) => `wide: ${each.id || each.className}`), ...low.map((each) => `low: ${each.outerHTML}`)];
}"""
"""What has to be moved sideways, and what is hard to press with a finger (WCAG 2.2, 2.5.8: 24 pixels)."""


def _fill(sandbox: Served) -> None:
    """A morning of a developer's work."""
    url = sandbox.url
    send_redoxygen(url, "+61407555001", "+61407555002", text="Your table for two is ready at 19:30. Reply STOP to end.")
    send_smsoffice(url, "27831299901", "Balance alert: R 1 204.50")
    recipients = [{"Name": "Sam", "PhoneNumber": "+27831234567"}]
    eros = {"SMSModel": {"From": {"Name": "Clinic"}, "To": recipients, "MessageBody": "Reminder: Thursday, 14:15"}}
    ask(f"{url}/api/sendmessage", "POST", eros, Content_Type="application/json", Authorization="Basic bWU6YW55")
    later = datetime.now(ZoneInfo("Europe/Zurich")) + timedelta(days=1)
    with netoxygen(url) as client:
        client.send_message(
            "me", "any", ["0791112233"], "The café ☕ opens at 8", "Acme", f"{later:%Y-%m-%d} 08:00:00", "text"
        )
        send_smsoffice(url, "27831299902", "Your one-time PIN is 204418")
        client.send_message("me", "any", [ADA], "Grüezi! Your parcel arrives today between 14:00 and 16:00.", "Parcels")
        parcel = sandbox.wait_for(to=ADA)
        sandbox.receipt(parcel, "delivered")
        sandbox.reply(parcel, "Danke! Can you leave it with the neighbour?")
        text = (
            "Of course 😀 We leave it with Frau Müller at no. 12 — she is at home until six. "
            "You get a note with her floor, and the driver calls if nobody opens the door."
        )
        client.send_message("me", "any", [ADA], text, "Parcels")
    for _ in range(2):
        send_smsoffice(url, ADA, "Your parcel was handed over. Thank you!", "any")
    body = redoxygen_request("+61407555001")
    body["Messages"]["ReceiptFlag"] = 9
    ask(f"{url}/smsapi/send", "POST", body, Content_Type="application/json")
    sandbox.wait_for(to="27831299901")


def _views(sandbox: Served) -> list[str]:
    """The addresses of all views."""
    opened = sandbox.messages(to=ADA)[1]["number"]
    return ["#/", f"#/phone/{ADA}", f"#/phone/{ADA}/{opened}", "#/requests", "#/requests/1", "#/warnings"]


def _visit(page: Page, url: str, address: str) -> None:
    page.goto(f"{url}/{address}")
    page.wait_for_timeout(150)  # one breath of the page
    if address.count("/") == 3 or address.startswith("#/requests/"):
        expect(page.locator(".raw pre")).to_have_count(2)


def _contrasts(page: Page) -> list[tuple[str, float, str, str]]:
    """Each text of the page with its contrast, in light and in dark."""
    found: list[tuple[str, float, str, str]] = []
    schemes: list[Literal["light", "dark"]] = ["light", "dark"]
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [(scheme, *row) for row in page.evaluate(MEASURE)]
    return found


@pytest.mark.parametrize("profile", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_contrast(sandbox: Served, windows: Windows, profile: Profile) -> None:
    """Every text of every view stands out from what is behind it, in light and in dark."""
    page = windows.open(sandbox.url, "", profile)
    measured = _contrasts(page)
    _fill(sandbox)
    for address in _views(sandbox):
        _visit(page, sandbox.url, address)
        measured += _contrasts(page)
    page.keyboard.press("?")
    measured += _contrasts(page)

    assert 400 < len(measured)
    assert [] == sorted({found for found in measured if found[1] < CONTRAST})


def test_theme(inbox: Page) -> None:
    """The page is as light or dark as the system, until somebody chooses; the choice outlives a reload."""
    ground = "() => getComputedStyle(document.body).backgroundColor"
    light = inbox.evaluate(ground)
    inbox.emulate_media(color_scheme="dark")
    dark = inbox.evaluate(ground)
    assert light != dark
    inbox.get_by_role("button", name="Light or dark").click()
    assert light == inbox.evaluate(ground)
    inbox.reload()
    assert light == inbox.evaluate(ground)
    inbox.get_by_role("button", name="Light or dark").click()

    assert dark == inbox.evaluate(ground)


def test_phone_width(sandbox: Served, windows: Windows) -> None:
    """On the smallest phone nothing has to be moved sideways, and everything can be pressed with a finger."""
    page = windows.open(sandbox.url, "", PHONE)
    assert [] == page.evaluate(MISFITS)
    _fill(sandbox)
    for address in _views(sandbox):
        _visit(page, sandbox.url, address)
        assert [] == page.evaluate(MISFITS), address

    page.goto(f"{sandbox.url}/#/")
    page.locator("a.phone", has_text=ADA).tap()
    expect(page.locator("article.message").last).to_be_in_viewport()
    expect(page.locator("a.phone").first).to_be_hidden()
    page.locator("article.message").last.get_by_role("button", name="Deliver").tap()
    expect(page.locator("article .state").last).to_have_text("Delivered")
    page.get_by_role("link", name="All phones").tap()
    expect(page.locator("a.phone").first).to_be_visible()


@pytest.mark.parametrize("name,profile", [("desktop", DESKTOP), ("phone", PHONE)], ids=["desktop", "phone"])
def test_pictures(sandbox: Served, windows: Windows, artefacts: Path, name: str, profile: Profile) -> None:
    """Pictures for people: a thread with everything that the inbox shows of a message."""
    _fill(sandbox)
    opened = sandbox.messages(to=ADA)[1]["number"]
    page = windows.open(sandbox.url, "#/", profile)
    page.locator("a.phone", has_text=ADA).click()
    if name == "desktop":
        page.locator(f"article[data-number='{opened}']").get_by_role("link", name="Details").click()
        expect(page.locator(".raw pre")).to_have_count(2)
    expect(page.locator("article.message").last).to_be_in_viewport()
    page.mouse.move(0, 0)
    page.wait_for_timeout(300)
    picture = artefacts / f"inbox-{name}.png"
    page.screenshot(path=picture)

    assert b"\x89PNG" == picture.read_bytes()[:4]
