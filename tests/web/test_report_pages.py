"""The form of a report at the public door, the page of its number, and the desks that read it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from tests.people import World
from tests.senders import NAME, SAID, code_of, send_report
from tests.web.bad_inputs import BAD
from tests.web.lot_visits import Visitor
from tests.web.public_door import application, item_code
from traceability.domain.reports import ReportKind, SentTo
from traceability.store import models
from traceability.web.limits import limiter

OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def app(world: World, tmp_path: Path) -> Iterator[Flask]:
    built = application(world, files=str(tmp_path))
    limiter.reset()
    yield built
    limiter.reset()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client(use_cookies=False)


def key_of(page: TestResponse) -> str:
    found = re.search(r'name="request_key" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


def send(
    client: FlaskClient, code: str, headers: dict[str, str] = OURS, **more: object
) -> TestResponse:
    """Fill the form in and send it."""
    path = f"/phan-anh?ma={code}"
    values = {"kind": "fake", "said": SAID, "sent_to": "office", **more}
    values.setdefault("request_key", key_of(client.get(path)))
    return client.post(path, data=values, headers=headers, content_type="multipart/form-data")


def picture(size: tuple[int, int] = (80, 60), kind: str = "JPEG") -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 90, 10)).save(out, kind)
    out.seek(0)
    return out


def test_every_public_page_leads_to_the_form(world: World, client: FlaskClient) -> None:
    batch = world.packed()
    run = world.print_labels(batch.code, 4)
    world.link(run, 1, 2)
    linked, unlinked = item_code(world, run, 1), item_code(world, run, 4)
    for code in (batch.code, linked, unlinked, world.who.area, world.who.cooperative):
        page = client.get(f"/{code}")
        assert f'href="/phan-anh?ma={code}"' in page.text, code
        assert client.get(f"/phan-anh?ma={code}").status_code == 200
    assert "/phan-anh?ma=4YWW79G1Q" in client.get("/4YWW79G1Q").text
    assert (
        f'href="/phan-anh?ma={batch.code}&amp;lang=en"' in client.get(f"/{batch.code}?lang=en").text
    )


def test_a_report_is_sent_without_a_cookie_and_its_number_opens_its_page(
    world: World, client: FlaskClient, tmp_path: Path
) -> None:
    sent = send(client, world.packed().code, photo=(picture((3000, 200)), "IMG_1.jpg"))
    assert sent.status_code == 303
    assert "Set-Cookie" not in sent.headers
    page = client.get(sent.location)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "Đã nhận phản ánh của bạn" in page.text
    assert SAID not in page.text
    assert "kèm một tấm ảnh" in page.text
    (stored,) = tmp_path.iterdir()
    with Image.open(stored) as kept:
        assert max(kept.size) == 1600
    number = sent.location.partition("?")[0].rpartition("/")[2]
    typed = client.get(f"/tra-cuu?code={number.lower().replace('-', ' ')}")
    assert typed.location == f"/phan-anh/{number}"
    assert client.get(f"/{code_of(number)}").status_code == 404
    assert client.get(f"/phan-anh/{code_of(number)}-00000000").status_code == 404
    for lang, word in (("en", "We have your report"), ("zh", "已收到")):
        assert word in client.get(f"/phan-anh/{number}?lang={lang}&da=1").text


def test_a_number_is_guessed_at_one_door_only(world: World, client: FlaskClient) -> None:
    number = send(client, world.packed().code).location.partition("?")[0].rpartition("/")[2]
    guesses = [f"{code_of(number)}-{guess:08}" for guess in range(70)]
    typed = [client.get(f"/tra-cuu?code={each}") for each in (*guesses, number)]
    assert {each.status_code for each in typed} == {302}, "the field tells nothing of a number"
    assert [each.location for each in typed] == [f"/phan-anh/{each}" for each in (*guesses, number)]
    told = [client.get(each.location).status_code for each in typed]
    assert told == [404] * 60 + [429] * 11


def test_what_was_typed_stays_and_every_fault_is_told_at_once(
    world: World, client: FlaskClient
) -> None:
    code = world.packed().code
    wrong = send(
        client, code, kind="", said="", contact="0912", photo=(io.BytesIO(b"no picture"), "a.jpg")
    )
    assert wrong.status_code == 422
    assert wrong.text.count('class="status stop"') == 4
    assert 'value="0912"' in wrong.text
    assert "Ảnh chưa được gửi, xin chọn lại." in wrong.text
    led = re.findall(r'<li><a href="#(\w+)">([^<]+)</a>', wrong.text)
    assert [field for field, _text in led] == ["kind", "said", "consent", "photo"]
    named = ["Bạn thấy chuyện gì? – ", "Kể rõ hơn – ", "Đồng ý giữ cách liên hệ – "]
    assert all(text.startswith(name) for (_, text), name in zip(led, named, strict=False)), led
    again = send(client, code, contact="0912", consent="yes", request_key=key_of(wrong))
    assert again.status_code == 303


def multipart(key: str, photo: bytes) -> bytes:
    """The form with a picture, as a browser sends it."""
    values = {"kind": "fake", "said": SAID, "sent_to": "office", "request_key": key}
    fields = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in values.items()
    )
    head = '--x\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n'
    return (fields + head).encode() + photo + b"\r\n--x--\r\n"


def test_a_picture_may_have_two_megabytes_and_one_beyond_all_reading_is_told_of(
    world: World, client: FlaskClient
) -> None:
    path = f"/phan-anh?ma={world.packed().code}"
    for size, status, kept in ((2 * 1024 * 1024 + 1, 422, True), (17 * 1024 * 1024, 413, False)):
        body = multipart(key_of(client.get(path)), b"x" * size)
        kind = "multipart/form-data; boundary=x"
        with client.post(path, data=body, headers=OURS, content_type=kind) as answer:
            assert answer.status_code == status
            assert "nhiều nhất 2 MB" in answer.text
            assert (SAID in answer.text) is kept


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
    ],
)
def test_another_site_sends_nothing_for_its_visitors(
    world: World, client: FlaskClient, headers: dict[str, str]
) -> None:
    number = send_report(world, world.packed().code)
    refused = send(client, world.packed().code, headers)
    assert refused.status_code == 403
    assert client.post(f"/phan-anh/{number}/xoa", headers=headers).status_code == 403
    with world.view() as view:
        (only,) = view.db.query(models.DoubtReport)
        assert only.forgotten_at is None


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://tem.hagiang.vn"},
        {"Origin": "https://tem-cu.hagiang.vn"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_our_own_form_is_taken_by_old_browsers_and_new(
    world: World, client: FlaskClient, headers: dict[str, str]
) -> None:
    assert send(client, world.packed().code, headers).status_code == 303


def test_a_network_sends_so_many_and_a_refused_form_costs_nothing(
    world: World, client: FlaskClient
) -> None:
    code = world.packed().code
    for _ in range(3):
        assert send(client, code, kind="").status_code == 422
    statuses = [send(client, code, said=f"lần {number}").status_code for number in range(13)]
    assert statuses == [303] * 12 + [429]
    elsewhere = client.post(
        f"/phan-anh?ma={code}",
        data={"kind": "other", "said": "x", "request_key": "another-network"},
        headers=OURS,
        environ_overrides={"REMOTE_ADDR": "198.51.100.7"},
    )
    assert elsewhere.status_code == 303
    assert client.get(f"/{code}").status_code == 200


def test_the_same_sending_is_one_report(world: World, client: FlaskClient) -> None:
    code = world.packed().code
    form = client.get(f"/phan-anh?ma={code}")
    assert form.headers["Cache-Control"] == "private, no-cache"
    first = send(client, code, request_key="pressed-twice")
    assert send(client, code, request_key="pressed-twice").location == first.location
    other = send(client, code, request_key="pressed-twice", said="khác")
    assert other.status_code == 409
    assert first.location.partition("?")[0] in other.text


def test_signs_that_nobody_sees_are_dropped_from_a_buyer_s_words(
    world: World, client: FlaskClient
) -> None:
    """Keyboards put them there: a buyer on a telephone can neither find nor delete them."""
    hidden = {
        "said": "mua ở \u202echợ\u202c Quyết\u200b Tiến \ufeff👨\u200d👩",
        "name": "\u2066Mỷ\u2069",
        "contact": "0912\u00ad 345 678",
        "consent": "yes",
    }
    code = world.packed().code
    assert send(client, code, **hidden).status_code == 303
    with world.view() as view:
        kept = {each.field: each.value for each in view.db.query(models.PrivateValue)}
    assert kept["said"] == "mua ở chợ Quyết Tiến 👨👩"
    assert (kept["name"], kept["contact"]) == ("Mỷ", "0912 345 678")
    for nothing in ("\u200b", "\u202e \ufeff"):
        assert send(client, code, said=nothing).status_code == 422
    assert send(client, code, name="\u200b").status_code == 303
    assert send(client, code, said="\u200b" * 20_000).status_code == 422


@pytest.mark.parametrize("case", [each for each in BAD if each.startswith("text-")])
def test_hostile_text_is_kept_as_text_or_refused(
    world: World, client: FlaskClient, app: Flask, case: str
) -> None:
    words = {
        "text-01": "<script>alert(1)</script>",
        "text-03": "javascript:alert(1)",
        "text-05": "\ufffd",
        "text-07": "   ",
        "text-11": "很好的橙子",
        "text-13": "NULL",
        "text-15": 'x\r\n{"level": "error"}',
    }.get(case, "Giàng A Pháo, Vàng Thị Mỷ")
    sent = send(client, world.packed().code, said=words)
    if case == "text-07":
        assert sent.status_code == 422
        return
    assert sent.status_code == 303
    number = code_of(sent.location.partition("?")[0].rpartition("/")[2])
    desk = Visitor(app, world, "registrar").get(f"/registry/phan-anh/{number}")
    assert "<script>" not in desk.source
    with world.view() as view:
        kept = view.db.query(models.PrivateValue).filter_by(field="said").one().value
    assert kept.replace("\n", "") == words.replace("\r\n", "")


@pytest.mark.parametrize(
    ("contact", "links"),
    [
        ("ha.nguyen@example.com", ["mailto:ha.nguyen@example.com"]),
        ("0912 345 678", ["tel:0912345678"]),
        ("84912345678", ["tel:0912345678"]),
        ("ha@example.com, 0912 345 678 (24/7)", ["mailto:ha@example.com", "tel:0912345678"]),
        ("Zalo Hà Nguyễn", []),
        ("số nhà 12, Vĩnh Tuy", []),
    ],
)
def test_the_desk_reaches_a_buyer_as_the_contact_says(
    world: World, app: Flask, client: FlaskClient, contact: str, links: list[str]
) -> None:
    sent = send(client, world.packed().code, contact=contact, consent="yes")
    code = code_of(sent.location.partition("?")[0].rpartition("/")[2])
    desk = Visitor(app, world, "registrar").get(f"/registry/phan-anh/{code}")
    assert re.findall(r'href="((?:tel|mailto):[^"]*)"', desk.source) == links
    assert contact in re.sub("<[^>]+>", "", desk.source).replace("\u00a0", " ")


@pytest.mark.parametrize("case", [each for each in BAD if each.startswith("scan-")])
def test_whatever_was_scanned_can_be_reported(world: World, client: FlaskClient, case: str) -> None:
    """A code of any state, junk behind an address, another scheme: the form opens, and is taken."""
    batch = world.packed()
    codes = {
        "scan-03": batch.code,
        "scan-09": f"{batch.code}&fbclid=x&utm_source=y",
        "scan-15": "javascript:alert(1)",
    }
    code = codes.get(case, batch.code)
    page = client.get(f"/phan-anh?ma={code}")
    assert page.status_code == 200
    assert 'href="javascript' not in page.text
    assert send(client, code).status_code == 303


def test_the_office_works_through_its_queue(world: World, client: FlaskClient, app: Flask) -> None:
    number = send_report(world, world.packed().code)
    code = code_of(number)
    desk = Visitor(app, world, "registrar")
    assert f"/registry/phan-anh/{code}" in desk.get("/registry/phan-anh").source
    path = f"/registry/phan-anh/{code}"
    page = desk.get(path)
    assert (SAID in page.text, NAME in page.text) == (True, True)
    assert desk.send(path, f"{path}/nhan").status == 303
    assert desk.send(path, f"{path}/chuyen-don-vi").status == 303
    assert desk.send(path, f"{path}/tra-loi", answer="").status == 422
    assert desk.send(path, f"{path}/tra-loi", answer="Đã xem cửa hàng").status == 303
    assert desk.send(path, f"{path}/chuyen", to="outside").status == 422
    closed = desk.send(path, f"{path}/dong", outcome="confirmed", closing="Cảm ơn bạn")
    assert closed.status == 303
    told = client.get(f"/phan-anh/{number}").text
    assert all(word in told for word in ("Đã xem cửa hàng", "Cảm ơn bạn", "Đúng như phản ánh"))


def test_the_office_sees_how_many_came_of_one_thing(world: World, app: Flask) -> None:
    code = world.packed().code
    sent = [send_report(world, code, said=f"lần {number}") for number in range(41)]
    desk = Visitor(app, world, "registrar")
    said = "một trong 41 phản ánh cùng ngày về mã này"
    assert said in desk.get("/registry/phan-anh").text
    assert said in desk.get(f"/registry/phan-anh/{code_of(sent[-1])}").text


def test_the_cooperative_reads_and_answers_what_came_to_it(
    world: World, client: FlaskClient, app: Flask
) -> None:
    lot = world.packed().code
    number = send_report(world, lot, ReportKind.QUALITY, SentTo.HOLDER)
    code = code_of(number)
    coop = Visitor(app, world, "recorder")
    assert "phản ánh gửi từ trang của tem" in coop.get("/coop/").text
    assert f"/coop/nguoi-mua/{code}" in coop.get(f"/coop/lo/{lot}/phan-anh").source
    page = coop.get(f"/coop/nguoi-mua/{code}")
    assert SAID in page.text
    assert NAME not in page.text
    answered = coop.send(f"/coop/nguoi-mua/{code}", answer="Mời đổi túi khác")
    assert answered.status == 303
    assert "Mời đổi túi khác" in client.get(f"/phan-anh/{number}").text
    stranger = Visitor(app, world, "stranger")
    assert stranger.get(f"/coop/nguoi-mua/{code}").status == 404


def test_the_office_s_first_page_says_what_waits_how_long_and_how_grave(
    world: World, app: Flask
) -> None:
    desk = Visitor(app, world, "registrar")
    assert "phản ánh của người mua" not in desk.get("/registry/").text
    code = world.packed().code
    taken = code_of(send_report(world, code, ReportKind.OTHER))
    desk.send(f"/registry/phan-anh/{taken}", f"/registry/phan-anh/{taken}/nhan")
    send_report(world, code, ReportKind.FAKE)
    row = r'<a class="row (\w+)" href="/registry/phan-anh">.*?</a>'
    assert re.findall(row, desk.get("/registry/").source, re.DOTALL) == ["look"] * 2
    send_report(world, code, ReportKind.SAFETY)
    world.clock.pass_by(days=4)
    page = Visitor(app, world, "registrar").get("/registry/")
    assert "3 phản ánh của người mua" in page.text
    told = "2 chưa ai nhận · 1 về an toàn thực phẩm · 1 nghi hàng giả · lâu nhất 4 ngày"
    assert told in page.text
    # On a phone and at a desk; the first of all that waits.
    assert re.findall(row, page.source, re.DOTALL) == ["stop"] * 2
    first = re.search(r'<a class="row \w+" href="([^"]+)"', page.source)
    assert first is not None
    assert first[1] == "/registry/phan-anh"


def test_who_inspects_is_told_who_reads_reports(world: World, app: Flask) -> None:
    code = code_of(send_report(world, world.packed().code))
    inspector = Visitor(app, world, "inspector")
    for path in ("/registry/phan-anh", f"/registry/phan-anh/{code}"):
        page = inspector.get(path)
        assert page.status == 403
        assert "do cán bộ quản lý mã của địa bàn đọc và xử lý" in page.text
        assert SAID not in page.text
    home = inspector.get("/registry/")
    assert "phản ánh" not in home.text.lower()
