"""What each page of an office is for; ``help`` holds those of the other doors."""

from __future__ import annotations

from collections.abc import Mapping

from traceability.web.tongues import LazyString
from traceability.web.tongues import lazy_gettext as _l

#: By endpoint. Two sentences: what stands here; what one does with it.
OFFICES: Mapping[str, LazyString] = {
    "registrar.month_report": _l(
        "Đây là số liệu một tháng của địa bàn, đếm từ sổ ngay lúc mở trang; bấm vào số nào cũng"
        " thấy các dòng phía sau. Cần nộp thì chốt số liệu, rồi tải Excel hoặc PDF."
    ),
    "registrar.month_rows": _l(
        "Đây là các dòng làm nên một con số của báo cáo tháng. Cộng lại đúng bằng số đó; bấm vào"
        " mã để mở hồ sơ."
    ),
    "registrar.frozen_report": _l(
        "Đây là báo cáo đã chốt: giữ nguyên như ngày chốt, dù sổ có ghi thêm sau đó. Tải Excel"
        " hoặc PDF, hoặc chốt lại từ trang báo cáo nếu cần số mới."
    ),
    "registrar.frozen_rows": _l(
        "Đây là các dòng phía sau một con số đã chốt, như ngày chốt. Sổ hôm nay có thể đã khác;"
        " bấm vào mã để xem hồ sơ hiện tại."
    ),
    "registrar.certificates": _l(
        "Đây là giấy chứng nhận của các đơn vị trong địa bàn; giấy chưa cán bộ nào xem đứng trước."
        " Bấm vào một giấy để xem bản chụp rồi ghi kết quả."
    ),
    "registrar.certificate": _l(
        "So bản chụp với những gì đơn vị ghi, rồi ghi đã xem hoặc đã hỏi nơi cấp, kèm cách làm."
        " Giấy không đúng thì rút: đơn vị được báo, giấy không tính cho lô mới nữa."
    ),
    "registrar.cases": _l(
        "Đây là những vụ việc trong địa bàn chờ một cán bộ quyết, cũ nhất trước. Mở một vụ để xem"
        " các bên, nhận về mình, giao cho đồng nghiệp hoặc quyết."
    ),
    "registrar.reports": _l(
        "Đây là phản ánh mà người mua gửi từ trang sau tem trong địa bàn, chưa khép lại đứng trước."
        " Mở một phản ánh để nhận xem, trả lời hoặc chuyển đi."
    ),
    "registrar.report": _l(
        "Ở đây đọc lời phản ánh, xem ảnh và cách liên hệ nếu người gửi để lại. Câu trả lời hiện ở"
        " trang của số phản ánh; chuyển cho đơn vị thì họ không thấy ai gửi."
    ),
    "registrar.case": _l(
        "Các bên cùng khai một số đứng cạnh nhau, với ngày khai và số lô đã công bố. Chọn bên được"
        " giữ số, nêu lý do, rồi xem lại trước khi quyết."
    ),
    "registrar.gtins": _l(
        "Đây là các GTIN chỉ một sản phẩm khai mà chưa cán bộ nào xem. Đối chiếu giấy của đơn vị"
        " rồi bấm xác nhận."
    ),
    "registrar.territory": _l(
        "Trang này cho biết cơ quan bạn phụ trách xã nào và ai cùng làm. Địa bàn do người quản trị"
        " hệ thống thay đổi; nếu sai, xin báo họ."
    ),
    "registrar.hand_over": _l(
        "Ở đây việc của một cán bộ chuyển hết cho người khác trong cơ quan. Chọn hai người, xem"
        " danh sách, xác nhận rồi in biên bản để ký."
    ),
    "registrar.hand_over_done": _l(
        "Đây là biên bản của một lần bàn giao, ghi tên như lúc bàn giao. In ra để người giao, người"
        " nhận và thủ trưởng ký."
    ),
    "registrar.invite": _l(
        "Ở đây bạn mời hợp tác xã, tổ hợp tác hoặc công ty trong địa bàn bằng liên kết chỉ dùng một"
        " lần. Người nhận lời mời trở thành người quản lý đầu tiên của đơn vị đó."
    ),
    "registrar.code_claims": _l(
        "Các hồ sơ cùng một chuỗi mã đứng cạnh nhau, với quyết định và số lô của mỗi bên. Chọn hồ"
        " sơ được giữ mã, nêu lý do, rồi xem lại trước khi quyết."
    ),
    "registrar.import_codes": _l(
        "Ở đây đưa cả sổ mã đã cấp trước đây vào hệ thống, từ Excel hoặc dán vào. Xem trước từng"
        " dòng, sửa chỗ sai, rồi mới ghi vào sổ."
    ),
    "registrar.imported": _l(
        "Trang này cho biết lần nhập đã đến đâu và kết quả của từng dòng. Tải các dòng lỗi về sửa,"
        " hoặc rút lại cả lần nhập khi chưa mã nào được dùng."
    ),
    "registrar.gaps": _l(
        "Đây là các mã còn thiếu số thửa, ranh giới, hộ, diện tích hoặc quyết định, theo từng xã."
        " Chọn xã hoặc thứ còn thiếu, rồi mở từng mã để bổ sung."
    ),
    "registrar.take_overs": _l(
        "Đây là các đơn vị được lập theo sổ mà chưa ai vào dùng. Mở một đơn vị để mời người đại"
        " diện vào nhận."
    ),
    "registrar.take_over": _l(
        "Trang này tạo liên kết cho người đại diện vào quản lý một đơn vị đã có trong sổ. Ghi cách"
        " liên hệ, rồi đưa liên kết cho đúng người đó."
    ),
    "registrar.codes": _l(
        "Đây là các mã số vùng trồng trong địa bàn của bạn, mã đang tranh chấp ở trên."
        " Tìm hoặc lọc, rồi bấm vào một mã để xem hồ sơ và quyết định."
    ),
    "registrar.code": _l(
        "Trang này giữ hồ sơ của một mã: đất, các quyết định, các lô đã thu hoạch dưới mã."
        " Đọc lịch sử trước, rồi mới tạm dừng hoặc khôi phục bằng nút ở dưới."
    ),
    "registrar.place": _l(
        "Trang này giữ hồ sơ của một vùng trong địa bàn: quy mô, thửa đất, các hộ, những lần sửa."
        " Đối chiếu với giấy tờ, rồi xác nhận sản lượng bình quân nếu đúng."
    ),
    "registrar.set_yield": _l(
        "Sản lượng bình quân đơn vị tự khai chỉ dùng để tính hạn mức khi cán bộ xác nhận. Ghi số"
        " đã đối chiếu và căn cứ."
    ),
    "registrar.grant": _l(
        "Ở đây nhập một mã số vùng trồng đã cấp trên giấy. Gõ đúng như giấy ghi, xem lại một lần"
        " rồi mới ghi vào sổ."
    ),
    "registrar.suspend": _l(
        "Tạm dừng một mã kể từ một ngày; lô thu hoạch từ ngày đó sẽ tạm ngừng xuất."
        " Chọn ngày hiệu lực, xem danh sách lô bị ảnh hưởng rồi mới xác nhận."
    ),
    "registrar.restore": _l(
        "Khôi phục cho mã hoạt động lại kể từ một ngày. Các lô đã tạm ngừng xuất vẫn chờ, phải"
        " gỡ riêng từng lệnh ở trang “Lô tạm ngừng”."
    ),
    "registrar.files": _l(
        "Đây là các hồ sơ xin cấp mã trong địa bàn, hồ sơ gấp nhất ở trên, kèm số ngày làm việc còn"
        " lại. Đánh dấu nhiều hồ sơ mới để nhận một lần; quyết thì mở từng hồ sơ."
    ),
    "registrar.file": _l(
        "Trang này giữ một hồ sơ: xin gì, vùng nào, giấy tờ, biên bản kiểm tra và các bước đã làm."
        " Nhận hồ sơ, rồi cấp mã, trả lại hoặc từ chối bằng nút hay bằng phím ghi trên nút."
    ),
    "registrar.grant_file": _l(
        "Ở đây cấp mã cho một hồ sơ đã kiểm tra. Gõ chuỗi mã đúng như trên quyết định; mã thay cho"
        " số hồ sơ."
    ),
    "registrar.return_file": _l(
        "Ở đây trả hồ sơ về để đơn vị bổ sung. Ghi lý do ở đúng mục cần sửa; đơn vị thấy lý do ngay"
        " tại mục đó."
    ),
    "registrar.reject_file": _l(
        "Từ chối là đóng hồ sơ, đơn vị phải nộp hồ sơ mới nếu muốn. Chỉ thiếu giấy tờ thì trả lại,"
        " đừng từ chối."
    ),
    "registrar.renew": _l(
        "Gia hạn cho mã có hiệu lực đến một ngày mới. Mã đang tạm dừng lúc hết hạn thì sau gia hạn"
        " vẫn tạm dừng."
    ),
    "registrar.revoke": _l(
        "Thu hồi làm mã mất hiệu lực hẳn kể từ một ngày. Ngày đó đã qua thì xem danh sách lô bị ảnh"
        " hưởng rồi mới xác nhận."
    ),
    "registrar.inspect": _l(
        "Đây là biên bản kiểm tra tại chỗ theo mẫu. Điền những gì đã thấy, kèm ảnh và trang đã ký;"
        " mục không xem thì để trống."
    ),
    "registrar.inspection": _l(
        "Đây là một biên bản kiểm tra như đã ghi, kèm ảnh và giấy tờ. In ra để ký nếu cần."
    ),
    "registrar.holds": _l(
        "Đây là các lô trong địa bàn đang tạm ngừng xuất hoặc đang thu hồi sản phẩm."
        " Kiểm tra xong lô nào thì bấm gỡ hoặc kết thúc ở dòng đó và nêu lý do."
    ),
    "registrar.ceilings": _l(
        "Đây là hạn mức vụ của từng loại cây: mức thường gặp, mức cảnh báo, mức tạm ngừng xuất,"
        " và ai đã đặt, từ ngày nào, theo nguồn nào. Cán bộ cấp tỉnh bấm “Đổi hạn mức” để ghi mức"
        " mới; mức cũ vẫn giữ trong lịch sử."
    ),
    "registrar.set_ceiling": _l(
        "Ở đây ghi một mức mới cho một loại cây, kể từ một ngày, kèm nguồn. Xem lại mức mới và"
        " những lô giữ nguyên kết luận cũ rồi mới lưu."
    ),
    "registrar.lot": _l(
        "Đây là một lô của địa bàn: hàng gì, của ai, đang bị dừng vì đâu, bao nhiêu lô làm từ nó."
        " Từ đây thu hồi sản phẩm hoặc tạm ngừng xuất."
    ),
    "registrar.recall_lot": _l(
        "Thu hồi là báo cho mọi người mua lô này và mọi thứ làm từ lô, kể cả hàng đã bán. Gõ lời"
        " báo, xem lại số lô, số gói, của đơn vị nào, rồi xác nhận."
    ),
    "registrar.hold_lot": _l(
        "Tạm ngừng xuất giữ hàng lại trong khi kiểm tra: lô và mọi thứ làm từ lô không rời kho."
        " Nêu lý do; xong thì gỡ ở “Lô tạm ngừng”."
    ),
    "registrar.lift": _l(
        "Gỡ tạm ngừng hay kết thúc thu hồi là cho các lô này xuất trở lại; dòng cũ vẫn lưu trên"
        " trang của lô."
        " Đọc lại các lô có tên, gõ lý do rồi xác nhận."
    ),
}
