"""Scanned goods that stand on the books: how their buttons are pressed, and what came of it.

From the outside: pages are pressed as a browser without script would, by the forms that they hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import select

from tests.people import World
from tests.web.lot_visits import Page, Visitor
from tests.web.scan_doors import CountingDoor
from traceability.domain.deliveries import WriteOff
from traceability.domain.quantity import Quantity
from traceability.jobs.work import Worker
from traceability.services import batches, label_unlinking, recalls, write_offs
from traceability.services.write_offs import WriteOffRequest
from traceability.store.models import DeliveryNote, Draft, PrintRun
from traceability.store.unit import Work

#: The form of a sale on the spot.
WALK_IN = "/coop/giao-hang/moi/walk_in"
RUN = select(PrintRun.code)


def _write_off(work: Work, lot: str) -> None:
    two = Quantity(4_000, "g")
    write_offs.register(work, WriteOffRequest(lot, WriteOff.SPOILED, work.today, two))


def _unlink(work: Work, _lot: str) -> None:
    label_unlinking.unlink(work, work.db.execute(RUN).scalar_one(), [(1, 6)], "quét nhầm lô")


#: What may happen to a lot between the page that asks and the press.
STOPS: Mapping[str, Callable[[Work, str], object]] = {
    "hold": lambda work, lot: recalls.order_hold(work, lot, "nghi mốc"),
    "recall": lambda work, lot: recalls.announce(work, [lot], "Không ăn.", "0219 386 0000"),
    "write_off": _write_off,
    "unlink": _unlink,
}


def scans_of(lot: str) -> str:
    return f"/coop/luot-quet/lo/{lot}"


def press(visitor: Visitor, page: Page, lot: str) -> Page:
    """The first button of a page that writes a lot out, pressed."""
    return visitor.post(f"{scans_of(lot)}/ghi", page.form(f"{lot}/ghi"))


def told(world: World, door: CountingDoor) -> None:
    """The job process has looked at what was scanned."""
    Worker(world.store, world.press.keyring, telemetry=door.telemetry).watch()


def notes(world: World) -> list[DeliveryNote]:
    with world.view() as view:
        found = view.db.query(DeliveryNote).order_by(DeliveryNote.id).all()
        view.db.expunge_all()
        return found


def drafts(world: World) -> int:
    with world.view() as view:
        return view.db.query(Draft).count()


def lot_code(world: World, code: str) -> str:
    with world.view() as view:
        return batches.known(view, code).lot_code
