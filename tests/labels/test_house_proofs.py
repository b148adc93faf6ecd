"""Proofs as printing houses send them: any page, picture or turn; what is no label is told."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from labels import read_proof
from labels.errors import LabelRefused
from labels.trim import Trim
from tests.labels.test_trim import MODULE_UM, RUN, drawn


@pytest.fixture
def proof(tmp_path: Path) -> Path:
    file = tmp_path / "proof.pdf"
    file.write_bytes(drawn(Trim()))
    return file


def page(proof: Path, dpi: int = 300) -> Image.Image:
    document = pypdfium2.PdfDocument(proof)
    return document[0].render(scale=dpi / 72).to_pil().convert("L")


def test_every_symbol_of_a_pdf_is_read_and_measured(proof: Path) -> None:
    seen = [each for found in read_proof(proof) for each in found.symbols]
    assert [each.text for each in seen] == [label.url for label in RUN]
    assert {each.page for each in seen} == set(range(1, 10))
    assert all(each.module_um is not None and abs(each.module_um - MODULE_UM) < 12 for each in seen)


@pytest.mark.parametrize("name", ["proof.png", "proof.jpg"])
def test_a_picture_is_read_turned_or_not(proof: Path, tmp_path: Path, name: str) -> None:
    whole = Image.new("L", (1200, 900), 255)
    label = page(proof)
    whole.paste(label, (40, 60))
    whole.paste(label.rotate(90, expand=True), (700, 300))
    whole.save(tmp_path / name, dpi=(300, 300))
    (found,) = read_proof(tmp_path / name)
    assert [each.text for each in found.symbols] == [RUN[0].url] * 2
    assert all(each.module_um is not None for each in found.symbols)


def test_a_picture_without_a_resolution_is_not_measured(proof: Path, tmp_path: Path) -> None:
    page(proof).save(tmp_path / "bare.png")
    (found,) = read_proof(tmp_path / "bare.png")
    assert found.symbols[0].module_um is None
    (told,) = read_proof(tmp_path / "bare.png", dpi=300)
    assert told.symbols[0].module_um == pytest.approx(MODULE_UM, abs=12)


def test_a_symbol_that_nobody_reads_is_told(proof: Path, tmp_path: Path) -> None:
    spoiled = page(proof)
    spoiled.paste(255, (85, 85, 140, 140))
    spoiled.save(tmp_path / "spoiled.png", dpi=(300, 300))
    (found,) = read_proof(tmp_path / "spoiled.png")
    assert [each.text for each in found.symbols] == [""]


def test_what_is_no_proof_is_refused_plainly(proof: Path, tmp_path: Path) -> None:
    for name, data in (
        ("empty.pdf", b""),
        ("text.txt", "không phải tệp in".encode()),
        ("broken.pdf", proof.read_bytes()[:400]),
        ("broken.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40),
        ("picture.gif", b"GIF89a" + b"\0" * 40),
    ):
        file = tmp_path / name
        file.write_bytes(data)
        with pytest.raises(LabelRefused, match="proof_unreadable"):
            list(read_proof(file))
    Image.new("1", (12_000, 12_000)).save(tmp_path / "huge.png")
    with pytest.raises(LabelRefused, match="proof_too_large"):
        list(read_proof(tmp_path / "huge.png"))
