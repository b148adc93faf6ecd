"""What an officer sees of the register, and who does not see it."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

import pytest

from tests.people import QUAN_BA, VINH_TUY, World
from tests.web.lot_visits import Visitor, app_of
from tests.web.registry_visits import (
    NGOC_DUONG,
    VINH_HAO,
    YEN_DINH,
    granted,
    officer,
    send,
    suspended,
)
from traceability.domain.growing_area import CodeStep, Step
from traceability.services import area_codes, recalls, registry_views
from traceability.store.queries import areas

LIST, HOLDS = "/registry/", "/registry/lo"
LIFTED_FOR = "đã kiểm tra lại tại vườn, hàng đúng vùng"


@pytest.fixture
def backend() -> str:
    return "sqlite"


# --- the list ------------------------------------------------------------------------------------


def test_the_list_says_what_one_decides_by(world: World) -> None:
    granted(world, "VN-HGOR-0301", old=VINH_HAO)
    page = officer(world).get(LIST)
    assert page.status == 200
    assert "VN-HGOR-0128" in page.text
    assert "HTX Cam Sành Vĩnh Hảo · Cam sành" in page.text
    assert "Xã Vĩnh Tuy (trước: Vĩnh Hảo, Bắc Quang)" in page.text
    assert "Đang hiệu lực từ 01/10/2025" in page.text


def test_an_officer_sees_the_territory_and_nothing_else(world: World) -> None:
    granted(world, "VN-HGHO-0005", QUAN_BA)
    page = officer(world, "commune_registrar").get(LIST)
    assert "VN-HGHO-0005" in page.text
    assert "VN-HGOR-0128" not in page.text
    assert "VN-HGOR-0128" in officer(world).get(LIST).text


def test_an_empty_list_says_what_will_stand_there(world: World) -> None:
    page = officer(world, "commune_registrar").get(LIST)
    assert "Mã số vùng trồng trong địa bàn của bạn sẽ hiện ở đây." in page.text
    assert "Cấp mã đầu tiên" in page.text


@pytest.mark.parametrize(
    "typed",
    [
        *("Vĩnh Hảo", "vinh hao", "VINH HAO", "bac quang", "vĩnh tuy", "HGOR-0301", "hgor0301"),
        *("vn hgor 0301", "cam vinh hao", "vuon doi", unicodedata.normalize("NFD", "Vĩnh Hảo")),
    ],
)
def test_search_finds_a_code_as_people_type_it(world: World, typed: str) -> None:
    granted(world, "VN-HGOR-0301", old=VINH_HAO, name="Vườn Đội 3")
    page = officer(world).client.get(
        LIST, query_string={"q": typed}, base_url="https://tem.hagiang.vn"
    )
    assert "VN-HGOR-0301" in page.get_data(as_text=True)


def test_search_takes_d_for_dd_and_forgets_nothing_else(world: World) -> None:
    granted(world, "VN-HGOR-0400", NGOC_DUONG, YEN_DINH)
    desk = officer(world)
    for typed in ("ngoc duong", "Ngọc Đường", "ngọc đường", "yen dinh"):
        page = desk.get(f"{LIST}?q={typed}")
        assert "VN-HGOR-0400" in page.text
        assert "VN-HGOR-0128" not in page.text
    assert "Không có mã nào khớp" in desk.get(f"{LIST}?q=lai+chau").text


def test_better_answers_come_first(world: World) -> None:
    granted(world, "VN-HGOR-0128-B")
    text = officer(world).get(f"{LIST}?q=VN-HGOR-0128").text
    assert text.index("VN-HGOR-0128 HTX") < text.index("VN-HGOR-0128-B")


def test_the_filter_stands_in_the_address_and_stays(world: World) -> None:
    other = granted(world, "VN-HGOR-0301")
    suspended(world, other.code, dt.date(2026, 1, 18))
    page = officer(world).get(f"{LIST}?status=suspended&q=vn")
    assert "VN-HGOR-0301" in page.text
    assert "VN-HGOR-0128" not in page.text
    assert f"/registry/ma/{other.code}?q=vn&amp;status=suspended" in page.source
    assert page.form("/registry/")["status"] == "suspended"


@pytest.mark.parametrize(
    "query",
    [
        *("status=xyz", "page=0", "page=-1", "page=99999", "page=abc", "page=1e9", "page=%D9%A3"),
        *("q=%00%E2%80%AE", "q=" + "a" * 5000, "q=%FF%FE", "q='%20OR%201=1--", "status=%00"),
    ],
)
def test_no_address_breaks_the_list(world: World, query: str) -> None:
    assert officer(world).get(f"{LIST}?{query}").status == 200


def test_a_long_list_has_pages(world: World) -> None:
    for number in range(52):
        granted(world, f"VN-LONG-{number:03}")
    desk = officer(world)
    first, second = desk.get(LIST), desk.get(f"{LIST}?page=2")
    assert "Trang 1 / 2" in first.text
    assert "Trang 2 / 2" in second.text
    assert "VN-LONG-051" in second.text
    assert "VN-LONG-051" not in first.text


def test_an_expired_code_says_since_when(world: World) -> None:
    granted(world, "VN-HGOR-0009", valid_until=dt.date(2025, 12, 31))
    text = officer(world).get(f"{LIST}?status=expired").text
    assert "Hết hạn từ 01/01/2026" in text


def test_what_waits_is_counted_beside_the_list(world: World) -> None:
    granted(world, "VN-HGOR-0128", holder=world.who.foreign)
    world.harvest()
    text = officer(world).get(LIST).text
    assert "2 mã đang tranh chấp" in text
    assert "1 lô tạm ngừng xuất" in text


# --- one code ------------------------------------------------------------------------------------


def test_a_code_shows_its_file_its_history_and_its_lots(world: World) -> None:
    lot = world.harvest(120).lot_code
    text = officer(world).get(f"/registry/ma/{world.who.area}").text
    for shown in (
        *("VN-HGOR-0128", "Mã trong nước", "HTX Cam Sành Vĩnh Hảo", "Vườn cam thôn Vĩnh Sơn"),
        *("12,4 ha", "Nộp hồ sơ, kiểm tra, cấp mã", "Quyết định 12/QĐ-TTBVTV"),
        *("Chi cục Trồng trọt và Bảo vệ thực vật", "Lý do: theo biên bản kiểm tra"),
        *(lot, "120 kg", "12/01/2026", "Không có cảnh báo", "Tạm dừng mã"),
    ):
        assert shown in text


def test_a_code_may_be_typed_in_small_letters(world: World) -> None:
    assert officer(world).get(f"/registry/ma/{world.who.area.lower()}").status == 200


@pytest.mark.parametrize("code", ["nothing", "%00", "'%20OR%201=1--", "A" * 4000, "000000000"])
def test_what_is_no_code_is_not_found(world: World, code: str) -> None:
    desk = officer(world)
    for path in (
        f"/registry/ma/{code}",
        f"/registry/ma/{code}/tam-dung",
        f"/registry/lo/{code}/go",
    ):
        assert desk.get(path).status == 404


def test_a_code_of_another_commune_is_not_found(world: World) -> None:
    desk = officer(world, "commune_registrar")
    for step in ("", "/tam-dung", "/khoi-phuc"):
        assert desk.get(f"/registry/ma/{world.who.area}{step}").status == 404


def test_two_claims_stand_side_by_side(world: World) -> None:
    rival = granted(world, "vn-hgor-0128", old=VINH_HAO, holder=world.who.foreign)
    assert rival.conflict
    for code, other in ((world.who.area, rival.code), (rival.code, world.who.area)):
        page = officer(world).get(f"/registry/ma/{code}")
        assert "Mã này đang có tranh chấp" in page.text
        assert "HTX Cam Sành Vĩnh Hảo" in page.text
        assert "HTX Hồng Quản Bạ" in page.text
        assert f'href="/registry/ma/{other}"' in page.source


def test_the_territory_of_the_list_is_that_of_the_one_table(world: World) -> None:
    for raw, commune in (("VN-A", QUAN_BA), ("VN-B", VINH_TUY), ("VN-C", NGOC_DUONG)):
        granted(world, raw, commune)
    with world.view() as view:
        rows = areas.all_codes(view.db)
        lines = registry_views.Lines(view, rows)
        assert [lines.thing(row) for row in rows] == [area_codes.thing(view, row) for row in rows]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([("grant", 1, None)], 1),
        ([("grant", 1, None), ("suspend", 5, None)], 5),
        ([("grant", 1, None), ("suspend", 5, None), ("restore", 9, None)], 9),
        ([("grant", 1, 3)], 4),
        ([("grant", 1, 3), ("renew", 4, 31)], 1),
        ([("grant", 1, 3), ("renew", 6, 31)], 6),
    ],
)
def test_since_when_a_code_is_what_it_is(
    steps: list[tuple[str, int, int | None]], expected: int
) -> None:
    def day(number: int | None) -> dt.date | None:
        return None if number is None else dt.date(2026, 1, number)

    asked = [
        Step(1, CodeStep.SUBMIT, dt.date(2026, 1, 1)),
        Step(2, CodeStep.CHECK, dt.date(2026, 1, 1)),
    ]
    for seq, (step, on, until) in enumerate(steps, start=3):
        asked.append(Step(seq, CodeStep(step), dt.date(2026, 1, on), day(until)))
    assert registry_views.since(asked, dt.date(2026, 1, 20)) == dt.date(2026, 1, expected)


# --- who may look and who may act ----------------------------------------------------------------


def test_an_inspector_sees_the_same_and_acts_on_nothing(world: World) -> None:
    world.harvest()
    world.suspend(dt.date(2026, 1, 10), confirmed=["CAM-260112-01"])
    desk = officer(world, "inspector")
    page = desk.get(f"/registry/ma/{world.who.area}")
    assert "Khôi phục mã" not in page.text
    assert "/cap-ma" not in page.source
    holds = desk.get(HOLDS)
    assert "CAM-260112-01" in holds.text
    assert "/go" not in holds.source


def test_an_inspector_is_refused_every_act(world: World) -> None:
    world.harvest()
    world.suspend(dt.date(2026, 1, 10), confirmed=["CAM-260112-01"])
    desk = officer(world, "inspector")
    for path in (
        "/registry/cap-ma",
        f"/registry/ma/{world.who.area}/tam-dung",
        f"/registry/ma/{world.who.area}/khoi-phuc",
        f"/registry/lo/{_open_hold(world)}/go",
    ):
        assert desk.get(path).status == 403
        sent = send(desk, path, {**_token(desk), "reason": "vì sao"})
        assert sent.status == 403


def test_a_cooperative_finds_no_register(world: World) -> None:
    for login in ("manager", "recorder", "stranger"):
        desk = officer(world, login)
        for path in (LIST, HOLDS, "/registry/cap-ma", f"/registry/ma/{world.who.area}"):
            assert desk.get(path).status == 404


def test_nobody_is_asked_to_sign_in_and_sent_back(world: World) -> None:
    page = Visitor(app_of(world), world).get("/registry/?q=cam")
    assert page.status == 302
    assert "next=/registry/?q%3Dcam" in page.place.replace("%2F", "/").replace("%3F", "?")


# --- holds and recalls ---------------------------------------------------------------------------


def _open_hold(world: World) -> str:
    with world.view() as view:
        return recalls.queries.listed(view.db)[0][0].code


def _token(desk: Visitor) -> dict[str, str]:
    found = re.search(r'name="csrf_token" value="([^"]+)"', desk.get(LIST).source)
    assert found
    return {"csrf_token": found[1]}


def test_an_open_hold_says_why_since_when_and_which_lots(world: World) -> None:
    made = world.harvest()
    world.pack(made.code, 40)
    world.suspend(dt.date(2026, 1, 10), confirmed=[made.lot_code])
    text = officer(world).get(HOLDS).text
    assert "Mã số vùng trồng không hiệu lực vào ngày thu hoạch" in text
    assert made.lot_code in text
    assert "HTX Cam Sành Vĩnh Hảo" in text
    assert "Kèm một lô làm ra từ đó" in text
    assert "Mở từ 20/01/2026" in text


def test_a_hold_is_lifted_with_a_reason(world: World) -> None:
    made = world.harvest()
    world.suspend(dt.date(2026, 1, 10), confirmed=[made.lot_code])
    desk, path = officer(world), f"/registry/lo/{_open_hold(world)}/go"
    assert "Gỡ cho một lô" in desk.get(path).text
    done = desk.send(path, path, reason=LIFTED_FOR)
    assert (done.status, done.place) == (303, HOLDS)
    after = desk.get(HOLDS)
    assert "Đã gỡ. Lý do được ghi vào hồ sơ của lô." in after.text
    assert made.lot_code not in after.text


def test_lifting_says_why_or_nothing_happens(world: World) -> None:
    made = world.harvest()
    world.suspend(dt.date(2026, 1, 10), confirmed=[made.lot_code])
    desk, path = officer(world), f"/registry/lo/{_open_hold(world)}/go"
    for reason in ("", "   ", "\u202e đảo"):
        page = desk.send(path, path, reason=reason)
        assert page.status == 422
        assert page.error_at("reason")
    assert made.lot_code in desk.get(HOLDS).text


def test_a_second_lifting_is_told_that_it_was_done(world: World) -> None:
    made = world.harvest()
    world.suspend(dt.date(2026, 1, 10), confirmed=[made.lot_code])
    path = f"/registry/lo/{_open_hold(world)}/go"
    one, two = officer(world), officer(world)
    forms = [desk.get(path).form(path) | {"reason": LIFTED_FOR} for desk in (one, two)]
    assert one.post(path, forms[0]).status == 303
    assert one.post(path, forms[0]).status == 303  # the same sending twice is once
    late = two.post(path, forms[1])
    assert late.status == 422
    assert "đã được gỡ hoặc kết thúc trước đó" in late.text
    assert one.get(path).status == 422


def test_holds_of_another_commune_are_not_seen(world: World) -> None:
    made = world.harvest()
    world.suspend(dt.date(2026, 1, 10), confirmed=[made.lot_code])
    desk = officer(world, "commune_registrar")
    assert made.lot_code not in desk.get(HOLDS).text
    assert desk.get(f"/registry/lo/{_open_hold(world)}/go").status == 404


def test_a_recall_shows_its_words_and_is_ended_by_name(world: World) -> None:
    made = world.packed()
    recall = world.recall(made.code)
    desk = officer(world)
    assert "Không sử dụng, trả lại nơi mua" in desk.get(HOLDS).text
    page = desk.get(f"/registry/lo/{recall.code}/go")
    assert "Kết thúc thu hồi sản phẩm" in page.text
    assert "từng bị thu hồi sản phẩm" in page.text
