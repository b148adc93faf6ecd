"""What is above its warning is recorded by somebody who says why; who that was, the event names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from traceability.data.slip_bounds import ask_above
from traceability.domain.accepting import CORRECTED, WORDS, Accepted, Why
from traceability.domain.capacity import Balance
from traceability.domain.errors import Invalid
from traceability.domain.process import Words
from traceability.services import officers
from traceability.services.differences import facts as facts_of
from traceability.services.raw_materials import Usual
from traceability.services.season_balance import Judged
from traceability.store.models import Batch, Crop, Event
from traceability.store.queries import accounts, corrections, events
from traceability.store.unit import Reading


@dataclass(frozen=True)
class Kept:
    """What is recorded of accepting: the reason's code in the leaf, own words in private."""

    facts: Mapping[str, object]
    private: Mapping[str, str]


_NOTHING = Kept({}, {})


def of_slip(crop: Crop, net: int, asked: Accepted | None) -> bool:
    """Whether one slip holds more than one seller or truck brings; only with a reason.

    Refused with ``slip_far_above`` (``net``, ``usual``, ``unit``) where no reason is given.
    """
    usual = ask_above(crop.family)
    if usual is None or net <= usual:
        return False
    if asked is None:
        facts = {"net": net, "usual": usual, "unit": crop.unit}
        raise Invalid("slip_far_above", "warn_reason", **facts)
    return True


def of_harvest(season: Judged, asked: Accepted | None, unit: str, *, much: bool = False) -> Kept:
    """What is kept of a harvest above the warning of its season, or of a slip of ``much``.

    Refused with ``warn_reason_needed`` (``stands``, ``warn``, ``unit``) where no reason is given.
    """
    over = season.over_warning
    if over is None:
        return _accepted(asked, {}) if much else _NOTHING
    told = {"stands": over.used + over.shared, "warn": over.ceilings.warn, "unit": unit}
    return _accepted(asked, told)


def of_making(much: Usual | None, made: int, asked: Accepted | None, unit: str) -> Kept:
    """The same of what was made of a harvest: more than its warning lets expect."""
    if much is None:
        return _NOTHING
    return _accepted(asked, {"stands": made, "warn": much.warned(), "unit": unit})


def _accepted(asked: Accepted | None, told: Mapping[str, object]) -> Kept:
    if asked is None:
        raise Invalid("warn_reason_needed", "warn_reason", **told)
    asked.check()
    words = {} if asked.words is None else {"warn_words": asked.words}
    return Kept({"accepted": {"reason": str(asked.why)}}, words)


def corrected(season: Judged) -> dict[str, object]:
    """What the leaf of a correction says where the harvest stands above its warning since."""
    return {} if season.over_warning is None else {"accepted": {"reason": CORRECTED}}


def season_reason(event: Event) -> str | None:
    """Why a harvest above the warning of its season was recorded, where one of the list said it.

    What stands above it stays so: the next slip of the evening need not be asked afresh.
    """
    told = facts_of(event)
    lines = [each for each in told.get("season", {}).values() if isinstance(each, dict)]
    above = any(each.get("verdict") == Balance.WARN for each in lines)
    reason: str | None = told["accepted"]["reason"] if above and "accepted" in told else None
    return None if reason in (CORRECTED, Why.OTHER) else reason


@dataclass(frozen=True)
class WarningAccepted:
    """Who recorded a lot above its warning, when and why; ``why`` is none of a correction.

    ``words`` are those of one's own, of a correction its reason. ``used`` and ``warn`` (g or ml)
    are the season's, ``None`` where it was the making that gave much, or one slip (``weighed``).
    """

    why: Words | None
    words: str | None
    by: str | None
    at: dt.datetime
    used: int | None
    warn: int | None
    weighed: bool = False


def of_batches(view: Reading, found: Sequence[Batch]) -> dict[int, WarningAccepted]:
    """By key of the lot, what was accepted when it was recorded, as it is told today."""
    told = corrections.by_firsts(view.db, sorted({each.event_seq for each in found}))
    said = {seq: event for seq, event in told.items() if "accepted" in facts_of(event)}
    if not said:
        return {}
    words = events.private_values(view.db, "event", [each.event_id for each in said.values()])
    names = _names(view, list(said.values()))
    shown = {seq: _shown(event, words, names) for seq, event in said.items()}
    return {each.id: shown[each.event_seq] for each in found if each.event_seq in shown}


def _names(view: Reading, told: Sequence[Event]) -> dict[int, str]:
    known = accounts.members_by_actors(view.db, {each.actor_id for each in told})
    names = officers.names(view, known)
    return {member.actor_id: names[member.id] for member in known}


def _shown(
    event: Event, words: Mapping[tuple[str, str], str], names: Mapping[int, str]
) -> WarningAccepted:
    told = facts_of(event)
    reason, season = told["accepted"]["reason"], told.get("season", {})
    lines = [each for each in season.values() if isinstance(each, dict)]
    over = next((each for each in lines if each.get("verdict") == Balance.WARN), {})
    of_own = reason == CORRECTED
    return WarningAccepted(
        why=None if of_own else WORDS[Why(reason)],
        words=words.get((event.event_id, "reason" if of_own else "warn_words")),
        by=names.get(event.actor_id),
        at=event.recorded_at,
        used=over.get("used"),
        warn=over.get("warn"),
        weighed="slip" in told,
    )
