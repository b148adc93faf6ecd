"""What the card "Không cho mượn mã" says: the code, whose it is, what is left, who may use it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, require
from traceability.domain.authorizations import State
from traceability.domain.growing_area import Status
from traceability.services import area_codes, code_use_views, parties, season_left
from traceability.services.code_use_views import PermissionLine
from traceability.store.queries import areas
from traceability.store.unit import Reading


@dataclass(frozen=True)
class Quota:
    """What a crop has left of the season (g or ml); ``None`` where no ceiling is known."""

    crop: str
    left: int | None
    unit: str


@dataclass(frozen=True)
class CodeCard:
    """A code for print: as issued, its holder, its status today, the season, who may use it now.

    ``disputed`` where somebody else claims the same string, and nobody has decided yet.
    """

    code: str
    raw: str
    internal: bool
    holder: str
    status: Status
    disputed: bool
    today: dt.date
    quotas: tuple[Quota, ...]
    permissions: tuple[PermissionLine, ...]


def card(view: Reading, actor: Actor, code: str) -> CodeCard:
    """The card of a code of the actor's own, or of the territory; any other is not found."""
    area = area_codes.known(view, code)
    require(actor, Action.SEE_SEASON, area_codes.thing(view, area))
    page = code_use_views.page(view, actor, code)
    crops = areas.crops_of(view.db, area.id)
    return CodeCard(
        code=area.code,
        raw=area.raw,
        internal=area.scheme == "internal",
        holder=parties.name_of(view, parties.known(view, area.holder_id)),
        status=page.status,
        disputed=page.disputed,
        today=view.today,
        quotas=tuple(
            Quota(crop.name_vi, season_left.left(view, area, crop), crop.unit) for crop in crops
        ),
        permissions=tuple(each for each in page.permissions if each.state is State.LIVE),
    )
