"""Entering products: names that meet, edits that meet, and what keeps the old text."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from tests.people import World, orange_revision, photograph
from tests.web.bad_inputs import BAD
from traceability.domain.errors import Conflict, Denied, Invalid, NotFound
from traceability.domain.label_fields import LabelField
from traceability.schemas.products import ProductSchema
from traceability.services import (
    photos,
    print_runs,
    product_edits,
    product_photos,
    product_views,
    products,
)
from traceability.services.print_runs import PrintRequest
from traceability.services.product_edits import ProductRequest
from traceability.services.product_views import ProductPage
from traceability.services.products import FormatRequest, RevisionRequest
from traceability.store.models import ReferenceValue
from traceability.store.queries.product_history import Uses

PACK = (FormatRequest("túi 1 kg", 1_000),)


def add(world: World, name: str, **more: Any) -> str:
    content = RevisionRequest(name, formats=PACK)
    asked = dataclasses.replace(ProductRequest(content, crop="sanh_orange"), **more)
    with world.by(world.who.manager) as work:
        return product_edits.add(work, asked).code


def change(world: World, content: RevisionRequest, revision: int = 1, **more: Any) -> Any:
    asked = dataclasses.replace(ProductRequest(content, revision=revision), **more)
    with world.by(world.who.manager) as work:
        return product_edits.change(work, world.who.product, asked)


def page(world: World, code: str | None = None) -> ProductPage:
    with world.view() as view:
        return product_views.shown(view, world.who.recorder, code or world.who.product)


def test_a_product_without_a_picture_has_its_crops(world: World) -> None:
    line = page(world, add(world, "Cam loại 1")).line
    assert (line.picture, line.pictured, line.formats[0].name) == ("orange", True, "túi 1 kg")
    assert world.differences() == []


@pytest.mark.parametrize(
    "name", ["CAM SÀNH HÀ GIANG, TÚI LƯỚI 2 KG", "Cam sanh Ha Giang,  tui luoi 2 kg"]
)
def test_a_name_that_is_there_is_asked_about(world: World, name: str) -> None:
    with pytest.raises(Conflict) as refused:
        add(world, " ".join(name.split()))
    fault = refused.value.faults[0]
    assert (fault.code, fault.field) == ("product_name_taken", "name_vi")
    assert fault.facts == {
        "name": "Cam sành Hà Giang, túi lưới 2 kg",
        "product": world.who.product,
    }
    code = add(world, " ".join(name.split()), same_name=True)
    assert page(world, code).line.revision == 1
    assert world.differences() == []


def test_the_neighbours_names_are_theirs(world: World) -> None:
    with world.by(world.who.stranger) as work:
        asked = ProductRequest(orange_revision(), crop="sanh_orange")
        assert product_edits.add(work, asked).code


def test_a_name_given_by_an_edit_is_asked_about_and_the_own_is_not(world: World) -> None:
    add(world, "Cam loại 1")
    with pytest.raises(Conflict, match="product_name_taken"):
        change(world, orange_revision("cam LOẠI 1"))
    assert change(world, orange_revision("CAM SÀNH HÀ GIANG, túi lưới 2 kg")).revision == 2
    assert change(world, orange_revision("cam loại 1"), 2, same_name=True).revision == 3
    assert world.differences() == []


def test_an_edit_over_an_older_revision_is_told_so(world: World) -> None:
    assert change(world, orange_revision("Cam A")).revised
    with pytest.raises(Conflict) as refused:
        change(world, orange_revision("Cam B"))
    assert refused.value.facts == {"name": "Cam A", "revision": 2}
    with pytest.raises(Invalid, match="required"), world.by(world.who.manager) as work:
        product_edits.change(work, world.who.product, ProductRequest(orange_revision()))
    same = change(world, orange_revision("Cam A"), 2)
    assert (same.revision, same.revised, same.gtin_changed) == (2, False, False)


def test_who_may_enter_products(world: World) -> None:
    asked = ProductRequest(orange_revision("Cam A"), crop="sanh_orange", revision=1)
    with pytest.raises(Denied), world.by(world.who.recorder) as work:
        product_edits.add(work, asked)
    with pytest.raises(Denied), world.by(world.who.recorder) as work:
        product_edits.change(work, world.who.product, asked)
    with pytest.raises(NotFound), world.by(world.who.stranger) as work:
        product_edits.change(work, world.who.product, asked)


def test_what_keeps_the_old_text_is_counted(world: World) -> None:
    lots = [world.packed(packages=40).code for _ in range(2)]
    world.print_labels(lots[0], 5)
    world.print_labels(lots[0], 5)
    world.pack(world.harvest(100).code, 10)
    assert page(world).packed == Uses(lots=3, published=2, runs=2)
    assert page(world).older == Uses()
    change(world, dataclasses.replace(orange_revision("Cam A"), brand="Vĩnh Hảo"))
    world.packed()
    found = page(world)
    assert found.older == Uses(lots=3, published=2, runs=2)
    newest, first = found.revisions
    assert (newest.number, newest.changed, newest.by) == (2, ("name_vi", "brand"), "Hoàng Thị Mai")
    assert (newest.uses, first.uses) == (Uses(1, 1, 0), Uses(3, 2, 2))
    assert (first.name_vi, first.changed) == ("Cam sành Hà Giang, túi lưới 2 kg", ())


def test_a_goods_label_asks_for_the_whole_list_unless_something_is_excepted(world: World) -> None:
    lacks = page(world).line.missing
    assert lacks == (
        LabelField.ORIGIN,
        LabelField.INGREDIENTS,
        LabelField.BEST_BEFORE,
        LabelField.USAGE,
        LabelField.STORAGE,
        LabelField.WARNINGS,
    )
    full = dict.fromkeys(("origin", "ingredients", "usage", "storage", "warnings"), "có")
    change(world, dataclasses.replace(orange_revision(), shelf_life_days=30, **full))
    assert page(world).line.missing == ()
    world.packed()


def except_best_before(world: World, crop: str | None, value: int) -> None:
    with world.by(world.who.operator) as work:
        rule = ReferenceValue(
            key="label_best_before",
            crop_code=crop,
            value=value,
            unit="mandatory",
            from_on=work.today,
            source="thử",
            note="",
            recorded_at=work.now,
        )
        work.add(rule)


def test_an_exception_is_a_dated_value_of_the_crop(world: World) -> None:
    except_best_before(world, "sanh_orange", 0)
    assert LabelField.BEST_BEFORE not in page(world).line.missing
    with world.view() as view:
        assert LabelField.BEST_BEFORE in product_views.needed(view, "shan_tea")
    except_best_before(world, None, 1)
    assert LabelField.BEST_BEFORE not in page(world).line.missing
    except_best_before(world, "sanh_orange", 1)
    assert LabelField.BEST_BEFORE in page(world).line.missing


def test_goods_of_no_weight_lack_their_quantity(world: World) -> None:
    loose = FormatRequest("bán xá", basis=products.Basis.NONE)
    change(world, dataclasses.replace(orange_revision(), formats=(loose,)))
    assert LabelField.QUANTITY in page(world).line.missing


def test_a_photograph_is_kept_replaced_and_taken_away(world: World, tmp_path: Path) -> None:
    picture = product_photos.prepare(photograph(), tmp_path)
    drawn = orange_revision()
    shot = dataclasses.replace(drawn, picture=None, photo=picture)
    assert change(world, shot).revision == 2
    line = page(world).line
    assert (line.photo, line.picture, line.pictured) == (True, None, True)
    kept = dataclasses.replace(drawn, picture=None, keep_photo=True)
    assert change(world, kept, 2).revision == 2
    assert change(world, dataclasses.replace(kept, brand="Vĩnh Hảo"), 2).revision == 3
    assert page(world).line.photo
    assert change(world, shot, 3).revision == 4, "the brand is gone"
    assert change(world, drawn, 4).revision == 5
    assert (page(world).line.photo, page(world).line.picture) == (False, "orange")
    assert world.differences() == []


def public(world: World, sha256: str) -> str:
    with world.view() as view:
        return product_photos.public_name(view, sha256)


def test_a_photograph_is_public_once_a_lot_with_it_is(world: World, tmp_path: Path) -> None:
    picture = product_photos.prepare(photograph(), tmp_path)
    change(world, dataclasses.replace(orange_revision(), picture=None, photo=picture))
    made = world.pack(world.harvest(100).code, 40)
    with pytest.raises(NotFound):
        public(world, picture.sha256)
    world.publish(made.code)
    assert photos.read(tmp_path, public(world, picture.sha256)) == picture.jpeg
    for other in ("0" * 43, "", "../../etc/passwd", "\0", f"{picture.sha256}="):
        with pytest.raises(NotFound):
            public(world, other)


def test_the_photograph_of_a_lot_is_not_public(world: World, tmp_path: Path) -> None:
    picture = photos.prepare(photograph(), tmp_path)
    harvest = world.harvest(100, photo=picture)
    world.publish(world.pack(harvest.code, 40).code)
    with pytest.raises(NotFound):
        public(world, picture.sha256)


def read(name: str, **more: Any) -> ProductRequest:
    row = {"name": "túi", "net": "1 kg"}
    values = {"name_vi": name, "crop": "sanh_orange", "formats": [row], **more}
    asked: ProductRequest = ProductSchema(spoken=True).read(values)["asked"]
    return asked


@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>", "Cam của Giàng A Pháo, Vàng Thị Mỷ", "NULL", "None", "true", "0"],
)
def test_what_looks_like_something_else_is_a_name(world: World, name: str) -> None:
    """text-01, text-09 and text-13."""
    assert BAD["text-01"]["input"].startswith("<script>")
    with world.by(world.who.manager) as work:
        code = product_edits.add(work, read(name, brand=name, origin=name)).code
    line = page(world, code).line
    assert (line.name_vi, line.texts) == (name, {"brand": name, "origin": name})
    packed = world.pack(world.harvest(100).code, 10, product=code)
    world.publish(packed.code)
    with world.by(world.who.recorder) as work:
        print_runs.order(work, world.press, PrintRequest(packed.code, 1, "L7160"))
    assert world.page(packed.code).product_names == {"vi": name}


def test_chinese_on_a_label_is_stored_and_told(world: World) -> None:
    """text-11: what the typeface lacks is said, not drawn as boxes."""
    with world.by(world.who.manager) as work:
        code = product_edits.add(work, read("Cam loại 1", ingredients="100 % cam 柑橘")).code
    line = page(world, code).line
    assert line.texts["ingredients"] == "100 % cam 柑橘"
    assert line.undrawable == "柑橘"
    with pytest.raises(Invalid) as refused, world.by(world.who.manager) as work:
        product_edits.add(work, read("柑橘"))
    assert refused.value.code == "label_missing_glyph"


def test_one_schema_reads_forms_and_json_alike() -> None:
    json_like = {
        "name_vi": "Cam",
        "crop": "sanh_orange",
        "shelf_life_days": 30,
        "picture": "photo",
        "formats": [
            {"name": "túi", "net": 2, "unit": "kg"},
            {"name": "cân riêng", "basis": "own_weight"},
        ],
    }
    typed = json_like | {
        "shelf_life_days": "30",
        "formats": [
            {"name": "túi", "net": "2", "unit": "kg", "basis": ""},
            {"name": "cân riêng", "net": "", "unit": "kg", "basis": "own_weight"},
        ],
    }
    machine = ProductSchema().read(json_like)["asked"]
    assert machine == ProductSchema(spoken=True).read(typed)["asked"]
    assert machine.content.keep_photo
    assert machine.content.formats[0].net_amount == 2_000


FAULTS: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({"name_vi": "  "}, [("name_vi", "required")]),
    ({"formats": [{"name": "", "net": "x"}]}, [
        ("formats.1.name", "required"), ("formats.1.net", "number_unreadable"),
    ]),
    ({"formats": [{"name": "a", "net": "1 kg"}, {"name": "b", "net": "1"}]}, [
        ("formats.2.net", "unit_missing"),
    ]),
    ({"formats": [{"name": "a", "basis": "guess"}]}, [("formats.1.basis", "choice_unknown")]),
    ({"formats": [{"name": "a", "more": "b"}]}, [("formats.1.more", "field_unknown")]),
    ({"formats": ["a"]}, [("formats.1.", "body_not_object")]),
    ({"formats": "a"}, [("formats", "value_type")]),
    ({"formats": [{"name": "a", "net": "1 kg"}] * 13}, [("formats", "out_of_range")]),
    ({"shelf_life_days": "0"}, [("shelf_life_days", "out_of_range")]),
    ({"shelf_life_days": "3651"}, [("shelf_life_days", "out_of_range")]),
    ({"ingredients": "a" * 601}, [("ingredients", "text_too_long")]),
    ({"picture": "dog"}, [("picture", "choice_unknown")]),
    ({"name_vi": "Cam\u202e"}, [("name_vi", "text_control_character")]),
]  # fmt: skip


@pytest.mark.parametrize(("more", "expected"), FAULTS)
def test_every_fault_stands_at_its_field(
    more: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    with pytest.raises(Invalid) as refused:
        read("Cam", **more)
    assert [(fault.field, fault.code) for fault in refused.value.faults] == expected
