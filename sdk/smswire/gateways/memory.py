"""A gateway for your own unit tests: it sends nothing, keeps what it was given, and answers as it was told.

It refuses what every gateway refuses: numbers that are none, times that have passed, texts that cannot be sent.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final, NoReturn, TypeVar, Unpack

from smswire._account import Account, Prepared
from smswire._clocks import ahead
from smswire._gateway import AsyncGateway, Gateway
from smswire._numbers import e164
from smswire._opening import AsyncOptions, Opening, Options
from smswire._outcome import Outcome, Reason
from smswire._plans import Plan
from smswire._segments import Segments
from smswire._state import State
from smswire._url import ConnectionUrl
from smswire._values import Balance, Capabilities, Message, Status, Submission
from smswire_runtime import Base, ClosedError, ConfigurationError, NotSent, OutcomeUnknown, Phase
from smswire_runtime import Reason as Cause
from smswire_runtime._client import AsyncLink, SyncLink

T = TypeVar("T")

CREDITS: Final = Decimal(1_000_000)
"""What the account has at first; each segment of an accepted message costs one."""

NOWHERE: Final = "https://memory.invalid"
"""An address that cannot exist (RFC 2606), since nothing is sent."""

EVERYTHING: Final = Capabilities(
    batch=100,
    schedule=True,
    flash=True,
    sender=True,
    status=True,
    cancel=True,
    balance=True,
    normalize=True,
    check=True,
)


class MemoryAccount(Account):
    """What a gateway in memory was given, and what it is to answer."""

    provider = "memory"
    capabilities = EVERYTHING

    def __init__(
        self, *, sender: str | None = None, region: str | None = None, capabilities: Capabilities = EVERYTHING
    ) -> None:
        self.capabilities = capabilities
        super().__init__(sender=sender, region=region)
        self.outbox: list[Message] = []
        """The messages that were accepted, the oldest first."""
        self.closed = False
        self._script: deque[tuple[Outcome, Reason]] = deque()
        self._states: dict[str, State] = {}
        self._spent = 0

    def script(self, *outcomes: Outcome, reason: Reason = Reason.GATEWAY) -> None:
        """What becomes of the next messages, one after the other; after that all are accepted again."""
        self._script.extend((Outcome(outcome), Reason(reason)) for outcome in outcomes)

    def deliver(self, known: str, state: State = State.DELIVERED) -> None:
        """Say what became of a message."""
        if known not in self._states:
            raise ValueError("no message of that id was accepted")
        self._states[known] = State(state)

    def word(self, message: Message, number: str, counted: Segments, now: datetime) -> Prepared:
        """Nothing is written, so nothing has to be shared."""
        if message.at is not None:
            ahead(message.at, now)
        return Prepared(message=message, to=number, segments=counted)

    def send(self, batch: Sequence[Prepared]) -> Plan[list[Submission]]:
        """What the script says."""
        return self._answer(lambda: [self._submission(one) for one in batch])

    def _submission(self, prepared: Prepared) -> Submission:
        outcome, reason = self._script.popleft() if self._script else (Outcome.ACCEPTED, Reason.OTHER)
        match outcome:
            case Outcome.ACCEPTED:
                known = f"memory-{len(self._states) + 1}"
                scheduled = prepared.message.at is not None
                self._states[known] = State.SCHEDULED if scheduled else State.SUBMITTED
                self._spent += prepared.segments.count
                self.outbox.append(prepared.message)
                return self.accepted(prepared, known, None, scheduled=scheduled)
            case Outcome.REJECTED:
                return self.rejected(prepared, reason, reason.value, "as scripted", None)
            case Outcome.NOT_SENT:
                return self.failed(prepared, NotSent("send", Phase.CONNECTING, Cause.REFUSED))
            case Outcome.UNKNOWN:
                return self.failed(prepared, OutcomeUnknown("send", Phase.AWAITING, Cause.RESET))

    def status(self, ids: Sequence[str]) -> Plan[list[Status]]:
        """Scheduled, submitted, or what ``deliver`` and ``cancel`` made of it."""
        if not self.capabilities.status:
            return super().status(ids)
        return self._answer(lambda: [Status(id=one, state=self._states.get(one, State.UNKNOWN)) for one in ids])

    def cancel(self, ids: Sequence[str]) -> Plan[list[bool]]:
        """What is still scheduled can be cancelled."""
        return self._answer(lambda: [*map(self._cancel, ids)]) if self.capabilities.cancel else super().cancel(ids)

    def _cancel(self, known: str) -> bool:
        waiting = self._states.get(known) is State.SCHEDULED
        if waiting:
            self._states[known] = State.CANCELLED
        return waiting

    def balance(self) -> Plan[Balance]:
        """What is left of the credits."""
        if not self.capabilities.balance:
            return super().balance()
        return self._answer(lambda: Balance(amount=CREDITS - self._spent))

    def normalize(self, number: str) -> Plan[str]:
        """E.164."""
        if not self.capabilities.normalize:
            return super().normalize(number)
        return self._answer(lambda: e164(number, self._region))

    def check(self) -> Plan[bool]:
        """There are no credentials."""
        return self._answer(lambda: True) if self.capabilities.check else super().check()

    def _answer(self, work: Callable[[], T]) -> Plan[T]:
        """What is answered without asking anybody."""
        if self.closed:
            raise ClosedError("the gateway is closed")
        yield from ()
        return work()


# -- how one is opened ---------------------------------------------------------


class _Nowhere:
    """A transport for threads that carries nothing."""

    def __init__(self, account: MemoryAccount) -> None:
        self._account = account

    def exchange(self, *_: object) -> NoReturn:
        raise ConfigurationError("a gateway in memory carries nothing")

    def rest(self, base: Base) -> None:
        """There are no connections."""

    def close(self) -> None:
        self._account.closed = True


class _AsyncNowhere:
    """A transport for tasks that carries nothing."""

    def __init__(self, account: MemoryAccount) -> None:
        self._account = account

    async def exchange(self, *_: object) -> NoReturn:
        raise ConfigurationError("a gateway in memory carries nothing")

    def rest(self, base: Base) -> None:
        """There are no connections."""

    async def close(self) -> None:
        self._account.closed = True


class _Seen:
    """What a test sees of a gateway in memory, and says to it."""

    _account: MemoryAccount

    @property
    def outbox(self) -> list[Message]:
        """The messages that were accepted, the oldest first."""
        return self._account.outbox

    def script(self, *outcomes: Outcome, reason: Reason = Reason.GATEWAY) -> None:
        """What becomes of the next messages, one after the other; after that all are accepted again."""
        self._account.script(*outcomes, reason=reason)

    def deliver(self, known: str, state: State = State.DELIVERED) -> None:
        """Say what became of the message with this id."""
        self._account.deliver(known, state)


class MemoryGateway(_Seen, Gateway):
    """A gateway in memory, for threads."""

    _account: MemoryAccount


class AsyncMemoryGateway(_Seen, AsyncGateway):
    """A gateway in memory, for tasks."""

    _account: MemoryAccount


class _Opening(Opening):
    account: MemoryAccount

    def open(self, options: Options) -> MemoryGateway:
        return MemoryGateway(self.account, SyncLink(self._settings(options), None, _Nowhere(self.account)))

    def open_async(self, options: AsyncOptions) -> AsyncMemoryGateway:
        return AsyncMemoryGateway(self.account, AsyncLink(self._settings(options), None, _AsyncNowhere(self.account)))


def from_url(url: ConnectionUrl) -> Opening:
    """``memory://``."""
    url.allow("from", "region")
    account = MemoryAccount(sender=url.query.get("from"), region=url.query.get("region"))
    return _Opening(account, None, NOWHERE)


def connect(
    *,
    sender: str | None = None,
    region: str | None = None,
    capabilities: Capabilities = EVERYTHING,
    **options: Unpack[Options],
) -> MemoryGateway:
    """A gateway with an ``outbox`` and a ``script``; with ``capabilities`` it refuses what another provider cannot."""
    account = MemoryAccount(sender=sender, region=region, capabilities=capabilities)
    return _Opening(account, None, NOWHERE).open(options)


def connect_async(
    *,
    sender: str | None = None,
    region: str | None = None,
    capabilities: Capabilities = EVERYTHING,
    **options: Unpack[AsyncOptions],
) -> AsyncMemoryGateway:
    """The same for tasks."""
    account = MemoryAccount(sender=sender, region=region, capabilities=capabilities)
    return _Opening(account, None, NOWHERE).open_async(options)
