"""The page of a carton from memory: with what is in this one, and what of it died since."""

from __future__ import annotations

import re

from tests.blank_labels import blank, cartons, link, spoil, states
from tests.people import World
from tests.services.test_carton_takeovers import new_label
from tests.store_fixtures import ON_BOTH
from tests.web.kept_doors import Door, doors
from tests.web.test_kept_area_pages import statements
from traceability.services import label_links
from traceability.services.label_links import LabelSpan

__all__ = ["doors"]


def boxed(world: World) -> tuple[str, list[str], str]:
    """A run of 40 packs in four cartons, the cartons' codes and their run."""
    lot = world.packed(40).code
    run = blank(world, 40)
    link(world, run, 1, 40, lot)
    box = cartons(world, lot, run, 10)
    world.link(box, 1, 4)
    return run, world.item_codes(box), box


@ON_BOTH
def test_one_drawing_serves_all_cartons_of_a_run(world: World, doors: tuple[Door, Door]) -> None:
    _run, codes, _box = boxed(world)
    door = doors[0]
    assert statements(door, f"/{codes[0]}") > 20
    tags = set()
    for number, code in enumerate(codes, 1):
        assert statements(door, f"/{code}") == 0
        inside = f"{number * 10 - 9}–{number * 10}"
        for language, said in (
            ("vi", f"Trong thùng: tem số {inside}."),
            ("en", f"Inside: labels {inside}."),
            ("zh", inside),
        ):
            kept = door.get(f"/{code}?lang={language}")
            assert said in kept.text
            assert "10 × 2 kg" in kept.text.replace("\u00a0", " ")
            assert kept.text == door.through_flask(f"/{code}?lang={language}").text
            assert kept.headers["Cache-Control"] == "private, no-cache"
        tags.add(door.get(f"/{code}").tag)
    assert len(tags) == 4


@ON_BOTH
def test_what_dies_in_a_carton_is_told_at_the_next_request(
    world: World, doors: tuple[Door, Door]
) -> None:
    run, codes, box = boxed(world)
    both = [f"/{code}" for code in codes[:2]]
    for door in doors:
        for path in both:
            assert "trừ số" not in door.get(path).text
    before = [doors[0].get(path).tag for path in both]
    spoil(world, run, "3-4, 10")
    for door in doors:
        assert statements(door, both[0]) <= 7
        assert (
            "Trong thùng: tem số 1–10, trừ số 3–4, 10 đã hỏng hoặc hủy." in door.get(both[0]).text
        )
        assert "Trong thùng: tem số 11–20." in door.get(both[1]).text
        sizes = [door.get(path).text.replace("\u00a0", " ") for path in both]
        assert all("10 × 2 kg" in each for each in sizes), "as on the boxes"
        for path in both:
            assert door.get(path).text == door.through_flask(path).text
    after = [doors[0].get(path).tag for path in both]
    assert after[0] != before[0]
    assert after[1] == before[1]
    assert doors[1].get(both[0], unless=before[0]).status == 200
    assert doors[1].get(both[0], unless=after[0]).status == 304
    with world.by(world.who.manager) as work:
        label_links.void(work, LabelSpan(box, 1, 1), "thùng vỡ")
    for door in doors:
        assert "Trong thùng" not in door.get(both[0]).text
        assert "Tem này đã bị hủy" in door.get(both[0]).text
        assert "Trong thùng: tem số 11–20." in door.get(both[1]).text


def test_cartons_that_are_numbered_on_say_what_is_in_them(
    world: World, doors: tuple[Door, Door]
) -> None:
    """A second run of cartons goes on behind the numbers of the first, with packs of its own."""
    lot = world.packed(40).code
    runs = [blank(world, 20), blank(world, 20)]
    said = []
    for run in runs:
        link(world, run, 1, 20, lot)
        box = cartons(world, lot, run, 10)
        codes = world.item_codes(box)
        last = states(world, box)[-1][1]
        world.link(box, last - 1, last)
        for door in doors:
            told = [door.get(f"/{code}").text for code in codes]
            assert told == [door.through_flask(f"/{code}").text for code in codes]
            assert ["Trong thùng: tem số 1–10." in each for each in told] == [True, False]
            assert ["Trong thùng: tem số 11–20." in each for each in told] == [False, True]
        said += [re.findall(r"Thùng số <b>(\d+)</b>", text)[0] for text in told]
    assert said == ["1", "2", "3", "4"]


def test_a_recall_is_on_every_carton(world: World, doors: tuple[Door, Door]) -> None:
    lot = world.packed(40).code
    run = blank(world, 40)
    link(world, run, 1, 40, lot)
    box = cartons(world, lot, run, 10)
    world.link(box, 1, 4)
    paths = [f"/{code}" for code in world.item_codes(box)]
    assert not any("bị thu hồi" in door.get(path).text for door in doors for path in paths)
    world.recall(lot)
    assert all("bị thu hồi" in door.get(path).text for door in doors for path in paths)


@ON_BOTH
def test_a_new_label_of_a_pack_is_told_at_the_next_request(
    world: World, doors: tuple[Door, Door]
) -> None:
    lot = world.packed(60, 200).code
    run = world.print_labels(lot, 40)
    world.link(run, 1, 40)
    box = cartons(world, lot, run, 10)
    world.link(box, 1, 4)
    path = f"/{world.item_codes(box)[0]}"
    spoil(world, run, "3-4")
    for door in doors:
        assert "trừ số 3–4 đã hỏng hoặc hủy." in door.get(path).text
    before = doors[0].get(path).tag
    new_label(world, lot, run, "3-4", 2)
    for door in doors:
        text = door.get(path).text
        assert "Trong thùng: tem số 1–10. Tem số 3–4 đã thay bằng tem mới, số 1–2." in text
        assert text == door.through_flask(path).text
        assert statements(door, path) == 0
    assert doors[0].get(path, unless=before).status == 200
