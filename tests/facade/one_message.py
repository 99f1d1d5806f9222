"""What every gateway promises of one message."""

from __future__ import annotations

import socket
import time
from typing import Any

import pytest

import smswire
from smswire import Outcome, Reason
from smswire.sandbox import Served
from tests.facade.faces import Kind
from tests.facade.promises import GRACE, PHONE, TEXT, Promises


class Marked(str):
    """What a template engine gives."""

    __slots__ = ()


class OneMessage(Promises):
    """What every gateway promises of one message."""

    def test_accepted(self, kind: Kind, sandbox: Served) -> None:
        """A message arrives once and as it was given, and the submission has its id."""
        with self.open(kind, sandbox) as gateway:
            submission = gateway.send(PHONE, TEXT, reference="mine")
        (message,) = sandbox.messages()

        assert (Outcome.ACCEPTED, self.provider, "mine") == (
            submission.outcome,
            submission.provider,
            submission.message.reference,
        )
        assert (message["id"], message["text"]) == (submission.id, TEXT)
        assert PHONE[1:] == "".join(filter(str.isdigit, message["to"]))
        assert submission.segments is not None
        assert message["segments"] == submission.segments.count
        assert 1 == self.sent(sandbox)
        assert [] == sandbox.warnings()
        submission.raise_for_outcome()

    def test_wrong_password(self, kind: Kind, sandbox: Served) -> None:
        """A wrong password is a definite refusal, with its reason."""
        with self.open(kind, sandbox, "wrong") as gateway:
            submission = gateway.send(PHONE, TEXT)

        assert (Outcome.REJECTED, Reason.AUTHENTICATION) == (submission.outcome, submission.reason)
        assert [] == sandbox.messages()
        with pytest.raises(smswire.Rejected):
            submission.raise_for_outcome()

    @pytest.mark.parametrize("fault", ["drop", "rst", "truncated", "garbled", "500"])
    def test_unknown(self, kind: Kind, sandbox: Served, fault: str) -> None:
        """What may have been accepted is unknown, and is not sent again."""
        sandbox.chaos(self.provider, fault)
        with self.open(kind, sandbox) as gateway:
            submission = gateway.send(PHONE, TEXT)

        assert Outcome.UNKNOWN is submission.outcome
        assert 1 == self.sent(sandbox)
        with pytest.raises(smswire.OutcomeUnknown):
            submission.raise_for_outcome()

    def test_silence(self, kind: Kind, sandbox: Served) -> None:
        """A provider that says nothing holds nobody up beyond the deadline."""
        sandbox.chaos(self.provider, "hang")
        with self.open(kind, sandbox, deadline=0.5) as gateway:
            began = time.monotonic()
            submission = gateway.send(PHONE, TEXT)
            seconds = time.monotonic() - began

        assert Outcome.UNKNOWN is submission.outcome
        assert seconds <= 0.5 + GRACE
        assert 1 == self.sent(sandbox)

    def test_nobody_listens(self, kind: Kind, sandbox: Served) -> None:
        """What was not sent is not sent, and says so."""
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        with kind(self.url(f"127.0.0.1:{port}"), deadline=0.5) as gateway:
            submission = gateway.send(PHONE, TEXT)

        assert (Outcome.NOT_SENT, Reason.GATEWAY) == (submission.outcome, submission.reason)
        assert 0 == self.sent(sandbox)

    @pytest.mark.parametrize(
        "to,text",
        [
            ("079 222 33 44", TEXT),
            ("+41", TEXT),
            ("+4179222334x", TEXT),
            (PHONE, ""),
            (PHONE, "a\x00b"),
            (PHONE, "a\rb"),
            (PHONE, "\ud800"),
            (PHONE, "x" * 200_000),
        ],
    )
    def test_invalid(self, kind: Kind, sandbox: Served, to: str, text: str) -> None:
        """Bad input raises before anything is sent, and does not repeat the text."""
        with self.open(kind, sandbox) as gateway, pytest.raises(smswire.InvalidMessage) as caught:
            gateway.send(to, text)

        assert 0 == self.sent(sandbox)
        assert len(str(caught.value)) < 200

    @pytest.mark.parametrize(
        "message,fields",
        [
            ((None, TEXT), {}),
            ((3, TEXT), {}),
            ((PHONE.encode(), TEXT), {}),
            ((PHONE, None), {}),
            ((PHONE, b"x"), {}),
            ((PHONE,), {}),
            ((smswire.Message(to=PHONE, text=TEXT), TEXT), {}),
            ((smswire.Message(to=PHONE, text=TEXT),), {"flash": True}),
            ((PHONE, TEXT), {"flash": "no"}),
            ((PHONE, TEXT), {"sender": 3}),
        ],
    )
    def test_no_message(self, kind: Kind, sandbox: Served, message: tuple[Any, ...], fields: dict[str, Any]) -> None:
        """What is no message at all raises, too."""
        with self.open(kind, sandbox) as gateway, pytest.raises(smswire.InvalidMessage):
            gateway.send(*message, **fields)

        assert 0 == self.sent(sandbox)

    @pytest.mark.parametrize("sender", ["", "a\nb", "a\x00b", "\ud800"])
    def test_sender(self, kind: Kind, sandbox: Served, sender: str) -> None:
        """A sender that no wire can carry raises; a default one does when the gateway is opened."""
        with self.open(kind, sandbox) as gateway:
            expected = smswire.InvalidMessage if gateway.capabilities.sender else smswire.Unsupported
            with pytest.raises(expected):
                gateway.send(PHONE, TEXT, sender=sender)

        assert 0 == self.sent(sandbox)

    def test_parts(self, kind: Kind, sandbox: Served) -> None:
        """As many segments as the provider takes are sent; one more is refused before anything is."""
        with self.open(kind, sandbox) as gateway:
            if (most := gateway.capabilities.parts) is None:
                return
            assert Outcome.ACCEPTED is gateway.send(PHONE, "x" * 153 * most).outcome
            with pytest.raises(smswire.InvalidMessage) as caught:
                gateway.send(PHONE, "x" * (153 * most + 1))

        assert Reason.TOO_LONG is caught.value.reason
        assert 1 == self.sent(sandbox)

    def test_default_sender(self, kind: Kind, sandbox: Served) -> None:
        """A message has its own sender, or else the gateway's."""
        with self.open(kind, sandbox) as gateway:
            if not gateway.capabilities.sender:
                return
            gateway.send(PHONE, "own", sender="Own").raise_for_outcome()
        url = self.url(sandbox.url.removeprefix("http://")).replace("from=Desk", "from=Shop")
        with kind(url if "from=" in url else f"{url}{'&' if '?' in url else '?'}from=Shop") as gateway:
            gateway.send(PHONE, "none").raise_for_outcome()

        assert ["Own", "Shop"] == [message["from"] for message in sandbox.messages()]

    def test_strings_of_templates(self, kind: Kind, sandbox: Served) -> None:
        """A string of another class, as templates give them, is a string."""
        with self.open(kind, sandbox) as gateway:
            assert Outcome.ACCEPTED is gateway.send(Marked(PHONE), Marked(TEXT)).outcome
        (message,) = sandbox.messages()

        assert TEXT == message["text"]

    def test_national_number(self, kind: Kind, sandbox: Served) -> None:
        """With a region a number may be written as people there dial it."""
        pytest.importorskip("phonenumbers", reason="phonenumbers is an extra")
        url = self.url(sandbox.url.removeprefix("http://"))
        with kind(f"{url}{'&' if '?' in url else '?'}region=CH") as gateway:
            found = [gateway.send("079 222 33 44", TEXT), *gateway.send_all([("022/364 8000", TEXT), ("079", TEXT)])]
        arrived = ["".join(filter(str.isdigit, message["to"])) for message in sandbox.messages()]

        assert [Outcome.ACCEPTED, Outcome.ACCEPTED, Outcome.NOT_SENT] == [one.outcome for one in found]
        assert [PHONE[1:], "41223648000"] == arrived
