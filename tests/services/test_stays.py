"""Site stays: never more colonies standing than owned, near ones told, points that can go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.people import QUAN_BA, VINH_TUY, World
from tests.places_of import FURTHER, HERE, NEXT, TODAY, apiary, fill_in, orchard, seen, stay
from tests.store_fixtures import Templates, living
from traceability.domain.communes import Point
from traceability.domain.errors import Conflict, Denied, Invalid, NotFound, RuleBroken
from traceability.domain.place_kinds import Group
from traceability.domain.stays import CELL
from traceability.services import internal_codes, places, stay_views, stays
from traceability.services.stays import Near, StayRequest, Told
from traceability.store import models
from traceability.store.models import Event, PrivateValue, SiteStay
from traceability.store.queries import areas
from traceability.store.unit import rehearsing

ONE = StayRequest(50, TODAY, None, VINH_TUY)


def begin(world: World, code: str, asked: StayRequest) -> stays.Done:
    with world.by(world.who.manager) as work:
        return stays.begin(work, code, asked)


def bees(world: World, code: str) -> stay_views.Apiary:
    with world.view() as view:
        return stay_views.apiary(view, world.who.manager, code)


def test_stays_run_beside_each_other(world: World) -> None:
    code = apiary(world, 100)
    stay(world, code, 60, -10)
    stay(world, code, 40, -5, 20, commune=None, elsewhere="xã Bản Lầu, Tỉnh Lào Cai")
    found = bees(world, code)
    assert (found.owned, found.standing, len(found.stays)) == (100, 100, 2)
    with pytest.raises(RuleBroken, match="colonies_above_owned") as refusal:
        stay(world, code, 1, 10, 30)
    assert refusal.value.facts == {
        "standing": 101, "owned": 100, "day": TODAY + dt.timedelta(days=10),
    }  # fmt: skip
    stay(world, code, 40, 21)
    assert world.differences() == []


def test_a_stay_is_ended_and_makes_room(world: World) -> None:
    code = apiary(world, 100)
    number = stay(world, code, 100, -10)
    with world.by(world.who.manager) as work:
        ended = StayRequest(100, TODAY - dt.timedelta(days=10), TODAY, VINH_TUY)
        stays.correct(work, code, number, ended, work.db.query(SiteStay).one().event_seq)
    stay(world, code, 100, 1)
    assert world.differences() == []


def test_a_stale_correction_is_refused_and_a_withdrawn_stay_is_gone(world: World) -> None:
    code = apiary(world)
    begin(world, code, ONE)
    first = seen(world, code, 1)
    with world.by(world.who.manager) as work:
        stays.correct(work, code, 1, replace(ONE, colonies=40), first)
    with pytest.raises(Conflict, match="stay_changed"), world.by(world.who.manager) as work:
        stays.correct(work, code, 1, replace(ONE, colonies=30), first)
    with world.by(world.who.manager) as work:
        stays.withdraw(work, code, 1)
    with pytest.raises(NotFound), world.by(world.who.manager) as work:
        stays.withdraw(work, code, 1)
    assert bees(world, code).plain == ()
    assert stay(world, code, 100, 0) == 2
    assert world.differences() == []


def test_fewer_colonies_than_stand_somewhere_are_not_owned(world: World) -> None:
    code = apiary(world, 100)
    stay(world, code, 90, -10, 10)
    with pytest.raises(RuleBroken, match="colonies_standing"):
        fill_in(world, code, Group.SIZE, colonies=80, species="cerana")
    short = places.PlaceRequest("apiary", VINH_TUY, colonies=80, private={"name": "Trại"})
    with pytest.raises(RuleBroken, match="colonies_standing"), world.by(world.who.manager) as work:
        internal_codes.revise(work, code, 1, internal_codes.AreaRequest(short, ("mint_honey",)))
    assert fill_in(world, code, Group.SIZE, colonies=90, species="cerana") == 2


def test_what_stood_when_more_were_owned_may_still_be_written_down(world: World) -> None:
    code = apiary(world, 100)
    world.clock.pass_by(days=10)
    fill_in(world, code, Group.SIZE, colonies=30, species="cerana")
    assert stay(world, code, 100, 2, 5) == 1
    with pytest.raises(RuleBroken, match="colonies_above_owned"):
        stay(world, code, 31, 12)
    with pytest.raises(RuleBroken, match="colonies_above_owned"):
        stay(world, code, 31, 8)


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"to_on": TODAY - dt.timedelta(days=1)}, "stay_ends_before", "to_on"),
        ({"from_on": TODAY + dt.timedelta(days=900)}, "stay_too_far_ahead", "from_on"),
        ({"commune": None}, "stay_nowhere", "commune"),
        ({"elsewhere": "Tỉnh Lào Cai"}, "stay_nowhere", "commune"),
        ({"commune": "99999"}, "commune_unknown", "commune"),
    ],
)
def test_what_contradicts_itself_is_refused(
    world: World, changed: dict[str, object], code: str, field: str
) -> None:
    place = apiary(world)
    with pytest.raises(Invalid) as refusal:
        begin(world, place, replace(ONE, **changed))  # type: ignore[arg-type]
    assert (refusal.value.code, refusal.value.faults[0].field) == (code, field)


# --- near another's ---------------------------------------------------------------


def theirs(world: World, species: str, at: object, **more: object) -> None:
    """A stay of the neighbours' colonies."""
    place = places.PlaceRequest(
        "apiary", QUAN_BA, colonies=500, species=species, private={"name": "Trại bí mật"}
    )
    with world.by(world.who.stranger) as work:
        request = internal_codes.AreaRequest(place, ("mint_honey",))
        code = internal_codes.open_area(work, request).place
        asked = StayRequest(200, TODAY, None, QUAN_BA, point=at, **more)  # type: ignore[arg-type]
        stays.begin(work, code, asked)


def test_a_site_of_others_is_told_roughly_and_without_a_name(world: World) -> None:
    theirs(world, "cerana", NEXT)
    done = begin(world, apiary(world), replace(ONE, point=HERE))
    assert done.verdict.near == (Near(800, QUAN_BA, own=False),)
    assert (done.verdict.distance, done.verdict.warnings) == (1_000, (Told.NEAR, Told.FAR))
    assert "23/2019" in done.verdict.distance_source
    assert world.differences() == []


def test_a_point_outside_its_commune_is_told_with_how_far(world: World) -> None:
    here = begin(world, apiary(world), replace(ONE, point=Point(22_300_000, 104_880_000)))
    assert Told.FAR not in here.verdict.warnings
    saigon = begin(world, apiary(world), replace(ONE, point=Point(10_800_000, 106_700_000)))
    assert saigon.verdict.far_m > 1_000_000
    assert Told.FAR in saigon.verdict.warnings


@pytest.mark.parametrize("backend", ["sqlite"])
def test_no_preview_depends_on_where_in_its_cell_anothers_site_is(world: World) -> None:
    """Whoever asks from anywhere, and however often, learns the cell and no more."""
    corner = Point(HERE.lat // CELL * CELL, HERE.lon // CELL * CELL)
    inside = [
        Point(corner.lat + n, corner.lon + e) for n, e in ((0, 0), (9_999, 9_999), (300, 8_000))
    ]
    code = apiary(world)
    answers = set()
    for at in inside:
        theirs(world, "cerana", at)
        answers.add(tuple(_told_around(world, code, corner)))
        _gone(world)
    (answer,) = answers
    assert {True, False} == {bool(near) for near in answer}


def _told_around(world: World, code: str, corner: Point) -> Iterator[tuple[Near, ...]]:
    """What previews tell along a line through a cell; nothing of them is kept."""
    for step in range(-30, 40):
        asked = replace(ONE, point=Point(corner.lat + 4_000, corner.lon + step * 777))
        with rehearsing(world.store, world.who.manager) as work:
            yield stays.begin(work, code, asked).verdict.near


def _gone(world: World) -> None:
    """Take the neighbours' stay back, so that the next one stands alone."""
    with world.by(world.who.stranger) as work:
        row = work.db.query(SiteStay).filter(SiteStay.withdrawn_at.is_(None)).one()
        stays.withdraw(work, work.db.get_one(models.Place, row.place_id).code, row.number)


def test_two_kilometres_where_either_side_is_no_native_bee(world: World) -> None:
    theirs(world, "mellifera", FURTHER)
    assert begin(world, apiary(world), replace(ONE, point=HERE)).verdict.distance == 2_000


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_is_far_over_or_without_a_point_is_not_told(world: World) -> None:
    theirs(world, "cerana", FURTHER)
    code = apiary(world, 500)
    assert begin(world, code, replace(ONE, point=HERE)).verdict.near == ()
    over = replace(ONE, from_on=TODAY - dt.timedelta(days=9), to_on=TODAY - dt.timedelta(days=1))
    assert begin(world, code, replace(over, point=FURTHER)).verdict.near == ()
    assert begin(world, code, ONE).verdict.near == ()


def test_ones_own_other_site_is_told_and_the_same_site_is_not(world: World) -> None:
    code = apiary(world, 500)
    begin(world, code, replace(ONE, point=HERE))
    assert begin(world, code, replace(ONE, point=HERE)).verdict.near == ()
    near = begin(world, code, replace(ONE, point=NEXT)).verdict.near
    assert [each.own for each in near] == [True, True]


@pytest.mark.parametrize(
    ("species", "colonies", "least"), [("cerana", 49, 50), ("cerana", 50, None),
                                       ("mellifera", 99, 100), ("mellifera", 100, None)]
)  # fmt: skip
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_small_site_is_told(world: World, species: str, colonies: int, least: int | None) -> None:
    done = begin(world, apiary(world, 500, species), replace(ONE, colonies=colonies))
    assert done.verdict.least == least


# --- what is private ---------------------------------------------------------------


def test_a_point_is_in_no_leaf_and_goes_with_a_correction(world: World) -> None:
    code = apiary(world)
    begin(world, code, replace(ONE, point=HERE, nectar="hoa-bí-mật"))
    with world.view() as view:
        leaves = "".join(event.leaf for event in view.db.query(Event))
        assert "23.16" not in leaves
        assert "bí-mật" not in leaves
    with world.by(world.who.manager) as work:
        stays.correct(work, code, 1, ONE, work.db.query(SiteStay).one().event_seq)
    with world.view() as view:
        assert view.db.query(SiteStay).one().lat is None
        assert not [row for row in view.db.query(PrivateValue) if row.field == "point"]
    assert world.differences() == []


def test_a_withdrawn_stay_keeps_no_point(world: World) -> None:
    code = apiary(world)
    begin(world, code, replace(ONE, point=HERE))
    with world.by(world.who.manager) as work:
        stays.withdraw(work, code, 1)
    with world.view() as view:
        assert view.db.query(SiteStay).one().lat is None
        assert not [row for row in view.db.query(PrivateValue) if row.field == "point"]
    assert world.differences() == []


def test_who_sees_a_point(world: World) -> None:
    code = apiary(world)
    begin(world, code, replace(ONE, point=HERE))
    with world.view() as view:
        for reader, exact in ((world.who.registrar, True), (world.who.inspector, False)):
            (found,) = stay_views.apiary(view, reader, code).stays
            assert (found.point is not None) is exact
        with pytest.raises(NotFound):
            stay_views.apiary(view, world.who.stranger, code)


def test_only_its_manager_and_only_an_apiary(world: World) -> None:
    with pytest.raises(NotFound):
        begin(world, orchard(world), ONE)
    code = apiary(world)
    with pytest.raises(NotFound), world.by(world.who.stranger) as work:
        stays.begin(work, code, ONE)
    with pytest.raises(Denied), world.by(world.who.recorder) as work:
        stays.begin(work, code, ONE)


def test_the_itinerary_is_by_commune_and_leaves_out_what_is_over(world: World) -> None:
    code = apiary(world, 500)
    stay(world, code, 100, -30, -1)
    stay(world, code, 50, 5, 40)
    stay(world, code, 60, 0, 10, commune=QUAN_BA)
    stay(world, code, 70, 41, None)
    fill_in(world, code, Group.PEOPLE, representative="Vàng A Pó", contact="0912345678")
    with world.view() as view:
        found = stay_views.itinerary(view, world.who.manager, code)
    assert [(place, [s.colonies for s in each]) for place, each in found.groups] == [
        ("Xã Quản Bạ", [60]), ("Xã Vĩnh Tuy", [50, 70]),
    ]  # fmt: skip
    assert (found.representative, found.phone) == ("Vàng A Pó", "0912345678")


# --- whatever is done ---------------------------------------------------------------

OWNED = 100
moves = st.lists(
    st.tuples(
        st.sampled_from(["begin", "correct", "withdraw", "own"]),
        st.integers(1, 60),
        st.integers(-6, 12),
        st.none() | st.integers(0, 8),
        st.integers(1, 4),
    ),
    min_size=1,
    max_size=10,
)


def act(world: World, code: str, move: tuple[str, int, int, int | None, int]) -> None:
    what, colonies, first, length, number = move
    start = TODAY + dt.timedelta(days=first)
    end = None if length is None else start + dt.timedelta(days=length)
    asked = StayRequest(colonies, start, end, VINH_TUY)
    if what == "begin":
        begin(world, code, asked)
    elif what == "own":
        fill_in(world, code, Group.SIZE, colonies=colonies * 3, species="cerana")
    else:
        with world.by(world.who.manager) as work:
            place = areas.place_by_code(work.db, code)
            assert place is not None
            row = stays.known(work, place, number)
            if what == "correct":
                stays.correct(work, code, number, asked, row.event_seq)
            else:
                stays.withdraw(work, code, number)


def most(world: World, code: str) -> tuple[int, int]:
    """The most that stands on any day from today on, counted day by day; and what is owned."""
    found = bees(world, code)
    days = [TODAY + dt.timedelta(days=number) for number in range(30)]
    standing = (
        sum(s.colonies for s in found.plain
            if s.from_on <= day and (s.to_on is None or day <= s.to_on))
        for day in days
    )  # fmt: skip
    return max(standing), found.owned


@settings(max_examples=25, deadline=None)
@given(moves)
def test_never_more_stand_than_are_owned(
    templates: Templates, moves: list[tuple[str, int, int, int | None, int]]
) -> None:
    template, who = templates.settled("sqlite")
    with living(templates, "sqlite", template, who) as world:
        code = apiary(world, OWNED)
        for move in moves:
            try:
                act(world, code, move)
            except (RuleBroken, NotFound):
                continue
            standing, owned = most(world, code)
            assert standing <= owned
        assert world.differences() == []
