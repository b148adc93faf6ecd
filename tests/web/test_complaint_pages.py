"""A call about a lot: found from the search box, noted, answered, and seen by nobody else."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.people import World
from tests.web.lot_visits import Visitor
from traceability.store.models import Complaint


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def recorder(app: Flask, world: World) -> Visitor:
    return Visitor(app, world, "recorder")


def noted(visitor: Visitor, code: str, **typed: str) -> str:
    """A complaint that was noted; where one is then."""
    fields = {"kind": "quality", "said": "Cam khô", "by": "chị Hoa"} | typed
    page = f"/coop/lo/{code}/phan-anh/moi"
    answer = visitor.send(page, page, **fields)
    assert answer.status == 303, answer.text
    return answer.place


def test_a_call_from_the_search_box_to_the_answer(recorder: Visitor, world: World) -> None:
    made = world.packed(40)
    run = world.print_labels(made.code, 40)
    world.link(run, 1, 22)
    label = world.item_codes(run)[6]
    for typed in (made.lot_code, made.code, label):
        hits = recorder.get(f"/tim?q={typed}")
        assert f'href="/coop/lo/{made.code}/phan-anh"' in hits.source, typed
    screen = recorder.get(f"/coop/lo/{made.code}/phan-anh")
    assert "Tem 1–22" in screen.text
    assert "Ghi nhận phản ánh" in screen.text
    assert "tam-ngung" not in screen.source  # holding a lot is the manager's
    manager = Visitor(recorder.client.application, world, "manager")
    hold = f"/coop/lo/{made.code}/tam-ngung"
    assert f'href="{hold}"' in manager.get(f"/coop/lo/{made.code}/phan-anh").source
    assert manager.get(hold).status == 200
    place = noted(recorder, made.code)
    assert recorder.get(place).text.count("chưa trả lời") == 1
    assert "Cam khô" in recorder.get(f"/coop/lo/{made.code}").text
    home = recorder.get("/coop/hom-nay")
    assert "cuộc gọi phản ánh chờ trả lời" in home.text
    link = re.search(r'href="(/coop/phan-anh/[^"]+)"', recorder.get(place).source)
    assert link
    form = {**recorder.get(link[1]).form(link[1]), "answer": "Đã đổi hàng"}
    assert recorder.post(link[1], form).status == 303
    assert recorder.post(link[1], form).status == 303  # the same sending again
    shown = recorder.get(place).text
    assert "Đã đổi hàng" in shown
    assert "chưa trả lời" not in shown
    assert "cuộc gọi phản ánh chờ trả lời" not in recorder.get("/coop/hom-nay").text
    again = recorder.get(link[1])
    assert "Đã đổi hàng" in again.text
    assert 'name="answer"' not in again.source


def test_nobody_else_reads_it(app: Flask, recorder: Visitor, world: World) -> None:
    made = world.packed(40)
    noted(recorder, made.code, said="Cam khô đắng", by="chị Hoa 0912")
    for path in (f"/coop/lo/{made.code}/phan-anh", f"/coop/lo/{made.code}/phan-anh/moi"):
        assert Visitor(app, world, "stranger").get(path).status == 404
        assert Visitor(app, world, "registrar").get(path).status == 404
    public = Visitor(app, world).get(f"/{made.code}")
    assert public.status == 200
    assert "Cam khô đắng" not in public.source
    assert "0912" not in Visitor(app, world, "stranger").get("/coop/hom-nay").source


def test_what_cannot_be_read_is_told_at_its_field(recorder: Visitor, world: World) -> None:
    page = f"/coop/lo/{world.harvest(10).code}/phan-anh/moi"
    empty = recorder.send(page, page, kind="", said=" ", said_on="mai kia")
    assert empty.status == 422
    for field in ("kind", "said", "said_on"):
        assert empty.error_at(field)
    assert recorder.send(page, page, kind="mood", said="x").status == 422
    long = recorder.send(page, page, kind="other", said="dài " * 400)
    assert long.error_at("said")
    assert long.form(page)["kind"] == "other"
    with world.view() as view:
        assert view.db.query(Complaint).count() == 0


def test_hostile_words_are_refused_or_stand_as_text(recorder: Visitor, world: World) -> None:
    code = world.harvest(10).code
    page = f"/coop/lo/{code}/phan-anh/moi"
    for word in ("<script>alert(1)</script>", "'; DROP TABLE complaint; --", "=1+1", "{{ 7*7 }}"):
        noted(recorder, code, said=word)
    shown = recorder.get(f"/coop/lo/{code}/phan-anh")
    assert "<script>alert" not in shown.source
    assert "{{ 7*7 }}" in shown.text
    for word in ("a\0b", "\u202edảo"):
        assert recorder.send(page, page, kind="other", said=word).status == 422
