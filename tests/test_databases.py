"""The PostgreSQL that the tests run on: real, with defaults that a rule could notice left alone."""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests import databases


def ask(url: str, statement: str) -> str:
    """One value of one row."""
    with psycopg.connect(url.replace("+psycopg", "", 1)) as connection:
        row = connection.execute(statement.encode()).fetchone()
    assert row is not None
    return str(row[0])


@pytest.fixture
def name(postgres_url: str) -> Iterator[str]:
    name = f"t_{uuid.uuid4().hex[:12]}"
    yield name
    for made in (name, f"{name}_copy"):
        databases.drop_database(postgres_url, made)


def test_a_database_is_copied_from_a_template(postgres_url: str, name: str) -> None:
    first = databases.create_database(postgres_url, name)
    databases.execute(first, "CREATE TABLE batch (code text)")
    databases.execute(first, "INSERT INTO batch VALUES ('CAM-SANH-01')")
    copy = databases.create_database(postgres_url, f"{name}_copy", template=name)
    assert ask(copy, "SELECT code FROM batch") == "CAM-SANH-01"
    databases.execute(copy, "DELETE FROM batch")
    assert ask(first, "SELECT count(*) FROM batch") == "1"


def test_vietnamese_is_kept(postgres_url: str, name: str) -> None:
    url = databases.create_database(postgres_url, name)
    assert ask(url, "SELECT 'Đồng Văn'::text") == "Đồng Văn"
    assert ask(url, "SHOW server_encoding") == "UTF8"


def test_what_a_rule_could_notice_is_at_its_default(postgres_url: str) -> None:
    assert ask(postgres_url, "SHOW synchronous_commit") == "on"
    assert ask(postgres_url, "SHOW default_transaction_isolation") == "read committed"
    assert ask(postgres_url, "SHOW listen_addresses") == ""


@pytest.mark.parametrize("name", ["é", "Drop", 'a"; --', "a-b", "1st", "x" * 64])
def test_a_name_that_would_need_care_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=re.escape(name)):
        databases.quoted(name)


def test_the_url_of_another_database_keeps_the_server() -> None:
    url = "postgresql+psycopg://postgres@/postgres?host=/run/pg"
    assert databases.database_url(url, "one") == "postgresql+psycopg://postgres@/one?host=/run/pg"


def test_a_server_that_never_comes_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACEABILITY_TEST_POSTGRES", str(tmp_path / "nowhere"))
    with pytest.raises(databases.NoPostgresError, match="apt-get install postgresql"):
        databases.shared_url(tmp_path)
    with pytest.raises(databases.NoPostgresError, match="apt-get install postgresql"):
        databases.shared_url(tmp_path)  # whoever asks second is told the same, and does not wait
    databases.end_shared(tmp_path)
    assert not tmp_path.exists()


def test_a_server_of_its_own_ends_and_leaves_nothing() -> None:
    server = databases.start_postgres()
    assert ask(server.url, "SELECT 1") == "1"
    server.stop()
    assert not server.folder.exists()
    with pytest.raises(psycopg.OperationalError):
        ask(server.url, "SELECT 1")


def test_a_database_is_made_anew_whatever_became_of_it(postgres_url: str, name: str) -> None:
    first = databases.create_database(postgres_url, name)
    databases.execute(first, "CREATE TABLE batch (code text)")
    copy = databases.create_database(postgres_url, f"{name}_copy", template=name)
    databases.execute(copy, "INSERT INTO batch VALUES ('CAM-SANH-01')")
    databases.replace_database(postgres_url, f"{name}_copy", name)
    assert ask(copy, "SELECT count(*) FROM batch") == "0"


def test_a_run_lives_in_memory_only_where_there_is_room(tmp_path: Path) -> None:
    there = os.statvfs(tmp_path)
    free = there.f_bavail * there.f_frsize
    assert databases.is_roomy(tmp_path, free // 2)
    assert not databases.is_roomy(tmp_path, free * 2)
    assert not databases.is_roomy(tmp_path / "nowhere", 0)
