"""Nothing that a page shows is outside its token: every row behind it changed and taken away."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.families import ground
from tests.people import KEYRING, World
from tests.rich_page import lift, page_key, rich_page
from tests.services.token_changes import Kept, changes, tables_read, unprotected
from traceability.services import page_tokens, pages, recalls
from traceability.store.unit import Reading

on_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

#: Filled once, with the database or when a lot is published, and never written again.
FIXED = {"commune", "commune_succession", "crop", "told_weights"}
#: Beside what a page shows: what a density that nobody measured is assumed to be.
NOT_SHOWN = {"reference_value"}
#: What leads from a code to its batch or label.
TO_THE_PAGE = {"print_run", "label_range"}


def shown(view: Reading, code: str) -> pages.Page:
    """The page of a code, without what is known beside it and not shown."""
    page = pages.find(view, KEYRING, code)
    return dataclasses.replace(page, facts=dataclasses.replace(page.facts, density=None))


@on_sqlite
def test_the_token_reads_every_table_that_a_page_reads(world: World, tmp_path: Path) -> None:
    code = rich_page(world, tmp_path)
    read, of_token = read_by(world, code)
    assert read - of_token <= FIXED | NOT_SHOWN | TO_THE_PAGE
    assert len(of_token) > 20


def read_by(world: World, code: str) -> tuple[set[str], set[str]]:
    """The tables that a page reads, and those that its token does."""
    key = page_key(world, code)
    with world.view() as view:
        return (
            tables_read(world, lambda: pages.find(view, KEYRING, code)),
            tables_read(world, lambda: page_tokens.of_batch(view, key)),
        )


@on_sqlite
def test_what_does_not_change_the_token_does_not_change_the_page(
    world: World, tmp_path: Path
) -> None:
    code = rich_page(world, tmp_path)
    key, (read, _of_token) = page_key(world, code), read_by(world, code)
    with unprotected(world) as (connection, view):
        token, page = page_tokens.of_batch(view, key), shown(view, code)
        assert page.notices
        assert len(page.certificates) == 4
        assert page.origins[0].household_name
        made = list(changes(connection, read - FIXED - NOT_SHOWN - TO_THE_PAGE))
        kept = Kept(
            connection, view, lambda: page_tokens.of_batch(view, key), lambda: shown(view, code)
        )
        missed = [each for each in made if not kept.notices(each, token)]
        assert len(made) - len(missed) > 250
        assert kept.shows(page, missed), [each for each in missed if not kept.shows(page, [each])]


@on_sqlite
def test_who_ended_a_recall_is_in_the_token(world: World) -> None:
    """An office that nothing else of the page names: the code is one of the holder's own."""
    area, _place = ground(world, "orchard", "sanh_orange", area_m2=20_000)
    code = world.pack(world.harvest(50, area_code=area).code, 20).code
    world.publish(code)
    with world.by(world.who.manager) as work:
        recalls.order_hold(work, code, "nghi mốc")
    lift(world, code)
    key = page_key(world, code)
    with unprotected(world) as (connection, view):
        token, page = page_tokens.of_batch(view, key), shown(view, code)
        assert page.notices[0].lifted_by != page.notices[0].by
        kept = Kept(
            connection, view, lambda: page_tokens.of_batch(view, key), lambda: shown(view, code)
        )
        made = changes(connection, {"party", "private_value", "recall_lift"})
        missed = [each for each in made if not kept.notices(each, token)]
        assert kept.shows(page, missed), [each for each in missed if not kept.shows(page, [each])]


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_server_plans_the_statement_once_a_connection(world: World, tmp_path: Path) -> None:
    """Not at each view: that takes ten times as long as running it."""
    key = page_key(world, rich_page(world, tmp_path))
    for _view in range(10):
        with world.view() as view:
            page_tokens.of_batch(view, key)
    with world.view() as view:
        prepared = view.db.execute(
            text(
                "SELECT generic_plans, custom_plans FROM pg_prepared_statements"
                " WHERE statement LIKE '%recall_lift%place_household%'"
            )
        ).all()
    assert prepared
    assert sum(generic for generic, _custom in prepared) >= 4
    assert sum(custom for _generic, custom in prepared) == 0
