"""What the sandbox knows: its clock, its accounts, and the newest messages."""

from __future__ import annotations

import random
from collections import OrderedDict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any, Final

from attrs import define, field

from smswire._errors import InvalidMessage
from smswire._segments import Segments, segments
from smswire._state import State, merge
from smswire.sandbox._magic import Fate, digits_of, fate_of

MESSAGES: Final = 10_000
"""Messages that are kept, the newest."""

CHARACTERS: Final = 32 * 1024 * 1024
"""Characters of messages that are kept: 3,000 for each, far beyond what a phone shows; longer ones push others out."""

ACCOUNT_NAME: Final = 256
"""Characters of a name by which accounts are told apart."""

ACCOUNTS: Final = 10_000
"""Accounts whose credits are kept: any user name makes one, so a scan of names must not fill the memory."""

STARTING_CREDITS: Final = Decimal(10_000_000)
"""Credits of a new account: more than an hour of load takes, and still an ``int`` of 32 bits."""

HISTORY: Final = 50
"""States, replies and warnings kept of one message: more than any test makes, and fewer than a loop of them would."""


@define(kw_only=True, eq=False)
class Stored:
    """One message to one recipient."""

    number: int
    """The sandbox's own number of it, since an id may repeat between providers and between recipients."""
    provider: str
    id: str
    """What the wire answered."""
    account: str
    to: str
    """The recipient as the provider writes it."""
    digits: str
    """The recipient's digits, by which one number is found in whatever form it is written."""
    sender: str
    text: str
    flash: bool
    state: State
    segments: Segments
    scheduled_at: datetime | None
    received_at: datetime
    reference: str
    receipt: str | None
    """Where receipts go, if anywhere."""
    reply: str | None
    data: Any
    """What the wire wants to remember."""
    exchange: int
    """The number of the exchange on the wire that it came with."""
    history: list[tuple[datetime, State]] = field(factory=list[tuple[datetime, State]])
    replies: list[tuple[datetime, str]] = field(factory=list[tuple[datetime, str]])
    warnings: list[str] = field(factory=list[str])

    @property
    def cost(self) -> int:
        """Credits that it took: one for each segment."""
        return self.segments.count

    @property
    def characters(self) -> int:
        """About what it takes in memory."""
        return len(self.text) + len(self.to) + len(self.sender) + len(self.id) + len(self.reference)


class Watcher:
    """Who wants to know what happens in a world; this one does not."""

    def stored(self, message: Stored) -> None:
        """A message came in."""

    def changed(self, message: Stored) -> None:
        """A message has another state."""

    def repeated(self, message: Stored, times: int) -> None:
        """The same text went to the same number again."""

    def dropped(self, message: Stored) -> None:
        """A message had to go, since newer ones came."""


def _system_clock() -> datetime:
    return datetime.now(UTC)


class World:
    """One sandbox's accounts and messages. It is used from one thread."""

    def __init__(
        self,
        *,
        lenient: bool = False,
        seed: int = 0,
        clock: Callable[[], datetime] = _system_clock,
        keep: int = MESSAGES,
        watcher: Watcher | None = None,
    ) -> None:
        self.lenient = lenient
        """Whether a request that violates the specification is taken all the same, where it can be understood."""
        self.exchange = 0
        """The exchange on the wire that is being answered."""
        self.report_urls: dict[str, str] = {}
        """By provider: the address of delivery reports that its account is configured with."""
        self.dropped = 0
        self._clock = clock
        self._keep = keep
        self._watcher = watcher or Watcher()
        self._ids = count(seed + 1)
        self._numbers = count(1)
        self._random = random.Random(seed)  # noqa: S311, ids are to be the same for the same seed
        self._credits: OrderedDict[tuple[str, str], Decimal] = OrderedDict()
        self._messages: OrderedDict[int, Stored] = OrderedDict()
        self._by_id: dict[tuple[str, str], list[Stored]] = {}
        self._sent: dict[tuple[str, str], int] = {}
        self._characters = 0
        self._partial: dict[str, bool] | None = None

    def now(self) -> datetime:
        """The time of the virtual clock, aware, in UTC."""
        return self._clock()

    def new_id(self) -> int:
        """The next number for an id: 1, 2, 3 and so on, from another start with another seed."""
        return next(self._ids)

    def new_guid(self) -> str:
        """The next GUID of the seed's series, as 32 hexadecimal digits; of version 4, as servers make them."""
        bits = self._random.getrandbits(128)
        return f"{bits & ~(0xF << 76) & ~(0x3 << 62) | (0x4 << 76) | (0x2 << 62):032x}"

    def report_url(self, provider: str) -> str | None:
        """The address of delivery reports that the provider's account is configured with now."""
        return self.report_urls.get(provider)

    def credits(self, provider: str, account: str) -> Decimal:
        """What the account has left."""
        return self._credits.get((provider, account[:ACCOUNT_NAME]), STARTING_CREDITS)

    def debit(self, provider: str, account: str, parts: int) -> bool:
        """Take credits; False, and nothing taken, when there are not enough."""
        left = self.credits(provider, account) - parts
        if left < 0:
            return False
        key = provider, account[:ACCOUNT_NAME]
        self._credits[key] = left
        self._credits.move_to_end(key)
        if len(self._credits) > ACCOUNTS:
            self._credits.popitem(last=False)
        return True

    def fate(self, to: str) -> Fate:
        """What becomes of a message to this number. A wire asks for the refusals, the sandbox for the rest."""
        fate = fate_of(to)
        if self._partial is None or fate is not Fate.WAITING:
            return fate
        refused = self._partial.setdefault(digits_of(to), len(self._partial) % 2 == 0)
        return Fate.INVALID_RECIPIENT if refused else fate

    def reject_partially(self, *, on: bool) -> None:
        """From now on refuse every other recipient, the first one too, or stop it."""
        self._partial = {} if on else None

    def store(  # noqa: PLR0913, all that a wire knows of a message
        self,
        *,
        provider: str,
        id: str,  # noqa: A002, its name everywhere
        account: str,
        to: str,
        sender: str,
        text: str,
        flash: bool = False,
        scheduled_at: datetime | None = None,
        reference: str = "",
        receipt: str | None = None,
        reply: str | None = None,
        data: Any = None,
    ) -> Stored:
        """Keep a message that was accepted; it is scheduled when its time is still to come."""
        now = self.now()
        later = scheduled_at is not None and scheduled_at > now
        state = State.SCHEDULED if later else State.SUBMITTED
        message = Stored(
            number=next(self._numbers),
            provider=provider,
            id=id,
            account=account,
            to=to,
            digits=digits_of(to),
            sender=sender,
            text=text,
            flash=flash,
            state=state,
            segments=_count(text),
            scheduled_at=scheduled_at,
            received_at=now,
            reference=reference,
            receipt=receipt,
            reply=reply,
            data=data,
            exchange=self.exchange,
            history=[(now, state)],
        )
        self._messages[message.number] = message
        self._by_id.setdefault((provider, id), []).append(message)
        self._watcher.stored(message)
        self._count_repeats(message)
        self._characters += message.characters
        while len(self._messages) > self._keep or (self._characters > CHARACTERS and len(self._messages) > 1):
            self._drop_oldest()
        return message

    def _count_repeats(self, message: Stored) -> None:
        key = message.digits, message.text
        times = self._sent.get(key, 0) + 1
        self._sent[key] = times
        if times > 1:
            self._watcher.repeated(message, times)

    def _uncount(self, message: Stored) -> None:
        key = message.digits, message.text
        if (times := self._sent.get(key, 0) - 1) > 0:
            self._sent[key] = times
        else:
            self._sent.pop(key, None)

    def _drop_oldest(self) -> None:
        _, oldest = self._messages.popitem(last=False)
        self._characters -= oldest.characters
        same = self._by_id[oldest.provider, oldest.id]
        same.remove(oldest)
        if not same:
            del self._by_id[oldest.provider, oldest.id]
        if oldest.state is not State.CANCELLED:
            self._uncount(oldest)
        self.dropped += 1
        self._watcher.dropped(oldest)

    def find(self, provider: str, id: str) -> Stored | None:  # noqa: A002, its name everywhere
        """The message that the provider's wire answered this id for; the first of several recipients."""
        same = self._by_id.get((provider, id))
        return same[0] if same else None

    def find_all(self, provider: str, id: str) -> tuple[Stored, ...]:  # noqa: A002, its name everywhere
        """All messages of this id: a wire may answer one for several recipients."""
        return tuple(self._by_id.get((provider, id), ()))

    def cancel(self, stored: Stored) -> bool:
        """Take back a message that is still scheduled; False when it is too late."""
        if stored.state is not State.SCHEDULED:
            return False
        self._uncount(stored)
        self.learn(stored, State.CANCELLED)
        return True

    def learn(self, stored: Stored, state: State) -> None:
        """There is news of a message; late news never takes anything back."""
        merged = merge(stored.state, state)
        if merged is stored.state:
            return
        stored.state = merged
        stored.history.append((self.now(), merged))
        del stored.history[:-HISTORY]
        self._watcher.changed(stored)

    def newest_first(self) -> Iterator[Stored]:
        """The messages that are kept."""
        return reversed(self._messages.values())

    def message(self, number: int) -> Stored | None:
        """The message of the sandbox's own number, if it is still kept."""
        return self._messages.get(number)

    def __len__(self) -> int:
        return len(self._messages)

    def clear(self) -> None:
        """Forget all messages; credits, ids and numbers go on."""
        self._messages.clear()
        self._by_id.clear()
        self._sent.clear()
        self._characters = 0
        self.dropped = 0

    def restore_credits(self) -> None:
        """Give every account what it started with."""
        self._credits.clear()


def _count(text: str) -> Segments:
    try:
        return segments(text)
    except InvalidMessage:  # half of a surrogate pair, which UTF-8 has no octets for
        return segments(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
