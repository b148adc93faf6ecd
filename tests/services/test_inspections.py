"""Checks on the ground: the form, its files without places, and that verify knows them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import text

from tests.applicants import filed
from tests.people import TODAY, World, photograph
from tests.services.test_files import PDF
from traceability.domain.errors import Denied, Invalid, NotFound
from traceability.services import area_codes, files, inspection_views, inspections
from traceability.services.inspections import InspectionRequest
from traceability.store.append_only import release
from traceability.store.queries import areas


@pytest.fixture
def backend() -> str:
    return "sqlite"


def registered(world: World, folder: Path) -> str:
    code = filed(world)
    with world.view() as view:
        place = areas.places_of(view.db, area_codes.known(view, code).id)[0].code
    asked = InspectionRequest(
        code,
        TODAY,
        "to_mend",
        place=place,
        tree_age=9,
        stage="fruiting",
        expected_g=12_000_000,
        diary="part",
        words={"pests": "nhện đỏ", "position": "22,4719; 104,9012"},
        files=(files.prepare(photograph(), folder), files.prepare(PDF, folder)),
    )
    with world.by(world.who.inspector) as work:
        return inspections.register(work, asked)


def test_a_check_comes_back_as_it_was_filled_in(world: World, tmp_path: Path) -> None:
    code = registered(world, tmp_path)
    with world.view() as view:
        page = inspection_views.page(view, world.who.registrar, code)
        pdf, picture = sorted(page.files, key=lambda each: each.content_type)
        shown = inspection_views.paper(view, world.who.inspector, code, picture.number)
    assert page.findings == {
        "tree_age": 9,
        "stage": "fruiting",
        "expected_g": 12_000_000,
        "diary": "part",
    }
    assert page.words == {"pests": "nhện đỏ", "position": "22,4719; 104,9012"}
    assert (page.signed.person, page.conclusion) == ("Trần Văn Bình", "to_mend")
    assert (pdf.is_picture, picture.is_picture) == (False, True)
    with Image.open(io.BytesIO(files.read(tmp_path, shown.name))) as opened:
        assert dict(opened.getexif()) == {}
    assert world.differences() == []


def test_neither_words_nor_position_stand_in_a_leaf(world: World, tmp_path: Path) -> None:
    registered(world, tmp_path)
    with world.view() as view:
        leaves = "".join(view.db.scalars(text("SELECT leaf FROM event")))
    for private in ("nhện đỏ", "104,9012", "Trần Văn Bình"):
        assert private not in leaves


def test_who_may_not_check(world: World, tmp_path: Path) -> None:
    code = filed(world)
    for actor, refusal in (
        (world.who.commune_registrar, NotFound),
        (world.who.stranger, NotFound),
        (world.who.manager, Denied),
    ):
        with world.by(actor) as work, pytest.raises(refusal):
            inspections.register(work, InspectionRequest(code, TODAY, "passed"))
    with world.by(world.who.inspector) as work, pytest.raises(Invalid) as refused:
        inspections.register(work, InspectionRequest(code, TODAY, "passed", world.who.place))
    assert refused.value.faults[0].field == "place"


@pytest.mark.parametrize("column", ["conclusion = 'passed'", "findings = '{}'"])
def test_a_check_that_was_changed_is_named(world: World, tmp_path: Path, column: str) -> None:
    registered(world, tmp_path)
    world.tampered = True
    with world.store.writer.begin() as connection:
        release(connection, "inspection")
        connection.execute(text(f"UPDATE inspection SET {column}"))
    assert "inspection" in {each.kind for each in world.differences()}
