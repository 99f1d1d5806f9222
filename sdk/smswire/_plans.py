"""A gateway's method is written once, as a plan that yields calls and is given answers; two drivers carry plans out."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from smswire_runtime import Answer, CancelledTooLate, NotSent, Phase, Reason, SmswireError
from smswire_runtime._policy import Call

if TYPE_CHECKING:
    from smswire_runtime._client import AsyncLink, SyncLink

T = TypeVar("T")

Plan: TypeAlias = Generator[Call[Any], Answer[Any], T]
"""The error of a call is thrown in where the call was yielded."""


def hurried(plan: Plan[T], seconds: Callable[[], float]) -> Plan[T]:
    """A plan whose calls have to end within some seconds, which are asked for before each; it begins with time left."""
    try:
        within = seconds()
        call = next(plan)
        while True:
            try:
                answer = yield call._replace(within=within)
            except SmswireError as error:
                call = plan.throw(error)
            else:
                call = plan.send(answer)
            within = seconds()
    except StopIteration as end:
        result: T = end.value
        return result


def carry_out(plan: Plan[T], link: SyncLink) -> T:
    """Do what a plan says, in this thread."""
    try:
        call = next(plan)
        while True:
            try:
                answer = link.call(call)
            except SmswireError as error:
                call = plan.throw(error)
            else:
                call = plan.send(answer)
    except StopIteration as end:
        result: T = end.value
        return result


async def carry_out_async(plan: Plan[T], link: AsyncLink) -> T:
    """Do what a plan says, in this task.

    When the task is cancelled, the cause of its CancelledError says what became of the plan: that of its only call, or
    CancelledTooLate with its result.
    """
    from asyncio import CancelledError  # noqa: PLC0415, heavy for who does not use it

    only = True
    try:
        call = next(plan)
        while True:
            try:
                answer = await link.call(call)
            except SmswireError as error:
                call = plan.throw(error)
            except CancelledError as error:
                cancelled = error
                break
            else:
                call = plan.send(answer)
            only = False
    except StopIteration as end:
        result: T = end.value
        return result
    raise CancelledError(*cancelled.args) from _conclude(plan, call, cancelled.__cause__, only=only)


def _conclude(plan: Plan[Any], call: Call[Any], reached: BaseException | None, *, only: bool) -> BaseException | None:
    """What a plan came to whose call was cancelled; whatever else it has to do is not begun."""
    if only and not isinstance(reached, CancelledTooLate):
        plan.close()
        return reached
    try:
        while True:
            if isinstance(reached, CancelledTooLate):
                call = plan.send(reached.result())
            else:
                call = plan.throw(reached or _not_begun(call))
            reached = _not_begun(call)
    except StopIteration as end:
        return CancelledTooLate(end.value)
    except Exception as error:  # noqa: BLE001, whatever it was, the task is cancelled
        return error


def _not_begun(call: Call[Any]) -> NotSent:
    return NotSent(call.operation.name, Phase.WAITING, Reason.CANCELLED)
