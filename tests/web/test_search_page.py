"""The search box of both kinds of organisations: what a row says, and what it opens."""

from __future__ import annotations

import html
import logging
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import select

from tests.people import World
from tests.web.entrance_visits import PEOPLE_MADE
from tests.web.lot_visits import Page, Visitor, app_of
from traceability.cli import serve
from traceability.services import search_people
from traceability.store.models import AuditEntry

PHONE = "0912 345 678"


def visit(world: World, files: Path, login: str = "manager") -> Visitor:
    return Visitor(app_of(world, files=files), world, login)


def ask(visitor: Visitor, typed: str) -> Page:
    return visitor.get(f"/tim?q={quote(typed)}")


_ROW = re.compile(r'<(?:a|div) class="row"(?: href="([^"]*)")?>(.*?)</(?:a|div)>', re.S)
_SIGNS = re.compile(r"<svg\b.*?</svg>|<[^>]+>", re.S)


def rows(page: Page) -> list[tuple[str, str]]:
    """Each row: what it opens (or nothing), and its words."""
    return [(html.unescape(at), _words(body)) for at, body in _ROW.findall(page.source)]


def _words(body: str) -> str:
    return " ".join(html.unescape(_SIGNS.sub(" ", body)).split())


def test_a_row_says_what_one_decides_by_and_opens_the_thing(world: World, tmp_path: Path) -> None:
    packed = world.packed()
    run = world.print_labels(packed.code, 20)
    visitor = visit(world, tmp_path)
    (lot,) = [row for row in rows(ask(visitor, packed.lot_code)) if "/coop/lo/" in row[0]]
    assert lot[0] == f"/coop/lo/{packed.code}"
    for word in (
        packed.lot_code,
        "Cam sành Hà Giang, túi lưới 2 kg",
        "đã công bố",
        "14/01/2026",
        "kg",
    ):
        assert word in lot[1]
    (label,) = rows(ask(visitor, "tem 7"))
    assert label[0] == f"/coop/tem/{run}"
    assert "Tem số 7" in label[1]
    assert "chưa kích hoạt" in label[1]


@pytest.mark.parametrize(
    "typed",
    ["cam", "tem 3", "0128", "vuon cam", "12/1", "giang", "hộ 1", "quản lý", "lan", "CAM-26"],
)
def test_every_row_that_is_a_link_opens(world: World, tmp_path: Path, typed: str) -> None:
    world.harvest(40, household=world.who.household)
    world.print_labels(world.packed().code, 12)
    for login in ("manager", "recorder", "registrar", "inspector"):
        visitor = visit(world, tmp_path, login)
        for href, _ in rows(ask(visitor, typed)):
            assert not href or visitor.get(href).status == 200, (login, href)


def test_an_officer_opens_a_lot_where_it_can_be_stopped_else_at_its_code(
    world: World, tmp_path: Path
) -> None:
    packed = world.packed()
    found = rows(ask(visit(world, tmp_path, "registrar"), packed.lot_code))
    assert found[0][0] == f"/registry/lo/{packed.code}"
    found = rows(ask(visit(world, tmp_path, "inspector"), packed.lot_code))
    assert found[0][0] == f"/registry/ma/{world.who.area}"
    assert "HTX Cam Sành Vĩnh Hảo" in found[0][1]


def test_empty_and_fruitless_pages_teach(world: World, tmp_path: Path) -> None:
    for login, example in (("recorder", "giang thi my"), ("registrar", "VN-HGOR-0128")):
        visitor = visit(world, tmp_path, login)
        for path in ("/tim", "/tim?q=", "/tim?q=%25", "/tim?q=zzzzzz"):
            page = visitor.get(path)
            assert page.status == 200
            assert example in page.text
            assert rows(page) == []
    assert "Không thấy gì khớp với “zzzzzz”" in page.text


@pytest.mark.parametrize(
    "typed",
    [
        "%",
        "_",
        "'",
        '"><script>alert(1)</script>',
        "\0",
        "a\0b",
        "A" * 4000,
        "🍊",
        "{{7*7}}",
        "\u202e",
        "%FF",
    ],
)
def test_hostile_text_is_shown_as_text(world: World, tmp_path: Path, typed: str) -> None:
    for login in ("manager", "registrar"):
        page = ask(visit(world, tmp_path, login), typed)
        assert page.status == 200
        assert "<script>alert" not in page.source
        assert "A" * 61 not in page.source.split("<main")[1]


def test_broken_bytes_in_the_address_are_harmless(world: World, tmp_path: Path) -> None:
    assert visit(world, tmp_path).get("/tim?q=%FF%FE%ED%A0%80").status == 200
    assert visit(world, tmp_path).get("/tim?q=a&q=b&x=1").status == 200


def test_every_page_has_one_way_to_the_box(world: World, tmp_path: Path) -> None:
    for login, home in (("manager", "/coop/"), ("registrar", "/registry/")):
        visitor = visit(world, tmp_path, login)
        page = visitor.get(home)
        assert page.source.count('class="finder"') == page.source.count('class="finder-link"') == 1
        assert 'action="/tim"' in page.source
        own = visitor.get("/tim")
        assert own.source.count('name="q"') == 1


def test_nobody_searches_without_signing_in(world: World, tmp_path: Path) -> None:
    page = Visitor(app_of(world, files=tmp_path), world).get(f"/tim?q={quote(PHONE)}")
    assert page.status == 302
    assert page.place.startswith("/dang-nhap")


def test_a_search_leaves_no_trace(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither a row nor a line, and not even when it fails."""
    visitor = visit(world, tmp_path)
    with caplog.at_level(logging.DEBUG, logger="traceability"):
        assert ask(visitor, PHONE).status == 200

        def fail(*asked: object) -> None:
            raise RuntimeError(f"{asked} {PHONE}")

        monkeypatch.setattr(search_people, "members", fail)
        page = ask(visitor, PHONE)
    assert page.status == 500
    assert "a request failed" in caplog.text
    for text in (caplog.text, page.source):
        assert "345" not in text
    with world.view() as view:
        noted = {row.action for row in view.db.scalars(select(AuditEntry))}
    assert noted <= set(PEOPLE_MADE)


def test_the_box_sends_what_was_typed_in_a_form(world: World, tmp_path: Path) -> None:
    """A phone or a name stands in no address: not of the page, not of what leads away from it."""
    lot = world.packed().code
    visitor = visit(world, tmp_path, "recorder")
    asked = {"kind": "quality", "said": "Cam khô", "by": f"chị Lan {PHONE}"}
    noting = f"/coop/lo/{lot}/phan-anh/moi"
    assert visitor.send(noting, noting, **asked).status == 303
    fields = visitor.get("/tim").form("/tim")
    page = visitor.post("/tim", {**fields, "q": "+84 912.345.678"})
    assert page.status == 200
    (found,) = rows(page)
    assert found[1].startswith("Phản ánh Phản ánh về lô")
    assert visitor.get(found[0]).status == 200
    assert f"/coop/lo/{lot}/phan-anh" in page.source
    addresses = re.findall(r'(?:href|action)="([^"]*)"', page.source)
    assert not [each for each in addresses if "345" in each]
    for path in ("/coop/", "/tim"):
        forms = re.findall(r"<form[^>]*role=\"search\"[^>]*>", visitor.get(path).source)
        assert forms
        assert all('method="post"' in form for form in forms)


def test_the_web_server_writes_no_addresses_down() -> None:
    """A search is part of an address: granian's access log stays off."""
    source = Path(serve.__file__ or "").read_text(encoding="utf-8")
    assert "--log-level" in source
    assert "access-log" not in source
