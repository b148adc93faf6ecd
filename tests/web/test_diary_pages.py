"""The farm diary in the browser's eyes: places and works, holds said before saving, papers."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.labels.test_card import decoded
from tests.people import PICKED_ON, TODAY, World
from tests.services.test_diary import hold_of, holds, listed, plus, sprayed
from tests.services.test_phi_releases import report
from tests.web.lot_visits import Page, Visitor, app_of, confirm
from traceability.store import models

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
FORM, DOOR = "/coop/nhat-ky/ghi", "/registry"
CASES = json.loads(Path("tests/vectors/bad_inputs.json").read_text(encoding="utf-8"))


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


def at(world: World, work: str = "pesticide") -> str:
    return f"{FORM}?vuon={world.who.place}&viec={work}"


def send(visitor: Visitor, world: World, work: str = "pesticide", /, **typed: str) -> Page:
    given = {"product": "Thuốc A 50EC", "phi_days": "7", "done_on": "12/01/2026"} | typed
    return visitor.post(FORM, visitor.get(at(world, work)).form(FORM) | given)


def lines(world: World) -> list[models.FarmLog]:
    with world.view() as view:
        found = view.db.query(models.FarmLog).all()
        view.db.expunge_all()
        return found


def test_an_empty_diary_teaches_and_a_line_is_stored(world: World, recorder: Visitor) -> None:
    assert "Mỗi lần bón phân" in recorder.get("/coop/nhat-ky").text
    what = recorder.get(FORM)
    for words in ("Bón phân", "Phun thuốc", "Tưới nước", "Đặt bẫy sâu bệnh"):
        assert words in what.text
    assert "Cho ong ăn" not in what.text
    done = send(recorder, world, dose="20 ml cho bình 16 lít", remark="trời mát")
    assert (done.status, done.place) == (303, f"/coop/nhat-ky?vuon={world.who.place}")
    page = recorder.get(done.place)
    assert "Từ 19/01/2026 mới được thu hoạch ở đây" in page.text
    for words in ("Phun thuốc: Thuốc A 50EC", "12/01/2026", "20 ml cho bình 16 lít", "trời mát"):
        assert words in page.text
    assert world.differences() == []


def test_the_list_is_filtered_in_the_address(world: World, recorder: Visitor) -> None:
    sprayed(world)
    there = recorder.get(f"/coop/nhat-ky?vuon={world.who.place}&viec=pesticide").text
    assert "Thuốc A 50EC" in there
    assert "Thuốc A 50EC" not in recorder.get("/coop/nhat-ky?viec=irrigation").text
    seasons = recorder.get("/coop/nhat-ky?viec=irrigation").source
    keys = [part.split('"')[0] for part in seasons.split('value="sanh_orange/')[1:]]
    assert len(keys) == 3
    now, before = (recorder.get(f"/coop/nhat-ky?vu=sanh_orange/{key}").text for key in keys[:2])
    assert "Thuốc A 50EC" in now
    assert "Không có dòng nào như vậy" in before
    assert recorder.get("/coop/nhat-ky?vu=x&vuon=../&viec=%00&page=-1").status == 200


def test_what_would_be_held_is_said_before_it_is_saved(world: World, recorder: Visitor) -> None:
    lot = world.harvest(100)
    packed = world.pack(lot.code, 40).code
    shown = send(recorder, world, done_on="10/01/2026")
    assert "Một lô đã thu hoạch sẽ bị tạm ngừng xuất" in shown.text
    assert f"{lot.lot_code} , thu ngày 12/01/2026 – sớm 5 ngày" in shown.text
    assert "40 gói đã đóng" in shown.text
    assert lines(world) == []
    assert holds(world, packed) == []
    done = confirm(recorder, FORM, shown)
    assert done.status == 303
    assert holds(world, packed) == ["inside_phi"]
    again = confirm(recorder, FORM, shown)
    assert again.place == done.place
    assert len(lines(world)) == 1
    page = recorder.get(f"/coop/lo/{packed}").text
    said = "Phun thuốc Thuốc A 50EC ngày 10/01/2026, từ 17/01/2026 mới được thu hoạch"
    assert said in page
    assert "sớm 5 ngày." in page
    assert "Gỡ bằng phiếu kiểm nghiệm" not in page


def test_a_harvest_inside_a_wait_says_so_before_it_is_saved(
    world: World, recorder: Visitor
) -> None:
    sprayed(world)
    form = "/coop/thu-hoach/moi"
    shown = recorder.send(form, form, weight="10", harvested_on="13/01/2026")
    assert "Thuốc A 50EC ngày 12/01/2026" in shown.text
    assert "sớm 6 ngày." in shown.text


def test_a_banned_product_is_told_and_stored(world: World, recorder: Visitor) -> None:
    from traceability.domain.diary import Rule, Ruling

    listed(world, rule=Rule("vn", Ruling.BANNED, PICKED_ON, None, "dữ liệu mẫu"))
    assert "Đang bị cấm ở một thị trường: Thuốc A 50EC" in recorder.get(at(world)).text
    shown = send(recorder, world, phi_days="")
    assert "Thuốc này bị cấm: tại Việt Nam" in shown.text
    assert "Từ 12/01/2026, theo dữ liệu mẫu" in shown.text
    assert confirm(recorder, FORM, shown).status == 303
    page = recorder.get("/coop/nhat-ky").text
    assert "Cấm: tại Việt Nam" in page
    assert "chờ đến 22/01/2026 mới thu hoạch" in page


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(
    world: World, recorder: Visitor
) -> None:
    page = send(recorder, world, phi_days="", product="", done_on="31/02/2026", dose="5 bình")
    assert page.status == 422
    assert page.form(FORM)["dose"] == "5 bình"
    assert page.error_at("done_on")
    page = send(recorder, world, phi_days="")
    assert "bao nhiêu ngày" in page.error_at("phi_days")
    assert send(recorder, world, product="").error_at("product")
    late = send(recorder, world, done_on="01/10/2025")
    assert late.status in (403, 422)
    assert lines(world) == []


@pytest.mark.parametrize(
    "case",
    [each for each in CASES if each["area"] in ("text", "date")],
    ids=lambda each: each["id"],
)
def test_the_worst_of_inputs(world: World, recorder: Visitor, case: dict[str, str]) -> None:
    typed = case["input"].strip('"')
    field = "product" if case["area"] == "text" else "done_on"
    page = send(recorder, world, **{field: typed})
    assert page.status in (200, 303, 403, 422), page.text
    if page.status == 422:
        assert page.error_at(field)
    assert world.differences() == []


def test_another_place_and_work_are_not_there(world: World, tmp_path: Path) -> None:
    stranger = Visitor(app_of(world, files=tmp_path), world, "stranger")
    form = stranger.get("/coop/lo").hidden
    given = {"place": world.who.place, "kind": "pesticide", "request_key": "a" * 12}
    assert stranger.post(FORM, form | given | {"done_on": "12/01/2026"}).status in (404, 422)
    assert stranger.get(f"/coop/nhat-ky/giay/{world.who.place}.pdf").status == 404
    assert world.who.place not in stranger.get(at(world)).text
    assert lines(world) == []


def test_a_manager_releases_on_a_report(world: World, tmp_path: Path) -> None:
    sprayed(world)
    lot = world.harvest(100).code
    hold = hold_of(world, lot)
    manager = Visitor(app_of(world, files=tmp_path), world, "manager")
    path = f"/coop/cach-ly/{hold}/go"
    assert path in manager.get(f"/coop/lo/{lot}").source
    assert "Cần phiếu kiểm nghiệm của chính lô" in manager.get(path).text
    own = report(world, lot, None, number="A")
    assert "mới do đơn vị tự khai" in manager.get(path).text
    form = manager.get("/coop/lo").hidden | {"request_key": "a" * 12, "report": own}
    assert manager.post(path, form).status == 422
    report(world, lot, number="B")
    done = manager.send(path, path)
    assert (done.status, done.place) == (303, f"/coop/lo/{lot}")
    assert "Đã gỡ" in manager.get(done.place).text
    assert holds(world, lot) == []
    assert manager.get(path).status == 422


def test_an_office_reads_the_diary_and_an_inspector_opens_it(world: World, tmp_path: Path) -> None:
    from tests.applicants import filed

    sprayed(world, dose="20 ml")
    lot = world.harvest(10)
    app = app_of(world, files=tmp_path)
    registrar, inspector = (Visitor(app, world, each) for each in ("registrar", "inspector"))
    place, door = f"{DOOR}/vung/{world.who.place}", DOOR
    assert "Thuốc A 50EC" in registrar.get(place).text
    assert "Thuốc A 50EC ngày 12/01/2026" in registrar.get(f"{door}/lo").text
    lifting = registrar.get(f"{door}/lo/{hold_of(world, lot.code)}/go").text
    assert "Vì sao phải chờ" in lifting
    assert "sớm 7 ngày." in lifting
    assert "Thuốc A 50EC" not in inspector.get(place).text
    filing = inspector.get(f"{door}/ho-so/{filed(world)}/kiem-tra")
    assert "Mở nhật ký canh tác" in filing.text
    done = inspector.post(f"{door}/ho-so/{world.who.area}/nhat-ky", filing.hidden)
    assert (done.status, done.place) == (303, f"{place}#diary")
    assert "Thuốc A 50EC" in inspector.get(place).text
    with world.view() as view:
        (kept,) = view.db.query(models.AuditEntry).filter_by(action="open_diary").all()
        assert (kept.actor_id, kept.thing) == (world.who.inspector.id, world.who.place)
    world.clock.pass_by(hours=13)
    visitor = Visitor(app, world, "inspector")
    assert "Thuốc A 50EC" not in visitor.get(place).text


def test_buyers_see_nothing_of_products(world: World) -> None:
    packed = world.packed().code
    sprayed(world, PICKED_ON)
    page = app_of(world).test_client().get(f"/{packed}", base_url="https://tem.hagiang.vn")
    assert page.status_code == 200
    assert "Thuốc A" not in page.get_data(as_text=True)


def test_blank_sheets_open_the_form_that_they_are_typed_into(
    world: World, recorder: Visitor
) -> None:
    pdf = recorder.get(f"/coop/nhat-ky/giay/{world.who.place}.pdf").answer.data
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) == 4
    for page in pages:
        assert [round(float(each) / 72 * 25.4) for each in page.mediabox[2:]] == [148, 210]
    (address,) = decoded(pdf)
    path = address.split("tem.hagiang.vn")[-1].split("TEM.HAGIANG.VN")[-1]
    assert path == f"{FORM}?vuon={world.who.place}&viec=fertiliser"
    assert "Tên phân bón" in recorder.get(path).text
    words = " ".join(" ".join(page.extract_text().split()) for page in pages)
    for said in ("Vườn cam thôn Vĩnh Sơn", "Nhật ký phun thuốc", "Cách ly (ngày)"):
        assert said in words
    slips = recorder.get("/coop/nhat-ky/phieu-can-trong.pdf").answer.data
    found = decoded(slips)
    assert [each.lower().split("hagiang.vn")[1] for each in found] == ["/coop/can"] * 2


def test_a_line_is_taken_back_with_a_reason(world: World, recorder: Visitor) -> None:
    waits = f"/coop/nhat-ky/{sprayed(world, TODAY).event_id}/rut"
    asked = recorder.send(waits, waits, reason="ghi nhầm vườn")
    assert "Nhờ người quản lý" in asked.error_at("reason")
    event = sprayed(world, plus(PICKED_ON, -9), 2).event_id
    path = f"/coop/nhat-ky/{event}/rut"
    assert path in recorder.get("/coop/nhat-ky").source
    assert "vẫn chờ gỡ" in recorder.get(path).text
    refused = recorder.send(path, path, reason=" ")
    assert refused.error_at("reason")
    done = recorder.send(path, path, reason="ghi nhầm vườn")
    page = recorder.get(done.place)
    assert "Đã rút lại dòng nhật ký." in page.text
    assert path not in page.source
    assert recorder.get(path).status == 404
    assert world.differences() == []


def test_the_garden_chosen_goes_with_the_work(world: World, recorder: Visitor) -> None:
    """Without a script: what is tapped is sent in the form that the garden was chosen in."""
    page = recorder.get(FORM)
    assert 'name="viec" value="pesticide"' in page.source
    assert "viec=pesticide" not in page.source
