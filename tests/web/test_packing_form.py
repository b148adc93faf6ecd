"""The form of a packing: the balance is echoed before it is stored, and never broken."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from tests.people import World, orange_grant
from tests.web.bad_inputs import BAD
from tests.web.lot_visits import Page, Visitor, app_of
from traceability.domain.process import Loss
from traceability.domain.quantity import Quantity
from traceability.services import area_codes, packing_views
from traceability.store.models import Batch, BatchStock, Event


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


@pytest.fixture
def lot(world: World) -> str:
    """1,840 kg of oranges on hand."""
    return world.harvest(1840).code


def form_of(lot: str) -> str:
    return f"/coop/lo/{lot}/dong-goi"


def filled(visitor: Visitor, lot: str, **typed: str) -> dict[str, str]:
    form = visitor.get(form_of(lot)).form(form_of(lot))
    return {**form, "packages": "850", **typed}


def send(visitor: Visitor, lot: str, **typed: str) -> Page:
    return visitor.post(form_of(lot), filled(visitor, lot, **typed))


def packed(world: World) -> list[Batch]:
    with world.view() as view:
        return view.db.query(Batch).filter_by(stage="packed").all()


def on_hand(world: World) -> int:
    """Grams left of the first lot."""
    with world.view() as view:
        return view.db.query(BatchStock).order_by(BatchStock.batch_id).first().on_hand  # type: ignore[union-attr]


def last_leaf(world: World) -> str:
    with world.view() as view:
        event = view.db.query(Event).order_by(Event.seq.desc()).first()
        assert event is not None
        return event.leaf if isinstance(event.leaf, str) else bytes(event.leaf).decode()


def test_all_that_is_on_hand_is_filled_in(recorder: Visitor, world: World, lot: str) -> None:
    form = recorder.get(form_of(lot)).form(form_of(lot))
    assert (form["weight"], form["unit"]) == ("1840", "kg")
    assert (form["product"], form["packed_on"]) == (f"{world.who.product}/1/1", "20/01/2026")


@pytest.mark.parametrize(
    ("grams", "typed", "shown"),
    [
        (1_840_500, ("1840,5", "kg"), "Lấy 1.840,5 kg"),
        (12_345, ("12345", "g"), "Lấy 12,345 kg"),
    ],
)
def test_what_is_filled_in_is_read_back_as_the_same(
    recorder: Visitor, world: World, grams: int, typed: tuple[str, str], shown: str
) -> None:
    lot = world.harvest(quantity=Quantity(grams, "g")).code
    form = recorder.get(form_of(lot)).form(form_of(lot))
    assert (form["weight"], form["unit"]) == typed
    most = str(grams // 2_000)
    assert shown in send(recorder, lot, packages=most).text


def test_the_balance_is_echoed_before_it_is_stored(
    recorder: Visitor, world: World, lot: str
) -> None:
    page = send(recorder, lot)
    assert page.status == 200
    assert "Lấy 1.840 kg, đóng 850 × túi lưới 2 kg = 1.700 kg, hao hụt 140 kg (7,6 %)." in page.text
    assert "20 tháng 1, 2026" in page.text
    assert page.form(form_of(lot))["loss"] == "sorted_out"
    assert packed(world) == []


def test_confirming_records_the_packed_lot_and_its_loss(
    recorder: Visitor, world: World, lot: str
) -> None:
    form = send(recorder, lot).form(form_of(lot))
    answer = recorder.post(form_of(lot), {**form, "loss": "spoiled", "confirm": "yes"})
    assert answer.status == 303
    assert recorder.get(answer.place).status == 200
    assert on_hand(world) == 0
    assert '"losses":{"spoiled":140000}' in last_leaf(world)


def test_a_late_packing_is_the_managers_and_asks_for_a_reason(
    recorder: Visitor, world: World, lot: str, tmp_path: Path
) -> None:
    world.clock.pass_by(days=61)
    manager = Visitor(app_of(world, files=tmp_path), world, "manager")
    late = {"packed_on": "20/01/2026"}
    again = Visitor(recorder.client.application, world, "recorder")
    refused = send(again, lot, **late)
    assert refused.status == 403
    assert "người quản lý ghi" in refused.error_at("packed_on")
    asked = send(manager, lot, **late)
    assert asked.error_at("late_reason").endswith("thì cần ghi rõ lý do.")
    shown = manager.post(form_of(lot), {**asked.form(form_of(lot)), "late_reason": "mất điện"})
    assert "Lý do ghi muộn mất điện" in shown.text
    assert packed(world) == []
    done = manager.post(form_of(lot), {**shown.form(form_of(lot)), "confirm": "yes"})
    assert done.status == 303
    assert "Lý do ghi muộn mất điện" in manager.get(done.place).text


def test_without_a_loss_none_is_asked_about(recorder: Visitor, lot: str) -> None:
    page = send(recorder, lot, weight="1700")
    assert "không hao hụt" in page.text
    assert 'name="loss"' not in page.source
    assert "140 kg" in page.text  # what stays in the lot


def test_going_back_keeps_everything(recorder: Visitor, lot: str) -> None:
    form = send(recorder, lot, weight="1800", packed_on="18/1/2026").form(form_of(lot))
    shown = recorder.post(form_of(lot), {**form, "edit": "yes"}).form(form_of(lot))
    assert (shown["weight"], shown["packed_on"], shown["packages"]) == ("1800", "18/1/2026", "850")


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"weight": "1900"}, "weight", "Lô chỉ còn 1.840 kg, không lấy được 1.900 kg."),
        ({"packages": "2000"}, "packages", "nhiều nhất được 1.840 kg"),
        ({"packages": "0"}, "packages", ""),
        ({"packages": "1,5"}, "packages", "số nguyên"),
        ({"packages": ""}, "packages", "cần được điền"),
        ({"packages": "99999999"}, "packages", "Nhiều nhất là 1.000.000"),
        ({"packed_on": "01/01/2026"}, "packed_on", "sớm hơn ngày thu hoạch 12/01/2026"),
        ({"packed_on": "31/02/2026"}, "packed_on", "Không có ngày"),
        ({"packed_on": "01/01/2999"}, "packed_on", "chưa tới"),
        ({"weight": "1.234"}, "weight", "hai cách"),
        ({"weight": "3 lít"}, "weight", "kg"),
        ({"product": "KHONGCO/1"}, "product", "Không có sản phẩm này."),
        ({"product": ""}, "product", "cần được điền"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(
    recorder: Visitor, world: World, lot: str, typed: dict[str, str], field: str, said: str
) -> None:
    for confirm in ({}, {"confirm": "yes"}):
        page = send(recorder, lot, **typed, **confirm)
        assert page.status == 422
        assert said in page.error_at(field)
        if field != "product":  # a list cannot show what it does not hold
            assert page.form(form_of(lot))[field] == typed[field]
    assert (packed(world), on_hand(world)) == ([], 1_840_000)


def test_more_cannot_be_packed_than_there_is(recorder: Visitor, world: World) -> None:
    """weight-17: 120 kg from a lot of 100 kg; the balance stays as it was."""
    assert "more than the input" in BAD["weight-17"]["expected"]
    lot = world.harvest(100).code
    page = send(recorder, lot, packages="60", confirm="yes")
    assert page.status == 422
    assert "Ra 120 kg từ 100 kg là quá nhiều" in page.error_at("packages")
    assert (packed(world), on_hand(world)) == ([], 100_000)


def test_an_unknown_format_is_said_at_the_product(
    recorder: Visitor, world: World, lot: str
) -> None:
    page = send(recorder, lot, product=f"{world.who.product}/9")
    assert page.error_at("product") == "Sản phẩm không có quy cách này."


def test_recalled_goods_are_not_packed(recorder: Visitor, world: World, lot: str) -> None:
    world.recall(lot)
    page = send(recorder, lot)
    assert page.status == 422
    assert "thu hồi sản phẩm" in page.text
    assert page.form(form_of(lot))["packages"] == "850"


def test_a_double_click_packs_once(recorder: Visitor, world: World, lot: str) -> None:
    form = {
        **send(recorder, lot, weight="200", packages="100").form(form_of(lot)),
        "confirm": "yes",
    }
    first, second = recorder.post(form_of(lot), form), recorder.post(form_of(lot), form)
    assert first.place == second.place
    assert (len(packed(world)), on_hand(world)) == (1, 1_640_000)


def test_a_key_used_for_something_else_offers_what_it_recorded(
    recorder: Visitor, world: World, lot: str
) -> None:
    form = {**filled(recorder, lot, weight="200", packages="100"), "confirm": "yes"}
    recorded = recorder.post(form_of(lot), form).place
    page = recorder.post(form_of(lot), {**form, "packages": "90"})
    assert page.status == 409
    assert f'href="{recorded}"' in page.source
    assert page.form(form_of(lot))["request_key"] != form["request_key"]
    assert len(packed(world)) == 1


def test_a_forged_form_packs_nothing(recorder: Visitor, world: World, lot: str) -> None:
    assert send(recorder, lot, confirm="yes", csrf_token="").status == 400
    assert packed(world) == []


def test_another_cooperatives_lot_does_not_exist(world: World, lot: str, tmp_path: Path) -> None:
    """auth-15."""
    stranger = Visitor(app_of(world, files=tmp_path), world, "stranger")
    token = stranger.get("/coop/").source.split('csrf_token" value="', 1)[1].split('"', 1)[0]
    assert stranger.get(form_of(lot)).status == 404
    for confirm in ({}, {"confirm": "yes"}):
        fields = {"csrf_token": token, "packages": "1", **confirm}
        assert stranger.post(form_of(lot), fields).status == 404
    assert stranger.get(form_of("KHONGCO01")).status == 404
    assert packed(world) == []


def test_without_a_product_the_page_teaches(recorder: Visitor, world: World) -> None:
    asked = orange_grant(world.who.cooperative, "VN-HONG-1")
    with world.by(world.who.registrar) as work:
        granted = area_codes.grant(work, dataclasses.replace(asked, crops=("persimmon",)))
    lot = world.harvest(10, area_code=granted.code).code
    assert "Chưa có sản phẩm nào làm từ loại hàng này." in recorder.get(form_of(lot)).text


def test_the_bench_offers_only_what_the_lot_can_become(world: World, lot: str) -> None:
    with world.view() as view:
        bench = packing_views.bench(view, world.who.recorder, lot)
    assert [pack.key for pack in bench.packs] == [f"{world.who.product}/1/1"]
    assert bench.usual_loss is Loss.SORTED_OUT


def test_what_is_packed_tomorrow_stays_in_the_lot(
    recorder: Visitor, world: World, lot: str
) -> None:
    """Ten packages of a whole harvest are a beginning: the rest is no loss unless one says so."""
    shown = send(recorder, lot, packages="10")
    words = shown.text.replace("\u00a0", " ")
    assert "Lấy 20 kg, đóng 10 × túi lưới 2 kg = 20 kg, không hao hụt." in words
    assert "Còn 1.820 kg chưa đóng, để lại trong lô" in words
    form = shown.form(form_of(lot))
    assert recorder.post(form_of(lot), {**form, "confirm": "yes"}).status == 303
    assert on_hand(world) == 1_820_000
    assert world.differences() == []


def test_the_rest_is_lost_where_one_says_so(recorder: Visitor, world: World, lot: str) -> None:
    form = send(recorder, lot, packages="10").form(form_of(lot))
    lost = recorder.post(form_of(lot), {**form, "rest": [form["rest"], "lost"]})
    assert "Hao hụt 1.820 kg" in lost.text.replace("\u00a0", " ")
    form = lost.form(form_of(lot))
    assert recorder.post(form_of(lot), {**form, "confirm": "yes"}).status == 303
    assert on_hand(world) == 0
    assert '"losses":{"sorted_out":1820000}' in last_leaf(world)


def test_nothing_is_lost_unasked(recorder: Visitor, world: World, lot: str) -> None:
    """A form that is confirmed at once is asked all the same."""
    asked = send(recorder, lot, packages="10", confirm="yes")
    assert asked.status == 200
    assert packed(world) == []
