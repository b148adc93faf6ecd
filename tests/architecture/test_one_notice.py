"""What was just done is said by one macro, so that no page swallows or repeats it."""

from __future__ import annotations

from tests.architecture.tree import ROOT

TEMPLATES = ROOT / "templates"


def test_one_template_says_what_was_done() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html")}
    saying = {
        str(path.relative_to(TEMPLATES)): text.count("get_flashed_messages")
        for path, text in texts.items()
        if "get_flashed_messages" in text
    }
    assert saying == {"forms.html": 1}
