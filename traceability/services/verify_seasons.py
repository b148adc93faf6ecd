"""Checking seasons: their days against the rules, what is used folded from harvests again."""

from __future__ import annotations

from collections.abc import Iterator

from traceability.services import seasons
from traceability.services.differences import Difference, compared
from traceability.store.models import Season
from traceability.store.queries import seasons as queries
from traceability.store.unit import Reading


def check(view: Reading) -> Iterator[Difference]:
    """Every season: its days, and the use of each place, code and authorisation in it."""
    for each in queries.every_season(view.db):
        named = f"{each.crop_code} {each.starts_on.isoformat()}"
        yield from _days(view, each, named)
        yield from _uses(view, each, named)
    for code in queries.outside_seasons(view.db):
        yield Difference("season", code, "season", recorded="one", found="none")


def _days(view: Reading, row: Season, named: str) -> Iterator[Difference]:
    window = seasons.season_of(view, row.crop_code, row.starts_on)
    recorded = {key: getattr(window, key) for key in ("starts_on", "ends_on", "label")}
    yield from compared("season", named, recorded, {key: getattr(row, key) for key in recorded})


def _uses(view: Reading, row: Season, named: str) -> Iterator[Difference]:
    told, kept = queries.uses_told(view.db, row), queries.uses_kept(view.db, row.id)
    codes = queries.codes_of(view.db, told.keys() | kept.keys())
    for subject in sorted(told.keys() | kept.keys()):
        said, stands = told.get(subject), kept.get(subject)
        if said != stands:
            yield Difference("season_use", f"{codes.get(subject)} {named}", "used", said, stands)
