"""Each family reads its own words: honey is extracted and bottled, tea plucked, herbs gathered."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from tests.families import product
from tests.people import VINH_TUY, World
from tests.services.season_worlds import one_hectare
from tests.web.lot_visits import Page, Visitor, app_of, confirm
from traceability.services import internal_codes
from traceability.services.internal_codes import AreaRequest
from traceability.services.places import PlaceRequest
from traceability.services.products import FormatRequest
from traceability.web.family_speech import loss

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
HARVEST = "/coop/thu-hoach/moi"


@dataclass(frozen=True)
class Family:
    """What is grown and on what; words that it reads, and others' words that it does not."""

    crop: str
    ground: dict[str, int | str]
    weight: str
    reads: tuple[str, ...]
    packed: tuple[str, ...]
    never: tuple[str, ...] = ()


FAMILIES = {
    "honey": Family(
        "mint_honey",
        {"colonies": 100, "species": "cerana"},
        "100 lít",
        ("Xem lại lần quay mật", "Ngày quay mật", "Nơi nuôi ong", "Loại mật", "Lượng mật"),
        ("Số chai, hũ đóng được", "hao hụt khi lọc"),
        ("Vườn", "vườn", "gói", "thu hoạch", "Loại cây"),
    ),
    "tea": Family(
        "shan_tea",
        {},
        "100 kg",
        ("Xem lại lần hái", "Ngày hái", "Vườn chè", "Loại chè"),
        ("Số gói, hộp đóng được", "mất nước khi héo, sao, sấy"),
        ("thu hoạch", "Loại cây"),
    ),
    "herbs": Family(
        "danggui",
        {"yield_g": 9_000_000},
        "100 kg",
        ("Xem lại lần thu hái", "Ngày thu hái", "Vườn hoặc vùng thu hái", "Loại dược liệu"),
        ("Số bao, gói đóng được", "mốc, mọt"),
        ("thu hoạch", "Loại cây"),
    ),
    "oranges": Family(
        "sanh_orange",
        {},
        "100 kg",
        ("Xem lại thu hoạch", "Ngày thu hoạch", "Vườn", "Loại cây"),
        ("Số gói đóng được", "dập, thối"),
    ),
}


def main_of(page: Page) -> str:
    """The words of the page itself and its title, without the menu and the help."""
    title = page.source.split("<title>", 1)[1].split("</title>", 1)[0]
    source = page.source.split("<main", 1)[1].split('class="help', 1)[0]
    words = " ".join(re.sub(r"<[^>]+>", " ", f"{title} <{source}").split())
    return re.sub("[Đđ]óng gói", "", words)  # what everybody calls packing


@pytest.mark.parametrize("name", FAMILIES)
def test_a_family_reads_its_own_words_from_harvest_to_pack(world: World, name: str) -> None:
    family = FAMILIES[name]
    place, area = one_hectare(world, family.crop, "MA-0001", **family.ground)  # type: ignore[arg-type]
    product(world, family.crop, FormatRequest("hũ 1 kg", 1000, unit="g"))
    visitor = Visitor(app_of(world), world, "manager")
    shown = visitor.send(HARVEST, HARVEST, area_code=f"{area}/{place}", weight=family.weight)
    done = confirm(visitor, HARVEST, shown)
    assert done.status == 303, done.text
    lot, path = visitor.get(done.place), f"{done.place}/dong-goi"
    packing = visitor.get(path)
    typed = {"packages": "80", "weight": family.weight.split()[0], "unit": family.weight.split()[1]}
    if family.crop == "mint_honey":
        typed["packages"] = "120"
    if family.crop == "shan_tea":
        typed["packages"] = "20"
    if family.crop == "sanh_orange":
        typed["packages"] = "40"
    review = visitor.send(path, path, **typed)
    assert review.status == 200, review.text
    for word in family.reads:
        assert word in main_of(shown), word
    for word in family.packed:
        assert word in main_of(packing) + main_of(review), word
    entries = visitor.get(f"{done.place}/ghi-chep")
    for page in (shown, lot, packing, review, entries):
        for word in family.never:
            assert word not in main_of(page).replace("Vườn MA-0001", ""), (word, main_of(page))


def test_who_has_but_bees_begins_with_an_extraction(world: World) -> None:
    mixed = Visitor(app_of(world), world, "manager")
    assert "+ Ghi thu hoạch" in mixed.get("/coop/hom-nay").text
    keeper = Visitor(app_of(world), world, "stranger")
    asked = PlaceRequest("apiary", VINH_TUY, colonies=60, species="cerana", private={"name": "Ong"})
    with world.by(world.who.stranger) as work:
        internal_codes.open_area(work, AreaRequest(asked, ("mint_honey",)))
    home = keeper.get("/coop/hom-nay")
    assert "+ Ghi quay mật" in home.text
    assert "vườn" not in main_of(home)
    assert "Ghi quay mật" in main_of(keeper.get(HARVEST))


@pytest.mark.parametrize(
    ("kind", "family", "said"),
    [
        ("filtered", "honey", "hao hụt khi lọc"),
        ("spoiled", "orange", "dập, thối"),
        ("spoiled", "persimmon", "dập, thối"),
        ("spoiled", "herb", "mốc, mọt"),
        ("sorted_out", "herb", "rụng, nhặt bỏ"),
        ("dried", "tea", "mất nước khi héo, sao, sấy"),
        ("sample", "tea", "lấy mẫu"),
        ("dried", None, "mất nước"),
        ("eaten", "tea", "eaten"),
    ],
)
def test_a_loss_is_called_as_the_family_calls_it(
    world: World, kind: str, family: str | None, said: str
) -> None:
    with app_of(world).test_request_context():
        assert loss(kind, family) == said
