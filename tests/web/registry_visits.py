"""An officer's visits to the register: codes made ready, forms filled in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.people import VINH_TUY, World, decision, suspend_code
from tests.web.lot_visits import HOST, Page, Visitor, app_of
from traceability.domain.access import Actor
from traceability.domain.growing_area import Status
from traceability.services import area_codes, places
from traceability.services.area_codes import Granted

VINH_HAO = "01210"  # the old commune in Bắc Quang that went to Vĩnh Tuy
YEN_DINH, NGOC_DUONG, MINH_NGOC = "00988", "00700", "00994"  # an old commune that was split
GRANT = "/registry/cap-ma"
TYPED: dict[str, Any] = {
    "raw": "VN-HGOR-0777",
    "effective_on": "01/12/2025",
    "decision_no": "45/QĐ-SNN",
    "authority": "Sở Nông nghiệp và Phát triển nông thôn tỉnh Hà Giang",
    "crops": ["sanh_orange"],
    "name": "Vườn cam Khuổi Phạt",
    "commune": VINH_TUY,
    "area": "12,4",
    "trees": "6.200",
}


def officer(world: World, login: str = "registrar") -> Visitor:
    """A browser in which an officer (or anybody else of the world) is signed in."""
    return Visitor(app_of(world), world, login)


def send(visitor: Visitor, path: str, fields: dict[str, Any]) -> Page:
    """A form sent, boxes ticked more than once included."""
    answer = visitor.client.post(path, data=fields, base_url=HOST, headers={"Referer": HOST + path})
    return Page(answer)


def grant_form(visitor: Visitor, world: World, **typed: Any) -> dict[str, Any]:
    """The form of a grant with a whole paper file typed into it, some of it as told."""
    form = visitor.get(GRANT).form(GRANT)
    return {**form, **TYPED, "holder": world.who.cooperative, **typed}


def granted(
    world: World, raw: str, commune: str = VINH_TUY, old: str | None = None, **more: Any
) -> Granted:
    """A code entered by the province's registrar; ``more`` goes into the place."""
    holder = more.pop("holder", world.who.foreign)
    crops = more.pop("crops", ("sanh_orange",))
    until = more.pop("valid_until", None)
    name = {"name": more.pop("name", "Vườn thử")}
    place = places.PlaceRequest("orchard", commune, old, private=name, **more)
    behind = area_codes.Decision(
        dt.date(2025, 11, 2), "45/QĐ", "Sở Nông nghiệp", "", until, "xã nhờ"
    )
    asked = area_codes.GrantRequest(raw, "vn_domestic", "domestic", holder, crops, place, behind)
    with world.by(world.who.registrar) as work:
        return area_codes.grant(work, asked)


def suspended(world: World, code: str, since: dt.date, by: Actor | None = None) -> None:
    """A code suspended from a day on which nothing was harvested under it."""
    with world.by(by or world.who.registrar) as work:
        suspend_code(work, code, decision(since))


def status_of(world: World, code: str) -> Status:
    """What a code is today."""
    with world.view() as view:
        return area_codes.status_on(view, area_codes.known(view, code), view.today)
