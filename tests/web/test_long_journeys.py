"""A lot of an autumn of buying: its journey stays one that is read, and its page a light one."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from pathlib import Path

import pytest

from tests.people import TODAY, World
from tests.services.weigh_days import closed, line, opened, seller, weigh, works
from tests.web.kept_doors import Door, door_on
from tests.web.public_door import visitor
from traceability.domain.events import EventStep
from traceability.services import runs
from traceability.services.page_journey import Earlier, Step
from traceability.web.public import journeys
from traceability.web.public.journeys import FEW, Many

WHOLE = 14 * 1024
FIRST_DAY, LAST_DAY = TODAY - dt.timedelta(days=6), TODAY


@pytest.fixture
def backend() -> str:
    return "sqlite"


def bought(world: World, slips: int = 150, households: int = 12) -> str:
    """A packed lot of so many slips, weighed on seven days, published."""
    sellers = [seller(world, f"Vàng Thị {n}", standing="member") for n in range(households)]
    for each in sellers:
        works(world, each)
    days = [opened(world, day=FIRST_DAY + dt.timedelta(days=n)) for n in range(7)]
    for number in range(slips):
        weigh(world, days[number % 7], line(20 + number % 31, sellers[number % households]))
    lots = tuple(runs.Take(code) for day in days for code, _lot in closed(world, day).lots)
    with world.by(world.who.recorder) as work:
        (merged,) = runs.register(
            work, runs.RunRequest(runs.MERGE, lots, (runs.Make(),), TODAY)
        ).made
    made = world.pack(merged.code, slips * 6, day=TODAY).code
    world.publish(made)
    return made


def weights(door: Door, path: str) -> list[int]:
    """The bytes of a page in every language, to who takes gzip, and brotli too."""
    asked = [(lang, taken) for lang in ("vi", "en", "zh") for taken in ("gzip", "gzip, br")]
    return [len(door.get(f"{path}?lang={lang}", taken).body) for lang, taken in asked]


def test_a_hundred_and_fifty_slips_are_one_line_of_a_light_page(
    world: World, tmp_path: Path
) -> None:
    made = bought(world)
    door = door_on(world, tmp_path)
    assert max(weights(door, f"/{made}")) <= WHOLE
    page = door.get(f"/{made}").text
    journey = page[page.index("Hành trình") : page.index("Ai đứng sau mỗi dòng")]
    said = " ".join(re.sub(r"<[^>]+>", "", journey).split())
    assert "14/01/2026 – 20/01/2026 Thu hoạch: 150 phiếu cân từ 12 hộ 5.185 kg cân" in said
    assert journey.count("phiếu cân từ") == 1
    folded = journey[journey.index("<details>") : journey.index("</details>")]
    assert folded.count("<li>") == 7
    assert "<script" not in page
    english = door.get(f"/{made}?lang=en").text
    assert "150 weigh slips from 12 households" in english


def test_a_few_slips_stand_one_by_one(world: World) -> None:
    page = visitor(world).get(f"/{bought(world, slips=FEW, households=3)}").text
    assert page.count('Thu hoạch <b class="no-break">') == FEW
    assert "Xem từng ngày" not in page


# --- the lines themselves ------------------------------------------------------------------------


def picked(number: int = 0, amount: int | None = 10_000, **more: object) -> Step:
    """A slip of a household, weighed on the day that it was written."""
    day = FIRST_DAY + dt.timedelta(days=number // 10)
    told = Step(
        day=day,
        step=EventStep.HARVEST,
        amount=amount,
        unit="g",
        packages=None,
        net_amount=None,
        late=False,
        recorded_on=day,
        event_id=f"{number}",
        scale=True,
        slip=True,
        household=number % 4,
    )
    return dataclasses.replace(told, **more)  # type: ignore[arg-type]


def folded(steps: list[Step]) -> Many:
    """The one line that steps of one kind make."""
    (found,) = journeys.lines(steps)
    assert isinstance(found, Many)
    return found


def test_a_line_counts_and_adds_up_what_stands_behind_it() -> None:
    many = folded([picked(number) for number in range(25)])
    assert (many.count, many.households, many.amount) == (25, 4, 250_000)
    assert [(day.count, day.amount) for day in many.days] == [(10, 100_000)] * 2 + [(5, 50_000)]
    assert (many.first, many.last) == (FIRST_DAY, FIRST_DAY + dt.timedelta(days=2))


def test_nothing_is_added_up_where_one_amount_is_withheld() -> None:
    many = folded([picked(number, None if number == 3 else 10_000) for number in range(25)])
    assert many.amount is None
    assert [day.amount for day in many.days] == [None, 100_000, 50_000]


def test_what_was_put_right_or_is_a_guess_stays_in_sight() -> None:
    wrong = picked(3, corrected=(Earlier(LAST_DAY, 90_000),), scale=False)
    guess = picked(7, estimated=True, scale=False)
    steps = [picked(number) for number in range(25)]
    steps[3], steps[7] = wrong, guess
    many = folded(steps)
    assert many.apart == (wrong, guess)
    assert many.count == 25
    assert (many.slips, many.scale) == (True, False)


def test_the_line_stands_where_the_first_was_and_other_steps_after_it() -> None:
    pack = picked(99, step=EventStep.PACK)
    lines = journeys.lines([*(picked(number) for number in range(9)), pack])
    assert [type(each) for each in lines] == [Many, Step]
    assert lines[-1] is pack
