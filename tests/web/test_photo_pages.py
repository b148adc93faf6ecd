"""The photograph on the page of a lot: for the lot's own people, and as a picture only."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.people import World, photograph
from tests.web.lot_visits import Visitor, app_of
from traceability.services import photos

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def visitor(world: World, folder: Path, login: str | None) -> Visitor:
    return Visitor(app_of(world, files=folder), world, login)


@pytest.fixture
def lot(world: World, tmp_path: Path) -> str:
    return world.harvest(photo=photos.prepare(photograph(), tmp_path)).code


def test_the_page_of_a_lot_shows_its_photograph(world: World, tmp_path: Path, lot: str) -> None:
    recorder = visitor(world, tmp_path, "recorder")
    found = re.search(r'<img class="photo" ([^>]+)>', recorder.get(f"/coop/lo/{lot}").source)
    assert found
    shown = dict(re.findall(r'([a-z]+)="([^"]*)"', found[1]))
    assert shown["src"] == f"/coop/lo/{lot}/anh/1"
    assert shown["alt"].startswith("Ảnh của lô CAM-260112-01")
    assert (shown["width"], shown["height"]) == ("320", "240")
    answer = recorder.get(shown["src"]).answer
    assert answer.status_code == 200
    assert answer.get_data() == photos.prepare(photograph(), tmp_path).jpeg
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"].startswith("private")


def test_a_lot_without_one_shows_none(world: World, tmp_path: Path) -> None:
    page = visitor(world, tmp_path, "recorder").get(f"/coop/lo/{world.harvest().code}")
    assert page.status == 200
    assert "<img" not in page.source.split("<main", 1)[1]


def test_nobody_else_sees_it(world: World, tmp_path: Path, lot: str) -> None:
    path = f"/coop/lo/{lot}/anh/1"
    assert visitor(world, tmp_path, None).get(path).status == 302
    assert visitor(world, tmp_path, "stranger").get(path).status == 404
    assert visitor(world, tmp_path, "registrar").get(path).status == 404


@pytest.mark.parametrize("number", ["0", "2", "-1", "10", "9999999999", "x", "../1"])
def test_there_is_no_other(world: World, tmp_path: Path, lot: str, number: str) -> None:
    recorder = visitor(world, tmp_path, "recorder")
    assert recorder.get(f"/coop/lo/{lot}/anh/{number}").status == 404


def test_one_that_was_erased_is_not_found(world: World, tmp_path: Path, lot: str) -> None:
    for each in tmp_path.iterdir():
        each.unlink()
    recorder = visitor(world, tmp_path, "recorder")
    assert recorder.get(f"/coop/lo/{lot}/anh/1").status == 404
