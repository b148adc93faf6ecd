"""Counts in sentences are spelled for the reader, whatever else the sentence names."""

from __future__ import annotations

import pytest
from flask import render_template_string

from tests.people import World
from tests.web.lot_visits import app_of
from traceability.web.thousands import ngettext

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
ONE, MANY = "%(num)s gói chưa kích hoạt", "%(num)s gói chưa kích hoạt"
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
