"""The printer test: one dead sheet on the paper that is in the printer, and what to look at."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

import labels
from traceability.domain.errors import Refusal, RuleBroken
from traceability.services import label_views, printer_test, setup, stock_views
from traceability.services.request_keys import once
from traceability.web import forms
from traceability.web.errors import status_of
from traceability.web.house import actor, house, looking, working
from traceability.web.messages import sentence
from traceability.web.tongues import gettext as _
from traceability.web.workspace import wording
from traceability.web.workspace.blueprint import workspace
from traceability.web.workspace.setup import settled_at


@workspace.route("/in-thu", methods=["GET", "POST"], endpoint="printer_test")
def trial() -> ResponseReturnValue:
    """The sheet to download and the two things to look at; sent, both of them were right."""
    asked = request.values.get("giay", "")
    if request.method == "GET":
        return _page(asked)
    try:
        _finish(asked)
    except Refusal as refusal:
        if refusal.code != "stock_unknown":
            raise
        return _page("", refusal), status_of(refusal)
    flash(
        _("Máy in đã đúng khổ. Từ nay giấy %(stock)s được chọn sẵn.", stock=wording.paper(asked)),
        "done",
    )
    return redirect(settled_at("workspace.printer_test"), 303)


@workspace.get("/in-thu/to-in-thu.pdf", endpoint="printer_test_file")
def sheet() -> ResponseReturnValue:
    """The sheet as PDF; words that do not fit its labels are said on the page."""
    asked = request.args.get("giay", "")
    try:
        with looking() as view:
            asked = asked or label_views.printer_stock(view, actor())
            pdf = printer_test.sheet(view, actor(), asked, house().settings.public_url)
    except RuleBroken as refusal:
        return _page(asked, refusal), status_of(refusal)
    response = Response(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="in-thu-{asked}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@workspace.get("/in-thu/thu-dien-thoai.pdf", endpoint="phone_test_file")
def phones() -> ResponseReturnValue:
    """Codes in four sizes to try on real phones before a first roll, and a table to tick."""
    with looking() as view:
        words = labels.PhoneWords(
            title=_("Thử quét trước cuộn tem đầu tiên"),
            lead=(
                _(
                    "In %(scale)s trên giấy và máy sẽ dùng thật. Quét từng mã bằng từng ứng dụng.",
                    scale="100 %",
                ),
                _("Đúng là: điện thoại mời mở trang, trang của mình mở ra và nói không có mã này."),
                _("Đánh dấu ô mở được ngay; ghi “chậm” nếu phải đưa lại gần quá ba giây."),
            ),
            module=_("%(letter)s: ô %(size)s mm", letter="%s", size="%s"),
            phone=_("Điện thoại, ứng dụng"),
            apps=(
                _("iPhone, Máy ảnh"),
                _("Android, Máy ảnh"),
                _("Zalo, Quét mã QR"),
                _("WeChat, quét mã"),
                "Google Lens",
                *("", ""),
            ),
            after=(
                _("Mã A không quét được mà B được: chọn tem lớn hơn, hoặc máy in tốt hơn."),
                _("Mở trang tìm kiếm thay vì trang của mình: địa chỉ chưa đúng, đừng in."),
                _("Zalo, WeChat mở trong ứng dụng: xem trang có hiện đủ ba dòng đầu không."),
                _("Thử thêm: chỗ tối, tem dán trên túi cong, tem dính nước."),
            ),
        )
        pdf = printer_test.phones(view, actor(), house().press, words)
    response = Response(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="thu-dien-thoai.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _finish(stock: str) -> None:
    def act() -> dict[str, str]:
        setup.finish_printer_test(work, stock)
        return {"stock": stock}

    with working() as work:
        key = request.form.get("request_key", "")
        once(work, key, {"do": "printer test", "stock": stock}, act)


def _page(asked: str, refusal: Refusal | None = None) -> str:
    with looking() as view:
        usual = label_views.printer_stock(view, actor())
        fitting = printer_test.fitting(view, actor(), house().settings.public_url)
        lines = printer_test.papers(view, actor())
    first = next((name for name in stock_views.from_usual(usual) if name in fitting), usual)
    chosen = asked if asked in [line.name for line in lines] else first
    return render_template(
        "workspace/printer_test.html",
        chosen=next(line for line in lines if line.name == chosen),
        stocks=lines,
        fitting=fitting,
        faults=[] if refusal is None else [sentence(each) for each in refusal.faults],
        request_key=forms.new_key(),
        words=wording,
    )
