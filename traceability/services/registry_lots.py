"""Lots as an officer sees them: the harvests under a code, and what is held or recalled."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from traceability.domain.access import Action, Actor, Thing, may, require
from traceability.domain.days import day_in_vietnam
from traceability.domain.errors import NotFound, RuleBroken
from traceability.domain.holds import HoldReason
from traceability.services import (
    area_codes,
    harvest_corrections,
    hold_causes,
    parties,
    phi_views,
    recalls,
    season_views,
    warned_ceilings,
)
from traceability.services.harvest_corrections import Below
from traceability.services.hold_causes import NO_CAUSE, Cause
from traceability.services.phi_views import Interval
from traceability.services.registry_views import Names, names_of
from traceability.services.season_views import Over
from traceability.services.warned_ceilings import WarningAccepted
from traceability.store.models import Batch, Event, Recall
from traceability.store.queries import batches, events, products, registry
from traceability.store.queries import parties as party_queries
from traceability.store.queries import recalls as queries
from traceability.store.unit import Reading

_Decided = tuple[Over, ...]


@dataclass(frozen=True)
class LotShown:
    """A batch by its lot code; ``amount`` as made, in ``unit``; why it is held, if it is.

    ``accepted`` tells who recorded it above the warning of its season, and why; ``holder`` whose it
    is, for two may call their lots the same.
    """

    code: str
    lot_code: str
    crop: Names
    made_on: dt.date
    amount: int
    unit: str
    closed: bool
    recalled: bool
    held: tuple[str, ...]
    accepted: WarningAccepted | None = None
    holder: str = ""


@dataclass(frozen=True)
class NamedLot:
    """A lot that a hold or recall names, and whose it is."""

    code: str
    lot_code: str
    holder: str
    made_on: dt.date


@dataclass(frozen=True)
class HoldShown:
    """An open hold or recall: the lots that it names and how many more were made of them.

    ``seasons`` are what one over its ceiling is decided by, ``waits`` what one inside a waiting
    period stands on; ``own_matter`` says that the officer is a member of a holder, so that somebody
    else lifts it. The list tells of the three only ``waits``. ``below`` says that corrections
    brought what was over its ceiling below it; ``cause`` leads on; ``typed`` is why it was
    ordered, for who lifts it; ``still_recalled`` how many of all its lots another open recall
    covers, for who lifts it.
    """

    code: str
    kind: str
    reason: str
    since: dt.date
    lots: tuple[NamedLot, ...]
    descendants: int
    notice: str
    may_lift: bool
    own_matter: bool = False
    seasons: tuple[Over, ...] = ()
    waits: tuple[Interval, ...] = ()
    below: Below | None = None
    cause: Cause = NO_CAUSE
    typed: str = ""
    still_recalled: int = 0

    @property
    def freed(self) -> int:
        """How many of its lots no other open recall covers."""
        return len(self.lots) + self.descendants - self.still_recalled


def lots(view: Reading, found: Sequence[Batch]) -> tuple[LotShown, ...]:
    """Batches as they are shown, in the order given."""
    ids = [batch.id for batch in found]
    stocks = registry.stocks(view.db, ids)
    covering = queries.covering(view.db, ids)
    crops = {crop.code: names_of(crop) for crop in products.crops(view.db)}
    accepted = warned_ceilings.of_batches(view, found)
    holders = parties.names_of(view, list({batch.holder_id for batch in found}))
    return tuple(
        LotShown(
            code=batch.code,
            lot_code=batch.lot_code,
            crop=crops[batch.crop_code],
            made_on=batch.made_on,
            amount=stocks[batch.id].made,
            unit=batch.unit,
            closed=stocks[batch.id].state == "closed",
            recalled=any(each.kind == "recall" for each in _open(covering[batch.id])),
            held=_reasons(covering[batch.id]),
            accepted=accepted.get(batch.id),
            holder=holders[batch.holder_id],
        )
        for batch in found
    )


@dataclass(frozen=True)
class Packed:
    """What was packed of some lots: batches, how much of each unit, how many are published."""

    batches: int
    amounts: Mapping[str, int]
    published: int


@dataclass(frozen=True)
class ToHold:
    """The lots that a step on a code would hold, by lot code, and what was packed of them."""

    lots: tuple[LotShown, ...]
    packed: Packed


def lots_to_hold(view: Reading, code: str, since: dt.date) -> ToHold:
    """The lots that suspending a code from a day on would hold, with what was made of them."""
    found = area_codes.harvests_to_hold(view, area_codes.known(view, code), since)
    shown = lots(view, sorted(found, key=lambda batch: batch.lot_code))
    return ToHold(shown, _packed(view, found))


def _packed(view: Reading, found: Sequence[Batch]) -> Packed:
    keys = batches.descendants(view.db, [batch.id for batch in found])
    packed = [row for row in batches.by_ids(view.db, keys).values() if row.stage == "packed"]
    stocks = registry.stocks(view.db, [row.id for row in packed])
    amounts: dict[str, int] = defaultdict(int)
    for row in packed:
        amounts[row.unit] += stocks[row.id].made
    published = sum(stocks[row.id].published_on is not None for row in packed)
    return Packed(len(packed), dict(amounts), published)


def open_holds(view: Reading, actor: Actor) -> tuple[HoldShown, ...]:
    """The open holds and recalls in the actor's territory, newest first.

    One is in the territory where every batch that it names is. Seasons stand on the page of one.
    """
    rows = registry.open_recalls(view.db)
    named = registry.batches_named(view.db, [event.seq for _, event in rows])
    seen = _Seen(view, [batch for found in named.values() for batch in found])
    sizes = registry.scope_sizes(view.db, [recall.id for recall, _ in rows])
    notices = events.private_values(view.db, "event", [event.event_id for _, event in rows])
    mine = [row for row in rows if seen.may(actor, Action.SEE_CODE, named[row[1].seq])]
    waits = phi_views.of_holds(view, actor, mine)
    causes = hold_causes.of(view, actor, [(*row, named[row[1].seq]) for row in mine])
    found = (
        _hold(actor, seen, recall, named[event.seq], sizes[recall.id], _notice(notices, event))
        for recall, event in mine
    )
    return tuple(
        replace(each, waits=waits.get(each.code, ()), cause=causes[each.code]) for each in found
    )


def hold_to_lift(view: Reading, actor: Actor, code: str) -> HoldShown:
    """An open hold or recall that the actor may lift; ``already_lifted`` where somebody did."""
    recall = queries.by_code(view.db, code)
    if recall is None:
        raise NotFound
    event = events.by_seq(view.db, [recall.event_seq])[recall.event_seq]
    named = registry.batches_named(view.db, [event.seq])[event.seq]
    seen = _Seen(view, named)
    for batch in named:
        require(actor, Action.LIFT_RECALL, seen.thing(batch))
    if queries.is_lifted(view.db, recall.id):
        raise RuleBroken("already_lifted")
    size = registry.scope_sizes(view.db, [recall.id])[recall.id]
    words = events.private_values(view.db, "event", [event.event_id])
    return replace(
        _hold(actor, seen, recall, named, size, _notice(words, event)),
        seasons=_seasons(view, actor, recall, named),
        waits=phi_views.of_holds(view, actor, [(recall, event)]).get(recall.code, ()),
        own_matter=recalls.own_matter(view, actor, named),
        cause=hold_causes.of(view, actor, [(recall, event, named)])[recall.code],
        typed=words.get((event.event_id, "reason"), ""),
        still_recalled=sum(queries.stopped_beside(view.db, recall.id, ["recall"]).values()),
    )


def _seasons(view: Reading, actor: Actor, recall: Recall, named: Sequence[Batch]) -> _Decided:
    """What a hold over the ceiling is decided by; others say nothing of the season."""
    if recall.reason != HoldReason.OVER_CEILING:
        return ()
    return tuple(season_views.over(view, actor, batch) for batch in named)


class _Seen:
    """Whose the named batches are and where they come from, read once for all of them."""

    def __init__(self, view: Reading, named: Sequence[Batch]) -> None:
        self.view = view
        self._communes = registry.communes_of_batches(view.db, [batch.id for batch in named])
        parties = party_queries.by_ids(view.db, list({batch.holder_id for batch in named}))
        names = party_queries.names(view.db, [party.code for party in parties.values()])
        self.tellings = harvest_corrections.tellings(view, named)
        self.names = {key: names.get(each.code, each.code) for key, each in parties.items()}

    def may(self, actor: Actor, action: Action, named: Sequence[Batch]) -> bool:
        """Whether the actor may do so to every batch, of which there is at least one."""
        return bool(named) and all(may(actor, action, self.thing(batch)) for batch in named)

    def thing(self, batch: Batch) -> Thing:
        """As ``recalls.thing``, from what was read."""
        return Thing(holder=batch.holder_id, communes=self._communes[batch.id])


def _hold(
    actor: Actor, seen: _Seen, recall: Recall, named: Sequence[Batch], size: int, notice: str
) -> HoldShown:
    shown = (
        NamedLot(batch.code, batch.lot_code, seen.names[batch.holder_id], batch.made_on)
        for batch in named
    )
    return HoldShown(
        code=recall.code,
        kind=recall.kind,
        reason=recall.reason,
        since=day_in_vietnam(recall.opened_at),
        lots=tuple(shown),
        descendants=size - len(named),
        notice=notice,
        may_lift=seen.may(actor, Action.LIFT_RECALL, named),
        below=_below(seen, recall, named),
    )


def _below(seen: _Seen, recall: Recall, named: Sequence[Batch]) -> Below | None:
    over = recall.reason == HoldReason.OVER_CEILING
    return harvest_corrections.below_since(seen.view, named, seen.tellings) if over else None


def _notice(words: Mapping[tuple[str, str], str], event: Event) -> str:
    return words.get((event.event_id, "notice"), "")


def _open(covering: Sequence[queries.Covering]) -> list[Recall]:
    return [each.recall for each in covering if each.lift is None]


def _reasons(covering: Sequence[queries.Covering]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.reason for each in _open(covering) if each.kind == "hold"))
