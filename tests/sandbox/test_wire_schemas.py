"""What a payload has against its exported schema: found in every documented place, with its path, and all of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from codegen._model import Model, ModelRef
from smswire.sandbox._wires._schemas import MOST, Schema, schema_of
from tests.providers._documents import documents
from tests.providers._instances import BOUNDED, instances
from tests.providers._places import absences, breaches, drop, misfits, places, put
from tests.providers._specs import MODELS, Json, Spec, is_object

CHECKED = ("redoxygen", "eros")
"""The wires whose requests are checked in this way."""

JUNK: list[Json] = [None, 1, 1.0, True, "x", "", [], {}]

MODELS_CHECKED = [
    pytest.param(spec, model, id=f"{spec.key}-{model.name}") for spec, model in MODELS if spec.key in CHECKED
]


def found(spec: Spec, model: Model, value: Json) -> list[str]:
    """Where the value breaks the schema of its model."""
    return [one.path for one in schema_of(spec.key, model.name).violations(value)]


def broken() -> Iterator[tuple[Spec, Model, Json, str]]:
    """Every documented value with one thing wrong, and where."""
    for spec, model, document in documents():
        if spec.key in CHECKED:
            said = places(spec, ModelRef(model.key), document)
            for place in said:
                for wrong in (*misfits(spec, place), *breaches(spec, place, document)):
                    yield spec, model, put(document, place.steps, wrong), place.path
            for place in absences(said):
                yield spec, model, drop(document, place.steps), place.path


@pytest.mark.parametrize("spec, model", MODELS_CHECKED)
def test_no_schema_holds_a_word_that_is_not_checked(spec: Spec, model: Model) -> None:
    """An instance of everything that a schema describes passes through all of its rules."""
    for _, one, document in documents():
        if one is model:
            assert [] == found(spec, model, document)


def test_every_breach_is_told_at_its_place() -> None:
    """One thing that is wrong is told where it is; what is right beside it is not mentioned."""
    seen = 0
    for spec, model, value, path in broken():
        assert path in found(spec, model, value), (model.name, path)
        assert not spec.fits_export(model, value)
        seen += 1

    assert seen > 500


@pytest.mark.parametrize("spec, model", MODELS_CHECKED)
def test_the_verdict_is_that_of_an_independent_validator(spec: Spec, model: Model) -> None:
    """Values that fit and values with a piece of another value in them: both sides say the same of each."""

    @BOUNDED
    @given(instances(spec, model), st.data())
    def check(value: Json, data: st.DataObject) -> None:
        if is_object(value) and value:
            name: str = data.draw(st.sampled_from(sorted(value)))
            value[name] = data.draw(st.sampled_from([value[name], *JUNK]))

        assert spec.fits_export(model, value) is not bool(found(spec, model, value))

    check()


@pytest.mark.parametrize(
    "schema,sound,wrong",
    [
        ({"properties": {"a": {}}, "additionalProperties": False}, {"a": 1}, {"a": 1, "b": 2}),
        (
            {"patternProperties": {"^[0-9]$": {}}, "additionalProperties": {"type": "string"}},
            {"1": 1, "b": "x"},
            {"b": 1},
        ),
        ({"minProperties": 1, "maxProperties": 2}, {"a": 1}, {}),
        ({"minProperties": 1, "maxProperties": 2}, {"a": 1}, {"a": 1, "b": 2, "c": 3}),
        ({"prefixItems": [{"type": "string"}], "items": False}, ["x"], ["x", "y"]),
        ({"prefixItems": [{"type": "string"}], "items": {"type": "integer"}}, ["x", 1], ["x", "y"]),
        ({"prefixItems": [{"type": "string"}]}, ["x", 1], [1]),
        ({"uniqueItems": True}, [1, {"a": 1, "b": 2}], [{"a": 1, "b": 2}, {"b": 2, "a": 1}]),
        ({"uniqueItems": False}, [1, 1], None),
        ({"exclusiveMinimum": 0, "exclusiveMaximum": 5}, 1, 0),
        ({"exclusiveMinimum": 0, "exclusiveMaximum": 5}, 4.5, 5),
        ({"multipleOf": 3}, 6, 7),
        ({"allOf": [{"minimum": 1}, {"maximum": 5}]}, 3, 6),
    ],
)
def test_words_that_no_wire_has_yet(schema: dict[str, Json], sound: Json, wrong: Json) -> None:
    """What the specification of another provider may say is checked as an independent validator does it."""
    own = Schema(schema)
    independent: Any = Draft202012Validator(schema)

    assert [] == [*own.violations(sound), *independent.iter_errors(sound)]
    assert wrong is None or (own.violations(wrong) and not independent.is_valid(wrong))


def test_all_that_is_wrong_is_told() -> None:
    """Unlike an encoder, which stops at the first, it goes on; and it ends when nobody would read on."""
    row = {"DestTn": "", "DestName": 1, "SMSText": "\x00"}
    value = {"Messages": {"1": row, "2": "x", "Count": 0}}

    paths = {one.path for one in schema_of("redoxygen", "SendRequest").violations(value)}

    rows = {f'$.Messages["1"].{name}' for name in row}
    assert {"$.Name", "$.Version", "$.Product", "$.Sender", "$.Messages.Count", '$.Messages["2"]', *rows} <= paths
    many = {"Messages": {str(number): row for number in range(1, 501)}}
    assert MOST == len(schema_of("redoxygen", "SendRequest").violations(many))


def test_no_problem_repeats_what_the_value_says() -> None:
    """A value may be secret; the words speak of its kind and of the rule."""
    value = {"Sender": {"AccountId": ["hunter2"], "Password": 4711, "Username": "hunter2\x00"}, "Name": "hunter2"}

    told = str(schema_of("redoxygen", "SendRequest").violations(value))

    assert "hunter2" not in told
    assert "4711" not in told


def test_the_end_of_a_pattern_is_the_very_end() -> None:
    """Python would let a line feed stand behind it."""
    schema = schema_of("eros", "SMSModel")
    sound: dict[str, Json] = {"To": [{}], "MessageBody": "x", "SuiteId": "6f9619ff8b86d011b42d00c04fc964ff"}

    assert () == schema.violations(sound)
    assert ["$.SuiteId"] == [one.path for one in schema.violations(sound | {"SuiteId": sound["SuiteId"] + "\n"})]


def test_names_are_found_in_any_casing_where_the_wire_reads_them_so() -> None:
    """The declared casing goes first, and the path has the declared name."""
    schema = schema_of("eros", "SMSSend", fold=True)

    assert () == schema.violations({"smsmodel": {"TO": [{"phoneNumber": "+27831234567"}], "messageBody": "x"}})
    assert ["$.SMSModel.MessageBody"] == [
        one.path for one in schema.violations({"smsModel": {"to": [{}], "messagebody": ""}})
    ]
    assert ["$.SMSModel"] == [one.path for one in schema.violations({"SMSModel": 1, "smsmodel": {}})]
    assert "$.SMSModel" in [one.path for one in schema_of("eros", "SMSSend").violations({"smsmodel": {}})]
