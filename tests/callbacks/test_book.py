"""What a book knows depends on what was said, and not on when, how often, or on which thread."""

from __future__ import annotations

import itertools
import logging
import threading
import time
import tracemalloc
from collections.abc import Sequence
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import smswire
from smswire import Reply, State, Submission
from smswire._state import merge
from smswire.callbacks import Book, Event, NotKept, _book
from tests.callbacks.callers import PHONE, news

MESSAGE = smswire.Message(to=PHONE, text="x")


def submitted(known: str = "1") -> Submission:
    """A message that a provider took."""
    return Submission(message=MESSAGE, outcome=smswire.Outcome.ACCEPTED, provider="p", id=known)


def states(told: Sequence[Event]) -> list[State]:
    """The states of receipts."""
    return [event.state for event in told if isinstance(event, smswire.Receipt)]


def _told(order: Sequence[State], expected_at: int) -> tuple[State, list[State]]:
    told: list[Event] = []
    book = Book(told.append)
    for index, state in enumerate(order):
        if index == expected_at:
            book.expect(submitted())
        book.keep(news(state))
    book.expect(submitted())
    return book.state("p", "1"), states(told)


@given(st.lists(st.sampled_from(State), min_size=1, max_size=5))
def test_order_does_not_matter(history: list[State]) -> None:
    """All orders of a history, expected at any moment, end in the same state; what is told only ever says more."""
    ends: set[State] = set()
    for order in set(itertools.permutations(history)):
        for expected_at in range(len(order) + 1):
            end, told = _told(order, expected_at)
            ends.add(end)

            assert told[-1] is end
            assert len(told) == len(set(told))
            assert all(merge(old, new) is new for old, new in itertools.pairwise(told))
    assert 1 == len(ends)


def test_history_in_order() -> None:
    """A history that comes as it happened is told as it happened, each piece of it once."""
    history = [State.QUEUED, State.SUBMITTED, State.SUBMITTED, State.DELIVERED, State.DELIVERED, State.SUBMITTED]

    assert (State.DELIVERED, [State.QUEUED, State.SUBMITTED, State.DELIVERED]) == _told(history, 0)


def test_code_that_is_not_documented() -> None:
    """A receipt that says nothing is still told, when it is the first thing that is said."""
    assert (State.UNKNOWN, [State.UNKNOWN]) == _told([State.UNKNOWN, State.UNKNOWN], 1)
    assert (State.DELIVERED, [State.DELIVERED]) == _told([State.DELIVERED, State.UNKNOWN], 0)


def test_early_receipts_are_parked() -> None:
    """Receipts that come before their submission are told once it is there, in order, and once."""
    told: list[Event] = []
    book = Book(told.append)
    for state in (State.SUBMITTED, State.QUEUED, State.SUBMITTED, State.DELIVERED, State.SUBMITTED):
        book.keep(news(state))
    before, known = list(told), book.state("p", "1")
    book.expect(submitted())
    book.expect(submitted())
    book.keep(news(State.DELIVERED))

    assert ([], State.DELIVERED) == (before, known)
    assert [State.SUBMITTED, State.DELIVERED] == states(told)


def test_what_has_no_id() -> None:
    """A message that nobody took is not expected."""
    told: list[Event] = []
    book = Book(told.append)
    book.expect(Submission(message=MESSAGE, outcome=smswire.Outcome.NOT_SENT))

    assert State.UNKNOWN is book.state("", "")


@pytest.mark.parametrize("unknown", ["park", "tell"])
def test_reply_is_told_once(unknown: Literal["park", "tell"]) -> None:
    """A reply that a provider repeats is the same reply; it waits for nothing, since it speaks for itself."""
    told: list[Event] = []
    book = Book(told.append, unknown=unknown)
    for text, sender, known in [("yes", PHONE, "1")] * 3 + [
        ("no", PHONE, "1"),
        ("yes", "+1", "1"),
        ("yes", PHONE, "2"),
    ]:
        book.keep(Reply(provider="p", id=known, sender=sender, text=text))

    assert ["yes", "no", "yes", "yes"] == [event.text for event in told if isinstance(event, Reply)]


class Ear:
    """Hears what a book tells, apart from the first so many times, when it fails."""

    def __init__(self, failures: int) -> None:
        self.heard: list[Event] = []
        self._failures = failures

    def __call__(self, event: Event) -> None:
        """Hear, or fail."""
        if self._failures:
            self._failures -= 1
            raise OSError("no space left")
        self.heard.append(event)


@pytest.mark.parametrize("event", [news(State.DELIVERED), Reply(provider="p", id="1", sender=PHONE, text="yes")])
def test_what_could_not_be_told(event: Event) -> None:
    """An event of which nobody could hear is told when it comes again, and then no more."""
    ear = Ear(1)
    book = Book(ear)
    book.expect(submitted())
    with pytest.raises(OSError, match="no space left"):
        book.keep(event)
    known = book.state("p", "1")
    book.keep(event)
    book.keep(event)

    assert State.UNKNOWN is known
    assert [event] == ear.heard


@pytest.mark.parametrize("failures", [1, 2])
def test_parked_receipts_that_could_not_be_told(failures: int) -> None:
    """They wait on, and are told with the next chance, in order, before anything that comes later."""
    ear = Ear(failures)
    book = Book(ear)
    book.keep(news(State.QUEUED))
    book.keep(news(State.SUBMITTED))
    with pytest.raises(OSError, match="no space left"):
        book.expect(submitted())
    if failures > 1:
        with pytest.raises(OSError, match="no space left"):
            book.keep(news(State.DELIVERED))
    book.keep(news(State.DELIVERED))

    assert [State.QUEUED, State.SUBMITTED, State.DELIVERED] == states(ear.heard)


def test_who_asks_while_being_told() -> None:
    """Who hears of an event may ask the book, and give it more."""
    told: list[Event] = []

    def tell(event: Event) -> None:
        told.append(event)
        if event.id == "1":
            book.expect(submitted("2"))
            book.keep(news(State.DELIVERED, "2"))

    book = Book(tell)
    book.keep(news(State.DELIVERED, "1"))
    book.expect(submitted("1"))

    assert ["1", "2"] == [event.id for event in told]


def test_many_threads() -> None:
    """The same news from many threads, while others say what they expect: each told once, and nothing lost."""
    told: list[Event] = []

    def tell(event: Event) -> None:
        time.sleep(0.0001)  # others have their turn while somebody is being told
        told.append(event)

    book = Book(tell)
    ids = [str(number) for number in range(100)]
    ready = threading.Barrier(8)

    def bring(shift: int) -> None:
        ready.wait()
        for known in ids[shift:] + ids[:shift]:
            if shift % 2:
                book.expect(submitted(known))
            for state in (State.DELIVERED, State.SUBMITTED):
                book.keep(news(state, known))
            book.keep(Reply(provider="p", id=known, sender=PHONE, text="yes"))

    threads = [threading.Thread(target=bring, args=(13 * number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(ids) == sorted(event.id for event in told if isinstance(event, Reply))
    delivered = [event.id for event in told if isinstance(event, smswire.Receipt) and event.state is State.DELIVERED]
    assert sorted(ids) == sorted(delivered)
    assert {State.DELIVERED} == {book.state("p", known) for known in ids}


# -- what strangers can make us keep --------------------------------------------------


def test_unknown_messages_are_forgotten(caplog: pytest.LogCaptureFixture) -> None:
    """Known ids only, for who wants that: nothing else is told or kept, and the log says so without any id."""
    caplog.set_level(logging.INFO)
    told: list[Event] = []
    book = Book(told.append, unknown="forget")
    book.expect(submitted("known"))
    for known in ("known", "canary"):
        book.keep(news(State.DELIVERED, known))
        book.keep(Reply(provider="p", id=known, sender=PHONE, text="yes"))
    book.expect(submitted("canary"))

    assert ["known", "known"] == [event.id for event in told]
    assert ["news of a message that nobody expects was forgotten: p"] * 2 == caplog.messages


def test_every_message_is_known() -> None:
    """A program that only listens takes every message for known."""
    told: list[Event] = []
    book = Book(told.append, unknown="tell")
    book.keep(news(State.SUBMITTED))
    book.keep(news(State.SUBMITTED))
    book.keep(news(State.DELIVERED))

    assert [State.SUBMITTED, State.DELIVERED] == states(told)


def test_book_is_bounded() -> None:
    """The messages of which was heard last are remembered."""
    book = Book(lambda _: None, unknown="tell", kept=2)
    for known in ("1", "2", "1", "3"):
        book.keep(news(State.DELIVERED, known))

    assert [State.DELIVERED, State.UNKNOWN, State.DELIVERED] == [book.state("p", known) for known in ("1", "2", "3")]


def test_parking_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """What has just come is not driven out by more of it; what nobody asked for in an hour is."""
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now)
    told: list[Event] = []
    book = Book(told.append, parked=2)
    for known in ("1", "2"):
        book.keep(news(State.DELIVERED, known))
    with pytest.raises(NotKept):
        book.keep(news(State.DELIVERED, "3"))
    monkeypatch.setattr(time, "monotonic", lambda: now + _book.WAIT)
    book.keep(news(State.DELIVERED, "3"))
    for known in ("1", "2", "3"):
        book.expect(submitted(known))

    assert ["2", "3"] == [event.id for event in told]


def test_strangers_do_not_drive_out_known_messages() -> None:
    """However many unknown messages there is news of, what is expected is still known, and heard of."""
    told: list[Event] = []
    book = Book(told.append, kept=10, parked=10)
    book.expect(submitted("known"))
    for number in range(100):
        book.keep(Reply(provider="p", id=str(number), sender=PHONE, text="x"))
        if number < 10:
            book.keep(news(State.DELIVERED, str(number)))
    told.clear()
    book.keep(news(State.DELIVERED, "known"))

    assert ["known"] == [event.id for event in told]


@pytest.mark.parametrize("unknown", ["park", "tell", "forget"])
def test_flood(unknown: Literal["park", "tell", "forget"]) -> None:
    """Memory stays what it was, however much more comes: the second thousand of each kind adds nothing."""
    book = Book(lambda _: None, unknown=unknown, kept=100, parked=100)
    book.expect(submitted("known"))

    def flood(start: int) -> int:
        for number in range(start, start + 1_000):
            for event in (
                news(State.DELIVERED, str(number), detail="x" * 1_000),
                news(State.DELIVERED, "known", detail="x" * 1_000 + str(number)),
                news(State.DELIVERED, "stranger", detail="x" * 1_000 + str(number)),
                Reply(provider="p", id="known", sender=PHONE, text="x" * 1_000 + str(number)),
            ):
                try:
                    book.keep(event)
                except NotKept:
                    continue
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        before = flood(0)
        after = flood(10_000)
    finally:
        tracemalloc.stop()

    assert after - before < 50_000


@pytest.mark.parametrize("unknown", ["nonsense", None, 3, [], "PARK"])
def test_no_way_with_the_unknown(unknown: Any) -> None:
    """What a Book does with news of unknown messages is one of three words."""
    with pytest.raises(smswire.ConfigurationError, match="unknown is one of park, tell, forget"):
        Book(print, unknown=unknown)


async def _awaited(_: object) -> None: ...


@pytest.mark.parametrize("tell", [None, 3, _awaited])
def test_nobody_to_tell(tell: Any) -> None:
    """Somebody has to hear of events."""
    with pytest.raises(smswire.ConfigurationError, match="tell is a function"):
        Book(tell)


@pytest.mark.parametrize("most", [0, -1, None, "9", 1.5, True])
@pytest.mark.parametrize("name", ["kept", "parked"])
def test_no_number_of_messages(name: str, most: Any) -> None:
    """How many are kept is a number of at least one."""
    options: Any = {name: most}
    with pytest.raises(smswire.ConfigurationError, match=f"{name} is a whole number"):
        Book(print, **options)
