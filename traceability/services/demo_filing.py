"""The applications of the demonstration: a queue in which some files are new and some overdue.

``age`` of a file is in working days before the day of loading, so that the queue looks the same on
whichever day that is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from traceability.domain import working_days
from traceability.domain.access import Role
from traceability.domain.growing_area import CodeStep
from traceability.services import applications, code_decisions, demo_land, inspections, places
from traceability.services.applications import ApplicationRequest
from traceability.services.area_codes import Decision
from traceability.services.code_decisions import StepRequest
from traceability.services.demo_people import Cast, new_commune
from traceability.services.demo_story import Row, moment
from traceability.services.inspections import InspectionRequest
from traceability.services.places import PlaceRequest
from traceability.store.unit import Work

Act = Callable[[Work], None]
_LATER = dt.timedelta(days=1)


def acts(cast: Cast, story: Row, today: dt.date) -> Iterator[tuple[dt.datetime, Act]]:
    """Every file's acts by their moments."""
    for number, row in enumerate(story["applications"], start=len(story["areas"])):
        filed = _working_day_before(today, row["age"])
        steps = _File(cast, row, number, story["authority"]["name"])
        hour = 7 if filed == today else 8 + number % 8
        yield moment(filed, 7 if hour == 7 else hour), steps.file
        if row["state"] != "submitted":
            taken = min(filed + _LATER, today)
            yield moment(taken, 7 if taken == today else hour + 1), steps.handle


def _working_day_before(today: dt.date, age: int) -> dt.date:
    """The working day from which ``age`` working days have gone by to today."""
    day = today
    while not working_days.works(day):
        day -= _LATER
    while age:
        day -= _LATER
        age -= working_days.works(day)
    return day


class _File:
    """One file: what its holder does with it, and then the office."""

    def __init__(self, cast: Cast, row: Row, number: int, authority: str) -> None:
        self.cast, self.row, self.number, self.authority = cast, row, number, authority
        self.code = ""

    def file(self, work: Work) -> None:
        """The place, the file on it, and its submission."""
        row = self.row
        mine = work.acting(self.cast.actors[row["holder"], Role.MANAGER])
        asked = PlaceRequest(
            kind=row["kind"],
            commune=new_commune(row["old_commune"]),
            old_commune=row["old_commune"],
            area_m2=row.get("area_m2"),
            trees=row.get("trees"),
            colonies=row.get("colonies"),
            planted_year=row.get("planted_year"),
            private={"name": row["name"]},
        )
        place = places.register(mine, self.cast.parties[row["holder"]], asked)
        variety = {row["crop"]: row["variety"]} if "variety" in row else {}
        request = ApplicationRequest(
            row["scheme"], row["market"], (place.code,), (row["crop"],), variety
        )
        if row["kind"] != "apiary":
            demo_land.draw(mine, place.code, row, self.number)
        self.code = applications.begin(mine, request)
        applications.submit(mine, self.code)

    def handle(self, work: Work) -> None:
        """What the office did with it so far."""
        registrar = work.acting(self.cast.actors["authority", Role.REGISTRAR])
        state = self.row["state"]
        if state == "returned":
            self._step(registrar, CodeStep.RETURN)
            return
        self._step(registrar, CodeStep.CHECK)
        if "inspected" in self.row:
            self._inspect(work)
        if state == "rejected":
            self._step(registrar, CodeStep.REJECT)

    def _step(self, work: Work, step: CodeStep) -> None:
        decided = step is CodeStep.REJECT
        decision = Decision(
            effective_on=work.today,
            decision_no=self.row.get("decision_no", "") if decided else "",
            authority=self.authority if decided else "",
            reason=self.row.get("reason", "") if decided else "",
        )
        reasons = self.row.get("reasons", {})
        code_decisions.decide(work, StepRequest(self.code, step, decision, reasons=reasons))

    def _inspect(self, work: Work) -> None:
        inspector = work.acting(self.cast.actors["authority", Role.INSPECTOR])
        asked = InspectionRequest(
            code=self.code,
            inspected_on=inspector.today,
            conclusion=self.row["inspected"],
            variety=self.row.get("variety"),
            diary="part" if self.row["inspected"] == "to_mend" else "full",
            hygiene="clean",
            words={"pests": "không thấy sâu bệnh đáng kể", "remarks": "đã xem toàn bộ vùng"},
        )
        inspections.register(inspector, asked)
