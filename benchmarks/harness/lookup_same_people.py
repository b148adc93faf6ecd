"""Whose goods, and where: names, addresses and communes, read off lazily loading objects."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from benchmarks.harness.lookup_entities import Commune
from traceability.domain.communes import NEW, OLD
from traceability.domain.names import short_name
from traceability.services.places_shown import Where


def private_value(party: Any, field: str) -> str | None:
    """What is private of a party and stands in a field."""
    found = (each.value for each in party.values if each.field == field)
    return next(found, None)


def name_of(party: Any) -> str:
    """The name of an organisation; its code where it was erased."""
    return private_value(party, "name") or str(party.code)


def household_name(party: Any) -> str | None:
    """The name of a household, as far as it agreed to be named."""
    asked = [each for each in party.consents if each.purpose == "public_name"]
    form = asked[-1].form if asked and party.erased_at is None else None
    name = private_value(party, "name") if form else None
    return (name if form == "full" else short_name(name)) or None if name else None


def where(db: Session, code: str, old_code: str | None) -> Where:
    """A commune of today, and the one of before July 2025 where that was stated."""
    new = db.get_one(Commune, (code, NEW))
    old = None if old_code is None else db.get(Commune, (old_code, OLD))
    if old is None:
        return Where(code, new.name, new.province, None, None, None)
    return Where(code, new.name, new.province, old.name, old.district, old.province)


def holder_where(db: Session, holder: Any) -> Where | None:
    """Where an organisation sits; nothing of where a household lives."""
    if holder.commune_code is None or holder.kind == "household":
        return None
    return where(db, holder.commune_code, holder.old_commune_code)
