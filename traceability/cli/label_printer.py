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
from traceability.cli.output import json_option, many, progress, tell
from traceability.domain.errors import Conflict, RuleBroken
from traceability.domain.ids import fold_typed
from traceability.domain.label_designs import FOR_LOT, LabelDesign
from traceability.domain.text import nfc
from traceability.services import (
    batches,
    blank_runs,
    label_acts,
    label_leaving,
    label_ledger,
    label_rolls,
    print_files,
    print_runs,
    printers,
)
from traceability.services.blank_runs import BlankRequest
from traceability.services.label_replacements import Replaces
from traceability.services.print_files import Part
from traceability.services.print_runs import PrintRequest
from traceability.services.printers import PrinterLine
from traceability.store.models import PrintRun
from traceability.store.unit import Reading, Work, reading, rehearsing, writing

#: Rolls as they are typed: 50x30, and 34x22 for the one of three across.
ROLLS = {name.partition(",")[0].replace("×", "x"): name for name in stationery.ROLLS}


class _RollName(click.Choice[str]):
    """A roll in either spelling: 50x30, or 50×30 as pages and lists have it."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The short spelling of what was typed; refused with the list where it is none."""
        name = stationery.roll_typed(nfc(value))
        typed = next((short for short, full in ROLLS.items() if full == name), value)
        return super().convert(typed, param, ctx)


@labels.command("send")
@click.argument("batch", required=False)
@click.option("--blank", "product", help="Blank labels of this product (its code) instead.")
@click.option("--format", "pack_format", default=1, show_default=True, help="The pack's number.")
@click.option("--run", help="A run that was ordered before, instead of a new one (its code).")
@click.option("--after", help="With --run: only what comes after this label, the last good one.")
@click.option("--reason", help="With --run: why it is printed, or printed on, once more.")
@click.option("--count", type=int, help="How many labels.")
@click.option("--roll", type=_RollName(sorted(ROLLS)), help="The roll in the printer.")
@click.option(
    "--dpi", type=click.Choice(["203", "300"]), help="Of a new run; 203 where nothing is said."
)
@click.option(
    "--printer", help="A label printer of the cooperative, as it was measured (its name)."
)
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
    comes --after a label a second time. With a --printer the rows are moved as it was measured, and
    are in its dots.
    """
    host, port = str(told["host"]), int(str(told["port"]))
    timeout = float(str(told["timeout"]))
    _check_words(told)
    with installation.open() as house:
        told["dpi"], printer = _printer(house, told)
        progress(f"asking {host}:{port} …")
        with raw_port.connected(host, port, timeout) as connection:
            run, part = _run(house, told)
            exact = stationery.EXACT
            if printer is not None:
                exact = printers.for_run(printer.calibration, run)
            keys, language = house.settings.label_keys, str(told["language"])
            rows = label_rolls.rows(keys, run, language, part, exact)
            _marked(house, run, part, told)
            total = sum(row.count for row in rows)
            progress(f"sending {many(total, 'label')} …")
            sent = raw_port.send(connection, rows, timeout)
    if sent < total:
        facts = {"sent": sent, "total": total, "run": run.code, "host": host, "port": port}
        raise RuleBroken("printer_stopped", "host", **facts)
    done = {"run": run.code, "sent": sent, "host": host, "port": port}
    if printer is not None:
        done |= {"printer": printer.name, "shifted": exact != stationery.EXACT}
    tell(done, f"Run {run.code}: {many(sent, 'label')} sent to {host}:{port}.")


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
    if not new and told["dpi"] is not None:
        raise click.UsageError("--dpi is for a new run: one of before keeps the dots it has")
    if not new and told["replaces"] is not None:
        raise click.UsageError("--replaces is for a new run")
    _made_good(told)


def _run(house: House, told: dict[str, object]) -> tuple[PrintRun, Part | None]:
    """The run, drawn and read back, and the part of it that is sent."""
    if told["run"] is not None:
        return _known(house, told)
    code, claimed = ordered(house, lambda work: _order(work, house, told))
    progress("drawing, and reading every label back …")
    drawn_run(house, code, claimed)
    with reading(house.store) as view:
        run = label_ledger.known_run(view, code)
        view.db.expunge(run)
    return run, None


def _why(told: dict[str, object]) -> str | None:
    return None if told["reason"] is None else nfc(str(told["reason"]))


def _known(house: House, told: dict[str, object]) -> tuple[PrintRun, Part | None]:
    """A run of before; what comes after its last good label prints again with the same numbers.

    That is only rehearsed here: it is marked once its rows could be read.
    """
    code = _code(str(told["run"]))
    with rehearsing(house.store, house.operator) as work:
        run = label_ledger.known_run(work, code)
        label_rolls.roll_of(run)
        print_files.decoded_before(work, run)
        work.db.expunge(run)
        part = None if told["after"] is None else _printed_on(work, house, code, told)
    return run, part


def _printed_on(work: Work, house: House, code: str, told: dict[str, object]) -> Part:
    keyring, after = house.settings.label_keys, str(told["after"])
    return label_acts.print_rest(work, keyring, code, after, 0, _why(told)).part


def _marked(house: House, run: PrintRun, part: Part | None, told: dict[str, object]) -> None:
    """Mark what is sent as printed, once its rows can be read and before the printer has any.

    ``Conflict('changed_meanwhile')`` where it is not the same any more: some were spoiled.
    """
    with writing(house.store, house.operator) as work:
        if part is None:
            label_leaving.send(work, run.code, _why(told))
        elif _printed_on(work, house, run.code, told) != part:
            raise Conflict("changed_meanwhile")


def _printer(house: House, told: dict[str, object]) -> tuple[str, PrinterLine | None]:
    """The resolution that rows are drawn in, and the printer that was named, if one was."""
    asked = None if told["dpi"] is None else str(told["dpi"])
    if told["printer"] is None:
        return asked or "203", None
    with reading(house.store) as view:
        found = printers.named(view, house.operator, _holder(view, told), nfc(str(told["printer"])))
        if told["run"] is not None:
            printers.require_dots(label_ledger.known_run(view, _code(str(told["run"]))), found)
    if asked not in (None, str(found.dpi)):
        raise click.UsageError(f"{found.name} prints {found.dpi} dpi")
    return str(found.dpi), found


def _holder(view: Reading, told: dict[str, object]) -> int:
    """Whose labels are asked for: the printer is one of theirs."""
    if told["run"] is not None:
        return label_ledger.known_run(view, _code(str(told["run"]))).holder_id
    if told["product"] is not None:
        return blank_runs.known(view, _code(str(told["product"]))).holder_id
    return batches.known(view, _code(str(told["batch"]))).holder_id


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
