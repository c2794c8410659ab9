"""Marking who came, and guests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.utils.translation import gettext_lazy as _

from cells.rules import is_expected
from core.errors import DomainError
from core.forms import form_helper
from meetings.models import Attendance
from meetings.queries.attendance import distinct_names, may_be_present
from meetings.queries.leave import AttendanceNote
from meetings.services.attendance import AttendanceMoved, Mark, MarksRefused, fingerprint, status_words, words_of
from meetings.services.guests import NAME_LENGTH, OFFICE_LENGTH

State = Attendance.State
CHOICES = ((State.PRESENT, _("Có mặt")), (State.EXCUSED, _("Vắng có lý do")), (State.UNEXCUSED, _("Vắng không lý do")))
EXEMPT_CHOICES = ((State.NOT_EXPECTED, _("Không dự")), (State.PRESENT, _("Có dự")))
USUAL_REASONS = (
    "ốm, đi viện",
    "đi công tác",
    "việc gia đình",
    "đi làm ăn xa",
    "đi học",
    "trực cơ quan",
)
"""Offered while typing; any other words are as good. They go into the minutes, so they stay Vietnamese."""


@dataclass(frozen=True)
class Line:
    """One member on the page: what is chosen now, which may not be stored yet."""

    row: Attendance
    name: str
    status: str
    state: str
    reason: str
    problem: str
    stored: str
    """What another stored meanwhile, in words."""
    notes: Sequence[AttendanceNote] = ()
    """Leave asked for, a check-in of one's own."""


class AttendanceForm:
    """The attendance list as one plain form; its fields are ``state_<row>`` and ``reason_<row>``.

    A form class of its own would have a hundred fields: here the rows are the fields, and the service judges them.
    """

    def __init__(
        self,
        rows: Sequence[Attendance],
        data: Mapping[str, str] | None = None,
        *,
        notes: Mapping[int, Sequence[AttendanceNote]] | None = None,
    ) -> None:
        self.rows = rows
        self.notes = notes or {}
        self.data = data
        self.problems: Mapping[int, str] = {}
        self.errors: list[str] = []
        self.moved = False
        self.seen = fingerprint(rows)

    def refuse(self, error: DomainError) -> None:
        """Show a refusal; every choice and word stays."""
        self.errors = [str(error), *error.details]
        self.problems = error.problems if isinstance(error, MarksRefused) else {}
        self.moved = isinstance(error, AttendanceMoved)

    def marks(self) -> dict[int, Mark]:
        """What was chosen for the rows that were sent; rows that cannot be marked are left alone."""
        data = self.data or {}
        return {
            row.pk: Mark(data.get(f"state_{row.pk}", ""), data.get(f"reason_{row.pk}", ""))
            for row in self.rows
            if f"state_{row.pk}" in data or (f"reason_{row.pk}" in data and may_be_present(row))
        }

    @cached_property
    def lines(self) -> list[Line]:
        return list(self._read())

    def _read(self) -> Iterator[Line]:
        names = distinct_names(row.member for row in self.rows)
        marks = self.marks()
        for row in self.rows:
            mark = marks.get(row.pk, Mark(row.state, row.reason))
            differs = self.moved and (mark.state, mark.reason) != (row.state, row.reason)
            yield Line(
                row=row,
                name=names[row.member_id],
                status=status_words(row.status),
                state=mark.state,
                reason=mark.reason,
                problem=self.problems.get(row.pk, ""),
                stored=words_of(Mark(row.state, row.reason)) if differs else "",
                notes=self.notes.get(row.pk, ()),
            )

    @property
    def expected(self) -> list[Line]:
        """Those who have to come."""
        return [line for line in self.lines if is_expected(line.row.status) and not line.row.is_temporary]

    @property
    def temporary(self) -> list[Line]:
        """Members of other cells who are here for a time."""
        return [line for line in self.lines if is_expected(line.row.status) and line.row.is_temporary]

    @property
    def exempt(self) -> list[Line]:
        """Those who need not come, and may."""
        return [line for line in self.lines if not is_expected(line.row.status) and may_be_present(line.row)]

    @property
    def not_expected(self) -> list[Line]:
        """Those away, suspended, exempt for a time: they cannot be marked."""
        return [line for line in self.lines if not may_be_present(line.row)]

    @property
    def nothing_marked(self) -> bool:
        return all(row.state == State.UNKNOWN for row in self.rows if is_expected(row.status))


class GuestForm(forms.Form):
    """Someone from above or outside who attends."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=NAME_LENGTH)
    office = forms.CharField(
        label=_("Chức vụ, đơn vị"),
        max_length=OFFICE_LENGTH,
        required=False,
        help_text=_("Ví dụ: Phó Bí thư Đảng ủy xã."),
    )
    is_superior = forms.BooleanField(label=_("Là đại biểu cấp trên"), required=False)
    helper = form_helper()
