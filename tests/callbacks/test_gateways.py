"""A gateway gives its addresses away by itself, and what the sandbox brings there is heard."""

from __future__ import annotations

import threading
from collections.abc import Generator
from urllib.parse import quote

import pytest

import smswire
from smswire import Receipt, Reply, State
from smswire.callbacks import Book, Event, Receiver
from smswire.callbacks._addresses import VARIABLE
from smswire.callbacks._server import Server
from smswire.sandbox import Served
from tests.callbacks.callers import KEY, PATIENCE, PHONE

EARLY = "+41792299909"
TWICE = "+41792299907"
OUT_OF_ORDER = "+41792299908"
"""Magic numbers of the sandbox: a receipt before the answer, the same receipt twice, the older one last."""


class Site:
    """A receiver on a real socket, and what its book tells."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/sms"
        self.heard: list[Event] = []
        self.trouble: list[Exception] = []
        """What goes wrong with the next events."""
        self.book = Book(self._tell)
        self.receiver = Receiver(self.url, self.book.keep)
        self._news = threading.Condition()

    def _tell(self, event: Event) -> None:
        if self.trouble:
            raise self.trouble.pop()
        with self._news:
            self.heard.append(event)
            self._news.notify_all()

    def wait(self, count: int) -> list[Event]:
        """So many events, once they have come."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.heard) >= count, PATIENCE)
        return self.heard


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Generator[Site]:
    """Where providers call."""
    monkeypatch.setenv(VARIABLE, KEY)
    with Server("127.0.0.1", 0) as server:
        site = Site(server.port)
        thread = threading.Thread(target=server.answer, args=(site.receiver,))
        thread.start()
        yield site
        server.shutdown()
        thread.join()


def _red_oxygen(site: Site, sandbox: Served) -> str:
    host = sandbox.url.removeprefix("http://")
    return f"redoxygen://user:secret@{host}?account=CI1&callback={quote(site.url, safe='')}"


def test_receipts_and_replies(site: Site, sandbox: Served) -> None:
    """Red Oxygen learns the addresses with each request; typed events come back."""
    with smswire.connect(_red_oxygen(site, sandbox)) as gateway:
        submission = gateway.send(PHONE, "Hello")
    site.book.expect(submission)
    (message,) = sandbox.messages()
    sandbox.receipt(message, "failed")
    site.wait(1)
    sandbox.reply(message, "Thank you")
    receipt, reply = site.wait(2)
    sandbox.advance("1s")  # it comes back when every call is through

    assert isinstance(receipt, Receipt)
    assert (submission.id, State.FAILED, PHONE) == (receipt.id, receipt.state, receipt.to)
    assert receipt.at is not None
    assert receipt.at.tzinfo is not None
    assert receipt.raw is not None
    assert isinstance(reply, Reply)
    assert (submission.id, PHONE, "Thank you", "Hello") == (reply.id, reply.sender, reply.text, reply.original)
    assert [] == sandbox.warnings()


def test_delivery_report(site: Site, sandbox: Served) -> None:
    """SMS Office reports to the standing address of the account; what comes out of order tells nothing twice."""
    sandbox.report_to(site.receiver.addresses.address("smsoffice", "receipt"))
    with smswire.connect(f"smsoffice://u:secret@{sandbox.url.removeprefix('http://')}?from=Desk") as gateway:
        submission = gateway.send(OUT_OF_ORDER, "Hello")
    site.book.expect(submission)
    sandbox.advance("1h")
    (receipt,) = site.wait(1)

    assert isinstance(receipt, Receipt)
    assert (submission.id, State.DELIVERED) == (receipt.id, receipt.state)
    assert [] == sandbox.warnings()


def test_early_and_repeated_receipts(site: Site, sandbox: Served) -> None:
    """A receipt that was there before the answer is told when its message is known; one that comes twice, once."""
    with smswire.connect(_red_oxygen(site, sandbox)) as gateway:
        early, twice = gateway.send_all([(EARLY, "Hello"), (TWICE, "Hello")])
    sandbox.advance("1h")
    before = list(site.heard)
    site.book.expect(twice)
    site.book.expect(early)

    assert [] == before
    assert [twice.id, early.id] == [event.id for event in site.heard]
    assert [] == sandbox.warnings()


def test_event_that_was_not_kept(site: Site, sandbox: Served) -> None:
    """What could not be kept is not acknowledged, and is told when SMS Office brings it again."""
    sandbox.report_to(site.receiver.addresses.address("smsoffice", "receipt"))
    with smswire.connect(f"smsoffice://u:secret@{sandbox.url.removeprefix('http://')}?from=Desk") as gateway:
        site.book.expect(gateway.send(PHONE, "Hello"))
    site.trouble.append(OSError("no space left"))
    sandbox.receipt(sandbox.messages()[0], "delivered")
    sandbox.advance("2h")

    assert [] == site.trouble
    assert [State.DELIVERED] == [event.state for event in site.heard if isinstance(event, Receipt)]
