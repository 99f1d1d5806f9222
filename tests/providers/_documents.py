"""Every documented document of every model: the examples, and all models that stand inside them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from codegen._model import Model, ModelRef, Type
from tests.providers._events import EVENTS
from tests.providers._instances import sample
from tests.providers._places import accepts, get, options, places
from tests.providers._specs import CALLBACKS, MODELS, Json, Spec, spelled
from tests.providers._wires import ANSWERS, CALLS, JSON, answered, arguments, document, model_of, parse, shapes


def _roots() -> Iterator[tuple[Spec, Type, Json]]:
    for call, _ in CALLS:
        for shape, value in zip(shapes(call.spec, call.operation), arguments(call), strict=True):
            yield call.spec, ModelRef(shape.key), value
    for told, _ in ANSWERS:
        answer = parse(told.spec, told.operation, told.response())
        model = answered(told, answer)
        said = ModelRef(model.key) if model is not None else told.type
        assert said is not None
        yield told.spec, said, document(told, answer)
    for event, _ in EVENTS:
        yield event.spec, ModelRef(event.model.key), event.value
    for spec, callback in CALLBACKS:
        for body in [answer.body for answer in callback.answers if answer.body is not None]:
            acknowledgement = model_of(spec, body)
            for media, example in body.examples:
                if acknowledgement is not None and media == JSON:
                    yield spec, ModelRef(acknowledgement.key), example.value


def _all() -> Iterator[tuple[Spec, Model, Json]]:
    for spec, said, value in _roots():
        for place in places(spec, said, value):
            inner = get(value, place.steps)
            for option in options(place.type):
                if isinstance(option, ModelRef) and accepts(spec, option, inner):
                    yield spec, spec.model(option), inner
    for spec, model in MODELS:
        yield spec, model, sample(spec, model)


def _different() -> Iterator[tuple[Spec, Model, Json]]:
    seen: set[tuple[str, str, str]] = set()
    for spec, model, value in _all():
        key = (spec.key, model.key, spelled(value))
        if key not in seen:
            seen.add(key)
            yield spec, model, value


@cache
def documents() -> list[tuple[Spec, Model, Json]]:
    """Each different document once, with the model that it is a document of."""
    return list(_different())
