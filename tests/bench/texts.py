"""What is done to every message before it is sent: its segments are counted, and its number is checked."""

from __future__ import annotations

from functools import partial
from typing import Final

import phonenumbers

from smswire import segments
from smswire._numbers import e164
from tests.bench._findings import Finding, figure, quartiles, same
from tests.bench._measure import OURS, Action, Ratio, ratio, ratios

LENGTH: Final = 160
"""Characters of a text: a segment's, if none of them takes two septets."""

TEXTS: Final = {
    "letters and digits": "Your table for 4 is booked at 19:30. Reply 1 to confirm. ",
    "accented letters": "Grüezi! Ihr Termin für Frau Müller in Zürich ist um 19:30 Uhr. ",
    "an extension character in forty": "Your order comes to 35 € with delivery. ",
    "an extension character in six": "Your table [4] costs {35} €. ",
}

NUMBER: Final = "+41792223344"
PARSED: Final = phonenumbers.parse(NUMBER)
WRITTEN: Final = {
    "with spaces": "+41 79 222 33 44",
    "with (0)": "+41 (0)79 222 33 44",
    "with 00 and hyphens": "0041-79-222-33-44",
}


def against_set() -> Finding:
    """The worst of the texts counts, all of which GSM-7 can write."""
    found = {name: _counted((text * LENGTH)[:LENGTH]) for name, text in TEXTS.items()}
    worst = max(found, key=lambda name: found[name].median)
    others = [figure(name, ratio) for name, ratio in found.items() if name != worst]
    return Finding(found[worst].median, [f"the worst has {worst}", quartiles(found[worst]), *others])


def _counted(text: str) -> Ratio:
    same("GSM-7", segments(text).encoding, OURS)
    return ratios(lambda: set(text), {OURS: lambda: segments(text)})[OURS]


def against_phonenumbers() -> Finding:
    """A number that is in E.164 already, which most systems keep; what people write is shown beside it."""
    found = ratios(partial(phonenumbers.parse, NUMBER), {OURS: _checked(NUMBER)})[OURS]
    notes = [quartiles(found)]
    for name, number in WRITTEN.items():
        parsed = partial(phonenumbers.parse, number, "CH")
        same(PARSED, parsed(), name)
        notes.append(figure(name, ratio(parsed, _checked(number))))
    return Finding(found.median, notes)


def _checked(number: str) -> Action:
    action = partial(e164, number)
    same(NUMBER, action(), OURS)
    return action
