"""Nothing that a person types about people stands anywhere but where it can be erased.

Forms that take names, phone numbers and free text are sent with words that stand nowhere else; then
every table and every log line is searched for them.
"""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest

from tests.people import World
from tests.services.test_erasures import mark, standing_in_rows
from tests.store_fixtures import ON_BOTH
from tests.web.lot_visits import HOST, Page, Visitor, app_of

LOGIN, SOUGHT, WRONG = "0386112233", mark(40), mark(41)
INVITED, PERSON, AGENT, PLACE, HOUSEHOLD, NOTE, SOMEBODY = (
    mark(number) for number in range(50, 57)
)
CONTACT, PHONE, MAIL = "moc.daudinh@example.vn", "0386445566", "moc.hoptacxa@example.vn"
MARKERS = (
    *(LOGIN, SOUGHT, WRONG, INVITED, PERSON, AGENT, PLACE, HOUSEHOLD, NOTE, SOMEBODY),
    *(CONTACT, PHONE, MAIL),
)
#: Where each may stand: values that are erased apart, and the name that an account is found by.
ERASABLE = {"private_value"}


@ON_BOTH
def test_what_is_typed_about_people_stands_in_erasable_values_alone(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = app_of(world, files=tmp_path)
    with caplog.at_level(logging.DEBUG):
        manager = Visitor(app, world, "manager")
        link = invited(manager)
        somebody = Visitor(app, world)
        joined(somebody, link)
        described(manager)
        area_opened(manager)
        household_added(manager)
        assert manager.get(f"/tim?q={SOUGHT}").status == 200
        refused = Visitor(app, world).send("/dang-nhap", login=WRONG, password=SOMEBODY)
        assert refused.status == 401
    found = standing_in_rows(world, MARKERS)
    assert {marker for table, marker in found if table == "private_value"} == {
        *(PERSON, AGENT, PLACE, HOUSEHOLD, NOTE, PHONE, MAIL),
    }
    assert {(table, marker) for table, marker in found if table not in ERASABLE} == {
        ("user_account", LOGIN)
    }
    assert [marker for marker in MARKERS if marker in caplog.text] == []


def invited(manager: Visitor) -> str:
    """A member is invited; the link that is shown once."""
    page = manager.send("/nguoi-dung/moi", name=INVITED, contact=CONTACT, role="recorder")
    assert page.status == 200
    found = re.search(rf"{HOST}(/moi/[\w-]+)", page.source)
    assert found
    return found[1]


def joined(somebody: Visitor, link: str) -> None:
    """Who was invited comes in; whom the link was for is forgotten by that."""
    page = somebody.get(link)
    form = {**page.form(), "name": PERSON, "login": LOGIN, "password": "mật khẩu dài lắm 2026"}
    assert somebody.post(link, form).status == 303


def described(manager: Visitor) -> None:
    """The organisation says who stands for it."""
    typed = {"representative": AGENT, "phone": PHONE, "email": MAIL, "address": "Vĩnh Sơn"}
    typed["business_id"] = "HG-0123"
    confirmed(manager, "/coop/don-vi", manager.send("/coop/don-vi", **typed))


def area_opened(manager: Visitor) -> None:
    """A garden gets its name."""
    page = "/coop/vung-trong/moi?loai=orchard"
    typed = {"name": PLACE, "area": "1,5", "crops": "sanh_orange"}
    confirmed(manager, "/coop/vung-trong/moi", manager.send(page, **typed))


def household_added(manager: Visitor) -> None:
    """A household, with what only its cooperative knows."""
    page = manager.send("/coop/ho/moi", name=HOUSEHOLD, note=NOTE)
    assert page.status == 303


def confirmed(manager: Visitor, path: str, page: Page) -> None:
    """What was understood is confirmed."""
    assert page.status == 200, page.text
    assert manager.post(path, {**page.form(), "confirm": "yes"}).status == 303
