"""No name and no phone number reaches the log, whichever door a fault comes out of."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from tests.people import KEYRING, World
from tests.web.lot_visits import Visitor, app_of
from traceability.jobs import printing
from traceability.jobs.work import Worker
from traceability.services import harvest_views, print_files
from traceability.store.models import PrivateValue
from traceability.store.unit import Work, writing

MARKER = "Giàng A Pháo\r\nroot: 0912 345 678"


def store_a_name_badly(work: Work) -> None:
    """An insert that fails, with a name in it; PostgreSQL repeats the row."""
    row = PrivateValue(owner_kind="user", owner_id="1", field="phone", salt=b"s" * 16)
    row.value, row.folded = MARKER, None  # type: ignore[assignment]
    work.add(row)


def check_one_quiet_line(caplog: pytest.LogCaptureFixture, begins: str) -> None:
    lines = caplog.text.splitlines()
    assert len(lines) == 1
    assert begins in lines[0]
    assert "IntegrityError [" in lines[0]
    assert "store_a_name_badly" in lines[0]
    assert "Pháo" not in caplog.text
    assert "0912" not in caplog.text


def test_a_request_that_fails_logs_no_name(
    world: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    visitor = Visitor(app_of(world, files=tmp_path), world, "recorder")

    def fail(*_: object) -> None:
        with writing(world.store, world.who.recorder) as work:
            store_a_name_badly(work)

    monkeypatch.setattr(harvest_views, "choices", fail)
    with caplog.at_level(logging.INFO):
        page = visitor.get("/coop/thu-hoach/moi")
    assert page.status == 500
    assert "Pháo" not in page.source
    check_one_quiet_line(caplog, "a request failed: ")


def test_a_job_that_fails_logs_no_name(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    world.print_labels(world.packed().code, 3, released=False)

    def fail(work: Work, *_: Any) -> None:
        store_a_name_badly(work)

    monkeypatch.setattr(printing.print_files, "release", fail)
    with caplog.at_level(logging.INFO):
        assert Worker(world.store, KEYRING).step()
    assert print_files.release is fail
    check_one_quiet_line(caplog, "job 1: attempt 1 broke off: ")
