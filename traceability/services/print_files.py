"""The file of a print run: drawn from its row alone, decoded whole before it is handed out."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field

import labels
from traceability.crypto.keyring import Keyring
from traceability.domain.canonical import sha256_b64
from traceability.domain.errors import Conflict, RuleBroken
from traceability.domain.ids import grouped
from traceability.domain.print_houses import HouseTerms, as_told, printing_order
from traceability.services.label_ledger import known_run
from traceability.store.models import PrintResult, PrintRun
from traceability.store.queries import labels as queries
from traceability.store.unit import Reading, Work

_READERS = min(2, os.cpu_count() or 1)
"""Processes that read a long run back; a short one is read by the process that drew it."""


@dataclass(frozen=True)
class Frozen:
    """What a run fixes for ever: the text of its labels, and the indexes void from birth.

    ``rolls`` are the rolls that it is cut into, by code: the first and last number on each.
    ``house`` is there where a printing house makes it. ``path`` stands between the host and a
    label's code in its address: a GS1 Digital Link's, or nothing.
    """

    stamp: labels.TraceStamp
    void: tuple[int, ...]
    rolls: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    house: HouseTerms | None = None
    path: str = ""

    def as_json(self) -> str:
        """The form that the run's row keeps."""
        kept: dict[str, object] = {"stamp": dataclasses.asdict(self.stamp), "void": self.void}
        kept |= {"rolls": dict(self.rolls)} if self.rolls else {}
        kept |= {"house": dataclasses.asdict(self.house)} if self.house else {}
        return json.dumps(kept | ({"path": self.path} if self.path else {}))

    @classmethod
    def from_json(cls, text: str) -> Frozen:
        """Read what a run's row keeps."""
        kept = json.loads(text)
        rolls = {code: (first, last) for code, (first, last) in kept.get("rolls", {}).items()}
        stamp, void = labels.TraceStamp(**kept["stamp"]), tuple(kept["void"])
        house = as_told(kept["house"]) if "house" in kept else None
        return cls(stamp, void, rolls, house, kept.get("path", ""))


@dataclass(frozen=True)
class Part:
    """A part of a run that is printed again: its numbers, and where its first sheet begins."""

    first: int
    last: int
    start: int


@dataclass(frozen=True)
class Drawn:
    """A run as a file, with its hash and how many labels were decoded from it."""

    pdf: bytes
    sha256: str
    decoded: int


def draw(keyring: Keyring, run: PrintRun, part: Part | None = None) -> Drawn:
    """Draw a run or a part of it, and decode every label at 203 and 300 dpi; wants no view.

    Raises ``RuleBroken``: ``print_not_readable`` where a single code does not come back,
    ``label_…`` where it cannot be drawn.
    """
    pdf, stickers = _drawn(keyring, run, part)
    frozen = Frozen.from_json(run.frozen)
    stock = sheet_of(run, frozen)
    read = labels.proof(
        pdf,
        stock,
        run.start_position if part is None else part.start,
        [each.url for each in stickers],
        square=labels.arrange(stock.label, frozen.stamp, stickers[0], stock.dpi).symbol,
        processes=_READERS,
    )
    if read.missing or read.wrong:
        raise RuleBroken("print_not_readable", missing=len(read.missing), wrong=len(read.wrong))
    return Drawn(pdf, sha256_b64(pdf), read.decoded)


def release(work: Work, run_code: str, drawn: Drawn) -> None:
    """Record that the run's file was decoded whole; the first time, this releases the run."""
    run = known_run(work, run_code)
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
    keyring: Keyring, run: PrintRun, decoded: frozenset[str], part: Part | None = None
) -> tuple[bytes, Drawn | None]:
    """The file of a released run, drawn again; ``Drawn`` where its hash is none that was decoded.

    Then (a part is asked for the first time, a library was upgraded) it was decoded now, and the
    caller records that before it hands the file out. Wants no view of the record.
    """
    pdf, _stickers = _drawn(keyring, run, part)
    if sha256_b64(pdf) in decoded:
        return pdf, None
    drawn = draw(keyring, run, part)
    return drawn.pdf, drawn


def not_drawn(refused: labels.LabelRefused, at: str = "stock") -> RuleBroken:
    """The refusal of what cannot be drawn on its stock, or read: ``label_…``, with the facts."""
    return RuleBroken(f"label_{refused.code}", at, **{"field": refused.field, **refused.facts})


def printed(run: PrintRun) -> list[int]:
    """The indexes that stand on paper: all but those void from birth."""
    void = set(Frozen.from_json(run.frozen).void)
    return [index for index in range(run.count) if index not in void]


def addresses_of(run: PrintRun) -> str:
    """What the address of every label of a run begins with; its code follows."""
    return f"{run.base_url}{Frozen.from_json(run.frozen).path}/"


def codes_of(keyring: Keyring, run: PrintRun) -> list[str]:
    """The item codes of a run that stand on paper, in the order of their numbers."""
    codes = keyring.codes(run.key_id, run.run_no, 0, run.count)
    return [codes[index] for index in printed(run)]


def sheet_of(run: PrintRun, frozen: Frozen) -> labels.Sheet:
    """The page that a run is drawn on: its stock's, or one label a page for a printing house."""
    stock = labels.paper(run.stock)
    if frozen.house is None:
        return stock
    return labels.Trim(frozen.house.bleed_um).page(run.stock, stock.label)


def numbers_in_order(run: PrintRun, frozen: Frozen) -> list[int]:
    """The numbers that stand on paper, in the order in which they come out of the press."""
    on_paper = [index + 1 for index in printed(run)]
    if frozen.house is None:
        return on_paper
    there = set(on_paper)
    order = printing_order(list(frozen.rolls.values()), frozen.house.across, frozen.house.along)
    return [number for number in order if number in there]


def stickers_of(keyring: Keyring, run: PrintRun) -> dict[int, labels.StampLabel]:
    """What stands on each label of a run, by its number; those void from birth are not there."""
    width, addresses = max(3, len(str(run.count))), addresses_of(run)
    return {
        index + 1: labels.StampLabel(
            code=grouped(code),
            number_text=f"Tem {index + 1:0{width}}",
            url=f"{addresses}{code}",
        )
        for index, code in zip(printed(run), codes_of(keyring, run), strict=True)
    }


def _drawn(
    keyring: Keyring, run: PrintRun, part: Part | None
) -> tuple[bytes, list[labels.StampLabel]]:
    frozen, found = Frozen.from_json(run.frozen), stickers_of(keyring, run)
    stickers = [
        found[number]
        for number in numbers_in_order(run, frozen)
        if part is None or part.first <= number <= part.last
    ]
    stock = labels.paper(run.stock)
    start = run.start_position if part is None else part.start
    try:
        if frozen.house is None:
            return labels.draw_sheets(stock, frozen.stamp, stickers, start=start), stickers
        trim = labels.Trim(frozen.house.bleed_um)
        return labels.draw_trimmed(stock.label, frozen.stamp, stickers, trim), stickers
    except labels.LabelRefused as refused:
        raise not_drawn(refused) from None
