"""The sentences about boundaries: what is wrong with a line on the land, and how it is mended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.web.tongues import lazy_gettext as _l

BOUNDARIES: Mapping[str, Any] = {
    "area_below_boundary": _l(
        "Ranh giới đang lưu lớn hơn gấp ba diện tích này. Vẽ lại ranh giới trước, rồi sửa diện"
        " tích."
    ),
    "boundary_above_declared": _l(
        "Đường này lớn gấp nhiều lần diện tích đã khai. Vẽ lại cho đúng vùng, hoặc sửa diện tích"
        " trước."
    ),
    "boundary_axes_swapped": _l(
        "Vĩ độ và kinh độ đang đổi chỗ nhau: điểm này không ở Việt Nam, đổi lại thì đúng."
    ),
    "boundary_changed": _l(
        "Có người vừa sửa ranh giới này. Xem đường mới ở dưới, rồi làm lại nếu vẫn cần."
    ),
    "boundary_crosses_itself": _l(
        "Đường ranh tự cắt nhau tại %(spot)s (cạnh %(sides)s). Sửa thứ tự các góc ở chỗ đó."
    ),
    "boundary_file_too_large": _l("Tệp lớn quá: nhiều nhất %(most_mb)s MB. Chỉ gửi vùng cần vẽ."),
    "boundary_in_dispute": _l(
        "Đất của vùng này đang có vụ chồng lấn. Cơ quan quyết xong mới xóa được ranh giới."
    ),
    "boundary_json_broken": _l(
        "Tệp GeoJSON bị hỏng hoặc thiếu, đọc đến dòng %(line)s thì dừng. Xuất lại từ phần mềm bản"
        " đồ rồi gửi lại, hoặc gõ tọa độ từng góc."
    ),
    "boundary_kmz": _l("Đây là tệp nén (.kmz). Mở ra, lưu thành .kml rồi gửi lại."),
    "boundary_no_area": _l("Các góc nằm trên một đường thẳng nên không có diện tích. Thêm góc."),
    "boundary_no_polygon": _l(
        "Không thấy vùng nào trong đó, chỉ có điểm hoặc đường. Hãy vẽ khép kín rồi xuất lại."
    ),
    "boundary_not_finite": _l("Có tọa độ không phải là số dùng được. Sửa chỗ đó rồi gửi lại."),
    "boundary_outside_viet_nam": _l(
        "Vùng này nằm ngoài Việt Nam. Xem lại tọa độ: vĩ độ trước (khoảng 22–23), kinh độ sau"
        " (khoảng 104–105)."
    ),
    "boundary_parts_misplaced": _l(
        "Các mảnh đè lên nhau, hoặc có lỗ nằm ngoài vùng, gần %(spot)s. Sửa lại hình."
    ),
    "boundary_picture": _l(
        "Đây là tệp PDF hoặc ảnh, trong đó không có tọa độ để đọc. Xin người đo vẽ tệp GeoJSON hoặc"
        " KML, hoặc gõ tọa độ từng góc."
    ),
    "boundary_projected": _l(
        "Đây là tọa độ mét (VN-2000 hoặc UTM), chưa phải độ. Xuất lại theo WGS 84, ví dụ"
        " 22,7512 104,9821."
    ),
    "boundary_reason_needed": _l(
        "Vùng cách xã đã khai %(far_m)s m. Nếu đúng như vậy, hãy ghi lý do."
    ),
    "boundary_too_few_corners": _l("Cần ít nhất 3 góc khác nhau; mới có %(corners)s."),
    "boundary_too_large": _l("Vùng rộng quá %(most_ha)s ha. Chia thành từng vùng rồi vẽ."),
    "boundary_too_many_corners": _l(
        "Đường ranh có %(corners)s góc; nhiều nhất %(most)s. Có thể làm gọn, lệch chừng một mét."
    ),
    "boundary_too_many_lines": _l("Nhiều dòng quá: nhiều nhất %(most)s. Gửi bằng tệp GeoJSON."),
    "boundary_unreadable": _l(
        "Không đọc được ranh giới này. Gửi tệp GeoJSON hoặc KML, hoặc gõ tọa độ từng góc."
    ),
    "corner_unreadable": _l(
        "Không đọc được dòng %(line)s: “%(typed)s”. Viết vĩ độ rồi kinh độ, ví dụ 22,7512 104,9821."
    ),
    "kml_network_link": _l(
        "Tệp KML này trỏ ra một địa chỉ trên mạng; ở đây không mở. Lưu riêng vùng cần gửi."
    ),
    "kml_unsafe": _l("Tệp KML này có phần không an toàn nên không mở. Xuất lại từ bản đồ."),
    "overlap_winner_unknown": _l("Vùng này không thuộc vụ việc. Hãy chọn một trong hai vùng."),
    "track_open": _l(
        "Điểm cuối cách điểm đầu %(gap_m)s m. Đi vòng về chỗ bắt đầu (còn dưới %(most_m)s m)."
    ),
    "track_too_poor": _l(
        "Mới có %(good)s điểm đủ rõ (sai số dưới %(worst_m)s m). Ra chỗ thoáng, đi chậm rồi ghi"
        " lại."
    ),
}
