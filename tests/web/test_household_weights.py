"""No page that anybody opens tells what one household weighed, nor lets it be reckoned."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete

from tests.people import TODAY, World
from tests.places_of import homes, orchard
from tests.services.test_corrections import amended, correct
from tests.services.test_deliveries import secret_of, send
from tests.services.test_runs import garden, kg, run
from tests.services.weigh_days import seller, works
from tests.web.public_door import BASE, visitor
from traceability.services import batches, internal_codes, told_weights
from traceability.services.runs import MERGE
from traceability.services.startup import bring_up
from traceability.store.models import ToldGroup, ToldWeights
from traceability.store.queries import batches as view_batches

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


def shares(world: World, made: str) -> list[int | None]:
    """The shares of places as JSON tells them, in parts of a million."""
    facts = visitor(world).get(f"/id/lot/{made}.json", base_url=BASE).json
    assert facts is not None
    return [each["share_ppm"] for each in facts["origins"]]


def packed(world: World, batch: str, kilograms: int) -> str:
    """All of a batch, packed and published."""
    made = world.pack(batch, kilograms // 2, day=TODAY, quantity=kg(kilograms)).code
    world.publish(made)
    return made


def test_no_share_of_a_garden_tells_what_its_household_weighed(world: World) -> None:
    """Three gardens of one code, one household each: the page and JSON join them."""
    gardens = [world.who.place]
    for _more in range(2):
        place = orchard(world)
        with world.by(world.who.manager) as work:
            internal_codes.link(work, place, world.who.area)
        gardens.append(place)
    people = homes(world, "Vàng A", "Lù B", "Sùng C")
    for garden_of, each in zip(gardens, people, strict=True):
        works(world, each, garden_of)
    picked = [
        world.harvest(n, TODAY, household=each, place=at).code
        for n, each, at in zip(WEIGHED, people, gardens, strict=True)
    ]
    (lot,) = run(world, MERGE, picked, [89], day=TODAY).made
    assert shares(world, packed(world, lot.code, 88)) == [None]


def test_no_share_beside_a_step_tells_of_one_household(world: World) -> None:
    """Two households of a code are a part; a step is of these and a third: their difference."""
    other, people = garden(world), households(world, 6)
    picked = [
        world.harvest(n, TODAY, household=each, **({} if at < 2 else {"area_code": other})).code
        for at, (n, each) in enumerate(zip((37, 23, 29, 41, 19, 31), people, strict=True))
    ]
    one = run(world, "wash", picked[:3], [80], day=TODAY).made[0].code
    two = run(world, "wash", picked[3:], [80], day=TODAY).made[0].code
    (lot,) = run(world, MERGE, [one, two], [160], day=TODAY).made
    made = packed(world, lot.code, 160)
    text = read(visitor(world), f"/{made}")
    assert "6 lần của 6 hộ, 180 kg" in text
    assert not re.search(r"33,7 ?%|66,3 ?%", text)
    assert set(shares(world, made)) == {None}


def test_two_pages_together_tell_of_no_single_household(world: World) -> None:
    """What is left of three is packed with a fourth: 130 kg and 89 kg would be its 41 kg."""
    four = households(world, 4)
    a, b, c, d = (
        world.harvest(n, TODAY, household=each).code
        for n, each in zip((37, 23, 29, 41), four, strict=True)
    )
    (one,) = run(world, MERGE, [(a, 10), (b, 10), (c, 10)], [30], day=TODAY).made
    first = packed(world, one.code, 30)
    (two,) = run(world, MERGE, [(a, 27), (b, 13), (c, 19), (d, 41)], [100], day=TODAY).made
    second = packed(world, two.code, 100)
    client = visitor(world)
    assert "3 lần của 3 hộ, 89 kg" in read(client, f"/{first}")
    text = read(client, f"/{second}")
    assert "4 lần của 4 hộ" in text
    assert not tells(text, 130)
    assert set(shares(world, second)) == {None}


def test_grades_of_one_sorting_tell_what_they_share(world: World) -> None:
    """Two lots of the same harvests, whole: nothing of few is between them."""
    picked = [
        world.harvest(n, TODAY, household=each).code
        for n, each in zip(WEIGHED, households(world, 3), strict=True)
    ]
    (lot,) = run(world, MERGE, picked, [89], day=TODAY).made
    for amount in (40, 48):
        made = world.pack(lot.code, amount // 2, day=TODAY, quantity=kg(amount)).code
        world.publish(made)
        assert "3 lần của 3 hộ, 89 kg" in read(visitor(world), f"/{made}")


def test_two_harvests_of_the_same_households_tell_no_third(world: World) -> None:
    """One household picked twice: 89 kg of three, and 109 kg of the same three on a later page."""
    people = households(world, 3)
    picked = [
        world.harvest(n, TODAY, household=each).code
        for n, each in zip(WEIGHED, people, strict=True)
    ]
    (one,) = run(world, MERGE, [(each, 10) for each in picked], [30], day=TODAY).made
    packed(world, one.code, 30)
    again = world.harvest(20, TODAY, household=people[0]).code
    rest = [(each, n - 10) for each, n in zip(picked, WEIGHED, strict=True)]
    (two,) = run(world, MERGE, [*rest, (again, 20)], [79], day=TODAY).made
    text = read(visitor(world), f"/{packed(world, two.code, 78)}")
    assert not tells(text, 109)


def test_pages_that_share_nothing_meet_through_a_third(world: World) -> None:
    """Of q r s; of these, p and a b c; of what is left of a b c: 207 - 77 - 89 = 41 kg of p."""
    weighed = dict(zip("abcpqrs", (37, 23, 29, 41, 31, 27, 19), strict=True))
    picked = {
        letter: world.harvest(n, TODAY, household=each).code
        for (letter, n), each in zip(weighed.items(), households(world, 7), strict=True)
    }

    def lot(**drawn: int) -> str:
        taken = [(picked[letter], n) for letter, n in drawn.items()]
        (made,) = run(world, MERGE, taken, [sum(drawn.values())], day=TODAY).made
        return packed(world, made.code, sum(drawn.values()) // 2 * 2)

    few = lot(q=10, r=10, s=10)
    everybody = lot(a=20, b=12, c=15, p=41, q=21, r=17, s=9)
    rest = lot(a=17, b=11, c=14)
    client = visitor(world)
    assert tells(read(client, f"/{few}"), 77)
    assert tells(read(client, f"/{everybody}"), 207)
    assert "3 lần của 3 hộ" in (text := read(client, f"/{rest}"))
    assert not tells(text, 89)


def test_a_step_of_another_page_stands_beside(world: World) -> None:
    """Six are washed together, which is told; four of them are packed by themselves later."""
    picked = [
        world.harvest(n, TODAY, household=each).code
        for n, each in zip((37, 23, 29, 41, 31, 27, 20, 20, 20), households(world, 9), strict=True)
    ]
    six, others = picked[:6], picked[6:]
    (washed,) = run(world, "wash", [(each, 10) for each in six], [58], day=TODAY).made
    (more,) = run(world, "wash", others, [60], day=TODAY).made
    (nine,) = run(world, MERGE, [washed.code, more.code], [118], day=TODAY).made
    client = visitor(world)
    assert tells(read(client, f"/{packed(world, nine.code, 118)}"), 58)
    four = [(each, 5) for each in six[:4]]
    (rest,) = run(world, MERGE, four, [20], day=TODAY).made
    assert not tells(read(client, f"/{packed(world, rest.code, 20)}"), 130)


def test_a_harvest_that_is_taken_back_leaves_no_sum_beside_the_one_told(world: World) -> None:
    """Nothing is told any more: the two sums would be what it weighed."""
    made = joined(world)
    assert tells(read(visitor(world), f"/{made}"), sum(WEIGHED))
    with world.view() as view:
        batch = batches.known(view, made)
        rows = view_batches.by_ids(view.db, view_batches.ancestors(view.db, batch.id))
        seqs = {each.event_seq for each in rows.values()}
        whole = told_weights.opened(view, batch, rows.values(), seqs)
        first = min(each.event_seq for each in rows.values() if each.stage == "harvest")
        left = told_weights.opened(view, batch, rows.values(), seqs - {first})
    assert whole.harvests
    assert left == told_weights.Opened()


def test_lots_of_older_code_are_decided_at_the_next_start(world: World) -> None:
    made = joined(world)
    with world.by(world.who.manager) as work:
        work.db.execute(delete(ToldGroup))
        work.db.execute(delete(ToldWeights))
    assert not tells(read(visitor(world), f"/{made}"), sum(WEIGHED))
    bring_up(world.store)
    assert tells(read(visitor(world), f"/{made}"), sum(WEIGHED))
    with world.by(world.who.manager) as work:
        assert told_weights.decide_all(work) == 0
