"""A code string that two files claim: the case in which an officer decides which of them stands."""

from __future__ import annotations

from collections.abc import Sequence

from traceability.domain.alerts import AlertKind
from traceability.services import alerts, cases
from traceability.store.models import AreaCode, CaseFile
from traceability.store.queries import areas
from traceability.store.queries import cases as queries
from traceability.store.unit import Reading, Work

#: The kind of a case about a code string, which is its key.
KIND = "code_claim"
_KEY_LONGEST = 64


def contest(work: Work, area: AreaCode) -> CaseFile | None:
    """Open the case about the string of ``area``, or draw new claims into it.

    ``None`` where nobody else's claim stands. The holders of claims that were drawn in are told.
    """
    claims = areas.standing_claims(work.db, area)
    if len(claims) < 2:
        return None
    key = _key(work, area, claims)
    case = queries.open_about(work.db, KIND, key)
    before = set() if case is None else set(queries.subjects(work.db, case.id))
    codes = [each.code for each in claims]
    case = cases.open_case(work, KIND, key, codes, _commune(work, claims))
    for each in claims:
        if each.code not in before:
            kind = AlertKind.CODE_CLAIMED_TWICE
            alerts.tell(work, each.holder_id, kind, each.code, {"raw": each.raw})
    return case


def open_about(view: Reading, area: AreaCode) -> CaseFile | None:
    """The undecided case that a code is a subject of."""
    for key in keys(area):
        case = queries.open_about(view.db, KIND, key)
        if case is not None and area.code in queries.subjects(view.db, case.id):
            return case
    return None


def keys(area: AreaCode) -> tuple[str, str]:
    """What a case about the string of a code may have for its key."""
    return area.norm, _longer_key(area)


def stated(case: CaseFile) -> dict[str, object]:
    """What the leaf of a decision says of the case as it stands decided."""
    return {
        "kind": case.kind,
        "key": case.key,
        "commune": case.commune_code,
        "outcome": case.outcome,
    }


def _key(work: Work, area: AreaCode, claims: Sequence[AreaCode]) -> str:
    """The string itself; where another scheme's case has it already, with the scheme before it."""
    case = queries.open_about(work.db, KIND, area.norm)
    if case is None or {each.code for each in claims} & set(queries.subjects(work.db, case.id)):
        return area.norm
    return _longer_key(area)


def _longer_key(area: AreaCode) -> str:
    return f"{area.scheme}:{area.norm}"[:_KEY_LONGEST]


def _commune(work: Work, claims: Sequence[AreaCode]) -> str | None:
    """The commune of all the places; where there are several, the case is the province's."""
    places = (place for each in claims for place in areas.places_of(work.db, each.id))
    communes = {areas.revision(work.db, place.id).commune_code for place in places}
    return communes.pop() if len(communes) == 1 else None
