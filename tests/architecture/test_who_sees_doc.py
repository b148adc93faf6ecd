"""The documentation's table of who sees what is the table that ``may`` answers, cell by cell."""

from __future__ import annotations

import re

from tests.architecture.tree import ROOT
from traceability.domain import sights
from traceability.domain.access import Action
from traceability.domain.sights import Reader

PAGE = ROOT / "docs/explanation/who-sees-what.md"
_ROW = re.compile(r"^\| .*\(`(\w+)`\)(.*?)\|(.*)\|$", re.M)
_ABSENT = "*on no page yet*"


def told() -> dict[str, tuple[bool, list[str]]]:
    """Each class of data of the page: whether it is held, and what the four cells say."""
    return {
        name: ("not recorded yet" not in aside, [cell.strip() for cell in cells.split("|")])
        for name, aside, cells in _ROW.findall(PAGE.read_text(encoding="utf-8"))
    }


def said(data: Action, reader: Reader) -> str:
    """A cell as the rules answer it."""
    word = str(sights.extent(data, reader))
    return f"{word}, {_ABSENT}" if (data, reader) in sights.NO_PAGE else word


def test_the_page_says_what_the_rules_answer() -> None:
    expected = {
        str(row.data): (row.held, [said(row.data, reader) for reader in Reader])
        for row in sights.table()
    }
    assert told() == expected


def test_the_number_of_households_is_the_rule_s() -> None:
    assert sights.HOUSEHOLDS_TO_SHOW_WEIGHTS == 3
    assert sights.HOUSEHOLDS_TO_SHOW_CELL == 5
    assert "where three households or more stand behind" in PAGE.read_text(encoding="utf-8")
