"""The ledger of labels through its pages: from the blank roll to a ledger that explains each."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from tests.people import STOCK, World
from tests.web.bad_inputs import BAD
from tests.web.lot_visits import Page, Visitor, app_of, confirm, draw_jobs
from traceability.services import label_exports, label_links, recalls, unexplained_labels
from traceability.services.label_leaving import ExportForm
from traceability.store.queries import labels as queries

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
BLANK, LINK, FIND = "/coop/tem/in-truoc", "/coop/tem/kich-hoat", "/coop/tem/tim"


@pytest.fixture
def visitors(world: World, tmp_path: Path) -> dict[str, Visitor]:
    app = app_of(world, files=tmp_path)
    return {who: Visitor(app, world, who) for who in ("manager", "recorder", "stranger")}


def linked(visitor: Visitor, **typed: str) -> Page:
    """Labels linked once it was told what that will do."""
    return confirm(visitor, LINK, visitor.send(LINK, **typed))


def ledger(world: World, run: str) -> list[tuple[int, int, str]]:
    with world.view() as view:
        row = queries.run_by_code(view.db, run)
        assert row is not None
        return [(r.first + 1, r.last + 1, r.state) for r in queries.ranges(view.db, [row.id])]


def ordered(world: World, who: Visitor, count: int, **more: str) -> str:
    """A blank run ordered by the form, drawn by the job process."""
    pack = f"{world.who.product}:1"
    sent = who.send(BLANK, pack=pack, count=str(count), stock=STOCK, start="1", **more)
    assert sent.status == 303, sent.text
    draw_jobs(world)
    return sent.place.rsplit("/", 1)[1]


def did(who: Visitor, run: str, act: str, **fields: str) -> str:
    """An act of the ledger by its page; it is confirmed where it asks."""
    path = f"/coop/tem/{run}/ghi/{act}"
    sent = who.send(path, "", **fields)
    if sent.status == 200:
        sent = who.post(path, sent.form())
    assert sent.status == 303, sent.text
    return who.get(sent.place).text


def test_a_roll_of_october_is_explained_in_december(
    world: World, visitors: dict[str, Visitor]
) -> None:
    manager, recorder = visitors["manager"], visitors["recorder"]
    world.clock.now = dt.datetime(2025, 10, 20, 2, tzinfo=dt.UTC)
    run = ordered(world, manager, 40)
    assert "tem in trước" in manager.get("/coop/tem").text
    household = f"household:{world.who.household}"
    assert "Đã giao 20 tem: số 1–20" in did(manager, run, "giao", numbers="1-20", to=household)
    did(recorder, run, "giao", numbers="21 đến 40", to="team", name="Tổ thôn Vĩnh Sơn")
    world.clock.now = dt.datetime(2025, 12, 28, 2, tzinfo=dt.UTC)
    manager = Visitor(manager.client.application, world, "manager")
    recorder = Visitor(recorder.client.application, world, "recorder")
    assert "giao đã hơn 60 ngày" in recorder.get("/coop/tem/chua-ro").text
    lots = []
    for _garden in range(2):
        made = world.pack(world.harvest(100, dt.date(2025, 12, 27)).code, 20, dt.date(2025, 12, 27))
        world.publish(made.code)
        lots.append(made.code)
    codes = world.item_codes(run)
    refused = recorder.send(LINK, batch=lots[0], first=codes[0], last=codes[15])
    assert "quét thử 3 tem trên giấy" in refused.error_at("first")
    assert f"/coop/tem/{run}/doc-thu" in refused.source
    paper = f"/coop/tem/{run}/doc-thu"
    seen = {"seen_first": codes[0], "seen_middle": codes[20], "seen_last": codes[39]}
    assert recorder.send(paper, "", **seen).place == f"/coop/tem/{run}"
    first = f"https://tem.hagiang.vn/{codes[0]}"
    sent = linked(recorder, batch=lots[0], first=first, last=codes[15].lower())
    assert sent.place == f"/coop/lo/{lots[0]}/tem"
    assert "Đã kích hoạt 16 tem, số 1–16" in recorder.get(sent.place).text
    did(recorder, run, "hong", numbers="17, 18–20", reason="rách khi bóc")
    did(recorder, run, "hong", numbers="21–29", reason="ướt mưa")
    linked(recorder, batch=lots[1], first=codes[29], last=codes[37])
    did(recorder, run, "nhan-lai", numbers="39, 40")
    text = recorder.get(f"/coop/tem/{run}/so").text
    for words in ("40 tem đang ở đâu", "25 đã kích hoạt", "13 hỏng", "2 trong kho"):
        number, _space, word = words.partition(" ")
        assert f"{word} {number}" in text or words in text, words
    assert "Mọi con tem đều rõ ở đâu" in recorder.get("/coop/tem/chua-ro").text
    story = recorder.get(f"{FIND}?q={codes[20]}").text
    assert "Tem số 21" in story
    assert "ướt mưa" in story


def test_scanning_the_next_label_says_whether_the_roll_is_enough(
    world: World, visitors: dict[str, Visitor]
) -> None:
    run = ordered(world, visitors["manager"], 60, per_roll="30")
    world.packed(40)
    text = visitors["recorder"].get(f"{FIND}?q={world.item_codes(run)[17]}").text
    assert "Còn 13 tem từ đây đến hết cuộn" in text
    assert "còn cần 40 tem này: không đủ, hụt 27" in text
    sheets = world.item_codes(ordered(world, visitors["manager"], 60))
    text = visitors["recorder"].get(f"{FIND}?q={sheets[17]}").text
    assert "Còn 43 tem từ đây đến hết đợt in" in text


def test_what_never_came_out_is_printed_again_and_files_leave_once(
    world: World, visitors: dict[str, Visitor]
) -> None:
    manager = visitors["manager"]
    run = ordered(world, manager, 12)
    codes = world.item_codes(run)
    did(manager, run, "in-tiep", last_good=codes[8], start="3")
    file = manager.get(f"/coop/tem/{run}/in-tiep/1.pdf")
    assert file.answer.data.startswith(b"%PDF")
    assert ledger(world, run) == [(1, 12, "unused")]
    assert "đã in 2 lần" in manager.get(f"{FIND}?q={codes[10]}").text
    did(manager, run, "xuat-tep", first="1", last="5", form="svg", reason="")
    kept = manager.get(f"/coop/tem/{run}/tep/1").answer.data
    with zipfile.ZipFile(BytesIO(kept)) as archive:
        names = archive.namelist()
    assert names == [f"{n:03}-{code}.svg" for n, code in enumerate(codes[:5], start=1)]
    again = {"first": "5", "last": "6", "form": "csv", "reason": ""}
    sent = manager.send(f"/coop/tem/{run}/ghi/xuat-tep", "", **again)
    assert "đã in hoặc xuất tệp" in sent.error_at("reason")
    did(manager, run, "xuat-tep", **again | {"reason": "nhà in làm hỏng"})
    table = manager.get(f"/coop/tem/{run}/tep/2").answer.get_data(as_text=True).splitlines()
    assert table[1].startswith("5,")
    assert table[1].endswith(f"/{codes[4]}")
    assert manager.get(f"/coop/tem/{run}/tep/3").status == 404
    for number, (form, begins) in enumerate((("pdf", b"%PDF"), ("png", b"PK")), 3):
        did(manager, run, "xuat-tep", first="1", last="2", form=form, reason="gửi nhà in")
        assert manager.get(f"/coop/tem/{run}/tep/{number}").answer.data.startswith(begins)
    with zipfile.ZipFile(BytesIO(manager.get(f"/coop/tem/{run}/tep/4").answer.data)) as archive:
        assert archive.read(archive.namelist()[1]).startswith(b"\x89PNG")
    book = manager.get(f"/coop/tem/{run}/so").text
    assert "Tải hình PNG của tem số 1–2" in book
    did(manager, run, "hong", numbers="2", reason="nhòe")
    fields = {"first": "1", "last": "3", "form": "pdf", "reason": "nhòe"}
    sent = manager.send(f"/coop/tem/{run}/ghi/xuat-tep", "", **fields)
    told = manager.get(sent.place).text
    assert "Đã xuất 2 tem: số 1, 3." in told
    assert "Bỏ qua 1 tem hỏng hoặc đã hủy." in told
    assert "1 tem trong tệp này đã hỏng hoặc hủy: số 2." in manager.get(f"/coop/tem/{run}").text
    assert "gửi nhà in" in book
    world.clock.pass_by(hours=25)
    late = Visitor(manager.client.application, world, "manager")
    assert late.get(f"/coop/tem/{run}/tep/1").status == 410
    assert world.differences() == []


@pytest.mark.parametrize("form", ["svg", "png"])
def test_a_drawing_of_another_code_is_not_handed_out(
    world: World, visitors: dict[str, Visitor], monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    manager = visitors["manager"]
    run = ordered(world, manager, 4)
    did(manager, run, "xuat-tep", first="1", last="4", form=form, reason="")
    path = f"/coop/tem/{run}/tep/1"
    assert manager.get(path).answer.data.startswith(b"PK")
    draw, other = label_exports._DRAWN[ExportForm(form)], world.item_codes(run)[3]
    wrong = f"https://tem.hagiang.vn/{other}"
    monkeypatch.setitem(label_exports._DRAWN, ExportForm(form), lambda _url: draw(wrong))
    page = manager.get(path)
    assert (page.status, "mã không đọc lại được" in page.text) == (422, True)


def test_a_void_comes_back_only_by_the_manager_with_the_label(
    world: World, visitors: dict[str, Visitor]
) -> None:
    run = world.print_labels(world.packed(40).code, 20)
    world.link(run, 1, 20)
    with world.by(world.who.manager) as work:
        label_links.void_all(work, run, [(7, 7)], "ngỡ là giả")
    lift, code = "/coop/tem/khoi-phuc", world.item_codes(run)[6]
    assert visitors["recorder"].get(lift).status == 403
    sent = visitors["manager"].send(lift, "", code=code, reason="")
    assert sent.error_at("reason")
    sent = visitors["manager"].send(lift, "", code=code, reason="tem còn nguyên trên túi")
    assert (sent.status, ledger(world, run)) == (303, [(1, 20, "linked")])


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ("", "cần được điền"),
        ("mười bảy", "Không đọc được"),
        ("46-41", "viết ngược"),
        ("0", "Không đọc được"),
        ("1.200", "Không đọc được"),
        ("15-21", "không có số 21"),
        ("javascript:alert(1)", "Không đọc được"),
        ("1, " * 3000, "Dài quá"),
        ("\u202e17", "ký tự"),
    ],
)
def test_numbers_that_cannot_be_are_told_at_their_field(
    world: World, visitors: dict[str, Visitor], numbers: str, said: str
) -> None:
    run = world.print_labels(world.packed(40).code, 20)
    path = f"/coop/tem/{run}/ghi/hong"
    sent = visitors["recorder"].send(path, "", numbers=numbers, reason="rách")
    assert said in sent.error_at("numbers")
    assert sent.form()["reason"] == "rách"
    assert ledger(world, run) == [(1, 20, "unused")]


def test_label_01_more_than_was_packed_takes_no_number(
    world: World, visitors: dict[str, Visitor]
) -> None:
    """label-01 for blank labels: the lot's balance is asked when they are linked."""
    assert "10,001" in BAD["label-01"]["input"]
    run = ordered(world, visitors["manager"], 60)
    world.see_paper(run)
    codes, lot = world.item_codes(run), world.packed(40).code
    sent = visitors["recorder"].send(LINK, batch=lot, first=codes[0], last=codes[40])
    assert "chỉ đủ cho 40 tem" in sent.error_at("batch")
    pack = f"{world.who.product}:1"
    more = {"pack": pack, "count": "10.001", "stock": STOCK, "start": "1"}
    sent = visitors["manager"].send(BLANK, **more)
    assert "từ 1 đến 5.000" in sent.error_at("count")
    assert ledger(world, run) == [(1, 60, "unused")]


def test_label_09_a_held_lot_links_nothing(world: World, visitors: dict[str, Visitor]) -> None:
    assert "recalled" in BAD["label-09"]["input"]
    run = ordered(world, visitors["manager"], 20)
    world.see_paper(run)
    lot = world.packed(40).code
    form = visitors["recorder"].get(LINK).form()
    world.recall(lot)
    codes = world.item_codes(run)
    typed = {"batch": lot, "first": codes[0], "last": codes[5]}
    sent = visitors["recorder"].post(LINK, form | typed)
    assert sent.status in (409, 422)
    assert "thu hồi" in sent.text
    assert ledger(world, run) == [(1, 20, "unused")]


@pytest.mark.parametrize("typed", ["javascript:alert(1)", "tel:0912", "WIFI:S:x;;", "https://x.vn"])
def test_scan_15_the_scanner_s_field_takes_only_our_own_codes(
    world: World, visitors: dict[str, Visitor], typed: str
) -> None:
    assert "javascript:" in BAD["scan-15"]["input"]
    page = visitors["recorder"].get(f"{FIND}?q={typed}")
    assert page.status == 422
    assert page.error_at("q").startswith("Không đọc được mã")
    assert f'href="{typed}' not in page.source


def test_somebody_else_s_ledger_is_not_there(world: World, visitors: dict[str, Visitor]) -> None:
    packed = world.packed(40).code
    run = world.print_labels(packed, 5)
    stranger = visitors["stranger"]
    for path in (f"/coop/tem/{run}/so", f"/coop/tem/{run}/ghi/hong", f"/coop/lo/{packed}/tem"):
        assert stranger.get(path).status == 404
    code = world.item_codes(run)[0]
    assert "không phải tem của đơn vị bạn" in stranger.get(f"{FIND}?q={code}").error_at("q")
    with world.view() as view:
        assert unexplained_labels.unexplained(view, world.who.stranger).lines == ()


def test_held_and_recalled_lots_are_offered_with_the_reason_and_cannot_be_chosen(
    world: World, visitors: dict[str, Visitor]
) -> None:
    held, recalled = world.packed(), world.packed()
    world.recall(recalled.code)
    with world.by(world.who.manager) as work:
        recalls.order_hold(work, held.code, "nghi mốc")
    page = visitors["recorder"].get(LINK)
    assert "Chưa kích hoạt được cho lô nào" in page.text
    assert f"{held.lot_code} · đang tạm ngừng xuất" in page.text
    assert f"{recalled.lot_code} · đang thu hồi sản phẩm" in page.text
    free = world.packed()
    page = visitors["recorder"].get(f"{LINK}?lo={recalled.code}")
    values = re.findall(r'<option value="(\w+)"( disabled)?', page.source)
    assert values[0] == (free.code, "")
    assert {*values[1:]} == {(held.code, " disabled"), (recalled.code, " disabled")}
