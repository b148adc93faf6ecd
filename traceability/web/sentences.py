"""The sentences of all refusals, and the words for the plain values that facts hold.

One entry a code: what happened, then what to do. ``docs/reference/errors.md`` lists the same codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.web.authorization_sentences import AUTHORIZATIONS
from traceability.web.book_sentences import BOOKS
from traceability.web.boundary_sentences import BOUNDARIES
from traceability.web.certificate_sentences import CERTIFICATES
from traceability.web.correction_sentences import CORRECTIONS
from traceability.web.delivery_sentences import DELIVERIES
from traceability.web.diary_sentences import DIARY
from traceability.web.digital_link_sentences import DIGITAL_LINK_WORDS, DIGITAL_LINKS
from traceability.web.draft_sentences import DAY_WORK
from traceability.web.family_sentences import FAMILIES
from traceability.web.filing_sentences import FILING
from traceability.web.household_sentences import HOUSEHOLDS
from traceability.web.label_design_sentences import DESIGN_WORDS, DESIGNS
from traceability.web.label_sentences import LEDGER
from traceability.web.place_sentences import PLACES
from traceability.web.public_sentences import READ_BY_ANYBODY, STATES
from traceability.web.reception_sentences import RECEPTIONS
from traceability.web.register_sentences import REGISTERS
from traceability.web.report_sentences import REPORTS
from traceability.web.run_sentences import RUNS
from traceability.web.scan_sentences import SCANS
from traceability.web.season_sentences import SEASONS
from traceability.web.stationery_sentences import STATIONERY
from traceability.web.tongues import lazy_gettext as _l

#: Code → sentence with the facts' names as ``%(name)s``.
SENTENCES: Mapping[str, Any] = {
    **READ_BY_ANYBODY,
    **REPORTS,
    # Days
    "no_such_day": _l("Không có ngày “%(typed)s”. Xin xem lại lịch."),
    "day_unreadable": _l("Không đọc được ngày “%(typed)s”. Viết ngày/tháng/năm, ví dụ 12/12/2026."),
    "day_lunar": _l("Đây là ngày âm lịch. Xin ghi ngày dương lịch."),
    "day_in_future": _l("Ngày %(day)s chưa tới; hôm nay là %(today)s."),
    "day_out_of_range": _l("Ngày phải từ %(earliest)s đến %(latest)s."),
    "late_needs_manager": _l(
        "Việc này đã qua %(days)s ngày. Muộn quá %(usual)s ngày thì người quản lý ghi, kèm lý do."
    ),
    "late_reason_needed": _l(
        "Việc này đã qua %(days)s ngày. Muộn quá %(usual)s ngày thì cần ghi rõ lý do."
    ),
    "year_out_of_range": _l("Năm phải từ %(earliest)s đến %(latest)s."),
    # Communes
    "commune_unknown": _l("Không có xã này trong danh mục. Hãy chọn trong danh sách."),
    "commune_split": _l("Xã cũ này đã chia về nhiều xã mới. Hãy chọn một: %(options)s."),
    "commune_not_successor": _l("Xã cũ này không về xã mới đã chọn. Hãy chọn một: %(options)s."),
    "commune_ambiguous": _l("“%(typed)s” là tên của nhiều xã. Hãy chọn một xã ở dưới."),
    "commune_not_found": _l(
        "Không tìm thấy xã “%(typed)s”. Hãy chọn ở dưới nếu có, hoặc gõ lại tên xã và huyện cũ."
    ),
    # Organisations
    "email_unreadable": _l("Không đọc được địa chỉ e-mail. Ví dụ: htx@cheshan.vn."),
    "website_not_http": _l(
        "Trang web phải bắt đầu bằng http:// hoặc https://. Ví dụ: https://cheshan.vn."
    ),
    "business_id_unreadable": _l(
        "Mã số chỉ gồm chữ số, chữ A–Z và dấu gạch, như trên giấy chứng nhận đăng ký."
    ),
    "organisation_changed": _l("Có người vừa sửa thông tin đơn vị. Xem lại rồi gửi lần nữa."),
    # Who is there
    "denied": _l("Vai trò của bạn không làm được việc này. Xin nhờ người quản lý."),
    "partly_outside": _l("Việc này có cả xã ngoài địa bàn của bạn, nên để tỉnh quyết."),
    "sign_in_failed": _l("Tên đăng nhập hoặc mật khẩu không đúng. Xin thử lại."),
    "acting_for_another": _l(
        "Trang này được mở khi máy làm việc cho người khác hoặc đơn vị khác. Chưa ghi gì. Hãy đổi"
        " về đơn vị đó rồi gửi lại, hoặc mở lại trang."
    ),
    "too_many_tries": _l("Thử quá nhiều lần. Xin đợi ít phút rồi thử lại."),
    "key_missing": _l("Cần khóa truy cập: gửi kèm tiêu đề Authorization: Bearer …"),
    "key_not_valid": _l("Khóa truy cập không đúng, đã hết hạn hoặc đã bị hủy."),
    "key_scope": _l("Khóa này không được tạo cho việc đó: cần phạm vi “%(scope)s”."),
    "pin_unreadable": _l("Mã PIN gồm đúng %(digits)s chữ số."),
    "pin_too_simple": _l(
        "Mã này dễ đoán. Chọn 6 số khác, đừng theo thứ tự, lặp lại hay nằm trong số điện thoại."
    ),
    "pin_differs": _l("Hai lần gõ mã PIN không giống nhau. Xin gõ lại cả hai."),
    "pin_wrong": _l("Mã PIN không đúng. Còn %(left)s lần thử."),
    "phone_forgotten": _l("Máy này không còn được nhớ. Xin đăng nhập bằng mật khẩu."),
    "phone_only_for_recording": _l(
        "Chỉ người ghi chép mới nhớ máy bằng mã PIN. Cơ quan thì luôn đăng nhập bằng mật khẩu."
    ),
    "password_wrong": _l("Mật khẩu không đúng. Xin gõ lại."),
    "password_differs": _l("Hai lần gõ mật khẩu mới không giống nhau. Xin gõ lại."),
    "key_role": _l("Khóa truy cập chỉ có vai trò quản lý hoặc người ghi."),
    "account_disabled": _l("Tài khoản “%(login)s” đã bị đóng. Hãy tạo tài khoản khác."),
    "login_taken": _l("Tên đăng nhập này đã có người dùng."),
    "contact_unreadable": _l(
        "Không đọc được. Ghi số điện thoại (ví dụ 0912 345 678) hoặc địa chỉ thư điện tử."
    ),
    "email_needed": _l(
        "Chỗ này cần địa chỉ thư điện tử. Nếu bạn đăng nhập bằng số điện thoại, xin nhờ người quản"
        " lý của đơn vị."
    ),
    "invitation_unknown": _l(
        "Không có lời mời nào ở đường dẫn này. Xin chép lại cho đủ, hoặc xin liên kết mới."
    ),
    "invitation_used": _l(
        "Lời mời này đã được nhận, mỗi liên kết chỉ dùng một lần. Nếu chính bạn đã nhận, hãy đăng"
        " nhập; nếu không, hãy báo cho người đã gửi."
    ),
    "invitation_withdrawn": _l(
        "Lời mời này đã được rút lại. Xin hỏi người đã gửi để nhận liên kết mới."
    ),
    "invitation_expired": _l("Lời mời này đã quá hạn. Xin hỏi người đã gửi để nhận liên kết mới."),
    "too_many_invitations": _l(
        "Đơn vị đang có %(highest)s lời mời chưa ai nhận. Hãy rút bớt rồi mời tiếp."
    ),
    "already_member": _l("Tài khoản này đã thuộc đơn vị rồi, không cần nhận lời mời."),
    "last_manager": _l(
        "Đây là người cuối cùng quản lý đơn vị. Hãy giao quyền quản lý cho một người khác trước."
    ),
    "member_elsewhere": _l(
        "Người này còn thuộc một đơn vị khác, nên đơn vị của bạn không đặt lại mật khẩu được. Xin"
        " nhờ người quản trị hệ thống."
    ),
    "reset_unknown": _l(
        "Không có liên kết nào như vậy. Xin chép lại cho đủ, hoặc xin liên kết mới."
    ),
    "reset_used": _l(
        "Liên kết này đã dùng rồi, mỗi liên kết chỉ dùng một lần. Hãy đăng nhập bằng mật khẩu mới,"
        " hoặc xin liên kết khác."
    ),
    "reset_ended": _l("Liên kết này không còn dùng được. Hãy dùng liên kết mới nhất."),
    "reset_expired": _l("Liên kết này đã quá 30 phút. Xin liên kết mới."),
    "role_not_of_organisation": _l(
        "Vai trò này không hợp với loại tổ chức. Hãy chọn vai trò khác."
    ),
    "password_too_short": _l("Mật khẩu ngắn quá: ít nhất %(least)s ký tự."),
    "password_too_simple": _l(
        "Mật khẩu này dễ đoán quá. Một câu ngắn của riêng bạn thì dễ nhớ mà khó đoán."
    ),
    "password_too_long": _l("Mật khẩu dài quá: nhiều nhất %(most)s ký tự."),
    # Sending twice
    "changed_meanwhile": _l(
        "Đúng lúc này có người khác vừa lưu cùng một nội dung. Xin xem lại rồi lưu lần nữa."
    ),
    "idempotency_key_missing": _l(
        "Thiếu tiêu đề Idempotency-Key: mỗi lần ghi một mã riêng, gửi lại thì giữ nguyên mã."
    ),
    # Growing-area codes
    "step_before_last": _l("Ngày hiệu lực %(effective_on)s sớm hơn bước trước (%(last)s)."),
    "step_not_possible": _l("Mã đang ở trạng thái “%(status)s”, không làm được bước “%(step)s”."),
    "suspension_holds_batches": _l(
        "Tạm dừng từ ngày này sẽ tạm ngừng xuất các lô: %(lots)s. Xin xác nhận."
    ),
    "holder_unknown": _l("Không có hợp tác xã hay tổ hợp tác này."),
    "crop_unknown": _l("Không có cây trồng này trong danh mục."),
    "crop_needed": _l("Mã này cấp cho nhiều loại. Hãy chọn một: %(crops)s."),
    "valid_until_before_start": _l("Ngày hết hiệu lực sớm hơn ngày bắt đầu."),
    "crop_not_of_kind": _l("%(crop)s không thu ở loại vùng này. Hãy chọn lại."),
    "area_changed": _l("Có người vừa sửa vùng này. Xem lại rồi gửi lần nữa."),
    "code_not_active_today": _l(
        "Mã %(area_code)s hôm nay “%(status)s”, chưa gắn vùng vào được. Hỏi cơ quan cấp mã."
    ),
    "commune_not_of_code": _l(
        "Mã %(area_code)s không cấp cho xã này. Dùng mã nội bộ, hoặc xin cơ quan cấp mã bổ sung."
    ),
    "crops_not_of_code": _l(
        "Mã %(area_code)s chỉ cấp cho: %(crops)s. Bỏ loại khác, hoặc dùng mã nội bộ."
    ),
    "place_already_under_code": _l("Vùng này đã nằm trong mã %(area_code)s."),
    "place_under_granted_code": _l(
        "Vùng này nằm trong mã %(area_code)s do cơ quan nhà nước cấp. Xin cơ quan cấp mã sửa."
    ),
    "productive_above_area": _l("Diện tích cho thu hoạch lớn hơn tổng diện tích."),
    "place_not_under_code": _l("Nơi này không thuộc mã số vùng trồng vào ngày đó."),
    "place_needed": _l("Mã này có nhiều nơi. Hãy chọn một nơi."),
    "household_unknown": _l("Không có hộ này trong hợp tác xã."),
    # Batches
    "lot_code_unreadable": _l("Mã lô chỉ gồm A–Z, 0–9 và dấu gạch, nhiều nhất %(longest)s ký tự."),
    "too_many_lots": _l(
        "Ngày này đã có quá nhiều lô: nhiều nhất %(highest)s. Hãy tự đặt một mã lô khác."
    ),
    "lot_code_taken": _l("Mã lô %(lot)s đã có. Hãy chọn mã khác."),
    "more_than_on_hand": _l("Lô chỉ còn %(on_hand)s, không lấy được %(asked)s."),
    "more_out_than_in": _l(
        "Ra %(out)s từ %(taken)s là quá nhiều: nhiều nhất được %(highest)s. Hãy xem lại số."
    ),
    "nothing_on_hand": _l("Lô này không còn hàng."),
    "product_unknown": _l("Không có sản phẩm này."),
    "product_of_other_crop": _l("Sản phẩm này không làm từ loại hàng của lô."),
    "product_changed": _l(
        "Có người vừa đổi sản phẩm này; tên đang dùng là “%(name)s”. Xem lại rồi lưu."
    ),
    "product_name_taken": _l(
        "Đã có sản phẩm tên “%(name)s”. Nếu đúng là hai sản phẩm khác nhau, hãy đánh dấu bên dưới"
        " rồi lưu lại."
    ),
    "net_not_of_basis": _l("Cách đóng gói này không cần khối lượng một gói. Xin để trống."),
    "packages_went": _l(
        "Lô %(lot)s đã giao %(count)s gói theo phiếu, nên không thể chỉ có chừng này gói. Đếm lại,"
        " hoặc rút phiếu giao ghi nhầm trong cùng lần sửa."
    ),
    "packed_differs": _l(
        "Từng đó gói nặng tổng cộng %(out)s. Xin xem lại số, hoặc để trống ô này."
    ),
    "more_pieces_than_weight": _l(
        "%(out)s chỉ đủ %(most)s cái, vì mỗi cái nặng ít nhất %(least)s. Xin xem lại số."
    ),
    "no_packages": _l(
        "Chưa có gói nào thì chưa ghi đóng gói. Ghi số gói đã đóng, từ 1; hàng hỏng hết thì bấm"
        " “Ghi hỏng, mất, tiêu hủy” ở trang của lô."
    ),
    "packed_needed": _l(
        "Các gói của quy cách này không nặng như nhau. Gõ số cân từng bao, hoặc ghi tổng cộng đóng"
        " được."
    ),
    "pack_format_unknown": _l("Sản phẩm không có quy cách này."),
    "packed_before_harvest": _l("Ngày đóng gói sớm hơn ngày thu hoạch %(made_on)s."),
    "already_packed": _l("Lô %(lot)s đã là lô đóng gói."),
    "only_packed_is_published": _l("Chỉ lô đã đóng gói mới công bố được; lô %(lot)s thì chưa."),
    "items_missing": _l("Chưa công bố được, còn thiếu: %(items)s."),
    "batch_not_published": _l("Lô %(lot)s chưa công bố. Hãy công bố lô trước."),
    "batch_taken_back": _l(
        "Lô %(lot)s đã được rút lại vì ghi nhầm, nên không công bố, không in tem được nữa."
    ),
    "code_conflict_open": _l(
        "Mã số vùng trồng %(area_code)s đang có hai nơi cùng nhận. Chờ cơ quan quản lý quyết định."
    ),
    "batch_held": _l("Lô %(lot)s đang tạm ngừng xuất, cách ly lô: %(reason)s."),
    "batch_recalled": _l("Lô %(lot)s đang thuộc diện thu hồi sản phẩm."),
    "recalled_already": _l(
        "Lô này đang bị thu hồi rồi, theo đợt %(recalls)s. Mở thêm một đợt thì mỗi đợt phải kết"
        " thúc riêng."
    ),
    "recall_batches": _l("Hãy nêu từ 1 đến %(most)s lô."),
    "contact_without_number": _l(
        "Người mua không bấm gọi được: hãy ghi cả số điện thoại, hoặc xác nhận là không có số."
    ),
    "already_lifted": _l("Việc này đã được gỡ hoặc kết thúc trước đó."),
    # Photographs
    # Labels
    "stock_unknown": _l("Không có loại giấy tem này. Có: %(stocks)s."),
    "more_labels_than_packed": _l(
        "Lô chỉ đủ cho %(highest)s tem, đã có %(live)s: không thêm được %(asked)s tem nữa."
    ),
    "public_url_not_printable": _l(
        "Địa chỉ của trang này %(reason)s, nên chưa in tem được. Xin báo người quản trị."
    ),
    "label_does_not_fit": _l("Chữ ở “%(field)s” không vừa tem này. Hãy chọn loại tem lớn hơn."),
    "label_missing_glyph": _l("Phông chữ của tem không có: %(characters)s (ở “%(field)s”)."),
    "label_text_missing": _l("Tem thiếu chữ ở “%(field)s”."),
    "label_key_changed": _l(
        "Khóa tem %(key_id)s đã khác với lúc in trước. Xin báo người quản trị."
    ),
    "label_key_missing": _l(
        "Thiếu khóa tem %(keys)s, là khóa của tem đã in. Hãy đặt lại khóa rồi khởi động."
    ),
    "label_url_too_long": _l("Địa chỉ trang dài quá cho mã QR. Hãy dùng tên miền ngắn hơn."),
    "label_url_not_plain": _l("Địa chỉ %(url)s có ký tự mà mã QR này không chứa được."),
    "label_no_labels": _l("Đợt in không có tem nào. Hãy in ít nhất một tem."),
    "label_start_off_sheet": _l("Tờ chỉ có %(capacity)s chỗ. Hãy chọn chỗ bắt đầu nằm trong tờ."),
    "label_calibration_wild": _l(
        "Số đo lệch quá xa: máy in chỉ lệch vài milimét. Hãy xem lại cài đặt in 100 % rồi đo lại."
    ),
    "label_module_too_fine": _l(
        "Mã QR quá nhỏ đối với máy in này, điện thoại sẽ không đọc được. Hãy chọn tem lớn hơn."
    ),
    "label_roll_faulty": _l("Kích thước cuộn tem này không hợp lý. Hãy đo và khai lại."),
    "label_text_too_long": _l("Chữ dài quá, mã QR không chứa hết. Hãy viết ngắn lại."),
    "label_sheet_faulty": _l("Kích thước loại giấy tem này không khớp nhau. Hãy đo và khai lại."),
    "label_symbols_differ": _l("Các mã QR trong đợt không cùng một cỡ, nên chưa vẽ. Xin báo lại."),
    "print_not_readable": _l("Tờ tem tạo ra có mã không đọc lại được, nên chưa giao. Xin báo lại."),
    "design_no_longer_drawn": _l(
        "Mẫu tem của đợt này đã đổi, phần mềm không còn vẽ được đúng như tem đã in. Tem đã ra giấy"
        " vẫn dùng bình thường. Cần thêm tem thì hủy tem chưa in của đợt này rồi đặt đợt mới."
    ),
    "run_not_released": _l("Tờ tem chưa tạo xong. Xin đợi một lát."),
    "lease_lost": _l("Việc này đã được tiến trình khác nhận. Không cần làm gì."),
    "labels_not_in_run": _l("Đợt in này chỉ có tem số %(there)s, không có số %(numbers)s."),
    "label_move_not_possible": _l(
        "Sổ tem ghi tem số %(first)s %(state)s, nên không ghi thế này được. Xem lại số trên tem."
    ),
    "gtin_confirmed": _l(
        "Mã GTIN %(gtin)s cán bộ đã xác nhận nên không đổi được ở đây. Xin liên hệ cơ quan quản lý."
    ),
    "gtin_not_declared": _l("Chỉ xác nhận được mã GTIN đang chờ; mã này %(state)s."),
    "winner_unknown": _l("Sản phẩm này không khai mã GTIN %(gtin)s. Hãy tải lại trang rồi chọn."),
    "case_of_other_kind": _l("Vụ việc này không phải về mã GTIN."),
    "own_matter": _l(
        "Bạn là thành viên hoặc có người nhà ở đơn vị này. Xin để cán bộ khác quyết định."
    ),
    "gs1_key_unreadable": _l("Không đọc được mã GS1 này. Số chữ số phải là: %(lengths)s."),
    "gs1_check_digit": _l("Chữ số cuối không khớp, lẽ ra là %(digit)s. Hãy dò lại từng số."),
    "gs1_restricted": _l("Đầu số này chỉ dùng nội bộ cửa hàng, không công bố được."),
    # Cases
    "acting_reason_needed": _l("Xã này có cơ quan riêng. Hãy nêu vì sao tỉnh quyết thay."),
    "colleague_unknown": _l("Hãy chọn một người đang làm ở cơ quan này."),
    "hand_over_to_oneself": _l("Người nhận phải khác người bàn giao."),
    "hand_over_changed": _l("Danh sách bàn giao vừa thay đổi. Xin xem lại rồi xác nhận."),
    "nothing_to_hand_over": _l("Người này không còn việc gì để bàn giao."),
    "not_an_authority": _l("Chỉ cơ quan quản lý mới có địa bàn."),
    "account_open": _l("Tài khoản “%(login)s” còn mở. Hãy đóng tài khoản trước."),
    "case_closed": _l("Vụ việc này đã được quyết trước đó. Hãy mở lại để xem kết quả."),
    # Requests
    "body_unreadable": _l("Nội dung gửi lên không phải JSON đọc được."),
    "body_not_object": _l("Nội dung gửi lên phải là một đối tượng JSON."),
    "database_not_migrated": _l(
        "Cơ sở dữ liệu chưa ở bản mới nhất. Hãy chạy: traceability db upgrade."
    ),
    "cannot_listen": _l("Không mở được %(host)s, cổng %(port)s: %(why)s. Hãy chọn cổng khác."),
    "demonstration_in_public": _l(
        "Có dữ liệu trình diễn mà địa chỉ %(url)s là địa chỉ thật. Hãy dùng cơ sở dữ liệu mới."
    ),
    "demonstration_only_in_new_file": _l(
        "Dữ liệu trình diễn chỉ nạp vào tệp mới vừa tạo, không nạp vào cơ sở dữ liệu đang dùng."
    ),
    "demonstration_not_loaded": _l("Chưa có dữ liệu trình diễn. Hãy chạy: traceability demo load."),
    **AUTHORIZATIONS,
    **CERTIFICATES,
    **DIARY,
    **DIGITAL_LINKS,
    **FAMILIES,
    **DAY_WORK,
    **FILING,
    **DESIGNS,
    **HOUSEHOLDS,
    **LEDGER,
    **SCANS,
    **STATIONERY,
    **PLACES,
    **BOOKS,
    **BOUNDARIES,
    **SEASONS,
    **REGISTERS,
    **CORRECTIONS,
    **DELIVERIES,
    **RUNS,
    **RECEPTIONS,
}

#: Plain values that facts hold → how people say them.
WORDS: Mapping[str, Any] = {
    **DIGITAL_LINK_WORDS,
    **DESIGN_WORDS,
    **STATES,
    "grant": _l("cấp mã"),
    "suspend": _l("tạm dừng"),
    "restore": _l("khôi phục"),
    "renew": _l("gia hạn"),
    "revoke": _l("thu hồi mã số"),
    "not_https": _l("không phải https"),
    "userinfo": _l("có kèm tên đăng nhập"),
    "ip_address": _l("là địa chỉ IP, không phải tên miền"),
    "no_domain_name": _l("không phải tên miền công khai"),
    "product_name": _l("tên sản phẩm"),
    "image": _l("hình ảnh"),
    "maker": _l("đơn vị sản xuất"),
    "address": _l("địa chỉ"),
    "steps": _l("các bước"),
    "made_on": _l("ngày sản xuất"),
    "trace_code": _l("mã truy xuất"),
    "unused": _l("chưa kích hoạt"),
    "linked": _l("đã kích hoạt"),
    "dispatched": _l("đã xuất"),
    "spoiled": _l("hỏng"),
    "void": _l("đã hủy"),
    "declared": _l("đang chờ xác nhận"),
    "confirmed": _l("đã được xác nhận"),
    "conflict": _l("đang có nơi khác cùng khai"),
    "refused": _l("đã giao cho nơi khác"),
    "product": _l("tên sản phẩm"),
    "cooperative": _l("tên hợp tác xã"),
    "domain": _l("tên miền"),
    "lot_line": _l("dòng lô"),
    "pack": _l("quy cách"),
    "dates_line": _l("dòng ngày"),
    "packed_line": _l("dòng ngày"),
    "place": _l("nơi"),
    "qr": _l("mã QR"),
    "moisture": _l("độ ẩm của mật"),
    "part": _l("bộ phận dùng"),
}
