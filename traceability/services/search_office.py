"""Searching an office's territory: codes, lots, labels, cases and holds; never a household."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from traceability.crypto.keyring import Keyring
from traceability.domain import ids
from traceability.domain.access import Action, Actor, Thing, may
from traceability.domain.days import day_in_vietnam
from traceability.domain.search import Question, bare
from traceability.services import pages, registry_lots, registry_views
from traceability.services.registry_views import CodeLine
from traceability.services.search_hits import (
    FULL_CODE,
    MOST_OF_A_KIND,
    Hit,
    HitKind,
    rank_of_code,
)
from traceability.store.models import Batch
from traceability.store.queries import batches, labels, registry
from traceability.store.queries import parties as party_queries
from traceability.store.queries import search as queries
from traceability.store.queries.lots import Lot
from traceability.store.unit import Reading

_FETCHED = MOST_OF_A_KIND + 1


def hits(view: Reading, actor: Actor, keyring: Keyring, asked: Question) -> list[Hit]:
    """Everything in the actor's territory that answers."""
    lines = registry_views.lines(view, actor)
    return [
        *_codes(lines, asked),
        *_lots(view, actor, asked, lines),
        *_labels(view, actor, keyring, asked, lines),
        *_cases(view, actor, asked),
        *_holds(view, actor, asked),
    ]


def _codes(lines: Sequence[CodeLine], asked: Question) -> Iterator[Hit]:
    for line in lines:
        rank = FULL_CODE if asked.code == line.code else registry_views.rank(line, asked.typed)
        if rank is not None:
            yield Hit(
                HitKind.AREA,
                line.code,
                line.raw,
                rank,
                state=line.status,
                about=line.holder,
                day=line.since,
                crops=line.crops,
            )


def _lots(view: Reading, actor: Actor, asked: Question, lines: Sequence[CodeLine]) -> Iterator[Hit]:
    """By a part of the lot code, by the day, by the whole code of the lot."""
    communes = None if actor.province else sorted(actor.communes)
    found: list[Lot] = []
    if asked.lot or asked.day:
        found = queries.lots_in_territory(view.db, communes, asked.lot, asked.day, _FETCHED)
    batch = None if asked.code is None else batches.by_code(view.db, asked.code)
    if batch is not None:
        found = queries.lots_by_ids(view.db, [batch.id])
    seen = _Seen(view, actor, [each.batch for each in found], lines)
    for each in found:
        if seen.may(Action.SEE_AREA_BATCHES, each.batch):
            yield _lot(seen, each, _rank(asked, each.batch))


def _rank(asked: Question, batch: Batch) -> int:
    if asked.code == batch.code:
        return FULL_CODE
    by_code = rank_of_code(asked.lot, batch.lot_code)
    return 1 if by_code is None else by_code


def _lot(seen: _Seen, found: Lot, rank: int) -> Hit:
    batch = found.batch
    return Hit(
        HitKind.LOT,
        seen.opens(batch),
        batch.lot_code,
        rank,
        state=found.state,
        about=seen.holder(batch),
        stage=batch.stage,
        day=batch.made_on,
        amount=found.stock.made if seen.may(Action.SEE_STEP_KG, batch) else None,
        unit=batch.unit,
        lot=batch.code if seen.may(Action.SEE_BATCH, batch) else "",
    )


def _labels(
    view: Reading, actor: Actor, keyring: Keyring, asked: Question, lines: Sequence[CodeLine]
) -> Iterator[Hit]:
    """The label of an item code, where its lot comes from the territory."""
    if asked.code is None or ids.kind_of(asked.code) != "item":
        return
    found = pages.label_of(view, keyring, asked.code)
    held = None if found is None else labels.range_holding(view.db, found[0].id, found[1])
    if found is None or held is None:
        return
    key = held.batch_id or found[0].batch_id or 0
    for batch in batches.by_ids(view.db, [key]).values():
        seen = _Seen(view, actor, [batch], lines)
        if seen.may(Action.SEE_AREA_BATCHES, batch):
            yield Hit(
                HitKind.LABEL,
                seen.opens(batch),
                batch.lot_code,
                FULL_CODE,
                state=held.state,
                about=seen.holder(batch),
                day=batch.made_on,
                number=found[1] + 1,
                lot=batch.code if seen.may(Action.SEE_BATCH, batch) else "",
            )


def _cases(view: Reading, actor: Actor, asked: Question) -> Iterator[Hit]:
    communes = None if actor.province else sorted(actor.communes)
    key = asked.phone or bare(asked.typed)
    for case in queries.cases_like(view.db, communes, asked.code, key, _FETCHED):
        where = frozenset() if case.commune_code is None else frozenset({case.commune_code})
        if may(actor, Action.SEE_CASE, Thing(communes=where)):
            yield Hit(
                HitKind.CASE,
                case.code,
                case.key,
                FULL_CODE if asked.code == case.code else 3,
                state=case.outcome or "open",
                about=case.kind,
                day=day_in_vietnam(case.opened_at),
            )


def _holds(view: Reading, actor: Actor, asked: Question) -> Iterator[Hit]:
    """The open hold or recall of a short code."""
    if asked.code is None or queries.kind_of(view.db, asked.code) != "recall":
        return
    for hold in registry_lots.open_holds(view, actor):
        if hold.code == asked.code:
            named = ", ".join(f"{lot.lot_code} ({lot.holder})" for lot in hold.lots)
            yield Hit(
                HitKind.HOLD, hold.code, named, FULL_CODE, hold.kind, hold.reason, day=hold.since
            )


class _Seen:
    """Whose the lots are, where they come from, and the code's page that each is opened on."""

    def __init__(
        self, view: Reading, actor: Actor, found: Sequence[Batch], lines: Sequence[CodeLine]
    ) -> None:
        self._actor, keys = actor, [batch.id for batch in found]
        self._communes = registry.communes_of_batches(view.db, keys)
        self._codes = registry.codes_of_batches(view.db, keys)
        self._visible = {line.code for line in lines}
        self._holders = party_queries.by_ids(view.db, list({each.holder_id for each in found}))
        self._names = party_queries.names(view.db, [row.code for row in self._holders.values()])

    def may(self, action: Action, batch: Batch) -> bool:
        """Whether the actor may do so to a lot."""
        return may(self._actor, action, Thing(batch.holder_id, self._communes[batch.id]))

    def holder(self, batch: Batch) -> str:
        """The holder's name; its code where the name was erased."""
        code = self._holders[batch.holder_id].code
        return self._names.get(code, code)

    def opens(self, batch: Batch) -> str:
        """The first code of the territory that the lot comes from."""
        codes = self._codes[batch.id]
        return next((code for code in codes if code in self._visible), "")
