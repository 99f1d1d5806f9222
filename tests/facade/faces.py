"""A gateway of either kind behind one face, so that one suite holds for threads and for tasks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

import smswire
from smswire import Balance, Message, Status, Submission

T = TypeVar("T")


class Threads:
    """A gateway for threads."""

    def __init__(self, url: str, **options: Any) -> None:
        self.gateway = smswire.connect(url, **options)
        self.capabilities = self.gateway.capabilities

    def send(self, to: str | Message, text: str | None = None, **fields: Any) -> Submission:
        """Send one."""
        return self.gateway.send(to, text, **fields)

    def send_all(self, rows: Iterable[Message | tuple[str, str]]) -> list[Submission]:
        """Send many."""
        return list(self.gateway.send_all(rows))

    def status(self, ids: Sequence[str]) -> list[Status]:
        """What is known."""
        return self.gateway.status(ids)

    def cancel(self, ids: Sequence[str]) -> list[bool]:
        """Cancel."""
        return self.gateway.cancel(ids)

    def balance(self) -> Balance:
        """What is left."""
        return self.gateway.balance()

    def normalize(self, number: str) -> str:
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

    def send(self, to: str | Message, text: str | None = None, **fields: Any) -> Submission:
        """Send one."""
        return self._do(self.gateway.send(to, text, **fields))

    def send_all(self, rows: Iterable[Message | tuple[str, str]]) -> list[Submission]:
        """Send many."""

        async def collect() -> list[Submission]:
            return [one async for one in self.gateway.send_all(rows)]

        return self._do(collect())

    def status(self, ids: Sequence[str]) -> list[Status]:
        """What is known."""
        return self._do(self.gateway.status(ids))

    def cancel(self, ids: Sequence[str]) -> list[bool]:
        """Cancel."""
        return self._do(self.gateway.cancel(ids))

    def balance(self) -> Balance:
        """What is left."""
        return self._do(self.gateway.balance())

    def normalize(self, number: str) -> str:
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
