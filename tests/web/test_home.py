"""The first page of a day: numbers first, what waits, and nothing of other cooperatives."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from tests.certificate_papers import enter
from tests.people import PICKED_ON, TODAY, World
from tests.services.test_diary import plus, sprayed
from tests.services.test_lists_at_scale import counted
from tests.web.lot_visits import Visitor, app_of
from traceability.domain.quantity import Quantity
from traceability.services import complaints, corrections, drafts, harvests, home_tasks, home_views
from traceability.services.complaints import ComplaintKind, ComplaintRequest
from traceability.services.corrections import Amendment
from traceability.services.harvests import HarvestRequest
from traceability.services.home_tasks import Named, Task
from traceability.web.workspace import task_words

HOME = "/coop/"


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


def tasks(visitor: Visitor) -> dict[str, tuple[str, str, str]]:
    """Each task by its words: the number, the detail and where it goes."""
    rows = re.findall(
        r'<a class="row[^"]*" href="([^"]+)"><span class="count">([^<]+)</span>\s*'
        r'<span class="row-body"><strong>([^<]+)</strong><small>([^<]*)</small>',
        visitor.get(HOME).source,
    )
    return {words: (number, " ".join(detail.split()), href) for href, number, words, detail in rows}


def test_an_empty_page_teaches_how_to_begin(recorder: Visitor) -> None:
    page = recorder.get(HOME)
    assert "Ở đây sẽ có những việc đang chờ" in page.text
    assert 'href="/coop/thu-hoach/moi"' in page.source
    assert "Thứ Ba, 20/01/2026" in page.text
    assert page.source.count("<h1") == 1


def test_a_harvest_waits_to_be_packed(recorder: Visitor, world: World) -> None:
    made = world.harvest(1840)
    number, detail, href = tasks(recorder)["lô chờ đóng gói"]
    assert (number, detail) == ("1", f"{made.lot_code} còn 1.840 kg")
    assert href == f"/coop/lo/{made.code}/dong-goi"


def test_several_lots_lead_to_their_list(recorder: Visitor, world: World) -> None:
    for kg in (10, 20, 30, 40):
        world.harvest(kg)
    number, detail, href = tasks(recorder)["lô chờ đóng gói"]
    assert (number, href.replace("&amp;", "&")) == ("4", "/coop/lo?kind=harvest&state=open")
    assert detail.endswith("…")
    assert recorder.get(href.replace("&amp;", "&")).text.count("chờ đóng gói") >= 4


def test_a_packed_lot_waits_for_its_page(recorder: Visitor, world: World) -> None:
    made = world.pack(world.harvest(100).code, 40)
    assert tasks(recorder)["lô đã đóng gói, chưa công bố"][2] == f"/coop/lo/{made.code}"


def test_labels_wait_for_their_lot(recorder: Visitor, world: World) -> None:
    run = world.print_labels(world.packed(40).code, 40)
    world.link(run, 1, 22)
    number, detail, href = tasks(recorder)["tem chưa kích hoạt"]
    assert (number, href) == ("18", f"/coop/tem/{run}")
    assert detail.endswith("tem số 23–40")


def test_labels_still_being_drawn_are_no_task(recorder: Visitor, world: World) -> None:
    world.print_labels(world.packed(40).code, 40, released=False)
    assert "tem chưa kích hoạt" not in tasks(recorder)


def test_a_held_lot_says_why(recorder: Visitor, world: World) -> None:
    world.suspend(dt.date(2026, 1, 1))
    world.harvest(50)
    number, detail, _ = tasks(recorder)["lô tạm ngừng xuất"]
    assert (number, detail) == ("1", "Mã số vùng trồng không hiệu lực vào ngày thu hoạch")


def test_lots_held_for_several_reasons_are_counted_for_each(
    recorder: Visitor, world: World
) -> None:
    for kg in (10, 20, 30):
        world.harvest(kg)
    sprayed(world, done_on=plus(PICKED_ON, -2))
    world.suspend(TODAY)
    for kg in (40, 50):
        world.harvest(kg, day=TODAY)
    number, detail, _ = tasks(recorder)["lô tạm ngừng xuất"]
    assert number == "5"
    assert detail == (
        "3 lô trong thời gian cách ly thuốc"
        " · 2 lô mã số vùng trồng không hiệu lực vào ngày thu hoạch"
    )


def test_a_recalled_lot_stands_first(recorder: Visitor, world: World) -> None:
    world.recall(world.packed(40).code)
    assert next(iter(tasks(recorder))) == "lô đang thu hồi sản phẩm"


def test_a_day_with_nothing_to_do_says_so(recorder: Visitor, world: World) -> None:
    run = world.print_labels(world.packed(packages=50, kg=100).code, 50)
    world.link(run, 1, 50)
    assert tasks(recorder) == {}
    assert "Không còn việc nào đang chờ." in recorder.get(HOME).text


def test_a_stranger_sees_nothing_of_it(world: World, tmp_path: Path) -> None:
    made = world.harvest(100)
    stranger = Visitor(app_of(world, files=tmp_path), world, "stranger")
    page = stranger.get(HOME)
    assert made.lot_code not in page.text
    assert "HTX Hồng Quản Bạ" in page.text


def test_an_officer_has_no_workspace(world: World, tmp_path: Path) -> None:
    officer = Visitor(app_of(world, files=tmp_path), world, "registrar")
    assert officer.get(HOME).status == 404


# --- the other tasks ------------------------------------------------------------------------------


def test_a_lot_waits_for_the_scale(recorder: Visitor, world: World) -> None:
    with world.by(world.who.recorder) as work:
        asked = HarvestRequest(world.who.area, TODAY, Quantity(120_000, "g"), estimated=True)
        made = harvests.register(work, asked)
    number, detail, href = tasks(recorder)["lô chờ cân"]
    assert (number, detail, href) == ("1", made.lot_code, f"/coop/lo/{made.code}/ghi-chep")


def test_a_published_lot_waits_for_its_labels(recorder: Visitor, world: World) -> None:
    made = world.packed(40)
    assert tasks(recorder)["lô đã công bố, chưa in tem"][2] == f"/coop/lo/{made.code}/in-tem"
    world.print_labels(made.code, 10)
    assert "lô đã công bố, chưa in tem" not in tasks(recorder)


def test_labels_too_many_since_a_correction_stand_high(recorder: Visitor, world: World) -> None:
    made = world.packed(packages=40, kg=100)
    world.link(world.print_labels(made.code, 40), 1, 40)
    assert "lô nhiều tem hơn số gói" not in tasks(recorder)
    with world.by(world.who.recorder) as work:
        change = Amendment(world.entry(made.code), {}, packages=37)
        corrections.correct(work, [change], "đếm lại")
    number, detail, href = tasks(recorder)["lô nhiều tem hơn số gói"]
    assert (number, detail) == ("1", f"{made.lot_code} thừa 3 tem")
    assert href == f"/coop/lo/{made.code}"
    assert next(iter(tasks(recorder))) == "lô nhiều tem hơn số gói"


def test_a_certificate_about_to_end_is_a_task(recorder: Visitor, world: World) -> None:
    for number, days in (("VG-1", 20), ("VG-2", 400), ("VG-3", -3)):
        enter(world, number=number, valid_to=TODAY + dt.timedelta(days=days))
    number, detail, _ = tasks(recorder)["giấy chứng nhận sắp hết hạn"]
    assert (number, detail) == ("1", "VG-1 đến 09/02/2026")


def test_more_tasks_than_fit_are_one_press_away(recorder: Visitor) -> None:
    many = [Task("to_pack", n, (Named("x", f"LÔ-{n}", 1),)) for n in range(1, 12)]
    with recorder.client.application.test_request_context("/coop/"):
        assert len(task_words.lines(many)) == 11
    assert task_words.SHOWN == 8


def test_every_task_has_its_words() -> None:
    """What a provider finds is shown: none is passed over for want of words."""
    assert list(home_tasks.PROVIDERS) == list(task_words.TASKS)


def statements(world: World) -> int:
    with world.view() as view, counted(world.store.reader) as cost:
        home_views.day(view, world.who.manager)
    return cost.statements


def test_sixty_lots_cost_no_more_statements_than_a_few(world: World) -> None:
    """Not even where each of them has labels, complaints and drafts of its own."""

    def more(count: int) -> None:
        source = world.harvest(100 * count).code
        for n in range(count):
            made = world.pack(source, 10, quantity=Quantity(30_000, "g"))
            if n % 2:
                world.publish(made.code)
            with world.by(world.who.manager) as work:
                asked = ComplaintRequest(made.code, ComplaintKind.OTHER, "x", TODAY)
                complaints.note(work, asked)
                form = drafts.FormAt("workspace.record_packing", {"code": made.code})
                if n < 20:
                    drafts.save(work, form, f"key-{count}-{n}-more", [("weight", "1")])

    more(4)
    few = statements(world)
    more(60)
    assert statements(world) <= few
    assert few <= 62


def test_a_lot_that_waits_for_the_scale_stands_there_alone(world: World, recorder: Visitor) -> None:
    world.harvest(100, estimated=True)
    found = tasks(recorder)
    assert not any("chờ đóng gói" in title for title in found)
    assert sum("chờ cân" in title for title in found) == 1
