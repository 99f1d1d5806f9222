"""XML-RPC: what it reads, what it refuses and where, what it writes; the standard library is the second opinion."""

from __future__ import annotations

import base64
import pickle
import random
import time
import xmlrpc.client
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smswire_runtime import _xmlrpc_reading as reading
from smswire_runtime._errors import DecodeError, EncodeError
from smswire_runtime._values import Json
from smswire_runtime._xmlrpc import (
    Base64Text,
    DateTimeText,
    Fault,
    IntText,
    dumps_answer,
    dumps_call,
    dumps_fault,
    loads_answer,
    loads_call,
)
from smswire_runtime._xmlrpc_values import DEPTH

FUZZ_SECONDS = 5.0
"""For all fuzzed documents together: a reader that some input slows down would need far longer."""


class Colour(StrEnum):
    """A string that is more than a string."""

    RED = "red"


EXAMPLES = settings(max_examples=100, deadline=None)

TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\r\ufffe\uffff", min_codepoint=0x20) | st.just("\n")
)
SCALARS: st.SearchStrategy[Json] = (
    TEXT
    | st.booleans()
    | st.integers(-(2**31), 2**31 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.binary().map(lambda octets: b"\xff" + octets)
)
VALUES: st.SearchStrategy[Json] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXT, inner, max_size=5), max_leaves=20
)
TABLES: st.SearchStrategy[Json] = st.lists(
    st.sampled_from([TEXT, st.integers(0, 2), st.booleans(), SCALARS]), min_size=1, max_size=4
).flatmap(lambda columns: st.lists(st.tuples(*columns).map(list), max_size=5))


def answer(value: str, header: str = "<?xml version='1.0'?>") -> bytes:
    """An answer's document around the inside of its one value."""
    return f"{header}<methodResponse><params><param><value>{value}</value></param></params></methodResponse>".encode()


def array(*values: str) -> str:
    """An array's element around the insides of its values."""
    return f"<array><data>{''.join(f'<value>{value}</value>' for value in values)}</data></array>"


def member(name: str, inside: str) -> str:
    """A member's element around whatever follows its name."""
    return f"<member><name>{name}</name>{inside}</member>"


def struct(**members: str) -> str:
    """A struct's element around the insides of its members."""
    inside = "".join(member(name, f"<value>{value}</value>") for name, value in members.items())
    return f"<struct>{inside}</struct>"


STRAY = "an element or text that may not stand here"
SAMPLE = answer(array(array("<string>4179&amp;</string>", "<int>1</int>", "é"), struct(code="<i4>2</i4>", text="x")))
SAMPLE_VALUE = [["4179&", 1, "é"], {"code": 2, "text": "x"}]


def response(inside: str) -> str:
    """An answer's document around whatever it may hold."""
    return f"<methodResponse>{inside}</methodResponse>"


def fault(**members: str) -> str:
    """A fault's document around its members."""
    return response(f"<fault><value>{struct(**members)}</value></fault>")


def call(inside: str) -> str:
    """A call's document around what follows its method's name."""
    return f"<methodCall><methodName>a</methodName>{inside}</methodCall>"


PARAM = "<param><value>1</value></param>"

# -- reading ------------------------------------------------------------------


@pytest.mark.parametrize(
    "value, expected",
    [
        ("<string>a b</string>", "a b"),
        ("plain", "plain"),
        ("  plain \n ", "  plain \n "),
        ("", ""),
        ("<string/>", ""),
        ("<string></string>", ""),
        ("\n <string> kept </string>\n ", " kept "),
        ("<i4>-5</i4>", -5),
        ("<int>+5</int>", 5),
        ("<int>007</int>", 7),
        ("<i8>-9223372036854775808</i8>", -(2**63)),
        ("<int>9223372036854775807</int>", 2**63 - 1),
        ("<boolean>1</boolean>", True),
        ("<boolean>0</boolean>", False),
        ("<double>-1.5</double>", -1.5),
        ("<double>1e-7</double>", 1e-7),
        ("<double>3</double>", 3.0),
        ("<dateTime.iso8601>20260102T03:04:05</dateTime.iso8601>", DateTimeText("20260102T03:04:05")),
        ("<base64>aMOp</base64>", Base64Text("hé")),
        ("<base64>\n aM\r\nOp \n</base64>", Base64Text("hé")),
        ("<base64>/w==</base64>", b"\xff"),
        ("<base64></base64>", Base64Text("")),
        ("<nil/>", None),
        ("<nil></nil>", None),
        ("<ex:nil/>", None),
        ("<ex:nil xmlns:ex='urn:x'/>", None),
        (array(), []),
        ("<array><data/></array>", []),
        ("\n<array>\n <data>\n  <value>1</value>\n </data>\n</array>\n", ["1"]),
        (array("<int>1</int>", array("x")), [1, ["x"]]),
        ("<struct/>", {}),
        (struct(), {}),
        (struct(a="<int>1</int>", b=array("x")), {"a": 1, "b": ["x"]}),
        ("<struct> <member> <name> a </name> <value> b </value> </member> </struct>", {" a ": " b "}),
        ("<string>&lt;b&gt; &amp;amp; &#65;&#x42;&quot;&apos;</string>", "<b> &amp; AB\"'"),
        ("<string><![CDATA[<value>&amp;]]></string>", "<value>&amp;"),
        ("<string>a<!-- <value> -->b<?pi <value>?>c</string>", "abc"),
        ("<string>a\r\nb\rc&#13;d</string>", "a\nb\nc\rd"),
        ("<string>a\r\nb\rc</string>", "a\nb\nc"),
        ("<string lang='de'>a</string >", "a"),
        (struct(**{"a&lt;b": "x"}), {"a<b": "x"}),
    ],
)
def test_values_are_read(value: str, expected: Json) -> None:
    """Every documented type is read, in each spelling that XML allows."""
    found = loads_answer(answer(value))

    assert expected == found
    assert type(expected) is type(found)


@pytest.mark.parametrize("after", ["&amp;", ""])
def test_the_plain_and_the_spelled_out_way_agree(after: str) -> None:
    """A document reads the same whether or not entities force it through expat's events."""
    value = array(struct(a="<int>1</int>", b="<boolean>0</boolean>"), "<string>x</string>", f"<string>{after}</string>")

    assert [{"a": 1, "b": False}, "x", after[:1]] == loads_answer(answer(value))


@pytest.mark.parametrize("spelling", ["0792223344", "+41792223344", "-0", "00000000000000000000000000000007"])
def test_integers_keep_their_spelling_where_that_is_wanted(spelling: str) -> None:
    """Digits that a peer types as an integer keep leading zeros and plus signs, and are written as they came."""
    body = call(f"<params><param><value><int>{spelling}</int></value></param></params>").encode()
    _, [found] = loads_call(body, lexical=True)

    assert spelling == found == found.plain
    assert type(found) is IntText
    assert type(found.plain) is str
    assert int(spelling) == found.number
    assert loads_call(body) == ("a", [int(spelling)])
    assert loads_call(dumps_call("send", [found]), lexical=True) == ("send", [found])


def test_a_call_as_perl_writes_it_is_read() -> None:
    """RPC::XML guesses types: digits become integers, text that is not ASCII becomes base64."""
    text = base64.encodebytes("Grüße aus Genf".encode()).decode()
    body = f"""<?xml version="1.0" encoding="us-ascii"?>
<methodCall><methodName>send_message</methodName><params>
<param><value><string>user</string></value></param>
<param><value><array><data><value><int>0792223344</int></value><value><i8>41792223344</i8></value></data></array></value></param>
<param><value><base64>{text}</base64></value></param>
</params></methodCall>"""
    method, parameters = loads_call(body.encode(), lexical=True)

    assert method == "send_message"
    assert ["user", ["0792223344", "41792223344"], "Grüße aus Genf"] == parameters
    assert [str, Base64Text] == [type(parameters[0]), type(parameters[2])]
    assert parameters[2].plain == "Grüße aus Genf"


@pytest.mark.parametrize("params", ["", "<params/>", "<params></params>", "<params>\n</params>"])
def test_a_call_may_have_no_parameters(params: str) -> None:
    """The parameters of a call may be empty or left out."""
    assert loads_call(f"<methodCall><methodName>a.b:c/D_1</methodName>{params}</methodCall>".encode()) == (
        "a.b:c/D_1",
        [],
    )


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "iso-8859-1"])
def test_encodings_that_expat_knows_are_read(codec: str) -> None:
    """The declaration's or the byte order mark's encoding counts."""
    name = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}.get(codec, codec)
    text = answer("<string>é</string>", f'<?xml version="1.0" encoding="{name}"?>').decode()

    assert loads_answer(text.encode(codec)) == "é"


def test_the_types_that_keep_a_spelling_are_strings() -> None:
    """They compare, hash and pickle as strings, hold nothing else, and only some of them have a plain form."""
    for kind in (IntText, Base64Text, DateTimeText):
        value = kind("1")
        again = pickle.loads(pickle.dumps(value))  # noqa: S301, it was just written here

        assert value == "1" == again
        assert hash(value) == hash("1")
        assert type(again) is kind
        assert not hasattr(value, "__dict__")
    assert not hasattr(DateTimeText("1"), "plain")
    assert not hasattr(Base64Text("1"), "number")


def test_faults_are_read() -> None:
    """A fault is a value of its own kind, for every peer's spelling."""
    by_hand = "<methodResponse>\n<fault><value>" + struct(faultString="<base64>bm8=</base64>", faultCode="<int>4</int>")

    assert Fault(3, "a <b>") == loads_answer(xmlrpc.client.dumps(xmlrpc.client.Fault(3, "a <b>")).encode())
    assert Fault(4, "no") == loads_answer((by_hand + "</value></fault></methodResponse>").encode())
    assert Fault(-1, "x & y") == loads_answer(dumps_fault(-1, "x & y"))


# -- refusing -----------------------------------------------------------------


@pytest.mark.parametrize(
    "value, path, problem",
    [
        ("<int></int>", "", "expected the digits of an integer"),
        ("<int/>", "", "expected the digits of an integer"),
        ("<int> 1</int>", "", "expected the digits of an integer"),
        ("<int>1_0</int>", "", "expected the digits of an integer"),
        ("<int>٣</int>", "", "expected the digits of an integer"),
        ("<i4>1.0</i4>", "", "expected the digits of an integer"),
        ("<i8>18446744073709551616</i8>", "", "a number beyond 64 bits"),
        ("<int>-9223372036854775809</int>", "", "a number beyond 64 bits"),
        (f"<int>{'9' * 100_000}</int>", "", "a number beyond 64 bits"),
        ("<boolean>true</boolean>", "", "expected 0 or 1 for a boolean"),
        ("<boolean>2</boolean>", "", "expected 0 or 1 for a boolean"),
        ("<double>nan</double>", "", "expected a finite decimal number"),
        ("<double>inf</double>", "", "expected a finite decimal number"),
        ("<double>1e999</double>", "", "expected a finite decimal number"),
        ("<double>.</double>", "", "expected a finite decimal number"),
        ("<base64>a</base64>", "", "expected base64"),
        ("<base64>aM=Op</base64>", "", "expected base64"),
        ("<base64>é</base64>", "", "expected base64"),
        ("<nil>x</nil>", "", "expected nothing inside nil"),
        ("<float>1</float>", "", STRAY),
        ("<String>1</String>", "", STRAY),
        ("<string>a</string>b", "", STRAY),
        ("b<string>a</string>", "", STRAY),
        ("<string>a</string><string>b</string>", "", STRAY),
        ("<string>a<b/></string>", "", STRAY),
        ("<value>a</value>", "", STRAY),
        ("<params></params>", "", STRAY),
        ("<array></array>", "", STRAY),
        ("<array><data></data><data></data></array>", "[0]", STRAY),
        ("<array><value>1</value></array>", "", STRAY),
        ("<array><data>string</data></array>", "[0]", STRAY),
        ("<array><data>nil</data></array>", "[0]", STRAY),
        ("<array><data>&lt;/data></data></array>", "[0]", STRAY),
        ("<array><data>&lt;value>&lt;nil/>&lt;/value></data></array>", "[0]", STRAY),
        ("<struct>&lt;/struct></struct>", "", STRAY),
        ("<array><data>x</data></array>", "[0]", STRAY),
        ("<array><data><value>1</value>x</data></array>", "[1]", STRAY),
        ("<array><data><int>1</int></data></array>", "[0]", STRAY),
        (f"<array><data>{member('a', '<value>1</value>')}</data></array>", "[0]", STRAY),
        ("<struct>x</struct>", "", STRAY),
        ("<struct><value>x</value></struct>", "", STRAY),
        ("<struct><member><value>x</value></member></struct>", "", STRAY),
        (f"<struct>{member('a', '')}</struct>", ".a", "no value"),
        (f"<struct>{member('a', '<value>1</value><value>2</value>')}</struct>", ".a", "more than one value"),
        (f"<struct>{member('a', 'x<value>1</value>')}</struct>", ".a", STRAY),
        (f"<struct>{member('a', '<value>1</value>')}{member('a', '<value>2</value>')}</struct>", ".a", "stands twice"),
        (array("1", struct(name="<int>x</int>")), "[1].name", "expected the digits of an integer"),
        (array("1", struct(b=array("&amp;", "<int>x</int>"))), "[1].b[1]", "expected the digits of an integer"),
    ],
)  # fmt: skip
def test_misfits_are_refused_where_they_stand(value: str, path: str, problem: str) -> None:
    """What does not fit the specification is refused with its wire path, and never quoted."""
    with pytest.raises(DecodeError) as refused:
        loads_answer(answer(value))

    assert (f"$.params[0]{path}", problem) == (refused.value.path, refused.value.problem)


@pytest.mark.parametrize(
    "body, path",
    [
        (call(""), "$"),
        (response(""), "$"),
        (response("x"), "$"),
        (response("<params></params>"), "$.params"),
        (response("<params/>"), "$.params"),
        (response("<params><param></param></params>"), "$.params[0]"),
        (response("<params><value>1</value></params>"), "$.params[0]"),
        (response(f"<params>{PARAM}x</params>"), "$.params[1]"),
        (response("<params><param><value>1</value><value>1</value></param></params>"), "$.params[0]"),
        (response(f"<params>{PARAM}{PARAM}</params>"), "$.params"),
        (response(f"<params>{PARAM}</params><params></params>"), "$"),
        (response("<params><fault><value>1</value></fault></params>"), "$.params[0]"),
        (response("<fault></fault>"), "$.fault"),
        (response("<fault><value>1</value></fault>"), "$.fault"),
        (fault(faultCode="1", faultString="x"), "$.fault.faultCode"),
        (fault(faultCode="<boolean>1</boolean>", faultString="x"), "$.fault.faultCode"),
        (fault(faultCode="<int>1</int>"), "$.fault.faultString"),
        (fault(faultCode="<int>1</int>", faultString="<base64>/w==</base64>"), "$.fault.faultString"),
        ("<value>1</value>", "$"),
        ("<html><body>502 Bad Gateway</body></html>", "$"),
    ],
)  # fmt: skip
def test_documents_that_are_no_answer_are_refused(body: str, path: str) -> None:
    """An answer holds one value or one fault, and nothing else."""
    with pytest.raises(DecodeError) as refused:
        loads_answer(body.encode())

    assert path == refused.value.path


@pytest.mark.parametrize(
    "body, path",
    [
        (response(f"<params>{PARAM}</params>"), "$"),
        ("<methodCall></methodCall>", "$.methodName"),
        ("<methodCall><methodName/></methodCall>", "$.methodName"),
        ("<methodCall><methodName>a b</methodName></methodCall>", "$.methodName"),
        ("<methodCall><methodName>é</methodName></methodCall>", "$.methodName"),
        ("<methodCall><params/><methodName>a</methodName></methodCall>", "$.methodName"),
        (call("<methodName>a</methodName>"), "$"),
        (call("x"), "$"),
        (call("<params/><params/>"), "$"),
        (call(f"<params>{PARAM}<param><value><int>x</int></value></param></params>"), "$.params[1]"),
    ],
)  # fmt: skip
def test_documents_that_are_no_call_are_refused(body: str, path: str) -> None:
    """A call holds one method name and at most one list of parameters."""
    with pytest.raises(DecodeError) as refused:
        loads_call(body.encode())

    assert path == refused.value.path


LAUGHS = "".join(f'<!ENTITY {chr(98 + level)} "{f"&{chr(97 + level)};" * 10}">' for level in range(8))


@pytest.mark.parametrize(
    "doctype",
    [
        f'<!DOCTYPE z [<!ENTITY a "lololololo">{LAUGHS}]>',
        f'<!DOCTYPE z [<!ENTITY a "{"A" * 50_000}">]>',
        '<!DOCTYPE z [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE z SYSTEM "http://localhost/z.dtd">',
        "<!DOCTYPE methodResponse>",
        '<!DOCTYPE z [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]>',
    ],
    ids=["billion-laughs", "quadratic", "external", "external-dtd", "empty", "parameter"],
)
def test_every_document_type_is_refused(doctype: str) -> None:
    """A document type is refused before it can define anything, and at once."""
    began = time.thread_time()
    with pytest.raises(DecodeError) as refused:
        loads_answer(answer("<string>" + "&i;&a;" * 400 + "</string>", f"<?xml version='1.0'?>{doctype}"))

    assert (refused.value.path, refused.value.problem) == ("$", "a document type declaration, which is never read")
    assert time.thread_time() - began < 1


@pytest.mark.parametrize(
    "inside",
    ["&a;", "&nbsp;", "&#0;", "&#1;", "&#xD800;", "&#xFFFF;", "\x00", "\x08", "\x1f", "\ufffe", "]]>", "<b>", "&"],
)
def test_what_is_not_xml_is_refused(inside: str) -> None:
    """Undefined entities, characters outside XML and broken markup are refused."""
    with pytest.raises(DecodeError) as refused:
        loads_answer(answer(f"<string>{inside}</string>"))

    assert refused.value.path == "$"


@pytest.mark.parametrize(
    "raw", [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf5\x80\x80\x80", b"\xef\xbf\xbe", b"\xe9"]
)
def test_bad_utf_8_is_refused(raw: bytes) -> None:
    """Bytes that are not UTF-8 are refused, also where the document says that it is UTF-8."""
    for header in ("", "<?xml version='1.0'?>", "<?xml version='1.0' encoding='utf-8'?>"):
        with pytest.raises(DecodeError):
            loads_answer(answer("<string>@</string>", header).replace(b"@", raw))


@pytest.mark.parametrize(
    "encoding",
    ["utf-7", "idna", "rot13", "unicode_escape", "utf-32", "shift_jis", "windows-1252", "x" * 99, "utf-16", "hex"],
)
def test_other_encodings_are_refused(encoding: str) -> None:
    """A name of an encoding that expat does not know, or that is not true, is refused by us."""
    with pytest.raises(DecodeError) as refused:
        loads_answer(answer("<string>a</string>", f"<?xml version='1.0' encoding='{encoding}'?>"))

    assert refused.value.path == "$"


def test_truncated_documents_are_refused() -> None:
    """A document that ends too early is never taken for a whole one."""
    assert SAMPLE_VALUE == loads_answer(SAMPLE)
    for length in range(len(SAMPLE)):
        with pytest.raises(DecodeError):
            loads_answer(SAMPLE[:length])
    call = dumps_call("send", SAMPLE_VALUE)
    for length in range(len(call)):
        with pytest.raises(DecodeError):
            loads_call(call[:length])


def nested(levels: int, *, structs: bool = False, close: bool = True) -> bytes:
    """An answer of nested arrays or structs."""
    before, after = ("<value><array><data>", "</data></array></value>")
    if structs:
        before, after = ("<value><struct><member><name>a</name>", "</member></struct></value>")
    closed = f"{after * levels}</param></params></methodResponse>"
    return f"<methodResponse><params><param>{before * levels}{'<value>x</value>' * structs}{closed * close}".encode()


@pytest.mark.parametrize("structs", [False, True])
def test_nesting_is_bounded(*, structs: bool) -> None:
    """32 levels are read; more are refused at once, however many there are."""
    loads_answer(nested(DEPTH, structs=structs))

    for levels in (DEPTH + 1, 20_000, 100_000):
        began = time.thread_time()
        with pytest.raises(DecodeError):
            loads_answer(nested(levels, structs=structs))
        with pytest.raises(DecodeError):
            loads_answer(nested(levels, structs=structs, close=False))
        assert time.thread_time() - began < 1


def test_documents_are_bounded() -> None:
    """The largest documented answer is far inside the limits; what exceeds them is refused."""
    names = [
        "from",
        "to",
        "length",
        "sent_date",
        "sent_status",
        "sent_status_text",
        "last_date",
        "last_status",
        "last_status_text",
    ]
    rows = [[f"{number:036}", dict.fromkeys(names, "x" * 20)] for number in range(500)]
    body = xmlrpc.client.dumps((rows,), methodresponse=True).encode()

    assert rows == loads_answer(body)
    assert body.count(b"<") < reading.TAGS / 4
    for too_large in (answer(array(*["x"] * 100_000)), answer("x" * reading.SIZE)):
        with pytest.raises(DecodeError) as refused:
            loads_answer(too_large)
        assert refused.value.problem in {f"more than {reading.TAGS} tags", f"more than {reading.SIZE} bytes"}


def test_hostile_input_gives_decode_errors_only() -> None:
    """Random bytes, random markup and mutations of good documents give a value or a DecodeError, and quickly."""
    chance = random.Random(1)  # noqa: S311, the same input in every run
    pieces = [
        b"<",
        b">",
        b"/",
        b"&",
        b"&lt;",
        b"<value>",
        b"</value>",
        b"<array><data>",
        b"<struct>",
        b"<int>",
        b"<!",
        b"<![CDATA[",
    ]
    pieces += [
        b"<!DOCTYPE",
        b"]]>",
        b"<?xml",
        b"?>",
        b"\x00",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"'",
        b"=",
        b" ",
        b"\r",
        b"-1",
        b"<nil/>",
    ]
    pieces += [
        b"<member>",
        b"<name>",
        b"</member>",
        b"<params>",
        b"<param>",
        b"<fault>",
        b"<base64>",
        b"\xc3\xa9",
        b"ex:",
    ]
    good = [
        SAMPLE,
        dumps_answer(SAMPLE_VALUE),
        dumps_call("send", SAMPLE_VALUE),
        dumps_fault(1, "x"),
        SAMPLE.decode().encode("utf-16"),
    ]
    began = time.thread_time()
    for _ in range(4_000):
        body = bytearray(chance.choice([*good, *good, b"", chance.randbytes(40)]))
        for _ in range(chance.randrange(1, 5)):
            start = chance.randrange(len(body) + 1)
            body[start : start + chance.choice([0, 0, 1, 7])] = chance.choice([*pieces, chance.randbytes(2)])
        for read in (loads_answer, loads_call):
            try:
                read(bytes(body))
            except DecodeError as error:
                assert error.path.startswith("$")  # noqa: PT017, no error is as good as this one

    assert time.thread_time() - began < FUZZ_SECONDS


# -- writing ------------------------------------------------------------------


def by_standard_library(body: bytes) -> Any:
    """What the standard library reads: one value, with bytes for base64."""
    (value,), _ = xmlrpc.client.loads(body, use_builtin_types=True)
    return value


@EXAMPLES
@given(VALUES | TABLES)
def test_the_standard_library_reads_what_we_write(value: Json) -> None:
    """Every value arrives there unchanged, and with the same types."""
    assert repr(value) == repr(by_standard_library(dumps_answer(value)))
    (first, second), method = xmlrpc.client.loads(dumps_call("a.b", [value, 1]), use_builtin_types=True)
    assert (repr(value), 1, "a.b") == (repr(first), second, method)


@EXAMPLES
@given(VALUES | TABLES)
def test_we_read_what_the_standard_library_writes(value: Json) -> None:
    """Every value arrives here unchanged, and with the same types."""
    body = xmlrpc.client.dumps((value,), methodresponse=True).encode()

    assert repr(value) == repr(loads_answer(body))
    assert ("a.b", [value, 1]) == loads_call(xmlrpc.client.dumps((value, 1), "a.b").encode())


@EXAMPLES
@given(VALUES | TABLES)
def test_we_read_what_we_write(value: Json) -> None:
    """A value survives its own round trip."""
    assert repr(value) == repr(loads_answer(dumps_answer(value)))


WRITTEN: list[tuple[Json, str]] = [
    ("a", "<string>a</string>"),
    ("", "<string></string>"),
    ("a\tb\nc<d>&]]>", "<string>a\tb\nc&lt;d&gt;&amp;]]&gt;</string>"),
    ("\x7f\x85\u2028😀", "<string>\x7f\x85\u2028😀</string>"),
    (1, "<int>1</int>"),
    (True, "<boolean>1</boolean>"),
    (-(2**31), "<int>-2147483648</int>"),
    (0.5, "<double>0.5</double>"),
    (1e16, "<double>10000000000000000.0</double>"),
    (-1.25e-7, "<double>-0.000000125</double>"),
    (1.5e300, f"<double>15{'0' * 299}.0</double>"),
    (5e-324, f"<double>0.{'0' * 323}5</double>"),
    (-0.0, "<double>-0.0</double>"),
    (b"\xff", "<base64>/w==</base64>"),
    (Base64Text("hé\r"), "<base64>aMOpDQ==</base64>"),
    (DateTimeText("20260102T03:04:05"), "<dateTime.iso8601>20260102T03:04:05</dateTime.iso8601>"),
    (IntText("0792223344"), "<int>0792223344</int>"),
    (Colour.RED, "<string>red</string>"),
    ((), array()),
    ([[]], array(array())),
    ([[], []], array(array(), array())),
    (
        [["a", 1], ["b", 1]],
        array(array("<string>a</string>", "<int>1</int>"), array("<string>b</string>", "<int>1</int>")),
    ),
    (
        [[1, True], [2, True]],
        array(array("<int>1</int>", "<boolean>1</boolean>"), array("<int>2</int>", "<boolean>1</boolean>")),
    ),
    ([[1], [True]], array(array("<int>1</int>"), array("<boolean>1</boolean>"))),
    ([["a"], [IntText("1")]], array(array("<string>a</string>"), array("<int>1</int>"))),
    ([["a"], ["b", "c"]], array(array("<string>a</string>"), array("<string>b</string>", "<string>c</string>"))),
    (["ab", "cd"], array("<string>ab</string>", "<string>cd</string>")),
    ([["é"], ["<"]], array(array("<string>é</string>"), array("<string>&lt;</string>"))),
    ({"a<": 1}, struct(**{"a&lt;": "<int>1</int>"})),
]


@pytest.mark.parametrize("value, written", WRITTEN)
def test_values_are_written_as_documented(value: Json, written: str) -> None:
    """Each type has one spelling: strings are typed, doubles have no exponent."""
    expected = answer(written, "<?xml version='1.0'?>\n")

    assert expected == dumps_answer(value)
    assert expected.split(b"<params>")[1].split(b"</params>")[0] in dumps_call("a", [value])


LOOP: list[Json] = []
LOOP.append({"again": LOOP})


@pytest.mark.parametrize(
    "value, path, problem",
    [
        (None, "", "XML-RPC has no type for null"),
        (object(), "", "XML-RPC has no type for object"),
        ({1, 2}, "", "XML-RPC has no type for set"),
        (2**31, "", "an integer beyond 32 bits, which XML-RPC does not have"),
        (-(2**31) - 1, "", "an integer beyond 32 bits, which XML-RPC does not have"),
        (float("nan"), "", "a number that is not finite"),
        (float("-inf"), "", "a number that is not finite"),
        (IntText("1x"), "", "expected the digits of an integer"),
        (IntText("٣"), "", "expected the digits of an integer"),
        ({1: 2}, "", "expected strings as names, got an integer"),
        (["a", {"b": [0, None]}], "[1].b[1]", "XML-RPC has no type for null"),
        ([["a", 1], ["b", 2**31]], "[1][1]", "an integer beyond 32 bits, which XML-RPC does not have"),
        ([["a", 1], ["b\r", 1]], "[1][0]", "a character that XML cannot carry unchanged"),
        ([["a", 1], ["b", None]], "[1][1]", "XML-RPC has no type for null"),
        ([["a", 1], ["b\ud800", 1]], "[1][0]", "a character that XML cannot carry unchanged"),
        ({"a": "\x00"}, ".a", "a character that XML cannot carry unchanged"),
        ({"a\x00": 1}, '["a\\u0000"]', "a character that XML cannot carry unchanged"),
        (DateTimeText("\x01"), "", "a character that XML cannot carry unchanged"),
        (Base64Text("\ud800"), "", "half of a surrogate pair"),
        (LOOP, "[0].again" * 16, "nested deeper than 32 levels"),
    ],
)
def test_what_cannot_be_written_is_refused_where_it_stands(value: Json, path: str, problem: str) -> None:
    """What XML-RPC does not have is refused with its wire path, and never quoted."""
    with pytest.raises(EncodeError) as refused:
        dumps_answer(value)

    assert (f"$.params[0]{path}", problem) == (refused.value.path, refused.value.problem)
    with pytest.raises(EncodeError) as refused:
        dumps_call("a", ["x", value])
    assert (f"$.params[1]{path}", problem) == (refused.value.path, refused.value.problem)


FORBIDDEN = [chr(code) for code in range(32) if chr(code) not in "\t\n"] + ["\ud800", "\udfff", "\ufffe", "\uffff"]


@pytest.mark.parametrize("character", FORBIDDEN, ids=ascii)
def test_characters_that_do_not_survive_are_refused(character: str) -> None:
    """Control characters, carriage returns, lone surrogates and noncharacters are refused wherever they stand."""
    for value in (f"a{character}", [f"a{character}"], [["a"], [f"é{character}"]], [["a"], [character]], {character: 1}):
        with pytest.raises(EncodeError):
            dumps_answer(value)
    with pytest.raises(EncodeError) as refused:
        dumps_fault(1, character)
    assert refused.value.path == "$.fault.faultString"


def test_shared_parts_do_not_multiply() -> None:
    """Few objects that stand for many are refused in time."""
    value: list[Json] = []
    for _ in range(DEPTH - 1):
        value = [value, value]
    began = time.thread_time()
    for shared in (value, [["a"] * 50_000] * 50_000):
        with pytest.raises(EncodeError):
            dumps_answer(shared)

    assert time.thread_time() - began < 1


def test_nesting_is_written_as_deep_as_it_is_read() -> None:
    """32 levels are written, tables too; one more is refused."""
    value: list[Json] = [["a", 1], ["b", 2]]
    for _ in range(DEPTH - 2):
        value = [value]

    assert value == loads_answer(dumps_answer(value))
    with pytest.raises(EncodeError):
        dumps_answer([value])


@pytest.mark.parametrize("method", ["", "a b", "é", "a\n", "<", "a-b", None, 1])
def test_bad_method_names_are_refused(method: Any) -> None:
    """Only what the specification allows in a method's name is written."""
    with pytest.raises(EncodeError) as refused:
        dumps_call(method, [])

    assert refused.value.path == "$.methodName"


@pytest.mark.parametrize(
    "code, text, path",
    [
        (2**31, "x", "$.fault.faultCode"),
        (True, "x", "$.fault.faultCode"),
        ("1", "x", "$.fault.faultCode"),
        (1, None, "$.fault.faultString"),
        (1, b"x", "$.fault.faultString"),
    ],
)
def test_bad_faults_are_refused(code: Any, text: Any, path: str) -> None:
    """A fault has an integer of 32 bits and a string."""
    with pytest.raises(EncodeError) as refused:
        dumps_fault(code, text)

    assert path == refused.value.path


def test_the_standard_library_reads_our_faults() -> None:
    """It raises them as its own."""
    with pytest.raises(xmlrpc.client.Fault) as raised:
        xmlrpc.client.loads(dumps_fault(7, "a < b"))

    assert (7, "a < b") == (raised.value.faultCode, raised.value.faultString)
