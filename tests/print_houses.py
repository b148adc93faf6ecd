"""An order of a printing house as tests need it: a run, its first roll, a link, its number."""

from __future__ import annotations

import dataclasses

from tests.people import STOCK, World
from traceability.domain.print_houses import Along, terms
from traceability.services import label_reception, print_files, print_orders, print_runs
from traceability.services.label_reception import Reception
from traceability.services.print_orders import LinkRequest
from traceability.services.print_runs import PrintRequest


@dataclasses.dataclass(frozen=True)
class Ordered:
    """What an order leaves behind, by code."""

    run: str
    rolls: tuple[str, ...]
    token: str
    link: int


def order_of_house(world: World, lot: str, count: int = 6, per_roll: int = 4) -> Ordered:
    """Labels for a lot from a printing house, released, with a link to their files."""
    house = terms(count, 0, per_roll, 1, Along.ROW)
    with world.by(world.who.manager) as work:
        run = print_runs.order(work, world.press, PrintRequest(lot, count, STOCK), house).code
        print_files.release(work, run, print_files.Drawn(b"", "0" * 43, count))
    with world.by(world.who.manager) as work:
        token = print_orders.send(work, LinkRequest(run, "Xưởng in Thành Công", 7, 2)).token
    with world.view() as view:
        page = print_orders.page(view, world.who.manager, run)
    return Ordered(run, tuple(roll.code for roll in page.rolls), token, page.links[0].number)


def receive(world: World, run: str, roll: str, first: int, last: int) -> None:
    """A roll received whole, by the code of each of its labels."""
    scans = "\n".join(world.item_codes(run)[first - 1 : last])
    with world.by(world.who.recorder) as work:
        label_reception.receive(work, world.press.keyring, Reception(run, roll, scans))
