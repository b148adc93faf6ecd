"""The page about the API tells what there is, and its examples are read as they are meant."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.api.test_openapi import OPERATIONS
from tests.people import MORNING
from traceability.domain import ids
from traceability.domain.days import day_in_vietnam
from traceability.schemas.harvests import HarvestSchema
from traceability.schemas.packings import PackingSchema
from traceability.services.request_keys import LONGEST_KEY
from traceability.web.api.document import PROBLEMS
from traceability.web.api.requests import LARGEST_BODY
from traceability.web.limits import REFUSED_KEYS

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
SCHEMAS = {"harvests": HarvestSchema, "packings": PackingSchema}


@pytest.mark.parametrize("what", SCHEMAS)
def test_an_example_is_a_request(what: str) -> None:
    found = re.search(rf"/api/v1/{what} .*?-d '(.*?)'", PAGE, re.DOTALL)
    assert found is not None
    body = json.loads(found[1])
    assert SCHEMAS[what](today=day_in_vietnam(MORNING)).read(body)["asked"]
    codes = [value for value in body.values() if isinstance(value, str) and len(value) == 9]
    assert codes
    assert all(map(ids.is_valid, codes))


def test_every_status_is_told() -> None:
    rows = re.findall(r"^\| ([0-9, ]+) \|", PAGE, re.MULTILINE)
    told = {int(number) for row in rows for number in row.split(",")}
    assert told == set(PROBLEMS) - {500} | {405}


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_operation_is_told(path: str, method: str) -> None:
    assert f"`{method} {path}`" in PAGE


def test_the_limits_are_as_told() -> None:
    assert f"{LARGEST_BODY // 1024} KiB" in PAGE
    assert f"8–{LONGEST_KEY} printable" in PAGE
    assert REFUSED_KEYS.startswith("60 per 10 minutes")
