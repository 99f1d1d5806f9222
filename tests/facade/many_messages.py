"""What every gateway promises of many messages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import smswire
from smswire import Outcome
from smswire.sandbox import Served
from tests.facade.faces import Kind
from tests.facade.promises import PHONE, TEXT, Promises


class ManyMessages(Promises):
    """What every gateway promises of many messages."""

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
