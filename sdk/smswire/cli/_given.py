"""A text that a command is given: as an argument, or on standard input."""

from __future__ import annotations

import re
import sys
from typing import Final

from smswire.cli._exits import Exit
from smswire.cli._via import fail

LONGEST: Final = 1024 * 1024
"""Characters that are read: ten times the longest text that is looked at."""

_OCTET: Final = re.compile(r"[\udc80-\udcff]")
"""How Python holds an octet of an argument that is no part of a text."""


def word_of(name: str, argument: str) -> str:
    """An argument, whose octets have to be a text."""
    if _OCTET.search(argument) is not None:
        fail(f"{name}: not a text in {sys.getfilesystemencoding()}", Exit.REFUSED)
    return argument


def text_of(argument: str) -> str:
    """The argument itself; for ``-`` what standard input says, without the line end that ``echo`` puts after it."""
    if argument != "-":
        return word_of("TEXT", argument)
    try:
        return sys.stdin.read(LONGEST).removesuffix("\n")
    except UnicodeDecodeError:
        fail(f"standard input: not a text in {sys.stdin.encoding}", Exit.REFUSED)
