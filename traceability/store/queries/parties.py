"""Organisations, households, their names and communes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from traceability.store.models import (
    AuthorityScope,
    Commune,
    CommuneSuccession,
    Installation,
    Party,
    PrivateValue,
)
from traceability.store.queries.portions import portions
from traceability.store.queries.remembering import by_key, by_keys, each_once, once, plain


def by_code(db: Session, code: str) -> Party | None:
    """The party of a short code."""
    return db.scalar(select(Party).where(Party.code == code))


def by_codes(db: Session, codes: Sequence[str]) -> dict[str, Party]:
    """The parties of some short codes, by code."""
    wanted = (select(Party).where(Party.code.in_(some)) for some in portions(codes))
    return {row.code: row for each in wanted for row in db.scalars(each)}


def by_id(db: Session, party_id: int) -> Party | None:
    """The party of an internal key."""
    return by_key(db, Party, Party.id, party_id)


def by_ids(db: Session, ids: Sequence[int]) -> dict[int, Party]:
    """Parties by internal key."""
    return by_keys(db, Party, Party.id, ids)


def of_kinds(db: Session, kinds: Sequence[str]) -> list[Party]:
    """All parties of some kinds, oldest first."""
    return list(db.scalars(select(Party).where(Party.kind.in_(kinds)).order_by(Party.id)))


def households(db: Session, tenant_id: int) -> list[Party]:
    """The households of a cooperative by number."""
    wanted = select(Party).where(Party.tenant_id == tenant_id).order_by(Party.number)
    return list(db.scalars(wanted))


# Built once: most pages and acts name somebody several times over.
_NAMES = select(PrivateValue.owner_id, PrivateValue.value).where(
    PrivateValue.owner_kind == bindparam("kind"),
    PrivateValue.field == "name",
    PrivateValue.owner_id.in_(bindparam("codes", expanding=True)),
)


@once
def names(db: Session, codes: Sequence[str], kind: str = "party") -> dict[str, str]:
    """The names of owners by code; one without a name (erased) is absent."""
    if not codes:
        return {}
    rows = plain(db, _NAMES, {"kind": kind, "codes": list(codes)})
    return dict(rows.all())


def territory(db: Session, party_id: int) -> list[AuthorityScope]:
    """The communes of an authority; a row without a commune is the whole province."""
    return list(db.scalars(select(AuthorityScope).where(AuthorityScope.party_id == party_id)))


def offices_of(db: Session, commune: str | None) -> list[int]:
    """The authorities with a commune (vintage 2025-07) in their territory by name; None: province.

    Internal keys, oldest first. The province sees every commune and is named for none.
    """
    wanted = (
        select(AuthorityScope.party_id)
        .join(Party, Party.id == AuthorityScope.party_id)
        .where(Party.kind == "authority", AuthorityScope.commune_code == commune)
        .order_by(AuthorityScope.party_id)
    )
    return list(dict.fromkeys(db.scalars(wanted)))


def scopes_of_authorities(db: Session) -> list[tuple[Party, str]]:
    """Every authority with each commune that stands in its territory by name."""
    wanted = (
        select(Party, AuthorityScope.commune_code)
        .join(AuthorityScope, AuthorityScope.party_id == Party.id)
        .where(Party.kind == "authority", AuthorityScope.commune_code.is_not(None))
        .order_by(Party.id)
    )
    return [(party, commune) for party, commune in db.execute(wanted) if commune is not None]


def authority_of(db: Session, commune_code: str | None) -> Party | None:
    """The oldest authority whose territory names a commune, else the oldest of the province."""
    here = AuthorityScope.commune_code == commune_code
    wanted = (
        select(Party)
        .join(AuthorityScope, AuthorityScope.party_id == Party.id)
        .where(or_(here, AuthorityScope.commune_code.is_(None)))
        .order_by(AuthorityScope.commune_code.is_(None), Party.id)
        .limit(1)
    )
    return db.scalar(wanted)


@once
def commune(db: Session, code: str, vintage: str) -> Commune | None:
    """A commune of one vintage."""
    return db.get(Commune, (code, vintage))


class Called(NamedTuple):
    """What a commune of one vintage is called; only an old one is in a district."""

    name: str
    district: str | None
    province: str


_CALLED = select(
    Commune.code, Commune.vintage, Commune.name, Commune.district, Commune.province
).where(Commune.code.in_(bindparam("codes", expanding=True)))


@each_once
def called(db: Session, codes: Sequence[str]) -> dict[str, dict[str, Called]]:
    """What communes are called, by code and then by vintage."""
    found: dict[str, dict[str, Called]] = {code: {} for code in codes}
    for code, vintage, name, district, province in plain(db, _CALLED, {"codes": codes}):
        found[code][vintage] = Called(name, district, province)
    return found


def communes(db: Session, vintage: str) -> list[Commune]:
    """All communes of one vintage."""
    return list(db.scalars(select(Commune).where(Commune.vintage == vintage)))


def successions(db: Session, old_code: str) -> list[CommuneSuccession]:
    """Where an old commune went."""
    wanted = select(CommuneSuccession).where(CommuneSuccession.old_code == old_code)
    return list(db.scalars(wanted))


def came_from(db: Session, vintage: str) -> list[tuple[str, Commune, bool]]:
    """``(new code, old commune, whether that was split)`` of every succession."""
    same = (Commune.code == CommuneSuccession.old_code) & (Commune.vintage == vintage)
    wanted = select(CommuneSuccession.new_code, Commune, CommuneSuccession.is_split)
    rows = db.execute(wanted.join(Commune, same))
    return [(new, old, split) for new, old, split in rows]


_INSTALLATION = select(Installation.value).where(Installation.key == bindparam("key"))


def installation(db: Session, key: str) -> str | None:
    """A fact of this installation."""
    return plain(db, _INSTALLATION, {"key": key}).scalar()
