"""A gateway for your own unit tests: it sends nothing, keeps what it was given, and answers as it was told."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final, NoReturn

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
from smswire_runtime._client import TOTAL_SECONDS, AsyncLink, Settings, SyncLink

CREDITS: Final = Decimal(1_000_000)
"""What the account has at first; each segment of an accepted message costs one."""

NOWHERE: Final = "https://memory.invalid"
"""An address that cannot exist (RFC 2606), since nothing is sent."""


class MemoryAccount(Account):
    """What a gateway in memory was given, and what it is to answer."""

    provider = "memory"
    capabilities = Capabilities(
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

    def __init__(self, *, sender: str | None = None, region: str | None = None) -> None:
        super().__init__(sender=sender, region=region)
        self.outbox: list[Message] = []
        """The messages that were accepted, the oldest first."""
        self.closed = False
        self._script: deque[tuple[Outcome, Reason]] = deque()
        self._states: dict[str, State] = {}
        self._spent = 0

    def script(self, *outcomes: Outcome, reason: Reason = Reason.GATEWAY) -> None:
        """What becomes of the next messages, one after the other; after that all are accepted again."""
        self._script.extend((outcome, reason) for outcome in outcomes)

    def word(self, message: Message, number: str, counted: Segments, now: datetime) -> Prepared:
        """Nothing is written, so nothing has to be shared."""
        if message.at is not None:
            ahead(message.at, now)
        return Prepared(message=message, to=number, segments=counted)

    def send(self, batch: Sequence[Prepared]) -> Plan[list[Submission]]:
        """What the script says."""
        self._require_open()
        yield from ()
        return [self._submission(one) for one in batch]

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
        self._require_open()
        yield from ()
        return [Status(id=one, state=self._states.get(one, State.UNKNOWN)) for one in ids]

    def deliver(self, known: str, state: State = State.DELIVERED) -> None:
        """Say what became of a message."""
        self._states[known] = state

    def cancel(self, ids: Sequence[str]) -> Plan[list[bool]]:
        """What is still scheduled can be cancelled."""
        self._require_open()
        yield from ()
        waiting = [self._states.get(one) is State.SCHEDULED for one in ids]
        self._states |= {one: State.CANCELLED for one, still in zip(ids, waiting, strict=True) if still}
        return waiting

    def balance(self) -> Plan[Balance]:
        """What is left of the credits."""
        self._require_open()
        yield from ()
        return Balance(amount=CREDITS - self._spent)

    def normalize(self, number: str) -> Plan[str]:
        """E.164."""
        self._require_open()
        yield from ()
        return e164(number, self._region)

    def check(self) -> Plan[bool]:
        """There are no credentials."""
        self._require_open()
        yield from ()
        return True

    def _require_open(self) -> None:
        if self.closed:
            raise ClosedError("the gateway is closed")


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


class MemoryGateway(Gateway):
    """A gateway in memory, for threads."""

    def __init__(self, account: MemoryAccount) -> None:
        link = SyncLink(_SETTINGS, None, _Nowhere(account))
        super().__init__(account, link)
        self.account = account


class AsyncMemoryGateway(AsyncGateway):
    """A gateway in memory, for tasks."""

    def __init__(self, account: MemoryAccount) -> None:
        link = AsyncLink(_SETTINGS, None, _AsyncNowhere(account))
        super().__init__(account, link)
        self.account = account


_SETTINGS: Final = Settings(base_url=NOWHERE, deadline=TOTAL_SECONDS, tls=True, answers="checked", hooks=())


class _Opening(Opening):
    account: MemoryAccount

    def open(self, options: Options) -> MemoryGateway:  # noqa: ARG002, nothing is sent
        return MemoryGateway(self.account)

    def open_async(self, options: AsyncOptions) -> AsyncMemoryGateway:  # noqa: ARG002, nothing is sent
        return AsyncMemoryGateway(self.account)


def from_url(url: ConnectionUrl) -> Opening:
    """``memory://``."""
    url.allow("from", "region")
    account = MemoryAccount(sender=url.query.get("from"), region=url.query.get("region"))
    return _Opening(account, None, NOWHERE)


def connect(*, sender: str | None = None, region: str | None = None) -> MemoryGateway:
    """A gateway whose ``account`` has an ``outbox`` and a ``script``."""
    return MemoryGateway(MemoryAccount(sender=sender, region=region))


def connect_async(*, sender: str | None = None, region: str | None = None) -> AsyncMemoryGateway:
    """The same for tasks."""
    return AsyncMemoryGateway(MemoryAccount(sender=sender, region=region))
