"""Days as they are typed, judged and shown; the day a moment was in Viet Nam."""

import datetime as dt
import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.days import (
    EARLIEST,
    LATE_DAYS,
    LATEST,
    VIETNAM,
    day_in_vietnam,
    format_day,
    format_days,
    format_moment,
    is_late,
    parse_day,
    spell_day,
)
from traceability.domain.errors import Invalid

VECTORS = json.loads((Path(__file__).parents[1] / "vectors/bad_inputs.json").read_bytes())
BAD = {vector["id"]: vector["input"] for vector in VECTORS}
TODAY = dt.date(2026, 11, 23)


def harvested(text: str, today: dt.date = TODAY) -> dt.date:
    return parse_day(text, "harvested_on", today=today)


def refusal(text: str, today: dt.date = TODAY, **options: bool) -> Invalid:
    with pytest.raises(Invalid) as caught:
        parse_day(text, "harvested_on", today=today, **options)
    assert caught.value.faults[0].field == "harvested_on"
    return caught.value


@pytest.mark.parametrize(
    "typed",
    [
        "03/04/2026",
        "3/4/2026",
        "3-4-2026",
        "03.04.2026",
        "3 / 4 / 2026",
        " 03/04/2026\u00a0",
        "2026-04-03",
        "3 tháng 4, 2026",
        "Ngày 3 tháng 4 năm 2026",
        "3/4",
        "2026-04-03T10:00:00+07:00",
        "2026-04-02T17:00:00Z",
    ],
)
def test_the_third_of_april_as_people_write_it(typed):
    assert harvested(typed) == dt.date(2026, 4, 3)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("23/11", dt.date(2026, 11, 23)),
        ("12/12", dt.date(2025, 12, 12)),
        ("29/2", dt.date(2024, 2, 29)),
    ],
)
def test_a_day_without_its_year_is_its_latest_return(typed, day):
    assert harvested(typed) == day


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "required"),
        ("31/02/2026", "no_such_day"),
        ("31/02", "no_such_day"),
        ("00/01/2026", "no_such_day"),
        ("13/13/2026", "no_such_day"),
        ("2026-02-31T10:00:00+07:00", "no_such_day"),
        ("24/11/2026", "day_in_future"),
        ("2026-11-23T17:00:00Z", "day_in_future"),
        ("31/12/1999", "day_out_of_range"),
        ("0000-00-00", "day_out_of_range"),
        ("2000-01-01T00:00:00+14:00", "day_out_of_range"),
        ("15/9 ÂL", "day_lunar"),
        ("rằm tháng 7", "day_lunar"),
        ("mùng 5", "day_lunar"),
        ("3/4/26", "day_unreadable"),
        ("3/4-2026", "day_unreadable"),
        ("2026/04/03", "day_unreadable"),
        ("٣/٤/٢٠٢٦", "day_unreadable"),
        ("46115", "day_unreadable"),
        ("hôm qua", "day_unreadable"),
        ("2026-04-03T10:00:00", "day_unreadable"),
        ("2026-04-03T25:00:00Z", "day_unreadable"),
        ("2026-04-03T10:00:00+99:00", "day_unreadable"),
        ("03/04/2026\x00", "day_unreadable"),
    ],
)
def test_what_is_refused(typed, code):
    assert refusal(typed).code == code


def test_a_date_of_expiry_may_lie_ahead_but_needs_its_year():
    future = {"may_be_future": True}
    assert parse_day("24/11/2029", "expires_on", today=TODAY, **future) == dt.date(2029, 11, 24)
    assert refusal("24/11", **future).code == "day_unreadable"
    assert refusal("01/01/2101", **future).facts == {"earliest": EARLIEST, "latest": LATEST}


def outcome(text: str) -> dt.date | Invalid:
    try:
        return harvested(text)
    except Invalid as refused:
        return refused


@given(st.text(max_size=20) | st.text("0123456789/-.: TZ+", max_size=26))
def test_anything_typed_is_a_day_up_to_today_or_a_refusal_of_its_field(text):
    read = outcome(text)
    if isinstance(read, Invalid):
        assert read.faults[0].field == "harvested_on"
    else:
        assert EARLIEST <= read <= TODAY


@given(st.dates(EARLIEST, TODAY))
def test_what_is_shown_is_read_back_as_the_same_day(day):
    assert harvested(format_day(day)) == harvested(spell_day(day)) == day
    assert harvested(day.isoformat()) == day


# --- bad inputs, by their id ---


def test_date_01_a_harvest_in_the_future():
    found = refusal(BAD["date-01"].split()[-1])
    assert found.code == "day_in_future"
    assert found.facts == {"day": dt.date(2999, 1, 1), "today": TODAY}


def test_date_03_the_day_stands_before_the_month():
    day = harvested(BAD["date-03"])
    assert day == dt.date(2026, 4, 3)
    assert spell_day(day) == "3 tháng 4, 2026"


def test_date_05_the_31st_of_february():
    found = refusal(BAD["date-05"])
    assert (found.code, found.facts) == ("no_such_day", {"typed": "31/02/2026"})


def test_date_07_the_29th_of_february_is_a_day_once_it_has_come():
    typed = BAD["date-07"]
    assert refusal(typed).code == "day_in_future"
    assert harvested(typed, today=dt.date(2028, 2, 29)) == dt.date(2028, 2, 29)


def test_date_09_a_lunar_day_is_not_converted():
    assert refusal(BAD["date-09"].strip('"')).code == "day_lunar"


def test_date_11_a_moment_elsewhere_is_its_day_in_viet_nam():
    assert harvested(BAD["date-11"].split()[0]) == dt.date(2026, 11, 21)


# --- showing ---


def test_days_in_three_languages():
    day = dt.date(2026, 4, 3)
    assert [format_day(day, lang) for lang in ("vi", "en", "zh_Hans")] == [
        "03/04/2026",
        "3 Apr 2026",
        "2026年4月3日",
    ]
    assert [spell_day(day, lang) for lang in ("vi", "en", "zh_Hans")] == [
        "3 tháng 4, 2026",
        "3 April 2026",
        "2026年4月3日",
    ]
    assert format_day(dt.date(2026, 12, 12)) == "12/12/2026"
    assert format_day(dt.date(2026, 12, 12), "en") == "12 Dec 2026"


def test_a_moment_is_shown_on_the_clock_of_viet_nam():
    moment = dt.datetime(2026, 12, 12, 13, 15, tzinfo=dt.UTC)
    assert format_moment(moment) == "20:15 12/12/2026"
    assert format_moment(moment, "en") == "20:15 12 Dec 2026"
    assert format_moment(moment, "zh_Hans") == "2026年12月12日 20:15"


def test_the_day_turns_at_seventeen_hours_utc():
    before = dt.datetime(2026, 11, 22, 16, 59, 59, tzinfo=dt.UTC)
    assert day_in_vietnam(before) == dt.date(2026, 11, 22)
    assert day_in_vietnam(before + dt.timedelta(seconds=1)) == dt.date(2026, 11, 23)
    assert VIETNAM.utcoffset(None) == dt.timedelta(hours=7)


def test_a_moment_without_its_offset_is_no_moment():
    with pytest.raises(ValueError, match="offset"):
        day_in_vietnam(dt.datetime(2026, 11, 22, 12))  # noqa: DTZ001 - the fault under test


@pytest.mark.parametrize(("days", "late"), [(0, False), (LATE_DAYS, False), (LATE_DAYS + 1, True)])
def test_sixty_days_are_normal(days, late):
    assert is_late(TODAY - dt.timedelta(days=days), TODAY) is late


def test_what_two_days_share_stands_once() -> None:
    picked = [dt.date(2025, 12, 30), dt.date(2026, 1, 2), dt.date(2026, 1, 12), dt.date(2026, 3, 1)]
    assert [format_days(*each) for each in itertools.pairwise(picked)] == [
        "30/12/2025–02/01/2026",
        "02–12/01/2026",
        "12/01–01/03/2026",
    ]
    assert format_days(picked[0], picked[0]) == "30/12/2025"
