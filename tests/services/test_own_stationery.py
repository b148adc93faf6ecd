"""Paper of one's own and printers: measured, refused with what would fit, kept by the run."""

from __future__ import annotations

import dataclasses

import pytest

import labels
from tests.measured import SHEET
from tests.people import KEYRING, STOCK, World
from traceability.domain.errors import Denied, Invalid, NotFound, Refusal
from traceability.services import (
    label_previews,
    label_views,
    print_files,
    print_runs,
    printers,
    stationery,
)
from traceability.services.print_runs import PrintRequest
from traceability.services.stationery import Measured
from traceability.store.queries import labels as queries

ROLL = Measured(
    name="Cuộn 50×30 hai tem",
    kind="roll",
    page_width=104_000,
    page_height=30_000,
    label_width=50_000,
    label_height=30_000,
    columns=2,
    rows=1,
    margin_left=1_000,
    margin_top=0,
    gutter_x=2_000,
    dpi=203,
    direct_thermal=True,
)


def keep(world: World, asked: Measured, by: str = "recorder") -> str:
    with world.by(getattr(world.who, by)) as work:
        return stationery.add(work, asked).key


def ordered(world: World, lot: str, count: int, stock: str, **more: object) -> str:
    with world.by(world.who.recorder) as work:
        asked = PrintRequest(lot, count, stock, **more)  # type: ignore[arg-type]
        return print_runs.order(work, world.press, asked).code


def drawn(world: World, run: str, **more: object) -> print_files.Drawn:
    with world.view() as view:
        row = queries.run_by_code(view.db, run)
        assert row is not None
        return print_files.draw(KEYRING, row, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("asked", [SHEET, ROLL], ids=["sheet", "roll"])
def test_a_run_on_paper_of_ones_own_is_drawn_from_its_row(world: World, asked: Measured) -> None:
    key = keep(world, asked)
    run = ordered(world, world.packed(60, 200).code, 30, asked.name)
    with world.by(world.who.manager) as work:
        stationery.put_away(work, key)
    assert drawn(world, run).decoded == 30
    with world.view() as view:
        shown = label_views.shown(view, world.who.recorder, run)
        assert (shown.width, shown.height) == (asked.label_width, asked.label_height)
        assert shown.sheets == -(-30 // (asked.columns * asked.rows))
        # What was put away is offered to nobody, and lies in no printer.
        assert asked.name not in stationery.papers(view, world.who.manager.party or 0)
        assert label_views.printer_stock(view, world.who.recorder) == label_views.USUAL_STOCK


def test_a_roll_of_the_catalogue_keeps_its_gaps_in_the_run(world: World) -> None:
    run = ordered(world, world.packed().code, 5, "50×30")
    with world.view() as view:
        row = queries.run_by_code(view.db, run)
        assert row is not None
        assert print_files.sheet_of(row) == labels.ROLLS["50×30"].page()
        assert '"sheet"' in row.frozen


@pytest.mark.parametrize(
    ("changed", "field", "fits"),
    [
        ({"columns": 4}, "columns", 3),
        ({"rows": 9}, "rows", 8),
        ({"margin_left": 20_000}, "columns", 2),
        ({"gutter_x": 8_000}, "columns", 2),
        ({"page_width": 60_000}, "columns", 0),
    ],
)
def test_what_the_page_does_not_hold_is_refused_with_what_would_fit(
    world: World, changed: dict[str, int], field: str, fits: int
) -> None:
    with pytest.raises(Invalid, match="stock_does_not_fit") as refused:
        keep(world, dataclasses.replace(SHEET, **changed))  # type: ignore[arg-type]
    assert refused.value.faults[0].field == field
    assert refused.value.facts["would_fit"] == fits
    if fits:
        keep(world, dataclasses.replace(SHEET, **changed | {field: fits}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"columns": 0}, "out_of_range", "columns"),
        ({"rows": 51}, "out_of_range", "rows"),
        ({"label_height": 12_000}, "stock_label_too_small", "label_height"),
        ({"radius": 17_000}, "stock_radius_too_large", "radius"),
        ({"name": "l7160"}, "stock_name_taken", "name"),
    ],
)
def test_what_is_no_paper_is_refused_at_its_field(
    world: World, changed: dict[str, object], code: str, field: str
) -> None:
    with pytest.raises(Invalid, match=code) as refused:
        keep(world, dataclasses.replace(SHEET, **changed))  # type: ignore[arg-type]
    assert refused.value.faults[0].field == field


def test_paper_is_its_cooperatives_alone(world: World) -> None:
    key = keep(world, SHEET)
    lot = world.packed().code
    with world.view() as view:
        assert SHEET.name not in stationery.papers(view, world.who.stranger.party or 0)
    with pytest.raises((NotFound, Denied)), world.by(world.who.stranger) as work:
        stationery.put_away(work, key)
    with pytest.raises(Invalid, match="stock_unknown"):
        ordered(world, lot, 5, "Giấy không có")
    keep(world, SHEET, by="stranger")


def test_the_sheet_begun_last_goes_on_where_it_ended(world: World) -> None:
    lot = world.packed(90, 200).code
    ordered(world, lot, 12, "L7160", start=5)
    with world.view() as view:
        holder = world.who.manager.party or 0
        papers = stationery.papers(view, holder)
        assert stationery.next_start(view, holder, papers["L7160"]) == 18
        assert stationery.next_start(view, holder, papers["L7163"]) == 1
        assert label_views.print_form(view, world.who.recorder, lot).start == 18
    ordered(world, lot, 4, "L7160", start=17)
    with world.view() as view:
        assert stationery.next_start(view, holder, papers["L7160"]) == 1


# --- printers ------------------------------------------------------------------------------------


def measure(world: World, by: str = "recorder", **changed: object) -> str:
    asked = printers.Measured("Canon ở văn phòng", None, 99_400, 20_500, 19_300)
    with world.by(getattr(world.who, by)) as work:
        return printers.add(work, dataclasses.replace(asked, **changed))  # type: ignore[arg-type]


def test_a_printer_takes_back_what_was_measured_and_is_remembered(world: World) -> None:
    key = measure(world)
    other = measure(world, name="Brother", ruler=100_000, from_left=20_000, from_top=20_000)
    run = ordered(world, world.packed().code, 20, STOCK, printer=key)
    with world.view() as view:
        assert printers.usual(view, world.who.recorder, roll=False) == key
        assert printers.usual(view, world.who.manager, roll=False) == ""
        exact = printers.calibration(view, world.who.recorder, key)
        assert exact == labels.Calibration.measured(99_400, 20_500, 19_300)
        assert printers.calibration(view, world.who.recorder, other) == labels.EXACT
    plain, calibrated = drawn(world, run), drawn(world, run, calibration=exact)
    assert plain.pdf != calibrated.pdf
    assert (plain.decoded, calibrated.decoded) == (20, 20)


def test_a_label_printer_sets_the_dots_of_a_roll(world: World) -> None:
    fine = measure(world, name="Zebra", dpi=300, ruler=None, from_left=None, from_top=None)
    run = ordered(world, world.packed().code, 5, "50×30", printer=fine)
    with world.view() as view:
        row = queries.run_by_code(view.db, run)
        assert row is not None
        assert print_files.sheet_of(row).dpi == 300


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"ruler": 95_000}, "ruler"),
        ({"from_left": 31_000}, "from_left"),
        ({"from_top": 0}, "from_top"),
    ],
)
def test_what_no_printer_does_is_a_setting(
    world: World, changed: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid, match="printer_measured_wild") as refused:
        measure(world, **changed)
    assert refused.value.faults[0].field == field


def test_a_printer_is_its_cooperatives_alone(world: World) -> None:
    key = measure(world)
    for refusal, act in (
        (NotFound, lambda: measured_by(world, key)),
        (Invalid, lambda: ordered(world, world.packed().code, 5, STOCK, printer="nothing")),
        (Invalid, lambda: measure(world)),
    ):
        with pytest.raises(refusal):
            act()
    with world.by(world.who.manager) as work:
        assert printers.put_away(work, key) == "Canon ở văn phòng"
    with world.view() as view:
        assert printers.usual(view, world.who.recorder, roll=False) == ""


def measured_by(world: World, key: str) -> None:
    """A stranger asks what another's printer takes back."""
    with world.view() as view:
        printers.calibration(view, world.who.stranger, key)


# --- a look before a number is taken --------------------------------------------------------------


def look(world: World, lot: str, stock: str, by: str = "recorder") -> label_previews.Preview:
    with world.view() as view:
        asked = PrintRequest(lot, 20, stock)
        return label_previews.of_lot(view, getattr(world.who, by), world.press, asked)


def test_a_look_tells_the_module_and_what_was_made_smaller(world: World) -> None:
    lot = world.packed().code
    small, large = look(world, lot, "L7651"), look(world, lot, "L7163")
    assert (small.fine_module, bool(small.small), small.warned) == (True, True, True)
    assert (large.fine_module, bool(large.small)) == (False, False)
    assert large.module_um > small.module_um >= 330


def test_a_look_refuses_what_an_order_would(world: World) -> None:
    lot = world.packed().code
    with pytest.raises(Refusal, match="label_does_not_fit"):
        look(world, lot, "34×22, 3 tem")
    with pytest.raises(Invalid, match="stock_unknown"):
        look(world, lot, "A4")
    with pytest.raises(NotFound):
        look(world, lot, STOCK, "stranger")
