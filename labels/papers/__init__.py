"""Papers for hands: finished strings on pages of A4 and A5, in the labels' own typeface."""

from labels.papers.blank import BlankSlips, BlankTable, draw_slips, draw_tables
from labels.papers.card import Card, draw_card
from labels.papers.cards import NumberCard, draw_cards
from labels.papers.code import qr_picture
from labels.papers.flow import (
    Beside,
    Break,
    Facts,
    Grid,
    Heading,
    Keep,
    Paper,
    Part,
    Picture,
    Signatures,
    Steps,
    Text,
    draw,
)
from labels.papers.half import HalfPaper, draw_half
from labels.papers.slip import SlipPaper, draw_slip, slip_picture

__all__ = [
    "Beside",
    "BlankSlips",
    "BlankTable",
    "Break",
    "Card",
    "Facts",
    "Grid",
    "HalfPaper",
    "Heading",
    "Keep",
    "NumberCard",
    "Paper",
    "Part",
    "Picture",
    "Signatures",
    "SlipPaper",
    "Steps",
    "Text",
    "draw",
    "draw_card",
    "draw_cards",
    "draw_half",
    "draw_slip",
    "draw_slips",
    "draw_tables",
    "qr_picture",
    "slip_picture",
]
