"""A recall and a hold ordered in the browser: by an officer of the territory, and by a manager."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from tests.people import World
from tests.senders import code_of, send_report
from tests.web.lot_visits import Page, Visitor, app_of
from traceability.domain.deliveries import To
from traceability.domain.quantity import Quantity
from traceability.domain.reports import ReportKind
from traceability.services import deliveries
from traceability.services.deliveries import DeliveryRequest, Send
from traceability.store.models import Event, EventSubject, Recall, RecallBatch
from traceability.store.queries import batches, events

OFFICE = "Chi cục Trồng trọt và Bảo vệ thực vật tỉnh Tuyên Quang"
TOLD = {
    "notice": "Phát hiện dư lượng thuốc. Không ăn, mang trả nơi mua.",
    "notice_en": "Pesticide residue was found. Do not eat it; take it back.",
    "contact": "Chi cục Trồng trọt, 0219 386 0000",
}


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def app(world: World, tmp_path: Path) -> Flask:
    return app_of(world, files=tmp_path)


@pytest.fixture
def registrar(app: Flask, world: World) -> Visitor:
    return Visitor(app, world, "registrar")


def lots(world: World) -> tuple[str, list[str]]:
    """A harvest and two packings of it, the second of which is sold out."""
    picked = world.harvest(100)
    half = Quantity(40_000, "g")
    bags = [world.pack(picked.code, 20, quantity=half).code for _ in range(2)]
    for bag in bags:
        world.publish(bag)
    with world.by(world.who.manager) as work:
        deliveries.register(work, DeliveryRequest(To.WALK_IN, (Send(bags[1]),), work.today))
    return picked.code, bags


def confirmed(visitor: Visitor, path: str, **typed: str) -> tuple[Page, Page]:
    """What is said back of a recall, and what confirming it answers."""
    asked = visitor.send(path, **(TOLD | typed))
    return asked, visitor.post(path, asked.form())


def token(visitor: Visitor) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', visitor.get("/thong-bao").source)
    assert found is not None
    return found[1]


def stops(world: World) -> list[tuple[str, str, int]]:
    """Every hold and recall: kind, reason, how many lots it covers."""
    with world.view() as view:
        rows = view.db.query(Recall).order_by(Recall.id)
        covered = view.db.query(RecallBatch)
        return [(row.kind, row.reason, covered.filter_by(recall_id=row.id).count()) for row in rows]


def test_an_officer_recalls_a_harvest_with_all_that_was_made_of_it(
    world: World, app: Flask, registrar: Visitor
) -> None:
    picked, bags = lots(world)
    area = registrar.get(f"/registry/ma/{world.who.area}")
    assert f'href="/registry/lo/{picked}"' in area.source
    desk = registrar.get(f"/registry/lo/{picked}")
    assert "3 lô đi cùng, kể cả lô này" in desk.text
    assert "Thu hồi lô này và mọi lô làm từ nó (3 lô)" in desk.text
    path = f"/registry/lo/{picked}/thu-hoi"
    asked, done = confirmed(registrar, path)
    assert "3 lô sẽ bị thu hồi" in asked.text
    assert "trong đó 40 gói đã đóng" in asked.text
    assert "Hàng của: HTX" in asked.text
    assert TOLD["notice_en"] in asked.text
    assert stops(world) == [("recall", "ordered", 3)]
    assert (done.status, done.place) == (303, f"/registry/lo/{picked}")
    assert registrar.post(path, asked.form()).status == 303  # pressed twice
    assert len(stops(world)) == 1
    public = Visitor(app, world)
    for bag in bags:
        page = public.get(f"/{bag}").text
        assert TOLD["notice"] in page
        assert TOLD["contact"] in page
    with world.view() as view:
        event = view.db.query(Event).order_by(Event.seq.desc()).first()
        assert event is not None
        kept = events.private_values(view.db, "event", [event.event_id])
        subjects = {
            row.subject for row in view.db.query(EventSubject).filter_by(event_seq=event.seq)
        }
    assert {field: text for (_event, field), text in kept.items()} == TOLD
    assert picked in subjects
    assert "đợt thu hồi sản phẩm đang mở" in registrar.get("/registry/").text
    assert "lô đang thu hồi sản phẩm" in Visitor(app, world, "manager").get("/coop/").text
    again = registrar.get(f"/registry/lo/{picked}")
    assert path not in again.source
    assert "Kết thúc thu hồi, nêu lý do" in again.text


def test_what_is_missing_is_told_and_what_was_typed_stays(world: World, registrar: Visitor) -> None:
    picked, _bags = lots(world)
    path = f"/registry/lo/{picked}/thu-hoi"
    refused = registrar.send(path, notice="", contact="", notice_zh="不要食用")
    assert refused.status == 422
    assert refused.error_at("notice")
    assert refused.error_at("contact")
    assert "不要食用" in refused.text
    asked = registrar.send(path, **TOLD)
    edited = registrar.post(path, asked.form() | {"edit": "yes"})
    assert TOLD["notice"] in edited.text
    assert stops(world) == []


def test_a_lot_made_meanwhile_is_said_before_it_is_recalled(
    world: World, registrar: Visitor
) -> None:
    picked = world.harvest(100).code
    path = f"/registry/lo/{picked}/thu-hoi"
    asked = registrar.send(path, **TOLD)
    assert "Một lô sẽ bị thu hồi" in asked.text
    world.pack(picked, 10)
    again = registrar.post(path, asked.form())
    assert again.status == 409
    assert "Số lô vừa thay đổi" in again.text
    assert "2 lô sẽ bị thu hồi" in again.text
    assert stops(world) == []
    assert registrar.post(path, again.form()).status == 303
    assert stops(world) == [("recall", "ordered", 2)]


def test_a_second_tab_asks_before_it_recalls_the_same_lots_again(
    world: World, app: Flask, registrar: Visitor
) -> None:
    picked, _bags = lots(world)
    desk = Visitor(app, world, "manager")
    for visitor, path in ((registrar, "/registry/lo"), (desk, "/coop/lo")):
        before = len(stops(world))
        path = f"{path}/{picked}/thu-hoi"
        one, two = (visitor.send(path, **TOLD).form() for _ in range(2))
        assert visitor.post(path, one).status == 303
        asked = visitor.post(path, two)
        assert asked.status == 409
        assert "Lô này đang bị thu hồi rồi" in asked.text
        assert "Số lô vừa thay đổi" not in asked.text
        assert visitor.post(path, one).status == 303  # pressed twice
        assert len(stops(world)) == before + 1
        assert TOLD["notice"] in asked.text
    # Whoever means it opens another, having read of the others.
    assert "2 đợt thu hồi lô này đang mở, đợt mới nhất từ ngày 20/01/2026." in asked.text
    assert desk.post(path, asked.form()).status == 303
    assert len(stops(world)) == 3
    assert world.differences() == []


def test_lifting_one_of_two_recalls_says_that_the_lots_stay_recalled(
    world: World, app: Flask, registrar: Visitor
) -> None:
    picked, bags = lots(world)
    for lot in (picked, bags[0]):
        confirmed(registrar, f"/registry/lo/{lot}/thu-hoi")
    with world.view() as view:
        wide, narrow = (row.code for row in view.db.query(Recall).order_by(Recall.id))
    still = "Một lô vẫn đang bị thu hồi theo đợt khác, kết thúc cả đợt đó thì lô mới hết bị thu hồi"
    path = f"/registry/lo/{wide}/go"
    asked = registrar.get(path).text
    assert still in asked
    assert "Kết thúc thu hồi 2 lô" in asked
    assert "Kết thúc rồi thì 2 lô được công bố" in asked
    assert not [word for word in ("Ai gỡ", "Gỡ cho", "Gỡ rồi") if word in asked]
    done = registrar.send(path, reason="mẫu đạt")
    assert done.status == 303
    assert still in registrar.get(done.place).text
    alert = Visitor(app, world, "manager").get("/thong-bao").text
    assert "Số lô hết bị thu hồi: 2. Số lô vẫn bị thu hồi theo đợt khác: 1." in alert
    assert still not in registrar.get(f"/registry/lo/{narrow}/go").text
    last = registrar.send(f"/registry/lo/{narrow}/go", reason="mẫu đạt")
    told = registrar.get(last.place).text
    assert "Đã kết thúc thu hồi. Lý do được ghi vào hồ sơ của lô." in told
    assert still not in told


def test_two_recalls_of_a_lot_are_told_apart_and_the_first_to_end_frees_none(
    world: World, registrar: Visitor
) -> None:
    picked, bags = lots(world)
    with world.view() as view:
        row = batches.by_code(view.db, picked)
        assert row is not None
        name = row.lot_code
    confirmed(registrar, f"/registry/lo/{picked}/thu-hoi")
    confirmed(registrar, f"/registry/lo/{bags[0]}/thu-hoi", notice="Thiếu hạn sử dụng trên gói.")
    desk = registrar.get(f"/registry/lo/{bags[0]}")
    for told in (TOLD["notice"], "Thiếu hạn sử dụng trên gói.", f"Lệnh đặt ở lô {name}"):
        assert told in desk.text
    assert desk.text.count(f"Bên thông báo: {OFFICE}. Liên hệ: {TOLD['contact']}") == 2
    with world.view() as view:
        _wide, narrow = (row.code for row in view.db.query(Recall).order_by(Recall.id))
    asked = registrar.get(f"/registry/lo/{narrow}/go").text
    assert "Kết thúc đợt này rồi vẫn chưa lô nào được công bố, in tem và xuất trở lại." in asked
    assert "Kết thúc đợt thu hồi này" in asked
    assert "Kết thúc thu hồi một lô" not in asked


def test_other_lots_are_not_recalled_in_the_place_of_those_that_were_shown(
    world: World, registrar: Visitor
) -> None:
    """As many lots as were shown are not enough: a recall is of the very lots."""
    one, other = (world.harvest(100).code for _ in range(2))
    world.pack(one, 10)
    world.pack(other, 10)
    shown = [registrar.send(f"/registry/lo/{lot}/thu-hoi", **TOLD).form() for lot in (one, other)]
    mixed = shown[0] | {"confirmed": shown[1]["confirmed"]}
    again = registrar.post(f"/registry/lo/{one}/thu-hoi", mixed)
    assert "Số lô vừa thay đổi" in again.text
    assert stops(world) == []


def test_an_officer_orders_a_hold_and_ends_both(
    world: World, app: Flask, registrar: Visitor
) -> None:
    picked, bags = lots(world)
    path = f"/registry/lo/{picked}/tam-ngung"
    assert registrar.send(path, reason="").status == 422
    held = registrar.send(path, reason="chờ mẫu kiểm nghiệm")
    assert (held.status, held.place) == (303, f"/registry/lo/{picked}")
    assert stops(world) == [("hold", "ordered", 3)]
    desk = registrar.get(f"/registry/lo/{picked}")
    assert path not in desk.source
    assert "Đang tạm ngừng xuất, từ 20/01/2026" in desk.text
    assert "chờ mẫu kiểm nghiệm" not in Visitor(app, world).get(f"/{bags[0]}").text
    link = desk.source.split('class="button outlined" href="')[1].split('"')[0]
    assert registrar.send(link, reason="mẫu đạt").status == 303
    assert "Đang tạm ngừng xuất" not in registrar.get(f"/registry/lo/{picked}").text


def test_elsewhere_and_by_other_roles_there_is_no_such_page(world: World, app: Flask) -> None:
    picked, _bags = lots(world)
    base = f"/registry/lo/{picked}"
    for who, status in (("commune_registrar", 404), ("inspector", 403), ("manager", 404)):
        visitor = Visitor(app, world, who)
        for path in (base, f"{base}/thu-hoi", f"{base}/tam-ngung"):
            assert visitor.get(path).status == status, (who, path)
            form = {"csrf_token": token(visitor), "request_key": "a1b2c3d4-0001", "reason": "x"}
            sent = visitor.post(path, form | TOLD | {"confirmed": "3"})
            assert sent.status == (405 if path == base else status), (who, path)
    inspector = Visitor(app, world, "inspector").get(f"/registry/ma/{world.who.area}")
    assert base not in inspector.source
    assert stops(world) == []
    registrar = Visitor(app, world, "registrar")
    for code in ("0000000000", "không-mã", world.who.area):
        assert registrar.get(f"/registry/lo/{code}").status == 404


def test_a_manager_recalls_also_what_is_sold_out_and_a_recorder_does_not(
    world: World, app: Flask
) -> None:
    _picked, bags = lots(world)
    manager, path = Visitor(app, world, "manager"), f"/coop/lo/{bags[1]}/thu-hoi"
    assert f'href="{path}"' in manager.get(f"/coop/lo/{bags[1]}").source
    assert f'href="{path}"' in manager.get(f"/coop/lo/{bags[1]}/phan-anh").source
    assert manager.send(path, notice="").status == 422
    asked, done = confirmed(manager, path)
    assert "Một lô sẽ bị thu hồi" in asked.text
    assert "trong đó 20 gói đã đóng" in asked.text
    assert (done.status, done.place) == (303, f"/coop/lo/{bags[1]}")
    assert stops(world) == [("recall", "ordered", 1)]
    assert path not in manager.get(f"/coop/lo/{bags[1]}").source
    recorder, other = Visitor(app, world, "recorder"), f"/coop/lo/{bags[0]}/thu-hoi"
    assert recorder.get(other).status == 403
    assert other not in recorder.get(f"/coop/lo/{bags[0]}").source
    assert Visitor(app, world, "stranger").get(other).status == 404


def test_a_report_about_danger_leads_to_the_lot(world: World, registrar: Visitor) -> None:
    bag = world.packed().code
    report = code_of(send_report(world, bag, ReportKind.SAFETY))
    assert f'href="/registry/lo/{bag}"' in registrar.get(f"/registry/phan-anh/{report}").source
