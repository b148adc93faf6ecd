"""Certificates on pages: the list and form, the registrar's look, what a buyer sees."""

from __future__ import annotations

import datetime as dt
import gzip
import io
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.certificate_papers import PDF, asked, enter, enter_gi
from tests.people import TODAY, World
from tests.web.bad_inputs import BAD
from tests.web.lot_visits import HOST, Page, Visitor, app_of
from tests.web.public_door import visitor as buyer
from traceability.domain.certificates import CertificateKind, Grade
from traceability.services import certificate_checks, certificates, verify
from traceability.services.certificates import ResultRequest

LIST, KINDS = "/coop/giay-chung-nhan", "/coop/giay-chung-nhan/moi"
DESK = "/registry/giay-chung-nhan"


@pytest.fixture
def app(world: World, tmp_path: Path) -> Flask:
    return app_of(world, files=tmp_path)


@pytest.fixture
def manager(app: Flask, world: World) -> Visitor:
    return Visitor(app, world, "manager")


@pytest.fixture
def registrar(app: Flask, world: World) -> Visitor:
    return Visitor(app, world, "registrar")


def filled(world: World, **typed: Any) -> dict[str, Any]:
    """The form of VietGAP as somebody types it."""
    return {
        "number": "VG-2025-014",
        "issuer": "Trung tâm Chứng nhận (mẫu)",
        "valid_from": "1/6/2025",
        "valid_to": "31/12/2026",
        "covers": world.who.place,
        **typed,
    }


def send(who: Visitor, path: str, fields: dict[str, Any]) -> Page:
    """The form at ``path`` with what is typed over it, files and all."""
    form = who.get(path).form(path.split("?")[0])
    answer = who.client.post(
        path, data={**form, **fields}, base_url=HOST, headers={"Referer": HOST + path}
    )
    return Page(answer)


def code_of(page: Page) -> str:
    assert page.status == 303, page.text
    return page.place.rsplit("/", 1)[1]


# --- the cooperative -----------------------------------------------------------------------------


def test_an_empty_list_teaches_and_leads_to_the_kinds(manager: Visitor) -> None:
    page = manager.get(LIST)
    assert "Thêm giấy đầu tiên" in page.text
    kinds = manager.get(KINDS)
    for kind in CertificateKind:
        assert f"{KINDS}/{kind}" in kinds.source


def test_a_paper_is_entered_with_its_scan(manager: Visitor, world: World) -> None:
    sent = filled(world, file=(io.BytesIO(PDF), "../../static/app.js"))
    code = code_of(send(manager, f"{KINDS}/vietgap", sent))
    page = manager.get(f"{LIST}/{code}")
    for word in ("VietGAP", "VG-2025-014", "có giấy tờ", "Còn hạn", "từ 01/06/2025 đến hết"):
        assert word in page.text
    assert "app.js" not in page.source
    served = manager.client.get(f"{LIST}/{code}/tep/1", base_url=HOST)
    assert served.data == PDF
    assert served.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in served.headers["Content-Security-Policy"]
    assert served.headers["X-Content-Type-Options"] == "nosniff"


def test_sent_twice_it_is_entered_once(manager: Visitor, world: World) -> None:
    path = f"{KINDS}/vietgap"
    form = {**manager.get(path).form(path), **filled(world)}
    assert manager.post(path, form).place == manager.post(path, form).place
    again = manager.post(path, {**form, "number": "khác"})
    assert again.status == 409
    assert "Xem nội dung đã ghi" in again.text


def test_the_empty_form_of_every_kind_names_what_it_needs(manager: Visitor) -> None:
    for kind in CertificateKind:
        page = send(manager, f"{KINDS}/{kind}", {})
        assert page.status == 422
        assert page.error_at("number")
        assert page.error_at("valid_from")


def test_expired_before_it_begins_stands_at_its_field_with_everything_kept(
    manager: Visitor, world: World
) -> None:
    """date-15 of the list of bad inputs."""
    assert "earlier than production" in BAD["date-15"]["expected"]
    page = send(manager, f"{KINDS}/vietgap", filled(world, valid_to="31/5/2025"))
    assert page.status == 422
    assert "trước ngày bắt đầu 01/06/2025" in page.error_at("valid_to")
    assert page.form("vietgap")["number"] == "VG-2025-014"
    assert page.source.count("autofocus") == 1


def test_bad_days_are_told_at_their_field(manager: Visitor, world: World) -> None:
    for name, typed, said in (
        ("date-05", "31/02/2026", "Không có ngày"),
        ("date-09", "15 tháng 9 âm lịch", "âm lịch"),
        ("date-01", "2999-01-01", "Ngày phải từ"),
    ):
        assert name in BAD
        page = send(manager, f"{KINDS}/vietgap", filled(world, valid_to=typed))
        assert page.status == 422
        assert said in page.error_at("valid_to")


def test_days_are_read_day_first(manager: Visitor, world: World) -> None:
    """date-03."""
    code = code_of(send(manager, f"{KINDS}/vietgap", filled(world, valid_from="03/04/2025")))
    assert "từ 03/04/2025" in manager.get(f"{LIST}/{code}").text


def test_files_that_are_no_paper_are_refused_and_nothing_is_stored(
    manager: Visitor, world: World, tmp_path: Path
) -> None:
    for name, data in (
        ("upload-01", b"<svg><script>alert(1)</script></svg>"),
        ("upload-07", b""),
        ("upload-15", b"X5O!P%@AP[4"),
        ("of Word", b"PK\x03\x04 word"),
    ):
        sent = filled(world, file=(io.BytesIO(data), "giay.pdf"))
        page = send(manager, f"{KINDS}/vietgap", sent)
        assert page.status == 422, name
        assert page.error_at("file")
        assert "xin chọn lại" in page.text
        assert page.form("vietgap")["issuer"] == "Trung tâm Chứng nhận (mẫu)"
    assert list(tmp_path.glob("*")) == []


def test_a_correction_shows_both_versions(manager: Visitor, world: World) -> None:
    code = enter(world)
    page = send(manager, f"{LIST}/{code}/sua", {"valid_to": "30/6/2026", "reason": "gõ nhầm"})
    assert page.status == 303
    shown = manager.get(f"{LIST}/{code}").text
    assert "31/12/2026 → 30/06/2026" in shown
    assert "gõ nhầm" in shown
    stale = {"revision": "1", "issuer": "Nơi khác", "reason": "x"}
    late = send(manager, f"{LIST}/{code}/sua", stale)
    assert late.status == 409
    assert late.form("sua")["revision"] == "2"


def test_a_paper_is_withdrawn_with_a_reason(manager: Visitor, world: World) -> None:
    code = enter(world)
    path = f"{LIST}/{code}"
    assert manager.send(path, f"{path}/rut").status == 422
    assert manager.send(path, f"{path}/rut", withdraw_reason="nơi cấp thu lại").status == 303
    text = manager.get(path).text
    assert "Đã rút ngày 20/01/2026" in text
    assert "nơi cấp thu lại" in text


def test_the_list_begins_with_what_ends_first_and_keeps_its_filter_in_the_url(
    manager: Visitor, world: World
) -> None:
    enter(world, number="dài hạn", valid_to=None)
    enter(world, number="sắp hết", valid_to=TODAY + dt.timedelta(days=20))
    enter(world, number="hết rồi", valid_to=TODAY - dt.timedelta(days=1))
    text = manager.get(LIST).text
    assert text.index("sắp hết ") < text.index("dài hạn") < text.index("hết rồi")
    assert "Sắp hết hạn, còn 20 ngày" in text
    ended = manager.get(f"{LIST}?tinh-trang=het-han").text
    assert "hết rồi" in ended
    assert "dài hạn" not in ended
    assert manager.get(f"{LIST}?tinh-trang=x").status == 200


def test_a_test_report_takes_lines_and_never_hides_one_above_its_limit(
    manager: Visitor, world: World
) -> None:
    batch = world.packed().code
    path = f"{KINDS}/test_report?lo={batch}"
    typed = {
        "number": "KN-07",
        "issuer": "Phòng thử nghiệm mẫu",
        "sampled_on": "15/1/2026",
        "valid_from": "18/1/2026",
        "covers": batch,
        "results.1.parameter": "Độ ẩm",
        "results.1.result": "18,6",
        "results.1.limit": "20",
        "results.1.unit": "%",
        "results.3.parameter": "Carbendazim",
        "results.3.result": "0,9",
        "results.3.limit": "0,5",
        "results.3.verdict": "within",
    }
    more = send(manager, path, {**typed, "more": "yes"})
    assert more.status == 200
    assert "results.7.parameter" in more.source
    assert more.form("test_report")["results.2.parameter"] == "Carbendazim"
    asked = send(manager, path, typed)
    assert asked.status == 422
    assert "0,9 so với giới hạn 0,5 thì không ra như phiếu ghi: gõ nhầm số nào?" in asked.text
    kept = asked.form("test_report") | {"results.2.as_printed": "yes", "covers": batch}
    code = code_of(manager.post(path, kept))
    text = manager.get(f"{LIST}/{code}").text
    assert "Một chỉ tiêu ngoài giới hạn" in text
    assert "phiếu ghi: đạt" in text
    shown = buyer(world).get(f"/{batch}").get_data(as_text=True)
    assert "Carbendazim" in shown
    assert "giới hạn 0,5 · phiếu ghi: đạt" in shown
    correction = manager.get(f"{LIST}/{code}/sua").form("sua")
    assert correction["results.2.verdict"] == "within"


@pytest.mark.parametrize(
    ("result", "limit", "said", "told"),
    [
        ("0,02", "0,002", "within", "phiếu ghi: đạt"),
        ("0,2", "1", "above", "phiếu ghi: không đạt"),
        ("7", "≥ 8", "within", "phiếu ghi: đạt"),
        ("2,150", "0,3", "within", "phiếu ghi: đạt"),
        ("1.234", "2000", "above", "phiếu ghi: không đạt"),
        ("1.234", "1000", "within", None),
        ("đạt", "TCVN", "within", None),
        ("0,02", "0,002", "", None),
    ],
)
def test_a_word_that_the_numbers_deny_is_asked_back(
    manager: Visitor, world: World, result: str, limit: str, said: str, told: str | None
) -> None:
    batch = world.packed().code
    path = f"{KINDS}/test_report?lo={batch}"
    typed = {
        "number": "KN-08",
        "issuer": "Phòng thử nghiệm mẫu",
        "covers": batch,
        "sampled_on": "15/1/2026",
        "valid_from": "18/1/2026",
        "results.1.parameter": "Fipronil",
        "results.1.result": result,
        "results.1.limit": limit,
        "results.1.verdict": said,
    }
    asked = send(manager, path, typed)
    if told is None:
        assert asked.status == 303
        return
    assert (asked.status, "gõ nhầm số nào?" in asked.text) == (422, True)
    kept = asked.form("test_report") | {"results.1.as_printed": "yes", "covers": batch}
    assert manager.post(path, kept).status == 303
    shown = buyer(world).get(f"/{batch}").get_data(as_text=True)
    assert f"giới hạn {limit} · {told}" in shown
    assert "trong giới hạn" not in shown


def test_a_recorder_looks_and_changes_nothing(app: Flask, world: World) -> None:
    code = enter(world)
    recorder = Visitor(app, world, "recorder")
    assert recorder.get(f"{LIST}/{code}").status == 200
    assert "Rút" not in recorder.get(f"{LIST}/{code}").text
    assert recorder.get(KINDS).status == 403
    assert recorder.get(f"{LIST}/{code}/sua").status == 403


def test_a_stranger_finds_nothing(app: Flask, world: World, tmp_path: Path) -> None:
    code = enter(world)
    stranger = Visitor(app, world, "stranger")
    for path in ("", "/sua", "/tep/1"):
        assert stranger.get(f"{LIST}/{code}{path}").status == 404


# --- the registrar -------------------------------------------------------------------------------


def test_a_registrar_looks_at_a_paper_and_goes_on_to_the_next(
    registrar: Visitor, manager: Visitor, world: World
) -> None:
    code = enter(world)
    assert "Cần xem giấy 1" in registrar.get(DESK).text
    path = f"{DESK}/{code}"
    empty = registrar.send(path, f"{path}/xem")
    assert empty.status == 422
    assert empty.error_at("grade")
    assert empty.error_at("reason")
    done = registrar.send(path, f"{path}/xem", grade="seen_by_officer", reason="xem bản gốc")
    assert (done.status, done.place) == (303, DESK)
    assert "Cần xem giấy 0" in registrar.get(DESK).text
    assert "xem bản gốc" in manager.get(f"{LIST}/{code}").text
    assert "Cơ quan quản lý đã xem giấy VietGAP: cán bộ đã xem." in manager.get("/thong-bao").text


def test_a_paper_corrected_meanwhile_is_not_looked_at_unseen(
    registrar: Visitor, world: World
) -> None:
    code = enter(world)
    path = f"{DESK}/{code}"
    form = registrar.get(path).form(f"{path}/xem")
    with world.by(world.who.manager) as work:
        request = asked(world, revision=1, reason="nhầm", issuer="Nơi khác")
        certificates.correct(work, code, request)
    sent = {**form, "grade": "checked_with_issuer", "reason": "đã gọi"}
    assert registrar.post(f"{path}/xem", sent).status == 409


def test_a_registrar_withdraws_what_is_not_right(
    registrar: Visitor, manager: Visitor, world: World
) -> None:
    code = enter(world)
    path = f"{DESK}/{code}"
    assert registrar.send(path, f"{path}/rut").status == 422
    done = registrar.send(path, f"{path}/rut", withdraw_reason="nơi cấp không cấp giấy này")
    assert done.status == 303
    assert "Cơ quan quản lý đã rút giấy này" in manager.get(f"{LIST}/{code}").text
    with world.view() as view:
        assert verify.verify(view) == []


def test_an_inspector_reads_and_an_officer_elsewhere_gets_404(app: Flask, world: World) -> None:
    code = enter(world)
    inspector = Visitor(app, world, "inspector")
    assert inspector.get(f"{DESK}/{code}").status == 200
    assert "Ghi kết quả xem giấy" not in inspector.get(f"{DESK}/{code}").text
    elsewhere = Visitor(app, world, "commune_registrar")
    assert elsewhere.get(f"{DESK}/{code}").status == 404
    assert elsewhere.get(f"{DESK}/{code}/tep/1").status == 404


# --- the buyer -----------------------------------------------------------------------------------


def test_the_page_of_a_batch_shows_what_covers_it_with_its_evidence(world: World) -> None:
    batch = world.packed().code
    first = enter(world)
    enter(world, "ocop")
    enter_gi(world)
    enter(world, "gi")
    with world.by(world.who.registrar) as work:
        request = certificate_checks.CheckRequest(Grade.CHECKED, 1, "đã gọi nơi cấp")
        certificate_checks.raise_grade(work, first, request)
    client = buyer(world)
    page = client.get(f"/{batch}").get_data(as_text=True)
    for word in (
        "Chứng nhận của lô này",
        "VG-2025-014",
        "Trung tâm Chứng nhận (mẫu)",
        "OCOP 4 sao",
        "Cam sành Hà Giang",
        "đã đối chiếu nơi cấp",
        'href="#bang-chung"',
    ):
        assert word in page
    assert "đã gọi nơi cấp" not in page
    assert "đã hết hạn" not in page
    world.clock.pass_by(days=400)
    later = client.get(f"/{batch}").get_data(as_text=True)
    assert "VG-2025-014" in later
    assert "Đã hết hạn" in later


def test_stars_that_have_ended_say_so_in_the_first_lines(world: World) -> None:
    batch = world.packed().code
    enter(world, "ocop", valid_to=TODAY)
    world.clock.pass_by(days=1)
    page = buyer(world).get(f"/{batch}").get_data(as_text=True)
    assert "OCOP 4 sao (đã hết hạn)" in page


def test_a_batch_without_certificates_has_no_such_section(world: World) -> None:
    page = buyer(world).get(f"/{world.packed().code}").get_data(as_text=True)
    assert "Chứng nhận của lô này" not in page


def test_the_page_stays_small_with_a_full_test_report(world: World) -> None:
    batch = world.packed().code
    lines = tuple(
        ResultRequest(f"Hoạt chất thử nghiệm số {n}", f"0,{n:03}", "0,5", "mg/kg")
        for n in range(60)
    )
    for kind in ("vietgap", "ocop"):
        enter(world, kind)
    enter(world, "test_report", covers=(batch,), results=lines)
    body = buyer(world).get(f"/{batch}").data
    assert len(gzip.compress(body, 9)) <= 14 * 1024
    assert b"<script" not in body
