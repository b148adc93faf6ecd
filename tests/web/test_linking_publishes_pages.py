"""Labels for a lot that is not published: offered, told before the press, and published with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.blank_labels import blank, states
from tests.people import World
from tests.services.test_linking_publishes import is_published, unpublished
from tests.web.lot_visits import Visitor, app_of

LINK = "/coop/tem/kich-hoat"


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


def test_the_form_offers_it_says_what_it_does_and_publishes(
    world: World, recorder: Visitor
) -> None:
    run, lot = blank(world), unpublished(world)
    codes = world.item_codes(run)
    assert "chưa công bố" in recorder.get(LINK).text
    asked = recorder.send(LINK, "", batch=lot, first=codes[0], last=codes[9])
    assert asked.status == 200
    assert "chưa công bố: kích hoạt là công bố luôn" in asked.text
    assert "Công bố rồi thì không rút lại" in asked.text
    assert "Kích hoạt 10 tem và công bố lô" in asked.text
    assert not is_published(world, lot)
    done = recorder.post(LINK, asked.form())
    assert done.status == 303
    told = recorder.get(done.place).text
    assert "Đã kích hoạt 10 tem" in told
    assert "đã được công bố" in told
    assert is_published(world, lot)
    assert recorder.client.get(f"/{codes[0]}").status_code == 200
    again = recorder.send(LINK, "", batch=lot, first=codes[10], last=codes[19])
    assert "kích hoạt là công bố luôn" not in again.text
    assert "và công bố lô" not in again.text


def test_what_cannot_be_published_leads_to_what_it_lacks(world: World, recorder: Visitor) -> None:
    run, lot = blank(world), unpublished(world)
    with world.by(world.who.operator) as work:
        work.db.execute(
            text("DELETE FROM private_value WHERE owner_id = :code AND field = 'name'"),
            {"code": world.who.cooperative},
        )
    codes = world.item_codes(run)
    page = recorder.send(LINK, "", batch=lot, first=codes[0], last=codes[9])
    assert page.status == 422
    assert "Chưa công bố được, còn thiếu" in page.text
    assert "Mở lô để ghi phần còn thiếu" in page.text
    assert f'href="/coop/lo/{lot}"' in page.source
    assert states(world, run) == [(1, 60, "unused")]
