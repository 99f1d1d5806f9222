"""Passwords and tokens: no text that Python makes of a value, a request or an error gives them away."""

from __future__ import annotations

import copy
import pickle
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from itertools import product

import pytest

from codegen._model import Model, ModelRef, Operation, Scalar, Type
from codegen._roles import reach
from smswire_runtime import CodecError, Drift, Secret
from tests.providers._instances import sample
from tests.providers._places import Place, breaches, keeps, misfits, options, pick, places, put
from tests.providers._specs import MODELS, OPERATIONS, Json, Spec
from tests.providers._wires import build, decoded, notations, parameters_of, samples, shapes

MARKERS = ("Open-Sesame-42", "Sesame42", "73914628", "739146")
"""Secrets that stand nowhere else; of which the first that the specification allows is used."""


def holds_secrets(spec: Spec, model: Model) -> bool:
    """Whether a secret stands in a model, however deep."""
    inner = [spec.provider.models[key] for key in reach(spec.provider, [ModelRef(model.key)])]
    return any(is_secret(field.type) for one in inner for field in one.fields)


def is_secret(said: Type) -> bool:
    """Whether a value of this type is a secret."""
    return any(isinstance(option, Scalar) and option.secret for option in options(said))


HOLDERS = [(spec, model) for spec, model in MODELS if holds_secrets(spec, model)]
SENDERS = [(spec, one) for spec, one in OPERATIONS if any(holds_secrets(spec, model) for model in shapes(spec, one))]
each_holder = pytest.mark.parametrize(
    "spec, model", [pytest.param(spec, model, id=f"{spec.key}-{model.name}") for spec, model in HOLDERS]
)
each_sender = pytest.mark.parametrize(
    "spec, operation", [pytest.param(spec, one, id=f"{spec.key}-{one.name}") for spec, one in SENDERS]
)


def secrets(spec: Spec, model: Model) -> list[Place]:
    """The places of secrets in the sample of a model."""
    return [place for place in places(spec, ModelRef(model.key), sample(spec, model)) if is_secret(place.type)]


def marker(spec: Spec, model: Model) -> str:
    """A secret that all the secrets of a model may be."""
    return next(text for text in MARKERS if all(keeps(spec, one.type, text) for one in secrets(spec, model)))


def hiding(spec: Spec, model: Model) -> Json:
    """The sample of a model with the marker for every secret."""
    value = sample(spec, model)
    for place in secrets(spec, model):
        value = put(value, place.steps, marker(spec, model))
    return value


def texts(value: object) -> Iterator[str]:
    """What printing, logging and formatting make of a value."""
    yield from (repr(value), str(value), f"{value}", f"{value!r:>9}", "%s %r" % (value, value))  # noqa: UP031


def told(act: Callable[[], object]) -> str:
    """The whole traceback of the error that an act ends with."""
    with pytest.raises(CodecError) as caught:
        act()
    return "\n".join([*traceback.format_exception(caught.value), *texts(caught.value), *texts(caught.value.args)])


@each_holder
def test_a_secret_is_read_and_written_but_not_shown(spec: Spec, model: Model) -> None:
    """The model knows it, the wire gets it, no text of Python's has it."""
    value = spec.decode(model, hiding(spec, model))
    text = marker(spec, model)

    for place in secrets(spec, model):
        assert Secret(text) == pick(value, place.names)
        assert text == pick(value, place.names).reveal()
        assert not any(text in shown for shown in texts([pick(value, place.names)]))
    assert hiding(spec, model) == spec.encode(model, value)
    assert not any(text in shown for shown in texts(value))


@each_holder
def test_an_error_does_not_tell_a_secret(spec: Spec, model: Model) -> None:
    """Wherever a fault stands, in the secret or beside it, reading and writing name its path and nothing more."""
    value, word = hiding(spec, model), marker(spec, model)
    for place in places(spec, ModelRef(model.key), sample(spec, model)):
        secret = is_secret(place.type)
        for wrong in [[word], {word: word}] if secret else misfits(spec, place):
            assert word not in told(partial(spec.decode, model, put(value, place.steps, wrong)))
        for wrong in [f"{word}\x00"] if secret else breaches(spec, place, value):
            found = spec.decode(model, put(value, place.steps, wrong))
            assert not place.sent or word not in told(partial(spec.encode, model, found))


@each_holder
def test_a_lenient_reader_does_not_show_a_secret(spec: Spec, model: Model) -> None:
    """A secret of the wrong type is kept as it came, and shown as little as a right one."""
    word = marker(spec, model)
    for place in secrets(spec, model):
        for wrong in ([word], {"inner": word}):
            drift = Drift()
            value = spec.decode(model, put(hiding(spec, model), place.steps, wrong), drift)

            assert [place.path] == [path for path, _ in drift.notes]
            assert not any(word in text for text in (repr(drift.notes), *texts(value)))


@each_sender
def test_a_request_does_not_show_a_secret(spec: Spec, operation: Operation) -> None:
    """The secret is in the request, whichever media type it has, and in no text of it."""
    for media in notations(operation):
        values = [spec.decode(model, hiding(spec, model)) for model in shapes(spec, operation)]
        words = [marker(spec, model) for model in shapes(spec, operation) if secrets(spec, model)]

        request = build(spec, operation, values, media)

        assert all(word in request.target + request.body.decode() for word in words)
        assert not any(word in text for word in words for text in texts(request))


@each_sender
def test_a_request_that_is_not_built_does_not_tell_a_secret(spec: Spec, operation: Operation) -> None:
    """The error of a request names the path of a bad secret, in every media type, and not the secret."""
    for index, model in enumerate(shapes(spec, operation)):
        for place, unfit, media in product(secrets(spec, model), ("\x1b", "\ud800"), notations(operation)):
            values = decoded(spec, operation, samples(spec, operation))
            word = marker(spec, model)
            values[index] = spec.decode(model, put(hiding(spec, model), place.steps, word + unfit))

            assert word not in told(partial(build, spec, operation, values, media))


@each_holder
def test_a_holder_of_secrets_does_not_pickle(spec: Spec, model: Model) -> None:
    """Nobody stores a password without noticing; copies within the process are fine."""
    value = spec.decode(model, hiding(spec, model))

    with pytest.raises(TypeError, match="does not pickle"):
        pickle.dumps(value)
    assert value == copy.copy(value) == copy.deepcopy(value)


def test_parameters_and_bodies_and_answers_hold_secrets() -> None:
    """The tests above reach secrets in what is sent and in what comes back."""
    assert any(model.sent for _, model in HOLDERS)
    assert any(model.answered for _, model in HOLDERS)
    assert any(parameters_of(spec, operation) is not None for spec, operation in SENDERS)
