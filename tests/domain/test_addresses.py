"""What may be printed on a label as an address, and why the rest may not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.addresses import fit_to_print


@pytest.mark.parametrize(
    "url",
    [
        "https://tem.hagiang.vn",
        "https://tem.example.vn:8443",
        "https://1.vn",
        "https://xn--hgiang-bta.vn",
        "https://truy-xuat.xn--p1ai",
        f"https://{'a' * 63}.vn",
    ],
)
def test_a_public_name_is_fit_to_print(url: str) -> None:
    assert fit_to_print(url) is None


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://tem.hagiang.vn", "not_https"),
        ("tem.hagiang.vn", "not_https"),
        ("", "not_https"),
        ("https://localhost", "no_domain_name"),
        ("https://localhost:8000", "no_domain_name"),
        ("https://tem.localhost", "no_domain_name"),
        ("https://tem", "no_domain_name"),
        ("https://may-chu.local", "no_domain_name"),
        ("https://", "no_domain_name"),
        ("https://tem.", "no_domain_name"),
        ("https://.vn", "no_domain_name"),
        ("https://tem..vn", "no_domain_name"),
        ("https://-tem.vn", "no_domain_name"),
        ("https://tem_1.vn", "no_domain_name"),
        (f"https://{'a' * 64}.vn", "no_domain_name"),
        (f"https://{'abcdefg.' * 32}vn", "no_domain_name"),
        ("https://tem.vn:99999", "no_domain_name"),
        ("https://tem.hagiang.vn:port", "no_domain_name"),
        ("https://127.0.0.1", "ip_address"),
        ("https://192.168.1.5:8443", "ip_address"),
        ("https://[::1]:8000", "ip_address"),
        ("https://[2001:db8::1]", "ip_address"),
        ("https://[::1", "no_domain_name"),
        ("https://127.1", "no_domain_name"),
        ("https://0x7f.0.0.0x1", "no_domain_name"),
        ("https://user:pw@host.vn", "userinfo"),
        ("https://user@127.0.0.1", "userinfo"),
        ("https://@host.vn", "userinfo"),
    ],
)
def test_what_is_not_fit_says_why(url: str, reason: str) -> None:
    assert fit_to_print(url) == reason


@given(st.ip_addresses(v=4))
def test_no_bare_address_is_ever_printed(address: object) -> None:
    assert fit_to_print(f"https://{address}") == "ip_address"


@given(st.text(max_size=40))
def test_whatever_is_given_is_answered(text: str) -> None:
    assert fit_to_print(f"https://{text}") in {
        None,
        "userinfo",
        "ip_address",
        "no_domain_name",
    }


@given(st.from_regex(r"[a-z0-9]{1,20}", fullmatch=True))
def test_one_word_is_never_enough(word: str) -> None:
    assert fit_to_print(f"https://{word}") == "no_domain_name"
