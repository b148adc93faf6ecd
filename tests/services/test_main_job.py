"""The main job, end to end through the services: from the code to the page behind a label."""

from __future__ import annotations

from tests.people import KEYRING, PACKED_ON, STOCK, World
from traceability.domain.labels import LabelState
from traceability.domain.verdict import Verdict
from traceability.services import pages, print_files, print_runs
from traceability.store.queries import labels


def test_a_buyer_who_scans_a_label_sees_where_it_comes_from(world: World) -> None:
    harvest = world.harvest(100, household=world.who.household)
    packed = world.pack(harvest.code, 40)
    assert harvest.held == ()
    assert (packed.packed, packed.lost) == (80_000, 20_000)
    world.publish(packed.code)
    run_code = world.print_labels(packed.code, 8, released=False)
    with world.view() as view:
        run = labels.run_by_code(view.db, run_code)
        assert run is not None
        drawn = print_files.draw(KEYRING, run)
        codes, run_no = print_files.codes_of(KEYRING, run), run.run_no
    assert (drawn.decoded, len(codes)) == (8, 8)
    with world.by(world.who.recorder) as work:
        print_files.release(work, run_code, drawn)
    world.see_paper(run_code)
    assert world.link(run_code, 1, 6) == packed.code
    with world.view() as view:
        page, blank = (pages.find(view, KEYRING, codes[at]) for at in (5, 6))
    assert page.verdict is Verdict.VALID
    assert page.label == pages.Label(6, 8, LabelState.LINKED, run_no=run_no)
    assert (page.holder, page.lot_code) == ("HTX Cam Sành Vĩnh Hảo", packed.lot_code)
    assert (page.packages, page.net_amount, page.packed_on) == (40, 2000, PACKED_ON)
    assert [(o.ppm, o.where.commune, o.area_code) for o in page.origins] == [
        (1_000_000, "Xã Vĩnh Tuy", "VN-HGOR-0128")
    ]
    assert blank.verdict is Verdict.NOT_LINKED


def test_the_same_batch_is_printed_again_within_its_balance(world: World) -> None:
    packed = world.packed(packages=10, kg=20)
    world.print_labels(packed.code, 6)
    with world.by(world.who.recorder) as work:
        asked = print_runs.PrintRequest(packed.code, 4, STOCK)
        assert print_runs.order(work, world.press, asked).count == 4
