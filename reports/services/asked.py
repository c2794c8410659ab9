"""What papers about a time are about: the same question has one row. The request of the paper itself is audited."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cells.models import Member, Organisation
from cells.rules.statistics import forms
from core.errors import DomainError
from core.periods import today
from evaluations.models import Period
from evaluations.rules.year_forms import form_keys
from meetings.rules.conduct import first_day, last_day
from reports.models import BOOK_FORM, HALF_YEAR_FORM, MONTH_SCORES_FORM, SUMMARY_FORM, YEAR_FORM_PREFIX, AskedPaper


@transaction.atomic
def keep_asked(
    form: str, organisation: Organisation, *, first: dt.date, last: dt.date, by: User, member: Member | None = None
) -> AskedPaper:
    """The row that stands for a form about a unit, or one of its members, from a day to a day."""
    asked, _created = AskedPaper.objects.get_or_create(
        form=form, organisation=organisation, member=member, first_on=first, last_on=last
    )
    return asked


def keep_asked_statistics(
    form: str, organisation: Organisation, *, first: dt.date, last: dt.date, by: User
) -> AskedPaper:
    """One of the statistics. A form as of one day has that day as both ends."""
    if form not in forms():
        raise DomainError(_("Không có biểu thống kê này."), field="form")
    if first > last:
        raise DomainError(_("Ngày đầu phải trước hoặc bằng ngày cuối; hãy ghi lại."), field="first")
    first = last if forms()[form].is_of_a_day else first
    return keep_asked(form, organisation, first=first, last=last, by=by)


def keep_asked_book(organisation: Organisation, year: int, *, by: User) -> AskedPaper:
    """The book of minutes of a year."""
    return keep_asked(BOOK_FORM, organisation, first=dt.date(year, 1, 1), last=dt.date(year, 12, 31), by=by)


def keep_asked_half_year(committee: Organisation, first: dt.date, *, by: User) -> AskedPaper:
    """The half of a year that begins on that day, January or July the first."""
    return keep_asked(HALF_YEAR_FORM, committee, first=first, last=last_day(first.year, first.month + 5), by=by)


def keep_asked_month(committee: Organisation, year: int, month: int, *, by: User) -> AskedPaper:
    """The grades of a month of a committee."""
    first, last = first_day(year, month), last_day(year, month)
    return keep_asked(MONTH_SCORES_FORM, committee, first=first, last=last, by=by)


def keep_asked_year_form(form: str, period: Period, day: dt.date, *, by: User) -> AskedPaper:
    """One of the forms of a year, as it stands at the end of a day. Refused: no such form, a day out of its time."""
    if form not in form_keys():
        raise DomainError(_("Không có biểu này."), field="form")
    first = _first_of_the_year(period, day)
    return keep_asked(f"{YEAR_FORM_PREFIX}{form}", period.organisation, first=first, last=day, by=by)


def keep_asked_summary(period: Period, day: dt.date, *, by: User) -> AskedPaper:
    """The year-end tables as they stood on a day. Refused: a day out of its time."""
    first = _first_of_the_year(period, day)
    return keep_asked(SUMMARY_FORM, period.organisation, first=first, last=day, by=by)


def _first_of_the_year(period: Period, day: dt.date) -> dt.date:
    first = dt.date(period.year, 1, 1)
    if not first <= day <= today():
        raise DomainError(_("Ngày phải từ 01/01/%(year)s đến hôm nay.") % {"year": period.year}, field="ngay")
    return first
