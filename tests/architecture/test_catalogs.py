"""The catalogs hold every message of their part, and their compiled forms are fresh.

English holds all of the code and templates, Chinese what the public door says.
"""

from __future__ import annotations

import ast
import io
import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "traceability" / "translations"
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
#: What a catalog holds: everything, or what ``babel-public.cfg`` lists.
PARTS = {"en": "babel.cfg", "zh_Hans": "babel-public.cfg"}
LANGUAGES = [*PARTS]


@cache
def said(part: str) -> frozenset[tuple[str, str]]:
    """Every message of the files that a mapping file lists, each with its file."""
    with (ROOT / part).open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(
        ROOT,
        method_map=methods,
        options_map=options,
        keywords=KEYWORDS,
        directory_filter=lambda path: "." not in Path(path).name[:1],
    )
    return frozenset((file, key(message)) for file, _line, message, _comments, _context in found)


def messages(language: str) -> frozenset[str]:
    """Every message that the catalog of a language has to hold."""
    return frozenset(message for _file, message in said(PARTS[language]))


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_are_found(language: str) -> None:
    assert len(messages(language)) > 100
    assert messages(language) <= messages("en")


def test_what_the_public_door_draws_on_is_read_in_chinese() -> None:
    """Its own files, the modules that they import, the templates that theirs build on."""
    listed = {file for file, _message in said("babel-public.cfg")}
    elsewhere = {file for file, _message in said("babel.cfg")} - listed
    assert {file for file in elsewhere if "/public/" in file} == set()
    assert drawn_on() & elsewhere == set()
    assert {"traceability/web/certificate_words.py", "templates/layout.html"} <= drawn_on()


def drawn_on() -> set[str]:
    """The modules of the web that the public door imports, and its templates' templates."""
    door = (ROOT / "traceability" / "web" / "public").glob("*.py")
    nodes = [node for file in door for node in ast.walk(ast.parse(file.read_text("utf-8")))]
    imports = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    named = {f"{node.module}.{each.name}" for node in imports for each in node.names}
    modules = {node.module for node in imports} | named
    pages = [*(ROOT / "templates/public").glob("*.html"), ROOT / "templates/errors/refused.html"]
    sources = "\n".join(page.read_text("utf-8") for page in pages)
    built_on = re.findall(r"{%-? (?:extends|from|import|include) \"([^\"]+)\"", sources)
    python = {f"{each.replace('.', '/')}.py" for each in modules if each}
    return python | {f"templates/{each}" for each in built_on}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_missing_and_none_is_dead(language: str) -> None:
    there = translated(language).keys()
    assert sorted(messages(language) - there) == []
    assert sorted(there - messages(language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_placeholders(language: str) -> None:
    """The singular keeps those of the singular, the plural those of the plural.

    A language of one form alone, which is Chinese, keeps those of the plural.
    """
    wrong = [
        (original, text)
        for message in catalog(language)
        if message.id
        for original, text in zip(
            forms(message.id)[-len(forms(message.string)) :], forms(message.string), strict=True
        )
        if set(PLACEHOLDER.findall(original)) != set(PLACEHOLDER.findall(text))
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
