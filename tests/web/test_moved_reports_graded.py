"""A report that left a lot stands there with the evidence of the version that the lot knew."""

from __future__ import annotations

import dataclasses
import html
import re
from pathlib import Path

import pytest

from tests import certificate_papers as papers
from tests.people import World
from tests.web.public_door import visitor
from tests.web.test_results_taken_back import BAD
from traceability.services import certificates, files


@pytest.fixture
def backend() -> str:
    return "sqlite"


def told(world: World, lot: str) -> str:
    """The papers of the page of a lot, as words."""
    page = visitor(world).get(f"/{lot}").text
    part = page.split('<dl class="card papers">')[1].split("</dl>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", part)).split())


def test_a_paper_that_came_with_the_move_is_not_of_the_lot_that_was_left(
    world: World, tmp_path: Path
) -> None:
    lot, other = world.packed().code, world.packed().code
    report = papers.enter(world, "test_report", covers=(lot,), results=BAD, number="KN-1")
    assert "HTX khai" in told(world, lot)
    asked = papers.asked(world, "test_report", covers=(other,), number="KN-2", results=BAD)
    moved = dataclasses.replace(asked, revision=1, reason="gõ nhầm lô")
    with world.by(world.who.manager) as work:
        certificates.correct(work, report, moved, files.prepare(papers.PDF, tmp_path))
    page = told(world, lot)
    assert "KN-1" in page
    assert "HTX khai" in page
    assert "có giấy tờ" not in page
    assert "có giấy tờ" in told(world, other)
