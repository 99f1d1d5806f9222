"""What the providers call: the documented events, as they travel."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from codegen._model import Callback, Example, Model
from smswire_runtime import Headers
from tests.providers._specs import CALLBACKS, Json, Spec
from tests.providers._wires import JSON

LABELLED: Headers = (("content-type", "application/json; charset=utf-8"),)


@dataclass(frozen=True)
class Event:
    """One documented call of a provider."""

    spec: Spec
    callback: Callback
    value: Json

    @property
    def model(self) -> Model:
        """The class of the event."""
        return self.spec.provider.models[self.callback.event.key]

    @property
    def parts(self) -> tuple[Headers, str, bytes]:
        """Headers, query and body as they travel."""
        if self.callback.parameters is not None:
            return (), urlencode(self.value), b""
        return LABELLED, "", json.dumps(self.value).encode()


def _events() -> Iterator[tuple[Event, str]]:
    for spec, callback in CALLBACKS:
        for example in [*callback.parameter_examples, *_examples(callback)]:
            yield Event(spec, callback, example.value), f"{spec.key}-{callback.name}-{example.name}"


def _examples(callback: Callback) -> list[Example]:
    return [example for media, example in callback.body.examples if media == JSON] if callback.body else []


EVENTS = list(_events())
