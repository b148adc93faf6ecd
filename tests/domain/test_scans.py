"""Who counts as a person, and when a rule speaks of a label."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain import scans
from traceability.domain.labels import LabelState
from traceability.domain.scans import Limits, Rule, Scanned, Standing, is_person, noticed

_CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36"
PEOPLE = (
    f"Mozilla/5.0 (Linux; Android 13; SM-A135F) {_CHROME}",
    f"Mozilla/5.0 (Linux; Android 13) {_CHROME} Zalo android/12110678 ZaloTheme/light",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"
    " Zalo iOS/600 ZaloTheme/light ZaloLanguage/vn",
    "Mozilla/5.0 (Linux; Android 4.4.2) AppleWebKit/537 [FBAN/FB4A;FBAV/1]",
    f"Mozilla/5.0 (Linux; Android 10; CUBOT X30) {_CHROME}",
    "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1; U; vi) Presto/2.8 Version/11.10",
    "Mozilla/5.0 (Mobile; Nokia; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5",
    "Mozilla/5.0 (Windows NT 10.0; WOW64) AppleWebKit/537.36 ZaloPC/22 Safari ZaloTheme/light",
)
PROGRAMS = (
    "",
    "Mozilla/5.0",
    "facebookexternalhit/1.1",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) (Windows)",
    f"Mozilla/5.0 (Linux; Android 6.0.1) {_CHROME} (compatible; Googlebot/2.1)",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601 facebookexternalhit/1.1",
    "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
    "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/120.0",
    "Mozilla/5.0 (X11; Linux x86_64) Zalo/1.0",
    "TelegramBot (like TwitterBot)",
    "WhatsApp/2.23.20.0 A",
    "curl/8.5.0",
    "python-requests/2.31",
)


@pytest.mark.parametrize("agent", PEOPLE)
def test_people_count_in_whatever_they_read(agent: str) -> None:
    assert is_person(agent)


@pytest.mark.parametrize("agent", PROGRAMS)
def test_programs_do_not(agent: str) -> None:
    assert not is_person(agent)


@given(st.text(max_size=400))
def test_whatever_is_sent_is_judged(agent: str) -> None:
    assert is_person(agent) in (True, False)


DAY = dt.date(2026, 1, 20)
LIMITS = Limits(5, 30, 3)


def judged(
    visitors: int = 1, day: dt.date = DAY, ended: dt.date | None = DAY, **standing: object
) -> set[Rule]:
    """What rules say of a label on goods that ended on a day."""
    known: dict[str, object] = {"state": LabelState.DISPATCHED, "ended_on": ended, **standing}
    moment = dt.datetime.combine(day, dt.time(5), dt.UTC)
    scanned = Scanned(moment, visitors, moment)
    return noticed(scanned, day, Standing(**known), LIMITS)  # type: ignore[arg-type]


def test_each_rule_speaks_from_its_limit_on() -> None:
    assert judged(4) == set()
    assert judged(5) == {Rule.MANY}
    assert judged(day=DAY + dt.timedelta(days=30)) == set()
    assert judged(day=DAY + dt.timedelta(days=31)) == {Rule.LATE}
    assert judged(day=DAY + dt.timedelta(days=900), ended=None) == set()
    assert judged(state=LabelState.VOID) == judged(state=LabelState.SPOILED) == {Rule.VOID}
    assert judged(state=LabelState.UNUSED, lost=True) == {Rule.LOST}
    assert judged(state=LabelState.LINKED) == {Rule.EARLY}


@pytest.mark.parametrize(
    ("state", "since", "rule"),
    [
        (LabelState.VOID, "dead_at", Rule.VOID),
        (LabelState.SPOILED, "dead_at", Rule.VOID),
        (LabelState.DISPATCHED, "lost_at", Rule.LOST),
    ],
)
def test_who_looked_before_a_label_died_or_was_lost_found_nothing_out(
    state: LabelState, since: str, rule: Rule
) -> None:
    looked = dt.datetime.combine(DAY, dt.time(5), dt.UTC)
    known = {"state": state, "lost": rule is Rule.LOST}
    minute = dt.timedelta(minutes=1)
    assert judged(**known, **{since: looked + minute}) == set()  # type: ignore[arg-type]
    assert judged(**known, **{since: looked - minute}) == {rule}  # type: ignore[arg-type]


@given(st.integers(1, 500), st.integers(1, 500), st.integers(-400, 400))
def test_more_visitors_or_a_later_scan_never_silence_a_rule(
    visitors: int, more: int, later: int
) -> None:
    day = DAY + dt.timedelta(days=later)
    assert judged(visitors, day) <= judged(visitors + more, day + dt.timedelta(days=more))


def test_a_buyer_is_never_told_that_goods_were_not_written_out() -> None:
    assert Rule.EARLY not in scans.PUBLIC


@given(st.integers(1, 50), st.lists(st.integers(1, 9), max_size=40))
def test_an_owner_is_told_at_the_least_and_then_seldom(least: int, steps: list[int]) -> None:
    count, told = 0, []
    for step in steps:
        if scans.told_anew(count, count + step, least):
            told.append(count + step)
        count += step
    assert bool(told) is (count >= least)
    assert len(told) <= 1 + count.bit_length()
