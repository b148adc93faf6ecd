"""Migrations: each one up and down with rows in it, and their sum equal to the models."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.exc import IntegrityError

from tests.offices import product
from tests.people import World, orange_revision, remember_phone, session_of
from tests.store_fixtures import Place, opened
from traceability.domain.access import Role
from traceability.domain.balance import Basis
from traceability.services import accounts as account_services
from traceability.services import api_keys, parties, phones, products, sign_in
from traceability.store import migrate
from traceability.store.append_only import installed_triggers, trigger_names
from traceability.store.engine import Store
from traceability.store.models import APPEND_ONLY, Base, Session
from traceability.store.queries import accounts


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


def test_every_revision_goes_down_with_rows_in_it_and_up_again(busy: World) -> None:
    busy.tampered = True  # what stood in the tables is gone
    for script in reversed(revisions()):
        below = script.down_revision or "base"
        assert isinstance(below, str)
        migrate.downgrade(busy.store, below)
        migrate.upgrade(busy.store, script.revision)
        check(busy.store, script)
        migrate.downgrade(busy.store, below)
    assert migrate.upgrade(busy.store) == migrate.head()


def test_nobody_gets_more_rights_on_the_way_down(busy: World) -> None:
    """Keys of 0001 open all of their role, and its sessions were opened by a password."""
    token = remember_phone(busy, "recorder")
    with busy.view() as view:
        phone = phones.remembered(view, token)
    with busy.by(busy.who.operator) as work:
        coop = parties.known(work, busy.who.manager.party or 0)
        narrow = api_keys.create_key(work, coop, Role.MANAGER, scopes=["publish"]).prefix
        phones.enter(work, phone, True, "Chrome/Android")
    cookie = session_of(busy, "recorder")
    busy.tampered = True
    migrate.downgrade(busy.store, "0001")
    keys = told(busy, "SELECT prefix, revoked_at IS NULL FROM api_key WHERE expires_at IS NOT NULL")
    assert len(keys) > 1
    assert [prefix for prefix, open_still in keys if not open_still] == [narrow]
    migrate.upgrade(busy.store)
    with busy.view() as view:
        assert sign_in.who(view, cookie).actor.role == Role.RECORDER
        ended = view.db.scalars(select(Session.ended_at).order_by(Session.id.desc()).limit(2)).all()
    assert ended[0] is None
    assert ended[1] is not None


def test_words_that_nobody_would_erase_any_more_go_on_the_way_down(busy: World) -> None:
    busy.tampered = True
    kinds = {kind for (kind,) in told(busy, "SELECT DISTINCT owner_kind FROM private_value")}
    assert {"invitation", "hand_over"} <= kinds
    assert told(busy, "SELECT id FROM job WHERE kind = 'mail'")
    migrate.downgrade(busy.store, "0001")
    kinds = {kind for (kind,) in told(busy, "SELECT DISTINCT owner_kind FROM private_value")}
    assert kinds <= {"event", "user", "party", "place"}
    assert told(busy, "SELECT id FROM job WHERE kind <> 'print_run'") == []


def twice_a_member(busy: World) -> None:
    with busy.by(busy.who.operator) as work:
        user = accounts.user_by_login(work.db, "recorder")
        assert user is not None
        office = parties.known(work, busy.who.manager.party or 0)
        account_services.leave(work, "recorder", office)
        account_services.add_member(work, user, office, Role.RECORDER)


def one_gtin_on_two_products(busy: World) -> None:
    for actor in (busy.who.manager, busy.who.stranger):
        product(busy, actor)


def sold_by_the_piece(busy: World) -> None:
    asked = orange_revision()
    pieces = dataclasses.replace(asked.formats[0], basis=Basis.OWN_WEIGHT, net_amount=None)
    with busy.by(busy.who.manager) as work:
        coop = parties.known(work, busy.who.manager.party or 0)
        sold = dataclasses.replace(asked, formats=(pieces,))
        products.create(work, coop, "sanh_orange", sold)


@pytest.mark.parametrize("obstacle", [twice_a_member, one_gtin_on_two_products, sold_by_the_piece])
def test_where_it_cannot_go_down_everything_stays(
    busy: World, obstacle: Callable[[World], None]
) -> None:
    obstacle(busy)
    with pytest.raises(IntegrityError):
        migrate.downgrade(busy.store, "0001")
    assert migrate.current(busy.store) == migrate.head()
    assert busy.differences() == []
    assert told(busy, "SELECT owner_id FROM private_value WHERE owner_kind = 'invitation'")


def told(world: World, query: str) -> list[Any]:
    """What the database says, whatever its revision."""
    with world.store.reader.connect() as connection:
        return list(connection.execute(text(query)))


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
