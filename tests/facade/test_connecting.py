"""Connection URLs, names and the configuration file; what is wrong is said, and a password never is."""

from __future__ import annotations

import functools
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest

import smswire
from smswire._config import VARIABLE as CONFIG
from smswire._connect import VARIABLE, find_url
from smswire.gateways import eros, netoxygen, redoxygen, smsoffice
from smswire_runtime import Secret

SECRET = "netoxygen://u:canary@h"
NAMED = "up to 64 letters, digits, dots, hyphens and underscores"


@pytest.fixture(autouse=True)
def nothing_configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine on which nobody configured anything."""
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.delenv(CONFIG, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "url,address",
    [
        ("netoxygen://u:p@sms.netoxygen.ch", "https://sms.netoxygen.ch"),
        ("netoxygen://u:p@", "https://sms.netoxygen.ch"),
        ("netoxygen://u:p@/base/", "https://sms.netoxygen.ch/base"),
        ("netoxygen://u:p@sms.test:8443/a/b", "https://sms.test:8443/a/b"),
        ("netoxygen://u:p@127.0.0.1:8025", "http://127.0.0.1:8025"),
        ("netoxygen://u:p@[::1]:8025", "http://[::1]:8025"),
        ("netoxygen://u:p@localhost:8025?tls=on", "https://localhost:8025"),
        ("smsoffice://u:p@?tls=on&from=x", "https://www.smsoffice.co.za"),
        ("redoxygen://u%40x.test:p@?account=CI1", "https://api.completesms.net"),
        ("eros://:token@host.test", "https://host.test"),
        ("eros://u:p@host.test?auth=session&format=jsv&deadline=2&answers=lenient", "https://host.test"),
    ],
)
def test_address(url: str, address: str) -> None:
    """A URL leads to where it says; https unless it is loopback."""
    with smswire.connect(url) as gateway:
        assert address == gateway.address


def test_percent_encoding() -> None:
    """Every character can stand in a user's name and a password."""
    url = find_url("netoxygen://a%40b%3A:p%2F%3F%23%25%C3%A9@h.test")

    assert ("a@b:", "p/?#%é") == (url.user, url.password.reveal())
    assert "p/" not in repr(url)


@pytest.mark.parametrize(
    "url",
    [
        "nobody://u:canary@h.test",
        "netoxygen://u@h.test",
        "netoxygen://:canary@h.test",
        "netoxygen://h.test",
        "netoxygen://u:canary@h.test?account=1",
        "netoxygen://u:canary@h.test?from=a&from=b",
        "netoxygen://u:canary@h.test?from",
        "netoxygen://u:canary%@h.test",
        "netoxygen://u:canary%ff@h.test",
        "netoxygen://u:can@ary@h.test",
        "netoxygen://u:can?canary=1@h.test",
        "eros://:tok?canary=1@h.test",
        "netoxygen://u:canary@h.test?region=XX",
        "netoxygen://u:canary@h.test?from=",
        "smsoffice://u:canary@h.test?from=TooLongASender",
        "redoxygen://u:canary@h.test?account=1&from=Desk",
        "netoxygen://u:canary@h.test#x",
        "netoxygen://u:canary@h test",
        "netoxygen://u:canary@h.test\n",
        "netoxygen://u:canary@h.test:99999",
        "netoxygen://u:canary@h.test/a/../b",
        "netoxygen://u:canary@h.test?tls=perhaps",
        "netoxygen://u:canary@h.test?deadline=soon",
        "netoxygen://u:canary@h.test?deadline=nan",
        "netoxygen://u:canary@h.test?deadline=-1",
        "netoxygen://u:canary@h.test?answers=loose",
        "redoxygen://u:canary@h.test",
        "eros://u:canary@h.test?auth=digest",
        "eros://u:canary@h.test?format=xml",
        "smsoffice://u:canary@",
        "memory://?nothing=1",
        "://",
        "netoxygen:/u:canary@h.test",
        "netoxygen://u:canary@" + "h" * 5000,
        "../gateways://u:canary@h.test",
        "_account://u:canary@h.test",
    ],
)
def test_url_that_is_refused(url: str) -> None:
    """What is wrong with a URL is said without repeating it."""
    with pytest.raises(smswire.ConfigurationError) as caught:
        smswire.connect(url)

    assert "canary" not in str(caught.value)
    assert len(str(caught.value)) < 300


def test_plain_http_warns(recwarn: pytest.WarningsRecorder) -> None:
    """Plain http to another machine needs a word, and warns."""
    smswire.connect("netoxygen://u:p@plain.test?tls=off").close()

    assert ["plain.test" in str(one.message) for one in recwarn] == [True]


def test_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a URL the environment names the gateway; without either that is said."""
    with pytest.raises(smswire.ConfigurationError, match=VARIABLE):
        smswire.connect()
    monkeypatch.setenv(VARIABLE, "memory://")

    assert "memory" == smswire.connect().provider


def test_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name stands for an entry of smswire.toml, whose password may stand elsewhere; a single entry needs no name."""
    (tmp_path / "secret").write_text("p1\n")
    file = tmp_path / "smswire.toml"
    file.write_text('[gateways.desk]\nurl = "netoxygen://u@h.test"\npassword_file = "secret"\n')

    assert "p1" == find_url("desk").password.reveal()
    assert "p1" == find_url(None).password.reveal()
    file.write_text(f'{file.read_text()}[gateways.two]\nurl = "netoxygen://u@h.test"\npassword_env = "TWO"\n')
    monkeypatch.setenv("TWO", "p2")
    assert "p2" == find_url("two").password.reveal()
    with pytest.raises(smswire.ConfigurationError, match="desk, two"):
        find_url("three")


@pytest.mark.parametrize(
    "text,told",
    [
        ("", "gateways: required"),
        ("[gateways]", "no gateway is called 'a'; there is none"),
        ("gateways = 3", "gateways: a table expected"),
        ('gateways = "canary"', "gateways: a table expected"),
        ('gateways.a = "canary"', "gateways.a: a table expected"),
        ('gateways.a = ["canary"]', "gateways.a: a table expected"),
        ("[gateways.a]", "gateways.a.url: required"),
        ("[gateways.a]\nurl = 3", "gateways.a.url: text expected"),
        ("[gateways.a]\nurl = 1979-05-27", "gateways.a.url: text expected"),
        ('[gateways.a]\nurl = "memory://"\npassword = "canary"', "gateways.a: unknown: password"),
        (f'[gateways.a]\nurl = "memory://"\n"{SECRET}" = 1', "gateways.a: unknown: a strange key"),
        ('[gateways.a.b]\nurl = "memory://"', "gateways.a.url: required; gateways.a: unknown: b"),
        ('[gateways.a]\nurl = "memory://"\n[other]', "unknown: other"),
        (f'["{SECRET}"]', "gateways: required; unknown: a strange key"),
        (f'[gateways."{SECRET}"]\nurl = "memory://"', f"gateways: a name has {NAMED}"),
        ('[gateways.a]\nurl = "canary"', "gateways.a.url: the connection URL is wrong"),
        ('[gateways.a]\nurl = "netoxygen://u:canary@h?no=1"', "gateways.a.url: netoxygen knows no option 'no'"),
        ('[gateways.a]\nurl = "netoxygen://u:canary@h:0"', "gateways.a.url: a port lies between"),
        ('[gateways.a]\nurl = "netoxygen://u@h"\npassword_file = 3', "gateways.a.password_file: text expected"),
        ('[gateways.a]\nurl = "netoxygen://u@h"\npassword_file = "none"', "gateways.a.password_file: No such file"),
        ('[gateways.a]\nurl = "netoxygen://u@h"\npassword_file = "."', "gateways.a.password_file: Is a directory"),
        (
            '[gateways.a]\nurl = "netoxygen://u@h"\npassword_file = "empty"',
            "gateways.a.password_file: the file is",
        ),
        ('[gateways.a]\nurl = "netoxygen://u@h"\npassword_file = "\\u0000canary"', "gateways.a.password_file: no path"),
        (
            '[gateways.a]\nurl = "netoxygen://u@h"\npassword_env = "NONE"',
            "gateways.a.password_env: the variable",
        ),
        ('[gateways.a]\nurl = "memory://"\n[gateways.a]', "Cannot declare ('gateways', 'a') twice (at line 3"),
        (f'[gateways."{SECRET}"]\n[gateways."{SECRET}"]', "Cannot declare ('gateways', '…') twice (at line 2"),
        (f'[gateways.a]\nurl = "{SECRET}"\nurl = "{SECRET}"', "Cannot overwrite a value"),
        (f'[gateways.a]\nurl = "{SECRET}', "Unterminated string"),
        (f"[gateways.a]\nurl = {SECRET}", "Invalid value (at line 2"),
        ("[gateways", "Expected ']' at the end of a table declaration"),
        ("x = " + "9" * 5000, "a number that is too long"),
        ("x = " + "[" * 5000, "arrays that are too deep"),
        ("\udcff", "not UTF-8"),
        ("#" * 2_000_000, "more than 1048576 bytes"),
    ],
    ids=count(),
)
def test_file_that_is_refused(tmp_path: Path, text: str, told: str) -> None:
    """What is wrong with the file is said with the file and the key, and never with what stands there."""
    (tmp_path / "empty").touch()
    (tmp_path / "smswire.toml").write_text(text, "utf-8", "surrogateescape")
    with pytest.raises(smswire.ConfigurationError) as caught:
        smswire.connect("a")

    assert str(caught.value).startswith(f"smswire.toml: {told}")
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    "file,told",
    [("folder", "Is a directory"), ("none", "No such file"), ("/dev/zero", "more than"), ("n" * 5000, "name too long")],
)
def test_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, told: str) -> None:
    """A file that was named and cannot be read is an error, and not as if there was none."""
    (tmp_path / "folder").mkdir()
    monkeypatch.setenv(CONFIG, file)

    with pytest.raises(smswire.ConfigurationError, match=told) as caught:
        smswire.connect()
    assert str(caught.value).startswith(f"{file}: ")


def test_several_gateways(tmp_path: Path) -> None:
    """Where a file names several gateways and nobody says which, the file and its names are said."""
    (tmp_path / "smswire.toml").write_text('[gateways]\nb.url = "memory://"\na.url = "memory://"')

    with pytest.raises(smswire.ConfigurationError) as caught:
        smswire.connect()
    assert "smswire.toml: no gateway is named; there is a, b" == str(caught.value)


@pytest.mark.parametrize(
    "entry",
    [
        'url = "netoxygen://u@h"\npassword_env = "ONE"\npassword_file = "two"',
        'url = "netoxygen://u:canary@h"\npassword_env = "ONE"',
        'url = "netoxygen://u:canary@h"\npassword_file = "two"',
    ],
)
def test_several_passwords(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: str) -> None:
    """Of several passwords none is chosen in silence."""
    monkeypatch.setenv("ONE", "canary")
    (tmp_path / "two").write_text("canary")
    (tmp_path / "smswire.toml").write_text(f"[gateways.a]\n{entry}")

    with pytest.raises(smswire.ConfigurationError) as caught:
        smswire.connect("a")
    assert "smswire.toml: gateways.a: more than one of password_env, password_file and a password in the URL" == str(
        caught.value
    )


@pytest.mark.parametrize(
    "connect", [smswire.connect, smswire.connect_async, netoxygen.connect, netoxygen.connect_async]
)
def test_options_that_are_none(connect: Any) -> None:
    """An option that there is not is refused by its name."""
    account = ["netoxygen://u:p@h.test"] if connect in {smswire.connect, smswire.connect_async} else ["u", "p"]

    with pytest.raises(smswire.ConfigurationError, match="no option is called 'nonsense'; there is answers, base_url"):
        connect(*account, nonsense=1)


@pytest.mark.parametrize("password", ["canary\x00", "canary\n", "\ud800canary", Secret("canary\x7f"), 3, b"canary"])
@pytest.mark.parametrize(
    "connect,account",
    [
        (redoxygen.connect, ["CI1", "u"]),
        (redoxygen.connect_async, ["CI1", "u"]),
        (netoxygen.connect, ["u"]),
        (netoxygen.connect_async, ["u"]),
        (smsoffice.connect, ["u"]),
        (smsoffice.connect_async, ["u"]),
        (eros.connect, ["u"]),
        (functools.partial(eros.connect, auth="session"), ["u"]),
        (functools.partial(eros.connect_async, auth="session"), ["u"]),
    ],
)
def test_password_that_no_wire_carries(connect: Callable[..., Any], account: list[str], password: Any) -> None:
    """A password that cannot be sent is refused when the gateway is opened, by its name and without itself."""
    with pytest.raises(smswire.ConfigurationError, match=r"the password (is no text|holds a control)") as caught:
        connect(*account, password)

    assert "canary" not in str(caught.value)


def test_byte_order_mark(tmp_path: Path) -> None:
    """What some editors put before the text is no part of it; an entry may stand in either kind of table."""
    (tmp_path / "smswire.toml").write_text('\ufeffgateways.a.url = "memory://"', "utf-8")

    assert "memory" == smswire.connect("a").provider


def test_nobody_has_a_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """A container may run as a user whom nobody knows; then there is no file, and no more."""
    monkeypatch.delenv("XDG_CONFIG_HOME")
    monkeypatch.setenv("HOME", "")

    with pytest.raises(smswire.ConfigurationError, match="no gateway is named"):
        smswire.connect()


def test_import_is_light() -> None:
    """Importing the facade loads nothing that somebody would wait for."""
    heavy = ("attr", "attrs", "urllib3", "asyncio", "typing", "ssl", "http", "json")
    code = f"import sys, smswire; print([name for name in {heavy!r} if name in sys.modules])"
    bare = f"import sys; print([name for name in {heavy!r} if name in sys.modules])"
    found = [
        subprocess.run([sys.executable, "-I", "-c", one], capture_output=True, check=True).stdout
        for one in (code, bare)
    ]

    assert found[1] == found[0]


@pytest.mark.parametrize(
    "url",
    [
        "redoxygen://user:secret@127.0.0.1:9?account=CI1",
        "netoxygen://user:secret@127.0.0.1:9",
        "eros://user:secret@127.0.0.1:9",
        "smsoffice://user:secret@127.0.0.1:9?from=Desk",
    ],
)
def test_a_gateway_for_threads_is_light(url: str) -> None:
    """Who sends from threads and receives nothing loads neither an event loop nor time zones nor the receiver."""
    heavy = ("aiohttp", "asyncio", "cattrs", "phonenumbers", "smswire.callbacks._receiver", "tomllib", "zoneinfo")
    before = "set(sys.modules)"  # what an interpreter brings by itself
    code = (
        f"import sys; own = {before}; import smswire; smswire.connect({url!r}); print({{*{heavy!r}}} & {before} - own)"
    )
    found = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, check=True, text=True)

    assert "set()" == found.stdout.strip()
