"""A lot looked up by what stands on its goods: with the words before it, with all asked beside it.

What is printed before a lot is often typed with it, and may be the beginning of its code as well.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.people import TODAY, World
from tests.services.test_label_ledger import another_s_lot
from tests.store_fixtures import Templates, living
from tests.web.digital_link_doors import GTIN, OTHER_GTIN, Goods, goods
from tests.web.public_door import BASE, visitor
from traceability.domain.quantity import Quantity
from traceability.services import batches, harvests, packings
from traceability.store.queries import products as product_queries
from traceability.web.limits import limiter
from traceability.web.public import pieces

#: Lots that begin as a word before a lot does; of one the rest is a lot of its own.
BEGUN = ("LOT-12", "12", "L-07", "MA-15", "LO-16-A")
Shop = tuple[World, FlaskClient, Goods, dict[str, str]]


@pytest.fixture(autouse=True)
def uncounted() -> None:
    """Nothing has been counted against anybody yet."""
    limiter.reset()


@pytest.fixture(scope="module")
def shop(templates: Templates) -> Iterator[Shop]:
    """Goods under a GTIN, lots with words in their codes, and a lot of the neighbours."""
    templates.at("sqlite", None)
    with living(templates, "sqlite", *templates.settled("sqlite")) as world:
        made = goods(world)
        lots = {}
        for each in BEGUN:
            packed = world.pack(world.harvest(50).code, 10, lot_code=each)
            world.publish(packed.code)
            lots[each] = packed.code
        lots["theirs"] = theirs(world, made.lot)
        yield world, visitor(world), made, lots


def theirs(world: World, lot_code: str) -> str:
    """A published lot of the neighbours under a lot code of ours, without a GTIN."""
    another, _given = another_s_lot(world)
    with world.view() as view:
        row = batches.known(view, another)
        product = product_queries.by_ids(view.db, [row.product_id or 0])[row.product_id or 0].code
    with world.by(world.who.stranger) as work:
        picked = harvests.HarvestRequest(world.who.area, TODAY, Quantity(10_000, "g"))
        fresh = harvests.register(work, picked).code
    with world.by(world.who.stranger) as work:
        asked = packings.PackingRequest(fresh, product, 4, TODAY, lot_code=lot_code)
        lot = packings.register(work, asked).code
        batches.publish(work, lot)
    return lot


def asked(shop: Shop, lot: str, **beside: str) -> TestResponse:
    return shop[1].get("/tra-lo", query_string={"lot": lot, **beside}, base_url=BASE)


WORDS = (
    "Lot {}",
    "LOT: {}",
    "Lot No. {}",
    "lot number {}",
    "Batch {}",
    "Lô {}",
    "Số lô: {}",
    "Lô SX: {}",
    "lô hàng {}",
    "L:{}",
    "L: {}",
    "l : {}",
    "批号{}",
    "批号:{}",
    "批号\uff1a {}",
    "批次 {}",
    "批次号{}",
    "生产批号: {}",
    "[Lot: {}]",
)


@pytest.mark.parametrize("words", WORDS)
def test_the_word_before_a_lot_may_be_typed_with_it(shop: Shop, words: str) -> None:
    world, _, made, _ = shop
    for beside in ({"gtin": GTIN}, {"party": world.who.cooperative}):
        led = asked(shop, words.format(made.lot), **beside)
        assert (led.status_code, led.location) == (302, f"/{made.code}")
    field = shop[1].get("/tra-cuu", query_string={"code": words.format(made.lot)}, base_url=BASE)
    assert f'href="/tra-lo?lot={made.lot}"' in field.text


@pytest.mark.parametrize("words", ["Lot {}", "Lot: {}", "L: {}", "批号{}", "批次: {}", "batch {}"])
def test_a_code_behind_such_a_word_is_read(shop: Shop, words: str) -> None:
    made = shop[2]
    assert pieces.read(words.format(made.item)).code == made.item
    assert pieces.read(words.format(made.code)).code == made.code


@pytest.mark.parametrize(
    ("typed", "lot"),
    [
        ("LOT-12", "LOT-12"),
        ("lot-12", "LOT-12"),
        ("Lot LOT-12", "LOT-12"),
        ("Lô LOT–12", "LOT-12"),
        ("LOT: 12", "12"),
        ("lô: 12", "12"),
        ("L-07", "L-07"),
        ("L: L-07", "L-07"),
        ("MA-15", "MA-15"),
        ("mã MA-15", "MA-15"),
        ("Lô LO-16-A", "LO-16-A"),
    ],
)
def test_no_letter_of_a_lot_is_taken_for_a_word(shop: Shop, typed: str, lot: str) -> None:
    led = asked(shop, typed, party=shop[0].who.cooperative)
    assert led.location == f"/{shop[3][lot]}"


@pytest.mark.parametrize(("typed", "lot"), [("MA 15", "MA-15"), ("mã lô LO 16 A", "LO-16-A")])
def test_blanks_are_read_as_hyphens_of_the_whole_too(shop: Shop, typed: str, lot: str) -> None:
    page = asked(shop, typed, party=shop[0].who.cooperative)
    assert (page.status_code, page.location) == (404, None)
    assert f'href="/{shop[3][lot]}"><b class="no-break">{lot}</b>' in page.text


def test_what_may_be_two_lots_is_asked_back(shop: Shop) -> None:
    page = asked(shop, "Lot 12", party=shop[0].who.cooperative)
    assert (page.status_code, page.location) == (404, None)
    assert "Có hơn một lô như vậy" in page.text
    for lot in ("LOT-12", "12"):
        assert f'href="/{shop[3][lot]}"><b class="no-break">{lot}</b>' in page.text


# --- an organisation and a GTIN together ---------------------------------------------------------


def test_an_organisation_and_a_gtin_both_hold(shop: Shop) -> None:
    world, _, made, _ = shop
    led = asked(shop, made.lot, gtin=GTIN, party=world.who.cooperative)
    assert led.location == f"/{made.code}"
    led = asked(shop, f"Lô {made.lot}", gtin=f"EAN: {GTIN[1:]}", party=world.who.cooperative)
    assert led.location == f"/{made.code}"


def test_a_gtin_of_another_organisation_is_told(shop: Shop) -> None:
    """Both have a lot of that name: each stands beside what it belongs to."""
    world, _, made, lots = shop
    page = asked(shop, made.lot, gtin=GTIN, party=world.who.foreign)
    assert (page.status_code, page.location) == (404, None)
    assert "Đơn vị và mã vạch không đi với nhau" in page.text
    assert "là của đơn vị khác" in page.text
    assert f'href="/{made.code}"' in page.text
    assert f'href="/{lots["theirs"]}"' in page.text
    assert f'value="{world.who.foreign}" lang="vi" selected' in page.text
    assert f'value="{GTIN}"' in page.text


def test_a_lot_of_the_organisation_without_the_gtin_is_told(shop: Shop) -> None:
    world, _, _, lots = shop
    for number in (GTIN, OTHER_GTIN):
        page = asked(shop, "L-07", gtin=number, party=world.who.cooperative, lang="en")
        assert page.status_code == 404
        assert "The organisation and the barcode do not go together" in page.text
        assert f'href="/{lots["L-07"]}?lang=en"' in page.text


def test_what_neither_has_is_not_found(shop: Shop) -> None:
    page = asked(shop, "NO-SUCH-1", gtin=GTIN, party=shop[0].who.foreign)
    assert page.status_code == 404
    assert "Không tìm thấy lô này" in page.text


def test_what_is_no_organisation_is_not_passed_over(shop: Shop) -> None:
    """The form sends none such; an address may."""
    page = asked(shop, shop[2].lot, gtin=GTIN, party="nobody")
    assert (page.status_code, page.location) == (404, None)


@pytest.mark.parametrize("number", [GTIN[:-1] + "7", "0952", "abc", "\uff11\uff12", "01234567890"])
def test_a_misread_barcode_is_told_and_not_passed_over(shop: Shop, number: str) -> None:
    world, _, made, _ = shop
    for beside in ({}, {"party": world.who.cooperative}):
        page = asked(shop, made.lot, gtin=number, **beside)
        assert (page.status_code, page.location) == (404, None)
        assert "Mã vạch gõ chưa đúng" in page.text
        assert f'name="gtin" value="{number}"' in page.text


def test_a_barcode_is_read_as_people_write_it(shop: Shop) -> None:
    made = shop[2]
    wide = "".join(chr(ord(each) + 0xFEE0) for each in GTIN)
    for number in ("952012 345678 8", wide, f"(01){GTIN}", f"mã vạch: {GTIN[1:]}"):
        assert asked(shop, made.lot, gtin=number).location == f"/{made.code}", number


def test_what_does_not_meet_counts_as_a_miss(shop: Shop) -> None:
    """Asking for pairs is guessing: it has the limit of codes that nobody has."""
    world, _, made, _ = shop
    beside = {"gtin": GTIN, "party": world.who.foreign}
    answers = [asked(shop, made.lot, **beside).status_code for _ in range(101)]
    assert answers == [404] * 100 + [429]
