"""Who may use a code, and who did: for its holder, and for officers of its territory.

A use is a day, an amount and a lot. Whose household picked it is the grantee's alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from traceability.domain import authorizations
from traceability.domain.access import Action, Actor, Thing, may, require
from traceability.domain.authorizations import State
from traceability.domain.days import day_in_vietnam
from traceability.domain.growing_area import Status
from traceability.services import area_codes, code_authorizations, files, parties
from traceability.store.models import AreaCode, Batch, CodeAuthorization, CodeUse, Crop
from traceability.store.queries import areas, lent_goods, products
from traceability.store.queries import authorizations as queries
from traceability.store.queries import parties as party_queries
from traceability.store.unit import Reading

#: A code's page lists so many uses, the newest; the totals count all.
MOST_USES = 100


@dataclass(frozen=True)
class PermissionLine:
    """A permission as it stands today: to whom, which crop, cap and what is used and left of it.

    Amounts in ``unit`` (g or ml); ``uses`` counts harvests, ``papers`` what was attached.
    """

    code: str
    grantee: str
    crops: Mapping[str, str]
    market: str
    unit: str
    cap: int
    used: int
    left: int
    uses: int
    from_on: dt.date
    to_on: dt.date
    withdrawn_on: dt.date | None
    given_on: dt.date
    state: State
    papers: int

    @property
    def percent(self) -> int:
        """How much of the cap is used: 0–100, whole."""
        return min(100, self.used * 100 // self.cap)


@dataclass(frozen=True)
class UseLine:
    """A harvest of a grantee under the code; ``recorded_on`` is when it was written down.

    ``stopped`` is ``recalled`` or ``held`` where it is now, or where only something made of it is
    (not ``whole``); the gravest.
    """

    grantee: str
    made_on: dt.date
    recorded_on: dt.date
    amount: int
    unit: str
    lot_code: str
    permission: str
    stopped: str = ""
    whole: bool = True


@dataclass(frozen=True)
class Total:
    """What one grantee harvested of one crop under the code, by all permissions together."""

    grantee: str
    crops: Mapping[str, str]
    amount: int
    unit: str
    uses: int


@dataclass(frozen=True)
class GrantedCrop:
    """A crop that the code was granted for: its code, names by language, base unit (g or ml)."""

    code: str
    names: Mapping[str, str]
    unit: str


@dataclass(frozen=True)
class CodeUses:
    """A code with its permissions (newest first), the totals by grantee, and the newest uses.

    ``gives`` tells whether the actor may give and take back. ``places`` are the names of its places
    by short code, for its own people. ``disputed`` where somebody else claims the same string.
    """

    code: str
    raw: str
    status: Status
    crops: tuple[GrantedCrop, ...]
    permissions: tuple[PermissionLine, ...]
    totals: tuple[Total, ...]
    uses: tuple[UseLine, ...]
    uses_in_all: int
    gives: bool
    places: Mapping[str, str]
    disputed: bool


def page(view: Reading, actor: Actor, code: str) -> CodeUses:
    """Who may use a code and who did; another's code is not found."""
    area = area_codes.known(view, code)
    thing = area_codes.thing(view, area)
    require(actor, Action.SEE_AREA_BATCHES, thing)
    require(actor, Action.SEE_STEP_KG, thing)
    rows = queries.of_code(view.db, area.id)
    counts = queries.counts_of_code(view.db, area.id)
    names, crops = parties.names_of(view, [row.grantee_id for row in rows]), _crops(view)
    lines = tuple(_permission(view, row, counts, names, crops) for row in rows)
    uses = queries.uses_of_code(view.db, area.id, MOST_USES)
    stops = lent_goods.stopped(view.db, [batch.id for _use, _row, batch, _made in uses])
    return CodeUses(
        code=area.code,
        raw=area.raw,
        status=area_codes.status_on(view, area, view.today),
        crops=tuple(_granted(crop) for crop in areas.crops_of(view.db, area.id)),
        permissions=lines,
        totals=_totals(lines),
        uses=tuple(_use(*each, names, stops.get(each[2].id, ())) for each in uses),
        uses_in_all=sum(count for count, _amount in counts.values()),
        gives=may(actor, Action.AUTHORIZE_CODE, Thing(holder=area.holder_id)),
        places=_places(view, area) if actor.party == area.holder_id else {},
        disputed=areas.conflicted(view.db, area),
    )


@dataclass(frozen=True)
class Permission:
    """One permission, and the code that it opens: its short code, and as issued."""

    line: PermissionLine
    code: str
    raw: str


def permission(view: Reading, actor: Actor, code: str) -> Permission:
    """One permission that the actor may take back."""
    row, area = code_authorizations.for_withdrawal(view, actor, code)
    counts = queries.counts_of_code(view.db, area.id)
    names = parties.names_of(view, [row.grantee_id])
    line = _permission(view, row, counts, names, _crops(view))
    return Permission(line, area.code, area.raw)


def _permission(
    view: Reading,
    row: CodeAuthorization,
    counts: Mapping[int, tuple[int, int]],
    names: Mapping[int, str],
    crops: Mapping[str, Crop],
) -> PermissionLine:
    uses, used = counts.get(row.id, (0, 0))
    terms, crop = code_authorizations.terms(row), crops[row.crop_code]
    return PermissionLine(
        code=row.code,
        grantee=names[row.grantee_id],
        crops={"vi": crop.name_vi, "en": crop.name_en},
        market=row.market,
        unit=crop.unit,
        cap=row.cap,
        used=used,
        left=authorizations.left(terms, used),
        uses=uses,
        from_on=row.from_on,
        to_on=row.to_on,
        withdrawn_on=row.withdrawn_on,
        given_on=day_in_vietnam(row.created_at),
        state=authorizations.state(terms, used, view.today),
        papers=len(files.of_event(view, row.event_seq)),
    )


def _use(
    use: CodeUse,
    row: CodeAuthorization,
    batch: Batch,
    made: int,
    names: Mapping[int, str],
    stops: Collection[tuple[str, bool]],
) -> UseLine:
    kind, whole = max(stops, default=("", True))
    return UseLine(
        grantee=names[row.grantee_id],
        made_on=batch.made_on,
        recorded_on=day_in_vietnam(use.recorded_at),
        amount=made,
        unit=batch.unit,
        lot_code=batch.lot_code,
        permission=row.code,
        stopped={"recall": "recalled", "hold": "held"}.get(kind, ""),
        whole=whole,
    )


def _totals(lines: Sequence[PermissionLine]) -> tuple[Total, ...]:
    """By grantee and crop, the most first."""
    found: dict[tuple[str, str], Total] = {}
    for line in (each for each in lines if each.uses):
        key = line.grantee, line.crops["vi"]
        so_far = found.get(key, Total(line.grantee, line.crops, 0, line.unit, 0))
        amount, uses = so_far.amount + line.used, so_far.uses + line.uses
        found[key] = Total(line.grantee, line.crops, amount, line.unit, uses)
    return tuple(sorted(found.values(), key=lambda each: -each.amount))


def _granted(crop: Crop) -> GrantedCrop:
    return GrantedCrop(crop.code, {"vi": crop.name_vi, "en": crop.name_en}, crop.unit)


def _crops(view: Reading) -> dict[str, Crop]:
    return {crop.code: crop for crop in products.crops(view.db)}


def _places(view: Reading, area: AreaCode) -> dict[str, str]:
    codes = [place.code for place in areas.places_of(view.db, area.id, view.today)]
    names = party_queries.names(view.db, codes, "place")
    return {code: names.get(code, code) for code in codes}
