"""Certificates: their state on a day, what they cover, results against limits."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.balance import PPM
from traceability.domain.certificates import (
    MAY_COVER,
    MUST_COVER,
    THRESHOLDS,
    CertificateKind,
    Covers,
    GiList,
    Goods,
    Grade,
    OriginShare,
    ResultVerdict,
    Scope,
    Standing,
    Validity,
    covered_ppm,
    covers,
    months_after,
)
from traceability.domain.measured_results import differs, judged

DAY = dt.date(2026, 1, 14)
DAYS = st.dates(dt.date(2015, 1, 1), dt.date(2035, 12, 31))
VALID = Validity(dt.date(2025, 1, 1), dt.date(2026, 12, 31))
PLACES = ("A", "B", "C")
COMMUNES = ("N1", "N2")
OLD = ("O1", "O2", "O3")


@st.composite
def validities(draw: st.DrawFn) -> Validity:
    first, last = sorted((draw(DAYS), draw(DAYS)))
    end = draw(st.sampled_from([last, None]))
    return Validity(first, end, draw(st.none() | DAYS))


@st.composite
def origins(draw: st.DrawFn) -> tuple[OriginShare, ...]:
    """Shares that sum to the whole, each with its own place, day and communes."""
    cuts = sorted(draw(st.lists(st.integers(1, PPM - 1), unique=True, max_size=4)))
    edges = [0, *cuts, PPM]
    return tuple(
        OriginShare(
            place=draw(st.sampled_from(PLACES)),
            commune=draw(st.sampled_from(COMMUNES)),
            old_commune=draw(st.none() | st.sampled_from(OLD)),
            day=draw(st.sampled_from([DAY, DAY - dt.timedelta(days=900)])),
            ppm=last - first,
            in_code=draw(st.booleans()),
        )
        for first, last in itertools.pairwise(edges)
    )


SCOPES = st.frozensets(st.sampled_from(PLACES)).map(lambda places: Scope(places=places))


@given(validities(), DAYS)
def test_it_counts_exactly_from_its_first_to_its_last_day(holds: Validity, day: dt.date) -> None:
    begun = holds.valid_from <= day
    ended = holds.valid_to is not None and day > holds.valid_to
    withdrawn = holds.withdrawn_on is not None and day >= holds.withdrawn_on
    assert holds.holds(day) == (begun and not ended and not withdrawn)


@given(validities(), DAYS)
def test_soon_begins_with_the_first_threshold(holds: Validity, day: dt.date) -> None:
    left = holds.days_left(day)
    if holds.standing(day) is Standing.SOON:
        assert left is not None
        assert 0 <= left <= THRESHOLDS[0]
        assert THRESHOLDS[0] in holds.reached(day)
    assert set(holds.reached(day)) == {t for t in THRESHOLDS if left is not None and left <= t}


@given(DAYS, st.integers(1, 60))
def test_months_end_on_the_same_day_or_the_last(day: dt.date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later + dt.timedelta(days=1)).day == 1


def test_ocop_of_a_leap_day_ends_in_february() -> None:
    assert months_after(dt.date(2024, 2, 29), 36) == dt.date(2027, 2, 28)
    assert months_after(dt.date(2024, 3, 15), 36) == dt.date(2027, 3, 15)


@given(SCOPES, origins())
def test_a_place_certificate_covers_goods_only_as_a_whole(
    scope: Scope, shares: tuple[OriginShare, ...]
) -> None:
    goods = Goods(frozenset({"X"}), "P", DAY, origins=shares)
    inside = all(s.place in scope.places and s.in_code and VALID.holds(s.day) for s in shares)
    assert covers(scope, VALID, goods) == inside
    assert 0 <= covered_ppm(scope, VALID, shares) <= PPM
    assert (covered_ppm(scope, VALID, shares) == PPM) == inside


@given(SCOPES, origins(), st.integers(0, 4))
def test_one_share_outside_every_code_drops_it(
    scope: Scope, shares: tuple[OriginShare, ...], which: int
) -> None:
    number = which % len(shares)
    broken = [replace(s, in_code=s.in_code and n != number) for n, s in enumerate(shares)]
    assert not covers(scope, VALID, Goods(frozenset(), "P", DAY, origins=tuple(broken)))


@given(SCOPES, SCOPES, origins())
def test_a_wider_scope_never_covers_less(
    scope: Scope, more: Scope, shares: tuple[OriginShare, ...]
) -> None:
    wider = Scope(places=scope.places | more.places)
    assert covered_ppm(scope, VALID, shares) <= covered_ppm(wider, VALID, shares)


@given(origins(), st.frozensets(st.sampled_from(OLD)), st.frozensets(st.sampled_from(COMMUNES)))
def test_a_gi_holds_where_every_origin_lies_in_its_list(
    shares: tuple[OriginShare, ...], old: frozenset[str], new: frozenset[str]
) -> None:
    came_from = {"N1": frozenset({"O1", "O2"}), "N2": frozenset({"O2", "O3"})}
    gi = GiList(new, old, came_from)
    goods = Goods(frozenset(), "P", DAY, origins=shares)
    named = Scope(products=frozenset({"P"}))

    def inside(share: OriginShare) -> bool:
        if share.commune in new:
            return True
        if share.old_commune is not None:
            return share.old_commune in old
        return came_from[share.commune] <= old

    assert covers(named, VALID, goods, gi) == all(map(inside, shares))


def test_a_split_commune_needs_the_old_one_stated() -> None:
    # O2 was split between N1 and N2, and only O2 is protected.
    gi = GiList(old=frozenset({"O2"}), came_from={"N1": frozenset({"O1", "O2"})})
    assert gi.holds("N1", "O2")
    assert not gi.holds("N1", "O1")
    assert not gi.holds("N1", None)
    # The code of a new commune that is an old one's too says nothing of the old one.
    assert not GiList(new=frozenset({"O2"})).holds("N1", "O2")


def test_goods_of_unknown_origin_have_no_gi() -> None:
    gi = GiList(new=frozenset({"N1"}))
    assert not covers(Scope(products=frozenset({"P"})), VALID, Goods(frozenset(), "P", DAY), gi)


def test_places_and_product_narrow_each_other() -> None:
    shares = (OriginShare("A", "N1", None, DAY, PPM),)
    scope = Scope(places=frozenset({"A"}), products=frozenset({"P"}))
    assert covers(scope, VALID, Goods(frozenset(), "P", DAY, origins=shares))
    assert not covers(scope, VALID, Goods(frozenset(), "Q", DAY, origins=shares))
    assert not covers(scope, VALID, Goods(frozenset(), None, DAY, origins=shares))


def test_a_facility_covers_what_was_packed_there_while_it_held() -> None:
    scope = Scope(facilities=frozenset({"F"}))
    goods = Goods(frozenset(), "P", DAY, facilities=frozenset({"F"}))
    assert covers(scope, VALID, goods)
    assert not covers(scope, VALID, replace(goods, facilities=frozenset({"G"})))
    assert not covers(scope, VALID, replace(goods, made_on=dt.date(2027, 1, 1)))
    assert not covers(scope, replace(VALID, withdrawn_on=DAY), goods)


def test_an_orchard_certificate_that_names_the_packing_house_too_asks_for_the_orchards() -> None:
    scope = Scope(places=frozenset({"A"}), facilities=frozenset({"F"}))
    shares = (OriginShare("A", "N1", None, DAY, PPM),)
    assert covers(scope, VALID, Goods(frozenset(), "P", DAY, origins=shares))
    packed = Goods(frozenset(), "P", DAY, facilities=frozenset({"F"}))
    assert not covers(scope, VALID, packed)


def test_stars_count_on_the_packing_day_and_not_today() -> None:
    scope = Scope(products=frozenset({"P"}))
    stars = Validity(dt.date(2023, 1, 1), dt.date(2026, 1, 14))
    assert covers(scope, stars, Goods(frozenset(), "P", DAY))
    assert not covers(scope, stars, Goods(frozenset(), "P", DAY + dt.timedelta(days=1)))
    assert stars.standing(DAY + dt.timedelta(days=1)) is Standing.EXPIRED


def test_a_test_report_is_about_its_batch_and_what_was_made_of_it_alone() -> None:
    scope = Scope(batches=frozenset({"X"}))
    later = Validity(DAY + dt.timedelta(days=30))
    assert covers(scope, later, Goods(frozenset({"X", "Y"}), "P", DAY))
    assert not covers(scope, later, Goods(frozenset({"Y"}), "P", DAY))


def test_a_certificate_that_names_nothing_covers_nothing() -> None:
    assert not covers(Scope(), VALID, Goods(frozenset({"X"}), "P", DAY))


@pytest.mark.parametrize("kind", list(CertificateKind))
def test_every_kind_must_name_something_that_it_may_name(kind: CertificateKind) -> None:
    assert MUST_COVER[kind]
    assert MUST_COVER[kind] <= MAY_COVER[kind]
    assert (Covers.BATCH in MAY_COVER[kind]) == (kind is CertificateKind.TEST_REPORT)


def test_grades_rise_from_what_is_said_to_what_was_asked() -> None:
    assert [grade.rank for grade in Grade] == [0, 1, 2, 3]
    assert Grade.CHECKED.rank > Grade.SEEN.rank > Grade.DOCUMENTED.rank


@pytest.mark.parametrize(
    ("result", "limit", "verdict"),
    [
        ("18,6", "20", "within"),
        ("18.6", "≤ 20", "within"),
        ("20", "20", "within"),
        ("20,1", "≤20", "above"),
        ("20,1 %", "20 %", "above"),
        ("12", "≥ 8", "within"),
        ("7", "≥ 8", "above"),
        ("không phát hiện", "0,05", "within"),
        ("KPH", "10", "within"),
        ("KPH", "≥ 8", "not_judged"),
        ("KPH (LOD = 0,5)", "1", "within"),
        ("Không phát hiện (LOD: 0.5 µg/kg)", "0,5", "within"),
        ("KPH(LOD=0,5)", "0,05", "not_judged"),
        ("<0,01", "0,05", "within"),
        ("<0,1", "0,05", "not_judged"),
        (">5", "3", "above"),
        (">2", "3", "not_judged"),
        ("2,150", "0,3", "above"),
        ("1,125", "1", "above"),
        ("1.234", "2000", "within"),
        ("1.234", "1000", "not_judged"),
        ("10,000", "10", "not_judged"),
        ("12", "1,000", "not_judged"),
        ("0,9", "1,000", "within"),
        ("1,500", "1,000", "above"),
        ("1.500", "2.000", "within"),
        ("1.500", "1,000", "not_judged"),
        ("2.150", "≥ 3000", "above"),
        ("<2,150", "2", "not_judged"),
        (">2,150", "2", "above"),
        ("KPH (LOD = 1,000)", "2000", "within"),
        ("KPH (LOD = 1,000)", "10", "not_judged"),
        ("0,02", "0,002", "above"),
        ("0,001", "0.002", "within"),
        ("đạt", "theo quy định", "not_judged"),
        ("Dương tính", "Âm tính/25g", "above"),
        ("Âm tính", "Âm tính / 25 g", "within"),
        ("Phát hiện", "Không phát hiện", "above"),
        ("Có", "Không được có", "above"),
        ("+", "-", "above"),
        ("2,5", "KPH", "above"),
        ("<0,05", "không phát hiện", "not_judged"),
        ("KPH (LOD = 0,5)", "âm tính", "within"),
        ("không đạt", "âm tính", "above"),
        ("Không đạt", None, "above"),
        ("8,1", "5 - 7", "above"),
        ("5,0", "5–7 %", "within"),
        ("<5", "5 - 7", "not_judged"),
        ("dương tính", "10", "not_judged"),
        ("12", None, "not_judged"),
    ],
)
def test_a_result_is_compared_with_its_limit(result: str, limit: str | None, verdict: str) -> None:
    assert judged(result, limit) == verdict


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.sampled_from([None, *ResultVerdict]))
def test_nobody_can_hide_a_result_above_its_limit(
    result: int, limit: int, stated: ResultVerdict | None
) -> None:
    found = judged(str(result), str(limit), stated)
    if result > limit or stated is ResultVerdict.ABOVE:
        assert found is ResultVerdict.ABOVE
    else:
        assert found is ResultVerdict.WITHIN


def test_a_word_differs_where_no_reading_of_the_numbers_agrees_with_it() -> None:
    assert judged("2,150", "0,3", ResultVerdict.WITHIN) is ResultVerdict.ABOVE
    assert differs("2,150", "0,3", ResultVerdict.WITHIN)
    assert differs("1.234", "2000", ResultVerdict.ABOVE)
    assert not differs("1.234", "1000", ResultVerdict.WITHIN)
    assert not differs("1.234", "1000", ResultVerdict.ABOVE)


def test_the_laboratory_judges_what_arithmetic_cannot() -> None:
    assert judged("đạt", "TCVN", ResultVerdict.WITHIN) is ResultVerdict.WITHIN
    assert judged("đạt", "TCVN") is ResultVerdict.NOT_JUDGED
