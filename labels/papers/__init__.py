"""Papers for hands: finished strings on A4 and A5 pages, in the labels' own typeface."""

from labels.papers.card import Card, draw_card
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

__all__ = [
    "Beside",
    "Break",
    "Card",
    "Facts",
    "Grid",
    "HalfPaper",
    "Heading",
    "Keep",
    "Paper",
    "Part",
    "Picture",
    "Signatures",
    "Steps",
    "Text",
    "draw",
    "draw_card",
    "draw_half",
    "qr_picture",
]
