"""The cooperative's own products and codes, and revising a product without touching the past."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.people import TODAY, World
from tests.web.lot_visits import Visitor, app_of
from traceability.store.queries import products as queries

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
NEW_NAME = "Cam sành Vĩnh Hảo, túi lưới 2 kg"


@pytest.fixture
def visitors(world: World, tmp_path: Path) -> dict[str, Visitor]:
    app = app_of(world, files=tmp_path)
    return {who: Visitor(app, world, who) for who in ("manager", "recorder", "stranger")}


def edit_path(world: World) -> str:
    return f"/coop/san-pham/{world.who.product}/sua"


def names(world: World) -> list[str]:
    """The names of the product's revisions, oldest first."""
    with world.view() as view:
        product = queries.by_code(view.db, world.who.product)
        assert product is not None
        newest = queries.newest_revision(view.db, product.id).number
        numbers = range(1, newest + 1)
        return [queries.revision(view.db, product.id, each).name_vi for each in numbers]


def test_the_products_are_listed_with_their_formats(
    world: World, visitors: dict[str, Visitor]
) -> None:
    page = visitors["recorder"].get("/coop/san-pham")
    assert "Cam sành Hà Giang, túi lưới 2 kg" in page.text
    assert "túi lưới 2 kg (2 kg)" in page.text
    assert edit_path(world) not in page.source
    assert edit_path(world) in visitors["manager"].get("/coop/san-pham").source
    assert "Cam sành" not in visitors["stranger"].get("/coop/san-pham").text


def test_a_new_name_is_for_lots_packed_from_now_on(
    world: World, visitors: dict[str, Visitor]
) -> None:
    packed = world.packed()
    world.print_labels(packed.code, 3)
    page = visitors["manager"].get(edit_path(world))
    assert "1 lô và 1 đợt tem đã in giữ bản cũ." in page.text
    sent = visitors["manager"].send(edit_path(world), name_vi=NEW_NAME)
    assert (sent.status, sent.place) == (303, f"/coop/san-pham/{world.who.product}")
    page = visitors["manager"].get(sent.place)
    assert "Đã lưu bản 2. 1 lô và 1 đợt tem đã in giữ bản cũ." in page.text
    assert packed.lot_code in page.text
    assert NEW_NAME in visitors["manager"].get("/coop/san-pham").text
    lot = visitors["manager"].get(f"/coop/lo/{packed.code}").text
    assert "Cam sành Hà Giang, túi lưới 2 kg" in lot
    assert f"Tên nay là {NEW_NAME}" in lot
    later = world.packed()
    assert NEW_NAME in visitors["manager"].get(f"/coop/lo/{later.code}").text


def test_everything_but_the_names_stays(world: World, visitors: dict[str, Visitor]) -> None:
    visitors["manager"].send(edit_path(world), name_vi=NEW_NAME, name_en="Oranges")
    with world.view() as view:
        product = queries.by_code(view.db, world.who.product)
        assert product is not None
        revision = queries.newest_revision(view.db, product.id)
        formats = queries.pack_formats(view.db, product.id, revision.number)
        assert (revision.name_en, revision.picture) == ("Oranges", "orange")
        assert [(each.name, each.net_amount) for each in formats] == [("túi lưới 2 kg", 2000)]


def test_a_double_click_makes_one_revision(world: World, visitors: dict[str, Visitor]) -> None:
    form = visitors["manager"].get(edit_path(world)).form() | {"name_vi": NEW_NAME}
    answers = [visitors["manager"].post(edit_path(world), form).status for _ in range(2)]
    assert answers == [303, 303]
    assert names(world)[1:] == [NEW_NAME]


def test_the_same_names_make_no_revision(world: World, visitors: dict[str, Visitor]) -> None:
    assert visitors["manager"].send(edit_path(world)).status == 303
    assert len(names(world)) == 1


def test_a_name_is_needed(world: World, visitors: dict[str, Visitor]) -> None:
    page = visitors["manager"].send(edit_path(world), name_vi=" ")
    assert page.status == 422
    assert page.error_at("name_vi")
    assert len(names(world)) == 1


def test_a_name_that_labels_cannot_show_is_not_taken(
    world: World, visitors: dict[str, Visitor]
) -> None:
    page = visitors["manager"].send(edit_path(world), name_vi="Cam 柑 🍊")
    assert page.status == 422
    assert "Phông chữ của tem không có: 柑🍊" in page.error_at("name_vi")
    assert page.form()["name_vi"] == "Cam 柑 🍊"
    assert len(names(world)) == 1
    free = visitors["manager"].send(edit_path(world), name_en="Oranges 柑 🍊")
    assert (free.status, len(names(world))) == (303, 2)


def test_who_was_overtaken_sees_both_names(world: World, visitors: dict[str, Visitor]) -> None:
    mine = visitors["manager"].get(edit_path(world)).form() | {"name_vi": "Tên của tôi"}
    visitors["manager"].send(edit_path(world), name_vi=NEW_NAME)
    page = visitors["manager"].post(edit_path(world), mine)
    assert page.status == 409
    assert NEW_NAME in page.text
    assert page.form()["name_vi"] == "Tên của tôi"
    assert visitors["manager"].post(edit_path(world), page.form()).status == 303
    assert names(world)[1:] == [NEW_NAME, "Tên của tôi"]


def test_only_a_manager_renames(world: World, visitors: dict[str, Visitor]) -> None:
    assert visitors["recorder"].get(edit_path(world)).status == 403
    form = {"csrf_token": visitors["recorder"].token(), "request_key": "a1b2c3d4-0001"}
    form |= {"name_vi": NEW_NAME, "name_en": "", "revision": "1"}
    form |= {"formats.1.name": "túi", "formats.1.net": "2 kg"}
    assert visitors["recorder"].post(edit_path(world), form).status == 403
    form["csrf_token"] = visitors["stranger"].token()
    assert visitors["stranger"].get(edit_path(world)).status == 404
    assert visitors["stranger"].post(edit_path(world), form).status == 404
    assert len(names(world)) == 1


def test_the_codes_are_told_with_place_and_status(
    world: World, visitors: dict[str, Visitor]
) -> None:
    page = visitors["recorder"].get("/coop/vung-trong")
    assert "VN-HGOR-0128" in page.text
    assert "đang hiệu lực từ 01/10/2025" in page.text
    assert "Vườn cam thôn Vĩnh Sơn" in page.text
    assert "12,4 ha" in page.text
    assert "Xã Vĩnh Tuy" in page.text
    assert "VN-HGOR-0128" not in visitors["stranger"].get("/coop/vung-trong").text


def test_a_suspended_code_says_what_that_means(world: World, visitors: dict[str, Visitor]) -> None:
    world.suspend(TODAY)
    page = visitors["recorder"].get("/coop/vung-trong")
    assert "tạm dừng từ 20/01/2026" in page.text
    assert "chưa công bố, chưa in tem được" in page.text
