"""The sentences about the label ledger: numbers typed, codes scanned, blank runs, hands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.web.tongues import lazy_gettext as _l

LEDGER: Mapping[str, Any] = {
    "no_gtin_to_print": _l(
        "Lô này không đóng gói dưới mã GTIN nào đang dùng được. Hãy chọn địa chỉ ngắn."
    ),
    "label_numbers_unreadable": _l(
        "Không đọc được “%(typed)s”. Gõ số nhỏ in trên tem, ví dụ: 17, 23, 41–46."
    ),
    "label_numbers_backwards": _l("%(first)s–%(last)s viết ngược. Gõ số nhỏ trước, số lớn sau."),
    "too_many_label_numbers": _l(
        "Mỗi lần ghi nhiều nhất %(most)s số hoặc khoảng. Nhiều hơn thì chia thành nhiều lần."
    ),
    "one_label_only": _l(
        "Gõ hoặc quét đúng một tem: tem lành cuối cùng, ví dụ 143. Chưa ra tem nào thì in lại cả"
        " đợt."
    ),
    "nothing_after_label": _l(
        "Tem số %(number)s là tem cuối của đợt in (%(count)s tem). Không còn tem nào để in tiếp."
    ),
    "label_code_unreadable": _l(
        "Không đọc được mã “%(typed)s”. Quét lại, hoặc gõ 13 ký tự in dưới mã QR."
    ),
    "label_not_ours": _l("Mã này không phải tem của đơn vị bạn. Xem lại con tem trên tay."),
    "label_leads_elsewhere": _l(
        "Mã QR này dẫn đến %(host)s, tem của bạn in là %(ours)s. Có thể là tem giả: giữ lại và báo"
        " quản lý."
    ),
    "label_of_other_run": _l("Tem này là số %(number)s của đợt in khác (%(run)s)."),
    "label_from_elsewhere": _l(
        "Đây là tem số %(number)s. Ở ô này cần một tem trong các số %(numbers)s."
    ),
    "paper_not_read": _l(
        "Trước khi kích hoạt nhiều tem, quét thử %(count)s tem trên giấy, rải từ đầu đến cuối đợt"
        " in."
    ),
    "label_not_received": _l(
        "Tem số %(first)s còn ở xưởng in. Nhận cuộn của nó trước: mở đơn xưởng in, bấm “Nhận cuộn”."
    ),
    "label_already_linked": _l(
        "Tem số %(first)s đã kích hoạt cho lô %(lot)s. Quét lại tem đầu, tem cuối; nếu kích hoạt"
        " nhầm thì quản lý gỡ được trong sổ tem."
    ),
    "label_gone": _l(
        "Tem số %(first)s đã đi cùng hàng, không gỡ kích hoạt được nữa. Tem dán sai thì hủy."
    ),
    "goods_gone": _l(
        "Lô %(lot)s đã giao đi một phần, tem có thể đã theo hàng: không gỡ kích hoạt được nữa. Tem"
        " dán sai thì hủy."
    ),
    "label_in_carton": _l(
        "Tem số %(first)s nằm trong thùng số %(number)s (đợt in %(run)s). Hủy tem thùng ấy trước."
    ),
    "label_on_goods_not_lost": _l(
        "Tem số %(first)s đã kích hoạt cho hàng nên không ghi báo mất. Tem rời khỏi gói hay nghi bị"
        " sao chép thì hủy tem; mất cả gói thì mở lô, “Ghi hỏng, mất, tiêu hủy”."
    ),
    "label_reported_lost": _l(
        "Tem số %(first)s đã báo mất. Tìm thấy thì ghi “đã tìm thấy” trước, rồi hãy dùng."
    ),
    "label_void_from_birth": _l("Tem này bị hủy từ lúc in và chưa từng ra giấy, không khôi phục."),
    "labels_already_so": _l("Những tem này vốn đã như vậy. Không có gì để ghi."),
    "labels_of_lot_not_lent": _l(
        "Tem này in riêng cho một lô của bạn, đơn vị khác không kích hoạt được. Giao cho họ tem in"
        " trước."
    ),
    "labels_of_other_lot": _l("Đợt in này in riêng cho lô %(lot)s, không gắn cho lô khác được."),
    "labels_of_other_product": _l(
        "Chữ trên tem không đúng sản phẩm hoặc quy cách của lô %(lot)s. Chọn lô khác hoặc tem khác."
    ),
    "labels_of_other_organisation": _l("Tem này của đơn vị khác và chưa giao cho bạn."),
    "labels_not_in_hand": _l(
        "Tem số %(numbers)s của đơn vị khác và không ở chỗ bạn theo sổ của họ. Kích hoạt những tem"
        " khác, hoặc hỏi họ."
    ),
    "goods_outside_lent_code": _l(
        "Hàng của lô %(lot)s không đứng trọn dưới mã vùng trồng của %(owner)s, nên tem mang tên họ"
        " không dán lên đó được. Chọn lô hái trọn dưới mã của họ, hoặc in tem của đơn vị bạn cho lô"
        " này."
    ),
    "lent_code_taken_back": _l(
        "Giấy cho dùng mã mà lô %(lot)s đứng dưới đã hết hạn hoặc đã rút, nên tem của %(owner)s"
        " không kích hoạt cho lô này được. Xin %(owner)s làm giấy mới, hoặc in tem của đơn vị bạn."
    ),
    "label_linked_by_other": _l(
        "Tem số %(first)s đã kích hoạt cho hàng của %(holder)s. Gỡ ra là việc của quản lý bên ấy:"
        " nhờ họ gỡ nếu nhầm, hoặc kích hoạt những tem còn lại."
    ),
    "label_on_others_goods": _l(
        "Tem số %(first)s dán trên hàng của đơn vị khác. Ghi hỏng hay gỡ kích hoạt là việc của đơn"
        " vị có hàng; tem không còn tin được thì quản lý hủy."
    ),
    "label_not_on_own_goods": _l(
        "Tem số %(numbers)s không nằm trên hàng của bạn. Của đợt in này, trên hàng của bạn có tem"
        " số %(here)s."
    ),
    "no_label_on_own_goods": _l(
        "Tem số %(numbers)s không nằm trên hàng của bạn, và đợt in này không có tem nào đang trên"
        " hàng của bạn. Tem rách khi chưa dán thì báo đơn vị in tem ghi hỏng."
    ),
    "organisation_not_authorized": _l(
        "Đơn vị này không có giấy cho dùng mã vùng trồng còn hiệu lực, nên không giao tem được."
    ),
    "roll_unknown": _l("Không có cuộn tem nào mang mã này. Xem lại mã in ở đầu cuộn."),
    "roll_not_in_run": _l(
        "Đợt in này không có cuộn nào mang mã “%(typed)s”. Xem lại mã in ở đầu cuộn, hoặc mở sổ tem"
        " của đợt khác."
    ),
    "roll_already_begun": _l(
        "Cuộn này đã kích hoạt một phần. Kích hoạt phần còn lại bằng tem đầu và tem cuối."
    ),
    "roll_already_linked": _l(
        "Cả cuộn này (tem số %(first)s–%(last)s) đã kích hoạt cho lô %(lots)s lúc %(since)s. Không"
        " còn tem nào để kích hoạt; xem lại mã cuộn trên tay."
    ),
    "roll_all_dead": _l(
        "Cả cuộn này (tem số %(first)s–%(last)s) không còn tem nào dùng được: %(spoiled)s tem hỏng,"
        " %(void)s tem đã hủy. Đừng dán; xem lại mã cuộn trên tay."
    ),
    "roll_and_labels": _l(
        "Vừa có mã cuộn “%(roll)s”, vừa có tem “%(typed)s”: không rõ kích hoạt cả cuộn hay từ tem"
        " đầu đến tem cuối. Giữ một cách, xóa cách kia."
    ),
    "roll_needs_one_garden": _l(
        "Cuộn tem quả chỉ dán cho quả của một vườn hái trong một ngày. Lô %(lot)s có %(gardens)s"
        " vườn, %(days)s ngày hái: đóng gói riêng quả của từng vườn, từng ngày, hoặc dán tem túi."
    ),
    "export_again_needs_reason": _l(
        "Những tem này đã in hoặc xuất tệp ngày %(day)s. Lấy lần nữa thì ghi rõ lý do, kẻo in"
        " trùng."
    ),
    "export_all_dead": _l(
        "Tem số %(numbers)s đều hỏng hoặc đã hủy, nên không xuất. Cần tem thay thì in bù."
    ),
    "export_over": _l(
        "Tệp lấy ngày %(day)s đã quá 24 giờ. Cần nữa thì lấy lại từ sổ tem và ghi rõ lý do."
    ),
    "file_all_dead": _l(
        "Tem số %(numbers)s trong tệp này đều hỏng hoặc đã hủy từ lúc tạo tệp, nên không tải"
        " nữa. Cần tem thay thì in bù."
    ),
    "reprint_over": _l(
        "Tờ in tiếp tạo ngày %(day)s đã quá 24 giờ. Cần nữa thì tạo tờ in tiếp mới từ sổ tem."
    ),
    "sent_again_needs_reason": _l(
        "Tem của đơn này đã đưa xưởng in ngày %(day)s. Gửi lần nữa thì ghi rõ lý do, kẻo in trùng."
    ),
    "note_without_lot": _l("Lô của những tem này không có trên phiếu đó. Chọn phiếu khác."),
    "more_stickers_than_fruit": _l(
        "Lô nặng %(out)s, nhiều nhất %(most)s quả nếu mỗi quả từ %(least)s; đã có %(live)s tem dán"
        " quả, thêm được %(left)s, không phải %(wanted)s. Bớt tem, hoặc sửa cân của lô nếu ghi"
        " thiếu."
    ),
    "blank_over_quota": _l(
        "Trong %(season)s chỉ còn chỗ cho %(room)s tem theo hạn mức vùng trồng; cần %(asked)s."
    ),
    "blank_no_basis": _l(
        "Chưa tính được hạn mức: vùng trồng của cây này chưa có diện tích hoặc số cây. Hãy khai"
        " vùng trồng trước, hoặc in tem cho từng lô."
    ),
    "roll_not_received": _l(
        "Cuộn này chưa nhận từ xưởng in. Quét thử tem của cuộn và ghi nhận trước, rồi kích hoạt."
    ),
    "room_is_printed": _l(
        "Lô chỉ đủ cho %(highest)s tem: %(linked)s đã kích hoạt, %(unused)s in riêng cho lô mà chưa"
        " kích hoạt (đợt %(runs)s). Còn chỗ cho %(left)s, không phải %(asked)s: dán tem đã in ấy,"
        " hoặc nhờ quản lý hủy."
    ),
    "roll_already_received": _l("Cuộn %(roll)s đã nhận hết rồi. Không còn tem nào để nhận."),
    "scans_are_codes": _l(
        "“%(typed)s” không phải mã tem. Quét mã QR, hoặc gõ 13 ký tự in dưới mã; số nhỏ không đủ."
    ),
    "label_of_other_roll": _l("Tem số %(number)s không thuộc cuộn này, hoặc đã nhận rồi."),
    "scan_is_waste": _l("Tem số %(number)s vừa quét vừa nằm trong danh sách hỏng. Xem lại."),
    "samples_missing": _l(
        "Còn %(count)s đoạn chưa quét tem nào. Mỗi đoạn một tem bất kỳ: số %(parts)s"
    ),
    "waste_not_on_roll": _l("Tem số %(numbers)s không thuộc cuộn này, hoặc đã nhận hay đã hủy."),
    "waste_row_unreadable": _l(
        "Dòng %(line)s (“%(typed)s”) không rõ tem nào. Mỗi dòng một số hoặc một mã, hoặc đặt tên"
        " cột là “number” hay “code”."
    ),
    "waste_list_too_long": _l("Danh sách hỏng dài quá %(most)s dòng. Chia thành nhiều tệp."),
    "run_not_of_house": _l("Đợt in này không đặt xưởng in."),
    "nothing_to_print": _l("Tem của đơn này đã nhận hoặc đã hủy hết. Không còn gì để xưởng in."),
    "labels_at_printer": _l(
        "Từ tem số %(first)s còn ở xưởng in. Gửi tệp bằng liên kết cho xưởng in, không xuất thêm."
    ),
    "link_withdrawn": _l("Liên kết này đã được đóng. Hãy xin đơn vị đặt in liên kết mới."),
    "link_expired": _l("Liên kết này đã hết hạn. Hãy xin đơn vị đặt in liên kết mới."),
    "order_received": _l(
        "Tem của đơn này đã nhận hoặc đã hủy hết, nên liên kết không mở nữa. Cần in thêm thì xin"
        " đơn vị đặt in đặt đơn mới."
    ),
    "label_not_spoiled": _l(
        "Tem số %(first)s chưa ghi hỏng. Ghi hỏng trong sổ tem trước, rồi in bù."
    ),
    "label_made_good": _l(
        "Tem số %(first)s đã in bù ở đợt in %(run)s. Bỏ số ấy ra; con tem in bù mà hỏng nữa thì ghi"
        " hỏng trong sổ tem của đợt ấy rồi in bù từ đó."
    ),
    "label_of_other_goods": _l(
        "Tem số %(first)s của đợt in %(run)s không phải tem của hàng này. Mở sổ tem của đợt ấy, bấm"
        " “In bù” ở đó."
    ),
    "nothing_to_make_good": _l(
        "Đợt in %(run)s không còn tem hỏng nào chưa in bù. Cần thêm tem thì in một đợt thường."
    ),
    "made_good_elsewhere": _l(
        "Tem hỏng mà đợt này in bù nay đã in bù ở đợt in %(run)s. Hủy đợt ấy trước, rồi khôi phục"
        " tem này."
    ),
    "fewer_than_made_good": _l(
        "Bù cho %(least)s tem hỏng thì in ít nhất %(least)s tem; hoặc bớt số tem hỏng bên dưới."
    ),
    "label_place_gone": _l(
        "Tem này dán trên hàng của đơn vị khác. Hàng ấy nay không nhận lại tem này, nên tem"
        " không khôi phục được. Hỏi đơn vị ấy trước."
    ),
    "packs_in_other_carton": _l(
        "Gói của thùng này đã xếp sang thùng số %(number)s (đợt %(run)s). Hủy tem thùng đó trước,"
        " rồi khôi phục tem này."
    ),
    "packs_of_other_lot": _l(
        "Gói số %(first)s của thùng này (đợt %(run)s) không còn dán cho lô của thùng, nên thùng"
        " không khôi phục được. Bỏ tem này, in tem thùng mới."
    ),
    "link_file_taken": _l(
        "Tệp này đã tải đủ %(most)s lần. Cần thêm thì xin đơn vị đặt in liên kết mới."
    ),
    "label_bleed_faulty": _l("Tràn lề từ 0 đến 10 mm."),
    "label_proof_unreadable": _l("Không đọc được tệp in thử %(file)s. Cần PDF, PNG hoặc JPG."),
    "label_proof_too_large": _l(
        "Tệp in thử %(file)s quá lớn. Xin ít tem hơn mỗi trang, hoặc 300 dpi."
    ),
    "label_proof_takes_long": _l(
        "Đọc được %(pages)s trang của %(file)s thì hết giờ. Xin xưởng in gửi từng cuộn, hoặc"
        " ít trang hơn."
    ),
    "proof_files_too_large": _l(
        "Cả thảy nhiều nhất %(most_mb)s MB và %(most)s tệp. Xin xưởng in gửi từng cuộn."
    ),
    "proof_reader_busy": _l("Đang đọc một bản in thử khác. Đợi nửa phút rồi gửi lại."),
    "resolution_out_of_range": _l(
        "Độ phân giải từ %(lowest)s đến %(highest)s dpi. Không rõ thì để trống."
    ),
    "printer_unreachable": _l(
        "Không kết nối được máy in %(host)s, cổng %(port)s. Chưa tem nào được đánh số. Xem máy in"
        " đã bật, đúng địa chỉ và cùng mạng chưa."
    ),
    "run_not_on_roll": _l(
        "Đợt in này in trên tờ (%(stock)s), không phải trên cuộn cho máy in tem."
    ),
    "label_row_not_readable": _l(
        "Hàng tem thứ %(row)s không đọc lại được ở độ mịn này. Chọn cuộn to hơn hoặc máy in 300"
        " dpi."
    ),
    "printer_stopped": _l(
        "Máy in ngừng nhận giữa chừng: đã gửi %(sent)s trong %(total)s tem. Xem tem cuối cùng ra"
        " giấy rồi in tiếp từ tem sau nó."
    ),
    "too_many_rolls": _l("Chia nhỏ quá: nhiều nhất %(most)s cuộn một đợt in."),
}
