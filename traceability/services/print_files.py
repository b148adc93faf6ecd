"""The file of a print run: drawn from its row alone, decoded whole before it is handed out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import labels
from labels.square import Square
from traceability.crypto.keyring import Keyring
from traceability.domain.canonical import sha256_b64
from traceability.domain.errors import Conflict, RuleBroken
from traceability.domain.ids import grouped
from traceability.domain.labels import ITEM
from traceability.domain.print_houses import HouseTerms, printing_order
from traceability.domain.stretches import Stretch, spelled, without
from traceability.services import print_layout, run_numbers
from traceability.services.frozen_runs import Frozen
from traceability.services.label_ledger import known_run
from traceability.store.models import PrintResult, PrintRun
from traceability.store.queries import labels as queries
from traceability.store.unit import Reading, Work

_READERS = min(2, os.cpu_count() or 1)
"""Processes that read a long run back; a short one is read by the process that drew it."""


@dataclass(frozen=True)
class Part:
    """A part of a run that is printed again: its numbers, and where its first sheet begins.

    Those that are ``gone``, spoiled or void, are passed over.
    """

    first: int
    last: int
    start: int
    gone: tuple[Stretch, ...] = ()

    @property
    def numbers(self) -> str:
        """Its numbers, as they are read out."""
        return spelled(without([(self.first, self.last)], self.gone))

    def holds(self, number: int) -> bool:
        """Whether a label is in it."""
        inside = self.first <= number <= self.last
        return inside and not any(low <= number <= high for low, high in self.gone)


@dataclass(frozen=True)
class Drawn:
    """A run as a file, with its hash and how many labels were decoded from it."""

    pdf: bytes
    sha256: str
    decoded: int


def paper_of(run: PrintRun) -> labels.Sheet:
    """The paper that a run was ordered on: a sheet of the catalogue, or what its row keeps."""
    return Frozen.from_json(run.frozen).sheet or labels.paper(run.stock)


def sheet_of(run: PrintRun) -> labels.Sheet:
    """The page that a run is drawn on: its paper, or one label a page for a printing house."""
    paper, terms = paper_of(run), Frozen.from_json(run.frozen).house
    return paper if terms is None else labels.Trim(terms.bleed_um).page(run.stock, paper.label)


def draw(
    keyring: Keyring,
    run: PrintRun,
    part: Part | None = None,
    calibration: labels.Calibration = labels.EXACT,
    told: Callable[[int], None] | None = None,
) -> Drawn:
    """Draw a run or a part of it, and decode every label at 203 and 300 dpi; wants no view.

    ``told`` hears of each label, as it is read back, how many were before it. With a
    ``calibration`` it is drawn for one printer, and read where that printer's labels are.

    Raises ``RuleBroken``: ``print_not_readable`` where a single code does not come back,
    ``label_…`` where it cannot be drawn, ``design_no_longer_drawn``.
    """
    calibration = _for(run, calibration)
    pdf, cells = _drawn(keyring, run, part, calibration)
    exact = calibration == labels.EXACT
    read = labels.proof(
        pdf,
        calibration.moved(sheet_of(run)) if not exact else sheet_of(run),
        run.start_position if part is None else part.start,
        _counted(labels.urls(cells), told),
        square=_square(run, cells) if exact else None,
        processes=_READERS if exact else 1,
    )
    if read.missing or read.wrong:
        raise RuleBroken("print_not_readable", missing=len(read.missing), wrong=len(read.wrong))
    return Drawn(pdf, sha256_b64(pdf), read.decoded)


def _counted(urls: Iterable[str], told: Callable[[int], None] | None) -> Iterator[str]:
    """The URLs, which are taken as they are read; ``told`` hears of each how many came before."""
    count = 0
    for url in urls:
        if told is not None and url:
            told(count)
        count += bool(url)
        yield url


def require_drawable(run: PrintRun) -> None:
    """Refuse to draw a run whose design has another look by now: it would be another picture.

    ``RuleBroken('design_no_longer_drawn')``, with what is asked for and what there is.
    """
    newest = Frozen.from_json(run.frozen).stamp.REVISION
    if run.design_revision != newest:
        raise RuleBroken(
            "design_no_longer_drawn",
            design=run.design,
            revision=run.design_revision,
            newest=newest,
        )


def release(work: Work, run_code: str, drawn: Drawn) -> None:
    """Record that the run's file was decoded whole; the first time, this releases the run."""
    run = known_run(work, run_code)
    # Two who fetch it at once for two printers are numbered one after the other.
    work.lock_word(f"results of {run_code}")
    done = queries.results(work.db, run.id)
    if any(row.file_sha256 == drawn.sha256 for row in done):
        return
    row = PrintResult(
        run_id=run.id,
        number=len(done) + 1,
        file_sha256=drawn.sha256,
        decoded=drawn.decoded,
        at=work.now,
    )
    work.add(row)


def decoded_before(view: Reading, run: PrintRun) -> frozenset[str]:
    """The hashes of the files of a released run that were decoded whole.

    Raises ``Conflict('run_not_released')``.
    """
    done = frozenset(row.file_sha256 for row in queries.results(view.db, run.id))
    if not done:
        raise Conflict("run_not_released")
    return done


def again(
    keyring: Keyring,
    run: PrintRun,
    decoded: frozenset[str],
    part: Part | None = None,
    calibration: labels.Calibration = labels.EXACT,
) -> tuple[bytes, Drawn | None]:
    """The file of a released run, drawn again; ``Drawn`` where its hash is none that was decoded.

    Then (a part or a printer is asked for the first time, a library was upgraded) it was decoded
    now, and the caller records that before it hands the file out. Wants no view of the record.
    """
    pdf, _cells = _drawn(keyring, run, part, calibration)
    if sha256_b64(pdf) in decoded:
        return pdf, None
    drawn = draw(keyring, run, part, calibration)
    return drawn.pdf, drawn


def not_drawn(
    refused: labels.LabelRefused, at: str = "stock", *, blank: bool = False
) -> RuleBroken:
    """The refusal of what cannot be drawn on its stock, or read: ``label_…``, with the facts.

    ``blank`` labels have the name of their pack where others have their lot.
    """
    field = "pack" if blank and refused.field == "lot_line" else refused.field
    return RuleBroken(f"label_{refused.code}", at, **{"field": field, **refused.facts})


def addresses_of(run: PrintRun) -> str:
    """What the address of every label of a run begins with; its code follows."""
    return f"{run.base_url}{Frozen.from_json(run.frozen).path}/"


def codes_of(keyring: Keyring, run: PrintRun) -> list[str]:
    """The item codes of a run that stand on paper, in the order of their numbers."""
    codes = keyring.codes(run.key_id, run.run_no, 0, run.count)
    return [codes[number - 1] for number in run_numbers.of(run).on_paper]


def numbers_in_order(run: PrintRun, frozen: Frozen) -> list[int]:
    """The numbers that stand on paper, in the order in which they come out of the press."""
    on_paper = run_numbers.told(run, frozen).on_paper
    if frozen.house is None:
        return on_paper
    there = set(on_paper)
    order = printing_order(list(frozen.rolls.values()), frozen.house.across, frozen.house.along)
    return [number for number in order if number in there]


def numbered(number: int, count: int, level: str, packs: int = 0) -> str:
    """The small number on a label, one of ``count``, as it is printed: "Tem 001", "Thùng 001".

    Where the cartons of a run differ, that of each says how many ``packs`` it has.
    """
    word = "Tem" if level == ITEM else "Thùng"
    said = f"{word} {number:0{max(3, len(str(count)))}}"
    return f"{said} · {packs} gói" if packs else said


def sample(addresses: str, count: int, level: str = ITEM, packs: int = 0) -> labels.StampLabel:
    """A label as long as any of a run of so many, by what its addresses begin with."""
    longest = "W" * 13
    return labels.StampLabel(
        code=grouped(longest),
        number_text=numbered(10 ** len(str(count)) - 1, count, level, packs),
        url=f"{addresses}{longest}",
    )


def rehearsal(run: PrintRun, calibration: labels.Calibration) -> bytes:
    """A sheet of the paper of a run with its words, all dead, to lay on the real one.

    ``RuleBroken('design_no_longer_drawn')`` as the run itself.
    """
    require_drawable(run)
    stamp = Frozen.from_json(run.frozen).stamp
    return labels.draw_rehearsal(paper_of(run), stamp, any_of(run), calibration=calibration)


def any_of(run: PrintRun) -> labels.StampLabel:
    """A label as long as any of a run."""
    packed = Frozen.from_json(run.frozen).packed
    most = max(packed.counts, default=0) if packed else 0
    return sample(addresses_of(run), run.count, run.level, most)


def stickers_of(
    keyring: Keyring, run: PrintRun, part: Part | None = None
) -> dict[int, labels.StampLabel]:
    """What stands on each label of a run, or of a part of it, by its number.

    Those void from birth are not there.
    """
    packs = _packs(run)
    first, last = (1, run.count) if part is None else (part.first, min(part.last, run.count))
    codes = keyring.codes(run.key_id, run.run_no, first - 1, max(0, last - first + 1))
    addresses = addresses_of(run)
    return {
        number: labels.StampLabel(
            code=grouped(code),
            number_text=numbered(number, run.count, run.level, packs[number]),
            url=f"{addresses}{code}",
        )
        for number, code in enumerate(codes, first)
        if number in packs and (part is None or part.holds(number))
    }


def _packs(run: PrintRun) -> dict[int, int]:
    """The labels of a run that stand on paper, each with the packs that it says: 0 is none."""
    frozen = Frozen.from_json(run.frozen)
    there = run_numbers.told(run, frozen).on_paper
    counts = frozen.packed.counts if frozen.packed else ()
    return dict(zip(there, counts, strict=True)) if counts else dict.fromkeys(there, 0)


def _square(run: PrintRun, cells: Sequence[labels.Cell]) -> Square:
    """Where the symbol stands on every label of a run."""
    sheet, stamp = sheet_of(run), Frozen.from_json(run.frozen).stamp
    sticker = next(each for each in cells if isinstance(each, labels.StampLabel))
    return labels.arrange(sheet.label, stamp, sticker, sheet.dpi).symbol


def _drawn(
    keyring: Keyring, run: PrintRun, part: Part | None, calibration: labels.Calibration
) -> tuple[bytes, Sequence[labels.Cell]]:
    require_drawable(run)
    frozen = Frozen.from_json(run.frozen)
    start = run.start_position if part is None else part.start
    try:
        if frozen.house is not None:
            stickers = _in_order(keyring, run, part)
            return _trimmed(frozen, frozen.house, paper_of(run), stickers), stickers
        cells = cells_of(keyring, run, part, start)
        return labels.draw_sheets(
            paper_of(run), frozen.stamp, cells, start=start, calibration=calibration
        ), cells
    except labels.LabelRefused as refused:
        raise not_drawn(refused) from None


def cells_of(
    keyring: Keyring, run: PrintRun, part: Part | None, start: int
) -> Sequence[labels.Cell]:
    """What is at every place of a run's paper, or of that of a ``part``, in the run's layout."""
    frozen = Frozen.from_json(run.frozen)
    if frozen.layout == print_layout.RUN_ON:
        return _in_order(keyring, run, part)
    stickers = stickers_of(keyring, run, part)
    return print_layout.arranged(
        frozen.stamp, run.code, frozen.rolls, paper_of(run), stickers, start
    )


def _in_order(keyring: Keyring, run: PrintRun, part: Part | None) -> list[labels.StampLabel]:
    found, frozen = stickers_of(keyring, run, part), Frozen.from_json(run.frozen)
    return [found[number] for number in numbers_in_order(run, frozen) if number in found]


def _trimmed(
    frozen: Frozen, house: HouseTerms, paper: labels.Sheet, stickers: list[labels.StampLabel]
) -> bytes:
    """One label a page, with what the knife may take."""
    return labels.draw_trimmed(paper.label, frozen.stamp, stickers, labels.Trim(house.bleed_um))


def _for(run: PrintRun, calibration: labels.Calibration) -> labels.Calibration:
    """How the file is moved for a printer: never for a printing house, which measures itself."""
    return labels.EXACT if Frozen.from_json(run.frozen).house else calibration
