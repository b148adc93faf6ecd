"""A link with a number that nobody printed still tells what is wrong with its lot."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.people import World
from tests.web.digital_link_doors import GTIN, Goods, ask, goods
from tests.web.public_door import BASE, visitor
from traceability.services import recalls
from traceability.web.limits import limiter

UNKNOWN = "XX"


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def client(world: World) -> FlaskClient:
    found = visitor(world)
    limiter.reset()
    return found


@pytest.fixture
def made(world: World) -> Goods:
    return goods(world)


def walked_up(client: FlaskClient, made: Goods, accept: str = "text/html", lang: str = "") -> str:
    """Where the link of the lot with a number that nobody printed leads."""
    led = ask(client, f"{made.path}/21/{UNKNOWN}{lang}", accept)
    assert led.status_code == 307
    return str(led.location.removeprefix(BASE))


def test_the_recall_of_the_lot_stands_first(world: World, client: FlaskClient, made: Goods) -> None:
    world.recall(made.code)
    for lang, recalled, number in (
        ("", "Sản phẩm đang bị thu hồi", f"Không có tem số {UNKNOWN} trong sổ"),
        ("?lang=en", "recalled", UNKNOWN),
        ("?lang=zh", "召回", UNKNOWN),
    ):
        page = ask(client, walked_up(client, made, lang=lang), "text/html").text
        first, second = page.split("<h2")[1:3]
        assert recalled in first
        assert f'href="/{made.code}' in first
        assert '<section class="verdict stop"' in page
        assert number in second
    for path in (f"/gtin/{GTIN}?lot={made.lot}", f"/gtin/{GTIN}?lot={made.lot.lower()}&serial=1"):
        assert "Sản phẩm đang bị thu hồi" in ask(client, path, "text/html").text


def test_a_hold_of_the_lot_stands_first(world: World, client: FlaskClient, made: Goods) -> None:
    with world.by(world.who.registrar) as work:
        recalls.order_hold(work, made.code, "kiểm tra")
    page = ask(client, walked_up(client, made), "text/html").text
    assert "tạm ngừng bán" in page.split("<h2")[1]


def test_a_lot_past_its_date_is_told_so(world: World, client: FlaskClient, made: Goods) -> None:
    world.clock.pass_by(days=400)
    page = ask(client, walked_up(client, made), "text/html").text
    assert "trong sổ" not in page.split("<h2")[1]


def test_programs_are_told_how_the_lot_stands(
    world: World, client: FlaskClient, made: Goods
) -> None:
    def told() -> dict[str, object]:
        facts = ask(client, walked_up(client, made, "application/json"), "application/json").json
        assert facts is not None
        return dict(facts["lot"])

    with world.view() as view:
        today = view.today.isoformat()
    assert told() == {
        "id": f"{BASE}/id/lot/{made.code}",
        "page": f"{BASE}/{made.code}",
        "lot_code": made.lot,
        "status": "valid",
        "as_of": today,
        "suspended": [],
    }
    world.recall(made.code)
    assert told()["status"] == "recalled"
    assert (ask(client, f"/gtin/{GTIN}.json").json or {})["lot"] is None
    assert (ask(client, f"/gtin/{GTIN}.json?lot=NONE").json or {})["lot"] is None


def test_goods_without_a_warning_are_told_of_the_number_alone(
    client: FlaskClient, made: Goods
) -> None:
    page = ask(client, walked_up(client, made), "text/html").text
    assert page.count('class="verdict ') == 1
    assert f"Không có tem số {UNKNOWN} trong sổ" in page.split("<h2")[1]


def test_a_code_that_is_suspended_today_is_told_of_a_lot_without_a_warning(
    world: World, client: FlaskClient, made: Goods
) -> None:
    """As the lot's own page says it: on the page of the number, in its facts, and in lists."""
    with world.view() as view:
        today = view.today
    world.suspend(today, [])
    says = f"Mã VN-HGOR-0128 hôm nay: tạm dừng từ {today:%d/%m/%Y}."
    own = re.sub("<[^>]+>", "", ask(client, f"/{made.code}", "text/html").text)
    assert says in own
    page = re.sub("<[^>]+>", "", ask(client, walked_up(client, made), "text/html").text)
    assert page.count(says) == 1
    path = walked_up(client, made, "application/json")
    facts = ask(client, path, "application/json").json or {}
    assert facts["lot"]["status"] == "valid"
    assert facts["lot"]["suspended"] == [{"area_code": "VN-HGOR-0128", "since": today.isoformat()}]
    lines = f"{made.code}\n{made.item}\n{BASE}{made.path}/21/{UNKNOWN}"
    listed = client.post("/danh-sach", data={"codes": lines}).text
    assert listed.count(says) == 3
    for kind, form in (("csv", "utf-8-sig"), ("csv_excel", "utf-16")):
        file = client.post("/danh-sach", data={"codes": lines, "csv": kind}).data.decode(form)
        assert file.count(says) == 3
    english = client.post("/danh-sach?lang=en", data={"codes": made.code}).text
    assert "VN-HGOR-0128" in english
    assert "tạm dừng" not in english
    for lang, word in (("?lang=en", "suspended since"), ("?lang=zh", "暂停")):
        page = ask(client, walked_up(client, made, lang=lang), "text/html").text
        assert word in page
        assert "tạm dừng" not in page


def test_a_recalled_lot_of_a_suspended_code_says_both(
    world: World, client: FlaskClient, made: Goods
) -> None:
    with world.view() as view:
        today = view.today
    world.suspend(today, [])
    world.recall(made.code)
    page = ask(client, walked_up(client, made), "text/html").text
    first = page.split("</section>")[0]
    assert "Sản phẩm đang bị thu hồi" in first
    assert "VN-HGOR-0128" in first
