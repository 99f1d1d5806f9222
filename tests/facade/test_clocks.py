"""Clocks of wires: a moment survives the way over the wire, or does not go on it."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smswire._clocks import BEHIND_UTC, ZURICH, ZonedClock, ahead
from smswire._errors import InvalidMessage, InvalidTime
from smswire._outcome import Reason
from smswire_runtime._outcomes import ConfigurationError

NOW = datetime(2024, 1, 31, 12, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Zurich")
NEW_YORK = ZoneInfo("America/New_York")
ZONES = st.sampled_from([UTC, ZONE, NEW_YORK, timezone(timedelta(hours=-9, minutes=-30)), ZoneInfo("Asia/Kathmandu")])
FUTURE = st.datetimes(datetime(2024, 2, 2), datetime(2200, 1, 1), timezones=ZONES, allow_imaginary=False)  # noqa: DTZ001

CALM = settings(deadline=None)  # a busy machine must not fail a test

# Europe's hours that the clocks skip or repeat: from 01:00 UTC of the last Sundays of March and October.
SPRING = datetime(2024, 3, 31, 1, tzinfo=UTC)
AUTUMN = datetime(2024, 10, 27, 1, tzinfo=UTC)


def refusal_of(at: object, clock: ZonedClock = ZURICH) -> str:
    """Why a moment is not written."""
    with pytest.raises(InvalidTime) as caught:
        clock.write(at, NOW)  # type: ignore[arg-type]
    return str(caught.value)


def misreading_of(text: str) -> str:
    """Why a text tells no moment."""
    with pytest.raises(InvalidTime) as caught:
        ZURICH.read(text)
    return str(caught.value)


@pytest.mark.parametrize(
    "at, expected",
    [
        (datetime(2024, 12, 6, 20, 5, tzinfo=ZONE), "2024-12-06 20:05:00"),
        (datetime(2024, 12, 6, 20, 5, tzinfo=UTC), "2024-12-06 21:05:00"),
        (datetime(2024, 7, 6, 20, 5, tzinfo=UTC), "2024-07-06 22:05:00"),
        (datetime(2024, 7, 6, 20, 5, tzinfo=NEW_YORK), "2024-07-07 02:05:00"),
        (datetime(2024, 12, 31, 23, 59, 59, 1, tzinfo=ZONE), "2025-01-01 00:00:00"),
        (SPRING - timedelta(seconds=1), "2024-03-31 01:59:59"),
        (SPRING, "2024-03-31 03:00:00"),
        (AUTUMN - timedelta(hours=1, seconds=1), "2024-10-27 01:59:59"),
        (AUTUMN + timedelta(hours=1), "2024-10-27 03:00:00"),
    ],
)
def test_zurich(at: datetime, expected: str) -> None:
    """A moment is written as the clocks in Zurich show it, in summer and in winter, and read as the same moment."""
    assert expected == ZURICH.write(at, NOW)
    assert ahead(at, NOW) == ZURICH.read(expected)


@CALM
@given(FUTURE)
def test_zurich_and_back(at: datetime) -> None:
    """Whatever is written is read as the same moment; only the hour that comes twice is not written."""
    whole = ahead(at, NOW)
    try:
        text = ZURICH.write(at, NOW)
    except InvalidTime:
        local = whole.astimezone(ZONE)
        assert local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    else:
        assert whole == ZURICH.read(text)


@CALM
@given(FUTURE)
def test_behind_utc_and_back(at: datetime) -> None:
    """On a clock whose distance goes along every moment can be said, those of the hour that comes twice too."""
    text, behind = BEHIND_UTC.write(at, NOW)

    assert ahead(at, NOW) == BEHIND_UTC.read(text, behind)


@pytest.mark.parametrize("minutes", [0, 30, 59])
@pytest.mark.parametrize("hours", [-1, 0])
def test_repeated_hour(hours: int, minutes: int) -> None:
    """In autumn an hour comes twice, and neither of the two is written or read, whatever the fold says."""
    at = AUTUMN + timedelta(hours=hours, minutes=minutes)
    local = at.astimezone(ZONE)

    assert (hours == 0) == bool(local.fold)
    assert "show twice, which its text could not tell apart" in refusal_of(at)
    assert "show twice, which its text could not tell apart" in refusal_of(local)
    assert "a time that the clocks of Europe/Zurich show twice" == misreading_of(f"2024-10-27 02:{minutes:02}:00")


@pytest.mark.parametrize("minutes", [0, 30, 59])
@pytest.mark.parametrize("fold", [0, 1])
def test_skipped_hour(minutes: int, fold: int) -> None:
    """In spring there is no hour from two to three in Zurich; Python would take either side."""
    at = datetime(2024, 3, 31, 2, minutes, tzinfo=ZONE, fold=fold)

    assert "a time that the clocks of its zone skip" == refusal_of(at)
    assert "a time that the clocks of Europe/Zurich skip" == misreading_of(f"2024-03-31 02:{minutes:02}:00")
    with pytest.raises(InvalidTime, match="skip"):
        BEHIND_UTC.write(at, NOW)


@pytest.mark.parametrize(
    "at, expected",
    [
        (NOW, "a time that has passed"),
        (NOW - timedelta(microseconds=1), "a time that has passed"),
        (NOW.astimezone(NEW_YORK), "a time that has passed"),
        (datetime(1, 1, 1, tzinfo=UTC), "a time that has passed"),
        (datetime(2030, 1, 1), "no time zone, so that it could mean any moment"),  # noqa: DTZ001, that is the case
        (datetime(9999, 12, 31, 23, 59, 59, 1, tzinfo=UTC), "beyond the years 1 to 9999"),
        (datetime(9999, 12, 31, 23, tzinfo=NEW_YORK), "beyond the years 1 to 9999"),
        (datetime(9999, 12, 31, 23, 30, tzinfo=UTC), "beyond the years 1 to 9999"),  # the next year in Zurich
        ("2030-01-01 00:00:00", "expected a date and time, got a string"),
        (NOW.date(), "expected a date and time, got date"),
        (None, "expected a date and time, got null"),
    ],
)
def test_refused(at: object, expected: str) -> None:
    """What has passed, what is no moment, and what a clock cannot show is not written."""
    assert expected == refusal_of(at)


@CALM
@given(st.integers(1, 999_999))
def test_parts_of_a_second(microseconds: int) -> None:
    """A message never goes before its time, and less than a second after it."""
    at = NOW + timedelta(hours=3, microseconds=microseconds)

    assert NOW + timedelta(hours=3, seconds=1) == ahead(at, NOW)


def test_passed_within_a_second() -> None:
    """What has passed has passed, even if its second has not."""
    with pytest.raises(InvalidTime, match="passed"):
        ahead(NOW + timedelta(microseconds=1), NOW + timedelta(microseconds=2))


def test_the_next_moment() -> None:
    """What is ahead stays ahead, by however little."""
    assert NOW < ahead(NOW + timedelta(microseconds=1), NOW)


def test_read_does_not_care_for_now() -> None:
    """A text of the past is a moment, not an error: whoever reads it compares."""
    assert datetime(2006, 12, 6, 19, 5, tzinfo=UTC) == ZURICH.read("2006-12-06 20:05:00")
    assert UTC is ZURICH.read("2006-12-06 20:05:00").tzinfo


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tomorrow",
        "2006-12-06",
        "2006-12-06T20:05:00",
        "2006-12-06 20:05",
        "2006-12-06 20:05:00 ",
        "2006-12-06 20:05:00\n",
        "2006-12-06 24:00:00",
        "2006-12-06 20:05:60",
        "2023-02-29 12:00:00",
        "2006-13-06 20:05:00",
        "0000-01-01 00:00:00",
        "\uff12\uff10\uff10\uff16-12-06 20:05:00",
        "06-Dec-2006 20:05:00",
    ],
)
def test_no_date(text: str) -> None:
    """A text of another form and a date that does not exist are told apart from a moment."""
    assert "not yyyy-MM-dd HH:mm:ss, or no date that there is" == misreading_of(text)


def test_edge_of_the_calendar() -> None:
    """A date whose moment lies before the first year that Python has is refused."""
    assert "beyond the years 1 to 9999" == misreading_of("0001-01-01 00:00:00")


@pytest.mark.parametrize(
    "text, behind, expected",
    [
        ("01-Jan-2030 00:00:01", -600, datetime(2029, 12, 31, 14, 0, 1, tzinfo=UTC)),  # the document's sample: UTC+10
        ("01-Jan-2030 00:00:01", 0, datetime(2030, 1, 1, 0, 0, 1, tzinfo=UTC)),
        ("01-Jan-2030 00:00:01", 300, datetime(2030, 1, 1, 5, 0, 1, tzinfo=UTC)),
        ("01-jul-2030 00:00:01", -345, datetime(2030, 6, 30, 18, 15, 1, tzinfo=UTC)),
        ("01-Jan-2030 00:00:01", -1439, datetime(2029, 12, 31, 0, 1, 1, tzinfo=UTC)),
    ],
)
def test_behind_utc(text: str, behind: int, expected: datetime) -> None:
    """The distance is counted backwards: a clock ahead of UTC is fewer than 0 minutes behind it."""
    assert expected == BEHIND_UTC.read(text, behind)


@pytest.mark.parametrize(
    "text, behind, problem",
    [
        ("01-Jan-2030 00:00:01", 1440, "a day or more"),
        ("01-Jan-2030 00:00:01", -(10**30), "a day or more"),
        ("31-Feb-2030 00:00:01", 0, "no date"),
        ("2030-01-01 00:00:01", 0, "not dd-Mon-yyyy"),
        ("01-Jan-0001 00:00:01", -1, "beyond the years"),
    ],
)
def test_behind_utc_misread(text: str, behind: int, problem: str) -> None:
    """A distance that no clock has, and a text that tells no date, are refused."""
    with pytest.raises(InvalidTime, match=problem):
        BEHIND_UTC.read(text, behind)


def test_form_behind_utc() -> None:
    """What is written there is UTC, with the month in English."""
    assert ("01-May-2030 22:00:01", 0) == BEHIND_UTC.write(datetime(2030, 5, 2, 0, 0, 1, tzinfo=ZONE), NOW)


def test_no_time_zone_database() -> None:
    """A machine that lacks the zone says so, rather than that the time is wrong."""
    clock = ZonedClock("yyyy-MM-dd HH:mm:ss", "Europe/Nowhere")

    with pytest.raises(ConfigurationError, match="Europe/Nowhere"):
        clock.write(NOW + timedelta(days=1), NOW)
    with pytest.raises(ConfigurationError, match="Europe/Nowhere"):
        clock.read("2030-01-01 00:00:00")


def test_kind_of_error() -> None:
    """A bad time is a bad message, with a reason for its submission."""
    with pytest.raises(InvalidMessage) as caught:
        ahead(NOW, NOW)

    assert Reason.OTHER is caught.value.reason
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("error", [InvalidMessage("too long", Reason.TOO_LONG), InvalidTime("past", Reason.GATEWAY)])
def test_errors_pickle(error: InvalidMessage) -> None:
    """An error comes whole out of another process."""
    copy: object = pickle.loads(pickle.dumps(error))  # noqa: S301, our own bytes

    assert type(error) is type(copy)
    assert isinstance(copy, InvalidMessage)
    assert (error.problem, error.reason, str(error)) == (copy.problem, copy.reason, str(copy))
