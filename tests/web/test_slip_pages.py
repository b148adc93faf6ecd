"""Weigh slips on their pages: one field for the seller, nothing lost, a day that closes."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.people import QUAN_BA, TODAY, World
from tests.services.test_runs import garden
from tests.services.weigh_days import closed, line, number_of, opened, seller, weigh, works
from tests.web.lot_visits import Page, Visitor, app_of
from traceability.domain.access import Action
from traceability.services import reception_closing, receptions
from traceability.services.reception_closing import CloseRequest
from traceability.services.weigh_slips import NewSeller
from traceability.store import models

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
BAD = json.loads(Path("tests/vectors/bad_inputs.json").read_text(encoding="utf-8"))


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    works(world, world.who.household)
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


def send(visitor: Visitor, day: str, /, **typed: str) -> Page:
    return visitor.send(f"/coop/can/{day}", f"/coop/can/{day}", **typed)


def count(world: World) -> int:
    with world.view() as view:
        return view.db.query(models.WeighSlip).count()


def test_a_day_is_opened_and_the_first_slip_saved(world: World, recorder: Visitor) -> None:
    assert "phiên cân" in recorder.get("/coop/can").text
    made = recorder.send("/coop/can", "/coop/can")
    assert made.status == 303
    number = str(number_of(world, world.who.household))
    sent = {"seller": number, "gross": "24,6", "bags": "2", "tare": "0,3", "deduction": "5"}
    saved = recorder.send(made.place, made.place, **sent, grade="first", price="12.000")
    assert saved.status == 303, saved.text
    page = recorder.get(saved.place)
    assert "Phiếu cân 2" in page.text
    assert "24 kg" in page.text
    assert "22,8 kg" in page.text
    again = page.form("/coop/can/")
    kept = {name: again[name] for name in ("seller", "gross", "bags", "tare", "deduction")}
    assert kept == {"seller": "", "gross": "", "bags": "2", "tare": "0,3", "deduction": "5"}
    assert world.differences() == []


def test_a_number_and_enter_twice_is_a_slip(world: World, recorder: Visitor) -> None:
    """The number pad has no Tab: the first Enter names the seller, the second one saves."""
    day = opened(world)
    half = send(recorder, day, seller=str(number_of(world, world.who.household)))
    assert half.status == 200
    assert "Giàng Thị Mỷ" in half.form("/coop/can/")["seller"]
    assert re.search(r'id="gross"[^>]*autofocus', half.source)
    form = half.form("/coop/can/")
    assert recorder.post(f"/coop/can/{day}", {**form, "gross": "24.6"}).status == 303
    assert count(world) == 1


def test_letters_that_fit_several_are_asked_about_and_nothing_is_lost(
    world: World, recorder: Visitor
) -> None:
    day = opened(world)
    other = seller(world, "Giàng Văn Mẩy")
    asked = send(recorder, day, seller="gm", gross="31,5")
    assert asked.status == 200
    assert asked.form("/coop/can/")["gross"] == "31,5"
    assert f'name="seller_code" value="{other}"' in asked.source
    form = asked.form("/coop/can/")
    assert recorder.post(f"/coop/can/{day}", {**form, "seller_code": other}).status == 303


def test_a_card_opens_the_day_with_its_seller(world: World, recorder: Visitor) -> None:
    card = f"/coop/nguoi-ban/{world.who.household}"
    assert "chưa mở phiên cân nào" in recorder.get(card).text
    day = opened(world)
    there = recorder.get(card)
    assert there.status == 303
    assert "Giàng Thị Mỷ" in recorder.get(there.place).form("/coop/can/")["seller"]
    scanned = send(recorder, day, seller=f"https://tem.hagiang.vn{card}", gross="20")
    assert scanned.status == 303
    opened(world, "persimmon")
    assert "Cân vào phiên nào" in recorder.get(card).text


def test_several_gardens_are_buttons_and_another_may_be_chosen(
    world: World, recorder: Visitor
) -> None:
    there = seller(world, "Hoàng Văn Tý", "member")
    garden(world)
    day = opened(world)
    asked = send(recorder, day, seller=str(number_of(world, there)), gross="20")
    keys = re.findall(r'name="ground" value="([^"]+)"', asked.source)
    assert len(keys) == 3
    assert keys[-1] == "outside"
    form = asked.form("/coop/can/")
    assert recorder.post(f"/coop/can/{day}", {**form, "ground": keys[0]}).status == 303
    own = send(recorder, day, seller=str(number_of(world, world.who.household)), ask="ground")
    assert len(re.findall(r'name="ground" value="([^"]+)"', own.source)) == 3


def test_a_new_seller_comes_in_with_the_slip(world: World, recorder: Visitor) -> None:
    day = opened(world)
    new = {"new_name": "Lù Thị Sen", "new_commune": "Quản Bạ", "gross": "18"}
    assert send(recorder, day, **new).status == 303
    assert "Lù Thị Sen" in recorder.get(f"/coop/can/{day}").text
    wrong = send(recorder, day, **{**new, "new_name": "Vừ Mí Pó", "new_commune": "Đâu đó"})
    assert wrong.status == 422
    assert wrong.error_at("new_commune")
    assert wrong.form("/coop/can/")["gross"] == "18"
    assert count(world) == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"seller": ""}, "seller"),
        ({"seller": "zz"}, "seller"),
        ({"gross": "1.234"}, "gross"),
        ({"gross": "0,5", "bags": "2", "tare": "0,3"}, "tare"),
        ({"bags": "hai"}, "bags"),
        ({"deduction": "100"}, "deduction"),
        ({"deduction": "5,00001"}, "deduction"),
        ({"price": "-1"}, "price"),
        ({"grade": "gold"}, "grade"),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    world: World, recorder: Visitor, typed: dict[str, str], field: str
) -> None:
    sent = {"seller": str(number_of(world, world.who.household)), "gross": "20", **typed}
    shown = send(recorder, opened(world), **sent)
    assert shown.status == 422
    assert shown.error_at(field)
    assert shown.form("/coop/can/")["gross"] == sent["gross"]
    assert count(world) == 0


def test_the_worst_that_is_typed_is_read_or_refused(world: World, recorder: Visitor) -> None:
    day = opened(world)
    who = str(number_of(world, world.who.household))
    blank = recorder.get(f"/coop/can/{day}").form("/coop/can/")
    areas = {"weight": "gross", "text": "new_name"}
    for case in (each for each in BAD if each["area"] in areas):
        field, typed = areas[case["area"]], case["input"].strip('"')
        sent = {**blank, "seller": who, "gross": "20", field: typed}
        before = count(world)
        shown = recorder.post(f"/coop/can/{day}", {**sent, "request_key": f"key-{case['id']}"})
        assert shown.status in (200, 303, 422), case
        assert count(world) - before == (shown.status == 303)
    assert world.differences() == []


def test_the_worst_days_open_nothing(world: World, recorder: Visitor) -> None:
    for case in (each for each in BAD if each["area"] == "date"):
        shown = recorder.send("/coop/can", "/coop/can", day=case["input"].strip('"'))
        assert shown.status in (303, 403, 422), case
    with world.view() as view:
        assert all(each.day <= view.today for each in view.db.query(models.Reception))


def test_a_truck_is_read_line_by_line(world: World, recorder: Visitor) -> None:
    day = opened(world)
    other = seller(world, "Lý Thị Hoa", commune=QUAN_BA)
    path = f"/coop/can/{day}/xe"
    lines = {"seller_1": str(number_of(world, world.who.household)), "gross_1": "100"}
    wrong = recorder.send(path, path, **lines, seller_3="zz", gross_3="5")
    assert wrong.status == 422
    assert wrong.error_at("seller_3")
    both = recorder.send(path, path, **{**lines, "gross_1": "1.234"}, seller_3="zz", gross_3="5")
    assert both.error_at("seller_3")
    assert both.error_at("gross_1")
    lines |= {"seller_3": "lh", "gross_3": "50", "truck_gross": "3150", "truck_tare": "3000"}
    heavy = recorder.send(path, path, **{**lines, "gross_3": "51"})
    assert "151 kg" in heavy.error_at("truck_gross")
    more = recorder.send(path, path, **lines, more="yes")
    assert 'name="seller_12"' in more.source
    assert more.form("/xe")["gross_1"] == "100"
    assert recorder.send(path, path, **lines, plate="23C-012.34").status == 303
    assert count(world) == 2
    assert other
    assert world.differences() == []


def test_a_truck_brings_somebody_new(world: World, recorder: Visitor) -> None:
    day = opened(world)
    path = f"/coop/can/{day}/xe"
    typed = {"seller_1": "Lù Thị Sen", "gross_1": "40", "seller_2": "99", "gross_2": "5"}
    asked = recorder.send(path, path, **typed)
    assert asked.error_at("seller_1")
    assert "“Lù Thị Sen” là người bán mới" in asked.text
    assert "new_2" not in asked.source  # nobody is called 99
    typed |= {"seller_2": "Lù Thị Sen", "new_1": "yes", "new_2": "yes"}
    nowhere = recorder.send(path, path, **typed, commune_1="Xã Không Có")
    assert nowhere.error_at("commune_1")
    assert (count(world), nowhere.form("/xe")["new_2"]) == (0, "yes")
    assert "commune_1" in recorder.send(path, path, **typed, more="yes").form("/xe")
    assert recorder.send(path, path, **typed).status == 303
    with world.view() as view:
        slips = view.db.query(models.WeighSlip).all()
        assert len({slip.seller_id for slip in slips}) == 1
    assert len(slips) == 2
    assert world.differences() == []


def test_a_large_scale_that_shows_half_kilograms_names_the_slip(
    world: World, recorder: Visitor
) -> None:
    day = opened(world)
    for kg in (24, 310, 22):
        weigh(world, day, line(kg, world.who.household))
    path = f"/coop/can/{day}/dong"
    seen = recorder.send(path, path, scale_total="76,5").text.replace("\u00a0", " ")
    assert "Phiếu 2 đang ghi cân cả bì 310,0 kg. Nếu gõ gấp mười lần" in seen
    assert "đúng ra là 31,0 kg, và chỉ còn lệch" in seen


def test_closing_names_the_slip_and_then_closes(world: World, recorder: Visitor) -> None:
    day = opened(world)
    for kg in (24, 310, 22):
        weigh(world, day, line(kg, world.who.household))
    weigh(world, day, line(9, None, new_seller=NewSeller("Lù Thị Sen")))
    path = f"/coop/can/{day}/dong"
    seen = recorder.send(path, path, scale_total="86")
    assert "Phiếu 2 đang ghi cân cả bì 310,0 kg. Nếu gõ gấp mười lần" in seen.text.replace(
        "\u00a0", " "
    )
    assert "Gộp thành 2 lô" in seen.text
    form = {**seen.form("/dong"), "confirm": "yes"}
    refused = recorder.post(path, form)
    assert refused.error_at("reason")
    done = recorder.post(path, {**refused.form("/dong"), "confirm": "yes", "reason": "gõ nhầm"})
    assert done.status == 303, done.text
    page = recorder.get(done.place)
    assert "Đã đóng phiên, gộp thành 2 lô." in page.text
    assert "gõ nhầm" not in page.text
    assert world.differences() == []


def test_a_slip_that_came_meanwhile_is_seen_first(world: World, recorder: Visitor) -> None:
    day = opened(world)
    path = f"/coop/can/{day}/dong"
    seen = recorder.send(path, path)
    weigh(world, day, line(5, world.who.household))
    refused = recorder.post(path, {**seen.form("/dong"), "confirm": "yes"})
    assert refused.status == 409
    assert recorder.post(path, {**refused.form("/dong"), "confirm": "yes"}).status == 303


def test_the_purchase_ledger_is_safe_and_adds_up(world: World, recorder: Visitor) -> None:
    day = opened(world)
    weigh(world, day, line(20, world.who.household, price=10_000, deduction_ppm=50_000))
    weigh(world, day, line(5, None, new_seller=NewSeller("=HYPERLINK(1)", QUAN_BA), price=9_000))
    closed(world, day)
    path = f"/coop/can/{day}"
    form = recorder.get(path).form("bang-ke")
    sent = recorder.post(f"{path}/bang-ke", {**form, "as": "xlsx"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sent.answer.data)).get_sheet_by_index(0)
    first, second, total = (
        rows.to_python()[5:8] if rows.to_python()[4][0] == "Số phiếu" else rows.to_python()[4:7]
    )
    assert (first[10], first[12], first[14]) == (20, 19, 190_000)
    assert second[3] == "=HYPERLINK(1)"
    assert (total[10], total[12], total[14]) == (25, 24, 235_000)
    csv = recorder.post(f"{path}/bang-ke", {**form, "as": "csv"}).answer.data.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in csv
    with world.view() as view:
        assert view.db.query(models.AuditEntry).filter_by(action="purchases_exported").count() == 2


def test_a_slip_has_its_papers_and_a_page_for_everybody(world: World, recorder: Visitor) -> None:
    day = opened(world)
    made = weigh(world, day, line(20, world.who.household, price=10_000))
    page = recorder.get(f"/coop/phieu-can/{made.code}")
    assert "200.000 đ" in page.text.replace("\u00a0", " ")
    for name, kind in (("58mm.pdf", "pdf"), ("a6.pdf", "pdf"), ("anh.png", "png")):
        assert kind in recorder.get(f"/coop/phieu-can/{made.code}/{name}").answer.mimetype
    ((lot, _code),) = closed(world, day).lots
    nobody = Visitor(recorder.client.application, world)
    shown = nobody.get(f"/{made.code}")
    assert shown.status == 200
    assert "Chưa thành lô đóng gói nào." in shown.text
    packed = world.pack(lot, 10, day=_today(world))
    world.publish(packed.code)
    shown = nobody.get(f"/{made.code}")
    assert f"/{packed.code}" in shown.source
    for private in ("Giàng", " kg", "10.000"):
        assert private not in shown.text.split("Đã thành gói nào")[0]
    assert len(shown.source.encode()) < 20_000
    assert "<script" not in shown.source


def _today(world: World) -> object:
    with world.view() as view:
        return view.today


def test_outside_leaf_says_so_on_the_buyers_page(world: World, recorder: Visitor) -> None:
    day = opened(world)
    weigh(world, day, line(20, None, new_seller=NewSeller("Lù Thị Sen", QUAN_BA)))
    ((lot, _code),) = closed(world, day).lots
    packed = world.pack(lot, 10, day=_today(world))
    world.publish(packed.code)
    shown = Visitor(recorder.client.application, world).get(f"/{packed.code}")
    assert "Ngoài vùng mã" in shown.text
    assert "xã Quản Bạ" in shown.text
    assert "Lù Thị Sen" not in shown.text


def test_cards_are_printed_and_noted(world: World, recorder: Visitor) -> None:
    form = recorder.get("/coop/can").form("/coop/ho/the")
    assert recorder.post("/coop/ho/the", form).answer.mimetype == "application/pdf"
    with world.view() as view:
        noted = view.db.query(models.AuditEntry).filter_by(action="household_cards_printed")
        assert noted.count() == 1


def test_the_first_page_leads_to_the_open_day(world: World, recorder: Visitor) -> None:
    day = opened(world)
    weigh(world, day, line(20, world.who.household))
    assert f"/coop/can/{day}" in recorder.get("/coop/hom-nay").source
    closed(world, day)
    assert "lô thu mua chờ đóng gói" in recorder.get("/coop/hom-nay").text


def test_the_same_sending_is_one_slip(world: World, recorder: Visitor) -> None:
    day = opened(world)
    form = recorder.get(f"/coop/can/{day}").form("/coop/can/")
    sent = {**form, "seller": str(number_of(world, world.who.household)), "gross": "20"}
    for _each in range(3):
        assert recorder.post(f"/coop/can/{day}", sent).status == 303
    assert count(world) == 1


def test_trying_totals_leaves_one_draft_that_goes_with_the_day(
    world: World, recorder: Visitor
) -> None:
    works(world, world.who.household)
    day = opened(world)
    weigh(world, day, line(20, world.who.household))
    path = f"/coop/can/{day}/dong"
    for total in ("21", "22", "20"):
        seen = recorder.send(path, path, scale_total=total)
    home = recorder.get("/coop/hom-nay").text
    assert f"Đóng phiên cân {TODAY.day}/{TODAY.month}" in home
    assert "Biểu mẫu" not in home
    assert recorder.get("/coop/nhap").source.count('class="draft-row"') == 1
    with world.by(world.who.manager) as work:
        row = receptions.known(work, work.actor, day, Action.RECORD_RECEPTION).row
        reception_closing.close(work, CloseRequest(day, row.version))
    assert "Đóng phiên cân" not in recorder.get("/coop/nhap").text
    assert seen.status == 200
