"""QR symbols of versions 1 to 10, levels L to H: bit-exact, with the standard's own best mask.

A finished symbol is an affine function over GF(2) of its data bits, error correction and placement
included, so it is kept as one integer and made by XOR (``labels.qr.template``); the eight masks are
judged together, bit-parallel (``labels.qr.penalty``). Knows nothing of URLs or of labels. Larger
ones are left to ``qrcode`` (``labels.qr.large``).
"""

from labels.qr.large import draw_large
from labels.qr.matrix import Matrix
from labels.qr.segments import Mode, Segment, TooLong, bits_of, segments_of, smallest_version
from labels.qr.series import Series
from labels.qr.tables import LARGEST_VERSION, Level, capacity_bits, modules_along
from labels.qr.template import Template, draw, template

__all__ = [
    "LARGEST_VERSION",
    "Level",
    "Matrix",
    "Mode",
    "Segment",
    "Series",
    "Template",
    "TooLong",
    "bits_of",
    "capacity_bits",
    "draw",
    "draw_large",
    "modules_along",
    "segments_of",
    "smallest_version",
    "template",
]
