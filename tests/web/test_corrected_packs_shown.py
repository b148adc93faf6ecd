"""A packing put right: both figures in the same packs, and no reason where none was named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.people import World
from tests.services.test_runs import run
from tests.web.lot_visits import Page, Visitor, app_of
from tests.web.public_door import visitor
from traceability.domain.events import Mistake
from traceability.services import corrections
from traceability.services.corrections import Amendment, Retraction


@pytest.fixture
def backend() -> str:
    return "sqlite"


def corrected(world: World, kind: Mistake) -> str:
    """A published lot of 40 bags that was told anew as 39."""
    code = world.packed().code
    with world.by(world.who.recorder) as work:
        corrections.correct(work, [Amendment(world.entry(code), packages=39)], "riêng", kind)
    return code


def journey(world: World, code: str, language: str) -> str:
    source = visitor(world).get(f"/{code}?lang={language}").text
    return source.split('<ol class="journey">')[1].partition("</ol>")[0].replace("\u00a0", " ")


@pytest.mark.parametrize("language", ["vi", "en", "zh"])
def test_the_figure_before_stands_in_the_packs_of_the_new_one(world: World, language: str) -> None:
    told = journey(world, corrected(world, Mistake.WEIGHED_AGAIN), language)
    assert '<b class="no-break">39 × 2 kg</b>' in told
    assert "<del>40 × 2 kg</del>" in told
    assert "80 kg" not in told


@pytest.mark.parametrize(
    ("language", "said"),
    [("vi", "Đính chính ngày"), ("en", "Corrected on"), ("zh", "更正")],
)
def test_a_reason_that_is_no_kind_is_left_out(world: World, language: str, said: str) -> None:
    told = journey(world, corrected(world, Mistake.OTHER), language)
    assert said in told
    for evasive in ("lý do khác", " vì ", "another reason", "(", "其他原因"):
        assert evasive not in re.sub(r"<[^>]+>", "", told).partition(said)[2]


def test_a_lot_that_was_taken_back_for_no_kind_names_none(world: World) -> None:
    code = world.packed().code
    with world.by(world.who.recorder) as work:
        corrections.correct(work, [Retraction(world.entry(code))], "riêng", Mistake.OTHER)
    for language, said in (("vi", "Lý do"), ("en", "reason"), ("zh", "原因")):
        page = visitor(world).get(f"/{code}?lang={language}").text
        assert said not in page.split('<section class="verdict')[1].partition("</section>")[0]


def review(visit: Visitor, world: World, code: str, **typed: str) -> Page:
    at = f"/coop/ghi-chep/{world.entry(code)}/sua"
    return visit.send(at, at, reason_kind="weighed_again", **typed)


def test_the_review_promises_what_the_page_does(world: World, tmp_path: Path) -> None:
    """Of a harvest no figures are told, of a step where there are households enough."""
    recorder = Visitor(app_of(world, files=tmp_path), world, "recorder")
    picked, packed = world.harvest(100).code, world.packed().code
    washed = run(world, "wash", [world.harvest(50).code], [45]).made[0].code
    entry = world.entry
    said = review(recorder, world, picked, **{f"{entry(picked)}_{picked}": "90 kg"})
    assert "không thấy số của từng lần thu hoạch" in said.text
    said = review(recorder, world, washed, **{f"{entry(washed)}_{washed}": "44 kg"})
    assert "chỉ hiện ở chỗ có từ ba hộ trở lên" in said.text
    said = review(recorder, world, packed, **{f"{entry(packed)}_packages": "39"})
    assert "Người xem lô thấy cả hai số" in said.text
