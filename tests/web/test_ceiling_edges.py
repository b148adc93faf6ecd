"""Every ceiling of the field at its edge, through the pages: typical, warn, hold, release.

What is exactly a level is still within it; a gram (a millilitre) more is not. What lies above is
stored all the same: warned of, or held until the registrar lets it go. Dry tea alone is refused.
"""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from sqlalchemy import select

from tests.people import World
from tests.services.season_worlds import one_hectare
from tests.web.lot_visits import Page, Visitor, app_of, confirm
from tests.web.registry_visits import officer
from traceability.store import models

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
HARVEST = "/coop/thu-hoach/moi"
KILO, TONNE, LITRE = 1_000, 1_000_000, 1_000
REASON = "Đã cân lại tại vườn, hàng đúng vùng."


@dataclasses.dataclass(frozen=True)
class Edge:
    """A crop on a ground of a known size: what is usual, and its two levels (g or ml)."""

    crop: str
    ground: dict[str, Any]
    usual: int
    warn: int
    hold: int
    said: str
    unit: str = "g"
    day: str = "12/01/2026"


NOVEMBER = "25/11/2025"
EDGES = {
    "oranges": Edge(
        "sanh_orange", {}, 8 * TONNE, 15 * TONNE, 25 * TONNE,
        "Thường gặp: 5,5 tấn – 12 tấn . Cảnh báo khi vượt 15 tấn."
        " Tạm ngừng xuất khi vượt 25 tấn.",
    ),
    "fresh leaf": Edge(
        "shan_tea", {}, 3_800 * KILO, 6 * TONNE, 12 * TONNE,
        "Thường gặp: 2,5 tấn – 4,5 tấn . Cảnh báo khi vượt 6 tấn."
        " Tạm ngừng xuất khi vượt 12 tấn.", day=NOVEMBER,
    ),
    "ancient tea": Edge(
        "ancient_shan_tea", {"trees": 100, "yield_g": 200 * KILO},
        200 * KILO, 260 * KILO, 400 * KILO,
        "Thường gặp: 200 kg. Cảnh báo khi vượt 260 kg. Tạm ngừng xuất khi vượt 400 kg.",
        day=NOVEMBER,
    ),
    "honey, cerana": Edge(
        "mint_honey", {"colonies": 100, "species": "cerana"},
        400 * LITRE, 800 * LITRE, 1_500 * LITRE,
        "Thường gặp: 300 lít – 600 lít . Cảnh báo khi vượt 800 lít."
        " Tạm ngừng xuất khi vượt 1.500 lít.", "ml",
    ),
    "honey, mellifera": Edge(
        "mint_honey", {"colonies": 100, "species": "mellifera"},
        800 * LITRE, 1_500 * LITRE, 3_000 * LITRE,
        "Cảnh báo khi vượt 1.500 lít. Tạm ngừng xuất khi vượt 3.000 lít.", "ml",
    ),
    "persimmons": Edge(
        "persimmon", {}, 6 * TONNE, 10 * TONNE, 15 * TONNE,
        "Thường gặp: 5 tấn – 7 tấn . Cảnh báo khi vượt 10 tấn."
        " Tạm ngừng xuất khi vượt 15 tấn.", day=NOVEMBER,
    ),
    "herbs": Edge(
        "danggui", {"yield_g": TONNE}, TONNE, 1_300 * KILO, 2 * TONNE,
        "Thường gặp: 1 tấn. Cảnh báo khi vượt 1,3 tấn. Tạm ngừng xuất khi vượt 2 tấn.",
    ),
}  # fmt: skip


@dataclasses.dataclass
class Season:
    """Harvests of one ground, one after the other, typed into the form."""

    visitor: Visitor
    ground: str
    edge: Edge

    def bring(self, amount: int, why: str = "") -> tuple[Page, Page]:
        """One harvest: what was said back, and the page of the lot."""
        typed = {"area_code": self.ground, "weight": f"{amount} {self.edge.unit}"}
        shown = self.visitor.send(HARVEST, HARVEST, **typed, harvested_on=self.edge.day)
        assert shown.status == 200, shown.text
        done = confirm(self.visitor, HARVEST, shown, warn_reason=why)
        assert done.status == 303, done.text
        return shown, self.visitor.get(done.place)


@pytest.mark.parametrize("name", EDGES)
def test_a_season_at_the_edges_of_its_ceilings(world: World, name: str) -> None:
    edge = EDGES[name]
    place, area = one_hectare(world, edge.crop, **edge.ground)
    season = Season(Visitor(app_of(world), world, "recorder"), f"{area}/{place}", edge)
    for amount in (edge.usual, edge.warn - edge.usual):  # usual, then exactly the warning's level
        shown, lot = season.bring(amount)
        assert "Trong hạn mức" in shown.text
        assert edge.said in shown.text
        assert "Vượt mức cảnh báo" not in shown.text + lot.text
        assert "tạm ngừng xuất, cách ly lô" not in (shown.text + lot.text).lower()
    for amount in (1, edge.hold - edge.warn - 1):  # one above it, then exactly the hold's
        shown, lot = season.bring(amount, "good_season")
        assert "Sổ ghi rõ ai xác nhận và vì sao." in shown.text
        assert "Lý do: được mùa" in lot.text
        assert "tạm ngừng xuất, cách ly lô" not in (shown.text + lot.text).lower()
        told = newest(world)
        assert told["facts"]["season"]["place"]["verdict"] == "warn"
        assert told["facts"]["accepted"] == {"reason": "good_season"}
        assert told["actor"] == world.who.recorder.code
    shown, lot = season.bring(1)
    assert "Lô sẽ tạm ngừng xuất, cách ly lô" in shown.text
    over = "(quá 1 g)" if edge.unit == "g" else "(quá 1 ml)"
    assert over in shown.text.replace("( ", "(").replace(" )", ")")
    assert "Lý do: vượt hạn mức vụ." in lot.text
    assert not delivers(lot)
    released(world, season.visitor, lot)
    assert world.differences() == []


def delivers(lot: Page) -> bool:
    """Whether the page of a lot leads to a delivery of it."""
    return f"?lo={lot.answer.request.path.rsplit('/', 1)[1]}" in lot.source


def newest(world: World) -> dict[str, Any]:
    """The leaf of what was recorded last."""
    with world.view() as view:
        newest_first = select(models.Event.leaf).order_by(models.Event.seq.desc()).limit(1)
        found: dict[str, Any] = json.loads(view.db.scalars(newest_first).one())
        return found


def released(world: World, holder: Visitor, lot: Page) -> None:
    """The registrar lets a lot go with a reason; nobody of the holder's can."""
    with world.view() as view:
        hold = view.db.scalars(select(models.Recall.code)).one()
    path = f"/registry/lo/{hold}/go"
    own = Visitor(holder.client.application, world, "manager")
    assert own.get(path).status == 404
    assert own.get(f"/coop/tam-ngung/{hold}/go").status == 404
    desk = officer(world)
    assert desk.send(path, path, reason="").status == 422
    done = desk.send(path, path, reason=REASON)
    assert done.status == 303, done.text
    after = holder.get(lot.answer.request.path)
    assert delivers(after)
    assert "Tạm ngừng xuất: vượt hạn mức vụ, từ 20/01/2026, gỡ ngày 20/01/2026" in after.text


@pytest.mark.parametrize(
    ("dry", "said"),
    [
        (250_000, None),
        (300_000, None),
        (300_001, "Nhiều hơn mức thường gặp"),
        (340_000, "1.000 kg búp tươi ra 340 kg chè khô là 34 %; thường từ 20 % đến 30 %."),
    ],
)
def test_dry_tea_of_a_tonne_of_leaf(world: World, dry: int, said: str | None) -> None:
    path, visitor = dryer(world)
    shown = visitor.send(path, path, out_1=f"{dry} g", run_on="25/11/2025")
    words = shown.text.replace("\u00a0", " ")
    assert said is None or said in words
    assert ("Xem lại cân nặng" in words) is (said is not None)
    if said is not None:
        assert "vượt mức" in confirm(visitor, path, shown).error_at("warn_reason")
    why = "" if said is None else "dried_less"
    assert confirm(visitor, path, shown, warn_reason=why).status == 303
    told = newest(world)
    assert told["facts"].get("warned") == (None if said is None else ["unusual_ratio"])
    assert told["actor"] == world.who.manager.code
    assert world.differences() == []


def test_dry_tea_above_34_hundredths_is_refused_to_everybody(world: World) -> None:
    path, visitor = dryer(world)
    page = visitor.send(path, path, out_1="340001 g", run_on="25/11/2025", confirm="yes")
    assert page.status == 422
    assert "nhiều nhất được 340 kg" in page.error_at("out_1")
    page = visitor.get(path)
    assert "thường ra 200 kg – 300 kg, nhiều nhất 340 kg" in page.text.replace("\u00a0", " ")


def dryer(world: World) -> tuple[str, Visitor]:
    """The form that dries a tonne of fresh leaf, and the manager at it."""
    place, area = one_hectare(world, "shan_tea")
    visitor = Visitor(app_of(world), world, "manager")
    leaf = Season(visitor, f"{area}/{place}", EDGES["fresh leaf"])
    _shown, lot = leaf.bring(TONNE)
    return f"{lot.answer.request.path}/lam/dry", visitor
