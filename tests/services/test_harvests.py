"""Harvests: stored under their code, and refused only where they contradict themselves."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import stat
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select

from tests.people import PICKED_ON, QUAN_BA, TODAY, World, decision, orange_grant, photograph
from traceability.domain import ids
from traceability.domain.access import Actor
from traceability.domain.errors import Conflict, Invalid, NotFound, Refusal, RuleBroken
from traceability.domain.quantity import Quantity
from traceability.services import area_codes, harvests, parties, photos, places
from traceability.store.models import AreaCodePlace, BatchStock, Event
from traceability.store.queries import areas, batches, events


def events_so_far(world: World) -> int:
    with world.view() as view:
        return view.db.scalar(select(func.count()).select_from(Event)) or 0


def test_a_harvest_is_a_batch_with_its_stock_and_its_origin(world: World) -> None:
    made = world.harvest(1840, household=world.who.household)
    assert (made.held, made.lot_code) == ((), "CAM-260112-01")
    with world.view() as view:
        batch = batches.by_code(view.db, made.code)
        assert batch is not None
        stock = batches.stock(view.db, batch.id)
        (origin,) = batches.origins(view.db, batch.id)
        assert (stock.made, stock.on_hand, stock.state) == (1_840_000, 1_840_000, "open")
        assert (origin.ppm, origin.place_id, origin.area_code_id) == (
            1_000_000,
            batch.place_id,
            batch.area_code_id,
        )
        assert (batch.stage, batch.unit, batch.made_on) == ("harvest", "g", PICKED_ON)


def test_lots_of_a_day_are_numbered_and_may_be_named(world: World) -> None:
    lots = [world.harvest(lot_code=lot).lot_code for lot in (None, "CAM-260112-03", None, None)]
    assert lots == ["CAM-260112-01", "CAM-260112-03", "CAM-260112-04", "CAM-260112-05"]
    assert world.harvest(day=TODAY).lot_code == "CAM-260120-01"


def test_a_day_has_so_many_lots_and_then_wants_a_code_of_its_own(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ids, "MAX_LOT_NUMBER", 2)
    for _ in range(2):
        world.harvest()
    with pytest.raises(RuleBroken) as refused:
        world.harvest()
    assert (refused.value.code, refused.value.faults[0].field) == ("too_many_lots", "lot_code")
    assert refused.value.facts == {"highest": 2}
    assert world.harvest(lot_code="VUON-3").lot_code == "VUON-3"


def test_a_lot_code_that_is_taken_is_refused(world: World) -> None:
    world.harvest(lot_code="VUON-1")
    before = events_so_far(world)
    with pytest.raises(Conflict) as refused:
        world.harvest(lot_code="VUON-1")
    assert (refused.value.code, refused.value.facts) == ("lot_code_taken", {"lot": "VUON-1"})
    assert events_so_far(world) == before


def test_the_same_lot_code_at_another_cooperative_is_another_lot(world: World) -> None:
    world.harvest(lot_code="VUON-1")
    with world.by(world.who.registrar) as work:
        theirs = area_codes.grant(work, orange_grant(world.who.foreign, "VN-HGOR-0777", QUAN_BA))
    with world.by(world.who.stranger) as work:
        asked = harvests.HarvestRequest(theirs.code, PICKED_ON, Quantity(5000, "g"))
        asked = dataclasses.replace(asked, lot_code="VUON-1")
        assert harvests.register(work, asked).lot_code == "VUON-1"


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"day": TODAY + dt.timedelta(days=1)}, "day_in_future", "harvested_on"),
    ({"quantity": Quantity(5000, "ml")}, "unit_not_of_crop", "weight"),
    ({"lot_code": "lô 1"}, "lot_code_unreadable", "lot_code"),
    ({"crop": "cam_vinh"}, "crop_unknown", "crop"),
    ({"place": "0000000000"}, "place_not_under_code", "place"),
    ({"household": "0000000000"}, "household_unknown", "household"),
]


def test_what_contradicts_itself_is_refused(world: World, subtests: pytest.Subtests) -> None:
    before = events_so_far(world)
    for more, code, field in REFUSED:
        with subtests.test(code, **{field: more}):
            with pytest.raises(Invalid) as refused:
                world.harvest(**more)
            assert (refused.value.code, refused.value.faults[0].field) == (code, field)
    assert events_so_far(world) == before


def test_the_day_in_viet_nam_counts_not_the_day_in_greenwich(world: World) -> None:
    world.clock.now = dt.datetime(2026, 1, 19, 17, 5, tzinfo=dt.UTC)
    assert world.harvest(day=TODAY).lot_code == "CAM-260120-01"
    world.clock.now = dt.datetime(2026, 1, 19, 16, 55, tzinfo=dt.UTC)
    with pytest.raises(Invalid, match="day_in_future"):
        world.harvest(day=TODAY)


def test_a_code_of_two_places_wants_to_know_which(world: World) -> None:
    with world.by(world.who.manager) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        second = places.register(work, coop, orange_grant("").place)
        area = areas.code_by_code(work.db, world.who.area)
        assert area is not None
        work.add(AreaCodePlace(area_code_id=area.id, place_id=second.id, from_on=PICKED_ON))
        world.tampered = True  # no leaf tells of a second place: a grant names one
        code = second.code
    with pytest.raises(Invalid) as refused:
        world.harvest()
    assert refused.value.code == "place_needed"
    assert set(refused.value.facts["places"]) == {world.who.place, code}
    assert world.harvest(place=code).held == ()
    # Picked before the place stood under the code: it happened, so it is stored, and held.
    early = world.harvest(place=code, day=PICKED_ON - dt.timedelta(days=1))
    assert early.held == ("code_not_active",)


def test_a_household_of_another_cooperative_is_unknown(world: World) -> None:
    with world.by(world.who.stranger) as work:
        theirs = parties.known(work, world.who.stranger.party or 0)
        code = parties.register_household(work, theirs, {"name": "Sùng Thị Mai"}).code
    with pytest.raises(Invalid, match="household_unknown"):
        world.harvest(household=code)


@pytest.mark.parametrize(
    ("who", "kind"),
    [
        ("stranger", "not_found"),
        ("commune_registrar", "not_found"),
        ("inspector", "denied"),
        ("registrar", "denied"),
    ],
)
def test_nobody_else_records_a_harvest(world: World, who: str, kind: str) -> None:
    actor: Actor = getattr(world.who, who)
    asked = harvests.HarvestRequest(world.who.area, PICKED_ON, Quantity(5000, "g"))
    with pytest.raises(Refusal) as refused, world.by(actor) as work:
        harvests.register(work, asked)
    assert refused.value.kind == kind


def test_an_unknown_code_and_a_foreign_one_are_refused_alike(world: World) -> None:
    said = []
    for area in (world.who.area, "0000000000"):
        asked = harvests.HarvestRequest(area, PICKED_ON, Quantity(5000, "g"))
        with pytest.raises(NotFound) as refused, world.by(world.who.stranger) as work:
            harvests.register(work, asked)
        said.append(refused.value.faults)
    assert said[0] == said[1]


def test_a_code_of_two_crops_wants_to_know_which(world: World) -> None:
    with world.by(world.who.registrar) as work:
        asked = dataclasses.replace(
            orange_grant(world.who.cooperative, "VN-HGOR-0200"), crops=("sanh_orange", "persimmon")
        )
        area = area_codes.grant(work, asked).code
    with pytest.raises(Invalid) as refused:
        world.harvest(area_code=area)
    assert refused.value.code == "crop_needed"
    assert refused.value.facts["crops"] == ["persimmon", "sanh_orange"]
    assert world.harvest(area_code=area, crop="persimmon").lot_code == "HONG-260112-01"


def test_a_photograph_is_named_by_its_hash_and_loses_what_it_says(
    world: World, tmp_path: Path
) -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Giàng A Pháo, 0219"
    Image.new("RGB", (3000, 40), "green").save(out, "JPEG", exif=exif)
    made = world.harvest(photo=photos.prepare(out.getvalue(), tmp_path))
    with world.view() as view:
        batch = batches.by_code(view.db, made.code)
        assert batch is not None
        (sha256,) = events.files_of(view.db, batch.event_seq)
        leaf = events.by_seq(view.db, [batch.event_seq])[batch.event_seq].leaf
    assert sha256 in leaf
    (kept,) = tmp_path.iterdir()
    assert stat.S_ISREG(kept.stat().st_mode)
    with Image.open(kept) as picture:
        assert (picture.size[0], len(picture.getexif())) == (1600, 0)


def test_the_same_photograph_twice_is_one_file(world: World, tmp_path: Path) -> None:
    for _ in range(2):
        world.harvest(photo=photos.prepare(photograph(), tmp_path))
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("data", [b"", b"not a picture", photograph()[:200]])
def test_a_photograph_that_cannot_be_read_stores_nothing(
    world: World, tmp_path: Path, data: bytes
) -> None:
    before = events_so_far(world)
    with pytest.raises(Invalid, match="photo_"):
        world.harvest(photo=photos.prepare(data, tmp_path))
    assert events_so_far(world) == before
    assert list(tmp_path.iterdir()) == []


def test_an_entry_some_weeks_late_is_stored_all_the_same(world: World) -> None:
    made = world.harvest(day=PICKED_ON - dt.timedelta(days=50))
    assert made.held == ()
    with world.view() as view:
        assert view.db.scalar(select(func.count()).select_from(BatchStock)) == 1


UNSAID = [
    (places.PlaceRequest("apiary", QUAN_BA), "colonies"),
    (places.PlaceRequest("ancient_tea_stand", QUAN_BA), "trees"),
    (places.PlaceRequest("orchard", QUAN_BA, None, 100, 101), "productive_area"),
    (places.PlaceRequest("orchard", "99999", None, 100), "commune"),
]


def test_a_place_must_say_where_and_how_large_it_is(
    world: World, subtests: pytest.Subtests
) -> None:
    for asked, field in UNSAID:
        with subtests.test(field):
            with pytest.raises(Invalid) as refused, world.by(world.who.manager) as work:
                places.register(work, parties.known(work, world.who.manager.party or 0), asked)
            assert refused.value.faults[0].field == field


def test_a_decision_is_kept_apart_from_its_leaf(world: World) -> None:
    with world.view() as view:
        area = areas.code_by_code(view.db, world.who.area)
        assert area is not None
        grant = areas.steps(view.db, [area.id])[area.id][-1]
        leaf = events.by_seq(view.db, [grant.event_seq])[grant.event_seq].leaf
        assert grant.decision_no == decision(PICKED_ON).decision_no
        assert grant.decision_no not in leaf
