"""A transport that carries nothing, and answers what a test says: for answers that no sandbox gives."""

from __future__ import annotations

from collections.abc import Callable

from smswire_runtime import Base, Deadline, Operation, Request, Response


class Answering:
    """Gives an answer to every request."""

    def __init__(self, answer: Callable[[Request], Response]) -> None:
        self._answer = answer

    def exchange(self, base: Base, request: Request, operation: Operation, deadline: Deadline) -> Response:  # noqa: ARG002, as a transport has it
        """The answer."""
        return self._answer(request)

    def rest(self, base: Base) -> None:
        """There are no connections."""

    def close(self) -> None:
        """There are no connections."""
