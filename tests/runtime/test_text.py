"""Answers in plain text: which rule fits, which parts it names, and how an answer is written."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from attrs.exceptions import FrozenInstanceError
from hypothesis import given, settings
from hypothesis import strategies as st

from smswire_runtime._errors import DecodeError, EncodeError
from smswire_runtime._text import TEXT_LIMIT, TextRule, match, render

SPECIFICATION = Path(__file__).parents[2] / "schemas" / "smsoffice" / "openapi.yaml"


def documented(name: str) -> tuple[list[TextRule], dict[str, str]]:
    """The grammar and the examples of an answer in the specification."""
    document: dict[str, Any] = yaml.safe_load(SPECIFICATION.read_text("utf-8"))
    media = document["components"]["responses"][name]["content"]["text/plain"]
    rules = [
        TextRule(
            pattern=rule["pattern"],
            template=rule["template"],
            whole=rule.get("whole"),
            refusal=rule.get("refusal", False),
        )
        for rule in media["x-text-grammar"]
    ]
    return rules, {example: said["value"] for example, said in media["examples"].items()}


CALM = settings(deadline=None)  # a busy machine must not fail a test; what has to be quick is timed as a whole

BALANCE, BALANCES = documented("BalanceAnswer")
SEND, SENT = documented("SendAnswer")

PAIR = TextRule(pattern=r"(?P<key>[a-z]+)(?:=(?P<value>[0-9]*))?", template="{key}={value}")


def problem_of(rules: list[TextRule], body: bytes) -> str:
    """Why a text is not read."""
    with pytest.raises(DecodeError) as caught:
        match(rules, body)
    assert "$" == caught.value.path
    return caught.value.problem


@pytest.mark.parametrize(
    "text, index, part",
    [
        ("Success: 1234.56", 0, "1234.56"),
        ("1234.56", 0, "1234.56"),
        ("SUCCESS:0.00\r\n", 0, "0.00"),
        ("Success: -3.50", 0, "-3.50"),
        ("Error: Login Failed", 1, "Login Failed"),
        ("error:", 1, ""),
    ],
)
def test_balances(text: str, index: int, part: str) -> None:
    """Each form of a balance gives its amount, and a refusal its message; the whole text is kept as it came."""
    expected = {"message" if BALANCE[index].refusal else "amount": part, "text": text}

    assert (index, expected) == match(BALANCE, text.encode())


@pytest.mark.parametrize(
    "text, number",
    [
        ("Success:message tracking number:12345678", "12345678"),
        ("Success:12345678:", "12345678"),
        ("  SUCCESS : 7d1f-22\r\n", "7d1f-22"),
        ("success: Message Tracking Number : 12345678", "12345678"),
        ("Success:message tracking number:", None),
    ],
)
def test_tracking_numbers(text: str, number: str | None) -> None:
    """A tracking number is found wherever it stands; a group that took no part is absent."""
    expected = {"text": text} if number is None else {"tracking_number": number, "text": text}

    assert (0, expected) == match(SEND, text.encode())


@pytest.mark.parametrize(
    "message",
    [
        "Invalid [from] parameter",
        "Invalid [to] parameter",
        "Invalid [message] parameter",
        "Number must start with international prefix, 0 not allowed.",
        "Not enough credits",
        "Max of 4 parts per message exceeded",
        "Login Failed",
        "Invalid  [To] parameter.\r\nUse the international format, e.g. 27835131545",
    ],
)
def test_refusals(message: str) -> None:
    """Every documented error is a refusal with its message, however it is spaced."""
    for text in (f"Error:{message}", f"Error: {message}", f"ERROR :  {message}\r\n"):
        assert (1, {"message": message, "text": text}) == match(SEND, text.encode())


@pytest.mark.parametrize("rules, examples", [(BALANCE, BALANCES), (SEND, SENT)])
def test_examples(rules: list[TextRule], examples: dict[str, str]) -> None:
    """Each example of the specification fits a rule, and is written again as it came, and from its parts alike."""
    assert examples
    for text in examples.values():
        index, parts = match(rules, text.encode())
        assert text.encode() == render(rules[index], parts)
        del parts["text"]
        again, found = match(rules, render(rules[index], parts))
        assert (index, parts) == (again, {name: part for name, part in found.items() if name != "text"})


def test_byte_order_mark() -> None:
    """A byte order mark is dropped, one of them."""
    assert (0, {"key": "a"}) == match([PAIR], b"\xef\xbb\xbfa")
    assert (0, {"amount": "1.00", "text": "1.00"}) == match(BALANCE, b"\xef\xbb\xbf1.00")
    assert "an undocumented answer" == problem_of([PAIR], b"\xef\xbb\xbf\xef\xbb\xbfa")


@pytest.mark.parametrize("body", [b"\xff", b"Success: \xe9", b"\xc0\x80", b"\xed\xa0\x80", b"S\0u\0"[:1] + b"\x80"])
def test_not_utf8(body: bytes) -> None:
    """Bytes that are not UTF-8 are refused, never replaced."""
    assert "not UTF-8" == problem_of(SEND, body)


def test_undocumented() -> None:
    """A text that no rule fits as a whole is an undocumented answer, which is not quoted."""
    for text in ("", "<html>secret</html>", "Failure: secret", "success 12"):
        assert "an undocumented answer" == problem_of(SEND, text.encode())
    for text in ("a=1 ", " a=1", "a=1\n", "\na=1", "a=1;"):
        assert "an undocumented answer" == problem_of([PAIR], text.encode())
    assert "an undocumented answer" == problem_of([], b"a")
    assert "an undocumented answer" == problem_of([TextRule(pattern="^a$", template="a")], b"a\n")


def test_first_rule_wins() -> None:
    """Rules are tried in their order."""
    any_text = TextRule(pattern="(?P<all>.*)", template="{all}")

    assert (0, {"key": "a"}) == match([PAIR, any_text], b"a")
    assert (0, {"all": "a"}) == match([any_text, PAIR], b"a")
    assert (1, {"all": "A"}) == match([PAIR, any_text], b"A")


def test_length() -> None:
    """A text has at most so many characters, however many bytes they take."""
    rule = TextRule(pattern=r"[\s\S]*", template="-", whole="text")

    for character in ("a", "\u00e9", "\u20ac", "\U0001f600"):
        assert (0, {"text": character * TEXT_LIMIT}) == match([rule], (character * TEXT_LIMIT).encode())
        assert "longer than 4096 characters" == problem_of([rule], (character * (TEXT_LIMIT + 1)).encode())
    assert "longer than 4096 characters" == problem_of([rule], b"\xff" * 10**6)


@pytest.mark.parametrize("rules", [BALANCE, SEND])
def test_hostile_texts(rules: list[TextRule]) -> None:
    """The longest text takes each grammar a fraction of a second, whatever it repeats."""
    for head in ("", "success:", "error:", "success:message tracking number", "success:1"):
        for filler in (" ", ":", "1", "a", ": ", "1 ", "\n", "success:"):
            text = (head + filler * TEXT_LIMIT)[: TEXT_LIMIT - 1]
            for tail in ("", "\0", "x", ":"):
                begin = time.thread_time()
                try:
                    match(rules, (text + tail).encode())
                except DecodeError as error:
                    assert "an undocumented answer" == error.problem  # noqa: PT017, either is right

                assert time.thread_time() - begin < 1.0


@pytest.mark.parametrize(
    "parts, expected",
    [
        ({"key": "a", "value": "1"}, "a=1"),
        ({"key": "a"}, "a="),
        ({}, "="),
        ({"key": "{value}", "value": "{key}"}, "{value}={key}"),
        ({"key": "{0.__class__}", "value": "%s\\g<0>"}, "{0.__class__}=%s\\g<0>"),
        ({"key": "a\nb", "value": "€"}, "a\nb=€"),
        ({"key": "a", "other": "x"}, "a="),
    ],
)
def test_templates(parts: dict[str, str], expected: str) -> None:
    """Parts stand in a template as they are; nothing in them is a template itself, and an absent one is empty."""
    assert expected.encode() == render(PAIR, parts)


def test_whole_texts() -> None:
    """The whole text is written as it stands when it is given; other braces of a template are literal."""
    rule = TextRule(pattern="a", template="{} {1} {text} {a b} }{", whole="text")

    assert b"anything {a}" == render(rule, {"text": "anything {a}", "a": "1"})
    assert b"" == render(rule, {"text": ""})
    assert b"{} {1}  {a b} }{" == render(rule, {})


@pytest.mark.parametrize("name", ["key", "value"])
def test_surrogates(name: str) -> None:
    """Half of a surrogate pair cannot be written."""
    for rule in (PAIR, TextRule(pattern="", template="", whole=name)):
        with pytest.raises(EncodeError) as caught:
            render(rule, {name: "\ud83d"})

        assert (f"$.{name}", "half of a surrogate pair") == (caught.value.path, caught.value.problem)


def test_patterns_are_compiled_once_and_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule costs nothing until an answer comes, and its pattern is compiled once."""
    compiled: list[str] = []

    def compile_pattern(pattern: str) -> re.Pattern[str]:
        compiled.append(pattern)
        return original(pattern)

    original = re.compile
    monkeypatch.setattr(re, "compile", compile_pattern)
    rule = TextRule(pattern="(?P<only>here)", template="")

    assert [] == compiled
    for _ in range(3):
        match([rule], b"here")
    assert ["(?P<only>here)"] == compiled


def test_rules_are_values() -> None:
    """Rules compare by what they say and cannot be changed."""
    rule = TextRule(pattern="a", template="b")

    assert TextRule(pattern="a", template="b", whole=None, refusal=False) == rule
    with pytest.raises(FrozenInstanceError):
        rule.pattern = "c"  # type: ignore[misc]


@CALM
@given(st.binary(max_size=80) | st.text("sucERror:.01 \n{}\u00e9", max_size=80).map(str.encode))
def test_only_our_errors(body: bytes) -> None:
    """Whatever arrives fits a rule or is a DecodeError."""
    for rules in (BALANCE, SEND, [PAIR]):
        try:
            index, parts = match(rules, body)
        except DecodeError as error:
            assert error.problem in {"not UTF-8", "an undocumented answer"}  # noqa: PT017, either is right
        else:
            again, found = match(rules, render(rules[index], parts))
            assert index == again
            assert parts.items() <= found.items()


@CALM
@given(st.from_regex(r"[a-z]+", fullmatch=True), st.from_regex(r"[0-9]*", fullmatch=True))
def test_round_trip(key: str, value: str) -> None:
    """What a template writes from documented parts, its pattern reads."""
    assert (0, {"key": key, "value": value}) == match([PAIR], render(PAIR, {"key": key, "value": value}))


def test_import_is_light() -> None:
    """Nothing that only some formats need is loaded with the modules, since every provider's models load them."""
    code = (
        "import sys, smswire_runtime._json\n"
        "heavy = {'datetime', 'decimal', 'uuid', 'zoneinfo', 'email', 'urllib', 'urllib.parse'}\n"
        "names = ('_formats', '_form', '_text')\n"
        "for name in (*heavy, *(f'smswire_runtime.{name}' for name in names)): sys.modules.pop(name, None)\n"
        "for name in names: __import__(f'smswire_runtime.{name}')\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)

    assert "[]" == found.stdout.strip()
