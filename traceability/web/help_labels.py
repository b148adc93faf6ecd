"""What each page of the label ledger is for; ``help`` holds those of the other doors."""

from __future__ import annotations

from collections.abc import Mapping

from traceability.web.tongues import LazyString
from traceability.web.tongues import lazy_gettext as _l

#: By endpoint. Two sentences: what stands here; what one does with it.
LABELS: Mapping[str, LazyString] = {
    "workspace.blank_labels": _l(
        "Ở đây đặt in tem trước vụ: có tên sản phẩm và hợp tác xã, chưa có lô và ngày."
        " Dán xong thì kích hoạt từng khoảng cho lô."
    ),
    "workspace.order_from_house": _l(
        "Ở đây đặt xưởng in làm tem cho một lô: số tem cần, cỡ, đặt dư và số tem mỗi cuộn."
        " Gửi đơn xong thì tạo liên kết để xưởng in tải tệp."
    ),
    "workspace.order_blank_from_house": _l(
        "Ở đây đặt xưởng in làm tem trước vụ, chưa có lô và ngày. Nhận về, dán xong mới kích hoạt"
        " cho từng lô."
    ),
    "workspace.house_order": _l(
        "Đây là một đơn đặt xưởng in: liên kết đã gửi, cuộn nào đã về. Cuộn về thì bấm nhận và quét"
        " thử."
    ),
    "workspace.house_proof": _l(
        "Trang này đọc bản in thử của xưởng in và so với đơn. Đúng hết mới cho xưởng in tiếp."
    ),
    "workspace.receive_roll": _l(
        "Trang này nhận một cuộn tem từ xưởng in. Quét mỗi đoạn một tem, ghi tem hỏng, rồi tem mới"
        " có hiệu lực."
    ),
    "workspace.link_labels": _l(
        "Ở đây gắn tem đã dán với lô của nó. Chọn lô, quét tem đầu và tem cuối."
    ),
    "workspace.check_paper": _l(
        "Trước lần kích hoạt đầu tiên, quét ba tem trên giấy để chắc máy in tốt."
        " Mỗi đợt in chỉ làm một lần."
    ),
    "workspace.label_book_of_run": _l(
        "Sổ này nói rõ từng con tem của một đợt in đang ở đâu, trong tay ai."
        " Ghi tem hỏng, giao, nhận lại, báo mất, in tiếp bằng các nút ở giữa trang."
    ),
    "workspace.label_act": _l(
        "Trang này ghi một việc vào sổ tem. Gõ số nhỏ in trên tem, hoặc quét từng tem."
    ),
    "workspace.lot_labels": _l(
        "Đây là mọi con tem của một lô, dù in ở đợt nào. Xem lô còn thiếu bao nhiêu tem."
    ),
    "workspace.find_label": _l(
        "Cầm một con tem, quét hay gõ mã để biết nó là tem nào, đang ở đâu."
        " Trang cũng cho biết cuộn còn bao nhiêu tem."
    ),
    "workspace.scans": _l(
        "Ở đây xem mỗi ngày có bao nhiêu người xem trang của hàng bạn, lô nào, giao cho ai."
        " Số lượt là dấu hiệu để hỏi thêm, không nói được tem thật hay giả."
    ),
    "workspace.lot_scans": _l(
        "Đây là lượt quét của một lô và điều đáng để ý về tem của lô."
        " Tem được quét mà lô chưa ghi xuất kho thì ghi ngay ở đây."
    ),
    "workspace.scan_limits_of": _l(
        "Trang này đặt ngưỡng: từ mấy lượt xem, quét muộn bao lâu thì báo cho bạn."
        " Để nguyên số thường dùng nếu chưa rõ."
    ),
    "workspace.unexplained_labels": _l(
        "Đây là những con tem chưa ai nói rõ ở đâu. Đi qua từng khoảng cho tới khi trang này trống."
    ),
    "workspace.carton_labels": _l(
        "Ở đây in tem cho thùng: một mã cho cả thùng, kèm số của từng tem bên trong."
        " Tem gói phải kích hoạt trước, rồi mới vào thùng."
    ),
    "workspace.stationery_list": _l(
        "Đây là các loại giấy tem bạn tự đo, ngoài danh sách có sẵn."
        " Khai một lần, từ đó chọn như mọi giấy khác khi in."
    ),
    "workspace.new_stationery": _l(
        "Đo giấy bằng thước rồi ghi vào đây; máy vẽ lại đúng tỷ lệ để bạn so với giấy thật."
        " Chưa bấm lưu thì chưa ghi gì."
    ),
    "workspace.printer_list": _l(
        "Mỗi máy in kéo giấy lệch một chút; ở đây ghi độ lệch của từng máy."
        " Chọn máy bạn dùng, tệp in tự bù cho máy đó."
    ),
    "workspace.new_printer": _l(
        "In trang thước, đo ba chỗ, ghi vào đây. Chỗ nào đúng thì để trống."
    ),
    "workspace.lift_void": _l(
        "Ở đây người quản lý khôi phục một con tem đã hủy mà đang cầm trên tay. Cần ghi lý do."
    ),
}
