"""What anybody may open is read in Chinese: every state, every kind of page, every refusal."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from tests.families import extracted, hives, jars, pack
from tests.people import PICKED_ON, TODAY, World, orange_grant
from tests.services.test_deliveries import secret_of, send
from tests.services.weigh_days import closed, line, opened, weigh, works
from tests.web.lot_visits import Visitor, app_of
from tests.web.public_door import states, visitor
from tests.web.test_area_page import certificate, filed, own_area
from traceability.domain.deliveries import To
from traceability.services import area_codes, public_figures

ZH = "zh-CN,zh;q=0.9,en;q=0.5"
_WORD = re.compile(r"[^\W\d_]+")
_VOID = {"meta", "link", "input", "br", "img", "path", "circle", "rect"}


@pytest.fixture
def backend() -> str:
    return "sqlite"


class Words(HTMLParser):
    """The words of a page outside what it marks as Vietnamese, its descriptions among them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        inside = given.get("lang") == "vi" or tag == "style" or bool(self._open and self._open[-1])
        said = ("content", "aria-label", "alt", "title", "placeholder")
        self.found += [given[name] or "" for name in said if name in given and not inside]
        if tag not in _VOID:
            self._open.append(inside)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not (self._open and self._open[-1]):
            self.found.append(data)


def vietnamese(source: str) -> list[str]:
    """The Vietnamese words that a page shows without saying so; names begin with a capital."""
    words = Words()
    words.feed(source)
    found = _WORD.findall("\n".join(words.found))
    return [each for each in found if each.islower() and any("à" <= c <= "ỹ" for c in each)]


def read(client: FlaskClient, path: str, status: int = 200, *, name: str = "", **more: Any) -> str:
    """A page in Chinese, without a word of Vietnamese but the name of goods that have no other."""
    answer = client.open(path, headers={"Accept-Language": ZH}, **more)
    assert answer.status_code == status, path
    assert '<html lang="zh-Hans">' in answer.text, path
    assert answer.headers.get("Content-Language", "zh-Hans") == "zh-Hans"
    assert vietnamese(answer.text.replace(name, "")) == [], path
    return answer.text


def test_the_search_for_vietnamese_finds_it(world: World) -> None:
    client = visitor(world)
    for path in ("/", f"/{world.packed().code}", "/khong/co"):
        page = client.get(f"{path}?lang=vi").text.replace('<html lang="vi">', "<html>")
        assert len(vietnamese(page)) > 5


def test_every_state_of_a_label_and_a_lot(world: World) -> None:
    client = visitor(world)
    found = {state: read(client, f"/{code}") for state, code in states(world).items()}
    titles = [re.search(r"<h2 id=\"ket-luan\">.*?<span>(.*?)</span>", each, re.S) for each in
              found.values()]  # fmt: skip
    assert {each[1] for each in titles if each} == {
        *(
            "本批次无警示",
            "本标签尚未启用",
            "所属单位已报失此标签",
            "本标签已作废",
            "已过保质期",
            "产品正在召回",
        ),
        *("本批次已从记录中撤回", "本批次暂停销售，隔离存放待结论", "采收当日种植区代码无效"),
    }


def test_days_places_and_amounts_are_written_as_in_chinese(world: World) -> None:
    packed = world.packed(600, 1200).code
    page = read(visitor(world), f"/{packed}")
    assert "2026年1月12日" in page
    assert "Tuyên Quang省 Vĩnh Tuy乡" in page
    assert "600 × 2 kg" in page
    assert "越南皇帝柑" in page or "河江" in page


def test_honey_says_litres_and_where_hives_stood(world: World) -> None:
    area, _place = hives(world)
    packed = pack(world, extracted(world, area).code, jars(world), 139).code
    world.publish(packed)
    page = read(visitor(world), f"/{packed}", name="Sản phẩm thử")
    assert "第 1 放蜂点，Tuyên Quang省 Vĩnh Tuy乡" in page
    assert "18.5 %" in page
    assert "关于本批次" in page


def test_pages_of_codes_and_who_claims_them(world: World) -> None:
    client, area = visitor(world), world.who.area
    certificate(world, "VG-1")
    world.harvest(20)
    with world.by(world.who.manager) as work:
        public_figures.choose(work, area, opened=True)
    page = read(client, f"/{area}")
    assert "代码有效" in page
    assert "2026年1月" in page
    assert "系统内部代码" in read(client, f"/{own_area(world)}")
    with world.by(world.who.registrar) as work:
        area_codes.grant(work, orange_grant(world.who.foreign, "VN-HGOR-0128"))
    assert "存在争议" in read(client, f"/{area}")
    assert "同时申报此代码" in read(client, "/tra-cuu?code=VN-HGOR-0128")
    world.suspend(TODAY)
    assert "代码已暂停" in read(client, f"/{area}")
    read(client, f"/{filed(world)}", 404)


def test_a_slip_before_and_after_its_goods_are_packed(world: World) -> None:
    works(world, world.who.household)
    day = opened(world)
    slip = weigh(world, day, line(5, world.who.household)).code
    page = read(visitor(world), f"/{slip}")
    assert "过磅单已记录" in page
    assert "尚未成为任何包装批次" in page
    packed = world.pack(closed(world, day).lots[0][0], 2, TODAY).code
    world.publish(packed)
    page = read(visitor(world), f"/{slip}")
    assert "本单货物已制成包装" in page
    assert "2026年1月20日</time> 包装" in page
    world.recall(packed)
    read(visitor(world), f"/{slip}")


def test_a_note_is_read_answered_and_refused(world: World) -> None:
    packed = world.packed(40).code
    fresh = world.harvest(10).code
    path = f"/phieu/{secret_of(world, send(world, packed, fresh, kind=To.WALK_IN).code)}"
    client = visitor(world)
    assert "所有批次均无警示" in read(client, path)
    wrong = {f"received_{fresh}": "abc", "remark": "x" * 501}
    page = read(client, path, 422, method="POST", data=wrong)
    assert "过长，最多 500 个字符" in page
    assert client.post(path, data={f"received_{fresh}": "9.5"}).status_code == 303
    world.recall(packed)
    assert "被召回的批次" in read(client, path)
    assert f'<a href="/{packed}?lang=zh">' in client.get(f"{path}?lang=zh").text
    read(client, path, 413, method="POST", data={"remark": "x" * 100_000})
    read(client, f"/phieu/{'x' * 24}", 404)


def test_the_workbook_of_a_note(world: World) -> None:
    path = f"/phieu/{secret_of(world, send(world, world.packed(40).code).code)}/lo-hang.xlsx"
    answer = visitor(world).get(f"{path}?lang=zh")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    rows = book.get_sheet_by_index(0).to_python()
    assert "批号" in [cell for row in rows for cell in row]
    assert book.sheet_names == ["批次"]


def test_the_pages_around_them(world: World) -> None:
    client = visitor(world)
    assert "这件货物来自哪里？" in read(client, "/")
    read(client, "/du-lieu-mo")
    world.harvest(10, PICKED_ON)
    world.clock.pass_by(days=40)
    read(client, "/du-lieu-mo")
    read(client, "/tra-cuu?code=4YWW79G1A", 404)
    read(client, "/khong/co/trang/nay", 404)
    read(client, "/du-lieu-mo/ma-so-vung-trong-2020-01.csv", 404)
    read(client, "/", 405, method="POST")
    for number in range(100):
        client.get(f"/tra-cuu?code=VN-HGXX-{number}")
    assert "查询过于频繁" in read(client, "/tra-cuu?code=VN-HGXX-100", 429)


@pytest.mark.parametrize(
    ("asked", "preferred", "tag"),
    [
        ("zh", "vi", "zh-Hans"),
        ("vi", "zh-CN", "vi"),
        ("xx", "zh-TW,zh;q=0.8", "zh-Hans"),
        ("", "zh-Hans-CN", "zh-Hans"),
        ("", "fr", "vi"),
    ],
)
def test_the_address_asks_first_then_the_browser(
    world: World, asked: str, preferred: str, tag: str
) -> None:
    answer = visitor(world).get(f"/?lang={asked}", headers={"Accept-Language": preferred})
    assert f'<html lang="{tag}">' in answer.text


def test_the_choice_of_chinese_is_kept_from_page_to_page(world: World) -> None:
    client = visitor(world)
    for path in ("/", f"/{world.who.area}", f"/{world.packed().code}"):
        page = client.get(f"{path}?lang=zh").text
        assert re.findall(r'hreflang="(\w+)"', page) == ["vi", "en", "zh"]
        inner = re.findall(r'href="(/(?!anh/|dang-nhap)[^"]*)"', page)
        assert inner
        assert all("lang=zh" in each for each in inner), inner
    moved = client.get(f"/tra-cuu?code={world.who.area.lower()}&lang=zh")
    assert moved.location == f"/{world.who.area}?lang=zh"


def test_doors_with_a_sign_in_offer_no_chinese(world: World) -> None:
    """There a reader of Chinese is answered in Vietnamese, as the links beside it say."""
    app = app_of(world)
    recorder = Visitor(app, world, "recorder")
    page = recorder.get("/coop/?lang=zh")
    assert '<html lang="vi">' in page.source
    assert 'value="zh"' not in page.source
    sign_in = app.test_client().get("/dang-nhap?lang=zh", headers={"Accept-Language": ZH}).text
    assert '<html lang="zh' not in sign_in
    assert "Đăng nhập" in sign_in or "Sign in" in sign_in
