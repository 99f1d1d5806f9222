"""What every gateway promises of what its provider can do, and of what it cannot."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import smswire
from smswire import Outcome
from smswire.sandbox import Served
from tests.facade.faces import Kind
from tests.facade.promises import PHONE, READING, TEXT, Promises


class Abilities(Promises):
    """What every gateway promises of what its provider can do, and of what it cannot."""

    def test_unsupported(self, kind: Kind, sandbox: Served) -> None:
        """What the capabilities do not promise raises before anything is sent."""
        later = datetime.now(UTC) + timedelta(hours=2)
        with self.open(kind, sandbox) as gateway:
            can = gateway.capabilities
            fields: dict[str, dict[str, Any]] = {
                "schedule": {"at": later},
                "flash": {"flash": True},
                "sender": {"sender": "Desk"},
            }
            for name, field in fields.items():
                if not getattr(can, name):
                    with pytest.raises(smswire.Unsupported):
                        gateway.send(PHONE, TEXT, **field)
                    (one,) = gateway.send_all([smswire.Message(to=PHONE, text=TEXT, **field)])
                    assert (Outcome.NOT_SENT, smswire.Unsupported) == (one.outcome, type(one.error))
            attempts = {
                "status": lambda: gateway.status(["1"]),
                "cancel": lambda: gateway.cancel(["1"]),
                "balance": gateway.balance,
                "normalize": lambda: gateway.normalize(PHONE),
                "check": gateway.check,
            }
            for name, attempt in attempts.items():
                if not getattr(can, name):
                    with pytest.raises(smswire.Unsupported):
                        attempt()

        assert 0 == self.sent(sandbox)

    def test_supported(self, kind: Kind, sandbox: Served) -> None:
        """What the capabilities promise works."""
        with self.open(kind, sandbox) as gateway:
            can = gateway.capabilities
            if can.flash:
                assert Outcome.ACCEPTED is gateway.send(PHONE, "flash", flash=True).outcome
                assert sandbox.wait_for(text="flash")["flash"]
            if can.balance:
                before = gateway.balance().amount
                assert Outcome.ACCEPTED is gateway.send(PHONE, "paid").outcome
                assert before - 1 == gateway.balance().amount
            if can.normalize:
                assert PHONE == gateway.normalize("079 222 33 44")
            if can.check:
                assert gateway.check()
                with self.open(kind, sandbox, "wrong") as stranger:
                    assert not stranger.check()

    def test_reading_raises(self, kind: Kind, sandbox: Served) -> None:
        """A call that asks for something has no submission to say what became of it, so it raises."""
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        for name, arguments in READING.items():
            with kind(self.url(f"127.0.0.1:{port}"), deadline=0.2) as gateway:
                if not getattr(gateway.capabilities, name):
                    continue
                with pytest.raises(smswire.NotSent):
                    getattr(gateway, name)(*arguments)
            sandbox.chaos(self.provider, "garbled", count=None)
            with self.open(kind, sandbox, deadline=0.2) as gateway, pytest.raises(smswire.OutcomeUnknown):
                getattr(gateway, name)(*arguments)
            sandbox.clear()
            if name != "check":
                with self.open(kind, sandbox, "wrong") as gateway, pytest.raises(smswire.Rejected):
                    getattr(gateway, name)(*arguments)

    @pytest.mark.parametrize("ids", [None, 3, [None], [3], [b"x"], ["x", None], ["a\x00"], ["\ud800"]])
    def test_no_ids(self, kind: Kind, sandbox: Served, ids: Any) -> None:
        """What is no id raises before anything is asked; no ids are no question, and one id needs no list."""
        with self.open(kind, sandbox) as gateway:
            for ask in [gateway.status] * gateway.capabilities.status + [gateway.cancel] * gateway.capabilities.cancel:
                with pytest.raises(smswire.InvalidMessage):
                    ask(ids)
                assert [] == ask([])
                assert 0 == self.sent(sandbox)
                assert 1 == len(ask("17"))
                assert 2 == len(ask(one for one in ("17", "18")))
                sandbox.clear()

    @pytest.mark.parametrize("number", [None, 3, b"x", "a\x00b", "\ud800"])
    def test_normalize_nonsense(self, kind: Kind, sandbox: Served, number: Any) -> None:
        """What no wire can carry is no number."""
        with self.open(kind, sandbox) as gateway:
            if gateway.capabilities.normalize:
                with pytest.raises(smswire.InvalidMessage):
                    gateway.normalize(number)

        assert 0 == self.sent(sandbox)

    def test_schedule(self, kind: Kind, sandbox: Served) -> None:
        """A time is that moment on the provider's clock; one that has passed, or has no zone, is refused."""
        later = (datetime.now(UTC) + timedelta(hours=2)).replace(microsecond=0)
        with self.open(kind, sandbox) as gateway:
            if not gateway.capabilities.schedule:
                return
            submission = gateway.send(PHONE, TEXT, at=later)
            (message,) = sandbox.messages()

            assert (Outcome.ACCEPTED, True) == (submission.outcome, submission.scheduled)
            assert later == datetime.fromisoformat(message["scheduled_at"] or "")
            for wrong in (datetime.now(UTC) - timedelta(seconds=5), later.replace(tzinfo=None)):
                with pytest.raises(smswire.InvalidTime):
                    gateway.send(PHONE, TEXT, at=wrong)
            if gateway.capabilities.cancel and submission.id is not None:
                assert [True] == gateway.cancel([submission.id])
                assert [smswire.State.CANCELLED] == [one.state for one in gateway.status([submission.id])]
