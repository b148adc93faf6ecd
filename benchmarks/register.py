"""One code's page in a register of 10,000, and what the whole list beside it would take.

The page reads the code, its string's other claims and the codes around it; the peer is the list of
all codes with its filters, as the first page shows it and as the page of one code once did. Codes,
land and steps are copies of one that was granted, in an SQLite database of the run's own.
"""

from __future__ import annotations

import datetime as dt
import statistics
import sys
import tempfile
from pathlib import Path

# The checkout comes first, before this folder.
sys.path[0] = str(Path(__file__).parents[1])

from sqlalchemy import insert, inspect  # noqa: E402

from benchmarks.harness import rounds  # noqa: E402
from traceability.domain.access import Actor, Role  # noqa: E402
from traceability.services import (  # noqa: E402
    accounts,
    area_codes,
    parties,
    places,
    registry_page,
    registry_views,
    seeding,
    sign_in,
)
from traceability.store import migrate  # noqa: E402
from traceability.store.engine import Store, open_store  # noqa: E402
from traceability.store.models import (  # noqa: E402
    Base,
    PublicCode,
)
from traceability.store.queries import areas  # noqa: E402
from traceability.store.unit import Reading, Work, reading, writing  # noqa: E402

CODES, ROUNDS = 10_000, 5
COMMUNE = "01156"
PASSWORD = "cam sành Bắc Quang 2026"
#: The most that one code's page may take, in milliseconds.
ALLOWED_MS = 50


def settle(store: Store) -> tuple[Actor, str]:
    """An office and a register full of codes; its officer and the code in the middle."""
    migrate.upgrade(store)
    with writing(store, seeding.BOOT) as work:
        seeding.seed(work)
    with reading(store) as view:
        operator = seeding.operator(view)
    with writing(store, operator) as work:
        asked = parties.OrganisationRequest("authority", None, {"name": "Chi cục"}, province=True)
        office = parties.register_organisation(work, asked)
        asked = parties.OrganisationRequest("cooperative", COMMUNE, {"name": "HTX Cam Sành"})
        holder = parties.register_organisation(work, asked)
        user = accounts.create_user(work, "0900000001", "Lý Thị Hoa", PASSWORD)
        accounts.add_member(work, user, office, Role.REGISTRAR)
        who = sign_in.who(work, sign_in.open_session(work, user))
        code = holder.code
    with writing(store, who.actor) as work:
        place = places.PlaceRequest("orchard", COMMUNE, None, 9_000, private={"name": "Vườn cam"})
        decided = area_codes.Decision(work.today - dt.timedelta(days=90), "12/QĐ", "Chi cục")
        request = area_codes.GrantRequest(
            "VN-HGOR-05000", "vn_domestic", "domestic", code, ("sanh_orange",), place, decided
        )
        middle = area_codes.grant(work, request).code
        multiply(work, middle)
    return who.actor, middle


def multiply(work: Work, code: str) -> None:
    """As many codes like one, each over land of its own."""
    area = areas.code_by_code(work.db, code)
    if area is None:
        raise LookupError(code)
    ((_place, link),) = areas.links_of(work.db, area.id)
    place = areas.places_by_ids(work.db, [link.place_id])[link.place_id]
    top, names = (area.id + 1, place.id + 1), [f"{n:05d}" for n in range(CODES)]
    for kind, stem in (("area", "A"), ("place", "P")):
        issued = [{"code": stem + n, "kind": kind, "issued_at": work.now} for n in names]
        work.db.execute(insert(PublicCode), issued)
    rows: list[tuple[Base, dict[str, object]]] = [
        (place, {"code": "P{n}", "id": top[1]}),
        (areas.revision(work.db, place.id), {"place_id": top[1]}),
        (area, {"code": "A{n}", "raw": "VN-HGOR-{n}A", "norm": "VN-HGOR-{n}A", "id": top[0]}),
        (link, {"area_code_id": top[0], "place_id": top[1]}),
        *((step, {"area_code_id": top[0]}) for step in areas.steps(work.db, [area.id])[area.id]),
    ]
    for row, new in rows:
        work.db.execute(insert(type(row)), [copy(row, new, n) for n in range(CODES)])


def copy(row: Base, new: dict[str, object], number: int) -> dict[str, object]:
    """A row with the keys and texts of another number."""
    values = {each.key: getattr(row, each.key) for each in inspect(type(row)).column_attrs}
    for name, value in new.items():
        text = str(value).replace("{n}", f"{number:05d}")
        values[name] = value + number if isinstance(value, int) else text
    return values


def page(view: Reading, who: Actor, code: str) -> None:
    """What the page of one code reads of the register."""
    registry_page.page(view, who, code)
    registry_views.beside(view, who, code)


def run(folder: str) -> None:
    """Measure and tell."""
    store = open_store(f"sqlite:///{folder}/record.sqlite3")
    who, code = settle(store)

    def one() -> None:
        with reading(store) as view:
            page(view, who, code)

    def whole() -> None:
        with reading(store) as view:
            registry_views.lines(view, who)

    seconds = rounds.interleaved({"ours": one, "whole_list": whole}, ROUNDS)
    store.close()
    each = {f"{name}_ms": round(1000 * statistics.median(t), 1) for name, t in seconds.items()}
    slowest = round(1000 * max(seconds["ours"]), 1)
    figures = {"ours_ms": each["ours_ms"], "ours_slowest_ms": slowest, "codes": CODES}
    figures["allowed_ms"] = ALLOWED_MS
    peers = {"whole_list": each["whole_list_ms"]}
    rounds.tell("register", figures, peers, rounds.ratios(seconds, "ours"))
    if each["ours_ms"] > ALLOWED_MS:
        raise SystemExit(f"a page took {each['ours_ms']} ms; {ALLOWED_MS} are allowed")


def main() -> None:
    """Run in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        run(folder)


if __name__ == "__main__":
    main()
