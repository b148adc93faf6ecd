"""The main job from end to end, as a person does it: in a browser, on paper, and back."""

from __future__ import annotations

import html
import re
import subprocess
import urllib.request
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browsing import assert_no_fault, follow
from tests.journeys.live import Live

pytestmark = [pytest.mark.browser, pytest.mark.poppler]

ORGANISATION, PRODUCT, AREA = "HTX Cam Sành Vĩnh Hảo", "Cam sành Hà Giang", "VN-HGOR-0128"
MOST_PIXELS_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Visit:
    """A browser at one width; every page that it stops at is looked at."""

    def __init__(self, live: Live, page: Page, *, script: bool) -> None:
        self.live, self.page, self._script = live, page, script

    def go(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.live.url + path)

    def look(self) -> None:
        """Nothing to scroll sideways, one heading, and no finding of axe's."""
        self.page.wait_for_load_state()
        expect(self.page.locator("h1")).to_have_count(1)
        assert "Dữ liệu trình diễn" in self.page.inner_text("body")
        # The browser measures for us even where the page itself may run no script.
        assert self.page.evaluate(MOST_PIXELS_WIDE) <= 0, self.page.url
        self._fits()
        if self._script:
            assert_no_fault(self.page)

    def _fits(self) -> None:
        """What must be read or pressed lies within the screen, clipped by nothing."""
        screen = self.page.viewport_size
        assert screen is not None
        for each in self.page.locator("h1, h2, main button:visible, main .button").all():
            box = each.bounding_box()
            if box is not None:
                right = box["x"] + box["width"]
                told = f"{self.page.url}: {each.inner_text()!r} ends at {right}"
                assert -0.5 <= box["x"] <= right <= screen["width"] + 0.5, told

    def says(self, text: str) -> None:
        """The page's main part holds the text; a space that must not break is a space."""
        assert text in self.page.inner_text("main").replace("\xa0", " ")

    def press(self, name: str) -> None:
        self.look()
        follow(self.page, self.page.get_by_role("button", name=name, exact=True))

    def follow(self, name: str) -> None:
        self.look()
        link = self.page.get_by_role("main").get_by_role("link", name=name, exact=True)
        follow(self.page, link.first)


def sign_in(visit: Visit) -> None:
    account = visit.live.account(ORGANISATION, "manager")
    visit.go("/dang-nhap")
    visit.page.get_by_label("Tên đăng nhập hoặc số điện thoại").fill(account["login"])
    visit.page.get_by_label("Mật khẩu").fill(account["password"])
    visit.press("Đăng nhập")
    visit.page.wait_for_url("**/coop/")


def harvest(visit: Visit) -> None:
    visit.follow("+ Ghi thu hoạch")
    areas = visit.page.locator("#growing_area option, #area option, select option")
    wanted = areas.filter(has_text=AREA).first.get_attribute("value")
    visit.page.locator("select").first.select_option(wanted)
    visit.page.get_by_label("Khối lượng", exact=True).fill("2 tạ 5 yến")
    visit.press("Xem lại")
    visit.says("250 kg")
    visit.press("Lưu lô")
    visit.says("250 kg")


def pack(visit: Visit) -> None:
    visit.follow("Đóng gói lô này")
    visit.page.locator("[name=packages]").fill("120")
    visit.press("Xem lại")
    visit.says("10 kg")  # 250 kg in, 120 × 2 kg out
    visit.press("Lưu lô đóng gói")


def print_labels(visit: Visit, stock: str, count: int) -> None:
    visit.press("Công bố lô")
    visit.says("Mọi người sẽ thấy")
    visit.press("Công bố lô")
    visit.follow("In tem")
    visit.page.locator("[name=count]").fill(str(count))
    visit.page.locator("[name=stock]").select_option(stock)
    visit.press("Tạo tờ tem")
    download = visit.page.get_by_role("button", name="Tải tờ tem (PDF)")
    # The page turns by itself until the sheet is released.
    expect(download).to_be_visible(timeout=90_000)


def sheet(visit: Visit, folder: Path) -> Path:
    with visit.page.expect_download() as taken:
        visit.page.get_by_role("button", name="Tải tờ tem (PDF)").click()
    path = folder / "tem.pdf"
    taken.value.save_as(path)
    return path


def decoded(pdf: Path, dpi: int) -> list[str]:
    """All codes of a file as a scanner reads them from poppler's rendering."""
    stem = pdf.with_name(f"page-{dpi}")
    subprocess.run(["pdftoppm", "-r", str(dpi), "-gray", "-png", pdf, stem], check=True)
    found: list[str] = []
    for picture in sorted(pdf.parent.glob(f"{stem.name}-*.png")):
        with Image.open(picture) as image:
            codes = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
        found.extend(code.text for code in codes)
    return found


@pytest.mark.parametrize(
    ("width", "script", "stock", "count"),
    [(360, True, "L7651", 65), (360, False, "L7160", 21), (1280, True, "3474", 24)],
)
def test_from_harvest_to_the_page_behind_the_label(
    live: Live,
    browser: Browser,
    tmp_path: Path,
    width: int,
    script: bool,
    stock: str,
    count: int,
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 780}, locale="vi-VN", java_script_enabled=script
    )
    visit = Visit(live, context.new_page(), script=script)
    sign_in(visit)
    harvest(visit)
    pack(visit)
    print_labels(visit, stock, count)
    pdf = sheet(visit, tmp_path)
    at_203, at_300 = decoded(pdf, 203), decoded(pdf, 300)
    assert len(at_300) == count
    assert sorted(at_203) == sorted(at_300)
    assert len(set(at_300)) == count
    assert all(text.startswith(f"{live.url}/") for text in at_300)
    visit.follow("Đọc thử ba tem")
    for name, at in (("seen_first", 0), ("seen_middle", count // 2), ("seen_last", count - 1)):
        visit.page.locator(f"[name={name}]").fill(at_300[at])
    visit.press("Ghi đã đọc được")
    visit.press("Kích hoạt tem")
    visit.press(f"Kích hoạt {count} tem")
    lot = re.search(r"CAM-\d{6}-\d{2}", visit.page.inner_text("h1"))
    assert lot is not None
    stranger = browser.new_context(
        viewport={"width": width, "height": 780}, locale="vi-VN", java_script_enabled=script
    )
    buyer = Visit(live, stranger.new_page(), script=script)
    for position, url in enumerate(at_300):
        buyer.go(url)
        text = buyer.page.inner_text("body")
        assert all(word in text for word in (lot[0], AREA, ORGANISATION, PRODUCT))
        assert "Không có cảnh báo cho lô này" in text
        if position == 0:
            buyer.look()
    assert not stranger.cookies()
    context.close()
    stranger.close()
    verified = live.cli("verify")
    assert verified.returncode == 0, verified.stdout


#: What a buyer must read first in each state.
SAID = {
    "valid": ("Không có cảnh báo cho lô này", ""),
    "held": ("Lô này đang tạm ngừng bán, để riêng chờ kết luận", "Từ "),
    "code_suspended": (
        "Mã số vùng trồng không hiệu lực vào ngày thu hoạch",
        "vào ngày thu hoạch: ",
    ),
    "recalled": ("Sản phẩm đang bị thu hồi", "Thu hồi sản phẩm từ "),
    "void": ("Tem này đã bị hủy", "Tem đã hủy không còn giá trị với gói hàng dán nó."),
    "not_linked": ("Tem này chưa được kích hoạt", "chưa kích hoạt"),
    "blank": ("Tem của HTX Cam Sành Vĩnh Hảo, chưa kích hoạt cho lô nào", ""),
    "expired": ("Đã quá hạn sử dụng", "Hạn sử dụng: "),
}
#: What the page of a growing-area code says first while it is in force.
IN_FORCE = {
    "Mã số đang hiệu lực",
    "Mã này đang có tranh chấp",
    "Mã nội bộ của hệ thống, chưa phải mã do cơ quan nhà nước cấp",
}
VERDICT = re.compile(r'<section class="verdict.*?</section>', re.S)
HEADING = re.compile(r"<h2.*?<span>(.*?)</span>", re.S)


def verdict(url: str) -> tuple[str, str]:
    """The verdict's heading, and the text of its whole part, of the page behind an address."""
    with urllib.request.urlopen(url, timeout=10) as answer:
        assert answer.status == 200
        (part,) = VERDICT.findall(answer.read().decode())
    (heading,) = HEADING.findall(part)
    words = html.unescape(re.sub(r"<[^>]+>", " ", part)).replace("\xa0", " ")
    return html.unescape(heading).strip(), " ".join(words.split())


def test_every_demonstration_code_says_its_state_first(live: Live) -> None:
    seen = set()
    for each in live.codes():
        heading, text = verdict(f"{live.url}/{each['code']}")
        if each["kind"] == "area":
            assert (heading in IN_FORCE) == (each["state"] == "valid"), heading
            continue
        is_blank = each["state"] == "not_linked" and heading.startswith("Tem của ")
        said = "blank" if is_blank else each["state"]
        seen.add(said)
        title, more = SAID[said]
        assert heading == title, each
        assert more in text, each
    assert seen == SAID.keys()
