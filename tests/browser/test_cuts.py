"""The page marks the cuts between segments where they are."""

from __future__ import annotations

import random
from itertools import pairwise

from playwright.sync_api import Page

from smswire._segments import Encoding, Segments, segments

CUTS = """async ([texts, encodings]) => {
  const { cutsOf } = await import("/cuts.js");
  return texts.map((text, place) => cutsOf(text, encodings[place]).map((end) => [...text.slice(0, end)].length));
}"""

ROOM = {Encoding.GSM_7: 153, Encoding.UCS_2: 67}
ALPHABETS = ["ab \n", "a€[]", "aé€\f~", "😀a", "ж😀👨‍👩‍👧", "短ab€"]
LENGTHS = [0, 1, 69, 70, 71, 133, 134, 135, 153, 154, 159, 160, 161, 305, 306, 307, 459, 700]


def _units(text: str, encoding: Encoding) -> int:
    return len(text.encode("utf-16-be")) // 2 if encoding is Encoding.UCS_2 else segments(text).units


def _check(text: str, counted: Segments, cuts: list[int]) -> None:
    """As many pieces as the facade counts segments, each filled as far as its characters allow."""
    pieces = [text[start:end] for start, end in pairwise([0, *cuts, len(text)])]
    room = ROOM[counted.encoding]

    assert counted.count == len(pieces), repr(text)
    if len(pieces) > 1:
        for piece, after in pairwise(pieces):
            assert _units(piece, counted.encoding) <= room < _units(piece + after[0], counted.encoding), repr(text)
        assert _units(pieces[-1], counted.encoding) <= room


def test_cuts(inbox: Page) -> None:
    """A cut stands where the next character does not fit any more, and the count is the facade's."""
    pick = random.Random(7)  # noqa: S311, texts and no secrets
    texts = ["".join(pick.choices(each, k=length)) for each in ALPHABETS for length in LENGTHS for _ in range(5)]
    counted = [segments(text) for text in texts]
    found = inbox.evaluate(CUTS, [texts, [each.encoding.value for each in counted]])

    for text, count, cuts in zip(texts, counted, found, strict=True):
        _check(text, count, cuts)
