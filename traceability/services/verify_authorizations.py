"""Checking permissions to use a code: each as its events say, each use as the harvest it is of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from traceability.domain.events import EventStep
from traceability.services import code_authorizations
from traceability.services.differences import Difference, compared, facts
from traceability.store.queries import audit_authorizations as audit
from traceability.store.queries.audit import EventRow
from traceability.store.queries.audit_authorizations import PermissionRow, UseRow
from traceability.store.unit import Reading

_GIVEN, _BACK = EventStep.AUTHORIZATION_GIVEN, EventStep.AUTHORIZATION_WITHDRAWN


def check(view: Reading, page: Sequence[EventRow]) -> Iterator[Difference]:
    """The permissions that the events of a page gave or took back."""
    told = [row for row in page if row.event.step in (_GIVEN, _BACK)]
    subjects = [subject.subject for row in told for subject in row.subjects]
    rows = audit.by_codes(view.db, subjects)
    for event in told:
        codes = [each.subject for each in event.subjects]
        code = next((each for each in codes if each in rows), "")
        found = rows.get(code)
        side = _given if event.event.step == _GIVEN else _withdrawn
        recorded, stands = side(event, codes, found)
        at = code or event.event.event_id
        yield from compared("code_authorization", at, recorded, stands, event.event.event_id)


def check_kept(view: Reading) -> Iterator[Difference]:
    """No permission without the event that gave it, no use that its harvest does not bear out."""
    for row in audit.untold(view.db, _GIVEN):
        yield Difference("code_authorization", row.code, "given", None, row.created_at)
    for row in audit.untold(view.db, _BACK):
        yield Difference("code_authorization", row.code, "withdrawn_on", None, row.withdrawn_on)
    for page in audit.uses(view.db):
        for each in page:
            recorded, found = _use(each)
            yield from compared("code_use", each.batch.code, recorded, found)
    for code in audit.uncarried(view.db):
        yield Difference("code_use", code, "authorization", "one that carries it", None)
    for code, cap, used in audit.over_cap(view.db):
        yield Difference("code_authorization", code, "used", cap, used)


def _given(
    row: EventRow, subjects: Sequence[str], found: PermissionRow | None
) -> tuple[dict[str, object], dict[str, object]]:
    said = facts(row.event)
    recorded: dict[str, object] = {**said, "holder": row.owner, "event_seq": row.event.seq}
    recorded |= {"subjects": sorted(subjects), "created_at": row.event.recorded_at}
    if found is None:
        return recorded, {}
    stands: dict[str, object] = {
        **code_authorizations.stated(found.row, found.area, found.grantee),
        "holder": found.holder,
        "event_seq": found.row.event_seq,
        "subjects": sorted((found.row.code, found.area)),
        "created_at": found.row.created_at,
    }
    return recorded, stands


def _withdrawn(
    row: EventRow, subjects: Sequence[str], found: PermissionRow | None
) -> tuple[dict[str, object], dict[str, object]]:
    recorded: dict[str, object] = {**facts(row.event), "holder": row.owner}
    recorded |= {"subjects": sorted(subjects), "withdrawn_at": row.event.recorded_at}
    if found is None:
        return recorded, {}
    last = found.row.withdrawn_on
    stands: dict[str, object] = {
        "withdrawn_on": None if last is None else last.isoformat(),
        "withdrawn_at": found.row.withdrawn_at,
        "holder": found.holder,
        "subjects": sorted((found.row.code, found.area)),
    }
    return recorded, stands


def _use(each: UseRow) -> tuple[dict[str, object], dict[str, object]]:
    """A use is of the harvest of a grantee under the code, of its crop, whole and on its days."""
    batch, permission = each.batch, each.permission
    terms = code_authorizations.terms(permission)
    recorded: dict[str, object] = {
        "amount": each.made,
        "recorded_at": batch.recorded_at,
        "grantee": batch.holder_id,
        "area_code": batch.area_code_id,
        "crop": batch.crop_code,
        "on_its_days": True,
    }
    found: dict[str, object] = {
        "amount": each.use.amount,
        "recorded_at": each.use.recorded_at,
        "grantee": permission.grantee_id,
        "area_code": permission.area_code_id,
        "crop": permission.crop_code,
        "on_its_days": terms.from_on <= batch.made_on <= terms.last_on,
    }
    return recorded, found
