"""Papers for hands: finished strings on A4 pages, in the labels' own typeface."""

from labels.papers.flow import (
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
]
