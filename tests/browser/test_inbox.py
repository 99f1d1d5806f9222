"""What somebody does with the inbox, with a mouse."""

from __future__ import annotations

import re
from collections.abc import Generator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from smswire.sandbox import Served
from tests.browser.conftest import Windows
from tests.sandbox.clients import (
    Line,
    ask,
    head,
    netoxygen,
    redoxygen_request,
    send_redoxygen,
    send_smsoffice,
)
from tests.sandbox.listeners import Listener, Reply, listen

ZURICH = ZoneInfo("Europe/Zurich")


@pytest.fixture
def listener() -> Generator[Listener]:
    """Where callbacks may go."""
    listener, server = listen()
    yield listener
    server.shutdown()
    server.server_close()


def _phones(page: Page) -> list[str]:
    return page.locator("a.phone .to").all_text_contents()


def _open(page: Page, to: str) -> None:
    page.locator("a.phone", has_text=to).click()
    expect(page.locator("#thread-title")).to_have_text(to)


def test_message_appears(sandbox: Served, inbox: Page) -> None:
    """A message shows without reloading: its phone with an unread mark, then its thread with everything about it."""
    expect(inbox.get_by_role("heading", name="Send a first message")).to_be_visible()
    send_smsoffice(sandbox.url, "27831234567", "Your code is 4711")
    phone = inbox.locator("a.phone")
    expect(phone).to_have_class(re.compile("unread"))
    expect(phone).to_contain_text("Your code is 4711")
    expect(inbox).to_have_title("(1) smswire sandbox")
    phone.click()
    message = inbox.locator("article.message")

    expect(message.locator(".text")).to_have_text("Your code is 4711")
    expect(message).to_contain_text("SMS Office from Acme")
    expect(message.locator(".facts")).to_contain_text(re.compile(r"Submitted.*1 segment GSM-7.*1 credit"))
    expect(phone).not_to_have_class(re.compile("unread"))
    expect(inbox).to_have_title("smswire sandbox")


def test_newest_phone_first(sandbox: Served, inbox: Page) -> None:
    """The phone of the newest message stands first, and one number is one phone however it is written."""
    for to in ("27831000001", "27831000002", "27831000003"):
        send_smsoffice(sandbox.url, to)
    send_redoxygen(sandbox.url, "+27831000001", text="Once more")
    expect(inbox.locator("a.phone").first).to_contain_text("Once more")

    assert ["+27831000001", "27831000003", "27831000002"] == _phones(inbox)


def test_receipts(sandbox: Served, inbox: Page) -> None:
    """A click tells the sandbox what became of a message, and the page says so."""
    buttons = {"Deliver": "delivered", "Fail": "failed", "Expire": "expired"}
    for button in buttons:
        send_smsoffice(sandbox.url, "27831234567", f"To {button}")
    _open(inbox, "27831234567")
    for button, state in buttons.items():
        message = inbox.locator("article", has_text=f"To {button}")
        message.get_by_role("button", name=button, exact=True).click()

        expect(message.locator(".state")).to_have_text(state.title())
    expect(inbox.locator("a.phone .state")).to_have_text("Expired")
    assert list(buttons.values()) == [message["state"] for message in sandbox.messages()]


def test_late_news(sandbox: Served, inbox: Page) -> None:
    """What is delivered stays delivered, and the page says why nothing changes."""
    sent = send_smsoffice(sandbox.url, "27831234567")
    sandbox.receipt(sent, "delivered")
    _open(inbox, "27831234567")
    inbox.get_by_role("button", name="Fail", exact=True).click()

    expect(inbox.get_by_role("alert")).to_contain_text("It stays delivered")
    expect(inbox.locator("article .state")).to_have_text("Delivered")


def test_reply(sandbox: Served, inbox: Page) -> None:
    """A reply goes to the newest message, or to the one that was chosen; it shows on the side of the phone, once."""
    send_smsoffice(sandbox.url, "27831234567", "First")
    send_smsoffice(sandbox.url, "27831234567", "Second")
    _open(inbox, "27831234567")
    area = inbox.get_by_label("Reply as 27831234567")
    area.fill("To the second")
    area.press("Enter")
    expect(inbox.locator(".incoming .text")).to_have_text(["To the second"])
    expect(area).to_have_value("")
    inbox.locator("article", has_text="First").get_by_role("button", name="Reply").click()
    area.fill("To the first")
    inbox.locator("#composer-send").click()

    expect(inbox.locator(".incoming .text")).to_have_text(["To the second", "To the first"])
    expect(inbox.locator("a.phone .preview")).to_have_text("To the first")
    said = {message["text"]: [reply["text"] for reply in message["replies"]] for message in sandbox.messages()}
    assert {"First": ["To the first"], "Second": ["To the second"]} == said


def test_what_others_do(sandbox: Served, inbox: Page) -> None:
    """Receipts and replies by the control API show without reloading."""
    sent = send_smsoffice(sandbox.url, "27831234567")
    _open(inbox, "27831234567")
    sandbox.reply(sent, "From elsewhere")
    sandbox.receipt(sent, "expired")

    expect(inbox.locator(".incoming .text")).to_have_text("From elsewhere")
    expect(inbox.locator("article .state")).to_have_text("Expired")


def test_filter_and_search(sandbox: Served, inbox: Page) -> None:
    """Providers and words narrow the list; a number is found in any form."""
    send_smsoffice(sandbox.url, "27831000001", "Breakfast")
    send_redoxygen(sandbox.url, "+61407555001", text="Lunch")
    with netoxygen(sandbox.url) as client:
        client.send_message("me", "any", ["0792223344"], "Dinner")
    expect(inbox.locator("a.phone")).to_have_count(3)
    providers = inbox.get_by_role("group", name="Provider")
    providers.get_by_role("button", name="Red Oxygen").click()
    expect(inbox.locator("a.phone .to")).to_have_text(["+61407555001"])
    expect(providers.get_by_role("button", name="Red Oxygen")).to_have_attribute("aria-pressed", "true")
    search = inbox.get_by_label("Search")
    search.fill("dinner")
    expect(inbox.get_by_text("Nothing fits what you look for.")).to_be_visible()
    providers.get_by_role("button", name="All").click()
    expect(inbox.locator("a.phone .to")).to_have_text(["41792223344"])
    search.fill("+27 831 000 001")

    expect(inbox.locator("a.phone .to")).to_have_text(["27831000001"])


def test_search_within_a_thread(sandbox: Served, inbox: Page) -> None:
    """A thread shows the messages that are looked for, and says that there are others."""
    send_smsoffice(sandbox.url, "27831000001", "Breakfast")
    send_smsoffice(sandbox.url, "27831000001", "Lunch")
    _open(inbox, "27831000001")
    inbox.get_by_label("Search").fill("LUNCH")

    expect(inbox.locator("article .text")).to_have_text(["Lunch"])
    expect(inbox.locator("#thread-about")).to_contain_text("1 of 2 messages")


def test_clear(sandbox: Served, inbox: Page) -> None:
    """Everything is forgotten after a question, and only then."""
    send_smsoffice(sandbox.url, "27831234567")
    expect(inbox.locator("a.phone")).to_have_count(1)
    inbox.get_by_role("button", name="Clear everything").click()
    expect(inbox.get_by_role("dialog")).to_contain_text("1 message, 1 request and 0 warnings")
    inbox.get_by_role("button", name="Keep it").click()
    expect(inbox.get_by_role("dialog")).to_be_hidden()
    assert 1 == len(sandbox.messages())
    inbox.get_by_role("button", name="Clear everything").click()
    inbox.get_by_role("button", name="Clear", exact=True).click()

    expect(inbox.get_by_role("heading", name="Send a first message")).to_be_visible()
    assert [] == sandbox.messages()


def test_details(sandbox: Served, inbox: Page) -> None:
    """The details say what a text takes, why, where it is cut, and what came over the wire, without the password."""
    text = "Grüezi 😀 " + "x" * 70
    sandbox.receipt(send_smsoffice(sandbox.url, "27831234567", text, password="hunter2"), "delivered")
    _open(inbox, "27831234567")
    inbox.get_by_role("link", name="Details").click()
    panel = inbox.get_by_role("complementary", name="Message")
    expect(panel.locator(".raw pre")).to_have_count(2)

    expect(panel).to_contain_text("2 segments in UCS-2, 80 units")
    expect(panel.locator(".characters li")).to_have_text(["😀U+1F600"])
    expect(panel).to_contain_text("Without it, the text takes 1 segment in GSM-7.")
    expect(panel.locator(".segments li bdi.foreign")).to_have_text([text[:66], text[66:]])
    expect(panel.locator(".history li .state")).to_have_text(["Submitted", "Delivered"])
    expect(panel.locator(".raw pre").first).to_contain_text("GET /sms/api/sendsms.asp?username=me&***&from=Acme")
    expect(panel.locator(".raw pre").last).to_contain_text("Success:")
    expect(panel).not_to_contain_text("hunter2")
    expect(inbox.locator("article .forcing")).to_have_text("😀")
    expect(inbox.locator("article .cut")).to_have_attribute("data-cut", "2")


def test_scheduled(sandbox: Served, inbox: Page) -> None:
    """A message that waits for its time says so, and is submitted when the clock has come there."""
    at = (datetime.now(ZURICH) + timedelta(days=2)).replace(hour=8, minute=0, second=0)
    with netoxygen(sandbox.url) as client:
        client.send_message("me", "any", ["0792223344"], "Later", "Acme", f"{at:%Y-%m-%d %H:%M:%S}", "text")
    _open(inbox, "41792223344")
    expect(inbox.locator("article .state")).to_have_text("Scheduled")
    expect(inbox.locator("article .planned")).to_have_text(re.compile(rf"for {at.day} \w+ {at.year}, 08:00:00"))
    sandbox.advance("3d")

    expect(inbox.locator("article .state")).to_have_text("Submitted")


def test_double_send(sandbox: Served, inbox: Page) -> None:
    """The same text to the same number twice stands out: above everything, at the phone and at the message."""
    for _ in range(2):
        send_smsoffice(sandbox.url, "27831234567", "Pay now")
    strip = inbox.locator("#strip")
    expect(strip).to_contain_text("Sent twice The same text went to the same number 2 times")
    _open(inbox, "27831234567")
    expect(inbox.locator("article.warned .warnings")).to_contain_text("a double send?")
    expect(inbox.locator("a.phone .alarming")).to_be_visible()
    strip.get_by_role("link", name="Show").click()
    expect(inbox.locator(".warning")).to_contain_text("27831234567: Pay now")
    expect(strip).to_be_hidden()
    inbox.locator(".warning").get_by_role("link", name="message").click()

    expect(inbox.locator("article.opened .warnings")).to_contain_text("a double send?")


def test_violation(sandbox: Served, inbox: Page) -> None:
    """A request that is not as specified stands out with the place on the wire, although it stored nothing."""
    body = redoxygen_request("+61407555001")
    body["Messages"]["ReceiptFlag"] = 9
    ask(f"{sandbox.url}/smsapi/send", "POST", body, Content_Type="application/json")
    expect(inbox.locator("#strip")).to_contain_text("$.Messages.ReceiptFlag")
    inbox.get_by_role("link", name="Requests").click()
    row = inbox.locator(".requests li")
    expect(row.locator(".violations")).to_contain_text("$.Messages.ReceiptFlag")
    row.locator("a.request").click()
    panel = inbox.get_by_role("complementary", name="Request")

    expect(panel).to_contain_text("Not as the specification says")
    expect(panel.locator(".raw pre").first).to_contain_text('"ReceiptFlag": 9')


def test_request_without_an_answer(sandbox: Served, inbox: Page) -> None:
    """The list of requests shows one that got no answer, with the fault that was played on it."""
    sandbox.chaos("redoxygen", "drop")
    with pytest.raises(OSError, match=r"."):
        send_redoxygen(sandbox.url, "+61407555001")
    inbox.get_by_role("link", name="Requests").click()
    row = inbox.locator("a.request")
    expect(row.locator(".answer")).to_have_text("no answerdrop")
    row.click()

    expect(inbox.locator("#details")).to_contain_text("Nothing was answered.")


def test_fold(sandbox: Served, inbox: Page) -> None:
    """A long text is folded, and all of it is there."""
    text = "word " * 1_000
    with netoxygen(sandbox.url) as client:
        client.send_message("me", "any", ["0792223344"], text)
    _open(inbox, "41792223344")
    body = inbox.locator("article .text")
    expect(body).to_have_class(re.compile("folded"))
    assert text == body.text_content()
    inbox.get_by_role("button", name="Show all 5,000 characters").click()

    expect(body).not_to_have_class(re.compile("folded"))


def test_back_and_reload(sandbox: Served, windows: Windows) -> None:
    """The address says where somebody is: it leads there, back leads back, and a reload forgets nothing."""
    send_smsoffice(sandbox.url, "27831000001", "One")
    send_smsoffice(sandbox.url, "27831000002", "Two")
    page = windows.open(sandbox.url, "#/phone/27831000001")
    expect(page.locator("article .text")).to_have_text("One")
    _open(page, "27831000002")
    page.go_back()
    expect(page.locator("article .text")).to_have_text("One")
    page.wait_for_timeout(700)  # what was read is kept with some delay
    page.reload()

    expect(page.locator("article .text")).to_have_text("One")
    expect(page.locator("a.phone")).to_have_count(2)
    expect(page.locator("a.phone.unread")).to_have_count(0)


def test_batch(sandbox: Served, inbox: Page) -> None:
    """A batch to more phones than fit shows the newest, and the others when they are asked for."""
    send_redoxygen(sandbox.url, *[f"+61407{number:06d}" for number in range(250)])
    expect(inbox.locator("#count-messages")).to_have_text("250")
    expect(inbox.locator("a.phone")).to_have_count(100)
    inbox.get_by_role("button", name="Show 100 more of 250").click()
    inbox.get_by_role("button", name="Show 50 more of 250").click()

    expect(inbox.locator("a.phone")).to_have_count(250)
    assert 250 == len(set(_phones(inbox)))


def test_long_thread(sandbox: Served, inbox: Page) -> None:
    """A thread shows its newest messages and the earlier ones when they are asked for, in order."""
    body = redoxygen_request(*["+61407555001"] * 230)
    for number in range(1, 231):
        body["Messages"][str(number)]["SMSText"] = f"Number {number}"
    ask(f"{sandbox.url}/smsapi/send", "POST", body, Content_Type="application/json")
    _open(inbox, "+61407555001")
    texts = inbox.locator("article .text")
    expect(texts).to_have_count(100)
    expect(texts.last).to_be_in_viewport()
    inbox.get_by_role("button", name="earlier of 230 messages").click()
    inbox.get_by_role("button", name="Show 30 earlier").click()

    expect(texts).to_have_text([f"Number {number}" for number in range(1, 231)])


def test_reading(sandbox: Served, inbox: Page) -> None:
    """Who reads the end of a thread keeps reading it; who reads earlier messages stays there, and hears of new ones."""
    for number in range(12):
        send_smsoffice(sandbox.url, "27831234567", f"Number {number}")
    _open(inbox, "27831234567")
    texts = inbox.locator("article .text")
    expect(texts).to_have_count(12)
    send_smsoffice(sandbox.url, "27831234567", "At the end")
    expect(texts.last).to_have_text("At the end")
    expect(texts.last).to_be_in_viewport()
    texts.first.scroll_into_view_if_needed()
    inbox.wait_for_timeout(100)
    send_smsoffice(sandbox.url, "27831234567", "Out of sight")
    newer = inbox.get_by_role("button", name="New messages")
    expect(newer).to_be_visible()
    expect(texts.first).to_be_in_viewport()
    expect(texts.last).not_to_be_in_viewport()
    newer.click()

    expect(texts.last).to_have_text("Out of sight")
    expect(texts.last).to_be_in_viewport()
    expect(newer).to_be_hidden()


def test_connections(sandbox: Served, inbox: Page) -> None:
    """Two connections at once, where the provider allows one, stand out although no message has to do with it."""
    target = "/sms/api/balance.asp?username=me&password=any"
    with Line(sandbox.url) as one, Line(sandbox.url) as other:
        for line in (one, other):
            line.say(head("GET", target, "Host: localhost"))
            assert 200 == line.answer().status

    expect(inbox.locator("#strip")).to_contain_text("Too many connections 2 connections at once")
    expect(inbox.locator("#count-warnings")).to_have_text("1")


def test_callbacks(sandbox: Served, inbox: Page, listener: Listener) -> None:
    """What a listener answered shows at the message; an acknowledgement that is not the documented one stands out."""
    send_redoxygen(sandbox.url, "+61407555001", receipts=f"{listener.url}/receipt")
    _open(inbox, "+61407555001")
    inbox.get_by_role("link", name="Details").click()
    inbox.get_by_role("button", name="Deliver", exact=True).click()
    calls = inbox.locator("#details .callbacks li")
    expect(calls).to_have_count(1)
    expect(calls.first).to_contain_text("receipt: 200")
    listener.script = lambda _: Reply(body=b"thanks")
    inbox.get_by_role("button", name="Deliver", exact=True).click()

    expect(calls.last).to_have_class("problem")
    expect(inbox.locator("#strip")).to_contain_text("Wrong acknowledgement")
    expect(inbox.locator("article .warnings")).to_contain_text(f"receipt to {listener.url}/receipt")


def test_newest_only(sandbox: Served, windows: Windows) -> None:
    """A page that comes late loads the newest messages, says how many there are besides, and loads them on demand."""
    for start in (0, 300):
        send_redoxygen(sandbox.url, *[f"+61407{number:06d}" for number in range(start, start + 300)])
    page = windows.open(sandbox.url)
    expect(page.locator("#older-text")).to_have_text("100 older messages not loaded.")
    expect(page.locator("#count-messages")).to_have_text("500")
    page.get_by_role("button", name="Load them").click()

    expect(page.locator("#count-messages")).to_have_text("600")
    expect(page.locator("#older")).to_be_hidden()


def test_other_providers(sandbox: Served, windows: Windows) -> None:
    """Each wire of the sandbox is offered as a filter, whatever it is."""
    page = windows.open(sandbox.url)
    wires = ask(f"{sandbox.url}/_sandbox/health").json["wires"]

    assert ["", *wires] == [each.get_attribute("data-provider") for each in page.locator("#providers button").all()]
