"""What a command's exit code says."""

from __future__ import annotations

from enum import IntEnum

from smswire._outcome import Outcome


class Exit(IntEnum):
    """The exit codes; of a run over many rows the highest counts."""

    FINE = 0
    """Accepted, or valid."""
    REFUSED = 1
    """Rejected, or invalid."""
    USAGE = 2
    """Called wrongly, or something that the provider cannot do."""
    NOT_SENT = 3
    UNKNOWN = 4
    INTERRUPTED = 130
    """After Ctrl-C, as shells have it: 128 and the number of the signal."""


OF_OUTCOME = {
    Outcome.ACCEPTED: Exit.FINE,
    Outcome.REJECTED: Exit.REFUSED,
    Outcome.NOT_SENT: Exit.NOT_SENT,
    Outcome.UNKNOWN: Exit.UNKNOWN,
}
