"""Under which code a harvest stands: one's own, another's by a live permission, or none."""

from __future__ import annotations

from dataclasses import dataclass

from traceability.domain import authorizations
from traceability.domain.access import Action, Thing, may, require
from traceability.domain.alerts import AlertKind
from traceability.domain.authorizations import Asked, Outside
from traceability.domain.errors import NotFound
from traceability.services import alerts, area_codes, code_authorizations, parties
from traceability.store.models import AreaCode, Batch, CodeAuthorization, CodeUse, Party
from traceability.store.queries import authorizations as queries
from traceability.store.unit import Work


@dataclass(frozen=True)
class Claim:
    """The code that a harvest names, if it names one, and what comes of it.

    ``authorization`` carries goods under another's code; ``outside`` says why they stand under
    none. Both are ``None`` under one's own.
    """

    area: AreaCode | None
    authorization: CodeAuthorization | None = None
    outside: Outside | None = None

    @property
    def under(self) -> AreaCode | None:
        """The code that the goods stand under."""
        return self.area if self.outside is None else None


def recorder_of(work: Work, code: str) -> tuple[AreaCode, Party]:
    """A code that the actor may record harvests with, and for whom: its holder, or a grantee.

    Not found at ``area_code``, whether nobody has it or another who never gave leave to use it.
    """
    try:
        area = area_codes.known(work, code)
        if not may(work.actor, Action.RECORD_HARVEST, Thing(holder=area.holder_id)):
            return area, _grantee(work, area)
    except NotFound:
        raise NotFound(at="area_code") from None
    return area, parties.known(work, area.holder_id)


def hold_every_ground(work: Work, holder_id: int) -> None:
    """Before several harvests of a cooperative in one unit, or one whose ground is not known yet.

    Its own grounds and those of all who ever lent it a code, before anything that stands on them.
    """
    work.lock_party(holder_id)
    work.lock_grounds([holder_id, *queries.lenders_to(work.db, holder_id)])


def claim(work: Work, area: AreaCode, recorder: Party, asked: Asked) -> Claim:
    """What a harvest may claim of a code; another's permissions are locked until the unit ends.

    So the cap is exact: whoever comes at the same moment counts what was used before.
    """
    if recorder.id == area.holder_id:
        return Claim(area)
    rows = queries.locked(work.db, area.id, recorder.id)
    used = queries.used(work.db, [row.id for row in rows])
    permissions = [(code_authorizations.terms(row), used[row.id]) for row in rows]
    found = authorizations.chosen(permissions, asked)
    if isinstance(found, Outside):
        return Claim(area, outside=found)
    return Claim(area, rows[found])


def note_use(work: Work, claim: Claim, batch: Batch, amount: int) -> None:
    """Count a harvest against the permission that carries it, and tell the holder of the code."""
    if claim.authorization is None or claim.area is None:
        return
    use = CodeUse(
        batch_id=batch.id,
        authorization_id=claim.authorization.id,
        amount=amount,
        recorded_at=work.now,
    )
    work.add(use)
    facts = {
        "raw": claim.area.raw,
        "day": batch.made_on.isoformat(),
        "amount": f"{amount} {batch.unit}",
        "lot": batch.lot_code,
    }
    alerts.tell(work, claim.area.holder_id, AlertKind.CODE_USED, claim.area.code, facts)


def crops(work: Work, area: AreaCode, recorder: Party) -> list[str] | None:
    """The crops that a grantee was given of a code; ``None`` for its holder."""
    if recorder.id == area.holder_id:
        return None
    rows = queries.locked(work.db, area.id, recorder.id)
    return list(dict.fromkeys(row.crop_code for row in rows))


def _grantee(work: Work, area: AreaCode) -> Party:
    """The actor's organisation, where it was ever given leave to use the code."""
    party = work.actor.party
    if party is None or not queries.lent(work.db, area.id, party):
        require(work.actor, Action.RECORD_HARVEST, Thing(holder=area.holder_id))
        raise NotFound
    require(work.actor, Action.RECORD_HARVEST, Thing(holder=party))
    return parties.known(work, party)
