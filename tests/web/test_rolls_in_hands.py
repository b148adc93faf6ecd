"""Rolls by the code on their head wherever numbers are typed; and what somebody else holds."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.blank_labels import blank, book, give, spoil
from tests.people import World
from tests.web.lot_visits import Visitor, app_of, confirm
from traceability.domain.ids import grouped
from traceability.services.label_hands import Hands
from traceability.web.workspace import label_acts

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


@pytest.fixture
def run(world: World) -> str:
    """Sixty blank stickers in three rolls, and the seventh spoiled."""
    made = blank(world, 60, per_roll=20)
    spoil(world, made, "7")
    return made


def roll(world: World, run: str, number: int) -> str:
    return grouped(book(world, run).rolls[number - 1][0])


def test_a_roll_is_handed_out_and_comes_back_by_its_code(
    world: World, recorder: Visitor, run: str
) -> None:
    path, code = f"/coop/tem/{run}/ghi", roll(world, run, 1)
    sent = recorder.send(f"{path}/giao", "", numbers=code, to="team", name="Tổ Vĩnh Sơn")
    assert "Đã giao 19 tem: số 1–6, 8–20." in recorder.get(sent.place).text
    both = f"{roll(world, run, 2)}, 5"
    sent = recorder.send(f"{path}/mat", "", numbers=both, reason="rơi dọc đường")
    assert "Đã báo mất 21 tem: số 5, 21–40." in recorder.get(sent.place).text
    sent = recorder.send(f"{path}/nhan-lai", "", numbers=code)
    assert "Đã nhận lại 19 tem" in recorder.get(sent.place).text
    asked = recorder.send(f"{path}/hong", "", numbers=roll(world, run, 3), reason="ướt")
    assert "Sẽ ghi hỏng 20 tem: số 41–60." in asked.text


def test_the_code_of_no_roll_of_the_run_is_refused_by_a_sentence(
    world: World, recorder: Visitor, run: str
) -> None:
    other = roll(world, blank(world, 20, per_roll=20), 1)
    path = f"/coop/tem/{run}/ghi/nhan-lai"
    refused = recorder.send(path, "", numbers=other)
    assert refused.status == 422
    assert f"Đợt in này không có cuộn nào mang mã “{other}”" in refused.error_at("numbers")


def test_handing_out_says_who_holds_them_and_asks(
    world: World, recorder: Visitor, run: str
) -> None:
    path, home = f"/coop/tem/{run}/ghi/giao", f"household:{world.who.household}"
    assert recorder.send(path, "", numbers="8-20", to=home).status == 303
    assert recorder.send(path, "", numbers="9-10", to=home).status == 303  # theirs already
    asked = recorder.send(path, "", numbers="15-25", to="team", name="Tổ Vĩnh Sơn")
    assert asked.status == 200
    assert "Sẽ giao 11 tem: số 15–25." in asked.text
    assert re.search(r"Tem số 15–20 đang do Hộ \S+ giữ, chưa trả về\.", asked.text)
    assert "Giao cho: Tổ Vĩnh Sơn." in asked.text
    assert [line.last for line in book(world, run).lines if line.keeper][-1] == 20
    done = recorder.post(path, asked.form())
    assert "Đã giao 11 tem: số 15–25." in recorder.get(done.place).text


def test_who_agreed_is_asked_anew_where_others_hold_them_by_now(
    world: World, recorder: Visitor, run: str
) -> None:
    path, home = f"/coop/tem/{run}/ghi/giao", f"household:{world.who.household}"
    assert recorder.send(path, "", numbers="8-20", to=home).status == 303
    asked = recorder.send(path, "", numbers="15-25", to="team", name="Tổ Vĩnh Sơn")
    give(world, run, 18, 22, Hands.PERSON, "Bà Mỷ")
    again = recorder.post(path, asked.form())
    assert again.status == 200
    assert re.search(r"Tem số 15–17 đang do Hộ \S+ giữ, chưa trả về\.", again.text)
    assert "Tem số 18–22 đang do Bà Mỷ giữ, chưa trả về." in again.text
    done = recorder.post(path, again.form())
    assert "Đã giao 11 tem: số 15–25." in recorder.get(done.place).text
    assert recorder.post(path, again.form()).place == done.place  # pressed twice


def test_nobody_is_asked_of_labels_in_the_drawer(world: World, recorder: Visitor, run: str) -> None:
    path = f"/coop/tem/{run}/ghi/giao"
    assert recorder.send(path, "", numbers="41-45", to="team", name="Tổ Vĩnh Sơn").status == 303


def test_a_roll_that_is_linked_whole_says_for_which_lot_and_when(
    world: World, recorder: Visitor, run: str
) -> None:
    lot, path, code = world.packed(60, 200), "/coop/tem/kich-hoat", roll(world, run, 1)
    confirm(recorder, path, recorder.send(path, batch=lot.code, roll=code))
    said = recorder.send(path, batch=lot.code, roll=code).error_at("roll")
    assert f"Cả cuộn này (tem số 1–20) đã kích hoạt cho lô {lot.lot_code} lúc " in said
    assert "tem đầu và tem cuối" not in said


def test_what_comes_into_other_hands_before_the_write_is_asked_of(
    world: World, recorder: Visitor, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, usual = f"/coop/tem/{run}/ghi/giao", label_acts._once

    def late(*asked: Any) -> Any:
        give(world, run, 18, 22, Hands.PERSON, "Bà Mỷ")
        return usual(*asked)

    with monkeypatch.context() as patched:
        patched.setattr(label_acts, "_once", late)
        asks = recorder.send(path, "", numbers="15-25", to="team", name="Tổ Vĩnh Sơn")
    assert asks.status == 200
    assert "Tem số 18–22 đang do Bà Mỷ giữ, chưa trả về." in asks.text
    done = recorder.post(path, asks.form())
    assert "Đã giao 11 tem: số 15–25." in recorder.get(done.place).text


def test_a_roll_confirmed_in_two_tabs_is_no_mistake_and_for_another_lot_one(
    world: World, recorder: Visitor, run: str
) -> None:
    lot, other = world.packed(60, 200), world.packed(60, 200)
    path, code = "/coop/tem/kich-hoat", roll(world, run, 1)
    tabs = [recorder.send(path, batch=lot.code, roll=code) for _tab in range(2)]
    elsewhere = recorder.send(path, batch=other.code, roll=code)
    assert [confirm(recorder, path, each).status for each in tabs] == [303, 303]
    said = recorder.get(f"/coop/lo/{lot.code}/tem").text
    assert f"19 tem, số 1–20, đã kích hoạt rồi cho lô {lot.lot_code}." in said
    refused = confirm(recorder, path, elsewhere)
    assert f"cho lô {lot.lot_code} lúc" in refused.error_at("roll")
