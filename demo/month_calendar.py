"""December as it is being planned: days registered, agreed, one returned, the calendar published, a notice, a paper."""

import datetime as dt

from accounts.models import User
from cells.models import Organisation
from cells.queries import children_on, seats_of
from core.word import word_file
from demo.calendar import HABITS
from demo.clock import written_on
from demo.commune import MERGED_INTO, writer_of
from meetings.models import Meeting, MeetingKind
from meetings.queries.calendar import day_token
from meetings.rules.agenda import usual_agenda
from meetings.services.calendar import agree_day, publish_calendar, return_day
from meetings.services.notices import send_notice
from meetings.services.papers import add_paper
from meetings.services.planning import AgendaLine, Plan, plan_meeting
from meetings.workflow import State

YEAR, MONTH = 2026, 12
REGISTERED_ON, ANSWERED_ON, NOTICE_ON = dt.date(2026, 11, 17), dt.date(2026, 11, 19), dt.date(2026, 11, 20)
SILENT = ("Chi bộ thôn Bãi Dài", "Chi bộ thôn Phú Cường")
UNANSWERED = ("Chi bộ Trường Mầm non", "Chi bộ Trường Tiểu học", "Chi bộ Trạm Y tế")
RETURNED = {"Chi bộ Trường THCS": "Trùng hội nghị của Đảng ủy xã; đề nghị chuyển sang ngày 08/12."}
SHARED_HALL = "Hội trường Trường Tiểu học Vân Trục"
PROPOSED = (
    "Quán triệt Nghị quyết của Đảng ủy xã về nhiệm vụ quý I năm 2027",
    "Kiểm điểm, đánh giá, xếp loại đảng viên năm 2026",
)
STANDING_ON = dt.date(2026, 12, 1)
DRAFT = """<!doctype html><html lang="vi"><head><title>Dự thảo</title></head><body>
<p>Dự thảo báo cáo chuyên đề: sử dụng dịch vụ công trực tuyến tại thôn Song Vân.</p>
<p>Đến nay 68 % số hộ trong thôn đã có tài khoản; tổ công nghệ số cộng đồng hướng dẫn vào chiều thứ Bảy hằng tuần.</p>
</body></html>"""


def plan_december(commune: Organisation, users: dict[str, User]) -> None:
    """The days of December, the committee's answers, and what Song Vân prepares for its next meeting."""
    with written_on(REGISTERED_ON):
        cells = [cell for cell in children_on(commune, REGISTERED_ON) if cell.is_cell and cell.name not in SILENT]
        registered = [_register(cell) for cell in cells]
        _standing_committee(commune, users["xa"])
    with written_on(ANSWERED_ON):
        for meeting in registered:
            _answer(meeting, by=users["xa"])
        publish_calendar(commune, year=YEAR, month=MONTH, agenda=PROPOSED, by=users["xa"])
    with written_on(NOTICE_ON):
        _prepare(Organisation.objects.get(periods__name=MERGED_INTO))


def _register(cell: Organisation) -> Meeting:
    chair, *others = [seat.member for seat in seats_of(cell, REGISTERED_ON)]
    is_village = "thôn" in cell.name
    plan = Plan(
        kind=MeetingKind.REGULAR,
        year=YEAR,
        month=MONTH,
        held_on=dt.date(YEAR, MONTH, HABITS[cell.name].day),
        planned_time=dt.time(19, 30) if is_village else dt.time(14),
        place=_place(cell.name),
        agenda=_agenda(MeetingKind.REGULAR),
        chair=chair,
        secretary=others[0] if others else None,
    )
    return plan_meeting(cell, plan, by=writer_of(cell))


def _place(name: str) -> str:
    if name in ("Chi bộ Trường Mầm non", "Chi bộ Trường Tiểu học"):
        return SHARED_HALL
    where = name.removeprefix("Chi bộ ")
    return f"Nhà văn hóa {where}" if where.startswith("thôn") else f"Phòng họp {where}"


def _agenda(kind: str) -> list[AgendaLine]:
    return [AgendaLine(title, item) for item, title in usual_agenda(kind)]


def _standing_committee(commune: Organisation, by: User) -> None:
    plan = Plan(
        kind=MeetingKind.STANDING,
        year=YEAR,
        month=MONTH,
        held_on=STANDING_ON,
        planned_time=dt.time(8),
        place="Phòng họp Đảng ủy xã",
        agenda=_agenda(MeetingKind.STANDING),
        chair=getattr(by, "member", None),
    )
    plan_meeting(commune, plan, by=by)


def _answer(meeting: Meeting, *, by: User) -> None:
    name = meeting.cell.name
    if name in RETURNED:
        return_day(meeting, note=RETURNED[name], by=by)
    elif name not in UNANSWERED:
        agree_day(meeting, by=by, seen=day_token(meeting))


def _prepare(cell: Organisation) -> None:
    """Notice of the next meeting and a paper for it."""
    coming = Meeting.objects.filter(cell=cell, state=State.PLANNED).order_by("held_on").first()
    if coming is None:
        return
    writer = writer_of(cell)
    content = word_file(DRAFT, day=NOTICE_ON)
    add_paper(coming, content=content, file_name="Dự thảo báo cáo chuyên đề.docx", by=writer)
    send_notice(coming, by=writer)
