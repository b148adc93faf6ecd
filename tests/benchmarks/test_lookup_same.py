"""The peer of cold pages draws our page: of every lot of the demonstration the same bytes."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest
from flask import Flask, Response
from sqlalchemy import select

from benchmarks.harness import lookup_alike, lookup_orm_same
from tests.people import KEYRING
from tests.store_fixtures import SHOWN_AT, Templates, opened
from traceability.app import build
from traceability.settings import Settings
from traceability.store.models import Batch, BatchStock
from traceability.store.unit import Reading, reading


def published(view: Reading) -> list[str]:
    wanted = select(Batch.code).join(BatchStock, BatchStock.batch_id == Batch.id)
    return list(view.db.scalars(wanted.where(BatchStock.published_on.is_not(None))))


def sending(text: str) -> Flask:
    app = Flask("sending")

    @app.get("/<code>")
    def page(code: str) -> Response:
        packed = gzip.compress(f"<p>{code}</p>\n{text}".encode())
        return Response(packed, headers={"Content-Encoding": "gzip"})

    return app


def test_both_draw_the_same_page_of_every_lot(templates: Templates, tmp_path: Path) -> None:
    file = tmp_path / "demo.sqlite3"
    shutil.copyfile(templates.demonstration()[0], file)
    url = f"sqlite:///{file}"
    known = Settings(
        database_url=url,
        public_url="http://127.0.0.1:8000",
        secret_key="s" * 32,
        label_keys=KEYRING,
        files=templates.pictures,
        development=True,
    )
    with opened(url, lambda: SHOWN_AT) as store:
        with reading(store) as view:
            codes = published(view)
        assert len(codes) > 50
        peer = lookup_orm_same.make(known, store)
        lookup_alike.compare(build(known, store), peer, codes)


def test_a_line_that_differs_ends_the_run_and_is_told() -> None:
    with pytest.raises(SystemExit) as told:
        lookup_alike.compare(sending("Cam sành"), sending("Cam xã"), ["A"])
    said = str(told.value)
    assert "A: the pages differ" in said
    assert "-Cam sành" in said
    assert "+Cam xã" in said
    assert "<p>" not in said
