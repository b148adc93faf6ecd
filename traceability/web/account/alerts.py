"""What the organisation, or the reader alone, was told: a list, and marking it as read."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.services import alerts as services
from traceability.services import alerts_today
from traceability.web import alert_words, paging
from traceability.web.account.blueprint import account
from traceability.web.house import actor, looking, working
from traceability.web.tongues import gettext as _


@account.get("/thong-bao", endpoint="alerts")
def show() -> ResponseReturnValue:
    """The alerts, newest first."""
    with looking() as view:
        page = alerts_today.listed(view, actor(), paging.page_asked())
    return render_template("account/alerts.html", page=page, words=alert_words)


@account.post("/thong-bao/da-doc")
def mark_alerts() -> ResponseReturnValue:
    """Mark one alert as read, or all of them; doing so twice changes nothing."""
    one = request.form.get("alert", "")
    with working() as work:
        if one:
            services.mark_read(work, one.replace("\0", ""))
        else:
            services.mark_all_read(work)
    if not one:
        flash(_("Đã đánh dấu tất cả là đã đọc."), "done")
    page = paging.number(request.form.get("page", ""))
    return redirect(url_for("account.alerts", page=page if page > 1 else None), 303)
