"""Pages of organisations, places and barcodes say how codes stand, and who stands behind a line."""

from __future__ import annotations

from typing import Any

import pytest

from tests.people import TODAY, World
from tests.web.digital_link_doors import goods
from tests.web.public_door import visitor
from tests.web.test_area_page import own_area, words_of

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

SEEN, SAID = "cán bộ đã xem", "HTX khai"
RAW = "VN-HGOR-0128"


def read(world: World, path: str) -> str:
    return words_of(visitor(world).get(path).text)


def test_an_organisation_lists_how_its_codes_stand(world: World) -> None:
    own_area(world)
    page = read(world, f"/{world.who.cooperative}")
    assert f"{RAW} {SEEN} Mã số đang hiệu lực" in page
    assert f"{SAID} Mã nội bộ của hệ thống" in page
    world.suspend(TODAY)
    page = read(world, f"/{world.who.cooperative}")
    assert f"{RAW} {SEEN} Mã số đang tạm dừng, từ 20/01/2026" in page
    told: dict[str, Any] | None = visitor(world).get(f"/id/party/{world.who.cooperative}.json").json
    assert told is not None
    codes = {each["area_code"]: (each["status"], each["since"]) for each in told["areas"]}
    assert codes[RAW] == ("suspended", "2026-01-20")


def test_the_lines_of_an_organisation_and_a_place_say_who_stands_behind_them(
    world: World,
) -> None:
    world.packed()
    page = read(world, f"/{world.who.cooperative}")
    assert f"Hợp tác xã {SEEN} HTX Cam Sành Vĩnh Hảo" in page
    assert f"tỉnh Tuyên Quang {SAID}" in page
    assert f"{SEEN}Cán bộ" in page.split("Ai đứng sau mỗi dòng")[1]
    page = read(world, f"/{world.who.place}")
    assert f"HTX Cam Sành Vĩnh Hảo {SEEN}" in page
    assert f"{SAID}Hợp tác xã" in page.split("Ai đứng sau mỗi dòng")[1]


def test_the_lines_of_a_barcode_say_who_stands_behind_them(world: World) -> None:
    page = read(world, f"/gtin/{goods(world).gtin}")
    assert f"HTX Cam Sành Vĩnh Hảo {SEEN}" in page
    assert f"Mã vạch do đơn vị khai, chưa được xác nhận. {SAID}" in page
    assert f"{SEEN}Cán bộ" in page.split("Ai đứng sau mỗi dòng")[1]
