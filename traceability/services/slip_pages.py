"""The public page of a weigh slip: for whoever sold, without an account.

It tells that the slip was recorded, and which published packs its goods became: names, no kg, and
nobody's name.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from traceability.domain.errors import NotFound
from traceability.domain.events import How
from traceability.services import goods_names, parties, told_mistakes
from traceability.store.models import Batch
from traceability.store.queries import batches, corrections, events, products
from traceability.store.queries import parties as party_queries
from traceability.store.queries import recalls as recall_queries
from traceability.store.queries import receptions as queries
from traceability.store.unit import Reading

#: So many packs are named; who sold leaf for more is told how many others there are.
MOST_NAMED = 30


class SlipState(StrEnum):
    """How far the goods of a slip have come; the gravest that holds."""

    RETRACTED = "retracted"
    RECALLED = "recalled"
    HELD = "held"
    PACKED = "packed"
    RECEIVED = "received"
    RECORDED = "recorded"


@dataclass(frozen=True)
class Pack:
    """A published pack: its short code, its names by language, the day it was packed."""

    code: str
    names: dict[str, str]
    packed_on: dt.date


@dataclass(frozen=True)
class SlipPage:
    """What everybody may know of a slip; the crop by language.

    ``why`` is the kind of mistake that it was, where it was taken back and one was named.
    """

    code: str
    day: dt.date
    today: dt.date
    holder: str
    holder_kind: str
    crop: dict[str, str]
    state: SlipState
    why: str
    packs: tuple[Pack, ...]
    more: int
    demonstration: bool


def find(view: Reading, code: str) -> SlipPage:
    """The page of a slip's code; ``NotFound`` for any other."""
    found = queries.slip(view.db, code)
    if found is None:
        raise NotFound
    slip, reception = found
    crop = products.crop(view.db, reception.crop_code)
    if crop is None:
        raise NotFound
    holder = parties.known(view, reception.holder_id)
    joined = reception.state == "closed"
    packs = queries.packs(view.db, batches.descendants(view.db, [slip.batch_id]))
    return SlipPage(
        code=slip.code,
        day=reception.day,
        today=view.today,
        holder=parties.name_of(view, holder),
        holder_kind=holder.kind,
        crop={"vi": crop.name_vi, "en": crop.name_en, "zh": crop.name_zh},
        state=_state(view, slip.batch_id, packed=bool(packs), joined=joined),
        why=_why(view, slip.batch_id),
        packs=tuple(_pack(view, each) for each in packs[:MOST_NAMED]),
        more=max(0, len(packs) - MOST_NAMED),
        demonstration=party_queries.installation(view.db, "demonstration") is not None,
    )


def _state(view: Reading, batch_id: int, *, packed: bool, joined: bool) -> SlipState:
    kinds = {each.kind for each in recall_queries.open_over(view.db, [batch_id])}
    states = {
        SlipState.RETRACTED: batches.stock(view.db, batch_id).state == "retracted",
        SlipState.RECALLED: "recall" in kinds,
        SlipState.HELD: "hold" in kinds,
        SlipState.PACKED: packed,
        SlipState.RECEIVED: joined,
    }
    return next((state for state, holds in states.items() if holds), SlipState.RECORDED)


def _why(view: Reading, batch_id: int) -> str:
    """The kind of mistake by which the slip was taken back; nothing where it stands."""
    first = batches.by_ids(view.db, [batch_id])[batch_id].event_seq
    told = corrections.histories(view.db, [events.by_seq(view.db, [first])[first]])[first]
    return told_mistakes.why(told[-1]) if told[-1].how == How.RETRACT else ""


def _pack(view: Reading, batch: Batch) -> Pack:
    return Pack(batch.code, goods_names.of_packed(view, batch).names, batch.made_on)
