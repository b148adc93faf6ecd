"""What a GS1 Digital Link stands for, on both engines, whoever holds the number today."""

from __future__ import annotations

import pytest

from tests.people import KEYRING, World
from tests.web.digital_link_doors import GTIN, Goods, goods
from traceability.domain.errors import NotFound
from traceability.services import digital_links, gtin_pages, gtins, products, public_places
from traceability.standards.digital_link import DigitalLink, read_path
from traceability.store.queries import products as product_queries


def kinds(world: World, path: str) -> tuple[list[str], dict[str, str]]:
    """The kinds of what is known along a path, and what is not."""
    with world.view() as view:
        found = digital_links.find(view, KEYRING, read_path(path))
        return [each.kind for each in found.levels], dict(found.absent)


def give_up(world: World) -> None:
    """The cooperative no longer sells under the number."""
    with world.by(world.who.manager) as work:
        gtins.hold(work)
        (code,) = product_queries.claiming(work.db, GTIN, gtins.LIVE)
        product = products.known(work, code)
        holder = public_places.organisation(work, world.who.cooperative)
        assert holder is not None
        gtins.change(work, holder, product, None)


def test_each_level_is_found_for_ever(world: World) -> None:
    made = goods(world)
    assert kinds(world, made.item_path[1:]) == (["item", "lot", "gtin"], {})
    assert kinds(world, made.path[1:]) == (["lot", "gtin"], {})
    assert kinds(world, f"01/{GTIN}") == (["gtin"], {})
    assert kinds(world, f"01/{GTIN}/10/NONE/21/X") == (["gtin"], {"10": "NONE", "21": "X"})
    assert kinds(world, f"{made.path[1:]}/21/X") == (["lot", "gtin"], {"21": "X"})
    give_up(world)
    assert kinds(world, made.item_path[1:]) == (["item", "lot", "gtin"], {})
    with world.view() as view:
        (bearer,) = gtin_pages.find(view, GTIN).bearers
        assert bearer.standing == "former"
        assert gtin_pages.lot_of(view, world.who.cooperative, made.lot) == made.code
        assert gtin_pages.lot_of(view, world.who.foreign, made.lot) is None
        assert public_places.publishers(view) == [(world.who.cooperative, bearer.holder)]


def test_what_is_not_public_is_not_there(world: World) -> None:
    nothing = Goods(GTIN, "A", "", "")
    with world.view() as view:
        for link in (DigitalLink(("01", nothing.gtin)), DigitalLink(("8004", "9520614141234567"))):
            with pytest.raises(NotFound):
                digital_links.find(view, KEYRING, link)
        for code in (world.who.household, world.who.foreign, world.who.place):
            with pytest.raises(NotFound):
                public_places.find_party(view, code)
        with pytest.raises(NotFound):
            public_places.find_place(view, world.who.place)
