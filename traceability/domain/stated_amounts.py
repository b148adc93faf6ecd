"""Whether a text states an amount: in figures, or in words of the three languages of names."""

from __future__ import annotations

import re

#: An amount in words is a number with what it counts: "two-leaf tea", "Chuối chín" and 三七 (a
#: plant) are none.
_VI = (
    r"\b(?:một|hai|ba|bốn|tư|năm|sáu|bảy|bẩy|tám|chín|mười|trăm|nửa|rưỡi)\s+"
    r"(?:ký|kí|ki-?lô|cân|lạng|gam|lít|quả|trái|gói|hộp|túi|chai|lọ)\b"
)
_EN = (
    r"\b(?:kilo\w*|dozen)\b"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|fifty|hundred|half|"
    r"quarter)(?:[-\s](?:an?|of|and|half|hundred))*[-\s]"
    r"(?:kgs?|grams?|grammes?|lit(?:re|er)s?|pounds?|pieces?|fruits?|packs?|bags?|box(?:es)?|"
    r"jars?|bottles?)\b"
)
_ZH = (
    r"[一二三四五六七八九十百千两兩半双]"
    r"(?:公斤|千克|斤|克|升|毫升|磅|个|個|只|枚|颗|瓶|罐|箱|盒|袋(?!泡))"
)
_IN_WORDS = re.compile(f"{_VI}|{_EN}|{_ZH}", re.IGNORECASE)


def states_amount(text: str) -> bool:
    """Whether ``text`` has a figure of any script, or a number in words and what it counts."""
    return any(sign.isdigit() for sign in text) or _IN_WORDS.search(text) is not None
