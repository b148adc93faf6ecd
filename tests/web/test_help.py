"""Every page behind a sign-in says in two sentences what it is, and nothing else does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from tests.people import World
from tests.web.lot_visits import Visitor, app_of, settings_of
from traceability.app import build
from traceability.store.engine import open_store
from traceability.web.guards import OPEN
from traceability.web.help import HELP

#: What a GET gives that is no page: files, pictures.
FILES = {
    "workspace.certificate_file",
    "registrar.certificate_file",
    *("workspace.photo", "workspace.product_photo", "workspace.label_file", "account.guide_file"),
    *("workspace.code_card", "workspace.authorization_paper", "registrar.authorization_paper"),
    "workspace.boundary_file",
    "workspace.delivery_pdf",
    *("workspace.area_paper", "workspace.itinerary_pdf", "registrar.place_paper"),
    *("workspace.application_paper", "registrar.file_paper", "registrar.inspection_blank"),
    *("registrar.inspection_file", "registrar.inspection_pdf"),
    "workspace.harvest_book_template",
    *("workspace.label_roll_file", "workspace.label_roll_part"),
    *("workspace.label_part_file", "workspace.label_export_file", "workspace.label_run_trial"),
    "workspace.label_run_backs",
    "workspace.house_specification",
    *("workspace.print_look", "workspace.blank_look", "workspace.carton_look"),
    *("workspace.house_look", "workspace.blank_house_look"),
    *("workspace.ruler_page", "workspace.phone_test_file"),
    *("workspace.household_template", "workspace.printer_test_file", "registrar.hand_over_pdf"),
    *("registrar.month_xlsx", "registrar.month_pdf"),
    *("workspace.slip_roll", "workspace.slip_sheet", "workspace.slip_picture"),
    *("registrar.frozen_xlsx", "registrar.frozen_pdf"),
    *("registrar.import_template", "registrar.import_refused"),
    *("registrar.report_picture", "workspace.buyer_report_picture"),
    *("workspace.diary_paper", "workspace.slip_paper", "workspace.packing_list"),
}
_ENDS = re.compile(r"[.!?](?= |$)")


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def app(world: World, tmp_path: Path) -> Flask:
    return app_of(world, files=tmp_path)


def pages(app: Flask) -> set[str]:
    """The endpoints of pages behind a sign-in, and of the ways in."""
    rules = (rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()))
    endpoints = {rule.endpoint for rule in rules}
    behind = {each for each in endpoints - OPEN - FILES if not each.startswith("api.")}
    return behind | {each for each in endpoints & OPEN if each.startswith("account.")}


def test_every_page_has_its_sentences_and_none_is_dead(app: Flask) -> None:
    assert pages(app) - set(HELP) == set()
    assert set(HELP) - pages(app) == set()
    assert FILES - set(app.view_functions) == set()


@pytest.fixture(scope="module")
def speaking(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application that says what it has to say; nothing of a record is asked for."""
    folder = tmp_path_factory.mktemp("speaking")
    return build(settings_of(files=folder), open_store(f"sqlite:///{folder / 'unused'}"))


@pytest.mark.parametrize("endpoint", sorted(HELP))
def test_it_is_two_sentences(speaking: Flask, endpoint: str) -> None:
    with speaking.test_request_context():
        text = str(HELP[endpoint])
    assert len(_ENDS.findall(text)) == 2, text
    assert text.endswith(".")
    assert len(text) < 260


def test_the_page_shows_them(world: World, app: Flask) -> None:
    shown = (
        ("manager", "/coop/", "workspace.home"),
        ("manager", f"/coop/san-pham/{world.who.product}/sua", "workspace.edit_product"),
        ("recorder", "/tim?q=cam", "account.search"),
        ("registrar", "/registry/", "registrar.codes"),
        ("inspector", "/ai-xem-duoc-gi", "account.who_sees"),
    )
    for login, path, endpoint in shown:
        page = Visitor(app, world, login).get(path)
        assert page.source.count('<details class="help">') == 1
        assert str(HELP[endpoint]) in page.text.replace("&#34;", '"')


def test_the_front_door_says_what_it_is(world: World, app: Flask) -> None:
    assert "Đây là gì?" in Visitor(app, world).get("/").text
