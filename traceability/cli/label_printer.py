"""``traceability labels send``: a run on a roll, straight to a label printer on the network."""

from __future__ import annotations

import click

import labels as stationery
from traceability.cli import raw_port
from traceability.cli.installation import House, Installation, pass_installation
from traceability.cli.labels import (
    design_option,
    drawn_run,
    labels,
    ordered,
    replaces_option,
    replacing,
)
from traceability.cli.output import json_option, progress, tell
from traceability.domain.errors import RuleBroken
from traceability.domain.ids import fold_typed
from traceability.domain.label_designs import FOR_LOT, LabelDesign
from traceability.domain.text import nfc
from traceability.services import (
    blank_runs,
    label_acts,
    label_leaving,
    label_ledger,
    label_rolls,
    print_files,
    print_runs,
)
from traceability.services.blank_runs import BlankRequest
from traceability.services.label_replacements import Replaces
from traceability.services.print_files import Part
from traceability.services.print_runs import PrintRequest
from traceability.store.models import PrintRun
from traceability.store.unit import Work, reading, writing

#: Rolls as they are typed: 50x30, and 34x22 for the one of three across.
ROLLS = {name.partition(",")[0].replace("×", "x"): name for name in stationery.ROLLS}


@labels.command("send")
@click.argument("batch", required=False)
@click.option("--blank", "product", help="Blank labels of this product (its code) instead.")
@click.option("--format", "pack_format", default=1, show_default=True, help="The pack's number.")
@click.option("--run", help="A run that was ordered before, instead of a new one (its code).")
@click.option("--after", help="With --run: only what comes after this label, the last good one.")
@click.option("--reason", help="With --run: why it is printed, or printed on, once more.")
@click.option("--count", type=int, help="How many labels.")
@click.option("--roll", type=click.Choice(sorted(ROLLS)), help="The roll in the printer.")
@click.option("--dpi", type=click.Choice(["203", "300"]), default="203", show_default=True)
@design_option(FOR_LOT)
@replaces_option
@click.option("--language", type=click.Choice(stationery.LANGUAGES), default="zpl")
@click.option("--host", required=True, help="The printer's address.")
@click.option("--port", type=click.IntRange(1, 65_535), default=raw_port.RAW, show_default=True)
@click.option("--timeout", type=click.FloatRange(0.1, 600), default=30.0, show_default=True)
@json_option
@pass_installation
def send(installation: Installation, /, **told: object) -> None:
    """Print labels for BATCH (its code) on a label printer that listens on a raw port.

    Nothing is numbered where the printer does not answer. What it took is told in numbers, also
    where it stopped. A run that left before is sent whole only with a --reason, and so is what
    comes --after a label a second time.
    """
    host, port = str(told["host"]), int(str(told["port"]))
    timeout = float(str(told["timeout"]))
    _check_words(told)
    with installation.open() as house:
        progress(f"asking {host}:{port} …")
        with raw_port.connected(host, port, timeout) as connection:
            run, part = _run(house, told)
            rows = label_rolls.rows(house.settings.label_keys, run, str(told["language"]), part)
            if part is None:
                _marked(house, run, _why(told))
            total = sum(row.count for row in rows)
            progress(f"sending {total} labels …")
            sent = raw_port.send(connection, rows, timeout)
    if sent < total:
        facts = {"sent": sent, "total": total, "run": run.code, "host": host, "port": port}
        raise RuleBroken("printer_stopped", "host", **facts)
    tell(
        {"run": run.code, "sent": sent, "host": host, "port": port},
        f"Run {run.code}: {sent} labels sent to {host}:{port}.",
    )


def _check_words(told: dict[str, object]) -> None:
    """What can be asked for, before anything is done about it."""
    given = [name for name in ("batch", "product", "run") if told[name] is not None]
    if len(given) != 1:
        raise click.UsageError("say one of BATCH, --blank and --run")
    new = given != ["run"]
    if new and (told["count"] is None or told["roll"] is None):
        raise click.UsageError("a new run needs --count and --roll")
    if new and (told["after"] is not None or told["reason"] is not None):
        raise click.UsageError("--after and --reason are for a run that was ordered before")
    if not new and told["replaces"] is not None:
        raise click.UsageError("--replaces is for a new run")
    _made_good(told)


def _run(house: House, told: dict[str, object]) -> tuple[PrintRun, Part | None]:
    """The run, drawn and read back, and the part of it that is sent."""
    if told["run"] is not None:
        return _known(house, _code(str(told["run"])), told["after"], _why(told))
    code, claimed = ordered(house, lambda work: _order(work, house, told))
    progress("drawing, and reading every label back …")
    drawn_run(house, code, claimed)
    with reading(house.store) as view:
        run = label_ledger.known_run(view, code)
        view.db.expunge(run)
    return run, None


def _why(told: dict[str, object]) -> str | None:
    return None if told["reason"] is None else nfc(str(told["reason"]))


def _known(
    house: House, code: str, after: object, reason: str | None
) -> tuple[PrintRun, Part | None]:
    """A run of before; what comes after its last good label prints again with the same numbers."""
    with writing(house.store, house.operator) as work:
        run = label_ledger.known_run(work, code)
        label_rolls.roll_of(run)
        print_files.decoded_before(work, run)
        keyring = house.settings.label_keys
        part = None
        if after is not None:
            part = label_acts.print_rest(work, keyring, code, str(after), 0, reason).part
        work.db.flush()
        work.db.expunge(run)
    return run, part


def _marked(house: House, run: PrintRun, reason: str | None) -> None:
    """Mark a whole run as printed, once its rows can be read and before the printer has any."""
    with writing(house.store, house.operator) as work:
        label_leaving.send(work, run.code, reason)


def _order(work: Work, house: House, told: dict[str, object]) -> PrintRun:
    stock, count = f"{ROLLS[str(told['roll'])]}@{told['dpi']}", int(str(told["count"]))
    design, made_good = LabelDesign(str(told["design"])), _made_good(told)
    if told["product"] is None:
        lot = _code(str(told["batch"]))
        asked = PrintRequest(lot, count, stock, design=design, replaces=made_good)
        return print_runs.order(work, house.press, asked)
    pack = int(str(told["pack_format"]))
    product = _code(str(told["product"]))
    blank = BlankRequest(product, count, stock, pack_format=pack, design=design, replaces=made_good)
    return blank_runs.order(work, house.press, blank)


def _made_good(told: dict[str, object]) -> Replaces | None:
    run, numbers = told["replaces"], told["replaced"]
    return replacing(None if run is None else str(run), None if numbers is None else str(numbers))


def _code(typed: str) -> str:
    return fold_typed(nfc(typed)) or typed
