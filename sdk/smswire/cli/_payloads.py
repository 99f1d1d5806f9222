"""A payload in JSON or YAML against a schema: what is wrong, on which line, and where on the wire."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NoReturn, TypeAlias

from attrs import frozen

from smswire.cli._via import fail
from smswire_runtime._values import untyped

LARGEST: Final = 16 * 1024 * 1024
"""Bytes of a payload: four times the largest that any wire knows."""

PARTS: Final = 1_000_000
"""Values of a payload. A few bytes of YAML can stand for any number of them, by naming one part in another."""

SHOWN: Final = 200
"""Characters of a problem that are shown."""

Place: TypeAlias = tuple[str | int, ...]

# YAML 1.2's core schema: 1.1 would turn NO into false and 0123 into 83.
_WORDS: Final[dict[str, Any]] = {
    **dict.fromkeys(("null", "Null", "NULL", "~", "")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER: Final = re.compile(r"[-+]?[0-9]{1,4000}\Z")
_NUMBER: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")


@frozen
class Problem:
    """One thing that is wrong."""

    line: int | None
    path: str
    problem: str


def problems(schema: Any, file: Path) -> list[Problem]:
    """All that is wrong with a payload; nothing for a valid one."""
    try:
        from jsonschema import Draft202012Validator, FormatChecker  # noqa: PLC0415, an extra
    except ImportError:
        fail("validating needs an extra: pip install 'smswire[validate]'")
    text = _read(file)
    validator: Any = Draft202012Validator(schema, format_checker=FormatChecker())
    try:
        value, lines = _parsed(text)
        found = list(validator.iter_errors(value))
    except _BrokenError as error:
        return [Problem(error.line, "$", error.problem)]
    except RecursionError:
        return [Problem(None, "$", "nested too deeply")]
    said = [Problem(_line(lines, tuple(one.absolute_path)), _path(one.absolute_path), _words(one)) for one in found]
    return sorted(said, key=lambda one: (one.line or 0, one.path))


class _BrokenError(Exception):
    def __init__(self, line: int | None, problem: str) -> None:
        super().__init__(line, problem)
        self.line = line
        self.problem = problem


def _read(file: Path) -> str:
    try:
        if str(file) == "-":
            data = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with file.open("rb") as source:
                data = source.read(LARGEST + 1)
        if len(data) > LARGEST:
            fail(f"{file}: more than {LARGEST} bytes")
        return data.decode("utf-8-sig")
    except OSError as error:
        fail(f"{file}: {error.strerror}")
    except UnicodeDecodeError as error:
        fail(f"{file}: not UTF-8 at byte {error.start}")


def _parsed(text: str) -> tuple[Any, dict[Place, int]]:
    """The value of a text, and on which line each part of it stands."""
    if text.lstrip()[:1] in {"{", "["}:
        try:
            return json.loads(text, parse_constant=_refuse), _json_lines(text)
        except json.JSONDecodeError as error:
            raise _BrokenError(error.lineno, f"not JSON: {error.msg}") from None
        except ValueError:  # of the interpreter, which reads no integer of more than 4,300 digits
            raise _BrokenError(None, "not JSON: an integer too long") from None
    lines: dict[Place, int] = {}
    return _value(_composed(text), (), lines), lines


def _refuse(constant: str) -> NoReturn:
    raise _BrokenError(None, f"not JSON: {constant}")


def _json_lines(text: str) -> dict[Place, int]:
    """JSON is YAML to a reader that only looks where things stand."""
    lines: dict[Place, int] = {}
    try:
        _value(_composed(text), (), lines)
    except (_BrokenError, RecursionError):
        return {}
    return lines


def _composed(text: str) -> Any:
    try:
        import yaml  # noqa: PLC0415, an extra
    except ImportError:
        raise _BrokenError(None, "YAML needs an extra: pip install 'smswire[cli]'") from None
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark is not None else None
        raise _BrokenError(line, f"not YAML: {error.problem}") from None
    except yaml.YAMLError:
        raise _BrokenError(None, "not YAML") from None


def _value(node: Any, place: Place, lines: dict[Place, int]) -> Any:
    if node is None:
        return None
    if len(lines) >= PARTS:
        raise _BrokenError(None, f"more than {PARTS:,} values")
    lines[place] = node.start_mark.line + 1
    if node.id == "mapping":
        return {_key(key): _value(item, (*place, _key(key)), lines) for key, item in node.value}
    if node.id == "sequence":
        return [_value(item, (*place, index), lines) for index, item in enumerate(node.value)]
    return node.value if node.style else _scalar(node.value)


def _key(node: Any) -> str:
    return str(node.value) if node.id == "scalar" else "?"


def _scalar(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text):
        return int(text)
    return float(text) if _NUMBER.match(text) else text


def _line(lines: dict[Place, int], place: Place) -> int | None:
    """The line of a part, or of what it is missing from."""
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place)


def _path(steps: Sequence[str | int]) -> str:
    """A place as the codecs word it."""
    path = "$"
    for step in steps:
        plain = isinstance(step, str) and step.isascii() and step.isidentifier()
        path += f".{step}" if plain else f"[{json.dumps(step)}]"
    return path


def _words(error: Any) -> str:
    """What is wrong; a secret is not repeated, nor is what may hold one."""
    schema: Any = error.schema
    if isinstance(schema, dict) and (untyped(schema).get("writeOnly") or untyped(schema).get("format") == "password"):
        return f"does not fit ({error.validator})"
    if error.validator == "type":
        expected = error.validator_value
        return f"expected {expected if isinstance(expected, str) else ' or '.join(expected)}"
    words = str(error.message)
    whole: object = error.instance
    if isinstance(whole, dict | list):
        words = words.replace(repr(untyped(error.instance)), "this")
    words = " ".join(words.split())
    return words if len(words) <= SHOWN else f"{words[:SHOWN]}…"
