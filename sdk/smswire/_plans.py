"""A gateway's method is written once, as a plan that yields calls and is given answers; two drivers carry plans out."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from smswire._errors import InvalidMessage
from smswire_runtime import Answer, EncodeError, SmswireError
from smswire_runtime._policy import Call

if TYPE_CHECKING:
    from smswire_runtime._client import AsyncLink, SyncLink

T = TypeVar("T")

Plan: TypeAlias = Generator[Call[Any], Answer[Any], T]
"""The error of a call is thrown in where the call was yielded."""


def asking(plan: Plan[T]) -> Plan[T]:
    """A plan whose input nobody checked; InvalidMessage for what cannot be written on its wire."""
    try:
        return (yield from plan)
    except EncodeError as error:
        raise InvalidMessage(str(error)) from None


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
    """Do what a plan says, in this task."""
    try:
        call = next(plan)
        while True:
            try:
                answer = await link.call(call)
            except SmswireError as error:
                call = plan.throw(error)
            else:
                call = plan.send(answer)
    except StopIteration as end:
        result: T = end.value
        return result
