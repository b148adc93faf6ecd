"""The reference has a heading for each setting and each command, and for nothing else."""

from __future__ import annotations

from pathlib import Path

import click

from tests.architecture.tree import ROOT
from traceability import settings
from traceability.cli import main

REFERENCE = ROOT / "docs/reference"
LARGEST = 60_000  # bytes of a picture


def headings(page: Path) -> list[str]:
    """The second-level headings of a page."""
    text = page.read_text(encoding="utf-8")
    return [line[3:] for line in text.splitlines() if line.startswith("## ")]


def commands(group: click.Group, words: str = "") -> list[str]:
    """Every command as it is typed."""
    found: list[str] = []
    for name, command in group.commands.items():
        typed = f"{words} {name}".strip()
        found += commands(command, typed) if isinstance(command, click.Group) else [typed]
    return found


def test_every_setting_has_its_heading() -> None:
    assert sorted(headings(REFERENCE / "settings.md")) == sorted(settings.names())


def test_every_command_has_its_heading() -> None:
    assert sorted(headings(REFERENCE / "cli.md")) == sorted(commands(main))


def test_every_picture_is_small() -> None:
    found = [path for path in (ROOT / "docs/images").rglob("*") if path.is_file()]
    sizes = {str(path.relative_to(ROOT)): path.stat().st_size for path in found}
    assert {path.suffix for path in found} == {".png", ".webp"}
    assert {name: size for name, size in sizes.items() if size > LARGEST} == {}


def test_a_heading_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Title\n\n## one\n\n### part\n\n## two words\n", encoding="utf-8")
    assert headings(page) == ["one", "two words"]
