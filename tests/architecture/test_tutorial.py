"""What the tutorial tells people to press and to fill in stands on the pages, word for word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, write

TUTORIAL = ROOT / "docs/tutorial/first-label.md"
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.S)
_SAID = re.compile(r'_l?\("((?:[^"\\]|\\.)+)"')
#: The name of a language, which stands on the pages as it is.
_PLAIN = {"EN"}


def named(page: Path) -> set[str]:
    """What a page prints in bold: the names of buttons, links and fields."""
    return {" ".join(name.split()) for name in _BOLD.findall(page.read_text(encoding="utf-8"))}


def said(root: Path) -> list[re.Pattern[str]]:
    """Every sentence of the pages, as a pattern with anything at its placeholders."""
    files = [*(root / "templates").rglob("*.html"), *(root / "traceability/web").rglob("*.py")]
    texts = {text for file in files for text in _SAID.findall(file.read_text(encoding="utf-8"))}
    return [re.compile(re.sub(r"%\\\(\w+\\\)s", ".+", re.escape(text))) for text in texts]


def strange(root: Path, page: Path) -> list[str]:
    """Names in the tutorial that no page has."""
    known = said(root)
    return sorted(
        name for name in named(page) - _PLAIN if not any(text.fullmatch(name) for text in known)
    )


def test_every_name_in_the_tutorial_stands_on_a_page() -> None:
    assert len(named(TUTORIAL)) > 20
    assert strange(ROOT, TUTORIAL) == []


@pytest.mark.parametrize("page", ["search.md", "guides.md"])
def test_every_name_in_a_how_to_stands_on_a_page(page: str) -> None:
    assert named(ROOT / "docs/how-to" / page)
    assert strange(ROOT, ROOT / "docs/how-to" / page) == []


def test_a_name_that_no_page_has_is_seen(tmp_path: Path) -> None:
    write(tmp_path / "templates/a.html", '{{ _("Cấp mã %(code)s", code=code) }} {{ _("In tem") }}')
    page = write(tmp_path / "page.md", "**Cấp mã 12**, **In\ntem**, **In tem đi**\n")
    assert strange(tmp_path, page) == ["In tem đi"]
