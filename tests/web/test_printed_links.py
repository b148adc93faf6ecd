"""Labels that carry a GS1 Digital Link: ordered, drawn, read from the file, opened, linked."""

from __future__ import annotations

from pathlib import Path

import pytest

import labels
from tests.people import World, orange_revision
from tests.web.digital_link_doors import GTIN, Goods, goods
from tests.web.lot_visits import HOST, Visitor, app_of, draw_jobs
from traceability.services import parties, products

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


def path_of(batch: str) -> str:
    return f"/coop/lo/{batch}/in-tem"


def printed(world: World, recorder: Visitor, made: Goods, stock: str) -> list[str]:
    """What a camera reads on a sheet of three labels that were ordered with links."""
    run = recorder.send(path_of(made.code), count="3", stock=stock, address="gs1").place
    draw_jobs(world)
    file = recorder.printed(run).answer.data
    return [each for each in labels.decode_sheets(file, labels.STOCKS[stock]) if each]


def test_a_printed_link_opens_the_page_of_its_label(world: World, recorder: Visitor) -> None:
    made = goods(world)
    found = printed(world, recorder, made, "3474")
    assert len(set(found)) == 3
    for each in found:
        scheme, _, rest = each.partition("://")
        host, _, path = rest.partition("/")
        assert (scheme, host.lower()) == ("https", "tem.hagiang.vn")
        code = path.rpartition("/")[2]
        assert path == f"01/{GTIN}/10/{made.lot}/21/{code}"
        led = recorder.client.get(f"/{path}", base_url=HOST)
        assert (led.status_code, led.headers["Location"].endswith(f"/{code}")) == (307, True)


def test_a_scanned_link_is_read_where_labels_are_linked(world: World, recorder: Visitor) -> None:
    made = goods(world)
    first, *_rest = printed(world, recorder, made, "3474")
    page = recorder.get(f"/coop/tem/tim?q={first}")
    assert "Tem số 1" in page.text or "tem số 1" in page.text


def test_a_link_is_read_from_the_smallest_labels_too(world: World, recorder: Visitor) -> None:
    found = printed(world, recorder, goods(world), "L7651")
    assert len(set(found)) == 3


def test_only_goods_under_a_gtin_are_offered_one(world: World, recorder: Visitor) -> None:
    plain = path_of(world.packed().code)
    assert "GS1" not in recorder.get(plain).text
    form = recorder.get(plain).form() | {"address": "gs1"}
    page = recorder.post(plain, form)
    assert page.status == 422
    assert "Hãy chọn địa chỉ ngắn" in page.text


def test_a_number_in_dispute_is_not_printed(world: World, recorder: Visitor) -> None:
    made = goods(world)
    assert "GS1" in recorder.get(path_of(made.code)).text
    with world.by(world.who.stranger) as work:
        other = parties.known(work, world.who.stranger.party or 0)
        rival = products.create(work, other, "sanh_orange", orange_revision("Cam"), gtin=GTIN)
        assert rival.gtin_state == "conflict"
    page = recorder.get(path_of(made.code))
    assert "GS1" not in page.text
    assert recorder.post(path_of(made.code), page.form() | {"address": "gs1"}).status == 422
