"""What everybody reads of a growing-area code: its standing, whose, in which commune, no more."""

from __future__ import annotations

import dataclasses
import datetime as dt
import gzip
import html
import re

import pytest
from flask.testing import FlaskClient

from tests.people import PICKED_ON, TODAY, World, decision, orange_grant
from tests.services.season_worlds import one_hectare
from tests.web.lot_visits import Visitor, app_of
from tests.web.public_door import BASE, visitor
from traceability.domain import ids
from traceability.domain.certificates import CertificateKind
from traceability.domain.place_kinds import Group
from traceability.services import (
    area_codes,
    certificates,
    internal_codes,
    parties,
    place_files,
    places,
    public_figures,
)
from traceability.store.queries import areas

MOST_BYTES = 14 * 1024


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def client(world: World) -> FlaskClient:
    return visitor(world)


def words_of(source: str) -> str:
    bare = re.sub(r"<style>.*?</style>|<svg.*?</svg>", " ", source, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", bare)).split())


def read(client: FlaskClient, code: str) -> str:
    answer = client.get(f"/{code}")
    assert answer.status_code == 200
    return words_of(answer.text)


# --- where it stands, and from when -------------------------------------------------------------


def test_the_page_stands_at_the_code_and_at_the_address_for_programs(
    world: World, client: FlaskClient
) -> None:
    code = world.who.area
    short, longer = client.get(f"/{code}"), client.get(f"/id/area/{code}")
    assert short.status_code == longer.status_code == 200
    assert short.data == longer.data
    assert f'<link rel="canonical" href="{BASE}/{code}">' in longer.text
    moved = client.get(f"/id/area/{code.lower()}")
    assert (moved.status_code, moved.location) == (301, f"/id/area/{code}")


def test_what_is_no_area_has_no_page_among_areas(world: World, client: FlaskClient) -> None:
    batch = world.packed()
    for code in (batch.code, world.who.place, world.who.cooperative, "khong-co", "A" * 4000):
        assert client.get(f"/id/area/{code}").status_code == 404


def filed(world: World) -> str:
    """A code whose grant takes effect in nine days."""
    future = dataclasses.replace(
        orange_grant(world.who.cooperative, "VN-HGOR-0555"),
        decision=decision(TODAY + dt.timedelta(days=9)),
    )
    with world.by(world.who.registrar) as work:
        return area_codes.grant(work, future).code


def test_before_it_holds_a_code_answers_as_one_that_nobody_has(
    world: World, client: FlaskClient
) -> None:
    waiting, unknown = filed(world), ids.short_code(123_456_789)

    def shape(code: str) -> str:
        answer = client.get(f"/{code}")
        assert answer.status_code == 404
        return answer.text.replace(code, "")

    assert shape(waiting) == shape(unknown)
    world.clock.pass_by(days=9)
    assert client.get(f"/{waiting}").status_code == 200


# --- what it says -------------------------------------------------------------------------------


def test_an_active_code_says_whose_it_is_where_and_since_when(
    world: World, client: FlaskClient
) -> None:
    seen = read(client, world.who.area)
    for said in (
        "VN-HGOR-0128",
        "Mã số vùng trồng trong nước",
        "Mã số đang hiệu lực Hiệu lực từ 01/10/2025.",
        "HTX Cam Sành Vĩnh Hảo",
        "xã Vĩnh Tuy, tỉnh Tuyên Quang",
        "Cam sành · vườn cây ăn quả",
        "Tổng diện tích12,4 ha",
        "01/10/2025 Được cấp mã cán bộ đã xem "
        "Quyết định 12/QĐ-TTBVTV · Chi cục Trồng trọt và Bảo vệ thực vật",
        "Ghi vào hệ thống ngày 20/01/2026",
    ):
        assert said in seen


def test_the_reason_of_a_step_stays_inside(world: World, client: FlaskClient) -> None:
    world.suspend(TODAY)
    source = client.get(f"/{world.who.area}").text
    assert "theo biên bản kiểm tra" not in source
    assert "Mã số đang tạm dừng" in source
    assert 'class="verdict stop"' in source
    assert source.count('class="verdict ') == 1


def test_every_step_says_who_stands_behind_it(world: World, client: FlaskClient) -> None:
    world.suspend(TODAY)
    seen = read(client, world.who.area)
    assert "Bị tạm dừng cán bộ đã xem" in seen
    assert "Cán bộ của cơ quan quản lý đã xem giấy tờ và tự ghi vào hệ thống." in seen
    assert "Bị tạm dừng HTX khai" not in seen


def test_every_line_says_who_stands_behind_it(world: World, client: FlaskClient) -> None:
    seen = read(client, world.who.area)
    for said in (
        "Cam sành · vườn cây ăn quả. cán bộ đã xem",
        "(trước 1/7/2025: huyện Bắc Quang, tỉnh Hà Giang). cán bộ đã xem",
        "HTX Cam Sành Vĩnh Hảo cán bộ đã xem",
        "Thị trườngTrong nước cán bộ đã xem",
        "Tổng diện tích12,4 ha cán bộ đã xem",
        "Địa chỉxã Vĩnh Tuy, tỉnh Tuyên Quang HTX khai",
        "Hợp tác xã (HTX) tự ghi và chịu trách nhiệm về điều đã ghi.",
    ):
        assert said in seen


def test_what_an_office_left_open_is_its_holder_s_word(world: World, client: FlaskClient) -> None:
    """A grant may say nothing of trees; its holder fills them in, and may not touch the rest."""
    world.clock.pass_by(days=1)
    with world.by(world.who.manager) as work:
        place = areas.place_by_code(work.db, world.who.place)
        assert place is not None
        number = areas.revision(work.db, place.id).number
        stands = internal_codes.standing(work, place)
        values = {
            **place_files.values_of(stands, place.kind, Group.SIZE),
            "trees": 4_800,
        }
        asked = place_files.GroupRequest(Group.SIZE, values)
        place_files.save(work, world.who.place, number, asked)
    seen = read(client, world.who.area)
    assert "Tổng diện tích12,4 ha cán bộ đã xem" in seen
    assert "Tổng số cây4.800 HTX khai" in seen


def test_steps_of_the_file_are_not_the_public_s(world: World, client: FlaskClient) -> None:
    seen = read(client, world.who.area)
    history = seen.split("Lịch sử của mã")[1]
    assert history.count("Quyết định") == 1


def test_a_code_runs_out_by_its_date(world: World, client: FlaskClient) -> None:
    grant = orange_grant(world.who.cooperative, "VN-HGOR-0333")
    until = dataclasses.replace(grant.decision, valid_until=TODAY + dt.timedelta(days=1))
    with world.by(world.who.registrar) as work:
        code = area_codes.grant(work, dataclasses.replace(grant, decision=until)).code
    assert "Hiệu lực từ 01/10/2025 đến hết 21/01/2026." in read(client, code)
    world.clock.pass_by(days=2)
    seen = read(client, code)
    assert "Mã số đã hết hạn Từ 22/01/2026." in seen
    assert "22/01/2026 Mã hết hạn" in seen


def test_both_claims_on_a_string_say_that_it_is_disputed(world: World, client: FlaskClient) -> None:
    with world.by(world.who.registrar) as work:
        other = area_codes.grant(work, orange_grant(world.who.foreign)).code
    for code in (world.who.area, other):
        assert "Mã này đang có tranh chấp" in read(client, code)
    world.suspend(TODAY)
    seen = read(client, world.who.area)
    assert "Mã số đang tạm dừng" in seen
    assert "Mã này đang có tranh chấp." in seen


def test_an_internal_code_says_that_no_authority_issued_it(
    world: World, client: FlaskClient
) -> None:
    code = own_area(world)
    seen = read(client, code)
    assert "Mã nội bộ của hệ thống, chưa phải mã do cơ quan nhà nước cấp" in seen
    assert "Đơn vị mở mã nội bộ HTX khai" in seen
    # Its holder has a code of an office too, which knows what it is called.
    assert "HTX Cam Sành Vĩnh Hảo cán bộ đã xem" in seen
    assert seen.count("cán bộ đã xem") == 2
    assert "Sổ của" not in seen
    assert 'class="verdict not-yet"' in client.get(f"/{code}").text


def own_area(world: World) -> str:
    asked = places.PlaceRequest("orchard", "01156", None, 10_000, private={"name": "Vườn kín"})
    with world.by(world.who.manager) as work:
        return internal_codes.open_area(
            work, internal_codes.AreaRequest(asked, ("sanh_orange",))
        ).code


# --- goods: months and counts, no codes -----------------------------------------------------------


def households(world: World, count: int) -> list[str]:
    with world.by(world.who.manager) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        names = [f"Hoàng Văn Kín {number}" for number in range(count)]
        return [parties.register_household(work, coop, {"name": name}).code for name in names]


def test_months_are_counted_and_weights_wait_for_the_holder(
    world: World, client: FlaskClient
) -> None:
    three = households(world, 3)
    for code in three[:2]:
        world.harvest(111, dt.date(2025, 12, 20), household=code)
    for code in three:
        world.harvest(100, PICKED_ON, household=code)
    seen = read(client, world.who.area)
    assert "5 lô thu hoạch đã ghi dưới mã này." in seen
    assert "01/2026 3 lô" in seen
    assert "12/2025 2 lô" in seen
    assert "300 kg" not in seen
    assert "222 kg" not in seen
    assert "Khối lượng chỉ hiện khi đơn vị chọn mở số liệu" in seen
    with world.by(world.who.manager) as work:
        public_figures.choose(work, world.who.area, opened=True)
    seen = read(client, world.who.area)
    assert "kg" not in seen.split("Số lô theo tháng")[1]
    assert "Khối lượng của một tháng hiện sau 60 ngày, khi có từ ba hộ trở lên." in seen
    world.clock.pass_by(days=75)
    seen = read(client, world.who.area)
    assert "01/2026 3 lô · 300 kg" in seen
    assert "222 kg" not in seen
    for language, said in (("en", "three households or more"), ("zh", "三户以上")):
        assert said in words_of(client.get(f"/{world.who.area}?lang={language}").text)


def test_the_holder_is_told_what_everybody_sees(world: World, client: FlaskClient) -> None:
    """Three households stand behind the month, and still it waits for the holder's choice."""
    for code in households(world, 3):
        world.harvest(100, PICKED_ON, household=code)
    manager = Visitor(app_of(world), world, "manager")
    path = f"/coop/vung-trong/ma/{world.who.area}/cong-khai"
    assert "kg" not in read(client, world.who.area)
    before = manager.get(path).text
    assert "Không hiện tháng nào" in before
    assert "Nếu mở hôm nay thì hiện khối lượng của 0 trong 1 tháng có thu hoạch." in before
    assert "chỉ hiện số ký từng tháng khi đơn vị chọn mở" in manager.get("/ai-xem-duoc-gi").text
    manager.send(path, path, figures="open")
    told = manager.get(path).text
    assert "Đang mở" in told
    assert "chỉ hiện khi có từ ba hộ trở lên, 60 ngày sau khi hết tháng" in told
    assert "Đã mở khối lượng." in told
    assert "Đang hiện khối lượng của 0 trong 1 tháng có thu hoạch." in told
    assert "Một tháng chưa qua 60 ngày sau khi hết tháng." in told
    world.clock.pass_by(days=75)
    assert "300 kg" in read(client, world.who.area)
    later = Visitor(app_of(world), world, "manager").get(path).text
    assert "Đang hiện khối lượng của 1 trong 1 tháng có thu hoạch." in later
    assert "chưa qua 60 ngày" not in later


def test_the_holder_is_told_which_months_are_of_too_few(world: World) -> None:
    world.harvest(100, PICKED_ON, household=households(world, 1)[0])
    world.clock.pass_by(days=75)
    manager = Visitor(app_of(world), world, "manager")
    told = manager.get(f"/coop/vung-trong/ma/{world.who.area}/cong-khai").text
    assert "hiện khối lượng của 0 trong 1 tháng có thu hoạch." in told
    assert "Một tháng có dưới ba hộ, hoặc cộng trừ với trang các lô thì ra số của riêng hộ." in told


def test_no_batch_is_named(world: World, client: FlaskClient) -> None:
    harvest = world.harvest(100)
    packed = world.pack(harvest.code, 10)
    world.publish(packed.code)
    source = client.get(f"/{world.who.area}").text
    for code in (harvest.code, harvest.lot_code, packed.code, packed.lot_code):
        assert code not in source


def test_the_page_of_a_lot_leads_to_its_area(world: World, client: FlaskClient) -> None:
    batch = world.packed()
    source = client.get(f"/{batch.code}?lang=en").text
    assert f'href="/{world.who.area}?lang=en"><b>VN-HGOR-0128</b>' in source


# --- papers and seasons ---------------------------------------------------------------------


def certificate(world: World, number: str, valid_to: dt.date = dt.date(2026, 12, 31)) -> str:
    """A certificate over the cooperative's orchard; its code."""
    request = certificates.CertificateRequest(
        kind=CertificateKind.VIETGAP,
        number=f"VG-{number}",
        issuer="Trung tâm Chứng nhận phù hợp",
        valid_from=dt.date(2025, 1, 1),
        valid_to=valid_to,
        covers=(world.who.place,),
    )
    with world.by(world.who.manager) as work:
        return certificates.enter(work, request).code


def test_certificates_stand_there_expired_ones_as_expired(
    world: World, client: FlaskClient
) -> None:
    certificate(world, "1")
    certificate(world, "2", valid_to=TODAY - dt.timedelta(days=1))
    gone = certificate(world, "3")
    with world.by(world.who.manager) as work:
        certificates.withdraw(work, gone, "giấy cấp nhầm")
    seen = read(client, world.who.area)
    assert "VietGAP số VG-1 HTX khai" in seen
    assert "Từ 01/01/2025 đến hết 31/12/2026: còn hạn" in seen
    assert "Từ 01/01/2025 đến hết 19/01/2026: đã hết hạn" in seen
    assert "VG-3" not in seen


@pytest.mark.parametrize(
    ("tonnes", "said"),
    [(100, "trong hạn mức"), (200, "gần hạn mức"), (311, "vượt hạn mức")],
)
def test_a_season_is_three_words(world: World, client: FlaskClient, tonnes: int, said: str) -> None:
    """12.4 ha: warned above 186 t, held above 310 t."""
    world.harvest(tonnes * 1000)
    seen = read(client, world.who.area)
    assert f"Cam sành, niên vụ 2025–2026: {said} " in seen
    assert str(tonnes) not in seen


def test_a_season_without_a_harvest_is_said_to_have_none(world: World, client: FlaskClient) -> None:
    for language, said in (
        ("vi", "chưa thu hoạch"),
        ("en", "not harvested yet"),
        ("zh", "尚未采收"),
    ):
        seen = words_of(client.get(f"/{world.who.area}?lang={language}").text)
        assert said in seen
    assert "trong hạn mức" not in read(client, world.who.area)
    world.harvest(100)
    assert "trong hạn mức" in read(client, world.who.area)


def test_a_season_without_a_ceiling_says_that_nothing_can_be_counted(
    world: World, client: FlaskClient
) -> None:
    _place, area = one_hectare(world, crop="danggui", raw="VN-HGHB-0001")
    assert "chưa có căn cứ để tính" in read(client, area)


# --- form -----------------------------------------------------------------------------------


def test_the_page_is_one_small_answer_without_a_script(world: World, client: FlaskClient) -> None:
    for number in range(1, 25):
        certificate(world, str(number))
    world.harvest(100)
    for lang in ("vi", "en"):
        answer = client.get(f"/{world.who.area}?lang={lang}")
        assert len(gzip.compress(answer.data)) < MOST_BYTES
        assert "<script" not in answer.text
        assert "s-maxage=59" in answer.headers["Cache-Control"]


def test_the_map_shows_communes_and_nothing_finer(world: World, client: FlaskClient) -> None:
    source = client.get(f"/{world.who.area}").text
    drawing = re.search(r'<figure class="map">.*?</figure>', source, re.DOTALL)
    assert drawing
    assert drawing[0].count('class="own"') == 1
    assert "Vĩnh Tuy</text>" in drawing[0]
