"""``verify``: a whole record has no difference, and whatever is changed behind it is named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from tests.people import World
from traceability.domain.canonical import canonical_json, sha256_b64
from traceability.services.verify import Difference, verify
from traceability.store import append_only
from traceability.store.models import Base, Event
from traceability.store.unit import Reading

HARVESTED = "(SELECT min(seq) FROM event WHERE step = 'commissioning')"
PACKED = "(SELECT max(id) FROM batch WHERE stage = 'packed')"
FIRST_PACKED = "(SELECT batch_id FROM batch_stock WHERE published_on IS NOT NULL)"
STEP_EVENT = "(SELECT min(seq) FROM event WHERE step = 'code_step')"
LIFTED = "(SELECT max(seq) FROM event WHERE step = 'lifted')"

#: What somebody does to the tables, and the kind and field of a difference that must tell of it.
TAMPERINGS: dict[str, tuple[str, str]] = {
    # an event's columns
    f"UPDATE event SET occurred_on = '2026-01-11' WHERE seq = {HARVESTED}": (
        "event", "occurred_on"),
    f"UPDATE event SET actor_id = actor_id + 1 WHERE seq = {HARVESTED}": ("event", "actor"),
    f"UPDATE event SET owner_id = owner_id - 1 WHERE seq = {HARVESTED}": ("event", "owner"),
    f"UPDATE event SET place_id = NULL WHERE seq = {HARVESTED}": ("event", "place"),
    f"UPDATE event SET step = 'packing' WHERE seq = {HARVESTED}": ("event", "step"),
    f"UPDATE event SET kind = 'registry' WHERE seq = {HARVESTED}": ("event", "kind"),
    f"UPDATE event SET action = 'DELETE' WHERE seq = {HARVESTED}": ("event", "action"),
    f"UPDATE event SET disposition = NULL WHERE seq = {HARVESTED}": ("event", "disposition"),
    f"UPDATE event SET recorded_at = '2026-01-13 00:00:00+00' WHERE seq = {HARVESTED}": (
        "event", "recorded_at"),
    f"UPDATE event SET device_at = '2026-01-13 00:00:00+00' WHERE seq = {HARVESTED}": (
        "event", "device_at"),
    f"UPDATE event SET corrects = 1, how = 'amend' WHERE seq = {HARVESTED}": ("event", "how"),
    f"UPDATE event SET leaf_hash = 'x' WHERE seq = {HARVESTED}": ("event", "leaf_hash"),
    f"UPDATE event SET leaf = leaf || ' ' WHERE seq = {HARVESTED}": ("event", "leaf"),
    f"UPDATE event SET leaf = '[]' WHERE seq = {HARVESTED}": ("event", "leaf"),
    f"UPDATE event SET leaf = 'nonsense' WHERE seq = {HARVESTED}": ("event", "leaf"),
    # what hangs on it
    f"UPDATE event_subject SET amount = amount + 1 WHERE event_seq = {HARVESTED}"
    " AND role = 'out'": ("event_subject", "out"),
    f"UPDATE event_subject SET unit = 'ml' WHERE role = 'out' AND event_seq = {HARVESTED}": (
        "event_subject", "out"),
    f"UPDATE event_subject SET role = 'in' WHERE role = 'out' AND event_seq = {HARVESTED}": (
        "event_subject", "out"),
    f"DELETE FROM event_subject WHERE role = 'ref' AND event_seq = {HARVESTED}": (
        "event_subject", "ref"),
    "UPDATE event_subject SET chain_no = chain_no + 100 WHERE chain_no > 1": ("chain", "chain_no"),
    "UPDATE event_subject SET prev_leaf_hash = 'x' WHERE chain_no > 1": ("chain", "prev"),
    "DELETE FROM event_file": ("event", "files"),
    f"DELETE FROM event_subject WHERE event_seq = {HARVESTED};"
    f"DELETE FROM event_file WHERE event_seq = {HARVESTED};"
    f"DELETE FROM event WHERE seq = {HARVESTED}": ("chain", "chain_no"),
    "UPDATE private_value SET value = 'Chị Hoa' WHERE owner_kind = 'event' AND field = 'notice'": (
        "private_value_event", "notice"),
    "UPDATE private_value SET value = 'HTX khác' WHERE owner_kind = 'party' AND field = 'name'": (
        "private_value_party", "name"),
    "UPDATE private_value SET value = 'Vườn khác' WHERE owner_kind = 'place'": (
        "private_value_place", "name"),
    "UPDATE private_value SET salt = value_salt.salt FROM (SELECT salt FROM private_value"
    " WHERE field = 'contact') AS value_salt WHERE field = 'notice'": (
        "private_value_event", "notice"),
    # rows that an event made
    f"UPDATE batch SET made_on = '2026-01-01' WHERE event_seq = {HARVESTED}": ("batch", "made_on"),
    f"UPDATE batch SET lot_code = 'X' WHERE event_seq = {HARVESTED}": ("batch", "lot_code"),
    f"UPDATE batch SET crop_code = 'shan_tea' WHERE event_seq = {HARVESTED}": (
        "batch", "crop_code"),
    f"UPDATE batch SET household_id = NULL WHERE event_seq = {HARVESTED}": ("batch", "refs"),
    f"UPDATE batch SET area_code_id = NULL WHERE event_seq = {HARVESTED}": ("batch", "refs"),
    f"UPDATE batch SET holder_id = 4 WHERE event_seq = {HARVESTED}": ("batch", "holder_id"),
    f"UPDATE batch SET unit = 'ml' WHERE event_seq = {HARVESTED}": ("batch", "unit"),
    f"UPDATE batch SET expires_on = '2027-01-01' WHERE id = {PACKED}": ("batch", "expires_on"),
    f"UPDATE batch SET pack_format = 2 WHERE id = {PACKED}": ("batch", "pack_format"),
    f"UPDATE batch SET gtin = '09520123456795' WHERE id = {PACKED}": ("batch", "gtin"),
    f"UPDATE batch SET event_seq = {STEP_EVENT} WHERE event_seq = {HARVESTED}": ("event", "rows"),
    f"DELETE FROM batch WHERE event_seq = {HARVESTED}": ("event", "rows"),
    "UPDATE area_code_step SET effective_on = '2026-01-10' WHERE step = 'suspend'": (
        "area_code_step", "effective_on"),
    "UPDATE area_code_step SET step = 'restore' WHERE step = 'suspend'": ("area_code_step", "step"),
    "UPDATE area_code_step SET valid_until = '2030-01-01' WHERE step = 'grant'": (
        "area_code_step", "valid_until"),
    "UPDATE area_code_step SET decision_no = '99/QĐ' WHERE step = 'grant'": (
        "area_code_step", "decision_no"),
    "UPDATE area_code_step SET authority = 'Sở' WHERE step = 'grant'": (
        "area_code_step", "authority"),
    "DELETE FROM area_code_step WHERE step = 'suspend'": ("event", "rows"),
    "UPDATE area_code_step SET seq = seq + 10 WHERE step = 'suspend'": ("area_code_step", "seq"),
    "UPDATE print_run SET count = 61": ("print_run", "count"),
    """UPDATE print_run SET frozen = '{"stamp": {}, "void": [3]}'""": ("print_run", "void"),
    "UPDATE print_run SET batch_id = 1": ("print_run", "batch"),
    "UPDATE print_run SET run_no = run_no / 2": ("print_run", "run_no"),
    "UPDATE print_run SET key_id = 'k9'": ("print_run", "key_id"),
    "UPDATE print_run SET base_url = 'https://tem.example'": ("print_run", "base_url_sha256"),
    "UPDATE print_run SET start_position = 7": ("print_run", "start"),
    "UPDATE print_run SET design = 'dai_tem'": ("print_run", "design"),
    "UPDATE print_run SET design_revision = 3": ("print_run", "design_revision"),
    "UPDATE print_run SET level = 'carton'": ("print_run", "level"),
    "UPDATE print_run SET frozen = replace(frozen, 'Cam', 'Cám')": ("print_run", "frozen_sha256"),
    "UPDATE print_run SET frozen = 'nonsense'": ("print_run", "frozen_sha256"),
    "UPDATE print_run SET frozen = '[]'": ("print_run", "void"),
    "UPDATE recall SET reason = 'inside_phi' WHERE kind = 'recall'": ("recall", "reason"),
    "UPDATE recall SET kind = 'hold' WHERE kind = 'recall'": ("recall", "kind"),
    "DELETE FROM recall_lift": ("event", "rows"),
    f"UPDATE recall_lift SET event_seq = {STEP_EVENT}": ("event", "rows"),
    # cases
    "UPDATE case_file SET outcome = 'refused'": ("case_file", "outcome"),
    "UPDATE case_file SET closed_at = NULL, outcome = NULL": ("case_file", "outcome"),
    "UPDATE case_file SET key = '09520123456788'": ("case_file", "key"),
    "UPDATE case_file SET commune_code = '00874', commune_vintage = '2025-07'": (
        "case_file", "commune"),
    "UPDATE private_value SET value = 'Ai khác' WHERE field = 'decided_by'": (
        "private_value_event", "decided_by"),
    # registers
    "UPDATE party SET kind = 'company' WHERE kind = 'cooperative'": ("party", "kind"),
    "UPDATE party SET commune_code = '00874' WHERE commune_code = '01156'": ("party", "commune"),
    "UPDATE party SET commune_vintage = '1999' WHERE kind = 'cooperative'": ("party", "vintage"),
    "UPDATE party SET number = number + 1 WHERE kind = 'household'": ("party", "number"),
    "UPDATE party SET tenant_id = tenant_id + 1 WHERE kind = 'household'": ("party", "tenant"),
    "UPDATE party SET created_at = '2020-01-01 00:00:00+00' WHERE kind = 'household'": (
        "party", "created_at"),
    "UPDATE authority_scope SET commune_code = '01156' WHERE commune_code = '00874'": (
        "party", "territory"),
    "UPDATE authority_scope SET commune_vintage = '1999' WHERE commune_code = '00874'": (
        "party", "territory"),
    "UPDATE authority_scope SET commune_code = NULL, commune_vintage = NULL"
    " WHERE commune_code = '00874'": ("party", "province"),
    "DELETE FROM authority_scope WHERE commune_code = '00874'": ("party", "territory"),
    "DELETE FROM authority_scope WHERE commune_code IS NULL": ("party", "province"),
    "UPDATE authority_scope SET party_id = (SELECT id FROM party WHERE kind = 'household')"
    " WHERE commune_code IS NULL": ("party", "province"),
    "DELETE FROM party WHERE kind = 'household'": ("party", "kind"),
    "UPDATE area_code SET raw = 'VN-HGOR-0129'": ("area_code", "raw"),
    "UPDATE season_use SET used = used - 1 WHERE subject_kind = 'place'": ("season_use", "used"),
    "UPDATE season_use SET used = used + 1 WHERE subject_kind = 'code'": ("season_use", "used"),
    "DELETE FROM season_use": ("season_use", "used"),
    "UPDATE season SET ends_on = '2026-12-31'": ("season", "ends_on"),
    "UPDATE season SET starts_on = '2026-01-20'": ("season", "starts_on"),
    "UPDATE season SET label = 'vụ 2024'": ("season", "label"),
    "UPDATE area_code SET norm = 'VN-HGOR-9129' || id": ("area_code", "norm"),
    "UPDATE area_code SET scheme = 'vn_export_cn'": ("area_code", "scheme"),
    "UPDATE area_code SET market = 'china'": ("area_code", "market"),
    "UPDATE area_code SET holder_id = holder_id + 1": ("area_code", "holder"),
    "UPDATE area_code SET register_id = holder_id": ("area_code", "register"),
    "UPDATE area_code SET claim_no = 2": ("area_code", "claim_no"),
    "UPDATE area_code SET created_at = '2020-01-01 00:00:00+00'": ("area_code", "created_at"),
    "UPDATE area_code_crop SET crop_code = 'shan_tea'": ("area_code", "crops"),
    "INSERT INTO area_code_crop SELECT id, 'shan_tea', NULL FROM area_code": ("area_code", "crops"),
    "DELETE FROM area_code_crop": ("area_code", "crops"),
    "UPDATE area_code_place SET from_on = '2024-01-01'": ("area_code", "places"),
    "UPDATE area_code_place SET to_on = '2026-01-01'": ("area_code", "places"),
    "UPDATE area_code_place SET place_id = place_id + 1": ("area_code", "places"),
    "DELETE FROM area_code_place": ("area_code", "places"),
    "UPDATE place SET holder_id = holder_id + 1": ("place_revision", "holder"),
    "UPDATE product SET crop_code = 'shan_tea'": ("product", "crop"),
    "UPDATE product SET holder_id = holder_id + 1": ("product", "holder"),
    "UPDATE product SET gtin = '09520123456795' WHERE gtin IS NOT NULL": ("product", "gtin"),
    "UPDATE product SET gtin = NULL, gtin_state = NULL": ("product", "gtin"),
    "UPDATE product SET gtin_state = 'verified' WHERE gtin IS NOT NULL": ("product", "gtin_state"),
    "DELETE FROM product": ("product", "crop"),
    "UPDATE place_revision SET area_m2 = area_m2 + 1": ("place_revision", "area_m2"),
    "UPDATE place_revision SET commune_code = '00874'": ("place_revision", "commune"),
    "UPDATE place_revision SET geometry_sha256 = 'x'": ("place_revision", "geometry_sha256"),
    "UPDATE place SET kind = 'warehouse'": ("place_revision", "kind"),
    "UPDATE place_revision SET yield_set_by = 1": ("place_revision", "yield_set_by"),
    "UPDATE place_revision SET yield_g = 9": ("place_revision", "yield_g"),
    "UPDATE place_revision SET intercrop_ppm = 9": ("place_revision", "intercrop_ppm"),
    "UPDATE place_revision SET planted_until_year = 2020": (
        "place_revision", "planted_until_year"),
    "UPDATE place_revision SET harvests_a_year = 9": ("place_revision", "harvests_a_year"),
    "UPDATE place_revision SET species = 'mellifera'": ("place_revision", "species"),
    "UPDATE place_revision SET address_as_written = 'x'": (
        "place_revision", "address_as_written"),
    "DELETE FROM place_household": ("place_household", "households"),
    "UPDATE place_household SET to_on = '2026-01-20'": ("place_household", "households"),
    "UPDATE place_household SET from_on = '2025-12-01'": ("place_household", "households"),
    "UPDATE site_stay SET colonies = colonies + 1": ("site_stay", "colonies"),
    "UPDATE site_stay SET to_on = '2026-06-01'": ("site_stay", "to_on"),
    "UPDATE site_stay SET from_on = '2020-01-01'": ("site_stay", "from_on"),
    "UPDATE site_stay SET commune_code = '00874' WHERE commune_code IS NOT NULL": (
        "site_stay", "commune"),
    "UPDATE site_stay SET elsewhere = 'x' WHERE elsewhere IS NOT NULL": (
        "site_stay", "elsewhere"),
    "UPDATE site_stay SET nectar = 'x'": ("site_stay", "nectar"),
    "UPDATE site_stay SET lat = lat + 1 WHERE lat IS NOT NULL": ("site_stay", "point"),
    "UPDATE site_stay SET withdrawn_at = NULL": ("site_stay", "withdrawn_at"),
    "UPDATE site_stay SET event_seq = event_seq - 1": ("site_stay", "event_seq"),
    "DELETE FROM site_stay": ("site_stay", "colonies"),
    "DELETE FROM place_revision": ("place_revision", "revisions"),
    "UPDATE product_revision SET name_vi = 'Cam Vinh'": ("product_revision", "content"),
    "UPDATE product_revision SET shelf_life_days = 90": ("product_revision", "content"),
    "UPDATE product_revision SET content_sha256 = 'x'": ("product_revision", "content_sha256"),
    "UPDATE pack_format SET net_amount = 1": ("product_revision", "content"),
    "UPDATE pack_format SET basis = 'catch_weight'": ("product_revision", "content"),
    "DELETE FROM pack_format": ("product_revision", "content"),
    "UPDATE product_revision SET number = 2": ("product_revision", "content"),
    # goods
    f"UPDATE batch_stock SET on_hand = on_hand - 1 WHERE batch_id = {PACKED}": (
        "batch_stock", "on_hand"),
    f"UPDATE batch_stock SET made = made + 1 WHERE batch_id = {PACKED}": ("batch_stock", "made"),
    f"UPDATE batch_stock SET state = 'closed' WHERE batch_id = {PACKED}": ("batch_stock", "state"),
    f"UPDATE batch_stock SET published_on = NULL WHERE batch_id = {FIRST_PACKED}": (
        "batch_stock", "published_on"),
    f"UPDATE batch_stock SET rev = rev + 1 WHERE batch_id = {PACKED}": ("batch_stock", "rev"),
    f"DELETE FROM batch_stock WHERE batch_id = {PACKED}": ("batch_stock", "made"),
    "UPDATE batch_edge SET amount = amount + 1": ("batch_edge", "parents"),
    "DELETE FROM batch_edge": ("batch_edge", "parents"),
    f"UPDATE batch_origin SET ppm = 999999 WHERE batch_id = {PACKED}": ("batch_origin", "ppm"),
    f"UPDATE batch_origin SET area_code_id = NULL WHERE batch_id = {PACKED}": (
        "batch_origin", "shares"),
    f"DELETE FROM batch_origin WHERE batch_id = {PACKED}": ("batch_origin", "ppm"),
    # labels
    "UPDATE label_range SET state = 'linked' WHERE state = 'void'": ("label_range", "ranges"),
    "UPDATE label_range SET state = 'spoiled' WHERE state = 'void'": ("label_range", "ranges"),
    "UPDATE label_range SET batch_id = 1 WHERE state = 'linked'": ("label_range", "ranges"),
    "UPDATE label_range SET last = last + 1 WHERE state = 'void'": ("label_range", "first"),
    "UPDATE label_range SET last = last - 1 WHERE state = 'void'": ("label_range", "first"),
    "DELETE FROM label_range WHERE state = 'unused'": ("label_range", "labels"),
    "UPDATE label_range SET holder_id = 1": ("label_range", "holder"),
    # recalls
    "DELETE FROM recall_batch WHERE batch_id = (SELECT max(batch_id) FROM recall_batch)": (
        "recall_batch", "batches"),
    "INSERT INTO recall_batch SELECT r.id, b.id FROM recall r, batch b WHERE NOT EXISTS (SELECT 1"
    " FROM recall_batch x WHERE x.recall_id = r.id AND x.batch_id = b.id)": (
        "recall_batch", "batches"),
}  # fmt: skip


@contextmanager
def tampering(world: World) -> Iterator[Connection]:
    """A transaction of somebody who has the whole database in hand; it is rolled back."""
    with world.store.writer.connect() as connection:
        on_sqlite = connection.dialect.name == "sqlite"
        if on_sqlite:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA foreign_keys=OFF")
            driver.execute("PRAGMA ignore_check_constraints=ON")
        try:
            with connection.begin() as transaction:
                if on_sqlite:
                    drop_triggers(connection)
                else:
                    connection.execute(text("SET LOCAL session_replication_role = replica"))
                    drop_checks(connection)
                yield connection
                transaction.rollback()
        finally:
            if on_sqlite:
                connection.invalidate()


@contextmanager
def undone(connection: Connection) -> Iterator[None]:
    """Whatever is done until the block ends is taken back: what was taken off stays off."""
    savepoint = connection.begin_nested()
    try:
        yield
    finally:
        savepoint.rollback()


#: Events are forged every so many at a time, so that each has neighbours that were not.
ROUNDS = 6


def drop_triggers(connection: Connection) -> None:
    wanted = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    for name in list(connection.execute(text(wanted)).scalars()):
        connection.execute(text(f'DROP TRIGGER "{name}"'))


def drop_checks(connection: Connection) -> None:
    wanted = "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'c'"
    for table, name in connection.execute(text(wanted + " AND conrelid <> 0")).all():
        if table in Base.metadata.tables:
            connection.execute(text(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"'))


def found(world: World, connection: Connection) -> list[Difference]:
    """What verify finds, but for the triggers that ``tampering`` itself took off."""
    with Session(connection) as db:
        everything = verify(Reading(db, world.clock()))
    return [each for each in everything if each.kind != "trigger"]


def test_a_season_is_whole(busy: World) -> None:
    assert busy.differences() == []


def test_whatever_is_changed_is_named(busy: World) -> None:
    """Every other one on each engine: what verify makes of a row is the same on both."""
    unseen, first = {}, int(busy.store.writer.dialect.name == "sqlite")
    with tampering(busy) as connection:
        for statements, (kind, field) in list(TAMPERINGS.items())[first::2]:
            with undone(connection):
                for statement in statements.split(";"):
                    assert connection.execute(text(statement)).rowcount > 0, statement
                seen = found(busy, connection)
            if not any(each.kind == kind and each.field.split()[0] == field for each in seen):
                unseen[statements] = seen
    assert unseen == {}


def test_a_changed_event_is_named_by_its_id(busy: World) -> None:
    """Every event loses a letter in one of a few rounds: its own id is found, and no other."""
    with busy.view() as view:
        events = [(e.seq, e.event_id) for e in view.db.query(Event).order_by(Event.seq)]
    with tampering(busy) as connection:
        for some in (events[at::ROUNDS] for at in range(ROUNDS)):
            with undone(connection):
                for seq, _event_id in some:
                    forge(connection, seq, keep_hash=True)
                named = {each.event_id for each in found(busy, connection)}
            assert named == {event_id for _seq, event_id in some}


def test_an_event_forged_with_its_hash_breaks_the_chain_that_leans_on_it(busy: World) -> None:
    with busy.view() as view:
        wanted = "SELECT min(event_seq) FROM event_subject GROUP BY subject HAVING count(*) > 1"
        seqs = sorted(set(view.db.execute(text(wanted)).scalars()))
        ids = {e.seq: e.event_id for e in view.db.query(Event)}
    assert seqs
    with tampering(busy) as connection:
        for start in range(ROUNDS):
            some = seqs[start::ROUNDS]
            with undone(connection):
                for seq in some:
                    forge(connection, seq, keep_hash=False)
                seen = found(busy, connection)
            assert {each.kind for each in seen} == {"chain"}
            assert {each.event_id for each in seen} == {ids[seq] for seq in some}


def forge(connection: Connection, seq: int, *, keep_hash: bool) -> None:
    """Change nothing but the nonce of a leaf: no column tells."""
    leaf = connection.execute(text(f"SELECT leaf FROM event WHERE seq = {seq}")).scalar_one()
    body = canonical_json(json.loads(leaf) | {"nonce": "AAAAAAAAAAAAAAAAAAAAAA"})
    change = "UPDATE event SET leaf = :leaf WHERE seq = :seq"
    values = {"leaf": body.decode(), "seq": seq, "hash": sha256_b64(body)}
    connection.execute(text(change), values)
    if not keep_hash:
        connection.execute(text("UPDATE event SET leaf_hash = :hash WHERE seq = :seq"), values)


def test_an_erased_value_is_no_difference(busy: World) -> None:
    """Erasure takes value and salt; the commitment stays in the leaf and tells nothing."""
    with busy.by(busy.who.operator) as work:
        erased = work.db.execute(text("DELETE FROM private_value"))
        assert erased.rowcount > 5  # type: ignore[attr-defined]
    assert busy.differences() == []


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_a_record_longer_than_a_page_is_read_whole(
    busy: World, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("traceability.store.queries.audit.PAGE", rows)
    assert busy.differences() == []
    with tampering(busy) as connection:
        last = connection.execute(text("SELECT max(seq) FROM event")).scalar_one()
        forge(connection, last, keep_hash=True)
        assert [each.field for each in found(busy, connection)] == ["leaf_hash"]


def test_a_door_that_was_opened_is_named_though_nothing_went_through_it(busy: World) -> None:
    with busy.store.writer.connect() as connection:
        with connection.begin():
            append_only.release(connection, "event")
        names = append_only.trigger_names(connection.dialect.name, "event")
    busy.tampered = True
    found = busy.differences()
    assert [(each.kind, each.subject) for each in found] == [("trigger", n) for n in sorted(names)]
