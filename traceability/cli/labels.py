"""``traceability labels``: print for a batch into a file, and link what was stuck on."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

import labels as stationery
from traceability.cli.installation import House, Installation, pass_installation
from traceability.cli.output import json_option, many, progress, tell
from traceability.domain.errors import RuleBroken
from traceability.domain.ids import fold_typed
from traceability.domain.label_designs import FOR_LOT, LabelDesign
from traceability.domain.text import nfc
from traceability.jobs import printing
from traceability.services import jobs, label_leaving, label_links, new_runs, print_runs
from traceability.services.jobs import Claimed
from traceability.services.label_links import Linked
from traceability.services.label_replacements import Replaces
from traceability.services.print_files import Drawn
from traceability.services.print_runs import PrintRequest
from traceability.store.models import PrintRun
from traceability.store.unit import Work, writing

_Command = TypeVar("_Command", bound=Callable[..., Any])


def design_option(designs: Iterable[LabelDesign]) -> Callable[[_Command], _Command]:
    """``--design``, one of ``designs``; the trace stamp where nothing is said."""
    return click.option(
        "--design",
        type=click.Choice([str(each) for each in designs]),
        default=str(LabelDesign.TRACE_STAMP),
        show_default=True,
        help="What the labels are.",
    )


def trade_name(_context: click.Context, _option: click.Parameter, typed: str) -> str:
    """A paper as the catalogue calls it, by whichever trade name it was bought."""
    name: str = stationery.trade_name(nfc(typed))
    return name


stock_option = click.option(
    "--stock", required=True, callback=trade_name, help="The paper, by its name on the pages."
)


def replaces_option(command: _Command) -> _Command:
    """``--replaces`` and ``--replaced``: the spoiled labels that an order makes good."""
    run = click.option("--replaces", help="The run of spoiled labels that these make good.")
    numbers = click.option(
        "--replaced", help='Which of them ("17, 23, 41-46"); all that wait where nothing is said.'
    )
    return run(numbers(command))


def replacing(run: str | None, numbers: str | None) -> Replaces | None:
    """What those two say; nothing where no run was said."""
    if run is None:
        if numbers is not None:
            raise click.UsageError("--replaced needs --replaces")
        return None
    return Replaces(fold_typed(nfc(run)) or run, nfc(numbers or ""))


@click.group()
def labels() -> None:
    """Labels: print runs, and linking them to their batch."""


@labels.command("print")
@click.argument("batch")
@click.option("--count", required=True, type=int, help="How many labels.")
@stock_option
@click.option("--start", default=0, show_default=True, help="Places to leave on the first sheet.")
@click.option("--gs1", is_flag=True, help="GS1 Digital Links in place of short addresses.")
@design_option(FOR_LOT)
@replaces_option
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="The PDF to write.",
)
@json_option
@pass_installation
def print_labels(
    installation: Installation,
    batch: str,
    count: int,
    stock: str,
    start: int,
    gs1: bool,
    design: str,
    replaces: str | None,
    replaced: str | None,
    out: Path,
) -> None:
    """Order labels for BATCH (its code), draw them, read every one back, and write the file.

    Nothing is written unless every label was decoded from the finished file.
    """
    check_folder(out)
    lot, kind = fold_typed(nfc(batch)) or batch, LabelDesign(design)
    made_good = replacing(replaces, replaced)
    asked = PrintRequest(lot, count, stock, start, gs1, design=kind, replaces=made_good)
    with installation.open() as house:
        progress(f"ordering {many(count, 'label')} on {stock} …")
        run, claimed = ordered(house, lambda work: print_runs.order(work, house.press, asked))
        progress("drawing, and reading every label back …")
        drawn = drawn_run(house, run, claimed)
        printed_here(house, run)
    write_whole(out, drawn.pdf)
    told = {"run": run, "labels": drawn.decoded, "file": str(out), "sha256": drawn.sha256}
    tell(told, f"Run {run}: {read_back(drawn.decoded, 'label')}, in {out}")


@labels.command()
@click.argument("run")
@click.option("--first", required=True, type=int, help="The first label's number, from 1.")
@click.option("--last", required=True, type=int, help="The last label's number.")
@click.option("--batch", help="The batch, for labels of a blank run (its code).")
@json_option
@pass_installation
def link(installation: Installation, run: str, first: int, last: int, batch: str | None) -> None:
    """Link labels of RUN (its code) to the batch that they were printed for, or to --batch.

    Several are linked only once paper of the run was read: see ``labels seen``.
    """
    code = fold_typed(nfc(run)) or run
    lot = None if batch is None else fold_typed(nfc(batch)) or batch
    with installation.open() as house, writing(house.store, house.operator) as work:
        made = label_links.link_all(work, code, [(first, last)], lot)
    tell_linked(made)


def tell_linked(made: Linked) -> None:
    """Say which labels now stand for which batch, and how many were passed over."""
    first, last = made.span.first, made.span.last
    ends = {"first": first, "last": last, "count": made.count}
    text = f"Labels {made.numbers} of {made.run} now stand for batch {made.lot}."
    text += f" Passed over, spoiled or void: {made.over:,}." if made.over else ""
    text += " The batch was not published before: it is now." if made.published else ""
    tell({"run": made.run, "batch": made.lot, **ends, "published": made.published}, text)


def read_back(count: int, what: str) -> str:
    """How many labels of a kind were drawn, of which every one was read."""
    return f"{many(count, what)}, {'' if count == 1 else 'each '}read back"


def write_whole(path: Path, data: bytes) -> None:
    """Write a file at one stroke: it is there whole, or as it was before."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def check_folder(out: Path) -> None:
    """Before anything is numbered: a run whose file cannot be written is paper for nothing."""
    if not os.access(out.absolute().parent, os.W_OK | os.X_OK):
        raise click.BadParameter(f"cannot write in {out.absolute().parent}", param_hint="--out")


def ordered(house: House, order: Callable[[Work], PrintRun]) -> tuple[str, Claimed]:
    """Order, and take the run's job at once, so that the job process leaves it alone."""
    owner = f"cli-{os.getpid()}"
    with writing(house.store, house.operator) as work:
        run = order(work)
        claimed = jobs.take(work, new_runs.JOB, run.id, owner)
        code = run.code
    return code, claimed


def drawn_run(house: House, run: str, claimed: Claimed) -> Drawn:
    """Draw a run whose job was taken, and read every label back; refused where one is not."""
    drawn = printing.draw_run(house.store, house.operator, house.settings.label_keys, claimed)
    if drawn is None:
        raise RuleBroken("print_not_readable", run=run)
    return drawn


def printed_here(house: House, run: str) -> None:
    """Mark a run that was just drawn as printed, before its file or its rows are handed out."""
    with writing(house.store, house.operator) as work:
        label_leaving.send(work, run)
