"""Numbered keys that become a list, and rows whose positions have names."""

from __future__ import annotations

import pytest

from smswire_runtime import NO_EXTRAS, UNSET, DecodeError, EncodeError
from tests.codegen.conftest import Generator
from tests.codegen.specs import operation, things

ITEM = "{type: object, required: [To], properties: {To: {type: string, maxLength: 5}, Text: {type: string}}}"
NUMBERED = f"""
    Thing:
      type: object
      x-numbered: {{items: recipients, count: Count, max: 3}}
      required: [Count]
      properties:
        Count: {{type: integer}}
        Global: {{type: string}}
      patternProperties:
        '^(?:0|[1-9][0-9]?)$': {{$ref: "#/components/schemas/Item"}}
    Item: {ITEM}
"""
ANSWERED = """
    responses:
      "200":
        description: A thing.
        content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}
"""


def test_numbered_items(generated: Generator) -> None:
    """Numbered keys are one list in Python, and the count is derived from it."""
    acme = generated(things(NUMBERED))
    item = acme.models.Item
    thing = acme.models.Thing(recipients=[item(to="1"), item(to="2", text="x")], global_="g")
    wire = {"Count": 2, "Global": "g", "1": {"To": "1"}, "2": {"To": "2", "Text": "x"}}

    assert wire == acme.codecs.encode_thing(thing)
    assert [item(to="1"), item(to="2", text="x")] == acme.codecs.decode_thing(wire).recipients
    assert {1: item(to="1"), 2: item(to="2", text="x")} == thing.numbered


def test_text_of_numbered_items(generated: Generator) -> None:
    """The text of a request says the same as its value, and nothing may be in it twice."""
    acme = generated(things(NUMBERED))
    item = acme.models.Item

    assert b'{"Count":1,"1":{"To":"1","Text":"\\"x\\"\\n"}}' == acme.codecs.dumps_thing(
        acme.models.Thing(recipients=[item(to="1", text='"x"\n')])
    )
    assert b'{"Count":0}' == acme.codecs.dumps_thing(acme.models.Thing())


def test_wrong_count_is_refused_when_sent(generated: Generator) -> None:
    """A count that somebody gives has to be right."""
    acme = generated(things(NUMBERED))
    item = acme.models.Item(to="1")

    assert 1 == acme.codecs.encode_thing(acme.models.Thing(count=1, recipients=[item]))["Count"]
    for write in (acme.codecs.encode_thing, acme.codecs.dumps_thing):
        with pytest.raises(EncodeError, match=r"^\$\.Count: says 2 where 1 items follow$"):
            write(acme.models.Thing(count=2, recipients=[item]))


def test_too_many_items_are_refused_when_sent(generated: Generator) -> None:
    """More items than the wire can number are refused."""
    acme = generated(things(NUMBERED))
    thing = acme.models.Thing(recipients=[acme.models.Item(to=str(number)) for number in range(4)])

    for write in (acme.codecs.encode_thing, acme.codecs.dumps_thing):
        with pytest.raises(EncodeError, match=r"^\$: more than 3 items \(4\)$"):
            write(thing)


def test_errors_name_the_number(generated: Generator) -> None:
    """An error inside an item says which one."""
    acme = generated(things(NUMBERED))
    item = acme.models.Item
    broken = acme.models.Thing(recipients=[item(to="1"), item(to="too long")])

    for write in (acme.codecs.encode_thing, acme.codecs.dumps_thing):
        with pytest.raises(EncodeError, match=r'^\$\["2"\]\.To: longer than 5'):
            write(broken)
    with pytest.raises(DecodeError, match=r'^\$\["2"\]\.To: missing$'):
        acme.codecs.decode_thing({"Count": 2, "1": {"To": "1"}, "2": {}})
    with pytest.raises(DecodeError, match=r'^\$\["1"\]: expected an object, got null$'):
        acme.codecs.decode_thing({"Count": 2, "1": None})


@pytest.mark.parametrize(
    "wire",
    [
        {"Count": 2, "0": {"To": "a"}, "1": {"To": "b"}},
        {"Count": 2, "1": {"To": "a"}, "3": {"To": "b"}},
        {"Count": 2, "2": {"To": "a"}, "1": {"To": "b"}},
        {"Count": 1, "1": {"To": "a"}, "x1": {"To": "b"}, "100": 5},
        {"Count": 9, "1": {"To": "a"}, "2": {"To": "b"}, "Other": None},
        {"Count": 5, "1": {"To": "a"}, "2": {"To": "b"}, "3": {"To": "c"}, "4": {"To": "d"}, "5": {"To": "e"}},
        {"Count": 0},
    ],
)
def test_answers_survive(generated: Generator, wire: dict[str, object]) -> None:
    """Zero, gaps, disorder, unknown names, a wrong count and too many items come out of an answer as they came in."""
    acme = generated(operation(ANSWERED, NUMBERED))
    thing = acme.codecs.decode_thing(wire)

    assert wire == acme.codecs.encode_thing(thing)
    assert [key for key in wire if key.isdigit() and len(key) < 3] == [str(number) for number in thing.numbered]


def test_unknown_names_beside_numbers(generated: Generator) -> None:
    """What is neither declared nor a number is an additional property."""
    acme = generated(operation(ANSWERED, NUMBERED))

    assert {"x": 1} == acme.codecs.decode_thing({"Count": 1, "1": {"To": "a"}, "x": 1}).additional_properties
    assert NO_EXTRAS is acme.codecs.decode_thing({"Count": 1, "1": {"To": "a"}}).additional_properties


def test_numbers_have_to_match(generated: Generator) -> None:
    """Numbers that are kept from the wire have to be as many as the items."""
    acme = generated(operation(ANSWERED, NUMBERED))
    thing = acme.codecs.decode_thing({"Count": 1, "2": {"To": "a"}})
    thing.recipients.append(acme.models.Item(to="b"))

    with pytest.raises(EncodeError, match=r"^\$: has 1 numbers for 2 items$"):
        acme.codecs.encode_thing(thing)


def test_numbered_without_count(generated: Generator) -> None:
    """The count is optional."""
    acme = generated(
        things(f"""
            Thing:
              type: object
              x-numbered: {{items: rows, max: 2}}
              properties: {{a: {{type: string}}}}
              patternProperties: {{'^[1-9]$': {ITEM}}}
        """)
    )

    assert {"1": {"To": "a"}} == acme.codecs.encode_thing(acme.codecs.decode_thing({"1": {"To": "a"}}))


def test_nested_items(generated: Generator) -> None:
    """Numbered items that hold classes of their own are read and written as well."""
    acme = generated(
        things("""
            Thing:
              type: object
              x-numbered: {items: rows, max: 2}
              patternProperties: {'^[1-9]$': {$ref: "#/components/schemas/Item"}}
            Item: {type: object, properties: {Sub: {type: object, properties: {a: {type: string, maxLength: 1}}}}}
        """)
    )
    wire = {"1": {"Sub": {"a": "x"}}, "2": {}}
    thing = acme.codecs.decode_thing(wire)

    assert wire == acme.codecs.encode_thing(thing)
    assert b'{"1":{"Sub":{"a":"x"}},"2":{}}' == acme.codecs.dumps_thing(thing)
    thing.rows[0].sub.a = "long"
    for write in (acme.codecs.encode_thing, acme.codecs.dumps_thing):
        with pytest.raises(EncodeError, match=r'^\$\["1"\]\.Sub\.a: longer than 1'):
            write(thing)


ROW = """
    Thing:
      type: object
      properties: {rows: {type: array, items: {$ref: "#/components/schemas/Row"}}}
    Row:
      type: array
      description: One row.
      x-row: [dest, ok, id]
      prefixItems:
        - {type: string}
        - {type: [boolean, integer]}
        - {type: string}
      minItems: 2
      maxItems: 3
"""


def test_row(generated: Generator) -> None:
    """An array whose positions have names becomes a class."""
    acme = generated(things(ROW))
    row = acme.models.Row(dest="1", ok=True, id="x")

    assert {"rows": [["1", True, "x"]]} == acme.codecs.encode_thing(acme.models.Thing(rows=[row]))
    assert [row] == acme.codecs.decode_thing({"rows": [["1", True, "x"]]}).rows


def test_optional_last_position(generated: Generator) -> None:
    """Positions behind the smallest length may be absent, but none before one that is present."""
    acme = generated(things(ROW))

    assert UNSET is acme.codecs.decode_row(["1", 9]).id
    assert ["1", 9] == acme.codecs.encode_row(acme.models.Row(dest="1", ok=9))
    with pytest.raises(DecodeError, match=r"^\$\[1\]: missing$"):
        acme.codecs.decode_row(["1"])
    with pytest.raises(DecodeError, match=r"^\$\.rows\[1\]\[1\]: expected a boolean or an integer, got a string$"):
        acme.codecs.decode_thing({"rows": [["1", True, "x"], ["1", "2", "x"]]})
    with pytest.raises(DecodeError, match=r"^\$: expected an array, got an object$"):
        acme.codecs.decode_row({"dest": "1"})


def test_extra_items(generated: Generator) -> None:
    """Items behind the named positions survive a round trip."""
    acme = generated(things(ROW))
    row = acme.codecs.decode_row(["1", True, "x", None, {"a": 1}])

    assert [None, {"a": 1}] == row.additional_items
    assert ["1", True, "x", None, {"a": 1}] == acme.codecs.encode_row(row)
    with pytest.raises(EncodeError, match="missing before a later position"):
        acme.codecs.encode_row(acme.models.Row(dest="1", ok=True, additional_items=[1]))


def test_row_holds_classes(generated: Generator) -> None:
    """A position may hold an object, a constant, a formatted value."""
    acme = generated(
        things("""
            Thing: {type: object, properties: {row: {$ref: "#/components/schemas/Row"}}}
            Row:
              type: array
              x-row: [id, state]
              prefixItems:
                - {type: [string, integer], x-wire-format: {kind: integer}}
                - {oneOf: [{$ref: "#/components/schemas/State"}, {type: boolean, const: false}]}
              minItems: 2
              items: false
            State: {type: object, properties: {code: {type: integer}}}
        """)
    )
    thing = acme.codecs.decode_thing({"row": ["7", {"code": 1}]})

    assert (7, 1) == (thing.row.id_value, thing.row.state.code)
    assert False is acme.codecs.decode_thing({"row": [7, False]}).row.state
    assert {"row": ["7", {"code": 1}]} == acme.codecs.encode_thing(thing)


@pytest.mark.parametrize("numbers", [("1", "1"), ("1", "Count"), ("1", "x"), ("1", "100"), ("1",)])
def test_numbers_that_would_lose_an_item_are_refused(generated: Generator, numbers: tuple[str, ...]) -> None:
    """Numbers that stand twice, are none, or are too few lose a recipient without a word."""
    acme = generated(things(NUMBERED))
    item = acme.models.Item(to="1")

    with pytest.raises(EncodeError, match=r"^\$: has "):
        acme.codecs.encode_thing(acme.models.Thing(recipients=[item, item], numbers=numbers))


def test_numbered_extras_are_refused(generated: Generator) -> None:
    """A recipient among the additional properties would not be counted."""
    acme = generated(things(NUMBERED))
    thing = acme.models.Thing(recipients=[acme.models.Item(to="1")], additional_properties={"2": {}})

    with pytest.raises(EncodeError, match="a numbered item among the additional properties"):
        acme.codecs.encode_thing(thing)


def test_too_small_a_count_is_refused(generated: Generator) -> None:
    """The derived count obeys its own minimum."""
    acme = generated(things(NUMBERED.replace("Count: {type: integer}", "Count: {type: integer, minimum: 1}")))

    with pytest.raises(EncodeError, match=r"^\$\.Count: below 1"):
        acme.codecs.encode_thing(acme.models.Thing())
