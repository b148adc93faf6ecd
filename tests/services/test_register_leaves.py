"""What leaves say of registers: the whole row with codes for keys, the host and text by hash."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from tests.people import QUAN_BA, VINH_TUY, World
from traceability.domain.canonical import sha256_b64
from traceability.services import parties
from traceability.services.parties import OrganisationRequest
from traceability.store.models import Event, EventSubject, PrintRun, Product
from traceability.store.queries import parties as party_queries


def told(world: World, code: str, step: str) -> tuple[dict[str, Any], str]:
    """The facts of the newest event of a step about a code, and its whole leaf."""
    wanted = select(Event.leaf).join(EventSubject, EventSubject.event_seq == Event.seq)
    wanted = wanted.where(EventSubject.subject == code, Event.step == step)
    with world.view() as view:
        leaf = view.db.scalars(wanted.order_by(Event.seq.desc()).limit(1)).one()
    return json.loads(leaf)["facts"], leaf


def test_a_grant_tells_the_code_as_issued(world: World) -> None:
    facts, leaf = told(world, world.who.area, "code_step")
    register = json.loads(leaf)["owner"]
    assert facts == {
        "step": "grant",
        "seq": 3,
        "effective_on": "2025-10-01",
        "valid_until": None,
        "raw": "VN-HGOR-0128",
        "norm": "VN-HGOR-0128",
        "claim_no": 1,
        "scheme": "vn_domestic",
        "market": "domestic",
        "register": register,
        "holder": world.who.cooperative,
        "crops": ["sanh_orange"],
        "places": [{"code": world.who.place, "from_on": "2025-10-01"}],
    }


def test_a_household_is_told_by_its_number(world: World) -> None:
    facts, _leaf = told(world, world.who.household, "party_registered")
    with world.view() as view:
        household = party_queries.by_code(view.db, world.who.household)
        assert household is not None
        number = household.number
    del facts["values"]
    assert facts == {
        "kind": "household",
        "commune": VINH_TUY,
        "vintage": "2025-07",
        "tenant": world.who.cooperative,
        "number": number,
        "territory": [],
        "province": False,
    }


def test_an_authority_is_told_with_its_territory(world: World) -> None:
    asked = OrganisationRequest(
        "authority", None, {"name": "UBND"}, territory=(VINH_TUY, QUAN_BA), province=True
    )
    with world.by(world.who.operator) as work:
        code = parties.register_organisation(work, asked).code
    facts, _leaf = told(world, code, "party_registered")
    assert facts["province"] is True
    assert facts["territory"] == [
        {"commune": QUAN_BA, "vintage": "2025-07"},
        {"commune": VINH_TUY, "vintage": "2025-07"},
    ]


def test_a_product_is_told_with_its_gtin(busy: World) -> None:
    with busy.view() as view:
        code = view.db.scalars(select(Product.code).where(Product.gtin == "09520123456788")).one()
    facts, _leaf = told(busy, code, "product_revised")
    told_of_head = {key: facts[key] for key in ("crop", "gtin", "gtin_state")}
    assert told_of_head == {
        "crop": "sanh_orange",
        "gtin": "09520123456788",
        "gtin_state": "declared",
    }


def test_a_run_is_told_without_its_host_and_text(world: World) -> None:
    code = world.print_labels(world.packed(packages=20).code, 10)
    facts, leaf = told(world, code, "labels_ordered")
    with world.view() as view:
        run = view.db.scalars(select(PrintRun)).one()
        frozen, run_no = run.frozen, run.run_no
    assert facts == {
        "count": 10,
        "void": [],
        "stock": "L7651",
        "start": 0,
        "run_no": run_no,
        "key_id": "k1",
        "level": "item",
        "design": "trace_stamp",
        "design_revision": 2,
        "base_url_sha256": sha256_b64(b"https://tem.hagiang.vn"),
        "frozen_sha256": sha256_b64(frozen.encode()),
    }
    assert "hagiang" not in leaf
    assert "Cam" not in leaf
