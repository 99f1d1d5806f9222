"""Wire formats: what a text means, how a value is written, and what is refused."""

from __future__ import annotations

import contextlib
import locale
import math
import time
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smswire_runtime._errors import EncodeError
from smswire_runtime._formats import (
    DECIMAL_DIGITS,
    MONTHS,
    CodeFormat,
    DateTimeFormat,
    DecimalFormat,
    FlagFormat,
    GuidFormat,
    IntegerFormat,
    TextFormat,
)

ZURICH = ZoneInfo("Europe/Zurich")
NEW_YORK = ZoneInfo("America/New_York")
HALF_PAST = timezone(timedelta(hours=3, minutes=30))

QUEUED = DateTimeFormat(("iso", "dd-Mon-yyyy HH:mm:ss (UTC)"), zone="UTC")
LATER = DateTimeFormat(("dd-Mon-yyyy HH:mm:ss",))
SWISS = DateTimeFormat(("yyyy-MM-dd HH:mm:ss",), zone="Europe/Zurich")
SENT = DateTimeFormat(("yyyy-MM-dd HH:mm:ss", "yyyyMMddTHH:mm:ss", "iso"), zone="Europe/Zurich")
NAIVE_ISO = DateTimeFormat(("iso",), zone=None)
SWISS_ISO = DateTimeFormat(("iso",), zone="Europe/Zurich")
EASTERN_ISO = DateTimeFormat(("iso",), zone="America/New_York")
N = GuidFormat("N")
CODE, TEXT, FLAG, INTEGER = CodeFormat(4), TextFormat(), FlagFormat(), IntegerFormat()
DECIMAL = DecimalFormat(2)

Writer: TypeAlias = DateTimeFormat | GuidFormat | DecimalFormat
Format: TypeAlias = Writer | CodeFormat | TextFormat | FlagFormat | IntegerFormat

DATE_TIMES = [QUEUED, LATER, SWISS, SENT, NAIVE_ISO, SWISS_ISO]
WRITERS: list[Writer] = [*DATE_TIMES, N, GuidFormat("B"), DECIMAL, DecimalFormat(0)]
FORMATS: list[Format] = [*WRITERS, CODE, TEXT, FLAG, INTEGER]

CALM = settings(deadline=None)  # a busy machine must not fail a test; what has to be quick is timed as a whole
ZONES = st.sampled_from([UTC, ZURICH, NEW_YORK, HALF_PAST, timezone(timedelta(hours=14))])
MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=ZONES)  # noqa: DTZ001, hypothesis adds zones
KINDS: list[type[object]] = [bool, int, float, str, bytes, Decimal, UUID, datetime]
SCALARS: st.SearchStrategy[object] = st.one_of(st.none(), *(st.from_type(kind) for kind in KINDS))
NEARLY = st.text(alphabet="0123456789 -+.:,TZtz{}()abcdefJanFbUC\u0663\u0661\u017f\u00a0\n\x00e_", max_size=40)
ANYTHING: st.SearchStrategy[object] = SCALARS | NEARLY | MOMENTS | st.lists(SCALARS) | st.dictionaries(NEARLY, SCALARS)


def refusal(format_: Writer, value: object) -> str:
    """The problem for which a value is not written."""
    with pytest.raises(EncodeError) as caught:
        format_.write(value, "$.Field")
    assert "$.Field" == caught.value.path
    return caught.value.problem


@pytest.mark.parametrize(
    "format_, text, expected",
    [
        (QUEUED, "2024-09-20T04:39:13.819Z", datetime(2024, 9, 20, 4, 39, 13, 819000, UTC)),
        (QUEUED, "01-Jan-2030 00:00:01 (UTC)", datetime(2030, 1, 1, 0, 0, 1, tzinfo=UTC)),
        (QUEUED, "2024-09-20T05:02:44.5Z", datetime(2024, 9, 20, 5, 2, 44, 500000, UTC)),
        (LATER, "01-Jan-2030 00:00:01", datetime(2030, 1, 1, 0, 0, 1)),  # noqa: DTZ001, the zone travels elsewhere
        (SWISS, "2006-12-06 20:05:00", datetime(2006, 12, 6, 20, 5, tzinfo=ZURICH)),
        (SENT, "20061206T20:05:00", datetime(2006, 12, 6, 20, 5, tzinfo=ZURICH)),
        (SENT, "2006-12-06T20:05:00", datetime(2006, 12, 6, 20, 5, tzinfo=ZURICH)),
        (SENT, "", None),
    ],
)
def test_documented_dates(format_: DateTimeFormat, text: str, expected: datetime | None) -> None:
    """The dates in the providers' documents mean what the documents say, in their zone."""
    moment = format_.read(text)

    assert expected == moment
    assert (expected and expected.tzinfo) == (moment and moment.tzinfo)


@pytest.mark.parametrize(
    "endings, hours, micro",
    [
        ("Z z +00:00 -00:00 +0000 +00 .0Z", 0, 0),
        ("+05:30 +0530 .000+05:30", 5.5, 0),
        ("-0930 -09:30", -9.5, 0),
        (".8190000Z .819Z ,819+00", 0, 819000),
        (".123456Z .123456789Z", 0, 123456),
        (".5", None, 500000),
    ],
)
def test_iso(endings: str, hours: float | None, micro: int) -> None:
    """ISO 8601 is read in all its usual notations; an offset of its own is kept, whatever the zone of the format."""
    plain = datetime(2024, 9, 20, 4, 39, 13, micro)  # noqa: DTZ001, compared with naive times
    beginnings = (
        "2024-09-20T04:39:13",
        "2024-09-20 04:39:13",
        "2024-09-20t04:39:13",
        "20240920T043913",
        "20240920T04:39:13",
    )
    for text in (beginning + ending for beginning in beginnings for ending in endings.split()):
        naive, swiss = NAIVE_ISO.read(text), SWISS_ISO.read(text)

        assert naive is not None
        assert swiss is not None
        assert plain == naive.replace(tzinfo=None) == swiss.replace(tzinfo=None)
        assert (None if hours is None else timedelta(hours=hours)) == naive.utcoffset()
        assert timedelta(hours=2 if hours is None else hours) == swiss.utcoffset()


NO_DATES = (
    "2024-02-30T00:00:00Z; 2023-02-29T00:00:00Z; 2024-13-01T00:00:00Z; 2024-00-01T00:00:00Z; 0000-01-01T00:00:00Z; "
    "2024-01-01T24:00:00Z; 2024-01-01T23:60:00Z; 2016-12-31T23:59:60Z; 2024-01-01T00:00:00+24:00; 2024-01-01; "
    "2024-01-01T00:00:00+01:60; 2024-0101T00:00:00; 2024-01-01T00:0000; 2024-01-01T00:00:00.Z; ; 2024; "
    "2024-01-01T00:00:00.1234567890Z;  2024-01-01T00:00:00Z; 2024-01-01T00:00:00Z\n; 2024-01-01T00:00:0\u0663Z; "
    "\u0662024-01-01T00:00:00Z; "
    "01-Jan-2030 00:00:01 (utc); 01-Jan-2030 00:00:01; 31-Apr-2030 00:00:01 (UTC); 01-J\u00e4n-2030 00:00:01 (UTC); "
    "01-\u017fep-2030 00:00:01 (UTC); 1-Jan-2030 00:00:01 (UTC); \u0660\u0661-Jan-2030 00:00:01 (UTC)"
)


@pytest.mark.parametrize("text", NO_DATES.split("; "))
def test_no_such_date(text: str) -> None:
    """An impossible date, a notation that nobody documents and digits of other scripts give None."""
    assert QUEUED.read(text) is None


@pytest.mark.parametrize("name", ["C", "de_DE.UTF-8", "fr_CH.UTF-8"])
def test_months(name: str) -> None:
    """Months are English in every locale that this machine has, and in any casing when read."""
    before = locale.setlocale(locale.LC_TIME)
    with contextlib.suppress(locale.Error):
        locale.setlocale(locale.LC_TIME, name)
    for number, month in enumerate(MONTHS, 1):
        expected = datetime(2030, number, 2, 3, 4, 5)  # noqa: DTZ001, the format has no zone
        assert f"02-{month}-2030 03:04:05" == LATER.write(expected, "$")
        for spelling in (month, month.upper(), month.lower(), month.swapcase()):
            assert expected == LATER.read(f"02-{spelling}-2030 03:04:05")
    locale.setlocale(locale.LC_TIME, before)


def test_literals_stand_for_themselves() -> None:
    """What is no letter of a pattern is literal, even where it means something to regular expressions."""
    odd = DateTimeFormat((r"[yyyy].(MM|dd)*\d HH+mm?ss$",))
    moment = datetime(2030, 2, 3, 4, 5, 6)  # noqa: DTZ001, the format has no zone

    assert r"[2030].(02|03)*\d 04+05?06$" == odd.write(moment, "$")
    assert moment == odd.read(r"[2030].(02|03)*\d 04+05?06$")
    assert odd.read("2030x02") is None


def test_repeated_and_missing_letters() -> None:
    """A pattern may repeat letters or leave them out; a moment that is finer than it is refused."""
    date = DateTimeFormat(("Mon MM dd yyyy",), zone="UTC")

    assert datetime(2030, 2, 3, tzinfo=UTC) == date.read("Feb 02 03 2030")
    assert "Feb 02 03 2030" == date.write(datetime(2030, 2, 3, tzinfo=UTC), "$")
    assert "finer than Mon MM dd yyyy can say" == refusal(date, datetime(2030, 2, 3, 0, 0, 1, tzinfo=UTC))
    assert "finer than dd-Mon-yyyy HH:mm:ss can say" == refusal(LATER, datetime(2030, 1, 1, 0, 0, 0, 1))  # noqa: DTZ001


def last_sunday(year: int, month: int) -> datetime:
    """One o'clock UTC on the last Sunday of the month, when European clocks change."""
    return max(day for n in range(25, 32) if (day := datetime(year, month, n, 1, tzinfo=UTC)).weekday() == 6)


@pytest.mark.parametrize("year", range(2020, 2031))
def test_the_hour_that_zurich_skips(year: int) -> None:
    """A time between two and three on the last Sunday of March is neither read nor written."""
    change = last_sunday(year, 3)
    skipped = datetime(year, 3, change.day, 2, 30, tzinfo=ZURICH)

    assert SWISS.read(f"{year}-03-{change.day} 02:30:00") is None
    assert "a time that the clocks of its zone skip" == refusal(SWISS, skipped)
    assert "a time that the clocks of its zone skip" == refusal(QUEUED, skipped.replace(fold=1))
    assert f"{year}-03-{change.day} 01:59:59" == SWISS.write(change - timedelta(seconds=1), "$")
    assert f"{year}-03-{change.day} 03:00:00" == SWISS.write(change, "$")


@pytest.mark.parametrize("year", range(2020, 2031))
def test_the_hour_that_zurich_repeats(year: int) -> None:
    """A text between two and three on the last Sunday of October could mean two moments: not read, not written."""
    change = last_sunday(year, 10)
    half = timedelta(minutes=30)

    assert SWISS.read(f"{year}-10-{change.day} 02:30:00") is None
    for moment in (change - half, change + half):
        problem = "a time that the clocks of Europe/Zurich show twice, which its text could not tell apart"
        assert problem == refusal(SWISS, moment) == refusal(SWISS, moment.astimezone(ZURICH))
    assert f"{year}-10-{change.day} 01:59:59" == SWISS.write(change - timedelta(seconds=3601), "$")
    assert f"{year}-10-{change.day} 03:00:00" == SWISS.write(change + 2 * half, "$")
    assert f"{year}-10-{change.day}T02:30:00.000+02:00" == SWISS_ISO.write(change - half, "$")
    assert f"{year}-10-{change.day}T02:30:00.000+01:00" == SWISS_ISO.write(change + half, "$")


@pytest.mark.parametrize(
    "format_, moment, expected",
    [
        (QUEUED, datetime(2024, 9, 20, 4, 39, 13, 819000, UTC), "2024-09-20T04:39:13.819Z"),
        (QUEUED, datetime(2024, 9, 20, 4, 39, 13, tzinfo=UTC), "2024-09-20T04:39:13.000Z"),
        (QUEUED, datetime(2024, 9, 20, 4, 39, 13, 1, UTC), "2024-09-20T04:39:13.000001Z"),
        (QUEUED, datetime(2024, 9, 20, 6, 39, 13, tzinfo=ZURICH), "2024-09-20T04:39:13.000Z"),
        (SWISS, datetime(2006, 12, 6, 19, 5, tzinfo=UTC), "2006-12-06 20:05:00"),
        (SWISS, datetime(2006, 7, 6, 14, 5, tzinfo=NEW_YORK), "2006-07-06 20:05:00"),
        (NAIVE_ISO, datetime(33, 4, 3, 15), "0033-04-03T15:00:00.000"),  # noqa: DTZ001, the format has no zone
        (EASTERN_ISO, datetime(2024, 1, 1, tzinfo=UTC), "2023-12-31T19:00:00.000-05:00"),
    ],
)
def test_writing_dates(format_: DateTimeFormat, moment: datetime, expected: str) -> None:
    """The first pattern is written, on the clock of the zone."""
    assert expected == format_.write(moment, "$")


def test_dates_that_are_refused() -> None:
    """A moment needs a zone exactly where the text has one, and what a text cannot say is not written."""
    naive = datetime(2030, 1, 1)  # noqa: DTZ001, what is refused
    mars = DateTimeFormat(("yyyy-MM-dd",), zone="Mars/Olympus_Mons")

    assert "no time zone, so that it could mean any moment" == refusal(SWISS, naive)
    assert "a time zone, which its text could not say" == refusal(LATER, naive.replace(tzinfo=UTC))
    assert "beyond the years 1 to 9999" == refusal(QUEUED, datetime.min.replace(tzinfo=HALF_PAST))
    assert "beyond the years 1 to 9999" == refusal(SWISS, datetime.max.replace(tzinfo=UTC))
    assert "an offset from UTC that is not of whole minutes" == refusal(SWISS_ISO, datetime(33, 1, 1, tzinfo=UTC))
    assert "expected a date and time, got a string" == refusal(SWISS, "2030-01-01 00:00:00")
    assert "expected a date and time, got date" == refusal(SWISS, naive.date())
    assert "this machine does not know the time zone Mars/Olympus_Mons" == refusal(mars, naive.replace(tzinfo=UTC))
    assert mars.read("2030-01-01") is None


@CALM
@given(MOMENTS)
def test_round_trip_of_moments(moment: datetime) -> None:
    """What is written is read back as the same moment, or refused; ISO 8601 means the same to Python itself."""
    for format_, value in ((QUEUED, moment), (SWISS, moment.replace(microsecond=0)), (SWISS_ISO, moment)):
        try:
            text = format_.write(value, "$")
        except EncodeError as error:
            assert "skip" in error.problem or "twice" in error.problem  # noqa: PT017, either is right
        else:
            found = format_.read(text)
            assert found is not None
            assert value.astimezone(UTC) == found.astimezone(UTC)
    fixed = moment.astimezone(HALF_PAST)
    assert fixed == QUEUED.read(fixed.isoformat()) == datetime.fromisoformat(QUEUED.write(fixed, "$"))


@CALM
@given(st.datetimes())
def test_round_trip_of_naive_moments(moment: datetime) -> None:
    """Without a zone any moment that Python knows comes back as it was."""
    whole = moment.replace(microsecond=0)

    assert moment == NAIVE_ISO.read(NAIVE_ISO.write(moment, "$"))
    assert whole == LATER.read(LATER.write(whole, "$"))


GUID = UUID("6f9619ff-8b86-d011-b42d-00c04fc964ff")
GUID_TEXTS = {"N": GUID.hex, "D": str(GUID), "B": f"{{{GUID}}}", "P": f"({GUID})"}


@pytest.mark.parametrize("form", GUID_TEXTS)
def test_guids(form: str) -> None:
    """All forms are read in any casing; the form's own is written, from a UUID or from a text; zeros mean none."""
    format_ = GuidFormat(form)
    zeros = format_.write(UUID(int=0), "$")

    assert GUID_TEXTS[form] == format_.write(GUID, "$")
    for text in GUID_TEXTS.values():
        assert GUID == format_.read(text) == format_.read(text.upper())
        assert GUID_TEXTS[form] == format_.write(text, "$")
    assert "0" * 32 == N.write(zeros, "$")
    assert N.read(zeros) is None


@pytest.mark.parametrize("change", ["String", "{", "}", "{)", "()()", "0", "\n", "\u0666", "urn:uuid:", "-", "--"])
def test_no_guids(change: str) -> None:
    """Anything else is no GUID: None when read, refused when written, and never quoted."""
    middle = len(change) // 2
    for text in ("", change, change[:middle] + GUID.hex + change[middle:], change + GUID.hex[len(change) :] + "x"):
        assert N.read(text) is None
        assert "not a GUID" == refusal(N, text)
    assert "expected a GUID, got an integer" == refusal(N, 5)


READ: list[tuple[Format, dict[object, object]]] = [
    (CODE, {"0000": "0000", 0: "0000", "0": "0000", "11": "0011", 2001: "2001", "2100": "2100", 1.0: "0001"}),
    (TEXT, {"1.1": "1.1", 1.1: "1.1", 1.0: "1.0", 123: "123", -5: "-5", 2**64 - 1: "18446744073709551615", "": ""}),
    (TEXT, {1e22: "10000000000000000000000", 1e-7: "0.0000001", "123e4567-e89b": "123e4567-e89b", " a\n": " a\n"}),
    (FLAG, {True: True, False: False, 9: True, -1: True, "0": False, "1": True, "9": True}),
    (INTEGER, {"100": 100, 100: 100, 3.0: 3, "007": 7, "-3": -3, "9" * 19: 10**19 - 1}),
    (DECIMAL, {"1234.56": Decimal("1234.56"), "-3.50": Decimal("-3.5"), "+1.005": Decimal("1.005")}),
    (
        DECIMAL,
        {5: Decimal(5), 0.1: Decimal("0.1"), "0.00": Decimal(0), "9" * DECIMAL_DIGITS: Decimal("9" * DECIMAL_DIGITS)},
    ),
]


@pytest.mark.parametrize("format_, values", READ)
def test_reading(format_: Format, values: dict[object, object]) -> None:
    """A value means the same as text and as a number: lost zeros are put back, exponents are spelled out."""
    for value, expected in values.items():
        found = format_.read(value)

        assert expected == found
        assert type(expected) is type(found)


NOTHING: list[tuple[Format, str, tuple[object, ...]]] = [
    (CODE, "|OK|00000|+1|-1|1.0|\u0660| 1|1\n", (20011, -1, 1.5, True, math.nan)),
    (FLAG, "|true|True|01|10|\u0661", (1.0, None, b"1")),
    (INTEGER, "|1.0|1_000| 1|1\n|+1|\u0663|--1|99999999999999999999", (3.5, True, math.inf, 1e300)),
    (DECIMAL, "|1e5|1E999999999|NaN|Infinity|.5|5.|1,5|1_0| 1|1\n|\u0663|0x1", (True, math.nan, 1e300)),
]


@pytest.mark.parametrize("format_, texts, values", NOTHING)
def test_reading_nothing(format_: Format, texts: str, values: tuple[object, ...]) -> None:
    """What fits no form gives None: other notations, other digits, other types, too many digits."""
    for value in (*texts.split("|"), *values):
        assert format_.read(value) is None
    for value in (True, math.nan, -math.inf, b"text"):
        assert TEXT.read(value) is None


def test_writing_decimals() -> None:
    """A decimal number is written with exactly its places, never with an exponent or a negative zero."""
    values = {
        "1234.56": "1234.56",
        "5": "5.00",
        "1E+2": "100.00",
        "1.500": "1.50",
        "-0.00": "0.00",
        "0E+999999": "0.00",
    }

    assert list(values.values()) == [DECIMAL.write(Decimal(value), "$") for value in values]
    assert ["-7.00", "3.50"] == [DECIMAL.write(-7, "$"), DECIMAL.write("3.5", "$")]
    assert ["7", "0"] == [DecimalFormat(0).write(Decimal("7.0"), "$"), DecimalFormat(0).write(0, "$")]


def test_decimals_that_are_refused() -> None:
    """What does not fit exactly is refused: nothing is rounded, and nothing is quoted."""
    assert "no decimal number, or one of too many digits" == refusal(DECIMAL, 10**5000)
    assert "expected a decimal number, got a boolean" == refusal(DECIMAL, value=True)
    assert "not a finite number" == refusal(DECIMAL, Decimal("sNaN")) == refusal(DECIMAL, Decimal("-Infinity"))
    numbers = [Decimal(text) for text in ("1.005", "1E+999999", "1E-999999", "NaN", "sNaN", "-Infinity")]
    for value in [*numbers, "1.005", "a lot", 1.5, True, None]:
        assert str(value)[:5] not in refusal(DECIMAL, value)


@CALM
@given(st.uuids(), st.decimals(places=2, min_value=-(10**15), max_value=10**15))
def test_round_trip_of_guids_and_decimals(guid: UUID, number: Decimal) -> None:
    """A GUID comes back from any form, a number with two places as it was."""
    for form in GUID_TEXTS:
        assert (guid if guid.int else None) == N.read(GuidFormat(form).write(guid, "$"))
    assert number == DECIMAL.read(DECIMAL.write(number, "$"))


@CALM
@given(ANYTHING)
def test_only_our_errors(value: object) -> None:
    """Reading never raises; what is to be written becomes text that is read again, or an EncodeError at its path."""
    for format_ in FORMATS:
        format_.read(value)
    for writer in WRITERS:
        try:
            text = writer.write(value, "$.here")
        except EncodeError as error:
            assert "$.here" == error.path  # noqa: PT017, either is right
        else:
            assert writer.read(text) is not None or not text.strip("0-.{}()")


def test_hostile_sizes() -> None:
    """A megabyte in a field costs next to nothing, in any format."""
    size = 10**6
    hostile = [filler * size for filler in ("9", "0", "-", " ", "2024-01-01T", "{", "\u0661", "a")]
    hostile += ["2024-01-01T00:00:00." + "9" * size, "1." + "0" * size, "1e" + "9" * size, "0000" + " " * size]
    begin = time.thread_time()
    for format_ in FORMATS:
        for text in hostile:
            assert format_.read(text) is None or format_ is TEXT
        assert format_.read(1 << 10**7) in {None, True}

    assert time.thread_time() - begin < 1.0
