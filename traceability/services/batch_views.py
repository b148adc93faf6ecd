"""One lot as its cooperative sees it: amounts, where from and where to, what stands in its way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from traceability.data.slip_grades import grade_words
from traceability.domain import growing_area
from traceability.domain.access import Action, Actor, Thing, may, require
from traceability.domain.events import EventStep
from traceability.domain.growing_area import Status
from traceability.domain.labels import ITEM, LIVE
from traceability.domain.process import Words
from traceability.services import (
    area_codes,
    arrived_lots,
    batches,
    delivery_places,
    delivery_views,
    goods_names,
    hold_causes,
    hold_views,
    known_facts,
    label_room,
    packed_formats,
    packing_lists,
    page_journey,
    parties,
    phi_views,
    places_shown,
    publishing_gate,
    runs,
    sticker_room,
    warned_ceilings,
)
from traceability.services.batch_list_views import BatchState, state_of
from traceability.services.hold_causes import Cause
from traceability.services.known_facts import LotFacts
from traceability.services.label_views import RunLine, run_lines
from traceability.services.packing_lists import PackingList
from traceability.services.page_journey import Notice
from traceability.services.phi_views import Told
from traceability.services.places_shown import Where
from traceability.services.publishing_gate import Gate
from traceability.services.sticker_room import Pieces
from traceability.services.warned_ceilings import WarningAccepted
from traceability.store.models import AreaCode, Batch, BatchStock, PrintRun
from traceability.store.queries import areas, events, labels, products
from traceability.store.queries import batches as queries
from traceability.store.unit import Reading

#: A lot's page shows so many lots that it came from or went into, the newest.
MOST_MOVED = 60


class Next(StrEnum):
    """The one thing to do now with a lot."""

    PACK = "pack"
    PUBLISH = "publish"
    PRINT = "print"
    LINK = "link"


@dataclass(frozen=True)
class Movement:
    """An amount that came from, or went into, another lot on a day.

    ``holder`` is whose lot it is, where it is another cooperative's: its page is not for us.
    """

    code: str
    lot_code: str
    amount: int
    day: dt.date
    holder: str | None = None


@dataclass(frozen=True)
class Movements:
    """Amounts from or into other lots: how many there are, and the newest of them in order."""

    total: int
    shown: tuple[Movement, ...]


@dataclass(frozen=True)
class Source:
    """Where a share (ppm) of the lot grew: code with its status then and now, and commune.

    ``lender`` is whose code it is, where another than the lot's holder lets it be used;
    ``grower`` who harvested, where the goods came from another cooperative.
    """

    area_code: str | None
    internal: bool
    status_then: Status | None
    status_now: Status | None
    where: Where
    ppm: int
    lender: str | None = None
    grower: str | None = None


@dataclass(frozen=True)
class Packing:
    """How a lot was packed, and the losses by their name.

    Packages may not have been counted; ``net_amount`` (in ``net_unit``) is there where each holds
    the same.
    """

    product: str
    product_now: str | None
    packages: int | None
    net_amount: int | None
    net_unit: str
    pack_format: str
    losses: Mapping[str, int]


@dataclass(frozen=True)
class LabelTally:
    """Labels of a lot: all that were numbered, and how many stand in each state.

    ``room`` is how many more the lot carries; ``None`` where its weight sets no limit. ``stickers``
    on single fruit are counted apart from these, by pieces, where it is known what one weighs.
    ``ordered`` ones are at a printing house still.
    """

    printed: int
    unused: int
    linked: int
    spoiled: int
    void: int
    room: int | None
    stickers: Pieces | None = None
    ordered: int = 0

    @property
    def live(self) -> int:
        """Those that count against the lot."""
        return self.unused + self.linked


@dataclass(frozen=True)
class BatchPage:
    """Everything the page of one lot shows; amounts in ``unit``.

    ``made_into`` is what a run made, ``rearranged``
    that it but merged or split, and ``grade`` what it was sorted into; ``waits`` tells by the
    code of a hold what it waits for, ``causes`` what each stands on. ``sent`` are the notes by
    which some of it went, ``came_by`` is the code and number of the note that it came by;
    ``own_holds`` the holds that the cooperative ordered itself, ``own_reasons`` why.
    ``foreign_pack``: it came packed from another, whose labels and page it has. ``gate`` is
    the meter of a lot that was packed here, ``labels`` what it has; ``lent`` are the runs of others
    whose labels are on it, each with their name, and show no more; ``facts`` is known of any;
    ``sacks`` is its packing list, where there is one.
    """

    code: str
    lot_code: str
    stage: str
    crop: str
    family: str
    verb: str
    made_into: Words | None
    rearranged: str | None
    grade: Words | None
    state: BatchState
    unit: str
    made: int
    on_hand: int
    made_on: dt.date
    age_days: int
    expires_on: dt.date | None
    published_on: dt.date | None
    household: str | None
    late_reason: str | None
    accepted: WarningAccepted | None
    packing: Packing | None
    sources: tuple[Source, ...]
    came_from: Movements
    went_to: Movements
    coverings: tuple[Notice, ...]
    waits: Told
    causes: Mapping[str, Cause]
    gate: Gate | None
    facts: LotFacts
    labels: LabelTally | None
    runs: tuple[RunLine, ...]
    lent: tuple[tuple[str, str], ...]
    next: Next | None
    estimated: bool = False
    sender_weighs: bool = False
    sacks: PackingList | None = None
    stored_at: str | None = None
    sent: tuple[tuple[str, str, dt.date, int], ...] = ()
    came_by: tuple[str, str] | None = None
    own_holds: tuple[str, ...] = ()
    own_reasons: Mapping[str, str] = field(default_factory=dict)
    foreign_pack: bool = False

    @property
    def taken(self) -> int:
        """What went out of the lot (*xuất*)."""
        return self.made - self.on_hand


def shown(view: Reading, actor: Actor, code: str) -> BatchPage:
    """The page of a lot; another cooperative's is ``NotFound``."""
    batch = batches.known(view, code)
    require(actor, Action.SEE_BATCH, Thing(holder=batch.holder_id))
    stock = queries.stock(view.db, batch.id)
    crop = products.crop(view.db, batch.crop_code)
    state = state_of(view, batch)
    packed = batch.stage == "packed"
    foreign = batches.packed_by_another(view, batch)
    # What another packed has that one's page and labels: nothing of it is filled or printed here.
    gate = publishing_gate.of_batch(view, actor, batch) if packed and not foreign else None
    tally = _tally(view, batch) if packed and not foreign else None
    made_into, grade = None, None
    if crop is not None and batch.stage == "processed":
        made_into, grade = runs.goods_of(batch, crop)
    elif crop is not None:
        grade = grade_words(crop.family, batch.grade)
    label_runs = labels.runs_about(view.db, batch.id)
    return BatchPage(
        code=batch.code,
        lot_code=batch.lot_code,
        stage=batch.stage,
        crop="" if crop is None else crop.name_vi,
        family="" if crop is None else crop.family,
        verb="" if crop is None else crop.verb_vi,
        made_into=made_into,
        rearranged=_rearranged(view, batch),
        grade=grade,
        state=state,
        unit=batch.unit,
        made=stock.made,
        on_hand=stock.on_hand,
        made_on=batch.made_on,
        age_days=(view.today - batch.made_on).days,
        expires_on=batch.expires_on,
        published_on=stock.published_on,
        household=_household(view, batch) if _sees_households(actor, batch) else None,
        late_reason=_late_reason(view, batch),
        accepted=warned_ceilings.of_batches(view, [batch]).get(batch.id),
        packing=_packing(view, batch),
        sources=_sources(view, batch),
        came_from=_came_from(view, batch),
        went_to=_went_to(view, batch),
        coverings=_coverings(view, batch),
        waits=phi_views.over_batch(view, actor, batch),
        causes=hold_causes.over_batch(view, actor, batch),
        gate=gate,
        facts=known_facts.of_batch(view, batch) if gate is None else gate.facts,
        labels=tally,
        runs=tuple(run_lines(view, [e for e in label_runs if e.holder_id == batch.holder_id])),
        lent=_lent(view, [e for e in label_runs if e.holder_id != batch.holder_id]),
        next=None if foreign else _next(state, stock, gate, tally, label_runs),
        estimated=stock.estimated,
        sender_weighs=stock.estimated and queries.was_taken_over(view.db, batch),
        stored_at=delivery_places.stored_at(view, batch),
        sent=tuple(delivery_views.of_lot(view, batch)[:MOST_MOVED]),
        came_by=arrived_lots.came_by(view, batch),
        own_holds=tuple(hold_views.own_over(view, actor, batch)),
        own_reasons=hold_views.own_reasons(view, actor, batch),
        foreign_pack=foreign,
        sacks=packing_lists.of_batch(view, batch) if packed else None,
    )


def _rearranged(view: Reading, batch: Batch) -> str | None:
    """``merge`` or ``split`` where that made the lot, and nothing was done to the goods."""
    steps = {EventStep.MERGE: "merge", EventStep.SPLIT: "split"}
    told = events.by_seq(view.db, [batch.event_seq])[batch.event_seq]
    return None if told.step is None else steps.get(EventStep(told.step))


def _next(
    state: BatchState,
    stock: BatchStock,
    gate: Gate | None,
    tally: LabelTally | None,
    there: Sequence[PrintRun] = (),
) -> Next | None:
    """Held harvests may be worked on meanwhile; a lot that has blank labels is given more."""
    if state in (BatchState.RECALLED, BatchState.RETRACTED):
        return None
    if tally is None:
        return Next.PACK if stock.on_hand else None
    if state is BatchState.HELD:
        return None
    if stock.published_on is None:
        return Next.PUBLISH if gate is not None and gate.stands else None
    if tally.room == 0:
        return None
    blank = any(each.batch_id is None and each.level == ITEM for each in there)
    return Next.LINK if blank and tally.linked and stock.on_hand else Next.PRINT


def _sees_households(actor: Actor, batch: Batch) -> bool:
    return may(actor, Action.SEE_HOUSEHOLDS, Thing(holder=batch.holder_id))


def _lent(view: Reading, others: Sequence[PrintRun]) -> tuple[tuple[str, str], ...]:
    names = parties.names_of(view, sorted({e.holder_id for e in others})) if others else {}
    return tuple((each.code, names[each.holder_id]) for each in others)


def _household(view: Reading, batch: Batch) -> str | None:
    if batch.household_id is None:
        return None
    household = parties.known(view, batch.household_id)
    if household.erased_at is not None:
        return f"{household.number:02}"
    return f"{household.number} · {parties.name_of(view, household)}"


def _packing(view: Reading, batch: Batch) -> Packing | None:
    if batch.product_id is None or batch.product_revision is None:
        return None
    goods = goods_names.of_packed(view, batch)
    now = goods_names.now_in(view, batch.product_id, goods.pack)
    packed = packed_formats.of_batch(view, batch)
    return Packing(
        product=goods.vi,
        product_now=now.vi if now.vi != goods.vi else None,
        packages=packed.packages,
        net_amount=packed.fixed_net,
        net_unit=packed.net_unit,
        pack_format=packed.name,
        losses=packed_formats.told_of(view, batch).get("losses", {}),
    )


def _sources(view: Reading, batch: Batch) -> tuple[Source, ...]:
    origins = queries.origins(view.db, batch.id)
    codes = areas.codes_by_ids(view.db, [o.area_code_id for o in origins if o.area_code_id])
    harvested, growers = _harvest_days(view, batch), _growers(view, batch)
    lenders = parties.names_of(view, [each.holder_id for each in codes.values()])
    found = []
    for origin in origins:
        place = areas.revision(view.db, origin.place_id)
        area = codes.get(origin.area_code_id or 0)
        steps = [] if area is None else area_codes.steps_of(view, area)
        day = harvested.get((origin.place_id, origin.area_code_id), batch.made_on)
        source = Source(
            area_code=None if area is None else area.raw,
            internal=area is not None and area.scheme == "internal",
            status_then=None if area is None else growing_area.status(steps, day),
            status_now=None if area is None else growing_area.status(steps, view.today),
            where=places_shown.where(view, place.commune_code, place.old_commune_code),
            ppm=origin.ppm,
            lender=None if origin.place_id in growers else _lender(batch, area, lenders),
            grower=growers.get(origin.place_id),
        )
        found.append(source)
    return tuple(found)


def _lender(batch: Batch, area: AreaCode | None, names: Mapping[int, str]) -> str | None:
    return None if area is None or area.holder_id == batch.holder_id else names[area.holder_id]


def _growers(view: Reading, batch: Batch) -> dict[int, str]:
    """The cooperatives that harvested what came by handovers, by the place it grew at."""
    behind = queries.by_ids(view.db, queries.ancestors(view.db, batch.id)).values()
    harvests = [each for each in behind if each.stage == "harvest"]
    names = _foreign(view, batch, harvests)
    return {
        each.place_id: names[each.holder_id]
        for each in harvests
        if each.place_id is not None and each.holder_id in names
    }


def _harvest_days(view: Reading, batch: Batch) -> dict[tuple[int, int | None], dt.date]:
    """The last harvest day of each place and code that the lot comes from."""
    found: dict[tuple[int, int | None], dt.date] = {}
    for each in queries.by_ids(view.db, queries.ancestors(view.db, batch.id)).values():
        if each.stage == "harvest" and each.place_id is not None:
            key = (each.place_id, each.area_code_id)
            found[key] = max(each.made_on, found.get(key, each.made_on))
    return found


def _came_from(view: Reading, batch: Batch) -> Movements:
    """Amounts are taken out on the day that the lot was made."""
    found = queries.parents(view.db, batch.id, MOST_MOVED)
    day = batches.here_since(view, batch)
    names = _foreign(view, batch, [other for _edge, other in found])
    moved = (
        Movement(other.code, other.lot_code, e.amount, day, names.get(other.holder_id))
        for e, other in found
    )
    return Movements(queries.edge_counts(view.db, batch.id)[0], tuple(moved))


def _foreign(view: Reading, batch: Batch, others: Sequence[Batch]) -> dict[int, str]:
    """The names of other cooperatives that hold lots, by internal key."""
    keys = {other.holder_id for other in others} - {batch.holder_id}
    return parties.names_of(view, sorted(keys)) if keys else {}


def _went_to(view: Reading, batch: Batch) -> Movements:
    found = queries.children(view.db, batch.id, MOST_MOVED)
    names = _foreign(view, batch, [other for _edge, other in found])
    moved = (
        Movement(other.code, other.lot_code, e.amount, other.made_on, names.get(other.holder_id))
        for e, other in found
    )
    return Movements(queries.edge_counts(view.db, batch.id)[1], tuple(moved))


def _coverings(view: Reading, batch: Batch) -> tuple[Notice, ...]:
    """Open ones first, then the newest."""
    found = page_journey.notices(view, batch)
    return tuple(sorted(found, key=lambda each: each.lifted_on is not None))


def _late_reason(view: Reading, batch: Batch) -> str | None:
    """Why the lot was written down so late, for its own people."""
    event = events.by_seq(view.db, [batch.event_seq])[batch.event_seq]
    kept = events.private_values(view.db, "event", [event.event_id])
    return kept.get((event.event_id, "late_reason"))


def _tally(view: Reading, batch: Batch) -> LabelTally:
    highest, live = label_room.most_labels(view, batch)
    states: dict[str, int] = {}
    pieces = sticker_room.of_lot(view, batch)
    apart = () if pieces is None else sticker_room.STICKERS
    for row in labels.ranges_of_batch(view.db, batch.id, ITEM, but=apart):
        states[row.state] = states.get(row.state, 0) + row.last - row.first + 1
    counted = {str(state): states.get(state, 0) for state in LIVE}
    return LabelTally(
        printed=sum(states.values()),
        unused=counted["unused"],
        linked=counted["linked"] + counted["dispatched"],
        spoiled=states.get("spoiled", 0),
        void=states.get("void", 0),
        room=None if highest is None else max(0, highest - live),
        stickers=pieces,
        ordered=states.get("ordered", 0),
    )
