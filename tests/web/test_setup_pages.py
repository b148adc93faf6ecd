"""The first day in the browser's terms: every step reachable, typed values kept, nothing leaks."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.beginners import Beginners, begin
from tests.people import World
from tests.web.bad_inputs import BAD, field_of
from tests.web.lot_visits import Page, Visitor, app_of, confirm
from tests.web.registry_visits import granted, send
from traceability.services import setup
from traceability.services.setup import State, Step

HOME, LIST, ORGANISATION = "/coop/", "/coop/bat-dau", "/coop/don-vi"
NEW_AREA, PRINTER, FIRST = "/coop/vung-trong/moi", "/coop/in-thu", "/coop/tem-dau-tien"
TYPED = {
    "name": "Tổ hợp tác Chè Cao Bồ",
    "address": "Thôn Tham Vè",
    "commune": "cao bồ",
    "representative": "Giàng A Pháo",
    "phone": "0912 345 678",
}


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def new(world: World) -> Beginners:
    return begin(world)


@pytest.fixture
def manager(new: Beginners, tmp_path: Path) -> Visitor:
    return Visitor(app_of(new.world, files=tmp_path), new.world, "beginner")


@pytest.fixture
def helper(new: Beginners, tmp_path: Path) -> Visitor:
    return Visitor(app_of(new.world, files=tmp_path), new.world, "helper")


def describe(manager: Visitor, **typed: str) -> Page:
    """The organisation's form, typed and sent once: what comes back."""
    form = manager.get(ORGANISATION).form(ORGANISATION)
    return manager.post(ORGANISATION, {**form, **TYPED, **typed})


# --- the list ------------------------------------------------------------------------------------


def test_the_list_is_the_first_page_until_nothing_is_left(manager: Visitor, new: Beginners) -> None:
    page = manager.get(HOME)
    assert "Đến con tem đầu tiên" in page.text
    assert page.text.count("chưa làm") == 7
    assert page.source.count('class="button big') == 1
    assert f'href="{ORGANISATION}"' in page.source
    assert "Các bước để đơn vị in được tem đầu tiên" not in page.text  # the help says it once
    assert "Đây là các bước để đơn vị in được tem đầu tiên" in page.text
    with new.world.by(new.manager) as work:
        setup.skip_rest(work)
    assert "Việc hôm nay" in manager.get(HOME).text
    assert "Đã đi hết các bước" in manager.get(LIST).text


def test_the_day_is_there_meanwhile(manager: Visitor) -> None:
    assert 'href="/coop/hom-nay"' in manager.get(HOME).source
    assert "Việc hôm nay" in manager.get("/coop/hom-nay").text


def test_other_pages_lead_back_to_it_while_steps_are_left(manager: Visitor, new: Beginners) -> None:
    assert "Thiết lập: xong 0/7 bước" in manager.get("/coop/lo").text
    with new.world.by(new.manager) as work:
        setup.skip_rest(work)
    assert "Thiết lập: xong" not in manager.get("/coop/lo").text


def test_a_step_is_skipped_and_taken_up_by_its_button(manager: Visitor, new: Beginners) -> None:
    path = f"{LIST}/organisation/bo-qua"
    answer = manager.send(HOME, path)
    assert (answer.status, answer.place) == (303, LIST)
    assert new.state(Step.ORGANISATION) is State.SKIPPED
    shown = manager.get(LIST)
    assert "bỏ qua" in shown.text
    meter = shown.source.split('class="steps-meter"')[1].split("</div>")[0]
    assert re.findall(r'<span class="(\w+)">', meter) == ["skipped", *["open"] * 6]
    again = f"{LIST}/organisation/lam-lai"
    assert manager.send(LIST, again).status == 303
    assert new.state(Step.ORGANISATION) is State.OPEN


def test_the_rest_is_skipped_at_once(manager: Visitor, new: Beginners) -> None:
    answer = manager.send(HOME, f"{LIST}/bo-qua-het")
    assert answer.place == HOME
    assert new.progress().finished
    assert "Đã bỏ qua các bước còn lại" in manager.get(HOME).text


def test_a_step_that_is_none_is_not_found(manager: Visitor) -> None:
    form = manager.get(HOME).form(f"{LIST}/organisation")
    assert manager.post(f"{LIST}/world-peace/bo-qua", form).status == 404


def test_a_recorder_sees_whose_step_it_is(helper: Visitor) -> None:
    page = helper.get(HOME)
    assert page.text.count("việc của người quản lý") == 3
    assert "bo-qua" not in page.source
    for path in (ORGANISATION, NEW_AREA):
        assert helper.get(path).status == 403
    assert helper.get(PRINTER).status == 200


def test_a_recorder_cannot_skip(helper: Visitor) -> None:
    form = {"csrf_token": helper.token(), "request_key": "a-key-of-its-own"}
    assert helper.post(f"{LIST}/areas/bo-qua", form).status == 403
    assert helper.post(f"{LIST}/bo-qua-het", form).status == 403


# --- the organisation ----------------------------------------------------------------------------


def test_details_are_said_back_and_then_kept(manager: Visitor, new: Beginners) -> None:
    shown = describe(manager, website="cheshan.vn")
    assert shown.status == 200
    assert (
        "Xã Cao Bồ, tỉnh Tuyên Quang (trước 1/7/2025: xã Cao Bồ, huyện Vị Xuyên, tỉnh Hà Giang)"
        in shown.text
    )
    assert new.state(Step.ORGANISATION) is State.OPEN
    answer = confirm(manager, ORGANISATION, shown)
    assert (answer.status, answer.place) == (303, HOME)
    assert new.state(Step.ORGANISATION) is State.DONE
    page = manager.get(HOME)
    assert "Đã lưu thông tin đơn vị." in page.text
    assert "xã Cao Bồ" in page.text
    kept = manager.get(ORGANISATION).form(ORGANISATION)
    assert kept["website"] == "https://cheshan.vn"
    assert kept["version"] == "1"


def test_a_split_commune_is_asked_back_and_chosen(manager: Visitor) -> None:
    shown = describe(manager, commune="Yên Định")
    assert shown.status == 422
    assert "tên của nhiều xã" in shown.error_at("commune")
    assert 'value="00700/00988"' in shown.source
    assert 'value="00994/00988"' in shown.source
    assert shown.form(ORGANISATION)["name"] == TYPED["name"]
    form = shown.form(ORGANISATION) | {"commune_choice": "00994/00988"}
    chosen = manager.post(ORGANISATION, form)
    assert "Xã Minh Ngọc, tỉnh Tuyên Quang (trước 1/7/2025: xã Yên Định" in chosen.text


def test_a_choice_is_forgotten_with_the_name_it_was_for(manager: Visitor) -> None:
    shown = describe(manager, commune="Cao Bồ", commune_choice="00994/00988")
    assert "Xã Cao Bồ" in shown.text
    assert "Minh Ngọc" not in shown.text


def test_an_unknown_commune_offers_what_looks_like_it(manager: Visitor) -> None:
    shown = describe(manager, commune="Vĩnh Hải")
    assert "Không tìm thấy xã" in shown.error_at("commune")
    assert "Xã Vĩnh Tuy" in shown.text


def test_the_old_commune_can_be_told_on_the_page_that_says_it_back(
    manager: Visitor, new: Beginners
) -> None:
    shown = describe(manager, commune="Vĩnh Tuy, Tuyên Quang")
    assert "Trước 1/7/2025 là xã nào?" in shown.text
    form = shown.form(ORGANISATION) | {"confirm": "yes", "old_commune": "01210"}
    assert manager.post(ORGANISATION, form).status == 303
    assert "xã Vĩnh Hảo, huyện Bắc Quang" in manager.get(ORGANISATION).source


@pytest.mark.parametrize("site", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x",
                                  "ftp://cheshan.vn", "https://", "https://u:p@cheshan.vn",
                                  "http://[", "không có"])  # fmt: skip
def test_a_website_is_http_or_https(manager: Visitor, site: str) -> None:
    assert "http/https only" in BAD["text-03"]["expected"]
    shown = describe(manager, website=site)
    assert shown.status == 422
    assert "http://" in shown.error_at("website")
    assert shown.form(ORGANISATION)["phone"] == TYPED["phone"]


def test_a_name_of_white_space_is_refused_at_its_field(manager: Visitor, new: Beginners) -> None:
    assert field_of("text-07") == "name"
    shown = describe(manager, name=" \u00a0 ")
    assert shown.status == 422
    assert shown.error_at("name") == "Chỗ này cần được điền."
    assert shown.form(ORGANISATION)["address"] == TYPED["address"]
    assert new.state(Step.ORGANISATION) is State.OPEN


def test_a_script_as_name_is_shown_as_text_on_page_and_paper(
    manager: Visitor, new: Beginners
) -> None:
    assert BAD["text-01"]["input"].startswith("<script>")
    name = "<script>alert(1)</script>"
    assert confirm(manager, ORGANISATION, describe(manager, name=name)).status == 303
    for path in (HOME, LIST, ORGANISATION, PRINTER, FIRST):
        source = manager.get(path).source
        assert name not in source
        assert "&lt;script&gt;" in source
    pdf = manager.get(f"{PRINTER}/to-in-thu.pdf?giay=L7163").answer.data
    (page,) = PdfReader(BytesIO(pdf)).pages
    assert name in page.extract_text()


@pytest.mark.parametrize("name", ["NULL", "None", "true", "0", "Giàng A Pháo", "Vàng Thị Mỷ"])
def test_odd_names_are_kept_as_they_are(manager: Visitor, name: str) -> None:
    assert {"text-09", "text-13"} <= BAD.keys()
    typed = {"name": name, "address": name, "representative": name}
    assert confirm(manager, ORGANISATION, describe(manager, **typed)).status == 303
    kept = manager.get(ORGANISATION).form(ORGANISATION)
    assert {kept[field] for field in typed} == {name}
    pdf = manager.get(f"{PRINTER}/to-in-thu.pdf?giay=L7160").answer.data
    assert name in PdfReader(BytesIO(pdf)).pages[0].extract_text()


def test_who_saves_over_somebody_is_told_and_may_then(manager: Visitor, new: Beginners) -> None:
    stale = {**manager.get(ORGANISATION).form(ORGANISATION), **TYPED}
    new.describe()
    shown = manager.post(ORGANISATION, stale)
    assert shown.status == 409
    assert "Tổ hợp tác Chè Lũng Phìn, Thôn Sảng Tủng" in shown.text
    again = manager.post(ORGANISATION, shown.form(ORGANISATION))
    assert confirm(manager, ORGANISATION, again).status == 303


def test_a_new_name_says_what_was_printed_with_the_old_one(world: World, tmp_path: Path) -> None:
    world.print_labels(world.packed(40).code, 12)
    manager = Visitor(app_of(world, files=tmp_path), world, "manager")
    shown = describe(manager, business_id="10H-008-1234")
    assert "Đã in 12 tem với tên, địa chỉ cũ" in shown.text
    assert confirm(manager, ORGANISATION, shown).place == ORGANISATION
    same = manager.get(ORGANISATION).form(ORGANISATION)
    assert "Đã in" not in manager.post(ORGANISATION, {**same, "phone": "0987 654 321"}).text


def test_saving_twice_saves_once(manager: Visitor, new: Beginners) -> None:
    form = describe(manager).form(ORGANISATION) | {"confirm": "yes"}
    assert [manager.post(ORGANISATION, form).status for _ in range(2)] == [303, 303]
    assert manager.get(ORGANISATION).form(ORGANISATION)["version"] == "1"


# --- growing areas -------------------------------------------------------------------------------


def area(manager: Visitor, kind: str = "tea_plantation", **typed: object) -> Page:
    form = manager.get(f"{NEW_AREA}?loai={kind}").form(NEW_AREA)
    said = {"name": "Nương nhà ông Páo", "commune": "Cao Bồ", "area": "1,5", "crops": ["shan_tea"]}
    return send(manager, NEW_AREA, {**form, **said, **typed})


def test_an_area_is_said_back_and_has_its_code_at_once(manager: Visitor, new: Beginners) -> None:
    assert "Vùng này là gì?" in manager.get(NEW_AREA).text
    shown = area(manager)
    assert "1,5 ha" in shown.text
    assert "chưa phải mã do cơ quan nhà nước cấp" in shown.text
    assert new.state(Step.AREAS) is State.OPEN
    answer = confirm(manager, NEW_AREA, shown)
    assert answer.place == HOME
    assert re.search(r"mã NB-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]\.", manager.get(HOME).text)
    assert new.state(Step.AREAS) is State.DONE
    assert "Nương nhà ông Páo" in manager.get("/coop/vung-trong").text


def test_the_commune_of_the_organisation_and_the_only_crop_are_filled_in(
    manager: Visitor, new: Beginners
) -> None:
    new.describe()
    page = manager.get(f"{NEW_AREA}?loai=apiary")
    assert page.form(NEW_AREA)["commune"].startswith("Xã Cao Bồ, tỉnh Tuyên Quang")
    assert 'value="mint_honey" id="crops" checked' in page.source
    assert 'name="colonies"' in page.source
    assert 'name="area"' not in page.source


@pytest.mark.parametrize(
    ("kind", "typed", "field"),
    [
        ("tea_plantation", {"area": ""}, "area"),
        ("tea_plantation", {"area": "abc"}, "area"),
        ("tea_plantation", {"crops": []}, "crops"),
        ("tea_plantation", {"crops": ["sanh_orange"]}, "crops"),
        ("tea_plantation", {"name": "   "}, "name"),
        ("tea_plantation", {"commune": "Paris"}, "commune"),
        ("tea_plantation", {"planted_year": "1066"}, "planted_year"),
        ("apiary", {"crops": ["mint_honey"], "colonies": "0"}, "colonies"),
        ("ancient_tea_stand", {"trees": ""}, "trees"),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    manager: Visitor, kind: str, typed: dict[str, object], field: str
) -> None:
    shown = area(manager, kind, **typed)
    assert shown.status == 422
    assert shown.error_at(field)


def test_an_area_is_corrected(manager: Visitor, new: Beginners) -> None:
    made = new.open_area()
    path = f"/coop/vung-trong/{made.place}/sua"
    assert f'href="{path}"' in manager.get("/coop/vung-trong").source
    form = manager.get(path).form(path)
    assert (form["area"], form["name"]) == ("1,5", "Nương nhà ông Páo")
    shown = send(manager, path, {**form, "area": "2,25", "crops": ["shan_tea"]})
    assert "2,25 ha" in shown.text
    answer = send(manager, path, {**shown.form(path), "confirm": "yes"})
    assert (answer.status, answer.place) == (303, f"/coop/vung-trong/{made.place}")
    assert "2,25 ha" in manager.get("/coop/vung-trong").text


def test_a_stale_correction_may_be_sent_again(manager: Visitor, new: Beginners) -> None:
    path = f"/coop/vung-trong/{new.open_area().place}/sua"
    stale = manager.get(path).form(path) | {"crops": "shan_tea"}
    first = send(manager, path, {**stale, "area": "2"})
    send(manager, path, {**first.form(path), "confirm": "yes"})
    shown = send(manager, path, {**stale, "request_key": "another-key", "area": "3"})
    assert shown.status == 409
    again = send(manager, path, {**shown.form(path), "crops": "shan_tea"})
    assert again.status == 200


def test_an_area_of_another_is_not_found(new: Beginners, manager: Visitor, tmp_path: Path) -> None:
    path = f"/coop/vung-trong/{new.open_area().place}/sua"
    stranger = Visitor(app_of(new.world, files=tmp_path), new.world, "stranger")
    assert stranger.get(path).status == 404
    form = {"csrf_token": stranger.token(), "request_key": "a-key-of-its-own", "area_code": "x"}
    assert stranger.post(path.replace("sua", "gan-ma"), form).status == 404


def test_a_granted_code_is_told_and_can_be_linked(manager: Visitor, new: Beginners) -> None:
    code = granted(
        new.world, "VN-HGTE-0099", "00952", "00952", holder=new.code, crops=("shan_tea",)
    ).code
    page = manager.get(NEW_AREA)
    assert "VN-HGTE-0099" in page.text
    assert "không cần khai lại" in page.text
    shown = area(manager, area_code=code)
    assert "VN-HGTE-0099" in shown.text
    made = new.open_area()
    path = f"/coop/vung-trong/{made.place}/gan-ma"
    answer = manager.send(f"/coop/vung-trong/{made.place}/sua", path, area_code=code)
    assert (answer.status, answer.place) == (303, "/coop/vung-trong")
    assert manager.get(f"/coop/vung-trong/{made.place}/sua").status == 404


def test_a_code_that_does_not_fit_says_why_at_its_field(manager: Visitor, new: Beginners) -> None:
    code = granted(new.world, "VN-HGTE-0098", holder=new.code, crops=("shan_tea",)).code
    shown = area(manager, area_code=code)
    assert shown.status == 422
    assert "không cấp cho xã này" in shown.error_at("area_code")
