"""What a buyer reads behind a code: one verdict first, then only what was recorded."""

from __future__ import annotations

import dataclasses
import datetime as dt
import gzip
import html
import re

import pytest
from flask.testing import FlaskClient

from tests.blank_labels import blank
from tests.people import PICKED_ON, TODAY, World, orange_grant, orange_revision
from tests.web.public_door import (
    BASE,
    application,
    item_code,
    lift_all,
    states,
    visitor,
    with_shelf_life,
)
from traceability.domain.growing_area import Status
from traceability.domain.verdict import Verdict
from traceability.services import (
    area_codes,
    internal_codes,
    label_links,
    parties,
    products,
    recalls,
)
from traceability.services.label_links import LabelSpan
from traceability.services.page_origins import Origin
from traceability.services.places_shown import Where
from traceability.store import models
from traceability.store.queries import labels
from traceability.store.queries import parties as party_queries
from traceability.web.public import sites, words

MOST_BYTES = 14 * 1024
GENUINE = ("hàng thật", "chính hãng", "genuine", "authentic")


@pytest.fixture
def backend() -> str:
    return "sqlite"


def text_of(world: World, path: str) -> str:
    """The visible text of a page, spaces folded; the page is there."""
    answer = visitor(world).get(path)
    assert answer.status_code == 200
    body = re.sub(r"<style>.*?</style>|<svg.*?</svg>", " ", answer.text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", body)).split())


# --- the verdict -------------------------------------------------------------------------------

FIRST = {
    Verdict.VALID: ("fine", "Không có cảnh báo cho lô này"),
    Verdict.RECALLED: ("stop", "Sản phẩm đang bị thu hồi"),
    Verdict.VOID: ("stop", "Tem này đã bị hủy"),
    Verdict.RETRACTED: ("stop", "Lô này đã được rút khỏi sổ"),
    Verdict.HELD: ("look", "Lô này đang tạm ngừng bán, để riêng chờ kết luận"),
    Verdict.CODE_NOT_ACTIVE: ("look", "Mã số vùng trồng không hiệu lực vào ngày thu hoạch"),
    Verdict.REPORTED_LOST: ("look", "Đơn vị đã báo mất tem này"),
    Verdict.NOT_LINKED: ("not-yet", "Tem này chưa được kích hoạt"),
    Verdict.EXPIRED: ("look", "Đã quá hạn sử dụng"),
}


def test_every_verdict_stands_first_and_alone(world: World) -> None:
    codes, client = states(world), visitor(world)
    # Fruit that is too old needs a day far from that of the others: below.
    assert set(codes) == set(FIRST) == set(Verdict) - {Verdict.TOO_OLD}
    for verdict, code in codes.items():
        answer = client.get(f"/{code}")
        tone, words = FIRST[verdict]
        assert answer.status_code == 200
        assert answer.text.count('class="verdict ') == 1
        assert f'class="verdict {tone}"' in answer.text
        assert answer.text.index(words) < answer.text.index('class="rest"')
        said = [title for _tone, title in FIRST.values() if f"<span>{title}</span>" in answer.text]
        assert said == [words]


@pytest.mark.parametrize("verdict", [Verdict.VOID, Verdict.RETRACTED, Verdict.NOT_LINKED])
def test_who_is_told_to_report_has_the_way_there(world: World, verdict: Verdict) -> None:
    """No number of the holder's is public: the form reaches it, or the office."""
    answer = visitor(world).get(f"/{states(world)[verdict]}").text
    _before, told, after = answer.partition("hãy hỏi người bán và gửi phản ánh ở dưới.")
    assert told
    assert 'href="/phan-anh?ma=' in after
    assert "báo cho" not in answer


def test_every_state_fits_into_one_small_answer(world: World) -> None:
    codes, client = states(world), visitor(world)
    for path in ["", *codes.values(), "KHONGCOMA"]:
        body = client.get(f"/{path}").data
        assert len(gzip.compress(body)) < MOST_BYTES


def test_a_page_never_vouches_for_the_goods(world: World) -> None:
    codes, client = states(world), visitor(world)
    for code in codes.values():
        said = client.get(f"/{code}").text.lower()
        assert not [word for word in GENUINE if word in said]


def test_a_recall_says_what_to_do_and_whom_to_call(world: World) -> None:
    batch = world.packed()
    world.recall(batch.code)
    answer = visitor(world).get(f"/{batch.code}").text
    assert "Không sử dụng, trả lại nơi mua" in answer
    assert '<a class="call" href="tel:02193860000">0219\u00a0386\u00a00000</a>' in answer
    assert "Thu hồi sản phẩm từ <time" in answer
    assert '<meta property="og:title" content="Sản phẩm đang bị thu hồi: Cam sành' in answer


def test_a_recall_stands_above_a_void_label(world: World) -> None:
    batch = world.packed()
    run = world.print_labels(batch.code, 5)
    with world.by(world.who.manager) as work:
        label_links.void(work, LabelSpan(run, 1, 1), "tem rách")
    world.recall(batch.code)
    seen = text_of(world, f"/{item_code(world, run, 1)}")
    assert "Sản phẩm đang bị thu hồi" in seen
    assert "Tem số 1 trong 5. Đã hủy ngày 20/01/2026." in seen


def test_a_lifted_recall_stays_in_a_line(world: World) -> None:
    batch = world.packed()
    world.recall(batch.code)
    world.clock.pass_by(days=2)
    lift_all(world, batch.code)
    seen = text_of(world, f"/{batch.code}")
    assert "Không có cảnh báo cho lô này" in seen
    told = r"Từng bị thu hồi sản phẩm: từ 20/01/2026, Chi cục [^.,]+ kết thúc ngày 22/01/2026\."
    assert re.search(told, seen)


def test_a_void_label_tells_its_day_and_nothing_of_the_goods(world: World) -> None:
    batch = world.packed()
    run = world.print_labels(batch.code, 5)
    world.clock.pass_by(days=3)
    with world.by(world.who.manager) as work:
        label_links.void(work, LabelSpan(run, 2, 3), "tem rách")
    seen = text_of(world, f"/{item_code(world, run, 2)}")
    assert "Hủy ngày 23/01/2026." in seen
    assert "HTX Cam Sành Vĩnh Hảo" in seen
    assert "VN-HGOR-0128" not in seen
    assert "Thu hoạch" not in seen


def test_a_label_waits_to_be_activated_for_the_batch_it_was_printed_for(world: World) -> None:
    batch = world.packed()
    run = world.print_labels(batch.code, 5)
    seen = text_of(world, f"/{item_code(world, run, 5)}")
    assert f"Tem in cho lô {batch.lot_code} nhưng HTX Cam Sành Vĩnh Hảo chưa kích hoạt." in seen
    assert "VN-HGOR-0128" not in seen


def test_a_blank_label_belongs_to_a_cooperative_and_to_no_batch(world: World) -> None:
    run = blank_run(world)
    answer = visitor(world).get(f"/{item_code(world, run, 4)}")
    assert answer.status_code == 200
    assert "Tem của HTX Cam Sành Vĩnh Hảo, chưa kích hoạt cho lô nào" in answer.text
    assert 'class="verdict not-yet"' in answer.text
    assert "Tem số <b>4</b> trong 10." in answer.text


def blank_run(world: World) -> str:
    """A run as a printing house delivers it before the harvest, for no batch."""
    world.tampered = True
    printed = world.print_labels(world.packed().code, 1)
    with world.by(world.who.operator) as work:
        like = labels.run_by_code(work.db, printed)
        assert like is not None
        columns = {c.key: getattr(like, c.key) for c in models.PrintRun.__table__.columns}
        columns |= {"id": None, "code": "BLANKRVN0", "run_no": 77, "batch_id": None, "count": 10}
        work.add(models.PublicCode(code="BLANKRVN0", kind="print_run", issued_at=work.now))
        run = models.PrintRun(**columns)
        work.add(run)
        work.add(
            models.LabelRange(
                run_id=run.id,
                first=0,
                last=9,
                state="unused",
                batch_id=None,
                holder_id=run.holder_id,
            )
        )
    return "BLANKRVN0"


# --- who, where, when --------------------------------------------------------------------------


def test_the_first_lines_answer_when_and_where(world: World) -> None:
    area = grant_with_old_commune(world)
    batch = world.pack(world.harvest(20, area_code=area, day=PICKED_ON).code, 10)
    world.publish(batch.code)
    seen = text_of(world, f"/{batch.code}")
    assert (
        "Thu hoạch 12/01/2026 tại xã Vĩnh Tuy, tỉnh Tuyên Quang"
        " (trước 1/7/2025: xã Vĩnh Hảo, huyện Bắc Quang, tỉnh Hà Giang)." in seen
    )
    assert "Đóng gói 14/01/2026." in seen


def grant_with_old_commune(world: World) -> str:
    """A second code, whose place was known by its old commune."""
    grant = orange_grant(world.who.cooperative, "VN-HGOR-0444")
    grant = dataclasses.replace(grant, place=dataclasses.replace(grant.place, old_commune="01210"))
    with world.by(world.who.registrar) as work:
        return area_codes.grant(work, grant).code


def test_a_suspension_of_today_stands_on_the_first_screen(world: World) -> None:
    batch = world.packed()
    said = "hôm nay: tạm dừng từ"
    assert said not in text_of(world, f"/{batch.code}")
    world.suspend(TODAY)
    page = visitor(world).get(f"/{batch.code}").get_data(as_text=True)
    first, _part, _rest = page.partition('class="lines"')
    assert said in " ".join(first.split())


def test_a_code_shows_its_status_then_and_today(world: World) -> None:
    batch = world.packed()
    assert "Đang hiệu lực ngày thu hoạch và hôm nay" in text_of(world, f"/{batch.code}")
    world.suspend(TODAY)
    seen = text_of(world, f"/{batch.code}")
    assert "Không có cảnh báo cho lô này" in seen
    assert "Ngày thu hoạch: đang hiệu lực" in seen
    assert "Hôm nay: tạm dừng từ 20/01/2026" in seen


def test_a_code_of_the_service_itself_says_that_it_is_no_official_one(world: World) -> None:
    place = orange_grant(world.who.cooperative).place
    with world.by(world.who.manager) as work:
        asked = internal_codes.AreaRequest(place, ("sanh_orange",))
        granted = internal_codes.open_area(work, asked)
    batch = world.pack(world.harvest(20, area_code=granted.code).code, 10)
    world.publish(batch.code)
    wanted = "Mã nội bộ của hệ thống, chưa phải mã do cơ quan nhà nước cấp."
    assert wanted in text_of(world, f"/{batch.code}")


def test_the_weights_of_one_household_stay_in_the_house(world: World) -> None:
    batch = world.pack(world.harvest(137, household=world.who.household).code, 40)
    world.publish(batch.code)
    answer = visitor(world).get(f"/{batch.code}").text
    with world.view() as view:
        (household,) = party_queries.households(view.db, world.who.manager.party or 0)
        number = household.number
    assert f"Hộ {number:02}" in answer
    assert "40 × 2 kg" in answer
    for private in ("137", "57 kg", "Giàng", "0219 386 1234", "Vườn cam thôn Vĩnh Sơn", "Mai"):
        assert private not in answer


def test_what_was_written_down_later_says_so(world: World) -> None:
    late = world.packed()
    assert "Ghi sau, ngày 20/01/2026" in text_of(world, f"/{late.code}")
    same_day = world.pack(world.harvest(20, TODAY).code, 10, TODAY)
    world.publish(same_day.code)
    assert "Ghi sau" not in text_of(world, f"/{same_day.code}")


def test_a_product_that_was_renamed_keeps_its_name_on_what_was_packed(world: World) -> None:
    batch = world.packed()
    with world.by(world.who.manager) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        products.revise(work, coop, world.who.product, orange_revision("Cam sành loại 1"))
    seen = text_of(world, f"/{batch.code}")
    assert "Cam sành Hà Giang, túi lưới 2 kg" in seen
    assert "Cam sành loại 1" not in seen


def test_every_crop_is_harvested_by_its_own_verb(world: World) -> None:
    client = visitor(world)
    with client.application.test_request_context("/?lang=vi"):
        said = [words.verb(each) for each in ("thu hoạch", "hái", "quay mật", "thu hái", "bẻ")]
    assert said == ["Thu hoạch", "Hái", "Quay mật", "Thu hái", "Bẻ"]


def test_the_meter_counts_the_ten_items(world: World) -> None:
    assert "Có 8/10 mục thông tin truy xuất" in text_of(world, f"/{world.packed().code}")
    product = with_shelf_life(world, 60)
    full = world.pack(world.harvest(20).code, 10, product=product)
    world.publish(full.code)
    seen = text_of(world, f"/{full.code}")
    assert "Đủ 10/10 mục thông tin truy xuất" in seen
    assert "hạn sử dụng 15/03/2026. HTX khai" in seen
    assert "Tiêu chuẩnVietGAP HTX khai" in seen


def test_a_group_is_not_called_a_cooperative(world: World) -> None:
    code = world.packed().code
    assert "Hợp tác xã (HTX) tự ghi" in text_of(world, f"/{code}")
    with world.by(world.who.manager) as work:
        parties.known(work, world.who.manager.party or 0).kind = "group"
    world.tampered = True  # no event makes a group of a cooperative
    seen = text_of(world, f"/{code}")
    assert "đơn vị khai" in seen
    assert "Đơn vị tự ghi và chịu trách nhiệm về điều đã ghi." in seen
    assert "HTX khai" not in seen
    assert "(HTX)" not in seen


def test_the_evidence_behind_a_line_is_explained_on_the_same_page(world: World) -> None:
    answer = visitor(world).get(f"/{world.packed().code}").text
    assert answer.count('href="#bang-chung"') >= 3
    assert answer.count('id="bang-chung"') == 1


def test_a_batch_code_says_that_all_bags_share_it(world: World) -> None:
    seen = text_of(world, f"/{world.packed().code}")
    assert "Mã lô dùng chung: mọi gói của lô mang cùng một mã." in seen
    assert "Bản sao của tem lô không phát hiện được" in seen


# --- the page around it ------------------------------------------------------------------------


@pytest.mark.parametrize("junk", ["lang=xx", "lang=", "fbclid=IwAR0&utm_source=zalo", "lang=en'--"])
def test_anything_else_in_the_query_is_passed_over(world: World, junk: str) -> None:
    batch, client = world.packed(), visitor(world)
    assert client.get(f"/{batch.code}?{junk}").data == client.get(f"/{batch.code}").data


def test_what_people_wrote_is_text_and_never_markup(world: World) -> None:
    with world.by(world.who.manager) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        nasty = orange_revision('<b onclick="x">Cam</b> & "quýt"')
        products.revise(work, coop, world.who.product, dataclasses.replace(nasty, name_en=None))
    answer = visitor(world).get(f"/{world.packed().code}").text
    assert "<b onclick" not in answer
    assert "&lt;b onclick=&#34;x&#34;&gt;Cam&lt;/b&gt; &amp; &#34;quýt&#34;" in answer


def test_a_page_of_demonstration_data_says_so_everywhere(world: World) -> None:
    world.tampered = True
    codes = states(world)
    with world.by(world.who.operator) as work:
        work.add(models.Installation(key="demonstration", value="2026-01-20"))
    app = application(world, public_url="http://127.0.0.1:8000", development="yes")
    client = app.test_client(use_cookies=False)
    for path in ["", *codes.values(), "KHONGCOMA"]:
        assert "Dữ liệu trình diễn" in client.get(f"/{path}").text
    assert "Dữ liệu trình diễn" not in visitor_without(world).get("/").text


def visitor_without(world: World) -> FlaskClient:
    """The same after the fact was taken away."""
    with world.by(world.who.operator) as work:
        work.db.delete(work.db.get_one(models.Installation, "demonstration"))
    return visitor(world)


def test_the_canonical_address_is_the_current_one_on_every_host(world: World) -> None:
    batch, client = world.packed(), visitor(world)
    here = client.get(f"/{batch.code}", base_url=BASE)
    former = client.get(f"/{batch.code}", base_url="https://tem-cu.hagiang.vn")
    assert here.data == former.data
    assert f'<link rel="canonical" href="{BASE}/{batch.code}">' in here.text


def test_days_of_a_season_are_told_as_a_span() -> None:
    vinh_tuy = Where("01156", "Xã Vĩnh Tuy", "Tỉnh Tuyên Quang", None, None, None)
    first = origin(vinh_tuy, dt.date(2026, 1, 3), 12)
    last = origin(vinh_tuy, dt.date(2026, 1, 9), 7)
    (picked,) = sites.pickings([first, last])
    assert (picked.first, picked.last) == (dt.date(2026, 1, 3), dt.date(2026, 1, 9))
    (site,) = sites.sites([first, last, dataclasses.replace(first, status_then=Status.SUSPENDED)])
    assert site.households == (7, 12)
    assert site.then is Status.SUSPENDED


def origin(where: Where, day: dt.date, household: int) -> Origin:
    """A share of a batch under one code."""
    return Origin(
        ppm=500_000,
        where=where,
        area_code="VN-HGOR-0128",
        internal=False,
        scheme="vn_domestic",
        status_then=Status.ACTIVE,
        status_now=Status.ACTIVE,
        suspended_since=None,
        household=household,
        harvested_on=day,
        place_kind="orchard",
        seen=True,
    )


def test_an_ordered_hold_says_by_whom(world: World) -> None:
    code = world.packed().code
    with world.by(world.who.registrar) as work:
        recalls.order_hold(work, code, "chờ xét nghiệm lại")
    text = text_of(world, f"/{code}")
    assert re.search(r"theo yêu cầu của (Chi cục|Sở|Trạm)[^.]+\.", text)
    assert "chờ xét nghiệm lại" not in text


def test_fruit_without_a_shelf_life_is_not_fresh_for_ever(world: World) -> None:
    code = world.packed().code
    assert world.page(code).verdict is Verdict.VALID
    world.clock.pass_by(days=400)
    page = world.page(code)
    assert (page.verdict, page.months_old) == (Verdict.TOO_OLD, 13)
    text = text_of(world, f"/{code}")
    assert "Hàng tươi mà hái đã quá lâu" in text
    assert "cách nay 13 tháng" in text
    assert "Không có cảnh báo" not in text


def test_every_chip_leads_to_its_explanation(world: World) -> None:
    client = visitor(world)
    printed = world.item_codes(blank(world))[0]
    for code in (printed, world.who.area, *states(world).values()):
        source = client.get(f"/{code}").text
        chips = set(re.findall(r'<a class="chip" href="#([a-z-]+)"', source))
        assert chips <= set(re.findall(r' id="([a-z-]+)"', source)), code


def test_a_blank_label_shows_the_product_that_it_was_printed_for(world: World) -> None:
    source = visitor(world).get(f"/{world.item_codes(blank(world))[0]}").text
    assert "<h1>Cam sành Hà Giang, túi lưới 2 kg</h1>" in source
    assert 'class="picture"' in source
    assert "chưa kích hoạt cho lô nào" in source
