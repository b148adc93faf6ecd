"""The queue of cases and one case a screen, as an officer (and who is none) meets them."""

from __future__ import annotations

import pytest

from tests.offices import WHY, contested, contested_in_quan_ba, join, member, product
from tests.people import World
from tests.web.bad_inputs import BAD
from tests.web.lot_visits import Page, Visitor
from tests.web.registry_visits import officer
from traceability.domain.access import Role
from traceability.services import case_views
from traceability.store.queries import accounts as queries

QUEUE = "/registry/vu-viec"
GTINS = "/registry/gtin"


@pytest.fixture
def backend() -> str:
    return "sqlite"


def decide(desk: Visitor, case: str, **typed: str) -> Page:
    """The form on the page of a case, filled in and sent."""
    return desk.send(f"{QUEUE}/{case}", f"{QUEUE}/{case}/quyet", **typed)


def confirmed(desk: Visitor, page: Page, case: str, answer: str = "confirm") -> Page:
    path = f"{QUEUE}/{case}/quyet"
    return desk.post(path, {**page.form(path), answer: "yes"})


def test_the_queue_says_what_since_when_and_in_whose_hand(world: World) -> None:
    case, _ours, _theirs = contested(world)
    world.clock.pass_by(minutes=10)
    page = officer(world).get(QUEUE)
    assert "Tranh chấp GTIN" in page.text
    assert "09521234567899" in page.text
    assert "hôm nay" in page.text
    assert "Cấp tỉnh: các bên ở nhiều xã" in page.text
    assert "Chưa ai nhận" in page.text
    assert f'href="{QUEUE}/{case}"' in page.source
    assert 'Vụ việc <span class="waiting">1</span>' in page.source


def test_the_queue_counts_what_waits_and_reads_no_history(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    product(world, world.who.manager)
    product(world, world.who.stranger, "09520123456788")
    desk = officer(world)

    def folded(*_: object) -> None:
        raise AssertionError("a claim's events were read")

    monkeypatch.setattr(case_views, "shown_claims", folded)
    assert '<span class="count">2</span>' in desk.get(QUEUE).source


def test_who_confirmed_a_number_stands_where_it_is_claimed_again(world: World) -> None:
    made = product(world, world.who.manager)
    desk = officer(world)
    desk.send(GTINS, f"{GTINS}/{made}/xac-nhan")
    product(world, world.who.stranger)
    source = desk.get(QUEUE).source
    case = source.split(f'href="{QUEUE}/')[1].split('"')[0]
    page = desk.get(f"{QUEUE}/{case}")
    told = page.source.split("<dt>Đã xác nhận</dt>")
    assert len(told) == 2
    assert "Nguyễn Thị Lan<br>Chi cục Trồng trọt" in told[1].split("</dd>")[0]


def test_the_filter_stands_in_the_address(world: World) -> None:
    case, ours, _theirs = contested(world)
    desk = officer(world)
    for state, there in (("open", True), ("free", True), ("mine", False), ("closed", False)):
        assert (case in desk.get(f"{QUEUE}?state={state}").source) == there, state
    desk.send(f"{QUEUE}/{case}", f"{QUEUE}/{case}/nhan")
    assert case in desk.get(f"{QUEUE}?state=mine").source
    assert case not in desk.get(f"{QUEUE}?state=free").source
    page = confirmed(desk, decide(desk, case, winner=ours, reason=WHY), case)
    assert page.status == 303
    assert case not in desk.get(QUEUE).source
    assert "Đã quyết" in desk.get(f"{QUEUE}?state=closed").text


@pytest.mark.parametrize("query", ["state=xyz", "page=0", "page=99", "state=%00", "page=%D9%A3"])
def test_no_address_breaks_the_queue(world: World, query: str) -> None:
    assert officer(world).get(f"{QUEUE}?{query}").status == 200


def test_an_empty_queue_says_what_will_stand_there(world: World) -> None:
    assert "Không có vụ việc nào chờ quyết" in officer(world).get(QUEUE).text


def test_the_claims_stand_beside_each_other(world: World) -> None:
    case, ours, theirs = contested(world)
    page = officer(world).get(f"{QUEUE}/{case}")
    for shown in ("HTX Cam Sành Vĩnh Hảo", "HTX Hồng Quản Bạ", "xã Quản Bạ", "20/01/2026"):
        assert shown in page.text
    assert page.text.count("Đang tranh chấp") == 2
    assert {f'value="{code}"' in page.source for code in (ours, theirs)} == {True}


def test_a_decision_is_said_back_and_then_taken(world: World) -> None:
    case, ours, _theirs = contested(world)
    desk = officer(world)
    page = decide(desk, case, winner=ours, reason=WHY)
    assert page.status == 200
    assert "Một sản phẩm không được giữ số này" in page.text
    assert "Người quyết Nguyễn Thị Lan" in page.text
    again = confirmed(desk, page, case, "edit")
    assert again.form("/quyet")["reason"] == WHY
    done = confirmed(desk, page, case)
    assert (done.status, done.place) == (303, f"{QUEUE}/{case}")
    assert confirmed(desk, page, case).status == 303  # the same sending twice is once
    after = desk.get(f"{QUEUE}/{case}")
    assert "giữ số này" in after.text
    assert f"Lý do {WHY}" in after.text
    assert "Người quyết Nguyễn Thị Lan Chi cục Trồng trọt" in after.text
    assert "/quyet" not in after.source


def test_a_second_officer_is_told_that_it_was_decided(world: World) -> None:
    case, ours, theirs = contested(world)
    one, two = officer(world), officer(world)
    pages = [
        decide(one, case, winner=ours, reason=WHY),
        decide(two, case, winner=theirs, reason=WHY),
    ]
    assert confirmed(one, pages[0], case).status == 303
    late = confirmed(two, pages[1], case)
    assert late.status == 422
    assert "đã được quyết trước đó" in late.text


def test_what_is_left_out_is_asked_for_at_its_field(world: World) -> None:
    case, ours, _theirs = contested(world)
    desk = officer(world)
    nothing = decide(desk, case)
    assert nothing.status == 422
    assert nothing.error_at("winner")
    assert nothing.error_at("reason")
    half = decide(desk, case, winner=ours)
    assert half.status == 422
    assert "checked" in half.source.split(f'value="{ours}"')[1][:12]
    for reason in ("   ", "\u202e đảo"):
        assert decide(desk, case, winner=ours, reason=reason).error_at("reason")
    for winner in ("x", "none'--", world.who.product):
        assert decide(desk, case, winner=winner, reason=WHY).status == 422


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("text-01", "<script>alert(1)</script>"),
        ("text-09", 'H\'Mông: Giàng A Pháo, "Vàng Thị Mỷ"'),
        ("text-11", "中文说明"),
        ("text-13", "NULL"),
        ("text-15", "tên\r\nINFO giả"),
    ],
)
def test_hostile_text_is_shown_as_text_or_refused(world: World, name: str, text: str) -> None:
    assert BAD[name]
    case, ours, _theirs = contested(world)
    desk = officer(world)
    page = decide(desk, case, winner=ours, reason=text)
    if name == "text-15":
        assert page.error_at("reason")
        return
    assert confirmed(desk, page, case).status == 303
    after = desk.get(f"{QUEUE}/{case}")
    assert text in after.text.replace("\u00a0", " ") or name == "text-01"
    assert "<script>" not in page.source + after.source


def test_the_province_is_asked_why_it_acts_for_a_commune(world: World) -> None:
    case, ours, _theirs = contested_in_quan_ba(world)
    province, commune = officer(world), officer(world, "commune_registrar")
    assert "acting_reason" not in commune.get(f"{QUEUE}/{case}").source
    page = decide(province, case, winner=ours, reason=WHY)
    assert page.status == 422
    assert page.error_at("acting_reason")
    whole = decide(province, case, winner=ours, reason=WHY, acting_reason="xã nhờ")
    assert confirmed(province, whole, case).status == 303
    assert "Quyết thay xã vì xã nhờ" in commune.get(f"{QUEUE}/{case}").text


def test_a_member_of_a_holder_is_sent_to_a_colleague(world: World) -> None:
    case, ours, _theirs = contested(world)
    desk = officer(world)
    page = desk.get(f"{QUEUE}/{case}")
    with world.by(world.who.operator) as work:
        user = queries.user_by_login(work.db, "registrar")
        assert user is not None
        join(work, user, world.who.manager.party or 0, Role.MANAGER)
    form = page.form("/quyet")
    sent = desk.post(f"{QUEUE}/{case}/quyet", {**form, "winner": ours, "reason": WHY})
    assert sent.status == 403
    assert "Bạn cần người thứ hai" in desk.get(f"{QUEUE}/{case}").text


def test_a_case_is_taken_and_given(world: World) -> None:
    hoa = member(world, world.who.registrar, "hoa", "Lý Thị Hoa")
    case, _ours, _theirs = contested(world)
    desk, path = officer(world), f"{QUEUE}/{case}"
    assert desk.send(path, f"{path}/nhan").status == 303
    assert "Bạn đang giữ" in desk.get(path).text
    assert desk.send(path, f"{path}/giao").error_at("colleague")
    assert desk.send(path, f"{path}/giao", colleague=world.who.inspector.code).error_at("colleague")
    assert desk.send(path, f"{path}/giao", colleague=hoa.code).status == 303
    page = desk.get(path)
    assert "Đang giữ: Lý Thị Hoa" in page.text
    assert "Đã giao cho đồng nghiệp." in page.text
    assert "Bạn đang giữ" in officer(world, "hoa").get(path).text


def test_an_inspector_sees_and_does_not_decide(world: World) -> None:
    case, ours, _theirs = contested(world)
    token = officer(world).get(f"{QUEUE}/{case}").form("/quyet")
    desk = officer(world, "inspector")
    page = desk.get(f"{QUEUE}/{case}")
    assert "HTX Hồng Quản Bạ" in page.text
    for act in ("quyet", "nhan", "giao"):
        assert f"/{act}" not in page.source
        own = desk.get("/registry/").form("/")
        fields = {**token, "winner": ours, "reason": WHY, "colleague": "x", **own}
        assert desk.post(f"{QUEUE}/{case}/{act}", fields).status in (400, 403)
    assert "Xác nhận" not in desk.get(GTINS).source.split("<h1>")[1].split("Đây là gì")[0]


def test_another_territory_and_a_cooperative_find_no_case(world: World) -> None:
    case, _ours, _theirs = contested(world)
    assert officer(world, "commune_registrar").get(f"{QUEUE}/{case}").status == 404
    assert case not in officer(world, "commune_registrar").get(QUEUE).source
    for login in ("manager", "stranger"):
        assert officer(world, login).get(QUEUE).status == 404


@pytest.mark.parametrize("code", ["nothing", "%00", "A" * 4000, "000000000"])
def test_what_is_no_case_is_not_found(world: World, code: str) -> None:
    assert officer(world).get(f"{QUEUE}/{code}").status == 404


# --- GTINs that wait -----------------------------------------------------------------------------


def test_a_gtin_that_one_declares_is_confirmed(world: World) -> None:
    made = product(world, world.who.manager)
    desk = officer(world)
    assert "GTIN chờ xác nhận" in desk.get(QUEUE).text
    page = desk.get(GTINS)
    assert "09521234567899" in page.text
    assert "HTX Cam Sành Vĩnh Hảo" in page.text
    done = desk.send(GTINS, f"{GTINS}/{made}/xac-nhan")
    assert (done.status, done.place) == (303, GTINS)
    assert "Không có GTIN nào chờ xác nhận" in desk.get(GTINS).text


def test_another_territory_confirms_nothing(world: World) -> None:
    made = product(world, world.who.manager)
    desk = officer(world, "commune_registrar")
    assert "09521234567899" not in desk.get(GTINS).text
    token = desk.get(QUEUE).source.split('name="csrf_token" value="')[1].split('"')[0]
    fields = {"csrf_token": token, "request_key": "a-key-of-its-own"}
    assert desk.post(f"{GTINS}/{made}/xac-nhan", fields).status == 404


def test_a_gtin_that_was_confirmed_meanwhile_is_told(world: World) -> None:
    made = product(world, world.who.manager)
    one, two = officer(world), officer(world)
    forms = [desk.get(GTINS).form("/xac-nhan") for desk in (one, two)]
    assert one.post(f"{GTINS}/{made}/xac-nhan", forms[0]).status == 303
    assert two.post(f"{GTINS}/{made}/xac-nhan", forms[1]).status == 422
