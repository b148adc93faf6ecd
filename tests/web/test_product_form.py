"""The form of a product: few fields for a first one, nothing typed is lost, nobody is overtaken."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest
from PIL import Image

from tests.people import World, orange_revision
from tests.web.bad_inputs import BAD
from tests.web.lot_visits import HOST, Page, Visitor, app_of
from traceability.domain.balance import Basis
from traceability.services import parties, product_photos, products
from traceability.store.queries import products as queries

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
NEW = "/coop/san-pham/moi"
MOST_BYTES = 14 * 1024


@pytest.fixture
def visitors(world: World, tmp_path: Path) -> dict[str, Visitor]:
    app = app_of(world, files=tmp_path)
    return {who: Visitor(app, world, who) for who in ("manager", "recorder", "stranger")}


@pytest.fixture
def manager(visitors: dict[str, Visitor]) -> Visitor:
    return visitors["manager"]


def first(visitor: Visitor, **typed: str) -> Page:
    """A first product: a name, a pack and its weight; the crop is chosen already."""
    pack = {"formats.1.name": "túi 1 kg", "formats.1.net": "1"}
    return visitor.send(NEW, **({"name_vi": "Cam loại 1"} | pack | typed))


def edit(page: Page) -> str:
    return f"{page.place}/sua"


def count(world: World) -> int:
    with world.view() as view:
        return len(queries.of_holder(view.db, world.who.manager.party or 0))


def test_a_first_product_takes_three_fields(world: World, manager: Visitor) -> None:
    form = manager.get(NEW).form()
    assert (form["crop"], form["formats.1.basis"]) == ("sanh_orange", "fixed_net")
    made = first(manager)
    assert made.status == 303
    page = manager.get(made.place)
    assert "Cam loại 1" in page.text
    assert "túi 1 kg (1 kg)" in page.text
    assert "Còn thiếu 6 mục cho nhãn hàng hóa, vẫn in được tem truy xuất" in page.text
    assert "pictures/orange.svg" in page.source
    lot = world.pack(world.harvest(100).code, 50, product=made.place.rpartition("/")[2])
    world.publish(lot.code)
    assert world.differences() == []


def test_everything_that_is_typed_is_there_again(manager: Visitor) -> None:
    texts = {
        "brand": "Vĩnh Hảo",
        "origin": "Việt Nam",
        "ingredients": "100 % cam\nkhông chất bảo quản",
        "shelf_life_days": "30",
        "standard": "VietGAP",
        "usage": "Rửa sạch, ăn tươi",
        "storage": "Nơi mát",
        "warnings": "Không",
        "name_en": "Oranges",
        "name_zh": "橙子",
        "gtin": "9520123456788",
        "picture": "herb",
        "formats.2.name": "cân riêng",
        "formats.2.basis": "own_weight",
    }
    made = first(manager, **texts)
    assert made.status == 303
    form = manager.get(edit(made)).form()
    assert {name: form[name] for name in texts} == texts | {"gtin": "09520123456788"}
    page = manager.get(made.place)
    assert "Đủ mục cho nhãn hàng hóa" in page.text
    assert "cân riêng ( Mỗi gói cân riêng )" in page.text.replace("(Mỗi", "( Mỗi").replace(
        "riêng)", "riêng )"
    )
    assert "đơn vị tự khai, chờ cán bộ xác nhận" in page.text
    assert manager.send(edit(made)).status == 303
    assert "Không có gì khác, nên không ghi bản mới." in manager.get(made.place).text


def test_nothing_typed_is_lost_and_the_fold_with_the_fault_is_open(
    world: World, manager: Visitor
) -> None:
    page = first(manager, name_vi=" ", gtin="9520123456789", brand="Vĩnh Hảo")
    assert page.status == 422
    assert page.error_at("name_vi") == "Chỗ này cần được điền."
    assert page.form()["brand"] == "Vĩnh Hảo"
    page = first(manager, gtin="9520123456789", brand="Vĩnh Hảo")
    assert "lẽ ra là 8" in page.error_at("gtin")
    assert page.source.count('<details class="fold" open>') == 1
    assert count(world) == 1


def test_a_pack_that_was_left_empty_closes_up(manager: Visitor) -> None:
    typed = {"formats.1.name": "", "formats.1.net": "", "formats.2.name": "thùng"}
    page = first(manager, **typed)
    assert page.status == 422
    assert page.error_at("formats.1.net")
    assert page.form()["formats.1.name"] == "thùng"
    page = first(manager, **{"formats.1.name": "", "formats.1.net": ""})
    assert (page.status, bool(page.error_at("formats.1.name"))) == (422, True)
    page = first(manager, **{"formats.1.net": "500 ml"})
    assert "kg" in page.error_at("formats.1.net")


def test_two_products_of_one_name_are_asked_about(world: World, manager: Visitor) -> None:
    page = first(manager, name_vi="cam sành hà giang, TÚI LƯỚI 2 kg")
    assert page.status == 409
    assert "Đã có sản phẩm tên “Cam sành Hà Giang, túi lưới 2 kg”" in page.error_at("name_vi")
    assert "same_name" not in page.form()
    assert count(world) == 1
    sent = manager.post(NEW, page.form() | {"same_name": "yes"})
    assert (sent.status, count(world)) == (303, 2)


def test_a_double_click_makes_one_product(world: World, manager: Visitor) -> None:
    form = manager.get(NEW).form() | {"name_vi": "Cam loại 1"}
    form |= {"formats.1.name": "túi", "formats.1.net": "1"}
    answers = [manager.post(NEW, form) for _ in range(2)]
    assert answers[0].place == answers[1].place
    assert count(world) == 2


def test_who_was_overtaken_sees_both_versions(world: World, manager: Visitor) -> None:
    made = first(manager)
    mine = manager.get(edit(made)).form() | {"brand": "Của tôi", "formats.1.net": "3"}
    manager.send(edit(made), brand="Của người khác", origin="Việt Nam")
    page = manager.post(edit(made), mine)
    assert page.status == 409
    for text in (
        "Người khác vừa lưu sản phẩm này",
        "Của người khác",
        "Việt Nam",
        "túi 1 kg (1 kg)",
    ):
        assert text in page.text
    assert page.form()["brand"] == "Của tôi"
    assert manager.post(edit(made), page.form()).status == 303
    form = manager.get(edit(made)).form()
    assert (form["brand"], form["origin"], form["formats.1.net"]) == ("Của tôi", "", "3")


def test_who_may(world: World, visitors: dict[str, Visitor]) -> None:
    assert visitors["recorder"].get(NEW).status == 403
    assert "Thêm sản phẩm" not in visitors["recorder"].get("/coop/san-pham").text
    path = f"/coop/san-pham/{world.who.product}"
    assert visitors["recorder"].get(path).status == 200
    assert f'href="{path}/sua"' not in visitors["recorder"].get(path).source
    for page in (path, f"{path}/sua", f"{path}/anh"):
        assert visitors["stranger"].get(page).status == 404
    assert visitors["recorder"].get(f"{path}/anh").status == 404, "it has a drawing"


def test_a_house_without_products_is_taught(visitors: dict[str, Visitor]) -> None:
    page = visitors["stranger"].get("/coop/san-pham")
    assert "Thêm sản phẩm đầu tiên" in page.text
    assert f'href="{NEW}"' in page.source
    assert visitors["stranger"].get(NEW).form()["name_vi"] == ""


def test_a_number_that_two_claim_is_told(world: World, manager: Visitor) -> None:
    made = first(manager, gtin="9520123456788")
    with world.by(world.who.stranger) as work:
        coop = parties.known(work, world.who.stranger.party or 0)
        products.create(work, coop, "persimmon", orange_revision(), gtin="9520123456788")
    page = manager.get(made.place)
    assert "Mã GTIN này nơi khác cũng khai" in page.text
    assert "HTX Hồng Quản Bạ" not in page.text
    assert manager.send(edit(made), gtin="").status == 303
    assert "Đã lưu mã GTIN." in manager.get(made.place).text
    assert "GTIN" not in manager.get(made.place).text


def picture(side: int = 1_200) -> bytes:
    """A noisy photograph that says where it was taken."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Nhà ông Pháo, thôn Vĩnh Sơn"
    Image.effect_noise((side, side * 3 // 4), 90).convert("RGB").save(
        out, "JPEG", exif=exif, quality=40
    )
    return out.getvalue()


def upload(visitor: Visitor, path: str, data: bytes, **typed: str) -> Page:
    form = visitor.get(path).form() | typed
    sent = {**form, "photo": (io.BytesIO(data), "anh.jpg")}
    headers = {"Referer": HOST + path}
    return Page(visitor.client.post(path, data=sent, base_url=HOST, headers=headers))


def test_a_photograph_is_on_the_page_of_a_published_lot(world: World, manager: Visitor) -> None:
    path = f"/coop/san-pham/{world.who.product}"
    assert upload(manager, f"{path}/sua", picture()).status == 303
    own = manager.get(f"{path}/anh").answer
    assert own.headers["Content-Type"] == "image/jpeg"
    lot = world.pack(world.harvest(100).code, 40).code
    world.publish(lot)
    nobody = Visitor(manager.client.application, world)
    page = nobody.get(f"/{lot}")
    assert len(gzip.compress(page.source.encode())) < MOST_BYTES
    src = page.source.partition('<a class="picture" href="')[2].partition('"')[0]
    assert 'src="data:image/webp;base64,' in page.source
    assert f'property="og:image" content="{HOST}{src}"' in page.source
    answer = nobody.get(src).answer
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.get_data() == own.get_data()
    shown = Image.open(io.BytesIO(answer.get_data()))
    assert max(shown.size) == 1_000
    assert not shown.getexif()
    assert "Vĩnh Sơn".encode() not in answer.get_data()


def test_a_photograph_is_no_ones_before_a_lot_is_published(world: World, manager: Visitor) -> None:
    path = f"/coop/san-pham/{world.who.product}"
    upload(manager, f"{path}/sua", picture(200))
    with world.view() as view:
        product = products.known(view, world.who.product)
        sha256 = queries.newest_revision(view.db, product.id).photo_sha256
    nobody = Visitor(manager.client.application, world)
    assert nobody.get(f"/anh/{sha256}").status == 404
    for other in ("x", "%00", "0" * 43, "..%2f..%2fetc%2fpasswd"):
        assert nobody.get(f"/anh/{other}").status == 404


def test_what_is_no_photograph_is_refused_at_its_field(world: World, manager: Visitor) -> None:
    path = f"/coop/san-pham/{world.who.product}/sua"
    page = upload(manager, path, b"<script>", brand="Vĩnh Hảo")
    assert page.status == 422
    assert page.error_at("photo") == "Không đọc được ảnh. Chỉ nhận JPEG, PNG hoặc WebP."
    assert page.form()["brand"] == "Vĩnh Hảo"
    page = upload(manager, path, picture(200), name_vi=" ")
    assert "Ảnh chưa được lưu, xin chọn lại." in page.text


@pytest.mark.parametrize("path", [NEW, "/coop/san-pham/{product}/sua"])
def test_nothing_is_decoded_for_who_may_not(
    world: World, visitors: dict[str, Visitor], monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    decoded: list[bytes] = []
    monkeypatch.setattr(product_photos, "prepare", lambda data, _folder: decoded.append(data))
    at = path.format(product=world.who.product)
    form = visitors["manager"].get(at).form() | {"name_vi": "Cam", "formats.1.name": "túi"}
    for who, status in (("recorder", 403), ("stranger", 404)):
        if who == "stranger" and at == NEW:
            continue  # who may make products of their own
        visitor = visitors[who]
        form |= visitor.get("/coop/").hidden
        sent = {**form, "formats.1.net": "1", "photo": (io.BytesIO(picture(200)), "anh.jpg")}
        headers = {"Referer": HOST + at}
        page = Page(visitor.client.post(at, data=sent, base_url=HOST, headers=headers))
        assert page.status == status, who
    assert decoded == []


def test_the_photograph_stays_when_something_else_changes(world: World, manager: Visitor) -> None:
    path = f"/coop/san-pham/{world.who.product}/sua"
    upload(manager, path, picture(200))
    assert manager.get(path).form()["picture"] == "photo"
    manager.send(path, brand="Vĩnh Hảo")
    assert manager.get(path).form()["picture"] == "photo"
    manager.send(path, picture="tea")
    assert manager.get(path).form()["picture"] == "tea"
    assert world.differences() == []


def test_hostile_words_are_words(manager: Visitor) -> None:
    script = BAD["text-01"]["input"].split(" as ")[0]
    made = first(manager, name_vi=script, warnings=script, **{"formats.1.name": script})
    assert made.status == 303
    for path in (made.place, edit(made), "/coop/san-pham"):
        page = manager.get(path)
        assert "<script" not in page.source
        assert "&lt;script&gt;" in page.source


def test_chinese_in_a_note_is_kept_and_told(manager: Visitor) -> None:
    made = first(manager, ingredients="100 % cam 柑橘")
    page = manager.get(made.place)
    assert "100 % cam 柑橘" in page.text
    assert "Phông chữ của tem không có các chữ: 柑橘." in page.text


def test_packing_asks_for_what_came_out_where_packs_differ(world: World, manager: Visitor) -> None:
    lot = world.harvest(100).code
    path = f"/coop/lo/{lot}/dong-goi"
    assert "packed" not in manager.get(path).form(path)
    own = {"formats.1.name": "cân riêng", "formats.1.basis": str(Basis.OWN_WEIGHT)}
    code = first(manager, **own, **{"formats.1.net": ""}).place.rpartition("/")[2]
    form = manager.get(path).form(path) | {"product": f"{code}/1/1", "packages": "37"}
    page = manager.post(path, form)
    assert page.status == 422
    assert "Gõ số cân từng bao, hoặc ghi tổng cộng" in page.error_at("packed")
    page = manager.post(path, form | {"packed": "95,5"})
    assert "Lấy 100\u00a0kg, đóng được 95,5\u00a0kg (cân riêng), hao hụt 4,5\u00a0kg" in (
        page.source.replace("&#160;", "\u00a0")
    )
    sent = manager.post(path, page.form(path) | {"confirm": "yes"})
    assert sent.status == 303
    page = manager.get(sent.place)
    assert "37 × cân riêng" in page.text
    world.publish(sent.place.rpartition("/")[2])
    assert "Lô đủ cho 37 tem" in manager.get(f"{sent.place}/in-tem").text
    buyers = manager.get(f"/{sent.place.rpartition('/')[2]}").text
    assert "cả lô 95,5 kg" in buyers
    assert "95,5 kg (37 gói)" in buyers


def test_a_pack_that_changed_meanwhile_is_not_packed(world: World, manager: Visitor) -> None:
    path = f"/coop/lo/{world.harvest(100).code}/dong-goi"
    form = manager.get(path).form(path) | {"packages": "40"}
    manager.send(
        f"/coop/san-pham/{world.who.product}/sua", **{"formats.1.net": "1", "name_vi": "Cam A"}
    )
    page = manager.post(path, form)
    assert page.status == 409
    assert "tên đang dùng là “Cam A”" in page.error_at("product")
