"""Labels that one organisation lent, on goods of another: whoever has the goods takes them off.

A label that is stuck on goods is where they are, whoever printed it. So who holds the lot spoils it
and takes its linking back, and who lent it does not; the lender may void it for ever, which the
holder of the lot is told of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, Thing, may, require
from traceability.domain.alerts import AlertKind
from traceability.domain.errors import RuleBroken
from traceability.domain.labels import LabelState, Range
from traceability.domain.stretches import Stretch, common, counted, spelled, together, without
from traceability.services import alerts, label_hands, parties, run_numbers
from traceability.services.label_ledger import known_run, ledger_of, locked
from traceability.store.models import Batch, PrintRun
from traceability.store.queries import areas
from traceability.store.queries import batches as batch_queries
from traceability.store.queries import parties as party_queries
from traceability.store.unit import Reading, Work


@dataclass(frozen=True)
class Opened:
    """A run that was opened for an act: one's own, or another's (``lent``) that one has labels of.

    Then ``lot`` is the first of one's own that they are on, where they are on any.
    """

    run: PrintRun
    lent: bool = False
    lot: Batch | None = None


def opened(
    work: Work, code: str, action: Action, stretches: Sequence[Stretch]
) -> tuple[PrintRun, list[Range]]:
    """A run with its ledger, locked, for an act on labels that takes them off goods.

    ``RuleBroken`` at ``labels``: ``label_on_others_goods`` with the first of one's own that are on
    another's goods; of another's, ``label_not_on_own_goods`` with those that are not on goods of
    the actor's and those that are, ``no_label_on_own_goods`` where none is. A run of which the
    actor neither has nor was handed any is ``NotFound``.
    """
    work.share_judgement()
    run = known_run(work, code)
    _require(work, run, ledger_of(work, run), action, stretches)
    ledger = locked(work, run)
    _require(work, run, ledger, action, stretches)
    return run, ledger


def run_of(view: Reading, actor: Actor, code: str, action: Action) -> Opened:
    """A run of the actor's, or another's of which the actor has labels: on goods, or in hand.

    One of another's of which the actor has none is ``NotFound``.
    """
    run = known_run(view, code)
    if not _is_house(actor, run.holder_id):
        mine = _mine(view, actor, run, ledger_of(view, run))
        if mine or _has_in_hand(view, actor, run):
            require(actor, action, Thing(holder=actor.party))
            return Opened(run, lent=True, lot=mine[0][0] if mine else None)
    require(actor, action, Thing(holder=run.holder_id))
    return Opened(run)


def owner_name(view: Reading, run: PrintRun, reader: int) -> str:
    """Whose labels a run's are, to another organisation that reads of them; empty to their owner.

    It stands on the labels and on the page behind their codes.
    """
    return "" if run.holder_id == reader else parties.names_of(view, [run.holder_id])[run.holder_id]


def require_lent(view: Reading, run: PrintRun, lot: Batch) -> None:
    """Refuse goods that the labels of another do not speak of: they name the lender.

    The goods stand wholly under codes of it (else ``goods_outside_lent_code``), by permissions
    that hold today (else ``lent_code_taken_back``).
    """
    under = {each.area_code_id for each in batch_queries.origins(view.db, lot.id)}
    codes = areas.codes_by_ids(view.db, sorted(key for key in under if key is not None))
    lent = {key for key, area in codes.items() if area.holder_id == run.holder_id}
    facts = {"lot": lot.lot_code, "owner": owner_name(view, run, lot.holder_id)}
    if not under or under - lent:
        raise RuleBroken("goods_outside_lent_code", "batch", **facts)
    if lent - label_hands.usable(view, run.holder_id, parties.known(view, lot.holder_id)):
        raise RuleBroken("lent_code_taken_back", "batch", **facts)


def at_others(
    view: Reading, run: PrintRun, stretches: Sequence[Stretch]
) -> list[tuple[str, str, bool]]:
    """Labels of a run with other organisations: each by name, the numbers, whether on its goods."""
    ledger = ledger_of(view, run)
    found = [(lot.holder_id, there, True) for lot, there in _elsewhere(view, run, ledger)]
    for code, held in label_hands.waiting(view, ledger).items():
        party = party_queries.by_code(view.db, code)
        found += [] if party is None else [(party.id, held, False)]
    names = parties.names_of(view, sorted({party for party, _there, _on_goods in found}))
    told = [(names[who], common(stretches, there), on_goods) for who, there, on_goods in found]
    return [(name, _told(mine), on_goods) for name, mine, on_goods in told if mine]


def tell_holders(
    work: Work, run: PrintRun, ledger: Sequence[Range], stretches: Sequence[Stretch]
) -> None:
    """Tell whose goods labels of a run were on, lot by lot, that they are void now.

    And the organisations that have some in hand for goods to come.
    """
    for lot, there in _elsewhere(work, run, ledger):
        count = counted(common(stretches, there))
        if count:
            facts: alerts.Facts = {"lot": lot.lot_code, "count": count}
            alerts.tell(work, lot.holder_id, AlertKind.LABELS_VOIDED, lot.code, facts)
    for code, there in label_hands.waiting(work, ledger).items():
        count = counted(common(stretches, there))
        party = party_queries.by_code(work.db, code)
        if count and party is not None:
            alerts.tell(work, party.id, AlertKind.LENT_LABELS_VOIDED, None, {"count": count})


def _require(
    work: Work,
    run: PrintRun,
    ledger: Sequence[Range],
    action: Action,
    stretches: Sequence[Stretch],
) -> None:
    actor = work.actor
    mine = together(each for _lot, there in _mine(work, actor, run, ledger) for each in there)
    if not _is_house(actor, run.holder_id) and (mine or _has_in_hand(work, actor, run)):
        require(actor, action, Thing(holder=actor.party))
        _require_mine(ledger, mine, stretches)
        return
    require(actor, action, Thing(holder=run.holder_id))
    others = [
        inside[0][0]
        for lot, there in _elsewhere(work, run, ledger)
        if not _is_house(actor, lot.holder_id) and (inside := common(stretches, there))
    ]
    if others:
        raise RuleBroken("label_on_others_goods", "labels", first=min(others))


def _require_mine(
    ledger: Sequence[Range], mine: Sequence[Stretch], stretches: Sequence[Stretch]
) -> None:
    """Refuse labels of another's run that are not on one's own goods, and say which are.

    A number that is on no label is told as one that is on another's: nothing is learned of these.
    """
    left = without(together(stretches), mine)
    if not left:
        return
    linked = ((e.first + 1, e.last + 1) for e in ledger if e.state is LabelState.LINKED)
    here = common(mine, linked)
    if not here:
        raise RuleBroken("no_label_on_own_goods", "labels", numbers=_told(left))
    raise RuleBroken("label_not_on_own_goods", "labels", numbers=_told(left), here=_told(here))


def _told(stretches: Sequence[Stretch]) -> str:
    """Labels as a refusal reads them out: the first of them where there are many."""
    return spelled(stretches, run_numbers.MOST_TOLD)


def _is_house(actor: Actor, holder: int) -> bool:
    return may(actor, Action.SEE_WORKSPACE, Thing(holder=holder))


def _has_in_hand(view: Reading, actor: Actor, run: PrintRun) -> bool:
    """Whether the actor's organisation was handed labels of a run and has not given them back."""
    if actor.party is None:
        return False
    return bool(label_hands.at_hand(view, run, parties.known(view, actor.party)))


def _mine(
    view: Reading, actor: Actor, run: PrintRun, ledger: Sequence[Range]
) -> list[tuple[Batch, Sequence[Stretch]]]:
    """The lots of the actor's that another's labels stand for, each with which."""
    return [each for each in _elsewhere(view, run, ledger) if each[0].holder_id == actor.party]


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
