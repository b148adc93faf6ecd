"""The balance of seasons: a hectare gives a hectare, whatever stands over it, and to the gram."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import multiprocessing
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests import packers
from tests.people import PICKED_ON, TODAY, VINH_TUY, World, decision, restore_code, suspend_code
from tests.services.season_worlds import authorised, granted_over, harvested, one_hectare, used
from traceability.domain.access import Role
from traceability.domain.capacity import Balance
from traceability.domain.errors import Denied
from traceability.domain.holds import HoldReason
from traceability.services import (
    accounts,
    places,
    recalls,
    registry_lots,
    season_views,
    seasons,
)
from traceability.services.seasons import StartRequest
from traceability.store import models
from traceability.store.queries import areas
from traceability.store.queries import recalls as recall_queries
from traceability.store.unit import rehearsing

TONNE = 1_000_000
PROCESSES = 4


def test_up_to_the_hold_a_harvest_is_free_and_above_it_held(world: World) -> None:
    place, area = one_hectare(world)
    said = [harvested(world, area, place, amount) for amount in (15, 10)]
    assert [each.season.verdict for each in said] == [Balance.ACCEPT, Balance.WARN]
    assert [each.held for each in said] == [(), ()]
    over = harvested(world, area, place, 1)
    assert over.held == (HoldReason.OVER_CEILING,)
    assert {line.over for line in over.season.lines} == {TONNE}
    assert used(world, place) == 26 * TONNE  # stored all the same


def test_two_codes_on_one_hectare_give_one_hectare(world: World) -> None:
    place, first = one_hectare(world)
    second = granted_over(world, "VN-HGOR-0900", place)
    assert harvested(world, first, place, 25).held == ()
    held = harvested(world, second, place, 1)
    assert held.held == (HoldReason.OVER_CEILING,)
    lines = {line.kind: line.verdict for line in held.season.lines}
    assert lines == {"place": Balance.HOLD, "code": Balance.ACCEPT}


def test_what_was_accepted_with_a_warning_stands_in_the_leaf(world: World) -> None:
    place, area = one_hectare(world)
    harvested(world, area, place, 15)
    warned = harvested(world, area, place, 1)
    with world.view() as view:
        batch = view.db.scalars(select(models.Batch).filter_by(code=warned.code)).one()
        leaf = json.loads(view.db.get_one(models.Event, batch.event_seq).leaf)
    told = leaf["facts"]["season"]
    assert told["starts_on"] == "2025-10-01"
    assert told["place"] == {
        "code": place,
        "verdict": "warn",
        "used": 16 * TONNE,
        "warn": 15 * TONNE,
        "hold": 25 * TONNE,
    }
    assert leaf["actor"] == world.who.recorder.code


def test_what_cannot_be_counted_is_said_and_not_held(world: World) -> None:
    """Herbs go by the average that an officer sets; until then there is no basis."""
    place, area = one_hectare(world, crop="danggui", raw="VN-HGHB-0001")
    made = harvested(world, area, place, 9)
    assert (made.season.verdict, made.held) == (Balance.NO_BASIS, ())
    with world.view() as view:
        row = areas.place_by_code(view.db, place)
        assert row is not None
        assert [each.word for each in season_views.in_words(view, row, PICKED_ON)] == [
            "season_no_basis"
        ]
        (gauge,) = season_views.of_place(view, world.who.manager, row, PICKED_ON)
        assert gauge.lacking == "ppm_of_owner_average"


def test_what_a_holder_states_of_an_average_sets_no_ceiling(world: World) -> None:
    place, area = one_hectare(world, crop="danggui", raw="VN-HGHB-0002")
    with world.by(world.who.manager) as work:
        holder = work.db.get_one(models.Party, world.who.manager.party)
        row = areas.place_by_code(work.db, place)
        assert row is not None
        asked = places.PlaceRequest("herb_cultivation", VINH_TUY, None, 10_000, yield_g=99 * TONNE)
        places.revise(work, holder, row, asked)
    assert harvested(world, area, place, 9).season.verdict is Balance.NO_BASIS


def test_bees_of_the_other_kind_have_their_own_ceilings(world: World) -> None:
    place, area = one_hectare(world, crop="mint_honey", raw="HG-ONG-100", colonies=10)
    assert harvested(world, area, place, 151, "ml", 1000).held == (HoldReason.OVER_CEILING,)
    with world.by(world.who.operator) as work:
        row = areas.place_by_code(work.db, place)
        assert row is not None
        old = areas.revision(work.db, row.id)
        columns = [column.key for column in models.PlaceRevision.__table__.columns]
        kept = {key: getattr(old, key) for key in columns}
        work.add(models.PlaceRevision(**kept | {"number": 2, "species": "mellifera"}))
    world.tampered = True  # a revision without its event
    assert harvested(world, area, place, 149, "ml", 1000).season.lines[0].ceilings.hold == 300_000


def test_crops_of_one_family_share_the_land(world: World) -> None:
    """Two herbs on one field with one average: together they give the field's average twice."""
    place, area = one_hectare(
        world, crop="danggui", raw="VN-HGHB-0003", more=("heshouwu",), yield_g=TONNE
    )
    assert harvested(world, area, place, 1).held == ()
    assert harvested(world, area, place, 1, crop="heshouwu").held == ()
    third = harvested(world, area, place, 1, crop="heshouwu")
    assert third.held == (HoldReason.OVER_CEILING,)
    assert third.season.lines[0].shared == TONNE


def test_a_new_season_begins_anew(world: World) -> None:
    place, area = one_hectare(world)
    day = dt.date(2025, 12, 1)
    harvested(world, area, place, 25, day=day)
    world.clock.now = dt.datetime(2026, 12, 20, 3, tzinfo=dt.UTC)
    assert harvested(world, area, place, 25, day=dt.date(2026, 12, 10)).held == ()


def test_outside_the_months_of_a_crop_is_a_warning_only(world: World) -> None:
    place, area = one_hectare(world)
    world.clock.now = dt.datetime(2026, 6, 10, 3, tzinfo=dt.UTC)
    made = harvested(world, area, place, 1, day=dt.date(2026, 6, 9))
    assert made.season.outside_months
    assert made.held == ()
    assert made.season.facts() == {"season": {"starts_on": "2025-10-01", "outside_months": True}}


# --- random places, codes, authorisations ---------------------------------------------------------


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
@pytest.mark.parametrize("backend", ["sqlite"])
def test_no_mix_of_places_codes_and_authorisations_gives_more_than_the_land(
    world: World, data: st.DataObject
) -> None:
    """Whatever stands free, of every place it is at most its hectares × the hold."""
    sizes = data.draw(st.lists(st.integers(1_000, 20_000), min_size=1, max_size=3))
    linked = data.draw(
        st.lists(st.sets(st.integers(0, len(sizes) - 1), min_size=1), min_size=1, max_size=3)
    )
    cap = data.draw(st.integers(1, 30)) * TONNE
    turns = data.draw(
        st.lists(
            st.tuples(st.integers(0, 99), st.integers(0, 99), st.integers(1, 30), st.booleans()),
            min_size=1,
            max_size=10,
        )
    )
    with rehearsing(world.store, world.who.operator) as work:
        grounds = [
            one_hectare(world, raw=f"P{n}", area_m2=m2, work=work) for n, m2 in enumerate(sizes)
        ]
        codes = [
            granted_over(world, f"C{n}", *(grounds[i][0] for i in sorted(under)), work=work)
            for n, under in enumerate(linked)
        ]
        lent = [authorised(work, world, code, cap) for code in codes]
        free: Counter[str] = Counter()
        under_cap: Counter[int] = Counter()
        for which, where, tonnes, borrowed in turns:
            number = which % len(codes)
            under = sorted(linked[number])
            place = grounds[under[where % len(under)]][0]
            permit = lent[number] if borrowed else None
            made = harvested(world, codes[number], place, tonnes, work=work, permit=permit)
            if made.season.verdict is not Balance.HOLD:
                free[place] += tonnes * TONNE
                if permit is not None:
                    under_cap[permit.id] += tonnes * TONNE
        for (place, _area), m2 in zip(grounds, sizes, strict=True):
            assert free[place] <= 25 * TONNE * m2 // 10_000
        assert all(amount <= cap for amount in under_cap.values())


# --- many at once ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def crew() -> Iterator[ProcessPoolExecutor]:
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=spawn) as pool:
        assert list(pool.map(time.sleep, [0.2] * PROCESSES)) == [None] * PROCESSES
        yield pool


def test_fifty_harvests_at_once_end_exactly_at_the_limit(
    world: World, crew: ProcessPoolExecutor
) -> None:
    """50 harvests of 1 t under two codes of one hectare: 25 stand free, 25 are held."""
    place, first = one_hectare(world)
    second = granted_over(world, "VN-HGOR-0900", place)
    url = world.store.writer.url.render_as_string(hide_password=False)
    begin = time.time() + 0.5
    turns = [50 // PROCESSES + (at < 50 % PROCESSES) for at in range(PROCESSES)]
    shifts = [
        packers.Shift(url, world.who, f"{(first, second)[at % 2]}/{place}", times, begin)
        for at, times in enumerate(turns)
    ]
    said = [each for done in crew.map(packers.harvest_tonnes, shifts) for each in done]
    assert Counter(said) == {"free": 25, "held": 25}
    assert used(world, place) == 50 * TONNE


# --- releasing ------------------------------------------------------------------------------------


def over(world: World) -> tuple[str, str]:
    """A lot above the ceiling: its batch and its hold."""
    place, area = one_hectare(world)
    made = harvested(world, area, place, 26)
    with world.view() as view:
        batch = view.db.scalars(select(models.Batch).filter_by(code=made.code)).one()
        (hold,) = recall_queries.open_over(view.db, [batch.id])
        return made.code, hold.code


def test_reception_and_processing_go_on_and_the_registrar_releases(world: World) -> None:
    batch, hold = over(world)
    packed = world.pack(batch, 10)  # processing goes on
    with world.view() as view:
        shown = registry_lots.hold_to_lift(view, world.who.registrar, hold)
        (season,) = shown.seasons
        assert [gauge.over for gauge in season.gauges] == [TONNE]
        assert [(lot.amount, lot.this) for lot in season.lots] == [(26 * TONNE, True)]
    with world.by(world.who.registrar) as work:
        recalls.lift(work, hold, "đã cân lại tại vườn, năm được mùa")
    world.publish(packed.code)


@pytest.mark.parametrize("who", ["manager", "recorder", "inspector", "stranger"])
def test_nobody_else_releases_it(world: World, who: str) -> None:
    _batch, hold = over(world)
    with (
        pytest.raises(Exception, match=r"denied|not_found"),
        world.by(getattr(world.who, who)) as w,
    ):
        recalls.lift(w, hold, "tự gỡ")


def test_an_officer_who_is_a_member_of_the_holder_leaves_it_to_another(world: World) -> None:
    _batch, hold = over(world)
    with world.by(world.who.operator) as work:
        signs = work.db.scalars(
            select(models.Membership).filter_by(actor_id=world.who.registrar.id)
        ).one()
        user = work.db.get_one(models.UserAccount, signs.user_id)
        coop = work.db.get_one(models.Party, world.who.manager.party)
        accounts.add_member(work, user, coop, Role.RECORDER)
    with pytest.raises(Denied, match="own_matter"), world.by(world.who.registrar) as work:
        recalls.lift(work, hold, "hợp tác xã của tôi")
    with world.view() as view:
        assert registry_lots.hold_to_lift(view, world.who.registrar, hold).own_matter


# --- another beginning ----------------------------------------------------------------------------


def start(world: World, **more: object) -> StartRequest:
    asked = StartRequest(
        "sanh_orange", 8, 1, "niên vụ {first}–{last}", dt.date(2026, 6, 1), "họp tỉnh"
    )
    return dataclasses.replace(asked, **more)  # type: ignore[arg-type]


def test_another_beginning_moves_only_the_end_of_the_running_season(world: World) -> None:
    place, area = one_hectare(world)
    harvested(world, area, place, 5)
    with world.by(world.who.operator) as work:
        first = seasons.set_start(work, start(world))
    assert (first.starts_on, first.ends_on) == (dt.date(2025, 10, 1), dt.date(2026, 7, 31))
    with world.view() as view:
        row = view.db.scalars(select(models.Season)).one()
        assert (row.starts_on, row.ends_on) == (first.starts_on, first.ends_on)
        rules = seasons.history(view, "sanh_orange")
        assert [rule.set_by for rule in rules] == [None, world.who.operator.code]
    assert used(world, place) == 5 * TONNE


def test_a_beginning_in_the_past_is_refused(world: World) -> None:
    with (
        pytest.raises(Exception, match="season_start_not_ahead"),
        world.by(world.who.operator) as w,
    ):
        seasons.set_start(w, start(world, from_on=TODAY))
    with pytest.raises(Denied), world.by(world.who.registrar) as w:
        seasons.set_start(w, start(world))


def test_a_restored_code_does_not_open_a_second_season(world: World) -> None:
    place, area = one_hectare(world)
    harvested(world, area, place, 25)
    with world.by(world.who.registrar) as work:
        suspend_code(work, area, decision(TODAY))
        restore_code(work, area, decision(TODAY, "15/QĐ"))
    again = harvested(world, area, place, 1, day=TODAY)
    assert HoldReason.OVER_CEILING in again.held
