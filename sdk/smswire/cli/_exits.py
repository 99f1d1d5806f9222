"""What a command's exit code says."""

from __future__ import annotations

from enum import IntEnum

from smswire._outcome import Outcome

TOLD = (
    "Exit codes: 0 accepted, valid or done; 1 rejected or invalid; 2 called wrongly, or not supported; 3 not sent; "
    "4 unknown; 130 after Ctrl-C."
)
"""What the help of every command says of them."""


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
