"""What follows from the invented meetings: the year's themes, reports of tasks, visits with remarks, dialogues."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from accounts.audit import record
from accounts.models import User
from cells.models import Organisation
from demo.clock import written_on
from demo.oversight import WEAK
from demo.stories import LAND, NEW_COUNTRYSIDE, POVERTY, ROADS, STORIES, day
from meetings.models import Dialogue, DialogueQuestion, Meeting, Task, TaskReview, YearTheme
from meetings.services.dialogues import add_question, change_question, register_dialogue
from meetings.services.progress import record_progress
from meetings.services.themes import add_key_task, set_year_theme
from meetings.services.visits import Remarks, record_check, record_visit, remedy_visit
from meetings.workflow import HELD

KEY, BREAKTHROUGH = "key", "breakthrough"
THEMES = (
    (2025, "Kỷ cương, trách nhiệm, sắp xếp xong bộ máy cấp xã", "Nghị quyết số 02-NQ/ĐU, ngày 06/01/2025", ()),
    (
        2026,
        "Sáng đường làng, sạch ngõ xóm, về đích nông thôn mới nâng cao",
        "Nghị quyết số 01-NQ/ĐU, ngày 04/01/2026",
        (
            (KEY, NEW_COUNTRYSIDE),
            (KEY, ROADS),
            (KEY, POVERTY),
            (KEY, "Chuyển đổi số trong sinh hoạt chi bộ và phục vụ nhân dân"),
            (BREAKTHROUGH, LAND),
            (BREAKTHROUGH, "Nâng cao chất lượng sinh hoạt chi bộ, đủ 12 kỳ và 4 chuyên đề"),
        ),
    ),
)


def set_themes(commune: Organisation, secretary: User) -> None:
    """The themes of two years, before the meetings that give tasks for them."""
    for year, title, document, key_tasks in THEMES:
        with written_on(dt.date(year, 1, 4)):
            theme: YearTheme = set_year_theme(commune, year=year, title=title, document=document, by=secretary)
            for kind, text in key_tasks:
                add_key_task(theme, kind=kind, text=text, by=secretary)


def follow_up(commune: Organisation, users: dict[str, User], overseer: User) -> None:
    """Everything that was written down after the meetings."""
    _report()
    _visit(users["xa"], overseer)
    _talk(commune, users["xa"])


def _report() -> None:
    """The owner reports where he has an account, else the secretary of the cell.

    What a meeting found done takes no more reports, so the lamps' are written as they would have been before it.
    """
    for story in STORIES:
        task = Task.objects.select_related("meeting__cell", "meeting__planned_by", "owner__user").get(text=story.text)
        by = (task.owner.user if task.owner else None) or task.meeting.planned_by
        is_done = task.reviews.filter(outcome=TaskReview.Outcome.DONE).exists()
        for on, number, note in story.reports:
            value = Decimal(number)
            with written_on(on):
                if is_done:
                    task.progress.create(on=on, value=value, note=note, recorded_by=by)
                    changes = {"on": [None, on.isoformat()], "value": [None, str(value)]}
                    unit = task.meeting.cell
                    record("meetings.progress_recorded", task, by=by, organisation=unit, changes=changes, note=note)
                else:
                    record_progress(task, on=on, value=value, note=note, by=by)


def _held(cell: str, month: int) -> Meeting:
    return Meeting.objects.select_related("cell").get(
        cell__periods__name=f"Chi bộ {cell}", year=2026, month=month, state__in=HELD
    )


def _visit(secretary: User, overseer: User) -> None:
    came = (
        ("thôn Phú Cường", 9, overseer, Remarks(remarks="Họp đủ thành phần, thảo luận sôi nổi; cần họp sớm hơn.")),
        ("thôn Phú Cường", 10, overseer, Remarks(on_resolution="Nghị quyết rõ việc, rõ người.")),
        ("thôn Đồng Tâm", 10, overseer, Remarks()),
        (
            "thôn Song Vân",
            9,
            secretary,
            Remarks(
                on_minutes="Ý kiến phát biểu ghi gọn, đủ; phần biểu quyết cần ghi rõ số phiếu không tán thành.",
                on_resolution="Nên gắn từng nhiệm vụ với nhiệm vụ trọng tâm của Đảng bộ.",
                remarks="Nền nếp tốt. Cần phân công người theo dõi từng việc.",
                remedy_due_on=day("05/10"),
            ),
        ),
        (
            "thôn Song Vân",
            10,
            secretary,
            Remarks(remarks="Cập nhật tiến độ phân loại rác của từng xóm.", remedy_due_on=day("30/11")),
        ),
    )
    for cell, month, user, remarks in came:
        meeting = _held(cell, month)
        with written_on(meeting.held_on):
            visit = record_visit(meeting, visitor=user.member, remarks=remarks, by=user)
        if remarks.remedy_due_on == day("05/10"):
            with written_on(day("03/10")):
                note = "Đã phân công người theo dõi từng việc, ghi rõ số phiếu từ tháng 10."
                remedy_visit(visit, on=day("03/10"), note=note, by=meeting.planned_by)
    weak = Organisation.objects.get(periods__name=f"Chi bộ {WEAK}")
    with written_on(day("12/06")):
        words = "Sổ biên bản tháng 4 ghi sơ sài, chưa có số phiếu biểu quyết; bổ sung và rút kinh nghiệm."
        remarks = Remarks(on_minutes=words, remedy_due_on=day("30/06"))
        record_check(weak, visitor=secretary.member, visited_on=day("12/06"), remarks=remarks, by=secretary)


DIALOGUES = (
    (
        "regular",
        day("18/03"),
        "Hội trường UBND xã",
        "Đối thoại với đảng viên, nhân dân về xây dựng nông thôn mới",
        86,
        (
            (
                "Ông Trần Văn Hải, thôn Tân Lập",
                "Bao giờ các hộ nhận được đất dịch vụ?",
                "Xã giao xong 100 % diện tích trong năm 2026; mỗi khu có một đồng chí thường vụ phụ trách.",
                day("31/12"),
                None,
            ),
            (
                "Bà Nguyễn Thị Lành, thôn Song Vân",
                "Đường ngõ xóm tối, đề nghị lắp đèn.",
                "Nhà nước hỗ trợ bóng, nhân dân góp công; thôn làm trước.",
                day("30/09"),
                day("28/08"),
            ),
            ("", "Nhà văn hóa thôn Bãi Dài dột, đề nghị sửa.", "Xã bố trí kinh phí quý III.", day("30/09"), None),
        ),
    ),
    (
        "extraordinary",
        day("22/08"),
        "Nhà văn hóa thôn Tân Lập",
        "Đối thoại với 14 hộ chưa nhận đất dịch vụ khu C",
        31,
        (
            (
                "Đại diện các hộ",
                "Diện tích kiểm đếm thiếu so với sổ, đề nghị đo lại.",
                "Đo lại trong tháng 9, có mặt hộ dân và địa chính.",
                day("30/09"),
                day("25/09"),
            ),
        ),
    ),
)


def _talk(commune: Organisation, secretary: User) -> None:
    for kind, on, place, subject, attended, questions in DIALOGUES:
        facts = {"kind": kind, "held_on": on, "place": place, "subject": subject, "attended": attended}
        with written_on(on):
            dialogue = register_dialogue(commune, chair=secretary.member, by=secretary, **facts)
            rows = [_ask(dialogue, question[:4], secretary) for question in questions]
        for row, (*said, settled_on) in zip(rows, questions, strict=True):
            if settled_on is not None:
                with written_on(settled_on):
                    asked = dict(zip(ASKED, said, strict=True))
                    change_question(row, by=secretary, settled_on=settled_on, **asked)


ASKED = ("asked_by", "question", "answer", "due_on")


def _ask(dialogue: Dialogue, said: Sequence[Any], secretary: User) -> DialogueQuestion:
    return add_question(dialogue, by=secretary, **dict(zip(ASKED, said, strict=True)))
