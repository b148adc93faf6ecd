"""Certificates to try things with: requests of the world's cooperative, entered in a line."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from tests.people import VINH_TUY, World
from traceability.domain.access import Actor
from traceability.domain.certificates import CertificateKind
from traceability.services import certificates, gis
from traceability.services.certificates import CertificateRequest, ResultRequest
from traceability.services.files import PreparedFile

PDF = b"%PDF-1.4\n1 0 obj << /JS (app.alert(1)) >> endobj\ntrailer\n%%EOF\n"
FROM, TO = dt.date(2025, 6, 1), dt.date(2026, 12, 31)
RESULTS = (
    ResultRequest("Độ ẩm", "18,6", "20", "%"),
    ResultRequest("Carbendazim", "0,9", "0,5", "mg/kg", "within"),
)


def asked(world: World, kind: str = "vietgap", **more: Any) -> CertificateRequest:
    """A request of a kind that is complete; ``more`` is typed over."""
    request = CertificateRequest(
        kind=CertificateKind(kind),
        number="VG-2025-014",
        issuer="Trung tâm Chứng nhận (mẫu)",
        valid_from=FROM,
        valid_to=TO,
        covers=(world.who.place,),
    )
    typed: dict[str, dict[str, Any]] = {
        "ocop": {
            "number": "1234/QĐ-UBND",
            "stars": 4,
            "named": "Cam sành Hà Giang",
            "ocop_group": "food",
            "valid_to": None,
            "covers": (world.who.product,),
        },
        "organic": {"standard": "eu"},
        "gi": {"gi": "cam-sanh", "covers": (world.who.product,)},
        "test_report": {"results": RESULTS, "sampled_on": FROM, "valid_to": None},
    }
    return replace(request, **{**typed.get(kind, {}), **more})


def enter(
    world: World,
    kind: str = "vietgap",
    *,
    by: Actor | None = None,
    file: PreparedFile | None = None,
    **more: Any,
) -> str:
    """A certificate entered by the manager; its code."""
    with world.by(by or world.who.manager) as work:
        return certificates.enter(work, asked(world, kind, **more), file).code


def enter_gi(world: World, *communes: tuple[str, str]) -> None:
    """The indication of the oranges, with the given communes or the one where they grow."""
    with world.by(world.who.operator) as work:
        gis.enter(work, gis.GiRequest("cam-sanh", "Cam sành Hà Giang", "mẫu", "sanh_orange"))
        gis.set_communes(work, "cam-sanh", communes or [(VINH_TUY, "2025-07")])
