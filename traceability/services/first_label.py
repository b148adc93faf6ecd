"""The first label: four short acts from the garden to a page that opens, and which comes next."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from traceability.crypto.keyring import Keyring
from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.errors import NotFound
from traceability.domain.labels import LabelState
from traceability.services import (
    batches,
    label_ledger,
    label_links,
    label_papers,
    label_views,
    parties,
    print_runs,
)
from traceability.services.label_links import LabelSpan
from traceability.services.label_views import RunLine, RunState
from traceability.services.press import Press
from traceability.services.print_runs import PrintRequest
from traceability.store.queries import batches as batch_queries
from traceability.store.queries import labels as queries
from traceability.store.queries import setup as setup_queries
from traceability.store.unit import Reading, Work


class Act(StrEnum):
    """The acts in order."""

    HARVEST = "harvest"
    PACK = "pack"
    PRINT = "print"
    OPEN = "open"


@dataclass(frozen=True)
class Lot:
    """A lot on the way to its label: code, lot code, what was made in g or ml."""

    code: str
    lot_code: str
    made: int
    unit: str


@dataclass(frozen=True)
class FirstLabel:
    """How far the first label has come: what is there, and the act that comes next (or none).

    ``stock`` is what the first sheet would be printed on, ``run`` the newest print; ``waits`` that
    its sheet is being made; ``label`` the code of a label that was linked.
    """

    harvest: Lot | None
    packed: Lot | None
    stock: str
    run: RunLine | None
    label: str | None
    next: Act | None

    @property
    def waits(self) -> bool:
        """Whether there is nothing to do but wait for the sheet."""
        return self.run is not None and self.run.state is RunState.DRAWING

    def done(self, act: Act) -> bool:
        """Whether an act lies behind."""
        order = tuple(Act)
        return self.next is None or order.index(act) < order.index(self.next)


def path(view: Reading, actor: Actor, press: Press) -> FirstLabel:
    """The way of the actor's cooperative to its first label."""
    holder = parties.acting_party(view, actor)
    require(actor, Action.SEE_WORKSPACE, Thing(holder=holder.id))
    harvest, packed = _lot(view, holder.id, "harvest"), _lot(view, holder.id, "packed")
    runs = queries.runs_of_holder(view.db, holder.id)[:1]
    run = label_views.run_lines(view, runs)[0] if runs else None
    label = _live_label(view, holder.id, press.keyring)
    return FirstLabel(
        harvest=harvest,
        packed=packed,
        stock="" if packed is None else stock_for(view, actor, press, packed.code),
        run=run,
        label=label,
        next=None if label is not None else _next(harvest, packed, run),
    )


def stock_for(view: Reading, actor: Actor, press: Press, code: str) -> str:
    """The stock in the printer, or where a lot's words have no room on it the smallest that has."""
    return label_papers.of_lot(view, actor, press, code)


def publish_and_print(work: Work, press: Press, batch: str, stock: str) -> str:
    """Publish a packed lot and order its first sheet, in one act; returns the run's code.

    As many labels as there are packages, up to one sheet of ``stock``. Refused as ``publish`` and
    ``print_runs.order`` are.
    """
    lot = batches.known(work, batch)
    require(work.actor, Action.PRINT_LABELS, Thing(holder=lot.holder_id))
    if batch_queries.stock(work.db, lot.id).published_on is None:
        batches.publish(work, batch)
    count = label_views.first_sheet(work, lot, stock)
    return print_runs.order(work, press, PrintRequest(batch, count, stock)).code


def link_first(work: Work, run: str) -> str:
    """Link the first label of a run that is linked to nothing yet: the one in hand; the run."""
    known = label_ledger.known_run(work, run)
    require(work.actor, Action.LINK_LABELS, Thing(holder=known.holder_id))
    unused = next(
        (row for row in queries.ranges(work.db, [known.id]) if row.state == LabelState.UNUSED),
        None,
    )
    if unused is None:
        raise NotFound
    label_links.link(work, LabelSpan(run, unused.first + 1, unused.first + 1))
    return run


def _lot(view: Reading, holder_id: int, stage: str) -> Lot | None:
    found = setup_queries.newest_batch(view.db, holder_id, stage)
    if found is None:
        return None
    batch, stock = found
    return Lot(batch.code, batch.lot_code, stock.made, batch.unit)


def _next(harvest: Lot | None, packed: Lot | None, run: RunLine | None) -> Act:
    if run is not None and run.state is not RunState.FAILED:
        return Act.OPEN
    if packed is not None:
        return Act.PRINT
    return Act.HARVEST if harvest is None else Act.PACK


def _live_label(view: Reading, holder_id: int, keyring: Keyring) -> str | None:
    """The code of a linked label, to open its page."""
    held = setup_queries.first_live_label(view.db, holder_id)
    run = None if held is None else queries.run_by_id(view.db, held.run_id)
    if held is None or run is None:
        return None
    return keyring.codes(run.key_id, run.run_no, held.first, 1)[0]
