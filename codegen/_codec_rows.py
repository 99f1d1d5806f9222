"""Write the functions for long lists of flat classes: loops in which a complete row takes a straight path.

Going through whole columns with set(map(type, column)) and zip was measured to be slower both ways.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen._codec_names import label
from codegen._guards import is_moment, read_guard, write_guard
from codegen._model import Scalar

if TYPE_CHECKING:
    from codegen._codec_names import Codecs
    from codegen._lines import Lines
    from codegen._model import Field, Model


def _names(model: Model) -> list[str]:
    return [f"v{index}" for index in range(1, len(model.fields) + 1)]


class Rows:
    """Emits ``_read_x_rows``, ``_write_x_rows`` and ``_text_x_rows``."""

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

    def _texts(self, model: Model) -> None:
        """JSON text of rows that all have all fields; nothing where they do not, and the values are written instead.

        What is no string where one is due makes ``quote`` raise TypeError, so it need not be tested.
        """
        w, names = self.w, _names(model)
        pairs = list(zip(names, model.fields, strict=True))
        pieces = ",".join(f"{label(field.wire)}:{{{_text_of(field, one)}}}" for one, field in pairs)
        w("", "")
        with w.block(
            f"def _text_{self.codecs.name(model)}_rows(rows: Sequence[Any], labels: Iterable[str]) -> list[str] | None:"
        ):
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
            w("return texts")

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


def _text_of(field: Field, name: str) -> str:
    """JSON text of a value that passed its guard."""
    said = field.type
    if isinstance(said, Scalar) and said.kind == "string":
        return f"quote({name})"
    return name if isinstance(said, Scalar) and said.kind == "integer" else f"_json.text({name})"
