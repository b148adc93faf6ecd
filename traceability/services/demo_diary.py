"""The farm diary of the demonstration: a marked list of substances, and lines of two seasons.

Every line lies far enough before the harvests of its place to hold none of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from traceability.domain.access import Role
from traceability.domain.diary import FarmWork, Rule, Ruling
from traceability.domain.gathering import Listing, Species
from traceability.services import area_codes, diary, species, substances
from traceability.services.demo_people import Cast
from traceability.services.demo_story import Row, day_in_season, moment, opening
from traceability.services.diary import FarmWorkRequest
from traceability.services.substances import SubstanceRequest
from traceability.store.unit import Work

Act = Callable[[Work], None]
#: The finished season, and the running one.
_TOLD = (1, 0)


def acts(cast: Cast, story: Row, today: dt.date) -> Iterator[tuple[dt.datetime, Act]]:
    """The list at the opening, then each line on the evening of its day."""
    yield moment(opening(today), 9), _listed(story)
    yield moment(opening(today), 9), _protected(story, today)
    areas = {area["key"]: area for area in story["areas"]}
    for season in _TOLD:
        for row in story["diary"]:
            area = areas[row["area"]]
            day = day_in_season(today, area, season, row["on"])
            if day < today:
                yield moment(day, 18), _line(cast, area, row)


def _listed(story: Row) -> Act:
    rows = [
        (number, _substance(row, story["substance_source"]))
        for number, row in enumerate(story["substances"], start=1)
    ]

    def act(work: Work) -> None:
        substances.enter_list(work, rows)

    return act


def _protected(story: Row, today: dt.date) -> Act:
    """A sample list of protected species: it holds for what is gathered from today on."""
    rows = [
        (number, Species(**{**row, "verdict": Listing(row["verdict"])}, **_sample(today)))
        for number, row in enumerate(story["species"], start=1)
    ]

    def act(work: Work) -> None:
        species.enter_list(work, rows)

    return act


def _sample(today: dt.date) -> dict[str, Any]:
    return {"from_on": today, "to_on": None, "sample": True}


def _substance(row: Row, source: str) -> SubstanceRequest:
    first = dt.date.fromisoformat(row["from"])
    rule = Rule(row["market"], Ruling(row["verdict"]), first, None, source)
    return SubstanceRequest(
        row["code"], row["kind"], row["name"], row["active"], row.get("days"), rule
    )


def _line(cast: Cast, area: Row, row: Row) -> Act:
    def act(work: Work) -> None:
        mine = work.acting(cast.actors[area["holder"], Role.RECORDER])
        code = area_codes.known(mine, cast.areas[area["key"]])
        until = None if "lasts" not in row else mine.today + dt.timedelta(days=row["lasts"])
        asked = FarmWorkRequest(
            place=area_codes.place_under(mine, code, None).code,
            kind=FarmWork(row["work"]),
            done_on=mine.today,
            until_on=until,
            product=row.get("product"),
            dose=row.get("dose"),
            household=cast.households[area["holder"]][0],
            remark=row.get("remark"),
        )
        diary.register(mine, asked)

    return act
