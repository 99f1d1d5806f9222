"""What the sandbox keeps is bounded, in order, and the same for the same seed."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from smswire._state import State
from smswire.sandbox import _world
from smswire.sandbox._agenda import Agenda
from smswire.sandbox._clock import Clock, read_duration
from smswire.sandbox._exchanges import Exchange, Exchanges
from smswire.sandbox._magic import MAGIC, Fate, fate_of
from smswire.sandbox._world import STARTING_CREDITS, Stored, Watcher, World
from smswire_runtime import Request, Response


class Witness(Watcher):
    """Remembers what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []

    def stored(self, message: Stored) -> None:
        """It came in."""
        self.told.append(("stored", message.id))

    def changed(self, message: Stored) -> None:
        """It has another state."""
        self.told.append((message.state.value, message.id))

    def repeated(self, message: Stored, times: int) -> None:
        """It went out again."""
        self.told.append((f"repeated {times}", message.id))

    def dropped(self, message: Stored) -> None:
        """It had to go."""
        self.told.append(("dropped", message.id))


def store(world: World, number: str, text: str = "Hello", **rest: Any) -> Stored:
    """One message."""
    return world.store(provider="acme", id=number, account="me", to="+41 79", sender="", text=text, **rest)


def test_newest_are_kept() -> None:
    """Beyond its bound a world lets go of the oldest message, and says so."""
    witness = Witness()
    world = World(keep=2, watcher=witness)
    for number in "123":
        store(world, number, f"text {number}")

    assert ["3", "2"] == [message.id for message in world.newest_first()]
    assert ("dropped", "1") == witness.told[-1]
    assert (1, None) == (world.dropped, world.find("acme", "1"))


def test_long_texts_push_others_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages are bounded by their length too; the newest always stays."""
    monkeypatch.setattr(_world, "CHARACTERS", 1_000)
    world = World()
    for number in "123":
        store(world, number, number * 600)

    assert ["3"] == [message.id for message in world.newest_first()]


def test_one_id_for_several_recipients() -> None:
    """An id may stand for several messages, also after one of them had to go."""
    world = World(keep=2)
    messages = [store(world, "1", f"text {number}") for number in range(3)]

    assert tuple(messages[1:]) == world.find_all("acme", "1")
    assert messages[1] is world.find("acme", "1")
    assert () == world.find_all("other", "1")


def test_repeats() -> None:
    """The same text to the same digits is a repeat, until the first was cancelled or let go."""
    witness = Witness()
    world = World(keep=3, watcher=witness)
    later = world.now() + timedelta(days=1)
    first = store(world, "1", scheduled_at=later)
    assert world.cancel(first)
    store(world, "2")
    store(world, "3")

    told = [what for what, _ in witness.told]
    assert ["stored", "cancelled", "stored", "stored", "repeated 2"] == told
    for number in "456":
        store(world, number, f"text {number}")
    store(world, "7")
    assert "stored" == witness.told[-2][0]


def test_cancelling() -> None:
    """Only what is still scheduled can be cancelled."""
    world = World()
    scheduled = store(world, "1", scheduled_at=world.now() + timedelta(days=1))
    sent = store(world, "2")

    assert (True, False, False) == (world.cancel(scheduled), world.cancel(scheduled), world.cancel(sent))
    assert (State.CANCELLED, State.SUBMITTED) == (scheduled.state, sent.state)


def test_past_schedule() -> None:
    """A message whose time is past is submitted."""
    world = World()

    assert State.SUBMITTED is store(world, "1", scheduled_at=world.now() - timedelta(seconds=1)).state


def test_credits() -> None:
    """Credits are each account's own, are taken whole or not at all, and do not fill the memory."""
    world = World()

    assert world.debit("acme", "me", 3)
    assert not world.debit("acme", "me", int(STARTING_CREDITS))
    assert (STARTING_CREDITS - 3, STARTING_CREDITS) == (world.credits("acme", "me"), world.credits("other", "me"))
    for number in range(_world.ACCOUNTS + 1):
        world.debit("acme", f"user {number}", 1)
    assert STARTING_CREDITS == world.credits("acme", "me")
    assert isinstance(world.credits("acme", "me"), Decimal)


def test_ids() -> None:
    """Ids and GUIDs are the same for the same seed, and others for another."""

    def made(seed: int) -> tuple[list[int], list[str]]:
        world = World(seed=seed)
        return [world.new_id() for _ in range(2)], [world.new_guid() for _ in range(2)]

    assert made(7) == made(7)
    assert [1, 2] == made(0)[0]
    assert made(0)[1] != made(7)[1]
    assert [4, 4] == [UUID(guid).version for guid in made(0)[1]]


def test_magic() -> None:
    """Magic is in the last digits, however the number is written; other numbers have none."""
    assert {fate_of(f"+41 79 / 1{digits[0]}-{digits[1:]}") for digits in MAGIC} == set(Fate) - {Fate.WAITING}
    assert {Fate.WAITING} == {fate_of(number) for number in ("", "9990", "+41792223344", "x", "99900 1")}


def test_lone_surrogate() -> None:
    """A text that no wire can carry is kept all the same."""
    assert 1 == store(World(), "1", "\ud83d").segments.count


@pytest.mark.parametrize(
    "text, duration",
    [
        ("3h", timedelta(hours=3)),
        ("1d12h30m5s", timedelta(days=1, hours=12, minutes=30, seconds=5)),
        ("0s", timedelta()),
        ("", None),
        ("3", None),
        ("h", None),
        ("1h1d", None),
        ("1h\n", None),
        ("\u0661h", None),
        ("99999d", None),
    ],
)
def test_durations(text: str, duration: timedelta | None) -> None:
    """A duration is read as people write it, and nonsense is none."""
    assert duration == read_duration(text)


def test_clock_holds_and_goes_on() -> None:
    """A clock that is held stands still; then it goes on from there and never back."""
    clock = Clock()
    later = datetime.now(UTC) + timedelta(days=1)
    clock.hold(later)
    assert later == clock.now()
    clock.hold(later - timedelta(hours=5))
    assert later == clock.now()
    clock.release()

    assert timedelta() <= clock.now() - later < timedelta(minutes=1)


def test_agenda() -> None:
    """Each action happens at its own time, what follows from it too, and what was struck does not."""
    happened: list[tuple[str, timedelta]] = []

    async def scenario() -> None:
        clock = Clock()
        agenda = Agenda(clock)
        start = clock.now()

        def act(name: str, after: timedelta | None = None) -> None:
            happened.append((name, clock.now() - start))
            if after is not None:
                agenda.add(clock.now() + after, 1, lambda: act(f"{name}+"))

        async def settle() -> None:
            await asyncio.sleep(0)

        hour = timedelta(hours=1)
        agenda.add(start + 2 * hour, 1, lambda: act("second"))
        agenda.add(start + hour, 1, lambda: act("first", hour / 2))
        agenda.add(start + hour, 2, lambda: act("struck"))
        agenda.add(start + 9 * hour, 3, lambda: act("later"))
        agenda.strike(2)
        await agenda.advance(5 * hour, settle)
        assert (1, start + 9 * hour) == (len(agenda), agenda.next_due)
        agenda.close()

    asyncio.run(scenario())

    hours = [("first", 1.0), ("first+", 1.5), ("second", 2.0)]
    assert hours == [(name, after / timedelta(hours=1)) for name, after in happened]


def test_agenda_in_real_time() -> None:
    """What is due happens by itself."""

    async def scenario() -> None:
        clock = Clock()
        agenda = Agenda(clock)
        came: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        agenda.add(clock.now() + timedelta(days=1), 1, lambda: None)
        agenda.add(clock.now() + timedelta(milliseconds=20), 1, lambda: came.set_result(None))
        await asyncio.wait_for(came, 10)
        agenda.close()

    asyncio.run(scenario())


def test_struck_entries_do_not_pile_up() -> None:
    """An endless run of schedules for messages that are gone takes no memory."""

    async def scenario() -> int:
        clock = Clock()
        agenda = Agenda(clock)
        due = clock.now() + timedelta(days=1)
        for number in range(10_000):
            agenda.add(due, number, lambda: None)
            agenda.strike(number - 10)
        size = agenda.size
        agenda.close()
        return size

    assert 200 > asyncio.run(scenario())


def secrets_of(_: Request) -> tuple[str, ...]:
    """What a wire says is secret."""
    return "a%20b", "", "xyz"


def exchange(number: int, body: bytes = b"", **rest: Any) -> Exchange:
    """One exchange."""
    request = Request(method="POST", path="/p", query="password=a%20b", headers=(("Cookie", "c"),), body=body)
    settings: dict[str, Any] = {"provider": "acme", "secrets": secrets_of, **rest}
    return Exchange(
        number=number, received_at=datetime.now(UTC), connection=1, version="HTTP/1.1", request=request, **settings
    )


def test_exchanges_are_bounded() -> None:
    """Exchanges are bounded in number and in octets; the newest always stays."""
    few, small = Exchanges(keep=2), Exchanges(octets=5_000)
    for number in range(1, 5):
        few.add(exchange(number))
        small.add(exchange(number, b"x" * 1_500))
    large = Exchanges(octets=5_000)
    large.add(exchange(1, b"x" * 6_000))

    assert ([3, 4], 2) == ([each.number for each in few.all()], few.dropped)
    assert ([3, 4], 2) == ([each.number for each in small.all()], small.dropped)
    assert [1] == [each.number for each in large.all()]


def test_secrets_are_masked() -> None:
    """The secrets that a wire names are masked in request and answer; credentials in headers always are."""
    seen = exchange(1, b"<p>xyz</p>")
    seen.response = Response(status=200, headers=(("Set-Cookie", "ss-id=s"),), body=b"you said xyz")
    unread = exchange(2, b"<p>xyz</p>", provider=None, secrets=None)

    assert "POST /p?password=*** HTTP/1.1\r\nCookie: ***\r\n\r\n<p>***</p>" == seen.request_text
    assert "HTTP/1.1 200 OK\r\nSet-Cookie: ***\r\n\r\nyou said ***" == seen.answer_text
    assert "POST /p?password=*** HTTP/1.1\r\nCookie: ***\r\n\r\n(10 octets that no wire reads)" == unread.request_text
