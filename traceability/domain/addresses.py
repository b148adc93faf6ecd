"""The address that labels are printed with: what may stand on paper, which is never taken back."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

#: A label of a host name (RFC 1123 §2.1, in the lower case that we print).
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
#: A top-level domain: letters, or one in another script (RFC 5890 §2.3.2.1); never a number.
_TOP = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}")
#: Names that lead nowhere outside one machine or network (RFC 6761 §6, RFC 6762 §3, RFC 8375).
_PRIVATE = frozenset({"localhost", "local", "internal", "invalid", "lan", "test"})
_LONGEST_NAME = 253


def fit_to_print(url: str) -> str | None:
    """Why ``url`` may not stand on a label; ``None`` where it may.

    ``not_https``, ``userinfo`` (a name or password stands in it), ``ip_address``, or
    ``no_domain_name`` (no dotted name of the public DNS, such as ``localhost`` or ``tem``).
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "no_domain_name"
    if parts.scheme != "https":
        return "not_https"
    return _reason_of_host(parts, host)


def _reason_of_host(parts: SplitResult, host: str) -> str | None:
    if "@" in parts.netloc:
        return "userinfo"
    if _is_ip_address(host):
        return "ip_address"
    return None if _is_public_name(host) else "no_domain_name"


def _is_ip_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_public_name(host: str) -> bool:
    """Whether a host is a dotted name whose last part could be a top-level domain."""
    *names, top = host.split(".")
    whole = bool(names) and len(host) <= _LONGEST_NAME and _TOP.fullmatch(top) is not None
    return whole and top not in _PRIVATE and all(map(_LABEL.fullmatch, names))
