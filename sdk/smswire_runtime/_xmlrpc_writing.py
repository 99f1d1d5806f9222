"""Write XML-RPC as its specification of 1999 has it: strings are typed, integers have 32 bits, doubles no exponent."""

from __future__ import annotations

from typing import Final, cast

from smswire_runtime._errors import EncodeError
from smswire_runtime._misfits import kind_of
from smswire_runtime._values import Json
from smswire_runtime._xmlrpc_arrays import CLOSE, FEWEST, OPEN, Array, of_lists, of_strings
from smswire_runtime._xmlrpc_scalars import SCALARS, escaped, scalar_of
from smswire_runtime._xmlrpc_values import BAD_METHOD, DEPTH, METHOD, TOO_DEEP, MisfitError, unlike

VALUES: Final = 100_000
"""Values in a document, so that parts which stand in many places cannot multiply. 500 rows that hold a struct of nine
members each have 6,000."""

_HEADER: Final = "<?xml version='1.0'?>\n"


class _Writer:
    """Writes values into parts; counts them, so that neither loops nor shared parts grow without end."""

    def __init__(self, before: str) -> None:
        self.parts = [_HEADER, before]
        self._count = 0

    def document(self, after: str) -> bytes:
        self.parts.append(after)
        return "".join(self.parts).encode()

    def write(self, value: object, depth: int = 0) -> None:
        scalar = SCALARS.get(type(value))
        if scalar is not None:
            self.parts.append(scalar(value))
        elif isinstance(value, list | tuple):
            self._array(cast("list[Json]", value), depth + 1)
        elif isinstance(value, dict):
            self._struct(cast("dict[str, Json]", value), depth + 1)
        elif type(value) is Array:
            self._ready(value, depth + 1)
        else:
            self.parts.append(scalar_of(value)(value))

    def _descend(self, count: int, depth: int) -> None:
        if depth > DEPTH:
            raise MisfitError(TOO_DEEP)
        self._count += count
        if self._count > VALUES:
            raise MisfitError(f"more than {VALUES} values")

    def _ready(self, value: Array, depth: int) -> None:
        self._descend(value.count, depth)
        self.parts += value.parts

    def _array(self, value: list[Json], depth: int) -> None:
        first = type(cast("object", value[0])) if len(value) >= FEWEST else None
        ready = of_strings(value) if first is str else None
        if first is list and depth < DEPTH:
            ready = of_lists(value, VALUES)
        if ready is not None:
            self._ready(ready, depth)
            return
        self._descend(len(value), depth)
        self.parts.append(OPEN)
        index = 0
        try:
            for index, item in enumerate(value):  # noqa: B007, the index tells where a misfit stands
                self.write(item, depth)
        except MisfitError as misfit:
            raise misfit.under(index) from None
        self.parts.append(CLOSE)

    def _struct(self, value: dict[str, Json], depth: int) -> None:
        self._descend(len(value), depth)
        self.parts.append("<value><struct>")
        for name, item in value.items():
            if not isinstance(cast("object", name), str):
                raise MisfitError(f"expected strings as names, got {kind_of(name)}")
            try:
                self.parts.append(f"<member><name>{escaped(name)}</name>")
                self.write(item, depth)
            except MisfitError as misfit:
                raise misfit.under(name) from None
            self.parts.append("</member>")
        self.parts.append("</struct></value>")


def dumps_plain_call(method: str, params: list[Json]) -> bytes | None:
    """Write a call of strings that can stand as they are and of arrays that are ready; nothing where care is needed."""
    parts = [_HEADER, f"<methodCall><methodName>{method}</methodName><params>"]
    texts: list[str] = []
    for value in params:
        if type(value) is str:
            texts.append(value)
            parts.append(f"<param><value><string>{value}</string></value></param>")
        elif type(value) is Array and value.count <= VALUES:
            parts += ("<param>", *value.parts, "</param>")
        else:
            return None
    text = "".join(texts)
    if not text.isprintable() or "&" in text or "<" in text or ">" in text:
        return None
    parts.append("</params></methodCall>")
    return "".join(parts).encode()


def _written(value: Json, before: str, after: str, *steps: int | str) -> bytes:
    writer = _Writer(before)
    try:
        writer.write(value)
    except MisfitError as misfit:
        raise EncodeError(misfit.under(*steps).path, misfit.problem) from None
    return writer.document(after)


def dumps_call(method: str, params: list[Json]) -> bytes:
    """Write a call."""
    if not isinstance(cast("object", method), str) or METHOD.fullmatch(method) is None:
        raise EncodeError("$.methodName", BAD_METHOD)
    writer = _Writer(f"<methodCall><methodName>{method}</methodName><params>")
    for index, value in enumerate(params):
        writer.parts.append("<param>")
        try:
            writer.write(value)
        except MisfitError as misfit:
            raise EncodeError(misfit.under(index, "params").path, misfit.problem) from None
        writer.parts.append("</param>")
    return writer.document("</params></methodCall>")


def dumps_answer(value: Json) -> bytes:
    """Write an answer."""
    return _written(value, "<methodResponse><params><param>", "</param></params></methodResponse>", 0, "params")


def dumps_fault(code: int, text: str) -> bytes:
    """Write a fault."""
    given: dict[str, Json] = {"faultCode": code, "faultString": text}
    for (name, value), kind, words in zip(given.items(), (int, str), ("an integer", "a string"), strict=True):
        if not isinstance(value, kind) or isinstance(value, bool):
            misfit = unlike(words, value, name, "fault")
            raise EncodeError(misfit.path, misfit.problem)
    members = {"faultCode": int(code), "faultString": str(text)}
    return _written(members, "<methodResponse><fault>", "</fault></methodResponse>", "fault")
