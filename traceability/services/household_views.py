"""Households as their own cooperative sees them: the list, searched and paged, and one of them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from traceability.domain import text
from traceability.domain.access import Action, Actor
from traceability.domain.names import short_name
from traceability.services import households, places_shown
from traceability.services.households import HouseholdRequest
from traceability.services.places_shown import Where
from traceability.store.models import Consent, Party
from traceability.store.queries import households as queries
from traceability.store.queries import parties as party_queries
from traceability.store.unit import Reading

PAGE = 50
PURPOSE = "public_name"


class Answer(StrEnum):
    """What a household answered to being named; the first two are consents that stand."""

    FULL = "full"
    SHORT = "short"
    NO = "no"
    UNASKED = "unasked"
    ERASED = "erased"


@dataclass(frozen=True)
class Line:
    """One household in a list; without a name where it was erased."""

    code: str
    number: int
    name: str | None
    phone: str | None
    address: str | None
    standing: str
    answer: Answer


@dataclass(frozen=True)
class Listed:
    """A page of households, how many were found, how many answered what, the page after."""

    lines: tuple[Line, ...]
    found: int
    tallies: Mapping[Answer, int]
    next_page: int | None


@dataclass(frozen=True)
class Said:
    """One thing that a household said about being named."""

    form: str | None
    day: dt.date
    channel: str
    text_version: str


@dataclass(frozen=True)
class HouseholdPage:
    """One household: how it stands in the list, where it is, and what it said."""

    line: Line
    where: Where | None
    asked: HouseholdRequest
    revision: int
    short: str
    said: tuple[Said, ...]
    harvests: int
    photographs: int


def listed(
    view: Reading, actor: Actor, query: str = "", answer: str | None = None, page: int = 1
) -> Listed:
    """The households of the actor's cooperative: the best hits first, else by name."""
    lines = all_lines(view, actor)
    tallies = Counter(line.answer for line in lines)
    found = _chosen(lines, query, answer)
    first = (page - 1) * PAGE
    more = len(found) > first + PAGE
    return Listed(
        tuple(found[first : first + PAGE]), len(found), tallies, page + 1 if more else None
    )


def all_lines(view: Reading, actor: Actor) -> list[Line]:
    """Every household of the actor's cooperative in Vietnamese order, the erased ones last."""
    tenant = households.tenant_of(view, actor, Action.SEE_HOUSEHOLDS)
    values = queries.values(view.db, tenant.id)
    consents = queries.newest_consents(view.db, tenant.id, PURPOSE)
    rows = party_queries.households(view.db, tenant.id)
    lines = [_line(row, values.get(row.code, {}), consents.get(row.id)) for row in rows]
    return sorted(
        lines, key=lambda line: (line.name is None, text.sort_key(line.name or ""), line.number)
    )


@dataclass(frozen=True)
class Whole:
    """One household with everything that is typed of it, for a list that leaves the house."""

    line: Line
    asked: HouseholdRequest
    where: Where | None


def whole(view: Reading, actor: Actor, query: str = "", answer: str | None = None) -> list[Whole]:
    """Every household that has a name and that the list shows, in the list's order."""
    lines = [line for line in _chosen(all_lines(view, actor), query, answer) if line.name]
    tenant = households.tenant_of(view, actor, Action.SEE_HOUSEHOLDS)
    values = queries.values(view.db, tenant.id)
    rows = {row.code: row for row in party_queries.households(view.db, tenant.id)}
    places = {
        (row.commune_code, row.old_commune_code): _where(view, row) for row in _by_place(rows)
    }
    return [
        Whole(
            line,
            households.as_typed(rows[line.code], values[line.code]),
            places[rows[line.code].commune_code, rows[line.code].old_commune_code],
        )
        for line in lines
    ]


def _chosen(lines: Sequence[Line], query: str, answer: str | None) -> list[Line]:
    kept = [line for line in lines if answer is None or line.answer == answer]
    return _search(kept, query) if query.strip() else kept


def _by_place(rows: Mapping[str, Party]) -> list[Party]:
    """One household for each pair of communes that occurs."""
    found = {(row.commune_code, row.old_commune_code): row for row in rows.values()}
    return list(found.values())


def shown(view: Reading, actor: Actor, code: str) -> HouseholdPage:
    """One household; another cooperative's is ``NotFound``."""
    row = households.known(view, actor, code, Action.SEE_HOUSEHOLDS)
    said = queries.consents_of(view.db, row.id, PURPOSE)
    asked = households.as_asked(view, row)
    line = _line(row, asked.private if asked.name else {}, said[0] if said else None)
    return HouseholdPage(
        line=line,
        where=_where(view, row),
        asked=asked,
        revision=queries.revision(view.db, code),
        short=short_name(asked.name),
        said=tuple(
            Said(each.form, each.given_on, each.channel, each.text_version) for each in said
        ),
        harvests=queries.harvests(view.db, row.id),
        photographs=len(queries.photographs(view.db, code)),
    )


def answer_of(household: Party, consent: Consent | None) -> Answer:
    """What the row that counts says of a household today."""
    if household.erased_at is not None:
        return Answer.ERASED
    if consent is None:
        return Answer.UNASKED
    return Answer.NO if consent.form is None else Answer(consent.form)


def _line(row: Party, values: Mapping[str, str], consent: Consent | None) -> Line:
    return Line(
        code=row.code,
        number=row.number or 0,
        name=values.get("name"),
        phone=values.get("phone"),
        address=values.get("address"),
        standing=row.standing or "member",
        answer=answer_of(row, consent),
    )


def _where(view: Reading, row: Party) -> Where | None:
    if row.commune_code is None:
        return None
    return places_shown.where(view, row.commune_code, row.old_commune_code)


def _search(lines: Sequence[Line], query: str) -> list[Line]:
    ranked = [(_rank(line, query), place, line) for place, line in enumerate(lines)]
    hits = [(rank, place, line) for rank, place, line in ranked if rank is not None]
    return [line for _rank_, _place, line in sorted(hits, key=lambda hit: hit[:2])]


def _rank(line: Line, query: str) -> int | None:
    """How well a household answers: by number, name, phone (digits alone) or address."""
    bare = text.fold(query).removeprefix("ho ").strip()
    if bare.isdigit() and len(bare) < 5 and int(bare) == line.number:
        return 0
    digits = "".join(filter(str.isdigit, query))
    if len(digits) >= 4 and digits in "".join(filter(str.isdigit, line.phone or "")):
        return 1
    ranks = (text.rank(query, each) for each in (line.name, line.address) if each)
    return min((rank for rank in ranks if rank is not None), default=None)
