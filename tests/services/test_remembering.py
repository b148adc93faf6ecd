"""A view of a page asks the record for nothing twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import bindparam, event, select

from tests import certificate_papers as papers
from tests.people import World
from tests.web.public_door import ENVIRONMENT
from traceability.services import pages
from traceability.settings import load
from traceability.store.models import Crop
from traceability.store.queries import areas, batches, parties
from traceability.store.queries.remembering import plain
from traceability.store.unit import reading

on_sqlite = pytest.mark.parametrize("backend", ["sqlite"])


def asked(world: World, act: Callable[[], object]) -> Counter[tuple[str, str]]:
    """How often each statement was sent with the same parameters."""
    found: Counter[tuple[str, str]] = Counter()

    def listen(_connection: Any, _cursor: Any, statement: str, given: Any, *_more: Any) -> None:
        found[statement, repr(given)] += 1

    event.listen(world.store.reader, "before_cursor_execute", listen)
    try:
        act()
    finally:
        event.remove(world.store.reader, "before_cursor_execute", listen)
    return found


@on_sqlite
def test_a_page_asks_for_nothing_twice_and_stays_the_same(world: World) -> None:
    made = world.packed().code
    world.publish(made)
    papers.enter(world)
    keyring = load(ENVIRONMENT).label_keys
    with reading(world.store) as view:
        plain = pages.find(view, keyring, made)
    found: list[pages.Page] = []

    def look() -> None:
        with reading(world.store, remembering=True) as view:
            found.append(pages.find(view, keyring, made))

    sent = asked(world, look)
    assert [key for key, count in sent.items() if count > 1] == []
    assert sent.total() <= 26
    assert found == [plain]


@on_sqlite
def test_what_is_not_there_is_asked_for_again_and_what_is_there_is_not(world: World) -> None:
    made = world.packed().code
    with reading(world.store, remembering=True) as view:
        batch = batches.by_code(view.db, made)
        assert batch is not None
        first = parties.by_ids(view.db, [batch.holder_id])
        again = parties.by_ids(view.db, [batch.holder_id, 10**9])
        assert first[batch.holder_id] is again[batch.holder_id]
        assert list(again) == [batch.holder_id]
        assert parties.by_id(view.db, batch.holder_id) is first[batch.holder_id]
        assert parties.by_id(view.db, 10**9) is None


@on_sqlite
def test_what_was_foreseen_is_asked_for_no_more_and_is_the_same(world: World) -> None:
    made = world.packed().code
    with reading(world.store) as view:
        batch = batches.by_code(view.db, made)
        assert batch is not None
        ids = [each.place_id for each in batches.origins(view.db, batch.id)]
        numbers = [row.number for row in areas.revisions_of(view.db, ids)[ids[0]]]
        codes = {key: row.code for key, row in areas.places_by_ids(view.db, ids).items()}
    with reading(world.store, remembering=True) as view:
        foreseen = asked(world, lambda: areas.foresee_places(view.db, ids))
        assert any("place_revision" in statement for statement, _given in foreseen)
        found: list[object] = []

        def look() -> None:
            again = areas.revisions_of(view.db, ids)
            found.append([row.number for row in again[ids[0]]])
            places = areas.places_by_ids(view.db, ids)
            found.append({key: row.code for key, row in places.items()})
            areas.foresee_places(view.db, ids)

        assert not asked(world, look)
        assert found == [numbers, codes]
        assert areas.revisions_of(view.db, [10**9]) == {10**9: []}
        assert not asked(world, lambda: areas.revisions_of(view.db, [*ids, 10**9]))


def test_what_a_unit_has_changed_is_seen_by_plain_columns(world: World) -> None:
    wanted = select(Crop.name_en).where(Crop.code == bindparam("code"))
    with world.by(world.who.operator) as work:
        row = work.db.scalars(select(Crop).order_by(Crop.code)).first()
        assert row is not None
        before, row.name_en = row.name_en, "told anew"
        assert plain(work.db, wanted, {"code": row.code}).scalar() == "told anew"
        row.name_en = before
