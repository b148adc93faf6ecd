"""GS1 Digital Links of a world: goods under a GTIN, their labels, and asking for them."""

from __future__ import annotations

import dataclasses
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.people import World, orange_revision
from tests.web.public_door import BASE, item_code
from traceability.services import parties, products

GTIN = "09520123456788"
#: Another number of the range for examples.
OTHER_GTIN = "09520123456795"


@dataclasses.dataclass(frozen=True)
class Goods:
    """A published lot under a GTIN with one label, linked."""

    gtin: str
    lot: str
    code: str
    item: str

    @property
    def path(self) -> str:
        """The path of the lot."""
        return f"/01/{self.gtin}/10/{self.lot}"

    @property
    def item_path(self) -> str:
        """The path of the label."""
        return f"{self.path}/21/{self.item}"


def goods(world: World, gtin: str = GTIN) -> Goods:
    """Goods of a product of the cooperative that carries a GTIN."""
    with world.by(world.who.manager) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        asked = orange_revision(f"Cam sành {gtin}")
        product = products.create(work, coop, "sanh_orange", asked, gtin=gtin).code
    made = world.pack(world.harvest(100).code, 40, product=product)
    world.publish(made.code)
    run = world.print_labels(made.code, 3)
    world.link(run, 1, 3)
    return Goods(gtin, made.lot_code, made.code, item_code(world, run, 2))


def ask(
    client: FlaskClient, path: str, accept: str = "*/*", method: str = "GET", **headers: str
) -> TestResponse:
    """A request at the public address, as programs send it."""
    sent: dict[str, Any] = {
        "Accept": accept,
        **{k.replace("_", "-"): v for k, v in headers.items()},
    }
    return client.open(path, method=method, headers=sent, base_url=BASE)
