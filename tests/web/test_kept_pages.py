"""Pages from memory: nothing that is no longer so is ever sent, and what is sent is Flask's own."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import certificate_papers as papers
from tests.people import TODAY, VINH_TUY, World
from tests.rich_page import consent, correct, lift, photographed
from tests.services.test_runs import run
from tests.store_fixtures import ON_BOTH
from tests.web.kept_doors import Door, Sent, doors
from tests.web.public_door import item_code, states
from traceability.domain.days import VIETNAM
from traceability.services import corrections, erasures, label_links, organisations
from traceability.services.corrections import Retraction
from traceability.services.label_links import LabelSpan
from traceability.services.organisations import DetailsRequest
from traceability.web.public import edition, fast

__all__ = ["doors"]

LANGUAGES = ("vi", "en")
ENCODINGS = ("identity", "gzip", "br")
BOTH = "gzip, deflate, br"


def read(doors: tuple[Door, Door], code: str, other: str) -> str:
    """What a page says: the same at both doors, and as Flask draws it at this moment."""
    first = doors[0].get(f"/{code}", "gzip").text
    second = doors[1].get(f"/{other}", "br").text
    if code == other:
        assert first == second == doors[1].through_flask(f"/{other}").text
    return first


@ON_BOTH
def test_whatever_happens_the_next_request_knows_it(
    world: World, doors: tuple[Door, Door], tmp_path: Path
) -> None:
    picked = world.harvest(100, household=world.who.household).code
    made = world.pack(picked, 40, product=photographed(world, tmp_path)).code
    world.publish(made)
    run = world.print_labels(made, 9)
    world.link(run, 1, 9)
    labels = (item_code(world, run, 1), item_code(world, run, 9))
    papers.enter(world, valid_to=TODAY)
    name = "Giàng Thị Mỷ"

    def both(*, says: str = "", not_any_more: str = "") -> None:
        for pair in ((made, made), labels):
            text = read(doors, *pair)
            assert says in text, says
            assert not not_any_more or not_any_more not in text, not_any_more

    consent(world, "full")
    both(says=name)
    consent(world, None)
    both(says="Không có cảnh báo", not_any_more=name)
    consent(world, "full")
    both(says=name)
    with world.by(world.who.manager) as work:
        erasures.erase(work, world.who.household)
    both(not_any_more=name)
    _rename(world, "HTX Mới Đổi Tên")
    both(says="HTX Mới Đổi Tên")
    correct(world, picked, 110)
    both(says="Đính chính")
    world.recall(picked)
    both(says="Sản phẩm đang bị thu hồi")
    lift(world, picked)
    both(says="Từng bị thu hồi", not_any_more="Sản phẩm đang bị thu hồi")
    both(not_any_more="Đã hết hạn")
    world.clock.pass_by(days=1)
    both(says="Đã hết hạn")
    world.suspend(TODAY)
    both(says="tạm dừng")
    with world.by(world.who.manager) as work:
        label_links.void(work, LabelSpan(run, 1, 1), "tem rách")
    void = "Tem này đã bị hủy"
    assert all(void in door.get(f"/{labels[0]}").text for door in doors)
    assert not any(void in door.get(f"/{labels[1]}").text for door in doors)


def _rename(world: World, name: str) -> None:
    with world.by(world.who.manager) as work:
        now = organisations.details(work, work.actor)
        private = {**now.values, "name": name, "business_id": "10H-1", "address": "Thôn A"}
        private["representative"] = "Hoàng Thị Mai"
        organisations.revise(work, DetailsRequest(VINH_TUY, "01210", private, now.version))


on_sqlite = pytest.mark.parametrize("backend", ["sqlite"])


@on_sqlite
def test_what_is_sent_from_memory_is_what_flask_answers(
    world: World, doors: tuple[Door, Door]
) -> None:
    """Every state, language and encoding: the same headers to the byte, and the same page."""
    door = doors[0]
    codes = [*states(world).values(), world.who.area]
    own = ("ETag", "Content-Encoding", "Content-Length", "Vary")
    for code in codes:
        for path in (f"/{code}", f"/{code}?utm_source=zalo&lang=en&fbclid=1"):
            plain = door.through_flask(path)
            door.get(path)
            for encoding in ENCODINGS:
                again = door.get(path, encoding)
                assert again.text == plain.text
                left = {k: v for k, v in again.headers.items() if k not in own}
                assert left == {k: v for k, v in plain.headers.items() if k not in own}
                assert again.headers["Vary"] == "Accept-Language, Accept-Encoding"
                assert again.headers["Content-Length"] == str(len(again.body))
            head = door.get(path, encoding, method="HEAD")
            assert (head.headers, head.body) == (again.headers, b"")


@on_sqlite
def test_who_has_a_page_is_sent_nothing_until_it_is_another(
    world: World, doors: tuple[Door, Door]
) -> None:
    first, second = doors
    made = world.packed().code
    run = world.print_labels(made, 3)
    world.link(run, 1, 3)
    label = item_code(world, run, 2)
    tags = {}
    for path in (f"/{made}", f"/{label}", f"/{world.who.area}"):
        sent = first.get(path, BOTH)
        tags[path] = sent.tag
        # Both processes give a page the same tag, so it does not matter which is asked again.
        unchanged = second.get(path, BOTH, unless=f'"x", W/{sent.tag}')
        assert (unchanged.status, unchanged.body, unchanged.tag) == (304, b"", sent.tag)
        kept = {"Cache-Control", "Vary", "Content-Security-Policy", "ETag"}
        assert kept <= set(unchanged.headers)
        assert not {"Content-Length", "Content-Type", "Content-Encoding"} & set(unchanged.headers)
        others = [first.get(path, "gzip", lang).tag for lang in LANGUAGES] + [
            first.get(path, "identity").tag,
            first.get(f"{path}?lang=en", "gzip").tag,
        ]
        assert len({*others}) == 4
        assert first.get(path, BOTH, unless="*").status == 304
    world.recall(made)
    for path in (f"/{made}", f"/{label}"):
        assert second.get(path, BOTH, unless=tags[path]).status == 200
    assert second.get(f"/{world.who.area}", BOTH, unless=tags[f"/{world.who.area}"]).status == 304


@on_sqlite
def test_who_may_keep_a_page_is_told(world: World, doors: tuple[Door, Door]) -> None:
    door = doors[0]
    made = world.packed().code
    run = world.print_labels(made, 1)
    world.link(run, 1, 1)
    batch, area = door.get(f"/{made}"), door.get(f"/{world.who.area}")
    for page in (batch, area):
        assert page.headers["Cache-Control"] == ("public, max-age=0, s-maxage=59, must-revalidate")
    assert batch.headers["Surrogate-Key"] == f"page {made} {world.who.area}"
    assert area.headers["Surrogate-Key"] == f"page {world.who.area}"
    label = door.get(f"/{item_code(world, run, 1)}")
    assert label.headers["Cache-Control"] == "private, no-cache"
    assert "Surrogate-Key" not in label.headers


@on_sqlite
def test_a_page_is_kept_once_whatever_stands_behind_its_address(
    world: World, doors: tuple[Door, Door]
) -> None:
    door = doors[0]
    made = world.packed().code
    run = world.print_labels(made, 40)
    world.link(run, 1, 40)
    for query in ("", "?fbclid=1", "?utm_source=zalo&x=%20", "?lang=xx", "?lang=", "?LANG=en"):
        door.get(f"/{made}{query}")
    assert len(door.shelf) == 1
    for query in ("?lang=en", "?a=1&lang=en&lang=vi", "?l%61ng=en", "?lang=EN", "?lang=en-US"):
        assert 'lang="en"' in door.get(f"/{made}{query}").text[:40]
    assert len(door.shelf) == 2
    for code in world.item_codes(run):
        assert door.get(f"/{code}").status == 200
    assert len(door.shelf) == 3  # one for all labels


@on_sqlite
def test_what_is_no_code_goes_on_and_nothing_is_kept(
    world: World, doors: tuple[Door, Door]
) -> None:
    door = doors[0]
    made = world.packed().code
    wrong = made[:-1] + ("0" if made[-1] != "0" else "1")
    for path, status in (
        (f"/{wrong}", 404),
        (f"/{made.lower()}", 301),
        (f"/{made}/", 301),
        ("/" + "9" * 4_000, 404),
        ("/healthz", 200),
    ):
        assert door.get(path).status == status, path
    assert door.get(f"/{made}", method="POST").status == 405
    assert len(door.shelf) == 0


def test_stars_that_end_at_midnight_have_ended_on_the_page_that_was_kept(
    world: World, doors: tuple[Door, Door]
) -> None:
    made = world.packed().code
    world.publish(made)
    papers.enter(world, "ocop", valid_to=TODAY)
    ended = {"vi": "OCOP 4 sao (đã hết hạn)", "en": "4 stars (expired)", "zh": "（已过期）"}
    last_minute = dt.datetime.combine(TODAY, dt.time(23, 59), VIETNAM)
    for moment, over in ((last_minute, False), (last_minute + dt.timedelta(minutes=1), True)):
        world.clock.now = moment
        for door in (*doors, *doors):
            for language, words in ended.items():
                assert (words in door.get(f"/{made}", "gzip", language).text) is over
            assert len(door.shelf) == len(ended)


#: What a page says of an entry that was corrected, and of goods whose making was taken back.
SINCE = {
    "vi": ("Đính chính", "ghi nhầm"),
    "en": ("Corrected on", "by mistake"),
    "zh": ("更正", "误"),
}


def test_what_was_made_of_goods_says_at_once_that_their_entry_was_put_right(
    world: World, doors: tuple[Door, Door]
) -> None:
    """The harvest is two steps up, and nothing of what was made of it is written."""
    picked = world.harvest(100).code
    washed = run(world, "wash", [picked], [90], day=TODAY).made[0].code
    made = world.pack(washed, 40, day=TODAY).code
    world.publish(made)
    tags = {}

    def pages() -> Iterator[tuple[str, Sent]]:
        for language in SINCE:
            sent = [door.get(f"/{made}?lang={language}") for door in doors]
            assert sent[0].text == sent[1].text
            assert sent[0].text == doors[0].through_flask(f"/{made}?lang={language}").text
            yield language, sent[0]

    for language, page in pages():
        tags[language] = page.tag
        assert not any(word in page.text for word in SINCE[language])
    correct(world, picked, 110)
    for language, page in pages():
        assert page.tag != tags[language]
        assert SINCE[language][0] in page.text
        tags[language] = page.tag
    entries = (world.entry(each) for each in (picked, washed, made))
    with world.by(world.who.manager) as work:
        corrections.correct(work, [Retraction(each) for each in entries], "ghi nhầm lô")
    for language, page in pages():
        assert page.tag != tags[language]
        assert SINCE[language][1] in page.text


@on_sqlite
def test_after_an_upgrade_nobody_keeps_the_page_of_before(
    world: World, doors: tuple[Door, Door], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its style would be forbidden by the policy that a 304 brings along."""
    first, second = doors
    made = world.packed().code
    before = first.get(f"/{made}", BOTH)
    monkeypatch.setattr(fast, "edition", lambda: "upgraded")
    after = second.get(f"/{made}", BOTH, unless=before.tag)
    assert after.status == 200
    assert after.tag != before.tag


def test_an_edition_is_the_same_in_every_process_and_differs_with_every_file() -> None:
    again = subprocess.run(
        [sys.executable, "-c", "from traceability.web.public.edition import *; print(edition())"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert again.stdout.strip() == edition.edition()
    files = set(edition._files())
    assert {each.suffix for each in files} >= {".py", ".mo", ".json", ".svg", ".css", ".html"}


@on_sqlite
def test_a_label_is_sent_in_an_encoding_that_is_taken(
    world: World, doors: tuple[Door, Door]
) -> None:
    door = doors[0]
    made = world.packed().code
    run = world.print_labels(made, 1)
    world.link(run, 1, 1)
    label = f"/{item_code(world, run, 1)}"
    for taken, sent in (("br", None), ("br, gzip;q=0", None), ("br, gzip", "gzip")):
        for _twice in range(2):
            assert door.get(label, taken).headers.get("Content-Encoding") == sent
