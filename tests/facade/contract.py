"""What every gateway promises. A new one subclasses GatewayContract and says where its sandbox is."""

from __future__ import annotations

import socket
import time
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
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
READING: Final[dict[str, tuple[Any, ...]]] = {
    "status": (["17"],),
    "cancel": (["17"],),
    "balance": (),
    "normalize": (PHONE,),
    "check": (),
}
"""The calls that ask for something, and with what."""
GRACE: Final = 1.0
"""Seconds that a call may end late on a busy machine."""


class Marked(str):
    """What a template engine gives."""

    __slots__ = ()


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

    # -- many -----------------------------------------------------------------

    def test_rows_of_any_kind(self, kind: Kind, sandbox: Served) -> None:
        """Whatever a row is, it has its submission in its place, and the run goes on."""
        good = [(PHONE, "a"), [PHONE, "b"], smswire.Message(to=PHONE, text="c")]
        bad: list[Any] = [
            None,
            3,
            "ab",
            b"ab",
            {},
            (),
            (PHONE, "x", "y"),
            (PHONE, None),
            (b"x", "y"),
            (PHONE, "\ud800"),
        ]
        rows = [good[0], *bad[:5], good[1], *bad[5:], good[2]]
        with self.open(kind, sandbox) as gateway:
            found = gateway.send_all(rows)

        assert len(rows) == len(found)
        assert ["a", "b", "c"] == [one.message.text for one in found if one.outcome is Outcome.ACCEPTED]
        assert ["a", "b", "c"] == [message["text"] for message in sandbox.messages()]
        refused = [one for one in found if one.outcome is not Outcome.ACCEPTED]
        assert [(Outcome.NOT_SENT, smswire.InvalidMessage)] * len(bad) == [
            (one.outcome, type(one.error)) for one in refused
        ]
        assert all(repr(one) and one.detail and one.reason for one in refused)

    def test_no_further_than_needed(self, kind: Kind, sandbox: Served) -> None:
        """No more is read than a request takes, and nothing is sent for who stops taking submissions."""
        read: list[int] = []

        def rows() -> Iterator[tuple[str, str]]:
            for number in range(10**9):
                read.append(number)
                yield f"+4179{number:07}", TEXT

        with self.open(kind, sandbox) as gateway:
            size = gateway.capabilities.batch
            found = gateway.send_all(rows(), size + 1)

        assert [f"+4179{number:07}" for number in range(size + 1)] == [one.message.to for one in found]
        assert 2 * size == len(read)
        assert 2 == self.sent(sandbox)

    def test_rows_that_break(self, kind: Kind, sandbox: Served) -> None:
        """When the rows end in an error, that comes out, and everything that was sent has its submission."""
        found: list[smswire.Submission] = []

        def rows(size: int) -> Iterator[tuple[str, str]]:
            for number in range(size):
                yield f"+4179{number:07}", TEXT
            raise LookupError

        with self.open(kind, sandbox) as gateway:
            size = gateway.capabilities.batch
            with pytest.raises(LookupError):
                gateway.each(rows(size + 1 if size > 1 else 1), found.append)

        assert [Outcome.ACCEPTED] * size == [one.outcome for one in found]
        assert size == len(sandbox.messages())

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
            with pytest.raises(smswire.ClosedError):
                gateway.send_all([(PHONE, TEXT)])
            for name, arguments in READING.items():
                if getattr(gateway.capabilities, name):
                    with pytest.raises(smswire.ClosedError):
                        getattr(gateway, name)(*arguments)

        assert 0 == self.sent(sandbox)

    def test_nothing_shows(self, kind: Kind, sandbox: Served) -> None:
        """Neither a submission nor a gateway shows the password, the number or the text."""
        with self.open(kind, sandbox, "canary-password") as gateway:
            shown = [repr(gateway.send(PHONE, "canary-text")), repr(gateway.gateway), str(vars(gateway.gateway))]

        assert not any(word in text for text in shown for word in ("canary", PHONE, PHONE[1:]))
