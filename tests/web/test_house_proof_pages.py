"""A printing house's proof by its page: missing, foreign, twice; hostile files; no trace."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage

import labels
from tests.people import STOCK, World
from tests.web.lot_visits import HOST, Page, Visitor, app_of, draw_jobs
from traceability.services import label_proofs, print_files
from traceability.store.queries import events
from traceability.store.queries import labels as queries

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def visitors(world: World, tmp_path: Path) -> dict[str, Visitor]:
    app = app_of(world, files=tmp_path)
    return {who: Visitor(app, world, who) for who in ("manager", "recorder", "stranger")}


@pytest.fixture
def run(world: World, visitors: dict[str, Visitor]) -> str:
    """An order of ten labels on two rolls, drawn."""
    return ordered(world, visitors["manager"])


def ordered(world: World, who: Visitor) -> str:
    lot = world.packed(40).code
    terms = {"count": "10", "stock": STOCK, "waste": "0", "per_roll": "5"}
    sent = who.send(f"/coop/lo/{lot}/xuong-in", "", **terms)
    assert sent.status == 303, sent.text
    draw_jobs(world)
    return sent.place.split("/")[3]


def pdf_of(world: World, run: str, *pages: int) -> bytes:
    """The file of an order, or some pages of it."""
    with world.view() as view:
        row = queries.run_by_code(view.db, run)
        assert row is not None
        whole, _drawn = print_files.again(world.press.keyring, row, frozenset())
    if not pages:
        return whole
    reader, writer, out = pypdf.PdfReader(io.BytesIO(whole)), pypdf.PdfWriter(), io.BytesIO()
    for number in pages:
        writer.add_page(reader.pages[number])
    writer.write(out)
    return out.getvalue()


def send(
    who: Visitor, run: str, *files: tuple[str, bytes], part: str = "whole", dpi: str = ""
) -> Page:
    path = f"/coop/tem/{run}/xuong-in/doc-thu"
    sent = [FileStorage(io.BytesIO(data), name) for name, data in files]
    values = who.get(path).form() | {"part": part, "dpi": dpi}
    headers = {"Referer": HOST + path}
    body = {**values, "proof": sent}
    return Page(who.client.post(path, data=body, base_url=HOST, headers=headers))


def test_a_whole_proof_lets_the_house_print(
    world: World, visitors: dict[str, Visitor], run: str
) -> None:
    assert "/xuong-in/doc-thu" in visitors["recorder"].get(f"/coop/tem/{run}/xuong-in").source
    sent = send(visitors["recorder"], run, ("bản in thử.pdf", pdf_of(world, run)))
    assert sent.status == 200
    assert "Đủ 10 tem, mỗi mã đúng một lần" in sent.text
    with world.view() as view:
        # Ordered, and nothing since: a look leaves no event.
        assert len(events.of_subjects(view.db, [run])) == 1


def test_what_is_wrong_is_named(world: World, visitors: dict[str, Visitor], run: str) -> None:
    who = visitors["manager"]
    other = ordered(world, who)
    files = ("a.pdf", pdf_of(world, run, 0, 1, 1, 4)), ("b.pdf", pdf_of(world, other, 2))
    text = send(who, run, *files).text
    for words in (
        "Chưa cho in",
        "Thiếu 7 tem số 3–4, 6–10",
        "In trùng 1 tem số 2",
        "1 mã lạ, không thuộc đơn này b.pdf, trang 1: https://",
    ):
        assert words in text
    few = send(who, run, ("vài tem.pdf", pdf_of(world, run, 0, 7)), part="few").text
    assert "2 tem in thử đều đọc được và đúng đơn" in few
    (roll, *_more) = [
        each.split('"')[0]
        for each in who.get(f"/coop/tem/{run}/xuong-in/doc-thu").source.split('<option value="')
        if each[:9].isalnum() and each[9] == '"'
    ]
    part = send(who, run, ("cuộn.pdf", pdf_of(world, run, 0, 1, 2, 3)), part=roll).text
    assert "Thiếu 1 tem số 5" in part


def test_a_picture_is_measured_by_the_resolution_that_is_told(
    world: World, visitors: dict[str, Visitor], run: str
) -> None:
    page = pypdfium2.PdfDocument(pdf_of(world, run, 0))[0]
    label, bare, white = (
        page.render(scale=600 / 72).to_pil().convert("L"),
        io.BytesIO(),
        io.BytesIO(),
    )
    label.save(bare, "PNG")
    who = visitors["manager"]
    text = send(who, run, ("ảnh.png", bare.getvalue()), part="few").text
    assert "1 mã đọc được nhưng không đo được cỡ" in text
    assert (
        "1 mã QR in nhỏ quá"
        in send(who, run, ("ảnh.png", bare.getvalue()), part="few", dpi="800").text
    )
    assert "72" in send(who, run, ("ảnh.png", bare.getvalue()), part="few", dpi="10").error_at(
        "dpi"
    )
    Image.new("L", (400, 300), 255).save(white, "JPEG")
    text = send(who, run, ("trắng.jpg", white.getvalue()), part="few").text
    assert "Chưa cho in" in text
    assert "trắng.jpg, trang 1" in text


HOSTILE = {
    "empty": b"",
    "text": "không phải tệp in".encode(),
    "pdf": b"%PDF-1.7\n%\xff trailer<<",
    "png": b"\x89PNG\r\n\x1a\n" + b"\0" * 99,
    "zip": b"PK\x03\x04" + b"\0" * 60,
    "svg": b"<svg onload=alert(1)>",
}


def test_a_hostile_file_is_refused_at_its_field(
    world: World, visitors: dict[str, Visitor], run: str
) -> None:
    for kind, data in HOSTILE.items():
        sent = send(visitors["manager"], run, ("<b>x</b>.pdf", data))
        assert sent.status == 422, kind
        assert sent.error_at("proof").startswith("Không đọc được tệp in thử"), kind
        assert "<b>x</b>" not in sent.source


def test_what_the_form_cannot_take_stands_at_its_field(
    world: World, visitors: dict[str, Visitor], run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = visitors["manager"]
    assert send(who, run).error_at("proof")
    proof = pdf_of(world, run, 0)
    assert "Không có cuộn" in send(who, run, ("a.pdf", proof), part="0" * 9).error_at("part")
    assert "20 tệp" in send(who, run, *[("a.pdf", b"x")] * 21).error_at("proof")
    monkeypatch.setattr(label_proofs, "MOST_BYTES", 1_000)
    assert send(who, run, ("a.pdf", proof)).error_at("proof")
    monkeypatch.undo()
    monkeypatch.setattr(label_proofs, "_WAITS_SECONDS", 0.01)
    with label_proofs._reader:
        assert "Đang đọc" in send(who, run, ("a.pdf", proof)).error_at("proof")
    assert send(who, run, ("a.pdf", proof), part="few").status == 200


def test_all_files_of_a_proof_have_one_budget_of_time(
    world: World, visitors: dict[str, Visitor], run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, read = [], labels.read_apart

    def reading(file: bytes, dpi: int | None, seconds: float) -> Any:
        given.append(seconds)
        return read(file, dpi, seconds)

    monkeypatch.setattr(labels, "read_apart", reading)
    proof = pdf_of(world, run, 0)
    send(visitors["manager"], run, ("a.pdf", proof), ("b.pdf", proof), part="few")
    # Starting a reader alone takes a tenth of a second.
    assert labels.MOST_SECONDS >= given[0] > given[1] + 0.05


def test_only_its_cooperative_reads_a_proof(
    world: World, visitors: dict[str, Visitor], run: str
) -> None:
    path = f"/coop/tem/{run}/xuong-in/doc-thu"
    assert visitors["stranger"].get(path).status == 404
    mine = world.print_labels(world.packed(40).code, 5)
    assert visitors["manager"].get(f"/coop/tem/{mine}/xuong-in/doc-thu").status == 404
