"""Nothing that depends on the language is said of a constant in a template.

A filter of a constant is put in when the template is compiled: in the language of whoever came
first, for everybody.
"""

from __future__ import annotations

import re

import pytest

from tests.architecture.tree import ROOT

TEMPLATES = ROOT / "templates"
#: What answers in the language of the request (``web/filters.py``).
SPOKEN = "amount|clock|day|heap|moment|month|number|season_name|spell_day|unit|word"
CONSTANT = re.compile(rf"""(?:"[^"{{}}]*"|'[^'{{}}]*'|(?<![\w.\])])[0-9]+)\s*\|\s*(?:{SPOKEN})\b""")


def test_no_constant_is_said_when_a_template_is_compiled() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html")}
    found = {
        str(path.relative_to(TEMPLATES)): CONSTANT.findall(text) for path, text in texts.items()
    }
    assert {path: each for path, each in found.items() if each} == {}


@pytest.mark.parametrize("said", ['{{ "held"|word }}', "{{ 12|number }}", "{{ 'kg' | unit }}"])
def test_such_a_constant_is_found(said: str) -> None:
    assert CONSTANT.search(said)


@pytest.mark.parametrize("said", ["{{ state|word }}", "{{ a[0]|number }}", '{{ x("a")|word }}'])
def test_what_is_no_constant_is_let_be(said: str) -> None:
    assert CONSTANT.search(said) is None
