"""Lots taken from others, merges and held lots by their pages; measured honey; books of honey."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.families import extracted, ground, hives
from tests.people import PICKED_ON, TODAY, World
from tests.places_of import stay
from tests.services.test_deliveries import arrive, hand_over
from tests.web.lot_visits import Visitor, app_of
from tests.web.test_slip_book_pages import fields, look
from traceability.domain.errors import Invalid
from traceability.domain.gathering import Caution
from traceability.services import batches, recalls, runs
from traceability.services.arrivals import Arrived
from traceability.services.packed_formats import told_of
from traceability.services.runs import MERGE, Make, RunRequest, Take
from traceability.store.models import Batch

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
BOOK = "/coop/so-thu-hoach"


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


def test_no_page_of_a_packed_lot_that_was_taken_breaks(world: World, tmp_path: Path) -> None:
    packed = world.packed().code
    (code,) = arrive(world, hand_over(world, packed).code, Arrived(packed)).codes
    app = app_of(world, files=tmp_path)
    stranger = Visitor(app, world, "stranger")
    found = {}
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.arguments not in ({"code"}, {"batch"}):
            continue
        if not rule.rule.startswith(("/coop/lo/", "/coop/in", "/coop/tem")):
            continue
        path = rule.rule.replace("<code>", code).replace("<batch>", code)
        found[rule.rule] = stranger.get(path).status
    assert max(found.values()) < 500, found
    assert found["/coop/lo/<code>/in-tem"] == 404
    assert found["/coop/lo/<code>"] == 200
    for path in ("/coop/in-tem-truoc", "/coop/tem", "/coop/lo", "/coop/tem/gan", "/coop/luot-quet"):
        assert stranger.get(path).status in (200, 404), path


@pytest.mark.parametrize(("moisture", "warned"), [("18.5", False), ("11", True), ("26", True)])
def test_unusual_moisture_is_warned_of(world: World, moisture: str, warned: bool) -> None:
    area, _place = hives(world)
    made = extracted(world, area, measures={"moisture": Decimal(moisture)})
    assert (Caution.MOISTURE_UNUSUAL in made.warned) is warned


@pytest.mark.parametrize("moisture", ["99", "3"])
def test_impossible_moisture_is_refused(world: World, moisture: str) -> None:
    area, _place = hives(world)
    with pytest.raises(Invalid, match="measure_out_of_range"):
        extracted(world, area, measures={"moisture": Decimal(moisture)})


def test_colonies_outside_the_province_are_warned_of(world: World) -> None:
    area, place = hives(world)
    assert Caution.STOOD_OUTSIDE not in extracted(world, area, 10).warned
    area, place = hives(world, standing=False)
    stay(world, place, 100, -30, commune=None, elsewhere="Buôn Ma Thuột")
    assert Caution.STOOD_OUTSIDE in extracted(world, area, 10).warned


@pytest.mark.parametrize(
    ("kind", "crop", "head", "cell", "told"),
    [
        ("apiary", "mint_honey", "Độ ẩm (%)", "18,5", {"measures": {"moisture": "18.5"}}),
        ("herb_cultivation", "danggui", "Bộ phận dùng", "Rễ", {"part": "root"}),
    ],
)
def test_a_book_tells_what_publishing_wants(
    world: World,
    recorder: Visitor,
    kind: str,
    crop: str,
    head: str,
    cell: str,
    told: dict[str, object],
) -> None:
    honey = kind == "apiary"
    area = hives(world)[0] if honey else ground(world, kind, crop, area_m2=10_000)[0]
    text = (
        f"Ngày thu hoạch\tMã vùng trồng\tKhối lượng\tĐơn vị\t{head}\n"
        f"{PICKED_ON:%d/%m/%Y}\t{area}\t10\t{'lít' if honey else 'kg'}\t"
    )
    bad = look(recorder, BOOK, text + ("99" if honey else "phần lạ"))
    assert head.removesuffix(" (%)") in bad.text, bad.text
    assert "Không lưu được" in bad.text or "Dòng 2" in bad.text, bad.text
    shown = look(recorder, BOOK, text + cell)
    done = recorder.post(BOOK, fields(shown, BOOK) | {"confirm": "yes"})
    assert done.status == 303, done.text
    with world.view() as view:
        code = view.db.query(Batch).filter_by(crop_code=crop).one().code
        said = told_of(view, batches.known(view, code))
    assert {key: said[key] for key in told} == told
    assert world.differences() == []


def test_litres_are_offered_for_honey_only(world: World, recorder: Visitor) -> None:
    assert 'value="lít"' not in recorder.get("/coop/thu-hoach/moi").source
    hives(world)
    assert 'value="lít"' in recorder.get("/coop/thu-hoach/moi").source


def test_a_merge_is_called_one(world: World, recorder: Visitor) -> None:
    lots = [world.harvest(50).code for _number in range(2)]
    asked = RunRequest(MERGE, tuple(Take(code) for code in lots), (Make(),), TODAY)
    with world.by(world.who.recorder) as work:
        (made,) = runs.register(work, asked).made
    page = recorder.get(f"/coop/lo/{made.code}").text
    assert "gộp lô" in page
    assert "sơ chế, chế biến" not in page


def test_packing_is_not_the_first_thing_to_do_with_a_held_lot(
    world: World, recorder: Visitor
) -> None:
    lot = world.harvest(50).code
    assert '<a class="button big" href="/coop/lo/' in recorder.get(f"/coop/lo/{lot}").source
    with world.by(world.who.manager) as work:
        recalls.order_hold(work, lot, "chờ kết quả kiểm nghiệm")
    source = recorder.get(f"/coop/lo/{lot}").source
    assert "Đóng gói lô này" in source
    assert '<a class="button big" href="/coop/lo/' not in source
    assert source.index("Làm việc khác với lô này") < source.index("Đóng gói lô này")
