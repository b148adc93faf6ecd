"""Putting entries right on the pages: both figures stay, and what stands in the way is shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.people import TODAY, World
from tests.services.test_deliveries import send
from tests.services.test_runs import run
from tests.web.lot_visits import Page, Visitor, app_of, confirm
from traceability.domain.deliveries import To
from traceability.services import arrivals, batches, deliveries
from traceability.services.runs import SPLIT
from traceability.store.queries import events

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
CASES = [
    each
    for each in json.loads(Path("tests/vectors/bad_inputs.json").read_text(encoding="utf-8"))
    if each["area"] == "weight"
]


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


def path(world: World, code: str, what: str = "sua") -> str:
    return f"/coop/ghi-chep/{world.entry(code)}/{what}"


def field(world: World, code: str, of: str | None = None) -> str:
    return f"{world.entry(of or code)}_{code}"


def amend(visitor: Visitor, world: World, code: str, /, **typed: str) -> Page:
    at = path(world, code)
    return visitor.send(at, at, **{"reason_kind": "other"} | typed)


def test_a_weight_is_put_right_and_both_stay(world: World, recorder: Visitor) -> None:
    code = world.harvest(1000).code
    typed = {field(world, code): "100 kg", "reason": "thừa một số không"}
    at = path(world, code)
    shown = amend(recorder, world, code, **typed)
    assert "1.000 kg" in shown.text
    assert "100 kg" in shown.text
    assert world.on_hand(code) == (1_000_000, "open")
    done = confirm(recorder, at, shown)
    page = recorder.get(done.place)
    assert "Đã đính chính một ghi chép." in page.text
    for words in ("100 kg", "1.000 kg", "thừa một số không", "Trước đó ghi khác"):
        assert words in page.text
    assert world.on_hand(code) == (100_000, "open")
    assert world.differences() == []


def test_what_stands_in_the_way_joins_the_form(world: World, recorder: Visitor) -> None:
    code = world.harvest(100).code
    made = run(world, "wash", [code], [90]).made[0].code
    refused = amend(
        recorder,
        world,
        code,
        **{field(world, code): "80 kg", "reason": "cân lại"},
    )
    assert refused.status == 422
    assert "đã lấy ra nhiều hơn số có" in refused.text
    assert field(world, code, made) in refused.source
    at = path(world, code)
    both = {
        field(world, code): "80 kg",
        field(world, code, made): "80 kg",
        field(world, made): "75 kg",
        "more": world.entry(made),
        "reason_kind": "weighed_again",
        "reason": "",
    }
    confirm(recorder, at, recorder.send(at, at, **both))
    assert world.on_hand(code) == (0, "closed")
    assert world.on_hand(made) == (75_000, "open")
    assert world.differences() == []


def test_what_is_taken_back_takes_what_rests_on_it(world: World, recorder: Visitor) -> None:
    code = world.harvest(100).code
    made = run(world, "wash", [code], [90]).made[0].code
    at = path(world, code, "rut")
    assert "Có một ghi chép khác dựa trên ghi chép này" in recorder.get(at).text
    done = recorder.send(at, at, more=world.entry(made), reason_kind="wrong_garden")
    assert "Đã rút lại 2 ghi chép." in recorder.get(done.place).text
    assert world.on_hand(made) == (0, "retracted")
    assert "đã rút lại" in recorder.get(f"/coop/lo/{made}").text
    assert world.differences() == []


def test_why_is_asked(world: World, recorder: Visitor) -> None:
    code = world.harvest(100).code
    refused = amend(
        recorder,
        world,
        code,
        **{field(world, code): "80 kg", "reason": " "},
    )
    assert refused.status == 422
    assert 'id="reason-error"' in refused.source
    assert "80 kg" in refused.source


def test_the_buyer_reads_both_figures(world: World, recorder: Visitor) -> None:
    packed = world.packed(packages=40).code
    typed = {f"{world.entry(packed)}_packages": "38", "reason": "đếm lại"}
    at = path(world, packed)
    confirm(recorder, at, amend(recorder, world, packed, **typed))
    page = recorder.get(f"/{packed}")
    assert "38" in page.text
    assert "Đính chính ngày" in page.text
    assert "<del>40 × 2 kg</del>" in page.source


def test_a_lot_taken_back_says_so_to_the_buyer(world: World, recorder: Visitor) -> None:
    packed = world.packed().code
    at = path(world, packed, "rut")
    recorder.send(at, at, reason_kind="other", reason="ghi nhầm")
    page = recorder.get(f"/{packed}")
    assert page.status == 200
    assert "Lô này đã được rút khỏi sổ" in page.text


def test_a_guess_waits_for_the_scale(world: World, recorder: Visitor) -> None:
    ground = recorder.get("/coop/thu-hoach/moi").form("thu-hoach")["area_code"]
    at = "/coop/thu-hoach/moi"
    shown = recorder.send(at, at, area_code=ground, weight="100", unit="kg")
    done = recorder.post(at, {**shown.form(at), "confirm": "yes", "estimated": "yes"})
    page = recorder.get(done.place)
    assert "Chờ cân: khối lượng của lô là số ước" in page.text
    entries = recorder.get(f"{done.place}/ghi-chep")
    assert "số ước, chờ cân" in entries.text


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_hostile_figures_are_refused_at_their_field(
    world: World, recorder: Visitor, case: dict[str, str]
) -> None:
    code = world.harvest(100).code
    name = field(world, code)
    typed = case["input"].strip('"')
    answer = amend(recorder, world, code, **{name: typed, "reason": "cân lại"})
    assert answer.status in (200, 422), answer.text
    if answer.status == 422:
        assert answer.error_at(name)
        assert answer.form("sua")[name] == typed
    assert world.on_hand(code) == (100_000, "open")


def test_all_that_breaks_is_listed_at_once_with_what_it_would_need(
    world: World, recorder: Visitor
) -> None:
    """Three levels below a harvest: one page names all, filled in, and one submission does it."""
    code = world.harvest(620).code
    washed = run(world, "wash", [code], [620]).made[0].code
    one, two = (each.code for each in run(world, SPLIT, [washed], [310, 310]).made)
    packed = world.pack(one, packages=155).code
    refused = amend(
        recorder,
        world,
        code,
        **{field(world, code): "600 kg", "reason": "gõ nhầm"},
    )
    assert refused.status == 422
    assert "Sửa cùng 3 ghi chép đứng sau" in refused.text
    form = refused.form("sua")
    assert form[field(world, code, washed)] == "600 kg"
    assert form[field(world, two, one)] == "300 kg"
    assert form[f"{world.entry(packed)}_packages"] == "150"
    at = path(world, code)
    more = [world.entry(each) for each in (washed, one, packed)]
    shown = recorder.post(at, {**form, "more": more})
    done = confirm(recorder, at, shown, more=more)
    assert "Đã đính chính 4 ghi chép." in recorder.get(done.place).text
    assert world.on_hand(packed) == (300_000, "open")
    assert world.on_hand(two) == (300_000, "open")
    assert world.differences() == []


def test_a_note_that_was_answered_is_named_when_the_page_opens(
    world: World, recorder: Visitor
) -> None:
    code = world.harvest(100, TODAY).code
    note = send(world, code, kind=To.COOPERATIVE, to=world.who.foreign).code
    page = recorder.get(path(world, code, "rut"))
    assert "Rút lại 2 ghi chép" in page.text
    with world.by(world.who.stranger) as work:
        arrivals.register(work, arrivals.ArrivalRequest(note, TODAY, ()))
    page = recorder.get(path(world, code, "rut"))
    assert "bên nhận đã trả lời" in page.text
    assert f"/coop/giao-hang/{note}" in page.source
    assert "Rút lại 2 ghi chép" not in page.text


@pytest.mark.parametrize(
    ("lang", "words"),
    [("vi", "gõ nhầm số"), ("en", "a wrong figure was typed"), ("zh", "数字输入有误")],
)
def test_the_buyer_reads_the_kind_of_mistake_and_no_word_of_it(
    world: World, recorder: Visitor, lang: str, words: str
) -> None:
    packed = world.packed(packages=40).code
    typed = {f"{world.entry(packed)}_packages": "38", "reason_kind": "wrong_figure"}
    at = path(world, packed)
    confirm(recorder, at, amend(recorder, world, packed, **typed, reason="chị Liều gõ nhầm"))
    page = recorder.get(f"/{packed}?lang={lang}")
    line = page.source.partition("<del>")[2].partition("</p>")[0]
    assert words in line
    assert "Liều" not in page.source
    told = recorder.get(f"/coop/lo/{packed}/ghi-chep").text
    assert "lý do: gõ nhầm số – chị Liều gõ nhầm" in told
    assert world.differences() == []


def test_a_kind_is_reason_enough_but_for_another(world: World, recorder: Visitor) -> None:
    code = world.harvest(100).code
    at, typed = path(world, code), {field(world, code): "80 kg", "reason": ""}
    assert amend(recorder, world, code, **typed, reason_kind="").error_at("reason_kind")
    other = amend(recorder, world, code, **typed, reason_kind="other")
    assert other.error_at("reason")
    asked = amend(recorder, world, code, **typed, reason_kind="weighed_again")
    assert confirm(recorder, at, asked).status == 303
    assert world.on_hand(code) == (80_000, "open")


def test_a_lot_taken_back_names_the_kind_of_mistake(world: World, recorder: Visitor) -> None:
    packed = world.packed().code
    at = path(world, packed, "rut")
    recorder.send(at, at, reason_kind="wrong_garden")
    assert "Lý do đơn vị nêu: ghi nhầm vườn." in recorder.get(f"/{packed}").text
    accepted = {"Accept": "application/json"}
    told = recorder.client.get(f"/id/lot/{packed}", headers=accepted, follow_redirects=True)
    assert told.get_json()["retracted_because"] == "wrong_garden"
    assert world.differences() == []


def test_taking_back_a_published_lot_asks_what_and_how_much(
    world: World, recorder: Visitor
) -> None:
    packed = world.packed(40).code
    with world.view() as view:
        lot = batches.known(view, packed).lot_code
    asked = recorder.get(path(world, packed, "rut"))
    said = asked.text.replace("\u00a0", " ").replace("\u2011", "-")
    assert f"Đóng gói: rút lại 40 gói (80 kg) của lô {lot}?" in said
    assert "Lô này đã được rút khỏi sổ" in said
    for figure in ("Cân hoặc đếm lại", "Gõ nhầm số"):
        assert figure not in said
    raw = recorder.get(path(world, world.harvest(10).code, "rut")).text
    assert "Lô này đã được rút khỏi sổ" not in raw
    # Of a note nothing is told anew: there a wrong figure is a reason to take it back.
    note = send(world, packed)
    with world.view() as view:
        event = deliveries.known(view, note.code).event_seq
        shown = events.by_seq(view.db, [event])[event].event_id
    assert "Gõ nhầm số" in recorder.get(f"/coop/ghi-chep/{shown}/rut").text
