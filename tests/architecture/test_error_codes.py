"""Every refusal has a sentence and a place in the reference, and neither speaks of one that is not.

The codes are read out of the source (``refusal_codes.py``); where a code is made and not written,
the file stands in its list of exceptions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.architecture import refusal_codes
from tests.architecture.refusal_codes import DYNAMIC
from tests.architecture.tree import ROOT, write
from traceability.domain import errors as kinds
from traceability.web.errors import STATUS
from traceability.web.sentences import SENTENCES

PAGE = "docs/reference/errors.md"


@pytest.fixture(scope="module")
def codes() -> Mapping[str, set[str]]:
    return refusal_codes.found(ROOT)


def entries(root: Path) -> dict[str, str]:
    """What the reference says, by code."""
    parts = (root / PAGE).read_text(encoding="utf-8").split("\n## ")[1:]
    return {part.partition("\n")[0]: part.partition("\n")[2].strip() for part in parts}


def statuses_of(kinds_named: set[str]) -> set[int]:
    """The HTTP statuses of the kinds of refusal; a bare fault has none of its own."""
    return {STATUS[getattr(kinds, name)] for name in kinds_named if name != "Fault"}


def unlike(raised: set[str], told: set[str]) -> list[str]:
    """What is raised and not told, and what is told and never raised."""
    return [
        *(f"{code} is raised and nothing is said" for code in sorted(raised - told)),
        *(f"{code} is spoken of and nothing raises it" for code in sorted(told - raised)),
    ]


def test_every_refusal_has_a_sentence(codes: Mapping[str, set[str]]) -> None:
    assert unlike(set(codes), set(SENTENCES)) == []


def test_every_refusal_has_its_heading(codes: Mapping[str, set[str]]) -> None:
    assert unlike(set(codes), set(entries(ROOT))) == []


def test_headings_stand_in_order_and_once() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / PAGE).read_text(encoding="utf-8"), re.M)
    assert headings == sorted(set(headings))


def test_the_reference_tells_the_status(codes: Mapping[str, set[str]]) -> None:
    for code, said in entries(ROOT).items():
        told = {int(number) for number in re.findall(r"\b[45][0-9]{2}\b", said)}
        assert re.match(r"\*\*[45][0-9]{2}\*\* · [A-Z`]", said), f"{code} begins with its status"
        # The API answers 400 to a body that cannot be read, whatever kind of refusal that is.
        expected = statuses_of(codes[code]) - ({422} if 400 in told else set())
        assert expected <= told, f"{code} may answer {sorted(expected)}"


def test_codes_are_made_in_known_places_only() -> None:
    assert sorted(refusal_codes.made_dynamically(ROOT)) == sorted(DYNAMIC)


def test_a_code_is_a_word_in_small_letters(codes: Mapping[str, set[str]]) -> None:
    assert [code for code in codes if not re.fullmatch(r"[a-z][a-z0-9_]*", code)] == []


def test_what_nobody_speaks_of_would_be_seen(tmp_path: Path) -> None:
    source = 'def f():\n    raise Invalid("never_told", "weight")\n'
    write(tmp_path / "traceability/services/new.py", source)
    write(tmp_path / "labels/new.py", 'raise LabelRefused("bent", "qr")\n')
    found = refusal_codes.found(tmp_path)
    assert found["never_told"] == {"Invalid"}
    assert "label_bent" in found
    assert "never_told is raised and nothing is said" in unlike(set(found), set(SENTENCES))


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ('raise errors.NotFound("gone")', "gone"),
        (
            'class Late(RuleBroken):\n    def __init__(self):\n        super().__init__("late")',
            "late",
        ),
        ('class Odd(Refusal):\n    def __init__(self, code="odd"):\n        pass', "odd"),
        ('class Word:\n    error_messages = {"type": "not_a_word"}', "not_a_word"),
        ('_HTTP_CODES = {418: "teapot"}', "teapot"),
    ],
)
def test_every_way_of_naming_a_code_is_seen(tmp_path: Path, source: str, code: str) -> None:
    write(tmp_path / "traceability/web/new.py", source + "\n")
    assert code in refusal_codes.found(tmp_path)


def test_a_code_that_is_made_is_seen(tmp_path: Path) -> None:
    write(tmp_path / "traceability/services/new.py", 'raise RuleBroken(f"a_{b}")\n')
    assert refusal_codes.made_dynamically(tmp_path) == {"traceability/services/new.py"}
