"""Write the writing half of codecs.py: JSON values, JSON text, and the check for control characters."""

from __future__ import annotations

from contextlib import nullcontext
from json import dumps
from typing import TYPE_CHECKING

from codegen._codec_names import quoted as _quoted
from codegen._codec_rows import is_plain
from codegen._codec_xmlrpc import has_texts, is_call
from codegen._guards import is_flat, is_moment, write_guard
from codegen._model import ListOf, ModelRef, OneOf, Scalar

if TYPE_CHECKING:
    from codegen._codec_names import Codecs
    from codegen._lines import Lines
    from codegen._model import Field, Model, Numbered


class Writer:
    """Emits ``encode_x``, ``dumps_x`` and what they stand on."""

    def __init__(self, codecs: Codecs, lines: Lines) -> None:
        self.codecs = codecs
        self.w = lines

    def model(self, model: Model) -> None:
        """The functions that write one class."""
        w, codecs = self.w, self.codecs
        name, audited = codecs.name(model), model.key in codecs.audited
        result = "list[Json]" if model.kind == "row" else "dict[str, Json]"
        promise = f'"""Write {model.name} as a JSON value; an EncodeError names the wire path of what does not fit."""'
        w("", "")
        default = "" if audited else ' = "$"'
        ready = ", *, ready: bool = False" if is_call(codecs.provider, model) else ""
        with w.block(f"def {codecs.writer(model)}(value: {model.name}, path: str{default}{ready}) -> {result}:"):
            if not audited:
                w(promise)
            with w.block(f"if type(value) is not {model.name}:"):
                w(f'raise unwritable("{model.name}", value, path)')
            if model.kind == "row":
                self._row(model)
            else:
                self._object(model)
            w("return out")
        if audited:
            w("", "")
            with w.block(f'def encode_{name}(value: {model.name}, path: str = "$") -> {result}:'):
                w(promise, f"out = _encode_{name}(value, path)", f"audit_{name}(value, path)", "return out")
            self._audit(model)
        if ready:
            self._ready(model)
        if codecs.has_text(model) or model.key in codecs.bodies:
            self._text(model)

    def _ready(self, model: Model) -> None:
        w, codecs = self.w, self.codecs
        w("", "")
        with w.block(f"def ready_{codecs.name(model)}(value: {model.name}) -> dict[str, Json]:"):
            w(
                f'"""Write {model.name} for a call: what can be written at once is XML already.',
                "",
                "Control characters are left to the audit of documents that are not plain.",
                '"""',
            )
            w(f'return {codecs.writer(model)}(value, "$", ready=True)')

    # -- JSON values ----------------------------------------------------------

    def _object(self, model: Model) -> None:
        w, codecs = self.w, self.codecs
        spliced = codecs.spliced(model)
        if codecs.has_text(model):
            w(f"out = _named_{codecs.name(model)}(value, path)")
        else:
            w("out: dict[str, Json] = {}")
            self._named(model, [field for field in model.fields if field not in spliced])
        for field in spliced:
            self._spliced(field)
        if model.numbered is not None:
            self._numbered(model)

    def _named(self, model: Model, fields: list[Field]) -> None:
        """Every field that is not a long list, and what was not declared."""
        counted = model.numbered.count if model.numbered is not None and model.sent else None
        if any(field.wire != counted for field in fields):
            self.w("item: Any")
        for field in fields:
            if model.numbered is not None and field.wire == counted:
                self._count(model.numbered.items, field)
            else:
                self._field(model, field)
        if model.kind != "object":
            return
        known = self.codecs.constant(model, "KNOWN")
        with self.w.block("if value.additional_properties:"):
            if model.closed and model.sent:
                self.w('raise EncodeError(path, "has members that its specification forbids")')
            else:
                self.w(f"put_extras(out, value.additional_properties, {known}, path)")

    def _field(self, model: Model, field: Field) -> None:
        w = self.w
        guard = "" if model.sent and is_moment(field) else write_guard(field.type, "item", sent=model.sent)
        wire = repr(field.wire)
        path = f'f"{{path}}.{_quoted(field.wire)}"'
        inner = self.codecs.model(field.type)
        encoded = f"{self.codecs.shape(model, field)}.encode(item, {path})"
        if inner is not None and inner.key not in self.codecs.circular:
            encoded = f"{self.codecs.writer(inner)}(item, {path})"
        w(f"item = value.{field.name}")
        if has_texts(field) and is_call(self.codecs.provider, model):
            guard = "texts is not None"
            w("texts = _xmlrpc.of_texts(item) if ready else None")
        if guard:
            with w.block(f"if {guard}:"):
                w(f"out[{wire}] = {'texts' if guard.startswith('texts') else 'item'}")
        if field.required and guard:
            with w.block("else:"):
                w(f"out[{wire}] = {encoded}")
        elif field.required:
            w(f"out[{wire}] = {encoded}")
        else:
            with w.block(f"{'elif' if guard else 'if'} item is not UNSET:"):
                w(f"out[{wire}] = {encoded}")

    def _count(self, items: str, field: Field) -> None:
        path = f'f"{{path}}.{_quoted(field.wire)}"'
        low = (field.type.minimum or 0) if isinstance(field.type, Scalar) else 0
        self.w(f"out[{field.wire!r}] = check_count(value.{field.name}, len(value.{items}), {low}, {path})")

    def _spliced(self, field: Field) -> None:
        w, codecs = self.w, self.codecs
        path = f'f"{{path}}.{_quoted(field.wire)}"'
        inner, rows = codecs.model(field.type), codecs.rows(field.type)
        w(f"own_{field.name} = value.{field.name}")
        with nullcontext() if field.required else w.block(f"if own_{field.name} is not UNSET:"):
            if inner is not None:
                w(f"out[{field.wire!r}] = {codecs.writer(inner)}(own_{field.name}, {path})")
            elif rows is not None:
                self._check_list(field, path)
                w(f"out[{field.wire!r}] = _write_{codecs.name(rows)}_rows(own_{field.name}, None, {path})")

    def _check_list(self, field: Field, path: str) -> None:
        said = field.type
        assert isinstance(said, ListOf)
        self.w(f"check_items(own_{field.name}, {path}, {said.min_items or 0}, {said.max_items})")

    def _numbered(self, model: Model) -> None:
        w, codecs = self.w, self.codecs
        said = model.numbered
        assert said is not None
        item = codecs.provider.models[said.value.key]
        w(self._keys(model, said, said.maximum if model.sent else None))
        if codecs.numbered_rows(model) is not None:
            w(f"items = _write_{codecs.name(item)}_rows(value.{said.items}, keys, path)")
        else:
            pairs = f"zip(keys, value.{said.items}, strict=True)"
            w(f"items = [{codecs.writer(item)}(row, member(path, key)) for key, row in {pairs}]")
        w("out.update(zip(keys, items, strict=True))")

    def _keys(self, model: Model, said: Numbered, limit: int | None) -> str:
        numbers = self.codecs.constant(model, "NUMBERS")
        more = "value.additional_properties"
        known = f"{numbers}, {self.codecs.constant(model, 'IS_NUMBER')}"
        return f"keys = number_keys(value.{said.items}, value.numbers, {known}, {limit}, {more}, path)"

    def _row(self, model: Model) -> None:
        w = self.w
        w("out: list[Json] = []", "item: Any")
        for index, field in enumerate(model.fields):
            w(f"item = value.{field.name}")
            encoded = f'{self.codecs.shape(model, field)}.encode(item, f"{{path}}[{index}]")'
            if field.required:
                w(f"out.append({encoded})")
            else:
                with w.block("if item is not UNSET:"):
                    w(f"put_position(out, {index}, {encoded}, path)")
        w(f"put_rest(out, {len(model.fields)}, value.additional_items, path)")

    # -- JSON text ------------------------------------------------------------

    def _text(self, model: Model) -> None:
        w, codecs = self.w, self.codecs
        name = codecs.name(model)
        if codecs.has_text(model):
            self._named_function(model)
            self._long(model)
            w("", "")
            with w.block(f"def _text_{name}(value: {model.name}, path: str) -> list[bytes] | None:"):
                w(f"members = [_json_rows.inside(_named_{name}(value, path))]")
                for field in codecs.spliced(model):
                    self._spliced_text(field)
                if model.numbered is not None:
                    self._numbered_text(model)
                w("return _json_rows.braced(members)")
        if model.key in codecs.bodies:
            self._dumps(model)

    def _dumps(self, model: Model) -> None:
        w, codecs = self.w, self.codecs
        name = codecs.name(model)
        w("", "")
        with w.block(f"def dumps_{name}(value: {model.name}) -> bytes:"):
            w(f'"""Write {model.name} as JSON text."""')
            whole = f'_json.dumps_checked({codecs.writer(model)}(value, "$"))'
            if codecs.has_text(model):
                long = f" or _long_{name}(value)" if self._is_long(model) else ""
                w(f'text = _text_{name}(value, "$") if _json.backend == "stdlib"{long} else None')
                w(f'body = {whole} if text is None else b"".join(text)')
            else:
                w(f"body = {whole}")
            if model.key in codecs.audited:
                with w.block(r'if b"\\" in body or b"\x7f" in body:'):
                    w(f'audit_{name}(value, "$")')
            w("return body")

    def _is_long(self, model: Model) -> bool:
        """Whether rows that need no quoting stand somewhere in a model."""
        return bool(self._long_places(model))

    def _long_places(self, model: Model) -> list[str]:
        """Tests of the places where they stand: whether there are many of them."""
        codecs, found = self.codecs, list[str]()
        for field in codecs.spliced(model):
            inner, rows = codecs.model(field.type), codecs.rows(field.type)
            if inner is not None and self._is_long(inner):
                found.append(f"_long_{codecs.name(inner)}(value.{field.name})")
            elif rows is not None and is_plain(rows):
                found.append(f"_json_rows.is_long(value.{field.name})")
        item = codecs.numbered_rows(model)
        if item is not None and model.numbered is not None and is_plain(item):
            found.append(f"_json_rows.is_long(value.{model.numbered.items})")
        return found

    def _long(self, model: Model) -> None:
        """Whether a model holds so many rows that text is quicker than values under any JSON library."""
        w, places = self.w, self._long_places(model)
        if places:
            w("", "")
            with w.block(f"def _long_{self.codecs.name(model)}(value: Any) -> bool:"):
                tests = " or ".join(places)
                tests = f"({tests})" if len(places) > 1 else tests
                w(f"return type(value) is {model.name} and {tests}")

    def _named_function(self, model: Model) -> None:
        w, codecs = self.w, self.codecs
        w("", "")
        with w.block(f"def _named_{codecs.name(model)}(value: {model.name}, path: str) -> dict[str, Json]:"):
            with w.block(f"if type(value) is not {model.name}:"):
                w(f'raise unwritable("{model.name}", value, path)')
            w("out: dict[str, Json] = {}")
            spliced = codecs.spliced(model)
            self._named(model, [field for field in model.fields if field not in spliced])
            w("return out")

    def _spliced_text(self, field: Field) -> None:
        w, codecs = self.w, self.codecs
        path = f'f"{{path}}.{_quoted(field.wire)}"'
        inner, rows = codecs.model(field.type), codecs.rows(field.type)
        w(f"own_{field.name} = value.{field.name}")
        with nullcontext() if field.required else w.block(f"if own_{field.name} is not UNSET:"):
            text, name = f"inside_{field.name}", f"{dumps(field.wire, ensure_ascii=False)}:"
            if inner is not None:
                w(f"{text} = _text_{codecs.name(inner)}(own_{field.name}, {path})")
                self._part(text, f"_json_rows.labelled({name!r}, {text})")
            elif rows is not None:
                self._check_list(field, path)
                self._rows_text(rows, f"own_{field.name}", "repeat('')", "0", text)
                self._part(text, f"_json_rows.labelled({name + '['!r}, {text}, ']')")

    def _part(self, name: str, part: str) -> None:
        with self.w.block(f"if {name} is None:"):
            self.w("return None")
        self.w(f"members.append({part})")

    def _numbered_text(self, model: Model) -> None:
        w, codecs = self.w, self.codecs
        said = model.numbered
        assert said is not None
        item = codecs.provider.models[said.value.key]
        w(self._keys(model, said, said.maximum))
        known = codecs.constant(model, "LABELS")
        w(f"labels = {known}[: len(keys)] if value.numbers is UNSET else tuple(f'\"{{key}}\":' for key in keys)")
        self._rows_text(item, f"value.{said.items}", "labels", "2 * len(keys)", "rows")
        self._part("rows", "rows")

    def _rows_text(self, item: Model, value: str, labels: str, quotes: str, into: str) -> None:
        """Text of rows, in the quickest way that they allow."""
        name, w = self.codecs.name(item), self.w
        quoted = f"_text_{name}_rows({value}, {labels})"
        if not is_plain(item):
            w(f"{into} = {quoted}")
            return
        w(f"{into} = _plain_{name}_rows({value}, {labels}, {quotes})")
        with w.block(f'if {into} is None and _json.backend == "stdlib":'):
            w(f"{into} = {quoted}")

    # -- control characters ---------------------------------------------------

    def _audit(self, model: Model) -> None:
        w, codecs = self.w, self.codecs
        w("", "")
        with w.block(f"def audit_{codecs.name(model)}(value: {model.name}, path: str) -> None:"):
            w(f'"""Refuse control characters in {model.name}, which the straight path leaves to the whole document."""')
            for index, field in enumerate(model.fields):
                step = f"[{index}]" if model.kind == "row" else f".{_quoted(field.wire)}"
                path = f'f"{{path}}{step}"'
                if codecs.guards.audits(field):
                    with nullcontext() if field.required else w.block(f"if value.{field.name} is not UNSET:"):
                        w(f"{codecs.shape(model, field)}.encode(value.{field.name}, {path})")
                else:
                    self._audit_inner(field, path)
            if model.numbered is not None and model.numbered.value.key in codecs.audited:
                w(self._keys(model, model.numbered, None))
                item = codecs.provider.models[model.numbered.value.key]
                self._audit_many(item, f"value.{model.numbered.items}", "place(path, keys, index)")

    def _audit_many(self, item: Model, rows: str, path: str) -> None:
        """Look at whole columns first; only a document that holds a control character somewhere is gone through."""
        w, codecs = self.w, self.codecs
        clean: list[str] = []
        if is_flat(item):
            for field in item.fields:
                if not codecs.guards.audits(field):
                    continue
                if not isinstance(field.type, Scalar):
                    clean = []
                    break
                clean.append(f"clean({codecs.shape(item, field)}, [row.{field.name} for row in {rows}])")
        unclean = w.block(f"if not ({' and '.join(clean)}):") if clean else nullcontext()
        with unclean, w.block(f"for index, row in enumerate({rows}):"):
            w(f"audit_{codecs.name(item)}(row, {path})")

    def _audit_inner(self, field: Field, path: str) -> None:
        """Classes in a field; the encoder has made sure that they are what they should be."""
        w = self.w
        options = field.type.options if isinstance(field.type, OneOf) else (field.type,)
        for option in options:
            said = option.item if isinstance(option, ListOf) else option
            if not isinstance(said, ModelRef) or said.key not in self.codecs.audited:
                continue
            inner = self.codecs.provider.models[said.key]
            audit, value = f"audit_{self.codecs.name(inner)}", f"value.{field.name}"
            kind = "list" if isinstance(option, ListOf) else inner.name
            sure = field.required and len(options) == 1
            with nullcontext() if sure else w.block(f"if isinstance({value}, {kind}):"):
                if isinstance(option, ListOf):
                    self._audit_many(inner, value, f'{path[:-1]}[{{index}}]"')
                else:
                    w(f"{audit}({value}, {path})")
