"""A proof read in a process of its own: the same findings, and bounds that hold."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pypdf
import pytest

from labels import proof_apart, read_apart, read_proof
from labels.errors import LabelRefused
from labels.trim import Trim
from tests.labels.test_trim import drawn


@pytest.fixture
def proof(tmp_path: Path) -> Path:
    file = tmp_path / "proof.pdf"
    file.write_bytes(drawn(Trim()))
    return file


def refused(file: Path, **bounds: int) -> LabelRefused:
    with pytest.raises(LabelRefused) as told:
        read_apart(file, **bounds)
    assert told.value.facts["file"] == file.name
    return told.value


def test_it_sees_what_is_seen_here(proof: Path) -> None:
    assert read_apart(proof) == tuple(read_proof(proof))


def test_what_is_no_proof_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "proof"
    for data in (b"", b"%PDF-1.7\n" + b"\0" * 4_000, b"\xff\xd8\xff" + b"\0" * 40, b"GIF89a"):
        file.write_bytes(data)
        assert refused(file).code == "proof_unreadable"


def test_a_small_file_of_a_huge_page_is_refused(tmp_path: Path) -> None:
    pages, file = pypdf.PdfWriter(), tmp_path / "huge.pdf"
    pages.add_blank_page(14_400, 14_400)
    pages.write(file)
    assert refused(file).code == "proof_too_large"


def test_the_memory_there_is_ends_the_reading(proof: Path) -> None:
    assert refused(proof, memory=20_000_000).code == "proof_unreadable"


def test_the_time_there_is_ends_the_reading(proof: Path) -> None:
    told = refused(proof, seconds=0)
    assert (told.code, told.facts["pages"]) == ("proof_takes_long", 1)


def test_a_page_tells_only_so_much(proof: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof_apart, "LONGEST_TEXT", 8)
    (page, *_rest) = proof_apart._lines(proof, None, 60, lambda: 0)
    assert [each["text"] for each in page["symbols"]] == ["https://"]


def test_the_reader_of_a_foreign_file_is_told_no_secret(
    proof: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LABEL_KEYS", "k1:a1b2c3")
    told: list[dict[str, str]] = []
    run = subprocess.run

    def spy(*words: Any, **more: Any) -> Any:
        told.append(more["env"])
        return run(*words, **more)

    monkeypatch.setattr(subprocess, "run", spy)
    assert read_apart(proof) == tuple(read_proof(proof))
    assert set(told[0]) <= {"PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT"}
