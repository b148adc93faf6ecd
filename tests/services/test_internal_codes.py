"""Own growing areas: a code at once, harvests, links, corrections, what verify finds."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text

from tests.beginners import CAO_BO, Beginners, begin, garden
from tests.people import QUAN_BA, TODAY, VINH_TUY, World, decision, orange_grant, suspend_code
from traceability.domain.days import LATE_DAYS
from traceability.domain.errors import Conflict, Denied, Invalid, NotFound, RuleBroken
from traceability.domain.growing_area import Status
from traceability.domain.quantity import Quantity
from traceability.services import (
    area_codes,
    area_views,
    batches,
    harvest_views,
    harvests,
    internal_codes,
    packings,
    registry_page,
)
from traceability.services.harvests import HarvestRequest
from traceability.services.packings import PackingRequest
from traceability.store.models import Alert, AreaCode, AreaCodeStep, Place, PlaceRevision


@pytest.fixture
def new(world: World) -> Beginners:
    return begin(world)


def pick(new: Beginners, code: str, day: dt.date = TODAY) -> harvests.Registered:
    with new.world.by(new.recorder) as work:
        return harvests.register(work, HarvestRequest(code, day, Quantity(50_000, "g")))


def test_an_area_has_a_code_at_once_and_it_is_active(new: Beginners) -> None:
    made = new.open_area()
    assert made.raw.startswith("NB-")
    assert made.raw.replace("-", "").removeprefix("NB") == made.code
    with new.world.view() as view:
        area = area_codes.known(view, made.code)
        assert (area.scheme, area.register_id, area.holder_id) == ("internal", new.party, new.party)
        assert area_codes.status_on(view, area, TODAY) is Status.ACTIVE
        # What was picked as far back as entries are usually late is not held for the code.
        late = TODAY - dt.timedelta(days=LATE_DAYS)
        assert area_codes.status_on(view, area, late) is Status.ACTIVE
        assert area_codes.status_on(view, area, late - dt.timedelta(days=1)) is Status.DRAFT
        (step,) = view.db.query(AreaCodeStep).filter_by(area_code_id=area.id).all()
        assert (step.step, step.decision_no, step.authority) == ("open_internal", None, None)
        (line,) = area_views.listed(view, new.manager)
    assert (line.raw, line.places[0].name) == (made.raw, "Nương nhà ông Páo")
    assert new.world.differences() == []


def test_codes_of_two_areas_differ(new: Beginners) -> None:
    assert new.open_area().raw != new.open_area().raw


def test_a_harvest_under_it_is_sold_and_its_page_says_what_the_code_is(new: Beginners) -> None:
    made, product = new.open_area(), new.add_product()
    new.describe()
    picked = pick(new, made.code)
    assert picked.held == ()
    with new.world.by(new.recorder) as work:
        packed = packings.register(work, PackingRequest(picked.code, product, 20, TODAY))
        batches.publish(work, packed.code)
    (origin,) = new.world.page(packed.code).origins
    assert (origin.internal, origin.seen, origin.area_code) == (True, False, made.raw)
    assert origin.status_then is Status.ACTIVE


def test_the_harvest_form_offers_it(new: Beginners) -> None:
    made = new.open_area()
    with new.world.view() as view:
        found = harvest_views.choices(view, new.recorder)
    assert [ground.raw for ground in found.grounds] == [made.raw]
    assert found.usual is not None


def test_a_registrar_of_the_territory_sees_and_may_suspend_it(new: Beginners) -> None:
    made = new.open_area()
    with new.world.view() as view:
        page = registry_page.page(view, new.world.who.registrar, made.code)
        assert page.code.granted is None
        assert [str(step) for each in page.code.decisions for step in each.steps] == [
            "open_internal"
        ]
    with new.world.by(new.world.who.registrar) as work:
        suspend_code(work, made.code, decision(TODAY))
    assert pick(new, made.code).held == ("code_not_active",)


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"crops": ()}, "required", "crops"),
        ({"crops": ("mandrake",)}, "crop_unknown", "crops"),
        ({"crops": ("sanh_orange",)}, "crop_not_of_kind", "crops"),
        ({"kind": "apiary", "crops": ("mint_honey",)}, "required", "colonies"),
        ({"kind": "ancient_tea_stand"}, "required", "trees"),
        ({"commune": "99999", "old_commune": None}, "commune_unknown", "commune"),
        ({"old_commune": "01210"}, "commune_not_successor", "commune"),
        ({"productive_m2": 20_000}, "productive_above_area", "productive_area"),
    ],
)
def test_what_contradicts_itself_is_refused(
    new: Beginners, changed: dict[str, object], code: str, field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        new.open_area(**changed)
    assert (caught.value.code, caught.value.faults[0].field) == (code, field)


def test_a_recorder_opens_none(new: Beginners) -> None:
    with pytest.raises(Denied):
        new.open_area(new.recorder)


# --- correcting ----------------------------------------------------------------------------------


def test_a_correction_is_a_revision_and_harvests_keep_what_stood_then(new: Beginners) -> None:
    made, product = new.open_area(), new.add_product()
    new.describe()
    picked = pick(new, made.code)
    with new.world.by(new.recorder) as work:
        packed = packings.register(work, PackingRequest(picked.code, product, 20, TODAY))
        batches.publish(work, packed.code)
    new.world.clock.pass_by(hours=1)
    with new.world.by(new.manager) as work:
        asked = garden(commune=QUAN_BA, old_commune=None, area_m2=20_000, productive_m2=20_000)
        assert internal_codes.revise(work, made.place, 1, asked) == 2
    (origin,) = new.world.page(packed.code).origins
    assert origin.where.code == CAO_BO
    with new.world.view() as view:
        place = view.db.query(Place).filter_by(code=made.place).one()
        rows = view.db.query(PlaceRevision).filter_by(place_id=place.id).order_by("number")
        assert [row.area_m2 for row in rows] == [15_000, 20_000]
        (line,) = area_views.listed(view, new.manager)
    assert line.places[0].where.code == QUAN_BA
    assert new.world.differences() == []


def test_crops_are_corrected_with_the_area(new: Beginners) -> None:
    made = new.open_area()
    both = garden(crops=("shan_tea", "ancient_shan_tea"))
    with new.world.by(new.manager) as work:
        assert internal_codes.revise(work, made.place, 1, both) == 1
        assert internal_codes.revise(work, made.place, 1, both) == 1
    with new.world.view() as view:
        (line,) = area_views.listed(view, new.manager)
    assert len(line.crops) == 2
    assert new.world.differences() == []


def test_a_stale_correction_is_refused(new: Beginners) -> None:
    made = new.open_area()
    with new.world.by(new.manager) as work:
        internal_codes.revise(work, made.place, 1, garden(planted_year=2011))
    with pytest.raises(Conflict) as caught, new.world.by(new.manager) as work:
        internal_codes.revise(work, made.place, 1, garden(planted_year=2012))
    assert caught.value.code == "area_changed"


def test_anothers_area_is_not_found_and_a_recorder_is_denied(new: Beginners) -> None:
    made = new.open_area()
    with pytest.raises(NotFound), new.world.by(new.world.who.manager) as work:
        internal_codes.revise(work, made.place, 1, garden())
    with pytest.raises(Denied), new.world.by(new.recorder) as work:
        internal_codes.revise(work, made.place, 1, garden())


def test_what_an_authority_granted_is_not_corrected_here(world: World) -> None:
    with pytest.raises(RuleBroken) as caught, world.by(world.who.manager) as work:
        internal_codes.revise(work, world.who.place, 1, garden())
    assert caught.value.code == "place_under_granted_code"


# --- linking -------------------------------------------------------------------------------------


def orchard(world: World, commune: str = VINH_TUY, crop: str = "sanh_orange") -> str:
    """A second orchard of the cooperative of the field, under an internal code."""
    asked = garden(kind="orchard", commune=commune, old_commune=None, crops=(crop,))
    with world.by(world.who.manager) as work:
        return internal_codes.open_area(work, asked).place


def test_a_place_is_linked_to_a_granted_code_from_today(world: World) -> None:
    place = orchard(world)
    with world.by(world.who.manager) as work:
        internal_codes.link(work, place, world.who.area)
        register = area_codes.known(work, world.who.area).register_id
    picked = world.harvest(10, TODAY, place=place)
    assert picked.held == ()
    with world.view() as view:
        (alert,) = view.db.query(Alert).all()
        assert (alert.party_id, alert.kind, alert.subject) == (
            register,
            "place_linked",
            world.who.area,
        )
    assert world.harvest(10, TODAY - dt.timedelta(days=3), place=place).held
    assert world.differences() == []


def test_a_new_area_may_stand_under_a_granted_code_alone(world: World) -> None:
    asked = garden(
        kind="orchard", commune=VINH_TUY, old_commune=None, crops=("sanh_orange",),
        area_code=world.who.area,
    )  # fmt: skip
    with world.by(world.who.manager) as work:
        made = internal_codes.open_area(work, asked)
    assert (made.code, made.raw) == (world.who.area, "VN-HGOR-0128")
    with world.view() as view:
        assert view.db.query(AreaCode).filter_by(scheme="internal").count() == 0


def test_a_code_of_another_commune_or_crop_says_why_not(world: World) -> None:
    elsewhere = orchard(world, QUAN_BA)
    other = orchard(world, crop="persimmon")
    for place, code in ((elsewhere, "commune_not_of_code"), (other, "crops_not_of_code")):
        with pytest.raises(RuleBroken) as caught, world.by(world.who.manager) as work:
            internal_codes.link(work, place, world.who.area)
        assert (caught.value.code, caught.value.faults[0].field) == (code, "area_code")


def test_a_code_that_is_suspended_or_contested_takes_no_place(world: World) -> None:
    place = orchard(world)
    with world.by(world.who.registrar) as work:
        area_codes.grant(work, orange_grant(world.who.foreign))
    with pytest.raises(RuleBroken) as contested, world.by(world.who.manager) as work:
        internal_codes.link(work, place, world.who.area)
    assert contested.value.code == "code_conflict_open"
    world.suspend(TODAY)
    with pytest.raises(RuleBroken) as suspended, world.by(world.who.manager) as work:
        internal_codes.link(work, place, world.who.area)
    assert suspended.value.code == "code_not_active_today"


def test_a_place_is_linked_once(world: World) -> None:
    place = orchard(world)
    with world.by(world.who.manager) as work:
        internal_codes.link(work, place, world.who.area)
    with pytest.raises(RuleBroken) as caught, world.by(world.who.manager) as work:
        internal_codes.link(work, place, world.who.area)
    assert caught.value.code == "place_already_under_code"


def test_anothers_code_and_an_internal_one_are_not_found(world: World) -> None:
    new = begin(world)
    mine = new.open_area()
    for code in (world.who.area, mine.code, "4YWW79G1T"):
        with pytest.raises(NotFound), world.by(new.manager) as work:
            internal_codes.link(work, mine.place, code)


# --- what verify finds ---------------------------------------------------------------------------

TAMPERED = {
    "crop added": "INSERT INTO area_code_crop (area_code_id, crop_code)"
    " SELECT id, 'persimmon' FROM area_code"
    " WHERE code=:code",
    "crop gone": "DELETE FROM area_code_crop WHERE area_code_id IN"
    " (SELECT id FROM area_code WHERE code=:code)",
    "link moved": "UPDATE area_code_place SET from_on='2020-01-01' WHERE area_code_id IN"
    " (SELECT id FROM area_code WHERE code=:code)",
    "scheme": "UPDATE area_code SET scheme='vn_domestic' WHERE code=:code",
    "raw": "UPDATE area_code SET raw='VN-HGOR-9999' WHERE code=:code",
}


@pytest.mark.parametrize("what", TAMPERED)
@pytest.mark.parametrize("revised", [False, True])
def test_a_tampered_code_is_found(new: Beginners, what: str, revised: bool) -> None:
    made = new.open_area()
    if revised:
        with new.world.by(new.manager) as work:
            asked = garden(crops=("shan_tea", "ancient_shan_tea"))
            internal_codes.revise(work, made.place, 1, asked)
    with new.world.store.writer.begin() as connection:
        connection.execute(text(TAMPERED[what]), {"code": made.code})
    new.world.tampered = True
    found = new.world.differences()
    assert found
    assert {each.kind for each in found} == {"area_code"}
