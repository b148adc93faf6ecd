"""A program of an organisation that asks the API with its key."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.people import PASSWORD, World
from traceability.domain.access import Role
from traceability.services import api_keys, sign_in
from traceability.store.queries import parties

#: For what does not come as far as the database, or is the same on both.
ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"])
HARVEST = {"harvested_on": "2026-01-12", "weight": 100}


@dataclasses.dataclass(frozen=True)
class Door:
    """The API as a program of one organisation sees it."""

    world: World
    app: Flask
    key: str

    def call(self, method: str, path: str, **more: Any) -> TestResponse:
        """One request with the key; ``headers`` add to it."""
        headers = {"Authorization": f"Bearer {self.key}", **more.pop("headers", {})}
        return self.app.test_client().open(path, method=method, headers=headers, **more)

    def get(self, code: str, **more: Any) -> TestResponse:
        """A batch."""
        return self.call("GET", f"/api/v1/batches/{code}", **more)

    def post(self, what: str, body: Any, key: str | None = None, **more: Any) -> TestResponse:
        """An act under a request key of its own, or under ``key``."""
        headers = {"Idempotency-Key": key or str(uuid.uuid4()), **more.pop("headers", {})}
        return self.call("POST", f"/api/v1/{what}", json=body, headers=headers, **more)

    def send(self, what: str, raw: bytes | str, **headers: str) -> TestResponse:
        """An act whose JSON is given as text."""
        told = {"Idempotency-Key": str(uuid.uuid4()), "Content-Type": "application/json"}
        told |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.call("POST", f"/api/v1/{what}", data=raw, headers=told)

    def harvest(self, **values: Any) -> TestResponse:
        """A harvest of 100 kg under the cooperative's code, with ``values`` put in."""
        return self.post("harvests", {"area_code": self.world.who.area, **HARVEST, **values})

    def harvested(self) -> str:
        """The code of a new harvest of 100 kg."""
        code: str = self.harvest().json["code"]  # type: ignore[index]
        return code

    def packing(self, batch: str, **values: Any) -> TestResponse:
        """Forty nets of 2 kg from a batch, with ``values`` put in."""
        asked = {"product": self.world.who.product, "packages": 40, "packed_on": "2026-01-14"}
        return self.post("packings", {"batch": batch, **asked, **values})

    def rows(self, model: type[Any]) -> list[Any]:
        """Every row of a table."""
        with self.world.view() as view:
            found = view.db.query(model).all()
            view.db.expunge_all()
        return found

    def of(self, organisation: str, role: Role = Role.RECORDER) -> Door:
        """The same service with a new key of an organisation."""
        return dataclasses.replace(self, key=new_key(self.world, organisation, role))


def new_key(world: World, organisation: str, role: Role = Role.RECORDER) -> str:
    """A key of an organisation, as the operator makes it."""
    with world.by(world.who.operator) as work:
        party = parties.by_code(work.db, organisation)
        assert party is not None
        return api_keys.create_key(work, party, role).text


def cookie(world: World) -> str:
    """A session's cookie of the cooperative's recorder."""
    with world.by(world.who.operator) as work:
        user = sign_in.account_of(work, "recorder")
        assert user is not None
        assert sign_in.password_fits(user, PASSWORD)
        return sign_in.open_session(work, user)
