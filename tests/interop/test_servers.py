"""Servers that we did not write answer our clients: the standard library's XML-RPC, and Prism from our documents."""

from __future__ import annotations

import asyncio
import contextlib
import re
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final
from xmlrpc.server import SimpleXMLRPCRequestHandler, SimpleXMLRPCServer

import pytest

from smswire_providers import eros, netoxygen, redoxygen, smsoffice
from smswire_runtime import AiohttpTransport, AsyncTransport, ThreadedTransport
from tests.conftest import RequireTool

SCHEMAS: Final = Path(__file__).parents[2] / "schemas"
PATIENCE: Final = 60.0
"""Seconds until Prism listens; about two on an idle machine."""

LISTENING: Final = re.compile(r"Prism is listening on (http://127\.0\.0\.1:[0-9]+)")

transports = pytest.mark.parametrize("transport", [ThreadedTransport, AiohttpTransport])


# -- the standard library's XML-RPC server ------------------------------------


class _Handler(SimpleXMLRPCRequestHandler):
    rpc_paths = ("/api2/",)


class Ledger:
    """The eight methods, and what they were called with."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []

    def _dispatch(self, method: str, arguments: tuple[Any, ...]) -> Any:
        self.calls.append((method, *arguments))
        listed: list[str] = arguments[2] if arguments[3:] or method in {"get_status", "cancel_message"} else []
        match method:
            case "clean_number":
                return str(arguments[2]).replace("0", "41", 1)
            case "send_message":
                return [[number, True, f"id-{number}"] for number in listed]
            case "get_status":
                return [[one, {"to": "41791112233", "sent_status": 1}] for one in listed]
            case "cancel_message":
                return [[one, True] for one in listed]
            case _:
                return ANSWERS[method]


ANSWERS: Final = {
    "auth": True,
    "get_credits": -3,
    "account_status": "regular",
    "get_guid": "123e4567-e89b-12d3-a456-426614174000",
}


@pytest.fixture
def ledger() -> Ledger:
    """What the server was asked."""
    return Ledger()


@pytest.fixture
def standard(ledger: Ledger) -> Iterator[str]:
    """The address of an XML-RPC server of the standard library."""
    with SimpleXMLRPCServer(("127.0.0.1", 0), _Handler, logRequests=False) as server:
        server.register_instance(ledger)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_xmlrpc_server(standard: str, ledger: Ledger) -> None:
    """All eight methods, with Unicode and an array, over the synchronous client."""
    with netoxygen.Client("user", "pass=&ü", base_url=standard) as client:
        assert client.auth()
        assert -3 == client.get_credits()
        assert netoxygen.AccountStatus.REGULAR == client.account_status()
        assert "123e4567-e89b-12d3-a456-426614174000" == client.get_guid()
        assert "41791112233" == client.clean_number(number="0791112233")
        rows = client.send_message(dest=["0791112233", "0791112244"], message="Grüezi <&> 😀")
        (status,) = client.get_status(id=["a"])
        (cancelled,) = client.cancel_message(id=["a"])

    assert [("0791112233", True, "id-0791112233"), ("0791112244", True, "id-0791112244")] == [
        (row.dest, row.ok, row.id) for row in rows
    ]
    assert isinstance(status.status, netoxygen.MessageStatus)
    assert "41791112233" == status.status.to
    assert cancelled.cancelled
    assert {("user", "pass=&ü")} == {call[1:3] for call in ledger.calls}
    assert ("send_message", "user", "pass=&ü", ["0791112233", "0791112244"], "Grüezi <&> 😀", "", "", "text") == (
        ledger.calls[5]
    )


@transports
def test_xmlrpc_server_in_tasks(standard: str, ledger: Ledger, transport: Callable[[], AsyncTransport]) -> None:
    """The asynchronous client says the same, many at a time."""

    async def talk() -> list[int]:
        async with netoxygen.AsyncClient("user", "pass", base_url=standard, transport=transport()) as client:
            return await asyncio.gather(*(client.get_credits() for _ in range(8)))

    assert [-3] * 8 == asyncio.run(talk())
    assert 8 * [("get_credits", "user", "pass")] == ledger.calls


# -- Prism --------------------------------------------------------------------


@pytest.fixture(scope="module")
def prism(require_tool: RequireTool) -> Iterator[Callable[[str], str]]:
    """Starts Prism with a provider's document; its address. It refuses requests that are not as documented."""
    tool = require_tool("prism")
    with contextlib.ExitStack() as stack:
        addresses: dict[str, str] = {}

        def start(provider: str) -> str:
            if provider not in addresses:
                document = SCHEMAS / provider / "openapi.yaml"
                command = [tool, "mock", "--errors", "--host", "127.0.0.1", "--port", "0", str(document)]
                process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
                stack.callback(_end, process)
                addresses[provider] = _address(process)
            return addresses[provider]

        yield start


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    process.communicate(timeout=PATIENCE)


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    end = time.monotonic() + PATIENCE
    said: list[str] = []
    while time.monotonic() < end and (line := process.stdout.readline()):
        said.append(line)
        if found := LISTENING.search(line):
            return found[1]
    raise AssertionError("".join(said))


def _messages() -> redoxygen.OutgoingMessages:
    return redoxygen.OutgoingMessages(
        receipt_flag=redoxygen.ReceiptFlag.NEVER,
        reply_type=redoxygen.ReplyType.EMAIL,
        time_zone_offset=0,
        recipients=[redoxygen.OutgoingMessage(dest_tn="+61407555001", sms_text="Hello")],
    )


def _model() -> eros.SMSModel:
    return eros.SMSModel(
        from_=eros.SMSContact(name="Desk", phone_number="+27831234567"),
        to=[eros.SMSContact(name="Ann", phone_number="+27831234568")],
        message_body="Hello",
    )


def test_prism_answers_the_json_client(prism: Callable[[str], str]) -> None:
    """A request with its credentials in the body is as documented, and the documented answer comes back typed."""
    with redoxygen.Client("CI1", "user@x.test", "pass", base_url=prism("redoxygen")) as client:
        answer = client.raw.send(messages=_messages())

    assert (200, "0000") == (answer.response.status, answer.value.result_value)


@pytest.mark.parametrize("token", [None, "t"])
def test_prism_answers_the_client_with_a_header(prism: Callable[[str], str], token: str | None) -> None:
    """Both kinds of Authorization header are as documented; Prism knows the JSON encoding only."""
    url = prism("eros")
    with eros.Client(token=token, base_url=url) if token else eros.Client("u", "p", base_url=url) as client:
        answer = client.send(sms_model=_model())

    assert isinstance(answer, eros.CommResponse)
    assert answer.status


def test_prism_answers_the_query_client(prism: Callable[[str], str]) -> None:
    """Calls by query, and plain-text answers."""
    with smsoffice.Client("user", "p%+ä#?/", base_url=prism("smsoffice")) as client:
        balance = client.get_balance()
        sent = client.send_sms(from_="senderID", to="27831234567", message="Closed & locked\nToday: 100% ö")

    assert isinstance(balance, smsoffice.Balance)
    assert isinstance(sent, smsoffice.Sent)


@transports
def test_prism_answers_in_tasks(prism: Callable[[str], str], transport: Callable[[], AsyncTransport]) -> None:
    """The asynchronous clients do the same, on either transport."""
    addresses = [prism(one) for one in ("redoxygen", "eros", "smsoffice")]

    async def talk() -> tuple[object, ...]:
        async with (
            redoxygen.AsyncClient("CI1", "u@x.test", "p", base_url=addresses[0], transport=transport()) as first,
            eros.AsyncClient("user", "pass", base_url=addresses[1], transport=transport()) as second,
            smsoffice.AsyncClient("user", "pass", base_url=addresses[2], transport=transport()) as third,
        ):
            return await asyncio.gather(
                first.send(messages=_messages()),
                second.send(sms_model=_model()),
                third.send_sms(from_="senderID", to="27831234567", message="x"),
            )

    kinds = [type(answer) for answer in asyncio.run(talk())]

    assert [redoxygen.SendResponse, eros.CommResponse, smsoffice.Sent] == kinds
