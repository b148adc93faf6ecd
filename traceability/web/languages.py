"""The languages that the service is read in: two behind a sign-in, one more at the public door."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from traceability.domain.language_ranges import lookup

#: What the doors with a sign-in are read in.
SIGNED_IN = ("vi", "en")
#: What everybody may open is read in Chinese too: each language by its own name, in this order.
PUBLIC: Mapping[str, str] = {"vi": "Tiếng Việt", "en": "English", "zh": "中文"}
_CATALOGS = {"zh": "zh_Hans"}


#: No more than a list of a few languages is read of what an address asks for.
_LONGEST = 64


def asked_for(said: str | None, offered: Collection[str]) -> str | None:
    """The language that an address asks for (``?lang=``), read as a browser's wish is.

    ``zh-Hans``, ``zh-CN``, ``EN`` and ``en-US`` are ours too; the answer is one of ``offered``.
    """
    return lookup(said[:_LONGEST], offered) if said else None


def catalog(language: str) -> str:
    """Under which name the sentences of a language are kept."""
    return _CATALOGS.get(language, language)
