from __future__ import annotations

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from labels.errors import DoesNotFit, LabelRefused
from labels.qr import LARGEST_VERSION, Level
from labels.symbol import QUIET_MODULES, Symbol, encode, encode_text, encoded_text, modules_of

CODE = "4YWW79G1TG05K"
HOSTS = st.from_regex(r"[a-z][a-z0-9-]{1,20}\.vn", fullmatch=True)
CODES = st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=9, max_size=13)


def read(symbol: Symbol) -> zxingcpp.Barcode:
    side = symbol.modules + 2 * QUIET_MODULES
    image = Image.new("L", (side, side), 255)
    for y, row in enumerate(symbol.rows):
        for x in range(symbol.modules):
            if row >> (symbol.modules - 1 - x) & 1:
                image.putpixel((x + QUIET_MODULES, y + QUIET_MODULES), 0)
    return zxingcpp.read_barcodes(
        image.resize((4 * side, 4 * side), Image.Resampling.NEAREST),
        formats=zxingcpp.BarcodeFormat.QRCode,
    )[0]


@pytest.mark.parametrize(
    ("host", "version"),
    [("tem.hg.vn", 2), ("tem.hag.vn", 2), ("tem.hagi.vn", 3), ("tem.hagiang.vn", 3)],
)
def test_the_version_follows_from_the_length(host: str, version: int) -> None:
    symbol = encode(f"https://{host}/{CODE}")
    assert (symbol.version, symbol.modules) == (version, 17 + 4 * version)


def test_a_host_of_twenty_stays_one_byte_segment() -> None:
    url = f"https://{'a' * 17}.vn/{CODE}"
    assert encoded_text(url) == url
    assert encode(url).version == 3


def test_a_longer_host_is_written_in_capitals_where_that_saves_a_version() -> None:
    host = f"{'a' * 30}.vn"
    symbol = encode(f"https://{host}/{CODE}")
    assert symbol.text == f"https://{host.upper()}/{CODE}"
    assert symbol.version == 3
    assert encode(f"https://{'a' * 31}.vn/{CODE}").version == 4


def test_a_path_that_is_not_alphanumeric_is_left_alone() -> None:
    url = f"https://{'a' * 30}.vn/id/lot"
    assert encoded_text(url) == url


@given(HOSTS, CODES)
def test_a_reader_gets_back_what_was_said(host: str, code: str) -> None:
    url = f"https://{host}/{code}"
    symbol = encode(url)
    found = read(symbol)
    assert found.text == symbol.text == encoded_text(url)
    assert found.text.startswith("https://")
    assert found.text.lower() == url.lower()
    assert found.text.endswith(f"/{code}")
    assert found.ec_level == "M"


@given(HOSTS, CODES)
def test_asking_twice_changes_nothing(host: str, code: str) -> None:
    once = encoded_text(f"https://{host}/{code}")
    assert encoded_text(once) == once
    assert modules_of(once) == encode(once).modules


@pytest.mark.parametrize(
    "url",
    ["HTTPS://tem.hagiang.vn/X", "tem.hagiang.vn/X", "https://tem.hàgiang.vn/X", "https:///X", ""],
)
def test_what_phones_do_not_open_is_refused(url: str) -> None:
    with pytest.raises(LabelRefused) as caught:
        encode(url)
    assert (caught.value.code, caught.value.field) == ("url_not_plain", "url")


def test_an_endless_url_is_refused() -> None:
    with pytest.raises(LabelRefused) as caught:
        encode(f"https://tem.hagiang.vn/{'a' * 400}")
    assert (caught.value.code, caught.value.facts) == ("url_too_long", {"length": 423})


def test_the_module_fills_its_room() -> None:
    symbol = encode(f"https://tem.hagiang.vn/{CODE}")
    assert symbol.module_um(37 * 330) == 330
    assert symbol.module_um(37 * 500 + 36) == 500


def test_a_module_too_fine_is_refused() -> None:
    symbol = encode(f"https://tem.hagiang.vn/{CODE}")
    with pytest.raises(DoesNotFit) as caught:
        symbol.module_um(12_209)
    assert caught.value.field == "qr"
    assert caught.value.facts == {"needed_um": 12_210, "room_um": 12_209}


@pytest.mark.parametrize(
    "url",
    ["https://tem.hagiang.vn/A B", "https://tem.hagiang.vn/mã", "https:///X", "X", "https://a"],
)
def test_a_refusal_tells_the_url_itself(url: str) -> None:
    with pytest.raises(LabelRefused) as caught:
        encode(url)
    assert caught.value.facts == {"url": url}


def test_a_text_too_long_for_its_version_is_refused() -> None:
    with pytest.raises(LabelRefused) as caught:
        encode_text("a" * 20, 1)
    assert (caught.value.code, caught.value.field) == ("text_too_long", "qr")


@pytest.mark.parametrize("level", Level)
def test_a_text_that_no_label_holds_is_drawn_by_qrcode(level: Level) -> None:
    text = "Mật ong bạc hà Mèo Vạc. " * 30
    symbol = encode_text(text, level=level)
    assert symbol.version > LARGEST_VERSION
    assert read(symbol).text == text
    assert encode_text(text, symbol.version + 1, level).modules == symbol.modules + 4


@pytest.mark.parametrize("version", [None, 11])
def test_what_no_symbol_holds_is_refused(version: int | None) -> None:
    with pytest.raises(LabelRefused) as caught:
        encode_text("a" * 3_000, version)
    assert caught.value.code == "text_too_long"
