"""The basic statistics (Biểu 1, 3, 5, 7) of a unit, and the people behind each number."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.request import SignedInRequest
from cells.access import get_organisation, members_visible_to, scope_of
from cells.forms.statistics import MomentForm
from cells.models import Organisation
from cells.queries.statistics import Entry, cell_behind, people_behind, statistics_of
from cells.queries.statistics.choice import top_units, units_to_choose
from cells.rules.honours import next_award_day
from cells.rules.statistics import TOTAL, Form, Head, Layout, forms, line_labels, source
from core.numbers import row_number
from core.periods import format_date, today

PAGE = 50


@dataclass(frozen=True)
class Asked:
    """A form of the statistics as the address asks for it."""

    form: Form
    unit: Organisation
    moment: MomentForm
    first: dt.date
    last: dt.date

    @property
    def query(self) -> str:
        """The days, for another address."""
        days = {} if self.form.is_of_a_day else {"tu": format_date(self.first)}
        return urlencode({**days, "den": format_date(self.last)})


def _asked(request: SignedInRequest, pk: int, key: str) -> Asked:
    unit = get_organisation(request.user, pk, to="view_members")
    form = forms().get(key)
    if form is None:
        raise Http404
    moment = MomentForm(request.GET, form=form)
    return Asked(form, unit, moment, *moment.days)


def statistics(request: SignedInRequest) -> HttpResponse:
    """The forms there are."""
    tops = top_units(scope_of(request.user).readable)
    if not tops:
        raise PermissionDenied
    return render(request, "cells/statistics.html", {"forms": forms().values(), "unit": tops[0], "source": source()})


def statistics_form(request: SignedInRequest, pk: int, form: str) -> HttpResponse:
    """One form for a unit and a time; of a form with many tables, one at a time."""
    asked, other = _asked(request, pk, form), request.GET.get("don-vi", "")
    if row_number(other) not in (None, pk):
        words = request.GET.copy()
        del words["don-vi"]
        return redirect(f"{reverse('cells:statistics_form', args=[row_number(other), form])}?{words.urlencode()}")
    readable = scope_of(request.user).readable
    shown = _shown(asked.form, request.GET.get("bang", ""))
    context = {
        "asked": asked,
        "statistics": statistics_of(asked.form, asked.unit, first=asked.first, last=asked.last, only=shown),
        "shown": shown,
        "readable": readable,
        "units": units_to_choose(asked.unit, readable, first=asked.first, last=asked.last),
        "presets": _presets(asked),
        "source": source(),
        "opening": asked.first - dt.timedelta(days=1),
        "award_day": next_award_day(asked.last),
        "made_at": timezone.now(),
    }
    return render(request, "cells/statistics_form.html", context)


def _shown(form: Form, key: str) -> Layout | None:
    """The one table of the profile that is looked at; other forms are shown whole."""
    return (form.layout(key) or form.tables[0]) if form.key == "3" else None


def _presets(asked: Asked) -> list[tuple[str, str]]:
    """The times most asked for: words of the address and what to call them."""
    now = today()
    year = now.year
    if asked.form.is_of_a_day:
        days = [now, dt.date(year - 1, 12, 31), dt.date(year - 2, 12, 31)]
        found = [({"den": format_date(day)}, format_date(day)) for day in days]
    else:
        halves = [(dt.date(year, 1, 1), now, _("Năm nay đến hôm nay"))]
        halves.append((dt.date(year, 1, 1), dt.date(year, 6, 30), _("6 tháng đầu năm")))
        halves += [
            (dt.date(past, 1, 1), dt.date(past, 12, 31), _("Năm %(year)s") % {"year": past})
            for past in (year - 1, year - 2)
        ]
        found = [({"tu": format_date(first), "den": format_date(last)}, label) for first, last, label in halves]
    return [(urlencode(days), label) for days, label in found]


def statistics_people(request: SignedInRequest, pk: int, form: str, table: str, row: str, column: str) -> HttpResponse:
    """The people, or units, behind one number: as many rows as it says."""
    asked = _asked(request, pk, form)
    behind = cell_behind(asked.form, table=table, row=row, column=column)
    if behind is None:
        raise Http404
    people = people_behind(asked.form, asked.unit, behind[2], first=asked.first, last=asked.last, table=table)
    page = Paginator(people, PAGE).get_page(request.GET.get("trang"))
    context = {
        "asked": asked,
        "unit_name": asked.unit.label(asked.last),
        "names": _names(request, asked, behind[0], behind[1]),
        "of_units": asked.form.key == "5" and column != "members",
        "day_head": _day_head(asked.form, table),
        "page": page,
        "visible": _visible(request, page),
        "known": scope_of(request.user).known,
        "lines": line_labels(),
    }
    return render(request, "cells/statistics_people.html", context)


def _names(request: SignedInRequest, asked: Asked, row: Head, column: Head) -> list[str]:
    """What the number is called: its row and column, totals left out; a unit as it was called then, if it is known."""
    name = str(row.label)
    number = row_number(row.row_key)
    if number is not None and number in scope_of(request.user).known:
        name = get_organisation(request.user, number).label(asked.last)
    names = [name] if row.key != TOTAL else []
    names += [str(column.label)] if column.key != TOTAL else []
    return [capfirst(name) for name in names if name] or [_("Tổng số")]


def _day_head(form: Form, table: str) -> str:
    """What the day of a row is; nothing where all have the same."""
    if form.is_of_a_day:
        return ""
    heads = {"awarded": _("Ngày trao"), "due": _("Ngày vào Đảng")}
    return heads.get(table, _("Ngày"))


def _visible(request: SignedInRequest, entries: Iterable[Entry]) -> set[int]:
    """Whose record the reader may open today: a unit may have been left by people, or by whole cells, since."""
    numbers = [entry.member.pk for entry in entries if entry.member]
    return set(members_visible_to(request.user).filter(pk__in=numbers).values_list("pk", flat=True))
