"""Segments: every count is that of an encoder which fills one segment after the other."""

from __future__ import annotations

import pickle
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from smswire._errors import InvalidMessage
from smswire._outcome import Reason
from smswire._segments import Encoding, Segments, segments

# 3GPP TS 23.038, 6.2.1: the rows of the table of the default alphabet, a column for each upper half of a code.
DEFAULT = """
@ Δ SP 0 ¡ P ¿ p
£ _ !  1 A Q a q
$ Φ "  2 B R b r
¥ Γ #  3 C S c s
è Λ ¤  4 D T d t
é Ω %  5 E U e u
ù Π &  6 F V f v
ì Ψ '  7 G W g w
ò Σ (  8 H X h x
Ç Θ )  9 I Y i y
LF Ξ * : J Z j z
Ø ESC + ; K Ä k ä
ø Æ ,  < L Ö l ö
CR æ - = M Ñ m ñ
Å ß .  > N Ü n ü
å É /  ? O § o à
"""
# 6.2.1.1: the extension table.
EXTENDED = {
    0x0A: "\f",
    0x14: "^",
    0x28: "{",
    0x29: "}",
    0x2F: "\\",
    0x3C: "[",
    0x3D: "~",
    0x3E: "]",
    0x40: "|",
    0x65: "€",
}
NAMED = {"SP": " ", "LF": "\n", "CR": "\r"}

SEPTETS = {NAMED.get(name, name): 1 for name in DEFAULT.split() if name != "ESC"} | dict.fromkeys(EXTENDED.values(), 2)

CHARACTERS = st.sampled_from("a é\n\r@€[\f\u0301ç`ЖЖ中\u200d\u20e3\x1b\x00\ufeff\uffff\U00010000😜\U0010ffff")
LENGTHS = st.integers(0, 4) | st.integers(60, 80) | st.integers(148, 164)
RUNS = st.lists(st.tuples(CHARACTERS, LENGTHS), max_size=8)
TEXTS = st.text(CHARACTERS, max_size=30) | RUNS.map(
    lambda runs: "".join(character * length for character, length in runs)
)

CALM = settings(deadline=None)  # a busy machine must not fail a test


def reference(text: str) -> Segments:
    """One character after the other goes into the last segment, or into a new one when it does not fit there whole."""
    forcing = tuple(dict.fromkeys(character for character in text if character not in SEPTETS))
    if forcing:
        encoding, alone, together = Encoding.UCS_2, 70, 67
        sizes = [len(character.encode("utf-16-be")) // 2 for character in text]
    else:
        encoding, alone, together = Encoding.GSM_7, 160, 153
        sizes = [SEPTETS[character] for character in text]
    if sum(sizes) <= alone:
        return Segments(encoding, 1, sum(sizes), alone - sum(sizes), forcing)
    filled = [0]
    for size in sizes:
        if filled[-1] + size > together:
            filled.append(0)
        filled[-1] += size
    return Segments(encoding, len(filled), sum(sizes), together - filled[-1], forcing)


def test_alphabet() -> None:
    """The written tables are whole: 128 codes, of which one escapes to ten more."""
    assert 128 == len(DEFAULT.split())
    assert 127 + 10 == len(SEPTETS)


def test_every_character() -> None:
    """Each character of the basic plane, and the first and last of the others, counts as the tables say."""
    edges = [plane * 0x10000 + low for plane in range(1, 17) for low in (0, 0xFFFF)]
    wrong = [
        hex(code)
        for code in (*range(0xD800), *range(0xE000, 0x10000), *edges)
        if reference(chr(code)) != segments(chr(code))
    ]

    assert [] == wrong


@pytest.mark.parametrize(
    "text, encoding, count, units, left",
    [
        ("", "GSM-7", 1, 0, 160),
        ("a" * 160, "GSM-7", 1, 160, 0),
        ("a" * 161, "GSM-7", 2, 161, 145),
        ("a" * 306, "GSM-7", 2, 306, 0),
        ("a" * 307, "GSM-7", 3, 307, 152),
        ("€" * 80, "GSM-7", 1, 160, 0),
        ("€" * 81, "GSM-7", 2, 162, 143),  # 76 of them in the first, with a septet to spare
        ("a" * 152 + "€" + "b" * 152, "GSM-7", 3, 306, 152),
        ("a" * 152 + "€" + "b" * 7, "GSM-7", 2, 161, 144),
        ("a" * 151 + "€" + "b" * 153, "GSM-7", 2, 306, 0),
        ("line\r\n" * 2, "GSM-7", 1, 12, 148),
        ("я" * 70, "UCS-2", 1, 70, 0),
        ("я" * 71, "UCS-2", 2, 71, 63),
        ("я" * 134, "UCS-2", 2, 134, 0),
        ("😜" * 35, "UCS-2", 1, 70, 0),
        ("😜" * 36, "UCS-2", 2, 72, 61),  # 33 of them in the first, with a unit to spare
        ("😜" + "1" * 69, "UCS-2", 2, 71, 63),
        ("1" * 66 + "😜" + "1" * 66, "UCS-2", 3, 134, 66),
        ("e\u0301", "UCS-2", 1, 2, 68),
        ("€ж", "UCS-2", 1, 2, 68),  # an extension character is one unit there
    ],
)
def test_known_answers(text: str, encoding: str, count: int, units: int, left: int) -> None:
    """A pair never begins in one segment and ends in the next, whatever division would say."""
    found = segments(text)

    assert (encoding, count, units, left) == (found.encoding, found.count, found.units, found.left)


@pytest.mark.parametrize("shift", range(-4, 5))
@pytest.mark.parametrize("pair, filler, size", [("€", "a", 153), ("😜", "ж", 67)])
@pytest.mark.parametrize("whole", [1, 2, 3])
def test_boundaries(pair: str, filler: str, size: int, whole: int, shift: int) -> None:
    """A pair on, before and behind each boundary is counted as the slow encoder counts it."""
    text = filler * (whole * size + shift) + pair + filler * (size - 1) + pair * 2

    assert reference(text) == segments(text)


@CALM
@given(TEXTS)
@example("a" * 152 + "€" + "b" * 152)
@example("\x1b" * 200 + "€")
def test_any_text(text: str) -> None:
    """Any text is counted as the slow encoder counts it."""
    assert reference(text) == segments(text)


def test_forcing_characters() -> None:
    """What forces UCS-2 is told once for each character, in the order of the text; nothing forces GSM-7."""
    assert ("ç", "😜", "\u0301", "\t") == segments("ça 😜 e\u0301 ç\t€").forcing
    assert () == segments("Grüezi [1] €").forcing


@pytest.mark.parametrize(
    "text, where", [("\ud83d", 1), ("ab\udc00", 3), ("\ud83d\ude1c", 1), ("€" * 99 + "\udfff", 100)]
)
def test_half_a_pair(text: str, where: int) -> None:
    """Half of a surrogate pair has no form on the air; the error says where it is."""
    with pytest.raises(InvalidMessage) as caught:
        segments(text)

    assert f"half of a surrogate pair at character {where}" == str(caught.value)
    assert Reason.TEXT is caught.value.reason
    assert caught.value.__context__ is None, "the codec's own error holds the text"


def test_values() -> None:
    """A count is a frozen value: it compares, hashes, pickles, and says what it holds."""
    found = segments("😜" + "1" * 69)

    assert "Segments(encoding='UCS-2', count=2, units=71, left=63, forcing=('😜',))" == repr(found)
    assert found == pickle.loads(pickle.dumps(found))  # noqa: S301, our own bytes
    assert {found} == {found, segments("😜" + "2" * 69)}
    assert found != segments("😜")
    assert found != "another thing"
    with pytest.raises(AttributeError, match="frozen"):
        found.count = 1
    with pytest.raises(AttributeError, match="frozen"):
        del found.count


def test_counting_loads_nothing() -> None:
    """Whoever only counts does not pay for the rest of the house."""
    heavy = "{'attr', 'typing', 'urllib3', 'asyncio'}"
    code = f"import sys, smswire._segments, smswire._state; print({heavy} & {{*sys.modules}})"
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert "set()" == ran.stdout.strip()


@pytest.mark.parametrize("text", [None, 3, b"x", ["x"]])
def test_no_text(text: Any) -> None:
    """What is no text has no segments."""
    with pytest.raises(InvalidMessage, match="a text is a string"):
        segments(text)
