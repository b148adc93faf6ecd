"""The library from the command line: a CSV in, labels out, no service."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pypdf
import pytest
from PIL import Image

from labels import ROLLS, STOCKS, decode_sheets
from labels.__main__ import main

WORDS = [
    *("--set", "product=Cam sành", "--set", "cooperative=HTX Vĩnh Hảo"),
    *("--set", "domain=tem.hagiang.vn"),
]
URLS = [f"https://tem.hagiang.vn/4YWW79G1TG{n:02}K" for n in range(5)]


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    file = tmp_path / "run.csv"
    file.write_text("url\n" + "\n".join(URLS), encoding="utf-8")
    return file


def test_help_says_what_the_csv_holds() -> None:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "labels", "--help"]
    told = subprocess.run(command, check=True, capture_output=True, text=True, cwd=root).stdout
    assert 'a column "url"' in told
    assert "--stock" in told


def test_a_sheet_from_a_csv(listed: Path, tmp_path: Path) -> None:
    out = tmp_path / "run.pdf"
    assert main([str(listed), str(out), "--stock", "L7160", "--start", "2", *WORDS]) == 0
    assert decode_sheets(out, STOCKS["L7160"])[2:7] == URLS
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []


def test_a_hang_tag_has_its_story_on_the_back(
    listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, paper = tmp_path / "run.pdf", ["--stock", "L7161", "--design", "tag"]
    story = ["--set", "story=Trồng trên nương đá", "--set", "story=Hái tay", *WORDS]
    asked = [str(listed), str(out), *paper]
    assert main([*asked, *story, "--set", "story_zh=手工采摘"]) == 0
    assert decode_sheets(out, STOCKS["L7161"])[:5] == URLS
    told = pypdf.PdfReader(out).pages[0].extract_text()
    assert all(
        words in told for words in ("Trồng trên nương đá", "Hái tay", "手工采摘", "Cam sành")
    )
    assert main([*asked, *WORDS, "--set", "colour=red"]) == 1
    said = capsys.readouterr().err
    assert "tag has no field colour" in said
    assert "story, story_zh" in said


@pytest.mark.parametrize(("kind", "begins"), [("zpl", b"^XA"), ("tspl", b"SIZE 50 mm")])
def test_a_roll_from_a_csv(kind: str, begins: bytes, listed: Path, tmp_path: Path) -> None:
    out = tmp_path / "run.prn"
    for roll in ("50×30", "50x30", "50X30"):
        assert main([str(listed), str(out), "--roll", roll, "--format", kind, *WORDS]) == 0
        assert out.read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([URLS[0], "http://localhost/AAAA"], "row 2: http://localhost/AAAA does not begin"),
        ([URLS[0], URLS[1], URLS[0]], "stands in row 1 already"),
        ([URLS[0], "https://tem.hagiang.vn/mã"], "row=2"),
    ],
)
def test_a_row_that_no_label_may_hold_is_named(
    rows: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = tmp_path / "run.csv", tmp_path / "run.pdf"
    file.write_text("url\n" + "\n".join(rows), encoding="utf-8")
    assert main([str(file), str(out), "--stock", "L7160", *WORDS]) == 1
    assert told in capsys.readouterr().err
    assert not out.exists()


def test_what_cannot_be_read_or_written_is_told(
    listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there, nowhere = str(listed), str(tmp_path / "none" / "x")
    for file, out in ((there, f"{nowhere}.pdf"), (f"{nowhere}.csv", str(tmp_path / "a.pdf"))):
        assert main([file, out, "--stock", "L7160", *WORDS]) == 1
        assert capsys.readouterr().err.startswith("refused: ")
    endless = ["--set", "product=" + "Mật ong bạc hà " * 20]
    assert main([there, f"{nowhere}.pdf", "--stock", "L7651", *WORDS, *endless]) == 1
    assert "None" not in capsys.readouterr().err


def test_a_sheet_has_its_other_trade_name_and_help_lists_the_fields(
    listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run.pdf"
    words = [*WORDS[:-1], "domain=tem.vn"]
    assert main([str(listed), str(out), "--stock", "Tomy 145", *words]) == 0
    assert decode_sheets(out, STOCKS["L7651"])[:5] == URLS
    with pytest.raises(SystemExit):
        main(["--help"])
    told = capsys.readouterr().out
    assert "stamp: product*, cooperative*, domain*, place" in told
    assert "fruit: domain*, product" in told


def test_a_preview_and_a_pdf_of_a_roll(listed: Path, tmp_path: Path) -> None:
    out = tmp_path / "run.png"
    assert main([str(listed), str(out), "--roll", "50×30", "--format", "png", *WORDS]) == 0
    with Image.open(out) as picture:
        assert picture.size == (400, 240)
    assert main([str(listed), str(out), "--roll", "50×30", "--dpi", "300", *WORDS]) == 0
    assert decode_sheets(out, ROLLS["50×30"].page()) == URLS


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (["--set", "colour=red"], "no field colour"),
        (["--set", "product="], "text_missing"),
        (["--format", "zpl"], "PDF only"),
        (["--start", "21"], "start_off_sheet"),
        (["--set", "product=" + "Mật ong bạc hà " * 20], "does_not_fit"),
    ],
)
def test_a_refusal_is_told_and_writes_nothing(
    more: list[str], code: str, listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run.pdf"
    assert main([str(listed), str(out), "--stock", "L7160", *WORDS, *more]) == 1
    assert code in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize(("text", "code"), [("url\n", "no_labels"), ("web\nx\n", "text_missing")])
def test_a_csv_without_labels_is_refused(
    text: str, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "empty.csv"
    file.write_text(text, encoding="utf-8")
    assert main([str(file), str(tmp_path / "a.pdf"), "--stock", "L7160", *WORDS]) == 1
    assert code in capsys.readouterr().err
