"""Templates of making ship as data: every family has one, and a revision never changes."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from traceability.data import read_crops
from traceability.data.processes import template_of, templates
from traceability.domain.canonical import canonical_json, sha256_b64

KEPT = Path("tests/vectors/processes.json")


def digest(name: str) -> str:
    plain = dataclasses.asdict(templates()[name])
    measures = [each for step in plain["steps"] for each in step["measures"]]
    for each in (
        plain,
        *plain["steps"],
        *measures,
        *plain["at_harvest"],
    ):  # what older revisions do not speak of
        for later in ("at_harvest", "parts", "required", "usual"):
            if not each.get(later):
                each.pop(later, None)
    return sha256_b64(canonical_json(json.loads(json.dumps(plain, default=str))))


def test_every_crop_is_made_by_a_template() -> None:
    families = {crop.family for crop in read_crops()}
    standards = {family: template_of(family).standard for family in families}
    assert standards == {
        "orange": "TCVN 12827:2023",
        "persimmon": "TCVN 12827:2023",
        "tea": "TCVN 13993:2024",
        "honey": "TCVN 13843:2023",
        "herb": "GACP-WHO",
    }


def test_there_is_none_of_an_unknown_family() -> None:
    with pytest.raises(KeyError):
        template_of("pepper")


def test_a_revision_that_was_used_is_never_changed() -> None:
    """A new way of making is a new revision; its hash is added to the vector."""
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    assert {name: digest(name) for name in templates()} == kept
