"""The operator's verbs on products and households: without them nothing could be packed."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Cli
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
    assert (made.picture, made.shelf_life_days, made.standard) == ("orange", 30, "VietGAP")
    assert (made.gtin, made.gtin_state) == ("09521234567882", "declared")
    harvest = cli.world.harvest(100)
    packed = cli.world.pack(harvest.code, 5, product=told["code"], pack_format=2)
    assert packed.packed == 50_000
    assert cli.world.differences() == []


def test_products_are_listed(cli: Cli) -> None:
    holder = cli.world.who.cooperative
    (row,) = cli.json("product", "list", holder)["products"]
    assert row["code"] == cli.world.who.product
    assert row["formats"] == [{"name": "túi lưới 2 kg", "net_amount": 2_000}]
    line = cli("product", "list", holder).stdout
    assert line.endswith("Cam sành Hà Giang, túi lưới 2 kg  túi lưới 2 kg (2 kg)\n")
    assert cli("product", "list", cli.world.who.foreign).exit_code == 1


def test_honey_is_packed_by_volume(cli: Cli) -> None:
    crop = ("--crop", "mint_honey", "--name", "Mật ong bạc hà", "--format", "chai")
    words = ("product", "create", cli.world.who.cooperative, *crop)
    cli.json(*words, "--net", "500 ml")
    assert "chai (500 ml)" in cli("product", "list", cli.world.who.cooperative).stdout
    error = cli.error(*words, "--net", "700 g")
    assert (error["code"], error["field"]) == ("unit_not_of_crop", "net")


@pytest.mark.parametrize(
    ("words", "code", "field"),
    [
        (("--crop", "cam_vinh", "--name", "Cam", *NET), "crop_unknown", "crop"),
        (("--crop", "sanh_orange", "--name", "Cam 柑 🍊", *NET), "label_missing_glyph", "name_vi"),
        (("--crop", "sanh_orange", "--name", " ", *NET), "required", "name_vi"),
        ((*ORANGE, "--net", "2", "--format", "túi"), "unit_missing", "net"),
        ((*ORANGE, "--net", "0 kg", "--format", "túi"), "must_be_positive", "net"),
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
    assert cli(*words).exit_code == 2


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
