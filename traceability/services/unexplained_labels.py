"""Labels of a cooperative of which somebody should say where they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from traceability.crypto.keyring import Keyring
from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.days import day_in_vietnam
from traceability.domain.events import EventStep
from traceability.domain.ids import grouped
from traceability.domain.labels import LabelState
from traceability.domain.stretches import common
from traceability.services import label_views, parties
from traceability.services.label_hands import Hands
from traceability.services.label_ledger import as_range, facts_of, stretches_told
from traceability.services.label_lines import BookLine, lines_of
from traceability.store.models import PrintRun
from traceability.store.queries import blank_labels as blank_queries
from traceability.store.queries import events
from traceability.store.queries import labels as queries
from traceability.store.queries.blank_labels import Loose
from traceability.store.unit import Reading

#: Labels that somebody has for longer than this, and neither used nor brought back.
LONG_OUT = dt.timedelta(days=60)
PAGE = 50
LOST = "lost"
SKIPPED = "skipped"
LONG_KEPT = "long_out"


@dataclass(frozen=True)
class Unexplained:
    """Labels of which nobody said where they are, and why they are asked for.

    ``ends`` are the codes of the first and the last, where they may stand on goods by now.
    """

    why: str
    line: BookLine
    product: str
    since: dt.date
    ends: tuple[str, str] | None = None


@dataclass(frozen=True)
class UnexplainedPage:
    """A page of them, those of the oldest run first; ``count`` is how many lines there are."""

    lines: tuple[Unexplained, ...]
    count: int
    page: int
    pages: int


def unexplained(
    view: Reading, actor: Actor, page: int = 1, keyring: Keyring | None = None
) -> UnexplainedPage:
    """A page of the actor's cooperative's labels of which somebody should say where they are.

    Skipped: unused, while a later label of the run stands on goods. Long out: with somebody for
    more than two months. Lot gone: printed for a lot of which nothing is left. Not come: ordered of
    a printing house as long ago. Lost: reported so and not found; they come last. The last page for
    any beyond it; as many statements for many runs as for one. With a ``keyring`` those that may
    stand on goods are named by their codes too.
    """
    holder = parties.acting_party(view, actor)
    require(actor, Action.SEE_WORKSPACE, Thing(holder=holder.id))
    asked = [
        (why, each)
        for each in blank_queries.loose(view.db, holder.id)
        if (why := _why(view, each)) is not None
    ]
    asked.sort(key=lambda told: told[0] == LOST)
    pages = max(1, -(-len(asked) // PAGE))
    page = min(max(1, page), pages)
    shown = asked[(page - 1) * PAGE : page * PAGE]
    return UnexplainedPage(tuple(_told(view, holder.id, shown, keyring)), len(asked), page, pages)


def _told(
    view: Reading, holder: int, asked: Sequence[tuple[str, Loose]], keyring: Keyring | None
) -> list[Unexplained]:
    runs = queries.runs_by_ids(view.db, sorted({each.row.run_id for _why, each in asked}))
    known = label_views.run_lines(view, list(runs.values()))
    product = {line.code: line.product for line in known}
    lines = lines_of(
        view, holder, [(runs[e.row.run_id].code, as_range(e.row)) for _why, e in asked]
    )
    lost = _reported(view, [line for line in lines if line.lost])
    return [
        Unexplained(
            why,
            line,
            product[line.run],
            lost.get(line) or _since(each),
            _ends(keyring, runs[each.row.run_id], line) if _may_be_on_goods(why, line) else None,
        )
        for (why, each), line in zip(asked, lines, strict=True)
    ]


def _may_be_on_goods(why: str, line: BookLine) -> bool:
    """Whether labels may stand on goods of the house: those that another holds are its to link."""
    lent = line.keeper is not None and line.keeper.kind is Hands.ORGANISATION
    return why in (SKIPPED, LONG_KEPT) and not lent


def _ends(keyring: Keyring | None, run: PrintRun, line: BookLine) -> tuple[str, str] | None:
    if keyring is None:
        return None
    first, last = (
        grouped(keyring.codes(run.key_id, run.run_no, number - 1, 1)[0])
        for number in (line.first, line.last)
    )
    return first, last


def _reported(view: Reading, lost: Sequence[BookLine]) -> dict[BookLine, dt.date]:
    """On which day labels were last reported lost, by the line that says they are."""
    if not lost:
        return {}
    told = events.of_subjects(view.db, sorted({line.run for line in lost}))
    found = {}
    for event, subject in told:
        if event.step != EventStep.LABELS_LOST:
            continue
        reported = stretches_told(facts_of(event))
        for line in lost:
            if line.run == subject.subject and common([(line.first, line.last)], reported):
                found[line] = event.occurred_on
    return found


def _since(each: Loose) -> dt.date:
    return each.handed_on or day_in_vietnam(each.ordered_at)


def _why(view: Reading, each: Loose) -> str | None:
    if each.row.lost:
        return LOST
    if each.row.state == LabelState.ORDERED:
        return "not_come" if view.now - each.ordered_at > LONG_OUT else None
    if each.row.first < each.used_up_to:
        return SKIPPED
    if each.handed_on is not None and view.today - each.handed_on > LONG_OUT:
        return LONG_KEPT
    return "lot_gone" if each.on_hand == 0 else None
