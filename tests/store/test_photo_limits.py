"""How large a photograph may be: what phones make, and not more."""

from __future__ import annotations

import pytest

from tests.people import photograph
from traceability.app import LARGEST_BODY
from traceability.domain.errors import Invalid
from traceability.store.photos import LARGEST_BYTES, re_encode

MEGABYTE = 1024 * 1024


def padded(size: int) -> bytes:
    """A photograph of ``size`` bytes: readers stop at the end marker."""
    return photograph().ljust(size, b"\0")


def test_a_large_photograph_of_a_phone_is_taken() -> None:
    assert len(re_encode(padded(12 * MEGABYTE))) < MEGABYTE


def test_a_photograph_at_the_limit_is_taken_and_one_above_refused() -> None:
    assert re_encode(padded(LARGEST_BYTES))
    with pytest.raises(Invalid) as refused:
        re_encode(padded(LARGEST_BYTES + 1))
    assert refused.value.code == "photo_too_large"
    assert refused.value.facts == {"largest_mb": 16}


def test_a_form_with_the_largest_photograph_comes_through() -> None:
    assert LARGEST_BODY - LARGEST_BYTES > MEGABYTE
