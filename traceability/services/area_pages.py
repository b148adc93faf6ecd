"""The public page of a growing-area code: its standing and history, whose, in which communes.

Nothing exact is read: no boundary, household, garden's name, parcel or reason. A code has a page
from the day it was granted or opened; before, it answers as a code that nobody has.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from traceability.domain import growing_area
from traceability.domain.commune_sketch import Sketch
from traceability.domain.days import day_in_vietnam
from traceability.domain.errors import NotFound
from traceability.domain.growing_area import CodeStep, Status
from traceability.domain.text import sort_key
from traceability.services import (
    area_codes,
    area_land,
    area_months,
    certificate_covering,
    office_looks,
    page_cells,
    page_holders,
    parties,
    season_views,
    sketches,
    taken_back,
)
from traceability.services.area_land import Land, Standing
from traceability.services.area_months import MonthLine
from traceability.services.certificate_covering import CertificateShown
from traceability.services.places_shown import NEW, OLD, Where
from traceability.services.registry_views import Names, names_of, since
from traceability.services.season_views import SeasonWord
from traceability.services.taken_back import TakenBack
from traceability.store.models import (
    AreaCode,
    AreaCodeStep,
    Commune,
    Party,
)
from traceability.store.queries import areas, events, public_areas, registry
from traceability.store.queries import parties as party_queries
from traceability.store.unit import Reading

#: The steps that everybody may know of; how a file was dealt with before is its holder's matter.
TOLD = frozenset(
    {
        *(CodeStep.GRANT, CodeStep.OPEN_INTERNAL, CodeStep.RENEW, CodeStep.SUSPEND),
        *(CodeStep.RESTORE, CodeStep.REVOKE, CodeStep.CANCEL, CodeStep.STRIKE),
    }
)
#: So many months with harvests are listed, the newest.
MOST_MONTHS = 24


@dataclass(frozen=True)
class Turn:
    """A line of the history: a step (none for running out), its day, and who stands behind it.

    ``by_office`` says whether an office recorded it; the holder did else, if anybody.
    """

    step: CodeStep | None
    day: dt.date
    valid_until: dt.date | None = None
    decision_no: str = ""
    authority: str = ""
    recorded_on: dt.date | None = None
    by_office: bool = False


@dataclass(frozen=True)
class CropGranted:
    """A crop of the code by language, and the varieties as written."""

    code: str
    names: Names
    variety: str | None


@dataclass(frozen=True)
class AreaPage:
    """Everything that the public page of a code shows, as of ``today``.

    ``by_office`` says whether an office stands behind the code, crops and market, ``holder_seen``
    whether one saw what its holder is called (``office_looks``).
    """

    code: str
    raw: str
    scheme: str
    market: str
    register: str | None
    today: dt.date
    status: Status
    since: dt.date
    valid_until: dt.date | None
    disputed: bool
    turns: tuple[Turn, ...]
    holder: str
    holder_kind: str
    holder_where: Where | None
    where: tuple[Where, ...]
    land: Land
    crops: tuple[CropGranted, ...]
    papers: tuple[CertificateShown, ...]
    seasons: tuple[SeasonWord, ...]
    months: tuple[MonthLine, ...]
    batches: int
    figures_open: bool
    sketch: Sketch | None
    demonstration: bool
    taken_back: TakenBack | None = None
    by_office: bool = False
    holder_seen: bool = False

    @property
    def internal(self) -> bool:
        """Whether the code is the service's own, which no authority issued."""
        return self.scheme == growing_area.INTERNAL


def find(view: Reading, code: str) -> AreaPage:
    """The page of a growing-area code; ``NotFound`` for anything that has none."""
    area = areas.code_by_code(view.db, code)
    if area is None:
        raise NotFound
    rows = areas.steps(view.db, [area.id])[area.id]
    if not growing_area.ever_opened(area_codes.domain_steps(rows), view.today):
        raise NotFound
    return _page(view, area, rows)


def where_of(view: Reading, codes: Sequence[str]) -> dict[str, tuple[Where, ...]]:
    """The communes that the places of some codes lie in, by short code."""
    communes = registry.communes(view.db)
    return {
        row.code: _where(communes, public_areas.places_on(view.db, row.id, view.today))
        for row in areas.by_codes(view.db, codes)
    }


def _page(view: Reading, area: AreaCode, rows: Sequence[AreaCodeStep]) -> AreaPage:
    steps = area_codes.domain_steps(rows)
    places = public_areas.places_on(view.db, area.id, view.today)
    communes = registry.communes(view.db)
    holder = parties.known(view, area.holder_id)
    months = area_months.of_code(view, area)
    turns = tuple(_turns(view, rows, area.holder_id))
    by_office = any(turn.by_office for turn in turns if turn.step is CodeStep.GRANT)
    return AreaPage(
        code=area.code,
        raw=area.raw,
        scheme=area.scheme,
        market=area.market,
        register=_register(view, area),
        today=view.today,
        status=growing_area.status(steps, view.today),
        since=since(steps, view.today),
        valid_until=growing_area.valid_until(steps, view.today),
        disputed=areas.conflicted(view.db, area),
        turns=turns,
        holder=holder_name(view, holder),
        holder_kind=holder.kind,
        holder_where=page_holders.where(view, holder),
        where=_where(communes, places),
        land=area_land.of(view, area if by_office else None, places),
        crops=_crops(view, area),
        papers=_papers(view, places),
        seasons=season_views.in_words(view, area, view.today),
        months=months[:MOST_MONTHS],
        batches=sum(line.batches for line in months),
        figures_open=area.figures_open,
        sketch=_sketch(view, places),
        demonstration=party_queries.installation(view.db, "demonstration") is not None,
        taken_back=taken_back.of_codes(view, [area.id]).get(area.id),
        by_office=by_office,
        holder_seen=office_looks.saw_name(view, holder),
    )


def holder_name(view: Reading, holder: Party) -> str:
    """The name of an organisation; a household, where one holds a code, is its number alone."""
    if holder.kind == "household":
        return f"Hộ {holder.number or 0:02d}"
    return parties.name_of(view, holder)


def _register(view: Reading, area: AreaCode) -> str | None:
    """Whose register the code stands in; an internal code stands in nobody's."""
    if area.scheme == growing_area.INTERNAL:
        return None
    return parties.name_of(view, parties.known(view, area.register_id))


def _turns(view: Reading, rows: Sequence[AreaCodeStep], holder: int) -> Iterator[Turn]:
    """The history, newest first; running out stands there too, though nobody recorded it."""
    made = events.by_seq(view.db, [row.event_seq for row in rows])
    told = [
        Turn(
            CodeStep(row.step),
            row.effective_on,
            row.valid_until,
            row.decision_no or "",
            row.authority or "",
            day_in_vietnam(row.recorded_at),
            made[row.event_seq].owner_id != holder,
        )
        for row in sorted(rows, key=lambda each: (each.effective_on, each.seq))
        if CodeStep(row.step) in TOLD and row.effective_on <= view.today
    ]
    ends = _run_out(area_codes.domain_steps(rows), view.today)
    told += [Turn(None, day) for day in ends]
    return iter(sorted(told, key=lambda turn: turn.day, reverse=True))


def _run_out(steps: Sequence[growing_area.Step], today: dt.date) -> list[dt.date]:
    """The days from which the code had run out."""
    after = {step.valid_until + dt.timedelta(days=1) for step in steps if step.valid_until}
    return [
        day
        for day in sorted(after)
        if day <= today and growing_area.status(steps, day) is Status.EXPIRED
    ]


def _where(communes: Mapping[tuple[str, str], Commune], places: Standing) -> tuple[Where, ...]:
    """The communes that the places lie in, by name, each with the old one where it was stated."""
    found = {
        (revision.commune_code, revision.old_commune_code or ""): revision
        for _place, revision in places
    }
    shown = [_told(communes, *key) for key in found]
    return tuple(sorted(shown, key=lambda each: sort_key(each.commune)))


def _told(communes: Mapping[tuple[str, str], Commune], code: str, old_code: str) -> Where:
    new, old = communes[code, NEW], communes.get((old_code, OLD))
    before = (None, None, None) if old is None else (old.name, old.district, old.province)
    return Where(new.code, new.name, new.province, *before)


def _crops(view: Reading, area: AreaCode) -> tuple[CropGranted, ...]:
    found = public_areas.crops_granted(view.db, area.id)
    return tuple(CropGranted(crop.code, names_of(crop), variety) for crop, variety in found)


def _papers(view: Reading, places: Standing) -> tuple[CertificateShown, ...]:
    """The certificates that name a place of the code; one that was withdrawn is no longer there."""
    ids = [place.id for place, _revision in places]
    found = certificate_covering.of_places(view, ids, view.today)
    return tuple(each for each in found if each.withdrawn_on is None)


def _sketch(view: Reading, places: Standing) -> Sketch | None:
    """The communes of the places; communes have boxes, and no outline."""
    own = frozenset(revision.commune_code for _place, revision in places)
    cells = page_cells.of_places(view, {place.id for place, _revision in places})
    return sketches.of_communes(own, frozenset(cells))
