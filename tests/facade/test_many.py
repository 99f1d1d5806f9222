"""Many messages at once: what shares a request, in what order, and in how much memory."""

from __future__ import annotations

import asyncio
import gc
import pickle
import tracemalloc
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest

import smswire
from smswire import Message, Outcome
from smswire._batches import HELD, Batcher
from smswire.gateways import memory, redoxygen
from smswire.sandbox import Served
from smswire_providers.redoxygen import QueuedMessage, QueuedMessages, SendResponse
from smswire_providers.redoxygen.server import read_send, write_send
from smswire_runtime import Request, Response
from tests.facade.answering import Answering
from tests.faults.server import FaultServer, Peer

LATER = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
HOURS = timedelta(hours=1)


def phone(number: int) -> str:
    """One of many numbers."""
    return f"+4179{number:07}"


def rows_of(count: int) -> list[tuple[str, str]]:
    """Messages that may share a request wherever any may."""
    return [(phone(number), "Hello") for number in range(count)]


def url_of(provider: str, sandbox: Served) -> str:
    """A gateway over the sandbox."""
    account = "?account=CI1" if provider == "redoxygen" else ""
    return f"{provider}://user:secret@{sandbox.url.removeprefix('http://')}{account}"


def sizes(provider: str, rows: list[Any]) -> list[int]:
    """The messages in each request."""
    with smswire.connect(f"{provider}://u:p@127.0.0.1:9{'?account=1' if provider == 'redoxygen' else ''}") as gateway:
        return [len(batch.prepared) for batch in gateway.batches(rows)]


@pytest.mark.parametrize("provider", ["redoxygen", "netoxygen"])
def test_chunks(provider: str, sandbox: Served) -> None:
    """Up to 500 share a request, and every submission belongs to the message in its place."""
    rows = rows_of(1_001)
    with smswire.connect(url_of(provider, sandbox)) as gateway:
        found = list(gateway.send_all(rows))
    ids = {"+" + "".join(filter(str.isdigit, one["to"])): one["id"] for one in sandbox.messages()}

    assert [500, 500, 1] == sizes(provider, rows)
    assert 3 == len(sandbox.requests())
    assert [(to, ids[to], Outcome.ACCEPTED) for to, _ in rows] == [
        (one.message.to, one.id, one.outcome) for one in found
    ]
    assert {1} == {one.segments.count for one in found if one.segments is not None}


@pytest.mark.parametrize(
    "provider,expected",
    [("redoxygen", [2, 1, 2, 1, 1]), ("netoxygen", [1, 1, 1, 2, 1, 1])],
)
def test_what_shares_a_request(provider: str, expected: list[int]) -> None:
    """Only messages that follow each other, of the same time, and on one wire of the same text, share a request."""
    rows = [
        Message(to=phone(1), text="a"),
        Message(to=phone(2), text="b"),
        Message(to=phone(3), text="b", at=LATER),
        Message(to=phone(4), text="c"),
        Message(to=phone(5), text="c"),
        Message(to=phone(6), text="c", at=LATER + HOURS),
        Message(to=phone(7), text="c", at=LATER + HOURS * 2),
    ]

    assert expected == sizes(provider, rows)


def test_sender_and_flash_are_of_a_request() -> None:
    """Where a request has one sender and one kind, messages with others make their own."""
    rows = [
        Message(to=phone(1), text="a"),
        Message(to=phone(2), text="a", sender="Desk"),
        Message(to=phone(3), text="a", sender="Desk"),
        Message(to=phone(4), text="a", sender="Desk", flash=True),
    ]

    assert [1, 2, 1] == sizes("netoxygen", rows)


@pytest.mark.parametrize("provider", ["redoxygen", "netoxygen"])
@pytest.mark.parametrize("again", ["+41790000000", "0041 79 000 00 00", "+41 (0)79 000-00-00"])
def test_same_number_twice(provider: str, again: str, sandbox: Served) -> None:
    """The same number, however it is written, never stands twice in a request: its rows could not be told apart."""
    rows = [(phone(0), "Hello"), (phone(1), "Hello"), (again, "Hello"), (phone(2), "Hello")]
    with smswire.connect(url_of(provider, sandbox)) as gateway:
        found = list(gateway.send_all(rows))

    assert [2, 2] == sizes(provider, rows)
    assert 4 == len({one.id for one in found})
    assert [row[0] for row in rows] == [one.message.to for one in found]


def test_bad_rows_do_not_pile_up() -> None:
    """However many rows in a row cannot be sent, so many are held at most."""
    held = [len(batch) for batch in memory.connect().batches([("nobody", "x")] * (HELD * 2 + 1))]

    assert [HELD, HELD, 1] == held


def test_alone_in_a_request() -> None:
    """Where every message has a request of its own, a row that cannot be sent waits for no other."""
    read: list[str] = []

    def rows() -> Iterator[tuple[str, str]]:
        for to in ("nobody", phone(1)):
            read.append(to)
            yield to, "x"

    with smswire.connect("smsoffice://u:p@127.0.0.1:9?from=Desk") as gateway:
        assert Outcome.NOT_SENT is next(gateway.send_all(rows())).outcome
    assert ["nobody"] == read


@pytest.mark.parametrize("provider", ["redoxygen", "netoxygen"])
@pytest.mark.parametrize("lost", [0, 1, 2])
def test_lost_chunk(provider: str, lost: int) -> None:
    """A request whose outcome is unknown marks its own messages and no others; nothing of it is sent again."""
    sent: list[int] = []

    def script(peer: Peer) -> None:
        while peer.request():
            sent.append(len(sent))
            if sent[-1] == lost:
                peer.reset()
                return
            peer.answer(b"429 Too Many Requests")

    with FaultServer(script) as server:
        account = "?account=1" if provider == "redoxygen" else ""
        with smswire.connect(f"{provider}://u:p@127.0.0.1:{server.port}{account}") as gateway:
            found = [one.outcome for one in gateway.send_all(rows_of(1_200))]
    expected = [Outcome.UNKNOWN if number // 500 == lost else Outcome.REJECTED for number in range(1_200)]

    assert expected == found
    assert 3 == len(server.ledger)


def test_flat_memory() -> None:
    """What a long run has sent and told is forgotten at once, the errors of bad rows included."""
    gateway = redoxygen.connect("CI1", "u", "p", transport=Answering(_accept))
    peaks: list[int] = []

    def rows() -> Iterator[tuple[str, str]]:
        for number in range(25_000):
            yield (phone(number), "Hello") if number % 7 else ("nobody", "Hello")

    gc.collect()
    gc.disable()
    tracemalloc.start()
    try:
        for number, _ in enumerate(gateway.send_all(rows())):
            if number % 10_000 == 4_999:
                peaks.append(tracemalloc.get_traced_memory()[1])
                tracemalloc.reset_peak()
    finally:
        tracemalloc.stop()
        gc.enable()

    assert 3 == len(peaks)
    assert peaks[2] < peaks[0] * 1.2


def _accept(request: Request) -> Response:
    sent = read_send(request).messages.numbered.values()
    queued = [QueuedMessage(sms_id=1, dest_tn=one.dest_tn, result="0000") for one in sent]
    return write_send(SendResponse(result="0000", messages=QueuedMessages(recipients=queued)))


@pytest.mark.parametrize(
    "provider,fields,said",
    [
        ("netoxygen", {"to": "abc"}, "to: a letter at character 1"),
        ("netoxygen", {"to": ""}, "to: no digits"),
        ("netoxygen", {"text": ""}, "text: an empty text"),
        ("netoxygen", {"text": "a\x00"}, "text: a control character at character 2"),
        ("netoxygen", {"text": "\ud800"}, "text: half of a surrogate pair at character 1"),
        ("netoxygen", {"sender": ""}, "from: an empty sender"),
        ("netoxygen", {"at": datetime(2020, 1, 1, tzinfo=UTC)}, "at: a time that has passed"),
        ("redoxygen", {"text": "x" * 4_001}, "text: 4001 characters, and this provider takes 4000"),
        ("redoxygen", {"at": datetime(2020, 1, 1, tzinfo=UTC)}, "at: a time that has passed"),
        ("smsoffice", {}, "from: this provider wants a sender for every message"),
        ("smsoffice", {"sender": "-"}, "from: a sender has 1 to 11 letters and digits"),
        ("smsoffice", {"sender": "Desk", "text": "x" * 613}, "text: 5 segments, and smsoffice takes 4"),
    ],
)
def test_where_it_is_wrong(provider: str, fields: dict[str, Any], said: str) -> None:
    """What is wrong with a message is said with the field that it stands in, whether one is sent or many."""
    message = attrs.evolve(Message(to=phone(1), text="Hello"), **fields)
    with smswire.connect(f"{provider}://u:p@127.0.0.1:9{'?account=1' if provider == 'redoxygen' else ''}") as gateway:
        (found,) = gateway.send_all([message])
        with pytest.raises(smswire.InvalidMessage) as caught:
            gateway.send(message)
    copy: smswire.InvalidMessage = pickle.loads(pickle.dumps(caught.value))  # noqa: S301, our own bytes

    assert said == found.detail == str(caught.value) == str(copy)
    assert caught.value.elsewhere is copy.elsewhere


def test_time_that_passes_meanwhile() -> None:
    """A time that has passed by the time its request is made is refused then; the others of the request are sent."""
    soon = datetime.now(UTC) - timedelta(seconds=1)
    gateway = memory.connect()
    account = gateway._account  # pyright: ignore[reportPrivateUsage], the only way to be late without waiting
    messages = [Message(to=phone(1), text="a", at=soon), Message(to=phone(2), text="b"), Message(to=phone(3), text="c")]
    before = soon - timedelta(hours=1)
    prepared = [account.prepare(message, before) for message in messages]
    plan = account.submit(prepared)
    with pytest.raises(StopIteration) as ended:
        next(plan)
    found: list[smswire.Submission] = ended.value.value

    assert [Outcome.NOT_SENT, Outcome.ACCEPTED, Outcome.ACCEPTED] == [one.outcome for one in found]
    assert isinstance(found[0].error, smswire.InvalidTime)
    assert ["b", "c"] == [message.text for message in gateway.outbox]


def test_batcher_gives_everything_once() -> None:
    """Whatever comes, every row is in one batch, in order."""
    batcher = Batcher(memory.MemoryAccount())
    rows = [(phone(number % 130) if number % 11 else "?", str(number)) for number in range(3_000)]
    batches = [batch for row in rows if (batch := batcher.add(row)) is not None]
    if (rest := batcher.rest()) is not None:
        batches.append(rest)
    gateway = memory.connect()

    assert [row[1] for row in rows] == [one.message.text for batch in batches for one in gateway.submit(batch)]
    assert all(len(batch.prepared) <= gateway.capabilities.batch for batch in batches)
    assert batcher.rest() is None


def test_a_batch_is_submitted_once() -> None:
    """Who submits a batch again, in threads or in tasks, sends nothing again."""
    gateway = memory.connect()
    for rows in (rows_of(3), [("nobody", "x")]):
        (batch,) = gateway.batches(rows)
        list(gateway.submit(batch))
        with pytest.raises(smswire.InvalidMessage, match="submitted before"):
            gateway.submit(batch)

    async def run() -> int:
        async with memory.connect_async() as tasks:
            batches = [batch async for batch in tasks.batches(coming(150))]
            for batch in batches:
                assert len(batch) == len(list(await tasks.submit(batch)))
                with pytest.raises(smswire.InvalidMessage, match="submitted before"):
                    await tasks.submit(batch)
            return len(tasks.outbox)

    assert 3 == len(gateway.outbox)
    assert 150 == asyncio.run(run())


# -- in tasks -----------------------------------------------------------------


async def coming(count: int) -> AsyncGenerator[tuple[str, str]]:
    """Rows that come one by one."""
    for row in rows_of(count):
        await asyncio.sleep(0)
        yield row


@pytest.mark.parametrize("asynchronous", [False, True])
def test_both_kinds_of_rows(sandbox: Served, *, asynchronous: bool) -> None:
    """Rows may come from an iterable or an asynchronous one."""

    async def run() -> list[str]:
        async with smswire.connect_async(url_of("redoxygen", sandbox)) as gateway:
            rows: Any = coming(700) if asynchronous else rows_of(700)
            return [one.message.to async for one in gateway.send_all(rows)]

    assert [to for to, _ in rows_of(700)] == asyncio.run(run())
    assert 2 == len(sandbox.requests())


def test_cancelled_in_the_middle(sandbox: Served) -> None:
    """Who is cancelled while a request is under way learns what became of it, and nothing more is sent."""
    found: list[smswire.Submission] = []

    async def take(gateway: smswire.AsyncGateway) -> None:
        async for one in gateway.send_all(coming(1_200)):
            found.append(one)
            if len(found) == 500:
                await asyncio.to_thread(sandbox.chaos, "redoxygen", "hang")

    async def run() -> BaseException | None:
        async with smswire.connect_async(url_of("redoxygen", sandbox)) as gateway:
            task = asyncio.create_task(take(gateway))
            await asyncio.to_thread(sandbox.wait_for, to=phone(999))
            task.cancel()
            with pytest.raises(asyncio.CancelledError) as caught:
                await task
            return caught.value.__cause__

    assert isinstance(asyncio.run(run()), smswire.OutcomeUnknown)
    assert [Outcome.ACCEPTED] * 500 == [one.outcome for one in found]
    assert 2 == len(sandbox.requests())


def test_stopped_in_the_middle(sandbox: Served) -> None:
    """Who closes the submissions stops the sending; the gateway goes on for others, and the rows can be closed."""

    async def run() -> tuple[list[str], Outcome]:
        rows = coming(1_200)
        async with smswire.connect_async(url_of("redoxygen", sandbox)) as gateway, aclosing(rows):
            async with aclosing(gateway.send_all(rows)) as submissions:
                first = [one.message.to async for one, _ in _zipped(submissions, 3)]
            later = await gateway.send(phone(5_000), "Hello")
            assert (phone(500), "Hello") == await anext(rows)
            return first, later.outcome

    assert ([phone(0), phone(1), phone(2)], Outcome.ACCEPTED) == asyncio.run(run())
    assert 2 == len(sandbox.requests())


async def _zipped(items: AsyncGenerator[Any], count: int) -> AsyncGenerator[tuple[Any, int]]:
    for number in range(count):
        yield await anext(items), number
