"""``traceability labels``: what prints again of a run, and labels taken out, as files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from traceability.cli.installation import House, Installation, pass_installation
from traceability.cli.labels import check_folder, labels, write_whole
from traceability.cli.output import json_option, many, progress, tell
from traceability.domain.ids import fold_typed
from traceability.domain.stretches import Stretch, counted, spelled, without
from traceability.domain.text import nfc
from traceability.schemas.labels import AgainSchema
from traceability.services import (
    label_acts,
    label_exports,
    label_leaving,
    label_ledger,
    print_files,
    run_numbers,
)
from traceability.services.label_leaving import FILES, ExportForm
from traceability.services.print_files import Part
from traceability.store.models import PrintRun
from traceability.store.unit import Work, writing

out_option = click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="The file to write.",
)


@labels.command("rest")
@click.argument("run")
@click.argument("last_good")
@click.option("--start", default=0, show_default=True, help="Places to leave on the first sheet.")
@click.option("--reason", help="Why it is printed on once more.")
@out_option
@json_option
@pass_installation
def rest(
    installation: Installation, run: str, last_good: str, start: int, reason: str | None, out: Path
) -> None:
    """Print on: what never came out after LAST_GOOD (its number or code) of RUN, as a PDF.

    Numbers and codes stay, nothing is void; spoiled and void labels are passed over. What was
    printed on before wants a --reason.
    """
    check_folder(out)
    code, why = _code(run), _why(reason)
    with installation.open() as house:
        keyring = house.settings.label_keys
        with writing(house.store, house.operator) as work:
            part = label_acts.print_rest(work, keyring, code, nfc(last_good), start, why).part
            row, decoded = _row(work, code)
        data = _drawn(house, row, decoded, part)
    _write(out, data, code, without([(part.first, part.last)], part.gone))


@labels.command("export")
@click.argument("run")
@click.option("--form", required=True, type=click.Choice([str(each) for each in FILES]))
@click.option("--first", type=int, help="The first label's number; 1 where nothing is said.")
@click.option("--last", type=int, help="The last one's; the run's last where nothing is said.")
@click.option("--reason", help="Why they are taken out once more.")
@out_option
@json_option
@pass_installation
def export(installation: Installation, /, run: str, form: str, **told: object) -> None:
    """Take labels of RUN out to be printed elsewhere: a PDF, a ZIP of symbols, or a table.

    The ledger keeps that they left; a second time wants a --reason. Spoiled and void labels are
    passed over.
    """
    out = Path(str(told["out"]))
    check_folder(out)
    code, kind = _code(run), ExportForm(form)
    why = _why(None if told["reason"] is None else str(told["reason"]))
    with installation.open() as house:
        with writing(house.store, house.operator) as work:
            ends = _ends(work, code, told["first"], told["last"])
            live = label_leaving.export(work, code, ends, kind, why)
            row, decoded = _row(work, code)
        data = _file(house, row, decoded, live, kind)
    _write(out, data, code, live)


def _ends(work: Work, code: str, first: object, last: object) -> Stretch:
    """The labels that were asked for; the whole run where nothing was said."""
    begin, end = run_numbers.of(label_ledger.known_run(work, code)).whole
    return (begin if first is None else int(str(first)), end if last is None else int(str(last)))


def _row(work: Work, code: str) -> tuple[PrintRun, frozenset[str]]:
    """A run to draw from once the unit of work is closed, and which of its files were decoded."""
    run = label_ledger.known_run(work, code)
    decoded = print_files.decoded_before(work, run)
    work.db.flush()
    work.db.expunge(run)
    return run, decoded


def _file(
    house: House, run: PrintRun, decoded: frozenset[str], live: Sequence[Stretch], form: ExportForm
) -> bytes:
    first, last = live[0][0], live[-1][1]
    part = Part(first, last, 0, tuple(without([(first, last)], live)))
    if form is ExportForm.PDF:
        return _drawn(house, run, decoded, part)
    return label_exports.made(house.settings.label_keys, run, part, form)[0]


def _drawn(house: House, run: PrintRun, decoded: frozenset[str], part: Part) -> bytes:
    """A part of a run, decoded whole before it is written."""
    progress("drawing, and reading every label back …")
    pdf, drawn = print_files.again(house.settings.label_keys, run, decoded, part)
    if drawn is not None:
        with writing(house.store, house.operator) as work:
            print_files.release(work, run.code, drawn)
    return pdf


def _write(out: Path, data: bytes, run: str, stretches: Sequence[Stretch]) -> None:
    write_whole(out, data)
    told = {"run": run, "labels": [list(each) for each in stretches], "file": str(out)}
    tell(told, f"{many(counted(stretches), 'label')} of {run}: {spelled(stretches)}, in {out}")


def _why(reason: str | None) -> str | None:
    """A reason as it is kept; refused as the page refuses it."""
    told = AgainSchema(spoken=True).read({"reason": nfc(reason or "")})
    why: str | None = told.get("reason")
    return why


def _code(typed: str) -> str:
    return fold_typed(nfc(typed)) or typed
