"""Lending a code through the pages, and using one: said back first, seen by who has to see it."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from flask import Flask

from tests.people import PICKED_ON, TODAY, World, orange_revision, photograph
from tests.services.test_code_authorizations import borrow, lend, take_back
from tests.web.bad_inputs import BAD
from tests.web.lot_visits import HOST, Page, Visitor, app_of, confirm
from tests.web.phone_visits import PhoneVisitor
from traceability.domain.access import Role
from traceability.domain.quantity import Quantity
from traceability.services import api_keys, batches, packings, parties, products
from traceability.store.models import Batch, CodeAuthorization

FORM = "/coop/thu-hoach/moi"


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def app(world: World, tmp_path: Path) -> Flask:
    return app_of(world, files=tmp_path)


def path(world: World, what: str) -> str:
    return f"/coop/vung-trong/ma/{world.who.area}/{what}"


def typed(world: World, **more: str) -> dict[str, str]:
    return {
        "grantee": "htx hồng quản bạ",
        "cap": "1,5",
        "unit": "tấn",
        "from_on": "12/01/2026",
        "to_on": "31/03/2026",
        **more,
    }


def filled(visitor: Visitor, world: World, **more: str) -> Page:
    return visitor.send(path(world, "uy-quyen"), path(world, "uy-quyen"), **typed(world, **more))


def given(world: World) -> int:
    with world.view() as view:
        return view.db.query(CodeAuthorization).count()


def test_a_manager_gives_with_a_paper_and_sees_it(app: Flask, world: World) -> None:
    manager = Visitor(app, world, "manager")
    shown = filled(manager, world)
    assert "HTX Hồng Quản Bạ" in shown.text
    assert "1.500 kg" in shown.text
    assert given(world) == 0
    fields = {**shown.form("uy-quyen"), "confirm": "yes"}
    sent = {**fields, "paper": (io.BytesIO(photograph()), "giay.jpg")}
    at = path(world, "uy-quyen")
    for _twice in range(2):
        sent["paper"] = (io.BytesIO(photograph()), "giay.jpg")
        done = manager.client.post(at, data=sent, base_url=HOST, headers={"Referer": HOST + at})
        assert done.status_code == 303
    assert given(world) == 1
    page = manager.get(path(world, "ai-dung"))
    assert "HTX Hồng Quản Bạ" in page.text
    assert "1.500 kg còn lại" in page.text
    link = page.source.split('href="/coop/uy-quyen/')[1].split('"')[0]
    assert manager.get(f"/coop/uy-quyen/{link}").status == 200


WRONG = [
    ({"grantee": "HTX Không Có"}, "grantee", "Không có đơn vị nào"),
    ({"grantee": "HTX Cam Sành Vĩnh Hảo"}, "grantee", "chính đơn vị của bạn"),
    ({"grantee": ""}, "grantee", "cần được điền"),
    ({"cap": "0"}, "cap", "lớn hơn 0"),
    ({"cap": "-5"}, "cap", "lớn hơn 0"),
    ({"cap": "1e309"}, "cap", ""),
    ({"cap": "5", "unit": "lít"}, "cap", ""),
    ({"to_on": "11/01/2026"}, "to_on", "sớm hơn"),
    ({"to_on": "19/01/2026"}, "to_on", "đã qua"),
    ({"from_on": "30/02/2026"}, "from_on", "Không có ngày"),
]


@pytest.mark.parametrize(("more", "field", "said"), WRONG)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(
    app: Flask, world: World, more: dict[str, str], field: str, said: str
) -> None:
    page = filled(Visitor(app, world, "manager"), world, **more)
    assert page.status == 422
    assert said in page.error_at(field)
    kept = page.form("uy-quyen")
    assert {name: kept[name] for name in more} == more
    assert given(world) == 0


def test_bad_text_is_refused_or_unknown(app: Flask, world: World) -> None:
    manager = Visitor(app, world, "manager")
    for name in (name for name in BAD if name.startswith("text")):
        value = BAD[name].get("value")
        if isinstance(value, str):
            assert filled(manager, world, grantee=value).status in (400, 404, 413, 422), name


def test_a_recorder_looks_and_a_stranger_finds_nothing(app: Flask, world: World) -> None:
    recorder, stranger = Visitor(app, world, "recorder"), Visitor(app, world, "stranger")
    assert recorder.get(path(world, "ai-dung")).status == 200
    assert "uy-quyen" not in recorder.get(path(world, "ai-dung")).source
    assert recorder.get(path(world, "uy-quyen")).status == 403
    for what in ("ai-dung", "uy-quyen", "the.pdf"):
        assert stranger.get(path(world, what)).status == 404
    code = lend(world)
    assert stranger.get(f"/coop/uy-quyen/{code}/rut").status == 404
    assert recorder.get(f"/coop/uy-quyen/{code}/rut").status == 403


def test_giving_asks_a_pin_for_the_password(app: Flask, world: World) -> None:
    phone = PhoneVisitor(app, world).by_pin("recorder")
    asked = phone.get(path(world, "uy-quyen"))
    assert (asked.status, "/tai-khoan/xac-nhan" in asked.place) == (302, True)


def test_taking_back_says_what_stays(app: Flask, world: World) -> None:
    code = lend(world)
    borrow(world, 120)
    manager = Visitor(app, world, "manager")
    at = f"/coop/uy-quyen/{code}/rut"
    assert "1 lô họ đã ghi (120 kg) vẫn dưới mã" in manager.get(at).text
    early = manager.send(at, at, last_on="11/01/2026")
    assert "ngày 12/01/2026" in early.error_at("last_on")
    done = manager.send(at, at, last_on="20/01/2026")
    assert done.status == 303
    assert "đã rút lại" not in manager.get(done.place).text  # today it still holds
    assert "ngày cuối 20/01/2026" in manager.get(done.place).text


def test_the_form_of_a_harvest_offers_what_may_be_used(app: Flask, world: World) -> None:
    lend(world, 1000)
    stranger = Visitor(app, world, "stranger")
    page = stranger.get(FORM)
    assert "mã của HTX Cam Sành Vĩnh Hảo, còn 1.000 kg, đến 31/03/2026" in page.text
    assert "Vườn cam thôn Vĩnh Sơn" not in page.text
    form = {**page.form(FORM), "weight": "400", "harvested_on": "12/01/2026"}
    shown = stranger.post(FORM, form)
    assert "HTX Cam Sành Vĩnh Hảo được báo ngày, số cân và mã lô này." in shown.text
    lot = stranger.get(confirm(stranger, FORM, shown).place)
    assert "Mã của HTX Cam Sành Vĩnh Hảo" in lot.text
    assert "mã của HTX Cam Sành Vĩnh Hảo" in stranger.get("/coop/lo").text
    uses = Visitor(app, world, "manager").get(path(world, "ai-dung"))
    assert "HTX Hồng Quản Bạ" in uses.text
    assert "400 kg" in uses.text
    assert "600 kg còn lại" in uses.text


def test_what_nothing_carries_is_said_before_it_is_saved(app: Flask, world: World) -> None:
    lend(world, 100)
    stranger = Visitor(app, world, "stranger")
    form = {**stranger.get(FORM).form(FORM), "weight": "400", "harvested_on": "12/01/2026"}
    shown = stranger.post(FORM, form)
    assert "Lô sẽ ghi là ngoài vùng mã" in shown.text
    assert "Còn được dùng: 100 kg." in shown.text
    lot = stranger.get(confirm(stranger, FORM, shown).place)
    assert "ngoài vùng mã" in lot.text
    assert "ngoài vùng mã" in stranger.get("/coop/lo").text


def test_a_grantee_sees_what_is_left_and_until_when(app: Flask, world: World) -> None:
    stranger = Visitor(app, world, "stranger")
    assert "xin họ làm ủy quyền" in stranger.get("/coop/ma-duoc-dung").text
    code = lend(world, 1000)
    page = stranger.get("/coop/ma-duoc-dung").text
    for said in ("VN-HGOR-0128", "Mã của HTX Cam Sành Vĩnh Hảo", "1.000 kg còn lại", "31/03/2026"):
        assert said in page
    assert "Vườn cam thôn Vĩnh Sơn" not in page
    take_back(world, code, PICKED_ON)
    assert "đã rút lại" in stranger.get("/coop/ma-duoc-dung").text


def test_the_registrar_sees_the_same_list(app: Flask, world: World) -> None:
    lend(world)
    borrow(world, 400)
    page = Visitor(app, world, "registrar").get(f"/registry/ma/{world.who.area}")
    assert "Ai khác dùng mã này" in page.text
    assert "HTX Hồng Quản Bạ" in page.text
    assert "600 kg còn lại" in page.text
    elsewhere = Visitor(app, world, "commune_registrar")
    assert elsewhere.get(f"/registry/ma/{world.who.area}").status == 404


def published(world: World, batch: str) -> str:
    """What the neighbours packed of a harvest, published."""
    with world.by(world.who.stranger) as work:
        holder = parties.known(work, world.who.stranger.party or 0)
        product = products.create(work, holder, "sanh_orange", orange_revision()).code
        asked = packings.PackingRequest(batch, product, 2, TODAY, Quantity(4_000, "g"))
        made = packings.register(work, asked).code
        batches.publish(work, made)
    return made


@pytest.mark.parametrize("kg", [5, 50])
def test_the_buyer_is_told_whose_code_it_is_or_that_there_is_none(
    app: Flask, world: World, kg: int
) -> None:
    lend(world, 10)
    page = Visitor(app, world).get(f"/{published(world, borrow(world, kg).code)}").text
    lent = "Mã của HTX Cam Sành Vĩnh Hảo, cho HTX Hồng Quản Bạ dùng."
    assert (lent in page) == (kg == 5)
    assert ("Ngoài vùng mã" in page) == (kg == 50)
    assert ("VN-HGOR-0128" in page) == (kg == 5)
    assert "Không có cảnh báo cho lô này" in page


def test_software_of_a_grantee_records_under_the_code(app: Flask, world: World) -> None:
    lend(world, 10)
    with world.by(world.who.operator) as work:
        party = parties.known(work, world.who.stranger.party or 0)
        key = api_keys.create_key(work, party, Role.RECORDER).text
    client = app.test_client()
    for number, (weight, outside) in enumerate(((6, False), (5, True), (4, False))):
        answer = client.post(
            "/api/v1/harvests",
            json={"area_code": world.who.area, "harvested_on": "2026-01-12", "weight": weight},
            headers={"Authorization": f"Bearer {key}", "Idempotency-Key": f"harvest-{number}"},
            base_url=HOST,
        )
        assert (answer.status_code, answer.json["outside"]) == (201, outside)  # type: ignore[index]
    with world.view() as view:
        assert view.db.query(Batch).filter(Batch.area_code_id.is_not(None)).count() == 2


def test_the_card_opens_the_page_of_the_code(app: Flask, world: World) -> None:
    lend(world, 1000)
    answer = Visitor(app, world, "recorder").get(path(world, "the.pdf")).answer
    assert answer.content_type == "application/pdf"
    page = pypdfium2.PdfDocument(answer.data)[0]
    text = " ".join(page.get_textpage().get_text_bounded().split())
    for said in ("KHÔNG CHO MƯỢN MÃ", "VN-HGOR-0128", "HTX Cam Sành Vĩnh Hảo", "còn 1.000 kg"):
        assert said in text
    (found,) = zxingcpp.read_barcodes(
        page.render(scale=300 / 72).to_pil(), formats=zxingcpp.BarcodeFormat.QRCode
    )
    assert found.text.lower() == f"{HOST}/{world.who.area}".lower()
