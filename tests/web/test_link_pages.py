"""Linking and voiding labels through the pages: spans, refusals at their field, who may."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.blank_labels import spoil
from tests.people import World
from tests.web.lot_visits import Page, Visitor, app_of, confirm
from traceability.domain.labels import LabelState
from traceability.services import label_unlinking
from traceability.store.queries import labels as queries

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def visitors(world: World, tmp_path: Path) -> dict[str, Visitor]:
    app = app_of(world, files=tmp_path)
    return {who: Visitor(app, world, who) for who in ("manager", "recorder", "stranger")}


@pytest.fixture
def run(world: World) -> str:
    return world.print_labels(world.packed().code, 20)


def ledger(world: World, run: str) -> list[tuple[int, int, str]]:
    """The ledger of a run by the numbers printed."""
    with world.view() as view:
        row = queries.run_by_code(view.db, run)
        assert row is not None
        return [(r.first + 1, r.last + 1, r.state) for r in queries.ranges(view.db, [row.id])]


def page_of(run: str) -> str:
    return f"/coop/tem/{run}"


def linking(run: str) -> str:
    return f"/coop/tem/{run}/kich-hoat"


def voiding(run: str) -> str:
    return f"/coop/tem/{run}/huy"


def link(visitor: Visitor, run: str, **typed: str) -> Page:
    """Labels linked as the page of a run asks: told what will happen, and agreed to."""
    asked = visitor.send(page_of(run), linking(run), **typed)
    return confirm(visitor, linking(run), asked) if asked.status == 200 else asked


def test_linking_defaults_to_all_unused(
    world: World, visitors: dict[str, Visitor], run: str
) -> None:
    form = visitors["recorder"].get(page_of(run)).form(linking(run))
    assert (form["first"], form["last"]) == ("1", "20")
    asked = visitors["recorder"].post(linking(run), form)
    assert "Sẽ kích hoạt 20 tem, số 1–20, cho lô" in asked.text
    assert ledger(world, run) == [(1, 20, LabelState.UNUSED)]
    sent = confirm(visitors["recorder"], linking(run), asked)
    assert (sent.status, sent.place) == (303, page_of(run))
    page = visitors["recorder"].get(page_of(run))
    assert "Đã kích hoạt 20 tem, số 1–20" in page.text
    assert ledger(world, run) == [(1, 20, LabelState.LINKED)]
    assert linking(run) not in page.source


def test_after_a_part_the_rest_is_offered(
    world: World, visitors: dict[str, Visitor], run: str
) -> None:
    link(visitors["recorder"], run, first="1", last="12")
    page = visitors["recorder"].get(page_of(run))
    form = page.form(linking(run))
    assert (form["first"], form["last"]) == ("13", "20")
    assert "Tem số 1–12 đã kích hoạt 12" in page.text
    assert "Tem số 13–20 chưa kích hoạt 8" in page.text


def test_dead_labels_between_are_passed_over_and_counted(
    world: World, visitors: dict[str, Visitor], run: str
) -> None:
    spoil(world, run, "5-6")
    asked = visitors["recorder"].send(page_of(run), linking(run), first="1", last="12")
    assert "Sẽ kích hoạt 10 tem, số 1–12" in asked.text
    assert "Bỏ qua 2 tem đã hỏng hoặc đã hủy." in asked.text
    sent = confirm(visitors["recorder"], linking(run), asked)
    said = "Đã kích hoạt 10 tem, số 1–12. Bỏ qua 2 tem đã hỏng hoặc đã hủy."
    assert said in visitors["recorder"].get(sent.place).text
    assert ledger(world, run)[0] == (1, 4, LabelState.LINKED)


def test_a_double_click_links_once(world: World, visitors: dict[str, Visitor], run: str) -> None:
    asked = visitors["recorder"].send(page_of(run), linking(run))
    answers = [confirm(visitors["recorder"], linking(run), asked).status for _ in range(2)]
    assert answers == [303, 303]
    assert ledger(world, run) == [(1, 20, LabelState.LINKED)]


def test_the_same_linking_confirmed_in_two_tabs_is_no_mistake(
    world: World, visitors: dict[str, Visitor], run: str
) -> None:
    asked = [visitors["recorder"].send(page_of(run), linking(run)) for _tab in range(2)]
    other = visitors["recorder"].send(page_of(run), linking(run), first="8", last="12")
    first, second = (confirm(visitors["recorder"], linking(run), each) for each in asked)
    assert (first.status, second.status, second.place) == (303, 303, page_of(run))
    page = visitors["recorder"].get(page_of(run)).text
    assert "20 tem, số 1–20, đã kích hoạt rồi cho lô" in page
    assert ledger(world, run) == [(1, 20, LabelState.LINKED)]
    assert confirm(visitors["recorder"], linking(run), other).status == 303
    with world.by(world.who.manager) as work:
        label_unlinking.unlink(work, run, [(9, 9)], "dán nhầm")
    refused = confirm(visitors["recorder"], linking(run), other)
    assert "Tem số 8 đã kích hoạt cho lô" in refused.error_at("first")


def test_what_is_changed_after_the_question_is_asked_again(
    world: World, visitors: dict[str, Visitor], run: str
) -> None:
    asked = visitors["recorder"].send(page_of(run), linking(run), first="1", last="12")
    again = confirm(visitors["recorder"], linking(run), asked, last="19")
    assert "Sẽ kích hoạt 19 tem, số 1–19" in again.text
    back = visitors["recorder"].post(
        linking(run), asked.form(linking(run)) | {"edit": "yes", "last": "12"}
    )
    assert back.form(linking(run))["last"] == "12"
    assert ledger(world, run) == [(1, 20, LabelState.UNUSED)]


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [("1", "21", "first"), ("5", "4", "first"), ("0", "4", "first"), ("x", "4", "first"),
     ("1", "", "last"), ("1", "2,5", "last")],
)  # fmt: skip
def test_a_span_that_is_none_is_refused_at_its_field(
    world: World, visitors: dict[str, Visitor], run: str, first: str, last: str, field: str
) -> None:
    page = visitors["recorder"].send(page_of(run), linking(run), first=first, last=last)
    assert page.status == 422
    assert page.error_at(field)
    form = page.form(linking(run))
    assert (form["first"], form["last"]) == (first, last)
    assert ledger(world, run) == [(1, 20, LabelState.UNUSED)]


def test_labels_already_linked_are_not_linked_again(
    world: World, visitors: dict[str, Visitor], run: str
) -> None:
    world.link(run, 1, 10)
    page = visitors["recorder"].send(page_of(run), linking(run), first="8", last="12")
    assert page.status == 422
    assert "Tem số 8 đã kích hoạt cho lô" in page.error_at("first")
    assert ledger(world, run)[1] == (11, 20, LabelState.UNUSED)


def test_label_09_nothing_is_linked_once_the_lot_is_held(
    world: World, visitors: dict[str, Visitor]
) -> None:
    harvest = world.harvest(100)
    packed = world.pack(harvest.code, 40)
    world.publish(packed.code)
    run = world.print_labels(packed.code, 20)
    world.suspend(dt.date(2026, 1, 1), [harvest.lot_code])
    page = visitors["recorder"].send(page_of(run), linking(run))
    assert page.status == 422
    assert "mã số vùng trồng không hiệu lực vào ngày thu hoạch" in page.text
    assert ledger(world, run) == [(1, 20, LabelState.UNUSED)]


def test_an_undecoded_run_links_nothing(world: World, visitors: dict[str, Visitor]) -> None:
    run = world.print_labels(world.packed().code, 5, released=False)
    page = visitors["recorder"].get(page_of(run))
    assert linking(run) not in page.source
    form = {"csrf_token": visitors["recorder"].token(), "request_key": "a1b2c3d4-0001"}
    page = visitors["recorder"].post(linking(run), form | {"first": "1", "last": "5"})
    assert page.status == 422
    assert "chưa tạo xong" in page.text


# --- voiding -------------------------------------------------------------------------------------


def test_voiding_asks_with_the_count_first(
    world: World, visitors: dict[str, Visitor], run: str
) -> None:
    asked = visitors["manager"].send(
        page_of(run), voiding(run), void_first="3", void_last="5", reason="rách khi bóc"
    )
    assert asked.status == 200
    assert "Sẽ hủy 3 tem: số 3–5" in asked.text
    assert "Lý do: rách khi bóc" in asked.text
    assert ledger(world, run) == [(1, 20, LabelState.UNUSED)]
    done = [visitors["manager"].post(voiding(run), asked.form(voiding(run))) for _ in range(2)]
    assert [each.status for each in done] == [303, 303]
    assert ledger(world, run)[1] == (3, 5, LabelState.VOID)
    assert "Đã hủy 3 tem" in visitors["manager"].get(page_of(run)).text


def test_one_label_is_named_as_one(world: World, visitors: dict[str, Visitor], run: str) -> None:
    asked = visitors["manager"].send(
        page_of(run), voiding(run), void_first="7", void_last="7", reason="mất"
    )
    assert "Sẽ hủy một tem: số 7." in asked.text
    assert "không lấy lại được" not in asked.text
    assert "Hủy nhầm thì người quản lý khôi phục được từng tem" in asked.text
    visitors["manager"].post(voiding(run), asked.form(voiding(run)))
    assert "Đã hủy 1 tem, số 7." in visitors["manager"].get(page_of(run)).text
    link(visitors["recorder"], run, first="9", last="9")
    assert "Đã kích hoạt 1 tem, số 9." in visitors["recorder"].get(page_of(run)).text


def test_a_confirmation_of_another_count_is_asked_again(
    world: World, visitors: dict[str, Visitor], run: str
) -> None:
    asked = visitors["manager"].send(
        page_of(run), voiding(run), void_first="3", void_last="5", reason="mất"
    )
    form = asked.form(voiding(run)) | {"void_last": "20"}
    again = visitors["manager"].post(voiding(run), form)
    assert "Sẽ hủy 18 tem: số 3–20" in again.text
    assert ledger(world, run) == [(1, 20, LabelState.UNUSED)]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"void_first": "3", "void_last": "5", "reason": ""}, "reason"),
        ({"void_first": "3", "void_last": "21", "reason": "mất"}, "void_first"),
        ({"void_first": "", "void_last": "5", "reason": "mất"}, "void_first"),
        ({"void_first": "9", "void_last": "5", "reason": "mất"}, "void_first"),
    ],
)
def test_what_cannot_be_voided_is_said_at_its_field(
    world: World, visitors: dict[str, Visitor], run: str, typed: dict[str, str], field: str
) -> None:
    page = visitors["manager"].send(page_of(run), voiding(run), **typed)
    assert page.status == 422
    assert page.error_at(field)
    form = page.form(voiding(run))
    assert {name: form[name] for name in typed} == typed
    assert ledger(world, run) == [(1, 20, LabelState.UNUSED)]


def test_a_voided_label_is_not_voided_again(
    world: World, visitors: dict[str, Visitor], run: str
) -> None:
    typed = {"void_first": "3", "void_last": "5", "reason": "mất"}
    asked = visitors["manager"].send(page_of(run), voiding(run), **typed)
    visitors["manager"].post(voiding(run), asked.form(voiding(run)))
    page = visitors["manager"].send(page_of(run), voiding(run), **typed)
    assert page.status == 422
    assert "đã hủy" in page.error_at("void_first")


# --- who -----------------------------------------------------------------------------------------


def test_only_a_manager_voids(world: World, visitors: dict[str, Visitor], run: str) -> None:
    recorder = visitors["recorder"]
    assert voiding(run) not in recorder.get(page_of(run)).source
    form = {"csrf_token": recorder.token(), "request_key": "a1b2c3d4-0001", "confirmed": "1"}
    form |= {"void_first": "1", "void_last": "1", "reason": "mất"}
    assert recorder.post(voiding(run), form).status == 403
    assert recorder.post(voiding(run), form | {"confirmed": ""}).status == 403
    assert ledger(world, run) == [(1, 20, LabelState.UNUSED)]


def test_another_cooperative_links_and_voids_nothing(
    world: World, visitors: dict[str, Visitor], run: str
) -> None:
    stranger = visitors["stranger"]
    form = {"csrf_token": stranger.token(), "request_key": "a1b2c3d4-0001", "confirmed": "1"}
    span = {"first": "1", "last": "1", "void_first": "1", "void_last": "1", "reason": "mất"}
    assert stranger.post(linking(run), form | span).status == 404
    assert stranger.post(voiding(run), form | span).status == 404
    assert stranger.post(voiding(run), form | span | {"confirmed": ""}).status == 404
    assert stranger.post(linking(run), form | span | {"first": "0"}).status == 404
    assert ledger(world, run) == [(1, 20, LabelState.UNUSED)]


# --- taking a linking back -----------------------------------------------------------------------


def unlinking(run: str) -> str:
    return f"/coop/tem/{run}/ghi/go-kich-hoat"


def test_a_manager_takes_a_linking_back_once_it_was_told(
    world: World, visitors: dict[str, Visitor], run: str
) -> None:
    link(visitors["recorder"], run, first="1", last="12")
    manager = visitors["manager"]
    assert unlinking(run) in manager.get(f"{page_of(run)}/so").source
    asked = manager.send(unlinking(run), "", numbers="3-12", reason="quét nhầm tem cuối")
    assert "Sẽ gỡ kích hoạt 10 tem: số 3–12." in asked.text
    assert ledger(world, run)[0] == (1, 12, LabelState.LINKED)
    sent = manager.post(unlinking(run), asked.form())
    text = manager.get(sent.place).text
    assert "Đã gỡ kích hoạt 10 tem: số 3–12." in text
    assert "Gỡ kích hoạt 10 tem: 3–12" in text
    assert ledger(world, run) == [(1, 2, LabelState.LINKED), (3, 20, LabelState.UNUSED)]


def test_a_recorder_takes_no_linking_back(
    world: World, visitors: dict[str, Visitor], run: str
) -> None:
    world.link(run, 1, 12)
    recorder = visitors["recorder"]
    assert unlinking(run) not in recorder.get(f"{page_of(run)}/so").source
    typed = {"numbers": "1", "reason": "nhầm"}
    assert recorder.get(unlinking(run)).status == 403
    own = recorder.get(f"{page_of(run)}/ghi/hong").form()  # what says that it is this browser's
    form = visitors["manager"].get(unlinking(run)).form() | own | typed
    assert recorder.post(unlinking(run), form).status == 403
    assert ledger(world, run)[0] == (1, 12, LabelState.LINKED)
