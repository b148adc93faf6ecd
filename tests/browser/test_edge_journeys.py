"""Tea, honey and herbs at the edge of their ceilings on a phone: typical, warn, hold, release.

One phone and one desk for all of them; oranges are in ``test_family_journeys``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.walks import Walk, walking
from tests.people import World
from tests.services.season_worlds import one_hectare

pytestmark = pytest.mark.browser
REASON = "Đã cân lại tại chỗ, hàng đúng vùng."


@dataclass(frozen=True)
class Edge:
    """A ground, and what is brought: to the warning's level, one above it, one above the hold's.

    Each is what is typed and what the page says then.
    """

    crop: str
    raw: str
    day: str
    typical: tuple[str, str]
    warned: tuple[str, str]
    held: tuple[str, str]
    said: tuple[str, ...]
    tally: str
    ground: dict[str, Any] = field(default_factory=dict)


EDGES = (
    Edge(
        crop="shan_tea",
        raw="VN-HGTE-0911",
        day="25/11/2025",
        typical=("6 tấn", "1 ha: 6 tấn"),
        warned=("1 g", "1 ha: 6,000001 tấn"),
        held=("6 tấn", "1 ha: 12,000001 tấn"),
        said=("Thường gặp: 2,5 tấn – 4,5 tấn", "Cảnh báo khi vượt 6 tấn"),
        tally="6.000 kg",
    ),
    Edge(
        crop="mint_honey",
        raw="VN-HGBE-0912",
        day="12/1/2026",
        typical=("800 lít", "800 lít"),
        warned=("1 ml", "800,001 lít"),
        held=("700 lít", "1.500,001 lít"),
        said=("Thường gặp: 300 lít – 600 lít", "Cảnh báo khi vượt 800 lít"),
        tally="700 lít",
        ground={"colonies": 100, "species": "cerana"},
    ),
    Edge(
        crop="danggui",
        raw="VN-HGHE-0913",
        day="12/1/2026",
        typical=("1300 kg", "1,3 tấn"),
        warned=("1 g", "1,300001 tấn"),
        held=("700 kg", "2,000001 tấn"),
        said=("Thường gặp: 1 tấn", "Cảnh báo khi vượt 1,3 tấn"),
        tally="700 kg",
        ground={"yield_g": 1_000_000},
    ),
)


def bring(walk: Walk, edge: Edge, weight: str, *said: str) -> None:
    """A harvest of the ground up to what was understood of it."""
    walk.go("/coop/thu-hoach/moi")
    walk.send(area_code=edge.raw, weight=weight, harvested_on=edge.day)
    walk.says(*said)


def accept(walk: Walk) -> None:
    """Store what was said back; a reason is chosen where one is asked for."""
    why = walk.page.locator('main select[name="warn_reason"]')
    if why.count():
        why.select_option(index=1)
    walk.tap("Lưu lô")


def at_its_edge(walk: Walk, edge: Edge) -> str:
    """Everything up to the hold; the lot that is held."""
    held = "Lô sẽ tạm ngừng xuất, cách ly lô"
    bring(walk, edge, edge.typical[0], edge.typical[1], "Trong hạn mức", *edge.said)
    assert held not in walk.text
    accept(walk)
    bring(walk, edge, *edge.warned)
    assert "Nhiều hơn mức thường gặp. Xem lại số cân" in walk.text
    assert held not in walk.text
    accept(walk)
    assert "Giao hàng" in walk.text
    bring(walk, edge, edge.held[0], edge.held[1], held)
    walk.tap("Lưu lô")
    walk.says("Lý do: vượt hạn mức vụ.", "Việc cần làm:")
    assert walk.tallies()[0] == edge.tally
    assert walk.page.locator('main a[href*="/giao-hang/"]').count() == 0
    return walk.path


def test_tea_honey_and_herbs_at_the_edge_of_their_ceilings(
    world: World, browser: Browser, tmp_path: Path
) -> None:
    for edge in EDGES:
        one_hectare(world, edge.crop, edge.raw, **edge.ground)
    with walking(world, browser, tmp_path) as walk:
        lots = [at_its_edge(walk, edge) for edge in EDGES]
        with walking(world, browser, tmp_path, "registrar") as desk:
            for _lot in lots:
                desk.go("/registry/lo")
                desk.tap("Gỡ")
                desk.says("3 lô tính vào vụ này")
                desk.fill(reason=REASON)
                desk.tap("Gỡ cho một lô")
                desk.says("Đã gỡ. Lý do được ghi vào hồ sơ của lô.")
        for lot in lots:
            walk.go(lot)
            walk.says("Tạm ngừng xuất: vượt hạn mức vụ, từ 20/01/2026, gỡ ngày 20/01/2026")
            walk.says("Giao hàng")
    assert world.differences() == []
