"""What is sent as a boundary and is none: told what it is, and what to do instead."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.people import World
from tests.web.lot_visits import Visitor
from tests.web.test_boundary_pages import path_of, sent, typed


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def manager(app: Flask, world: World) -> Visitor:
    return Visitor(app, world, "manager")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "Đây là tệp PDF hoặc ảnh"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "Đây là tệp PDF hoặc ảnh"),
        (b'{"type": "Polygon",\n "coordinates": [[[104.8', "đọc đến dòng 2 thì dừng"),
    ],
)
def test_a_file_without_a_line_says_what_it_is(
    manager: Visitor, world: World, data: bytes, told: str
) -> None:
    page = sent(manager, world.who.place, data)
    assert page.status == 422
    assert told in page.error_at("boundary")
    assert "gõ tọa độ từng góc" in page.error_at("boundary")


def test_an_empty_file_is_told_to_be_empty(manager: Visitor, world: World) -> None:
    assert "Tệp trống" in sent(manager, world.who.place, b"").error_at("boundary")


def test_a_crossing_is_named_as_corners_are_typed(manager: Visitor, world: World) -> None:
    bow = "22,26 104,87\n22,27 104,88\n22,27 104,87\n22,26 104,88"
    page = typed(manager, world.who.place, bow)
    assert "cắt nhau tại 22,26500 104,87500" in page.error_at("boundary")
    assert path_of(world.who.place) in page.source
