"""Counts in sentences are spelled for the reader, whatever else the sentence names."""

from __future__ import annotations

import pytest
from flask import render_template_string

from tests.blank_labels import blank
from tests.people import World
from tests.web.lot_visits import Visitor, app_of
from traceability.web.thousands import ngettext

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
ONE, MANY = "%(num)s gói chưa kích hoạt", "%(num)s gói chưa kích hoạt"
VOID = {"void_first": "1", "void_last": "1200", "reason": "rơi dọc đường"}
#: Facts may have any name, that of the count too.
NAMED = '{{ ngettext("%(num)s, %(count)s", "%(num)s, %(count)s", 3312, count="x") }}'


@pytest.mark.parametrize(
    ("lang", "one", "many"),
    [
        ("vi", "1 gói chưa kích hoạt", "3.312 gói chưa kích hoạt"),
        ("en", "1 pack without a live label", "3,312 packs without a live label"),
    ],
)
def test_thousands_are_marked_in_templates_and_in_code(
    world: World, lang: str, one: str, many: str
) -> None:
    with app_of(world).test_request_context(f"/coop?lang={lang}"):
        assert (ngettext(ONE, MANY, 1), ngettext(ONE, MANY, 3_312)) == (one, many)
        assert ngettext("%(num)s %(count)s", "%(num)s %(count)s", 2, count="x") == "2 x"
        shown = render_template_string(
            "{{ ngettext(one, many, 1) }}|{{ ngettext(one, many, 3312) }}", one=ONE, many=MANY
        )
        assert shown == f"{one}|{many}"
        assert render_template_string(NAMED).startswith("3.312" if lang == "vi" else "3,312")


def test_what_was_done_to_many_labels_is_said_so(world: World) -> None:
    run, manager = blank(world, 1500), Visitor(app_of(world), world, "manager")
    lost = manager.send(f"/coop/tem/{run}/ghi/mat", "", numbers="1-1200", reason="rơi dọc đường")
    assert "Đã báo mất 1.200 tem: số 1–1200." in manager.get(lost.place).text
    asked = manager.send(f"/coop/tem/{run}", f"/coop/tem/{run}/huy", **VOID)
    done = manager.post(f"/coop/tem/{run}/huy", asked.form())
    assert "Đã hủy 1.200 tem, số 1–1200." in manager.get(done.place).text
