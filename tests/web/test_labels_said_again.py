"""One key is one sending with its name and reason; files for elsewhere are moved for no printer."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest

from tests.blank_labels import blank, book
from tests.people import World
from tests.web.lot_visits import Visitor, app_of, draw_jobs
from traceability.services import label_links, printers

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def visitors(world: World, tmp_path: Path) -> dict[str, Visitor]:
    app = app_of(world, files=tmp_path)
    return {who: Visitor(app, world, who) for who in ("manager", "recorder")}


def test_another_name_under_the_same_key_is_refused(
    world: World, visitors: dict[str, Visitor]
) -> None:
    recorder, run = visitors["recorder"], blank(world, 40)
    path = f"/coop/tem/{run}/ghi/giao"
    form = recorder.get(path).form() | {"numbers": "1-20", "to": "team"}
    answers = [recorder.post(path, form | {"name": name}) for name in ("Tổ A", "Tổ A", "Tổ B")]
    assert [each.status for each in answers] == [303, 303, 409]
    kept = [each.keeper.name for each in book(world, run).lines if each.keeper is not None]
    assert kept == ["Tổ A"]


def test_another_reason_under_the_same_key_is_refused(
    world: World, visitors: dict[str, Visitor]
) -> None:
    manager, run = visitors["manager"], blank(world, 10)
    path = f"/coop/tem/{run}/ghi/mat"
    form = manager.get(path).form() | {"numbers": "1-2"}
    reasons = ("rơi dọc đường", "ướt cả cuộn")
    assert [manager.post(path, form | {"reason": each}).status for each in reasons] == [303, 409]
    with world.by(world.who.manager) as work:
        label_links.void_all(work, run, [(3, 3)], "ngỡ giả")
    path = "/coop/tem/khoi-phuc"
    form = manager.get(path).form() | {"code": world.item_codes(run)[2]}
    assert [manager.post(path, form | {"reason": each}).status for each in reasons] == [303, 409]


def moved(data: bytes) -> bool:
    """Whether a file begins by taking back the 2 mm that the printer puts the page to the right."""
    contents = pypdf.PdfReader(io.BytesIO(data)).pages[0].get_contents()
    assert contents is not None
    return b"-5.66929 0 cm" in contents.get_data()[:120]


def test_an_export_is_exact_and_a_part_is_for_the_printer_of_its_page(
    world: World, visitors: dict[str, Visitor]
) -> None:
    manager = visitors["manager"]
    sent = manager.send(
        "/coop/tem/in-truoc", pack=f"{world.who.product}:1", count="6", stock="L7160", start="1"
    )
    draw_jobs(world)
    run = sent.place.rsplit("/", 1)[1]
    with world.by(world.who.manager) as work:
        printers.add(work, printers.Measured("Máy lệch", None, 100_000, 22_000, 20_000))
    manager.send(f"/coop/tem/{run}/ghi/in-tiep", "", last_good="4", start="1")
    fields = {"first": "1", "last": "6", "form": "pdf", "reason": "giấy kẹt"}
    manager.send(f"/coop/tem/{run}/ghi/xuat-tep", "", **fields)
    page = manager.get(f"/coop/tem/{run}/so").source
    part = next(each for each in page.split('"') if "/in-tiep/1.pdf" in each)
    assert "?may=" in part
    files = [part, part.partition("?")[0], f"/coop/tem/{run}/tep/1"]
    assert [moved(manager.get(each).answer.data) for each in files] == [True, False, False]
