"""``traceability labels``: orders of printing houses, their proofs, the rolls that they send."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

import labels as stationery
from traceability.cli.installation import House, Installation, pass_installation
from traceability.cli.labels import (
    design_option,
    drawn_run,
    labels,
    ordered,
    read_back,
    replaces_option,
    replacing,
    trade_name,
    write_whole,
)
from traceability.cli.output import REFUSED, json_option, many, progress, tell
from traceability.domain import millimetres, process
from traceability.domain.ids import fold_typed
from traceability.domain.label_designs import FOR_LOT, LabelDesign
from traceability.domain.print_houses import Along, terms
from traceability.domain.stretches import Stretch, together
from traceability.domain.text import nfc
from traceability.schemas.print_orders import ReceptionSchema
from traceability.services import (
    blank_runs,
    label_codes,
    label_leaving,
    label_ledger,
    label_proofs,
    label_reception,
    print_files,
    print_order_files,
    print_orders,
    print_runs,
)
from traceability.services.blank_runs import BlankRequest
from traceability.services.label_proofs import ProofReport
from traceability.services.label_reception import Reception
from traceability.services.print_runs import PrintRequest
from traceability.sheets.reading import read_file
from traceability.store.models import PrintRun
from traceability.store.unit import Reading, Work, reading, writing

_FILES = click.Path(exists=True, dir_okay=False, path_type=Path)

#: Sheets by every trade name.
_SHEETS = sorted(name for each in stationery.STOCKS.values() for name in (each.name, *each.also))


@labels.command("order")
@click.argument("batch", required=False)
@click.option("--blank", "product", help="Blank labels of this product (its code) instead.")
@click.option("--format", "pack_format", default=1, show_default=True, help="The pack's number.")
@click.option("--count", required=True, type=int, help="How many labels are needed.")
@click.option("--stock", required=True, callback=trade_name, type=click.Choice(_SHEETS))
@design_option(FOR_LOT)
@replaces_option
@click.option(
    "--waste",
    default="5",
    show_default=True,
    metavar="PERCENT",
    help="Percent ordered beyond, for waste: 5 or 5.5.",
)
@click.option("--per-roll", default=1_000, show_default=True, help="Labels on a roll.")
@click.option("--across", default=1, show_default=True, help="Labels side by side on the web.")
@click.option("--along", default="row", type=click.Choice([str(each) for each in Along]))
@click.option(
    "--bleed",
    default="2",
    show_default=True,
    metavar="MM",
    help="Millimetres beyond the cut: 2 or 2.5.",
)
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, exists=True, writable=True, path_type=Path),
    help="The folder for the PDF, the CSV and the specification.",
)
@json_option
@pass_installation
def order(installation: Installation, /, **told: object) -> None:
    """Order labels of a printing house for BATCH (its code), and write its three files.

    The labels are dead until their rolls were received.
    """
    out = Path(str(told["out"]))
    with installation.open() as house:
        run, claimed = ordered(house, lambda work: _order(work, house, told))
        progress("drawing, and reading every label back …")
        drawn = drawn_run(house, run, claimed)
        with writing(house.store, house.operator) as work:
            label_leaving.hand_to_house(work, run)
        with reading(house.store) as view:
            row = label_ledger.known_run(view, run)
            files = {
                f"tem-{run}.pdf": drawn.pdf,
                f"tem-{run}.csv": print_order_files.table(house.settings.label_keys, row),
                f"quy-cach-{run}.pdf": print_order_files.specification(
                    house.settings.label_keys, row
                ),
            }
    for name, data in files.items():
        write_whole(out / name, data)
    written = [str(out / name) for name in files]
    tell(
        {"run": run, "labels": drawn.decoded, "files": written, "sha256": drawn.sha256},
        f"Run {run}: {read_back(drawn.decoded, 'label')}, dead until received.",
        *written,
    )


@labels.command("check")
@click.argument("files", nargs=-1, required=True, type=_FILES)
@click.option("--run", required=True, help="The order that the proof is of (its code).")
@click.option("--roll", help="Only this roll of it (its code).")
@click.option("--sample", is_flag=True, help="The proof need not hold every label.")
@click.option("--dpi", type=click.IntRange(72, 4_800), help="Of pictures that do not say it.")
@json_option
@pass_installation
@click.pass_context
def check(
    context: click.Context,
    installation: Installation,
    files: tuple[Path, ...],
    run: str,
    roll: str | None,
    sample: bool,
    dpi: int | None,
) -> None:
    """Decode a printing house's proof (PDF, PNG, JPG) and compare it with the order.

    Ends with 0 where every label is there once and can be read, with 1 where one is missing,
    foreign, there twice, unreadable, or has modules below 0.33 mm.
    """
    with installation.open() as house, reading(house.store) as view:
        row = label_ledger.known_run(view, _code(run))
        wanted = None if roll is None else _code(roll)
        expected = label_proofs.expected_of(house.settings.label_keys, row, wanted)
        order = label_proofs.expected_of(house.settings.label_keys, row)
    progress(f"reading {many(len(files), 'file')} …")
    report = label_proofs.compare(expected, _pages(files, dpi), sample=sample, order=order)
    tell(_told(report), *_lines(report))
    if not report.passed:
        context.exit(REFUSED)


@labels.command("receive")
@click.argument("run")
@click.argument("roll")
@click.option("--scans", required=True, type=_FILES, help="What was scanned, a code a line.")
@click.option("--waste", default="", help='Spoiled there: "17, 23, 41-46".')
@click.option("--waste-list", type=_FILES, help="The house's list (CSV, XLSX).")
@json_option
@pass_installation
def receive(
    installation: Installation,
    run: str,
    roll: str,
    scans: Path,
    waste: str,
    waste_list: Path | None,
) -> None:
    """Receive ROLL of RUN: one label scanned in each of its parts; what was spoiled is void."""
    text = scans.read_text(encoding="utf-8", errors="replace")
    with installation.open() as house:
        said = ReceptionSchema(spoken=True).read({"scans": text, "waste": waste})
        with reading(house.store) as view:
            # A list of thousands is read before the unit: on SQLite it would hold off every writer.
            row = print_orders.known_house_run(view, _code(run))
            spoiled = _waste(view, house, row, said.get("waste") or "", waste_list)
            asked = Reception(row.code, _code(roll), said.get("scans") or "", tuple(spoiled))
        with writing(house.store, house.operator) as work:
            found = label_reception.receive(work, house.settings.label_keys, asked)
    told = {"run": _code(run), "roll": _code(roll), "alive": found.alive, "void": found.void}
    are = "is" if found.alive == 1 else "are"
    alive = f"{many(found.alive, 'label')} of roll {_code(roll)} {are} alive"
    tell(told, f"{alive}, {found.void:,} void.")


def _order(work: Work, house: House, told: dict[str, object]) -> PrintRun:
    count, stock = int(str(told["count"])), str(told["stock"])
    asked = terms(
        count,
        process.parse_measure(str(told["waste"]), "waste"),
        int(str(told["per_roll"])),
        int(str(told["across"])),
        Along(str(told["along"])),
        millimetres.parse(str(told["bleed"]), "bleed"),
    )
    design = LabelDesign(str(told["design"]))
    if (told["batch"] is None) == (told["product"] is None):
        raise click.UsageError("say which BATCH, or --blank and a product")
    run, which = told["replaces"], told["replaced"]
    good = replacing(None if run is None else str(run), None if which is None else str(which))
    if told["product"] is not None:
        product, pack = _code(str(told["product"])), int(str(told["pack_format"]))
        blank = BlankRequest(product, count, stock, pack_format=pack, design=design, replaces=good)
        return blank_runs.order(work, house.press, blank, asked)
    batch = _code(str(told["batch"]))
    request = PrintRequest(batch, count, stock, design=design, replaces=good)
    return print_runs.order(work, house.press, request, asked)


def _pages(files: Sequence[Path], dpi: int | None) -> Iterator[tuple[str, stationery.PageSeen]]:
    for file in files:
        try:
            for page in stationery.read_proof(file, dpi):
                yield file.name, page
        except stationery.LabelRefused as refused:
            raise print_files.not_drawn(refused, "files") from None


def _waste(
    view: Reading, house: House, run: PrintRun, typed: str, listed: Path | None
) -> Sequence[Stretch]:
    keyring = house.settings.label_keys
    found: list[Stretch] = []
    if typed.strip():
        found += label_codes.numbers_in(view, keyring, run, typed, "waste")
    if listed is not None:
        rows = read_file(listed.read_bytes(), listed.name, "waste").rows
        cells = ((row.line, row.cells) for row in rows)
        found += label_reception.waste_list(view, keyring, run, cells)
    return together(found)


def _told(report: ProofReport) -> dict[str, object]:
    return {
        "passed": report.passed,
        "expected": report.expected,
        "read": report.read,
        "missing": list(report.missing),
        "twice": list(report.twice),
        "foreign": [{"file": f, "page": p, "text": text} for f, p, text in report.foreign],
        "unreadable": [{"file": file, "page": page} for file, page in report.unreadable],
        "small": [{"number": number, "module_um": um} for number, um in report.small],
        "unmeasured": report.unmeasured,
        "elsewhere": list(report.elsewhere),
    }


def _lines(report: ProofReport) -> Iterator[str]:
    yield f"{report.read:,} of {many(report.expected, 'label')} read."
    if report.missing:
        yield f"missing: {label_proofs.as_numbers(report.missing)}"
    if report.elsewhere:
        yield f"of another roll: {label_proofs.as_numbers(report.elsewhere)}"
    if report.twice:
        yield f"there twice: {label_proofs.as_numbers(report.twice)}"
    yield from (f"foreign: {text} ({file}, page {page})" for file, page, text in report.foreign)
    yield from (f"unreadable: {file}, page {page}" for file, page in report.unreadable)
    for number, um in report.small:
        yield f"module too small: label {number}, {um / 1_000:.3f} mm"
    if report.unmeasured:
        yield f"not measured: {report.unmeasured}; say the pictures' --dpi"
    yield "The proof may be printed." if report.passed else "The proof must not be printed."


def _code(typed: str) -> str:
    return fold_typed(nfc(typed)) or typed
