"""The catalogs hold every message of the code and templates, and their compiled forms are fresh."""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "traceability" / "translations"
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
METHODS = [
    ("traceability/**.py", "python"),
    ("templates/**.html", "jinja2"),
    ("templates/**.txt", "jinja2"),
]
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
LANGUAGES = ["en"]


@cache
def messages() -> frozenset[str]:
    """Every message of the code and the templates."""
    found = extract_from_dir(
        ROOT,
        method_map=METHODS,
        options_map={f"templates/**.{kind}": {"trimmed": "true"} for kind in ("html", "txt")},
        keywords=KEYWORDS,
        directory_filter=lambda path: "." not in Path(path).name[:1],
    )
    ids = (message for _file, _line, message, _comments, _context in found)
    return frozenset(each[0] if isinstance(each, tuple) else each for each in ids)


def catalog(language: str) -> Catalog:
    with (FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def key(message_id: str | tuple[str, ...] | list[str]) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]


def forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """Singular and plural, or the one form there is; ``None`` is not translated."""
    return tuple(text) if isinstance(text, tuple | list) else (text or "",)


def translated(language: str) -> dict[str, str]:
    """Every translated message by its id; a plural counts when all its forms are there."""
    found = {}
    for message in catalog(language):
        if message.id and all(forms(message.string)) and not message.fuzzy:
            found[key(message.id)] = forms(message.string)[-1]
    return found


def test_messages_are_found() -> None:
    assert len(messages()) > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_missing_and_none_is_dead(language: str) -> None:
    there = translated(language).keys()
    assert sorted(messages() - there) == []
    assert sorted(there - messages()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_placeholders(language: str) -> None:
    """The singular keeps those of the singular, the plural those of the plural."""
    wrong = [
        (said, text)
        for message in catalog(language)
        if message.id
        for said, text in zip(forms(message.id), forms(message.string), strict=True)
        if set(PLACEHOLDER.findall(said)) != set(PLACEHOLDER.findall(text))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalog_is_fresh(language: str) -> None:
    fresh = io.BytesIO()
    write_mo(fresh, catalog(language))
    fresh.seek(0)
    with (FOLDER / language / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        shipped = {key(message.id): message.string for message in read_mo(file) if message.id}
    made = {key(message.id): message.string for message in read_mo(fresh) if message.id}
    assert shipped == made
