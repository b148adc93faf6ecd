"""Papers for hands: finished strings on A4 pages, in the labels' own typeface."""

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

__all__ = [
    "Beside",
    "Break",
    "Card",
    "Facts",
    "Grid",
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
    "qr_picture",
]
