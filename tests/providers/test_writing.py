"""What does not fit its specification is not sent: our error names the wire path where it stands."""

from __future__ import annotations

import pytest

from codegen._model import Anything, ListOf, Model, ModelRef
from smswire_runtime import NO_EXTRAS, UNSET, EncodeError
from tests.providers._instances import sample
from tests.providers._places import KINDS, Place, assign, breaches, get, misfits, numbers, options, pick, places, put
from tests.providers._specs import MODELS, Json, Spec, each_model, is_array, spelled

each_numbered = pytest.mark.parametrize(
    "spec, model",
    [pytest.param(spec, model, id=f"{spec.key}-{model.name}") for spec, model in MODELS if model.numbered is not None],
)


def refusal(spec: Spec, model: Model, place: Place, wrong: object) -> EncodeError:
    """The error when something else stands in a place of a sample."""
    value = spec.decode(model, sample(spec, model))
    assign(value, place.names, wrong)
    with pytest.raises(EncodeError) as caught:
        spec.encode(model, value)
    return caught.value


def inner_places(spec: Spec, model: Model) -> list[Place]:
    """All places below the model itself."""
    return places(spec, ModelRef(model.key), sample(spec, model))[1:]


def strangers(spec: Spec, place: Place) -> list[object]:
    """Python values that must not stand in a place, those included that would be right as JSON."""
    kinds = options(place.type)
    if any(isinstance(option, Anything) for option in kinds):
        return [object(), b"seven", {7: "seven"}, float("nan"), float("inf"), 10**30]
    bare: list[object] = [[], {}] if all(isinstance(option, ModelRef) for option in kinds) else []
    missing: list[object] = [UNSET] if place.required and not place.derived else []
    return [*misfits(spec, place), *bare, *missing, object(), b"seven", range(3)]


@each_model
def test_a_value_of_the_wrong_type_is_refused(spec: Spec, model: Model) -> None:
    """In every place, however deep, each wrong type is our error with the path of that place."""
    for place in inner_places(spec, model):
        for wrong in strangers(spec, place):
            assert place.path == refusal(spec, model, place, wrong).path


@each_model
def test_another_object_is_refused(spec: Spec, model: Model) -> None:
    """Where a model should be, nothing else is written, not even its JSON."""
    for wrong in (*KINDS.values(), sample(spec, model), object(), UNSET):
        with pytest.raises(EncodeError) as caught:
            spec.encode(model, wrong)

        assert "$" == caught.value.path


@each_model
def test_a_breach_of_a_constraint_is_refused_when_it_is_sent(spec: Spec, model: Model) -> None:
    """Too long, too short, out of range, against the pattern, none of the allowed values: not in what we send."""
    value = sample(spec, model)
    for place in inner_places(spec, model):
        for wrong in breaches(spec, place, value):
            decoded = spec.decode(model, put(value, place.steps, wrong))
            if place.sent:
                with pytest.raises(EncodeError) as caught:
                    spec.encode(model, decoded)

                assert place.path == caught.value.path
            else:
                assert spelled(put(value, place.steps, wrong)) == spelled(spec.encode(model, decoded))


@each_model
def test_what_the_sender_may_write_is_written(spec: Spec, model: Model) -> None:
    """A tuple is as good as a list, and a plain string as good as a member or a secret."""
    value = sample(spec, model)
    for place in inner_places(spec, model):
        decoded = spec.decode(model, value)
        found = pick(decoded, place.names)
        if any(isinstance(option, ListOf) for option in options(place.type)) and is_array(found):
            assign(decoded, place.names, tuple(found))
        elif isinstance(get(value, place.steps), str):
            assign(decoded, place.names, get(value, place.steps))

        assert spelled(value) == spelled(spec.encode(model, decoded))


@each_model
def test_members_beside_the_declared_ones_are_checked(spec: Spec, model: Model) -> None:
    """What the specification does not name has to be JSON, and must not hide a declared member."""
    if model.kind != "object":
        return
    value = spec.decode(model, sample(spec, model))
    wrongs: list[dict[Json, Json]] = [{7: 1}, {"other": object()}, {"other": float("nan")}, {"other": [10**30]}]
    wrongs += [{field.wire: 1} for field in model.fields]
    for wrong in wrongs:
        value.additional_properties = wrong
        with pytest.raises(EncodeError) as caught:
            spec.encode(model, value)

        named = {path for key in wrong for path in (f"$.{key}", f'$["{key}"]', f"$.{key}[0]")}
        assert caught.value.path in {"$", *named}


@each_model
def test_an_instance_without_extras_shares_one_dict(spec: Spec, model: Model) -> None:
    """The empty dict that all share refuses to be written to, so that no other instance changes."""
    value = spec.decode(model, sample(spec, model))
    if model.kind == "object":
        assert NO_EXTRAS is value.additional_properties
        with pytest.raises(TypeError):
            value.additional_properties["other"] = 1


@each_numbered
def test_numbers_are_kept(spec: Spec, model: Model) -> None:
    """Numbers that are not 1, 2, 3 are written as they came, and errors name them."""
    value = sample(spec, model)
    items = {key: value[key] for key in numbers(model, value)}
    renamed = {key: item for key, item in value.items() if key not in items}
    renamed |= dict(zip(("7", "2", "0"), items.values(), strict=True))

    assert spelled(renamed) == spelled(spec.encode(model, spec.decode(model, renamed)))
    for place in places(spec, ModelRef(model.key), renamed):
        for wrong in breaches(spec, place, renamed):
            if place.sent and not place.derived:
                with pytest.raises(EncodeError) as caught:
                    spec.encode(model, spec.decode(model, put(renamed, place.steps, wrong)))

                assert place.path == caught.value.path


@each_numbered
def test_too_many_numbered_items_are_refused_when_they_are_sent(spec: Spec, model: Model) -> None:
    """The limit of a request counts when it is written; an answer is read whatever it holds."""
    assert model.numbered is not None
    value = spec.decode(model, sample(spec, model))
    items = getattr(value, model.numbered.items)
    items *= model.numbered.maximum
    for field in model.fields:
        if model.numbered.count == field.wire:
            setattr(value, field.name, UNSET if model.sent else len(items))
    if not model.sent:
        assert len(items) <= len(spec.encode(model, value))
        return
    with pytest.raises(EncodeError) as caught:
        spec.encode(model, value)

    assert "$" == caught.value.path


@each_numbered
def test_a_count_is_derived_in_requests_and_kept_in_answers(spec: Spec, model: Model) -> None:
    """A request that counts wrongly is refused, one that does not count is completed, an answer may be wrong."""
    assert model.numbered is not None
    for field in model.fields:
        if field.wire != model.numbered.count:
            continue
        value = spec.decode(model, sample(spec, model))
        right = len(getattr(value, model.numbered.items))
        setattr(value, field.name, right + 1)
        if not model.sent:
            assert right + 1 == spec.encode(model, value)[field.wire]
            continue
        with pytest.raises(EncodeError) as caught:
            spec.encode(model, value)
        setattr(value, field.name, UNSET)

        assert f"$.{field.wire}" == caught.value.path
        assert right == spec.encode(model, value)[field.wire]


def test_places_reach_into_numbered_items_and_lists() -> None:
    """The paths that all these tests compare lead into the last of several numbered items, list items, positions."""
    paths = {place.path for spec, model in MODELS for place in inner_places(spec, model)}

    assert any('["3"].' in path for path in paths)
    assert any("[2]." in path for path in paths)
    assert any(path.endswith("[1]") for path in paths)
