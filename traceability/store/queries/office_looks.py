"""When offices last looked at organisations, and what these said of themselves since."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, Text, bindparam, cast, func, select
from sqlalchemy.orm import Session, aliased

from traceability.domain.events import EventStep
from traceability.domain.growing_area import INTERNAL, LOOKS
from traceability.store.models import AreaCode, AreaCodeStep, Event, EventSubject, Party
from traceability.store.queries.remembering import once, plain
from traceability.store.queries.token_rows import NOTHING, Keys, Part, among, called

_REGISTER = aliased(Party)


def _looks(*columns: Any) -> Select[Any]:
    """The steps by which an office other than a code's holder says what it has seen."""
    joined = select(*columns).select_from(AreaCode)
    joined = joined.join(AreaCodeStep, AreaCodeStep.area_code_id == AreaCode.id)
    return joined.join(_REGISTER, _REGISTER.id == AreaCode.register_id).where(
        _REGISTER.kind == "authority",
        AreaCode.register_id != AreaCode.holder_id,
        AreaCode.scheme != INTERNAL,
        AreaCodeStep.step.in_(sorted(LOOKS)),
    )


_LAST = _looks(func.max(AreaCodeStep.event_seq)).where(AreaCode.holder_id == bindparam("holder"))


@once
def last(db: Session, holder_id: int) -> int | None:
    """The number of the last event by which an office granted or renewed a code of a holder."""
    found = plain(db, _LAST, {"holder": holder_id}).scalar()
    return None if found is None else int(found)


def behind_name(holder: Keys) -> Iterator[Part]:
    """What the evidence of a holder's name rests on, for the token of a page."""
    number = func.coalesce(cast(func.max(AreaCodeStep.event_seq), Text), NOTHING)
    latest = _looks(called("area_code_step"), number)
    codes = select(Party.code).where(among(Party.id, holder)).correlate(None)
    revised = select(called("event"), cast(Event.leaf_hash, Text))
    yield latest.where(among(AreaCode.holder_id, holder)).correlate(None)
    yield revised.join(EventSubject, EventSubject.event_seq == Event.seq).where(
        among(EventSubject.subject, codes), Event.step == EventStep.PARTY_REVISED
    )
