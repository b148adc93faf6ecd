"""``python -m labels``: labels from a CSV, without the service."""

from __future__ import annotations

import argparse
import codecs
import csv
import dataclasses
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from labels import (
    ROLLS,
    STOCKS,
    CartonLabel,
    Design,
    FruitSticker,
    GoodsLabel,
    HangTag,
    LabelRefused,
    Roll,
    StampLabel,
    TraceStamp,
    draw_phone_test,
    draw_rows,
    encode,
    preview,
    proof,
    roll_typed,
    tspl,
    write_sheets,
    zpl,
)
from labels.design import arrange
from labels.goods import FOOD_FIELDS
from labels.stock import Sheet

DESIGNS: dict[str, type[Any]] = {
    "stamp": TraceStamp,
    "goods": GoodsLabel,
    "carton": CartonLabel,
    "fruit": FruitSticker,
    "tag": HangTag,
}
#: What stands on the back of a hang tag; its front is a stamp. ``story`` may be said line by line.
_BACK = ("story", "story_zh")
SHEETS = {name: sheet for sheet in STOCKS.values() for name in (sheet.name, *sheet.also)}
PHONE_TEST = "phone-test"
FORMATS = ("pdf", "zpl", "tspl", "png")
EPILOGUE = """
The CSV has a column "url", and may have "code" (by default what follows the URL's last slash, in
groups of four) and "number" (by default "Tem 001", "Tem 002", …). A PDF is read back whole before
it is kept. Example:

  python -m labels run.csv run.pdf --stock L7160 --design stamp \\
      --set product="Cam sành Hà Giang" --set cooperative="HTX Vĩnh Hảo" --set domain=tem.example

A hang tag, folded in the middle of its height, is a stamp with --set story=… for each line on its
back.

Before a first roll, a sheet of codes to try on real phones:

  python -m labels phone-test phones.pdf --url https://tem.example
"""


class NotDrawn(Exception):  # noqa: N818 - what it says
    """What was asked for cannot be; the argument says why."""


def main(words: Sequence[str] | None = None) -> int:
    """Draw what the command line asks for; 1 where it was refused, with the reason."""
    given = sys.argv[1:] if words is None else list(words)
    try:
        if given[:1] == [PHONE_TEST]:
            return _phone_test(given[1:])
        asked = _parser().parse_args(given)
        count = _draw(asked)
    except NotDrawn as reason:
        print(f"refused: {reason}", file=sys.stderr)
        return 1
    except (OSError, UnicodeError, csv.Error) as fault:
        print(f"refused: {fault}", file=sys.stderr)
        return 1
    except LabelRefused as refused:
        told = refused.facts.items()
        facts = ", ".join(f"{name}={value}" for name, value in told if value is not None)
        print(f"refused: {refused.code} at {refused.field} ({facts})", file=sys.stderr)
        return 1
    print(f"{count} labels in {asked.out}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m labels",
        description="Draw labels from a CSV.",
        epilog=f"{EPILOGUE}\n{_fields()}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("csv", type=Path, help="the labels with a heading, UTF-8 or as Excel saves")
    parser.add_argument("out", type=Path, help="the file to write")
    paper = parser.add_mutually_exclusive_group(required=True)
    paper.add_argument("--stock", choices=sorted(SHEETS), help="a sheet, by any trade name")
    paper.add_argument(
        "--roll", type=roll_typed, choices=sorted(ROLLS), help="a roll: 50×30 or 50x30"
    )
    parser.add_argument("--design", choices=sorted(DESIGNS), default="stamp")
    parser.add_argument("--set", action="append", default=[], metavar="FIELD=TEXT", dest="texts")
    parser.add_argument("--format", choices=FORMATS, default="pdf", help="a roll's own languages")
    parser.add_argument("--dpi", type=int, choices=(203, 300), default=203, help="of a roll")
    parser.add_argument("--start", type=int, default=0, help="places to leave on the first sheet")
    return parser


def _fields() -> str:
    """What --set can say of each design; with a star what must be said."""
    lines = ["Fields of --set, those with a star must be there:", ""]
    for name, kind in DESIGNS.items():
        fields = (each for each in dataclasses.fields(kind) if each.name != "mandatory")
        needed = FOOD_FIELDS if kind is GoodsLabel else ()
        told = (
            f"{each.name}*"
            if each.default is dataclasses.MISSING or each.name in needed
            else each.name
            for each in fields
        )
        lines.append(f"  {name}: {', '.join(told)}")
    return "\n".join(lines)


def _phone_test(words: Sequence[str]) -> int:
    """A sheet of codes to try on real phones before a first roll."""
    parser = argparse.ArgumentParser(
        prog=f"python -m labels {PHONE_TEST}",
        description="A sheet of codes to try on real phones: Camera, Zalo, WeChat.",
    )
    parser.add_argument("out", type=Path, help="the PDF to write")
    parser.add_argument("--url", required=True, help="the public address: https://tem.example.vn")
    asked = parser.parse_args(words)
    url = asked.url.rstrip("/")
    if not url.startswith("https://") or url != url.lower():
        raise NotDrawn("phones open https:// in small letters only; nothing else is worth printing")
    asked.out.write_bytes(draw_phone_test(url))
    print(f"a sheet for {url} in {asked.out}")
    return 0


def _draw(asked: argparse.Namespace) -> int:
    design = _design(asked.design, asked.texts)
    labels = list(_labels(asked.csv))
    if not labels:
        raise LabelRefused("no_labels", "labels")
    if asked.roll is None:
        if asked.format != "pdf":
            raise NotDrawn("sheets are drawn as PDF only; --format is for rolls")
        return _pdf(asked.out, SHEETS[asked.stock], design, labels, asked.start)
    roll = ROLLS[asked.roll].at(asked.dpi)
    if asked.format == "pdf":
        return _pdf(asked.out, roll.page(), design, labels, 0)
    return _roll(asked, roll, design, labels)


def _pdf(out: Path, stock: Sheet, design: Design, labels: list[StampLabel], start: int) -> int:
    """Written beside its place, read back, and then put there."""
    part = out.with_name(f".{out.name}.part")
    try:
        with part.open("wb") as file:
            write_sheets(file, stock, design, labels, start=start)
        square = arrange(stock.label, design, labels[0], stock.dpi).symbol
        read = proof(part, stock, start, [label.url for label in labels], square=square)
        if not read.passed:
            bad = len(read.missing) + len(read.wrong)
            raise NotDrawn(f"{bad} labels were not read back, and nothing was kept")
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return len(labels)


def _roll(asked: argparse.Namespace, roll: Roll, design: Design, labels: list[StampLabel]) -> int:
    rows = draw_rows(roll, design, labels)
    if asked.format == "png":
        asked.out.write_bytes(preview(rows))
        return min(len(labels), roll.across)
    sent = zpl(rows) if asked.format == "zpl" else tspl(rows)
    asked.out.write_bytes(b"".join(sent))
    return len(labels)


def _design(name: str, texts: Sequence[str]) -> Design:
    said = [text.partition("=")[::2] for text in texts]
    if DESIGNS[name] is not HangTag:
        design: Design = _filled(name, DESIGNS[name], dict(said))
        return design
    story = tuple(text for field, text in said if field == "story")
    front = _filled(name, TraceStamp, {f: text for f, text in said if f not in _BACK}, _BACK)
    return HangTag(front, story, dict(said).get("story_zh", ""))


def _filled(name: str, kind: type[Any], told: dict[str, str], also: tuple[str, ...] = ()) -> Any:
    """A design with these texts; a field that it has not is named beside those that it has."""
    known = {field.name: field for field in dataclasses.fields(kind)}
    for field in told:
        if field not in known or field == "mandatory":
            fields = ", ".join(sorted({*known, *also}))
            raise NotDrawn(f"{name} has no field {field}; it has {fields}")
    needed = {name: "" for name, field in known.items() if field.default is dataclasses.MISSING}
    return kind(**{**needed, **told})


def _labels(file: Path) -> Iterator[StampLabel]:
    seen: dict[str, int] = {}
    for index, row in enumerate(_rows(file), 1):
        url = (row.get("url") or "").strip()
        _check_url(url, index, seen.setdefault(url, index))
        code = url.rpartition("/")[2]
        groups = " ".join(code[at : at + 4] for at in range(0, len(code), 4))
        yield StampLabel(row.get("code") or groups, row.get("number") or f"Tem {index:03}", url)


def _check_url(url: str, row: int, first: int) -> None:
    """Refuse what no label may hold, by its row (the first below the heading is 1)."""
    if not url:
        raise LabelRefused("text_missing", "url", row=row)
    if not url.startswith("https://"):
        raise NotDrawn(f"row {row}: {url[:60]} does not begin with https:// in small letters")
    if first != row:
        raise NotDrawn(f"row {row}: {url[:60]} stands in row {first} already")
    try:
        encode(url)
    except LabelRefused as refused:
        raise LabelRefused(refused.code, refused.field, row=row, **refused.facts) from None


def _rows(file: Path) -> Iterator[dict[str, str]]:
    """Rows by heading: commas, semicolons or tabs, in UTF-8, or in the UTF-16 that Excel writes.

    The heading tells the mark, or a line ``sep=;`` above it.
    """
    with file.open("rb") as begun:
        utf_16 = begun.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    with file.open(encoding="utf-16" if utf_16 else "utf-8-sig", newline="") as lines:
        heading = lines.readline()
        if heading.lower().startswith("sep="):
            heading = lines.readline()
        mark = next((each for each in "\t;" if each in heading), ",")
        names = next(csv.reader([heading], delimiter=mark), [])
        yield from csv.DictReader(lines, names, delimiter=mark)


if __name__ == "__main__":
    sys.exit(main())
