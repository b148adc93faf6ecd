"""Lots and labels in a real Chromium: a phone without scripts, a desk, small screens, axe."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import labels
from tests.browsing import assert_no_fault, follow, listening
from tests.people import PACKED_ON, World
from tests.print_houses import order_of_house
from tests.web.lot_visits import app_of, draw_jobs, token_of
from traceability.web.guards import COOKIE

pytestmark = pytest.mark.browser


@pytest.fixture
def site(world: World, tmp_path: Path) -> Iterator[str]:
    """The address of a running service on the world of the test."""
    app = app_of(world, files=tmp_path, public_url="http://127.0.0.1:8000", development=True)
    with listening(app) as url:
        yield url


@contextmanager
def screen(browser: Browser, world: World, site: str, width: int, **more: object) -> Iterator[Page]:
    """A page of the manager, signed in, with a screen of that width."""
    wanted = {"viewport": {"width": width, "height": 740}, "locale": "vi-VN"} | more
    context = browser.new_context(**wanted)  # type: ignore[arg-type]
    context.add_cookies([{"name": COOKIE, "value": token_of(world, "manager"), "url": site}])
    yield context.new_page()
    context.close()


def paths(world: World) -> list[str]:
    """Every page in the states that it knows."""
    harvest = world.harvest(300)
    packed = world.pack(harvest.code, 40)
    lot, held = world.packed(90, 200), world.harvest(50, day=PACKED_ON)
    run, drawing = world.print_labels(lot.code, 30), world.print_labels(lot.code, 5, released=False)
    world.link(run, 1, 12)
    recalled = world.packed()
    world.recall(recalled.code)
    world.suspend(PACKED_ON, [held.lot_code])
    lots = (harvest, packed, lot, held, recalled)
    return [
        "/coop/lo",
        "/coop/lo?state=published",
        "/coop/lo?kind=packed&state=open",
        *(f"/coop/lo/{each.code}" for each in lots),
        f"/coop/lo/{lot.code}/in-tem",
        f"/coop/lo/{recalled.code}/in-tem",
        "/coop/tem",
        f"/coop/tem/{run}",
        f"/coop/tem/{drawing}?stay=1",
        f"/coop/tem/{run}/so",
        f"/coop/tem/{run}/ghi/giao",
        f"/coop/lo/{lot.code}/tem",
        *("/coop/tem/kich-hoat", "/coop/tem/tim", "/coop/tem/in-truoc", "/coop/tem/chua-ro"),
        "/coop/tem/duoc-giao",
        *paper_paths(world, lot.code, run),
        "/coop/san-pham",
        "/coop/san-pham/moi",
        f"/coop/san-pham/{world.who.product}",
        f"/coop/san-pham/{world.who.product}/sua",
        "/coop/vung-trong",
    ]


def paper_paths(world: World, lot: str, run: str) -> list[str]:
    """Paper, printers, cartons, printing houses, and the looks at paper."""
    unread = world.print_labels(lot, 5, seen=False)
    order = order_of_house(world, lot)
    return [
        "/coop/giay-tem",
        "/coop/giay-tem/moi",
        "/coop/may-in",
        "/coop/may-in/moi",
        "/coop/in-thu",
        f"/coop/lo/{lot}/in-tem-thung",
        f"/coop/tem/{unread}/doc-thu",
        *(f"/coop/tem/{run}/ghi/{act}" for act in ("hong", "mat", "in-tiep", "xuat-tep")),
        "/coop/tem/xuong-in",
        f"/coop/lo/{lot}/xuong-in",
        f"/coop/tem/{order.run}/xuong-in",
        f"/coop/tem/{order.run}/xuong-in/doc-thu",
        f"/coop/tem/{order.run}/nhan/{order.rolls[0]}",
        f"/xuong-in/{order.token}",
    ]


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(world: World, site: str, browser: Browser, width: int) -> None:
    with screen(browser, world, site, width) as page:
        for path in paths(world):
            page.goto(site + path)
            assert_no_fault(page)
            expect(page.get_by_role("heading", level=1)).to_have_count(1)
            # One thing to do: there is never more than one filled button.
            assert page.locator("main .button:not(.outlined):visible").count() <= 1, path


def test_nothing_scrolls_sideways(world: World, site: str, browser: Browser) -> None:
    with screen(browser, world, site, 320) as page:
        for path in paths(world):
            page.goto(site + path)
            assert page.evaluate("document.documentElement.scrollWidth") == 320, path
        page.set_viewport_size({"width": 1280, "height": 740})
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280


@pytest.mark.parametrize("width", [360, 1280])
def test_from_lot_to_linked_labels_without_scripts(
    world: World, site: str, browser: Browser, width: int
) -> None:
    packed = world.pack(world.harvest(100).code, 40)
    with screen(browser, world, site, width, java_script_enabled=False) as page:
        page.goto(f"{site}/coop/lo")
        follow(page, page.get_by_role("link", name=packed.lot_code))
        page.get_by_label("Tôi đã xem lại, công bố luôn").check()
        follow(page, page.get_by_role("button", name="Công bố lô"))
        expect(page.get_by_role("status")).to_contain_text("Đã công bố lô")
        follow(page, page.get_by_role("link", name="In tem", exact=True))
        page.get_by_label("In bao nhiêu tem?").fill("41")
        follow(page, page.get_by_role("button", name="Tạo tờ tem"))
        expect(page.get_by_label("In bao nhiêu tem?")).to_be_focused()
        expect(page.get_by_label("In bao nhiêu tem?")).to_have_value("41")
        page.get_by_label("In bao nhiêu tem?").fill("12")
        page.get_by_label("Loại giấy tem").select_option("L7160")
        follow(page, page.get_by_role("button", name="Tạo tờ tem"))
        expect(page.get_by_role("status")).to_contain_text("Đang tạo tờ tem")
        draw_jobs(world)
        # The page turns by itself: nothing is clicked here.
        download = page.get_by_role("button", name="Tải tờ tem (PDF)")
        expect(download).to_be_visible()
        with page.expect_download() as taken:
            download.click()
        read = labels.decode_sheets(taken.value.path().read_bytes(), labels.STOCKS["L7160"])
        urls = [each for each in read if each]
        assert len(set(urls)) == 12
        follow(page, page.get_by_role("link", name="Đọc thử ba tem"))
        for name, at in (("seen_first", 0), ("seen_middle", 6), ("seen_last", 11)):
            page.locator(f"[name={name}]").fill(urls[at])
        follow(page, page.get_by_role("button", name="Ghi đã đọc được"))
        page.get_by_label("đến tem số").fill("10")
        follow(page, page.get_by_role("button", name="Kích hoạt tem"))
        expect(page.get_by_text("Sẽ kích hoạt 10 tem, số 1–10")).to_be_visible()
        follow(page, page.get_by_role("button", name="Kích hoạt 10 tem"))
        expect(page.get_by_role("status")).to_contain_text("Đã kích hoạt 10 tem, số 1–10")
        page.get_by_text("Hủy tem không còn tin được").click()
        page.get_by_label("Hủy từ tem số").fill("11")
        page.get_by_label("đến số").fill("12")
        page.get_by_label("Vì sao hủy?").fill("in lệch")
        follow(page, page.get_by_role("button", name="Tiếp tục"))
        expect(page.get_by_text("Sẽ hủy 2 tem: số 11–12")).to_be_visible()
        follow(page, page.get_by_role("button", name="Hủy 2 tem"))
        expect(page.get_by_role("status")).to_contain_text("Đã hủy 2 tem")


@pytest.mark.parametrize("scripts", [True, False])
def test_who_looked_first_need_not_reload_by_hand(
    world: World, site: str, browser: Browser, *, scripts: bool
) -> None:
    """The address keeps the part of the page that a preview opened: waiting ends all the same."""
    lot = world.packed(90, 200).code
    with screen(browser, world, site, 360, java_script_enabled=scripts) as page:
        page.goto(f"{site}/coop/lo/{lot}/in-tem")
        page.get_by_label("In bao nhiêu tem?").fill("3")
        follow(page, page.get_by_role("button", name="Xem trước tem"))
        follow(page, page.get_by_role("button", name="Tạo tờ tem"))
        expect(page.get_by_role("status")).to_contain_text("Đang tạo tờ tem")
        draw_jobs(world)
        expect(page.get_by_role("button", name="Tải tờ tem (PDF)")).to_be_visible()


def test_a_place_is_picked_and_a_proof_is_sent_by_keyboard(
    world: World, site: str, browser: Browser, tmp_path: Path
) -> None:
    lot = world.packed(90, 200).code
    order = order_of_house(world, lot)
    with screen(browser, world, site, 360) as page:
        page.goto(f"{site}/coop/lo/{lot}/in-tem")
        tab_to(page, "Bắt đầu từ tem thứ 4")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.get_by_label("Bắt đầu từ tem thứ mấy trên tờ?")).to_have_value("4")
        page.goto(f"{site}/coop/tem/{order.run}/xuong-in/doc-thu")
        proof = tmp_path / "proof.pdf"
        proof.write_bytes(b"no proof")
        page.locator("#proof").set_input_files(proof)
        tab_to(page, "Đọc bản in thử")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.locator("#proof")).to_be_focused()
        expect(page.locator("#proof-error")).to_contain_text("Không đọc được tệp in thử proof.pdf")
        assert_no_fault(page)


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what bears this name has the focus."""
    told = "() => document.activeElement.ariaLabel || document.activeElement.innerText"
    for _step in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(told) == name:
            return
    raise AssertionError(f"{name} is not reached by Tab")


def test_what_acts_is_large_enough_for_a_thumb(world: World, site: str, browser: Browser) -> None:
    with screen(browser, world, site, 360) as page:
        for path in paths(world):
            page.goto(site + path)
            for button in page.locator("main .button:visible, main .row:visible").all():
                box = button.bounding_box()
                assert box is not None
                assert box["height"] >= 48, (path, button.inner_text())
