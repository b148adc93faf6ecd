"""The files of a print order: a table for houses that draw themselves, and a page that says how.

The page is in Vietnamese and English, for whoever stands at the press. It names what is on every
label anyway, and nobody.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator

import labels
from labels.papers import Facts, Grid, Heading, Paper, Part, Steps, Text, draw
from traceability.crypto.keyring import Keyring
from traceability.domain.errors import NotFound
from traceability.domain.ids import grouped
from traceability.domain.print_houses import SAMPLES, Along, HouseTerms
from traceability.domain.quantity import format_number
from traceability.domain.stretches import counted, spelled
from traceability.services import label_designs, print_files
from traceability.services.frozen_runs import Frozen
from traceability.services.label_read_back import read_table, require_read
from traceability.services.print_files import (
    Drawn,
    addresses_of,
    again,
    numbers_in_order,
    paper_of,
    stickers_of,
)
from traceability.store.models import PrintRun

CSV_HEAD = ("url", "code", "number", "roll", "position")
_ROLLS_SHOWN = 12
#: Of spoiled labels that are made good as many pieces are named; the ledger names all.
_PIECES_SHOWN = 12
#: Of every entry of an archive: equal rolls give equal bytes.
_DAY = (1980, 1, 1, 0, 0, 0)


def table(keyring: Keyring, run: PrintRun) -> bytes:
    """A row a label, in the order in which they are printed; ``position`` counts on its roll.

    ``RuleBroken('print_not_readable')`` where the finished table says another label than the run.
    """
    frozen, stickers = Frozen.from_json(run.frozen), stickers_of(keyring, run)
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(CSV_HEAD)
    spans = sorted((first, last, roll) for roll, (first, last) in frozen.rolls.items())
    roll_of = {n: (roll, first) for first, last, roll in spans for n in range(first, last + 1)}
    placed: dict[str, int] = {}
    order = numbers_in_order(run, frozen)
    for number in order:
        roll, _first = roll_of[number]
        placed[roll] = placed.get(roll, 0) + 1
        sticker = stickers[number]
        rows.writerow([sticker.url, sticker.code, number, roll, placed[roll]])
    made = out.getvalue().encode()
    require_read([stickers[number].url for number in order], read_table(made))
    return made


def by_rolls(keyring: Keyring, run: PrintRun, decoded: frozenset[str]) -> tuple[bytes, list[Drawn]]:
    """The PDF of each roll by itself, in a ZIP; those whose hash was not ``decoded`` yet are now.

    Refused as ``print_files.again`` refuses. Each file is named by its place, code and numbers.
    """
    rolls = sorted(Frozen.from_json(run.frozen).rolls.items(), key=lambda each: each[1])
    out, read = io.BytesIO(), list[Drawn]()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:  # PDFs are packed already
        for place, (roll, (first, last)) in enumerate(rolls, 1):
            pdf, drawn = again(keyring, run, decoded, print_files.Part(first, last, 0))
            read += [] if drawn is None else [drawn]
            name = f"{place:0{len(str(len(rolls)))}}-{roll}-{first}-{last}.pdf"
            archive.writestr(zipfile.ZipInfo(name, _DAY), pdf)
    return out.getvalue(), read


def specification(keyring: Keyring, run: PrintRun) -> bytes:
    """One page A4 that says how the labels are made, and how their proof is looked at."""
    frozen = Frozen.from_json(run.frozen)
    if frozen.house is None:
        raise NotFound
    sample = next(iter(stickers_of(keyring, run).values()))
    sheet = paper_of(run)
    symbol = labels.encode(sample.url)
    square = labels.arrange(sheet.label, frozen.stamp, sample, sheet.dpi).symbol
    title = f"Quy cách in tem · Label specification · {grouped(run.code)}"
    parts = list(_parts(run, frozen, sheet.label, symbol, square.module_um))
    return draw(Paper(title, parts, foot=title))


def _parts(
    run: PrintRun, frozen: Frozen, size: labels.Size, symbol: labels.Symbol, module_um: int
) -> Iterator[Part]:
    house = frozen.house
    assert house is not None  # noqa: S101 - the caller looked
    yield Heading("Quy cách in tem · Label specification", 1)
    yield Text(label_designs.heading(frozen.stamp), strong=True)
    count = run.count - len(frozen.void)
    yield Facts(
        [
            ("Đơn hàng · Order", grouped(run.code)),
            ("Số tem in · Labels to print", _counted(count, house)),
            *_made_good(frozen),
            ("Khổ thành phẩm · Trim size", f"{_mm(size.width)} × {_mm(size.height)} mm"),
            ("Tràn lề · Bleed", f"{_mm(house.bleed_um)} mm; MediaBox = BleedBox, TrimBox"),
            ("Cuộn · Rolls", _rolls(house, frozen)),
            ("Thứ tự · Order of labels", _ALONG[house.along].format(across=house.across)),
        ]
    )
    yield Heading("Mã QR · QR symbol")
    yield Facts(
        [
            ("Phiên bản, mức · Version, level", f"{symbol.version}-{_LEVEL}"),
            ("Số ô · Modules", f"{symbol.modules} × {symbol.modules}"),
            (
                "Cỡ ô · Module size",
                f"{_mm(module_um)} mm (ít nhất · at least {_mm(labels.SMALLEST_MODULE_UM)} mm)",
            ),
            ("Cạnh mã · Side of the symbol", f"{_mm(module_um * symbol.modules)} mm"),
            ("Lề trắng · Quiet zone", f"{_mm(4 * module_um)} mm (4 ô mỗi phía · modules a side)"),
            ("Mực · Ink", "K-100 (C0 M0 Y0 K100) trên nền trắng · on white"),
            ("Nội dung · Content", f"{addresses_of(run)}… (CSV: url)"),
        ]
    )
    yield Steps(_RULES)
    yield Heading("Các cuộn · Rolls")
    listed = list(frozen.rolls.items())
    shown = listed[:_ROLLS_SHOWN]
    rows = [(grouped(roll), f"{a} – {b}", format_number(b - a + 1)) for roll, (a, b) in shown]
    yield Grid(_ROLL_HEAD, rows, (3, 3, 2), frozenset({2}))
    if len(listed) > len(shown):
        more = len(listed) - len(shown)
        yield Text(f"Và {more} cuộn nữa, xem cột roll của CSV · {more} more in the CSV", small=True)


_LEVEL = "M"
_ROLL_HEAD = ("Mã cuộn · Roll code", "Tem số · Numbers", "Số tem · Labels")
_ALONG = {
    Along.ROW: "theo hàng, {across} tem một hàng · by row, {across} across",
    Along.COLUMN: "theo cột, {across} cuộn cạnh nhau · by column, {across} rolls side by side",
}
_RULES = (
    "Không chèn logo, hình hay chữ vào mã và lề trắng của mã. · No logo, picture or text on the"
    " symbol or its quiet zone.",
    "Không đổi tỷ lệ, không chuyển sang bốn màu, không làm mịn ảnh. · Do not scale, separate into"
    " four inks, or smooth.",
    "Mỗi tem một mã; mỗi mã in đúng một lần. Tem hỏng không in bù: ghi số vào danh sách hỏng."
    " · Each code exactly once. Spoiled labels are not printed again: list their numbers.",
    "Ghi mã cuộn lên lõi từng cuộn. Gửi kèm danh sách tem hỏng (số hoặc mã, CSV). · Write its code"
    " on every core. Send the list of spoiled labels along (numbers or codes, CSV).",
    "Gửi bản in thử (PDF, PNG hoặc JPG từ 300 dpi) để đọc thử trước khi in hết. · Send a proof"
    " (PDF, PNG or JPG of 300 dpi or more): it is decoded before the run.",
    f"Khi nhận, mỗi cuộn được quét thử {SAMPLES} tem. Trước đó tem chưa có hiệu lực. · Of each roll"
    f" {SAMPLES} labels are scanned on arrival; until then they are dead.",
)


def _counted(count: int, house: HouseTerms) -> str:
    spare = format_number(house.spare)
    needed = format_number(house.needed)
    return f"{format_number(count)} (cần · needed {needed}, dư · spare {spare})"


def _made_good(frozen: Frozen) -> list[tuple[str, str]]:
    """The spoiled labels that these are printed for: whoever holds both lots of paper asks."""
    if frozen.replaces is None:
        return []
    there = frozen.replaces.stretches
    shown = spelled(there[:_PIECES_SHOWN]) + (" …" if len(there) > _PIECES_SHOWN else "")
    count, run = format_number(counted(there)), grouped(frozen.replaces.run)
    told = f"{count} tem hỏng của đợt · spoiled labels of run {run}: {shown}"
    return [("In bù · In place of", told)]


def _rolls(house: HouseTerms, frozen: Frozen) -> str:
    """So many rolls of so many labels; the last one is told where it is shorter."""
    rolls = len(frozen.rolls)
    first, last = list(frozen.rolls.values())[-1]
    rest = last - first + 1
    each = format_number(house.per_roll if rolls > 1 else rest)
    told = f"{rolls} cuộn · rolls, {each} tem · labels"
    if rolls == 1 or rest >= house.per_roll:
        return told
    return f"{told}; cuộn cuối · last roll {format_number(rest)}"


def _mm(um: int) -> str:
    whole, rest = divmod(um, 1_000)
    return f"{whole},{rest:03}".rstrip("0").rstrip(",")
