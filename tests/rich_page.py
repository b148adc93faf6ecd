"""A page on which everything stands that a page of goods can show."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

from tests import certificate_papers as papers
from tests.people import TODAY, World, orange_revision, photograph
from tests.plots import declare, square
from traceability.domain.quantity import Quantity
from traceability.services import (
    consents,
    corrections,
    page_tokens,
    parties,
    photos,
    place_households,
    products,
    recalls,
)
from traceability.services.consents import Answered, Round
from traceability.store.queries import parties as party_queries
from traceability.store.queries import recalls as recall_queries


def rich_page(world: World, files: Path) -> str:
    """A harvest of a household that agreed to be named, packed; photograph, papers, a recall.

    The garden is on the map: five households work it. Gives the code of what was packed.
    """
    papers.enter_gi(world)
    consent(world, "full")
    declare(world, world.who.manager, world.who.place, square())
    worked_by(world, 5)
    product = photographed(world, files)
    picked = world.harvest(100, household=world.who.household).code
    made = world.pack(picked, 20, product=product).code
    papers.enter(world)
    papers.enter(world, "ocop", covers=(product,))
    papers.enter(world, "gi", covers=(product,))
    papers.enter(world, "test_report", covers=(made,))
    world.publish(made)
    correct(world, picked, 110)
    world.recall(picked)
    lift(world, picked)
    return made


def worked_by(world: World, count: int, on: dt.date = TODAY) -> None:
    """So many households of the cooperative work its garden from a day on, and no other."""
    with world.by(world.who.manager) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        every = [each.code for each in party_queries.households(work.db, coop.id)]
        for number in range(len(every), count):
            every.append(parties.register_household(work, coop, {"name": f"Hộ {number}"}).code)
        place_households.choose(work, world.who.place, every[:count], on)


def photographed(world: World, files: Path, colour: str = "orange") -> str:
    """A product with a photograph; its code."""
    with world.by(world.who.manager) as work:
        asked = dataclasses.replace(
            orange_revision(),
            shelf_life_days=60,
            picture=None,
            photo=photos.prepare(photograph(colour), files),
        )
        coop = parties.known(work, world.who.manager.party or 0)
        return products.create(work, coop, "sanh_orange", asked).code


def consent(world: World, form: str | None) -> None:
    """What the household answers today."""
    given = Answered(world.who.household, form, "signed")
    with world.by(world.who.recorder) as work:
        consents.record(work, Round(TODAY, (given,)))


def correct(world: World, batch: str, kg: int) -> None:
    """What a harvest weighed, told anew."""
    told = {batch: Quantity(kg * 1000, "g")}
    with world.by(world.who.recorder) as work:
        corrections.correct(work, [corrections.Amendment(world.entry(batch), told)], "gõ nhầm số")


def lift(world: World, batch: str) -> None:
    """Lift every hold and recall over a batch."""
    with world.by(world.who.registrar) as work:
        key = page_key(world, batch)
        for each in recall_queries.open_over(work.db, [key]):
            recalls.lift(work, each.code, "đã kiểm tra lại")


def page_key(world: World, code: str) -> int:
    """The internal key of a batch."""
    with world.view() as view:
        found = page_tokens.batch_of(view, code)
        assert found is not None
        return found
