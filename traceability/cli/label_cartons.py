"""``traceability labels cartons``: for the cartons of a batch, or in place of spoiled labels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from traceability.cli.installation import Installation, pass_installation
from traceability.cli.labels import (
    check_folder,
    drawn_run,
    labels,
    ordered,
    printed_here,
    read_back,
    replaces_option,
    replacing,
    stock_option,
    write_whole,
)
from traceability.cli.output import json_option, progress, tell
from traceability.domain.ids import fold_typed
from traceability.domain.text import nfc
from traceability.schemas.labels import CartonSchema
from traceability.services import carton_contents, label_ledger
from traceability.services.carton_runs import CartonRequest, order
from traceability.store.unit import reading


@labels.command("cartons")
@click.argument("batch")
@click.option("--run", help="The run of the labels on the packs; not with --replaces.")
@click.option("--per-carton", type=int, help="How many packs to each; not with --replaces.")
@stock_option
@click.option("--start", default=0, show_default=True, help="Places to leave on the first sheet.")
@replaces_option
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, writable=True, path_type=Path)
)
@json_option
@pass_installation
def cartons(
    installation: Installation,
    batch: str,
    run: str | None,
    per_carton: int | None,
    stock: str,
    start: int,
    replaces: str | None,
    replaced: str | None,
    out: Path,
) -> None:
    """Print a label for every whole carton of BATCH (its code), or in place of spoiled ones.

    With --replaces each has the number and the packs of the carton whose label was spoiled.
    """
    check_folder(out)
    asked = _asked(batch, run, per_carton, stock, start, replaces, replaced)
    with installation.open() as house:
        made, claimed = ordered(house, lambda work: order(work, house.press, asked))
        progress("drawing, and reading every label back …")
        drawn = drawn_run(house, made, claimed)
        printed_here(house, made)
        with reading(house.store) as view:
            inside = carton_contents.contents(label_ledger.known_run(view, made))
    write_whole(out, drawn.pdf)
    told = {"run": made, "labels": drawn.decoded, "file": str(out), "sha256": drawn.sha256}
    told["cartons"] = [{"number": number, "labels": numbers} for number, numbers in inside]
    lines = [f"Carton {number}: {numbers}" for number, numbers in inside]
    tell(told, f"Run {made}: {read_back(drawn.decoded, 'carton label')}, in {out}", *lines)


def _asked(
    batch: str,
    run: str | None,
    per_carton: int | None,
    stock: str,
    start: int,
    replaces: str | None,
    replaced: str | None,
) -> CartonRequest:
    """The order as the form would send it: refused alike."""
    made_good = replacing(replaces, replaced)
    said: dict[str, Any] = {
        "batch": _code(batch),
        "run": None if run is None else _code(run),
        "per_carton": per_carton,
        "stock": stock,
        "start": start + 1,
        "replaces": None if made_good is None else made_good.run,
        "replaced": None if made_good is None else made_good.numbers or None,
    }
    asked: CartonRequest = CartonSchema().read({k: v for k, v in said.items() if v is not None})[
        "asked"
    ]
    return asked


def _code(typed: str) -> str:
    return fold_typed(nfc(typed)) or typed
