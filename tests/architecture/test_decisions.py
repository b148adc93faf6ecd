"""A decision has one number, and the page is headed with it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, write

PARTS = ("## Context", "## Decision", "## Consequences")
NAME = re.compile(r"(\d{4})-[a-z0-9]+(-[a-z0-9]+)*\.md")


def page_faults(page: Path) -> list[str]:
    """What is wrong with one page."""
    named = NAME.fullmatch(page.name)
    if named is None:
        return [f"{page.name} is not NNNN-words.md"]
    text = page.read_text(encoding="utf-8")
    headed = re.match(r"# (\d{4})\. \S", text)
    faults = [f"{page.name} lacks {part!r}" for part in PARTS if f"\n{part}\n" not in text]
    if headed is None or headed[1] != named[1]:
        faults.append(f"{page.name} is not headed '# {named[1]}. …'")
    return faults


def decision_faults(root: Path) -> list[str]:
    """What is wrong with the pages together and one by one."""
    pages = sorted((root / "docs/decisions").glob("*.md"))
    numbers = Counter(page.name[:4] for page in pages)
    twice = [f"{number} is used {n} times" for number, n in numbers.items() if n > 1]
    return twice + [fault for page in pages for fault in page_faults(page)]


def test_every_decision_has_its_own_number() -> None:
    assert (ROOT / "docs/decisions/0001-record-decisions.md").is_file()
    assert decision_faults(ROOT) == []


def page(number: str, title: str = "Keep it") -> str:
    return f"# {number}. {title}\n\n" + "".join(f"{part}\n\nText.\n\n" for part in PARTS)


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("0001-again.md", page("0001"), "0001 is used 2 times"),
        ("0002-moved.md", page("0001"), "0002-moved.md is not headed '# 0002. …'"),
        ("0002-bare.md", "# 0002. Bare\n", "0002-bare.md lacks '## Decision'"),
        ("two.md", page("0002"), "two.md is not NNNN-words.md"),
    ],
)
def test_a_faulty_page_is_seen(tmp_path: Path, name: str, text: str, fault: str) -> None:
    write(tmp_path / "docs/decisions/0001-first.md", page("0001"))
    assert decision_faults(tmp_path) == []
    write(tmp_path / "docs/decisions" / name, text)
    assert fault in decision_faults(tmp_path)
