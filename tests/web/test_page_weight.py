"""What the public pages weigh: a table of all pages of the demonstration, held to the limits."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import brotli
import pytest
from playwright.sync_api import Browser

from tests.people import World
from tests.rich_page import rich_page
from tests.web.demonstration import Demonstration, shown
from tests.web.kept_doors import Door, door_on
from traceability.domain import ids
from traceability.web.public import paper
from traceability.web.public.door import LANGUAGES
from traceability.web.shelf import MOST_BYTES, Cut, Kept

__all__ = ["shown"]

#: A page must be readable to its verdict with the first packets of a slow line.
FIRST, WHOLE, HEAD_STYLE, PICTURE = 2_048, 14 * 1024, 1_024, 4_000
#: The product of the demonstration that carries one.
GTIN = "09520123456788"
#: The verdict with its words, to the end of its heading.
VERDICT = re.compile(r'<h2 id="ket-luan">.*?<span>[^<]+</span></h2>', re.DOTALL)


def unpacked(start: bytes, encoding: str) -> str:
    """What a browser has of a page once it has its first bytes."""
    if encoding == "br":
        begun: bytes = brotli.Decompressor().process(start)
    elif encoding == "gzip":
        begun = zlib.decompressobj(wbits=31).decompress(start)
    else:
        raise AssertionError(encoding)
    return begun.decode(errors="ignore")


def weigh(door: Door, path: str, language: str = "vi") -> tuple[int, int]:
    """The bytes of a page to who takes gzip, and brotli too: either shows the verdict at once."""
    found = []
    for taken in ("gzip", "gzip, br"):
        sent = door.get(path, taken, language)
        coded = sent.headers["Content-Encoding"]
        assert VERDICT.search(unpacked(sent.body[:FIRST], coded)), (path, coded)
        assert len(sent.body) <= WHOLE, path
        found.append(len(sent.body))
    return found[0], found[1]


#: A picture within a page, and where it is larger.
PICTURED = re.compile(
    r'<a class="picture" href="([^"]+)"><img src="data:image/webp;base64,([^"]+)"'
)
#: A heading with its words, to its end.
HEADING = re.compile(r"<h1[^>]*>[^<]+</h1>")


def other_pages(shown: Demonstration) -> dict[str, int]:
    """The public pages that are no code's, with the status that each has."""
    known = shown.pages[0].code
    wrong = known[:-1] + ("0" if known[-1] != "0" else "1")
    found = ["", "tra-lo", "danh-sach", "phan-anh", f"phan-anh?ma={known}", f"gtin/{GTIN}"]
    found += ["du-lieu-mo"]
    absent = ["KHONGCOMA", wrong, ids.short_code(7), "tra-cuu?code=abc"]
    absent += [f"tra-lo?lot=CAM-1&gtin={GTIN}", "xx/1", "tra-cuu?code=https://evil.example/x"]
    return dict.fromkeys(found, 200) | dict.fromkeys(absent, 404)


def test_every_page_that_is_no_codes_is_packed_and_begins_with_its_heading(
    shown: Demonstration,
) -> None:
    lines = [f"{'page':<28} {'':<2} {'gzip':>7} {'br':>7}"]
    for path, status in other_pages(shown).items():
        for language in LANGUAGES:
            asked = f"/{path}{'&' if '?' in path else '?'}lang={language}"
            weights = []
            for taken in ("gzip", "gzip, br"):
                sent = shown.door.get(asked, taken, language)
                coded = sent.headers["Content-Encoding"]
                assert sent.status == status, asked
                assert HEADING.search(unpacked(sent.body[:FIRST], coded)), (asked, coded)
                assert len(sent.body) <= WHOLE, asked
                assert "Accept-Encoding" in sent.headers["Vary"]
                weights.append(len(sent.body))
            lines.append(f"/{path:<27} {language} {weights[0]:>7,} {weights[1]:>7,}")
            plain = shown.door.get(asked, "identity", language)
            assert "Content-Encoding" not in plain.headers
    sys.stdout.write("\n".join(["", *lines, ""]))


def test_every_page_of_the_demonstration_is_light_and_begins_with_its_verdict(
    shown: Demonstration,
) -> None:
    heaviest: dict[tuple[str, str], tuple[int, int, str]] = {}
    for each in shown.pages:
        weights = weigh(shown.door, f"/{each.code}")
        key = each.kind, each.state
        heaviest[key] = max(heaviest.get(key, (0, 0, "")), (*weights, each.code))
    lines = [
        f"{'kind':<6} {'state':<15} {'':<2} {'gzip':>7} {'br':>7}  heaviest of {len(shown.pages)}"
    ]
    for (kind, state), (_gzip, _br, code) in sorted(heaviest.items()):
        for language in LANGUAGES:
            gzip, br = weigh(shown.door, f"/{code}?lang={language}", language)
            lines.append(f"{kind:<6} {state:<15} {language} {gzip:>7,} {br:>7,}  {code}")
    sys.stdout.write("\n".join(["", *lines, ""]))
    assert {kind for kind, _state in heaviest} == {"batch", "item", "area"}
    assert len(heaviest) >= 10


SIZING = Path("docs/explanation/sizing.md")
#: What TLS and TCP add, as assumed there.
WITH_TLS = 5_000
#: What the sizing says of a page: on the line with its headers, and in memory.
LINE = re.compile(r"A page has (\d+) KB at the most .*? and ([\d.]+) KB of headers")
KEPT = re.compile(r"some ([\d,]+) (?:pages of lots|groups of labels) \((\d+) KB each")


def test_the_sizing_counts_with_what_pages_weigh(shown: Demonstration) -> None:
    packed, heads = [], []
    kept: dict[str, list[int]] = {"batch": [], "item": [], "area": []}
    for each in shown.one_of_each:
        for language in LANGUAGES:
            path = f"/{each.code}?lang={language}"
            sent, plain = (shown.door.get(path, as_, language) for as_ in ("gzip", "identity"))
            packed.append(len(sent.body))
            heads.append(sum(len(f"{name}: {value}") + 2 for name, value in sent.headers.items()))
            kept[each.kind].append(in_memory(plain.body, labels=each.kind == "item"))
    text = SIZING.read_text(encoding="utf-8")
    (page, head), *_ = LINE.findall(text)
    assert 1_000 * int(page) == pytest.approx(max(packed), abs=500)
    assert 1_000 * float(head) == pytest.approx(max(heads), abs=100)
    on_the_line = round((1_000 * (int(page) + float(head)) + WITH_TLS) / 1_000)
    assert set(re.findall(r"× (\d+) KB", text)) == {str(on_the_line)}
    for (many, each_kb), sizes in zip(
        KEPT.findall(text), (kept["batch"], kept["item"]), strict=True
    ):
        assert 1_000 * int(each_kb) == pytest.approx(max(sizes), rel=0.08)
        assert int(many.replace(",", "")) == pytest.approx(
            MOST_BYTES / (1_000 * int(each_kb)), rel=0.05
        )


def in_memory(body: bytes, *, labels: bool) -> int:
    """What a page takes of a process, as the shelf reckons it."""
    known: dict[str, Any] = {"token": "", "about": "", "seen": None, "tag": "", "headers": []}
    return Cut.of([body.decode()], **known).size if labels else Kept.of(body, **known).size


def test_the_pictures_of_the_demonstration_are_small_and_open_on_tap(shown: Demonstration) -> None:
    seen = {}
    for each in shown.pages:
        text = shown.door.get(f"/{each.code}", "identity").text
        for larger, picture in PICTURED.findall(text):
            seen[larger] = len(picture) * 3 // 4
    assert len(seen) == 9
    assert max(seen.values()) <= PICTURE
    for larger in seen:
        sent = shown.door.get(larger, "identity")
        assert (sent.status, sent.headers["Content-Type"]) == (200, "image/jpeg")


def pages_to_read(paths: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The pages of codes, the forms and what nobody has; each in every language."""
    others = [f"gtin/{GTIN}", "", "KHONGCOMA", "tra-lo", "danh-sach"]
    others += ["du-lieu-mo", "phan-anh", f"phan-anh?ma={paths[0]}"]
    for path in (*paths, *others):
        for language in LANGUAGES:
            joint = "&" if "?" in path else "?"
            yield f"/{path}{joint}lang={language}", language


@pytest.mark.validator
def test_a_validator_finds_nothing_on_any_page(shown: Demonstration, tmp_path: Path) -> None:
    named = {}
    # The address of GS1 leads to one of these: tests/browser/test_demo_codes_browser.py.
    for number, (path, language) in enumerate(pages_to_read([each.code for each in shown.pages])):
        file = tmp_path / f"{number}.html"
        file.write_text(shown.door.get(path, "identity", language).text)
        named[file.name] = path
    checker = ["java", "-jar", os.environ["TRACEABILITY_TEST_VNU"], "--format", "gnu"]
    # It guesses the language by the letters: Chinese pages name Vietnamese people and places.
    quiet = ["--filterpattern", ".*appears to be written in.*"]
    done = subprocess.run(
        [*checker, *quiet, *(tmp_path / name for name in named)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr + done.stdout == "", str(named)
    assert len(named) > 3 * 100


#: The words (letters only) of which one part stands on one line and the rest on the next.
BROKEN_WORDS = """() => {
  const broken = [], range = document.createRange();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    for (const found of text.data.matchAll(/\\p{L}+/gu)) {
      if (/\\p{Script=Han}/u.test(found[0])) continue;
      range.setStart(text, found.index);
      range.setEnd(text, found.index + found[0].length);
      const lines = [...range.getClientRects()].filter(each => each.width > 0);
      if (new Set(lines.map(each => Math.round(each.top))).size > 1) broken.push(found[0]);
    }
  }
  return broken;
}"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 340, 360])
def test_no_word_breaks_within_on_a_phone(
    shown: Demonstration, browser: Browser, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 740}, locale="vi-VN")
    page, broken = context.new_page(), {}
    for path, language in pages_to_read([each.code for each in shown.one_of_each]):
        page.set_content(shown.door.get(path, "identity", language).text)
        broken[path] = page.evaluate(BROKEN_WORDS)
    context.close()
    assert {path: words for path, words in broken.items() if words} == {}


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_page_with_a_photograph_and_every_paper_is_as_light(world: World, tmp_path: Path) -> None:
    door = door_on(world, tmp_path)
    path = f"/{rich_page(world, tmp_path)}"
    weigh(door, path)
    text = door.get(path).text
    (picture,) = re.findall(r'src="data:image/webp;base64,([^"]+)"', text)
    assert len(picture) * 3 // 4 <= PICTURE
    assert text.index('id="ket-luan"') < text.index("data:image/webp")
    assert '<a class="picture" href="/anh/' in text


def test_the_head_has_only_what_the_first_lines_need() -> None:
    style = paper.style("traceability/static")
    assert len(style.first.encode()) <= HEAD_STYLE
    # It stands within SVG, where these would begin an element or an entity.
    assert not set("<&") & set(style.rest)
    for scheme in ("prefers-color-scheme:dark", "color-scheme:light dark"):
        assert scheme in style.first
    assert "@media print" in style.rest
