"""Labels that one organisation lent, on goods of another: whoever has the goods takes them off.

A label that is stuck on goods is where they are, whoever printed it. So who holds the lot spoils it
and takes its linking back, and who lent it does not; the lender may void it for ever, which the
holder of the lot is told of.
"""

from __future__ import annotations

from collections.abc import Sequence

from traceability.domain.access import Action, Actor, Thing, may, require
from traceability.domain.alerts import AlertKind
from traceability.domain.errors import RuleBroken
from traceability.domain.labels import Range
from traceability.domain.stretches import Stretch, common, counted, together, without
from traceability.services import alerts
from traceability.services.label_ledger import known_run, ledger_of, locked
from traceability.store.models import Batch, PrintRun
from traceability.store.queries import batches as batch_queries
from traceability.store.unit import Reading, Work


def opened(
    work: Work, code: str, action: Action, stretches: Sequence[Stretch]
) -> tuple[PrintRun, list[Range]]:
    """A run with its ledger, locked, for an act on labels that takes them off goods.

    ``RuleBroken`` at ``labels``: ``label_on_others_goods`` with the first of one's own that are on
    another's goods; ``labels_of_other_organisation`` where some of another's are not on goods of
    the actor's. Where none of another's is, the run is ``NotFound``.
    """
    work.share_judgement()
    run = known_run(work, code)
    _require(work, run, ledger_of(work, run), action, stretches)
    ledger = locked(work, run)
    _require(work, run, ledger, action, stretches)
    return run, ledger


def run_of(view: Reading, actor: Actor, code: str, action: Action) -> tuple[PrintRun, Batch | None]:
    """A run of the actor's, or another's with the first lot of the actor's that labels are on.

    One of another's of which none is on goods of the actor's is ``NotFound``.
    """
    run = known_run(view, code)
    if not _is_house(actor, run.holder_id):
        mine = [lot for lot, _there in _elsewhere(view, run, ledger_of(view, run))]
        mine = [lot for lot in mine if lot.holder_id == actor.party]
        if mine:
            require(actor, action, Thing(holder=actor.party))
            return run, mine[0]
    require(actor, action, Thing(holder=run.holder_id))
    return run, None


def tell_holders(
    work: Work, run: PrintRun, ledger: Sequence[Range], stretches: Sequence[Stretch]
) -> None:
    """Tell whose goods labels of a run were on, lot by lot, that they are void now."""
    for lot, there in _elsewhere(work, run, ledger):
        count = counted(common(stretches, there))
        if count:
            facts: alerts.Facts = {"lot": lot.lot_code, "count": count}
            alerts.tell(work, lot.holder_id, AlertKind.LABELS_VOIDED, lot.code, facts)


def _require(
    work: Work,
    run: PrintRun,
    ledger: Sequence[Range],
    action: Action,
    stretches: Sequence[Stretch],
) -> None:
    actor = work.actor
    there = [
        (lot.holder_id, inside)
        for lot, on_it in _elsewhere(work, run, ledger)
        if (inside := common(stretches, on_it))
    ]
    mine = together(each for holder, inside in there if holder == actor.party for each in inside)
    if _is_house(actor, run.holder_id) or not mine:
        require(actor, action, Thing(holder=run.holder_id))
        others = [inside[0][0] for holder, inside in there if not _is_house(actor, holder)]
        if others:
            raise RuleBroken("label_on_others_goods", "labels", first=min(others))
        return
    require(actor, action, Thing(holder=actor.party))
    if without(together(stretches), mine):
        raise RuleBroken("labels_of_other_organisation", "labels")


def _is_house(actor: Actor, holder: int) -> bool:
    return may(actor, Action.SEE_WORKSPACE, Thing(holder=holder))


def _elsewhere(
    view: Reading, run: PrintRun, ledger: Sequence[Range]
) -> list[tuple[Batch, Sequence[Stretch]]]:
    """The lots of others than a run's holder that its labels stand for, each with which."""
    found = batch_queries.by_ids(view.db, sorted({e.batch for e in ledger if e.batch is not None}))
    return [
        (lot, [(each.first + 1, each.last + 1) for each in ledger if each.batch == key])
        for key, lot in found.items()
        if lot.holder_id != run.holder_id
    ]
