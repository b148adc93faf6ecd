"""The words of what families tell of their goods, and of what a harvest was stored with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.domain.density import spoken
from traceability.domain.gathering import Caution
from traceability.domain.process import Fact
from traceability.domain.quantity import format_number
from traceability.services.densities import Density
from traceability.services.known_facts import LotFacts
from traceability.services.publishing_gate import Fill
from traceability.web.messages import language
from traceability.web.tongues import gettext
from traceability.web.tongues import lazy_gettext as _l

#: What to say of a harvest before it is stored, and on the page of its lot ever after.
CAUTIONS: Mapping[Caution, Any] = {
    Caution.NO_STAY: _l(
        "Sổ không có điểm đặt ong nào vào ngày quay mật. Ghi điểm đặt ở trang của cơ sở ong."
    ),
    Caution.SOLD_ELSEWHERE: _l(
        "Người bán ở xã khác với các điểm đặt ong của ngày này. Hỏi lại mật quay ở đâu, ngày nào;"
        " ghi nhầm thì sửa phiếu hoặc sửa điểm đặt."
    ),
    Caution.STOOD_OUTSIDE: _l(
        "Có đàn đặt ở điểm ngoài tỉnh vào ngày này. Mật quay ở ngoài tỉnh không thuộc mã vùng trồng"
        " trong tỉnh. Hỏi lại quay ở điểm nào; ghi nhầm thì sửa điểm đặt."
    ),
    Caution.MOISTURE_UNUSUAL: _l(
        "Độ ẩm này khác thường: mật ong thường từ 14 đến 23 %. Đo lại bằng khúc xạ kế; gõ nhầm thì"
        " sửa."
    ),
    Caution.NO_CONSENT: _l(
        "Hồ sơ vùng thu hái chưa có giấy đồng ý của chủ rừng, chủ đất. Thêm vào giấy tờ của vùng."
    ),
    Caution.NO_PERMIT: _l(
        "Hồ sơ vùng thu hái chưa có giấy phép khai thác hoặc bảng kê lâm sản. Thêm vào giấy tờ của"
        " vùng."
    ),
    Caution.PROTECTED: _l(
        "Loài này trong danh mục bảo vệ mà hồ sơ vùng chưa có giấy phép hoặc bảng kê lâm sản. Cán"
        " bộ quản lý được báo."
    ),
    Caution.BANNED: _l(
        "Danh mục ghi loài này cấm khai thác mà hồ sơ vùng chưa có giấy phép. Cán bộ quản lý được"
        " báo."
    ),
}
#: What a family asks for before its goods are published.
FACTS: Mapping[Fact, Any] = {
    Fact.MOISTURE: _l("độ ẩm của mật"),
    Fact.PART: _l("bộ phận dùng"),
}
#: Where something is filled in, and whom to ask who may not do it.
FILLS: Mapping[Fill, Any] = {
    Fill.PRODUCT: _l("sửa ở trang sản phẩm"),
    Fill.ORGANISATION: _l("điền ở trang đơn vị"),
    Fill.HARVEST: _l("xem ghi chép của lô"),
    Fill.FACTS: _l("ghi số đo của lô"),
    Fill.CERTIFICATE: _l("thêm giấy chứng nhận"),
}
ASK: Any = _l("nhờ người quản lý của đơn vị")


def moisture(facts: LotFacts) -> str:
    """The moisture as measured: "18,5 %", "17,5–18,2 %" where parts of a mix differ."""
    lowest, highest = (format_number(facts.moisture[at], language()) for at in (0, -1))
    return f"{lowest} %" if lowest == highest else f"{lowest}–{highest} %"


def density(by: Density) -> str:
    """How heavy a litre is, and whether that was measured."""
    number = format_number(spoken(by.value), language())
    if by.assumed:
        return str(gettext("%(number)s kg/lít (giả định)", number=number))
    return str(gettext("%(number)s kg/lít", number=number))


def gathered(facts: LotFacts) -> str:
    """Whether it was planted, grew wild, or both."""
    if facts.wild and facts.grown:
        return str(gettext("một phần trồng, một phần thu hái tự nhiên"))
    return str(gettext("thu hái tự nhiên") if facts.wild else gettext("trồng"))
