"""Spoiled labels made good (*in bù tem hỏng*): which labels of which run a new run stands in for.

The order says it: in the row of the new run and in its leaf, which names the run of the spoiled
ones too. So the ledgers of both tell it, and no label is made good twice. An order of which every
label was voided since makes nothing good.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from traceability.crypto.keyring import Keyring
from traceability.domain.access import Action, Thing, require
from traceability.domain.errors import Invalid, RuleBroken
from traceability.domain.label_numbers import MOST_PIECES
from traceability.domain.labels import ITEM, LabelState, Range
from traceability.domain.stretches import (
    Stretch,
    common,
    counted,
    together,
    without,
)
from traceability.services import label_codes, label_ledger
from traceability.services.frozen_runs import Replaced
from traceability.services.making_good import MadeGood, made_elsewhere, made_good, makes_good
from traceability.store.models import Batch, PrintRun, Product
from traceability.store.queries import labels as queries
from traceability.store.unit import Reading, Work


@dataclass(frozen=True)
class Replaces:
    """Spoiled labels that an order makes good: their run, and their numbers or codes as typed.

    Where no number was typed it is all of the run that were not made good yet.
    """

    run: str
    numbers: str = ""


def held(
    work: Work,
    keyring: Keyring,
    asked: Replaces | None,
    goods: Batch | Product,
    count: int | None,
    level: str = ITEM,
) -> Replaced | None:
    """As ``checked``, with the ledger of the spoiled ones locked until the end of this unit.

    The stock of a lot is locked before it, the cooperative after it.
    """
    if asked is not None:
        run = label_ledger.known_run(work, asked.run)
        require(work.actor, Action.PRINT_LABELS, Thing(holder=run.holder_id))
        label_ledger.hold(work, run)
    return checked(work, keyring, asked, goods, count, level)


def checked(
    view: Reading,
    keyring: Keyring,
    asked: Replaces | None,
    goods: Batch | Product,
    count: int | None,
    level: str = ITEM,
) -> Replaced | None:
    """What an order of ``count`` labels for a lot, or blank ones of a product, makes good.

    Without a count it is an order of just as many.

    ``RuleBroken`` at ``replaced``: ``labels_not_in_run``, ``label_not_spoiled``,
    ``label_made_good`` with the run that did, ``label_of_other_goods``, ``nothing_to_make_good``;
    ``Invalid('fewer_than_made_good')`` at ``count``, and what is no number.
    """
    if asked is None:
        return None
    run = label_ledger.known_run(view, asked.run)
    ledger = label_ledger.fresh_ledger_of(view, run)
    made = made_good(view, run)
    wanted = _wanted(view, keyring, asked, run, still_spoiled(ledger, made))
    _require_spoiled(ledger, wanted)
    _require_open(made, wanted)
    _require_goods(run, ledger, wanted, goods, level)
    least = counted(wanted)
    if count is not None and count < least:
        raise Invalid("fewer_than_made_good", "count", least=least)
    return Replaced(run.code, tuple(wanted))


def require_alone(work: Work, run: PrintRun, at: str) -> None:
    """Refuse a run to stand again that makes good what another one does since it was void whole.

    ``RuleBroken('made_good_elsewhere')`` at ``at``, with the other.
    """
    mine = makes_good(run)
    spoiled = None if mine is None else queries.run_by_code(work.db, mine.run)
    if mine is None or spoiled is None:
        return
    label_ledger.hold(work, spoiled)
    for each in made_elsewhere(work, run):
        raise RuleBroken("made_good_elsewhere", at, run=each.run)


def still_spoiled(ledger: Sequence[Range], made: Sequence[MadeGood]) -> list[Stretch]:
    """The spoiled labels of a ledger that no run makes good, as many as one order may name."""
    taken = sorted(stretch for each in made for stretch in each.stretches)
    return without(_spoiled(ledger), taken)[:MOST_PIECES]


def _spoiled(ledger: Sequence[Range]) -> Sequence[Stretch]:
    return together((e.first + 1, e.last + 1) for e in ledger if e.state is LabelState.SPOILED)


def _wanted(
    view: Reading, keyring: Keyring, asked: Replaces, run: PrintRun, left: Sequence[Stretch]
) -> Sequence[Stretch]:
    if asked.numbers.strip():
        return label_codes.numbers_in(view, keyring, run, asked.numbers, "replaced")
    if not left:
        raise RuleBroken("nothing_to_make_good", "replaced", run=run.code)
    return left


def _require_spoiled(ledger: Sequence[Range], wanted: Sequence[Stretch]) -> None:
    for first, last in wanted:
        label_ledger.require_in_run(ledger, first, last, "replaced")
    sound = without(wanted, _spoiled(ledger))
    if sound:
        raise RuleBroken("label_not_spoiled", "replaced", first=sound[0][0])


def _require_open(made: Sequence[MadeGood], wanted: Sequence[Stretch]) -> None:
    for each in made:
        twice = common(wanted, each.stretches)
        if twice:
            raise RuleBroken("label_made_good", "replaced", first=twice[0][0], run=each.run)


def _require_goods(
    run: PrintRun,
    ledger: Sequence[Range],
    wanted: Sequence[Stretch],
    goods: Batch | Product,
    level: str,
) -> None:
    """Refuse spoiled labels of other goods than those that the new ones are for."""
    for each in ledger:
        inside = common(wanted, [(each.first + 1, each.last + 1)])
        if inside and not (run.level == level and _stands_for(run, each, goods)):
            facts = {"first": inside[0][0], "run": run.code}
            raise RuleBroken("label_of_other_goods", "replaced", **facts)


def _stands_for(run: PrintRun, held: Range, goods: Batch | Product) -> bool:
    """Whether labels are of a lot, or of none yet but its product; or blank ones of a product."""
    if isinstance(goods, Product):
        return run.product_id == goods.id
    if held.batch is not None:
        return held.batch == goods.id
    return run.product_id is not None and run.product_id == goods.product_id
