"""What the forms of the label ledger offer: lots to link to, hands, notes, packs with a quota."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.errors import RuleBroken
from traceability.services import (
    blank_runs,
    goods_names,
    household_views,
    label_hands,
    label_room,
    label_views,
    parties,
    recalls,
    stationery,
)
from traceability.services.blank_runs import InSeason, Quota
from traceability.services.stationery import Paper
from traceability.store.models import PackFormat, Product
from traceability.store.queries import batches as batch_queries
from traceability.store.queries import blank_labels as queries
from traceability.store.queries import deliveries as delivery_queries
from traceability.store.queries import labels as label_queries
from traceability.store.queries import products
from traceability.store.unit import Reading

#: How many published lots a form offers, and how many that are not.
MOST_SHOWN = 50


@dataclass(frozen=True)
class LotChoice:
    """A lot that labels can be linked to: how many packs have none (``None``: no limit).

    ``stopped`` says why it gets none now: ``recalled``, ``held``, or nothing; ``today`` that it was
    packed on this day, ``ended`` is the last day of its shelf life where that is behind. One that
    is not ``published`` yet is published by its first labels.
    """

    code: str
    lot_code: str
    product: str
    left: int | None
    stopped: str = ""
    today: bool = False
    ended: dt.date | None = None
    published: bool = True


@dataclass(frozen=True)
class Person:
    """Somebody who can get labels: ``value`` is the kind and the code, joined by a colon."""

    value: str
    kind: str
    name: str
    number: str = ""


@dataclass(frozen=True)
class PackChoice:
    """Goods in a pack, and what the season has room for (``None``: not known)."""

    value: str
    goods: str
    quota: Quota | None


def lots_to_link(view: Reading, actor: Actor) -> list[LotChoice]:
    """The packed lots of the actor's cooperative with packs or fruit to label, newest first.

    Those past their last day come behind, then those that an open hold or recall covers; both say
    so.
    """
    holder = parties.acting_party(view, actor)
    require(actor, Action.LINK_LABELS, Thing(holder=holder.id))
    found = queries.lots_to_link(view.db, holder.id)
    room = label_room.of_lots(view, [lot for lot, _published in found])
    lacking = [each for each in found if room[each[0].id].packs != 0 or room[each[0].id].fruit]
    stopped = recalls.stopped(view, [lot.id for lot, _published in lacking])
    goods, choices = goods_names.of_all(view, [lot for lot, _published in lacking]), []
    for lot, published in lacking:
        name = goods[goods_names.key_of(lot)].packed
        why, today = stopped.get(lot.id, ""), lot.made_on == view.today
        ended, left = label_room.last_day_gone(view, lot), room[lot.id].packs
        choice = LotChoice(lot.code, lot.lot_code, name, left, why, today, ended, published)
        choices.append(choice)
    return sorted(choices, key=lambda each: (bool(each.stopped), each.ended is not None))


def shown(choices: Sequence[LotChoice], asked: str) -> list[LotChoice]:
    """Those that a form has place for: of the published and of the others the first, and ``asked``.

    Each kind has a place of its own: goods that nobody publishes crowd out none that are.
    """
    first = [each for each in choices if each.published][:MOST_SHOWN]
    first += [each for each in choices if not each.published][:MOST_SHOWN]
    there = {each.code for each in first} | {asked}
    return [each for each in choices if each.code in there]


def people(view: Reading, actor: Actor) -> list[Person]:
    """The households of the actor's cooperative, and the organisations that may use its code."""
    holder = parties.acting_party(view, actor)
    lines = [each for each in household_views.all_lines(view, actor) if each.name]
    households = [
        Person(f"household:{each.code}", "household", each.name or "", f"{each.number:02}")
        for each in lines
    ]
    others = [
        Person(f"organisation:{each.code}", "organisation", parties.name_of(view, each))
        for each in label_hands.authorized(view, holder.id)
    ]
    return households + others


def notes_of(view: Reading, actor: Actor, code: str) -> list[tuple[str, str]]:
    """The delivery notes by which lots of a run's linked labels went: code, and number of year.

    Of lots of whose run it is: on which goods of others lent labels went is none of its business.
    """
    run = label_views.own_run(view, actor, code)
    rows = label_queries.ranges(view.db, [run.id])
    keys = {row.batch_id for row in rows if row.batch_id is not None}
    known = batch_queries.by_ids(view.db, sorted(keys))
    found = {}
    for key, lot in known.items():
        if lot.holder_id == run.holder_id:
            for note, _line in delivery_queries.of_batch(view.db, key):
                found[note.code] = f"{note.number}/{note.year}"
    return list(found.items())


def packs(view: Reading, actor: Actor) -> list[PackChoice]:
    """Every pack of every product of the actor's cooperative, with its quota of blank labels."""
    holder = parties.acting_party(view, actor)
    require(actor, Action.PRINT_LABELS, Thing(holder=holder.id))
    made = products.of_holder(view.db, holder.id)
    newest = {each.id: products.newest_revision(view.db, each.id) for each in made}
    packed = products.formats_of(view.db, {(key, now.number) for key, now in newest.items()})
    rooms = {each.crop_code: each for each in reversed(made)}
    seasons = {crop: _room(view, each, packed.values()) for crop, each in rooms.items()}
    found = []
    for product in made:
        now, room = newest[product.id], seasons[product.crop_code]
        own = [pack for (key, *_), pack in sorted(packed.items()) if key == product.id]
        for pack in own:
            quota = None if room is None else room.of(pack)
            goods = goods_names.in_pack(now, own, pack.name).packed
            found.append(PackChoice(f"{product.code}:{pack.number}", goods, quota))
    return found


def _room(view: Reading, product: Product, packed: Iterable[PackFormat]) -> InSeason | None:
    try:
        return blank_runs.in_season(view, product, also=packed)
    except RuleBroken:
        return None


def papers(view: Reading, actor: Actor) -> dict[str, Paper]:
    """Every paper that the actor's cooperative can choose, by name."""
    holder = parties.acting_party(view, actor)
    return stationery.papers(view, holder.id)


def next_start(view: Reading, actor: Actor, paper: Paper) -> int:
    """Where the sheet that lies half used goes on, from 1."""
    return stationery.next_start(view, parties.acting_party(view, actor).id, paper)


def usual_stock(view: Reading, actor: Actor) -> str:
    """The stock that lies in the printer."""
    holder = parties.acting_party(view, actor)
    return label_views.usual_stock(view, holder.id)
