"""A lot of an autumn of buying: its journey stays one that is read, and its page a light one."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from tests.people import TODAY, World
from tests.services.weigh_days import closed, line, opened, seller, weigh, works
from tests.web.kept_doors import Door, door_on
from traceability.services import runs

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
    assert "14/01/2026 – 20/01/2026 Thu hoạch: 150 phiếu cân của 12 hộ, 5.185 kg cân" in said
    assert journey.count("phiếu cân của") == 1
    folded = journey[journey.index("<details>") : journey.index("</details>")]
    assert folded.count("<li>") == 7
    assert " kg" not in folded
    assert "<script" not in page
    english = door.get(f"/{made}?lang=en").text
    assert "150 weigh slips from 12 households" in english
