"""Honey and herbs of the cooperative of the world: grounds, harvests, products, papers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

from tests.people import PACKED_ON, PICKED_ON, VINH_TUY, World, photograph
from tests.places_of import stay
from traceability.domain.balance import Basis
from traceability.domain.quantity import Quantity
from traceability.services import (
    files,
    harvests,
    internal_codes,
    packings,
    parties,
    place_files,
    products,
)
from traceability.services.harvests import HarvestRequest, Registered
from traceability.services.internal_codes import AreaRequest
from traceability.services.packings import Packed, PackingRequest
from traceability.services.places import PlaceRequest
from traceability.services.products import FormatRequest, RevisionRequest

KILO = 1_000


def ground(world: World, kind: str, crop: str, **stated: object) -> tuple[str, str]:
    """A place of the manager's with an internal code: the codes of code and place."""
    asked = PlaceRequest(kind, VINH_TUY, private={"name": "Nơi mới"}, **stated)  # type: ignore[arg-type]
    with world.by(world.who.manager) as work:
        made = internal_codes.open_area(work, AreaRequest(asked, (crop,)))
        return made.code or "", made.place


def hives(world: World, *, standing: bool = True) -> tuple[str, str]:
    """An apiary of 100 colonies, all of them at one site unless told otherwise."""
    area, place = ground(world, "apiary", "mint_honey", colonies=100, species="cerana")
    if standing:
        stay(world, place, 100, -30)
    return area, place


def gather(world: World, area: str, quantity: Quantity, **more: object) -> Registered:
    """A harvest by the recorder, under a code."""
    asked = HarvestRequest(area, PICKED_ON, quantity, **more)  # type: ignore[arg-type]
    with world.by(world.who.recorder) as work:
        return harvests.register(work, asked)


def extracted(world: World, area: str, kg: int = 70, **more: object) -> Registered:
    """An extraction round that was weighed, with its moisture."""
    measured: dict[str, object] = {"measures": {"moisture": Decimal("18.5")}, **more}
    return gather(world, area, Quantity(kg * KILO, "g"), **measured)


def product(world: World, crop: str, *formats: FormatRequest) -> str:
    """A product of the cooperative with a drawing, in these packs."""
    with world.by(world.who.manager) as work:
        holder = parties.known(work, world.who.manager.party or 0)
        asked = RevisionRequest("Sản phẩm thử", picture="honey", formats=formats)
        return products.create(work, holder, crop, asked).code


def jars(world: World) -> str:
    """Honey in jars of 500 g, in bottles of 500 ml, and in cans that are weighed each."""
    return product(
        world,
        "mint_honey",
        FormatRequest("hũ 500 g", 500, unit="g"),
        FormatRequest("chai 500 ml", 500, unit="ml"),
        FormatRequest("can", basis=Basis.OWN_WEIGHT),
    )


def pack(
    world: World,
    batch: str,
    made: str,
    packages: int | None,
    day: dt.date = PACKED_ON,
    **more: object,
) -> Packed:
    """A packing by the recorder."""
    asked = PackingRequest(batch, made, packages, day, **more)  # type: ignore[arg-type]
    with world.by(world.who.recorder) as work:
        return packings.register(work, asked)


def paper(world: World, folder: Path, place: str, kind: str) -> None:
    """A document in the file of a place."""
    found = files.prepare(photograph(), folder)
    with world.by(world.who.manager) as work:
        place_files.attach(work, place, kind, [found])
