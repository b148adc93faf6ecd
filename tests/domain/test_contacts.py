"""Phone numbers and addresses: one form for all the ways of writing one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.contacts import email_form, phone_form, read_contact
from traceability.domain.errors import Invalid
from traceability.services.accounts import login_form


@pytest.mark.parametrize(
    "typed", ["0912345678", "0912 345 678", "0912.345.678", "+84 912 345 678", "(0912) 345-678"]
)
def test_a_number_has_one_form(typed: str) -> None:
    assert read_contact(typed, "contact") == "0912345678"
    assert login_form(typed) == "0912345678"


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("0219 386 1234", "02193861234"),
        ("+84 219 386 1234", "02193861234"),
        ("+856 20 5551 2345", "+8562055512345"),
        ("912345678", None),
        ("0912345", None),
        ("091234567890", None),
        ("+84 0912345678", "0912345678"),
        ("٠٩١٢٣٤٥٦٧٨", None),
        ("0912345678x", None),
    ],
)
def test_numbers_and_what_is_none(typed: str, form: str | None) -> None:
    assert phone_form(typed) == form


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        (" La@Example.VN ", "la@example.vn"),
        ("nong.thi+la@htx-cam.com.vn", "nong.thi+la@htx-cam.com.vn"),
        ("la@example", None),
        ("laexample.vn", None),
        (".la@example.vn", None),
        ("la..b@example.vn", None),
        ("la@-example.vn", None),
        ("lả@example.vn", None),
        ("la@example.vn\nBcc: b@x.vn", None),
        ("la@example.vn,b@x.vn", None),
        ("<la@example.vn>", None),
        ('"la b"@example.vn', None),
        ("la@[127.0.0.1]", None),
        (f"{'a' * 90}@example.vn", None),
    ],
)
def test_addresses_and_what_is_none(typed: str, form: str | None) -> None:
    assert email_form(typed) == form


@given(st.text())
def test_a_form_is_its_own_form(text: str) -> None:
    for form in (phone_form, email_form):
        once = form(text)
        assert once is None or form(once) == once
        assert once is None or (once.isascii() and once.isprintable() and " " not in once)


@pytest.mark.parametrize("typed", ["", "   ", "Lả", "0912", "a@b", "0912 345 678\r\n0"])
def test_what_reaches_nobody_is_refused_at_its_field(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_contact(typed, "contact")
    assert refused.value.faults[0].field == "contact"
