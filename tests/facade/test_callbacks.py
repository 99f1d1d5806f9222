"""Receipts and replies: real calls of the sandbox to a real server, and everything that is not one of them."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Generator
from typing import Any
from urllib.parse import quote, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

import smswire
from smswire import Receipt, Reply, State
from smswire.callbacks import Book, Event, Receiver, wsgi
from smswire.callbacks._addresses import VARIABLE
from smswire.sandbox import Served
from smswire_runtime import Headers

KEY = "a key that nobody guesses"
OTHER = "another key, from before"
PHONE = "+41792223344"
JSON: Headers = (("Content-Type", "application/json"),)


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002, the parent's name
        """Say nothing."""


def _nothing(_: object, start_response: Any) -> list[bytes]:
    start_response("503 Service Unavailable", [])
    return []


class Site:
    """A receiver behind a real WSGI server."""

    def __init__(self) -> None:
        self.heard: list[Event] = []
        self.book = Book(self.heard.append)
        self._server = make_server("127.0.0.1", 0, _nothing, handler_class=_Quiet)
        self.url = f"http://127.0.0.1:{self._server.server_port}/sms"
        self.receiver = Receiver(self.url, self.book.keep, keys=[KEY])
        self._server.set_app(wsgi(self.receiver))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def wait(self, count: int) -> list[Event]:
        """So many events, once they have come."""
        end = time.monotonic() + 10
        while len(self.heard) < count and time.monotonic() < end:
            time.sleep(0.01)
        return self.heard

    def close(self) -> None:
        """End it."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Generator[Site]:
    """Where providers call."""
    monkeypatch.setenv(VARIABLE, KEY)
    site = Site()
    yield site
    site.close()


def test_receipts_and_replies(site: Site, sandbox: Served) -> None:
    """A gateway gives its signed addresses away by itself, and typed events come back."""
    host = sandbox.url.removeprefix("http://")
    url = f"redoxygen://user:secret@{host}?account=CI1&callback={quote(site.url, safe='')}"
    with smswire.connect(url) as gateway:
        submission = gateway.send(PHONE, "Hello")
    site.book.expect(submission)
    (message,) = sandbox.messages()
    sandbox.receipt(message, "failed")
    site.wait(1)
    sandbox.reply(message, "Thank you")
    receipt, reply = site.wait(2)

    assert isinstance(receipt, Receipt)
    assert (submission.id, State.FAILED, PHONE) == (receipt.id, receipt.state, receipt.to)
    assert receipt.at is not None
    assert receipt.at.tzinfo is not None
    assert isinstance(reply, Reply)
    assert (submission.id, PHONE, "Thank you", "Hello") == (reply.id, reply.sender, reply.text, reply.original)
    assert [] == sandbox.warnings()


def test_delivery_report(site: Site, sandbox: Served) -> None:
    """A report to the standing address of an account."""
    sandbox.report_to(site.receiver.addresses.address("smsoffice", "receipt"))
    with smswire.connect(f"smsoffice://u:secret@{sandbox.url.removeprefix('http://')}?from=Desk") as gateway:
        submission = gateway.send(PHONE, "Hello")
    site.book.expect(submission)
    sandbox.receipt(sandbox.messages()[0], "delivered")
    (receipt,) = site.wait(1)

    assert isinstance(receipt, Receipt)
    assert (submission.id, State.DELIVERED) == (receipt.id, receipt.state)
    assert [] == sandbox.warnings()


# -- addresses ------------------------------------------------------------------


def _receiver(keys: list[str], heard: list[Event] | None = None) -> Receiver:
    return Receiver("https://x.test/in", ([] if heard is None else heard).append, keys=keys)


def _path(url: str) -> str:
    return urlsplit(url).path


REPORT = "messageid=7&to=27831234567&StatusID=200&statusMessage=x"


def test_address_that_was_changed() -> None:
    """No character of an address can be changed, and nothing about it tells what is wrong."""
    heard: list[Event] = []
    receiver = _receiver([KEY], heard)
    path = _path(receiver.addresses.address("smsoffice", "receipt"))
    others = {path[:at] + ("b" if path[at] != "b" else "c") + path[at + 1 :] for at in range(len("/in/"), len(path))}
    others |= {path[:-1], f"{path}a", path.upper(), "/in/", "/", "", f"/in/{'x' * 5000}", "/in/smsoffice/receipt/ü-0-a"}

    assert 200 == receiver.handle("GET", path, REPORT, (), b"").status
    answers = [receiver.handle("GET", other, REPORT, (), b"") for other in others]
    assert {(404, b"not found\n")} == {(answer.status, answer.body) for answer in answers}
    assert 1 == len(heard)


def test_address_is_for_one_purpose() -> None:
    """An address for receipts is none for replies."""
    receiver = _receiver([KEY])
    path = _path(receiver.addresses.address("redoxygen", "receipt")).replace("/receipt/", "/reply/")

    assert 404 == receiver.handle("POST", path, "", JSON, b"{}").status


def test_keys_are_changed() -> None:
    """An address of the key before is still good, and one of the key before that is not."""
    path = _path(_receiver([OTHER]).addresses.address("smsoffice", "receipt"))

    assert 200 == _receiver([KEY, OTHER]).handle("GET", path, REPORT, (), b"").status
    assert 404 == _receiver([KEY]).handle("GET", path, REPORT, (), b"").status


def test_address_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address that a request carried is good for a month; one that is set by hand stays."""
    receiver = _receiver([KEY])
    passing = _path(receiver.addresses.address("redoxygen", "receipt"))
    standing = _path(receiver.addresses.address("smsoffice", "receipt"))
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 31 * 86_400)

    assert 404 == receiver.handle("POST", passing, "", JSON, b"{}").status
    assert 200 == receiver.handle("GET", standing, REPORT, (), b"").status


@pytest.mark.parametrize("keys", [[], ["short"], [KEY, OTHER, "a third one, and too many"]])
def test_keys_that_are_refused(keys: list[str]) -> None:
    """One or two keys, long enough."""
    with pytest.raises(smswire.ConfigurationError):
        _receiver(keys)


# -- what comes -----------------------------------------------------------------


@pytest.mark.parametrize(
    "method,query,body,status",
    [
        ("GET", "", b"{}", 405),
        ("POST", "", b"", 400),
        ("POST", "", b"\xff", 400),
        ("POST", "", b"[" * 60_000, 400),
        ("POST", "", b'{"Messages": {"Receipt": {}}}', 400),
        ("POST", "", b"{" + b" " * 70_000 + b"}", 413),
        ("POST", "a" * 9_000, b"{}", 414),
    ],
)
def test_nonsense(method: str, query: str, body: bytes, status: int) -> None:
    """Whatever comes gets an answer of ours, and nothing is kept."""
    heard: list[Event] = []
    receiver = _receiver([KEY], heard)
    path = _path(receiver.addresses.address("redoxygen", "receipt"))

    assert status == receiver.handle(method, path, query, JSON, body).status
    assert [] == heard


def test_event_that_cannot_be_kept() -> None:
    """Only an event that could not be kept gets a 500, so that the provider brings it again."""

    def full(_: Event) -> None:
        raise OSError("canary: no space left")

    receiver = Receiver("https://x.test", full, keys=[KEY])
    path = _path(receiver.addresses.address("smsoffice", "receipt"))
    answer = receiver.handle("GET", path, REPORT, (), b"")

    assert (500, b"not kept\n") == (answer.status, answer.body)


# -- the book -------------------------------------------------------------------


def _receipt(state: State) -> Receipt:
    return Receipt(provider="p", id="1", state=state)


def test_order_does_not_matter() -> None:
    """Receipts in any order, any number of times, end in the same state; nothing final is taken back."""
    message = smswire.Message(to=PHONE, text="x")
    submission = smswire.Submission(message=message, outcome=smswire.Outcome.ACCEPTED, provider="p", id="1")
    states = [State.QUEUED, State.SUBMITTED, State.DELIVERED, State.SUBMITTED]
    for order in itertools.permutations(states):
        for expected_at in range(len(order) + 1):
            told: list[Event] = []
            book = Book(told.append)
            for index, state in enumerate(order):
                if index == expected_at:
                    book.expect(submission)
                book.keep(_receipt(state))
            book.expect(submission)

            assert State.DELIVERED is book.state("p", "1")
            assert len(told) == len({one.state for one in told if isinstance(one, Receipt)})


def test_early_receipt_is_parked() -> None:
    """A receipt that comes before its submission is told once the message is known."""
    told: list[Event] = []
    book = Book(told.append)
    book.keep(_receipt(State.DELIVERED))
    before = list(told)
    message = smswire.Message(to=PHONE, text="x")
    book.expect(smswire.Submission(message=message, outcome=smswire.Outcome.ACCEPTED, provider="p", id="1"))

    assert ([], [_receipt(State.DELIVERED)]) == (before, told)


def test_reply_is_told_once() -> None:
    """A reply that a provider repeats is the same reply."""
    told: list[Event] = []
    book = Book(told.append)
    for text in ("yes", "yes", "no"):
        book.keep(Reply(provider="p", id="1", sender=PHONE, text=text))

    assert ["yes", "no"] == [one.text for one in told if isinstance(one, Reply)]


def test_book_is_bounded() -> None:
    """The newest messages are remembered."""
    book = Book(lambda _: None, parks=False, kept=2)
    for known in ("1", "2", "3"):
        book.keep(Receipt(provider="p", id=known, state=State.DELIVERED))

    assert [State.UNKNOWN, State.DELIVERED] == [book.state("p", "1"), book.state("p", "3")]
