"""A gateway of either kind behind one face, so that one suite holds for threads and for tasks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from contextlib import aclosing
from itertools import islice
from types import TracebackType
from typing import Any, Self, TypeVar

import smswire
from smswire import Balance, Status, Submission

T = TypeVar("T")


class Threads:
    """A gateway for threads."""

    def __init__(self, url: str, **options: Any) -> None:
        self.gateway = smswire.connect(url, **options)
        self.capabilities = self.gateway.capabilities

    def send(self, *message: Any, **fields: Any) -> Submission:
        """Send one."""
        return self.gateway.send(*message, **fields)

    def send_all(self, rows: Iterable[Any], most: int | None = None) -> list[Submission]:
        """Send many; the first so many submissions, or all."""
        return list(islice(self.gateway.send_all(rows), most))

    def each(self, rows: Iterable[Any], keep: Callable[[Submission], None]) -> None:
        """Send many, and keep each submission as it comes."""
        for one in self.gateway.send_all(rows):
            keep(one)

    def status(self, ids: Any) -> list[Status]:
        """What is known."""
        return self.gateway.status(ids)

    def cancel(self, ids: Any) -> list[bool]:
        """Cancel."""
        return self.gateway.cancel(ids)

    def balance(self) -> Balance:
        """What is left."""
        return self.gateway.balance()

    def normalize(self, number: Any) -> str:
        """A number."""
        return self.gateway.normalize(number)

    def check(self) -> bool:
        """The credentials."""
        return self.gateway.check()

    def close(self) -> None:
        """Close."""
        self.gateway.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


class Tasks:
    """A gateway for tasks, in a loop of its own."""

    def __init__(self, url: str, **options: Any) -> None:
        self._runner = asyncio.Runner()
        self.gateway = smswire.connect_async(url, **options)
        self.capabilities = self.gateway.capabilities

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    def send(self, *message: Any, **fields: Any) -> Submission:
        """Send one."""
        return self._do(self.gateway.send(*message, **fields))

    def send_all(self, rows: Iterable[Any], most: int | None = None) -> list[Submission]:
        """Send many; the first so many submissions, or all."""

        async def collect() -> list[Submission]:
            found: list[Submission] = []
            async with aclosing(self.gateway.send_all(rows)) as submissions:
                async for one in submissions:
                    found.append(one)
                    if len(found) == most:
                        break
            return found

        return self._do(collect())

    def each(self, rows: Iterable[Any], keep: Callable[[Submission], None]) -> None:
        """Send many, and keep each submission as it comes."""

        async def run() -> None:
            async for one in self.gateway.send_all(rows):
                keep(one)

        self._do(run())

    def status(self, ids: Any) -> list[Status]:
        """What is known."""
        return self._do(self.gateway.status(ids))

    def cancel(self, ids: Any) -> list[bool]:
        """Cancel."""
        return self._do(self.gateway.cancel(ids))

    def balance(self) -> Balance:
        """What is left."""
        return self._do(self.gateway.balance())

    def normalize(self, number: Any) -> str:
        """A number."""
        return self._do(self.gateway.normalize(number))

    def check(self) -> bool:
        """The credentials."""
        return self._do(self.gateway.check())

    def close(self) -> None:
        """Close."""
        self._do(self.gateway.close())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
        self._runner.close()


Face = Threads | Tasks
Kind = Callable[..., Face]
