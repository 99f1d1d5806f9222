"""What must hold of every value that a schema allows, and not of the documented examples alone."""

from __future__ import annotations

from typing import cast

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from codegen._model import Callback, Model, Operation
from codegen._words import snake
from smswire_runtime import Drift, _json
from tests.providers._backends import BACKENDS, use
from tests.providers._instances import ALIKE, BOUNDED, JSON, PLAIN, XML, instances, typed_instances
from tests.providers._specs import Json, Spec, each_callback, each_model, each_operation, spelled
from tests.providers._wires import JSON as JSON_MEDIA
from tests.providers._wires import Told, build, notations, parse, read, shapes, write

WIRES = {JSON_MEDIA: JSON, "text/jsv": PLAIN, "text/xml": XML}
"""What the media types of answers carry."""


def dumps(spec: Spec, model: Model, value: object) -> bytes:
    """A model as JSON text, by its own function where it is the body of a request."""
    own = getattr(spec.codecs, f"dumps_{snake(model.name)}", None)
    return cast("bytes", own(value)) if own is not None else _json.dumps(spec.encode(model, value))


@each_model
def test_every_instance_is_kept(spec: Spec, model: Model) -> None:
    """Decoding and encoding keeps every value, unknown member, null and absence; what comes out is valid."""

    @BOUNDED
    @given(value=instances(spec, model))
    def holds(value: Json) -> None:
        assert spec.fits(model, value)
        drift = Drift()
        decoded = spec.decode(model, value)
        written = spec.encode(model, decoded)

        assert spelled(value) == spelled(written)
        assert spec.fits(model, written)
        assert decoded == spec.decode(model, value, drift)
        assert [] == drift.notes

    holds()


@each_model
def test_both_libraries_write_the_same_bytes(spec: Spec, model: Model) -> None:
    """JSON is the same to the byte with orjson and with the standard library, and both read it alike."""

    @BOUNDED
    @given(value=instances(spec, model, ALIKE))
    def holds(value: Json) -> None:
        bodies: list[bytes] = []
        for backend in BACKENDS:
            with use(backend):
                bodies.append(dumps(spec, model, spec.decode(model, value)))

                assert spelled(value) == spelled(_json.loads(bodies[-1]))
        assert bodies[0] == bodies[1]

    holds()


@each_operation
def test_the_server_reads_every_request(spec: Spec, operation: Operation) -> None:
    """A request holds what was given, in each of its media types and in its query."""

    @BOUNDED
    @given(data=st.data())
    def holds(data: DataObject) -> None:
        for media in notations(operation):
            wire = WIRES.get(media or "", XML if operation.codec == "xmlrpc" else PLAIN)
            drawn = [(model, data.draw(instances(spec, model, wire))) for model in shapes(spec, operation)]
            values = [spec.decode(model, value) for model, value in drawn]

            request = build(spec, operation, values, media)

            assert values == read(spec, operation, request)
            assert request.target.isascii()

    holds()


@each_operation
def test_every_answer_is_read_as_it_was_written(spec: Spec, operation: Operation) -> None:
    """What the server writes, the client reads, in each media type of the answer."""

    @BOUNDED
    @given(data=st.data())
    def holds(data: DataObject) -> None:
        for answer in operation.answers:
            if answer.body is None or answer.body.type is None:
                continue
            for media in answer.body.media:
                if media not in WIRES:
                    continue
                told = Told(spec, operation, answer, media, None, "")
                value = data.draw(typed_instances(spec, answer.body.type, told.pointer, WIRES[media]))
                assert spec.fits_source(answer.body.type, told.pointer, value)

                result = spec.decode_type(operation, answer.body.type, value)

                assert result == parse(spec, operation, write(told, result))
                assert spelled(value) == spelled(spec.encode_type(operation, answer.body.type, result))

    holds()


@each_callback
def test_every_event_is_read_as_it_was_called(spec: Spec, callback: Callback) -> None:
    """What the provider's side calls, the receiving side reads."""
    event = spec.provider.models[callback.event.key]

    @BOUNDED
    @given(value=instances(spec, event, JSON if callback.parameters is None else PLAIN))
    def holds(value: Json) -> None:
        request = getattr(spec.module("server"), f"call_{callback.name}")(spec.decode(event, value))
        found = spec.module("callbacks").parse(request.headers, request.query, request.body)

        assert spelled(value) == spelled(spec.encode(event, found))

    holds()
