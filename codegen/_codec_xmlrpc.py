"""What XML-RPC writes at once: arrays of strings in calls, and rows in answers; several times faster than singly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen._codec_rows import rows_of
from codegen._model import ListOf, OneOf, Scalar
from codegen._regex import only_refuses_controls

if TYPE_CHECKING:
    from codegen._codec_names import Codecs
    from codegen._lines import Lines
    from codegen._model import Field, Model, Provider, Type

KINDS = {"string": "str", "integer": "int", "boolean": "bool"}
FEWEST = 2
"""Items from which on the runtime writes them at once."""


def is_call(provider: Provider, model: Model) -> bool:
    """Whether these are the parameters of a call in which something can be written at once."""
    calls = [one.parameters.key for one in provider.operations if one.codec == "xmlrpc" and one.parameters is not None]
    return model.key in calls and any(map(has_texts, model.fields))


def has_texts(field: Field) -> bool:
    """Whether strings may stand in a field that no constraint forbids, as long as none is empty or holds a control."""
    options = field.type.options if isinstance(field.type, OneOf) else (field.type,)
    lists = [one for one in options if isinstance(one, ListOf)]
    return len(lists) == 1 and _are_texts(lists[0])


def _are_texts(said: ListOf) -> bool:
    item = said.item
    if not isinstance(item, Scalar) or item.kind != "string" or item.secret or item.values is not None:
        return False
    if (said.min_items or 0) > FEWEST or said.max_items is not None or said.unique:
        return False
    plain = item.pattern is None or only_refuses_controls(item.pattern)
    return plain and (item.min_length or 0) <= 1 and item.max_length is None


def ready_rows(provider: Provider, said: Type) -> Model | None:
    """The class of an answer's rows, where a look at the types of their values is all that these need."""
    rows = rows_of(provider, said)
    return rows if rows is not None and rows.kind == "row" and all(_kinds(one.type) for one in rows.fields) else None


def _kinds(said: Type) -> list[str]:
    """The Python types that a value may have; nothing where one of them takes more than a look."""
    options = said.options if isinstance(said, OneOf) else (said,)
    plain = [one for one in options if isinstance(one, Scalar) and one.kind in KINDS and one.values is None]
    return [KINDS[one.kind] for one in plain] if len(plain) == len(options) else []


def write_ready(codecs: Codecs, w: Lines, stem: str, rows: Model, words: str) -> None:
    """The function that writes an answer of rows for XML-RPC."""
    kinds = ", ".join(f"frozenset({{{', '.join(_kinds(field.type))}}})" for field in rows.fields)
    constant = codecs.result(f"{stem}_kinds")
    w("", "")
    with w.block(f"def ready_{stem}(value: {words}) -> Json:"):
        w('"""The same; rows that are as usual can be written at once, and are XML already."""')
        usual = f"[row.additional_items if type(row) is {rows.name} else row for row in value].count(UNSET)"
        with w.block(f"if type(value) is list and {usual} == len(value):"):
            columns = ", ".join(f"[row.{field.name} for row in value]" for field in rows.fields)
            w(f"ready = _xmlrpc.of_columns([{columns}], {constant})")
            with w.block("if ready is not None:"):
                w("return ready")
        w(f"return encode_{stem}(value)")
    w("", "", f"{constant}: Final = ({kinds},)")
