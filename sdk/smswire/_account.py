"""An account with a provider: what it can do, as plans, and what is checked before anything is sent."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar, Final, NoReturn, TypeAlias, TypeVar

from attrs import frozen

from smswire._checks import counted_of, plain, unfit
from smswire._errors import InvalidMessage, InvalidTime, Unsupported
from smswire._numbers import e164, require_region
from smswire._outcome import Outcome, Reason
from smswire._plans import Plan, hurried
from smswire._segments import Segments
from smswire._state import State
from smswire._values import Balance, Capabilities, Message, Status, Submission
from smswire_runtime import (
    CallError,
    CodeTable,
    ConfigurationError,
    EncodeError,
    NotSent,
    OutcomeUnknown,
    Phase,
    Rejected,
    SmswireError,
)
from smswire_runtime import Reason as Cause

T = TypeVar("T")
E = TypeVar("E", bound=Exception)

_OUTCOMES: Final[dict[type[CallError], Outcome]] = {
    NotSent: Outcome.NOT_SENT,
    Rejected: Outcome.REJECTED,
    OutcomeUnknown: Outcome.UNKNOWN,
}
_REASONS: Final = {Cause.AUTHENTICATION: Reason.AUTHENTICATION, Cause.THROTTLED: Reason.THROTTLED}


@frozen(kw_only=True)
class Prepared:
    """A message that passed every check, in the words of the wire."""

    message: Message
    to: str
    """The number as the wire wants it."""
    segments: Segments
    shared: tuple[Any, ...] = ()
    """What has to be the same for two messages to share a request, in the words of the wire."""


class Account(ABC):
    """One account with a provider, without any I/O."""

    provider: ClassVar[str]
    capabilities: Capabilities

    def __init__(self, *, sender: str | None = None, region: str | None = None) -> None:
        if sender is not None and not self.capabilities.sender:
            raise Unsupported(f"{self.provider} does not let a message choose its sender")
        if sender is not None and (problem := unfit(sender) or self.unfit(sender)):
            raise ConfigurationError(f"the default sender: {problem}")
        if region is not None:
            require_region(region)
        self._sender = sender
        self._region = region

    # -- sending ------------------------------------------------------------------

    def prepare(self, message: Message, now: datetime) -> Prepared:
        """Check a message, and write it as the wire has it; InvalidMessage or Unsupported before anything is sent."""
        message = plain(message)
        can = self.capabilities
        if message.at is not None and not can.schedule:
            raise Unsupported(f"{self.provider} sends at once and cannot schedule")
        if message.flash and not can.flash:
            raise Unsupported(f"{self.provider} has no flash messages")
        field = "from"
        try:
            if message.sender is not None:
                self._require_sender(message.sender)
            field = "text"
            counted = self._counted(message.text)
            field = "to"
            number = e164(message.to, self._region)
        except InvalidMessage as error:
            error.locate(field)
            raise
        try:
            return self.word(message, number, counted, now)
        except InvalidTime as error:
            error.locate("at")
            raise

    def _require_sender(self, sender: str) -> None:
        if not self.capabilities.sender:
            raise Unsupported(f"{self.provider} does not let a message choose its sender")
        if problem := unfit(sender):
            raise InvalidMessage(problem, Reason.SENDER)
        if problem := self.unfit(sender):
            raise InvalidMessage(problem, Reason.SENDER, elsewhere=True)

    def _counted(self, text: str) -> Segments:
        counted, most = counted_of(text), self.capabilities.parts
        if most is not None and counted.count > most:
            problem = f"{counted.count} segments, and {self.provider} takes {most}"
            raise InvalidMessage(problem, Reason.TOO_LONG, elsewhere=True)
        return counted

    @abstractmethod
    def word(self, message: Message, number: str, counted: Segments, now: datetime) -> Prepared:
        """The same in the words of the wire: number, time, sender."""

    def unfit(self, sender: str) -> str | None:  # noqa: ARG002, for who has a rule
        """What is wrong with a sender for this provider, if anything is."""
        return None

    def sender_of(self, message: Message) -> str | None:
        """The sender of a message, its own or the gateway's default."""
        return self._sender if message.sender is None else message.sender

    def submit(self, batch: Sequence[Prepared]) -> Plan[list[Submission]]:
        """Send messages that share a request; a submission for each of them, in their order, whatever happens."""
        problem: InvalidMessage
        try:
            times = [one.message.at for one in batch if one.message.at is not None]
            if not times:
                return (yield from self.send(batch))
            return (yield from hurried(self.send(batch), lambda: _seconds_to(min(times))))
        except CallError as error:
            return [self.failed(one, error) for one in batch]
        except InvalidTime as error:
            problem = error
        except EncodeError as error:
            problem = InvalidMessage(str(error), elsewhere=True)
        except SmswireError:  # closed, or configured wrong
            raise
        except Exception as error:  # noqa: BLE001, an answer that nobody foresaw, and the request is out
            return [self.missing(one, None, type(error).__name__) for one in batch]
        # Nothing was sent. What cannot be written should not hold up the others.
        if len(batch) == 1:
            return [refused(batch[0].message, problem)]
        found: list[Submission] = []
        for one in batch:
            found += yield from self.submit([one])
        return found

    @abstractmethod
    def send(self, batch: Sequence[Prepared]) -> Plan[list[Submission]]:
        """The same; a CallError stands for the whole batch."""

    def failed(self, prepared: Prepared, error: CallError) -> Submission:
        """The submission of a message whose request did not end in an acceptance."""
        reason, code, detail = self._explained(error)
        return Submission(
            message=prepared.message,
            provider=self.provider,
            outcome=_OUTCOMES.get(type(error), Outcome.UNKNOWN),
            reason=reason,
            code=code,
            detail=detail or str(error),
            segments=prepared.segments,
            raw=error.decoded(),
            error=_alone(error),
        )

    def _explained(self, error: CallError) -> tuple[Reason, str | None, str]:
        """What is judged of a failure, which the error itself says from now on."""
        try:
            found = self.judged(error)
        except Exception:  # noqa: BLE001, an answer that was read leniently may hold anything
            found = Account.judged(self, error)
        error.explain(*found)
        return found

    def judged(self, error: CallError) -> tuple[Reason, str | None, str]:
        """Why a request failed: the reason, the provider's code and its words; a provider adds its own codes."""
        reason = _REASONS.get(error.reason, Reason.GATEWAY if not isinstance(error, Rejected) else Reason.OTHER)
        return reason, None if error.status is None else str(error.status), ""

    def accepted(self, prepared: Prepared, id: str | None, raw: object, *, scheduled: bool = False) -> Submission:  # noqa: A002, the word of the trade
        """The submission of a message that was taken."""
        return Submission(
            message=prepared.message,
            provider=self.provider,
            outcome=Outcome.ACCEPTED,
            id=id,
            segments=prepared.segments,
            scheduled=scheduled,
            raw=raw,
        )

    def rejected(self, prepared: Prepared, reason: Reason, code: str, detail: str, raw: object) -> Submission:
        """The submission of a message that was refused within an accepted request."""
        error = Rejected("send", Phase.ANSWERED, Cause.REFUSAL, code)
        error.explain(reason, code, detail)
        return Submission(
            message=prepared.message,
            provider=self.provider,
            outcome=Outcome.REJECTED,
            reason=reason,
            code=code,
            detail=detail,
            segments=prepared.segments,
            raw=raw,
            error=error,
        )

    def missing(
        self,
        prepared: Prepared,
        raw: object,
        cause: str = "",
        *,
        detail: str = "the answer says nothing of this recipient that can be read",
    ) -> Submission:
        """The submission of a message of which an accepted request's answer says nothing that decides."""
        error = OutcomeUnknown("send", Phase.ANSWERED, Cause.UNREADABLE, cause)
        error.explain(Reason.GATEWAY, None, detail)
        return Submission(
            message=prepared.message,
            provider=self.provider,
            outcome=Outcome.UNKNOWN,
            reason=Reason.GATEWAY,
            detail=detail,
            segments=prepared.segments,
            raw=raw,
            error=error,
        )

    # -- the rest; what a provider cannot do stays as it is here -------------------

    def asked(self, plan: Plan[T]) -> Plan[T]:
        """A plan that asks for something: its errors say why, and what its wire cannot carry is an InvalidMessage."""
        try:
            return (yield from plan)
        except EncodeError as error:
            raise InvalidMessage(str(error)) from None
        except CallError as error:
            self._explained(error)
            raise

    def status(self, ids: Sequence[str]) -> Plan[list[Status]]:
        """What is known of messages."""
        self.cannot("be asked what became of a message", ids)

    def cancel(self, ids: Sequence[str]) -> Plan[list[bool]]:
        """Whether each message was cancelled before it was sent."""
        self.cannot("cancel a message", ids)

    def balance(self) -> Plan[Balance]:
        """What the account still has."""
        self.cannot("say what an account still has")

    def normalize(self, number: str) -> Plan[str]:
        """A number in E.164, as the provider reads it."""
        self.cannot("normalise a number", number)

    def check(self) -> Plan[bool]:
        """Whether the provider knows the credentials."""
        self.cannot("check credentials without sending a message")

    def admits(self, call: Plan[object]) -> Plan[bool]:
        """Whether a call is not refused for its credentials."""
        try:
            yield from call
        except Rejected as error:
            if self.judged(error)[0] is not Reason.AUTHENTICATION:
                raise
            return False
        return True

    def cannot(self, what: str, *_: object) -> NoReturn:
        """Say what this provider, or this account with it, cannot do."""
        raise Unsupported(f"{self.provider} cannot {what}")


def _seconds_to(at: datetime) -> float:
    """What is left until a time; InvalidTime once it has come, since a provider may send at once what is late."""
    left = (at - datetime.now(UTC)).total_seconds()
    if left <= 0:
        raise InvalidTime("at: a time that has passed")
    return left


def refused(message: Message, problem: InvalidMessage | Unsupported) -> Submission:
    """The submission of a message that no gateway saw."""
    reason = problem.reason if isinstance(problem, InvalidMessage) else Reason.OTHER
    return Submission(
        message=message, outcome=Outcome.NOT_SENT, reason=reason, detail=str(problem), error=_alone(problem)
    )


def _alone(error: E) -> E:
    """An error without the way that it took: its frames hold texts and passwords, and the submissions around it."""
    error.__context__ = None
    return error.with_traceback(None)


def require_tried(submission: Submission) -> Submission:
    """A submission that a gateway made or tried to make; InvalidMessage or Unsupported of one that it could not try."""
    if isinstance(submission.error, InvalidMessage | Unsupported):
        raise submission.error
    return submission


Verdict: TypeAlias = tuple[State, Reason | None]
_NOTHING: Final[Verdict] = (State.UNKNOWN, None)


def told(  # noqa: PLR0913, what a provider says of a message has so many parts
    one: str,
    verdicts: Mapping[str, Verdict],
    table: CodeTable,
    code: str | int | None,
    raw: object,
    *,
    detail: str = "",
    at: datetime | None = None,
) -> Status:
    """What a documented code says of a message; what is not documented says nothing."""
    (state, reason), words = judged(verdicts, table, code)
    return Status(
        id=one,
        state=state,
        reason=reason,
        code=None if code is None else str(code),
        detail=detail or words,
        at=at,
        raw=raw,
    )


def judged(verdicts: Mapping[str, Verdict], table: CodeTable, code: str | int | None) -> tuple[Verdict, str]:
    """The verdict of a documented code, and its description."""
    row = table.find(code) if code is not None else None
    return (_NOTHING, "") if row is None else (verdicts[row.name], row.description)


def shares(ids: Sequence[str], most: int) -> Iterator[list[str]]:
    """The ids of one request after the other; without ids there is no request."""
    for first in range(0, len(ids), most):
        yield list(ids[first : first + most])


def in_order(keys: Sequence[str], rows: Sequence[T], key_of: Callable[[T], str]) -> list[T | None]:
    """The row of each key, which is the one that names it.

    A key that is named more or less often than it was asked for has no row: which one is meant cannot be known.
    """
    return _named(keys, [key_of(row) for row in rows], rows)


def numbers_in_order(numbers: Sequence[str], rows: Sequence[T], number_of: Callable[[T], str]) -> list[T | None]:
    """The row of each number: the one that names it, or the one in its place that names it in a shorter form."""
    wanted, found = [digits_of(number) for number in numbers], [digits_of(number_of(row)) for row in rows]
    chosen = _named(wanted, found, rows)
    if len(rows) == len(numbers) and None in chosen:
        asked = frozenset(wanted)
        for place, row in enumerate(rows):
            if chosen[place] is None and found[place] not in asked and is_short_for(found[place], wanted[place]):
                chosen[place] = row
    return chosen


def _named(wanted: Sequence[str], found: Sequence[str], rows: Sequence[T]) -> list[T | None]:
    if found == wanted:
        return list(rows)
    asked, times = Counter(wanted), Counter(found)
    row_of = dict(zip(found, rows, strict=True))
    return [row_of[key] if times[key] == asked[key] else None for key in wanted]


AGREEING: Final = 7
"""Digits of a shorter form that have to agree: what subscribers' numbers have without an area code, and few more."""


def digits_of(number: str) -> str:
    """What is left of a number that a provider may have written in another way."""
    return "".join(filter(str.isdigit, number))


def is_short_for(short: str, digits: str) -> bool:
    """Whether some digits are a number as people write it who need not say the whole: without its country code."""
    rest = short.lstrip("0")
    return len(rest) >= AGREEING and digits.endswith(rest)
