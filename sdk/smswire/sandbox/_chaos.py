"""Which requests get a fault instead of a proper answer."""

from __future__ import annotations

import enum
import random
from typing import Final

from attrs import define

RULES: Final = 100
"""Rules at a time: more than any test needs; each request walks through them."""


class Fault(enum.StrEnum):
    """What goes wrong. The request is acted on in every case: what is lost is the answer, or a part of it."""

    DROP = "drop"
    """The connection is closed after the request, without a word."""
    RESET = "rst"
    """The connection is reset after the request."""
    HANG = "hang"
    """No answer comes, and the connection stays open."""
    ERROR = "500"
    """The answer is a 500, although the request was accepted."""
    TRUNCATED = "truncated"
    """The connection is closed in the middle of the answer."""
    DRIPPED = "dripped"
    """The answer comes octet by octet."""
    GARBLED = "garbled"
    """The answer's body is noise of the same length."""
    SLOW = "slow"
    """The answer comes late."""
    PARTIAL = "partial"
    """Every other recipient is refused, the first one too."""


OTHER_NAMES: Final = {
    "reset": Fault.RESET,
    "error": Fault.ERROR,
    "truncate": Fault.TRUNCATED,
    "drip": Fault.DRIPPED,
    "garble": Fault.GARBLED,
    "partial_rejection": Fault.PARTIAL,
}
"""What people call the same faults; answers use the first names."""

FAULTS: Final = {fault.value: fault for fault in Fault} | OTHER_NAMES


@define(kw_only=True)
class Rule:
    """What happens to some requests of a wire."""

    wire: str | None
    """The provider's name; None stands for every wire."""
    fault: Fault
    probability: float = 1.0
    count: int | None = 1
    """How many more requests it hits; None stands for any number."""


class Chaos:
    """The rules that hold now. The first that hits a request has it."""

    def __init__(self, seed: int = 0) -> None:
        self.rules: list[Rule] = []
        self._random = random.Random(seed)  # noqa: S311, the same faults for the same seed

    def draw(self, provider: str) -> Fault | None:
        """What happens to the next request of this wire."""
        for rule in self.rules:
            if rule.wire not in {None, provider} or self._random.random() >= rule.probability:
                continue
            if rule.count is not None:
                rule.count -= 1
                if not rule.count:
                    self.rules.remove(rule)
            return rule.fault
        return None

    def noise(self, count: int) -> bytes:
        """So many octets without a meaning."""
        return self._random.randbytes(count)
