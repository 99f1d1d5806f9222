"""Eros' wire negotiates as a ServiceStack does, and tells what a real one would lose of a text."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from smswire_runtime import Request, _jsv
from tests.sandbox._eros import (
    FORM,
    JSON,
    JSON_ONLY,
    JSV,
    TO,
    WIRE,
    each_send,
    format_of,
    jsv,
    message,
    places,
    post,
    refused,
    said,
    texts,
)
from tests.sandbox._worlds import world_at

# -- the format of the answer ------------------------------------------------------


@pytest.mark.parametrize("path", ["/api/sendmessage", "/api/send/immediate"])
@pytest.mark.parametrize(
    "accept, media, expected",
    [
        (JSON, JSON, JSON),
        (JSV, JSON, JSV),
        ("text/jsv; charset=utf-8", JSON, JSV),
        ("TEXT/JSV", JSON, JSV),
        (f"{JSV}, {JSON}", JSON, JSON),
        (f"{JSON}, {JSV}", JSV, JSV),
        (f"{JSV};q=0.9, {JSON};q=0.1", FORM, JSON),
        ("application/xml, text/jsv;q=0.1", JSON, "application/xml"),
        ("*/*", JSON, JSON),
        ("*/*", JSV, JSV),
        ("*/*", FORM, JSON),
        (None, JSON, JSON),
        (None, JSV, JSON),
    ],
)
def test_the_format_follows_the_rules_of_the_framework(
    path: str, accept: str | None, media: str, expected: str
) -> None:
    """The preferred of what is accepted, the request's own first; q-values do not count; anything means its own."""
    bodies = {JSON: json.dumps(message()), JSV: f"{{SMSModel:{{To:[{{PhoneNumber:{TO}}}],MessageBody:Hello}}}}"}
    bodies[FORM] = f"SMSModel={quote(bodies[JSV][10:-1])}"
    answered = post(bodies[media], path=path, media=media, accept=accept)

    if expected in {JSON, JSV}:
        assert expected == format_of(answered.response)
        assert ["Hello"] == texts(answered)
        assert () == answered.violations
    else:
        refused(answered, 403)
    assert "Accept" == answered.response.header("vary")


@each_send
def test_a_suffix_or_a_query_decides(path: str) -> None:
    """Before the header Accept, on predefined paths too; the suffix before the query."""
    assert JSV == format_of(post(message(), path=f"{path}.jsv", accept=JSON).response)
    assert JSON == format_of(post(message(), path=f"{path}.json", accept=JSV).response)
    assert JSV == format_of(post(message(), path=path, query="x=1&Format=JSV", accept=JSON).response)
    assert JSON == format_of(post(message(), path=path, query="format=json", accept=JSV).response)
    assert JSON == format_of(post(message(), path=f"{path}.json", query="format=jsv").response)


@pytest.mark.parametrize("path", JSON_ONLY)
def test_predefined_paths_answer_json(path: str) -> None:
    """Whatever the header Accept says."""
    asked = {"UserName": "user", "Password": "pass"} if "uth" in path else message()

    assert JSON == format_of(post(asked, path=path, accept=JSV).response)


@pytest.mark.parametrize("kind", ["xml", "csv", "html"])
@pytest.mark.parametrize("path", ["/api/sendmessage", "/json/reply/SMSSend", "/auth/credentials"])
def test_formats_that_are_not_documented_are_refused(kind: str, path: str) -> None:
    """By suffix or by query: a 403 in JSON, as from a ServiceStack where they are switched off; nothing is stored."""
    for answered in (post(message(), path=f"{path}.{kind}"), post(message(), path=path, query=f"format={kind}")):
        assert JSON == format_of(answered.response)
        assert "UnauthorizedAccessException" == refused(answered, 403)
        assert ["headers.Accept"] == places(answered)
    assert "UnauthorizedAccessException" == refused(post(message(), accept="text/csv"), 403)


@pytest.mark.parametrize("accept", ["text/html, */*", "image/png", "", "text/html;q=0.1, text/jsv"])
def test_an_accept_that_a_real_server_answers_otherwise_is_told(accept: str) -> None:
    """HTML is preferred to all else there; here comes JSON, and a word about it."""
    answered = post(message(), accept=accept)

    assert JSON == format_of(answered.response)
    assert ["headers.Accept"] == places(answered)
    assert ["Hello"] == texts(answered)


@each_send
def test_whoever_writes_camel_case_is_answered_in_it(path: str) -> None:
    """As on newer hosts, whose clients read nothing else; the newest path answers nothing else."""
    newest = path == "/api/SMSSend"
    camel = {"smsModel": {"to": [{"phoneNumber": TO}], "messageBody": "x"}}
    asked = [
        (json.dumps(camel), JSON, True),
        (f'{{smsModel:{{To:[{{PhoneNumber:{TO}}}],MessageBody:"smsModel:"}}}}', JSV, True),
        (f"smsModel={{To:[{{PhoneNumber:{TO}}}],MessageBody:x}}", FORM, True),
        (json.dumps(message(MessageBody="userName")), JSON, newest),
        (f"{{SMSModel:{{To:[{{PhoneNumber:{TO}}}],MessageBody:x}}}}", JSV, newest),
    ]
    for body, media, small in asked:
        answered = post(body, path=path, media=media)
        refused_ = post(body, path=path, media=media, authorization=None)
        names = {True: ("commId", "responseStatus"), False: ("CommId", "ResponseStatus")}[small]

        assert names[0] in json.loads(answered.response.body)
        assert names[1] in json.loads(refused_.response.body)
        assert said(answered).status
        assert "Unauthorized" == refused(refused_, 401)


def test_errors_are_negotiated_like_answers() -> None:
    """An error comes as JSV to whoever reads JSV."""
    answered = post({}, accept=JSV)
    tree = _jsv.loads_bytes(answered.response.body)

    assert 400 == answered.response.status
    assert "ArgumentNullException" == tree["ResponseStatus"]["ErrorCode"]
    assert JSV == post(message(), accept=JSV, authorization=None).response.media_type


# -- paths and methods -------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW"])
@pytest.mark.parametrize("path", ["/api/sendmessage", "/json/reply/SMSSend", "/auth/credentials", "/api/send.jsv"])
def test_only_post_is_served(method: str, path: str) -> None:
    """Any other method is a 405 in the framework's words, whoever calls."""
    answered = WIRE.answer(Request(method=method, path=path), world_at())

    assert "NotImplementedException" == refused(answered, 405)
    assert "POST" == answered.response.header("Allow")


@pytest.mark.parametrize(
    "path", ["/api/sendmessage.foo", "/api/send.immediate", "/json/reply/SMSSend[]", "/API/SMSSend%5B%5D"]
)
def test_an_unknown_ending_leads_nowhere(path: str) -> None:
    """A 404 of this service; batches are not documented, since they stop in the middle."""
    assert WIRE.serves("POST", path)
    assert "NotFound" == refused(post(message(), path=path), 404)


@pytest.mark.parametrize(
    "path", ["/", "/api", "/api2/", "/api/unknown", "/json/reply/Other", "/json/oneway/SMSSend", "/auth"]
)
def test_other_paths_are_not_of_this_wire(path: str) -> None:
    """They belong to others, or to nobody."""
    assert not WIRE.serves("POST", path)


# -- JSV ---------------------------------------------------------------------------


def test_the_documents_own_sample_is_read_and_flagged() -> None:
    """Indented as it is printed, with real values in it; a real server would lose the message as a whole."""
    lines = [
        "{",
        "\tSMSModel: ",
        "\t{",
        "\t\tFrom: ",
        "\t\t{",
        "\t\t\tName: Eros Desk,",
        "\t\t\tContactId: 00000000000000000000000000000000",
        "\t\t},",
        "\t\tTo: ",
        "\t\t[",
        "\t\t\t{",
        f"\t\t\t\tPhoneNumber: {TO}",
        "\t\t\t}",
        "\t\t],",
        "\t\tMessageBody: Your booking is confirmed.,",
        "\t\tReplyIsAllowed: False,",
        "\t\tSuiteId: 00000000000000000000000000000000",
        "\t},",
        "\tCreateCommunicationReferencesImmediately: False",
        "}",
    ]
    for end in ("\n", "\r\n"):
        answered = post(end.join(lines), media=JSV, accept=JSV)

        assert ["Your booking is confirmed."] == texts(answered)
        assert ["Eros Desk"] == [one.sender for one in answered.messages]
        assert ["$.SMSModel"] == places(answered)
        assert "a real ServiceStack silently loses it" in answered.violations[0].problem
        assert JSV == answered.response.media_type


@pytest.mark.parametrize(
    "fields, text, place",
    [
        ("MessageBody:Hi,ReplyIsAllowed:True ", "Hi", "$.SMSModel.ReplyIsAllowed"),
        ("MessageBody:Hi,ReplyIsAllowed:1", "Hi", "$.SMSModel.ReplyIsAllowed"),
        ('MessageBody:Hi,ReplyIsAllowed:"True"', "Hi", "$.SMSModel.ReplyIsAllowed"),
        ("MessageBody:[urgent] call,ReplyIsAllowed:True", "[urgent]", "$.SMSModel.MessageBody"),
        ('MessageBody:"Hi" there,ReplyIsAllowed:True', "Hi", "$.SMSModel.MessageBody"),
        ('MessageBody:Hi,SuiteId:"6f9619ff8b86d011b42d00c04fc964ff"', "Hi", "$.SMSModel.SuiteId"),
        ("MessageBody:Hi,SuiteId:{6f9619ff-8b86-d011-b42d-00c04fc964ff}", "Hi", "$.SMSModel.SuiteId"),
        ("MessageBody:Hi: there", "Hi: there", "$"),
    ],
)
def test_what_a_real_server_loses_is_flagged(fields: str, text: str, place: str) -> None:
    """The message goes out, as it was meant or as it would have gone; the place is told."""
    answered = post(jsv(fields), media=JSV)

    assert [text] == texts(answered)
    assert place in places(answered)


def test_a_space_in_a_list_loses_the_list() -> None:
    """Both recipients are served here, and the loss is told."""
    answered = post(
        f"{{SMSModel:{{To:[{{PhoneNumber:{TO}}}, {{PhoneNumber:+27835131545}}],MessageBody:Hi}}}}", media=JSV
    )

    assert [TO, "+27835131545"] == [one.to for one in answered.messages]
    assert ["$.SMSModel.To"] == places(answered)


@pytest.mark.parametrize(
    "body, place",
    [
        (json.dumps(message(), separators=(",", ":")), "$.SMSModel"),
        (json.dumps(message()), "$"),
        (json.dumps(message(), indent=1), "$"),
        (jsv('"MessageBody":"Hi"'), "$.SMSModel.MessageBody"),
        (jsv("MessageBody:Hi, there"), "$.SMSModel"),
        (jsv("MessageBody:[urgent] call"), "$.SMSModel"),
    ],
)
def test_what_a_real_server_cannot_send_is_refused(body: str, place: str) -> None:
    """Since nobody could tell what was meant; the place says what was lost."""
    answered = post(body, media=JSV)

    refused(answered, 400)
    assert place in places(answered)


@pytest.mark.parametrize("cut", [1, 2, 3, 10, 40])
def test_a_cut_text_is_refused(cut: int) -> None:
    """A real reader does not mind a missing brace; half a message is none."""
    refused(post(jsv('MessageBody:"Hi",ReplyIsAllowed:True')[:-cut], media=JSV), 400)


def test_proper_jsv_is_read_right() -> None:
    """The last row of the table, quoted and unquoted, with other alphabets and a byte order mark."""
    quoted = '{SMSModel:{From:{Name:A},To:[{Name:"B, Jr",PhoneNumber:"+27831234567"}],MessageBody:"Hi: ""x"" {a}"}}'

    assert ['Hi: "x" {a}'] == texts(post(quoted, media=JSV))
    assert () == post(quoted, media=JSV).violations
    assert ["Grüße 😀"] == texts(
        post(b"\xef\xbb\xbf" + jsv("MessageBody:Grüße 😀").encode(), media=f"{JSV}; charset=utf-8")
    )
    assert [None] == [None for _ in range(1)]


def test_a_trailing_line_end_is_told() -> None:
    """What an editor leaves behind, a real reader takes for the beginning of another name."""
    answered = post(jsv("MessageBody:Hi") + "\n", media=JSV)

    assert ["Hi"] == texts(answered)
    assert ["$"] == places(answered)


def test_forms_hold_jsv() -> None:
    """With spaces as plus signs, in another charset, with what a real server would lose, and given twice."""
    body = "SMSModel=%7BTo:%5B%7BPhoneNumber:%2B27831234567%7D%5D,MessageBody:caf%E9+Z%FCrich,ReplyIsAllowed:True+%7D"
    answered = post(f"{body}&CreateCommunicationReferencesImmediately=true", media=f"{FORM}; charset=iso-8859-1")
    twice = post(f"SMSModel=x&smsmodel={quote(jsv('MessageBody:Hi')[10:-1])}", media=FORM)

    assert ["café Zürich"] == texts(answered)
    assert "$.SMSModel.ReplyIsAllowed" in places(answered)
    assert ["Hi"] == texts(twice)
    assert "$.SMSModel" in places(twice)


def test_bodies_in_other_encodings_are_read_and_told() -> None:
    """A mark or a charset: old clients write what their platform writes."""
    text = json.dumps(message(MessageBody="Grüezi €"), ensure_ascii=False)
    plain = post(b"\xef\xbb\xbf" + text.encode(), media="application/json; charset=utf-8")
    coded = [
        post(text.encode("utf-16")),
        post(text.encode("cp1252"), media="application/json; charset=windows-1252"),
        post(jsv("MessageBody:Grüezi €").encode("utf-16-be"), media=f"{JSV}; charset=utf-16be"),
    ]

    assert () == plain.violations
    assert [["Grüezi €"]] * 4 == [texts(one) for one in (plain, *coded)]
    assert all("headers.Content-Type" in places(one) for one in coded)
