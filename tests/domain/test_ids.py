"""Codes: the check character on every position, typed text, item numbers, lot codes."""

import datetime
import itertools
import json
import pathlib
import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain import ids

VECTORS = json.loads(
    pathlib.Path(__file__).parents[1].joinpath("vectors", "ff1.json").read_text("utf-8")
)
BODIES = st.text(ids.ALPHABET, min_size=1, max_size=30)
CODES = st.builds(ids.short_code, st.integers(0, 2**40 - 1)) | st.builds(
    ids.item_code, st.integers(0, 2**60 - 1)
)


def times_x(element: int) -> int:
    doubled = element << 1
    return doubled ^ 0b100101 if doubled & 32 else doubled


def weighted_sum(code: str) -> int:
    """The definition, written forwards: position i weighs x to the i."""
    total = 0
    for position, symbol in enumerate(code, start=1):
        term = ids.ALPHABET.index(symbol)
        for _ in range(position):
            term = times_x(term)
        total ^= term
    return total


def samples(bits: int, count: int) -> list[str]:
    source = random.Random(9)
    spell = ids.short_code if bits == 40 else ids.item_code
    return [spell(0), spell(2**bits - 1)] + [spell(source.getrandbits(bits)) for _ in range(count)]


@pytest.mark.parametrize("vector", VECTORS["check"], ids=lambda vector: vector["text"])
def test_the_check_character_is_the_published_one(vector: dict[str, str]) -> None:
    assert ids.check_character(vector["text"]) == vector["check"]
    assert ids.with_check(vector["text"]) == vector["text"] + vector["check"]


@pytest.mark.parametrize("vector", VECTORS["item"], ids=lambda vector: vector["code"])
def test_item_vectors_are_spelled_and_checked(vector: dict[str, str]) -> None:
    value = ids.item_value(vector["code"])
    assert ids.item_code(value) == vector["code"]
    assert ids.with_check(vector["ciphertext"]) == vector["code"]


@given(BODIES)
def test_the_weighted_sum_of_a_checked_body_is_zero(body: str) -> None:
    assert weighted_sum(ids.with_check(body)) == 0


@pytest.mark.parametrize("body", ["", "A" * 31, "ABCDEFGU", "abcdefgh", "ABCDEFG ", "ＡBCDEFGH"])
def test_a_body_outside_the_alphabet_or_the_field_has_no_check(body: str) -> None:
    with pytest.raises(ValueError, match=r"check character|alphabet"):
        ids.check_character(body)


@pytest.mark.parametrize("code", samples(40, 20) + samples(60, 20))
def test_every_single_wrong_character_is_caught(code: str) -> None:
    assert ids.is_valid(code)
    for place, symbol in itertools.product(range(len(code)), ids.ALPHABET):
        wrong = code[:place] + symbol + code[place + 1 :]
        assert ids.is_valid(wrong) == (wrong == code)


def swapped(code: str, first: int, second: int) -> str:
    symbols = list(code)
    symbols[first], symbols[second] = symbols[second], symbols[first]
    return "".join(symbols)


def placed(length: int, *symbols: tuple[int, str]) -> str:
    """A checked code of zeros but for these symbols at these positions of the body."""
    body = ["0"] * (length - 1)
    for place, symbol in symbols:
        body[place] = symbol
    return ids.with_check("".join(body))


# The check is linear, so a swap slips through in one code if and only if it does in the code
# that holds these two symbols and zeros: every position and pair, not every code.
@pytest.mark.parametrize("length", [ids.SHORT_LENGTH, ids.ITEM_LENGTH])
def test_every_swap_of_any_two_symbols_of_the_body_is_caught(length: int) -> None:
    for first, second in itertools.combinations(range(length - 1), 2):
        for one, other in itertools.combinations(ids.ALPHABET, 2):
            code = placed(length, (first, one), (second, other))
            assert not ids.is_valid(swapped(code, first, second))


@pytest.mark.parametrize("length", [ids.SHORT_LENGTH, ids.ITEM_LENGTH])
def test_every_swap_with_the_check_character_is_caught(length: int) -> None:
    for place in range(length - 1):
        third = (place + 1) % (length - 1)  # its 32 symbols give all 32 check characters
        for one, other in itertools.product(ids.ALPHABET, repeat=2):
            code = placed(length, (place, one), (third, other))
            assert ids.is_valid(swapped(code, place, length - 1)) == (one == code[-1])


@pytest.mark.parametrize("code", samples(40, 30) + samples(60, 30))
def test_every_swap_of_two_in_a_real_code_is_caught(code: str) -> None:
    for first, second in itertools.combinations(range(len(code)), 2):
        assert ids.is_valid(swapped(code, first, second)) == (code[first] == code[second])


@pytest.mark.parametrize("code", ["", "0", "00000000", "0" * 10, "0" * 12, "0" * 14, "0" * 4000])
def test_only_nine_and_thirteen_characters_make_a_code(code: str) -> None:
    assert not ids.is_valid(code)


def test_a_code_is_canonical_or_it_is_not_a_code() -> None:
    code = ids.with_check("ABCDEFGH")
    assert ids.is_valid(code)
    assert not ids.is_valid(code.lower())
    assert not ids.is_valid("0000000O0")
    assert not ids.is_valid(code[:-1] + "\n")


@pytest.mark.parametrize("mark", ["\u200c", "\u200d", "\u200e"])
def test_unseen_marks_that_turn_nothing_round_are_no_part_of_a_code(mark: str) -> None:
    """Chats and spreadsheets put them around what is copied."""
    code = ids.short_code(123_456_789)
    for typed in (mark + code, code + mark, f"{code[:4]}{mark} {code[4:]}"):
        assert ids.fold_typed(typed) == code


@pytest.mark.parametrize("mark", ["\u061c", "\u200f", "\u202d", "\u202e", "\u2066", "\u2067"])
def test_what_may_show_another_text_than_it_holds_is_no_code(mark: str) -> None:
    assert ids.fold_typed(mark + ids.short_code(123_456_789)) is None


@given(CODES)
def test_a_code_is_of_one_kind_by_its_length(code: str) -> None:
    assert ids.kind_of(code) == {9: "short", 13: "item"}[len(code)]


@pytest.mark.parametrize("code", ["", "dashboard", "ABCDEFGHA", "CAM-251212-01"])
def test_what_is_no_code_has_no_kind(code: str) -> None:
    with pytest.raises(ValueError, match="not a valid code"):
        ids.kind_of(code)


def test_codes_are_shown_in_groups_of_four() -> None:
    assert ids.grouped("4YWW79G1TG05K") == "4YWW 79G1 TG05 K"
    assert ids.grouped("ABCDEFGHF") == "ABCD EFGH F"


@given(CODES)
def test_what_is_shown_can_be_typed_back(code: str) -> None:
    assert ids.fold_typed(ids.grouped(code)) == code


@given(CODES, st.randoms(use_true_random=False))
def test_careless_typing_is_folded(code: str, chance: random.Random) -> None:
    looks = {"0": "0Oo", "1": "1IiLl"}
    typed = "".join(
        chance.choice(looks.get(symbol, symbol + symbol.lower()))
        + chance.choice(["", "", " ", "-", "\u00a0", "\u2011", "\u2013", "\u3000", "\u200b"])
        for symbol in code
    )
    assert ids.fold_typed(f" {typed}\r\n") == code


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " - ",
        "ABCDEFGHG",  # the check character would be F
        "ＡＢＣＤＥＦＧＨＦ",  # full width
        "ABCDEFGH\uff26",
        "ABCDEFGÀF",
        "UBCDEFGHF",
        "ABCD.EFGH.F",
        "ABCDEFGHF\x00",
        "ABCDEFGHF9",
        "https://example.vn/ABCDEFGHF",
    ],
)
def test_what_is_not_a_code_folds_to_nothing(typed: str) -> None:
    assert ids.fold_typed(typed) is None


@pytest.mark.parametrize(("letter", "symbol"), [("\u0131", "1"), ("\u017f", "S"), ("\u212a", "K")])
def test_letters_that_python_would_fold_into_ascii_are_not_guessed_at(letter, symbol) -> None:
    assert letter.upper().isascii() or letter.lower().isascii()
    code = ids.with_check(f"0000000{symbol}")
    assert ids.fold_typed(f"0000000{symbol}{code[-1]}") == code
    assert ids.fold_typed(f"0000000{letter}{code[-1]}") is None


@pytest.mark.parametrize("unit", ["0", " ", "-", "ß", "\u0300", "A\u00a0", "\U0001f34a", "\ud800"])
def test_a_hostile_text_is_no_code(unit: str) -> None:
    assert ids.fold_typed(unit * 4000) is None


def test_text_beyond_the_limit_is_not_even_looked_at() -> None:
    class Counted(str):
        __slots__ = ()

        def translate(self, table: object, /) -> str:
            raise AssertionError("work was done on a text too long to be a code")

    assert ids.fold_typed(Counted("0" * (ids.TYPED_LIMIT + 1))) is None
    assert ids.fold_typed("0" * 9 + " " * (ids.TYPED_LIMIT - 9)) == "0" * 9


@given(st.text(max_size=80))
def test_whatever_is_typed_the_answer_is_a_code_or_nothing(typed: str) -> None:
    folded = ids.fold_typed(typed)
    assert folded is None or ids.is_valid(folded)


@given(st.integers(0, 2**40 - 1))
def test_a_short_code_spells_its_forty_bits(random_bits: int) -> None:
    code = ids.short_code(random_bits)
    assert len(code) == ids.SHORT_LENGTH
    assert code == ids.with_check(code[:-1])
    value = 0
    for symbol in code[:-1]:
        value = value * 32 + ids.ALPHABET.index(symbol)
    assert value == random_bits


@given(st.integers(0, 2**60 - 1))
def test_an_item_code_and_its_number_are_one(value: int) -> None:
    code = ids.item_code(value)
    assert code == ids.with_check(code[:-1])
    assert ids.item_value(code) == value


@given(st.integers(0, ids.MAX_RUN_NO), st.integers(0, ids.MAX_INDEX))
def test_run_and_index_pack_into_sixty_bits(run_no: int, index: int) -> None:
    value = ids.pack_item(run_no, index)
    assert value < 2**60
    assert ids.unpack_item(value) == (run_no, index)


def test_the_domain_fits_exactly() -> None:
    assert ids.pack_item(ids.MAX_RUN_NO, ids.MAX_INDEX) == 32**12 - 1
    assert ids.pack_item(1, 0) == ids.pack_item(0, ids.MAX_INDEX) + 1


@pytest.mark.parametrize(
    ("make", "values"),
    [
        (ids.short_code, (-1,)),
        (ids.short_code, (2**40,)),
        (ids.item_code, (2**60,)),
        (ids.unpack_item, (2**60,)),
        (ids.pack_item, (2**32, 0)),
        (ids.pack_item, (0, 2**28)),
        (ids.pack_item, (0, -1)),
    ],
)
def test_numbers_that_do_not_fit_are_refused(make, values) -> None:
    with pytest.raises(ValueError, match="must be 0 to"):
        make(*values)


@pytest.mark.parametrize("code", ["", "ABCDEFGHF", "4YWW79G1TG05J", "4yww79g1tg05k"])
def test_only_a_valid_item_code_has_a_number(code: str) -> None:
    with pytest.raises(ValueError, match="not a valid item code"):
        ids.item_value(code)


@pytest.mark.parametrize(
    ("prefix", "number", "code"),
    [
        ("CAM", 1, "CAM-251212-01"),
        ("Cam sành", 7, "CAM-SANH-251212-07"),
        ("Mật ong bạc hà Mèo Vạc", 12, "MAT-ONG-BA-251212-12"),
        ("Đồng Văn", 100, "DONG-VAN-251212-100"),
        ("Hoà", 3, "HOA-251212-03"),
        ("Hòa", 3, "HOA-251212-03"),
        ("chè  –  ướp", 9999, "CHE-UOP-251212-9999"),
        ("柑橘", 1, "LO-251212-01"),
        ("", 1, "LO-251212-01"),
        ("ABCDEFGHI-Z", 1, "ABCDEFGHI-251212-01"),
    ],
)
def test_a_lot_code_reads_like_the_cooperative_speaks(prefix: str, number: int, code: str) -> None:
    assert ids.lot_code(prefix, datetime.date(2025, 12, 12), number) == code


@given(
    st.text(max_size=40),
    st.dates(),
    st.integers(1, ids.MAX_LOT_NUMBER),
)
def test_every_lot_code_is_one(prefix: str, day: datetime.date, number: int) -> None:
    code = ids.lot_code(prefix, day, number)
    assert ids.is_lot_code(code)
    assert "--" not in code


@pytest.mark.parametrize("number", [0, -1, ids.MAX_LOT_NUMBER + 1])
def test_a_lot_has_a_number_of_its_day(number: int) -> None:
    with pytest.raises(ValueError, match="number must be"):
        ids.lot_code("CAM", datetime.date(2025, 12, 12), number)


@pytest.mark.parametrize("text", ["A", "CAM-SANH-01", "9", "A" * 20, "A-"])
def test_these_are_lot_codes(text: str) -> None:
    assert ids.is_lot_code(text)


@pytest.mark.parametrize("text", ["", "-A", "a", "A" * 21, "CAM 01", "CÂM", "CAM\n", "CAM/01", "٣"])
def test_these_are_no_lot_codes(text: str) -> None:
    assert not ids.is_lot_code(text)


def test_the_alphabet_is_crockfords() -> None:
    symbols = set(string.digits + string.ascii_uppercase) - set("ILOU")
    assert "".join(sorted(symbols)) == ids.ALPHABET
