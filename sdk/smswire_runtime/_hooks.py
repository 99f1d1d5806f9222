"""What a call tells about itself to logs and metrics: never a query, a header, a body or a number."""

from __future__ import annotations

import enum
import itertools
import logging
from collections.abc import Sequence
from time import monotonic
from typing import Any, Final, Protocol

from attrs import frozen

from smswire_runtime._messages import Effect
from smswire_runtime._misfits import Misfit
from smswire_runtime._operations import Operation
from smswire_runtime._outcomes import CallError
from smswire_runtime._transport import Base

logger: Final = logging.getLogger("smswire")

DRIFT_SHOWN: Final = 10
"""Places of one answer that are logged; where one row is not as documented, thousands may follow."""

_calls: Final = itertools.count(1)


class Stage(enum.StrEnum):
    """Where a call stands."""

    ATTEMPT = "attempt"
    """An exchange begins."""
    RETRY = "retry"
    """It failed, and another one follows after a pause."""
    DONE = "done"
    """The call ended, in an acceptance or with an error."""
    ABANDONED = "abandoned"
    """The call ended without an outcome: what was asked for cannot be sent, or the client is closed."""


@frozen(kw_only=True)
class Event:
    """One step of a call."""

    stage: Stage
    operation: str
    effect: Effect
    method: str
    route: str
    """The documented path, which holds no values."""
    host: str
    port: int
    attempt: int
    elapsed: float
    """Seconds since the call began."""
    status: int | None = None
    error: CallError | None = None
    pause: float | None = None
    """Seconds until the next attempt."""
    drift: tuple[Misfit, ...] = ()
    """What did not fit the schema of an accepted answer that was read leniently."""
    call: int
    """The same number in all events of one call, and in no others of this process."""


class Hook(Protocol):
    """Is called with every step, in the thread or task of the call. What it raises is logged and has no effect."""

    def __call__(self, event: Event, /) -> None: ...


class Report:
    """Tells the hooks of one call how it goes."""

    __slots__ = ("_base", "_began", "_call", "_hooks", "_operation", "attempts")

    def __init__(self, hooks: Sequence[Hook], base: Base, operation: Operation) -> None:
        self._hooks = hooks
        self._base = base
        self._operation = operation
        self._began = monotonic()
        self._call = next(_calls)
        self.attempts = 0

    def attempt(self) -> None:
        """An exchange begins."""
        self.attempts += 1
        if self._hooks:
            self._tell(Stage.ATTEMPT)

    def accepted(self, status: int | None, drift: tuple[Misfit, ...]) -> None:
        """It ended in an acceptance, and with it the call."""
        if self._hooks:
            self._tell(Stage.DONE, status=status, drift=drift)

    def failed(self, status: int | None, error: CallError, pause: float | None) -> None:
        """It ended otherwise, and with it the call, unless there is a pause before another one."""
        if self._hooks:
            stage = Stage.DONE if pause is None else Stage.RETRY
            self._tell(stage, status=status, error=error, pause=pause)

    def abandoned(self) -> None:
        """It ended without an outcome."""
        if self._hooks:
            self._tell(Stage.ABANDONED)

    def _tell(self, stage: Stage, **more: Any) -> None:
        operation = self._operation
        event = Event(
            stage=stage,
            operation=operation.name,
            effect=operation.effect,
            method=operation.method,
            route=operation.routes[0],
            host=self._base.host,
            port=self._base.port,
            attempt=self.attempts,
            elapsed=monotonic() - self._began,
            call=self._call,
            **more,
        )
        for hook in self._hooks:
            try:
                hook(event)
            except Exception as problem:  # noqa: BLE001, a counter that fails must not make an outcome unknown
                # The class alone: its text may repeat anything.
                logger.error("a hook failed: %s", type(problem).__name__)  # noqa: TRY400


def log_event(event: Event) -> None:
    """A hook that writes every step to the logger ``smswire``."""
    level = logging.INFO if event.stage is Stage.DONE else logging.DEBUG
    told = str(event.error) if event.error else _TOLD.get(event.stage, "accepted")
    logger.log(level, "%s %s, attempt %d: %s", event.stage, event.operation, event.attempt, told)
    for path, problem in event.drift[:DRIFT_SHOWN]:
        logger.warning("the answer of %s is not as documented: %s: %s", event.operation, path, problem)
    if (more := len(event.drift) - DRIFT_SHOWN) > 0:
        logger.warning("the answer of %s is not as documented in %d more places", event.operation, more)


_TOLD: Final = {Stage.ATTEMPT: "begins", Stage.ABANDONED: "ended without an outcome"}
