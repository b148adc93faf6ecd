"""Why something above its warning was recorded all the same: a usual reason, and own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from traceability.domain.errors import Invalid
from traceability.domain.process import Words
from traceability.domain.text import fold


class Why(StrEnum):
    """The usual reasons: what a leaf says; words of one's own stand in private."""

    WEIGHED_AGAIN = "weighed_again"
    GOOD_SEASON = "good_season"
    REGISTER_BEHIND = "register_behind"
    SEVERAL_DAYS = "several_days"
    DRIED_LESS = "dried_less"
    OTHER = "other"


#: Of a correction that brings an entry above its warning: its own reason says why.
CORRECTED = "corrected"
#: What each reason is called: where it is chosen, and in the column of a book.
WORDS: Mapping[Why, Words] = {
    Why.WEIGHED_AGAIN: Words(
        "đã cân lại, số đúng", "weighed again, it is right", "已复秤，数字无误"
    ),
    Why.GOOD_SEASON: Words("được mùa", "a good season", "丰收"),
    Why.REGISTER_BEHIND: Words(
        "diện tích, số cây, số đàn trong sổ chưa cập nhật",
        "hectares, trees or colonies in the register are behind",
        "登记的面积、株数或蜂群数未更新",
    ),
    Why.SEVERAL_DAYS: Words(
        "gom nhiều lần thu vào một lần ghi", "several days in one entry", "多次采收合并登记"
    ),
    Why.DRIED_LESS: Words(
        "nguyên liệu ít nước hơn mọi khi", "drier than usual when it came in", "原料含水较少"
    ),
    Why.OTHER: Words("lý do khác", "another reason", "其他原因"),
}
#: What is offered where a season's ceiling is passed, and where much was made of a harvest.
OF_HARVEST = {why: words for why, words in WORDS.items() if why is not Why.DRIED_LESS}
OF_MAKING = {why: WORDS[why] for why in (Why.WEIGHED_AGAIN, Why.DRIED_LESS, Why.OTHER)}
#: The fields that say why.
FIELDS = ("warn_reason", "warn_words")


@dataclass(frozen=True)
class Accepted:
    """Why somebody records what is above its warning; ``words`` are needed for another reason."""

    why: Why
    words: str | None = None

    def check(self) -> None:
        """Refuse another reason without words with ``required`` at ``warn_words``."""
        if self.why is Why.OTHER and self.words is None:
            raise Invalid("required", "warn_words")


#: What a rehearsal accepts with: the reason is asked for on the screen that it leads to.
FORESEEN = Accepted(Why.WEIGHED_AGAIN)


def of_words(text: str) -> Accepted:
    """What a cell of a book says: a usual reason by its name or code, else words of one's own."""
    said = fold(text)
    for why, words in WORDS.items():
        if why is not Why.OTHER and said in (fold(words.vi), fold(words.en), fold(why)):
            return Accepted(why)
    return Accepted(Why.OTHER, text)
