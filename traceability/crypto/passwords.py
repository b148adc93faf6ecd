"""Passwords: argon2id, the same work for known and unknown users, the same text on any phone.

Parameters are OWASP's smallest for argon2id (19 MiB, two passes, one lane; RFC 9106). Text is
NFKC before it is hashed (NIST SP 800-63B, memorized secrets): a Vietnamese password typed as NFD
on one device and as NFC on another is one password.
"""

from __future__ import annotations

import threading
import unicodedata

from argon2 import PasswordHasher, Type
from argon2.exceptions import VerificationError

from traceability.domain.errors import Invalid
from traceability.domain.text import fold

SHORTEST = 10
"""Characters of the shortest password, counted in NFKC."""

LONGEST = 200
"""Characters of the longest password, counted in NFKC."""

MAX_CONCURRENT = 2
"""Hashes that a process works on at once: 19 MiB and one core each; the others wait."""

_LONGEST_TYPED = 4 * LONGEST  # a Vietnamese letter is three code points at most in NFD
_FEWEST_DIFFERENT = 5
#: What is left of the passwords that are tried first, their digits and marks taken off.
_TRIED_FIRST = frozenset(
    {"password", "matkhau", "matkhaumoi", "qwerty", "qwertyuiop", "abcdef", "admin", "iloveyou"}
)
_MEMORY_KIB = 19 * 1024
_PASSES = 2
_LANES = 1

_HASHER = PasswordHasher(
    time_cost=_PASSES,
    memory_cost=_MEMORY_KIB,
    parallelism=_LANES,
    hash_len=32,
    salt_len=16,
    type=Type.ID,
)
# A salt and a digest of zeros: as much work to check as any hash, and nobody's password.
_NOBODY = f"$argon2id$v=19$m={_MEMORY_KIB},t={_PASSES},p={_LANES}${'A' * 22}${'A' * 43}"
_slots = threading.BoundedSemaphore(MAX_CONCURRENT)


def check_new_password(text: str) -> None:
    """Refuse a new password of under ``SHORTEST`` or over ``LONGEST`` characters.

    Invalid ``password_too_short`` (fact ``least``), ``password_too_long`` (fact ``most``), or
    ``password_too_simple`` for digits alone (a telephone number), a few letters over and over, and
    the words that everybody tries; at field ``password``.
    """
    if len(text) > _LONGEST_TYPED or len(_folded(text)) > LONGEST:
        raise Invalid("password_too_long", "password", most=LONGEST)
    if len(_folded(text)) < SHORTEST:
        raise Invalid("password_too_short", "password", least=SHORTEST)
    if _is_simple(fold(_folded(text))):
        raise Invalid("password_too_simple", "password")


def are_same(one: str, other: str) -> bool:
    """Whether two typings are one password, however a device composed the letters."""
    if max(len(one), len(other)) > _LONGEST_TYPED:
        return False
    return _folded(one) == _folded(other)


def hash_password(text: str) -> str:
    """The argon2id hash of ``text``, a PHC string with a random salt. Length is not judged."""
    with _slots:
        return _HASHER.hash(_encoded(text))


def verify_password(stored: str | None, text: str) -> bool:
    """Whether ``text`` is the password of ``stored``; never raises.

    None (an unknown user, or one without a password) costs the same work and is False. Text too
    long to be a password is False without work, for known and unknown users alike.
    """
    if len(text) > _LONGEST_TYPED:
        return False
    with _slots:
        matches = _matches(_NOBODY if stored is None else stored, text)
    return matches and stored is not None


def needs_rehash(stored: str) -> bool:
    """Whether ``stored`` was made with other parameters than today's; ValueError if no hash."""
    return _HASHER.check_needs_rehash(stored)


def _is_simple(folded: str) -> bool:
    letters = "".join(filter(str.isalpha, folded))
    return not letters or len(set(folded)) < _FEWEST_DIFFERENT or letters in _TRIED_FIRST


def _matches(stored: str, text: str) -> bool:
    try:
        return _HASHER.verify(stored, _encoded(text))
    except (VerificationError, ValueError):  # ValueError: what is stored is no hash at all
        return False


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _encoded(text: str) -> bytes:
    """The bytes to hash; a lone surrogate out of JSON must be a wrong password, not a fault."""
    return _folded(text).encode("utf-8", "surrogatepass")
