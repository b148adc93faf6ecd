"""No page that anybody opens tells what one household weighed, nor lets it be reckoned."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.people import TODAY, World
from tests.services.test_corrections import amended, correct
from tests.services.test_deliveries import secret_of, send
from tests.services.test_runs import kg, run
from tests.services.weigh_days import seller, works
from tests.web.public_door import BASE, visitor
from traceability.services.runs import MERGE

#: Kilograms of three households; the third was told as 61 at first, the first washed by itself.
WEIGHED = (37, 23, 29)
MISTAKEN = 61


@pytest.fixture
def backend() -> str:
    return "sqlite"


def households(world: World, count: int) -> list[str]:
    """So many that work the garden."""
    found = [seller(world, f"Vàng Thị {number}", standing="member") for number in range(count)]
    for each in found:
        works(world, each)
    return found


def joined(world: World) -> str:
    """A packed lot of three harvests, each of a household of its own, published."""
    picked = [
        world.harvest(kilograms, TODAY, household=each).code
        for kilograms, each in zip((37, 23, MISTAKEN), households(world, 3), strict=True)
    ]
    correct(world, amended(world, picked[2], {picked[2]: WEIGHED[2]}))
    washed = run(world, "wash", [picked[0]], [36], day=TODAY).made[0].code
    others = run(world, "wash", picked[1:], [51], day=TODAY).made[0].code
    (lot,) = run(world, MERGE, [washed, others], [87], day=TODAY).made
    made = world.pack(lot.code, 40, day=TODAY, quantity=kg(87)).code
    world.publish(made)
    return made


def read(client: FlaskClient, path: str, **headers: str) -> str:
    """What came, as one reads it and as it was sent."""
    answer = client.get(path, base_url=BASE, headers=headers, follow_redirects=True)
    assert answer.status_code == 200, path
    bare = re.sub(r"<style.*?</style>|<svg.*?</svg>", "", answer.text, flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", bare).replace("\u00a0", " ")) + bare


def tells(text: str, kilograms: int) -> list[str]:
    """Where a text tells an amount, in kilograms or in the record's grams."""
    return re.findall(rf"(?<![\d.,]){kilograms}(?:[.,]0+)? ?(?:kg|公斤|千克)|{kilograms}000", text)


def test_three_slips_are_told_as_one_sum(world: World) -> None:
    made = joined(world)
    client = visitor(world)
    text = read(client, f"/{made}")
    assert "3 lần của 3 hộ, 89 kg" in text
    assert "Đính chính ngày 20/01/2026 vì ghi nhầm" in text
    assert "Gộp" not in text
    assert tells(text, 80)


@pytest.mark.parametrize("language", ["vi", "en", "zh"])
def test_no_page_tells_a_household_s_weight(world: World, language: str) -> None:
    made = joined(world)
    note = send(world, made).code
    client = visitor(world)
    paths = (f"/{made}", f"/phieu/{secret_of(world, note)}")
    read_all = [read(client, f"{path}?lang={language}") for path in paths]
    read_all.append(read(client, f"/{made}", Accept="application/json"))
    read_all.append(read(client, f"/{made}", Accept="application/linkset+json"))
    for text in read_all:
        for kilograms in (*WEIGHED, MISTAKEN, 36, 51, 52):
            assert not tells(text, kilograms), kilograms


def test_a_lot_of_two_households_tells_what_was_packed_alone(world: World) -> None:
    first, second = households(world, 2)
    weighed = ((37, first), (23, second))
    picked = [world.harvest(n, TODAY, household=each).code for n, each in weighed]
    (lot,) = run(world, MERGE, picked, [60], day=TODAY).made
    made = world.pack(lot.code, 20, day=TODAY, quantity=kg(60)).code
    world.publish(made)
    text = read(visitor(world), f"/{made}")
    assert "2 lần của 2 hộ" in text
    assert "để giữ riêng số liệu của từng hộ" in text
    for kilograms in (37, 23, 60):
        assert not tells(text, kilograms)
    assert "20 × 2 kg" in text
