"""A case about a code string as an officer reads it: the claims beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, require
from traceability.domain.errors import NotFound
from traceability.services import case_views, cases, code_contests, registry_page
from traceability.services.case_views import CasePage
from traceability.services.registry_page import CodeShown
from traceability.store.models import AreaCode
from traceability.store.queries import areas, batches
from traceability.store.queries import cases as queries
from traceability.store.unit import Reading


@dataclass(frozen=True)
class ClaimPage:
    """One case: what all cases have, the claims, which of them still stand, their harvests."""

    case: CasePage
    claims: tuple[CodeShown, ...]
    standing: frozenset[str]
    harvests: Mapping[str, int]

    @property
    def raw(self) -> str:
        """The string as the first of them wrote it."""
        return self.claims[0].line.raw if self.claims else self.case.line.key


def page(view: Reading, actor: Actor, code: str) -> ClaimPage:
    """A case of the actor's territory about a code string; any other is not found."""
    case = cases.known(view, code)
    require(actor, Action.SEE_CASE, cases.thing(case))
    if case.kind != code_contests.KIND:
        raise NotFound
    named = queries.subjects(view.db, case.id)
    rows = [each for each in (areas.code_by_code(view.db, one) for one in named) if each]
    if case.closed_at is None and rows:
        later = areas.standing_claims(view.db, rows[0])
        rows += [each for each in later if each.code not in named]
    rows.sort(key=lambda each: each.claim_no)
    standing = areas.standing_claims(view.db, rows[0]) if rows else []
    return ClaimPage(
        case=case_views.frame(view, actor, code, [row.holder_id for row in rows]),
        claims=registry_page.claims_of_case(view, actor, [row.code for row in rows]),
        standing=frozenset(each.code for each in standing),
        harvests={row.code: _harvests(view, row) for row in rows},
    )


def open_case_of(view: Reading, code: str) -> str | None:
    """The code of the undecided case that a code is a subject of."""
    area = areas.code_by_code(view.db, code)
    case = None if area is None else code_contests.open_about(view, area)
    return None if case is None else case.code


def _harvests(view: Reading, area: AreaCode) -> int:
    return batches.count_under(view.db, area.id)
