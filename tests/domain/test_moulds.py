"""Leaves filled into a cast are, byte for byte, the leaves that ``leaf`` writes."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.events import (
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
)
from traceability.domain.moulds import DAY, Marks, Mould, first_and_refs

CODES = st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=9, max_size=9)
DIGESTS = st.text("abcXYZ019_-", min_size=43, max_size=43)
LINKS = st.builds(Link, st.integers(1, 2**40), st.none() | DIGESTS)
#: Facts of a pattern may hold any text: they are cast once, by ``leaf``.
FACTS = st.dictionaries(st.text("abc", min_size=1), st.text("%(id)s<>\"\\ 'é", max_size=8))


@given(
    day=st.dates(dt.date(2000, 1, 1)),
    out=st.tuples(CODES, st.integers(1, 2**53 - 1), st.sampled_from(("g", "ml"))),
    refs=st.lists(st.tuples(CODES, LINKS), max_size=3),
    words=st.tuples(CODES, CODES, CODES, DIGESTS),
    facts=FACTS,
)
def test_a_filled_mould_is_the_leaf(
    day: dt.date,
    out: tuple[str, int, str],
    refs: list[tuple[str, Link]],
    words: tuple[str, str, str, str],
    facts: dict[str, str],
) -> None:
    place, lot, event_id, commitment = words
    marks = Marks()
    subjects, links = first_and_refs(out[2], len(refs), marks)
    cast = Occurrence(
        kind=Kind.OBJECT,
        step=EventStep.HARVEST,
        subjects=tuple(subjects),
        occurred_on=DAY,
        action=Action.ADD,
        disposition=Disposition.ACTIVE,
        place=marks.text("place"),
        facts={**facts, "lot_code": marks.text("lot")},
    )
    sealed = Seal(
        marks.text("id"),
        "OWNER",
        "ACTOR",
        dt.datetime(2026, 1, 20, tzinfo=dt.UTC),
        "a nonce",
        {"late_reason": marks.text("private late_reason")},
        links,
    )
    filled = Mould(cast, sealed, marks).filled(
        {
            "day": day.isoformat(),
            "code": out[0],
            "amount": out[1],
            "place": place,
            "lot": lot,
            "id": event_id,
            "private late_reason": commitment,
        }
        | {f"ref{n}": code for n, (code, _link) in enumerate(refs)}
        | {f"no{n}": link.chain_no for n, (_code, link) in enumerate(refs)}
        | {f"prev{n}": json.dumps(link.prev) for n, (_code, link) in enumerate(refs)}
    )
    what = dataclasses.replace(
        cast,
        subjects=(Subject(Role.OUT, *out), *(Subject(Role.REF, code) for code, _link in refs)),
        occurred_on=day,
        place=place,
        facts={**facts, "lot_code": lot},
    )
    seal = dataclasses.replace(
        sealed,
        event_id=event_id,
        commitments={"late_reason": commitment},
        links=[Link(1, None), *(link for _code, link in refs)],
    )
    assert filled.encode() == leaf(what, seal)


def test_a_mark_that_stands_nowhere_is_a_mistake() -> None:
    marks = Marks()
    marks.text("forgotten")
    what = Occurrence(Kind.OBJECT, EventStep.HARVEST, (Subject(Role.OUT, "A"),), DAY)
    seal = Seal("id", "O", "A", dt.datetime(2026, 1, 20, tzinfo=dt.UTC), "n", {}, [Link(1, None)])
    with pytest.raises(ValueError, match="forgotten"):
        Mould(what, seal, marks)
