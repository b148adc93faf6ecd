"""Applications for a code, as the cooperative files them and offices decide on them."""

from __future__ import annotations

import dataclasses
import datetime as dt

from tests.people import QUAN_BA, VINH_TUY, World, decision
from traceability.domain.access import Actor
from traceability.domain.growing_area import CodeStep, Status
from traceability.services import applications, area_codes, code_decisions, parties, places
from traceability.services.applications import ApplicationRequest
from traceability.services.area_codes import Decision
from traceability.services.code_decisions import Done, StepRequest

ISSUED = "VN-HGOR-0777"


def orchard(world: World, by: Actor | None = None, commune: str = VINH_TUY) -> str:
    """A new orchard of an organisation's own, without any code."""
    actor = by or world.who.manager
    with world.by(actor) as work:
        holder = parties.known(work, actor.party or 0)
        asked = places.PlaceRequest(
            "orchard", commune, None, 32_000, private={"name": "Vườn cam Tân Thành"}
        )
        return places.register(work, holder, asked).code


def asked_for(*places_of: str, **changed: object) -> ApplicationRequest:
    """A domestic code for oranges."""
    plain = ApplicationRequest(
        "vn_domestic", "domestic", places_of, ("sanh_orange",), {"sanh_orange": "cam sành Hàm Yên"}
    )
    return dataclasses.replace(plain, **changed)  # type: ignore[arg-type]


def begun(world: World, by: Actor | None = None, commune: str = VINH_TUY) -> str:
    """A draft."""
    place = orchard(world, by, commune)
    with world.by(by or world.who.manager) as work:
        return applications.begin(work, asked_for(place, note="xin cấp sớm"))


def filed(world: World, by: Actor | None = None, commune: str = VINH_TUY) -> str:
    """A file that was submitted; the short code of its row."""
    code = begun(world, by, commune)
    with world.by(by or world.who.manager) as work:
        applications.submit(work, code)
    return code


def filed_in_quan_ba(world: World) -> str:
    """A file of the neighbours, whose commune has an office of its own."""
    return filed(world, world.who.stranger, QUAN_BA)


def step(world: World, code: str, what: CodeStep, by: Actor | None = None, **more: object) -> Done:
    """A step of the province's registrar (or somebody else) on a file."""
    fields = {field.name for field in dataclasses.fields(Decision)}
    on = more.pop("on", None)
    day = on if isinstance(on, dt.date) else world.clock().date()
    stands = dataclasses.replace(
        decision(day),
        **{name: more.pop(name) for name in list(more) if name in fields},  # type: ignore[arg-type]
    )
    if what is CodeStep.GRANT:
        more.setdefault("raw", ISSUED)
    asked = StepRequest(code, what, stands, **more)  # type: ignore[arg-type]
    with world.by(by or world.who.registrar) as work:
        return code_decisions.decide(work, asked)


def granted(world: World) -> str:
    """A file that led to a code."""
    code = filed(world)
    step(world, code, CodeStep.CHECK)
    step(world, code, CodeStep.GRANT)
    return code


def status(world: World, code: str, day: dt.date | None = None) -> Status:
    """The status of a code on a day, or today."""
    with world.view() as view:
        return area_codes.status_on(view, area_codes.known(view, code), day or view.today)
