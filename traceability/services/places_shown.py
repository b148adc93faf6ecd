"""How a commune is told to people: its new address, and the old one that many still use."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass

from traceability.data import OLD_PROVINCE, read_communes
from traceability.store.queries import parties
from traceability.store.queries.parties import Called
from traceability.store.queries.remembering import remembers
from traceability.store.unit import Reading

NEW, OLD = "2025-07", "pre-2025-07"


@dataclass(frozen=True)
class Where:
    """A commune by name and province today, and by its names before 1 July 2025 if known."""

    code: str
    commune: str
    province: str
    old_commune: str | None
    old_district: str | None
    old_province: str | None


def foresee(view: Reading, stated: Iterable[tuple[str | None, str | None]]) -> None:
    """Let a page ask together for the communes that it names, new and old ones."""
    if remembers(view.db):
        parties.called(view.db, {code for each in stated for code in each if code})


def where(view: Reading, code: str, old_code: str | None) -> Where:
    """The names of a new commune and, where one was stated, of the old one."""
    known = parties.called(view.db, [each for each in (code, old_code) if each is not None])
    new = known[code][NEW]
    old = None if old_code is None else known[old_code].get(OLD)
    return Where(code, new.name, new.province, *_old(old))


@functools.cache
def district_before(code: str) -> tuple[str, str] | None:
    """The district and province of before July 2025 that all parts of a new commune were of.

    None where they were of several districts, or nothing is known of them.
    """
    parts = [row for row in read_communes() if code in row.new_codes]
    districts = {row.old_district for row in parts}
    return (districts.pop(), OLD_PROVINCE) if len(districts) == 1 else None


def _old(old: Called | None) -> tuple[str | None, str | None, str | None]:
    return (None, None, None) if old is None else (old.name, old.district, old.province)
