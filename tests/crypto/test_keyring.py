"""The keyring: what is refused and how, that no secret shows, and which key made a code."""

import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.crypto import ff1
from traceability.crypto.keyring import Keyring, LabelKey

OLD, NEW = "0123456789abcdef" * 4, "fedcba9876543210" * 4
RING = Keyring.parse(f"k2026:{NEW},k-2025:{OLD}")


def test_the_first_key_is_the_active_one() -> None:
    assert RING.active == LabelKey("k2026", bytes.fromhex(NEW))
    assert RING.ids == ("k2026", "k-2025")
    assert RING.get("k-2025") == LabelKey("k-2025", bytes.fromhex(OLD))
    assert RING.get("k2024") is None


@pytest.mark.parametrize(
    "text",
    [
        f" k2026:{NEW} , k-2025:{OLD} ",
        f"k2026:{NEW},\n  k-2025:{OLD},\n",
        f"k2026:{NEW.upper()},k-2025:{OLD}",
    ],
)
def test_spaces_line_ends_and_capitals_do_not_matter(text: str) -> None:
    assert Keyring.parse(text) == RING


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "entry 1 is not of the form id:secret"),
        (" , ", "entry 1 is not of the form"),
        (NEW, "entry 1 is not of the form"),
        (f"a:{NEW},,b:{OLD}", "entry 2 is not of the form"),
        (f"a:{NEW},{OLD}", "entry 2 is not of the form"),
        (f":{NEW}", "the id of entry 1"),
        (f"K1:{NEW}", "the id of entry 1"),
        (f"khoá:{NEW}", "the id of entry 1"),
        (f"{'a' * 17}:{NEW}", "the id of entry 1"),
        (f"{NEW}:a", "the id of entry 1"),
        (f"a:{NEW[:-1]}", "the secret of entry 1"),
        (f"a:{NEW}0", "the secret of entry 1"),
        (f"a:{NEW[:-1]}g", "the secret of entry 1"),
        (f"a:{NEW}:{OLD}", "the secret of entry 1"),
        (f"a:{NEW},b:", "the secret of entry 2"),
        (f"a:{NEW},b:{OLD},a:{'7' * 64}", "entries 1 and 3 have the same id"),
        (f"a:{OLD},b:{NEW},c:{NEW.upper()}", "entries 2 and 3 have the same secret"),
    ],
)
def test_faults_are_told_plainly_and_never_repeat_a_secret(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        Keyring.parse(text)
    told = "".join(traceback.format_exception_only(caught.value)).lower()
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert not any(secret[:12] in told for secret in (OLD, NEW, "7" * 64))


def test_no_secret_shows() -> None:
    shown = f"{RING!r} {RING} {RING.active!r} {[RING]}"
    assert "k2026" in shown
    for secret in (OLD, NEW):
        assert secret not in shown
        assert repr(bytes.fromhex(secret)) not in shown


def test_a_keyring_does_not_change() -> None:
    with pytest.raises(AttributeError):
        RING.keys = ()  # type: ignore[misc]


def test_fingerprints_tell_keys_apart_and_nothing_else() -> None:
    assert RING.fingerprint("k-2025") == "I56tP39g1sT_WUXyjRIPxQ"
    assert RING.fingerprint("k2026") != RING.fingerprint("k-2025")
    renamed = Keyring.parse(f"other:{OLD}")
    assert renamed.fingerprint("other") == RING.fingerprint("k-2025")


def test_an_unknown_key_is_a_fault_of_the_caller() -> None:
    with pytest.raises(KeyError, match="k2024"):
        RING.fingerprint("k2024")
    with pytest.raises(KeyError, match="k2024"):
        RING.codes("k2024", 1, 0, 1)
    with pytest.raises(KeyError, match="k2024"):
        RING.decoded("k2024", [])


@given(st.sampled_from(RING.ids), st.integers(0, 2**32 - 1), st.integers(0, 2**28 - 3))
def test_the_key_that_made_a_code_is_among_its_candidates(key_id, run_no, first) -> None:
    for offset, code in enumerate(RING.codes(key_id, run_no, first, 3)):
        candidates = RING.candidates(code)
        assert [candidate[0] for candidate in candidates] == ["k2026", "k-2025"]
        assert (key_id, run_no, first + offset) in candidates


def test_candidates_are_what_each_key_decodes() -> None:
    (code,) = RING.codes("k-2025", 77, 5, 1)
    assert RING.candidates(code) == [
        ("k2026", *ff1.decode_item(bytes.fromhex(NEW), code)),
        ("k-2025", 77, 5),
    ]
    assert RING.candidates(code)[0][1:] != (77, 5)


@pytest.mark.parametrize("code", ["", "ABCDEFGHF", "4YWW79G1TG05J", "4yww79g1tg05k", "x" * 4000])
def test_what_is_no_item_code_has_no_candidates(code: str) -> None:
    assert RING.candidates(code) == []


def test_a_new_run_can_be_read_under_an_older_key_in_bulk() -> None:
    codes = RING.codes("k2026", 9, 0, 50)
    assert RING.decoded("k2026", codes) == [(9, index) for index in range(50)]
    assert RING.decoded("k-2025", codes) == [RING.candidates(code)[1][1:] for code in codes]
