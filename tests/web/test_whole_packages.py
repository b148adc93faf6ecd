"""Packages leave whole: boxes by their number, sacks by number, name or weight."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.people import World
from tests.services.test_deliveries import hand_over
from tests.services.test_gate_and_herbs import pack, sacks
from tests.web.lot_visits import Visitor, app_of, confirm
from tests.web.test_delivery_pages import ask, sent

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


def test_half_a_package_does_not_leave(world: World, recorder: Visitor) -> None:
    lot = world.packed(40).code
    refused = ask(recorder, "walk_in", lot, **{f"much_{lot}": "61 kg"})
    assert refused.status == 422
    for said in ("Mỗi gói 2 kg", "60 kg (30 gói)", "62 kg (31 gói)"):
        assert said in refused.text.replace("\u00a0", " "), refused.text
    sent(recorder, "walk_in", lot, **{f"much_{lot}": "60 kg"})
    assert world.on_hand(lot) == (20_000, "open")
    over = ask(recorder, "walk_in", lot, **{f"much_{lot}": "11"})
    assert "chỉ còn 10 gói (20 kg)" in over.text.replace("\u00a0", " ")
    path = f"/coop/lo/{lot}/ghi-giam"
    lost = recorder.send(path, path, cause="spoiled", weight="3 kg")
    assert lost.status == 422
    assert "2 kg (1 gói) hoặc 4 kg (2 gói)" in lost.text.replace("\u00a0", " ")


def test_sacks_leave_by_number_name_or_weight(world: World, recorder: Visitor) -> None:
    grown, made = sacks(world)
    lot = pack(world, grown, made, None, weights=(24_800, 25_100, 25_000)).code
    world.publish(lot)

    def answer(much: str) -> str:
        return ask(recorder, "walk_in", lot, **{f"much_{lot}": much}).text.replace("\u00a0", " ")

    assert "Chưa rõ bao nào" in answer("1")
    assert "Chưa rõ bao nào" in answer("1 bao")
    assert "Gần nhất là 25 kg hoặc 25,1 kg" in answer("25,05 kg")
    assert "bao 1 đến bao 3" in answer("bao 4")
    assert "49,8 kg" in answer("bao 1, 3")
    assert "74,9 kg" in answer("3 bao")
    assert "chỉ còn 3 bao" in answer("4")
    assert "bao 1–2" in answer("1–2")
    assert "bao 1, 3" in answer("1, 3")
    assert "Không đọc được bao nào" in answer("bao x")
    sent(recorder, "walk_in", lot, **{f"much_{lot}": "bao 1 và 3"})
    assert world.on_hand(lot) == (25_100, "open")
    assert "Bao 3 của lô" in answer("bao 2–3")
    assert world.differences() == []


def printed(pdf: bytes) -> str:
    """What stands on a paper."""
    pages = (" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(pages).replace("\u00a0", " ")


def test_a_lot_says_where_each_sack_is(world: World, recorder: Visitor) -> None:
    grown, made = sacks(world)
    lot = pack(world, grown, made, None, weights=(24_800, 25_100, 25_000)).code
    world.publish(lot)
    assert "3 bao cân riêng: 1–3" in recorder.get("/coop/giao-hang/moi/walk_in").text
    note = sent(recorder, "walk_in", lot, **{f"much_{lot}": "bao 1"})
    path = f"/coop/lo/{lot}/ghi-giam"
    assert "Còn bao 2–3." in recorder.get(path).text
    wrong = recorder.send(path, path, cause="sample", sacks="1", weight="")
    assert (wrong.status, "đã đi rồi" in wrong.text) == (422, True)
    asked = {"cause": "sample", "sacks": "2", "weight": "0,1 kg"}
    assert "100 g" in recorder.send(path, path, **asked).text.replace("\u00a0", " ")
    recorder.send(path, path, **asked, confirm="yes")
    page = recorder.get(f"/coop/lo/{lot}").text.replace("\u00a0", " ")
    for said in ("còn bao 2–3 50 kg", "đã giao bao 1 24,8 kg Phiếu", "mẫu thử bao 2 100 g"):
        assert said in page, page
    assert "bao 1" in note.text
    listed = printed(recorder.get(f"/coop/lo/{lot}/danh-sach-bao.pdf").answer.data)
    for said in ("1/3", "phiếu 1/2026", "còn 25 kg, mẫu thử", "2 bao, 50 kg"):
        assert said in listed, listed
    assert world.differences() == []


def test_packages_are_typed_as_whole_numbers(world: World, recorder: Visitor) -> None:
    """What stands before "gói" counts them, with the word or without; a part of one is none."""
    lot = world.packed(40).code
    for part in ("15,0", "1,5", "20.5", "1,5 gói"):
        refused = ask(recorder, "walk_in", lot, **{f"much_{lot}": part})
        assert refused.status == 422, part
        assert "số nguyên" in refused.error_at(f"much_{lot}"), part
    for typed in ("10", "10 gói", "10 hộp", "10 Túi"):
        shown = ask(recorder, "walk_in", lot, **{f"much_{lot}": typed})
        assert "20 kg" in shown.text.replace("\u00a0", " "), typed
    sent(recorder, "walk_in", lot, **{f"much_{lot}": "10 gói"})
    assert world.on_hand(lot) == (60_000, "open")


def test_a_handover_of_packages_is_counted(world: World, tmp_path: Path) -> None:
    """The receiver counts what the note counts; half a package did not come."""
    lot = world.packed(40).code
    world.publish(lot)
    path = f"/coop/hang-den/{hand_over(world, lot).code}"
    stranger = Visitor(app_of(world, files=tmp_path), world, "stranger")
    form = stranger.get(path).form("hang-den")
    key = f"received_{lot}"
    assert form[key] == "40"
    half = stranger.post(path, form | {key: "37,5 kg"})
    assert half.status == 422
    assert "36 kg (18 gói)" in half.error_at(key).replace("\u00a0", " ")
    assert "số nguyên" in stranger.post(path, form | {key: "37,5"}).error_at(key)
    assert "nhận 82 kg" in stranger.post(path, form | {key: "41"}).error_at(key)
    for typed in ("38 gói", "38", "76 kg"):
        shown = stranger.post(path, form | {key: typed})
        assert "thiếu 4 kg" in shown.text.replace("\u00a0", " "), typed
    assert confirm(stranger, path, shown).status == 303
    assert world.differences() == []
