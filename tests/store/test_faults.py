"""What the log is told of a fault: class, state and place, in one line, and never the text."""

from __future__ import annotations

import pytest

from traceability.domain.errors import Conflict
from traceability.services import seeding
from traceability.store.engine import Store
from traceability.store.faults import told
from traceability.store.models import AuditEntry, Installation, PrivateValue
from traceability.store.unit import writing

MARKER = "Giàng A Pháo\r\n2026-01-20 root: 0912 345 678"


def private(value: str, owner: str = "1") -> PrivateValue:
    row = PrivateValue(owner_kind="user", owner_id=owner, field="name", salt=b"s" * 16)
    row.value = row.folded = value
    return row


def insert_unfinished(store: Store) -> None:
    """PostgreSQL's DETAIL repeats the whole row that lacks something."""
    with writing(store, seeding.BOOT) as work:
        row = private(MARKER)
        row.folded = None  # type: ignore[assignment]
        work.add(row)


def test_nothing_that_was_to_be_stored_is_told(store: Store) -> None:
    with pytest.raises(Exception, match=r"(?i)not.null") as caught:
        insert_unfinished(store)
    line = told(caught.value)
    assert "Pháo" not in line
    assert "0912" not in line
    assert len(line.splitlines()) == 1
    assert line.startswith("IntegrityError [")
    assert "23502" in line or "SQLITE_CONSTRAINT_NOTNULL" in line
    assert "insert_unfinished" in line


def test_the_parameters_are_hidden_in_the_text_itself(store: Store) -> None:
    """For whoever prints it all the same: a command that breaks off, a debugger."""
    with pytest.raises(Exception, match=r"(?i)not.null") as caught:
        insert_unfinished(store)
    said = str(caught.value).partition("DETAIL")[0]
    assert "hide_parameters" in str(caught.value)
    assert "Pháo" not in said


def misread() -> None:
    """A fault that arose from another one."""
    try:
        {}[MARKER]
    except KeyError as fault:
        raise LookupError(MARKER) from fault


def test_what_a_fault_arose_from_is_told_after_it_and_without_its_text() -> None:
    with pytest.raises(LookupError) as caught:
        misread()
    first, second = told(caught.value).split(" <- ")
    assert first.startswith("LookupError at ")
    assert second.startswith("KeyError at ")
    assert second.endswith(" misread")
    assert "Pháo" not in first + second


def test_a_fault_is_one_line_however_it_was_named() -> None:
    """The name of a file or a function that was made up on the way could hold a break."""
    with pytest.raises(ZeroDivisionError) as caught:
        exec(compile("1 / 0", "a\r\nroot: b", "exec"))
    assert len(told(caught.value).splitlines()) == 1


def test_a_fault_that_arose_from_itself_is_told_once() -> None:
    one, other = ValueError(), TypeError()
    one.__cause__, other.__cause__ = other, one
    assert told(one) == "ValueError <- TypeError"


def test_what_another_has_stored_under_the_same_key_is_a_conflict(store: Store) -> None:
    with writing(store, seeding.BOOT) as work:
        work.add(Installation(key="demonstration", value="2026-01-20"))
    with (
        pytest.raises(Conflict, match="changed_meanwhile"),
        writing(store, seeding.BOOT) as work,
    ):
        work.add(Installation(key="demonstration", value="2026-01-21"))


def test_what_breaks_another_rule_is_no_conflict(store: Store) -> None:
    with (
        pytest.raises(Exception, match=r"(?i)foreign key") as caught,
        writing(store, seeding.BOOT) as work,
    ):
        work.add(AuditEntry(at=store.clock(), actor_id=987_654, action="sign_in", thing="-"))
    assert not isinstance(caught.value, Conflict)
