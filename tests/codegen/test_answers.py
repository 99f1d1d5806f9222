"""Answers: which documented one came, whether it refuses, and in which encoding."""

from __future__ import annotations

import json

import pytest

from smswire_runtime import DecodeError, Drift, Response
from tests.codegen.conftest import Generator
from tests.codegen.specs import operation

JSON = (("Content-Type", "application/json"),)
SCHEMAS = """
    Good: {type: object, required: [a], properties: {a: {type: integer}}}
    Bad: {type: object, required: [error], properties: {error: {type: string}}}
"""
GOOD = 'content: {application/json: {schema: {$ref: "#/components/schemas/Good"}}}'
BAD = 'content: {application/json: {schema: {$ref: "#/components/schemas/Bad"}}}'
SEVERAL = f"""
    responses:
      "200": {{description: A., {GOOD}}}
      "204": {{description: Nothing.}}
      "400": {{description: Bad., {BAD}}}
      "4XX": {{description: Bad., {BAD}}}
      "503": {{description: Busy.}}
"""


def _answer(body: object, status: int = 200) -> Response:
    return Response(status=status, headers=JSON, body=json.dumps(body).encode())


def test_several_answers(generated: Generator) -> None:
    """Each documented status leads to its own class."""
    acme = generated(operation(SEVERAL, SCHEMAS))
    parse, good, bad = acme.operations.parse_call, acme.models.Good(a=1), acme.models.Bad(error="x")

    assert good == parse(_answer({"a": 1}))
    assert None is parse(Response(status=204))
    assert bad == parse(_answer({"error": "x"}, 400))
    assert bad == parse(_answer({"error": "x"}, 422))
    assert None is parse(Response(status=503))
    for answer, status in ((good, 200), (bad, 400), (None, 204)):
        assert answer == parse(acme.server.write_call(answer, status))


def test_undocumented_status(generated: Generator) -> None:
    """A status that the document does not name is an error and not a guess."""
    acme = generated(operation(SEVERAL, SCHEMAS))

    for status in (201, 302, 500):
        with pytest.raises(DecodeError, match=rf"^\$: an undocumented answer: HTTP {status}, application/json$"):
            acme.operations.parse_call(_answer({"a": 1}, status))


def test_documented_refusals(generated: Generator) -> None:
    """An answer of a 4xx refuses; a good one and an empty one do not."""
    acme = generated(operation(SEVERAL, SCHEMAS))
    refused = acme.operations.refused_call

    assert refused(acme.models.Bad(error="x"))
    assert not refused(acme.models.Good(a=1))
    assert not refused(None)


def test_default_answer(generated: Generator) -> None:
    """``default`` stands for every status that no other answer names, wherever it stands."""
    acme = generated(
        operation(f'responses: {{default: {{description: Bad., {BAD}}}, "200": {{description: A., {GOOD}}}}}', SCHEMAS)
    )

    assert acme.models.Good(a=1) == acme.operations.parse_call(_answer({"a": 1}))
    for status in (400, 500, 302, 201):
        assert acme.models.Bad(error="x") == acme.operations.parse_call(_answer({"error": "x"}, status))


def test_default_answer_of_the_same_class(generated: Generator) -> None:
    """``default`` with the class of an earlier answer leaves the answers between them alone."""
    acme = generated(
        operation(
            f'responses: {{"200": {{description: A., {GOOD}}}, "400": {{description: B., {BAD}}}, '
            f"default: {{description: A., {GOOD}}}}}",
            SCHEMAS,
        )
    )

    assert acme.models.Bad(error="x") == acme.operations.parse_call(_answer({"error": "x"}, 400))
    assert acme.models.Good(a=1) == acme.operations.parse_call(_answer({"a": 1}, 404))


def test_range_of_statuses(generated: Generator) -> None:
    """``2XX`` stands for all of its hundred, after the exact ones."""
    acme = generated(
        operation(
            f'responses: {{"2XX": {{description: A., {GOOD}}}, "200": {{description: A., {GOOD}}}, '
            f'"202": {{description: B., {BAD}}}}}',
            SCHEMAS,
        )
    )

    assert acme.models.Bad(error="x") == acme.operations.parse_call(_answer({"error": "x"}, 202))
    for status in (200, 201, 299):
        assert acme.models.Good(a=1) == acme.operations.parse_call(_answer({"a": 1}, status))


def test_accepted_values(generated: Generator) -> None:
    """An answer without the accepting values is a documented refusal."""
    acme = generated(
        operation(
            f'responses: {{"200": {{description: A., {GOOD}}}}}',
            """
            Good:
              type: object
              required: [Result]
              x-accepted: {Result: ["0000", "0001"], Done: [true]}
              properties:
                Result: {type: [string, integer], x-wire-format: {kind: code, width: 4}}
                Done: {type: boolean}
            """,
        )
    )
    refused, good = acme.operations.refused_call, acme.models.Good

    assert not refused(good(result="0000", done=True))
    assert not refused(good(result=1, done=True))
    assert refused(good(result="2001", done=True))
    assert refused(good(result="0000", done=False))
    assert refused(good(result="0000"))


def test_value_or_false(generated: Generator) -> None:
    """A value or false: false is the refusal, and zero is a value."""
    acme = generated(
        operation("""
            responses:
              "200":
                description: A.
                content:
                  application/json:
                    schema: {oneOf: [{type: integer}, {type: boolean, const: false, x-refusal: true}]}
        """)
    )
    parse, refused = acme.operations.parse_call, acme.operations.refused_call

    assert 0 == parse(_answer(0))
    assert not refused(0)
    assert False is parse(_answer(body=False))
    assert refused(answer=False)
    assert b"false" == acme.server.write_call(answer=False).body
    with pytest.raises(DecodeError, match=r"^\$: expected an integer or false, got a string"):
        parse(_answer("x"))
    with pytest.raises(DecodeError, match=r"^\$: expected an integer or false, got a boolean"):
        parse(_answer(body=True))


def test_refusing_constant(generated: Generator) -> None:
    """A text can be the refusal as well."""
    acme = generated(
        operation("""
            responses:
              "200":
                description: A.
                content:
                  application/json:
                    schema: {oneOf: [{type: integer}, {const: NO, x-refusal: true}]}
        """)
    )

    assert acme.operations.refused_call(_word("NO"))
    assert not acme.operations.refused_call("YES")


def _word(text: str) -> str:
    """The same text in another object."""
    return "".join(list(text))


def test_refusing_class(generated: Generator) -> None:
    """An alternative that is a class can be the refusal as well."""
    acme = generated(
        operation(
            """
            responses:
              "200":
                description: A.
                content:
                  application/json:
                    schema: {oneOf: [{type: string}, {$ref: "#/components/schemas/Bad"}]}
            """,
            "Bad: {type: object, x-refusal: true, properties: {error: {type: string}}}",
        )
    )

    assert not acme.operations.refused_call("x")
    assert acme.operations.refused_call(acme.models.Bad(error="x"))


@pytest.mark.parametrize(
    "schema, value",
    [
        ("{type: string}", "x"),
        ("{type: array, items: {type: integer}}", [1, 2]),
        ("{type: object, additionalProperties: {type: integer}}", {"a": 1}),
        ("{}", {"a": [None]}),
        ("{type: [string, 'null']}", None),
        ("{type: string, enum: [a, b]}", "b"),
    ],
)
def test_answer_without_a_class(generated: Generator, schema: str, value: object) -> None:
    """An answer that is no object is read and written as what it is."""
    acme = generated(
        operation(f'responses: {{"200": {{description: A., content: {{application/json: {{schema: {schema}}}}}}}}}')
    )

    assert value == acme.operations.parse_call(_answer(value))
    assert value == json.loads(acme.server.write_call(value).body)


def test_several_answers_without_a_class(generated: Generator) -> None:
    """Each answer that is no object is read by its own schema, and one of a 4xx refuses."""
    acme = generated(
        operation("""
            responses:
              "200": {description: A., content: {application/json: {schema: {type: array, items: {type: integer}}}}}
              "202": {description: B., content: {application/json: {schema: {type: [integer, boolean]}}}}
              "400": {description: C., content: {application/json: {schema: {type: string}}}}
        """)
    )
    for value, status in (([1], 200), (5, 202), (True, 202), ("no", 400)):
        answer = acme.operations.parse_call(_answer(value, status))

        assert value == answer
        assert value == acme.operations.parse_call(acme.server.write_call(answer, status))
        assert (status == 400) is acme.operations.refused_call(answer)
    with pytest.raises(DecodeError, match=r"^\$: expected a string, got an array"):
        acme.operations.parse_call(_answer([1], 400))


def test_result_beside_a_class_of_its_name(generated: Generator) -> None:
    """The functions of a result do not get into the way of a class that is called like them."""
    acme = generated(
        operation(
            """
            responses:
              "200":
                description: A.
                content:
                  application/json:
                    schema: {type: array, items: {$ref: "#/components/schemas/CallResult"}}
            """,
            "CallResult: {type: object, required: [result], properties: {result: {type: string}}}",
        )
    )

    assert [acme.models.CallResult(result="x")] == acme.operations.parse_call(_answer([{"result": "x"}]))
    with pytest.raises(DecodeError, match=r"^\$\[0\]\.result: expected a string, got an integer"):
        acme.operations.parse_call(_answer([{"result": 1}]))


def test_rows_as_answer(generated: Generator) -> None:
    """A list of objects is read straight, and errors name the row."""
    acme = generated(
        operation(
            """
            responses:
              "200":
                description: A.
                content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Good"}}}}
            """,
            SCHEMAS,
        )
    )
    parse = acme.operations.parse_call

    assert [acme.models.Good(a=1), acme.models.Good(a=2)] == parse(_answer([{"a": 1}, {"a": 2}]))
    with pytest.raises(DecodeError, match=r"^\$\[1\]\.a: missing"):
        parse(_answer([{"a": 1}, {}]))


def test_lenient_reading(generated: Generator) -> None:
    """With a drift, what does not fit is kept and noted instead of refused."""
    acme = generated(operation(SEVERAL, SCHEMAS))
    drift = Drift()

    assert "x" == acme.operations.parse_call(_answer({"a": "x"}), drift).a
    assert [("$.a", "expected an integer, got a string")] == drift.notes


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"a": NaN}', b"[" * 100_000, b'{"a": 1' + b"0" * 5000 + b"}"])
def test_unreadable_answer(generated: Generator, body: bytes) -> None:
    """Whatever a server sends, only our error comes out."""
    acme = generated(operation(SEVERAL, SCHEMAS))

    with pytest.raises(DecodeError):
        acme.operations.parse_call(Response(status=200, headers=JSON, body=body))


ENCODINGS = """
    requestBody:
      required: true
      content:
        application/json: {schema: {$ref: "#/components/schemas/Thing"}}
        text/jsv: {schema: {$ref: "#/components/schemas/Thing"}}
        application/x-www-form-urlencoded:
          schema: {$ref: "#/components/schemas/Thing"}
          encoding: {Sub: {contentType: text/jsv}}
    responses:
      "200":
        description: A.
        content:
          application/json: {schema: {$ref: "#/components/schemas/Thing"}}
          text/jsv: {schema: {$ref: "#/components/schemas/Thing"}}
"""
THING = """
    Thing:
      type: object
      properties:
        Name: {type: string}
        Sub: {type: object, properties: {n: {type: integer}, ok: {type: boolean}}}
"""


@pytest.mark.parametrize(
    "form, media, body",
    [
        ("json", "application/json", b'{"Name":"a b","Sub":{"n":1,"ok":true}}'),
        ("jsv", "text/jsv", b'{Name:"a b",Sub:{n:1,ok:True}}'),
        ("form", "application/x-www-form-urlencoded", None),
    ],
)
def test_encodings(generated: Generator, form: str, media: str, body: bytes | None) -> None:
    """The same object travels in each encoding, and its server reads all of them."""
    acme = generated(operation(ENCODINGS, THING))
    thing = acme.models.Thing(name="a b", sub=acme.models.ThingSub(n=1, ok=True))
    request = acme.operations.build_call(thing, format=form)

    assert media == request.header("content-type")
    assert body in {None, request.body}
    assert thing == acme.server.read_call(request)
    assert {"jsv": "text/jsv"}.get(form, "application/json") == request.header("accept")


def test_recursive_class_in_jsv(generated: Generator) -> None:
    """Texts without types are read by the class at every depth."""
    acme = generated(
        operation(
            ENCODINGS,
            """
            Thing:
              type: object
              properties:
                n: {type: integer}
                next: {$ref: "#/components/schemas/Thing"}
                other: {$ref: "#/components/schemas/Other"}
            Other: {type: object, properties: {many: {type: array, items: {$ref: "#/components/schemas/Thing"}}}}
            """,
        )
    )
    thing, other = acme.models.Thing, acme.models.Other
    value = thing(n=1, next=thing(n=2, next=thing(n=3)), other=other(many=[thing(n=4, other=other(many=[thing(n=5)]))]))

    assert value == acme.server.read_call(acme.operations.build_call(value, format="jsv"))


@pytest.mark.parametrize("media", ["application/json", "text/jsv"])
def test_encodings_of_answers(generated: Generator, media: str) -> None:
    """An answer says in which encoding it is."""
    acme = generated(operation(ENCODINGS, THING))
    thing = acme.models.Thing(name="x", sub=acme.models.ThingSub(n=1))
    response = acme.server.write_call(thing, media=media)

    assert media == response.media_type
    assert thing == acme.operations.parse_call(response)


def test_default_encoding(generated: Generator) -> None:
    """JSON is the encoding unless another is asked for, wherever it stands in the document."""
    acme = generated(operation(ENCODINGS, THING))

    assert "application/json" == acme.operations.build_call(acme.models.Thing()).header("content-type")
