"""The registration file of a place: groups, revisions, an officer's word on the yield, papers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.people import VINH_TUY, World, photograph
from tests.places_of import apiary, fill_in, opened, orchard
from traceability.domain.errors import Conflict, Denied, Invalid, NotFound, RuleBroken
from traceability.domain.place_kinds import BUILDINGS, KINDS, Group, Item
from traceability.services import files, internal_codes, place_files, place_views
from traceability.services.internal_codes import AreaRequest
from traceability.services.place_files import GroupRequest
from traceability.services.places import PlaceRequest
from traceability.store.models import Alert, AreaCode, Event, PlaceRevision, PrivateValue

CROPS = {
    "orchard": "sanh_orange", "tea_plantation": "shan_tea", "ancient_tea_stand": "shan_tea",
    "herb_cultivation": "danggui", "wild_collection": "danggui", "apiary": "mint_honey",
}  # fmt: skip
SIZES = {"ancient_tea_stand": {"trees": 340}, "apiary": {"colonies": 80}}


def page(world: World, code: str, actor: object = None) -> place_views.PlacePage:
    with world.view() as view:
        return place_views.page(view, actor or world.who.manager, code)  # type: ignore[arg-type]


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_holder_registers_every_kind(world: World, kind: str) -> None:
    size = {} if kind in BUILDINGS else SIZES.get(kind, {"area_m2": 10_000})
    code = opened(world, kind, CROPS.get(kind), **size)
    shown = page(world, code)
    assert shown.kind == kind
    assert [each.scheme for each in shown.codes] == ([] if kind in BUILDINGS else ["internal"])
    assert world.differences() == []


def test_a_building_takes_no_crop(world: World) -> None:
    asked = PlaceRequest("packing_house", VINH_TUY, private={"name": "Xưởng"})
    with pytest.raises(Invalid, match="crop_not_of_kind"), world.by(world.who.manager) as work:
        internal_codes.open_area(work, AreaRequest(asked, ("sanh_orange",)))


def test_a_file_fills_up_group_by_group(world: World) -> None:
    code = orchard(world)
    assert Item.PARCELS in page(world, code).file.missing
    fill_in(world, code, Group.WHERE, address="Thôn Vĩnh Sơn", parcels="112/7\n113/7")
    fill_in(world, code, Group.SIZE, area=12_000, productive_area=9_000, trees=400)
    fill_in(
        world, code, Group.GROWING,
        planted_year=2010, planted_until_year=2014, intercrop=125_000, harvests_a_year=1,
        average_yield=8_000_000,
    )  # fmt: skip
    fill_in(world, code, Group.PEOPLE, representative="Hoàng Thị Mai", contact="0912 345 678")
    shown = page(world, code)
    assert set(shown.file.missing) == {Item.BOUNDARY, Item.HOUSEHOLDS, Item.DOCUMENTS}
    stands = shown.stands
    assert (stands.area_m2, stands.productive_m2, stands.trees) == (12_000, 9_000, 400)
    assert (stands.planted_until_year, stands.intercrop_ppm) == (2014, 125_000)
    assert (stands.yield_g, stands.yield_set_by) == (8_000_000, None)
    assert stands.private["parcels"] == "112/7\n113/7"
    assert shown.revision == 5
    assert world.differences() == []


def test_the_short_form_leaves_the_file_as_it_stood(world: World) -> None:
    code = orchard(world)
    fill_in(world, code, Group.SIZE, area=12_000, productive_area=9_000, trees=400)
    fill_in(world, code, Group.WHERE, address="Thôn Vĩnh Sơn", parcels="112/7")
    again = PlaceRequest(
        "orchard", VINH_TUY, None, 12_000, 12_000, planted_year=2011, private={"name": "Vườn Đông"}
    )
    with world.by(world.who.manager) as work:
        internal_codes.revise(work, code, 3, AreaRequest(again, ("sanh_orange",)))
    stands = page(world, code).stands
    assert (stands.productive_m2, stands.trees, stands.planted_year) == (9_000, 400, 2011)
    assert stands.private == {"name": "Vườn Đông", "address": "Thôn Vĩnh Sơn", "parcels": "112/7"}


def test_both_versions_of_an_address_stay_and_a_name_does_not(world: World) -> None:
    code = orchard(world)
    fill_in(world, code, Group.WHERE, address="xã Vĩnh Hảo, huyện Bắc Quang")
    fill_in(world, code, Group.PEOPLE, representative="Người cũ")
    fill_in(world, code, Group.WHERE, address="Thôn Vĩnh Sơn, xã Vĩnh Tuy")
    fill_in(world, code, Group.PEOPLE, representative="Người mới")
    latest, moved, *_rest = page(world, code).history
    (change,) = moved.changes
    assert (change.name, change.before) == ("address", "xã Vĩnh Hảo, huyện Bắc Quang")
    assert change.after == "Thôn Vĩnh Sơn, xã Vĩnh Tuy"
    assert [(each.name, each.before, each.after) for each in latest.changes] == [
        ("representative", None, None)
    ]
    with world.view() as view:
        kept = [row.value for row in view.db.query(PrivateValue)]
    assert "Người cũ" not in kept
    assert world.differences() == []


def test_no_private_value_stands_in_a_leaf_or_a_revision(world: World) -> None:
    code = orchard(world)
    fill_in(world, code, Group.WHERE, address="Địa-chỉ-riêng", parcels="Thửa-riêng-7")
    fill_in(world, code, Group.PEOPLE, representative="Tên-riêng", contact="0987 654 321")
    with world.view() as view:
        leaves = "".join(event.leaf for event in view.db.query(Event))
        rows = str([vars(row) for row in view.db.query(PlaceRevision)])
    # Four digits stand in identifiers and seals as well, by chance.
    for word in ("riêng", "0987 654 321", "0987654321"):
        assert word not in leaves
        assert word not in rows


def test_the_same_again_makes_no_revision_and_a_stale_one_is_refused(world: World) -> None:
    code = orchard(world)
    assert fill_in(world, code, Group.WHERE, address="Thôn Vĩnh Sơn") == 2
    assert fill_in(world, code, Group.WHERE, address="Thôn Vĩnh Sơn") == 2
    with pytest.raises(Conflict, match="area_changed"), world.by(world.who.manager) as work:
        place_files.save(work, code, 1, GroupRequest(Group.PEOPLE, {"contact": "0912"}))


def test_what_contradicts_itself_is_refused(world: World) -> None:
    code = orchard(world)
    with pytest.raises(Invalid, match="productive_above_area"):
        fill_in(world, code, Group.SIZE, area=5_000, productive_area=5_001)
    with pytest.raises(Invalid, match="planting_ends_before"):
        fill_in(world, code, Group.GROWING, planted_year=2012, planted_until_year=2011)


def test_under_a_granted_code_the_size_is_the_offices_and_the_rest_is_filled_in(
    world: World,
) -> None:
    code = world.who.place
    fill_in(world, code, Group.WHERE, address="Thôn Vĩnh Sơn", parcels="112/7")
    assert fill_in(world, code, Group.SIZE, area=124_000, productive_area=124_000, trees=900) == 3
    with pytest.raises(RuleBroken, match="place_under_granted_code"):
        fill_in(world, code, Group.SIZE, area=200_000, productive_area=200_000, trees=900)
    assert world.differences() == []


def test_only_its_manager_fills_it_in(world: World) -> None:
    code, asked = orchard(world), GroupRequest(Group.PEOPLE, {"contact": "0912"})
    with pytest.raises(NotFound), world.by(world.who.stranger) as work:
        place_files.save(work, code, 1, asked)
    with pytest.raises(Denied), world.by(world.who.recorder) as work:
        place_files.save(work, code, 1, asked)


# --- the average yield ---------------------------------------------------------------


def test_an_officer_sets_the_yield_and_the_holder_is_told(world: World) -> None:
    code = orchard(world)
    fill_in(world, code, Group.GROWING, average_yield=8_000_000)
    with world.by(world.who.registrar) as work:
        assert place_files.set_yield(work, code, 2, 7_000_000, "sổ thu mua 2023–2025") == 3
    shown = page(world, code)
    assert (shown.stands.yield_g, shown.stands.yield_set_by) == (
        7_000_000,
        world.who.registrar.code,
    )
    newest = shown.history[0]
    assert newest.yield_set
    assert newest.by.startswith("Chi cục Trồng trọt")
    with world.view() as view:
        (alert,) = [each for each in view.db.query(Alert) if each.kind == "yield_set"]
        assert alert.subject == code
    assert world.differences() == []


def test_it_stays_set_until_the_owner_states_another(world: World) -> None:
    code = orchard(world)
    with world.by(world.who.registrar) as work:
        place_files.set_yield(work, code, 1, 7_000_000, "đã đối chiếu")
    fill_in(world, code, Group.PEOPLE, contact="0912 345 678")
    assert page(world, code).stands.yield_set_by == world.who.registrar.code
    fill_in(world, code, Group.GROWING, average_yield=9_000_000)
    assert page(world, code).stands.yield_set_by is None
    assert world.differences() == []


def test_who_may_set_it(world: World) -> None:
    code = orchard(world)
    for actor, refusal in (
        (world.who.manager, Denied),
        (world.who.inspector, Denied),
        (world.who.commune_registrar, NotFound),
    ):
        with pytest.raises(refusal), world.by(actor) as work:
            place_files.set_yield(work, code, 1, 7_000_000, "tự xác nhận")
    bees = apiary(world)
    with pytest.raises(NotFound), world.by(world.who.registrar) as work:
        place_files.set_yield(work, bees, 1, 7_000_000, "ong")


# --- papers, and who sees ---------------------------------------------------------------


def test_papers_are_reached_through_the_place(world: World, tmp_path: Path) -> None:
    code = orchard(world)
    scan = files.prepare(photograph("white"), tmp_path)
    with world.by(world.who.manager) as work:
        place_files.attach(work, code, "land", [scan])
    (paper,) = page(world, code).papers
    assert Item.DOCUMENTS not in page(world, code).file.missing
    with world.view() as view:
        for reader in (world.who.recorder, world.who.registrar):
            found = place_views.paper(view, reader, code, paper.event, 1)
            assert found.content_type == files.JPEG
        for other in (world.who.stranger, world.who.commune_registrar):
            with pytest.raises(NotFound):
                place_views.paper(view, other, code, paper.event, 1)
        with pytest.raises(Denied):
            place_views.paper(view, world.who.inspector, code, paper.event, 1)
        with pytest.raises(NotFound):
            place_views.paper(view, world.who.manager, world.who.place, paper.event, 1)
    assert world.differences() == []


def test_an_inspector_sees_sizes_and_no_private_word(world: World) -> None:
    code = orchard(world)
    fill_in(world, code, Group.WHERE, address="Thôn Vĩnh Sơn", parcels="112/7")
    shown = page(world, code, world.who.inspector)
    assert shown.stands.area_m2 == 10_000
    assert set(shown.stands.private) == {"name"}
    assert "Vĩnh Sơn" not in str(shown.history)
    assert page(world, code, world.who.registrar).stands.private["address"] == "Thôn Vĩnh Sơn"
    with world.view() as view:
        assert view.db.query(AreaCode).count() == 2
