"""Finding the organisation that somebody means, without a directory of all there are.

It is named by what one has of somebody one deals with: its short code, its whole name, its
telephone or its number on the certificate. A part of a name finds nothing.
"""

from __future__ import annotations

from traceability.domain import ids
from traceability.domain.errors import Invalid
from traceability.domain.phones import phone_key
from traceability.domain.text import fold, nfc, shown
from traceability.store.models import Party
from traceability.store.queries import grantees as queries
from traceability.store.queries import parties
from traceability.store.unit import Reading

#: The organisations that harvest, pack and trade.
KINDS = ("cooperative", "group", "company")


def found(view: Reading, typed: str, at: str = "grantee") -> Party:
    """The organisation that ``typed`` names exactly.

    ``Invalid`` at ``at``: ``grantee_unknown``, or ``grantee_ambiguous`` where several bear it.
    """
    answers = _by_code(view, typed) or _by_word(view, typed)
    if not answers:
        raise Invalid("grantee_unknown", at, typed=shown(typed))
    if len(answers) > 1:
        raise Invalid("grantee_ambiguous", at, typed=shown(typed))
    return answers[0]


def _by_code(view: Reading, typed: str) -> list[Party]:
    code = ids.fold_typed(nfc(typed))
    party = None if code is None else parties.by_code(view.db, code)
    return [party] if party is not None and party.kind in KINDS else []


def _by_word(view: Reading, typed: str) -> list[Party]:
    """By name (one with the same marks goes before one without), telephone or number."""
    words = queries.words(view.db, KINDS)
    name = " ".join(nfc(typed).split()).casefold()
    exact = [party for party, field, value in words if field == "name" and value.casefold() == name]
    loose = [party for party, field, value in words if _is_meant(field, value, typed)]
    return list({party.id: party for party in exact or loose}.values())


def _is_meant(field: str, value: str, typed: str) -> bool:
    if field == "name":
        return fold(value) == fold(typed)
    if field == "phone":
        return phone_key(value) == phone_key(typed)
    return _bare(value) == _bare(typed)


def _bare(number: str) -> str:
    return "".join(nfc(number).split()).upper()
