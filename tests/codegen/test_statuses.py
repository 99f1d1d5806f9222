"""The status rule: a documented error is never an acceptance, and what may have taken effect is never a refusal."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any, Final

import pytest

from smswire_runtime import Answer, CallError, OutcomeUnknown, Reason, Rejected, Response
from smswire_runtime._policy import Call, judge
from tests.codegen import client_specs as specs
from tests.codegen.conftest import Generator
from tests.codegen.loopback import KINDS, Kind, Loopback, always, client_of
from tests.codegen.specs import document, operation, reference

JSON: Final = ("Content-Type", "application/json")
SCHEMAS: Final = """
    Good: {type: object, required: [a], properties: {a: {type: string}}}
    Bad: {type: object, required: [b], properties: {b: {type: string}}}
    Word: {type: string, enum: [yes, maybe]}
"""
GOOD, BAD = reference("Good"), reference("Bad")


def _answers(**said: str | None) -> str:
    """Responses by their statuses, each with a schema or without a body."""
    rows = ", ".join(f"{status.removeprefix('s')!r}: {_answer(schema)}" for status, schema in said.items())
    return f"responses: {{{rows}}}"


def _answer(schema: str | None) -> str:
    content = f", content: {{application/json: {{schema: {schema}}}}}" if schema else ""
    return f"{{description: A.{content}}}"


def _reply(status: int, body: object = None) -> Response:
    text = b"" if body is None else json.dumps(body).encode()
    return Response(status=status, headers=(JSON,), body=text)


def _judged(acme: Any, status: int, body: object = None, *, lenient: bool = False) -> str:
    """What an answer to ``call`` comes to."""
    return _outcome(judge(acme.client.Calls().call(), _reply(status, body), lenient=lenient))


def _outcome(verdict: Answer[Any] | CallError) -> str:
    names = {"Answer": "accepted", "Rejected": "rejected", "OutcomeUnknown": "unknown"}
    return names[type(verdict).__name__]


# -- by hand ------------------------------------------------------------------

REFUSALS = {"s400": BAD, "s401": None, "s404": None, "s422": GOOD, "s429": BAD}
FAILURES = {"s302": None, "s408": None, "s500": BAD, "s501": GOOD, "s503": None}
DOCUMENTED = operation(_answers(s200=GOOD, s202=None, **REFUSALS, **FAILURES), SCHEMAS)


@pytest.mark.parametrize(
    "status, body, outcome",
    [
        (200, {"a": "x"}, "accepted"),
        (202, None, "accepted"),
        (202, {"b": "x"}, "accepted"),
        (302, None, "unknown"),
        (400, {"b": "x"}, "rejected"),
        (401, None, "rejected"),
        (404, None, "rejected"),
        (404, {"a": "x"}, "rejected"),
        (408, None, "unknown"),
        (422, {"a": "x"}, "rejected"),
        (429, {"b": "x"}, "rejected"),
        (500, {"b": "x"}, "unknown"),
        (501, {"a": "x"}, "unknown"),
        (503, None, "unknown"),
        # not as documented
        (200, "x", "unknown"),
        (200, None, "unknown"),
        (201, {"a": "x"}, "unknown"),
        (204, None, "unknown"),
        (400, {"a": "x"}, "rejected"),
        (400, None, "rejected"),
        (422, {"b": "x"}, "rejected"),
        (500, None, "unknown"),
        (500, {"a": "x"}, "unknown"),
        (409, {"a": "x"}, "rejected"),
        (301, None, "unknown"),
        (502, None, "unknown"),
    ],
)
@pytest.mark.parametrize("lenient", [False, True])
def test_documented_statuses(generated: Generator, status: int, body: object, outcome: str, *, lenient: bool) -> None:
    """A 4xx refuses, with a body or without; a 3xx, a 408 and a 5xx leave it open; only a 2xx accepts."""
    assert outcome == _judged(generated(DOCUMENTED), status, body, lenient=lenient)


def test_leniency_is_for_acceptances(generated: Generator) -> None:
    """What lacks something, after a status that accepts, is kept by a lenient reader and open for a strict one."""
    acme = generated(DOCUMENTED)

    assert "unknown" == _judged(acme, 200, {"b": "x"})
    assert "accepted" == _judged(acme, 200, {"b": "x"}, lenient=True)


def test_the_error_tells(generated: Generator) -> None:
    """Whatever the outcome, the error has the status, the decoded body and the bytes, and the reason that fits."""
    acme = generated(DOCUMENTED)
    call = acme.client.Calls().call()
    reasons = {401: Reason.AUTHENTICATION, 429: Reason.THROTTLED, 400: Reason.REFUSAL, 500: Reason.STATUS}
    for status, reason in reasons.items():
        body = None if status == 401 else {"b": "x"}
        error: object = judge(call, _reply(status, body))

        assert isinstance(error, Rejected | OutcomeUnknown)
        assert (reason, status, "call") == (error.reason, error.status, error.operation)
        assert (None if body is None else acme.models.Bad(b="x")) == error.decoded()
        assert error.response is not None
        assert status == error.response.status


@pytest.mark.parametrize("kind", KINDS)
def test_over_the_wire(generated: Generator, kind: Kind) -> None:
    """Both clients return only acceptances, and raise everything else that is documented."""
    acme = generated(DOCUMENTED)
    errors = {"rejected": Rejected, "unknown": OutcomeUnknown}
    replies = {200: {"a": "x"}, 202: None, 400: {"b": "x"}, 404: None, 422: {"a": "x"}, 500: {"b": "x"}, 503: None}
    with Loopback(always(_reply(200))) as server, client_of(acme.client, kind, base_url=server.url) as call:
        for status, body in replies.items():
            server.answering = always(_reply(status, body))
            if status < 300:
                assert (acme.models.Good(a="x") if body else None) == call("call")
                assert status == call("raw.call").response.status
                continue
            for name in ("call", "raw.call"):
                with pytest.raises(errors[_judged(acme, status, body)]) as error:
                    call(name)
                assert status == error.value.status

    assert 2 * len(replies) == len(server.requests)


# -- default, and ranges ------------------------------------------------------


@pytest.mark.parametrize(
    "said, expected",
    [
        pytest.param(
            {"s200": GOOD, "default": BAD},
            {200: "accepted", 201: "unknown", 302: "unknown", 400: "rejected", 408: "unknown", 500: "unknown"},
            id="a class of errors",
        ),
        pytest.param(
            {"s200": GOOD, "default": GOOD},
            {200: "accepted", 201: "accepted", 302: "unknown", 400: "rejected", 408: "unknown", 500: "unknown"},
            id="the class of the acceptance",
        ),
        pytest.param(
            {"s200": GOOD, "default": None},
            {200: "accepted", 201: "unknown", 204: "unknown", 302: "unknown", 400: "rejected", 500: "unknown"},
            id="no body",
        ),
        pytest.param(
            {"s204": None, "default": None},
            {204: "accepted", 200: "accepted", 302: "unknown", 400: "rejected", 408: "unknown", 500: "unknown"},
            id="no body anywhere",
        ),
        pytest.param(
            {"default": GOOD},
            {200: "accepted", 299: "accepted", 302: "unknown", 400: "rejected", 408: "unknown", 599: "unknown"},
            id="default alone",
        ),
        pytest.param(
            {"s400": BAD, "default": GOOD},
            {200: "accepted", 400: "rejected", 404: "rejected", 500: "unknown"},
            id="default accepts where nothing else does",
        ),
        pytest.param(
            {"s2XX": GOOD, "s3XX": None, "s4XX": GOOD, "s404": BAD, "s5XX": None, "s501": BAD},
            {200: "accepted", 226: "accepted", 301: "unknown", 400: "rejected", 404: "rejected", 408: "unknown",
             429: "rejected", 500: "unknown", 501: "unknown"},
            id="ranges",
        ),
        pytest.param(
            {"s200": GOOD, "s4XX": BAD, "default": None},
            {200: "accepted", 202: "unknown", 302: "unknown", 400: "rejected", 408: "unknown", 500: "unknown"},
            id="a range and default",
        ),
        pytest.param({"s400": BAD}, {400: "rejected", 200: "unknown", 500: "unknown"}, id="nothing but a refusal"),
        pytest.param({"s500": None}, {500: "unknown", 200: "unknown", 400: "rejected"}, id="nothing but a failure"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("lenient", [False, True])
def test_default_and_ranges(
    generated: Generator, said: dict[str, str | None], expected: dict[int, str], *, lenient: bool
) -> None:
    """Exact statuses go before ranges, those before ``default``, and each is judged by the status that came."""
    acme = generated(operation(_answers(**said), SCHEMAS))
    bodies = {GOOD: {"a": "x"}, BAD: {"b": "x"}, None: None}

    for status, outcome in expected.items():
        schemas = [said.get(key, "") for key in (f"s{status}", f"s{status // 100}XX", "default")]
        body = bodies.get(next((schema for schema in schemas if schema != ""), None))
        assert outcome == _judged(acme, status, body, lenient=lenient), status


# -- every pair of schemas ----------------------------------------------------

SHAPES: Final[dict[str, tuple[str | None, Any]]] = {
    "none": (None, None),
    "good": (GOOD, {"a": "x"}),
    "bad": (BAD, {"b": "x"}),
    "rows": (f"{{type: array, items: {GOOD}}}", [{"a": "x"}]),
    "names": ("{type: array, items: {type: string}}", ["x"]),
    "table": ("{type: object, additionalProperties: {type: string}}", {"a": "x"}),
    "text": ("{type: string}", "yes"),
    "word": (reference("Word"), "yes"),
    "count": ("{type: integer}", 1),
    "amount": ("{type: number}", 1),
    "flag": ("{type: boolean}", False),
    "either": (f"{{oneOf: [{GOOD}, {{type: string}}]}}", {"a": "x"}),
    "maybe": ("{oneOf: [{type: integer}, {const: false, x-refusal: true}]}", 1),
    "any": ("{}", False),
}
"""A schema of each kind, and a value that fits it."""

SAID: Final = {"exact": ("302", "400", "408", "500"), "range": ("3XX", "4XX", "5XX"), "rest": ("default",)}
STATUSES: Final = {
    200: "accepted", 302: "unknown", 400: "rejected", 408: "unknown", 500: "unknown", 201: "unknown", 503: "unknown",
    404: "rejected",
}  # fmt: skip


def _pairs() -> Iterator[tuple[str, str, str]]:
    yield from itertools.product(SAID, SHAPES, SHAPES)


def _call(how: str, good: str, bad: str) -> str:
    said = {"s200": SHAPES[good][0], **{f"s{status}": SHAPES[bad][0] for status in SAID[how]}}
    name = f"{how}_{good}_{bad}"
    return f"/{name}: {{get: {{operationId: {name}, x-effect: send, {_answers(**said)}}}}}"


PAIRS: Final = document(paths="\n".join(itertools.starmap(_call, _pairs())), schemas=SCHEMAS)


def _documented(how: str, status: int) -> bool:
    """Whether an operation documents a status."""
    exact = [key for key in SAID[how] if key.isdigit()]
    return status == 200 or str(status) in exact or f"{status // 100}XX" in SAID[how] or "default" in SAID[how]


def _sample(shape: str) -> Any:
    return SHAPES[shape][1]


@pytest.mark.parametrize("lenient", [False, True])
def test_every_pair_of_answers(generated: Generator, *, lenient: bool) -> None:
    """However an acceptance and an error look, and be it the same, the error is none and the acceptance is one."""
    calls = generated(PAIRS).client.Calls()
    wrong: list[tuple[str, int, str]] = []
    for how, good, bad in _pairs():
        call: Call[Any] = getattr(calls, f"{how}_{good}_{bad}")()
        for status, outcome in STATUSES.items():
            verdict = judge(call, _reply(status, _sample(good if status == 200 else bad)), lenient=lenient)
            allowed = {outcome}
            if how == "rest" and status == 201 and good == bad:
                allowed = {"accepted"}  # the rest looks like the acceptance, and its status is that of one
            if status == 200 or _documented(how, status):
                assert not isinstance(verdict, CallError) or verdict.cause == ""
            if _outcome(verdict) not in allowed:
                wrong.append((call.operation.name, status, _outcome(verdict)))

    assert [] == wrong


@pytest.mark.parametrize("value", [None, False, True, 0, 7, 1.5, "", "no", [], [7], {}, {"b": 1}])
def test_errors_that_look_otherwise(generated: Generator, value: object) -> None:
    """A body that does not fit makes no acceptance of a documented error, not even for a lenient reader."""
    calls = generated(PAIRS).client.Calls()
    accepted: list[tuple[str, int]] = []
    refused: list[tuple[str, int]] = []
    for how, good, bad in _pairs():
        call: Call[Any] = getattr(calls, f"{how}_{good}_{bad}")()
        for status in (302, 400, 404, 408, 500, 503):
            outcome = _outcome(judge(call, _reply(status, value), lenient=True))
            if outcome == "accepted":
                accepted.append((call.operation.name, status))
            if outcome == "rejected" and status not in {400, 404}:
                refused.append((call.operation.name, status))

    assert [] == accepted
    assert [] == refused


# -- codes decide -------------------------------------------------------------

RESULT = """
    Result:
      type: object
      required: [code]
      x-accepted: {code: ["00"]}
      properties: {code: {$ref: "#/components/schemas/Code"}}
    Code:
      type: [string, integer]
      x-wire-format: {kind: code, width: 2}
      x-codes:
        - {code: "00", name: ok, description: Fine.}
        - {from: "10", to: "19", name: no, description: No.}
    Status:
      type: object
      x-accepted: {ok: [true]}
      required: [ok]
      properties: {ok: {type: boolean}}
"""


@pytest.mark.parametrize(
    "status, code, outcome",
    [
        (200, "00", "accepted"),
        (200, 0, "accepted"),
        (200, "10", "rejected"),
        (200, "99", "unknown"),
        (202, "00", "accepted"),
        (202, "15", "rejected"),
        (302, "10", "rejected"),
        (302, "99", "unknown"),
        (400, "10", "rejected"),
        (400, "99", "rejected"),
        (400, "00", "accepted"),
        (408, "11", "rejected"),
        (500, "10", "rejected"),
        (500, "99", "unknown"),
        (500, "00", "accepted"),
    ],
)
@pytest.mark.parametrize("lenient", [False, True])
def test_codes_are_believed_before_the_status(
    generated: Generator, status: int, code: object, outcome: str, *, lenient: bool
) -> None:
    """A documented code decides whatever the status; one that nothing explains leaves that to the status."""
    acme = generated(operation(_answers(s200=reference("Result"), default=reference("Result")), RESULT))

    assert outcome == _judged(acme, status, {"code": code}, lenient=lenient)


@pytest.mark.parametrize(
    "status, body, outcome",
    [
        (200, {"ok": True}, "accepted"),
        (200, {"ok": False}, "rejected"),
        (500, {"ok": False}, "rejected"),
        (500, {"ok": "no"}, "unknown"),
        (400, {"ok": "no"}, "rejected"),
        (500, None, "unknown"),
    ],
)
def test_a_flag_is_believed_before_the_status(generated: Generator, status: int, body: object, outcome: str) -> None:
    """The same for a value that needs no table."""
    acme = generated(operation(_answers(s200=reference("Status"), default=reference("Status")), RESULT))

    assert outcome == _judged(acme, status, body)


def test_codes_of_errors_alone(generated: Generator) -> None:
    """A class that no acceptance has is no acceptance, whatever its code; a 5xx stays open then."""
    acme = generated(
        operation(_answers(s200=GOOD, s400=reference("Status"), s500=reference("Status")), SCHEMAS + RESULT)
    )

    for ok in (True, False):
        assert "rejected" == _judged(acme, 400, {"ok": ok})
        assert "unknown" == _judged(acme, 500, {"ok": ok})


def test_codes_of_one_status(generated: Generator) -> None:
    """A status that is documented by itself is judged by its own answer, whatever the range around it has."""
    status = reference("Status")
    acme = generated(operation(_answers(s200=status, s500=status, s5XX=BAD, s404=status, s4XX=BAD), SCHEMAS + RESULT))

    assert "rejected" == _judged(acme, 500, {"ok": False})
    assert "accepted" == _judged(acme, 404, {"ok": True})
    assert "unknown" == _judged(acme, 501, {"b": "x"})
    assert "rejected" == _judged(acme, 400, {"b": "x"})


def test_codes_of_one_alternative(generated: Generator) -> None:
    """An alternative of an answer that has codes refuses by them, wherever it stands."""
    schema = f"{{oneOf: [{{type: string}}, {reference('Status')}]}}"
    acme = generated(operation(_answers(s200=schema, s500=reference("Status")), RESULT))

    assert "accepted" == _judged(acme, 200, "fine")
    assert "accepted" == _judged(acme, 200, {"ok": True})
    assert "rejected" == _judged(acme, 200, {"ok": False})
    assert "rejected" == _judged(acme, 500, {"ok": False})


# -- what an operation says of itself ------------------------------------------


@pytest.mark.parametrize(
    "said, refusing, doubtful",
    [
        ({"s200": GOOD}, [], []),
        ({"s200": GOOD, "s400": BAD, "s404": None}, [400, 404], []),
        ({"s200": GOOD, "s302": None, "s408": BAD, "s503": GOOD}, [], [302, 408, 503]),
        ({"s204": None, "s4XX": None}, [*range(400, 408), *range(409, 500)], [408]),
        ({"s204": None, "s5XX": None, "s501": None, "s3XX": None}, [], [*range(300, 400), *range(500, 600)]),
        (
            {"s200": GOOD, "s404": BAD, "s5XX": BAD, "default": BAD},
            [*range(400, 408), *range(409, 500)],
            [*range(201, 400), 408, *range(500, 600)],
        ),
        (
            {"default": GOOD},
            [*range(400, 408), *range(409, 500)],
            [*range(300, 400), 408, *range(500, 600)],
        ),
        ({"s100": None, "s200": GOOD}, [], []),
    ],
)
def test_statuses_of_an_operation(
    generated: Generator, said: dict[str, str | None], refusing: list[int], doubtful: list[int]
) -> None:
    """An operation knows which documented statuses refuse and which leave the outcome open."""
    call = generated(operation(_answers(**said), SCHEMAS)).operations.CALL

    assert (refusing, doubtful) == (sorted(call.refusing), sorted(call.doubtful))


def test_bodies_that_decide_by_themselves(generated: Generator) -> None:
    """Text with a grammar, XML-RPC and codes decide by what they say, and no status does."""
    coded = operation(_answers(s200=reference("Status"), s4XX=reference("Status"), default=reference("Status")), RESULT)
    for one in (
        generated(specs.TEXT).operations.GET_BALANCE,
        generated(specs.POSITIONAL, "xmlrpc").operations.ACME_SEND,
        generated(coded).operations.CALL,
    ):
        assert (frozenset(), frozenset()) == (one.refusing, one.doubtful)
