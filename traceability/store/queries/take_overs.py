"""Holders that nobody works for, and the links that were made for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session

from traceability.store.models import AreaCode, Commune, Invitation, Membership, Party


def without_people(db: Session) -> list[tuple[Party, str | None, int]]:
    """Holders without a member, with the name of their commune and how many codes they hold."""
    held = select(func.count()).where(AreaCode.holder_id == Party.id).scalar_subquery()
    wanted = (
        select(Party, Commune.name, held)
        .outerjoin(
            Commune,
            (Commune.code == Party.commune_code) & (Commune.vintage == Party.commune_vintage),
        )
        .where(
            Party.kind.in_(("cooperative", "group", "company")),
            ~exists().where(Membership.party_id == Party.id),
            held > 0,
        )
    )
    return [(party, commune, codes) for party, commune, codes in db.execute(wanted)]


def has_people(db: Session, party_id: int) -> bool:
    """Whether anybody is or was a member of an organisation."""
    wanted = select(Membership.id).where(Membership.party_id == party_id).limit(1)
    return db.scalar(wanted) is not None


def invited(db: Session, party_ids: Sequence[int], now: dt.datetime) -> set[int]:
    """Which organisations a live link leads to."""
    wanted = select(Invitation.party_id).where(
        Invitation.party_id.in_(party_ids),
        Invitation.used_at.is_(None),
        Invitation.withdrawn_at.is_(None),
        Invitation.expires_at > now,
    )
    return {key for key in db.scalars(wanted) if key is not None}


def withdraw(db: Session, party_id: int, now: dt.datetime) -> None:
    """End the links to an organisation that nobody has used."""
    wanted = update(Invitation).where(
        Invitation.party_id == party_id,
        Invitation.used_at.is_(None),
        Invitation.withdrawn_at.is_(None),
    )
    db.execute(wanted.values(withdrawn_at=now))
