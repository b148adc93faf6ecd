"""Days and moments: a harvest date is a date in Viet Nam, a moment is UTC shown in +07:00.

Viet Nam has kept UTC+7 without summer time since 1975, before anything recorded here, so a fixed
offset is exact and needs no zone database.
"""

from __future__ import annotations

import datetime as dt
import re

from traceability.domain.errors import Invalid
from traceability.domain.text import fold, nfc, shown

VIETNAM = dt.timezone(dt.timedelta(hours=7), "+07")
EARLIEST = dt.date(2000, 1, 1)
LATEST = dt.date(2100, 12, 31)
LATE_DAYS = 60

_DMY = re.compile(
    r"(?P<d>[0-9]{1,2}) ?(?P<mark>[/.-]) ?(?P<m>[0-9]{1,2}) ?(?P=mark) ?(?P<y>[0-9]{4})"
)
_ISO = re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})")
_SPOKEN = re.compile(
    r"(ngày )?(?P<d>[0-9]{1,2}) tháng (?P<m>[0-9]{1,2})(,| năm|, năm) (?P<y>[0-9]{4})"
)
_FULL_FORMS = (_DMY, _ISO, _SPOKEN)
_SHORT = re.compile(r"(?P<d>[0-9]{1,2}) ?[/.-] ?(?P<m>[0-9]{1,2})")
_INSTANT = re.compile(
    r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})[t ]"
    r"[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?(z|[-+][0-9]{2}:?[0-9]{2})"
)
# Words that only the lunar calendar uses: âm lịch, ÂL, mùng 5, rằm, tháng Giêng, tháng Chạp.
_LUNAR = re.compile(r"\b(am ?lich|al|lunar|mung|mong|ram|gieng|chap)\b|农历|農曆")

# fmt: off
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)
# fmt: on


def parse_day(text: str, field: str, *, today: dt.date, may_be_future: bool = False) -> dt.date:
    """The day that was typed: d/m/yyyy, d-m-yyyy, d.m.yyyy, yyyy-mm-dd, "3 tháng 4, 2026".

    Day before month, always. "12/12" is that day's latest return up to ``today``. An ISO 8601
    moment with its offset (from an API) is the day it was in Viet Nam; one without an offset is
    unreadable. ``may_be_future`` is for dates of expiry, which then need their year.
    Raises Invalid: ``required``, ``day_lunar``, ``day_unreadable`` and ``no_such_day`` (``typed``),
    ``day_out_of_range`` (``earliest, latest``), ``day_in_future`` (``day, today``).
    """
    line = " ".join(nfc(text).lower().split())
    if not line:
        raise Invalid("required", field)
    if _LUNAR.search(fold(line)):
        raise Invalid("day_lunar", field, typed=shown(text))
    day = _read(line, field, shown(text), None if may_be_future else today)
    if day < EARLIEST or (may_be_future and day > LATEST):
        raise _out_of_range(field)
    if day > today and not may_be_future:
        raise Invalid("day_in_future", field, day=day, today=today)
    return day


def _read(line: str, field: str, typed: str, today: dt.date | None) -> dt.date:
    for form in _FULL_FORMS:
        if found := form.fullmatch(line):
            return _day(found, field, typed)
    if found := _INSTANT.fullmatch(line):
        _day(found, field, typed)
        return _day_of_instant(line, field, typed)
    if today and (found := _SHORT.fullmatch(line)):
        return _latest(int(found["d"]), int(found["m"]), today, field, typed)
    raise Invalid("day_unreadable", field, typed=typed)


def _day(found: re.Match[str], field: str, typed: str) -> dt.date:
    year = int(found["y"])
    if year < EARLIEST.year:
        raise _out_of_range(field)
    try:
        return dt.date(year, int(found["m"]), int(found["d"]))
    except ValueError:
        raise Invalid("no_such_day", field, typed=typed) from None


def _out_of_range(field: str) -> Invalid:
    return Invalid("day_out_of_range", field, earliest=EARLIEST, latest=LATEST)


def _day_of_instant(line: str, field: str, typed: str) -> dt.date:
    try:
        return day_in_vietnam(dt.datetime.fromisoformat(line.upper()))
    except (ValueError, OverflowError):
        raise Invalid("day_unreadable", field, typed=typed) from None


def _latest(day: int, month: int, today: dt.date, field: str, typed: str) -> dt.date:
    """The latest such day up to ``today``; 29/2 may lie eight years back (1896–1904, 2096–2104)."""
    for year in range(today.year, today.year - 9, -1):
        try:
            candidate = dt.date(year, month, day)
        except ValueError:
            continue
        if candidate <= today:
            return candidate
    raise Invalid("no_such_day", field, typed=typed)


def day_in_vietnam(moment: dt.datetime) -> dt.date:
    """The calendar day of an aware ``moment`` in Viet Nam. Raises ValueError for a naive one."""
    return _in_vietnam(moment).date()


def _in_vietnam(moment: dt.datetime) -> dt.datetime:
    if moment.utcoffset() is None:
        raise ValueError("a moment carries its offset")
    return moment.astimezone(VIETNAM)


def format_day(day: dt.date, lang: str = "vi") -> str:
    """Short: "03/04/2026" in vi (day first), "3 Apr 2026" in en, "2026年4月3日" in zh."""
    if lang == "vi":
        return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"
    if lang.startswith("zh"):
        return _chinese(day)
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


def format_days(first: dt.date, last: dt.date) -> str:
    """A stretch of days as a label has room for it: "18–19/11/2026", "30/10–02/11/2026".

    One day is told as ``format_day`` tells it; what both share stands once.
    """
    if first == last:
        return format_day(first)
    if first.year != last.year:
        return f"{format_day(first)}–{format_day(last)}"
    month = "" if first.month == last.month else f"/{first.month:02d}"
    return f"{first.day:02d}{month}–{format_day(last)}"


def spell_day(day: dt.date, lang: str = "vi") -> str:
    """With the month named, to be checked by eye: "3 tháng 4, 2026", "3 April 2026"."""
    if lang == "vi":
        return f"{day.day} tháng {day.month}, {day.year}"
    if lang.startswith("zh"):
        return _chinese(day)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _chinese(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def format_moment(moment: dt.datetime, lang: str = "vi") -> str:
    """An aware moment as the clock showed it in Viet Nam: "20:15 12/12/2026".

    Chinese puts the day first. Raises ValueError for a naive moment.
    """
    local = _in_vietnam(moment)
    clock, day = f"{local:%H:%M}", format_day(local.date(), lang)
    return f"{day} {clock}" if lang.startswith("zh") else f"{clock} {day}"


def is_late(occurred_on: dt.date, recorded_on: dt.date) -> bool:
    """Whether an entry came more than `LATE_DAYS` days after the fact: it then wants a reason."""
    return (recorded_on - occurred_on).days > LATE_DAYS
