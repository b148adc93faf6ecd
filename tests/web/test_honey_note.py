"""Honey that was weighed goes by the kilogram: typed so, read so by whoever receives it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.families import extracted, hives, jars, pack
from tests.people import World
from tests.web.lot_visits import Visitor, app_of, confirm
from traceability.services import delivery_views
from traceability.store import models

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
FORM = "/coop/giao-hang/moi/walk_in"


def test_kilograms_are_typed_sent_and_answered(world: World, tmp_path: Path) -> None:
    recorder = Visitor(app_of(world, files=tmp_path), world, "recorder")
    area, _place = hives(world)
    lot = extracted(world, area, 75, density=1_420).code
    fields = recorder.get(f"{FORM}?lo={lot}").form("moi/")
    shown = recorder.post(FORM, {**fields, f"much_{lot}": "70 kg"})
    assert "70 kg" in shown.text.replace("\u00a0", " ")
    done = confirm(recorder, FORM, shown)
    note = done.place.rpartition("/")[2]
    assert "70 kg" in recorder.get(done.place).text.replace("\u00a0", " ")
    with world.view() as view:
        row = view.db.query(models.DeliveryNote).filter_by(code=note).one()
        secret = delivery_views.shown(view, world.who.recorder, row.code).secret
    nobody = Visitor(recorder.client.application, world)
    page = nobody.get(f"/phieu/{secret}?lang=zh")
    assert "70 kg</b>（49.296 L）" in page.source
    assert re.search(rf'name="received_{lot}" value="70 kg"', page.source)
    said = nobody.post(f"/phieu/{secret}", {f"received_{lot}": "69,5", "name": "", "remark": ""})
    assert said.status == 303
    assert world.differences() == []


def test_jars_by_weight_are_counted_in_jars(world: World, tmp_path: Path) -> None:
    recorder = Visitor(app_of(world, files=tmp_path), world, "recorder")
    area, _place = hives(world)
    made = pack(world, extracted(world, area, 70, density=1_420).code, jars(world), 140).code
    form = recorder.get(f"{FORM}?lo={made}")
    assert form.form("moi/")[f"much_{made}"] == "140"
    assert "140 chai, hũ × 500 g" in form.text.replace("\u00a0", " ")
    shown = recorder.post(FORM, {**form.form("moi/"), f"much_{made}": "139"})
    done = confirm(recorder, FORM, shown)
    assert "139 chai, hũ" in recorder.get(done.place).text.replace("\u00a0", " ")
    assert recorder.get(f"{FORM}?lo={made}").form("moi/")[f"much_{made}"] == "1"
