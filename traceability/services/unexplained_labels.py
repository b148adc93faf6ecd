"""Labels of a cooperative of which somebody should say where they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from traceability.crypto.keyring import Keyring
from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.days import day_in_vietnam
from traceability.domain.events import EventStep
from traceability.domain.ids import grouped
from traceability.domain.labels import LabelState, Range
from traceability.domain.stretches import Stretch, common, without
from traceability.services import label_views, parties
from traceability.services.frozen_runs import Frozen
from traceability.services.label_hands import Hands
from traceability.services.label_ledger import as_range, facts_of, stretches_told
from traceability.services.label_lines import BookLine, lines_of
from traceability.store.models import LabelRange, PrintRun
from traceability.store.queries import blank_labels as blank_queries
from traceability.store.queries import events
from traceability.store.queries import labels as queries
from traceability.store.queries.blank_labels import Loose, OnGoods
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

    Skipped: unused, while a later label of its roll, or of the run where it is on none, stands on
    goods: on another's counts for what was handed out with it alone. Long out: with somebody for
    more than two months. Lot gone: printed for a lot of which nothing is left. Not come: ordered of
    a printing house as long ago. Lost: reported so and not found; they come last. The last page for
    any beyond it; as many statements for many runs as for one. With a ``keyring`` those that may
    stand on goods are named by their codes too.
    """
    holder = parties.acting_party(view, actor)
    require(actor, Action.SEE_WORKSPACE, Thing(holder=holder.id))
    asked = _asked(view, holder.id)
    asked.sort(key=lambda each: each.why == LOST)
    pages = max(1, -(-len(asked) // PAGE))
    page = min(max(1, page), pages)
    shown = asked[(page - 1) * PAGE : page * PAGE]
    return UnexplainedPage(tuple(_told(view, holder.id, shown, keyring)), len(asked), page, pages)


@dataclass(frozen=True)
class _Asked:
    """A piece of loose labels, and why it is asked for."""

    why: str
    loose: Loose
    piece: Range


def _asked(view: Reading, holder: int) -> list[_Asked]:
    """All that is asked for, the oldest run first; what was skipped is told roll by roll."""
    found = blank_queries.loose(view.db, holder)
    passed = _passed(view, [each for each in found if _is_before(each)])
    asked = []
    for each in found:
        whole, skipped = as_range(each.row), passed.get(_key(each.row), [])
        rest = without([(whole.first, whole.last)], skipped)
        why = _why(view, each)
        pieces = [(piece, SKIPPED) for piece in skipped] + [(piece, why) for piece in rest if why]
        asked += [
            _Asked(said or "", each, replace(whole, first=first, last=last))
            for (first, last), said in sorted(pieces, key=lambda told: told[0])
        ]
    return asked


def _is_before(each: Loose) -> bool:
    """Whether labels that are there come before others of their run that are on goods."""
    there = not each.row.lost and each.row.state != LabelState.ORDERED
    return there and each.row.first < each.used_up_to


def _passed(view: Reading, before: Sequence[Loose]) -> dict[tuple[int, int], list[Stretch]]:
    """What of such labels was passed over on its roll, by run and first label, by index."""
    keys = sorted({each.row.run_id for each in before})
    runs = queries.runs_by_ids(view.db, keys)
    used: dict[int, list[OnGoods]] = {}
    for there in blank_queries.on_goods(view.db, keys):
        used.setdefault(there.run_id, []).append(there)
    parts = {key: _parts(run) for key, run in runs.items()}
    return {
        _key(each.row): list(_on(each.row, parts[each.row.run_id], used.get(each.row.run_id, ())))
        for each in before
    }


def _key(row: LabelRange) -> tuple[int, int]:
    return row.run_id, row.first


def _parts(run: PrintRun) -> list[Stretch]:
    """The rolls of a run, by index; all of it where there is none."""
    rolls = Frozen.from_json(run.frozen).rolls.values()
    return [(first - 1, last - 1) for first, last in rolls] or [(0, run.count - 1)]


def _on(row: LabelRange, parts: Sequence[Stretch], used: Sequence[OnGoods]) -> Iterator[Stretch]:
    """The labels of a row on each of some rolls on which a later one is on goods."""
    after = [each.first for each in used if not each.lent or each.hand_seq == row.hand_seq]
    for part in parts:
        for first, last in common([(row.first, row.last)], [part]):
            if any(last < at <= part[1] for at in after):
                yield first, last


def _told(
    view: Reading, holder: int, asked: Sequence[_Asked], keyring: Keyring | None
) -> list[Unexplained]:
    runs = queries.runs_by_ids(view.db, sorted({each.loose.row.run_id for each in asked}))
    known = label_views.run_lines(view, list(runs.values()))
    product = {line.code: line.product for line in known}
    told = [(runs[each.loose.row.run_id].code, each.piece) for each in asked]
    lines = lines_of(view, holder, told)
    lost = _reported(view, [line for line in lines if line.lost])
    return [
        Unexplained(
            each.why,
            line,
            product[line.run],
            lost.get(line) or _since(each.loose),
            _ends(keyring, runs[each.loose.row.run_id], line)
            if _may_be_on_goods(each.why, line)
            else None,
        )
        for each, line in zip(asked, lines, strict=True)
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
    if each.handed_on is not None and view.today - each.handed_on > LONG_OUT:
        return LONG_KEPT
    return "lot_gone" if each.on_hand == 0 else None
