"""What there is to try in a demonstration: codes that have pages, and what each page says."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from traceability.crypto.keyring import Keyring
from traceability.domain.errors import NotFound
from traceability.domain.growing_area import Status
from traceability.domain.verdict import Verdict
from traceability.services import area_pages, pages
from traceability.services.pages import Page
from traceability.standards.digital_link import DigitalLink
from traceability.store.models import LabelRange, PrintRun
from traceability.store.queries import areas as area_queries
from traceability.store.queries import batches, labels, parties
from traceability.store.unit import Reading

HOLDERS = ("cooperative", "group", "company")
#: So many labels of a range are shown.
_SAMPLES = 2


@dataclass(frozen=True)
class Shown:
    """A code with a page: ``kind`` is batch, item, area or gs1, ``state`` what it says first."""

    kind: str
    code: str
    state: str


def to_try(view: Reading, keyring: Keyring) -> list[Shown]:
    """Every code and address of the demonstration that is shown: of goods, of areas, of GS1."""
    return [*codes(view, keyring), *areas(view), *links(view, keyring)]


def codes(view: Reading, keyring: Keyring) -> list[Shown]:
    """Every published batch, and a few labels of each range of each run."""
    found = [("batch", code) for code in _published(view)]
    found += [("item", code) for code in _labels(view, keyring)]
    return [Shown(kind, code, state(pages.find(view, keyring, code))) for kind, code in found]


def links(view: Reading, keyring: Keyring) -> list[Shown]:
    """The GS1 Digital Links of published batches that carry a GTIN; ``code`` is their path."""
    found = []
    for code in _published(view):
        batch = batches.by_code(view.db, code)
        if batch is not None and batch.gtin is not None:
            lot = ("10", batch.lot_code)
            path = DigitalLink(("01", batch.gtin), (lot,)).path
            found.append(Shown("gs1", path[1:], state(pages.find(view, keyring, code))))
            for item in _labels_of(view, keyring, labels.runs_of_batch(view.db, batch.id)):
                path = DigitalLink(("01", batch.gtin), (lot, ("21", item))).path
                found.append(Shown("gs1", path[1:], state(pages.find(view, keyring, item))))
    return found


def areas(view: Reading) -> list[Shown]:
    """The growing-area codes that have a page: in force, or ``code_suspended``."""
    found = []
    for row in area_queries.all_codes(view.db):
        with contextlib.suppress(NotFound):
            page = area_pages.find(view, row.code)
            stands = page.status is Status.ACTIVE and page.taken_back is None
            found.append(Shown("area", page.code, "valid" if stands else "code_suspended"))
    return found


def state(page: Page) -> str:
    """The verdict of a page as one of the words that a demonstration is told in.

    A code that was not active on the harvest day is ``code_suspended``, where that is what the page
    says first; fruit that was picked too long ago is ``expired``.
    """
    if page.verdict is Verdict.CODE_NOT_ACTIVE:
        return "code_suspended"
    return str(Verdict.EXPIRED if page.verdict is Verdict.TOO_OLD else page.verdict)


def _published(view: Reading) -> Iterator[str]:
    for holder in parties.of_kinds(view.db, HOLDERS):
        for batch, stock in batches.of_holder(view.db, holder.id, ["packed"]):
            if stock.published_on is not None:
                yield batch.code


def _labels(view: Reading, keyring: Keyring) -> Iterator[str]:
    for holder in parties.of_kinds(view.db, HOLDERS):
        yield from _labels_of(view, keyring, labels.runs_of_holder(view.db, holder.id))


def _labels_of(view: Reading, keyring: Keyring, runs: Sequence[PrintRun]) -> Iterator[str]:
    for run in runs:
        for held in labels.ranges(view.db, [run.id]):
            yield from _sample(keyring, run, held)


def _sample(keyring: Keyring, run: PrintRun, held: LabelRange) -> list[str]:
    count = min(_SAMPLES, held.last - held.first + 1)
    return keyring.codes(run.key_id, run.run_no, held.first, count)
