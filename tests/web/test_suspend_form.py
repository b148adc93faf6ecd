"""Suspending and restoring a code: what it holds is shown first, and two officers are not one."""

from __future__ import annotations

import datetime as dt
import html
import threading
from typing import Any

import pytest

from tests.people import World
from tests.web.bad_inputs import BAD
from tests.web.lot_visits import Page, Visitor
from tests.web.registry_visits import officer, send, status_of, suspended
from traceability.domain.growing_area import Status
from traceability.store.models import AreaCodeStep, Recall

DECISION = {"decision_no": "7/QĐ-CCTT", "authority": "Chi cục", "reason": "trộn hàng ngoài vùng"}
FIRST, SECOND = "CAM-260112-01", "CAM-260112-02"


@pytest.fixture
def code(world: World) -> str:
    return world.who.area


def suspend_path(code: str) -> str:
    return f"/registry/ma/{code}/tam-dung"


def restore_path(code: str) -> str:
    return f"/registry/ma/{code}/khoi-phuc"


def filled(desk: Visitor, path: str, **typed: str) -> dict[str, str]:
    """The form as it is shown, with a decision typed into it."""
    return {**desk.get(path).form(path), **DECISION, **typed}


def confirmed(shown: Page, path: str) -> dict[str, str]:
    """The screen with the lots, its first button pressed."""
    return {name: value for name, value in shown.form(path).items() if name != "edit"}


def rows(world: World) -> tuple[int, int]:
    """How many steps and holds there are."""
    with world.view() as view:
        return view.db.query(AreaCodeStep).count(), view.db.query(Recall).count()


class TestOnSqlite:
    """Everything that does not need two databases."""

    @pytest.fixture
    def backend(self) -> str:
        return "sqlite"

    def test_the_form_offers_today_and_the_officers_office(self, world: World, code: str) -> None:
        form = officer(world).get(suspend_path(code)).form(suspend_path(code))
        assert form["effective_on"] == "20/01/2026"
        assert form["authority"] == "Chi cục Trồng trọt và Bảo vệ thực vật tỉnh Tuyên Quang"

    def test_a_suspension_that_holds_nothing_is_recorded_at_once(
        self, world: World, code: str
    ) -> None:
        world.harvest()
        desk, path = officer(world), suspend_path(code)
        done = send(desk, path, filled(desk, path))
        assert (done.status, done.place) == (303, f"/registry/ma/{code}")
        page = desk.get(done.place)
        assert "Đã tạm dừng mã." in page.text
        assert "Tạm dừng từ 20/01/2026" in page.text
        assert "Lý do: trộn hàng ngoài vùng" in page.text
        assert "Khôi phục mã" in page.text

    def test_the_past_lists_what_it_holds_and_asks(self, world: World, code: str) -> None:
        world.harvest(120)
        world.harvest(80)
        world.harvest(50, dt.date(2026, 1, 5))
        desk, path, before = officer(world), suspend_path(code), rows(world)
        shown = send(desk, path, filled(desk, path, effective_on="10/1/2026"))
        assert shown.status == 409
        assert "2 lô sẽ tạm ngừng xuất" in shown.text
        for said in (FIRST, SECOND, "120 kg", "80 kg", "12/01/2026", "Mã tạm dừng từ 10/01/2026"):
            assert said in shown.text
        assert "CAM-260105-01" not in shown.text
        assert confirmed(shown, path)["confirmed"] == f"{FIRST} {SECOND}"
        assert rows(world) == before
        done = send(desk, path, confirmed(shown, path))
        assert done.status == 303
        assert rows(world) == (before[0] + 1, before[1] + 2)
        page = desk.get(done.place)
        assert "Đã tạm dừng mã và tạm ngừng xuất 2 lô." in page.text
        assert page.text.count("Tạm ngừng xuất mã số vùng trồng không hiệu lực") == 2

    def test_what_was_packed_of_it_is_told(self, world: World, code: str) -> None:
        first, second = world.harvest(100).code, world.harvest(60).code
        for batch in (first, second):
            world.publish(world.pack(batch, 20).code)
        world.pack(world.harvest(40).code, 5)
        desk, path = officer(world), suspend_path(code)
        shown = send(desk, path, filled(desk, path, effective_on="10/1/2026"))
        assert "Từ đó đã đóng gói 3 lô: 90 kg. 2 lô đã công bố" in shown.text

    def test_only_what_was_shown_is_confirmed(self, world: World, code: str) -> None:
        world.harvest()
        desk, path, before = officer(world), suspend_path(code), rows(world)
        shown = send(desk, path, filled(desk, path, effective_on="10/1/2026"))
        world.harvest(30)
        again = send(desk, path, confirmed(shown, path))
        assert again.status == 409
        assert "Danh sách lô vừa thay đổi" in again.text
        assert rows(world) == before
        assert send(desk, path, confirmed(again, path)).status == 303

    def test_a_list_that_was_tampered_with_confirms_nothing(self, world: World, code: str) -> None:
        world.harvest()
        desk, path, before = officer(world), suspend_path(code), rows(world)
        fields = filled(desk, path, effective_on="10/1/2026")
        for list_ in ("CAM-1", f"{FIRST} CAM-1", f"{FIRST},", FIRST.lower()):
            assert send(desk, path, {**fields, "confirmed": list_}).status == 409
        assert send(desk, path, {**fields, "confirmed": "\u202e"}).status == 422
        assert rows(world) == before

    def test_going_back_from_the_lots_keeps_what_was_typed(self, world: World, code: str) -> None:
        world.harvest()
        desk, path = officer(world), suspend_path(code)
        shown = send(desk, path, filled(desk, path, effective_on="10/1/2026"))
        form = send(desk, path, {**confirmed(shown, path), "edit": "yes"})
        assert form.status == 200
        kept = form.form(path)
        assert kept["effective_on"] == "10/1/2026"
        assert "trộn hàng ngoài vùng" in form.text

    def test_a_double_click_is_one_step(self, world: World, code: str) -> None:
        desk, path, before = officer(world), suspend_path(code), rows(world)
        fields = filled(desk, path)
        assert [send(desk, path, fields).status for _ in range(3)] == [303] * 3
        assert rows(world)[0] == before[0] + 1

    def test_a_used_key_with_another_decision_offers_the_first(
        self, world: World, code: str
    ) -> None:
        desk, path = officer(world), suspend_path(code)
        fields = filled(desk, path)
        send(desk, path, fields)
        again = send(desk, path, {**fields, "reason": "lý do khác"})
        assert again.status == 409
        assert "Xem nội dung đã ghi" in again.text
        assert again.form(path)["request_key"] != fields["request_key"]
        assert "lý do khác" in again.text

    def test_a_form_that_came_too_late_is_told(self, world: World, code: str) -> None:
        one, two = officer(world), officer(world)
        path, before = suspend_path(code), rows(world)
        forms = [filled(desk, path) for desk in (one, two)]
        assert send(one, path, forms[0]).status == 303
        late = send(two, path, forms[1])
        assert late.status == 409
        assert "Vừa có người xử lý hồ sơ này, nay là: tạm dừng." in late.text
        assert "Bước mới nhất: tạm dừng mã, ngày 20/01/2026, Nguyễn Thị Lan." in late.text
        assert rows(world)[0] == before[0] + 1
        assert two.get(path).status == 303  # there is nothing to suspend any more

    def test_a_code_is_restored_with_a_reason(self, world: World, code: str) -> None:
        suspended(world, code, dt.date(2026, 1, 15))
        desk, path = officer(world), restore_path(code)
        assert send(desk, path, filled(desk, path, reason="")).error_at("reason")
        done = send(desk, path, filled(desk, path, effective_on="19/1/2026"))
        assert done.status == 303
        assert "Đang hiệu lực từ 19/01/2026" in desk.get(done.place).text
        assert status_of(world, code) is Status.ACTIVE

    def test_restoring_twice_is_told_and_an_active_code_has_no_such_form(
        self, world: World, code: str
    ) -> None:
        suspended(world, code, dt.date(2026, 1, 15))
        one, two = officer(world), officer(world)
        path = restore_path(code)
        forms = [filled(desk, path) for desk in (one, two)]
        assert send(one, path, forms[0]).status == 303
        late = send(two, path, forms[1])
        assert late.status == 409
        assert "Bước mới nhất: khôi phục mã" in late.text
        assert two.get(path).place == f"/registry/ma/{code}"

    def test_a_day_before_the_last_step_is_refused_at_the_day(
        self, world: World, code: str
    ) -> None:
        suspended(world, code, dt.date(2026, 1, 15))
        desk, path = officer(world), restore_path(code)
        page = send(desk, path, filled(desk, path, effective_on="14/1/2026"))
        assert page.status == 422
        assert "14/01/2026 sớm hơn bước trước (15/01/2026)" in page.error_at("effective_on")

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("effective_on", "2999-01-01"),
            ("effective_on", "31/02/2026"),
            ("effective_on", "15 tháng 9 âm lịch"),
            ("effective_on", "29/02/2028"),
            ("effective_on", ""),
            ("decision_no", " "),
            ("decision_no", "9" * 65),
            ("authority", "Chi \u202ecục"),
            ("authority", "a" * 201),
            ("reason", " \u00a0 "),
            ("reason", "\u0000"),
        ],
    )
    def test_what_cannot_be_read_is_told_at_its_field(
        self, world: World, code: str, field: str, value: str
    ) -> None:
        assert {"date-01", "date-05", "date-09", "code-07", "text-07"} <= BAD.keys()
        desk, path, before = officer(world), suspend_path(code), rows(world)
        page = send(desk, path, filled(desk, path, **{field: value}))
        assert page.status == 422
        assert page.error_at(field)
        assert page.source.count(" autofocus") == 1
        kept = page.form(path)
        for name, typed in {**DECISION, field: value}.items():
            if name != "reason":
                assert html.unescape(kept[name]) == typed
        assert rows(world) == before

    @pytest.mark.parametrize("reason", ["<script>alert(1)</script>", "Giàng A Pháo", "河江", "0"])
    def test_a_reason_is_text_whatever_it_says(self, world: World, code: str, reason: str) -> None:
        desk, path = officer(world), suspend_path(code)
        done = send(desk, path, filled(desk, path, reason=reason))
        page = desk.get(done.place)
        assert f"Lý do: {html.escape(reason)}" in page.source

    def test_nobody_else_acts(self, world: World, code: str) -> None:
        fields = {**filled(officer(world), suspend_path(code))}
        before = rows(world)
        for login, expected in (("inspector", 403), ("commune_registrar", 404)):
            desk = officer(world, login)
            own = {**fields, **desk.get("/registry/").hidden}
            for path in (suspend_path(code), restore_path(code)):
                assert send(desk, path, own).status == expected
        assert rows(world) == before

    def test_without_its_token_a_form_does_nothing(self, world: World, code: str) -> None:
        desk, path, before = officer(world), suspend_path(code), rows(world)
        fields = filled(desk, path)
        for token in ("", "x"):
            assert send(desk, path, {**fields, "csrf_token": token}).status == 400
        assert rows(world) == before


def test_two_officers_at_once_one_decides_and_the_other_is_told(world: World, code: str) -> None:
    world.harvest()
    path, before = suspend_path(code), rows(world)
    desks = [officer(world), officer(world)]
    forms = [filled(desk, path, effective_on="10/1/2026", confirmed=FIRST) for desk in desks]
    answers: list[Page] = []
    start = threading.Barrier(2)

    def decide(desk: Visitor, fields: dict[str, Any]) -> None:
        start.wait()
        answers.append(send(desk, path, fields))

    threads = [
        threading.Thread(target=decide, args=pair) for pair in zip(desks, forms, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won, lost = sorted(answers, key=lambda page: page.status)
    assert won.status == 303
    assert lost.status in (409, 422)
    assert "Vừa có người xử lý" in lost.text
    assert rows(world) == (before[0] + 1, before[1] + 1)
