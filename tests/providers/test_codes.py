"""The documented code tables: every row is there, is found by what it covers, and by nothing else."""

from __future__ import annotations

from itertools import pairwise

import pytest

from codegen._model import Code, CodeTable, Enumeration, Field, ModelRef
from smswire_runtime import DecodeError
from tests.providers._instances import sample
from tests.providers._places import put
from tests.providers._specs import SPECS, Spec, each_enum
from tests.providers._wires import ANSWERS, Told, parse, refused

TABLES = [(spec, table) for spec in SPECS for table in spec.provider.tables.values()]
each_table = pytest.mark.parametrize(
    "spec, table", [pytest.param(spec, table, id=f"{spec.key}-{table.name}") for spec, table in TABLES]
)


def covered(code: Code) -> list[str | int]:
    """Values that a row covers: its code, the ends of its range and what is between, texts that begin with it."""
    if code.code is not None:
        return [code.code, str(code.code)]
    if code.first is not None and code.last is not None:
        return [code.first, code.last, int(code.first), (int(code.first) + int(code.last)) // 2]
    assert code.prefix is not None
    spaced = "  ".join(code.prefix.split(" "))
    return [code.prefix, code.prefix.upper(), f" {spaced} ", f"{code.prefix}: and why"]


@each_table
def test_every_documented_code_is_found(spec: Spec, table: CodeTable) -> None:
    """Each row explains what the specification says it explains, as text and as number."""
    generated = getattr(spec.module("codes"), table.name)

    assert len(table.codes) == len(generated)
    for code in table.codes:
        for value in covered(code):
            found = generated.find(value)

            assert (code.name, " ".join(code.description.split())) == (found.name, found.description)


@each_table
def test_an_undocumented_code_is_not_found(spec: Spec, table: CodeTable) -> None:
    """What no row covers is nobody's."""
    generated = getattr(spec.module("codes"), table.name)

    for value in ("", "no such code", "-1", -1, 10**30, "9" * 5000, "٣"):
        if value not in [code.code for code in table.codes]:
            assert generated.find(value) is None, value
    for code in table.codes:
        if code.first is not None and code.last is not None:
            others = [one for one in table.codes if one is not code]
            for value in (int(code.first) - 1, int(code.last) + 1):
                assert generated.find(value) in [None, *(generated.find(one.first or "") for one in others)]


@each_table
def test_rows_do_not_overlap(spec: Spec, table: CodeTable) -> None:
    """Names and codes are unique, and ranges follow each other."""
    ranges = sorted((int(code.first), int(code.last)) for code in table.codes if code.first and code.last)

    assert spec.provider.tables[table.key] is table
    assert len({code.name for code in table.codes}) == len(table.codes)
    assert len({(str(code.code), code.first, code.prefix) for code in table.codes}) == len(table.codes)
    assert all(low <= high for low, high in ranges)
    assert all(first[1] < second[0] for first, second in pairwise(ranges))


@each_enum
def test_members_are_called_as_documented(spec: Spec, enum: Enumeration) -> None:
    """A value that its code table names is the member of that name."""
    kind = getattr(spec.models, enum.name)

    assert enum.values == [member.value for member in kind]
    for label, value in zip(enum.labels, enum.values, strict=True):
        assert not label or value == getattr(kind, label.upper()).value


def coded() -> list[tuple[Spec, Field, CodeTable]]:
    """The fields whose values a table explains."""
    return [
        (spec, field, spec.provider.tables[field.codes])
        for spec in SPECS
        for model in spec.provider.models.values()
        for field in model.fields
        if field.codes is not None
    ]


def test_every_code_in_an_example_is_documented() -> None:
    """The codes of the documented answers stand in the tables of their fields."""
    seen = 0
    for told, name in ANSWERS:
        for field, value in fields(told):
            if field.codes is None or value is None or value == "":
                continue
            table = getattr(told.spec.module("codes"), told.spec.provider.tables[field.codes].name)
            seen += 1

            assert table.find(value) is not None, f"{name}: {field.wire} is {value!r}"
    assert seen
    assert coded()


def fields(told: Told) -> list[tuple[Field, object]]:
    """The fields of all objects in an answer with their normalised values."""
    models = {model.name: model for model in told.spec.provider.models.values()}
    found: list[tuple[Field, object]] = []
    todo = [parse(told.spec, told.operation, told.response())]
    while todo:
        value = todo.pop()
        if isinstance(value, list):
            todo += value
        elif type(value).__name__ in models:
            model = models[type(value).__name__]
            todo += [getattr(value, field.name) for field in model.fields]
            todo += getattr(value, model.numbered.items) if model.numbered is not None else []
            for field in model.fields:
                name = f"{field.name.rstrip('_')}_value" if field.wire_format is not None else field.name
                found.append((field, getattr(value, name)))
    return found


@pytest.mark.parametrize("result", ["9999", "1999", "", "abc", "0000 "])
def test_a_code_that_nobody_documented_tells_nothing(result: str) -> None:
    """Only documented codes refuse; any other is an error, so that nobody sends again what may have been accepted."""
    for spec in SPECS:
        for model in spec.provider.models.values():
            coded = [field for field in model.fields if field.wire in model.accepted and field.codes is not None]
            for field in coded:
                answer = spec.decode(model, put(sample(spec, model), (field.wire,), result))
                for operation in spec.provider.operations:
                    if any(one.body is not None and one.body.type == ModelRef(model.key) for one in operation.answers):
                        with pytest.raises(DecodeError, match="neither a documented acceptance nor"):
                            refused(spec, operation, answer)
