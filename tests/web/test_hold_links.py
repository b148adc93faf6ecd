"""From a hold to what it stands on: the lot, the diary, the report, the case, and who ends it."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.people import PICKED_ON, World
from tests.services.test_deliveries import arrive, hand_over
from tests.services.test_diary import sprayed
from tests.web.lot_visits import Visitor, app_of
from traceability.services import recalls
from traceability.services.deliveries import Send
from traceability.store.queries import batches


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def app(world: World, tmp_path: Path) -> Flask:
    return app_of(world, files=tmp_path)


def test_a_hold_for_a_wait_leads_to_the_diary_and_the_code(world: World, app: Flask) -> None:
    sprayed(world, PICKED_ON, 7)
    lot = world.harvest(50)
    manager, officer = Visitor(app, world, "manager"), Visitor(app, world, "registrar")
    page = manager.get(f"/coop/lo/{lot.code}")
    diary = f"/coop/nhat-ky?vuon={world.who.place}"
    assert diary in page.source
    assert manager.get(diary).status == 200
    assert "bằng phiếu kiểm nghiệm đạt" in page.text
    held = officer.get("/registry/lo")
    code = f"/registry/ma/{world.who.area}#lot-{lot.code}"
    assert f'href="/registry/lo/{lot.code}"' in held.source
    assert f'href="{code}"' in officer.get(f"/registry/lo/{lot.code}").source
    assert f'href="{code}"' in Visitor(app, world, "inspector").get("/registry/lo").source
    assert f'id="lot-{lot.code}"' in officer.get(f"/registry/ma/{world.who.area}").source
    assert f'href="/registry/vung/{world.who.place}#diary"' in held.source
    assert "bằng phiếu kiểm nghiệm đạt" in held.text
    (lift,) = {each for each in held.source.split('"') if each.endswith("/go")}
    assert code in officer.get(lift).source
    assert "Ai gỡ được" in officer.get(lift).text


def test_an_order_says_whose_it_is_and_leads_to_the_lot_it_names(world: World, app: Flask) -> None:
    packed = world.packed()
    with world.view() as view:
        row = batches.by_code(view.db, packed.code)
        assert row is not None
        found = batches.by_ids(view.db, batches.ancestors(view.db, row.id))
        parent = next(each.code for each in found.values() if each.stage == "harvest")
    with world.by(world.who.manager) as work:
        recalls.order_hold(work, parent, "kiểm tra lại")
    manager = Visitor(app, world, "manager")
    page = manager.get(f"/coop/lo/{packed.code}")
    assert f'Lệnh đặt ở lô <a href="/coop/lo/{parent}"' in page.source
    assert "đơn vị tự đặt lệnh này" in page.text
    call = manager.get(f"/coop/lo/{packed.code}/phan-anh")
    assert f"{packed.code}/tam-ngung" not in call.source
    assert f'href="/coop/lo/{parent}"' in call.source
    assert f'href="/coop/lo/{packed.code}"' in call.source


def test_a_handover_leads_to_its_lot_and_back(world: World, app: Flask) -> None:
    first = hand_over(world, Send(world.packed().code)).code
    theirs = Visitor(app, world, "stranger")
    waiting = theirs.get("/coop/hang-den")
    assert "Một phiếu chờ bạn nhận hoặc trả lại" in waiting.text
    assert waiting.source.count(f'href="/coop/hang-den/{first}"') == 2
    (lot,) = arrive(world, first).codes
    note = theirs.get(f"/coop/hang-den/{first}")
    assert f'href="/coop/lo/{lot}"' in note.source
    assert f'href="/coop/hang-den/{first}"' in theirs.get(f"/coop/lo/{lot}").source
    assert "Không còn phiếu nào chờ trả lời" in theirs.get("/coop/hang-den").text
