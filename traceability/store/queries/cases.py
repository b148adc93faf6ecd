"""Cases and what they are about."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from traceability.store.models import CaseFile, CaseSubject


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


def subjects(db: Session, case_id: int) -> list[str]:
    """The short codes that a case is about, in their order."""
    wanted = select(CaseSubject.subject).where(CaseSubject.case_id == case_id)
    return list(db.scalars(wanted.order_by(CaseSubject.subject)))
