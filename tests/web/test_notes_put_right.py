"""Notes after something went otherwise: taken back, answered in packages, a difference closed."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from tests.people import TODAY, World
from tests.services.test_deliveries import arrive, hand_over, secret_of, send
from tests.web.lot_visits import HOST, Page, Visitor, app_of
from traceability.domain.days import format_day
from traceability.domain.quantity import Quantity
from traceability.services.arrivals import Arrived
from traceability.services.deliveries import Send
from traceability.web.public_sentences import READ_BY_ANYBODY

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


@pytest.fixture
def nobody(world: World, recorder: Visitor) -> Visitor:
    return Visitor(recorder.client.application, world)


def packed_and_sent(world: World, packages: int = 10) -> tuple[str, str]:
    """A packed lot of which some packages went: its code and the note's."""
    packed = world.packed(40).code
    return packed, send(world, Send(packed, packages=packages)).code


def taken_back(recorder: Visitor, world: World, note: str) -> None:
    page = recorder.get(f"/coop/giao-hang/{note}")
    at = page.source.split("/rut")[0].rsplit("/coop/ghi-chep/", 1)[1]
    done = recorder.send(
        f"/coop/ghi-chep/{at}/rut", "", reason_kind="other", reason="ghi nhầm người mua"
    )
    assert done.status == 303
    assert "Đã rút lại một ghi chép." in recorder.get(done.place).text


def pdf_words(recorder: Visitor, path: str) -> str:
    pages = pypdfium2.PdfDocument(recorder.client.get(path, base_url=HOST).data)
    text = "".join(page.get_textpage().get_text_range() for page in pages)
    pages.close()
    return text


# --- the entries of what went out in packages ----------------------------------------------------


def test_entries_open_after_packages_went_out(world: World, recorder: Visitor) -> None:
    fresh = world.harvest(100).code
    packed = world.pack(fresh, 40).code
    send(world, Send(packed, packages=10))
    entries = recorder.get(f"/coop/lo/{packed}/ghi-chep")
    assert entries.status == 200
    assert "· 10 gói" in entries.text
    for code in (fresh, packed):
        assert recorder.get(f"/coop/lo/{code}/ghi-chep").status == 200
        falls = recorder.get(f"/coop/ghi-chep/{world.entry(code)}/rut")
        assert falls.status == 200
        assert "10 gói" in falls.text


def test_a_note_of_several_lots_counts_all_its_packages(world: World, recorder: Visitor) -> None:
    one, two = world.packed(40).code, world.packed(40).code
    send(world, Send(one, packages=10), Send(two, packages=5))
    assert "15 gói" in recorder.get(f"/coop/lo/{one}/ghi-chep").text


def test_an_error_never_says_that_nothing_was_stored(world: World) -> None:
    for code in ("internal", "unavailable"):
        said = str(READ_BY_ANYBODY[code]).lower()
        assert "chưa có gì" not in said


def test_taking_a_note_back_ends_on_a_page(world: World, recorder: Visitor) -> None:
    packed, note = packed_and_sent(world)
    taken_back(recorder, world, note)
    assert world.on_hand(packed) == (80_000, "open")


# --- a note that was taken back ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "words"),
    [("vi", "Phiếu đã rút lại"), ("en", "/"), ("zh", "/")],
    ids=["vi", "en", "zh"],
)
def test_a_note_taken_back_says_so_and_asks_nothing(
    world: World, recorder: Visitor, nobody: Visitor, lang: str, words: str
) -> None:
    _packed, note = packed_and_sent(world)
    path = f"/phieu/{secret_of(world, note)}?lang={lang}"
    before = nobody.get(path)
    assert 'class="verdict fine"' in before.source
    assert 'name="all"' in before.source
    taken_back(recorder, world, note)
    page = nobody.get(path)
    assert page.status == 200
    assert words in page.text
    verdict = page.source.split('aria-labelledby="hom-nay"')
    assert verdict[0].endswith('class="verdict stop" ')
    assert f'<time datetime="{TODAY.isoformat()}">' in verdict[1].split("</section>")[0]
    assert "<form" not in page.source.split("<main", 1)[1]
    assert nobody.post(path, {"all": "yes"}).status == 422


def test_the_paper_and_workbook_of_a_note_taken_back(world: World, recorder: Visitor) -> None:
    _packed, note = packed_and_sent(world)
    path = f"/coop/giao-hang/{note}/phieu.pdf"
    assert "ĐÃ RÚT LẠI" not in pdf_words(recorder, path)
    taken_back(recorder, world, note)
    said = pdf_words(recorder, path)
    assert f"ĐÃ RÚT LẠI ngày {format_day(TODAY)}" in said
    assert "Người nhận" not in said
    body = recorder.client.get(f"/phieu/{secret_of(world, note)}/lo-hang.xlsx", base_url=HOST).data
    rows = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    assert any("đã rút lại phiếu này" in str(cell) for row in rows for cell in row)


# --- what a receiver types -----------------------------------------------------------------------


def answered(nobody: Visitor, world: World, typed: str) -> tuple[str, Page]:
    packed, note = packed_and_sent(world)
    path = f"/phieu/{secret_of(world, note)}"
    assert "20 kg · 10 gói" in nobody.get(path).text.replace("\u00a0", " ")
    return note, nobody.post(path, {f"received_{packed}": typed, "name": "Chị Lan"})


@pytest.mark.parametrize(
    ("typed", "said"),
    [("9 gói", "18 kg (9 gói)"), ("0 gói", "0 kg (0 gói)"), ("19,5", "19,5 kg"), ("18kg", "18 kg")],
)
def test_packages_or_weight_are_taken_and_echoed(
    world: World, recorder: Visitor, nobody: Visitor, typed: str, said: str
) -> None:
    note, done = answered(nobody, world, typed)
    assert done.status == 303, done.text
    page = nobody.get(done.place).text.replace("\u00a0", " ")
    assert f"giao 20 kg, nhận {said.split(' (')[0]}" in page
    assert "Báo có chênh lệch" in page
    seen = recorder.get(f"/coop/giao-hang/{note}").text.replace("\u00a0", " ")
    assert f"giao 20 kg, nhận {said}" in seen
    assert world.differences() == []


@pytest.mark.parametrize("typed", ["10", "10 gói", "20", "20 kg"])
def test_what_the_note_says_is_all_of_it(
    world: World, nobody: Visitor, recorder: Visitor, typed: str
) -> None:
    note, done = answered(nobody, world, typed)
    assert done.status == 303
    assert "đã nhận đủ" in recorder.get(f"/coop/giao-hang/{note}").text


def test_a_bare_number_far_from_the_note_is_asked_about(world: World, nobody: Visitor) -> None:
    _note, page = answered(nobody, world, "590")
    assert page.status == 422
    words = page.text.replace("\u00a0", " ")
    assert "590 kg hay 590 gói" in words
    assert 'value="590"' in page.source
    assert 'name="all"' in page.source
    assert "Chị Lan" in page.source


# --- a difference ends ---------------------------------------------------------------------------


@pytest.mark.parametrize(("how", "said"), [("agreed", "chấp nhận số"), ("kept", "giữ số")])
def test_the_sender_closes_a_difference(
    world: World, recorder: Visitor, nobody: Visitor, how: str, said: str
) -> None:
    packed, note = packed_and_sent(world)
    public, path = f"/phieu/{secret_of(world, note)}", f"/coop/giao-hang/{note}"
    nobody.post(public, {f"received_{packed}": "9 gói"})
    assert f'href="{path}"' in recorder.get("/coop/").source
    at = f"{path}/chenh-lech"
    if how == "kept":
        unsaid = recorder.post(at, recorder.get(path).form("chenh-lech") | {"how": how})
        assert unsaid.status == 422
        assert unsaid.error_at("reason")
    fields = recorder.get(path).form("chenh-lech") | {"how": how, "reason": "cân lại đủ"}
    done = recorder.post(at, fields)
    assert recorder.post(at, fields).status == 303
    page = recorder.get(done.place)
    assert "đã khép chênh lệch" in page.text
    assert "cân lại đủ" in page.text
    assert said in nobody.get(public).text
    assert "cân lại đủ" not in nobody.get(public).text
    assert "đã khép chênh lệch" in recorder.get("/coop/giao-hang").text
    assert f'href="{path}"' not in recorder.get("/coop/").source
    assert world.on_hand(packed) == (60_000, "open")
    assert world.differences() == []
    again = recorder.post(at, recorder.get("/coop/giao-hang").hidden | {"how": how, "reason": "x"})
    assert again.status == 422
    nobody.post(public, {f"received_{packed}": "8 gói"})
    assert "báo chênh lệch" in recorder.get(path).text


def test_a_stranger_closes_nothing(world: World, recorder: Visitor, nobody: Visitor) -> None:
    packed, note = packed_and_sent(world)
    nobody.post(f"/phieu/{secret_of(world, note)}", {f"received_{packed}": "9 gói"})
    stranger = Visitor(recorder.client.application, world, "stranger")
    fields = stranger.get("/coop/giao-hang").hidden | {"how": "agreed"}
    assert stranger.post(f"/coop/giao-hang/{note}/chenh-lech", fields).status == 404
    assert "báo chênh lệch" in recorder.get(f"/coop/giao-hang/{note}").text


def test_what_is_missing_of_a_handover_stands_in_its_status(
    world: World, recorder: Visitor
) -> None:
    fresh = world.harvest(100).code
    note = hand_over(world, fresh).code
    arrive(world, note, Arrived(fresh, Quantity(60_000, "g")))
    for path in (f"/coop/giao-hang/{note}", "/coop/giao-hang"):
        said = recorder.get(path).text.replace("\u00a0", " ")
        assert "bên kia đã nhận, thiếu 40 kg" in said
