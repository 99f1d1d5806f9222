"""Texts are data: nothing in them runs, loads, reorders what is beside it, or gets lost."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from smswire.sandbox import Served
from tests.browser.conftest import Windows
from tests.sandbox.clients import ask, netoxygen, send_redoxygen, send_smsoffice

TO = "41792223344"

TEXTS = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)"><svg/onload=alert(1)>',
    "\"'><b>bold</b> &amp; &lt; ${alert(1)} {{7*7}} javascript:alert(1)",
    '<link rel=stylesheet href="//example.com/x.css"><iframe src="https://example.com/"></iframe>',
    "abc\u202egpj.exe\u202c def \u2066isolated\u2069 \u200ftail",
    "\u202e\u202e\u2067 never closed",
    "שלום, world 123!",
    "مرحبا بالعالم",
    "a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg\u00a0h\u2028i",
    "😀 👨‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇨🇭 1️⃣ e\u0301 👍🏽",
    "Z\u0351\u036b\u0343a\u0334\u0310l" + "g\u0301" * 200,
    "W" * 500,
    "one\ntwo\n\n  indented  and   spaced ",
    "短信测试" * 60,
    "[{€}]" * 60,
]


def _send(url: str, text: str) -> None:
    with netoxygen(url) as client:
        client.send_message("me", "any", ["0792223344"], text)


def _thread(windows: Windows, url: str) -> Page:
    page = windows.open(url, f"#/phone/{TO}")
    page.locator("article .text").first.wait_for()
    return page


def test_texts(sandbox: Served, windows: Windows) -> None:
    """Each character of a text is in the page, wherever it shows, and none of them does anything."""
    for text in TEXTS:
        _send(sandbox.url, text)
        sandbox.reply(sandbox.messages()[-1], text)
    page = _thread(windows, sandbox.url)

    assert TEXTS == page.locator("article .text").all_text_contents()
    assert sorted(TEXTS) == sorted(page.locator(".incoming .text").all_text_contents())
    for message in sandbox.messages():
        page.goto(f"{sandbox.url}/#/phone/{TO}/{message['number']}")
        expect(page.locator("#details-title")).to_have_text(f"Message {message['number']}")
        expect(page.locator(".raw pre")).to_have_count(2)
        assert 0 == page.locator("#frame :is(script, iframe, link, img, object, embed, style)").count()
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_control_characters(sandbox: Served, windows: Windows) -> None:
    """Control characters, which some wires carry, show as marks; a reply may hold all of them."""
    text = "".join(map(chr, [*range(32), 127, *range(128, 160)])) + "end"
    send_redoxygen(sandbox.url, f"+{TO}", text="Hello")
    sandbox.reply(sandbox.messages()[0], text)
    page = _thread(windows, sandbox.url)
    marks = page.locator(".incoming .mark")

    assert [text] == page.locator(".incoming .text").all_text_contents()
    assert len(text) - len("\nend") == marks.count()
    assert ["NUL", "U+0001"] == [marks.nth(place).get_attribute("data-mark") for place in (0, 1)]


def test_half_a_pair(sandbox: Served, windows: Windows) -> None:
    """Half of a surrogate pair, which is no character, harms nothing."""
    send_redoxygen(sandbox.url, f"+{TO}", text="Hello")
    number = sandbox.messages()[0]["number"]
    place = f"{sandbox.url}/_sandbox/messages/{sandbox.messages()[0]['id']}/reply?number={number}"
    answer = ask(place, "POST", b'{"text": "half \\ud83d of it"}', Content_Type="application/json")
    sandbox.reply(sandbox.messages()[0], "afterwards")
    page = _thread(windows, sandbox.url)
    taken = [1, 0][answer.status >= 400]

    expect(page.locator(".incoming .text")).to_have_count(1 + taken)
    expect(page.locator(".incoming .text").last).to_have_text("afterwards")


def test_every_field(sandbox: Served, windows: Windows) -> None:
    """Sender, recipient and what is wrong with a request are strangers' data too."""
    evil = "<img src=x onerror=alert(1)>\u202e"
    model = {"From": {"Name": evil}, "To": [{"Name": evil, "PhoneNumber": f"+27831 {evil}"}], "MessageBody": evil}
    ask(
        f"{sandbox.url}/api/sendmessage?{evil.replace(' ', '+')[:-1]}",
        "POST",
        {"SMSModel": {**model, evil: {}}},
        Content_Type="application/json",
        Authorization="Basic bWU6YW55",
    )
    ask(f"{sandbox.url}/{evil.replace(' ', '')[:-1]}")
    send_smsoffice(sandbox.url, evil, evil)
    page = windows.open(sandbox.url)
    for view in ("Requests", "Warnings", "Messages"):
        page.get_by_role("link", name=view).click()
        page.wait_for_timeout(100)
    page.goto(f"{sandbox.url}/#/requests/{ask(f'{sandbox.url}/_sandbox/requests').json[-1]['number']}")
    expect(page.locator(".raw pre").first).to_be_visible()

    assert 0 == page.locator("#frame img").count()
    expect(page.locator("#link")).to_have_text("Live")


def test_override_stays_within(sandbox: Served, windows: Windows) -> None:
    """An override in a text reorders neither the text, nor what stands beside it."""
    _send(sandbox.url, "abc\u202edef")
    page = _thread(windows, sandbox.url)
    boxes = page.locator("article .text").evaluate(
        """(text) => {
          const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
          const found = {};
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            for (let place = 0; place < node.length; place += 1) {
              const range = document.createRange();
              range.setStart(node, place);
              range.setEnd(node, place + 1);
              found[node.data[place]] = range.getBoundingClientRect().left;
            }
          }
          return found;
        }"""
    )

    assert list("abcdef") == sorted("abcdef", key=lambda letter: boxes[letter])


def test_marks(sandbox: Served, windows: Windows) -> None:
    """What cannot be seen has a visible mark with its name; what joins an emoji is left to it."""
    _send(sandbox.url, "a\u200bb\u00a0c\U000e0001 👨‍👩‍👧 \u202e")
    page = _thread(windows, sandbox.url)
    marks = page.locator("article .mark")

    assert ["ZWSP", "NBSP", "U+E0001", "RLO"] == [mark.get_attribute("data-mark") for mark in marks.all()]
    assert "U+200B, cannot be seen" == marks.first.get_attribute("title")
    shown = marks.first.evaluate("(mark) => mark.getBoundingClientRect().width")
    assert 10 < shown
    expect(page.locator("article .forcing", has_text="👨‍👩‍👧")).to_have_count(1)


def test_huge(sandbox: Served, windows: Windows) -> None:
    """A text of forty thousand characters is cut in the page, says so, and shows whole when it is asked for."""
    text = "0123456789" * 4_000
    model = {"From": {"Name": "Acme"}, "To": [{"Name": "Ada", "PhoneNumber": f"+{TO}"}], "MessageBody": text}
    headers = {"Content_Type": "application/json", "Authorization": "Basic bWU6YW55"}
    ask(f"{sandbox.url}/api/sendmessage", "POST", {"SMSModel": model}, **headers)
    page = _thread(windows, sandbox.url)
    body = page.locator("article .text")
    assert 30_001 == len(body.text_content() or "")
    page.get_by_role("button", name="Show all 40,000 characters").click()

    assert text == body.text_content()
    expect(page.locator("a.phone .preview")).to_have_text(re.compile("^0123456789"))


def test_bubble_address(sandbox: Served, windows: Windows) -> None:
    """An address that leads nowhere, or is no address, shows the page as if it were none."""
    send_smsoffice(sandbox.url, "27831234567")
    for path in (
        "#/phone/%ff",
        "#/phone/1/2/3",
        "#/requests/999999",
        "#/<script>alert(1)</script>",
        "#/phone/__proto__",
    ):
        page = windows.open(sandbox.url, path)

        expect(page.locator("#link")).to_have_text("Live")
        assert 0 == page.locator("#frame script").count()
