"""Write the reading half of codecs.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen._codec_names import quoted as _quoted
from codegen._guards import negated, read_guard

if TYPE_CHECKING:
    from codegen._codec_names import Codecs
    from codegen._lines import Lines
    from codegen._model import Field, Model


class Reader:
    """Emits ``decode_x`` functions."""

    def __init__(self, codecs: Codecs, lines: Lines) -> None:
        self.codecs = codecs
        self.w = lines

    def model(self, model: Model) -> None:
        """The function that reads one class."""
        w = self.w
        name = self.codecs.name(model)
        w("", "")
        with w.block(f'def decode_{name}(data: Json, path: str = "$", drift: Drift | None = None) -> {model.name}:'):
            w(f'"""Read {model.name}; a DecodeError names the wire path of what does not fit."""')
            if model.kind == "row":
                self._row(model)
            else:
                self._object(model)
            w("return model")

    def _object(self, model: Model) -> None:
        w, codecs = self.w, self.codecs
        known = codecs.constant(model, "KNOWN")
        with w.block("if type(data) is not dict:"):
            w(f'return misfit_of({model.name}, "an object", data, path, drift)')
        if model.fields or model.kind == "object":
            w("members: dict[str, Json] = untyped(data)")
        if codecs.provider.fold_names and model.fields:
            with w.block(f"if not members.keys() <= {known}:"):
                w(f"members = fold(members, {codecs.constant(model, 'FOLDED')})")
        if model.fields:
            w("get = members.get")
        w(f"model = _new({model.name})")
        if model.fields:
            w("value: Json")
        for field in model.fields:
            w(f"value = get({field.wire!r}, UNSET)")
            self._value(model, field, f'f"{{path}}.{_quoted(field.wire)}"')
        if model.numbered is not None:
            self._numbered(model, known)
        elif model.kind == "object":
            rest = f"extras(members, {known}, path)"
            w(f"model.additional_properties = NO_EXTRAS if members.keys() <= {known} else {rest}")

    def _value(self, model: Model, field: Field, path: str) -> None:
        """Turn ``value`` into what the attribute holds."""
        w, codecs = self.w, self.codecs
        rows = codecs.rows(field.type)
        if rows is not None:
            with w.block("if type(value) is list:"):
                w(f"model.{field.name} = _read_{codecs.name(rows)}_rows(untyped(value), None, {path}, drift)")
            with w.block("else:"):
                self._fallback(model, field, path, "")
                w(f"model.{field.name} = value")
            return
        self._fallback(model, field, path, read_guard(field.type, "value"))
        w(f"model.{field.name} = value")

    def _fallback(self, model: Model, field: Field, path: str, guard: str) -> None:
        conditions = ([] if field.required else ["value is not UNSET"]) + ([negated(guard)] if guard else [])
        line = f"value = {self.codecs.shape(model, field)}.decode(value, {path}, drift)"
        if conditions:
            with self.w.block(f"if {' and '.join(conditions)}:"):
                self.w(line)
        else:
            self.w(line)

    def _numbered(self, model: Model, known: str) -> None:
        w, codecs = self.w, self.codecs
        said = model.numbered
        assert said is not None
        item = codecs.provider.models[said.value.key]
        numbers, is_number = codecs.constant(model, "NUMBERS"), codecs.constant(model, "IS_NUMBER")
        w(
            f"rest = without(members, {known})",
            "keys = tuple(rest)",
            "model.numbers = UNSET",
            "model.additional_properties = NO_EXTRAS",
        )
        with w.block(f"if keys != {numbers}[: len(keys)]:"):
            w(f"keys = tuple(key for key in keys if {is_number}(key))")
            with w.block("if len(keys) < len(rest):"):
                w("model.additional_properties = extras(rest, frozenset(keys), path)")
                w("rest = {key: rest[key] for key in keys}")
            with w.block(f"if keys != {numbers}[: len(keys)]:"):
                w("model.numbers = keys")
        if codecs.numbered_rows(model) is not None:
            w(f"model.{said.items} = _read_{codecs.name(item)}_rows(list(rest.values()), keys, path, drift)")
        else:
            decode = f"decode_{codecs.name(item)}"
            w(f"model.{said.items} = [{decode}(item, member(path, key), drift) for key, item in rest.items()]")

    def _row(self, model: Model) -> None:
        w = self.w
        with w.block("if type(data) is not list:"):
            w(f'return misfit_of({model.name}, "an array", data, path, drift)')
        w("items: list[Json] = untyped(data)", "length = len(items)", f"model = _new({model.name})", "value: Json")
        for index, field in enumerate(model.fields):
            w(f"value = items[{index}] if length > {index} else UNSET")
            self._fallback(model, field, f'f"{{path}}[{index}]"', read_guard(field.type, "value"))
            w(f"model.{field.name} = value")
        count = len(model.fields)
        w(f"model.additional_items = read_rest(items, {count}, path)")
