"""Nothing is dropped in silence: a word that nobody knows is noticed wherever it stands."""

from __future__ import annotations

import re
from typing import Any

import pytest

from codegen._errors import SpecError
from tests.codegen.mutations import DOCUMENTS, Steps, at, changed, places, pointer, read

WORD = "mood"
OBJECTS = [
    pytest.param(dialect, steps, id=f"{dialect}{pointer(steps)}")
    for dialect, document in DOCUMENTS.items()
    for steps in places(document)
    if isinstance(at(document, steps), dict)
]


@pytest.mark.parametrize("dialect", DOCUMENTS)
def test_nothing_is_lost_at_first(dialect: str) -> None:
    """The documents that are spoilt below have no loss of their own."""
    assert {} == read(dialect, DOCUMENTS[dialect])


@pytest.mark.parametrize("dialect, steps", OBJECTS)
def test_unknown_word(dialect: str, steps: Steps) -> None:
    """An unknown keyword in any object is reported, or refused, with a pointer to that place."""
    found = _found(dialect, changed(DOCUMENTS[dialect], (*steps, WORD), "good"))

    assert [] != [place for place in found if _is_there(place, steps)]


def _is_there(found: str, steps: Steps) -> bool:
    """Whether a pointer leads to the word, to the object in which it stands, or to the keyword that this belongs to."""
    near = {pointer((*steps, WORD)), pointer(steps), pointer(steps[:-1])}
    return found in near or ("/x-" in found and pointer(steps).startswith(f"{found}/"))


FOR_PEOPLE = {"title", "summary", "format", "writeOnly", "examples"}
"""Keywords that mean nothing to generated code, so that nobody looks at what they hold."""
UNREAD = ("/errors/0/code", "/errors/0/message", "/securitySchemes/session/in", "/securitySchemes/session/name")
"""More of that kind."""
REFERRED = re.compile("leads nowhere|no security scheme|is no property|is no declared|another one|differs|another than")
"""What is said where something that is now gone is referred to."""
VALUES = [
    pytest.param(dialect, steps, id=f"{dialect}{pointer(steps)}")
    for dialect, document in DOCUMENTS.items()
    for steps in places(document)
    if steps and not pointer(steps).endswith(UNREAD)
    if steps[-1] not in FOR_PEOPLE or isinstance(at(document, steps), dict)
]


@pytest.mark.parametrize("dialect, steps", VALUES)
def test_wrong_type(dialect: str, steps: Steps) -> None:
    """A value of another type is refused at its place or where it is referred to, or reported."""
    document = DOCUMENTS[dialect]
    value = at(document, steps)
    spoilt: Any = {} if isinstance(value, str | int | float) and not isinstance(value, bool) else "?"
    found = _found(dialect, changed(document, steps, spoilt))
    near = {pointer(steps), pointer(steps[:-1])}

    assert [] != [
        (place, reason)
        for place, reason in found.items()
        if place in near or place.startswith(pointer(steps)) or "/x-" in place or REFERRED.search(reason)
    ]


def _found(dialect: str, document: Any) -> dict[str, str]:
    try:
        return read(dialect, document)
    except SpecError as error:
        return {error.pointer: error.problem}
