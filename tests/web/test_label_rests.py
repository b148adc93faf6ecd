"""Printing on by its page: where the sheet goes on, what is refused, a roll for its own printer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.blank_labels import blank, spoil
from tests.people import World
from tests.web.lot_visits import Page, Visitor, app_of
from traceability.store.queries import labels as queries

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


def act_of(run: str) -> str:
    return f"/coop/tem/{run}/ghi/in-tiep"


def asked(recorder: Visitor, run: str, last_good: str, **more: str) -> Page:
    """The form as it is sent without a place, or with one."""
    return recorder.send(act_of(run), "", last_good=last_good, **more)


def test_the_place_behind_the_last_good_label_is_offered(world: World, recorder: Visitor) -> None:
    run = blank(world, 60)
    fresh = recorder.get(act_of(run))
    assert (fresh.form()["start"], "Cần 1 tờ" in fresh.text) == ("", False)
    offered = asked(recorder, run, "10")
    assert (offered.status, offered.form()["start"]) == (200, "11")
    assert "Tờ in dở còn từ ô thứ 11" in offered.text
    assert offered.source.count('class="gone"') == 10
    other = recorder.post(act_of(run), offered.form() | {"last_good": "20"})
    assert (other.status, other.form()["start"]) == (200, "21")
    sent = recorder.post(act_of(run), other.form())
    assert sent.status == 303
    with world.view() as view:
        row = queries.run_by_code(view.db, run)
        assert row is not None
    assert "In tiếp 40 tem: số 21–60" in recorder.get(sent.place).text


def test_packs_go_on_where_their_own_sheet_does(world: World, recorder: Visitor) -> None:
    """On sheets of 65 a pack of 40 begins on its own sheet, behind a head: label 60 is its 20th."""
    run = blank(world, 150, stock="L7651", per_roll=40)
    offered = asked(recorder, run, "60")
    assert (offered.form()["start"], "Cần 3 tờ" in offered.text) == ("22", True)
    assert asked(recorder, run, "60", start="1").status == 303
    # What was printed on stands behind its own head on its own sheet.
    again = asked(recorder, run, "65", reason="lại kẹt giấy")
    assert again.form()["start"] == "7"


def test_what_ended_with_its_sheet_begins_a_new_one_at_once(
    world: World, recorder: Visitor
) -> None:
    run = blank(world, 100, stock="L7651")
    assert asked(recorder, run, "65").status == 303


def test_a_place_that_is_refused_leaves_the_sheet_to_press(world: World, recorder: Visitor) -> None:
    run = blank(world, 60, stock="L7651")
    refused = asked(recorder, run, "10", start="66")
    assert "từ 1 đến 65" in refused.error_at("start")
    assert refused.source.count('name="pick"') == 65
    form = recorder.send("/coop/tem/in-truoc", count="5", stock="L7651", start="66")
    assert form.status == 422
    assert form.source.count('name="pick"') == 65


@pytest.mark.parametrize("typed", ["0", "17, 23", "3-5", "5-3"])
def test_the_last_good_label_is_one(world: World, recorder: Visitor, typed: str) -> None:
    refused = asked(recorder, blank(world, 20), typed)
    assert refused.error_at("last_good").startswith("Gõ hoặc quét đúng một tem")


def test_the_rest_of_a_roll_is_for_the_printer_of_the_roll(world: World, recorder: Visitor) -> None:
    run = blank(world, 12, stock="50×30")
    spoil(world, run, "7")
    page = recorder.get(act_of(run))
    assert "start" not in page.form()
    sent = asked(recorder, run, "4")
    book = recorder.get(sent.place)
    assert f"/coop/tem/{run}/in-tiep/1/tspl" in book.source
    rest = recorder.get(f"/coop/tem/{run}/in-tiep/1/zpl").answer
    assert rest.data.count(b"^XA") == 7  # 5–12, without the spoiled one
    assert rest.headers["Content-Disposition"] == f'attachment; filename="tem-{run}-5-12.zpl"'
    assert recorder.get(f"/coop/tem/{run}/in-tiep/1/tspl").answer.data.count(b"PRINT 1,1") == 7
    assert recorder.get(f"/coop/tem/{run}/in-tiep/1/epl").status == 404
    assert recorder.get(f"/coop/tem/{run}/in-tiep/2/zpl").status == 404
    sheets = blank(world, 12)
    asked(recorder, sheets, "4", start="1")
    assert recorder.get(f"/coop/tem/{sheets}/in-tiep/1/zpl").status == 404
    assert "/tspl" not in recorder.get(f"/coop/tem/{sheets}/so").source


def test_a_roll_asks_for_no_place(world: World, recorder: Visitor) -> None:
    path = "/coop/tem/in-truoc"
    form = recorder.get(path).form() | {"count": "5", "stock": "50×30", "preview": "yes"}
    page = recorder.post(path, form)
    assert "Bắt đầu từ tem thứ mấy" not in page.text
    back = page.form() | {"stock": "L7651", "preview": "yes"}
    assert "Bắt đầu từ tem thứ mấy" in recorder.post(path, back).text
