"""Whom a row of an existing register names as holder: somebody known, or somebody to be entered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from traceability.domain.errors import Invalid
from traceability.domain.ids import fold_typed
from traceability.domain.text import fold, shown
from traceability.services import parties
from traceability.services.parties import OrganisationRequest
from traceability.services.register_rows import CodeRow
from traceability.store.models import Party
from traceability.store.queries import register_imports as queries
from traceability.store.unit import Reading, Work

_SIGNS = re.compile(r"[^a-z0-9]+")
#: How the kinds of organisation are shortened, folded, at the beginning of a name.
_SHORT = (("hop tac xa", "htx"), ("to hop tac", "tht"), ("cong ty", "cty"))
_KINDS: Mapping[str, str] = {
    "htx": "cooperative",
    "lien hiep htx": "cooperative",
    "tht": "group",
    "to": "group",
    "nhom": "group",
    "cty": "company",
    "doanh nghiep": "company",
    "dntn": "company",
    "ho kinh doanh": "company",
    "hkd": "company",
}
Named = tuple[str, str]


@dataclass(frozen=True)
class Holder:
    """The holder of a row: a party that is there, or the kind and name of one to be entered."""

    party: Party | None
    named: Named

    @property
    def new(self) -> bool:
        """Whether nobody of that name is registered yet."""
        return self.party is None


class Holders:
    """Everybody who can hold a code, read once; told by code, or by name accents apart."""

    def __init__(self, view: Reading) -> None:
        """Names that two organisations share are told apart by the commune, or asked back."""
        self._by_code: dict[str, Party] = {}
        self._by_name: dict[str, list[Party]] = {}
        for party, folded in queries.organisations(view.db):
            self._by_code[party.code] = party
            self._by_name.setdefault(plain(folded), []).append(party)

    def of(self, row: CodeRow) -> Holder:
        """The holder that a row names.

        Raises Invalid at ``holder``: ``import_holder_ambiguous`` (``typed``, ``options``); at
        ``holder_kind``: ``import_holder_kind`` (``typed``), where a new one does not say its kind.
        """
        code = fold_typed(row.holder)
        if code is not None and code in self._by_code:
            return Holder(self._by_code[code], ("", code))
        found = self._by_name.get(plain(row.holder), [])
        if len(found) > 1:
            found = [each for each in found if each.commune_code == row.commune] or found
        if len(found) > 1:
            facts = {"typed": shown(row.holder), "options": [each.code for each in found]}
            raise Invalid("import_holder_ambiguous", "holder", **facts)
        if found:
            return Holder(found[0], ("", found[0].code))
        kind = row.holder_kind or kind_of(row.holder)
        if kind is None:
            raise Invalid("import_holder_kind", "holder_kind", typed=shown(row.holder))
        return Holder(None, (kind, plain(row.holder)))


def enter(work: Work, wanted: Mapping[Named, CodeRow]) -> dict[Named, Party]:
    """Register the holders that are not there, each by the row that named it first."""
    asked = [
        OrganisationRequest(kind, row.commune, {"name": row.holder})
        for (kind, _name), row in wanted.items()
    ]
    return dict(zip(wanted, parties.enter_organisations(work, asked), strict=True))


def plain(name: str) -> str:
    """A name as it is compared: folded, without signs, the kind of organisation shortened."""
    bare = _SIGNS.sub(" ", fold(name)).strip()
    for long, short in _SHORT:
        if bare.startswith(f"{long} "):
            return short + bare[len(long) :]
    return bare


def kind_of(name: str) -> str | None:
    """The kind of organisation that a name begins with, if it says one."""
    bare = plain(name)
    return next((kind for word, kind in _KINDS.items() if bare.startswith(f"{word} ")), None)
