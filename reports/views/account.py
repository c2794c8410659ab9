"""The page of one's own account: password, mail, calendar."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.forms import MailForm
from accounts.request import SignedInRequest
from accounts.services import set_mail
from core.errors import DomainError
from core.forms import show_error
from reports.access.calendars import feed_of
from reports.access.tokens import has_tokens
from reports.queries.notices import last_mail_error


def my_account(request: SignedInRequest) -> HttpResponse:
    """What belongs to the account of the reader alone. About mail nothing is shown where the site sends none."""
    user, form = request.user, None
    if settings.MAIL_IS_SENT:
        form = MailForm(request.POST or None, initial={"email": user.email, "wants_mail": user.wants_mail})
        if request.method == "POST" and form.is_valid():
            try:
                set_mail(user, **form.cleaned_data, by=user)
            except DomainError as error:
                show_error(form, error)
            else:
                messages.success(request, _("Đã lưu cách nhận nhắc việc."))
                return redirect("reports:my_account")
    context = {
        "form": form,
        "feed": feed_of(user),
        "mail_error": last_mail_error(user) if form else "",
        "makes_keys": has_tokens(user),
    }
    return render(request, "reports/my_account.html", context)
