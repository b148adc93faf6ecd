"""A registrar takes twenty applications of the demonstration to a decision, by keyboard alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import assert_no_fault, listening
from tests.people import KEYRING, Clock
from tests.serving import compiling_once
from tests.store_fixtures import SHOWN_AT, Templates, opened
from traceability.app import build
from traceability.domain.access import Role
from traceability.domain.growing_area import WITH_OFFICE
from traceability.services import file_views, parties, seeding, sign_in
from traceability.settings import Settings
from traceability.store.engine import Store
from traceability.store.models import Actor as ActorRow
from traceability.store.models import Membership
from traceability.store.unit import reading, writing
from traceability.web.guards import COOKIE

pytestmark = pytest.mark.browser
FILES = 20


@pytest.fixture(scope="module")
def store(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A copy of the demonstration."""
    file = tmp_path_factory.mktemp("filing") / "demo.sqlite3"
    shutil.copyfile(templates.demonstration()[0], file)
    with opened(f"sqlite:///{file}", Clock(SHOWN_AT)) as made:
        yield made


def session(store: Store, login: str) -> str:
    with reading(store) as view:
        operator = seeding.operator(view)
    with writing(store, operator) as work:
        user = sign_in.account_of(work, login)
        assert user is not None
        return sign_in.open_session(work, user)


def waiting(store: Store) -> int:
    """How many files wait for the demonstration's registrar."""
    with reading(store) as view:
        user = sign_in.account_of(view, "dangky")
        assert user is not None
        member = view.db.query(Membership).filter(Membership.user_id == user.id).one()
        row = view.db.get_one(ActorRow, member.actor_id)
        actor = parties.actor_of(view, row.id, row.code, Role(member.role), member.party_id)
        return sum(line.status in WITH_OFFICE for line in file_views.queue(view, actor))


@pytest.fixture
def desk(store: Store, browser: Browser) -> Iterator[Page]:
    """The registrar's browser, on the queue."""
    settings = Settings(
        database_url="sqlite:///unused",
        public_url="http://127.0.0.1",
        secret_key="s" * 32,
        label_keys=KEYRING,
        files=None,
        development=True,
    )
    with listening(compiling_once(build(settings, store))) as url:
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        context.add_cookies([{"name": COOKIE, "value": session(store, "dangky"), "url": url}])
        page = context.new_page()
        page.goto(f"{url}/registry/ho-so")
        yield page
        context.close()


def key(page: Page, letter: str) -> None:
    """The key that stands on a button, with Alt, as a person presses it; what comes is awaited.

    Playwright sends no text with Alt held down, by which Chromium knows access keys.
    """
    page.locator(f"[accesskey={letter} i]").first.wait_for()
    page.bring_to_front()
    browser = page.context.new_cdp_session(page)
    pressed = {
        "modifiers": 1,
        "key": letter,
        "code": f"Key{letter.upper()}",
        "windowsVirtualKeyCode": ord(letter.upper()),
        "unmodifiedText": letter,
    }
    with page.expect_navigation(timeout=90_000):
        browser.send("Input.dispatchKeyEvent", {"type": "keyDown", **pressed})
        browser.send("Input.dispatchKeyEvent", {"type": "keyUp", **pressed})


def test_twenty_files_are_decided_by_keyboard_alone(desk: Page, store: Store) -> None:
    assert waiting(store) == FILES
    assert_no_fault(desk)
    key(desk, "s")
    for number in range(FILES):
        if desk.get_by_role("button", name="Nhận hồ sơ, kiểm tra").count():
            key(desk, "n")
        if number == 0:
            assert_no_fault(desk)
        decide(desk, number)
    expect(desk.locator("h1")).to_have_text("Hồ sơ xin cấp mã")
    assert waiting(store) == 0


def write(page: Page, text: str) -> None:
    """Type into the field that has the focus, once it has it."""
    page.locator("input:focus, textarea:focus").wait_for()
    page.keyboard.type(text)


def decide(page: Page, number: int) -> None:
    """Every fifth file goes back, every seventh is rejected, the others get a code."""
    if number % 5 == 4:
        key(page, "t")
        write(page, "chọn lại loại mã")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    elif number % 7 == 6:
        key(page, "x")
        write(page, f"{number}/QĐ")
        for _field in range(2):
            page.keyboard.press("Tab")
        write(page, "trùng hồ sơ khác")
        key(page, "x")
    else:
        key(page, "c")
        write(page, f"VN-THU-{number:03}")
        for _field in range(3):
            page.keyboard.press("Tab")
        write(page, f"{number}/QĐ")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        if page.get_by_role("button", name="Vẫn cấp mã này").count():
            # Ground in a case, say: asked about once, with the focus in the code.
            page.locator("input:focus").wait_for()
            with page.expect_navigation():
                page.keyboard.press("Enter")
