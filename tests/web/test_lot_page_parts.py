"""Parts of a lot's page: its map, the shares of a blend, the season, and what a preview shows."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from tests.people import PICKED_ON, QUAN_BA, TODAY, World
from tests.services.test_runs import garden, run
from tests.services.weigh_days import line, opened, weigh
from tests.web.public_door import BASE, lift_all, visitor, with_shelf_life
from tests.web.test_public_page import text_of
from traceability.domain import phones_in_words
from traceability.domain.growing_area import Status
from traceability.domain.quantity import Quantity
from traceability.services import corrections, parties, recalls, runs
from traceability.services.corrections import Amendment
from traceability.services.page_origins import Origin
from traceability.services.places_shown import Where
from traceability.services.runs import Make
from traceability.services.weigh_slips import NewSeller
from traceability.web import dialling
from traceability.web.public import sites, words

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
    assert re.findall(r'class="part"><b>([^<]+)</b>', text) == ["khoảng 80 %", "khoảng 20 %"]
    assert re.search(r"Ngoài vùng mã: [^<]+ <a [^>]+>HTX khai</a>", text)
    assert ">cân</a>" in text  # the slip was read off a scale


def _from_households(
    world: World, code: str, here: Sequence[str], there: Sequence[str]
) -> tuple[list[str], list[int | None]]:
    """The shares on the page of a lot, and in its facts: each brings 60 kg from here, 40 kg from
    the garden under the other code.
    """
    picked = [world.harvest(60, household=home).code for home in here]
    picked += [world.harvest(40, area_code=code, household=home).code for home in there]
    total = 60 * len(here) + 40 * len(there)
    washed = run(world, "wash", picked, [total], day=TODAY).made[0].code
    made = world.pack(washed, total // 2, day=TODAY).code
    world.publish(made)
    client = visitor(world)
    told = re.findall(r'class="part"><b>([^<]+)</b>', client.get(f"/{made}").text)
    origins = client.get(f"/id/lot/{made}.json").json["origins"]
    assert {each["share_about_percent"] % 10 for each in origins} == {0}
    return told, [each["share_ppm"] for each in origins]


def test_a_share_tells_no_weight_of_a_household(world: World) -> None:
    """Times what was packed, the share of somebody who stands alone is what they brought."""
    first, second, third, *more = (world.who.household, *(_household(world, n) for n in "BCDEF"))
    code = garden(world)
    two = _from_households(world, code, [first], [second])
    assert two == (["khoảng 60 %", "khoảng 40 %"], [None, None])
    alone = _from_households(world, code, [first, second], [third])
    assert alone == (["khoảng 80 %", "khoảng 20 %"], [None] * 2)
    few = _from_households(world, code, [first, second], [third, more[0]])
    assert few == (["khoảng 60 %", "khoảng 40 %"], [None] * 2)
    many = _from_households(world, code, [first, second, third], more)
    assert many == (["60 %", "40 %"], [600_000, 400_000])


def _household(world: World, name: str) -> str:
    with world.by(world.who.manager) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        return parties.register_household(work, coop, {"name": f"Vàng Mí {name}"}).code


def test_a_little_is_told_as_little() -> None:
    told = {tens: str(words.part(Decimal(0), tens, exact=False)) for tens in (0, 1, 9, 10)}
    assert told == {0: "dưới 10 %", 1: "khoảng 10 %", 9: "khoảng 90 %", 10: "trên 90 %"}


def test_the_map_shows_the_commune_in_the_land_and_no_garden(world: World) -> None:
    text = visitor(world).get(f"/{world.packed().code}").text
    figure = text[text.index("<figure") : text.index("</figure>")]
    assert figure.count('class="own"') == 1
    assert figure.count('class="land"') == 1
    assert "phía tây bắc Hà Nội, cách chừng 170 km" in figure
    assert "Vĩnh Tuy" in figure
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
    assert "<del>40 × 2 kg</del>" in text
    assert re.search(r"vì ghi nhầm <a [^>]+>HTX khai</a>", text)
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


@pytest.mark.parametrize(
    ("contact", "dialled"),
    [
        ("0219 386 0000", ["02193860000"]),
        ("84912345678", ["0912345678"]),
        ("1022", ["1022"]),
        ("HTX Chè Shan Cao Bồ, 0900 000 021", ["0900000021"]),
        ("chị Mai (+84 912.345.678)", ["+84912345678"]),
        ("tổng đài 1800 1234, gọi giờ nào cũng được", ["18001234"]),
        ("0912 345 678 hoặc 0987 654 321", ["0912345678", "0987654321"]),
        ("lô 260114, ngày 14/01/2026", []),
        ("mã số thuế 5100123456", []),
        ("hỏi ở trụ sở", []),
        ("1900 1234 (24)", ["19001234"]),
        ("1900 1234 (8-17)", ["19001234"]),
        ("1900 1234 56", ["1900123456"]),
    ],
)
def test_numbers_within_a_contact_can_be_dialled(contact: str, dialled: list[str]) -> None:
    pieces = dialling.in_contact(contact)
    assert [number for _text, number in pieces if number] == dialled
    assert "".join(text for text, _number in pieces).replace("\u00a0", " ") == contact
    assert phones_in_words.has_number(contact) is bool(dialled)


def test_what_is_past_its_date_says_so_beside_a_graver_verdict(world: World) -> None:
    lot = world.pack(world.harvest(20).code, 10, product=with_shelf_life(world, 60))
    world.publish(lot.code)
    with world.by(world.who.manager) as work:
        recalls.order_hold(work, lot.code, "nghi mốc")
    assert "đã quá hạn" not in visitor(world).get(f"/{lot.code}").text
    world.clock.pass_by(days=90)
    client = visitor(world)
    for lang, told in (("vi", "(<b>đã quá hạn</b>)"), ("en", "(<b>expired</b>)")):
        assert told in client.get(f"/{lot.code}?lang={lang}").text


def test_every_line_of_the_first_screen_says_who_stands_behind_it(world: World) -> None:
    batch = world.packed()
    seen = text_of(world, f"/{batch.code}")
    assert re.search(r"Thu hoạch \S+ tại [^.]+\. HTX khai", seen)
    assert re.search(r"Đóng gói \S+\. HTX khai", seen)
    assert "Hợp tác xãHTX Cam Sành Vĩnh Hảo cán bộ đã xem" in seen


def test_what_once_stood_against_a_lot_says_who_stands_behind_it(world: World) -> None:
    recalled, held = world.packed(), world.packed()
    world.recall(recalled.code)
    lift_all(world, recalled.code)
    told = r"Từng bị thu hồi sản phẩm: từ \S+, [^,.]+ kết thúc ngày \S+ cán bộ đã xem"
    assert re.search(told, text_of(world, f"/{recalled.code}"))
    with world.by(world.who.manager) as work:
        made = recalls.order_hold(work, held.code, "chờ xem lại")
        recalls.lift(work, made.code, "đã xem lại hàng")
    told = r"Từng tạm ngừng bán, [^:]+: từ \S+, đã gỡ \S+ HTX khai"
    assert re.search(told, text_of(world, f"/{held.code}"))
