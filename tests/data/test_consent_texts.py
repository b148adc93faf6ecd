"""The texts that people agreed to: once used they stay as they were."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path

from labels import undrawable
from traceability.data.consents import ConsentText, consent_texts, newest_text
from traceability.domain.text import nfc

VECTORS = Path(__file__).parent.parent / "vectors/consent_texts.json"


def digest(text: ConsentText) -> str:
    body = json.dumps(dataclasses.asdict(text), ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(body.encode()).hexdigest()


def test_no_version_was_changed_or_taken_away() -> None:
    """A new wording is a new version: add its line here, never change one."""
    kept = json.loads(VECTORS.read_text(encoding="utf-8"))
    assert {version: digest(text) for version, text in consent_texts().items()} == kept


def test_the_newest_is_asked() -> None:
    assert newest_text("public_name") is list(consent_texts().values())[-1]


def test_each_says_what_the_law_asks() -> None:
    for text in consent_texts().values():
        body = " ".join(f"{asked} {answer}" for asked, answer in text.questions)
        for needed in ("rút đồng ý", "lúc nào cũng được", "bắt buộc"):
            assert needed in body
        for needed in ("số điện thoại", "giữ", "91/2025/QH15", "khiếu nại"):
            assert needed in body
        assert set(text.choices) == {"full", "short", "no"}
        assert nfc(body) == body
        assert not undrawable(body + text.title + text.closing + "".join(text.choices.values()))
        assert len(text.version) <= 16
