"""In which language the page behind a code speaks: by choice, else as the browser likes best."""

from __future__ import annotations

import dataclasses
import re

import pytest

from tests.people import World, orange_revision
from tests.web.public_door import (
    visitor,
)
from tests.web.test_public_page import text_of
from traceability.services import (
    parties,
    products,
    recalls,
)
from traceability.web.public import paper


@pytest.fixture
def backend() -> str:
    return "sqlite"


def test_the_page_speaks_the_language_that_is_asked_for(world: World) -> None:
    batch, client = world.packed(), visitor(world)
    english = client.get(f"/{batch.code}?lang=en")
    assert english.headers["Content-Language"] == "en"
    assert '<html lang="en">' in english.text
    assert "Hà Giang Sành oranges, 2 kg net" in english.text
    assert "12 Jan 2026" in english.text
    assert "Vĩnh Tuy commune, Tuyên Quang province" in english.text
    preferred = client.get(f"/{batch.code}", headers={"Accept-Language": "en-GB,en;q=0.8"})
    assert '<html lang="en">' in preferred.text
    assert "Accept-Language" in preferred.headers["Vary"]


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("zh-Hans", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("ZH", "zh-Hans"),
        ("EN", "en"),
        ("en-US", "en"),
        ("vi-VN", "vi"),
        ("zhx", "vi"),
    ],
)
def test_an_address_asks_for_a_language_as_browsers_name_it(
    world: World, asked: str, language: str
) -> None:
    code, client = world.packed().code, visitor(world)
    for path in (f"/{code}", "/", "/KHONGCOMA"):
        page = client.get(f"{path}?lang={asked}")
        assert f'<html lang="{language}">' in page.text, path
    browser = {"Accept-Language": "en"}
    wanted = "en" if asked == "zhx" else language
    assert f'<html lang="{wanted}">' in client.get(f"/{code}?lang={asked}", headers=browser).text


def test_each_language_of_a_browser_is_cut_short_before_the_next_is_tried(world: World) -> None:
    batch, client = world.packed(), visitor(world)
    said = {
        "zh-CN,en;q=0.9": "zh-Hans",
        "zh-CN,vi;q=0.5": "zh-Hans",
        "en-US,vi;q=0.5": "en",
        "vi-VN,en;q=0.9": "vi",
    }
    for header, language in said.items():
        for path in ("/", f"/{batch.code}", "/khong-co/gi"):
            answer = client.get(path, headers={"Accept-Language": header})
            assert f'<html lang="{language}"' in answer.text, (path, header)


def test_a_name_that_has_no_english_is_marked_as_vietnamese(world: World) -> None:
    with world.by(world.who.manager) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        only = dataclasses.replace(orange_revision("Cam sành"), name_en=None)
        products.revise(work, coop, world.who.product, only)
    answer = visitor(world).get(f"/{world.packed().code}?lang=en").text
    assert '<h1 lang="vi">Cam sành</h1>' in answer


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("vi", ("Có dư lượng", "Đừng dùng, đừng bán", "Bên thông báo: HTX Cam Sành Vĩnh Hảo")),
        ("en", ("Residues found", "Do not eat, use, sell", "Announced by: HTX Cam Sành Vĩnh Hảo")),
        ("zh", ("Có dư lượng", "请勿食用、使用、出售", "发布方：HTX Cam Sành Vĩnh Hảo")),
    ],
)
def test_a_recall_says_what_to_do_in_the_reader_s_language(
    world: World, language: str, says: tuple[str, ...]
) -> None:
    """In the notice's own words where it was given in that language, and below it in ours."""
    code = world.packed().code
    with world.by(world.who.manager) as work:
        recalls.announce(work, [code], "Có dư lượng", "0219 386 0000", notice_en="Residues found")
    text = text_of(world, f"/{code}?lang={language}")
    for each in says:
        assert each in text
    marks = ("Nguyên văn tiếng Việt", "In Vietnamese:", "越南语原文：")
    assert [each for each in marks if each in text] == list(marks[2:] if language == "zh" else ())


def test_who_reads_chinese_finds_a_notice_in_english_beside_the_original(world: World) -> None:
    code = world.packed().code
    with world.by(world.who.manager) as work:
        recalls.announce(work, [code], "Có dư lượng", "0219 386 0000", notice_en="Residues found")
    page = visitor(world).get(f"/{code}?lang=zh").text
    assert '<p class="say" lang="en">Residues found</p>' in page
    assert page.index("英文版：") < page.index("Residues found") < page.index("越南语原文：")
    assert "Residues" not in text_of(world, f"/{code}")


def test_a_notice_keeps_the_lines_that_were_typed(world: World) -> None:
    code = world.packed().code
    with world.by(world.who.manager) as work:
        recalls.announce(work, [code], "Trả lại nơi mua.\nGiữ nguyên tem", "0219 386 0000")
    assert "Trả lại nơi mua.\nGiữ nguyên tem</p>" in visitor(world).get(f"/{code}").text
    assert ".say{white-space:pre-line}" in paper.style("traceability/static").rest.replace(" ", "")


def test_a_notice_in_vietnamese_alone_says_so(world: World) -> None:
    code = world.packed().code
    world.recall(code)
    assert "In Vietnamese: Không sử dụng" in text_of(world, f"/{code}?lang=en")
    assert "越南语原文： Không sử dụng" in text_of(world, f"/{code}?lang=zh")
    assert "Nguyên văn" not in text_of(world, f"/{code}?lang=vi")


def test_a_chinese_reader_finds_the_own_language_by_its_name(world: World) -> None:
    source = visitor(world).get("/").text
    assert re.search(r'<a href="\?lang=zh" hreflang="zh" lang="zh" [^>]*>中文</a>', source)


def test_english_has_one_word_for_a_lot_and_compares_trace_codes(world: World) -> None:
    made = world.packed().code
    run = world.print_labels(made, 2)
    world.link(run, 1, 1)
    for code in (made, *world.item_codes(run)):
        text = text_of(world, f"/{code}?lang=en")
        assert "batch" not in text.lower()
        assert "same label number" not in text
