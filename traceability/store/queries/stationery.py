"""Paper of one's own, printers, and whose printer is whose."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from traceability.domain.labels import ITEM
from traceability.store.models import OwnStock, Printer, PrinterChoice, PrintRun


def stocks(db: Session, holder_id: int) -> list[OwnStock]:
    """The papers that a cooperative uses, in the order in which they were made."""
    wanted = select(OwnStock).where(OwnStock.holder_id == holder_id, OwnStock.put_away_at.is_(None))
    return list(db.scalars(wanted.order_by(OwnStock.id)))


def stock(db: Session, key: str) -> OwnStock | None:
    """A paper by its key, put away or not."""
    return db.scalar(select(OwnStock).where(OwnStock.key == key))


def printers(db: Session, holder_id: int) -> list[Printer]:
    """The printers that a cooperative uses, in the order in which they were made."""
    wanted = select(Printer).where(Printer.holder_id == holder_id, Printer.put_away_at.is_(None))
    return list(db.scalars(wanted.order_by(Printer.id)))


def printer(db: Session, key: str) -> Printer | None:
    """A printer by its key, put away or not."""
    return db.scalar(select(Printer).where(Printer.key == key))


def chosen(db: Session, party_id: int, actor_id: int) -> Printer | None:
    """The printer that somebody of an organisation used last, if it is not put away."""
    wanted = (
        select(Printer)
        .join(PrinterChoice, PrinterChoice.printer_id == Printer.id)
        .where(PrinterChoice.party_id == party_id, PrinterChoice.actor_id == actor_id)
    )
    return db.scalar(wanted.where(Printer.put_away_at.is_(None)))


def last_of_items(db: Session, holder_id: int, design: str | None = None) -> PrintRun | None:
    """The newest run that a cooperative printed for packs; cartons have paper of their own.

    With a ``design`` the newest of that one.
    """
    of = [PrintRun.holder_id == holder_id, PrintRun.level == ITEM]
    return _last(db, *of, *([] if design is None else [PrintRun.design == design]))


def last_on(db: Session, holder_id: int, stock_name: str) -> PrintRun | None:
    """The newest run that a cooperative printed on a stock."""
    return _last(db, PrintRun.holder_id == holder_id, PrintRun.stock == stock_name)


def _last(db: Session, *of: ColumnElement[bool]) -> PrintRun | None:
    """The newest of its own runs: what a printing house makes takes no sheet of the cooperative's.

    A quotation mark within a text of the frozen JSON is escaped, so these letters are its key.
    """
    wanted = select(PrintRun).where(*of, ~PrintRun.frozen.contains('"house": {'))
    return db.scalar(wanted.order_by(PrintRun.id.desc()).limit(1))
