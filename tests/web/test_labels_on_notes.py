"""A delivery note says which labels go with it: in its review, on its page and on its paper."""

from __future__ import annotations

import io

import pypdf
import pytest

from tests.blank_labels import in_cartons
from tests.people import World
from tests.services.test_deliveries import send
from tests.web.lot_visits import Visitor, app_of, confirm
from traceability.services import label_dispatch


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def manager(world: World) -> Visitor:
    return Visitor(app_of(world), world, "manager")


def labelled(world: World, linked: int) -> tuple[str, str]:
    lot = world.packed().code
    run = world.print_labels(lot, 20)
    world.link(run, 1, linked)
    return lot, run


def paper_of(manager: Visitor, note: str) -> str:
    answer = manager.get(f"/coop/giao-hang/{note}/phieu.pdf").answer
    (page,) = pypdf.PdfReader(io.BytesIO(answer.data)).pages
    return " ".join(page.extract_text().split())


def test_of_a_whole_lot_all_its_labels_go_and_the_review_says_so(
    world: World, manager: Visitor
) -> None:
    lot, _run = labelled(world, 12)
    form = "/coop/giao-hang/moi/walk_in"
    review = manager.send(f"{form}?lo={lot}", form)
    assert "Tem đi kèm tem số 1–12" in review.text
    note = confirm(manager, form, review)
    assert "Tem đi kèm tem số 1–12" in manager.get(note.place).text


def test_of_a_part_those_that_were_stated_until_it_is_taken_back(
    world: World, manager: Visitor
) -> None:
    lot, run = labelled(world, 12)
    note = send(world, (lot, 10)).code
    path = f"/coop/giao-hang/{note}"
    assert "Tem đi kèm" not in manager.get(path).text
    with world.by(world.who.manager) as work:
        label_dispatch.state(work, run, [(1, 3), (7, 8)], note)
    assert "Tem đi kèm tem số 1–3, 7–8" in manager.get(path).text
    assert "số 1–3, 7–8" in paper_of(manager, note)
    with world.by(world.who.manager) as work:
        label_dispatch.take_back(work, note)
    assert "Tem đi kèm" not in manager.get(path).text
    assert "Tem đi kèm" not in paper_of(manager, note)


def test_of_several_runs_each_is_named(world: World, manager: Visitor) -> None:
    lot, run = labelled(world, 4)
    other = world.print_labels(lot, 4)
    world.link(other, 1, 2)
    note = send(world, lot).code
    told = manager.get(f"/coop/giao-hang/{note}").text
    for each, numbers in ((run, "1–4"), (other, "1–2")):
        assert f"{numbers} (đợt in {each})" in told
    assert "6 tem" in paper_of(manager, note)


def test_cartons_are_no_labels_of_packs(world: World, manager: Visitor) -> None:
    lot, _run, _box = in_cartons(world)
    form = "/coop/giao-hang/moi/walk_in"
    review = manager.send(f"{form}?lo={lot}", form)
    said = "Tem đi kèm 92 tem, 9 thùng: tem số 1–16, 18–22, 24–40, 47–100; thùng số 1–9"
    assert said in review.text
    note = confirm(manager, form, review)
    assert said in manager.get(note.place).text
    assert "92 tem, 9 thùng (số 1–9)" in paper_of(manager, note.place.rsplit("/", 1)[-1])
