"""The attendance section of the writing page: a mark with its times, and guests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cells.models import StatusPeriod
from cells.rules import is_counted, is_expected, may_vote
from core.errors import DomainError
from core.forms import VietnameseTimeField, form_helper
from meetings.forms.attendance import AttendanceForm, Line
from meetings.forms.minutes import PageForm
from meetings.models import Attendance
from meetings.queries.operations import mark_of
from meetings.queries.small_fields import attendance_values
from meetings.services.attendance import Mark
from meetings.services.attendance_marks import Times
from meetings.services.guests import NAME_LENGTH, OFFICE_LENGTH


class PageGuestForm(PageForm):
    """Someone from above or outside who attends."""

    prefix_of_ids = "khach"
    full_name = forms.CharField(label=gettext_lazy("Họ và tên khách"), max_length=NAME_LENGTH)
    office = forms.CharField(label=gettext_lazy("Chức vụ, đơn vị"), max_length=OFFICE_LENGTH, required=False)
    is_superior = forms.ChoiceField(
        label=gettext_lazy("Là đại biểu cấp trên?"),
        choices=[("", gettext_lazy("không")), ("1", gettext_lazy("đại biểu cấp trên"))],
        required=False,
    )
    helper = form_helper()

    def clean_is_superior(self) -> bool:
        return bool(self.cleaned_data["is_superior"])


def roll_data(form: AttendanceForm) -> list[dict[str, Any]]:
    """The lines of the list as the script draws them: sixty lines in HTML would be as much as the rest of the page."""
    groups = (("expected", form.expected), ("temporary", form.temporary), ("exempt", form.exempt))
    return [_line(line, group) for group, lines in groups for line in lines]


def _line(line: Line, group: str) -> dict[str, Any]:
    row = line.row
    state, reason, arrived, left = attendance_values(row).values()
    told = {
        "row": row.pk,
        "name": line.name,
        "told": _told(line),
        "group": group if group != "expected" else "",
        "state": state,
        "reason": reason,
        "arrived": arrived,
        "left": left,
        "counts": _when(lambda present: is_counted(row.status, present=present, is_temporary=row.is_temporary)),
        "votes": _when(lambda present: _votes(row, present=present)),
        "excused": row.status == StatusPeriod.Status.REDUCED,  # by a decision (Điều lệ Đ7): need not say why
        "base": mark_of(state, reason, arrived, left),
    }
    return {name: value for name, value in told.items() if value}


def _told(line: Line) -> list[str]:
    told = [] if line.row.is_official else [_("dự bị")]
    told += [line.status] if line.status and is_expected(line.row.status) else []
    return [*told, *(note.words for note in line.notes)]


def _votes(row: Attendance, *, present: bool) -> bool:
    return may_vote(row.status, is_official=row.is_official, present=present, is_temporary=row.is_temporary)


def _when(holds: Callable[[bool], bool]) -> str:
    return "always" if holds(False) else "present" if holds(True) else ""


def read_mark(data: Mapping[str, str], row: int) -> tuple[Mark, Times]:
    """What was chosen and typed for one attendance row. Raises DomainError for a time that is none."""
    field = VietnameseTimeField(required=False)
    times = []
    for name in (f"arrived_{row}", f"left_{row}"):
        try:
            times.append(field.clean(data.get(name, "")))
        except forms.ValidationError as error:
            raise DomainError(
                _("Giờ “%(typed)s” không đọc được. Hãy ghi như 19:45.") % {"typed": data.get(name, "")}, field=name
            ) from error
    return Mark(data.get(f"state_{row}", ""), data.get(f"reason_{row}", "")), Times(*times)


def read_rows(data: QueryDict) -> list[int]:
    """The attendance rows that a button is about, sent as ``rows=5,6,7``."""
    numbers = data.get("rows", "").split(",")
    return [int(number) for number in numbers if number.isascii() and number.isdecimal() and len(number) < 12]
