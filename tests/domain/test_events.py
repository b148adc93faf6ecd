"""Events and their leaves: canonical, complete, within their limits."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import hashlib
import json
from typing import Any

import pytest

from traceability.domain.days import VIETNAM
from traceability.domain.events import (
    MOST_LEAF_BYTES,
    MOST_SUBJECTS,
    Action,
    Disposition,
    EventStep,
    Kind,
    Link,
    Occurrence,
    Role,
    Seal,
    Subject,
    leaf,
    leaf_hash,
)

HARVEST = Occurrence(
    kind=Kind.OBJECT,
    action=Action.ADD,
    step=EventStep.HARVEST,
    disposition=Disposition.ACTIVE,
    subjects=(Subject(Role.OUT, "AAA", 1_840_000, "g"), Subject(Role.REF, "BBB")),
    occurred_on=dt.date(2026, 1, 12),
    place="CCC",
    facts={"crop": "sanh_orange"},
    files=("z" * 43, "a" * 43),
)
SEAL = Seal(
    event_id="019bd5e0-0000-7000-8000-000000000001",
    owner="DDD",
    actor="0123456789abcdef",
    recorded_at=dt.datetime(2026, 1, 12, 9, 30, tzinfo=VIETNAM),
    nonce="AAAAAAAAAAAAAAAAAAAAAA",
    commitments={"notice": "c" * 43},
    links=(Link(1, None), Link(4, "p" * 43)),
)


def told(what: Occurrence = HARVEST, seal: Seal = SEAL) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(leaf(what, seal))
    return body


def test_a_leaf_says_everything_and_in_this_form() -> None:
    """Leaves stand for ever: these bytes are a promise."""
    assert leaf(HARVEST, SEAL).decode() == (
        '{"action":"ADD","actor":"0123456789abcdef","disposition":"active","facts":'
        '{"crop":"sanh_orange"},"files":["' + "a" * 43 + '","' + "z" * 43 + '"],"id":'
        '"019bd5e0-0000-7000-8000-000000000001","kind":"object","nonce":'
        '"AAAAAAAAAAAAAAAAAAAAAA","occurred_on":"2026-01-12","owner":"DDD","place":"CCC",'
        '"private":{"notice":"' + "c" * 43 + '"},"recorded_at":'
        '"2026-01-12T02:30:00.000000+00:00","step":"commissioning","subjects":[{"amount":1840000,'
        '"chain_no":1,"code":"AAA","prev":null,"role":"out","unit":"g"},{"amount":null,'
        '"chain_no":4,"code":"BBB","prev":"' + "p" * 43 + '","role":"ref","unit":null}],"v":1}'
    )


def test_the_hash_is_sha_256_in_base64url() -> None:
    body = leaf(HARVEST, SEAL)
    digest = base64.urlsafe_b64encode(hashlib.sha256(body).digest()).decode()
    assert leaf_hash(body) == digest.rstrip("=")
    assert len(leaf_hash(body)) == 43


@pytest.mark.parametrize(
    "change",
    [
        {"nonce": "BAAAAAAAAAAAAAAAAAAAAA"},
        {"event_id": "019bd5e0-0000-7000-8000-000000000002"},
        {"owner": "EEE"},
        {"actor": "f" * 16},
        {"recorded_at": dt.datetime(2026, 1, 12, 2, 30, 0, 1, tzinfo=dt.UTC)},
        {"commitments": {}},
        {"links": (Link(2, "p" * 43), Link(4, "p" * 43))},
    ],
)
def test_whatever_recording_adds_is_in_the_hash(change: dict[str, Any]) -> None:
    other = dataclasses.replace(SEAL, **change)
    assert leaf_hash(leaf(HARVEST, other)) != leaf_hash(leaf(HARVEST, SEAL))


def test_the_same_moment_is_spelled_alike_wherever_it_was_told() -> None:
    utc = dataclasses.replace(SEAL, recorded_at=SEAL.recorded_at.astimezone(dt.UTC))
    assert leaf(HARVEST, utc) == leaf(HARVEST, SEAL)


def test_private_values_themselves_are_never_in_a_leaf() -> None:
    what = dataclasses.replace(HARVEST, private={"notice": "Dư lượng vượt mức"})
    assert leaf(what, SEAL) == leaf(HARVEST, SEAL)
    assert told(what)["private"] == {"notice": "c" * 43}


@pytest.mark.parametrize("count", [0, MOST_SUBJECTS + 1])
def test_an_event_has_between_one_and_two_hundred_subjects(count: int) -> None:
    what = dataclasses.replace(HARVEST, subjects=(Subject(Role.REF, "A"),) * count)
    with pytest.raises(ValueError, match="1 to 200"):
        leaf(what, dataclasses.replace(SEAL, links=(Link(1, None),) * count))


def test_two_hundred_subjects_fit() -> None:
    codes = tuple(Subject(Role.REF, f"{number:09}") for number in range(MOST_SUBJECTS))
    what = dataclasses.replace(HARVEST, subjects=codes)
    links = (Link(99_999, "p" * 43),) * MOST_SUBJECTS
    body = leaf(what, dataclasses.replace(SEAL, links=links))
    assert len(body) <= MOST_LEAF_BYTES
    assert len(told(what, dataclasses.replace(SEAL, links=links))["subjects"]) == 200


def test_a_leaf_has_at_most_32_kilobytes() -> None:
    room = MOST_LEAF_BYTES - len(leaf(dataclasses.replace(HARVEST, facts={"x": ""}), SEAL))
    full = dataclasses.replace(HARVEST, facts={"x": "x" * room})
    assert len(leaf(full, SEAL)) == MOST_LEAF_BYTES
    with pytest.raises(ValueError, match="32 kB"):
        leaf(dataclasses.replace(HARVEST, facts={"x": "x" * (room + 1)}), SEAL)


def test_every_subject_has_its_link() -> None:
    with pytest.raises(ValueError, match="zip"):
        leaf(HARVEST, dataclasses.replace(SEAL, links=(Link(1, None),)))


@pytest.mark.parametrize("facts", [{"x": 1.5}, {"x": (1, 2)}, {"dấu": 1}, {"x": "e\u0302"}])
def test_what_has_no_canonical_form_is_refused(facts: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        leaf(dataclasses.replace(HARVEST, facts=facts), SEAL)
