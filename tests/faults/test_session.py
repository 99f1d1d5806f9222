"""Sessions: one login for everybody, one repeat after a lost one, and what a login that fails means for a call."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import pytest

from smswire_runtime import ClosedError, Event, Stage, log_event
from smswire_runtime._outcomes import NotSent, OutcomeUnknown, Phase, Reason, Rejected
from tests.faults.kinds import SYNC, TRANSPORTS, Ended, Kind, Loop
from tests.faults.providers import EROS
from tests.faults.server import FaultServer, Peer, Script, answering
from tests.faults.silence import PASSWORD, USER, check_silent, shown, sung

COOKIE: Final = "canary-session"
LOGIN: Final = b"POST /auth/credentials "
OPENED: Final = json.dumps({"UserId": "12", "SessionId": COOKIE, "UserName": USER, "ResponseStatus": {}}).encode()
REFUSED: Final = b'{"ResponseStatus": {"ErrorCode": "Unauthorized", "Message": "Invalid UserName or Password"}}'


class Desk:
    """A server that knows sessions: it opens, ends and refuses them, and counts what it is asked."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.logins = 0
        self.sends = 0
        self.valid: set[str] = set()
        self.refuses: Script = answering(b"401 Unauthorized")
        """What a call without a session gets."""
        self.opens: Script = self.open
        """What a login gets."""

    def open(self, peer: Peer) -> None:
        """Open a session."""
        name = f"{COOKIE}-{self.logins}"
        self.valid.add(name)
        peer.wait(0.05)  # so that others come meanwhile
        cookies = (
            b"set-cookie: other=canary-other; path=/",
            b"Set-Cookie: SS-ID=wrong-case",
            b"Set-Cookie: ss-id=%b; path=/; HttpOnly; SameSite=Lax" % name.encode(),
            b"Set-Cookie: ss-pid=p-%b;path=/" % name.encode(),
        )
        peer.answer(b"200 OK", OPENED, b"Content-Type: application/json", *cookies)

    def __call__(self, peer: Peer) -> None:
        """Serve a connection."""
        while request := peer.request():
            if request.startswith(LOGIN):
                with self.lock:
                    self.logins += 1
                self.opens(peer)
                continue
            with self.lock:
                self.sends += 1
            if cookies_of(request) in [f"ss-id={name}; ss-pid=p-{name}" for name in self.valid]:
                peer.accept()
            else:
                self.refuses(peer)


def cookies_of(request: bytes) -> str:
    """What stands in the Cookie header."""
    lines = [line.decode() for line in request.partition(b"\r\n\r\n")[0].split(b"\r\n")]
    found = [line.partition(": ")[2] for line in lines if line.lower().startswith("cookie:")]
    assert len(found) <= 1
    return "".join(found)


class Office:
    """A server with a desk, and a client that uses sessions."""

    def __init__(self, kind: Kind, server: FaultServer, desk: Desk, deadline: float) -> None:
        self.kind = kind
        self.server = server
        self.desk = desk
        self.events: list[Event] = []
        self.client = kind.client(
            EROS,
            token=None,
            username=USER,
            password=PASSWORD,
            auth="session",
            base_url=f"http://127.0.0.1:{server.port}",
            transport=kind.transport(),
            deadline=deadline,
            hooks=[self.events.append, log_event],
        )

    def send(self) -> Ended:
        """One message."""
        ended = self.kind.call(lambda: EROS.send(self.client))
        if ended.error is not None:
            check_silent(ended.error)
        return ended

    def stages(self, operation: str = "send") -> list[Stage]:
        """What hooks heard of an operation."""
        return [event.stage for event in self.events if event.operation == operation]


@pytest.fixture
def desk() -> Desk:
    """A desk that does as documented."""
    return Desk()


@pytest.fixture(params=list(TRANSPORTS))
def office(
    request: pytest.FixtureRequest, loop: Loop, desk: Desk, caplog: pytest.LogCaptureFixture
) -> Iterator[Office]:
    """An office of each kind; in the end nothing that it said or logged was secret."""
    caplog.set_level(logging.DEBUG)
    with FaultServer(desk) as server:
        server.acceptance, server.media = EROS.acceptance, EROS.media
        office = Office(Kind(request.param, loop), server, desk, 20)
        yield office
        office.kind.do(office.client.close)
    told = [caplog.text, repr(office.events), f"{office.client!r} {vars(office.client)!r}"]

    assert [] == sung(told)
    assert COOKIE not in "".join(told)


def test_one_login_for_many(office: Office) -> None:
    """However many come at once, there is one login, and all of them go on with its cookies."""
    with ThreadPoolExecutor(16) as pool:
        ended = list(pool.map(Office.send, [office] * 64))

    assert [None] * 64 == [one.error for one in ended]
    assert (1, 64) == (office.desk.logins, office.desk.sends)


def test_lost(office: Office) -> None:
    """A session that is over costs one login and one repeat, for everybody together."""
    office.send()
    office.desk.valid.clear()
    with ThreadPoolExecutor(8) as pool:
        ended = list(pool.map(Office.send, [office] * 8))
    refused = office.desk.sends - 9

    assert [None] * 8 == [one.error for one in ended]
    assert 2 == office.desk.logins
    assert 1 <= refused <= 8


def test_lost_as_hooks_hear_it(office: Office) -> None:
    """The refusal is an attempt of a call that goes on, and the login a call of its own."""
    office.send()
    office.desk.valid.clear()
    office.events.clear()
    office.send()
    calls = {event.call for event in office.events if event.operation == "send"}

    assert [Stage.ATTEMPT, Stage.RETRY, Stage.ATTEMPT, Stage.DONE] == office.stages()
    assert [Stage.ATTEMPT, Stage.DONE] == office.stages("authenticate")
    assert 1 == len(calls)
    assert office.events[-1].error is None


def test_sent_to_the_login_page(office: Office) -> None:
    """Some servers say the same with a redirect, which is not followed."""
    office.send()
    office.desk.valid.clear()
    office.desk.refuses = answering(b"302 Found", b"", b"Location: /login?redirect=%2F")

    assert office.send().error is None
    assert 2 == office.desk.logins
    assert not any(request.startswith(b"GET") for request in office.server.ledger)


def test_refused_twice(office: Office) -> None:
    """A call that a fresh session is refused, too, is rejected, and not tried a third time."""
    office.send()
    office.desk.opens = answering(b"200 OK", OPENED, b"Set-Cookie: ss-id=nobody", b"Set-Cookie: ss-pid=x")
    office.desk.valid.clear()
    before = office.desk.sends
    ended = office.send()

    assert isinstance(ended.error, Rejected)
    assert (Reason.AUTHENTICATION, 401) == (ended.error.reason, ended.error.status)
    assert (2, before + 2) == (office.desk.logins, office.desk.sends)
    assert ended.error is office.events[-1].error


def test_forbidden(office: Office) -> None:
    """Who is forbidden something has a session, so there is no other login for it."""
    office.send()
    office.desk.valid.clear()
    office.desk.refuses = answering(b"403 Forbidden")

    assert isinstance(office.send().error, Rejected)
    assert 1 == office.desk.logins


@pytest.mark.parametrize("body", [b"", b"<html>canary-password</html>", REFUSED])
def test_login_refused(office: Office, body: bytes) -> None:
    """Wrong credentials are a rejection, and nothing of the call itself is sent; the next call tries again."""
    office.desk.opens = answering(b"401 Unauthorized", body)
    ended = office.send()

    assert isinstance(ended.error, Rejected)
    assert ("send", Reason.AUTHENTICATION) == (ended.error.operation, ended.error.reason)
    assert (1, 0) == (office.desk.logins, office.desk.sends)
    assert [Stage.DONE] == office.stages()

    office.desk.opens = office.desk.open
    assert office.send().error is None


def lose(peer: Peer) -> None:
    """End the connection without a word."""
    peer.reset()
    raise ConnectionResetError


@pytest.mark.parametrize(
    "opens",
    [
        lose,
        answering(b"200 OK", b"<html>"),
        answering(b"500 Error", b"<html>"),
        answering(b"200 OK", OPENED),
        answering(b"200 OK", OPENED, b"Set-Cookie: session=canary-session"),
        answering(b"200 OK", OPENED, b"Set-Cookie: ss-id=; expires=Thu, 01 Jan 1970 00:00:00 GMT"),
        answering(b"200 OK", OPENED, b'Set-Cookie: ss-id=a"b'),
        answering(b"200 OK", OPENED, b"Set-Cookie: ss-id"),
    ],
)
def test_login_without_a_session(loop: Loop, desk: Desk, opens: Script) -> None:
    """A login that is lost, or opens no session, leaves the call unsent."""
    desk.opens = opens
    with FaultServer(desk) as server:
        office = Office(Kind(SYNC, loop), server, desk, 0.3)
        ended = office.send()
        office.client.close()

    assert isinstance(ended.error, NotSent)
    assert "send" == ended.error.operation
    assert 0 == desk.sends
    assert [Stage.DONE] == office.stages()


@pytest.mark.parametrize("line,body", [(b"401 Unauthorized", REFUSED), (b"200 OK", OPENED)])
def test_lost_for_good(office: Office, line: bytes, body: bytes) -> None:
    """If nobody can log in again, the call was rejected as the lost session was."""
    office.send()
    office.desk.valid.clear()
    office.desk.opens = answering(line, body)
    ended = office.send()

    assert isinstance(ended.error, Rejected)
    assert 401 == ended.error.status
    assert [Stage.ATTEMPT, Stage.RETRY, Stage.DONE] == office.stages()[2:]
    assert ended.error is office.events[-1].error


def test_the_repeat_is_a_send(office: Office) -> None:
    """The second attempt may have been accepted like any other, so nothing follows it."""
    office.send()
    office.desk.valid.clear()

    def reopen(peer: Peer) -> None:
        office.desk.open(peer)
        office.server.acceptance = b"<html>"

    office.desk.opens = reopen
    before = office.desk.sends
    ended = office.send()

    assert isinstance(ended.error, OutcomeUnknown)
    assert before + 2 == office.desk.sends


def test_waiting_for_a_login(office: Office) -> None:
    """Who waits for somebody else's login does so within its own deadline, and sends nothing."""

    def linger(peer: Peer) -> None:
        peer.wait(1)
        lose(peer)

    office.desk.opens = linger
    impatient = Office(office.kind, office.server, office.desk, 0.2)
    impatient.client._calls = office.client._calls
    impatient.client._link._authentication = office.client._link._authentication
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(office.send)
        threading.Event().wait(0.1)
        ended = impatient.send()
        office.desk.opens = office.desk.open
        impatient.kind.do(impatient.client.close)

        assert isinstance(ended.error, NotSent)
        assert (Phase.WAITING, Reason.BUSY) == (ended.error.phase, ended.error.reason)
        assert ended.seconds < 0.7
        assert running.result().error is None


def test_closed_before_a_login(office: Office) -> None:
    """A closed client says so, and hooks hear that the call has no outcome."""
    office.kind.do(office.client.close)
    with pytest.raises(ClosedError) as caught:
        office.send()

    assert [Stage.ABANDONED] == office.stages()
    assert [] == sung(shown(caught.value))


def test_session_on_the_wire(office: Office) -> None:
    """The password travels in the login alone, and only the cookies of the session come back."""
    office.send()
    login, send = office.server.ledger

    assert login.startswith(LOGIN)
    assert {"UserName": USER, "Password": PASSWORD} == json.loads(login.partition(b"\r\n\r\n")[2])
    assert "" == cookies_of(login)
    assert b"canary-password" not in send
    assert f"ss-id={COOKIE}-1; ss-pid=p-{COOKIE}-1" == cookies_of(send)
    assert b"uthorization" not in login + send


def test_own_login(office: Office) -> None:
    """Calling the operation itself is a call like any other: without a session, and without one for others."""
    answer: Any = office.kind.do(office.client.authenticate)

    assert COOKIE == answer.session_id.reveal()
    assert COOKIE not in repr(answer)
    assert (1, "") == (office.desk.logins, cookies_of(office.server.ledger[0]))
    assert office.send().error is None
    assert 2 == office.desk.logins
