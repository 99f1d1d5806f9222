"""``smswire demo``: all four wires, receipts and a reply, in a few seconds and without an account."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import urlsplit

from attrs import define, field, frozen
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from smswire.sandbox import Served, serve
from smswire_providers import eros, netoxygen, redoxygen, smsoffice
from smswire_providers.redoxygen.callbacks import acknowledge_receipt, acknowledge_reply, parse
from smswire_providers.smsoffice.callbacks import acknowledge_delivery_report, parse_delivery_report
from smswire_runtime import CallError, Response, SmswireError

PATIENCE: Final = 10.0
"""Seconds that a callback may take; on an idle machine it takes milliseconds."""

BATCH: Final = 1_000
"""Recipients of the batch."""

CHUNK: Final = 50
"""Recipients of one of its requests: few enough for the bar to move."""

PHONE: Final = "+41792223344"
WATCHED: Final = "+4179220"
"""How the numbers of the batch begin."""

NO_CREDIT: Final = "41792299904"
"""A magic number of the sandbox: its last digits make the provider refuse for want of credit."""

UNICODE: Final = "Grüezi mitenand, 你好, 😀"


@frozen
class Step:
    """One line of the table."""

    wire: str
    what: str
    outcome: str


@define
class Listener:
    """Receives callbacks."""

    url: str
    heard: list[Step] = field(factory=list[Step])
    _news: threading.Condition = field(factory=threading.Condition)

    def tell(self, step: Step) -> None:
        """Something came."""
        with self._news:
            self.heard.append(step)
            self._news.notify_all()

    def wait(self, count: int) -> None:
        """Wait until so much has come."""
        with self._news:
            if not self._news.wait_for(lambda: len(self.heard) >= count, PATIENCE):
                raise SmswireError(f"{count} callbacks were due, and {len(self.heard)} came")


@contextmanager
def listening() -> Generator[Listener]:
    """A receiver on loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            event = parse(tuple(self.headers.items()), "", body)
            if isinstance(event, redoxygen.Reply):
                listener.tell(Step("redoxygen", f"reply by callback: {event.messages.reply.reply_text!r}", "received"))
                self._answer(acknowledge_reply())
            else:
                code = event.messages.receipt.result_value
                listener.tell(Step("redoxygen", f"receipt by callback: result {code}", "received"))
                self._answer(acknowledge_receipt())

        def do_GET(self) -> None:
            report = parse_delivery_report(tuple(self.headers.items()), urlsplit(self.path).query, b"")
            told = f"delivery report by callback: {report.status_id} {report.status_message}"
            listener.tell(Step("smsoffice", told, "received"))
            self._answer(acknowledge_delivery_report())

        def _answer(self, response: Response) -> None:
            self.send_response(response.status)
            for name, value in (*response.headers, ("Content-Length", str(len(response.body)))):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(response.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002, the parent's name
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        listener = Listener(f"http://127.0.0.1:{server.server_address[1]}/callback")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield listener
        finally:
            server.shutdown()
            thread.join()


# -- what is sent -------------------------------------------------------------


def _orders(listener: Listener, texts: dict[str, str]) -> redoxygen.OutgoingMessages:
    return redoxygen.OutgoingMessages(
        receipt_flag=redoxygen.ReceiptFlag.ALWAYS,
        receipt_callback_url=listener.url,
        reply_type=redoxygen.ReplyType.HTTP_CALLBACK,
        reply_callback_url=listener.url,
        time_zone_offset=0,
        recipients=[redoxygen.OutgoingMessage(dest_tn=to, sms_text=text) for to, text in texts.items()],
    )


def _over_red_oxygen(url: str, listener: Listener, console: Console) -> Iterator[Step]:
    with redoxygen.Client("CI1", "demo@example.com", "secret", base_url=url) as client:
        one = client.send(messages=_orders(listener, {PHONE: "Hello"}))
        yield Step("redoxygen", "a text", f"accepted, result {one.result_value}")
        bar = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        accepted = 0
        with Progress(*bar, console=console) as progress:
            task = progress.add_task(f"a batch of {BATCH:,}", total=BATCH)
            for first in range(0, BATCH, CHUNK):
                numbers = [f"{WATCHED}{number:04}" for number in range(first, first + CHUNK)]
                answer = client.send(messages=_orders(listener, dict.fromkeys(numbers, "A batch")))
                accepted += (
                    sum(one.result_value == "0000" for one in answer.messages.recipients) if answer.messages else 0
                )
                progress.advance(task, CHUNK)
        yield Step("redoxygen", f"a batch of {BATCH:,}, {CHUNK} to a request", f"{accepted:,} accepted")


def _over_netoxygen(url: str) -> Iterator[Step]:
    with netoxygen.Client("demo", "secret", base_url=url) as client:
        (row,) = client.send_message(dest=[PHONE], message=UNICODE)
        yield Step("netoxygen", "a Unicode text", f"accepted, id {row.id_value}")
        later = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=2)
        (row,) = client.send_message(dest=[PHONE], message="In two hours", date=later)
        yield Step("netoxygen", "a scheduled text", f"accepted, id {row.id_value}")
        (cancelled,) = client.cancel_message(id=[row.id_value or ""])
        yield Step("netoxygen", "the same cancelled", "cancelled" if cancelled.cancelled else "too late")
        yield Step("netoxygen", "credits", f"{client.get_credits():,}")


def _over_eros(url: str) -> Iterator[Step]:
    model = eros.SMSModel(to=[eros.SMSContact(name="Ann", phone_number=PHONE)], message_body='Say "hello", {Ann}')
    for form in ("json", "jsv"):
        with eros.Client("demo", "secret", format=form, base_url=url) as client:
            answer = client.send(sms_model=model)
            yield Step("eros", f"a text in {form.upper()}", f"accepted, reference {answer.reference if answer else ''}")
    try:
        with eros.Client("demo", "wrong", base_url=url) as client:
            client.send(sms_model=model)
    except CallError as error:
        yield Step("eros", "a wrong password", str(error))


def _over_sms_office(url: str) -> Iterator[Step]:
    with smsoffice.Client("demo", "secret", base_url=url) as client:
        sent = client.send_sms(from_="Desk", to=PHONE[1:], message="Hello")
        yield Step("smsoffice", "a text", f"accepted, id {sent.tracking_number}")
        try:
            client.send_sms(from_="Desk", to=NO_CREDIT, message="Hello")
        except CallError as error:
            said = error.decoded()
            words = said.message if isinstance(said, smsoffice.Failure) else ""
            yield Step("smsoffice", "a text without credit", f"{error}: {words}")


def _with_faults(url: str, sandbox: Served) -> Iterator[Step]:
    sandbox.chaos("netoxygen", "drop")
    with netoxygen.Client("demo", "secret", base_url=url) as client:
        before = len(sandbox.requests(provider="netoxygen"))
        try:
            client.send_message(dest=[PHONE], message="The connection drops")
        except CallError as error:
            sent = len(sandbox.requests(provider="netoxygen")) - before
            yield Step("netoxygen", "a connection that drops after the request", f"{error}; requests sent: {sent}")


# -- the demo -----------------------------------------------------------------


def demo() -> None:
    """Send over all four wires to a sandbox of its own, and show what happened. Nothing leaves this machine."""
    console = Console()
    steps: list[Step] = []
    with listening() as listener, serve() as sandbox:
        url = sandbox.url
        console.print(f"the inbox, while this runs: {url}/")
        sandbox.report_to(listener.url)
        steps += _over_red_oxygen(url, listener, console)
        steps += _over_netoxygen(url)
        steps += _over_eros(url)
        steps += _over_sms_office(url)
        steps += _with_faults(url, sandbox)
        steps += _callbacks(sandbox, listener)
        count = len(sandbox.messages())
    table = Table("wire", "what", "outcome")
    for step in steps:
        table.add_row(*map(Text, (step.wire, step.what, step.outcome)))
    console.print(table)
    console.print(f"{count:,} messages in the inbox. To look at one: make sandbox, or smswire sandbox")


def _callbacks(sandbox: Served, listener: Listener) -> list[Step]:
    """A receipt and a reply over the one wire, a delivery report over the other."""
    listener.heard.clear()
    message = sandbox.wait_for(provider="redoxygen", to=PHONE)
    sandbox.receipt(message, "delivered")
    listener.wait(1)
    sandbox.reply(message, "Thank you")
    listener.wait(2)
    sandbox.receipt(sandbox.wait_for(provider="smsoffice", to=PHONE), "delivered")
    listener.wait(3)
    return list(listener.heard)
