"""Delivering goods: the form, the note, its paper and its page, arrivals, losses, own holds."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from python_calamine import CalamineWorkbook

from tests.people import PICKED_ON, TODAY, World
from tests.services.test_deliveries import building, hand_over, secret_of, send, states
from tests.web.lot_visits import HOST, Page, Visitor, app_of, confirm
from tests.web.test_public_page import MOST_BYTES
from traceability.domain.deliveries import Standing, To
from traceability.domain.quantity import Quantity
from traceability.services import buyers, recalls
from traceability.services.buyers import BuyerRequest
from traceability.services.deliveries import Send

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
QR = zxingcpp.BarcodeFormat.QRCode
BAD = json.loads(Path("tests/vectors/bad_inputs.json").read_text(encoding="utf-8"))
WEIGHTS = [each for each in BAD if each["area"] == "weight"]
TEXTS = [each for each in BAD if each["area"] == "text"]


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


def form_at(kind: str, lot: str = "") -> str:
    return f"/coop/giao-hang/moi/{kind}" + (f"?lo={lot}" if lot else "")


def ask(visitor: Visitor, kind: str, lot: str, /, **typed: str) -> Page:
    page = form_at(kind, lot)
    fields = {**visitor.get(page).form("moi/"), **typed}
    return visitor.post(form_at(kind), fields)


def sent(visitor: Visitor, kind: str, lot: str, /, **typed: str) -> Page:
    done = confirm(visitor, form_at(kind), ask(visitor, kind, lot, **typed))
    assert done.status == 303, done.text
    return visitor.get(done.place)


# --- sending -------------------------------------------------------------------------------------


def test_two_screens_make_a_note(world: World, recorder: Visitor) -> None:
    packed = world.packed(40).code
    kinds = recorder.get(f"/coop/giao-hang/cho-ai?lo={packed}").text
    for words in ("Khách quen", "Khách lẻ", "Thương lái tại vườn", "Hợp tác xã khác"):
        assert words in kinds
    shown = ask(recorder, "walk_in", packed, **{f"much_{packed}": "12"})
    assert "Giao một lô, 24 kg, cho khách lẻ." in shown.text.replace("\u00a0", " ")
    assert world.on_hand(packed) == (80_000, "open")
    note = sent(recorder, "walk_in", packed, **{f"much_{packed}": "12"})
    assert "Phiếu giao hàng 1/2026" in note.text
    assert "đã bán lẻ" in note.text
    assert "chưa trả lời" not in note.text
    assert "In phiếu rồi đưa theo hàng." in note.text
    assert world.on_hand(packed) == (56_000, "open")
    assert "Phiếu 1/2026" in recorder.get("/coop/giao-hang").text
    assert "Phiếu 1/2026" in recorder.get(f"/coop/lo/{packed}").text


def test_a_trader_is_told_by_phone_and_plate(world: World, recorder: Visitor) -> None:
    fresh = world.harvest(30).code
    refused = ask(recorder, "field_trader", fresh, phone="0912345678")
    assert refused.status == 422
    assert refused.error_at("vehicle")
    assert refused.form("moi/")["phone"] == "0912345678"
    note = sent(recorder, "field_trader", fresh, phone="0912 345 678", vehicle="22C-123.45")
    assert "22C-123.45" in note.text


def test_to_a_buyer_of_the_book(world: World, recorder: Visitor) -> None:
    book = "/coop/giao-hang/nguoi-mua"
    done = recorder.send(f"{book}/moi", "", name="Chị Hoa", phone="+84 912 345 678")
    assert done.status == 303
    assert "0912 345 678" in recorder.get(book).text
    with world.view() as view:
        ((code, _buyer),) = buyers.listed(view, world.who.recorder)
    sent(recorder, "buyer", world.harvest(10).code, to=code)
    assert "Chị Hoa" in recorder.get(f"/coop/giao-hang?nguoi-nhan={code}").text
    assert "Không có phiếu nào như vậy" in recorder.get("/coop/giao-hang?nguoi-nhan=XXXX").text
    manager = Visitor(recorder.client.application, world, "manager")
    assert recorder.get(f"{book}/{code}/xoa").status == 403
    asked = manager.get(f"{book}/{code}/xoa")
    assert "Xóa hẳn tên" in asked.text
    assert manager.post(f"{book}/{code}/xoa", asked.form()).status == 303
    assert recorder.get(f"{book}/{code}").status == 404
    assert "Chị Hoa" not in recorder.get("/coop/giao-hang").text


def test_the_list_is_filtered_by_its_address(world: World, recorder: Visitor) -> None:
    trader = {"kind": To.FIELD_TRADER, "phone": "0912345678", "vehicle": "22C-123.45"}
    send(world, world.harvest(10).code, **trader)
    send(world, world.harvest(10).code)
    waiting = recorder.get("/coop/giao-hang?tinh-trang=open").text
    assert "Phiếu 1/2026" in waiting
    assert "Phiếu 2/2026" not in waiting  # sold on the spot: nobody has to answer
    assert "Không có phiếu" in recorder.get("/coop/giao-hang?tinh-trang=differs").text
    assert "Phiếu 1/2026" in recorder.get("/coop/giao-hang?tinh-trang=nonsense").text


@pytest.mark.parametrize("case", WEIGHTS, ids=lambda each: each["id"])
def test_weights_of_the_worst_kind(world: World, recorder: Visitor, case: dict[str, str]) -> None:
    code = world.harvest(1).code
    typed = case["input"].strip('"')
    shown = ask(recorder, "walk_in", code, **{f"much_{code}": typed})
    assert shown.status in (200, 422)
    if shown.status == 422:
        assert shown.error_at(f"much_{code}")
        assert shown.form("moi/")[f"much_{code}"] == typed
    assert world.on_hand(code) == (1_000, "open")


def test_a_lot_held_between_two_screens_does_not_leave(world: World, recorder: Visitor) -> None:
    code = world.harvest(10).code
    shown = ask(recorder, "walk_in", code)
    world.recall(code)
    refused = confirm(recorder, form_at("walk_in"), shown)
    assert refused.status == 422
    assert world.on_hand(code) == (10_000, "open")


def test_the_same_sending_makes_one_note(world: World, recorder: Visitor) -> None:
    code = world.harvest(10).code
    form = ask(recorder, "walk_in", code).form("moi/") | {"confirm": "yes"}
    first, again = (recorder.post(form_at("walk_in"), form) for _twice in range(2))
    assert first.place == again.place


def test_nothing_of_another_cooperative_is_there(world: World, tmp_path: Path) -> None:
    note, lot = send(world, world.harvest(10).code).code, world.harvest(5).code
    stranger = Visitor(app_of(world, files=tmp_path), world, "stranger")
    for path in (
        *(f"/coop/giao-hang/{note}", f"/coop/giao-hang/{note}/phieu.pdf", f"/coop/hang-den/{note}"),
        *(f"/coop/lo/{lot}/ghi-giam", f"/coop/lo/{lot}/cat-kho", f"/coop/lo/{lot}/tam-ngung"),
    ):
        assert stranger.get(path).status == 404, path
    assert stranger.get("/coop/giao-hang/moi/nobody").status == 404


# --- the page without an account -----------------------------------------------------------------


@pytest.fixture
def nobody(world: World, recorder: Visitor) -> Visitor:
    return Visitor(recorder.client.application, world)


def test_an_old_note_tells_of_a_recall_today(world: World, nobody: Visitor) -> None:
    packed = world.packed(40).code
    path = f"/phieu/{secret_of(world, send(world, packed).code)}"
    page = nobody.get(path)
    assert "Không có cảnh báo cho lô nào" in page.text
    assert f"/{packed}" in page.source
    world.clock.pass_by(days=200)
    world.recall(packed)
    page = nobody.get(path)
    assert "Đang bị thu hồi sản phẩm" in page.text
    assert "không phải ngày giao" in page.text


def test_a_suspended_code_is_said_and_no_household_price_or_phone(
    world: World, nobody: Visitor
) -> None:
    fresh = world.harvest(10, household=world.who.household).code
    note = send(world, fresh, kind=To.FIELD_TRADER, phone="0912345678", vehicle="22C-9")
    world.suspend(TODAY, [])
    page = nobody.get(f"/phieu/{secret_of(world, note.code)}")
    assert "Mã số vùng trồng không còn hiệu lực" in page.text
    for word in ("Giàng Thị Mỷ", "0912", "22C-9", "Hộ ", "0219"):
        assert word not in page.text
    assert "noindex" in page.answer.headers["X-Robots-Tag"]
    assert page.answer.headers["Referrer-Policy"] == "no-referrer"
    assert page.answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("lang", ["vi", "en", "zh"])
def test_it_is_small_and_has_its_language(world: World, nobody: Visitor, lang: str) -> None:
    import gzip

    lots = [world.harvest(5).code for _each in range(12)]
    path = f"/phieu/{secret_of(world, send(world, *lots).code)}?lang={lang}"
    page = nobody.get(path)
    language = "zh-Hans" if lang == "zh" else lang
    assert f'<html lang="{language}">' in page.source
    assert len(gzip.compress(page.source.encode())) < MOST_BYTES
    assert "<script" not in page.source
    tongues = re.findall(r'hreflang="(\w+)"', page.source)
    assert tongues == ["vi", "en", "zh"]


def test_a_receiver_answers_without_an_account(world: World, nobody: Visitor) -> None:
    fresh = world.harvest(100).code
    note = send(world, fresh).code
    path = f"/phieu/{secret_of(world, note)}"
    done = nobody.post(path, {"all": "yes"})
    assert done.status == 303
    assert "Đã gửi" in nobody.get(done.place).text
    assert states(world, note) is Standing.CONFIRMED
    typed = {f"received_{fresh}": "98,5", "name": "Chị Lan", "remark": "dập\nmột ít"}
    assert nobody.post(path, typed).status == 303
    assert states(world, note) is Standing.DIFFERS
    assert "Chị Lan" not in nobody.get(path).source
    assert nobody.post(path, {f"received_{fresh}": "0"}).status == 303
    recorder = Visitor(nobody.client.application, world, "recorder")
    seen = recorder.get(f"/coop/giao-hang/{note}").text
    assert "giao 100 kg, nhận 98,5 kg" in seen
    assert "Chị Lan" in seen
    assert "giao 100 kg, nhận 0 kg" in seen
    assert "phiếu giao hàng 1/2026" in recorder.get("/thong-bao").text
    assert world.differences() == []


@pytest.mark.parametrize("case", [*WEIGHTS, *TEXTS], ids=lambda each: each["id"])
def test_hostile_answers_keep_what_was_typed(
    world: World, nobody: Visitor, case: dict[str, str]
) -> None:
    fresh = world.harvest(10).code
    path = f"/phieu/{secret_of(world, send(world, fresh).code)}"
    typed = case["input"].strip('"')
    at = f"received_{fresh}" if case["area"] == "weight" else "remark"
    page = nobody.post(path, {at: typed})
    assert page.status in (303, 422)
    if page.status == 422:
        assert "Chưa gửi được" in page.text
        assert "<script>alert" not in page.source
    assert world.differences() == []


def test_an_answer_of_megabytes_is_not_read(world: World, nobody: Visitor) -> None:
    path = f"/phieu/{secret_of(world, send(world, world.harvest(10).code).code)}"
    assert nobody.post(path, {"remark": "x" * 100_000}).status == 413


def test_guessing_an_address_costs_time(world: World, nobody: Visitor) -> None:
    said = [nobody.get(f"/phieu/{number:024}").status for number in range(61)]
    assert set(said[:60]) == {404}
    assert said[60] == 429


def test_the_lots_as_a_workbook_with_real_days(world: World, nobody: Visitor) -> None:
    packed = world.packed(40).code
    path = f"/phieu/{secret_of(world, send(world, packed, world.harvest(7).code).code)}"
    answer = nobody.client.get(f"{path}/lo-hang.xlsx", base_url=HOST)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    days = [cell for row in rows for cell in row if isinstance(cell, dt.date)]
    assert PICKED_ON in days
    assert [row[3] for row in rows if row[4] == "kg"] == [80.0, 7.0]


# --- paper ---------------------------------------------------------------------------------------


def test_the_paper_has_one_qr_to_the_page(world: World, recorder: Visitor) -> None:

    lots = [world.harvest(5).code for _each in range(30)]
    note = send(world, *lots, vehicle="22C-123.45", seal="SL-7")
    path = f"/coop/giao-hang/{note.code}/phieu.pdf"
    body = recorder.client.get(path, base_url=HOST).data
    assert body == recorder.client.get(path, base_url=HOST).data
    pages = pypdfium2.PdfDocument(body)
    assert len(pages) > 1
    found = [
        each.text
        for page in pages
        for each in zxingcpp.read_barcodes(page.render(scale=300 / 72).to_pil(), formats=QR)
    ]
    assert found == [f"{HOST}/phieu/{secret_of(world, note.code)}"]
    text = "".join(page.get_textpage().get_text_range() for page in pages)
    counted = f"1/{len(pages)}"
    pages.close()
    for words in ("PHIẾU GIAO HÀNG", "22C-123.45", "SL-7", "Người nhận", "VN-HGOR-0128", counted):
        assert words in text


def test_a_trader_s_telephone_is_on_no_paper(world: World, recorder: Visitor) -> None:
    trader = {"kind": To.FIELD_TRADER, "phone": "0912345678", "vehicle": "22C-9"}
    note = send(world, world.harvest(5).code, **trader)
    body = recorder.client.get(f"/coop/giao-hang/{note.code}/phieu.pdf", base_url=HOST).data
    document = pypdfium2.PdfDocument(body)
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert "Thương lái tại vườn" in text
    assert "22C-9" in text
    assert "0912" not in text


def test_a_lot_that_cannot_go_says_why_it_is_not_there(world: World, recorder: Visitor) -> None:
    lot = world.harvest(10)
    with world.by(world.who.manager) as work:
        recalls.order_hold(work, lot.code, "chờ xem")
    page = recorder.get(form_at("walk_in", lot.code))
    assert f"Lô {lot.lot_code} chưa giao được" in page.text
    assert f"/coop/lo/{lot.code}" in page.source
    assert "chưa giao được" not in recorder.get(form_at("walk_in", "9SYD29VEB")).text


def test_the_sender_s_look_at_the_page_is_no_answer(world: World, recorder: Visitor) -> None:
    """From inside there is nothing to tap: it would count as the receiver's word."""
    note = send(world, world.harvest(10).code)
    page = recorder.get(f"/coop/giao-hang/{note.code}")
    secret = secret_of(world, note.code)
    assert f"/phieu/{secret}?xem=1" in page.source
    nobody = Visitor(recorder.client.application, world)
    assert "Tôi nhận đủ" not in nobody.get(f"/phieu/{secret}?xem=1").text
    assert "Tôi nhận đủ" in nobody.get(f"/phieu/{secret}").text


# --- arrivals ------------------------------------------------------------------------------------


def test_goods_arrive_and_are_taken_or_sent_back(world: World, tmp_path: Path) -> None:
    first, second = world.harvest(100).code, world.harvest(50).code
    note = hand_over(world, first, second).code
    stranger = Visitor(app_of(world, files=tmp_path), world, "stranger")
    assert "chờ bạn trả lời" in stranger.get("/coop/hang-den").text
    path = f"/coop/hang-den/{note}"
    page = stranger.get(path)
    assert "VN-HGOR-0128" in page.text
    assert "Giàng Thị Mỷ" not in page.text
    refused = stranger.post(path, page.form("hang-den") | {f"received_{first}": "101"})
    assert "Bên giao ghi 100 kg mà nhận 101 kg" in refused.error_at(f"received_{first}")
    typed = {f"received_{first}": "98 kg", f"no_{second}": "yes"}
    refused = stranger.post(path, page.form("hang-den") | typed)
    assert refused.error_at("reason")
    assert refused.form("hang-den")[f"received_{first}"] == "98 kg"
    look = stranger.post(path, page.form("hang-den") | typed | {"reason": "ẩm mốc"})
    assert look.status == 200
    said = look.text.replace("\u00a0", " ")
    for words in ("Nhận một lô vào kho. Trả lại một lô.", "thiếu 2 kg, ghi là mất", "ẩm mốc"):
        assert words in said
    assert "chờ bạn trả lời" in stranger.get("/coop/hang-den").text
    back = stranger.post(path, look.form("hang-den") | {"edit": "yes"})
    assert back.form("hang-den")[f"received_{first}"] == "98 kg"
    done = confirm(stranger, path, look)
    assert done.status == 303
    taken = stranger.get(path)
    assert "Đã nhận một lô vào kho. Đã trả lại một lô." in taken.text
    assert "Đã thành một lô của đơn vị" in taken.text
    assert len(set(re.findall(r'href="(/coop/lo/\w{9})"', taken.source))) == 1
    listed = stranger.get("/coop/lo?kind=received")
    lot = re.findall(r'href="(/coop/lo/\w{9})"', listed.source)[0]
    seen = stranger.get(lot)
    assert "Hàng của HTX Cam Sành Vĩnh Hảo thu hoạch, nhận về." in seen.text
    assert f"/coop/lo/{first}" not in seen.source
    recorder = Visitor(stranger.client.application, world, "recorder")
    assert "trả lại 50 kg" in recorder.get(f"/coop/giao-hang/{note}").text
    assert "HTX Hồng Quản Bạ" in recorder.get(f"/coop/lo/{first}").text
    assert world.differences() == []


def test_goods_on_the_way_stand_beside_the_first_steps(world: World, tmp_path: Path) -> None:
    """They do not wait until the organisation is set up."""
    stranger = Visitor(app_of(world, files=tmp_path), world, "stranger")
    assert "chờ bạn trả lời" not in stranger.get("/coop/bat-dau").text
    hand_over(world, world.harvest(10).code)
    page = stranger.get("/coop/bat-dau")
    assert "Đến con tem đầu tiên" in page.text
    assert "Một phiếu hàng đến chờ bạn trả lời" in page.text


# --- losses, stores, holds -----------------------------------------------------------------------


def test_a_loss_is_said_back_before_it_is_recorded(world: World, recorder: Visitor) -> None:
    code = world.harvest(100).code
    path = f"/coop/lo/{code}/ghi-giam"
    shown = recorder.send(path, path, cause="spoiled", weight="12,5", remark="mưa ướt")
    assert "12,5 kg của lô" in shown.text.replace("\u00a0", " ")
    assert confirm(recorder, path, shown).status == 303
    assert world.on_hand(code) == (87_500, "open")
    wrong = recorder.send(path, path, cause="", weight="1")
    assert wrong.error_at("cause")


def test_a_lot_is_stored(world: World, recorder: Visitor) -> None:
    code, _place = world.harvest(10).code, building(world)
    path = f"/coop/lo/{code}/cat-kho"
    assert recorder.send(path, "").status == 303
    assert "Kho thôn Vĩnh Sơn" in recorder.get(f"/coop/lo/{code}").text


def test_a_manager_holds_what_the_page_says_and_ends_it(world: World, tmp_path: Path) -> None:
    fresh = world.harvest(100).code
    world.pack(fresh, 40, quantity=Quantity(80_000, "g"))
    app = app_of(world, files=tmp_path)
    manager, recorder = Visitor(app, world, "manager"), Visitor(app, world, "recorder")
    path = f"/coop/lo/{fresh}/tam-ngung"
    assert recorder.get(path).status == 403
    assert "Tạm ngừng xuất" not in recorder.get(f"/coop/lo/{fresh}").text
    page = manager.get(path)
    assert "2 lô sẽ tạm ngừng xuất" in page.text
    assert "trong đó 40 gói đã đóng" in page.text
    assert manager.send(path, "", reason="").error_at("reason")
    assert manager.send(path, "", reason="nghi lẫn hàng").status == 303
    lot = manager.get(f"/coop/lo/{fresh}")
    release = re.findall(r'href="(/coop/tam-ngung/\w+/go)"', lot.source)[0]
    assert "2 lô sẽ lại giao" in manager.get(release).text
    assert recorder.get(release).status == 403
    assert manager.send(release, "", reason="đã cân lại, đạt").status == 303
    assert manager.get(release).status == 422
    send(world, Send(fresh))


def test_an_offices_order_is_not_the_cooperatives_to_end(world: World, tmp_path: Path) -> None:
    fresh = world.harvest(10).code
    with world.by(world.who.registrar) as work:
        code = recalls.order_hold(work, fresh, "theo công văn").code
    manager = Visitor(app_of(world, files=tmp_path), world, "manager")
    assert manager.get(f"/coop/tam-ngung/{code}/go").status == 404
    assert "Gỡ tạm ngừng xuất" not in manager.get(f"/coop/lo/{fresh}").text


def test_packing_many_households_says_what_a_recall_would_cost(
    world: World, recorder: Visitor
) -> None:
    from tests.services.test_runs import run
    from traceability.services import parties

    with world.by(world.who.recorder) as work:
        coop = parties.acting_party(work, work.actor)
        other = parties.register_household(work, coop, {"name": "Lù A Páo"}).code
    lots = [world.harvest(50, household=each).code for each in (world.who.household, other)]
    mixed = run(world, "merge", lots, [100], TODAY).made[0].code
    path = f"/coop/lo/{mixed}/dong-goi"
    shown = recorder.send(path, path, packages="48", packed_on="20/01/2026")
    assert "Lô này gồm hàng của 2 hộ" in shown.text
    assert "Nếu một hộ có vấn đề, phải thu hồi cả 48 gói." in shown.text


def test_a_buyer_is_of_one_cooperative(world: World, recorder: Visitor) -> None:
    with world.by(world.who.stranger) as work:
        code = buyers.add(work, BuyerRequest("Anh Páo")).code
    assert recorder.get(f"/coop/giao-hang/nguoi-mua/{code}").status == 404
