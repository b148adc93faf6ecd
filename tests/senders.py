"""Buyers who send a report, as the public door does it."""

from __future__ import annotations

import uuid

from tests.people import KEYRING, World
from traceability.domain.reports import ReportKind, SentTo
from traceability.services import reports, seeding
from traceability.services.photos import Prepared
from traceability.services.reports import ReportRequest

SAID, NAME, CONTACT = "Tem bị dán chồng lên tem khác", "chị Hoa Dấukín", "0912 000 111"


def send_report(
    world: World,
    code: str | None,
    kind: ReportKind = ReportKind.FAKE,
    sent_to: SentTo = SentTo.OFFICE,
    *,
    key: str = "",
    said: str = SAID,
    photo: Prepared | None = None,
) -> str:
    """Send a report about a code; the reporter's number."""
    with world.view() as view:
        about, nobody = reports.target(view, KEYRING, code), seeding.operator(view, "job")
    asked = ReportRequest(kind, sent_to, said, "vi", NAME, CONTACT)
    with world.by(nobody) as work:
        return reports.send(work, key or str(uuid.uuid4()), about, asked, photo)


def code_of(number: str) -> str:
    """The code of the report of a number."""
    return number.partition("-")[0]
