"""The search box finds buyers, delivery notes, weigh slips and complaints by number and phone."""

from __future__ import annotations

import pytest

from tests.people import KEYRING, TODAY, World
from tests.services.test_deliveries import hand_over
from tests.services.weigh_days import line, opened, unload, weigh
from traceability.domain.access import Actor
from traceability.domain.deliveries import To
from traceability.domain.ids import grouped
from traceability.services import buyers, complaints, deliveries, households, search
from traceability.services.buyers import BuyerRequest
from traceability.services.complaints import ComplaintKind, ComplaintRequest
from traceability.services.deliveries import DeliveryRequest, Send
from traceability.services.households import HouseholdRequest
from traceability.services.search_hits import FULL_CODE, Hit, HitKind

PHONES = ("0912345678", "0912 345 678", "+84 912 345 678", "84912345678", "0912.345.678", "345-678")


def find(world: World, typed: str, actor: Actor | None = None) -> list[Hit]:
    with world.view() as view:
        return list(search.find(view, actor or world.who.recorder, KEYRING, typed).hits)


def kinds(world: World, typed: str, actor: Actor | None = None) -> set[HitKind]:
    return {hit.kind for hit in find(world, typed, actor)}


def codes(world: World, typed: str, kind: HitKind) -> list[str]:
    return [hit.code for hit in find(world, typed) if hit.kind is kind]


def sold(world: World, **told: str) -> str:
    """A note to a trader who came to the garden."""
    lines = (Send(world.harvest(20).code),)
    request = DeliveryRequest(To.FIELD_TRADER, lines, TODAY, **told)  # type: ignore[arg-type]
    with world.by(world.who.recorder) as work:
        return deliveries.register(work, request).code


def test_a_buyer_and_their_notes_by_phone(world: World) -> None:
    with world.by(world.who.recorder) as work:
        buyer = buyers.add(work, BuyerRequest("Chị Hoa", "0912345678")).code
    request = DeliveryRequest(To.BUYER, (Send(world.harvest(20).code),), TODAY, buyer)
    with world.by(world.who.recorder) as work:
        note = deliveries.register(work, request).code
    for typed in (*PHONES, "chi hoa"):
        assert codes(world, typed, HitKind.BUYER) == [buyer], typed
        assert codes(world, typed, HitKind.NOTE) == [note], typed
    assert find(world, "0987 654 321") == []
    assert kinds(world, PHONES[0], world.who.registrar) == set()


def test_a_note_by_phone_plate_number_and_code(world: World) -> None:
    note = sold(world, phone="0912345678", vehicle="22C-123.45")
    other = sold(world, phone="0987654321", vehicle="29Đ1-999.99")
    for typed in (*PHONES, "22c12345", "22C 123.45", "biển số 22c-12345", "123.45", "1/2026"):
        assert codes(world, typed, HitKind.NOTE) == [note], typed
    for typed in ("29D1 99999", "29đ1", "2/2026", "phiếu giao hàng 2", "2-2026", grouped(other)):
        assert codes(world, typed, HitKind.NOTE) == [other], typed
    assert find(world, grouped(other))[0].rank == FULL_CODE
    assert codes(world, "2/2025", HitKind.NOTE) == []
    told = [value for hit in find(world, "22C-123.45") for value in (hit.name, hit.about)]
    assert "22C-123.45" not in " ".join(told)


def test_a_slip_by_number_code_phone_and_plate(world: World) -> None:
    with world.by(world.who.recorder) as work:
        asked = HouseholdRequest("Giàng Văn Mẩy", phone="0945678901", standing="outside")
        who = households.add(work, asked).code
    day = opened(world)
    first = weigh(world, day, line(20, who))
    (second,) = unload(world, day, line(30, who), plate="23H 001.17")
    assert codes(world, "phiếu cân 1", HitKind.SLIP) == [first.code]
    assert codes(world, "phieu 2", HitKind.SLIP) == [second.code]
    assert codes(world, grouped(first.code).lower(), HitKind.SLIP) == [first.code]
    assert codes(world, "23H-00117", HitKind.SLIP) == [second.code]
    for typed in ("0945 678 901", "+84945678901"):
        assert codes(world, typed, HitKind.HOUSEHOLD) == [who]
        assert codes(world, typed, HitKind.SLIP) == [second.code, first.code]
    assert HitKind.SLIP not in kinds(world, "phiếu cân 1", world.who.stranger)


@pytest.mark.parametrize("by", ["Chị Lan 0912 345 678", "+84 912.345.678 (anh Tư)"])
def test_a_complaint_by_the_callers_phone(world: World, by: str) -> None:
    lot = world.packed().code
    asked = ComplaintRequest(lot, ComplaintKind.QUALITY, "Cam khô", TODAY, by)
    with world.by(world.who.recorder) as work:
        event = complaints.note(work, asked)
    for typed in PHONES:
        (hit,) = [each for each in find(world, typed) if each.kind is HitKind.COMPLAINT]
        assert (hit.code, hit.lot, hit.state) == (event, lot, "open"), typed
    assert kinds(world, PHONES[0], world.who.registrar) == set()


def test_only_ones_own(world: World) -> None:
    sold(world, phone="0912345678", vehicle="22C-123.45")
    for typed in ("0912345678", "22C-123.45", "1/2026"):
        assert HitKind.NOTE not in kinds(world, typed, world.who.stranger)


def test_goods_that_come_by_the_number_of_the_note(world: World) -> None:
    note = hand_over(world, Send(world.packed().code)).code
    (hit,) = [
        each for each in find(world, "1/2026", world.who.stranger) if each.kind is HitKind.ARRIVAL
    ]
    assert hit.code == note
