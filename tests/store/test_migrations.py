"""Migrations: each one up and down with rows in it, and their sum equal to the models."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.exc import IntegrityError

from tests.book_lists import read_in_dispatches
from tests.families import pack
from tests.families import product as own_goods
from tests.measured import measured
from tests.offices import product
from tests.people import (
    TODAY,
    VINH_TUY,
    World,
    decision,
    orange_revision,
    remember_phone,
    session_of,
)
from tests.print_houses import order_of_house
from tests.registers import imported, row
from tests.season_lived import live_before_the_registry, live_the_registry
from tests.senders import send_report
from tests.services.weigh_days import opened as day_opened
from tests.store_fixtures import Place, opened
from traceability.domain.access import Role
from traceability.domain.alerts import AlertKind
from traceability.domain.balance import Basis
from traceability.domain.deliveries import WriteOff
from traceability.domain.diary import FarmWork
from traceability.domain.events import EventStep
from traceability.domain.growing_area import CodeStep
from traceability.domain.scans import Limits
from traceability.services import accounts as account_services
from traceability.services import (
    alerts,
    api_keys,
    ceilings,
    code_decisions,
    complaints,
    diary,
    parties,
    phones,
    places,
    print_runs,
    products,
    runs,
    scan_limits,
    sign_in,
    write_offs,
)
from traceability.services.ceilings import CeilingRequest
from traceability.services.code_decisions import StepRequest
from traceability.services.products import FormatRequest
from traceability.store import migrate, models
from traceability.store.append_only import installed_triggers, trigger_names
from traceability.store.engine import Store
from traceability.store.models import APPEND_ONLY, Base, Session
from traceability.store.queries import accounts

#: Every alert, step of the record and step of a code that the code of 0002 has a word for.
WORDS_OF_0002 = {
    *("gtin_conflict", "gtin_kept", "gtin_refused", "gtin_confirmed", "code_suspended"),
    *("code_restored", "place_linked", "batch_held", "batch_recalled", "hold_lifted"),
    *("recall_lifted", "member_joined", "member_left", "role_changed", "case_opened"),
    *("case_decided", "case_given", "case_taken", "handed_over", "territory_changed"),
    *("commissioning", "packing", "party_registered", "party_revised", "party_erased"),
    *("consent_given", "consent_withdrawn", "place_revised", "code_step", "code_revised"),
    *("product_revised", "gtin_claimed", "gtin_decided", "published", "labels_ordered"),
    *("labels_linked", "labels_voided", "held", "recalled", "lifted"),
    *("submit", "return", "check", "reject", "grant", "open_internal", "renew", "suspend"),
    *("restore", "revoke", "cancel"),
}


#: The steps of the label ledger, which 0012 came with.
LEDGER = (
    *(EventStep.LABELS_CHECKED, EventStep.LABELS_SPOILED, EventStep.LABELS_RESTORED),
    *(EventStep.LABELS_HANDED_OUT, EventStep.LABELS_RETURNED, EventStep.LABELS_LOST),
    *(EventStep.LABELS_FOUND, EventStep.LABELS_DISPATCHED, EventStep.LABELS_KEPT),
    *(EventStep.LABELS_REPRINTED, EventStep.LABELS_EXPORTED),
)

#: What printing houses brought with 0013.
HOUSES = (EventStep.LABELS_SENT, EventStep.LABELS_RECEIVED)

TODAY_AT_EIGHT = dt.datetime(2026, 1, 20, 1, tzinfo=dt.UTC)


def revisions() -> list[Script]:
    """Every revision, oldest first."""
    found = ScriptDirectory.from_config(migrate.config()).walk_revisions()
    return list(reversed(list(found)))


@pytest.fixture
def empty(empty_url: str) -> Iterator[Store]:
    with opened(empty_url) as store:
        yield store


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


def protected(upto: Script) -> set[str]:
    """The tables that revisions up to one made append-only."""
    names: set[str] = set()
    for script in revisions():
        names |= set(getattr(script.module, "APPEND_ONLY", ()))
        if script.revision == upto.revision:
            break
    return names


def triggers_of(dialect: str, names: set[str]) -> set[str]:
    return {trigger for name in names for trigger in trigger_names(dialect, name)}


def test_revisions_form_one_line() -> None:
    script = ScriptDirectory.from_config(migrate.config())
    assert len(script.get_heads()) == len(script.get_bases()) == 1
    assert script.get_heads() == [migrate.head()]


def test_every_revision_goes_up_down_and_up_again(empty: Store) -> None:
    for script in revisions():
        assert migrate.upgrade(empty, script.revision) == script.revision
        check(empty, script)
        below = script.down_revision or "base"
        assert isinstance(below, str)
        migrate.downgrade(empty, below)
        if below == "base":
            with empty.reader.connect() as connection:
                assert tables(connection) == set()
                assert installed_triggers(connection) == set()
        migrate.upgrade(empty, script.revision)
        check(empty, script)
    assert migrate.current(empty) == migrate.head()


def check(store: Store, script: Script) -> None:
    """After any revision every append-only table that stands has its triggers, and no other."""
    with store.reader.connect() as connection:
        standing = protected(script) & tables(connection)
        expected = triggers_of(connection.dialect.name, standing)
        assert installed_triggers(connection) == expected
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_every_revision_goes_down_with_rows_in_it_and_up_again(older: World) -> None:
    older.tampered = True  # what stood in the tables is gone
    for script in reversed(revisions()):
        below = script.down_revision or "base"
        assert isinstance(below, str)
        migrate.downgrade(older.store, below)
        migrate.upgrade(older.store, script.revision)
        check(older.store, script)
        migrate.downgrade(older.store, below)
    assert migrate.upgrade(older.store) == migrate.head()


def test_nobody_gets_more_rights_on_the_way_down(older: World) -> None:
    """Keys of 0001 open all of their role, and its sessions were opened by a password."""
    token = remember_phone(older, "recorder")
    with older.view() as view:
        phone = phones.remembered(view, token)
    with older.by(older.who.operator) as work:
        coop = parties.known(work, older.who.manager.party or 0)
        narrow = api_keys.create_key(work, coop, Role.MANAGER, scopes=["publish"]).prefix
        phones.enter(work, phone, True, "Chrome/Android")
    cookie = session_of(older, "recorder")
    older.tampered = True
    migrate.downgrade(older.store, "0001")
    keys = told(
        older, "SELECT prefix, revoked_at IS NULL FROM api_key WHERE expires_at IS NOT NULL"
    )
    assert len(keys) > 1
    assert [prefix for prefix, open_still in keys if not open_still] == [narrow]
    migrate.upgrade(older.store)
    with older.view() as view:
        assert sign_in.who(view, cookie).actor.role == Role.RECORDER
        ended = view.db.scalars(select(Session.ended_at).order_by(Session.id.desc()).limit(2)).all()
    assert ended[0] is None
    assert ended[1] is not None


def test_words_that_nobody_would_erase_any_more_go_on_the_way_down(older: World) -> None:
    older.tampered = True
    kinds = {kind for (kind,) in told(older, "SELECT DISTINCT owner_kind FROM private_value")}
    assert {"invitation", "hand_over"} <= kinds
    assert told(older, "SELECT id FROM job WHERE kind = 'mail'")
    migrate.downgrade(older.store, "0001")
    kinds = {kind for (kind,) in told(older, "SELECT DISTINCT owner_kind FROM private_value")}
    assert kinds <= {"event", "user", "party", "place"}
    assert told(older, "SELECT id FROM job WHERE kind <> 'print_run'") == []


def twice_a_member(older: World) -> None:
    with older.by(older.who.operator) as work:
        user = accounts.user_by_login(work.db, "recorder")
        assert user is not None
        office = parties.known(work, older.who.manager.party or 0)
        account_services.leave(work, "recorder", office)
        account_services.add_member(work, user, office, Role.RECORDER)


def one_gtin_on_two_products(older: World) -> None:
    for actor in (older.who.manager, older.who.stranger):
        product(older, actor)


def sold_by_the_piece(older: World) -> None:
    asked = orange_revision()
    pieces = dataclasses.replace(asked.formats[0], basis=Basis.OWN_WEIGHT, net_amount=None)
    with older.by(older.who.manager) as work:
        coop = parties.known(work, older.who.manager.party or 0)
        sold = dataclasses.replace(asked, formats=(pieces,))
        products.create(work, coop, "sanh_orange", sold)


@pytest.mark.parametrize("obstacle", [twice_a_member, one_gtin_on_two_products, sold_by_the_piece])
def test_where_it_cannot_go_down_everything_stays(
    older: World, obstacle: Callable[[World], None]
) -> None:
    obstacle(older)
    with pytest.raises(IntegrityError):
        migrate.downgrade(older.store, "0001")
    assert migrate.current(older.store) == migrate.head()
    assert older.differences() == []
    assert told(older, "SELECT owner_id FROM private_value WHERE owner_kind = 'invitation'")


def told(world: World, query: str) -> list[Any]:
    """What the database says, whatever its revision."""
    with world.store.reader.connect() as connection:
        return list(connection.execute(text(query)))


def struck(world: World) -> None:
    """A step that only the registry takes, as its code writes it."""
    with world.by(world.who.operator) as work:
        last = work.db.scalars(select(models.AreaCodeStep).order_by(models.AreaCodeStep.seq)).all()
        row = {each.key: getattr(last[-1], each.key) for each in inspect(models.AreaCodeStep).attrs}
        work.db.add(models.AreaCodeStep(**row | {"seq": last[-1].seq + 1, "step": "strike"}))


def with_species(world: World) -> None:
    with world.by(world.who.operator) as work:
        bees = places.PlaceRequest("apiary", VINH_TUY, colonies=12, species="cerana", private={})
        places.register(work, parties.known(work, world.who.manager.party or 0), bees)


def proposed(world: World) -> None:
    with world.by(world.who.registrar) as work:
        revoked = StepRequest(world.who.area, CodeStep.REVOKE, decision(TODAY), kin=True)
        code_decisions.decide(work, revoked)


def with_ceiling(world: World) -> None:
    with world.by(world.who.registrar) as work:
        asked = CeilingRequest("sanh_orange", "hold", 30_000_000, TODAY, "QĐ 5")
        ceilings.set_ceiling(work, asked)


def with_list(world: World) -> None:
    imported(world, [row(Mã_số="VN-HGOR-0560")])


def test_every_step_that_0002_does_not_know_keeps_the_registry_there() -> None:
    (registry,) = [each for each in revisions() if each.revision == "0003"]
    later = {EventStep.PROCESS, EventStep.SPLIT, EventStep.MERGE}  # 0004 keeps itself
    later |= {EventStep.FARM_WORK}  # 0007 too
    later |= {EventStep.INSPECT}  # and 0009
    later |= {EventStep.COMPLAINT, EventStep.COMPLAINT_ANSWERED}  # and 0010
    later |= {EventStep.REPORTED, EventStep.REPORT_STEP}  # and 0018
    later |= {EventStep.RECEIVE, EventStep.RECEPTION_OPENED, EventStep.RECEPTION_CLOSED}  # 0005
    later |= {EventStep.SHIP, EventStep.ACCEPT, EventStep.RETURN, EventStep.STORE}  # as 0006 does
    later |= {EventStep.DESTROY, EventStep.LOSE, EventStep.DELIVERY_ANSWERED}
    later |= set(LEDGER)  # and 0012
    later |= set(HOUSES)  # and 0013
    later |= {EventStep.SCAN_LIMITS_SET}  # and 0015
    later |= {EventStep.LABELS_UNLINKED}  # and 0021
    newer = {str(each) for each in set(EventStep) - later}
    assert set(registry.module._EVENTS) == newer - WORDS_OF_0002


def test_labels_at_a_printing_house_keep_their_table_there(world: World) -> None:
    order_of_house(world, world.packed(6, kg=12).code)
    with pytest.raises(RuntimeError, match="0013 cannot be taken back"):
        migrate.downgrade(world.store, "0012")


def test_runs_keep_the_making_there(world: World) -> None:
    fresh = world.harvest(10).code
    with world.by(world.who.recorder) as work:
        asked = runs.RunRequest(runs.SPLIT, (runs.Take(fresh),), (runs.Make(),), TODAY)
        runs.register(work, asked)
    with pytest.raises(RuntimeError, match="holds processing runs"):
        migrate.downgrade(world.store, "0003")


def test_the_ledger_of_labels_keeps_its_columns_there(world: World) -> None:
    run = world.print_labels(world.packed().code, 5)
    assert run  # its paper was read
    with pytest.raises(RuntimeError, match="holds blank print runs"):
        migrate.downgrade(world.store, "0011")


def test_sacks_that_left_keep_their_table_there(world: World) -> None:
    made = own_goods(world, "sanh_orange", FormatRequest("bao", basis=Basis.OWN_WEIGHT))
    lot = pack(world, world.harvest(10).code, made, None, weights=(4_000, 5_000)).code
    asked = write_offs.WriteOffRequest(lot, WriteOff.SAMPLE, TODAY, sacks=(1,))
    with world.by(world.who.recorder) as work:
        write_offs.register(work, asked)
    with pytest.raises(RuntimeError, match="tells of sacks that left"):
        migrate.downgrade(world.store, "0012")


def test_alerts_of_scans_go_and_limits_of_scans_keep_their_table(world: World) -> None:
    with world.by(world.who.operator) as work:
        alerts.tell(work, world.who.manager.party or 0, "scanned_void", None, {"count": 1})
    assert migrate.downgrade(world.store, "0012") == "0012"
    assert told(world, "SELECT id FROM alert WHERE kind LIKE 'scanned%'") == []
    migrate.upgrade(world.store)
    with world.by(world.who.manager) as work:
        scan_limits.choose(work, world.who.product, Limits(2, 2, 2))
    with pytest.raises(RuntimeError, match="holds limits of scans"):
        migrate.downgrade(world.store, "0012")


@pytest.mark.parametrize("stock", ["50×30", "Giấy ở văn phòng"])
def test_labels_on_paper_of_ones_own_keep_it_there(world: World, stock: str) -> None:
    measured(world)
    asked = print_runs.PrintRequest(world.packed().code, 5, stock)
    with world.by(world.who.recorder) as work:
        print_runs.order(work, world.press, asked)
    with pytest.raises(RuntimeError, match="on rolls or on paper of one's own"):
        migrate.downgrade(world.store, "0012")


def test_a_complaint_keeps_its_tables_there(world: World) -> None:
    lot = world.harvest(10).code
    with world.by(world.who.recorder) as work:
        asked = complaints.ComplaintRequest(lot, complaints.ComplaintKind.LABEL, "mờ", TODAY)
        complaints.note(work, asked)
    with pytest.raises(RuntimeError, match="holds complaints"):
        migrate.downgrade(world.store, "0008")


def test_a_report_keeps_its_tables_there(world: World) -> None:
    send_report(world, world.packed().code)
    with pytest.raises(RuntimeError, match="holds reports of buyers"):
        migrate.downgrade(world.store, "0012")


def test_books_that_were_read_in_keep_their_tables_there(world: World) -> None:
    read_in_dispatches(world)
    with pytest.raises(RuntimeError, match="holds lists that were read in"):
        migrate.downgrade(world.store, "0010")
    assert migrate.current(world.store) == migrate.head()


def test_a_diary_keeps_its_tables_there(world: World) -> None:
    with world.by(world.who.recorder) as work:
        asked = diary.FarmWorkRequest(world.who.place, FarmWork.IRRIGATION, TODAY)
        diary.register(work, asked)
    with pytest.raises(RuntimeError, match="holds lines of the farm diary"):
        migrate.downgrade(world.store, "0004")


def test_a_device_s_clock_stays_there(world: World) -> None:
    world.harvest(10, device_at=TODAY_AT_EIGHT)
    with pytest.raises(RuntimeError, match="holds the clocks of devices"):
        migrate.downgrade(world.store, "0008")


def test_days_of_buying_keep_their_revision_there(world: World) -> None:
    day_opened(world)
    with pytest.raises(RuntimeError, match="holds days of buying"):
        migrate.downgrade(world.store, "0004")
    assert world.differences() == []


@pytest.mark.parametrize(
    ("add", "named"),
    [
        (proposed, "event.step = step_proposed (1)"),
        (with_ceiling, "reference_value.set_by (1)"),
        (with_list, "register_import.state = stored (1)"),
        (struck, "area_code_step.step = strike (1)"),
        (with_species, "place_revision.species (1)"),
    ],
)
def test_the_registry_stays_where_the_record_needs_it(
    older: World, add: Callable[[World], None], named: str
) -> None:
    older.tampered = True
    add(older)
    with pytest.raises(
        RuntimeError, match=re.escape(f"nothing of the record is deleted: {named}.")
    ):
        migrate.downgrade(older.store, "0002")
    assert migrate.current(older.store) == migrate.head()


def test_a_season_of_the_registry_is_not_taken_back(world: World, tmp_path: Path) -> None:
    live_the_registry(world, live_before_the_registry(world, tmp_path))
    with pytest.raises(RuntimeError, match=r"certificate_stated \(\d+\).*case_file.kind = overlap"):
        migrate.downgrade(world.store, "0002")
    assert migrate.current(world.store) == migrate.head()
    assert world.differences() == []


def test_a_season_with_everything_in_it_is_not_taken_back(busy: World) -> None:
    with pytest.raises(RuntimeError, match="0018 cannot be taken back: the record holds reports"):
        migrate.downgrade(busy.store, "0002")
    assert migrate.current(busy.store) == migrate.head()
    assert busy.differences() == []


def test_what_goes_down_is_read_by_the_code_of_before(older: World) -> None:
    """Alerts that the registry tells go, and of the record every word is one of before."""
    older.tampered = True
    with older.by(older.who.operator) as work:
        facts = {"raw": "VN-HGOR-0128", "day": "2025-10-01"}
        holder = older.who.manager.party or 0
        alerts.tell(work, holder, AlertKind.CODE_GRANTED, older.who.area, facts)
    migrate.downgrade(older.store, "0002")
    words = {
        kind
        for table, column in (("alert", "kind"), ("event", "step"), ("area_code_step", "step"))
        for (kind,) in told(older, f"SELECT DISTINCT {column} FROM {table}")
    }
    assert words <= WORDS_OF_0002


def test_migrating_what_is_migrated_changes_nothing(busy: World) -> None:
    assert migrate.upgrade(busy.store) == migrate.head()


def test_head_protects_exactly_the_append_only_models(store: Store) -> None:
    with store.reader.connect() as connection:
        assert installed_triggers(connection) == triggers_of(connection.dialect.name, APPEND_ONLY)


def test_head_is_what_the_models_say(store: Store) -> None:
    with store.reader.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_head_is_what_the_models_would_create(store: Store, databases_here: Place) -> None:
    """compare_metadata looks neither at CHECK constraints nor at keys; two databases tell."""
    with databases_here.database() as (_name, url), opened(url) as created:
        with created.writer.begin() as connection:
            Base.metadata.create_all(connection)
        assert shape(store) == shape(created)


def shape(store: Store) -> dict[str, Any]:
    with store.reader.connect() as connection:
        seen = inspect(connection)
        return {name: table_shape(seen, name) for name in sorted(tables(connection))}


def table_shape(seen: Any, name: str) -> dict[str, Any]:
    return {
        "columns": sorted(
            (c["name"], str(c["type"]), c["nullable"]) for c in seen.get_columns(name)
        ),
        "primary": seen.get_pk_constraint(name),
        "unique": by_name(seen.get_unique_constraints(name)),
        "foreign": by_name(seen.get_foreign_keys(name)),
        "checks": {each["name"]: " ".join(each["sqltext"].split()) for each in checks(seen, name)},
        "indexes": by_name([index_shape(each) for each in seen.get_indexes(name)]),
    }


def index_shape(index: Any) -> dict[str, Any]:
    """An index with its condition as text: the clauses of two databases are never equal."""
    options = {key: str(value) for key, value in index.get("dialect_options", {}).items()}
    return {**index, "dialect_options": options}


def checks(seen: Any, name: str) -> list[Any]:
    found: list[Any] = seen.get_check_constraints(name)
    return found


def by_name(found: list[Any]) -> list[Any]:
    return sorted(found, key=lambda each: str(each["name"]))


def test_a_migration_that_breaks_a_foreign_key_is_rolled_back(world: World) -> None:
    """SQLite migrates with foreign keys off, so what it left is checked before the commit."""
    if world.store.writer.dialect.name != "sqlite":
        broken = pytest.raises(Exception, match="foreign key")
    else:
        broken = pytest.raises(RuntimeError, match="broke foreign keys")

    def orphan(configured: Any, _revision: str) -> None:
        connection = configured.attributes["connection"]
        connection.execute(
            text(
                "INSERT INTO authority_scope (party_id, commune_code, commune_vintage)"
                " VALUES (987654, NULL, NULL)"
            )
        )

    with broken:
        migrate._run(world.store, orphan, "head")
    with world.store.reader.connect() as connection:
        wanted = "SELECT count(*) FROM authority_scope WHERE party_id = 987654"
        assert connection.execute(text(wanted)).scalar() == 0
    with world.store.writer.connect() as connection:
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
