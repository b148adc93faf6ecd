"""From an invitation to the first label that opens, as somebody new does it: with a stopwatch.

A person has a thumb or a keyboard, and what they do is counted. Each step is reached from the
checklist. What each took stands in the test's log (``-rP`` shows it).
"""

from __future__ import annotations

import abc
import dataclasses
import logging
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from xlsxwriter import Workbook

from tests.browsing import assert_no_fault, listening
from tests.people import KEYRING, VINH_TUY, World
from tests.serving import app_on
from tests.web.lot_visits import draw_jobs
from traceability.services import invitations
from traceability.services.invitations import OrganisationInvited
from traceability.settings import Settings
from traceability.store.models import Party

pytestmark = pytest.mark.browser

HOUSEHOLDS = 25
MOST_INTERACTIONS = 60
_log = logging.getLogger(__name__)
NAMES = ("Giàng A Pháo", "Vàng Thị Mỷ", "Lù Văn Sẻng", "Hoàng Thị Mai", "Nông Văn Dũng")


@dataclasses.dataclass
class Person(abc.ABC):
    """Somebody at a browser: what they did is counted, and when a step ended is noted."""

    page: Page
    url: str
    done: int = 0
    began: float = dataclasses.field(default_factory=time.monotonic)

    def tap(self, target: Locator) -> None:
        """Press a button or link, which leads to another page."""
        self.done += 1
        with self.page.expect_navigation():
            self._press(target)

    def type(self, target: Locator, text: str) -> None:
        """Type into a field."""
        self.done += 1
        self._type(target, text)

    def tick(self, target: Locator) -> None:
        """Tick a box."""
        self.done += 1
        self._tick(target)

    def attach(self, target: Locator, path: Path) -> None:
        """Choose a file."""
        self.done += 1
        with self.page.expect_file_chooser() as asked:
            self._press(target)
        asked.value.set_files(path)

    def download(self, target: Locator, path: Path) -> bytes:
        """Fetch a file."""
        self.done += 1
        with self.page.expect_download() as fetched:
            self._press(target)
        fetched.value.save_as(path)
        return path.read_bytes()

    def finish(self, step: str) -> None:
        """Note what a step took, and look at the page that it led to."""
        spent = time.monotonic() - self.began
        _log.info("%-26s %3d interactions %6.1f s", step, self.done, spent)
        expect(self.page.locator("h1")).to_have_count(1)
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not self.page.evaluate(wide), self.page.url
        assert_no_fault(self.page)

    def field(self, name: str) -> Locator:
        """A field by the name it is sent under."""
        return self.page.locator(f'main [name="{name}"]').first

    def primary(self) -> Locator:
        """The one big button of the screen."""
        return self.page.locator("main .button.big:visible").first

    def named(self, text: str) -> Locator:
        """A button or link by its words."""
        role = self.page.get_by_role
        return role("button", name=text).or_(role("link", name=text)).first

    @abc.abstractmethod
    def _press(self, target: Locator) -> None: ...

    @abc.abstractmethod
    def _type(self, target: Locator, text: str) -> None: ...

    @abc.abstractmethod
    def _tick(self, target: Locator) -> None: ...


class Thumb(Person):
    """A telephone in one hand."""

    def _press(self, target: Locator) -> None:
        target.click()

    def _type(self, target: Locator, text: str) -> None:
        target.fill(text)

    def _tick(self, target: Locator) -> None:
        target.check()


class Keys(Person):
    """Nothing but a keyboard: every target is reached by the tab key, in the page's own order."""

    def _press(self, target: Locator) -> None:
        self._reach(target)
        self.page.keyboard.press("Enter")

    def _type(self, target: Locator, text: str) -> None:
        self._reach(target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def _tick(self, target: Locator) -> None:
        self._reach(target)
        self.page.keyboard.press("Space")

    def _reach(self, target: Locator) -> None:
        for _ in range(150):
            if target.evaluate("each => each === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{target} is out of the keyboard's reach on {self.page.url}")


@dataclasses.dataclass(frozen=True)
class Day:
    """A service that listens, a link that was handed over, and who got it."""

    world: World
    person: Person
    link: str
    folder: Path


@pytest.fixture(params=[Thumb, Keys], ids=["thumb", "keyboard"])
def day(
    request: pytest.FixtureRequest, world: World, tmp_path: Path, browser: Browser
) -> Iterator[Day]:
    group = OrganisationInvited("group", "Tổ hợp tác Cam Vĩnh Hảo", VINH_TUY, "0912345678")
    with world.by(world.who.registrar) as work:
        token = invitations.invite_organisation(work, group).token
    settings = Settings("sqlite://", "http://127.0.0.1", "s" * 32, KEYRING, tmp_path, True)
    with listening(app_on(world, settings)) as url:
        context = browser.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN")
        yield Day(world, request.param(context.new_page(), url), f"{url}/moi/{token}", tmp_path)
        context.close()


def a_list(path: Path) -> Path:
    """A list as cooperatives have it: a title above, a running number, zeros that Excel ate."""
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "DANH SÁCH HỘ THÀNH VIÊN")
        for column, heading in enumerate(("STT", "Họ và tên", "Số điện thoại", "Thôn")):
            sheet.write(2, column, heading)
        for number in range(HOUSEHOLDS):
            name = f"{NAMES[number % len(NAMES)]} {chr(ord('A') + number)}"
            row = (number + 1, name, 912_345_600 + number, "Vĩnh Sơn")
            for column, value in enumerate(row):
                sheet.write(number + 3, column, value)
    return path


def test_from_an_invitation_to_a_label_that_opens(
    day: Day, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, __name__)
    person = day.person
    person.page.goto(day.link)
    accept(person)
    describe(person)
    list_households(person, a_list(day.folder / "ho.xlsx"))
    print_consents(person, day.folder)
    open_area(person)
    add_product(person)
    try_printer(person, day.folder)
    make_label(day)
    assert person.done <= MOST_INTERACTIONS
    assert households(day.world) == HOUSEHOLDS


def accept(person: Person) -> None:
    person.type(person.field("name"), "Giàng A Pháo")
    person.type(person.field("login"), "0912 345 678")
    person.type(person.field("password"), "cam sành vĩnh hảo 2026")
    person.tap(person.primary())
    expect(person.page.locator("h1")).to_have_text("Đến con tem đầu tiên")
    person.finish("invitation")


def describe(person: Person) -> None:
    person.tap(person.named("Điền thông tin đơn vị"))
    person.type(person.field("address"), "Thôn Vĩnh Sơn")
    person.type(person.field("representative"), "Giàng A Pháo")
    person.type(person.field("phone"), "0912 345 678")
    person.tap(person.primary())
    person.tap(person.named("Lưu thông tin đơn vị"))
    back_at_the_list(person, 1, "organisation")


def list_households(person: Person, path: Path) -> None:
    person.tap(person.named("Nhập danh sách hộ"))
    person.tap(person.named("Nhập danh sách từ Excel"))
    person.attach(person.field("file"), path)
    person.tap(person.named("Xem trước"))
    expect(person.page.locator("main")).to_contain_text(f"{HOUSEHOLDS} hộ sẽ thêm")
    person.tap(person.named(f"Lưu {HOUSEHOLDS} hộ"))
    back_at_the_list(person, 2, "25 households from Excel")


def print_consents(person: Person, folder: Path) -> None:
    """The sheet goes to a meeting; what comes back is recorded on another day."""
    person.tap(person.primary())
    sheet = person.download(person.named("Một danh sách, ký khi họp"), folder / "phieu.pdf")
    assert sheet.startswith(b"%PDF")
    person.tap(person.named("Thiết lập"))
    person.tap(person.page.locator(".step.due").get_by_role("button", name="Bỏ qua"))
    back_at_the_list(person, 3, "consent sheets")


def open_area(person: Person) -> None:
    person.tap(person.primary())
    person.tap(person.named("Vườn cây ăn quả"))
    person.type(person.field("name"), "Vườn nhà ông Páo")
    person.type(person.field("area"), "1,5")
    person.tick(person.field("crops"))
    person.tap(person.primary())
    person.tap(person.named("Lưu vùng trồng"))
    back_at_the_list(person, 4, "growing area")


def add_product(person: Person) -> None:
    person.tap(person.primary())
    person.type(person.field("name_vi"), "Cam sành Vĩnh Hảo")
    person.type(person.field("formats.1.name"), "túi lưới 2 kg")
    person.type(person.field("formats.1.net"), "2")
    person.tap(person.primary())
    back_at_the_list(person, 5, "product")


def try_printer(person: Person, folder: Path) -> None:
    person.tap(person.primary())
    sheet = person.download(person.named("Tải tờ in thử"), folder / "in-thu.pdf")
    assert sheet.startswith(b"%PDF")
    person.tap(person.named("Cả hai đều đúng"))
    back_at_the_list(person, 6, "printer test")


def make_label(day: Day) -> None:
    person = day.person
    person.tap(person.primary())
    person.tap(person.primary())
    person.type(person.field("weight"), "100")
    person.tap(person.primary())
    person.tap(person.named("Lưu lô"))
    person.finish("harvest")
    person.tap(person.primary())
    person.tap(person.primary())
    person.tap(person.named("Lưu lô đóng gói"))
    person.finish("packing")
    person.tap(person.primary())
    draw_jobs(day.world)
    expect(person.named("Tải tờ tem")).to_be_visible()
    sheet = person.download(person.named("Tải tờ tem"), day.folder / "tem.pdf")
    assert sheet.startswith(b"%PDF")
    person.tap(person.named("Kích hoạt tem đầu tiên"))
    person.finish("label printed and linked")
    person.tap(person.named("Mở trang của tem"))
    expect(person.page.locator("body")).to_contain_text("Cam sành Vĩnh Hảo")
    expect(person.page.locator("body")).to_contain_text("Tổ hợp tác Cam Vĩnh Hảo")
    assert re.search(r"/[0-9A-Z]{13}$", person.page.url)
    person.finish("label opened")


def back_at_the_list(person: Person, settled: int, step: str) -> None:
    """Every finished step leads back to the checklist, which counts it."""
    expect(person.page.locator(".steps-meter :is(.done, .skipped)")).to_have_count(settled)
    person.finish(step)


def households(world: World) -> int:
    with world.view() as view:
        group = view.db.query(Party).filter_by(kind="group").one()
        return view.db.query(Party).filter_by(tenant_id=group.id).count()
