"""A code that another lent, at the scale: offered while it is live, counted within its cap."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.people import TODAY, World
from tests.services.test_code_authorizations import UNTIL, lend, take_back, terms
from traceability.domain.authorizations import Outside
from traceability.domain.errors import Invalid
from traceability.domain.weigh_slips import Scale
from traceability.services import batches, households, parties, receptions, slip_grounds
from traceability.services.households import HouseholdRequest
from traceability.services.receptions import OpenRequest
from traceability.services.slip_grounds import Ground
from traceability.services.weigh_slips import Line, Recorded, SlipRequest, record
from traceability.store.queries import authorizations, products
from traceability.store.queries import parties as party_queries


def seller(world: World, standing: str = "member") -> str:
    with world.by(world.who.stranger) as work:
        return households.add(work, HouseholdRequest("Lù Văn Páo", standing=standing)).code


def offered(world: World, household: str, *, every: bool = False) -> list[Ground]:
    look = slip_grounds.every if every else slip_grounds.options
    with world.view() as view:
        holder = parties.known(view, world.who.stranger.party or 0)
        party = party_queries.by_code(view.db, household)
        crop = products.crop(view.db, "sanh_orange")
        assert party is not None
        assert crop is not None
        return list(look(view, holder, party, crop, TODAY))


def weigh(world: World, household: str, kg: int, ground: str | None = None) -> Recorded:
    with world.by(world.who.stranger) as work:
        day = receptions.open_day(work, OpenRequest("sanh_orange", TODAY))
        line = Line(Scale(kg * 1000), "g", household, ground=ground)
        return record(work, SlipRequest(day, line))


def key(world: World) -> str:
    return f"{world.who.area}/{world.who.place}"


def raw_of(world: World, slip: Recorded) -> str | None:
    with world.view() as view:
        batch = batches.known(view, slip.batch)
        use = authorizations.of_batch(view.db, batch.id)
        assert (use is None) == (batch.area_code_id is None)
        return None if use is None else use.code


def test_a_lent_code_is_offered_and_carries_the_slip(world: World) -> None:
    code, member = lend(world), seller(world)
    (lent, nothing) = offered(world, member)
    assert nothing == Ground()
    assert (lent.key, lent.raw, lent.name) == (key(world), "VN-HGOR-0128", None)
    assert lent.lender == "HTX Cam Sành Vĩnh Hảo"
    with pytest.raises(Invalid) as asked:
        weigh(world, member, 20)
    assert asked.value.code == "ground_needed"
    slip = weigh(world, member, 20, lent.key)
    assert (slip.outside, slip.held, raw_of(world, slip)) == (None, (), code)
    # What was chosen last is what comes next, unasked.
    assert offered(world, member) == [lent]
    again = weigh(world, member, 5)
    assert raw_of(world, again) == code
    assert world.differences() == []


def test_nothing_above_the_cap_stands_under_it(world: World) -> None:
    lend(world, 30)
    member = seller(world)
    assert weigh(world, member, 25, key(world)).outside is None
    over = weigh(world, member, 6, key(world))
    assert (over.outside, raw_of(world, over)) == (Outside.CAP_REACHED, None)
    assert weigh(world, member, 5, key(world)).outside is None
    # Used up: it is offered no more.
    assert Ground() in offered(world, member)
    assert key(world) not in {each.key for each in offered(world, member, every=True)}
    assert world.differences() == []


@pytest.mark.parametrize("backend", ["sqlite"])
def test_who_stands_outside_is_asked_for_it_only_after_it_was_chosen(world: World) -> None:
    """Goods of strangers do not slip under a code by a tap too many."""
    code, outsider = lend(world), seller(world, "outside")
    assert offered(world, outsider) == [Ground()]
    assert raw_of(world, weigh(world, outsider, 10)) is None
    assert key(world) in {each.key for each in offered(world, outsider, every=True)}
    assert raw_of(world, weigh(world, outsider, 10, key(world))) == code
    assert [each.key for each in offered(world, outsider)] == [key(world), "outside"]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_is_not_live_is_not_offered(world: World) -> None:
    member = seller(world)
    assert offered(world, member, every=True) == [Ground()]
    later = lend(world, from_on=TODAY + dt.timedelta(days=5))
    assert offered(world, member, every=True) == [Ground()]
    take_back(world, later)
    code = lend(world)
    assert len(offered(world, member)) == 2
    take_back(world, code, TODAY - dt.timedelta(days=1))
    assert offered(world, member, every=True) == [Ground()]
    lend(world)
    world.suspend(TODAY)
    # A slip under a suspended code is stored and held, as any harvest is.
    assert weigh(world, member, 5, key(world)).held
    world.clock.pass_by(days=(UNTIL - TODAY).days + 1)
    assert terms(world).crop is None
