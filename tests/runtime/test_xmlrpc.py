"""XML-RPC: what is read, what is refused and where, what is written, and what the standard library makes of it."""

from __future__ import annotations

import base64
import math
import time
import xmlrpc.client
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smswire_runtime._errors import DecodeError, EncodeError
from smswire_runtime._values import Json
from smswire_runtime._xmlrpc import (
    TAGS,
    Base64Text,
    DateTimeText,
    Fault,
    IntText,
    dumps_answer,
    dumps_call,
    dumps_fault,
    encode_document,
    escape,
    loads_answer,
    loads_call,
)
from smswire_runtime._xmlrpc_values import DEPTH

TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff") | st.sampled_from("\t\n")
)
SCALARS: st.SearchStrategy[Json] = (
    TEXTS | st.booleans() | st.integers(-(2**31), 2**31 - 1) | st.floats(allow_nan=False, allow_infinity=False)
)
VALUES: st.SearchStrategy[Json] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4), max_leaves=10
)

SLOWLY = b"<!-- so that the document is spelled out first -->"


def answer(value: str) -> bytes:
    """An answer around what stands inside its one value."""
    return f"<methodResponse><params><param><value>{value}</value></param></params></methodResponse>".encode()


def call(*values: str) -> bytes:
    """A call with parameters as given."""
    params = "".join(f"<param>{value}</param>" for value in values)
    return f"<methodCall><methodName>send_message</methodName><params>{params}</params></methodCall>".encode()


def fault(code: str, text: str) -> str:
    """A fault's value."""
    return (
        f"<value><struct><member><name>faultCode</name><value>{code}</value></member>"
        f"<member><name>faultString</name><value>{text}</value></member></struct></value>"
    )


ROWS = (
    "<array><data><value><array><data><value><string>41791234567</string></value><value><int>1</int></value>"
    "<value>id-1</value></data></array></value></data></array>"
)

ACCEPTED: list[tuple[str, Json]] = [
    ("plain", "plain"),
    ("", ""),
    ("  kept \n", "  kept \n"),
    ("<string> a\tb </string>", " a\tb "),
    ("<string/>", ""),
    (" \n <int>5</int>\n", 5),
    ("<i4>-5</i4>", -5),
    ("<i8>+9223372036854775808</i8>", 2**63),
    ("<boolean>1</boolean>", True),
    ("<boolean>0</boolean>", False),
    ("<double>-1.5</double>", -1.5),
    ("<double>.5e+2</double>", 50.0),
    ("<nil/>", None),
    ("<nil></nil>", None),
    ("<dateTime.iso8601>20300101T00:00:01</dateTime.iso8601>", DateTimeText("20300101T00:00:01")),
    ("<dateTime.iso8601/>", DateTimeText("")),
    ("<base64>w6k=\n</base64>", Base64Text("é")),
    ("<base64>/w==</base64>", b"\xff"),
    ("<array><data/></array>", []),
    ("<array><data> <value>a</value>\n</data></array>", ["a"]),
    ("<struct/>", {}),
    ("<struct><member><name></name><value><int>1</int></value></member></struct>", {"": 1}),
    ("<struct> <member>\n<name> a>b </name> <value/> </member> </struct>", {" a>b ": ""}),
    ("<struct><member><name>&lt;name&gt;&amp;</name><value>1</value></member></struct>", {"<name>&": "1"}),
    ("&lt;/value&gt; &#x41;&quot;&apos;&#13;", "</value> A\"'\r"),
    ("a<![CDATA[<b>&amp;]]>c", "a<b>&amp;c"),
    ("a<!-- no text -->b<?php no text ?>c", "abc"),
    ('<int kind="short">7</int>', 7),
    ("é😀]]&gt;\u2028", "é😀]]>\u2028"),
    ("line\r\nfeed\rs", "line\nfeed\ns"),
    (ROWS, [["41791234567", 1, "id-1"]]),
]


@pytest.mark.parametrize("inside,value", ACCEPTED)
def test_accepted(inside: str, value: Json) -> None:
    """What the specification knows is read, quickly or after being spelled out, with its type."""
    for body in (answer(inside), answer(inside) + SLOWLY):
        found = loads_answer(body)

        assert value == found
        assert type(value) is type(found)


@pytest.mark.parametrize(
    "declaration,encoding",
    [
        ("", "utf-8"),
        ("<?xml version='1.0'?>\n", "utf-8"),
        ('<?xml version="1.0" encoding="UTF-8"?>\n', "utf-8-sig"),
        ('<?xml version="1.0" encoding="utf-8" standalone="yes"?>', "utf-8"),
        ('<?xml version="1.0" encoding="ISO-8859-1"?>', "latin-1"),
        ('<?xml version="1.0" encoding="UTF-16"?>', "utf-16"),
        ('<?xml version="1.0" encoding="UTF-16LE"?>', "utf-16-le"),
    ],
)
def test_encodings(declaration: str, encoding: str) -> None:
    """The encodings that expat reads by itself are read, as declared."""
    body = (declaration + answer("<string>Zürich</string>").decode()).encode(encoding)

    assert "Zürich" == loads_answer(body)


NOWHERE = "an element or text that does not belong here"
MISPLACED = "an element that does not belong here"

REFUSED_VALUES = [
    ("<foo>1</foo>", "$", NOWHERE),
    ("a<int>1</int>", "$", NOWHERE),
    ("<int>1</int>a", "$", NOWHERE),
    ("<int>1</int><int>2</int>", "$", NOWHERE),
    ("<int>1<b/></int>", "$", NOWHERE),
    ("<array/>", "$", NOWHERE),
    ("<array><value>1</value></array>", "$", NOWHERE),
    ("<array><data><value>1</value></data><data/></array>", "$[1]", NOWHERE),
    ("<array><data>text</data></array>", "$[0]", NOWHERE),
    ("<array><data>&lt;/member&gt;</data></array>", "$[0]", NOWHERE),
    ("<array><data><int>1</int></data></array>", "$[0]", NOWHERE),
    ("<array><data><value>1</value><param><value>1</value></param></data></array>", "$[1]", MISPLACED),
    ("<array><data><member><name>a</name><value>1</value></member></data></array>", "$[0]", MISPLACED),
    ("<struct><value>1</value></struct>", "$", "a value that does not belong here"),
    ("<struct><member><name>a</name></member></struct>", "$.a", "expected one value, got 0"),
    ("<struct><member><value>1</value><name>a</name></member></struct>", "$", NOWHERE),
    (
        "<struct><member><name>a</name><value>1</value><value>2</value></member></struct>",
        "$.a",
        "expected one value, got 2",
    ),
    (
        "<struct><member><name>a</name><value>1</value></member><member><name>a</name><value>1</value></member></struct>",
        "$",
        "a member that stands twice",
    ),
    (
        (
            "<struct><member><name>a b</name><value>"
            "<array><data><value/><value><int/></value></data></array></value></member></struct>"
        ),
        '$["a b"][1]',
        "expected the digits of an integer",
    ),
    ("<int></int>", "$", "expected the digits of an integer"),
    ("<int> 1</int>", "$", "expected the digits of an integer"),
    ("<int>1_0</int>", "$", "expected the digits of an integer"),
    ("<int>\u0661</int>", "$", "expected the digits of an integer"),
    (f"<int>{'9' * 5000}</int>", "$", "expected the digits of an integer"),
    ("<int>18446744073709551616</int>", "$", "a number beyond 64 bits"),
    ("<boolean>true</boolean>", "$", "expected 0 or 1 for a boolean"),
    ("<double>nan</double>", "$", "expected a finite decimal number"),
    ("<double>1e999</double>", "$", "expected a finite decimal number"),
    ("<double>1,5</double>", "$", "expected a finite decimal number"),
    ("<base64>w6k</base64>", "$", "expected base64"),
    ("<base64>w*6k=</base64>", "$", "expected base64"),
    ("<base64>é</base64>", "$", "expected base64"),
    ("<nil>x</nil>", "$", "expected nothing inside nil"),
]


@pytest.mark.parametrize("inside,path,problem", REFUSED_VALUES)
def test_refused_values(inside: str, path: str, problem: str) -> None:
    """What the specification does not know is refused, with its place, in calls and in answers alike."""
    for body in (answer(inside), answer(inside) + SLOWLY):
        with pytest.raises(DecodeError) as caught:
            loads_answer(body)

        assert (path, problem) == (caught.value.path, caught.value.problem)

    with pytest.raises(DecodeError) as caught:
        loads_call(call("<value/>", f"<value>{inside}</value>"))

    assert (path.replace("$", "$.params[1]"), problem) == (caught.value.path, caught.value.problem)


REFUSED_DOCUMENTS = [
    (b"", "not XML at line 1, column 1"),
    (b"Internal Server Error", "not XML at line 1, column 1"),
    (b"<html><body>Error</body></html>", NOWHERE),
    (b"<methodResponse><params></methodResponse>", "not XML at line 1, column 27"),
    (answer("a")[:-4], None),
    (answer("a") + b"x", None),
    (answer("\x00"), None),
    (answer("\x0b"), None),
    (answer("&nbsp;"), None),
    (answer("]]>"), None),
    (answer("").replace(b"<value></value>", b"<value>\xff</value>"), None),
    (b'<?xml version="1.0" encoding="ascii"?>' + answer(""), "an encoding that is not read"),
    (b'<?xml version="1.0" encoding="idna"?>' + answer(""), "an encoding that is not read"),
    (b'<?xml version="1.0" encoding="UTF-16"?>' + answer(""), None),
    (b'<?xml version="1.0" encoding="us-ascii"?>' + answer("é"), None),
    (b"<methodResponse/>", "expected an answer with either a result or a fault"),
    (b"<methodResponse><value/></methodResponse>", "a value that does not belong here"),
    (b"<methodResponse>text</methodResponse>", NOWHERE),
    (b"<methodResponse><params/></methodResponse>", "expected one result, got 0"),
    (answer("a").replace(b"</params>", b"<param><value/></param></params>"), "expected one result, got 2"),
    (answer("a").replace(b"</params>", b"</params><params/>"), "expected an answer with either a result or a fault"),
    (b"<methodResponse><params><value>1</value></params></methodResponse>", "a value that does not belong here"),
    (b"<methodResponse><params><param/></params></methodResponse>", "expected one value, got 0"),
    (call("<value/>"), "expected an answer with either a result or a fault"),
    (b"<value>1</value>", None),
    (b"<params/>", MISPLACED),
]


@pytest.mark.parametrize("body,problem", REFUSED_DOCUMENTS)
def test_refused_documents(body: bytes, problem: str | None) -> None:
    """What is no answer is our error."""
    with pytest.raises(DecodeError) as caught:
        loads_answer(body)

    assert problem is None or problem == caught.value.problem


DOCTYPES = [
    '<!DOCTYPE methodResponse [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    '<!DOCTYPE methodResponse [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
    '<!DOCTYPE methodResponse SYSTEM "http://127.0.0.1:9/evil.dtd">',
    "<!DOCTYPE methodResponse>",
]


@pytest.mark.parametrize("doctype", DOCTYPES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_no_document_type(doctype: str, encoding: str) -> None:
    """Every document type is refused before anything of it is used, whatever the encoding."""
    with pytest.raises(DecodeError, match="document type"):
        loads_answer(f"{doctype}{answer('plain').decode()}".encode(encoding))
    with pytest.raises(DecodeError, match="document type"):
        loads_call(f"{doctype}{call('<value>&a;</value>').decode()}".encode(encoding))


def nested(depth: int, *, structs: bool = False) -> str:
    """Arrays, or structs, inside each other."""
    before, after = (
        ("<struct><member><name>a</name><value>", "</value></member></struct>")
        if structs
        else ("<array><data><value>", "</value></data></array>")
    )
    return before * depth + "x" + after * depth


@pytest.mark.parametrize("structs", [False, True])
def test_nesting(structs: bool) -> None:  # noqa: FBT001, a parameter of the test
    """Nesting is read and written up to the limit and refused beyond."""
    value: Any = loads_answer(answer(nested(DEPTH, structs=structs)))

    assert value == loads_answer(dumps_answer(value))
    for inside in (nested(DEPTH + 1, structs=structs), nested(20_000, structs=structs)):
        with pytest.raises(DecodeError, match=f"nested deeper than {DEPTH} levels"):
            loads_answer(answer(inside))
    with pytest.raises(EncodeError, match=f"nested deeper than {DEPTH} levels"):
        dumps_answer([value])


def test_tags_are_counted() -> None:
    """Too many tags are refused before they are taken apart."""
    with pytest.raises(DecodeError, match=f"more than {TAGS} tags"):
        loads_answer(answer("<array><data>" + "<value/>" * TAGS + "</data></array>"))


@pytest.mark.parametrize("part", ["<", "&amp;", " ", "<a>", "<value>", "<value><int>", "]]>", "<member><name>", "<!--"])
def test_hostile_repetition(part: str) -> None:
    """Repetition of anything costs linear time."""
    started = time.process_time()
    for body in (answer(part * 20_000), answer(f"<array><data>{part * 20_000}</data></array>")):
        try:
            loads_answer(body)
        except DecodeError:
            continue

    assert time.process_time() - started < 5


def test_calls() -> None:
    """A call gives its method and its parameters; none may stand either way."""
    assert ("send_message", ["a", 5]) == loads_call(call("<value>a</value>", "<value><int>5</int></value>"))
    assert ("a.b:c/d_1", []) == loads_call(b"<methodCall><methodName>a.b:c/d_1</methodName></methodCall>")
    assert ("auth", []) == loads_call(b"<methodCall>\n <methodName>auth</methodName>\n<params/> </methodCall>")


@pytest.mark.parametrize(
    "body",
    [
        b"<methodCall/>",
        b"<methodCall><params/></methodCall>",
        b"<methodCall><methodName></methodName></methodCall>",
        b"<methodCall><methodName>a b</methodName></methodCall>",
        b"<methodCall><methodName>a</methodName><methodName>b</methodName></methodCall>",
        b"<methodCall><params/><methodName>a</methodName></methodCall>",
        b"<methodCall><methodName>a</methodName><params/><params/></methodCall>",
        b"<methodCall><methodName>a</methodName><fault><value/></fault></methodCall>",
        b"<methodResponse><methodName>a</methodName></methodResponse>",
        answer("a"),
    ],
)
def test_refused_calls(body: bytes) -> None:
    """A call has one method, before at most one list of parameters."""
    with pytest.raises(DecodeError):
        loads_call(body)


def test_integers_in_their_spelling() -> None:
    """Whoever types digits as integers loses none of them, and gets back what was typed."""
    body = call("<value><int>0792223344</int></value>", "<value><i4>+41</i4></value>", "<value>1</value>")
    method, values = loads_call(body, lexical=True)

    assert [IntText("0792223344"), IntText("+41"), "1"] == values
    assert [IntText, IntText, str] == [type(value) for value in values]
    assert (792223344, "0792223344", str) == (values[0].number, values[0].plain, type(values[0].plain))
    assert (method, values) == loads_call(dumps_call(method, values), lexical=True)
    assert ("send_message", [792223344, 41, "1"]) == loads_call(body)
    with pytest.raises(DecodeError, match="digits"):
        loads_call(call("<value><int>x</int></value>"), lexical=True)
    with pytest.raises(EncodeError, match="digits"):
        dumps_answer(IntText("x"))


def test_faults() -> None:
    """A fault is read as one, whatever stands beside its two members."""
    body = dumps_fault(4, "Too many <parameters>")

    assert Fault(4, "Too many <parameters>") == loads_answer(body)
    assert Fault(4, "é") == loads_answer(xmlrpc.client.dumps(xmlrpc.client.Fault(4, "é")).encode())
    with pytest.raises(xmlrpc.client.Fault, match="Too many <parameters>"):
        xmlrpc.client.loads(body)


@pytest.mark.parametrize(
    "inside",
    [
        "",
        "<value>1</value>",
        "<value><struct/></value>",
        fault("<boolean>1</boolean>", "text"),
        fault("1", "text"),
        fault("<int>1</int>", "<int>1</int>"),
    ],
)
def test_refused_faults(inside: str) -> None:
    """A fault without an integer code and a text is refused where it stands."""
    with pytest.raises(DecodeError) as caught:
        loads_answer(f"<methodResponse><fault>{inside}</fault></methodResponse>".encode())

    assert "$.fault" == caught.value.path


@given(VALUES)
def test_standard_library_reads_what_we_write(value: Json) -> None:
    """Calls and answers mean to the standard library what they mean to us."""
    assert ((value,), None) == xmlrpc.client.loads(dumps_answer(value))
    assert ((value, "x"), "send_message") == xmlrpc.client.loads(dumps_call("send_message", [value, "x"]))


@given(VALUES)
def test_we_read_what_the_standard_library_writes(value: Json) -> None:
    """Calls and answers of the standard library mean to us what they mean to it."""
    body = xmlrpc.client.dumps((value,), methodresponse=True).encode()

    assert value == loads_answer(body) == loads_answer(body + SLOWLY)
    assert ("auth", [value]) == loads_call(xmlrpc.client.dumps((value,), "auth").encode())


@given(VALUES)
def test_round_trip(value: Json) -> None:
    """What is written is read as it was, in every type, and written again as the same bytes."""
    body = dumps_answer(value)

    assert repr(value) == repr(loads_answer(body)) == repr(loads_answer(body + SLOWLY))
    assert body == dumps_answer(loads_answer(body))


@pytest.mark.parametrize(
    "value,inside",
    [
        (Base64Text("é"), "<base64>w6k=</base64>"),
        (b"\xff", "<base64>/w==</base64>"),
        (DateTimeText("20300101T00:00:01"), "<dateTime.iso8601>20300101T00:00:01</dateTime.iso8601>"),
        (True, "<boolean>1</boolean>"),
        (-1, "<int>-1</int>"),
        (1e-7, "<double>0.0000001</double>"),
        (1e22, "<double>10000000000000000000000</double>"),
        ((), "<array><data></data></array>"),
        ("a&b<c>", "<string>a&amp;b&lt;c&gt;</string>"),
    ],
)
def test_written_types(value: Json, inside: str) -> None:
    """Each type has its element; a double has no exponent, since the specification knows none."""
    body = dumps_answer(value)

    assert inside in body.decode()
    assert value == (loads_answer(body) or ())


def test_texts_that_travel_as_something_else() -> None:
    """Dates and base64 of the standard library come as text that says what it was."""
    sent = (xmlrpc.client.DateTime("20300101T00:00:01"), xmlrpc.client.Binary("é\r\0".encode()))
    values: Any = loads_answer(xmlrpc.client.dumps((list(sent),), methodresponse=True).encode())

    assert ["20300101T00:00:01", "é\r\0"] == [value.plain for value in values]
    assert ((list(sent),), None) == xmlrpc.client.loads(dumps_answer(values))
    assert base64.b64encode(sent[1].data) in dumps_answer(values)


UNWRITABLE = [
    (None, "$", "got null"),
    (math.nan, "$", "got float"),
    ([math.inf], "$[0]", "got float"),
    ([1, object()], "$[1]", "got object"),
    ({"a": [2**31]}, "$.a[0]", "beyond 32 bits"),
    (-(2**31) - 1, "$", "beyond 32 bits"),
    ({1: 2}, "$", "strings as names, got int"),
    ({"a b": [{"c": None}]}, '$["a b"][0].c', "got null"),
    (["ok", "a\rb"], "$[1]", "carry"),
    ([DateTimeText("\x1f")], "$[0]", "carry"),
    ({"a": {"b": "\x00"}}, "$.a.b", "carry"),
    ({"a\x0b": 1}, '$["a\\u000b"]', "carry"),
    (["\ud800"], "$[0]", "carry"),
    (["\ufffe"], "$[0]", "carry"),
    (["\uffff"], "$[0]", "carry"),
    ([Base64Text("\ud800")], "$[0]", "surrogate"),
]


@pytest.mark.parametrize("value,path,problem", UNWRITABLE)
def test_unwritable(value: object, path: str, problem: str) -> None:
    """What XML-RPC cannot say is refused with its path, in calls and in answers alike."""
    with pytest.raises(EncodeError, match=problem) as caught:
        dumps_answer(value)
    with pytest.raises(EncodeError, match=problem) as called:
        dumps_call("auth", ["x", value])

    assert path == caught.value.path
    assert path.replace("$", "$.params[1]") == called.value.path


def test_unwritable_calls_and_faults() -> None:
    """A method is a name, and a fault's text is text."""
    for method in ("", "a b", "<a>", "é"):
        with pytest.raises(EncodeError, match="method"):
            dumps_call(method, [])
    with pytest.raises(EncodeError) as caught:
        dumps_fault(1, "a\rb")

    assert "$.fault.faultString" == caught.value.path


@given(st.text())
def test_escape(text: str) -> None:
    """Escaped text is read as it was; what needs no escape is not even copied."""
    escaped = escape(text)

    assert not {"<", ">"} & set(escaped)
    assert text == escaped.replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&")
    assert escaped is text or {"<", ">", "&"} & set(text)


@pytest.mark.parametrize(
    "code", [*range(0x300), 0x2028, 0xD7FF, 0xD800, 0xDFFF, 0xE000, 0xFFFD, 0xFFFE, 0xFFFF, 0x10FFFF]
)
def test_documents_are_checked(code: int) -> None:
    """Exactly what a reader of XML would refuse or change is refused."""
    text = f"a{chr(code)}b"
    body = encode_document(f"<a>{escape(text)}</a>")
    carried = code in {9, 10} or (code >= 32 and not 0xD800 <= code <= 0xDFFF and code not in {0xFFFE, 0xFFFF})

    assert carried == (body is not None)
    assert not carried or text == loads_answer(dumps_answer(text))
