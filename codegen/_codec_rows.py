"""Write the functions for long lists of flat classes: loops in which a complete row takes a straight path.

Going through whole columns with set(map(type, column)) and zip was measured to be slower both ways.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from codegen._codec_names import label, quoted
from codegen._guards import is_flat, is_moment, read_guard, write_guard
from codegen._model import ListOf, ModelRef, OneOf, Scalar

if TYPE_CHECKING:
    from codegen._codec_names import Codecs
    from codegen._lines import Lines
    from codegen._model import Field, Model, Provider, Type


def rows_of(provider: Provider, said: Type) -> Model | None:
    """The class of the rows, where a list of flat ones is among the alternatives."""
    for option in said.options if isinstance(said, OneOf) else (said,):
        if isinstance(option, ListOf) and isinstance(option.item, ModelRef):
            model = provider.models[option.item.key]
            if is_flat(model):
                return model
    return None


def is_plain(model: Model) -> bool:
    """Whether every field is a string that may be written as it is, so that quoting is settled for all rows at once."""
    return model.kind == "object" and all(map(_is_plain, model.fields))


def _is_plain(field: Field) -> bool:
    said = field.type
    text = isinstance(said, Scalar) and said.kind == "string" and quoted(field.wire) == field.wire
    return text and bool(write_guard(said, "v", sent=True)) and not is_moment(field)


def _names(model: Model) -> list[str]:
    return [f"v{index}" for index in range(1, len(model.fields) + 1)]


class Rows:
    """Emits ``_read_x_rows``, ``_write_x_rows``, ``_plain_x_rows`` and ``_text_x_rows``."""

    def __init__(self, codecs: Codecs, lines: Lines) -> None:
        self.codecs = codecs
        self.w = lines

    # -- reading --------------------------------------------------------------

    def read(self, model: Model) -> None:
        """The function that reads a list of rows."""
        w, name = self.w, self.codecs.name(model)
        arguments = "items: Sequence[Json], keys: Sequence[str] | None, path: str, drift: Drift | None"
        w("", "")
        with w.block(f"def _read_{name}_rows({arguments}) -> list[{model.name}]:"):
            w(f"rows: list[{model.name}] = []", "add = rows.append")
            self._read_each(model)
            w("return rows")

    def _fill(self, model: Model, names: list[str]) -> None:
        w = self.w
        w(f"row = _new({model.name})")
        w(*(f"row.{field.name} = {name}" for name, field in zip(names, model.fields, strict=True)))
        w("row.additional_items = UNSET" if model.kind == "row" else "row.additional_properties = NO_EXTRAS")
        w("add(row)")

    def _read_each(self, model: Model) -> None:
        w = self.w
        names = _names(model)
        fallback = f"add(decode_{self.codecs.name(model)}(item, place(path, keys, len(rows)), drift))"
        with w.block("for item in items:"):
            with w.block("try:"):
                if model.kind == "row":
                    w(f"{', '.join(names)}{',' if len(names) == 1 else ''} = item")
                else:
                    w(*(f"{name} = item[{field.wire!r}]" for name, field in zip(names, model.fields, strict=True)))
            with w.block(f"except ({'TypeError, ValueError' if model.kind == 'row' else 'KeyError, TypeError'}):"):
                w(fallback, "continue")
            first = "type(item) is list" if model.kind == "row" else f"len(item) == {len(names)}"
            guards = [read_guard(field.type, name) for name, field in zip(names, model.fields, strict=True)]
            with w.block(f"if {' and '.join([first, *guards])}:"):
                self._fill(model, names)
            with w.block("else:"):
                w(fallback)

    # -- writing --------------------------------------------------------------

    def write(self, model: Model) -> None:
        """The functions that write a list of rows as JSON values, and as text where a request needs it."""
        self._values(model)
        if model.as_json and model.sent and model.kind == "object":
            if is_plain(model):
                self._plain(model)
            self._texts(model)

    def _values(self, model: Model) -> None:
        w, names = self.w, _names(model)
        display = ", ".join(f"{field.wire!r}: {name}" for name, field in zip(names, model.fields, strict=True))
        display = f"[{', '.join(names)}]" if model.kind == "row" else f"{{{display}}}"
        arguments = f"rows: Sequence[{model.name}], keys: Sequence[str] | None, path: str"
        w("", "")
        with w.block(f"def _write_{self.codecs.name(model)}_rows({arguments}) -> list[Json]:"):
            w("items: list[Json] = []", "add = items.append")
            with w.block("for row in rows:"):
                self._straight(model, names, f"add({display})")
                w(f"add({self.codecs.writer(model)}(row, place(path, keys, len(items))))")
            w("return items")

    def _plain(self, model: Model) -> None:
        """JSON text of rows whose values need no escape; nothing where one does, or where a row is out of the ordinary.

        Every field makes two pieces with four quotation marks, and every row two others. What is no string where one is
        due makes ``len`` or ``join`` raise TypeError, so it need not be tested.
        """
        w, pairs = self.w, list(zip(_names(model), model.fields, strict=True))
        arguments = "rows: Sequence[Any], labels: Iterable[str], quotes: int"
        w("", "")
        with w.block(f"def _plain_{self.codecs.name(model)}_rows({arguments}) -> list[bytes] | None:"):
            with w.block(f"if list(map(type, rows)).count({model.name}) != len(rows):"):
                w("return None")
            first = ", ".join(f"row.{field.name}" for field in model.fields)
            alike = w.block("for row in rows[:1]:  # the others will be alike")
            with alike, w.block(f"if _json_rows.need_escape({first}):"):
                w("return None")
            w("pieces: list[str] = []")
            with w.block("try:"):
                with w.block("for label, row in zip(labels, rows, strict=False):"):
                    w(*(f"{name} = row.{field.name}" for name, field in pairs))
                    self._plain_row(pairs)
                w("return _json_rows.plain(pieces, quotes + 2 * (len(pieces) - 2 * len(rows)))")
            with w.block("except TypeError:"):
                w("return None")

    def _plain_row(self, pairs: list[tuple[str, Field]]) -> None:
        w = self.w
        pieces = [(name, "{" if index == 0 else '",', field.wire) for index, (name, field) in enumerate(pairs)]
        texts = [f"""'{before}"{wire}":"', {name}""" for name, before, wire in pieces]
        self._require([*_lengths(pairs, required=True), "row.additional_properties is NO_EXTRAS"])
        absent = " or ".join(f"{name} is UNSET" for name, field in pairs if not field.required)
        if absent and pairs[0][1].required:
            with w.block(f"if {absent}:"):
                w(f"pieces += (label, {texts[0]})")
                for (name, field), text in list(zip(pairs, texts, strict=True))[1:]:
                    with nullcontext() if field.required else w.block(f"if {name} is not UNSET:"):
                        self._require(_lengths([(name, field)], required=False))
                        w(f"pieces += ({text})")
                w("""pieces.append('"},')""", "continue")
        self._require(_lengths(pairs, required=False))
        w(f"""pieces += (label, {", ".join(texts)}, '"}},')""")

    def _require(self, guards: list[str]) -> None:
        if guards:
            with self.w.block(f"if not ({' and '.join(guards)}):"):
                self.w("return None")

    def _texts(self, model: Model) -> None:
        """JSON text of rows that all have all fields; nothing where they do not, and the values are written instead.

        What is no string where one is due makes ``quote`` raise TypeError, so it need not be tested.
        """
        w, names = self.w, _names(model)
        pairs = list(zip(names, model.fields, strict=True))
        pieces = ",".join(f"{label(field.wire)}:{{{_text_of(field, one)}}}" for one, field in pairs)
        w("", "")
        arguments = "rows: Sequence[Any], labels: Iterable[str]"
        with w.block(f"def _text_{self.codecs.name(model)}_rows({arguments}) -> list[bytes] | None:"):
            guards = self._guards(model, names)
            if not guards:
                w("return None")
                return
            plain = [f"type({name}) is str" for name in names]
            guards = [guard.removeprefix(test).removeprefix(" and ") for guard, test in zip(guards, plain, strict=True)]
            guards = [guard for guard in guards if guard] + ["row.additional_properties is NO_EXTRAS"]
            with w.block(f"if list(map(type, rows)).count({model.name}) != len(rows):"):
                w("return None")
            w("texts: list[str] = []", "add = texts.append", "quote = _json.quote")
            with w.block("try:"), w.block("for label, row in zip(labels, rows, strict=False):"):
                w(*(f"{name} = row.{field.name}" for name, field in pairs))
                with w.block(f"if not ({' and '.join(guards)}):"):
                    w("return None")
                w(f"add(f'{{label}}{{{{{pieces}}}}}')")
            with w.block("except TypeError:"):
                w("return None")
            w("return _json_rows.utf8(','.join(texts))")

    def _guards(self, model: Model, names: list[str]) -> list[str]:
        """Tests that let every field pass as it stands; none where a field has to be converted."""
        pairs = zip(names, model.fields, strict=True)
        guards = [write_guard(field.type, name, sent=model.sent) for name, field in pairs]
        moments = model.sent and any(map(is_moment, model.fields))
        return guards if all(guards) and not moments else []

    def _straight(self, model: Model, names: list[str], line: str) -> None:
        guards = self._guards(model, names)
        if not guards:
            return
        w = self.w
        rest = "additional_items is UNSET" if model.kind == "row" else "additional_properties is NO_EXTRAS"
        with w.block(f"if type(row) is {model.name}:"):
            w(*(f"{name} = row.{field.name}" for name, field in zip(names, model.fields, strict=True)))
            with w.block(f"if {' and '.join([*guards, f'row.{rest}'])}:"):
                w(line, "continue")
            if model.kind != "row":
                self._sparse(model, names, guards)

    def _sparse(self, model: Model, names: list[str], guards: list[str]) -> None:
        """A row that lacks optional fields, as most do."""
        w = self.w
        tested = list(zip(names, model.fields, guards, strict=True))
        if all(field.required for field in model.fields):
            return
        tests = [guard if field.required else f"({name} is UNSET or ({guard}))" for name, field, guard in tested]
        display = ", ".join(f"{field.wire!r}: {name}" for name, field, _ in tested if field.required)
        with w.block(f"if {' and '.join([*tests, 'row.additional_properties is NO_EXTRAS'])}:"):
            w(f"item: dict[str, Json] = {{{display}}}")
            for name, field, _ in tested:
                if not field.required:
                    with w.block(f"if {name} is not UNSET:"):
                        w(f"item[{field.wire!r}] = {name}")
            w("add(item)", "continue")


def _lengths(pairs: list[tuple[str, Field]], *, required: bool) -> list[str]:
    """The guards of those fields that are required, or of the others, without the test for a string."""
    chosen = [(name, field.type) for name, field in pairs if field.required == required]
    guards = [write_guard(said, name, sent=True).removeprefix(f"type({name}) is str") for name, said in chosen]
    return [guard.removeprefix(" and ") for guard in guards if guard]


def _text_of(field: Field, name: str) -> str:
    """JSON text of a value that passed its guard."""
    said = field.type
    if isinstance(said, Scalar) and said.kind == "string":
        return f"quote({name})"
    return name if isinstance(said, Scalar) and said.kind == "integer" else f"_json.text({name})"
