"""What each page is for, in two sentences: the fold "Đây là gì?" at the foot of every page.

A page behind a sign-in that has no line here fails the tests.
"""

from __future__ import annotations

from collections.abc import Mapping

from traceability.web.help_goods import GOODS
from traceability.web.help_labels import LABELS
from traceability.web.help_offices import OFFICES
from traceability.web.tongues import LazyString
from traceability.web.tongues import lazy_gettext as _l

#: By endpoint, in the order of the doors. Two sentences: what stands here; what one does with it.
HELP: Mapping[str, LazyString] = {
    # boundaries of growing areas
    "workspace.boundary": _l(
        "Ở đây là đường ranh của một vùng: vẽ trên bản đồ, đi bộ với GPS, gõ tọa độ góc hoặc gửi"
        " tệp. Chỉ đơn vị bạn và cán bộ của địa bàn xem được đường này."
    ),
    "workspace.ask_erase_boundary": _l(
        "Trang này hỏi lại trước khi xóa ranh giới của một vùng. Xóa rồi thì không lấy lại được các"
        " góc; thông tin khác của vùng vẫn giữ."
    ),
    # deliveries, and the other acts of a lot
    **GOODS,
    **LABELS,
    # account
    "account.sign_in": _l(
        "Đây là cửa vào của hợp tác xã, tổ hợp tác và cán bộ. Gõ số điện thoại hoặc tên đăng nhập"
        " và mật khẩu của bạn."
    ),
    "account.pin": _l(
        "Máy này đã được nhớ, nên chỉ cần mã PIN sáu số. Không phải máy của bạn thì vào bằng mật"
        " khẩu."
    ),
    "account.invitation": _l(
        "Đây là lời mời vào hệ thống, dùng được một lần. Tạo tài khoản của bạn, hoặc vào bằng tài"
        " khoản đã có."
    ),
    "account.new_password": _l(
        "Liên kết này cho bạn đặt mật khẩu mới, một lần. Đặt xong, mọi máy đang đăng nhập đều phải"
        " vào lại."
    ),
    "account.forgotten": _l(
        "Ở đây bạn xin liên kết đặt mật khẩu mới qua thư điện tử. Không có thư điện tử thì nhờ"
        " người quản lý của đơn vị."
    ),
    "account.alerts": _l(
        "Đây là những việc đơn vị bạn, hoặc riêng bạn, cần biết. Mở xem từng việc, xong thì đánh"
        " dấu đã đọc."
    ),
    "account.members": _l(
        "Trang này liệt kê những ai vào được đơn vị của bạn và ai đã được mời mà chưa vào. Bấm vào"
        " một người để đổi vai trò, cấp mật khẩu mới hoặc gỡ khỏi đơn vị."
    ),
    "account.invite_member": _l(
        "Ở đây bạn mời một người vào đơn vị bằng liên kết chỉ dùng một lần. Điền tên, số điện thoại"
        " hoặc thư điện tử và vai trò, rồi đưa liên kết hay mã QR cho họ."
    ),
    "account.member": _l(
        "Trang này nói về một người trong đơn vị: vai trò, vào từ bao giờ, dùng lần cuối khi nào."
        " Tại đây bạn đổi vai trò, cấp mật khẩu mới, hoặc gỡ người đó khỏi đơn vị."
    ),
    "account.end_member": _l(
        "Trang này hỏi lại trước khi gỡ một người khỏi đơn vị. Những gì họ đã ghi vẫn giữ"
        " nguyên; bấm nút đỏ nếu bạn chắc chắn."
    ),
    "account.organisations": _l(
        "Trang này liệt kê các đơn vị mà bạn thuộc về; đơn vị đang làm việc luôn hiện ở đầu trang."
        " Bấm vào đơn vị khác để chuyển sang làm việc cho đơn vị đó."
    ),
    "account.search": _l(
        "Ở đây tìm được mọi thứ của đơn vị bạn bằng một ô: lô, tem, phiếu, tên, số điện thoại,"
        " biển số, ngày."
        " Gõ một phần là đủ, có dấu hay không dấu, rồi bấm vào dòng cần mở."
    ),
    "account.who_sees": _l(
        "Bảng này cho biết ai xem được loại dữ liệu nào, lấy từ chính quy tắc của hệ thống."
        " Tìm dòng bạn quan tâm rồi đọc sang ngang; cột của bạn được tô nền."
    ),
    "account.guides": _l(
        "Ở đây có hai tờ hướng dẫn một trang để in ra và các bước của từng việc."
        " Tải tờ của đơn vị bạn, in khổ A4, dán ở nơi làm việc."
    ),
    "account.me": _l(
        "Đây là bạn: thuộc đơn vị nào, đang đăng nhập ở đâu, máy nào được nhớ. Thấy phiên hay máy"
        " lạ thì bấm kết thúc, rồi đổi mật khẩu."
    ),
    "account.confirm": _l(
        "Việc quan trọng hỏi lại mật khẩu, dù bạn đã vào rồi. Nhập đúng thì đi tiếp tới trang bạn"
        " cần."
    ),
    "account.change_password": _l(
        "Trang này đặt mật khẩu mới cho bạn. Gõ mật khẩu đang dùng một lần và mật khẩu mới hai lần."
    ),
    "account.remember": _l(
        "Máy được nhớ mở bằng mã PIN 6 số thay cho mật khẩu, trong 30 ngày. Chọn một mã chỉ mình"
        " bạn biết và gõ hai lần."
    ),
    "account.members_phones": _l(
        "Đây là mọi máy mà người trong đơn vị mở bằng mã PIN, máy dùng gần đây nhất ở trên. Máy"
        " mất hoặc đổi chủ thì bấm thôi nhớ."
    ),
    # workspace
    "workspace.home": _l(
        "Trang này cho biết hôm nay còn việc gì đang chờ. Bấm vào một việc để làm tiếp, hoặc bấm"
        " “Ghi thu hoạch” khi vừa hái xong."
    ),
    "workspace.new_product": _l(
        "Ở đây nhập một sản phẩm mới: tên, làm từ cây gì, đóng gói ra sao. Điền phần đầu rồi lưu là"
        " đóng gói được; các mục gấp bên dưới bổ sung sau cũng được."
    ),
    "workspace.product": _l(
        "Trang này cho biết sản phẩm đang ghi thế nào và đã sửa những lần nào. Bấm “Sửa sản phẩm”"
        " để ghi bản mới; lô và tem đã có giữ bản của chúng."
    ),
    "workspace.edit_product": _l(
        "Ở đây sửa mọi điều ghi trên sản phẩm. Lưu thì thành bản mới cho lô đóng gói từ giờ; lô và"
        " tem đã có không đổi."
    ),
    "workspace.today": _l(
        "Trang này cho biết hôm nay còn việc gì đang chờ. Bấm vào một việc để làm tiếp, hoặc bấm"
        " “Ghi thu hoạch” khi vừa hái xong."
    ),
    "workspace.setup": _l(
        "Đây là các bước để đơn vị in được tem đầu tiên, bước nào xong thì tự đánh dấu. Làm lần"
        " lượt, bỏ qua bước chưa cần; lúc nào cũng quay lại làm tiếp được."
    ),
    "workspace.organisation": _l(
        "Đây là tên, địa chỉ và liên hệ của đơn vị; tên và địa chỉ đứng trên tem và trang công"
        " khai. Sửa xong, bạn xem lại một lần rồi mới lưu."
    ),
    "workspace.new_area": _l(
        "Khai một vùng trồng, điểm đặt ong hay nơi thu hái của đơn vị; hệ thống cho mã nội bộ"
        " ngay. Mã nội bộ đủ để ghi thu hoạch và in tem, nhưng chưa phải mã do nhà nước cấp."
    ),
    "workspace.edit_area": _l(
        "Sửa những gì đã khai về vùng này. Thu hoạch đã ghi giữ thông tin lúc ghi; thu hoạch từ"
        " giờ theo thông tin mới."
    ),
    "workspace.area": _l(
        "Trang này giữ mọi điều về một vùng hoặc cơ sở: mã, hồ sơ, các hộ, những lần sửa. Bấm “Bổ"
        " sung hồ sơ” để điền phần còn thiếu; với điểm đặt ong thì ghi cả nơi chở ong tới."
    ),
    "workspace.area_file": _l(
        "Đây là hồ sơ mà cơ quan hỏi khi cấp mã, chia thành phần nhỏ. Điền phần nào lưu phần đó;"
        " dòng “còn thiếu” dẫn tới từng phần."
    ),
    "workspace.area_group": _l(
        "Một phần của hồ sơ vùng trồng. Điền điều bạn biết, xem lại rồi lưu; bản cũ vẫn được giữ."
    ),
    "workspace.area_papers": _l(
        "Bản chụp giấy tờ của vùng, chỉ đơn vị và cán bộ phụ trách địa bàn mở được. Chọn loại giấy"
        " và tệp PDF hoặc ảnh, đừng gửi ảnh căn cước."
    ),
    "workspace.area_households": _l(
        "Ở đây chọn những hộ đang làm vùng này, nhiều hộ một lần. Người mua không thấy danh sách"
        " này; cán bộ địa bàn thấy khi kiểm tra."
    ),
    "workspace.new_stay": _l(
        "Ghi một lần chở ong đi: bao nhiêu đàn, ở xã nào, từ ngày nào. Ghi trước khi đi cũng được,"
        " để in lịch nộp xã nơi đến."
    ),
    "workspace.edit_stay": _l(
        "Một lần đặt ong đã ghi. Ong dời đi thì điền “Đến ngày”; ghi nhầm thì rút lại ở cuối trang."
    ),
    "workspace.itinerary": _l(
        "Các lần đặt ong đang diễn ra và sắp tới, xếp theo xã nơi đến. Tải bản in, ký rồi nộp cho"
        " từng xã trước khi chở ong tới."
    ),
    "workspace.printer_test": _l(
        "Tờ in thử có chữ thật nhưng mã không có giá trị, để xem máy in có đúng khổ không. In"
        " một tờ, đo thước và xem tem có nằm đúng ô, rồi trả lời ở đây."
    ),
    "workspace.first_label": _l(
        "Bốn việc ngắn từ thu hoạch đến con tem quét được, việc nào xong có dấu xong. Bấm nút để"
        " làm việc tiếp theo; làm xong bạn được đưa về đây."
    ),
    "workspace.households": _l(
        "Danh sách các hộ của hợp tác xã, chỉ người trong đơn vị xem được; người mua chỉ thấy số"
        " hộ. Tìm theo tên, số hộ, số điện thoại, hoặc bấm vào một hộ để xem và sửa."
    ),
    "workspace.household": _l(
        "Thông tin riêng của một hộ và điều hộ đã đồng ý cho hiện. Bấm “Sửa” khi đổi tên, đổi số;"
        " bấm “Ghi trả lời” khi có phiếu ký về hoặc hộ đổi ý."
    ),
    "workspace.new_household": _l(
        "Trang ghi thêm một hộ; hệ thống tự cho một số hộ ngẫu nhiên. Chỉ tên là bắt buộc, các ô"
        " khác điền sau cũng được."
    ),
    "workspace.edit_household": _l(
        "Trang sửa thông tin riêng của một hộ; số hộ và các lô đã ghi giữ nguyên. Xóa trống một ô"
        " thì hệ thống bỏ hẳn điều đã ghi ở ô đó."
    ),
    "workspace.erase_household": _l(
        "Trang xóa hẳn tên, số điện thoại và mọi điều riêng của một hộ, khi hộ yêu cầu. Đọc kỹ"
        " những gì sẽ mất rồi mới bấm, vì không lấy lại được."
    ),
    "workspace.import_households": _l(
        "Trang đưa cả danh sách hộ vào một lần, dán từ Excel, từ Zalo hoặc gửi tệp. Hệ thống cho"
        " xem trước từng dòng; chỉ khi bấm lưu mới ghi, và ghi đúng những gì đã xem."
    ),
    "workspace.consents": _l(
        "Ở đây lấy phiếu đồng ý để in cho các hộ ký, rồi ghi lại trả lời trên phiếu. Đánh dấu từng"
        " hộ theo đúng phiếu; hộ nào chưa trả lời thì để trống."
    ),
    "workspace.household_consent": _l(
        "Ở đây ghi trả lời của một hộ về việc hiện tên cho người mua xem. Hộ rút đồng ý thì chọn"
        " “Không hiện tên”: trang của các lô bỏ tên ngay."
    ),
    "workspace.consent_text": _l(
        "Nguyên văn điều các hộ được hỏi, theo từng bản. Bản cũ giữ mãi để biết hộ đã đồng ý"
        " điều gì."
    ),
    "workspace.new_harvest": _l(
        "Mỗi lần hái ở một vườn, trong một ngày, là một lô thu hoạch. Chọn vườn, gõ số cân như"
        " vẫn nói, xem lại rồi lưu."
    ),
    "workspace.harvest_book": _l(
        "Nhập cả sổ thu hoạch từ Excel: xem trước từng dòng, sửa chỗ sai, rồi lưu một lần. Lưu rồi"
        " vẫn rút lại được cả lần nhập khi chưa dùng đến lô nào."
    ),
    "workspace.harvest_book_page": _l(
        "Một lần nhập sổ thu hoạch với các lô của nó, như đang đứng hôm nay. Nhập nhầm thì rút lại"
        " cả lần ở cuối trang."
    ),
    "workspace.slip_book": _l(
        "Nhập cả sổ cân từ Excel: mỗi dòng thành một phiếu cân của phiên ngày đó. Xem trước, sửa"
        " chỗ sai rồi lưu một lần; chưa dùng đến phiếu nào thì rút lại được."
    ),
    "workspace.slip_book_page": _l(
        "Một lần nhập sổ cân với các phiếu của nó, như đang đứng hôm nay. Nhập nhầm thì rút lại cả"
        " lần ở cuối trang."
    ),
    "workspace.dispatch_book": _l(
        "Nhập cả sổ giao hàng từ Excel: các dòng cùng số phiếu thành một phiếu giao. Xem trước, sửa"
        " chỗ sai rồi lưu một lần."
    ),
    "workspace.dispatch_book_page": _l(
        "Một lần nhập sổ giao hàng với các phiếu của nó. Nhập nhầm thì rút lại cả lần ở cuối trang,"
        " khi chưa ai trả lời phiếu nào."
    ),
    "workspace.batches": _l(
        "Đây là mọi lô của hợp tác xã, mới nhất ở trên, kèm tình trạng và số còn lại."
        " Lọc theo loại hoặc tình trạng, rồi bấm vào mã lô để mở."
    ),
    "workspace.batch": _l(
        "Trang này ghi mọi điều về một lô: từ đâu tới, còn bao nhiêu, đã làm tới bước nào."
        " Nút to ở trên là việc nên làm tiếp với lô này."
    ),
    "workspace.receptions": _l(
        "Đây là các phiên cân: mỗi phiên là một ngày thu mua một loại hàng. Mở phiên rồi cân từng"
        " người bán; cuối ngày đóng phiên để gộp thành lô và lấy bảng kê."
    ),
    "workspace.reception": _l(
        "Ghi một phiếu cân: người bán, cân cả bì, bao và bì, trừ ẩm, loại. Bấm “Lưu, người tiếp"
        " theo” hoặc phím Enter là sang phiếu sau; kho tính theo thực cân, tiền tính sau trừ ẩm."
    ),
    "workspace.close_reception": _l(
        "Trang này cộng cả ngày và so với cân tổng, rồi chỉ ra phiếu nào gõ nhầm nếu lệch. Đóng"
        " phiên xong thì các phiếu gộp thành lô, hàng ngoài vùng mã để riêng."
    ),
    "workspace.truck": _l(
        "Một xe gom hàng của nhiều hộ: mỗi dòng một hộ, thành một phiếu cân. Có cân cả xe thì các"
        " dòng cộng lại không được nhiều hơn hàng trên xe."
    ),
    "workspace.weigh_slip": _l(
        "Đây là một phiếu cân đã ghi, kèm lô mà nó thành. In phiếu hoặc tải ảnh gửi cho người bán;"
        " mã QR trên phiếu cho họ biết hàng đã thành gói nào."
    ),
    "workspace.seller_card": _l(
        "Mã QR trên thẻ hộ mở trang này. Đang có một phiên mở hôm nay thì vào thẳng phiếu cân với"
        " hộ đó."
    ),
    "workspace.make": _l(
        "Ở đây chọn việc làm tiếp với một lô: một công đoạn, đóng gói, tách hoặc gộp. Mỗi việc ra"
        " lô mới, nối với lô cũ."
    ),
    "workspace.make_step": _l(
        "Ghi một công đoạn: lô nào đem vào, ra được bao nhiêu. Số ra không bao giờ nhiều hơn số đem"
        " vào; phần chênh là hao hụt."
    ),
    "workspace.lot_facts": _l(
        "Ở đây ghi điều mà loại hàng này cần có trước khi công bố: độ ẩm của mật, bộ phận dùng của"
        " dược liệu. Đo hoặc xem lại rồi ghi; lần ghi sau thay cho lần trước."
    ),
    "workspace.entries": _l(
        "Đây là mọi ghi chép về lô: số đang dùng và các số cũ, ai ghi, vì sao sửa. Ghi nhầm thì sửa"
        " số hoặc rút lại từ đây."
    ),
    "workspace.amend": _l(
        "Sửa số đã ghi nhầm. Số cũ vẫn được giữ; sửa làm một lô khác thiếu hàng thì phải sửa cùng."
    ),
    "workspace.retract_diary_line": _l(
        "Rút lại một dòng nhật ký ghi nhầm. Dòng đó vẫn còn trong sổ, cùng lý do; lô đang chờ vì nó"
        " thì gỡ riêng."
    ),
    "workspace.retract": _l(
        "Rút lại một việc không hề xảy ra hoặc ghi nhầm. Các ghi chép dựa trên nó được rút cùng, và"
        " tất cả vẫn còn trong sổ."
    ),
    "workspace.pack": _l(
        "Đóng gói lấy hàng của lô thu hoạch và tạo một lô đóng gói mới. Gõ số gói đóng được, gọi"
        " tên phần hao, xem lại rồi lưu."
    ),
    "workspace.print_labels": _l(
        "Ở đây đặt in tem cho một lô đã đóng gói; số tem không bao giờ vượt số gói của lô."
        " Chọn số tem, loại giấy và chỗ bắt đầu trên tờ, rồi bấm “Tạo tờ tem”."
    ),
    "workspace.label_runs": _l(
        "Đây là các đợt in tem, mới nhất ở trên, kèm số tem đã và chưa kích hoạt."
        " Bấm vào một đợt để tải tờ tem, kích hoạt hoặc hủy tem."
    ),
    "workspace.lent_labels": _l(
        "Đây là tem mà đơn vị khác in rồi giao cho bạn. Dán xong thì kích hoạt cho lô của bạn; tem"
        " rách khi chưa dán thì báo đơn vị in tem."
    ),
    "workspace.label_run": _l(
        "Trang này giữ một đợt in: tệp để in và tình trạng của từng tem theo số nhỏ in trên tem."
        " Dán xong thì kích hoạt những tem đã dán; tem rách thì hủy."
    ),
    "workspace.products": _l(
        "Đây là các sản phẩm của hợp tác xã, đúng như sẽ in trên tem và hiện cho người mua."
        " Xem lại tên, quy cách và hạn dùng trước khi đóng gói lô đầu tiên."
    ),
    "workspace.areas": _l(
        "Đây là các mã số vùng trồng mà đơn vị được cấp, tình trạng hôm nay và đất của từng mã."
        " Thấy sai diện tích hay tình trạng thì báo cơ quan cấp mã."
    ),
    "workspace.code_uses": _l(
        "Trang này cho biết đơn vị nào được dùng mã của bạn và từng lần họ đã dùng. Cho thêm, rút"
        " lại, hoặc in thẻ “Không cho mượn mã” để treo ở nơi thu mua."
    ),
    "workspace.give_authorization": _l(
        "Ở đây bạn cho một đơn vị khác ghi thu hoạch dưới mã của mình, có hạn và có lượng. Gõ đúng"
        " tên hoặc số của họ, xem lại rồi lưu; họ được báo ngay."
    ),
    "workspace.withdraw_authorization": _l(
        "Trang này rút lại quyền dùng mã đã cho. Chọn ngày cuối còn dùng; hàng đã ghi tới ngày đó"
        " vẫn dưới mã, hàng sau đó thì không."
    ),
    "workspace.lent_codes": _l(
        "Đây là mã của đơn vị khác mà bạn được dùng: còn bao nhiêu, đến ngày nào. Khi ghi thu"
        " hoạch, chọn mã đó ở ô “Vườn”."
    ),
    "workspace.applications": _l(
        "Đây là các hồ sơ xin cơ quan nhà nước cấp mã, kèm tình trạng và thời hạn trả lời. Hồ sơ bị"
        " trả lại thì mở ra, sửa đúng mục được nêu rồi nộp lại."
    ),
    "workspace.application": _l(
        "Trang này giữ một hồ sơ: xin mã gì, cho vùng nào, giấy tờ nào, cơ quan đã làm đến đâu."
        " Thêm giấy tờ, xem lại rồi bấm “Nộp hồ sơ”."
    ),
    "workspace.new_application": _l(
        "Ở đây bắt đầu một hồ sơ xin mã cho vùng của đơn vị. Chọn loại mã, vùng và cây, lưu lại rồi"
        " thêm giấy tờ ở trang sau."
    ),
    "workspace.edit_application": _l(
        "Ở đây sửa hồ sơ chưa nộp hoặc bị trả lại; lý do của cơ quan đứng ngay trên mục cần sửa."
        " Sửa xong thì lưu, rồi nộp lại ở trang hồ sơ."
    ),
    "workspace.cancel_application": _l(
        "Ở đây rút một hồ sơ, hoặc trả lại mã đã được cấp. Việc này không lấy lại được, nên đọc kỹ"
        " rồi mới bấm."
    ),
    "workspace.drafts": _l(
        "Đây là những biểu mẫu bạn ghi dở; chỉ bạn thấy. Mở ra ghi tiếp, hoặc bỏ đi."
    ),
    "workspace.complaints": _l(
        "Trang này cho người đang nghe điện thoại: lô làm từ gì, tem nào, còn lô nào cùng nguồn."
        " Nghe xong thì ghi nhận phản ánh từ đây."
    ),
    "workspace.note_complaint": _l(
        "Ở đây ghi lại lời người báo về một lô, đúng như họ nói. Chỉ người trong đơn vị đọc được."
    ),
    "workspace.buyer_reports": _l(
        "Đây là những gì người mua gửi từ trang sau tem: gửi thẳng cho đơn vị, hoặc cơ quan quản lý"
        " chuyển tới. Mở một phản ánh để đọc và trả lời."
    ),
    "workspace.buyer_report": _l(
        "Ở đây đọc lời phản ánh và xem ảnh; người gửi là ai thì không hiện. Câu trả lời hiện ở"
        " trang của số phản ánh, nên viết như đang nói với người mua."
    ),
    "workspace.answer_complaint": _l(
        "Ở đây ghi đã trả lời một phản ánh thế nào. Ghi xong thì phản ánh được khép lại."
    ),
    "workspace.diary": _l(
        "Đây là nhật ký canh tác: mọi lần bón phân, phun thuốc, tưới nước, cho ong ăn, mới nhất ở"
        " trên. Lọc theo nơi, việc, vụ; bấm “Ghi việc” để thêm một dòng."
    ),
    "workspace.new_diary_line": _l(
        "Chọn nơi và việc, rồi ghi ngày, tên thuốc hay phân như in trên bao bì và số ngày phải chờ."
        " Lô nào thu hoạch trong thời gian đó thì hệ thống giữ lại và nói trước khi lưu."
    ),
    "workspace.release_by_report": _l(
        "Trang này cho biết lô phải chờ vì việc gì, và phiếu kiểm nghiệm nào của lô gỡ được. Chọn"
        " phiếu đạt đã có cán bộ xem rồi bấm gỡ."
    ),
    "workspace.keys": _l(
        "Đây là các khóa mà phần mềm khác dùng để ghi hoặc đọc thay hợp tác xã. Khóa lâu không"
        " dùng hoặc nghi bị lộ thì hủy ngay."
    ),
    "workspace.new_key": _l(
        "Trang này tạo một khóa cho một phần mềm, chỉ với những việc bạn chọn. Chữ của khóa hiện"
        " một lần: chép vào phần mềm ngay."
    ),
    "workspace.public_figures": _l(
        "Ở đây bạn chọn cho người mua thấy khối lượng thu hoạch theo tháng của một mã, hay chỉ thấy"
        " số lô. Chọn lại lúc nào cũng được; tên hộ và ranh giới không bao giờ hiện."
    ),
    "workspace.certificates": _l(
        "Đây là giấy chứng nhận và phiếu kiểm nghiệm của đơn vị, giấy sắp hết hạn ở trên. Bấm vào"
        " một giấy để xem nó phủ những gì; hệ thống nhắc trước 60, 30 và 7 ngày."
    ),
    "workspace.certificate": _l(
        "Trang này cho biết giấy cấp cho những gì, ai đã xem, và mọi lần sửa. Sai thì bấm “Sửa”,"
        " bản cũ vẫn xem được; giấy không còn giá trị thì rút."
    ),
    "workspace.certificate_kinds": _l(
        "Chọn loại giấy trước, vì mỗi loại hỏi những mục khác nhau. Phiếu kiểm nghiệm thì gắn với"
        " một lô."
    ),
    "workspace.new_certificate": _l(
        "Gõ đúng như trên giấy và chọn giấy cấp cho những gì. Đính kèm bản chụp thì người mua thấy"
        " “có giấy tờ” thay cho “HTX khai”."
    ),
    "workspace.edit_certificate": _l(
        "Sửa cho đúng với giấy và nói vì sao sửa; bản trước vẫn xem được. Sửa xong thì cán bộ phải"
        " xem lại, vì họ đã xem bản trước."
    ),
    # registrar
    **OFFICES,
}
