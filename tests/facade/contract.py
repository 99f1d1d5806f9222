"""What every gateway promises. A new one subclasses GatewayContract and says where its sandbox is."""

from __future__ import annotations

import socket
import time
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import Any, ClassVar, Final

import pytest

import smswire
from smswire import Outcome, Reason
from smswire.sandbox import Served
from smswire_runtime import CodeTable
from tests.facade.faces import Face, Kind, Tasks, Threads

PHONE: Final = "+41792223344"
TEXT: Final = "Grüezi «you» & <me>"
GRACE: Final = 1.0
"""Seconds that a call may end late on a busy machine."""


@pytest.mark.parametrize("kind", [Threads, Tasks])
class GatewayContract(ABC):
    """The contract, for threads and for tasks."""

    provider: str
    tables: ClassVar[Mapping[str, Sequence[Collection[str]]]] = {}
    """By the name of each documented table of codes: the gateway's tables with a row for every code of it.

    None for codes that the gateway does not read.
    """

    @abstractmethod
    def url(self, host: str, password: str = "secret") -> str:
        """The connection URL of an account at a host."""

    def open(self, kind: Kind, sandbox: Served, password: str = "secret", **options: Any) -> Face:
        """A gateway over the sandbox."""
        return kind(self.url(sandbox.url.removeprefix("http://"), password), **options)

    def sent(self, sandbox: Served) -> int:
        """The requests that reached the provider."""
        return len(sandbox.requests(provider=self.provider))

    # -- one message ----------------------------------------------------------

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

    # -- many -----------------------------------------------------------------

    def test_many(self, kind: Kind, sandbox: Served) -> None:
        """A submission for each row, in order; a bad one ends nothing, and the same number twice is not confused."""
        numbers = [f"+4179{number:07}" for number in range(7)]
        rows: list[smswire.Message | tuple[str, str]] = [(number, "Hello") for number in numbers]
        rows[3:3] = [("nobody", "Hello"), (numbers[0], "Hello"), (numbers[1], "")]
        with self.open(kind, sandbox) as gateway:
            found = gateway.send_all(rows)
        arrived = [("".join(filter(str.isdigit, one["to"])), one["id"]) for one in sandbox.messages()]

        accepted = [one for one in found if one.outcome is Outcome.ACCEPTED]
        assert [row[0] for row in rows if isinstance(row, tuple)] == [one.message.to for one in found]
        assert 8 == len(accepted)
        assert [Outcome.NOT_SENT] * 2 == [one.outcome for one in (found[3], found[5])]
        assert sorted(arrived) == sorted((one.message.to[1:], one.id or "") for one in accepted)

    def test_batch_is_lost(self, kind: Kind, sandbox: Served) -> None:
        """A request whose outcome is unknown marks its own messages, and no others."""
        sandbox.chaos(self.provider, "drop", count=1)
        with self.open(kind, sandbox) as gateway:
            size = min(gateway.capabilities.batch, 3)
            rows = [(f"+4179{number:07}", "Hello") for number in range(size)] + [("+41790000000", "Hello")]
            found = gateway.send_all(rows)

        assert [Outcome.UNKNOWN] * size + [Outcome.ACCEPTED] == [one.outcome for one in found]

    # -- what a provider cannot do --------------------------------------------

    def test_unsupported(self, kind: Kind, sandbox: Served) -> None:
        """What the capabilities do not promise raises before anything is sent."""
        later = datetime.now(UTC) + timedelta(hours=2)
        with self.open(kind, sandbox) as gateway:
            can = gateway.capabilities
            attempts = {
                "schedule": lambda: gateway.send(PHONE, TEXT, at=later),
                "flash": lambda: gateway.send(PHONE, TEXT, flash=True),
                "sender": lambda: gateway.send(PHONE, TEXT, sender="Desk"),
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

    def test_codes(self, kind: Kind) -> None:  # noqa: ARG002, the same for threads and tasks
        """A code that the specification learns has to be mapped before anything else works."""
        codes = f"smswire_providers.{self.provider}.codes"
        named = vars(import_module(codes)) if find_spec(codes) else dict[str, Any]()
        documented = {
            name: {code.name for code in table} for name, table in named.items() if isinstance(table, CodeTable)
        }

        assert documented.keys() == self.tables.keys()
        for name, known in documented.items():
            assert [known] * len(self.tables[name]) == [set(table) for table in self.tables[name]]

    def test_closed(self, kind: Kind, sandbox: Served) -> None:
        """A closed gateway says so; closing again is nothing."""
        with self.open(kind, sandbox) as gateway:
            gateway.close()
            gateway.close()
            with pytest.raises(smswire.ClosedError):
                gateway.send(PHONE, TEXT)

        assert 0 == self.sent(sandbox)

    def test_nothing_shows(self, kind: Kind, sandbox: Served) -> None:
        """Neither a submission nor a gateway shows the password, the number or the text."""
        with self.open(kind, sandbox, "canary-password") as gateway:
            shown = [repr(gateway.send(PHONE, "canary-text")), repr(gateway.gateway), str(vars(gateway.gateway))]

        assert not any(word in text for text in shown for word in ("canary", PHONE, PHONE[1:]))
