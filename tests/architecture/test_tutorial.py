"""What the tutorial tells people to press and to fill in stands on the pages, word for word."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from tests.architecture.tree import ROOT, write
from traceability.cli import main

TUTORIAL = ROOT / "docs/tutorial/first-label.md"
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.S)
_SAID = re.compile(r'_l?\("((?:[^"\\]|\\.)+)"')
_COMMAND = re.compile(r"^ *(?:\./dev )?traceability ((?:[^\[\n]*\\\n)*[^\[\n]+)$", re.M)
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


def commands(page: Path) -> list[list[str]]:
    """The words of every command of the service that a page has a reader type."""
    found = _COMMAND.findall(page.read_text(encoding="utf-8"))
    return [shlex.split(each.replace("\\\n", " ")) for each in found]


def misused(words: list[str]) -> str:
    """What the command line would answer instead of doing it; empty where it takes the words."""
    command: click.Command | None = main
    above: click.Context | None = None
    try:
        while isinstance(command, click.Group):
            above = command.make_context(command.name, list(words), parent=above)
            # The group has read its own options; the next command's words follow its noun or verb.
            words = words[len(words) - len(above._protected_args) - len(above.args) :]
            _name, command, words = command.resolve_command(above, words)
        assert command is not None
        command.make_context(command.name, list(words), parent=above)
    except click.UsageError as refusal:
        # A value may be a file of the reader's; that nothing is missing was looked at before.
        return "" if type(refusal) is click.BadParameter else refusal.format_message()
    return ""


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


def pages() -> list[Path]:
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_every_command_that_a_page_has_typed_is_taken() -> None:
    typed = [words for page in pages() for words in commands(page)]
    assert len(typed) > 2
    assert {" ".join(words): said for words in typed if (said := misused(words))} == {}


def test_a_command_that_lacks_a_word_is_seen(tmp_path: Path) -> None:
    lines = "./dev traceability recall lift X \\\n  --reason y\n./dev traceability gone\n"
    lacking, unknown = commands(write(tmp_path / "page.md", f"```\n{lines}```\n"))
    assert lacking == ["recall", "lift", "X", "--reason", "y"]
    assert "--organisation" in misused(lacking)
    assert "gone" in misused(unknown)
    assert misused([*lacking, "--organisation", "Z"]) == ""
