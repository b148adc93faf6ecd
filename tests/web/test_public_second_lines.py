"""What a page says beneath the gravest of its goods: no lighter fact is lost behind it."""

from __future__ import annotations

import re

import pytest

from tests.people import PACKED_ON, World
from tests.web.public_door import item_code, states, visitor
from traceability.domain.verdict import Verdict
from traceability.services import label_acts, label_links, recalls
from traceability.services.label_links import LabelSpan


@pytest.fixture
def backend() -> str:
    return "sqlite"


def box(world: World, code: str, language: str = "vi") -> str:
    """The words of the verdict and what stands in its box."""
    source = visitor(world).get(f"/{code}?lang={language}").text
    (found,) = re.findall(r'<section class="verdict .*?</section>', source, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


@pytest.mark.parametrize(
    ("language", "void"),
    [
        ("vi", "Tem này cũng đã bị hủy, ngày 20/01/2026"),
        ("en", "This label is void as well, since 20 Jan 2026"),
        ("zh", "此标签也已于 2026年1月20日 作废"),
    ],
)
def test_a_void_label_of_a_recalled_lot_says_both(world: World, language: str, void: str) -> None:
    batch = world.packed()
    run = world.print_labels(batch.code, 5)
    world.link(run, 1, 5)
    with world.by(world.who.manager) as work:
        label_links.void(work, LabelSpan(run, 1, 1), "tem rách")
    world.recall(batch.code)
    assert void in box(world, item_code(world, run, 1), language)
    assert void not in box(world, item_code(world, run, 2), language)


@pytest.mark.parametrize(
    ("language", "both"),
    [
        ("vi", "Sản phẩm đang bị thu hồi · Tem này đã bị hủy"),
        ("en", "This product is being recalled · This label has been voided"),
        ("zh", "产品正在召回 · 本标签已作废"),
    ],
)
def test_a_list_says_both_of_it_too(world: World, language: str, both: str) -> None:
    """In its table, in both files, and as facts."""
    batch = world.packed()
    run = world.print_labels(batch.code, 5)
    world.link(run, 1, 5)
    with world.by(world.who.manager) as work:
        label_links.void(work, LabelSpan(run, 1, 1), "tem rách")
        label_acts.spoil(work, run, [(2, 2)], "tem nhòe")
    world.recall(batch.code)
    (void, spoiled, fine), door = [item_code(world, run, n) for n in (1, 2, 3)], visitor(world)
    asked = {"codes": "\n".join((void, spoiled, fine, batch.code))}
    where = f"/danh-sach?lang={language}"
    table = door.post(where, data=asked).text
    said = re.findall(r'<span class="status stop">.*?<span>(.*?)</span>', table, flags=re.S)
    alone = both.partition(" · ")[0]
    assert said == [both, both, alone, alone]
    for kind, form in (("csv", "utf-8-sig"), ("csv_excel", "utf-16")):
        file = door.post(where, data={**asked, "csv": kind}).data.decode(form)
        assert file.count(both) == 2
        assert file.count(alone) == 4
    facts = [door.get(f"/id/item/{code}.json").json for code in (void, spoiled, fine)]
    told = [(each["status"], each["label"]["state"]) for each in facts if each]
    assert told == [("recalled", "void"), ("recalled", "void"), ("recalled", "on_goods")]


@pytest.mark.parametrize("verdict", [Verdict.HELD, Verdict.CODE_NOT_ACTIVE])
def test_a_code_that_is_suspended_today_still_is_a_second_line(
    world: World, verdict: Verdict
) -> None:
    said = box(world, states(world)[verdict])
    today = f"Mã VN-HGOR-0128 hôm nay: tạm dừng từ {PACKED_ON:%d/%m/%Y}"
    assert said.count(today) == 1
    then = "Mã VN-HGOR-0128 vào ngày thu hoạch: tạm dừng"
    assert (then in said) == (verdict is Verdict.CODE_NOT_ACTIVE)


def descriptions(world: World, code: str) -> set[str]:
    """What a preview in a chat, and an excerpt of a search, say beneath the title."""
    source = visitor(world).get(f"/{code}").text
    return set(
        re.findall(r'<meta (?:name|property)="(?:og:)?description" content="([^"]*)"', source)
    )


def test_a_preview_is_kept_long_after_and_gives_no_all_clear(world: World) -> None:
    made = world.packed()
    plain = f"HTX Cam Sành Vĩnh Hảo, lô {made.lot_code}."
    assert descriptions(world, made.code) == {plain}
    world.recall(made.code)
    assert descriptions(world, made.code) == {f"Sản phẩm đang bị thu hồi. {plain}"}


@pytest.mark.parametrize(
    ("language", "stopped", "at_home"),
    [
        ("vi", "HTX Cam Sành Vĩnh Hảo tự tạm ngừng.", "Đã mua thì giữ gói và tem, để riêng"),
        ("en", "stopped by HTX Cam Sành Vĩnh Hảo itself.", "If you have bought it already, keep"),
        ("zh", "由HTX Cam Sành Vĩnh Hảo自行暂停。", "已购买的，请保留包装和标签"),
    ],
)
def test_who_stopped_its_own_goods_is_not_told_to_have_been_asked(
    world: World, language: str, stopped: str, at_home: str
) -> None:
    code = world.packed().code
    with world.by(world.who.manager) as work:
        recalls.order_hold(work, code, "nghi mốc")
    said = box(world, code, language)
    assert stopped in said
    assert at_home in said
    assert "theo yêu cầu" not in said


def lines(world: World, code: str, language: str) -> list[str]:
    """What stands beneath the verdict on the first screen, line by line."""
    source = visitor(world).get(f"/{code}?lang={language}").text
    (found,) = re.findall(r'<div class="lines">.*?</div>', source, flags=re.S)
    told = (re.sub(r"<[^>]+>", "", each) for each in re.findall(r"<p>.*?</p>", found, flags=re.S))
    return [" ".join(each.split()) for each in told]


@pytest.mark.parametrize(
    ("language", "own", "asked"),
    [
        (
            "vi",
            "Từng tạm ngừng bán, để riêng (HTX Cam Sành Vĩnh Hảo tự tạm ngừng): từ ",
            "Từng tạm ngừng bán, để riêng (theo yêu cầu của Chi cục ",
        ),
        ("en", "Was held (by HTX Cam Sành Vĩnh Hảo itself): from ", "Was held (by order of Chi "),
        (
            "zh",
            "曾暂停销售、隔离存放（HTX Cam Sành Vĩnh Hảo自行暂停）：自",
            "曾暂停销售、隔离存放（应Chi cục ",
        ),
    ],
)
def test_a_hold_that_was_lifted_says_whose_order_it_was(
    world: World, language: str, own: str, asked: str
) -> None:
    code = world.packed().code
    for who, reason in ((world.who.manager, "nghi mốc"), (world.who.registrar, "lấy mẫu")):
        with world.by(who) as work:
            held = recalls.order_hold(work, code, reason).code
        with world.by(who) as work:
            recalls.lift(work, held, "đã xem, hàng tốt")
    said = " | ".join(lines(world, code, language))
    assert own in said
    assert asked in said


@pytest.mark.parametrize(
    ("language", "other", "once"),
    [
        (
            "vi",
            "Một đợt thu hồi khác: từ 20/01/2026, ",
            "Từng bị thu hồi sản phẩm: từ 20/01/2026, ",
        ),
        ("en", "Another recall: from 20 Jan 2026, ", "Was recalled: from 20 Jan 2026, "),
        ("zh", "另一次召回：自2026年1月20日起，", "曾被召回：自2026年1月20日起，"),
    ],
)
def test_one_recall_that_ended_is_told_apart_from_the_one_that_stands(
    world: World, language: str, other: str, once: str
) -> None:
    code = world.packed().code
    recalled = [world.recall(code).code for _each in range(3)]
    end(world, recalled[0])
    assert [each.startswith(other) for each in lines(world, code, language)].count(True) == 1
    assert not any(once in each for each in lines(world, code, language))
    end(world, recalled[1])
    end(world, recalled[2])
    told = [each for each in lines(world, code, language) if each.startswith(once)]
    assert len(told) == 1
    assert "Chi cục Trồng trọt và Bảo vệ thực vật" in told[0]
    assert not any(other in each for each in lines(world, code, language))


def end(world: World, recall: str) -> None:
    """An office ends one recall."""
    with world.by(world.who.registrar) as work:
        recalls.lift(work, recall, "đã kiểm tra lại")
