"""Alerts of an organisation, and of one member of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from traceability.store.models import Alert, Batch, Recall, RecallBatch, RecallLift


def newest(db: Session, party: int, member: int | None, limit: int, offset: int) -> list[Alert]:
    """So many alerts of a member, newest first."""
    wanted = select(Alert).where(_for(party, member)).order_by(Alert.id.desc())
    return list(db.scalars(wanted.limit(limit).offset(offset)))


def count(db: Session, party: int, member: int | None) -> int:
    """How many alerts a member has."""
    return db.scalar(select(func.count()).select_from(Alert).where(_for(party, member))) or 0


def count_unread(db: Session, party: int, member: int | None) -> int:
    """How many of them nobody has marked as read."""
    wanted = select(func.count()).select_from(Alert)
    return db.scalar(wanted.where(_for(party, member), Alert.seen_at.is_(None))) or 0


def unread(db: Session, party: int, member: int | None) -> list[Alert]:
    """The alerts of a member that nobody has marked as read."""
    wanted = select(Alert).where(_for(party, member), Alert.seen_at.is_(None))
    return list(db.scalars(wanted.order_by(Alert.id)))


def of_kind_since(db: Session, party: int, kind: str, since: dt.datetime) -> list[Alert]:
    """What all of an organisation were told of a kind since a moment, oldest first."""
    wanted = select(Alert).where(
        Alert.party_id == party,
        Alert.kind == kind,
        Alert.membership_id.is_(None),
        Alert.at >= since,
    )
    return list(db.scalars(wanted.order_by(Alert.id)))


def unread_to(db: Session, member: int) -> list[Alert]:
    """The alerts addressed to one member alone that were not read, locked, oldest first."""
    wanted = select(Alert).where(Alert.membership_id == member, Alert.seen_at.is_(None))
    return list(db.scalars(wanted.order_by(Alert.id).with_for_update()))


def busy_members(db: Session, party: int) -> set[int]:
    """The memberships of an organisation that have an unread alert of their own."""
    wanted = select(Alert.membership_id).where(
        Alert.party_id == party, Alert.membership_id.is_not(None), Alert.seen_at.is_(None)
    )
    return {key for key in db.scalars(wanted) if key is not None}


def by_alert_id(db: Session, party: int, member: int | None, alert_id: str) -> Alert | None:
    """An alert of a member."""
    return db.scalar(select(Alert).where(_for(party, member), Alert.alert_id == alert_id))


def mark(db: Session, ids: Sequence[int], now: dt.datetime, actor: int) -> None:
    """Mark alerts as read; those that were read before stay as they were."""
    wanted = update(Alert).where(Alert.id.in_(ids), Alert.seen_at.is_(None))
    db.execute(wanted.values(seen_at=now, seen_by=actor))


def mark_about(
    db: Session, party: int, kind: str, subjects: Sequence[str], now: dt.datetime, actor: int
) -> None:
    """Mark the alerts of a kind about some subjects as read, whomever of a party they are for."""
    wanted = update(Alert).where(_about(party, kind, subjects), Alert.seen_at.is_(None))
    db.execute(wanted.values(seen_at=now, seen_by=actor))


def mark_ended(
    db: Session, recall_id: int, kinds: Sequence[str], now: dt.datetime, actor: int
) -> None:
    """Mark as read what was told of lots that a hold or recall covers and no open one beside it.

    Whoever of whichever organisation was told; of some kinds, about lots.
    """
    other = (
        select(RecallBatch.batch_id)
        .join(Recall, Recall.id == RecallBatch.recall_id)
        .outerjoin(RecallLift, RecallLift.recall_id == Recall.id)
        .where(
            RecallBatch.batch_id == Batch.id,
            RecallBatch.recall_id != recall_id,
            RecallLift.recall_id.is_(None),
        )
    )
    covered = aliased(RecallBatch)
    ended = (
        select(Batch.code)
        .join(covered, covered.batch_id == Batch.id)
        .where(covered.recall_id == recall_id, ~other.exists())
    )
    wanted = update(Alert).where(
        Alert.kind.in_(kinds), Alert.seen_at.is_(None), Alert.subject.in_(ended)
    )
    db.execute(
        wanted.values(seen_at=now, seen_by=actor), execution_options={"synchronize_session": False}
    )


def unmark_about(
    db: Session, party: int, kind: str, subjects: Sequence[str], seen_at: dt.datetime
) -> None:
    """Those of them that were marked at one moment are unread again."""
    wanted = update(Alert).where(_about(party, kind, subjects), Alert.seen_at == seen_at)
    db.execute(wanted.values(seen_at=None, seen_by=None))


def _about(party: int, kind: str, subjects: Sequence[str]) -> ColumnElement[bool]:
    return (Alert.party_id == party) & (Alert.kind == kind) & Alert.subject.in_(subjects)


def handed_over(db: Session, hand_over: int) -> list[Alert]:
    """The alerts that came to a member by a hand-over, oldest first."""
    return list(db.scalars(select(Alert).where(Alert.hand_over_id == hand_over).order_by(Alert.id)))


def _for(party: int, member: int | None) -> ColumnElement[bool]:
    mine = or_(Alert.membership_id.is_(None), Alert.membership_id == member)
    return (Alert.party_id == party) & mine
