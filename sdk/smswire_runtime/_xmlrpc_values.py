"""What reading and writing XML-RPC share: limits, the types that Python has no type for, and how a misfit is told."""

from __future__ import annotations

import re
from typing import Final

from attrs import frozen

from smswire_runtime._json import member
from smswire_runtime._misfits import kind_of
from smswire_runtime._values import UNSET

DEPTH: Final = 32
"""Nesting of arrays and structs, in both directions. The deepest documented answer has three levels."""

TOO_DEEP: Final = f"nested deeper than {DEPTH} levels"

METHOD: Final = re.compile(r"[A-Za-z0-9_.:/]+")
INTEGER: Final = re.compile(r"[+-]?[0-9]+")
BAD_METHOD: Final = "expected a method name of letters, digits and _.:/"
BAD_INTEGER: Final = "expected the digits of an integer"


class IntText(str):
    """An integer as it was spelled, for peers that type digits such as 0791234567 as integers."""

    __slots__ = ()

    @property
    def plain(self) -> str:
        """The spelling alone."""
        return str.__str__(self)

    @property
    def number(self) -> int:
        """The integer."""
        return int(self)


class Base64Text(str):
    """Text that travels as base64 of its UTF-8."""

    __slots__ = ()

    @property
    def plain(self) -> str:
        """The text alone."""
        return str.__str__(self)


class DateTimeText(str):
    """A dateTime.iso8601 as it was spelled; it has no ``plain``, so that it is written as one again."""

    __slots__ = ()


@frozen
class Fault:
    """A complete, documented refusal."""

    code: int
    text: str


class MisfitError(Exception):
    """What does not fit; the steps to where it stands are added on the way out, the last one first."""

    def __init__(self, problem: str, *steps: int | str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.steps = list(steps)

    def under(self, *steps: int | str) -> MisfitError:
        """The same misfit, seen from further outside."""
        self.steps.extend(steps)
        return self

    @property
    def path(self) -> str:
        """The wire path."""
        path = "$"
        for step in reversed(self.steps):
            path = f"{path}[{step}]" if isinstance(step, int) else member(path, step)
        return path


def unlike(words: str, value: object, *steps: str) -> MisfitError:
    """The misfit of a value of the wrong type."""
    return MisfitError("missing" if value is UNSET else f"expected {words}, got {kind_of(value)}", *steps)
