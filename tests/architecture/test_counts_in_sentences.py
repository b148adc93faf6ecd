"""Counts that people read are spelled in one place."""

from __future__ import annotations

import re
from pathlib import Path

from traceability import web


def test_whatever_python_says_of_many_is_said_so() -> None:
    """Sentences for one and for many come from ``web.thousands`` alone: it marks their counts."""
    there = sorted(Path(web.__file__).parent.rglob("*.py"))
    plain = re.compile(r"\.sentences\.u?ngettext\(")
    assert len(there) > 200
    found = [each.name for each in there if plain.search(each.read_text("utf-8"))]
    assert found == ["thousands.py"]
