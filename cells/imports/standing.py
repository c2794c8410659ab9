"""Where a person of the list belongs, in which post and status: what begins and what ends."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from django.utils.translation import gettext as _

from cells.imports.matching import Option, Question, Report, key_of
from cells.imports.records import Records
from cells.imports.understood import ACTIVE, DIED, DOUBTFUL, MOVED, REFUSED, TEMPORARY_IN, Person
from cells.imports.vocabulary import head_key
from cells.models import Member, Membership, Office, Organisation, Seat, StatusPeriod
from cells.services.listed import Difference, Leaving, StatusChange
from core.periods import format_date

KNOWN_STATUSES = frozenset(StatusPeriod.Status.values)
EndReason = Membership.EndReason
WHY_LEFT = (
    (EndReason.STRUCK_OFF, re.compile(r"\bxoa ten\b")),
    (EndReason.EXPELLED, re.compile(r"\bkhai tru\b")),
    (EndReason.RESIGNED, re.compile(r"\bxin ra\b|\bcho ra\b")),
)


class Standing:
    """Compares rows with the dated records; collects the questions why someone left."""

    def __init__(
        self,
        records: Records,
        answers: dict[str, object],
        *,
        report: Report,
        cell_of: Callable[[Person], Organisation | None],
        cell_name: Callable[[Person], str],
    ) -> None:
        self.records, self.answers, self.on = records, answers, records.on
        self.report, self.cell_of, self.cell_name = report, cell_of, cell_name
        self.questions: list[Question] = []

    def move(
        self, person: Person, member: Member, differences: list[Difference]
    ) -> tuple[dt.date | None, Membership | None]:
        """The day from which a membership has to begin, and the one to end, where the list names another cell."""
        rows, cell = self.records.memberships[member.pk], self.cell_of(person)
        here = [row for row in rows if cell is not None and row.cell_id == cell.pk]
        if any(row.valid_to is None or row.valid_to >= self.on for row in here):
            return None, None
        current = self.records.current(member)
        if person.status == TEMPORARY_IN:
            differences.append(Difference(_("Sinh hoạt tạm thời tại"), "", self.cell_name(person)))
            return self.on, None
        if current is not None and current.cell_id not in self.records.below:
            reason = _("Đồng chí này thuộc %(cell)s của tổ chức khác; hãy làm thủ tục chuyển sinh hoạt đảng từ đó.")
            self.report(person, REFUSED, reason % {"cell": current.cell.label(self.on)})
            return None, None
        if not self._may_move(person, member, current):
            return None, None
        before = current.cell.label(self.on) if current else ""
        differences.append(Difference(_("Chi bộ"), before, self.cell_name(person)))
        return self.on, current

    def _may_move(self, person: Person, member: Member, current: Membership | None) -> bool:
        rows = self.records.memberships[member.pk]
        later = [row for row in rows if row.valid_from >= self.on and row.kind == Membership.Kind.PERMANENT]
        if later:
            reason = _(
                "Đồng chí đã ở %(cell)s từ ngày %(day)s, sau ngày của danh sách; hãy chọn ngày hiệu lực muộn hơn."
            )
            shown = {"cell": later[0].cell.label(self.on), "day": format_date(later[0].valid_from)}
            self.report(person, REFUSED, reason % shown)
            return False
        last = self.records.last(member)
        if current is None and last is not None:
            why = {"reason": last.get_end_reason_display(), "day": format_date(last.valid_to)}
            if last.end_reason == EndReason.DIED:
                reason = _("Sổ ghi đồng chí này %(reason)s ngày %(day)s; hãy kiểm tra lại hàng này.")
                self.report(person, REFUSED, reason % why)
                return False
            reason = _("Sổ ghi đồng chí này đã rời chi bộ (%(reason)s, ngày %(day)s); nay ghi sinh hoạt trở lại.")
            self.report(person, DOUBTFUL, reason % why)
        return True

    # Leaving: died, struck off, moved away.

    def leave(self, person: Person, member: Member, differences: list[Difference]) -> Leaving | None:
        """The end of the membership that the row tells, for the user to confirm; None when it ended before."""
        if member.pk in self.records.gone:
            return None
        rows = [row for row in self.records.memberships[member.pk] if row.valid_to is None or row.valid_to >= self.on]
        rows = [row for row in rows if row.cell_id in self.records.below]
        current = self.records.current(member)
        if current not in rows:
            current = rows[0] if rows else None
        if current is None or current.valid_to is not None:
            return None
        reason = self._why(person)
        if reason is None:
            return None
        day = person.left_on
        last_day = day.date if day and day.precision == "day" else self.on
        if day and day.precision != "day":
            told = _("Chỉ ghi %(day)s là lúc rời đi; sẽ lấy ngày của danh sách %(on)s.")
            self.report(person, DOUBTFUL, told % {"day": format_date(day), "on": format_date(self.on)})
        seats = self.records.own_seats[member.pk]
        starts = [current.valid_from, *(seat.valid_from for seat in seats)]
        if last_day < max(starts):
            told = _("Ngày rời đi %(day)s trước ngày bắt đầu sinh hoạt hoặc chức vụ (%(start)s); hãy kiểm tra.")
            self.report(person, REFUSED, told % {"day": format_date(last_day), "start": format_date(max(starts))})
            return None
        words = _("%(reason)s, ngày %(day)s") % {"reason": EndReason(reason).label, "day": format_date(last_day)}
        differences.append(Difference(_("Kết thúc sinh hoạt"), current.cell.label(self.on), words))
        return Leaving(current, reason, last_day, person.note[:200] if reason == EndReason.TRANSFERRED else "")

    def _why(self, person: Person) -> str | None:
        """From the status; where that only says "rời khỏi Đảng", from the note, else the user is asked."""
        if person.status in (DIED, MOVED):
            return EndReason.DIED if person.status == DIED else EndReason.TRANSFERRED
        note = head_key(person.note)
        for reason, pattern in WHY_LEFT:
            if pattern.search(note):
                return reason
        key = f"{key_of(person)}?"
        options = tuple(Option(reason.value, str(reason.label)) for reason, _pattern in WHY_LEFT)
        answer = str(self.answers.get(key, ""))
        answer = answer if any(option.value == answer for option in options) else ""
        text = _("Đồng chí này ra khỏi Đảng vì lý do gì?")
        self.questions.append(Question(key, person, text, options, answer))
        return answer or None

    # Posts.

    def post(self, person: Person, member: Member, differences: list[Difference]) -> tuple[str, tuple[Seat, ...]]:
        cell = self.cell_of(person)
        own = [seat for seat in self.records.seats[cell.pk] if seat.member_id == member.pk] if cell else []
        if not person.post or any(seat.office == person.post for seat in own):
            return "", ()
        ends = (*own, *self.replaced(person, member))
        if any(seat.valid_from >= self.on for seat in ends):
            self.report(person, REFUSED, _("Chức vụ đang ghi bắt đầu sau ngày của danh sách; hãy kiểm tra lại ngày."))
            return "", ()
        before = ", ".join(seat.title for seat in own)
        differences.append(Difference(_("Chức vụ"), before, title_of(person.post)))
        return person.post, ends

    def replaced(self, person: Person, member: Member | None) -> tuple[Seat, ...]:
        """The secretary in office whom this row's secretary follows."""
        cell = self.cell_of(person)
        if person.post != Office.SECRETARY or cell is None:
            return ()
        holders = [
            seat
            for seat in self.records.seats[cell.pk]
            if seat.office == Office.SECRETARY and (member is None or seat.member_id != member.pk)
        ]
        for seat in holders:
            if member is None and seat.valid_from >= self.on:
                reason = _("Đồng chí %(name)s đã làm Bí thư %(cell)s từ ngày %(day)s, sau ngày của danh sách.")
                severity = REFUSED
            else:
                reason = _("Thay đồng chí %(name)s làm Bí thư %(cell)s từ ngày %(day)s.")
                severity = DOUBTFUL
            day = seat.valid_from if severity == REFUSED else self.on
            shown = {"name": seat.member, "cell": cell.label(self.on), "day": format_date(day)}
            self.report(person, severity, reason % shown)
        return tuple(holders)

    def given_up(self, person: Person, leaves: Membership | None, differences: list[Difference]) -> tuple[Seat, ...]:
        """Posts in the cell that someone leaves for another one."""
        if leaves is None:
            return ()
        seats = [seat for seat in self.records.seats[leaves.cell_id] if seat.member_id == leaves.member_id]
        for seat in seats:
            if seat.valid_from >= self.on:
                self.report(person, REFUSED, _("Chức vụ ở chi bộ cũ bắt đầu sau ngày của danh sách; hãy kiểm tra."))
                return ()
            label = _("Chức vụ ở %(cell)s") % {"cell": leaves.cell.label(self.on)}
            differences.append(Difference(label, seat.title, _("thôi")))
        return tuple(seats)

    # Statuses.

    def status(self, person: Person, member: Member | None, differences: list[Difference]) -> StatusChange | None:
        """The status to begin; a list that does not speak of statuses changes none."""
        if person.status not in KNOWN_STATUSES and person.status != ACTIVE:
            return None
        wanted = "" if person.status == ACTIVE else person.status
        periods = self.records.statuses[member.pk] if member else []
        current = self.records.status(member) if member else None
        if (current.status if current else "") == wanted:
            return None
        if any(row.valid_from > self.on for row in periods):
            self.report(person, DOUBTFUL, _("Sổ đã ghi tình trạng khác từ sau ngày của danh sách; giữ như sổ."))
            return None
        if current and current.valid_from == self.on:
            reason = _("Sổ ghi “%(status)s” từ đúng ngày của danh sách; hãy chọn ngày của danh sách muộn hơn.")
            self.report(person, REFUSED, reason % {"status": current})
            return None
        words = {"": _("đang sinh hoạt"), **{value: str(label) for value, label in StatusPeriod.Status.choices}}
        differences.append(Difference(_("Tình trạng"), words[current.status if current else ""], words[wanted]))
        return StatusChange(wanted, self._since(person, periods), current)

    def _since(self, person: Person, periods: list[StatusPeriod]) -> dt.date:
        """The day that the list gives for an exemption, if the record leaves room for it."""
        day = person.left_on
        if day is None or day.precision != "day" or day.date > self.on or periods:
            return self.on
        return day.date


def title_of(office: str) -> str:
    """The post in the words of a cell."""
    return _("Chi ủy viên") if office == Office.COMMITTEE_MEMBER else str(Office(office).label)
