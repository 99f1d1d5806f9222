"""Models, enumerations and errors go through pickle and come back equal."""

from __future__ import annotations

import copy
import pickle

import pytest

from codegen._model import Enumeration, Model
from smswire_runtime import NO_EXTRAS, UNSET, DecodeError, EncodeError, Fault
from tests.providers._instances import sample
from tests.providers._places import numbers
from tests.providers._specs import MODELS, Json, Spec, each_enum
from tests.providers.test_secrets import holds_secrets

each_open_model = pytest.mark.parametrize(
    "spec, model",
    [
        pytest.param(spec, model, id=f"{spec.key}-{model.name}")
        for spec, model in MODELS
        if not holds_secrets(spec, model)
    ],
)


def without_options(spec: Spec, model: Model) -> Json:
    """The sample of a model with its required members only, and one that nothing declares."""
    value = sample(spec, model)
    if model.kind == "row":
        return value[: model.min_items]
    kept = [*(field.wire for field in model.fields if field.required), *numbers(model, value)]
    required = {name: value[name] for name in kept}
    takes_more = model.kind == "object" and not (model.closed and model.sent)
    return {**required, "undeclared": [1, {"inner": None}]} if takes_more else required


@each_open_model
def test_a_model_pickles_and_copies(spec: Spec, model: Model) -> None:
    """Full or bare, with unknown members or without, a model equals what comes back, absence included."""
    for document in (sample(spec, model), without_options(spec, model)):
        value = spec.decode(model, document)
        for found in (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)):  # noqa: S301
            assert value == found
            assert type(value) is type(found)
            assert spec.encode(model, value) == spec.encode(model, found)


@each_open_model
def test_models_differ_by_their_values(spec: Spec, model: Model) -> None:
    """Equality looks at the values: a full one is not a bare one, and neither is another class."""
    full, bare = (spec.decode(model, value) for value in (sample(spec, model), without_options(spec, model)))

    assert full == spec.decode(model, sample(spec, model))
    assert full != object()
    assert (full == bare) == (sample(spec, model) == without_options(spec, model))


@each_enum
def test_an_enumeration_pickles(spec: Spec, enum: Enumeration) -> None:
    """Documented and unknown values come back as themselves."""
    kind = getattr(spec.models, enum.name)
    unknown = "no such word" if enum.kind == "string" else 987654
    for value in (*enum.values, unknown):
        found = pickle.loads(pickle.dumps(kind(value)))  # noqa: S301 - what was just written

        assert kind(value) == found
        assert kind(value).is_known == found.is_known == (value != unknown)
        assert kind is type(found)


@pytest.mark.parametrize("error", [DecodeError("$.a[0]", "missing"), EncodeError('$["3"]', "empty")])
def test_an_error_pickles(error: DecodeError | EncodeError) -> None:
    """An error comes back with its path and its problem."""
    found = pickle.loads(pickle.dumps(error))  # noqa: S301 - what was just written

    assert (type(error), error.path, error.problem, str(error)) == (type(found), found.path, found.problem, str(found))


@pytest.mark.parametrize("value", [UNSET, NO_EXTRAS])
def test_a_shared_value_stays_the_one(value: object) -> None:
    """What is absent and what is empty are one object each, also behind pickle and copies."""
    assert value is pickle.loads(pickle.dumps(value))  # noqa: S301 - what was just written
    assert value is copy.copy(value)
    assert value is copy.deepcopy(value)


def test_a_fault_pickles() -> None:
    """A fault is a value like others."""
    assert Fault(4, "x") == pickle.loads(pickle.dumps(Fault(4, "x")))  # noqa: S301 - what was just written
