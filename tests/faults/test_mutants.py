"""The matrix is worth something: it fails for transports that are wrong in the ways that cost money."""

from __future__ import annotations

import ssl

import attrs
import pytest

from smswire_runtime import Effect, Operation, Request, Response
from smswire_runtime._deadline import Deadline
from smswire_runtime._transport import Failure
from smswire_runtime._urllib3 import Urllib3Transport
from tests.faults.catalogue import FAULTS
from tests.faults.cells import Cell, check, run


class Repeats(Urllib3Transport):
    """Sends again when the connection broke."""

    def exchange(self, request: Request, operation: Operation, deadline: Deadline) -> Response:
        """Twice."""
        try:
            return super().exchange(request, operation, deadline)
        except Failure:
            return super().exchange(request, operation, deadline)


class Follows(Urllib3Transport):
    """Goes where it is sent."""

    def exchange(self, request: Request, operation: Operation, deadline: Deadline) -> Response:
        """There and elsewhere."""
        response = super().exchange(request, operation, deadline)
        if (location := response.header("location")) is not None:
            return super().exchange(attrs.evolve(request, path=location), operation, deadline)
        return response


class Waits(Urllib3Transport):
    """Has all the time in the world."""

    def exchange(self, request: Request, operation: Operation, deadline: Deadline) -> Response:  # noqa: ARG002, that is the fault
        """For as long as it takes."""
        return super().exchange(request, operation, Deadline(60, 60))


class Forgives(Urllib3Transport):
    """Takes half an answer for a whole one."""

    def exchange(self, request: Request, operation: Operation, deadline: Deadline) -> Response:
        """Whatever came."""
        try:
            return super().exchange(request, operation, deadline)
        except Failure:
            return Response(status=200, body=b"accepted")


@pytest.mark.parametrize(
    "mutant,name",
    [
        (Repeats, "reset_after_request"),
        (Repeats, "close_after_request"),
        (Repeats, "body_cut_by_finish"),
        (Follows, "status_307_temporary"),
        (Follows, "status_302_found"),
        (Waits, "silence"),
        (Waits, "dripped_head"),
        (Waits, "dripped_body"),
        (Waits, "stall_in_handshake"),
        (Forgives, "body_cut_by_reset"),
        (Forgives, "gzip_bomb"),
    ],
)
def test_mutant(
    mutant: type[Urllib3Transport], name: str, server_side: ssl.SSLContext, client_side: ssl.SSLContext
) -> None:
    """A cell that the transport passes fails for its mutant."""
    cell = Cell(FAULTS[name], "POST", kept=False, tls=True)
    check(cell, run(cell, server_side, client_side))
    with pytest.raises(AssertionError):
        check(cell, run(cell, server_side, client_side, mutant))


def test_wrong_effect(server_side: ssl.SSLContext, client_side: ssl.SSLContext) -> None:
    """The same for a send that the specification calls idempotent."""
    cell = Cell(FAULTS["reset_after_request"], "GET", kept=False, tls=False, effect=Effect.IDEMPOTENT)
    with pytest.raises(AssertionError):
        check(cell, run(cell, server_side, client_side))
