"""One's own organisations, and going from one to another."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from traceability.services import own_organisations
from traceability.web import cookies, onward
from traceability.web.account.blueprint import account
from traceability.web.account.sign_in import entered
from traceability.web.house import looking, working


@account.get("/doi-don-vi")
def organisations() -> ResponseReturnValue:
    """The organisations that one belongs to; the one that acts is marked."""
    with looking() as view:
        found = own_organisations.listed(view, cookies.session_token())
    return render_template("account/organisations.html", found=found)


@account.post("/doi-don-vi")
def switch_organisation() -> ResponseReturnValue:
    """Act for another of them from now on, under a session of its own."""
    with working() as work:
        token, kind = own_organisations.switch(
            work, cookies.session_token(), request.form.get("organisation", "")
        )
    return entered(token, onward.home(kind))
