"""The quick guides: one page A4 each, every word on it, whom to call filled in or left to write."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pytest
import zxingcpp
from flask import Flask
from PIL import Image
from pypdf import PageObject, PdfReader

from tests.people import VINH_TUY, World
from tests.web.lot_visits import HOST, Visitor, app_of
from traceability.services import parties
from traceability.web.account.guide_texts import GUIDES

FILES = [(name, language) for name in GUIDES for language in ("vi", "en")]
PROVINCE = "Chi cục Trồng trọt và Bảo vệ thực vật tỉnh Tuyên Quang"


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def app(world: World, tmp_path: Path) -> Flask:
    return app_of(world, files=tmp_path)


def fetched(app: Flask, world: World, name: str, login: str = "manager", lang: str = "vi") -> bytes:
    """A guide as somebody fetches it."""
    page = Visitor(app, world, login).get(f"/huong-dan/{name}.pdf?lang={lang}")
    assert page.status == 200
    assert page.answer.mimetype == "application/pdf"
    assert page.answer.headers["Content-Disposition"] == f'attachment; filename="{name}.pdf"'
    return page.answer.get_data()


def only_page(pdf: bytes) -> PageObject:
    (page,) = PdfReader(io.BytesIO(pdf)).pages
    return page


def words(page: PageObject) -> str:
    return " ".join(page.extract_text().split())


def office(world: World, name: str, phone: str, commune: str = VINH_TUY) -> None:
    """An office of the cooperative's own commune."""
    with world.by(world.who.operator) as work:
        asked = parties.OrganisationRequest(
            "authority", commune, {"name": name, "phone": phone}, territory=(commune,)
        )
        parties.register_organisation(work, asked)


@pytest.mark.parametrize(("name", "language"), FILES)
def test_a_guide_is_one_page_a4_in_its_own_letters(
    app: Flask, world: World, name: str, language: str
) -> None:
    page = only_page(fetched(app, world, name, lang=language))
    assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
    fonts = page["/Resources"]["/Font"].values()
    for font in (each.get_object() for each in fonts):
        if "BeVietnamPro" in font["/BaseFont"]:
            assert "/FontFile2" in font["/FontDescriptor"]
    assert sum("BeVietnamPro" in each.get_object()["/BaseFont"] for each in fonts) >= 2


@pytest.mark.parametrize("name", sorted(GUIDES))
def test_every_word_of_a_guide_is_on_it(app: Flask, world: World, name: str) -> None:
    text = words(only_page(fetched(app, world, name))).replace(" ", "")
    guide = GUIDES[name]
    with app.test_request_context():
        said = [guide.title, guide.lead, guide.words_title, *guide.contacts]
        for topic in (guide.first, *guide.topics):
            said += [topic.title, *topic.steps]
        said += [each for pair in guide.words for each in pair]
        for each in said:
            assert str(each).replace(" ", "") in text, str(each)
    assert f"{HOST}/dang-nhap" in text


def test_the_office_of_the_commune_is_named_before_the_province(app: Flask, world: World) -> None:
    text = words(only_page(fetched(app, world, "hop-tac-xa")))
    assert PROVINCE in text
    office(world, "UBND xã Vĩnh Tuy", "0219 386 5555")
    text = words(only_page(fetched(app, world, "hop-tac-xa")))
    assert "UBND xã Vĩnh Tuy" in text
    assert "0219 386 5555" in text
    assert PROVINCE not in text
    assert PROVINCE in words(only_page(fetched(app, world, "can-bo", "registrar")))


def test_the_longest_name_fits(app: Flask, world: World) -> None:
    longest = "Ủy ban nhân dân " + "Wậy " * 20
    office(world, longest, "0219 386 5555 " * 6)
    for name, language in FILES:
        page = only_page(fetched(app, world, name, lang=language))
        assert longest.strip() in words(page)


@pytest.mark.parametrize("name", ["掸雪茶合作社", "Wậy " * 49])
def test_what_cannot_be_printed_is_left_to_write(app: Flask, world: World, name: str) -> None:
    office(world, name.strip(), "0219 386 6666")
    text = words(only_page(fetched(app, world, "hop-tac-xa")))
    assert name[:3] not in text
    assert "0219 386 6666" in text


def test_both_guides_are_offered_and_ones_own_stands_first(app: Flask, world: World) -> None:
    for login, first, second in (
        ("recorder", "hop-tac-xa", "can-bo"),
        ("inspector", "can-bo", "hop-tac-xa"),
    ):
        page = Visitor(app, world, login).get("/huong-dan")
        places = [page.source.index(f"/huong-dan/{name}.pdf") for name in (first, second)]
        assert places == sorted(places)
        assert "Kích hoạt những tem đã dán" in page.text


@pytest.mark.parametrize("name", ["nothing", "..%2Fetc", "%00", "HOP-TAC-XA", "A" * 4000])
def test_there_is_no_other_guide(app: Flask, world: World, name: str) -> None:
    assert Visitor(app, world, "manager").get(f"/huong-dan/{name}.pdf").status == 404


@pytest.mark.poppler
@pytest.mark.parametrize("name", sorted(GUIDES))
def test_its_symbol_leads_to_the_sign_in_and_nothing_runs_over_the_edge(
    app: Flask, world: World, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "guide.pdf"
    file.write_bytes(fetched(app, world, name))
    program = shutil.which("pdftoppm")
    assert program
    subprocess.run(
        [program, "-png", "-r", "150", "-gray", str(file), str(tmp_path / "page")], check=True
    )
    with Image.open(next(tmp_path.glob("page*.png"))) as image:
        (symbol,) = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
        assert symbol.text == f"{HOST}/dang-nhap"
        inked = image.point(lambda tone: 255 if tone < 128 else 0).getbbox()
    assert inked
    margin = round(10 / 25.4 * 150)
    assert inked[0] >= margin
    assert inked[1] >= margin
    assert image.width - inked[2] >= margin
