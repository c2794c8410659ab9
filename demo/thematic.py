"""Plans of thematic meetings of the year, a thematic meeting to come, and members who asked to be away from it."""

import datetime as dt

from accounts.models import User
from cells.models import Member, Organisation
from cells.queries import children_on, seats_of
from cells.rules import is_expected
from demo.clock import written_on
from demo.commune import MERGED_INTO, writer_of
from meetings.models import THEMATIC_KINDS, AgendaItem, Meeting, MeetingKind, ThematicPlan
from meetings.queries.attendance import expected_rows
from meetings.services.leave import answer_leave, ask_leave, enter_leave
from meetings.services.planning import AgendaLine, Plan, plan_meeting
from meetings.services.thematic import add_theme, follow_plan, send_plan, start_plan

YEAR = 2026
SENT_ON = dt.date(2026, 1, 8)
ASKED_ON = dt.date(2026, 10, 30)
NO_PLAN = ("Chi bộ thôn Bãi Dài",)
NOT_SENT = ("Chi bộ thôn Phú Cường", "Chi bộ Trạm Y tế")
COMING = dt.date(2026, 11, 27)
THEME = "Chuyển đổi số trong đời sống: sử dụng dịch vụ công trực tuyến"
MISSED = (8, "Bảo vệ môi trường nông thôn, phân loại rác tại nguồn")


def plan_the_themes(commune: Organisation) -> None:
    """The plans of 2026 as the cells wrote them in January, and what has become of them."""
    for cell in children_on(commune, SENT_ON):
        if cell.is_cell and cell.name not in NO_PLAN:
            with written_on(SENT_ON):
                _plan_of(cell)
    cell = Organisation.objects.get(periods__name=MERGED_INTO)
    with written_on(ASKED_ON):
        _ask_leave(_meeting_to_come(cell, writer_of(cell)), cell, writer_of(cell))


def _plan_of(cell: Organisation) -> ThematicPlan:
    by, people = writer_of(cell), [seat.member for seat in seats_of(cell, SENT_ON)]
    plan = start_plan(cell, year=YEAR, by=by)
    held = Meeting.objects.filter(cell=cell, year=YEAR, kind__in=THEMATIC_KINDS).order_by("month")
    for number, meeting in enumerate(held):
        add_theme(plan, month=meeting.month, topic=meeting.theme, preparer=people[number % len(people)], by=by)
        follow_plan(meeting)
    if cell.name == MERGED_INTO:
        add_theme(plan, month=MISSED[0], topic=MISSED[1], preparer=people[-1], by=by)
    add_theme(plan, month=COMING.month, topic=THEME, preparer=people[0], by=by)
    if cell.name not in NOT_SENT:
        send_plan(plan, by=by)
    return plan


def _meeting_to_come(cell: Organisation, by: User) -> Meeting:
    chair, *others = [seat.member for seat in seats_of(cell, ASKED_ON)]
    plan = Plan(
        kind=MeetingKind.THEMATIC,
        year=COMING.year,
        month=COMING.month,
        held_on=COMING,
        planned_time=dt.time(19, 30),
        place="Nhà văn hóa thôn Song Vân",
        mode=Meeting.Mode.IN_PERSON,
        theme=THEME,
        chair=chair,
        secretary=others[0] if others else None,
        agenda=[AgendaLine(f"Chuyên đề: {THEME}", AgendaItem.Kind.THEME, chair)],
    )
    return plan_meeting(cell, plan, by=by)


def _ask_leave(meeting: Meeting, cell: Organisation, by: User) -> None:
    """One waits for an answer, one was agreed to, one telephoned, one was refused."""
    mine = Member.objects.get(user__username="dangvien")
    seated = {mine.pk, *(seat.member_id for seat in seats_of(cell, ASKED_ON))}
    rows = [row for row in expected_rows(meeting) if is_expected(row.status) and row.member_id not in seated]
    first, second, third = (row.member for row in rows[:3])
    assert mine.user is not None
    ask_leave(meeting, member=mine, kind="health", details="tái khám mắt ở bệnh viện tỉnh", by=mine.user)
    agreed = ask_leave(meeting, member=first, kind="work", details="tập huấn tại tỉnh đến ngày 28/11", by=by)
    answer_leave(agreed, is_agreed=True, answer="Đồng chí báo lại kết quả tập huấn.", by=by)
    enter_leave(meeting, member=second, kind="family", details="cưới cháu", is_agreed=True, by=by)
    refused = ask_leave(meeting, member=third, kind="other", details="bận việc vụ đông", by=by)
    answer_leave(refused, is_agreed=False, answer="Buổi này có phần việc của đồng chí, mong đồng chí thu xếp.", by=by)
