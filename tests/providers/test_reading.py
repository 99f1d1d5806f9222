"""What does not fit its specification is refused with the wire path where it stands, or noted by a lenient reader."""

from __future__ import annotations

from contextlib import suppress

import pytest

from codegen._model import Enumeration, EnumRef, Model, ModelRef, Operation
from smswire_runtime import UNSET, DecodeError, Drift
from tests.providers._instances import sample
from tests.providers._places import absences, breaches, drop, misfits, options, pick, places, put
from tests.providers._specs import Spec, each_enum, each_model, each_operation, spelled
from tests.providers._wires import full_answers, parse, refused, replaced


@each_model
def test_a_value_of_the_wrong_type_is_refused(spec: Spec, model: Model) -> None:
    """In every place, however deep, each wrong JSON type is our error with the path of that place."""
    value = sample(spec, model)
    for place in places(spec, ModelRef(model.key), value):
        for wrong in misfits(spec, place):
            with pytest.raises(DecodeError) as caught:
                spec.decode(model, put(value, place.steps, wrong))

            assert place.path == caught.value.path
            assert caught.value.problem.startswith("expected ")


@each_model
def test_a_missing_member_is_refused(spec: Spec, model: Model) -> None:
    """Each required member, however deep, is missed by its own path."""
    value = sample(spec, model)
    for place in absences(places(spec, ModelRef(model.key), value)):
        with pytest.raises(DecodeError) as caught:
            spec.decode(model, drop(value, place.steps))

        assert (place.path, "missing") == (caught.value.path, caught.value.problem)


@each_model
def test_an_absent_member_stays_absent(spec: Spec, model: Model) -> None:
    """What need not be there is UNSET in Python, and is not written."""
    value = sample(spec, model)
    for place in places(spec, ModelRef(model.key), value):
        if place.field is None or place.required or isinstance(place.steps[-1], int):
            continue
        without = drop(value, place.steps)

        decoded = spec.decode(model, without)

        assert UNSET is pick(decoded, place.names)
        assert spelled(without) == spelled(spec.encode(model, decoded)) or model.kind == "parameters"


@each_model
def test_constraints_are_not_enforced(spec: Spec, model: Model) -> None:
    """Lengths, ranges and patterns are the provider's business when we read: servers drift."""
    value = sample(spec, model)
    for place in places(spec, ModelRef(model.key), value):
        for wrong in breaches(spec, place, value):
            spec.decode(model, put(value, place.steps, wrong))


@each_model
def test_a_lenient_reader_notes_and_keeps(spec: Spec, model: Model) -> None:
    """The same faults are noted with the same path, the value is kept as it came, and all else is read."""
    value = sample(spec, model)
    for place in places(spec, ModelRef(model.key), value)[1:]:
        for wrong in misfits(spec, place):
            drift = Drift()
            changed = put(value, place.steps, wrong)

            found = spec.decode(model, changed, drift)

            assert wrong == pick(found, place.names)
            assert [place.path] == [path for path, _ in drift.notes]
            assert drift.notes == [refusal(spec, model, changed)]


@each_model
def test_a_lenient_reader_notes_what_is_missing(spec: Spec, model: Model) -> None:
    """A required member that is missing is noted, and is UNSET."""
    value = sample(spec, model)
    for place in absences(places(spec, ModelRef(model.key), value)):
        drift = Drift()

        found = spec.decode(model, drop(value, place.steps), drift)

        assert UNSET is pick(found, place.names)
        assert [(place.path, "missing")] == drift.notes


def refusal(spec: Spec, model: Model, value: object) -> tuple[str, str]:
    """Path and problem of the error that a strict reader raises."""
    with pytest.raises(DecodeError) as caught:
        spec.decode(model, value)
    return caught.value.path, caught.value.problem


@each_operation
def test_an_answer_of_the_wrong_type_is_refused(spec: Spec, operation: Operation) -> None:
    """The same through the bytes of an answer, for results with and without a class."""
    for told in full_answers(spec, operation):
        assert told.type is not None
        for place in places(spec, told.type, told.value):
            for wrong in misfits(spec, place):
                if wrong is None and operation.codec == "xmlrpc":
                    continue
                with pytest.raises(DecodeError) as caught:
                    parse(spec, operation, replaced(told, put(told.value, place.steps, wrong)).response())

                assert place.path == caught.value.path


@each_operation
def test_a_lenient_answer_can_be_judged(spec: Spec, operation: Operation) -> None:
    """Whatever a lenient reader kept, telling a refusal from an acceptance does not fail on it.

    An answer that is something else altogether may be refused as well, since nothing of it can be kept.
    """
    for told in full_answers(spec, operation):
        assert told.type is not None
        for place in places(spec, told.type, told.value):
            for wrong in misfits(spec, place):
                if wrong is None and operation.codec == "xmlrpc":
                    continue
                drift = Drift()
                other = replaced(told, put(told.value, place.steps, wrong))
                try:
                    answer = parse(spec, operation, other.response(), drift)
                except DecodeError as error:
                    assert error.path == place.path == "$"  # noqa: PT017 - one of two outcomes
                    continue

                with suppress(DecodeError):  # what a code that nobody documented means cannot be told
                    refused(spec, operation, answer)

                assert [place.path] == [path for path, _ in drift.notes]


@each_model
def test_normalised_values_never_fail(spec: Spec, model: Model) -> None:
    """Whatever the text says, and whatever a lenient reader kept in its place, its property gives a value or none."""
    value = sample(spec, model)
    for place in places(spec, ModelRef(model.key), value):
        if place.field is None or place.field.wire_format is None:
            continue
        name = f"{place.field.name.rstrip('_')}_value"
        for other in [*misfits(spec, place), *breaches(spec, place, value), "", "no such form", -1, 10**18]:
            found = spec.decode(model, put(value, place.steps, other), Drift())

            getattr(pick(found, place.names[:-1]), name)


@each_enum
def test_an_unknown_word_is_kept(spec: Spec, enum: Enumeration) -> None:
    """A value that an enumeration does not document arrives as itself, says that it is unknown, and compares."""
    unknown = "no such word" if enum.kind == "string" else 987654
    kept = getattr(spec.models, enum.name)(unknown)

    assert unknown == kept.value
    assert not kept.is_known
    assert kept == getattr(spec.models, enum.name)(unknown)
    assert all(getattr(spec.models, enum.name)(value).is_known for value in enum.values)


@each_operation
def test_an_unknown_word_in_an_answer_is_kept(spec: Spec, operation: Operation) -> None:
    """Wherever an answer holds a word of an enumeration, an undocumented one is read and written as it came."""
    for told in full_answers(spec, operation):
        assert told.type is not None
        for place in places(spec, told.type, told.value):
            for option in options(place.type):
                if not isinstance(option, EnumRef):
                    continue
                unknown = put(told.value, place.steps, "no such word" if option.kind == "string" else 987654)

                answer = parse(spec, operation, replaced(told, unknown).response())

                assert not pick(answer, place.names).is_known
                assert spelled(unknown) == spelled(spec.encode_type(operation, told.type, answer))


@each_model
def test_an_unknown_word_is_read(spec: Spec, model: Model) -> None:
    """In every place of an enumeration an undocumented word is read, since servers learn new ones."""
    value = sample(spec, model)
    for place in places(spec, ModelRef(model.key), value):
        if not isinstance(place.type, EnumRef):
            continue
        unknown = "no such word" if place.type.kind == "string" else 987654

        found = spec.decode(model, put(value, place.steps, unknown))

        assert not pick(found, place.names).is_known
