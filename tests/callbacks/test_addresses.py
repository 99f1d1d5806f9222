"""Addresses: nobody guesses one, changes one, or uses one for longer or for something else than it is for."""

from __future__ import annotations

import hmac
import time
from datetime import timedelta

import pytest

from smswire import ConfigurationError
from smswire.callbacks import Addresses
from smswire.callbacks._addresses import LIFETIME, LONGEST_LIFETIME, VARIABLE, kinds, route_of
from smswire.callbacks._tokens import Keys
from smswire_runtime import Secret
from tests.callbacks.callers import BASE, JSON, KEY, OTHER, REPORT, path_of, receiver


def test_address_that_was_changed() -> None:
    """No character of an address can be changed, and nothing about it tells what is wrong."""
    receiving = receiver()
    path = path_of(receiving)
    others = {path[:at] + ("b" if path[at] != "b" else "c") + path[at + 1 :] for at in range(len("/in/"), len(path))}
    others |= {path[:-1], f"{path}a", f"{path}/", path.upper(), "/in/", "/", "", f"/in/{'x' * 5000}", f"/in{path}"}
    others |= {"/in/smsoffice/receipt/ü-0-a", "/in/smsoffice/receipt/\ud800", f"{path}%00", f"{path}%FF", "/in/%"}

    assert 200 == receiving.handle("GET", path, REPORT, (), b"").status
    answers = [receiving.handle("GET", other, REPORT, (), b"") for other in others]
    assert {(404, b"not found\n")} == {(answer.status, answer.body) for answer in answers}


def test_address_is_for_one_purpose() -> None:
    """An address for receipts is none for replies, and one provider's is not another's."""
    receiving = receiver()
    path = path_of(receiving, "redoxygen")

    assert 404 == receiving.handle("POST", path.replace("/receipt/", "/reply/"), "", JSON, b"{}").status
    assert 404 == receiving.handle("GET", path.replace("/redoxygen/", "/smsoffice/"), REPORT, (), b"").status


def test_expiry_is_signed() -> None:
    """Nobody makes an address that expires good for longer, or for ever, and an expiry that is no number is none."""
    receiving = receiver()
    path = path_of(receiving, "redoxygen")
    _, until, _ = path.rsplit("/", 1)[1].split("-")
    answers = [
        receiving.handle("POST", path.replace(f"-{until}-", f"-{other}-"), "", JSON, b"{}").status
        for other in (int(until) + 1, "0", "", "x", "9" * 5_000, "\xb2")
    ]

    assert [404] * 6 == answers


def test_signature_is_compared_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """How much of a signature is right does not show in the time that it takes."""
    compared: list[tuple[object, object]] = []

    def compare(one: str, other: str) -> bool:
        compared.append((one, other))
        return hmac_compare(one, other)

    hmac_compare = hmac.compare_digest
    monkeypatch.setattr(hmac, "compare_digest", compare)
    keys = Keys([KEY])
    end = keys.sign("x", None)

    assert "x" == keys.purpose(end)
    assert keys.purpose(f"{end[:-1]}x") is None
    assert [2, 2] == [len(pair) for pair in compared]


def test_keys_are_changed() -> None:
    """An address of the key before is still good, and one of the key before that is not; the newest one signs."""
    path = path_of(receiver([OTHER]))
    both = receiver([KEY, OTHER])

    assert 200 == both.handle("GET", path, REPORT, (), b"").status
    assert 200 == receiver([KEY]).handle("GET", path_of(both), REPORT, (), b"").status
    assert 404 == receiver([KEY]).handle("GET", path, REPORT, (), b"").status


def test_keys_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable holds the key, and after a comma the one before it; without it nothing is signed."""
    monkeypatch.setenv(VARIABLE, f"{KEY}, {OTHER}")
    addresses = Addresses(BASE)

    assert addresses.find(path_of(receiver([OTHER])))
    assert Addresses(BASE, [KEY]).find(addresses.address("smsoffice", "receipt").removeprefix("https://x.test"))
    monkeypatch.delenv(VARIABLE)
    with pytest.raises(ConfigurationError, match=VARIABLE):
        Addresses(BASE)


@pytest.mark.parametrize(
    "keys", [[], ["short"], [KEY, "short"], [KEY, OTHER, "a third one, and too many"], KEY, [KEY.encode()], [""]]
)
def test_keys_that_are_refused(keys: list[str]) -> None:
    """One or two keys, long enough; the error does not show them."""
    with pytest.raises(ConfigurationError, match="one or two keys") as caught:
        Addresses(BASE, keys)

    assert KEY not in str(caught.value)


@pytest.mark.parametrize("key", [Secret(KEY), "ein Schlüssel, den niemand kennt", "\udcff" * 16])
def test_keys_of_any_characters(key: str | Secret) -> None:
    """A key is text of any kind, or a secret; it shows in no repr of what holds it."""
    keys = Keys([key])

    assert "x" == keys.purpose(keys.sign("x", None))
    assert KEY not in repr(vars(keys))


def test_address_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address that a request carried is good for its lifetime, to the second; one that is set by hand stays."""
    now = int(time.time())
    monkeypatch.setattr(time, "time", lambda: now)
    receiving = receiver()
    passing, standing = path_of(receiving, "redoxygen"), path_of(receiving)
    statuses: list[tuple[int, int]] = []
    for seconds in (-(10**9), 0, LIFETIME.total_seconds() - 1, LIFETIME.total_seconds(), 10**9):
        monkeypatch.setattr(time, "time", lambda later=seconds: now + later)
        passed = receiving.handle("POST", passing, "", JSON, b"{}").status
        statuses.append((passed, receiving.handle("GET", standing, REPORT, (), b"").status))

    assert [(400, 200), (400, 200), (400, 200), (404, 200), (404, 200)] == statuses


@pytest.mark.parametrize("lifetime", [timedelta(), timedelta(days=-1), LONGEST_LIFETIME + timedelta(seconds=1)])
def test_lifetimes_that_are_refused(lifetime: timedelta) -> None:
    """An address that is never good, or good for longer than anybody could mean, is not given out."""
    with pytest.raises(ConfigurationError, match="3650 days"):
        Addresses(BASE, [KEY], lifetime=lifetime)


@pytest.mark.parametrize(
    "base",
    [
        "https://x.test",
        "https://x.test/",
        "http://127.0.0.1:8026/a/b/",
        "https://[::1]:8443/@x:y~(z)",
        "https://x/%20%C3%BC",
    ],
)
def test_public_addresses(base: str) -> None:
    """An address stands below the public one, and is found as it is and as a server decodes it."""
    addresses = Addresses(base, [KEY])
    address = addresses.address("smsoffice", "receipt")
    path = address[address.index("/", len("https://")) :]

    assert address.startswith(f"{base.rstrip('/')}/smsoffice/receipt/")
    assert addresses.find(path) is not None
    assert addresses.find(path.replace("(", "%28").replace("~", "%7E").replace("-", "%2d")) is not None


@pytest.mark.parametrize(
    "base",
    [
        "", "x.test", "ftp://x.test", "https://", "https://:443", "https://x.test:port", "https://x.test:99999",
        "https://x.test:0", "https://[::1", "https://user:secret@x.test", "https://x.test/?a=b", "https://x.test/?",
        "https://x.test/#a", "https://x.test/a b", "https://x.test/\n", "https://x.\ttest", "https://x.test/grüezi",
    ],
)  # fmt: skip
def test_public_addresses_that_are_refused(base: str) -> None:
    """What a provider could not call, or would call in its own way, is no public address."""
    with pytest.raises(ConfigurationError, match=r"https://host\[:port\]\[/path\]"):
        Addresses(base, [KEY])


@pytest.mark.parametrize("provider,kind", [("smsoffice", "reply"), ("netoxygen", "receipt"), ("memory", "receipt")])
def test_kinds_that_nobody_brings(provider: str, kind: str) -> None:
    """There is no address for what a provider does not bring."""
    with pytest.raises(ConfigurationError, match=f"{provider} brings no {kind}"):
        Addresses(BASE, [KEY]).address(provider, kind)


@pytest.mark.parametrize("provider", ["acme", "", "..", "smsoffice.callbacks", "a/b"])
def test_providers_that_are_not_there(provider: str) -> None:
    """There is no address for a provider that nobody knows."""
    with pytest.raises(ConfigurationError, match="there is no provider called"):
        Addresses(BASE, [KEY]).address(provider, "receipt")


def test_provider_that_is_gone() -> None:
    """An address that was signed for a provider which is no longer there is not found, and nothing fails."""
    end = Keys([KEY]).sign("acme/receipt", None)

    assert 404 == receiver().handle("GET", f"/in/{end}", "", (), b"").status


def test_strangers_leave_nothing() -> None:
    """What is not signed is not looked up, so that nobody makes us import or remember a name."""
    receiving = receiver()
    path_of(receiving)
    before = route_of.cache_info()
    for number in range(100):
        receiving.handle("GET", f"/in/p{number}/receipt/a-0-b", "", (), b"")

    assert before == route_of.cache_info()


def test_kinds() -> None:
    """Every kind of news that any provider brings."""
    assert {("redoxygen", "receipt"), ("redoxygen", "reply"), ("smsoffice", "receipt")} <= set(kinds())
