"""The public door on a world: the whole application, a client, and the codes of every state."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.people import KEYRING, PACKED_ON, TODAY, World, orange_revision
from tests.serving import app_on
from traceability.domain.verdict import Verdict
from traceability.services import (
    batches,
    corrections,
    label_hands,
    label_links,
    parties,
    print_files,
    products,
    recalls,
)
from traceability.services.label_links import LabelSpan
from traceability.settings import load
from traceability.store.queries import labels
from traceability.store.queries import recalls as recall_queries
from traceability.web.limits import limiter

BASE = "https://tem.hagiang.vn"
ENVIRONMENT = {
    "TRACEABILITY_DATABASE_URL": "sqlite:///not-opened.sqlite3",
    "TRACEABILITY_PUBLIC_URL": BASE,
    "TRACEABILITY_SECRET_KEY": "s" * 40,
    "TRACEABILITY_LABEL_KEYS": f"k1:{'a1' * 32}",
    "TRACEABILITY_FILES": "not-written",
    "TRACEABILITY_FORMER_URLS": "https://tem-cu.hagiang.vn",
}


def application(world: World, **settings: str) -> Flask:
    """The application on the store of a world."""
    more = {f"TRACEABILITY_{name.upper()}": value for name, value in settings.items()}
    return app_on(world, load(ENVIRONMENT | more))


def visitor(world: World) -> FlaskClient:
    """Somebody who has asked nothing yet, with a phone that keeps no cookies."""
    return application(world).test_client(use_cookies=False)


@pytest.fixture
def client(world: World) -> Iterator[FlaskClient]:
    """A visitor whose network has asked nothing yet, as limits count."""
    built = visitor(world)  # limits belong to an application
    limiter.reset()
    yield built
    limiter.reset()


def item_code(world: World, run: str, number: int) -> str:
    """The code on a label of a run by its small number."""
    with world.view() as view:
        row = labels.run_by_code(view.db, run)
        assert row is not None
        return print_files.codes_of(KEYRING, row)[number - 1]


def with_shelf_life(world: World, days: int) -> str:
    """A product with everything that may stand on one; its code."""
    with world.by(world.who.manager) as work:
        asked = dataclasses.replace(
            orange_revision(),
            shelf_life_days=days,
            standard="VietGAP",
            ingredients="Cam sành 100 %",
        )
        coop = parties.known(work, world.who.manager.party or 0)
        return products.create(work, coop, "sanh_orange", asked).code


def states(world: World) -> dict[Verdict, str]:
    """A code of every state that a page can say first; suspends the code of the cooperative."""
    found = {}
    batch = world.pack(world.harvest(100, household=world.who.household).code, 40)
    world.publish(batch.code)
    run = world.print_labels(batch.code, 40)
    world.link(run, 1, 30)
    found[Verdict.VALID] = item_code(world, run, 17)
    found[Verdict.NOT_LINKED] = item_code(world, run, 31)
    found[Verdict.VOID] = item_code(world, run, 20)
    found[Verdict.REPORTED_LOST] = item_code(world, run, 32)
    with world.by(world.who.manager) as work:
        label_hands.report_lost(work, run, [(32, 32)], "rơi trên đường")
        label_links.void(work, LabelSpan(run, 20, 20), "tem rách")
    found[Verdict.EXPIRED] = _expired(world)
    recalled = world.packed()
    world.recall(recalled.code)
    found[Verdict.RECALLED] = recalled.code
    found[Verdict.RETRACTED] = _retracted(world)
    found |= _suspended(world)
    return found


def _retracted(world: World) -> str:
    made = world.packed().code
    with world.by(world.who.recorder) as work:
        mistaken = corrections.Retraction(world.entry(made))
        corrections.correct(work, [mistaken], "ghi nhầm")
    return made


def _expired(world: World) -> str:
    product = with_shelf_life(world, (TODAY - PACKED_ON).days - 1)
    made = world.pack(world.harvest(20).code, 10, product=product)
    world.publish(made.code)
    return made.code


def _suspended(world: World) -> dict[Verdict, str]:
    """Two batches that a backdated suspension holds; one of them is released again."""
    picked = [world.harvest(10, PACKED_ON) for _ in range(2)]
    held, released = (world.pack(each.code, 5, TODAY).code for each in picked)
    for code in (held, released):
        world.publish(code)
    world.suspend(PACKED_ON, [each.lot_code for each in picked])
    lift_all(world, released)
    return {Verdict.HELD: held, Verdict.CODE_NOT_ACTIVE: released}


def lift_all(world: World, code: str) -> None:
    """Lift every hold and recall over a batch."""
    with world.by(world.who.registrar) as work:
        batch = batches.known(work, code)
        for each in recall_queries.open_over(work.db, [batch.id]):
            recalls.lift(work, each.code, "đã kiểm tra lại")
