"""Parts of a lot's page: its map, the shares of a blend, the season, and what a preview shows."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from tests.people import PICKED_ON, QUAN_BA, TODAY, World
from tests.services.weigh_days import line, opened, weigh
from tests.web.public_door import BASE, visitor
from traceability.domain.growing_area import Status
from traceability.domain.quantity import Quantity
from traceability.services import corrections, runs
from traceability.services.corrections import Amendment
from traceability.services.page_origins import Origin
from traceability.services.places_shown import Where
from traceability.services.runs import Make
from traceability.services.weigh_slips import NewSeller
from traceability.web.public import sites

VINH_TUY = Where("01156", "Xã Vĩnh Tuy", "Tỉnh Tuyên Quang", None, None, None)


@pytest.fixture
def backend() -> str:
    return "sqlite"


def origin(ppm: int, code: str | None, place: int, season: str | None = None) -> Origin:
    active = Status.ACTIVE if code else None
    return Origin(
        *(ppm, VINH_TUY, code, False, None, active, active, None, None),
        *(PICKED_ON, "orchard", False),
        place_id=place,
        area_id=0 if code is None else int(code.rpartition("-")[2]),
        season=season,
    )


def test_shares_are_of_places_and_sum_to_a_hundred() -> None:
    found = sites.sites(
        [
            *(origin(333_333, "VN-1", 1, "season_within") for _harvest in range(2)),
            origin(333_333, "VN-2", 2, "season_near"),
            origin(333_334, None, 3),
        ]
    )
    assert sum(each.tenths for each in found) == 1000
    assert {each.tenths for each in found} == {333, 334}
    assert [each.season for each in found] == ["season_within", "season_near", None]


def test_households_of_two_holders_are_not_one_and_two_claims_to_a_code_neither() -> None:
    """Numbers of households, and strings of codes that two claim, mean something of one holder."""
    agreed, said_no = (
        dataclasses.replace(
            origin(500_000, None, holder), household=7, household_name=name, holder_id=holder
        )
        for holder, name in ((1, "Giàng A Páo"), (2, None))
    )
    named = [(each.households, each.names) for each in sites.sites([agreed, said_no])]
    assert named == [((7,), {7: "Giàng A Páo"}), ((7,), {})]
    active = origin(500_000, "VN-1", 1)
    paused = dataclasses.replace(active, area_id=2, place_id=2, status_now=Status.SUSPENDED)
    assert [each.now for each in sites.sites([active, paused])] == [
        Status.ACTIVE,
        Status.SUSPENDED,
    ]


def test_a_commune_is_named_once_where_some_harvests_know_no_old_name() -> None:
    old = dataclasses.replace(VINH_TUY, old_commune="Xã Vĩnh Hảo")
    other = dataclasses.replace(VINH_TUY, old_commune="Xã Đông Thành")
    bare = origin(500_000, None, 2)
    told = dataclasses.replace(origin(500_000, "VN-1", 1), where=old)
    assert [each.where for each in sites.pickings([told, bare])] == [old]
    several = [told, bare, dataclasses.replace(told, where=other)]
    assert [each.where for each in sites.pickings(several)] == [old, VINH_TUY, other]


def test_a_blend_names_its_shares_and_what_stands_under_no_code(world: World) -> None:
    from_code = world.harvest(60).code
    bought = line(20, None, new_seller=NewSeller("Sùng Mí Chá", QUAN_BA))
    lots = [from_code, weigh(world, opened(world), bought).batch]
    with world.by(world.who.recorder) as work:
        taken = tuple(runs.Take(code) for code in lots)
        asked = runs.RunRequest(runs.MERGE, taken, (Make(),), TODAY)
        (merged,) = [each.code for each in runs.register(work, asked).made]
    made = world.pack(merged, 30, TODAY).code
    world.publish(made)
    text = visitor(world).get(f"/{made}").text
    assert re.findall(r'class="part"><b>([^<]+)</b>', text) == ["75 %", "25 %"]
    assert "Ngoài vùng mã" in text
    assert ">cân</a>" in text  # the slip was read off a scale


def test_the_map_shows_communes_and_their_neighbours_and_no_garden(world: World) -> None:
    text = visitor(world).get(f"/{world.packed().code}").text
    figure = text[text.index("<figure") : text.index("</figure>")]
    assert figure.count('class="own"') == 2  # the box and its name
    assert "Vĩnh Tuy" in figure
    assert len(re.findall("<rect", figure)) > 4
    assert "không có ranh giới vườn" in figure


def test_a_season_is_told_in_words(world: World) -> None:
    within = world.packed().code
    assert "Trong hạn mức khi ghi thu hoạch" in visitor(world).get(f"/{within}").text
    near = world.pack(world.harvest(190_000).code, 40).code
    world.publish(near)
    text = visitor(world).get(f"/{near}").text
    assert "Gần hạn mức khi ghi thu hoạch" in text
    assert "190.000" not in text


def test_what_was_put_right_is_struck_through_and_says_why(world: World) -> None:
    made = world.packed(packages=40).code
    with world.by(world.who.recorder) as work:
        slip = Amendment(world.entry(made), {made: Quantity(76_000, "g")}, 38)
        corrections.correct(work, [slip], "chị Hoa đếm lại")
    text = visitor(world).get(f"/{made}").text
    assert "<del>80 kg</del>" in text
    assert "vì ghi nhầm" in text
    assert "chị Hoa" not in text


def test_a_share_preview_has_a_title_and_a_picture_of_ours(world: World) -> None:
    client = visitor(world)
    made = world.packed().code
    head = client.get(f"/{made}").text.partition("</head>")[0]
    told = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]+)"', head))
    assert told["title"].startswith("Cam sành Hà Giang")
    assert told["url"] == f"{BASE}/{made}"
    assert told["image"].startswith(f"{BASE}/static/cards/")
    with client.get(told["image"].removeprefix(BASE)) as picture:
        assert picture.content_type == "image/png"
    world.recall(made)
    head = client.get(f"/{made}").text.partition("</head>")[0]
    assert 'og:title" content="Sản phẩm đang bị thu hồi' in head


def test_every_picture_has_its_card() -> None:
    static = Path("traceability/static")
    pictures = {path.stem for path in (static / "pictures").glob("*.svg")}
    cards = {path.stem: path.stat().st_size for path in (static / "cards").glob("*.png")}
    assert cards.keys() == pictures
    assert max(cards.values()) < 10_000
