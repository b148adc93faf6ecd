"""The pages of lots: what they say, the one next step, and who may see them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from tests.people import PICKED_ON, TODAY, World, orange_revision
from tests.web.lot_visits import Visitor, app_of
from traceability.services import parties, products
from traceability.store.queries import batches

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def manager(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "manager")


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


@pytest.fixture
def stranger(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "stranger")


def without_picture(world: World) -> str:
    """A product that lacks one of the items that a published lot must have."""
    bare = dataclasses.replace(orange_revision("Cam không ảnh"), picture=None)
    with world.by(world.who.manager) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        return products.create(work, coop, "sanh_orange", bare).code


def publish_action(code: str) -> str:
    return f"/coop/lo/{code}/cong-bo"


# --- the list ------------------------------------------------------------------------------------


def test_an_empty_list_says_what_will_stand_there_and_begins_it(recorder: Visitor) -> None:
    page = recorder.get("/coop/lo")
    assert "Lô đầu tiên bắt đầu từ một lần thu hoạch" in page.text
    assert 'href="/coop/thu-hoach/moi"' in page.source


def test_the_list_shows_lot_state_amount_and_age(world: World, recorder: Visitor) -> None:
    harvest = world.harvest(1234)
    page = recorder.get("/coop/lo")
    assert harvest.lot_code in page.text
    assert "chờ đóng gói" in page.text
    assert "1.234 kg" in page.text
    assert "Thu hoạch 12/01/2026 · 8 ngày" in page.text


def test_the_filters_are_in_the_url(world: World, recorder: Visitor) -> None:
    packed = world.packed(packages=40, kg=100)
    rest = world.harvest(7)
    assert packed.lot_code in recorder.get("/coop/lo?kind=packed").text
    assert rest.lot_code not in recorder.get("/coop/lo?kind=packed").text
    assert rest.lot_code in recorder.get("/coop/lo?kind=harvest&state=open").text
    assert packed.lot_code in recorder.get("/coop/lo?state=published").text
    assert "Không có lô nào như vậy" in recorder.get("/coop/lo?state=recalled").text
    assert rest.lot_code in recorder.get("/coop/lo?state=nonsense&kind=nonsense&page=x").text


def test_fifty_lots_a_page(world: World, recorder: Visitor) -> None:
    lots = [world.harvest(1).lot_code for _ in range(51)]
    first, second = recorder.get("/coop/lo"), recorder.get("/coop/lo?page=2")
    assert "page=2" in first.source
    assert lots[0] not in first.text
    assert lots[0] in second.text
    assert lots[-1] not in second.text


# --- one lot -------------------------------------------------------------------------------------


def test_a_harvest_with_stock_is_packed_next(world: World, recorder: Visitor) -> None:
    harvest = world.harvest(100, household=world.who.household)
    page = recorder.get(f"/coop/lo/{harvest.code}")
    assert f'class="button big" href="/coop/lo/{harvest.code}/dong-goi"' in page.source
    assert "Giàng Thị Mỷ" in page.text
    assert "VN-HGOR-0128" in page.text
    assert "mục thông tin truy xuất" not in page.text


def test_a_harvest_without_stock_has_no_next_step(world: World, recorder: Visitor) -> None:
    harvest = world.harvest(100)
    packed = world.pack(harvest.code, 40)
    page = recorder.get(f"/coop/lo/{harvest.code}")
    assert "button big" not in page.source
    assert "nhập 100 kg xuất 100 kg tồn 0 kg" in page.text
    assert f'href="/coop/lo/{packed.code}"' in page.source


def test_a_packed_lot_says_where_it_came_from_and_what_was_lost(
    world: World, recorder: Visitor
) -> None:
    harvest = world.harvest(100)
    packed = world.pack(harvest.code, 40)
    page = recorder.get(f"/coop/lo/{packed.code}")
    assert f'href="/coop/lo/{harvest.code}"' in page.source
    assert "40 gói × 2 kg" in page.text
    assert "Hao hụt 20 kg: rụng cuống, loại ra" in page.text
    assert "đang hiệu lực vào ngày thu hoạch" in page.text


def test_the_meter_counts_and_names_what_is_missing(world: World, manager: Visitor) -> None:
    packed = world.pack(world.harvest(100).code, 40, product=without_picture(world))
    page = manager.get(f"/coop/lo/{packed.code}")
    assert "Có 7/10 mục thông tin truy xuất" in page.text
    assert "còn thiếu: hình ảnh" in page.text
    assert "button big" not in page.source


def test_who_has_looked_publishes_with_a_tick(world: World, recorder: Visitor) -> None:
    packed = world.pack(world.harvest(100).code, 40)
    path = f"/coop/lo/{packed.code}"
    assert "Từ lúc công bố, ai có mã" in recorder.get(path).text
    sent = recorder.send(path, publish_action(packed.code), confirm="yes")
    assert (sent.status, sent.place) == (303, path)
    page = recorder.get(path)
    assert f"Đã công bố lô {packed.lot_code}" in page.text
    assert f'class="button big" href="{path}/in-tem"' in page.source
    assert f'href="/{packed.code}"' in page.source


def test_who_has_not_is_shown_what_everybody_will_see(world: World, recorder: Visitor) -> None:
    packed = world.pack(world.harvest(100).code, 40)
    path, action = f"/coop/lo/{packed.code}", publish_action(packed.code)
    asked = recorder.send(path, action)
    assert asked.status == 200
    for said in ("Mọi người sẽ thấy", "VN-HGOR-0128", "Xã Vĩnh Tuy", "Công bố rồi thì không rút"):
        assert said in asked.text
    assert "Ghi sai thì sửa hoặc rút lại ở “Ghi chép của lô”" in asked.text
    assert f'href="{path}/ghi-chep"' in asked.source
    assert recorder.get(f"/{packed.code}").status == 404  # nothing yet
    done = recorder.post(action, {**asked.form(action), "confirm": "yes"})
    assert (done.status, done.place) == (303, path)
    assert recorder.get(f"/{packed.code}").status == 200
    again = recorder.post(action, asked.form(action))
    assert (again.status, again.place) == (303, path)


def test_publishing_twice_is_once(world: World, recorder: Visitor) -> None:
    packed = world.pack(world.harvest(100).code, 40)
    path = f"/coop/lo/{packed.code}"
    form = recorder.get(path).form(publish_action(packed.code)) | {"confirm": "yes"}
    answers = [recorder.post(publish_action(packed.code), form).status for _ in range(2)]
    assert answers == [303, 303]


def test_what_is_missing_is_said_on_the_lot_when_publishing_is_refused(
    world: World, manager: Visitor
) -> None:
    packed = world.pack(world.harvest(100).code, 40, product=without_picture(world))
    page = manager.post(publish_action(packed.code), {"csrf_token": manager.token()})
    assert page.status == 422
    assert "Chưa công bố được, còn thiếu: hình ảnh" in page.text
    with world.view() as view:
        batch = batches.by_code(view.db, packed.code)
        assert batch is not None
        assert batches.stock(view.db, batch.id).published_on is None


def test_a_held_lot_says_why_and_what_to_do(world: World, recorder: Visitor) -> None:
    world.suspend(dt.date(2026, 1, 1))
    harvest = world.harvest(100)
    page = recorder.get(f"/coop/lo/{harvest.code}")
    assert "Tạm ngừng xuất, cách ly lô từ 20/01/2026" in page.text
    assert "mã số vùng trồng không hiệu lực vào ngày thu hoạch" in page.text
    assert "Hỏi cơ quan cấp mã để khôi phục" in page.text
    assert "tạm dừng vào ngày thu hoạch" in page.text
    assert f"/coop/lo/{harvest.code}/dong-goi" in page.source  # packing goes on meanwhile


def test_a_held_pack_has_no_next_step(world: World, recorder: Visitor) -> None:
    world.suspend(dt.date(2026, 1, 1))
    packed = world.pack(world.harvest(100).code, 40)
    page = recorder.get(f"/coop/lo/{packed.code}")
    assert "tạm ngừng xuất" in page.text
    assert "button big" not in page.source


def test_a_recalled_lot_tells_its_notice(world: World, recorder: Visitor) -> None:
    packed = world.packed()
    world.recall(packed.code)
    page = recorder.get(f"/coop/lo/{packed.code}")
    assert "Thu hồi sản phẩm từ 20/01/2026" in page.text
    assert "Không sử dụng, trả lại nơi mua" in page.text
    assert "0219 386 0000" in page.text
    assert "button big" not in page.source


def test_a_code_suspended_later_is_shown_with_both_states(world: World, recorder: Visitor) -> None:
    harvest = world.harvest(100, day=PICKED_ON)
    world.suspend(TODAY)
    page = recorder.get(f"/coop/lo/{harvest.code}")
    assert "đang hiệu lực vào ngày thu hoạch" in page.text
    assert "hôm nay tạm dừng" in page.text


# --- who -----------------------------------------------------------------------------------------


def test_another_cooperative_finds_nothing(world: World, stranger: Visitor) -> None:
    packed = world.pack(world.harvest(100).code, 40)
    assert packed.lot_code not in stranger.get("/coop/lo").text
    assert stranger.get(f"/coop/lo/{packed.code}").status == 404
    assert stranger.get("/coop/lo/000000000").status == 404
    token = stranger.token()
    assert stranger.post(publish_action(packed.code), {"csrf_token": token}).status == 404


def test_nobody_publishes_without_the_pages_token(world: World, recorder: Visitor) -> None:
    packed = world.pack(world.harvest(100).code, 40)
    assert recorder.post(publish_action(packed.code), {}).status == 400


def test_who_is_not_signed_in_is_sent_to_sign_in(world: World, tmp_path: Path) -> None:
    nobody = Visitor(app_of(world, files=tmp_path), world)
    assert nobody.get("/coop/lo").status == 302
    assert "/dang-nhap" in nobody.get("/coop/lo").place
