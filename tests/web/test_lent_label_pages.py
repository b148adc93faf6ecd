"""Lent labels on one's own goods, through the pages of whose goods they are on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.blank_labels import blank, give, link, spoil, states
from tests.people import World
from tests.services.test_label_ledger import another_s_lot
from tests.services.test_lent_labels import lent_labels
from tests.web.lot_visits import Visitor, app_of
from traceability.services import batches, label_hands, label_links
from traceability.services.label_hands import Hands
from traceability.services.label_links import LabelSpan

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

OURS = "HTX Cam Sành Vĩnh Hảo"


@pytest.fixture
def lent(world: World) -> tuple[str, str]:
    return lent_labels(world)


def test_lent_labels_are_taken_off_goods_on_the_page_of_their_lot(
    world: World, lent: tuple[str, str], tmp_path: Path
) -> None:
    run, lot = lent
    app = app_of(world, files=tmp_path)
    holder, lender = Visitor(app, world, "stranger"), Visitor(app, world, "manager")
    shown = holder.get(f"/coop/lo/{lot}/tem")
    assert f"đợt in {run} của {OURS}" in shown.text
    spoiling = f"/coop/tem/{run}/ghi/hong"
    assert f"{spoiling}?so=1" in shown.source
    assert f"/coop/tem/{run}/so" not in shown.source
    assert "60 tem" not in holder.get(spoiling).text
    done = holder.post(spoiling, holder.send(spoiling, "", numbers="3", reason="rách").form())
    assert (done.status, done.place) == (303, f"/coop/lo/{lot}/tem")
    unlinking = f"/coop/tem/{run}/ghi/go-kich-hoat"
    code = world.item_codes(run)[8]
    typed = {"numbers": f"10, {code}", "reason": "nhầm lô"}
    asked = holder.send(unlinking, "", **typed)
    assert asked.status == 200, asked.text
    done = holder.post(unlinking, asked.form())
    assert done.place == f"/coop/lo/{lot}/tem"
    assert states(world, run)[:4] == [
        *((1, 2, "linked"), (3, 3, "spoiled"), (4, 8, "linked"), (9, 20, "unused"))
    ]
    assert holder.get(f"/coop/tem/{run}/ghi/giao").status == 404
    assert f"đợt in {run} của {OURS}" in holder.get(spoiling).text
    refused = lender.send(spoiling, "", numbers="4", reason="rách")
    assert refused.error_at("numbers").startswith("Tem số 4 dán trên hàng của đơn vị khác.")


def test_the_way_back_of_an_act_is_called_as_the_page_that_it_leads_to(
    world: World, lent: tuple[str, str], tmp_path: Path
) -> None:
    run, lot = lent
    app, path = app_of(world, files=tmp_path), f"/coop/tem/{run}/ghi/go-kich-hoat"
    holder, lender = Visitor(app, world, "stranger"), Visitor(app, world, "manager")
    with world.view() as view:
        known = batches.known(view, lot).lot_code
    asked = holder.send(path, "", numbers="1-10", reason="quét nhầm lô")
    to_lot = f'href="/coop/lo/{lot}/tem">Tem lô {known}</a>'
    assert [to_lot in each.source for each in (holder.get(path), asked)] == [True, True]
    assert f'href="/coop/tem/{run}/so">Sổ tem</a>' in lender.get(path).source
    assert holder.post(path, asked.form()).status == 303
    assert 'href="/coop/tem/duoc-giao">Tem đơn vị khác giao cho bạn</a>' in holder.get(path).source


def test_a_void_of_lent_labels_is_told_where_they_are(
    world: World, lent: tuple[str, str], tmp_path: Path
) -> None:
    run, lot = lent
    with world.by(world.who.manager) as work:
        label_links.void(work, LabelSpan(run, 1, 2), "nghi bị sao chép")
    holder = Visitor(app_of(world, files=tmp_path), world, "stranger")
    told = holder.get("/thong-bao")
    assert "Đơn vị in tem đã hủy 2 tem dán trên hàng của lô" in told.text
    assert f"/coop/lo/{lot}/tem" in told.source


def test_the_page_of_the_lot_leads_to_what_its_holder_may_see(
    world: World, lent: tuple[str, str], tmp_path: Path
) -> None:
    run, lot = lent
    holder = Visitor(app_of(world, files=tmp_path), world, "stranger")
    shown = holder.get(f"/coop/lo/{lot}")
    assert shown.status == 200
    assert f"Đợt in {run} của {OURS}" in shown.text
    assert f"/coop/tem/{run}" not in shown.source
    assert "60 tem" not in shown.text


def test_numbers_that_are_not_on_ones_goods_are_refused_in_the_field(
    world: World, lent: tuple[str, str], tmp_path: Path
) -> None:
    run, _lot = lent
    holder = Visitor(app_of(world, files=tmp_path), world, "stranger")
    for act in ("hong", "go-kich-hoat"):
        path = f"/coop/tem/{run}/ghi/{act}"
        refused = holder.send(path, "", numbers="2, 12", reason="rách")
        assert refused.status == 422
        said = refused.error_at("numbers")
        assert said.startswith("Tem số 12 không nằm trên hàng của bạn."), said
        assert "số 1–10" in said
        kept = refused.form()
        assert (kept["numbers"].strip(), kept["reason"]) == ("2, 12", "rách")


def test_the_same_form_sent_twice_is_done_once_and_answered_alike(
    world: World, lent: tuple[str, str], tmp_path: Path
) -> None:
    """What was done stands in its own way: all labels are off the lot by then."""
    run, lot = lent
    holder = Visitor(app_of(world, files=tmp_path), world, "stranger")
    for act, numbers in (("hong", "1-4"), ("go-kich-hoat", "5-10")):
        path = f"/coop/tem/{run}/ghi/{act}"
        sure = holder.send(path, "", numbers=numbers, reason="nhầm lô").form()
        for _press in range(2):
            done = holder.post(path, sure)
            assert (done.status, done.place) == (303, f"/coop/lo/{lot}/tem"), done.text
    left = [(1, 4, "spoiled"), (5, 20, "unused"), (21, 60, "unused")]
    assert states(world, run) == left
    late = holder.send(path, "", numbers="7", reason="nhầm lô")
    assert "báo đơn vị in tem ghi hỏng" in late.error_at("numbers")


def test_whoever_was_handed_labels_is_told_and_finds_them(
    world: World, lent: tuple[str, str], tmp_path: Path
) -> None:
    run, lot = lent
    holder = Visitor(app_of(world, files=tmp_path), world, "stranger")
    told = holder.get("/thong-bao")
    assert "Có đơn vị vừa giao cho bạn 20 tem in trước." in told.text
    assert "/coop/tem/duoc-giao" in told.source
    listed = holder.get("/coop/tem")
    assert f"10 tem của {OURS} đang ở chỗ bạn: số 11–20" in listed.text
    assert "In cho một lô đã công bố, hoặc in trước vụ" in listed.text
    page = holder.get("/coop/tem/duoc-giao")
    for words in (f"Tem của {OURS}", f"đợt in {run}", "Tem số 11–20", "Tem rách khi chưa dán"):
        assert words in page.text
    assert f"/coop/lo/{lot}/tem" in page.source
    for more in ("21–", "60 tem", f"/coop/tem/{run}/so", f'/coop/tem/{run}"'):
        assert more not in page.source.split("<main", 1)[1].split("</main", 1)[0], more


def test_a_lent_label_is_found_by_who_has_it(
    world: World, lent: tuple[str, str], tmp_path: Path
) -> None:
    run, lot = lent
    holder = Visitor(app_of(world, files=tmp_path), world, "stranger")
    codes = world.item_codes(run)
    on_goods = holder.get(f"/coop/tem/tim?q={codes[2]}")
    assert "Tem số 3" in on_goods.text
    assert f"Tem của {OURS} giao cho bạn" in on_goods.text
    for way in (f"/coop/lo/{lot}/tem", "ghi/hong?so=3", "ghi/go-kich-hoat?so=3"):
        assert way in on_goods.source
    in_hand = holder.get(f"/coop/tem/tim?q={codes[14]}")
    assert f"Rách khi chưa dán thì báo {OURS} ghi hỏng." in in_hand.text
    assert "/coop/tem/kich-hoat?tem=" in in_hand.source
    for page in (on_goods, in_hand):
        assert f"/coop/tem/{run}/so" not in page.source
        assert "Còn" not in page.text.split("Tem số", 1)[1].split("Tem đơn vị khác", 1)[0]
    none = holder.get(f"/coop/tem/tim?q={codes[40]}")
    assert none.status == 422
    with world.by(world.who.manager) as work:
        label_links.void_all(work, run, [(15, 15)], "nghi tem bị sao chép")
    void = holder.get(f"/coop/tem/tim?q={codes[14]}").text
    assert f"{OURS} đã hủy tem này. Đừng dán; lỡ dán rồi thì bóc ra" in void


def test_a_spoiled_or_lost_label_in_a_drawer_is_not_stuck_on(
    world: World, lent: tuple[str, str], tmp_path: Path
) -> None:
    run, _lot = lent
    spoil(world, run, "15")
    with world.by(world.who.recorder) as work:
        label_hands.report_lost(work, run, [(16, 16)], "rơi ở bến xe")
    holder, codes = Visitor(app_of(world, files=tmp_path), world, "stranger"), world.item_codes(run)
    spoiled, lost = (holder.get(f"/coop/tem/tim?q={codes[each - 1]}").text for each in (15, 16))
    assert "Tem này đã ghi hỏng. Đừng dán; lỡ dán rồi thì bóc ra" in spoiled
    assert f"{OURS} đã báo mất tem này. Đừng dán; tìm thấy thì báo họ" in lost
    assert "Rách khi chưa dán" not in lost


def test_who_lent_a_label_is_offered_no_act_that_is_refused(
    world: World, lent: tuple[str, str], tmp_path: Path
) -> None:
    run, _lot = lent
    lender, codes = Visitor(app_of(world, files=tmp_path), world, "manager"), world.item_codes(run)
    theirs = lender.get(f"/coop/tem/tim?q={codes[2]}")
    assert "Tem này dán trên hàng của đơn vị khác: ghi hỏng, gỡ kích hoạt" in theirs.text
    for way in ("ghi/hong", "ghi/go-kich-hoat"):
        assert way not in theirs.source
    # What is in the borrower's drawer is none that the lender has left: 20 are out, 40 are here.
    for number in (3, 15, 21):
        assert "Còn 40 tem từ đây" in lender.get(f"/coop/tem/tim?q={codes[number - 1]}").text
    assert "ghi/hong?so=21" in lender.get(f"/coop/tem/tim?q={codes[20]}").source


def test_a_permission_that_ended_is_told_where_its_labels_are(
    world: World, lent: tuple[str, str], tmp_path: Path
) -> None:
    run, _lot = lent
    world.clock.pass_by(days=20)
    holder = Visitor(app_of(world, files=tmp_path), world, "stranger")
    page = holder.get("/coop/tem/duoc-giao").text
    assert f"Giấy cho dùng mã của {OURS} đã hết hạn." in page
    found = holder.get(f"/coop/tem/tim?q={world.item_codes(run)[14]}")
    assert "đã hết hạn" in found.text
    assert "/coop/tem/kich-hoat?tem=" not in found.source


def test_what_a_linking_will_do_says_whose_labels_they_are(
    world: World, lent: tuple[str, str], tmp_path: Path
) -> None:
    run, lot = lent
    holder = Visitor(app_of(world, files=tmp_path), world, "stranger")
    codes = world.item_codes(run)
    asked = holder.send("/coop/tem/kich-hoat", "", batch=lot, first=codes[10], last=codes[14])
    assert f"Sẽ kích hoạt 5 tem của {OURS}, số 11–15, cho lô" in asked.text
    assert f"/coop/tem/{run}" not in asked.source
    assert "không ở cùng một chỗ" not in asked.text


def test_no_run_is_offered_to_be_read_by_who_may_not_open_it(world: World, tmp_path: Path) -> None:
    lot, _permission = another_s_lot(world)
    run = blank(world, 60, seen=False)
    give(world, run, 1, 20, Hands.ORGANISATION, world.who.foreign)
    holder = Visitor(app_of(world, files=tmp_path), world, "stranger")
    codes = world.item_codes(run)
    refused = holder.send("/coop/tem/kich-hoat", "", batch=lot, first=codes[0], last=codes[4])
    assert refused.status == 422
    assert f"/coop/tem/{run}" not in refused.source
    assert f"Nhờ {OURS} đọc thử trước" in holder.get("/coop/tem/duoc-giao").text


def test_the_ledger_of_the_lender_leads_to_no_lot_of_another(
    world: World, lent: tuple[str, str], tmp_path: Path
) -> None:
    run, lot = lent
    lender = Visitor(app_of(world, files=tmp_path), world, "manager")
    with world.view() as view:
        said = batches.known(view, lot).lot_code
    pages = [f"/coop/tem/{run}/so", f"/coop/tem/tim?q={world.item_codes(run)[2]}"]
    for page in map(lender.get, pages):
        assert f"lô {said}" in page.text
        assert f"/coop/lo/{lot}" not in page.source


def test_lent_labels_are_packed_into_cartons_by_whose_goods_they_are_on(
    world: World, lent: tuple[str, str], tmp_path: Path
) -> None:
    run, lot = lent
    app = app_of(world, files=tmp_path)
    holder, lender = Visitor(app, world, "stranger"), Visitor(app, world, "manager")
    path = f"/coop/lo/{lot}/in-tem-thung"
    form = holder.get(path)
    assert f"10 tem chưa vào thùng: 1–10 · đợt in {run} của {OURS}" in form.text
    typed = {**form.form(), "run": run, "per_carton": "5"}
    seen = holder.post(path, typed | {"preview": "yes"})
    assert seen.status == 200, seen.text
    assert "Đóng được 2 thùng." in seen.text
    made = holder.post(path, typed)
    assert made.status == 303, made.text
    cartons = made.place.rsplit("/", 1)[1]
    book = holder.get(f"/coop/tem/{cartons}/so")
    assert f"Số tem của đợt in {run} của {OURS}" in book.text
    assert f"/coop/tem/{run}/" not in book.source
    code = world.item_codes(run)[6]
    assert "Nằm trong thùng số 2" in holder.get(f"/coop/tem/tim?q={code}").text
    # What lies in a carton is taken off its lot once the carton's label is void.
    refused = holder.send(f"/coop/tem/{run}/ghi/go-kich-hoat", "", numbers="7", reason="nhầm")
    assert "thùng số 2" in refused.error_at("numbers")
    torn = holder.send(f"/coop/tem/{run}/ghi/hong", "", numbers="7", reason="rách")
    assert "nằm trong thùng số 2" in torn.text
    # The lender learns nothing of the boxes of another.
    assert "thùng số 2" not in lender.get(f"/coop/tem/tim?q={code}").text
    void = {"void_first": "7", "void_last": "7", "reason": "nghi tem bị sao chép"}
    asked = lender.send(f"/coop/tem/{run}", f"/coop/tem/{run}/huy", **void)
    assert (asked.status, "thùng số 2" in asked.text) == (200, False)
    assert world.differences() == []


def test_a_buyer_reads_why_a_lent_label_names_another_than_the_page(
    world: World, lent: tuple[str, str], tmp_path: Path
) -> None:
    run, lot = lent
    mine = world.packed(40, 100).code
    link(world, run, 21, 22, mine)
    visitor, codes = Visitor(app_of(world, files=tmp_path), world, None), world.item_codes(run)
    said = f"Tem này {OURS} in và giao cho HTX Hồng Quản Bạ dán; hàng là của HTX Hồng Quản Bạ."
    for number in (3, 4, 3):
        assert said in visitor.get(f"/{codes[number - 1]}").text
    for other in (codes[20], codes[14], lot, mine):
        assert "in và giao cho" not in visitor.get(f"/{other}").text


def test_who_voids_lent_labels_reads_where_they_are_first(
    world: World, lent: tuple[str, str], tmp_path: Path
) -> None:
    run, _lot = lent
    lender = Visitor(app_of(world, files=tmp_path), world, "manager")
    void = {"void_first": "9", "void_last": "25", "reason": "nghi tem bị sao chép"}
    path = f"/coop/tem/{run}"
    asked = lender.send(path, f"{path}/huy", **void).text
    assert "Tem số 9–10 dán trên hàng của HTX Hồng Quản Bạ: họ được báo" in asked
    assert "Tem số 11–20 đang ở chỗ HTX Hồng Quản Bạ: họ được báo" in asked
    own = lender.send(path, f"{path}/huy", **void | {"void_first": "21"})
    assert (own.status, "họ được báo" in own.text) == (200, False)
