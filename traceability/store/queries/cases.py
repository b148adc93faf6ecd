"""Cases: what they are about, who has them in hand, and what was handed over."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import Session, aliased

from traceability.store.models import CaseAssignment, CaseFile, CaseSubject, HandOver, Membership

_later = aliased(CaseAssignment)


def by_code(db: Session, code: str) -> CaseFile | None:
    """The case of a short code."""
    return db.scalar(select(CaseFile).where(CaseFile.code == code))


def open_about(db: Session, kind: str, key: str) -> CaseFile | None:
    """The case about a matter that is not decided yet."""
    return db.scalar(
        select(CaseFile).where(
            CaseFile.kind == kind, CaseFile.key == key, CaseFile.closed_at.is_(None)
        )
    )


def newest_about(db: Session, kind: str, key: str) -> CaseFile | None:
    """The newest case about a matter, decided or not."""
    wanted = select(CaseFile).where(CaseFile.kind == kind, CaseFile.key == key)
    return db.scalars(wanted.order_by(CaseFile.id.desc()).limit(1)).first()


def newest_ended(db: Session, kind: str, key: str, outcomes: Collection[str]) -> CaseFile | None:
    """The newest case about a matter that ended in one of some ways."""
    wanted = select(CaseFile).where(
        CaseFile.kind == kind, CaseFile.key == key, CaseFile.outcome.in_(outcomes)
    )
    return db.scalars(wanted.order_by(CaseFile.id.desc()).limit(1)).first()


def subjects(db: Session, case_id: int) -> list[str]:
    """The short codes that a case is about, in their order."""
    wanted = select(CaseSubject.subject).where(CaseSubject.case_id == case_id)
    return list(db.scalars(wanted.order_by(CaseSubject.subject)))


def in_territory(db: Session, communes: Collection[str], province: bool) -> list[CaseFile]:
    """The cases of some communes, or all for the province, oldest first."""
    wanted = select(CaseFile).where(_here(communes, province))
    return list(db.scalars(wanted.order_by(CaseFile.id)))


def count_open(db: Session, communes: Collection[str], province: bool) -> int:
    """How many of them are not decided."""
    wanted = select(func.count()).select_from(CaseFile)
    return db.scalar(wanted.where(_here(communes, province), CaseFile.closed_at.is_(None))) or 0


def in_hand(db: Session, case_ids: Sequence[int]) -> dict[int, CaseAssignment]:
    """The newest assignment of cases, by the case's key; one that nobody took is absent."""
    wanted = select(CaseAssignment).where(CaseAssignment.case_id.in_(case_ids), _newest())
    return {row.case_id: row for row in db.scalars(wanted)}


def assignments(db: Session, case_id: int) -> list[CaseAssignment]:
    """Who had a case in hand, in order."""
    wanted = select(CaseAssignment).where(CaseAssignment.case_id == case_id)
    return list(db.scalars(wanted.order_by(CaseAssignment.seq)))


def open_in_hand_of(db: Session, membership_id: int) -> list[CaseFile]:
    """The undecided cases that a member has in hand, by kind and key: the order of their locks."""
    wanted = _with_assignments().where(
        CaseAssignment.membership_id == membership_id, CaseFile.closed_at.is_(None), _newest()
    )
    return list(db.scalars(wanted.order_by(CaseFile.kind, CaseFile.key)))


def busy_members(db: Session, party_id: int) -> set[int]:
    """The memberships of an office that have an undecided case in hand."""
    wanted = (
        select(CaseAssignment.membership_id)
        .join(CaseFile, CaseFile.id == CaseAssignment.case_id)
        .join(Membership, Membership.id == CaseAssignment.membership_id)
        .where(Membership.party_id == party_id, CaseFile.closed_at.is_(None), _newest())
    )
    return set(db.scalars(wanted))


def hand_over_by_code(db: Session, code: str) -> HandOver | None:
    """The hand-over of a short code."""
    return db.scalar(select(HandOver).where(HandOver.code == code))


def hand_overs_of(db: Session, party_id: int) -> list[HandOver]:
    """The hand-overs within an office, newest first."""
    wanted = select(HandOver).join(Membership, Membership.id == HandOver.from_id)
    wanted = wanted.where(Membership.party_id == party_id)
    return list(db.scalars(wanted.order_by(HandOver.id.desc())))


def hand_overs_with(
    db: Session, membership_ids: Collection[int], actor_ids: Collection[int]
) -> list[HandOver]:
    """The hand-overs that some memberships gave or took, or their actors signed."""
    named = HandOver.from_id.in_(membership_ids) | HandOver.to_id.in_(membership_ids)
    named |= HandOver.actor_id.in_(actor_ids)
    return list(db.scalars(select(HandOver).where(named)))


def handed_over(db: Session, hand_over: int) -> list[CaseFile]:
    """The cases that a hand-over gave, in the order of their opening."""
    wanted = _with_assignments().where(CaseAssignment.hand_over_id == hand_over)
    return list(db.scalars(wanted.order_by(CaseFile.id)))


def _with_assignments() -> Select[CaseFile]:
    return select(CaseFile).join(CaseAssignment, CaseAssignment.case_id == CaseFile.id)


def _newest() -> ColumnElement[bool]:
    """An assignment that no later one of the same case follows."""
    last = select(func.max(_later.seq)).where(_later.case_id == CaseAssignment.case_id)
    return CaseAssignment.seq == last.scalar_subquery()


def _here(communes: Collection[str], province: bool) -> ColumnElement[bool]:
    return true() if province else CaseFile.commune_code.in_(communes)
