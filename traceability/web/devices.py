"""What a browser calls itself, as its owner would: "Chrome trên Android", and nothing finer."""

from __future__ import annotations

import re

from flask import request

from traceability.web.tongues import gettext as _

# In this order: most browsers also carry the names of those they descend from.
_BROWSERS = (
    ("Cốc Cốc", "coc_coc_browser/"),
    ("Zalo", r"Zalo\b"),
    ("Facebook", r"FBAN/|FBAV/"),
    ("Samsung Internet", "SamsungBrowser/"),
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/|OPiOS/|OPT/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/"),
    ("Safari", "Safari/"),
)
_SYSTEMS = (
    ("Android", r"Android\b"),
    ("iPhone", r"iPhone\b"),
    ("iPad", r"iPad\b"),
    ("Windows", r"Windows\b"),
    ("ChromeOS", r"CrOS\b"),
    ("macOS", r"Macintosh\b"),
    ("Linux", r"Linux\b"),
)
_READ = 500


def named(user_agent: str) -> str:
    """``browser/system`` of closed lists, either empty where unknown: no version, no model."""
    text = user_agent[:_READ]
    return "/".join((_first(_BROWSERS, text), _first(_SYSTEMS, text)))


def this_device() -> str:
    """The device of this request, as it is kept."""
    return named(request.headers.get("User-Agent", ""))


def in_words(device: str) -> str:
    """A kept device in the language of the request."""
    browser, _slash, system = device.partition("/")
    if browser and system:
        return str(_("%(browser)s trên %(system)s", browser=browser, system=system))
    return browser or system or str(_("Máy không rõ loại"))


def _first(known: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for name, pattern in known if re.search(pattern, text)), "")
