"""Nothing private stands in an answer that anybody can have: all of them are searched.

Markers are planted wherever something private is kept: names, phones, boundaries, site stays,
parcels, reasons, notes. Then every open address is fetched, in each language and form.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from tests.people import PICKED_ON, TODAY, World, decision, suspend_code
from tests.senders import CONTACT, NAME, SAID, send_report
from tests.services.weigh_days import line, opened, weigh
from tests.web.public_door import item_code, visitor
from traceability.crypto.commitments import commit
from traceability.domain.deliveries import To
from traceability.domain.quantity import Quantity
from traceability.domain.text import fold
from traceability.services import area_codes, buyers, corrections, deliveries, parties
from traceability.services.corrections import Amendment
from traceability.services.deliveries import Send
from traceability.services.weigh_slips import NewSeller
from traceability.store import models
from traceability.web.guards import OPEN

LAT, LON = 22_512_345, 104_954_321
RING = [[104.954321, 22.512345], [104.955432, 22.512345], [104.955432, 22.513456]]
MARKERS = {
    "household": "Giàng Thị Dấuhộ",
    "phone": "0912 777 555",
    "parcel": "THUA-0815-4711",
    "garden": "Vườn Dấutên",
    "reason": "lý do dấukín",
    "representative": "Người Đạidiện Dấu",
    "nectar": "nguồn hoa dấukín",
    "finding": "nhận xét dấukín",
    "buyer": "Chị Người Mua Dấukín",
    "seller": "Bà Bán Dấukín",
    "plate": "23C DAU-KIN",
    "correction": "gõ nhầm dấukín",
    "reported": SAID,
    "reporter": NAME,
    "contact": CONTACT,
}
NUMBERS = ("104.954321", "22.512345", "104954321", "22512345", "104.9543", "22.5123")


@pytest.fixture
def backend() -> str:
    return "sqlite"


def private(world: World, kind: str, owner: str, field: str, value: str) -> None:
    with world.by(world.who.operator) as work:
        work.db.merge(
            models.PrivateValue(
                owner_kind=kind, owner_id=owner, field=field, salt=b"s" * 16, value=value,
                folded=fold(value),
            )
        )  # fmt: skip
    assert commit(b"s" * 16, field, value)


@pytest.fixture
def planted(world: World) -> World:
    """A code with everything private around it, in use, suspended, certified, counted."""
    world.tampered = True
    who = world.who
    with world.by(who.manager) as work:
        coop = parties.known(work, who.manager.party or 0)
        values = {"name": MARKERS["household"], "phone": MARKERS["phone"]}
        household = parties.register_household(work, coop, values)
        code, key = household.code, household.id
    for number in range(3):
        world.harvest(77 + number, PICKED_ON, household=code)
    packed = world.pack(world.harvest(10, dt.date(2026, 1, 2), household=code).code, 2)
    world.publish(packed.code)
    world.link(world.print_labels(packed.code, 2), 1, 1)
    trade(world)
    with world.by(who.registrar) as work:
        reason = dataclasses.replace(decision(TODAY), reason=MARKERS["reason"])
        suspend_code(work, who.area, reason)
    for field, marker in (("name", "garden"), ("parcels", "parcel"), ("note", "finding")):
        private(world, "place", who.place, field, MARKERS[marker])
    private(world, "party", who.cooperative, "representative", MARKERS["representative"])
    land(world, key)
    return world


def trade(world: World) -> None:
    """A slip of somebody outside, goods sold by a note, an entry put right."""
    sold = NewSeller(MARKERS["seller"])
    weigh(world, opened(world), line(5, None, new_seller=sold, price=123_457))
    goods = world.harvest(20, PICKED_ON).code
    with world.by(world.who.recorder) as work:
        buyer = buyers.add(work, buyers.BuyerRequest(MARKERS["buyer"], MARKERS["phone"])).code
        sent = deliveries.DeliveryRequest(
            *(To.BUYER, (Send(goods, Quantity(5_000, "g")),), TODAY, buyer),
            vehicle=MARKERS["plate"],
        )
        deliveries.register(work, sent)
    with world.by(world.who.recorder) as work:
        slip = Amendment(world.entry(goods), {goods: Quantity(19_000, "g")})
        corrections.correct(work, [slip], MARKERS["correction"])


def land(world: World, household: int) -> None:
    """The exact boundary, a stay, who works there, as their tables keep them."""
    with world.by(world.who.operator) as work:
        place = work.db.query(models.Place).filter_by(code=world.who.place).one()
        event = work.db.query(models.Event).first()
        assert event is not None
        ring = json.dumps({"type": "Polygon", "coordinates": [RING]})
        work.add(
            models.PlaceGeometry(
                place_id=place.id, sha256="m" * 43, geojson=ring, south=LAT, west=LON,
                north=LAT + 1111, east=LON + 1111, span=1, measured_m2=12_400, source="walked",
                current=True, recorded_at=work.now, actor_id=world.who.manager.id,
            ),
            models.SiteStay(
                place_id=place.id, number=1, colonies=40, from_on=PICKED_ON, to_on=None,
                commune_code=None, commune_vintage=None, elsewhere=MARKERS["garden"], lat=LAT,
                lon=LON, nectar=MARKERS["nectar"], withdrawn_at=None, event_seq=event.seq,
                recorded_at=work.now,
            ),
            models.PlaceHousehold(
                place_id=place.id, household_id=household, from_on=dt.date(2025, 1, 1)
            ),
        )  # fmt: skip


#: Kind of a code that was issued → under which name programs ask for it.
OWN_IDS = {"batch": "lot", "item": "item", "area": "area", "place": "place", "party": "party"}


def open_addresses(world: World) -> Iterator[str]:
    """Every public address of the world: each code ever issued, each file, each fixed page."""
    with world.view() as view:
        issued = {row.code: row.kind for row in view.db.query(models.PublicCode)}
        (secret,) = view.db.scalars(
            select(models.PrivateValue.value).where(models.PrivateValue.field == "secret")
        )
        (run,) = [row.code for row in view.db.query(models.PrintRun)]
    issued |= {item_code(world, run, 1): "item", item_code(world, run, 2): "item"}
    for code, kind in issued.items():
        yield from (f"/{code}", f"/{code}?lang=en", f"/id/area/{code}")
        own = OWN_IDS.get(kind)
        if own is not None:
            yield from (f"/id/{own}/{code}.json", f"/id/{own}/{code}?linkType=linkset")
    for month in ("2025-10", "2025-11", "2025-12"):
        yield f"/du-lieu-mo/ma-so-vung-trong-{month}.csv"
        yield f"/du-lieu-mo/ma-so-vung-trong-{month}.json"
    number = send_report(world, next(iter(issued)))
    yield from (f"/phan-anh/{number}", f"/phan-anh/{number}?lang=en", f"/{number}")
    yield from (f"/phan-anh?ma={code}" for code in (*list(issued)[:5], "khong-co"))
    note = f"/phieu/{secret}"
    yield from (note, f"{note}?lang=en", f"{note}?lang=zh")
    yield from ("/", "/du-lieu-mo", "/robots.txt", "/.well-known/security.txt", "/tra-cuu?code=x")
    yield from (
        "/tra-lo",
        "/quet",
        "/danh-sach",
        "/.well-known/gs1resolver",
        "/id/linkset-context.jsonld",
    )


def test_no_marker_stands_in_any_public_answer(planted: World) -> None:
    client = visitor(planted)
    planted.clock.pass_by(days=20)  # January has its file then
    statuses = set()
    addresses = [*open_addresses(planted), "/du-lieu-mo/ma-so-vung-trong-2026-01.json"]
    for number, path in enumerate(addresses):
        # A network of its own for every few: most of these lead to nothing, and that is counted.
        network = {"REMOTE_ADDR": f"203.0.113.{number // 50}"}
        answer = client.get(path, environ_overrides=network)
        statuses.add(answer.status_code)
        text = answer.get_data(as_text=True) + str(answer.headers)
        for what, marker in MARKERS.items():
            assert marker not in text, (path, what)
            assert fold(marker) not in fold(text), (path, what)
        for figure in NUMBERS:
            assert figure not in text, (path, figure)
    assert statuses == {200, 404}
    assert len(addresses) > 40


def test_markers_are_there_to_be_found(planted: World) -> None:
    """The search above can fail: the record holds what it looks for."""
    with planted.view() as view:
        kept = {row.value for row in view.db.query(models.PrivateValue)}
        geometry = view.db.query(models.PlaceGeometry).one().geojson
    kinds = ("household", "parcel", "reason", "garden", "buyer", "seller", "plate", "correction")
    assert {MARKERS[key] for key in kinds} <= kept
    assert "104.954321" in geometry


def test_the_public_addresses_are_those_of_the_door(world: World) -> None:
    """A public endpoint that is new has to be added to the addresses that are searched."""
    searched = {"home", "scan", "typed", "page", "photo", "robots", "security", "area", "open_data"}
    searched |= {"open_data_csv", "open_data_json"}
    searched |= {"thing", "lot", "list", "resolver_description", "linkset_context"}
    # A Digital Link leads to one of these, a GTIN's page says what they say, and so does a list.
    searched |= {"digital_link_of", "gtin", "check_list"}
    # The sheet of a note says what its page says (tests/web of notes); an answer leads back to it.
    searched |= {"note", "note_sheet", "answer_note"}
    # What a printing house is shown is looked through in tests/web/test_printing_house_pages.py.
    searched |= {"printing_house", "take_file"}
    # The form says nothing but whose a code is; what it takes leads to the page of its number.
    searched |= {"report", "send_report", "report_status", "forget_report"}
    assert {each for each in OPEN if each.startswith("public.")} == {
        f"public.{name}" for name in searched
    }


def test_a_single_household_s_weight_stays_inside_whatever_the_holder_opens(
    planted: World,
) -> None:
    client = visitor(planted)
    assert "263 kg" not in client.get(f"/{planted.who.area}").text
    with planted.by(planted.who.operator) as work:
        area_codes.known(work, planted.who.area).figures_open = True
    planted.clock.pass_by(days=100)
    assert "263 kg" not in client.get(f"/{planted.who.area}").text
