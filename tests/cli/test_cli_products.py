"""The operator's verbs on products and households: without them nothing could be packed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.people import photograph
from traceability.services import parties, product_views
from traceability.store.queries import parties as queries

ORANGE = ("--crop", "sanh_orange", "--name", "Cam sành Vĩnh Hảo")
NET = ("--net", "2 kg", "--format", "túi lưới 2 kg")


def listed(cli: Cli) -> list[product_views.ProductLine]:
    """The cooperative's products as its manager sees them."""
    with cli.world.view() as view:
        return product_views.listed(view, cli.world.who.manager)


def test_a_product_is_made_and_packed(cli: Cli) -> None:
    holder = cli.world.who.cooperative
    words = (*ORANGE, *NET, "--net", "10 kg", "--format", "thùng 10 kg", "--shelf-life", "30")
    more = ("--name-en", "Sành oranges", "--gtin", "9521234567882", "--standard", "VietGAP")
    told = cli.json("product", "create", holder.lower(), *words, *more)
    (made,) = (each for each in listed(cli) if each.code == told["code"])
    assert (made.name_vi, made.name_en) == ("Cam sành Vĩnh Hảo", "Sành oranges")
    assert [(row.name, row.net_amount) for row in made.formats] == [
        ("túi lưới 2 kg", 2_000),
        ("thùng 10 kg", 10_000),
    ]
    assert (made.picture, made.shelf_life_days) == ("orange", 30)
    assert made.texts == {"standard": "VietGAP"}
    assert (made.gtin, made.gtin_state) == ("09521234567882", "declared")
    harvest = cli.world.harvest(100)
    packed = cli.world.pack(harvest.code, 5, product=told["code"], pack_format=2)
    assert packed.packed == 50_000
    assert cli.world.differences() == []


def test_products_are_listed(cli: Cli) -> None:
    holder = cli.world.who.cooperative
    (row,) = cli.json("product", "list", holder)["products"]
    assert row["code"] == cli.world.who.product
    of_crop = {"name": "túi lưới 2 kg", "net_amount": 2_000, "basis": "fixed_net", "unit": None}
    assert row["formats"] == [of_crop]
    assert row["missing"][:2] == ["origin", "ingredients"]
    line = cli("product", "list", holder).stdout
    assert line.endswith("Cam sành Hà Giang, túi lưới 2 kg  túi lưới 2 kg (2 kg)\n")
    assert cli("product", "list", cli.world.who.foreign).exit_code == 1


def test_honey_is_packed_by_volume_or_by_weight(cli: Cli) -> None:
    crop = ("--crop", "mint_honey", "--name", "Mật ong bạc hà", "--format", "chai")
    words = ("product", "create", cli.world.who.cooperative, *crop)
    cli.json(*words, "--net", "500 ml")
    assert "chai (500 ml)" in cli("product", "list", cli.world.who.cooperative).stdout
    cli.json(*words, "--net", "700 g", "--same-name")
    listed = cli.json("product", "list", cli.world.who.cooperative)["products"]
    units = {row["formats"][0]["unit"] for row in listed if "chai" in str(row["formats"])}
    assert units == {None, "g"}
    error = cli.error(*words, "--net", "5 cái", "--same-name")
    assert error["field"] == "formats.1.net"


@pytest.mark.parametrize(
    ("words", "code", "field"),
    [
        (("--crop", "cam_vinh", "--name", "Cam", *NET), "crop_unknown", "crop"),
        (("--crop", "sanh_orange", "--name", "Cam 柑 🍊", *NET), "label_missing_glyph", "name_vi"),
        (("--crop", "sanh_orange", "--name", " ", *NET), "required", "name_vi"),
        ((*ORANGE, "--net", "2", "--format", "túi"), "unit_missing", "formats.1.net"),
        ((*ORANGE, "--net", "0 kg", "--format", "túi"), "must_be_positive", "formats.1.net"),
        ((*ORANGE, *NET, "--gtin", "9521234567881"), "gs1_check_digit", "gtin"),
    ],
)
def test_what_is_no_product_is_refused(
    cli: Cli, words: tuple[str, ...], code: str, field: str
) -> None:
    before = listed(cli)
    error = cli.error("product", "create", cli.world.who.cooperative, *words)
    assert (error["code"], error["field"]) == (code, field)
    assert listed(cli) == before


def test_each_pack_has_its_amount(cli: Cli) -> None:
    words = ("product", "create", cli.world.who.cooperative, *ORANGE)
    result = cli(*words, *NET, "--net", "10 kg")
    assert result.exit_code == 2
    assert "come in pairs" in result.stderr
    error = cli.error(*words)
    assert (error["code"], error["field"]) == ("required", "formats")
    assert cli(*words, *NET, "--basis", "none", "--basis", "none").exit_code == 2


def test_packs_of_other_kinds_and_all_that_a_label_says(cli: Cli, tmp_path: Path) -> None:
    photo = tmp_path / "cam.jpg"
    photo.write_bytes(photograph())
    packs = (*NET, "--basis", "fixed_net", "--net", "-", "--format", "cân riêng")
    packs += ("--basis", "own_weight", "--net", "150 g", "--format", "quả", "--basis", "pieces")
    words = {"brand": "VH", "origin": "Việt Nam", "ingredients": "cam", "usage": "ăn tươi"}
    words |= {"storage": "nơi mát", "warnings": "không", "name-zh": "橙子"}
    given = [part for name, text in words.items() for part in (f"--{name}", text)]
    more = ("--shelf-life", "30", "--photo", str(photo))
    holder = cli.world.who.cooperative
    code = cli.json("product", "create", holder, *ORANGE, *packs, *given, *more)["code"]
    (made,) = (each for each in listed(cli) if each.code == code)
    assert [str(each.basis) for each in made.formats] == ["fixed_net", "own_weight", "pieces"]
    assert (made.photo, made.picture, made.missing) == (True, None, ())
    assert "cân riêng (own_weight), quả (150 g)" in cli("product", "list", holder).stdout
    assert cli.world.differences() == []


def test_a_product_is_revised_in_what_is_given(cli: Cli) -> None:
    words = ("product", "edit", cli.world.who.cooperative, cli.world.who.product.lower())
    assert cli.json(*words, "--brand", "VH", "--gtin", "9521234567882")["revision"] == 2
    (line,) = listed(cli)
    assert (line.texts, line.gtin, line.formats[0].net_amount) == (
        {"brand": "VH"},
        "09521234567882",
        2_000,
    )
    told = cli.json(*words, "--brand", "VH")
    assert (told["revision"], told["revised"]) == (2, False)
    assert cli.json(*words, "--brand", "", "--gtin", "")["revision"] == 3
    (line,) = listed(cli)
    assert (line.texts, line.gtin, line.name_en) == ({}, None, "Hà Giang Sành oranges, 2 kg net")
    assert cli.error(*words[:-1], "0000000000", "--brand", "x")["code"] == "not_found"
    assert cli.world.differences() == []


def test_a_name_that_is_there_must_be_meant(cli: Cli) -> None:
    words = ("product", "create", cli.world.who.cooperative, "--crop", "sanh_orange", *NET)
    again = (*words, "--name", "CAM SANH Hà Giang, túi lưới 2 kg")
    error = cli.error(*again)
    assert (error["code"], error["field"]) == ("product_name_taken", "name_vi")
    assert cli.json(*again, "--same-name")["code"]


def test_an_authority_has_no_products_and_no_households(cli: Cli) -> None:
    with cli.world.view() as view:
        office = parties.known(view, cli.world.who.registrar.party or 0).code
    assert cli.error("product", "create", office, *ORANGE, *NET)["code"] == "denied"
    assert cli.error("household", "create", office, "Giàng Thị Mỷ")["code"] == "denied"
    assert cli.error("product", "create", "ZZZZ", *ORANGE, *NET)["code"] == "not_found"


def test_a_household_delivers(cli: Cli) -> None:
    holder = cli.world.who.cooperative
    told = cli.json("household", "create", holder, "Lù Thị Dín", "--phone", "0900 000 012")
    with cli.world.view() as view:
        assert queries.names(view.db, [told["code"]]) == {told["code"]: "Lù Thị Dín"}
        numbers = {
            row.code: row.number
            for row in queries.households(view.db, cli.world.who.manager.party or 0)
        }
    assert numbers[told["code"]] == told["number"]
    assert cli.world.harvest(50, household=told["code"]).code
    line = cli("household", "create", holder, "Vàng A Sính").stdout
    assert line.endswith("  Vàng A Sính\n")
    assert "  Hộ " in line
    assert cli.error("household", "create", holder, " ")["code"] == "required"
    assert cli.world.differences() == []
