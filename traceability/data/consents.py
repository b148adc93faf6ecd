"""The texts that people agree to: a version once used is never changed nor taken away.

``tests/vectors/consent_texts.json`` holds the hash of each; a new wording is a new version.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import json
from collections.abc import Mapping
from pathlib import Path

from traceability.domain.text import nfc

_FILE = Path(__file__).parent / "consent_texts.json"


@dataclasses.dataclass(frozen=True, slots=True)
class ConsentText:
    """One version: what is asked and answered, the choices by form, the sentence above the name."""

    version: str
    purpose: str
    since: dt.date
    title: str
    questions: tuple[tuple[str, str], ...]
    choices: Mapping[str, str]
    closing: str


@functools.cache
def consent_texts() -> Mapping[str, ConsentText]:
    """Every version, oldest first."""
    rows = json.loads(nfc(_FILE.read_text(encoding="utf-8")))
    return {row["version"]: _text(row) for row in rows}


def newest_text(purpose: str) -> ConsentText:
    """The version that is asked today."""
    return [each for each in consent_texts().values() if each.purpose == purpose][-1]


def _text(row: Mapping[str, object]) -> ConsentText:
    values = dict(row)
    values["since"] = dt.date.fromisoformat(str(row["since"]))
    values["questions"] = tuple(tuple(each) for each in row["questions"])  # type: ignore[attr-defined]
    return ConsentText(**values)  # type: ignore[arg-type]
