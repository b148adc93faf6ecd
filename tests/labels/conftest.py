from __future__ import annotations

import dataclasses

import pytest

from labels import StampLabel, TraceStamp


@pytest.fixture
def stamp() -> TraceStamp:
    return TraceStamp(
        product="Cam sành Hà Giang, túi lưới 2 kg",
        cooperative="HTX Cam Sành Vĩnh Hảo",
        domain="tem.hagiang.vn",
        place="xã Vĩnh Tuy, tỉnh Tuyên Quang",
        lot_line="Lô CAM-251212-01 · 2 kg",
        dates_line="Thu hoạch 12/12/2025",
        packed_line="Đóng gói 13/12/2025",
        scan_hint="Xem nguồn gốc: quét mã hoặc gõ mã tại",
    )


@pytest.fixture
def label() -> StampLabel:
    return StampLabel("4YWW 79G1 TG05 K", "Tem 017", "https://tem.hagiang.vn/4YWW79G1TG05K")


@pytest.fixture
def run(label: StampLabel) -> list[StampLabel]:
    """Seventy labels, each with a code of its own."""
    return [_nth(label, index) for index in range(70)]


def _nth(label: StampLabel, index: int) -> StampLabel:
    code = f"4YWW79G1TG{index:02}K"
    return dataclasses.replace(
        label,
        code=" ".join(code[at : at + 4] for at in range(0, len(code), 4)),
        number_text=f"Tem {index + 1:03}",
        url=f"https://tem.hagiang.vn/{code}",
    )
