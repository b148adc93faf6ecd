"""The languages that the service is read in: two behind a sign-in, one more at the public door."""

from __future__ import annotations

from collections.abc import Mapping

#: What the doors with a sign-in are read in.
SIGNED_IN = ("vi", "en")
#: What everybody may open is read in Chinese too: each language by its own name, in this order.
PUBLIC: Mapping[str, str] = {"vi": "Tiếng Việt", "en": "English", "zh": "中文"}
_CATALOGS = {"zh": "zh_Hans"}


def catalog(language: str) -> str:
    """Under which name the sentences of a language are kept."""
    return _CATALOGS.get(language, language)
