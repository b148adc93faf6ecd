"""A link of one lot with the number of another one's label, as a copied label has it."""

from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient

from tests.people import World
from tests.senders import SAID
from tests.web.digital_link_doors import GTIN, OTHER_GTIN, Goods, ask, goods
from tests.web.lot_visits import Page, Visitor
from tests.web.public_door import BASE, item_code, visitor
from tests.web.test_report_pages import OURS
from traceability.services import recalls
from traceability.web.limits import limiter

NOBODYS = "ZZZ"


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


@pytest.fixture
def copied(world: World, made: Goods) -> list[str]:
    """Numbers that were printed, and not for these goods: of another GTIN, of none, of no lot."""
    other, plain = goods(world, OTHER_GTIN), world.packed()
    run = world.print_labels(plain.code, 2)
    world.link(run, 1, 1)
    return [other.item, item_code(world, run, 1), item_code(world, run, 2)]


def walked_up(client: FlaskClient, path: str, accept: str) -> str:
    led = ask(client, path, accept)
    assert led.status_code == 307
    return str(led.location.removeprefix(BASE))


def test_how_the_lot_stands_is_first_and_then_that_the_number_is_none_of_it(
    world: World, client: FlaskClient, made: Goods, copied: list[str]
) -> None:
    fine = walked_up(client, f"{made.path}/21/{copied[0]}", "text/html")
    assert "không phải của lô này" in ask(client, fine, "text/html").text.split("<h2")[1]
    world.recall(made.code)
    for number in copied:
        page = ask(client, walked_up(client, f"{made.path}/21/{number}", "text/html")).text
        first, second = page.split("<h2")[1:3]
        assert "Sản phẩm đang bị thu hồi" in first
        assert f"Tem số {number} không phải của lô này" in second
        assert "Không có tem số" not in page
        assert OTHER_GTIN not in page
    for lang, says in (("en", "does not belong to this lot"), ("zh", "的标签不属于此批次")):
        path = f"/gtin/{GTIN}?lot={made.lot}&serial={copied[0]}&lang={lang}"
        assert says in ask(client, path, "text/html").text
    own = ask(client, f"/gtin/{GTIN}?lot={made.lot}&serial={made.item}", "text/html").text
    assert made.item not in own.replace(f"/{made.item}", "")


def test_a_held_lot_and_programs(
    world: World, client: FlaskClient, made: Goods, copied: list[str]
) -> None:
    with world.by(world.who.registrar) as work:
        recalls.order_hold(work, made.code, "kiểm tra")
    for number, label in ((copied[0], "of_other_goods"), (NOBODYS, "unknown")):
        path = walked_up(client, f"{made.path}/21/{number}", "application/json")
        facts = ask(client, path, "application/json").json or {}
        assert facts["lot"]["status"] == "held"
        assert facts["label"] == label
    assert (ask(client, f"/gtin/{GTIN}.json").json or {})["label"] is None


def test_without_its_lot_such_a_label_leads_to_the_barcode(
    world: World, client: FlaskClient, made: Goods, copied: list[str]
) -> None:
    """Of another barcode, of none, on no goods yet; or of this one with a lot that nobody has."""
    links = {f"/01/{GTIN}/21/{each}": ("sản phẩm này", each) for each in copied}
    links |= {f"/01/{GTIN}/10/NONE/21/{each}": ("lô này", each) for each in (*copied, made.item)}
    for path, (of, number) in links.items():
        page = ask(client, walked_up(client, path, "text/html"), "text/html")
        assert f"Tem số {number} không phải của {of}" in page.text.split("<h2")[1]
        none = "Không có lô NONE được công bố cho sản phẩm này." in page.text
        assert none == ("NONE" in path)
        assert OTHER_GTIN not in page.text
        facts = ask(client, walked_up(client, path, "application/json"), "application/json").json
        assert (facts or {})["label"] == "of_other_goods"
        (report,) = [each for each in page.text.split('"') if each.startswith("/phan-anh?")]
        form = Page(client.get(report.replace("&amp;", "&"))).form("/phan-anh")
        assert form["printed"].endswith(f"(21){number}")
    for lang, says in (("en", "does not belong to this product"), ("zh", "的标签不属于此产品")):
        path = f"/gtin/{GTIN}?serial={copied[0]}&lang={lang}"
        assert says in ask(client, path, "text/html").text
    linkset = ask(client, f"{made.path}/21/{copied[0]}?linkType=linkset").json or {}
    assert linkset["linkset"][0]["anchor"] == f"{BASE}{made.path}"


def test_a_number_of_the_barcode_without_its_lot_is_none_that_is_unknown(
    client: FlaskClient, made: Goods
) -> None:
    page = ask(client, f"/gtin/{GTIN}?serial={made.item}", "text/html")
    assert f"Tem số {made.item}" not in page.text
    assert "Không có tem" not in page.text


def test_a_report_from_there_names_the_lot_and_keeps_the_number(
    world: World, client: FlaskClient, made: Goods, copied: list[str]
) -> None:
    """The buttons of the page and of its form are pressed: nothing is typed but the words."""
    desk = Visitor(client.application, world, "registrar")
    for number in (copied[0], NOBODYS):
        page = ask(client, walked_up(client, f"{made.path}/21/{number}", "text/html")).text
        (report,) = [each for each in page.split('"') if each.startswith("/phan-anh?")]
        code = press(client, report.replace("&amp;", "&"), kind="fake", said=SAID)
        told = desk.get(f"/registry/phan-anh/{code}")
        assert f'<a href="/{made.code}">' in told.source
        assert f"Chữ in trên tem: (01){GTIN}(10){made.lot}(21){number}" in told.text


def test_a_report_of_a_number_of_no_lot_keeps_it_too(
    world: World, client: FlaskClient, made: Goods
) -> None:
    page = ask(client, walked_up(client, f"/01/{GTIN}/21/{NOBODYS}", "text/html")).text
    (report,) = [each for each in page.split('"') if each.startswith("/phan-anh?")]
    code = press(client, report.replace("&amp;", "&"), kind="fake", said=SAID)
    told = Visitor(client.application, world, "registrar").get(f"/registry/phan-anh/{code}").text
    assert f"Chữ in trên tem: (01){GTIN}(21){NOBODYS}" in told


def test_a_form_that_is_refused_keeps_the_number(
    world: World, client: FlaskClient, made: Goods, copied: list[str]
) -> None:
    link = f"(01){GTIN}(10){made.lot}(21){copied[0]}"
    form = Page(client.get("/phan-anh", query_string={"ma": made.code, "tem": link}))
    sent = form.form("/phan-anh") | {"kind": "fake", "said": ""}
    again = Page(client.post(action_of(form), data=sent, headers=OURS))
    assert again.status == 422
    assert again.form("/phan-anh")["printed"] == link


def press(client: FlaskClient, path: str, **typed: str) -> str:
    """Open a form of a report, type into it and press its button; the code of the report."""
    form = Page(client.get(path))
    sent = client.post(
        action_of(form),
        data=form.form("/phan-anh") | typed,
        headers=OURS,
        content_type="multipart/form-data",
    )
    assert sent.status_code == 303
    return sent.location.partition("?")[0].rpartition("/")[2].partition("-")[0]


def action_of(form: Page) -> str:
    """Where the form of a report is sent to."""
    found = form.source.partition('method="post" action="')[2].partition('"')[0]
    return found.replace("&amp;", "&")


@pytest.mark.parametrize("hold", [True, False])
def test_a_list_says_how_the_lot_stands_first(
    world: World, client: FlaskClient, made: Goods, copied: list[str], *, hold: bool
) -> None:
    numbers = [*copied, NOBODYS]
    lines = [f"{BASE}{made.path}/21/{each}" for each in numbers]
    lines += [f"1) (01){GTIN}(10){made.lot}(21){each} x2" for each in numbers]

    def told() -> list[list[str]]:
        limiter.reset()
        asked = {"codes": "\n".join(lines), "csv": "csv"}
        file = client.post("/danh-sach", data=asked).data.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(file)))[1:]

    assert {row[0] for row in told()} == {"Không tìm thấy mã này"}
    if hold:
        with world.by(world.who.registrar) as work:
            recalls.order_hold(work, made.code, "kiểm tra")
    else:
        world.recall(made.code)
    (says,) = {row[0] for row in told()}
    assert ("tạm ngừng bán" in says) if hold else (says == "Sản phẩm đang bị thu hồi")
    assert {row[5] for row in told()} == {made.lot}
    assert {row[-1] for row in told()} == {"Không có tem mang số này trong lô: xem trang của lô."}
    limiter.reset()
    page = client.post("/danh-sach", data={"codes": "\n".join(lines)}).text
    assert f"{says}: {len(lines)} mã" in page
    assert page.count(f'<a href="/{made.code}">') == len(lines)
