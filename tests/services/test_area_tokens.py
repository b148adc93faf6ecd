"""Nothing that the page of a growing-area code shows is outside its token."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.people import TODAY, World, orange_grant
from tests.rich_page import rich_page
from tests.services.test_lists_at_scale import cost_of
from tests.services.test_page_tokens import on_sqlite
from tests.services.token_changes import Kept, changes, tables_read, unprotected
from traceability.services import area_codes, area_pages, page_tokens, public_figures

#: Filled once with the database, and never written again while anything is served.
FIXED = {"commune", "commune_succession", "crop"}


def rich_area(world: World, files: Path) -> str:
    """A code that another claims, with papers, squares on the map and open figures."""
    rich_page(world, files)
    with world.by(world.who.registrar) as work:
        area_codes.grant(work, orange_grant(world.who.foreign))
    with world.by(world.who.manager) as work:
        public_figures.choose(work, world.who.area, opened=True)
    world.suspend(TODAY)
    return world.who.area


def read_by(world: World, code: str) -> tuple[set[str], set[str]]:
    """The tables that a page reads, and those that its token does."""
    with world.view() as view:
        read = tables_read(world, lambda: area_pages.find(view, code))
    with world.view() as view:
        return read, tables_read(world, lambda: page_tokens.of_area(view, code))


@on_sqlite
def test_the_token_reads_every_table_that_a_page_reads(world: World, tmp_path: Path) -> None:
    read, of_token = read_by(world, rich_area(world, tmp_path))
    assert read - of_token <= FIXED
    assert len(of_token) > 15


@on_sqlite
def test_what_does_not_change_the_token_does_not_change_the_page(
    world: World, tmp_path: Path
) -> None:
    code = rich_area(world, tmp_path)
    read, _of_token = read_by(world, code)
    with unprotected(world) as (connection, view):
        token, page = page_tokens.of_area(view, code), area_pages.find(view, code)
        assert page.disputed
        assert page.papers
        assert page.seasons
        assert page.months
        assert page.sketch is not None
        assert page.sketch.squares
        made = list(changes(connection, read - FIXED))
        kept = Kept(
            connection,
            view,
            lambda: page_tokens.of_area(view, code),
            lambda: area_pages.find(view, code),
        )
        missed = [each for each in made if not kept.notices(each, token)]
        assert len(made) - len(missed) > 100
        assert kept.shows(page, missed), [each for each in missed if not kept.shows(page, [each])]


@pytest.mark.parametrize("opened", [False, True])
def test_a_kept_page_is_judged_by_few_statements(
    world: World, tmp_path: Path, opened: bool
) -> None:
    """Where the page itself takes many, and however many harvests there are."""
    code = rich_area(world, tmp_path)
    with world.by(world.who.manager) as work:
        public_figures.choose(work, code, opened=opened)
    drawn = cost_of(world, lambda view: area_pages.find(view, code)).statements
    few = cost_of(world, lambda view: page_tokens.of_area(view, code)).statements
    for _day in range(20):
        world.harvest(1, household=world.who.household)
    many = cost_of(world, lambda view: page_tokens.of_area(view, code)).statements
    assert many == few <= (6 if opened else 4)
    assert drawn > 3 * few
