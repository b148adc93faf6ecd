"""Hashes under a secret of the installation."""

from __future__ import annotations

import pytest

from traceability.crypto.pepper import pepper_of, peppered


def test_one_secret_gives_one_hash_and_another_another() -> None:
    mine, theirs = pepper_of("s" * 32), pepper_of("t" * 32)
    assert peppered(mine, "Lý Bí Mật") == peppered(mine, "Lý Bí Mật")
    assert len({peppered(mine, "Lý"), peppered(mine, "Ly"), peppered(theirs, "Lý")}) == 3
    assert len(peppered(mine, "Lý")) == 43


def test_the_secret_key_itself_is_not_handed_on() -> None:
    assert pepper_of("s" * 32) != b"s" * 32


def test_without_a_secret_there_is_no_hash() -> None:
    with pytest.raises(ValueError, match="pepper"):
        peppered(b"", "Lý")
