"""A receiver behind real servers, at the other end of real sockets: the same answers from each of them."""

from __future__ import annotations

import json
import logging
import socket
import threading
import time
from collections.abc import Generator, Iterator

import pytest

from smswire.callbacks import Event, Receiver, _asgi, _server, _wsgi
from smswire.callbacks._receiver import BODY_LIMIT, QUERY_LIMIT
from tests.callbacks.callers import BASE, KEY, OTHER, PATIENCE, PHONE, REPORT, answer, ask, path_of, receipt, receiver
from tests.callbacks.callers import request as asking
from tests.callbacks.servers import SERVERS, own, uvicorn_server, wsgiref

CHUNKED = [name for name in SERVERS if name != "wsgiref"]
"""Servers that read chunks, which the standard library's does not."""

TIMED = ["wsgiref", "uvicorn", "own"]
"""Servers that call before the whole body is there; the patience of the others is their own."""

SHORT = 0.3
"""Seconds that stand for the five."""

TYPE = "Content-Type: application/json"


class Site:
    """A receiver that somebody serves."""

    def __init__(self, port: int, receiving: Receiver, heard: list[Event]) -> None:
        self.port = port
        self.receipts = path_of(receiving, "redoxygen")
        self.replies = path_of(receiving, "redoxygen", "reply")
        self.reports = path_of(receiving)
        self.heard = heard


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest) -> str:
    """Each of the servers."""
    return str(request.param)


@pytest.fixture
def site(server: str) -> Generator[Site]:
    """A receiver behind that server."""
    heard: list[Event] = []
    receiving = receiver(heard=heard)
    with SERVERS[server](receiving) as port:
        yield Site(port, receiving, heard)


def _padded(size: int) -> bytes:
    return receipt().ljust(size)


def test_acknowledgements(site: Site) -> None:
    """Each kind of news has the acknowledgement of its document."""
    answers = [
        ask(site.port, asking("POST", site.receipts, receipt(), TYPE)),
        ask(site.port, asking("GET", f"{site.reports}?{REPORT}")),
    ]

    assert [200, 200] == [status for status, _ in answers]
    assert {"Name": "ROX_API_Receipt_Response", "Version": "1.1", "Result": "0000", "ResultText": "OK"} == json.loads(
        answers[0][1]
    )
    assert b"" == answers[1][1]
    assert ["redoxygen", "smsoffice"] == [event.provider for event in site.heard]


@pytest.mark.parametrize("size,status", [(BODY_LIMIT, 200), (BODY_LIMIT + 1, 413), (4 * BODY_LIMIT, 413)])
def test_length_of_a_body(site: Site, size: int, status: int) -> None:
    """64 KiB are read, and not a byte more."""
    assert status == ask(site.port, asking("POST", site.receipts, _padded(size), TYPE))[0]
    assert (status == 200) == bool(site.heard)


@pytest.mark.parametrize("server", CHUNKED)
@pytest.mark.parametrize("size,status", [(200, 200), (BODY_LIMIT, 200), (BODY_LIMIT + 1, 413)])
def test_chunks(site: Site, size: int, status: int) -> None:
    """A body that comes in chunks, without a length, is held to the same limit."""
    body = _padded(size)

    assert status == ask(site.port, asking("POST", site.receipts, body, TYPE, chunks=1000))[0]
    assert (status == 200) == bool(site.heard)


@pytest.mark.parametrize("server", ["wsgiref"])
def test_chunks_that_a_server_does_not_read(site: Site) -> None:
    """A server that hands chunks over as they are gets no event made of them."""
    assert 411 == ask(site.port, asking("POST", site.receipts, receipt(), TYPE, chunks=1000))[0]
    assert [] == site.heard


def test_length_of_a_query(site: Site) -> None:
    """8 KiB are read, and not a character more."""
    longest = f"{REPORT}&more=".ljust(QUERY_LIMIT, "x")

    assert 200 == ask(site.port, asking("GET", f"{site.reports}?{longest}"))[0]
    assert 414 == ask(site.port, asking("GET", f"{site.reports}?{longest}x"))[0]
    assert 1 == len(site.heard)


def _strange(site: Site) -> Iterator[str]:
    yield from (site.reports[:-1], f"{site.reports}/", site.reports.upper(), "/in/", "/", "/in/%FF%00")
    yield site.reports.replace("/smsoffice/", "/redoxygen/")
    yield site.receipts.replace("/receipt/", "/reply/")
    yield path_of(receiver([OTHER]))
    yield path_of(Receiver("https://x.test/on", print, keys=[KEY]))


@pytest.mark.parametrize("method,body", [("GET", b""), ("POST", b"x" * 100), ("DELETE", b"")])
def test_strange_addresses(site: Site, method: str, body: bytes) -> None:
    """Nothing about an address that is not ours tells what is wrong with it; nothing of it fails."""
    answers = {path: ask(site.port, asking(method, path, body))[0] for path in _strange(site)}

    assert {404} == set(answers.values())
    assert [] == site.heard


@pytest.mark.parametrize("method", ["HEAD", "PUT", "OPTIONS", "BREW"])
def test_methods(site: Site, method: str) -> None:
    """An address has one method, and a HEAD has no body."""
    status, body = ask(site.port, asking(method, f"{site.reports}?{REPORT}"))

    assert 405 == status
    assert (b"" if method == "HEAD" else b"method not allowed\n") == body
    assert [] == site.heard


def test_percent_signs(site: Site) -> None:
    """A path in which somebody escaped what needs no escape is the same path."""
    escaped = site.reports.replace("-", "%2D").replace("sms", "%73ms")

    assert 200 == ask(site.port, asking("GET", f"{escaped}?{REPORT}"))[0]


def test_headers_of_all_kinds(site: Site) -> None:
    """What stands in other headers is nobody's business."""
    headers = (TYPE, "X-Thing: \xff\xfe gr\xfcezi", "X-Empty:", "Cookie: a=\xe4; b")

    assert 200 == ask(site.port, asking("POST", site.receipts, receipt(), *headers))[0]


def test_client_that_goes_away(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    """Half an event is none, even where it could be read; nobody complains, and the next one is served."""
    sent = asking("POST", site.receipts, _padded(2_000), TYPE)
    for end in (len(sent) - 1, len(sent) - 1_000, sent.index(b"\r\n\r\n") + 4, 40, 5):
        with socket.create_connection(("127.0.0.1", site.port), PATIENCE) as connection:
            connection.sendall(sent[:end])
    cut = asking("GET", f"{site.reports}?{REPORT}")
    with socket.create_connection(("127.0.0.1", site.port), PATIENCE) as connection:
        connection.sendall(cut[: cut.index(b"&Status") + 11])  # before the end of StatusID=200
    status, _ = ask(site.port, asking("POST", site.receipts, receipt("8"), TYPE))

    assert 200 == status
    assert ["8"] == [event.id for event in site.heard]
    complaints = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert [] == [record for record in complaints if record.name != "waitress.queue"]  # it tells of a busy machine


def test_nothing_is_logged(site: Site, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    """Whatever goes wrong, no address, number or text is written down."""
    caplog.set_level(logging.DEBUG)
    unknown = receipt().replace(b'"Name": "ROX_API_Receipt"', b'"%s": [1%s]' % (PHONE.encode(), b"0" * 30))
    bad = [unknown, receipt(SMSId=None), b'{"Danke": ', b"\xff", receipt(ResultText=["Danke"])]
    for body in bad:
        ask(site.port, asking("POST", site.receipts, body, TYPE))
    for query in ("", "messageid=7&messageid=8", f"{PHONE[1:]}=%FF", "Danke=%ZZ", f"{REPORT}&to=1&StatusID=Danke"):
        ask(site.port, asking("GET", f"{site.reports}?{query}"))
    ask(site.port, asking("POST", f"{site.reports}x?to={PHONE}", b"Danke"))

    said = [record.getMessage() for record in caplog.records if record.name != "uvicorn.access"]  # it is off
    written = "\n".join([*said, *capfd.readouterr()])
    secret = (PHONE[1:], "2783123", "Danke", site.receipts[-20:], site.reports[-20:], "/in/")
    assert "could not be read" in written
    assert [] == [word for word in secret if word in written]


# -- who is slow ------------------------------------------------------------------


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five seconds are a moment."""
    for module in (_wsgi, _asgi, _server):
        monkeypatch.setattr(module, "PATIENCE", SHORT)


def _drip(connection: socket.socket, data: bytes, ended: threading.Event) -> None:
    for index in range(len(data)):
        try:
            connection.sendall(data[index : index + 1])
        except OSError:
            return
        if ended.wait(0.02):
            return


def _dripped(port: int, at_once: bytes, data: bytes) -> tuple[float, int]:
    """How long it takes until somebody has enough of bytes that come one by one, and what is answered."""
    ended = threading.Event()
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        connection.sendall(at_once)
        dripping = threading.Thread(target=_drip, args=(connection, data, ended))
        dripping.start()
        status, _ = answer(connection)
        ended.set()
        dripping.join()
    return time.monotonic() - began, status


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("server", TIMED)
def test_body_that_drips(site: Site) -> None:
    """A body has to be there in time, and each byte of it is no reason to wait for another one."""
    sent = asking("POST", site.receipts, _padded(2_000), TYPE)
    begins = sent.index(b"\r\n\r\n") + 4
    took, status = _dripped(site.port, sent[:begins], sent[begins:])

    assert 408 == status
    assert took < PATIENCE / 2
    assert [] == site.heard


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("server", ["uvicorn", "own"])
@pytest.mark.parametrize("chunks", [0, 500])
def test_body_that_stops(site: Site, chunks: int) -> None:
    """A body that does not go on is given up."""
    sent = asking("POST", site.receipts, _padded(2_000), TYPE, chunks=chunks)
    status, _ = ask(site.port, sent[:-600])

    assert 408 == status
    assert [] == site.heard


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("begin", [0, 30])
def test_headers_that_drip(begin: int) -> None:
    """The server of ours has the same patience for a whole request, from its first byte."""
    heard: list[Event] = []
    receiving = receiver(heard=heard)
    sent = asking("GET", f"{path_of(receiving)}?{REPORT}")
    with own(receiving) as port:
        _, status = _dripped(port, sent[:begin], sent[begin:])
        silent = ask(port, sent[:begin])

    assert 408 == status
    assert 408 == silent[0]
    assert [] == heard


def test_strangers_wait_for_nothing() -> None:
    """Who does not know an address is answered before the body is there."""
    for serving in (wsgiref, uvicorn_server, own):
        with serving(receiver()) as port:
            assert 404 == ask(port, asking("POST", "/in/a/b/c", b"x" * 1_000)[:-500])[0]


# -- the server of ours -----------------------------------------------------------


@pytest.mark.parametrize(
    "sent,status",
    [
        (b"GET /in/\r\n\r\n", 400),
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTTP/9.9\r\n\r\n", 505),
        (b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\n" + (b"X: " + b"y" * 60_000 + b"\r\n") * 5 + b"\r\n", 413),
        (b"\r\n\r\n", 0),
        (b"GET / HTTP/1.1", 0),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n", 400),
    ],
)
def test_what_is_no_request(sent: bytes, status: int) -> None:
    """It gets an answer of ours, and a word at most."""
    with own(receiver()) as port:
        with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            came, body = answer(connection)

        assert status == came
        assert len(body) < 20
        assert 404 == ask(port, asking("GET", "/"))[0]


@pytest.mark.parametrize(
    "headers,body,status",
    [
        (("Content-Length: -1",), b"", 400),
        (("Content-Length: 1e3",), b"", 400),
        (("Content-Length: \xb2",), b"", 400),
        ((f"Content-Length: {'9' * 5000}",), b"", 413),
        (("Transfer-Encoding: gzip",), b"", 400),
        (
            ("Transfer-Encoding: chunked", "Content-Length: 5"),
            b"%x\r\n%s\r\n0\r\n\r\n" % (len(receipt()), receipt()),
            400,
        ),
        (("Transfer-Encoding: chunked",), b"-5\r\nhello\r\n0\r\n\r\n", 400),
        (("Transfer-Encoding: chunked",), b"0x5\r\nhello\r\n0\r\n\r\n", 400),
        (("Transfer-Encoding: chunked",), b"5\r\nhelloworld\r\n0\r\n\r\n", 400),
        (("Transfer-Encoding: chunked",), b"ffffffff\r\nhello", 413),
        (("Transfer-Encoding: chunked",), b"5;" + b"x" * 1000 + b"\r\nhello\r\n0\r\n\r\n", 400),
    ],
)
def test_framing_that_is_wrong(headers: tuple[str, ...], body: bytes, status: int) -> None:
    """A request that can be read in two ways, or in none, is not read."""
    heard: list[Event] = []
    receiving = receiver(heard=heard)
    with own(receiving) as port:
        sent = asking("POST", path_of(receiving, "redoxygen"), b"", TYPE, *headers) + body

        assert status == ask(port, sent)[0]
        assert [] == heard


def test_who_asks_before_sending() -> None:
    """A client that waits for a 100 gets it, and one without an address gets no more than its refusal."""
    receiving = receiver()
    with own(receiving) as port:
        known = asking("POST", path_of(receiving, "redoxygen"), receipt(), TYPE, "Expect: 100-continue")
        head, _, body = known.partition(b"\r\n\r\n")
        with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
            connection.sendall(head + b"\r\n\r\n")
            assert b"HTTP/1.1 100 Continue\r\n\r\n" == connection.recv(100)
            connection.sendall(body)
            assert 200 == answer(connection)[0]

        strange = known.replace(b"/in/", b"/on/").partition(b"\r\n\r\n")[0]
        assert 404 == ask(port, strange + b"\r\n\r\n")[0]


@pytest.mark.usefixtures("hurried")
def test_many_who_say_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """More silent clients than there are places take no more than these, and hold nobody up for long."""
    places = 4
    monkeypatch.setattr(_server, "CONNECTIONS", places)
    receiving = receiver()
    with own(receiving) as port:
        others = threading.active_count()
        silent = [socket.create_connection(("127.0.0.1", port), PATIENCE) for _ in range(2 * places)]
        time.sleep(SHORT / 2)
        busy = threading.active_count() - others
        status, _ = ask(port, asking("GET", f"{path_of(receiving)}?{REPORT}"))
        for one in silent:
            one.close()

    assert places == busy
    assert 200 == status


def test_prefix_of_a_proxy() -> None:
    """A proxy that takes a prefix away says so in root_path, and the addresses still fit."""
    receiving = receiver()
    with uvicorn_server(receiving, root_path="/in") as port:
        below = path_of(receiving).removeprefix("/in")

        assert 200 == ask(port, asking("GET", f"{below}?{REPORT}"))[0]
        assert BASE.endswith("/in")
