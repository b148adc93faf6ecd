"""What an office saw under a code is read off the code, however many harvests it was told of."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, select, text

from tests.people import KEYRING, World
from tests.web.test_seen_by_office import added
from traceability.domain.events import EventStep
from traceability.services import pages
from traceability.store.models import Event, EventSubject

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

MANY = 4_000


def told_of(world: World, many: int) -> None:
    """The code is told of so many harvests more: the event of one, copied."""
    event, subject = Event.__table__, EventSubject.__table__
    of_code = (subject.c.subject == world.who.area, event.c.step == EventStep.HARVEST)
    wanted = select(event.c.seq).join(subject, subject.c.event_seq == event.c.seq).where(*of_code)
    with world.store.writer.begin() as connection:
        seq = connection.execute(wanted).scalars().first()
        one: dict[str, Any] = dict(
            connection.execute(select(event).where(event.c.seq == seq)).mappings().one()
        )
        named = select(subject).where(subject.c.event_seq == seq, of_code[0])
        link: dict[str, Any] = dict(connection.execute(named).mappings().one())
        top = connection.execute(text("SELECT max(seq) FROM event")).scalar_one()
        last = connection.execute(text("SELECT max(chain_no) FROM event_subject")).scalar_one()
        rows = [
            {**one, "seq": top + n, "event_id": f"{n:036d}", "leaf_hash": f"{n:043d}"}
            for n in range(1, many + 1)
        ]
        links = [
            {**link, "event_seq": top + n, "chain_no": last + n, "prev_leaf_hash": "0" * 43}
            for n in range(1, many + 1)
        ]
        connection.execute(insert(event), rows)
        connection.execute(insert(subject), links)
    world.tampered = True


def steps_of(world: World, code: str) -> int:
    """How many hundred instructions SQLite took to read what a page shows."""
    taken = []
    with world.view() as view:
        driver: Any = view.db.connection().connection.driver_connection
        driver.set_progress_handler(lambda: taken.append(1) and None, 100)
        pages.find(view, KEYRING, code)
        driver.set_progress_handler(None, 100)
    return len(taken)


def test_a_page_costs_no_more_for_other_harvests_of_its_code(world: World) -> None:
    world.clock.pass_by(days=1)
    code = world.packed().code
    added(world)
    before = steps_of(world, code)
    told_of(world, MANY)
    assert steps_of(world, code) < before + MANY // 100
