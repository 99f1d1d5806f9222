"""Every documented callback is read from what travels, acknowledged, and called from the other side."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl

import pytest

from codegen._model import Callback
from smswire_runtime import DecodeError, Drift, Response
from tests.providers._events import EVENTS, Event
from tests.providers._places import drop
from tests.providers._specs import Spec, each_callback, params, spelled
from tests.providers._wires import JSON, TEXT, model_of

each_event = pytest.mark.parametrize("event", params(EVENTS))


@each_event
def test_an_event_is_kept(event: Event) -> None:
    """What a provider reports is read, is valid, and is written again as it came."""
    module = event.spec.module("callbacks")

    found = getattr(module, f"parse_{event.callback.name}")(*event.parts)

    assert event.spec.fits(event.model, event.value)
    assert spelled(event.value) == spelled(event.spec.encode(event.model, found))


@each_event
def test_an_event_is_known_by_what_it_holds(event: Event) -> None:
    """One address may take every kind of event."""
    module = event.spec.module("callbacks")

    assert getattr(module, f"parse_{event.callback.name}")(*event.parts) == module.parse(*event.parts)


@each_event
def test_a_lenient_reader_reads_the_same(event: Event) -> None:
    """Where nothing is wrong, reading leniently notes nothing and changes nothing."""
    parse = getattr(event.spec.module("callbacks"), f"parse_{event.callback.name}")
    drift = Drift()

    assert parse(*event.parts) == parse(*event.parts, drift)
    assert [] == drift.notes


@each_event
def test_the_provider_calls_what_we_read(event: Event) -> None:
    """The calling side sends the event, and the receiving side reads it."""
    found = event.spec.decode(event.model, event.value)

    request = getattr(event.spec.module("server"), f"call_{event.callback.name}")(found)

    assert event.callback.method == request.method
    assert found == event.spec.module("callbacks").parse(request.headers, request.query, request.body)
    if event.callback.parameters is not None:
        assert event.value == dict(parse_qsl(request.query, keep_blank_values=True))
    else:
        assert spelled(event.value) == spelled(json.loads(request.body))


@each_event
def test_an_incomplete_event_is_a_decode_error(event: Event) -> None:
    """Without a required member there is no event, and the error says which is missing."""
    parse = getattr(event.spec.module("callbacks"), f"parse_{event.callback.name}")
    for field in event.model.fields:
        if not field.required:
            continue
        incomplete = Event(event.spec, event.callback, drop(event.value, (field.wire,)))

        with pytest.raises(DecodeError) as caught:
            parse(*incomplete.parts)

        assert (f"$.{field.wire}", "missing") == (caught.value.path, caught.value.problem)


@pytest.mark.parametrize("event", params(one for one in EVENTS if one[0].spec.provider.fold_names))
def test_names_are_read_in_any_casing(event: Event) -> None:
    """Where the specification says so, the casing of names means nothing."""
    parse = getattr(event.spec.module("callbacks"), f"parse_{event.callback.name}")
    for change in (str.lower, str.upper, str.swapcase):
        renamed = Event(event.spec, event.callback, {change(name): item for name, item in event.value.items()})

        assert parse(*event.parts) == parse(*renamed.parts)


@each_callback
def test_an_acknowledgement_is_documented(spec: Spec, callback: Callback) -> None:
    """What we answer by default is one of the examples, under a documented status."""
    response: Response = getattr(spec.module("callbacks"), f"acknowledge_{callback.name}")()

    answer = next(one for one in callback.answers if one.status == str(response.status))
    if answer.body is None:
        assert b"" == response.body
    elif model_of(spec, answer.body) is None:
        assert response.body.decode() in [one.value for media, one in answer.body.examples if media == TEXT]
    else:
        documented = [spelled(one.value) for media, one in answer.body.examples if media == JSON]
        assert spelled(json.loads(response.body)) in documented


@each_callback
def test_each_acknowledgement_is_sent_and_read(spec: Spec, callback: Callback) -> None:
    """The documented acknowledgements go out as they stand, and the provider's side reads them."""
    for answer in callback.answers:
        model = model_of(spec, answer.body)
        for media, example in answer.body.examples if answer.body is not None and model is not None else []:
            assert model is not None
            found = spec.decode(model, example.value)

            response = getattr(spec.module("callbacks"), f"acknowledge_{callback.name}")(found)

            assert media == response.media_type
            assert spec.fits(model, example.value)
            assert spelled(example.value) == spelled(json.loads(response.body))
            assert found == getattr(spec.module("server"), f"parse_{callback.name}_answer")(response)
