"""Control characters are refused before anything is written, in every string that is sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from itertools import product

import pytest

from codegen._model import Callback, ModelRef, Operation, Scalar, Type
from codegen._regex import to_python
from smswire_runtime import EncodeError
from tests.providers._backends import BACKENDS, Backend, use
from tests.providers._instances import sample
from tests.providers._places import Place, options, places, put
from tests.providers._specs import Spec, each_callback, each_operation, each_spec
from tests.providers._wires import build, decoded, model_of, notations, samples, shapes

REFUSED = ("\x00", "\x07", "\x1b", "\r", "\x7f")
"""NUL, bell, escape, carriage return, delete: refused wherever a string is sent."""

each_backend = pytest.mark.parametrize("backend", BACKENDS)


def strings(spec: Spec, operation: Operation) -> list[tuple[int, Place]]:
    """The places of strings in what ``build_x`` takes, with the argument in which each stands."""
    found = enumerate(zip(shapes(spec, operation), samples(spec, operation), strict=True))
    return [
        (index, place)
        for index, (model, value) in found
        for place in places(spec, ModelRef(model.key), value)
        if takes_text(place.type)
    ]


def takes_text(said: Type) -> bool:
    """Whether a value of this type may be a string."""
    return any(getattr(option, "kind", None) == "string" for option in options(said))


def takes_lines(said: Type) -> bool:
    """Whether the specification lets a string of this type have several lines, as message texts have."""
    patterns = [option.pattern for option in options(said) if isinstance(option, Scalar) and option.pattern]
    return any(re.search(to_python(pattern), "two\nlines", re.ASCII) for pattern in patterns)


def refused_at(act: Callable[[], object]) -> str:
    """The path of the error that an act ends with; nothing when it succeeds."""
    try:
        act()
    except EncodeError as error:
        return error.path
    return ""


def accepted(spec: Spec, operation: Operation, texts: list[str], wanted: list[tuple[int, Place]]) -> list[str]:
    """The places that take one of the texts, or whose error names another place."""
    found: list[str] = []
    for (index, place), media, text in product(wanted, notations(operation), texts):
        values = samples(spec, operation)
        values[index] = put(values[index], place.steps, text)
        where = refused_at(partial(build, spec, operation, decoded(spec, operation, values), media))
        if where != place.path:
            found.append(f"{place.path} takes {text!r} as {media}" if not where else f"{place.path} is called {where}")
    return found


@each_backend
@each_operation
def test_a_control_character_is_refused(spec: Spec, operation: Operation, backend: Backend) -> None:
    """Wherever it stands in the text, the error of every media type and library names its path."""
    texts = [text for one in REFUSED for text in (one, f"a{one}b", f"Sample{one}")]

    with use(backend):
        assert [] == accepted(spec, operation, texts, strings(spec, operation))


@each_backend
@each_operation
def test_a_line_feed_is_for_message_texts(spec: Spec, operation: Operation, backend: Backend) -> None:
    """Where the specification does not allow several lines, a line feed is refused; elsewhere it is written."""
    found = strings(spec, operation)
    texts = ["two\nlines", "ends with one\n"]
    lines = [(index, place) for index, place in found if takes_lines(place.type)]

    with use(backend):
        assert [] == accepted(spec, operation, texts, [one for one in found if one not in lines])
        taken = len(lines) * len(texts) * len(notations(operation))
        assert taken == len(accepted(spec, operation, texts, lines))


@each_spec
def test_a_message_may_have_several_lines(spec: Spec) -> None:
    """Every provider sends texts of several lines, and names or numbers of one line only."""
    found = [place for one in spec.provider.operations if one.effect == "send" for _, place in strings(spec, one)]

    assert any(takes_lines(place.type) for place in found)
    assert not all(takes_lines(place.type) for place in found)


@each_callback
def test_an_acknowledgement_refuses_control_characters(spec: Spec, callback: Callback) -> None:
    """What we answer is sent, too."""
    found: list[str] = []
    for model in filter(None, (model_of(spec, answer.body) for answer in callback.answers)):
        for place in places(spec, ModelRef(model.key), sample(spec, model)):
            for one in REFUSED if takes_text(place.type) else ():
                value = spec.decode(model, put(sample(spec, model), place.steps, f"a{one}b"))
                send = partial(getattr(spec.module("callbacks"), f"acknowledge_{callback.name}"), value)
                found += [f"{place.path} takes {one!r}"] if place.path != refused_at(send) else []

    assert [] == found
