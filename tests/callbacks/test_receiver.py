"""Whatever comes to a receiver gets an answer of its own, and an acknowledgement only once it is kept."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import smswire
from smswire import Receipt, Reply
from smswire.callbacks import Event, Receiver
from smswire.callbacks._receiver import BODY_LIMIT, QUERY_LIMIT
from smswire_runtime import Headers
from tests.callbacks.callers import BASE, JSON, KEY, PHONE, REPORT, path_of, receipt, receiver, reply

STATUSES = {200, 400, 404, 405, 413, 414}


@pytest.mark.parametrize(
    "method,query,body,status",
    [
        ("GET", "", b"{}", 405),
        ("POST", "", b"", 400),
        ("POST", "", b"\xff", 400),
        ("POST", "", b"[" * 60_000, 400),
        ("POST", "", b"\xef\xbb\xbf" + receipt(), 200),
        ("POST", "", receipt(SMSId=None), 400),
        ("POST", "", receipt(Timestamp=7), 400),
        ("POST", "", receipt(Timestamp="some day"), 200),
        ("POST", "", receipt(Result="9999"), 200),
        ("POST", "", reply(), 400),
        ("POST", "", b'{"Messages": {"Receipt": {}}}', 400),
        ("POST", "", receipt().ljust(BODY_LIMIT), 200),
        ("POST", "", receipt().ljust(BODY_LIMIT + 1), 413),
        ("POST", "a" * QUERY_LIMIT, receipt(), 200),
        ("POST", "a" * (QUERY_LIMIT + 1), receipt(), 414),
    ],
)
def test_what_comes(method: str, query: str, body: bytes, status: int) -> None:
    """Only what is documented, and not too large, is kept."""
    heard: list[Event] = []
    receiving = receiver(heard=heard)
    answer = receiving.handle(method, path_of(receiving, "redoxygen"), query, JSON, body)

    assert status == answer.status
    assert (status == 200) == bool(heard)


def test_events_are_typed() -> None:
    """A receipt and a reply, with what the provider said beside them."""
    heard: list[Event] = []
    receiving = receiver(heard=heard)
    receiving.handle("POST", path_of(receiving, "redoxygen"), "", JSON, receipt())
    receiving.handle("POST", path_of(receiving, "redoxygen", "reply"), "", JSON, reply("Grüezi 😀"))
    receiving.handle("GET", path_of(receiving), REPORT.replace("messageid", "MessageID"), (), b"")
    first, second, third = heard

    assert isinstance(first, Receipt)
    assert ("redoxygen", "7", "delivered", PHONE, None) == (first.provider, first.id, first.state, first.to, first.at)
    assert isinstance(second, Reply)
    assert ("Grüezi 😀", "Hello", PHONE) == (second.text, second.original, second.sender)
    assert isinstance(third, Receipt)
    assert ("smsoffice", "7", "200") == (third.provider, third.id, third.code)
    assert all(event.raw is not None for event in heard)


def test_kept_before_it_is_acknowledged(caplog: pytest.LogCaptureFixture) -> None:
    """Only an event that could not be kept gets a 500, without an acknowledgement; brought again, it is kept."""
    kept: list[Event] = []
    full = [True]

    def keep(event: Event) -> None:
        if full:
            raise OSError(f"canary: no space left for {event.id} of {PHONE}")
        kept.append(event)

    receiving = Receiver(BASE, keep, keys=[KEY])
    path = path_of(receiving, "redoxygen")
    first = receiving.handle("POST", path, "", JSON, receipt())
    full.clear()
    second = receiving.handle("POST", path, "", JSON, receipt())

    assert (500, b"not kept\n") == (first.status, first.body)
    assert (200, "0000") == (second.status, json.loads(second.body)["Result"])
    assert 1 == len(kept)
    assert [("smswire", logging.ERROR, "a redoxygen receipt could not be kept: OSError")] == caplog.record_tuples


@pytest.mark.parametrize("end", [KeyboardInterrupt, SystemExit])
def test_end_of_the_program(end: type[BaseException]) -> None:
    """What ends a program is no event that could not be kept."""

    def keep(_: Event) -> None:
        raise end

    receiving = Receiver(BASE, keep, keys=[KEY])
    with pytest.raises(end):
        receiving.handle("GET", path_of(receiving), REPORT, (), b"")


_TEXT = st.text(st.characters(), max_size=40)
_JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=8,
)
_HEADERS: st.SearchStrategy[Headers] = st.lists(
    st.tuples(st.sampled_from(["Content-Type", "content-type", "X"]), _TEXT | st.just("text/jsv")), max_size=3
).map(tuple)


@st.composite
def _bodies(draw: Callable[[st.SearchStrategy[Any]], Any]) -> bytes:
    """Bytes, JSON, and documented events of which one part is something else."""
    if draw(st.booleans()):
        return bytes(draw(st.binary(max_size=60)))
    value = json.loads(draw(st.sampled_from([receipt(), reply()])))
    inside = draw(st.sampled_from([value, value["Messages"], *value["Messages"].values()]))
    inside[draw(st.sampled_from([*inside, "Timestamp", "more"]) | _TEXT)] = draw(_JSON)
    return json.dumps(value).encode("utf-8", "surrogatepass")


@st.composite
def _paths(draw: Callable[[st.SearchStrategy[Any]], Any]) -> str:
    """Paths of ours, and such as are nearly, or not at all."""
    path = draw(st.sampled_from(PATHS))
    if draw(st.booleans()):
        return str(path)
    at, to = sorted((draw(st.integers(0, len(path))), draw(st.integers(0, len(path)))))
    return str(path[:at] + draw(_TEXT) + path[to:])


FUZZED = receiver()
PATHS = [
    path_of(FUZZED, provider, kind)
    for provider, kind in (("redoxygen", "receipt"), ("redoxygen", "reply"), ("smsoffice", "receipt"))
]
_METHODS = st.sampled_from(["GET", "POST", "POST", "HEAD", "get", ""]) | _TEXT
_QUERIES = _TEXT | st.lists(
    st.tuples(st.sampled_from(["messageid", "to", "StatusID", "statusMessage", "x"]), _TEXT), max_size=6
).map(lambda pairs: "&".join(f"{name}={text}" for name, text in pairs))


@given(_METHODS, _paths(), _QUERIES, _HEADERS, _bodies())
def test_anything(method: str, path: str, query: str, headers: Headers, body: bytes) -> None:
    """Whatever comes, the answer is one of ours, and nothing is raised."""
    answer = FUZZED.handle(method, path, query, headers, body)

    assert answer.status in STATUSES
    assert answer.body.endswith((b"\n", b"}")) or (answer.status, answer.body) == (200, b"")


@given(_QUERIES, _HEADERS, _bodies(), st.sampled_from([("GET", 2), ("POST", 0), ("POST", 1)]))
def test_anything_at_an_address(query: str, headers: Headers, body: bytes, place: tuple[str, int]) -> None:
    """What somebody who knows an address brings is read, or is not as documented."""
    method, index = place
    answer = FUZZED.handle(method, PATHS[index], query, headers, body)

    assert answer.status in {200, 400}


async def _awaited(_: Event) -> None: ...


@pytest.mark.parametrize("keep", [None, 3, "keep", _awaited])
def test_no_keep(keep: Any) -> None:
    """What cannot be called, or would have to be awaited, keeps nothing: it is refused before an event is lost."""
    with pytest.raises(smswire.ConfigurationError, match="keep is a function"):
        Receiver(BASE, keep, keys=[KEY])


@pytest.mark.parametrize("base", [None, 3, b"https://x.test", ["https://x.test"]])
def test_no_base(base: Any) -> None:
    """What is no text is no address."""
    with pytest.raises(smswire.ConfigurationError, match="the public address"):
        Receiver(base, print, keys=[KEY])


@pytest.mark.parametrize("lifetime", [5, 5.0, None, "5"])
def test_no_lifetime(lifetime: Any) -> None:
    """A number says no unit."""
    with pytest.raises(smswire.ConfigurationError, match="timedelta"):
        Receiver(BASE, print, keys=[KEY], lifetime=lifetime)


@pytest.mark.parametrize("keys", [3, [3], [None], "one" * 20])
def test_no_keys(keys: Any) -> None:
    """Keys are a list of texts."""
    with pytest.raises(smswire.ConfigurationError):
        Receiver(BASE, print, keys=keys)
