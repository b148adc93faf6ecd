"""CHECK constraints: a row that breaks each of them is refused by the database itself."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Table, text
from sqlalchemy.exc import IntegrityError

from tests.people import World
from traceability.services import sign_in
from traceability.store.models import Base

#: table, constraint → columns that break it, put into a copy of a row that stands.
BREAKS: dict[tuple[str, str], dict[str, Any]] = {
    ("area_code", "scheme_known"): {"scheme": "vn_unknown"},
    ("area_code", "claim_no_counts"): {"claim_no": 0},
    ("area_code_place", "to_after_from"): {"from_on": "2026-01-02", "to_on": "2026-01-01"},
    ("area_code_step", "valid_after"): {"seq": 99, "valid_until": "2020-01-01"},
    ("authority_scope", "commune_is_whole"): {"commune_code": "00874", "commune_vintage": None},
    ("batch", "stage"): {"stage": "sold"},
    ("batch", "unit_known"): {"unit": "kg"},
    ("batch", "packed_product"): {"stage": "packed", "product_id": None, "product_revision": None},
    ("batch", "product_revision_whole"): {
        "stage": "packed", "product_id": 1, "product_revision": None
    },
    ("batch", "harvest_place"): {"stage": "harvest", "place_id": None},
    ("batch", "expires_later"): {"made_on": "2026-01-02", "expires_on": "2026-01-02"},
    ("batch_edge", "amount_positive"): {"amount": 0},
    ("batch_edge", "no_self"): {"parent_id": 1, "child_id": 1},
    ("batch_origin", "ppm_range"): {"ppm": 1_000_001},
    ("book_import", "rows_counted"): {"row_count": 0, "import_id": "x"},
    ("book_import", "kind_known"): {"kind": "packings", "import_id": "x"},
    ("book_import_row", "line_counts"): {"line": 0},
    ("retired_edge", "no_self"): {"parent_id": 1, "child_id": 1},
    ("batch_stock", "on_hand_within_made"): {"made": 1, "on_hand": 2, "state": "open"},
    ("batch_stock", "open_is_not_empty"): {"made": 1, "on_hand": 0, "state": "open"},
    ("batch_stock", "retracted_is_nothing"): {"made": 1, "on_hand": 0, "state": "retracted"},
    ("batch_stock", "state_known"): {"made": 1, "on_hand": 0, "state": "lent"},
    ("case_file", "end_is_whole"): {"closed_at": "2026-01-02 00:00:00", "outcome": None},
    ("case_file", "commune_is_whole"): {"commune_code": "00874", "commune_vintage": None},
    ("certificate", "valid_in_order"): {"valid_from": "2026-01-02", "valid_to": "2026-01-01"},
    ("certificate", "stars_of_ocop"): {"kind": "ocop", "stars": None},
    ("certificate", "grade_known"): {"grade": "genuine"},
    ("certificate", "gi_named"): {"kind": "gi", "gi_id": None},
    ("certificate", "standard_of_organic"): {"kind": "organic", "standard": None},
    ("certificate", "withdrawal_is_whole"): {"withdrawn_on": "2026-01-02", "withdrawn_at": None},
    ("certificate", "revision_counts"): {"revision": 0},
    ("certificate_scope", "kind_known"): {"kind": "household"},
    ("certificate_result", "verdict_known"): {"verdict": "fine"},
    ("code_authorization", "cap_positive"): {"cap": 0},
    ("code_authorization", "to_after_from"): {"from_on": "2026-01-02", "to_on": "2026-01-01"},
    ("code_authorization", "withdrawal_is_whole"): {
        "withdrawn_on": "2026-01-02", "withdrawn_at": None
    },
    ("commune", "vintage_known"): {"vintage": "1999"},
    ("complaint", "kind_known"): {"kind": "mood"},
    ("doubt_report", "kind_known"): {"kind": "mood", "request_hash": "x"},
    ("doubt_report", "sent_to_known"): {"sent_to": "nobody", "request_hash": "x"},
    ("doubt_report", "about_known"): {"about_kind": "wind", "request_hash": "x"},
    ("doubt_report", "about_is_whole"): {"about": None, "request_hash": "x"},
    ("doubt_report", "state_known"): {"state": "lost", "closed_at": None, "request_hash": "x"},
    ("doubt_report", "end_is_whole"): {"state": "sent", "request_hash": "x"},
    ("doubt_report", "commune_is_whole"): {
        "commune_code": "00874", "commune_vintage": None, "request_hash": "x"
    },
    ("doubt_report_step", "step_known"): {"seq": 99, "step": "lost"},
    ("draft", "version_counts"): {"version": 0},
    ("crop", "unit_known"): {"code": "x", "unit": "kg"},
    ("delivery_answer", "kind_known"): {"kind": "perhaps", "note_id": 987_654},
    ("delivery_answer", "number_counts"): {"number": 0, "note_id": 987_654},
    ("delivery_answer_line", "received_counts"): {"received": -1, "answer_id": 987_654},
    ("delivery_answer_line", "returned_counts"): {"returned": -1, "answer_id": 987_654},
    ("delivery_line", "amount_positive"): {"amount": 0, "note_id": 987_654},
    ("delivery_line", "line_counts"): {"line": 0, "note_id": 987_654},
    ("delivery_line", "packages_positive"): {"packages": 0, "note_id": 987_654},
    ("delivery_note", "kind_known"): {"kind": "lent", "to_party_id": None, "secret_hash": "x"},
    ("delivery_note", "number_counts"): {"number": 0, "secret_hash": "x"},
    ("delivery_note", "receiver_named"): {"to_party_id": None, "secret_hash": "x"},
    ("inspection", "conclusion_known"): {"conclusion": "perhaps"},
    ("step_proposal", "why_known"): {"why": "friend"},
    ("step_proposal", "end_is_whole"): {"closed_at": "2026-01-02 00:00:00", "outcome": None},
    ("step_proposal", "outcome_known"): {
        "closed_at": "2026-01-02 00:00:00", "outcome": "forgotten"
    },
    ("reception", "state_known"): {"state": "lent"},
    ("reception", "total_positive"): {"scale_total": 0},
    ("reception", "version_counts"): {"version": 0},
    ("weigh_load", "both_or_none"): {"gross": 5, "tare": None},
    ("weigh_load", "tare_within"): {"gross": 5, "tare": 5},
    ("weigh_load", "number_counts"): {"number": 0},
    ("weigh_slip", "number_counts"): {"number": 0},
    ("weigh_slip", "tare_counts"): {"bags": -1, "tare": -1, "gross": 6, "net": 5, "payable": 5},
    ("weigh_slip", "net_is_physical"): {"bags": 0, "gross": 6, "net": 5, "payable": 5},
    ("weigh_slip", "deduction_is_a_part"): {"deduction_ppm": 1_000_000},
    ("weigh_slip", "payable_within_net"): {"gross": 5, "bags": 0, "net": 5, "payable": 6},
    ("event", "correction_whole"): {"corrects": 1, "how": None},
    ("event", "how_known"): {"corrects": 1, "how": "forget"},
    ("event", "moment_whole"): {"occurred_at": None, "offset_minutes": 420},
    ("event_subject", "amount_positive"): {"amount": 0, "unit": "g"},
    ("event_subject", "amount_unit"): {"amount": 5, "unit": None},
    ("event_subject", "first_has_no_prev"): {"chain_no": 7, "prev_leaf_hash": None},
    ("event_subject", "role_known"): {"role": "by"},
    ("file", "size_positive"): {"size": 0},
    ("invitation", "kind_known"): {"kind": "guest"},
    ("invitation", "organisation_kind"): {"kind": "organisation", "party_kind": None},
    ("invitation", "member_of_party"): {"party_id": None},
    ("invitation", "member_by_party"): {"by_party_id": None},
    ("invitation", "use_is_whole"): {"used_at": "2026-01-02 00:00:00", "used_by": None},
    ("invitation", "expires_later"): {
        "created_at": "2026-01-02 00:00:00", "expires_at": "2026-01-01 00:00:00"
    },
    ("farm_log", "kind_known"): {"kind": "dance"},
    ("farm_log", "until_after_done"): {
        "done_on": "2026-01-02", "until_on": "2026-01-01", "free_on": None
    },
    ("farm_log", "days_count"): {"phi_days": -1},
    ("farm_log", "free_later"): {"done_on": "2026-01-02", "free_on": "2026-01-02"},
    ("substance", "kind_known"): {"code": "fresh", "kind": "poison"},
    ("substance", "days_count"): {"code": "fresh", "phi_days": -1},
    ("species_rule", "verdict_known"): {"verdict": "perhaps"},
    ("species_rule", "to_after_from"): {"from_on": "2026-01-02", "to_on": "2026-01-01"},
    ("substance_rule", "market_known"): {"market": "moon"},
    ("substance_rule", "verdict_known"): {"verdict": "perhaps"},
    ("substance_rule", "to_after_from"): {"from_on": "2026-01-02", "to_on": "2026-01-01"},
    ("job", "state_known"): {"state": "lost"},
    ("job", "lease_whole"): {"lease_owner": "a", "lease_until": None},
    ("register_import", "state_known"): {"import_id": "fresh", "state": "lost"},
    ("register_import", "done_within_total"): {
        "import_id": "fresh", "rows_total": 1, "rows_done": 2
    },
    ("register_import_row", "outcome_known"): {"outcome": "lost", "row_no": 99},
    ("register_import_row", "entered_has_code"): {"outcome": "refused", "row_no": 99},
    ("label_range", "first_to_last"): {"first": 9, "last": 8},
    ("label_range", "state_known"): {"state": "sold", "first": 900, "last": 901},
    ("label_range", "linked_batch"): {
        "state": "linked", "batch_id": None, "first": 900, "last": 901
    },
    ("print_order_link", "expires_later"): {
        "token_hash": "x", "created_at": "2026-01-02 00:00:00", "expires_at": "2026-01-01 00:00:00"
    },
    ("print_order_link", "most_counts"): {"token_hash": "x", "most": 0},
    ("print_order_link", "taken_within_most"): {"token_hash": "x", "pdf_taken": 99},
    ("membership", "role"): {"role": "king"},
    ("pack_format", "basis_known"): {"basis": "guess"},
    ("pack_format", "net_positive"): {"net_amount": 0},
    ("outbox", "cleared"): {"sent_at": "2026-01-02 00:00:00"},
    ("password_reset", "expires_later"): {
        "created_at": "2026-01-02 00:00:00", "expires_at": "2026-01-01 00:00:00"
    },
    ("party", "household_tenant"): {
        "kind": "household", "tenant_id": None, "number": 3, "standing": "member"
    },
    ("party", "household_number"): {
        "kind": "household", "tenant_id": 1, "number": None, "standing": "member"
    },
    ("phone", "expires_later"): {
        "enrolled_at": "2026-01-02 00:00:00", "expires_at": "2026-01-01 00:00:00"
    },
    ("phone", "tries_count"): {"wrong_tries": -1},
    ("place", "kind_known"): {"kind": "moon"},
    ("place_household", "to_after_from"): {"from_on": "2026-01-02", "to_on": "2026-01-01"},
    ("site_stay", "colonies_positive"): {"colonies": 0, "number": 99},
    ("site_stay", "to_after_from"): {
        "from_on": "2026-01-02", "to_on": "2026-01-01", "number": 99
    },
    ("site_stay", "point_is_whole"): {"lat": 1, "lon": None, "number": 99},
    ("site_stay", "somewhere"): {"commune_code": None, "elsewhere": None, "number": 99},
    ("place_revision", "area_positive"): {"area_m2": 0, "productive_m2": None},
    ("place_revision", "productive_within_area"): {"area_m2": 5, "productive_m2": 6},
    ("place_revision", "trees_positive"): {"trees": 0},
    ("place_revision", "colonies_positive"): {"colonies": 0},
    ("place_revision", "gln_length"): {"gln": "952"},
    ("print_result", "decoded_counts"): {"decoded": -1},
    ("print_run", "count_range"): {"count": 0},
    ("print_run", "run_no_range"): {"run_no": 1 << 32},
    ("print_run", "level_known"): {"level": "pallet"},
    ("print_run", "start_position"): {"start_position": -1},
    ("product", "gtin_state"): {"gtin": "09520123456795", "gtin_state": None},
    ("product_revision", "shelf_life"): {"shelf_life_days": 0},
    ("recall", "kind_known"): {"kind": "rumour"},
    ("recall", "reason_known"): {"reason": "mood"},
    ("sack_draw", "number_counts"): {"number": 0},
    ("sack_draw", "grams_positive"): {"grams": 0, "number": 77},
    ("season", "ends_later"): {"starts_on": "2020-01-02", "ends_on": "2020-01-02"},
    ("season_use", "subject_known"): {"subject_kind": "household"},
    ("season_use", "used_counts"): {"subject_id": 987_654, "used": -1},
    ("session", "ends_later"): {
        "created_at": "2026-01-02 00:00:00", "ends_at": "2026-01-01 00:00:00"
    },
    ("setup_step", "state_known"): {"state": "perhaps", "step": "fresh"},
    ("pack_format", "net_where_needed"): {"basis": "own_weight", "net_amount": 1},
    ("product", "gtin_state_known"): {"gtin": "09520123456795", "gtin_state": "lent"},
    ("product_revision", "one_picture"): {"picture": "orange", "photo_sha256": "0" * 43},
    ("consent", "state_known"): {"event_seq": 1, "state": "asked", "form": None},
    ("consent", "purpose_known"): {"event_seq": 1, "purpose": "anything"},
    ("consent", "form_known"): {"event_seq": 1, "form": "picture"},
    ("consent", "form_where_given"): {"event_seq": 1, "state": "given", "form": None},
    ("consent", "channel_known"): {"event_seq": 1, "channel": "rumour"},
    ("party", "household_standing"): {
        "kind": "household", "tenant_id": 1, "number": 3, "standing": None
    },
    ("party", "standing_known"): {
        "kind": "household", "tenant_id": 1, "number": 3, "standing": "friend"
    },
    ("place_geometry", "source_known"): {"source": "dreamt"},
    ("place_geometry", "measured_positive"): {"measured_m2": 0},
    ("place_geometry", "box_in_order"): {"south": 2, "north": 1},
    ("place_geometry", "span_range"): {"span": 31},
    ("place_overlap", "in_order"): {"other_id": 1, "place_id": 1},
    ("place_overlap", "shared_positive"): {"shared_m2": 0},
    ("place_overlap", "ppm_range"): {"ppm": 1_000_001},
    ("scan_limit", "visitors_positive"): {"visitors": 0},
    ("scan_limit", "late_days_positive"): {"late_days": 0},
    ("scan_limit", "early_positive"): {"early": 0},
}  # fmt: skip


def constraints() -> set[tuple[str, str]]:
    """Every named CHECK of the models, as it is called there."""
    return {
        (table.name, str(each.name).removeprefix(f"ck_{table.name}_"))
        for table in Base.metadata.tables.values()
        for each in table.constraints
        if isinstance(each, CheckConstraint)
    }


def test_every_constraint_has_a_row_that_breaks_it() -> None:
    assert set(BREAKS) == constraints()


@pytest.fixture
def signed_in(busy: World) -> World:
    """A world in which somebody is signed in, so that every table has a row."""
    with busy.by(busy.who.operator) as work:
        user = sign_in.account_of(work, "manager")
        assert user is not None
        sign_in.open_session(work, user)
    return busy


def test_a_row_that_breaks_a_constraint_is_refused(signed_in: World) -> None:
    for (name, constraint), broken in BREAKS.items():
        table = Base.metadata.tables[name]
        row = other_row(signed_in, table) | broken
        with pytest.raises(IntegrityError, match=f"ck_{name}_{constraint}"):
            insert(signed_in, table, row)


def other_row(world: World, table: Table) -> dict[str, Any]:
    """A row like one that stands, under keys of its own: only the constraint is left to refuse."""
    with world.store.reader.connect() as connection:
        standing = connection.execute(text(f'SELECT * FROM "{table.name}"')).mappings().first()
        assert standing is not None, f"{table.name} has no row"
        row = dict(standing)
    fresh = {"id": 987_654, "seq": 987_654, "number": 987, "code": "FRESH", "event_id": "fresh"}
    fresh |= {"leaf_hash": "fresh", "lot_code": "FRESH", "sha256": "fresh", "storage_name": "f"}
    fresh |= {"token_hash": "fresh", "event_seq": 987_654}
    fresh |= {"run_no": 987_654, "chain_no": 987_654, "prev_leaf_hash": "fresh", "subject": "FRESH"}
    return row | {key: value for key, value in fresh.items() if key in row}


def insert(world: World, table: Table, row: dict[str, Any]) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    values = ", ".join(f":{name}" for name in row)
    with world.store.writer.begin() as connection:
        statement = text(f'INSERT INTO "{table.name}" ({names}) VALUES ({values})')
        connection.execute(statement, row)
