"""A paper, a roll and a printer as somebody of the cooperative measured them."""

from __future__ import annotations

import dataclasses

from tests.people import World
from traceability.services import printers, stationery
from traceability.services.stationery import Measured

SHEET = Measured(
    name="Decal Hải Tiến",
    kind="sheet",
    page_width=210_000,
    page_height=297_000,
    label_width=63_500,
    label_height=33_900,
    columns=3,
    rows=8,
    margin_left=7_200,
    margin_top=12_900,
    gutter_x=2_500,
)


def measured(world: World, where: str = "văn phòng") -> dict[str, str]:
    """Measure a paper and a printer of some place; their keys, by what they are."""
    with world.by(world.who.recorder) as work:
        paper = stationery.add(work, dataclasses.replace(SHEET, name=f"Giấy ở {where}")).key
        asked = printers.Measured(f"Canon ở {where}", None, 99_400, 20_500, 19_300)
        return {"own_paper": paper, "printer": printers.add(work, asked)}
