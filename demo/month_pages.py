"""The pages of the month of a cell, for pictures and measuring: one function for each subject."""

from django.urls import reverse

from cells.models import Organisation
from demo.shown import DemoPage
from meetings.models import (
    Dialogue,
    DialogueQuestion,
    LeaveRequest,
    Meeting,
    PartyDocument,
    PublishedCalendar,
    SheetInForce,
    Task,
    ThematicPlan,
    Visit,
    Vote,
    YearTheme,
)


def month_pages(cell: Organisation) -> list[DemoPage]:
    """Every page about plans, papers, scores, documents, tasks and visits."""
    return [
        *_themes(cell),
        *_calendar(cell),
        *_leave(cell),
        *_corrections(cell),
        *_tasks(cell),
        *_visits(cell),
        *_fields(cell),
        *_documents(cell),
        *_scores(cell),
    ]


def _themes(cell: Organisation) -> list[DemoPage]:
    """The year's plan of thematic meetings, of one cell and of all."""
    plan = ThematicPlan.objects.filter(organisation=cell).first()
    if plan is None:
        return []
    item = plan.items.filter(is_removed=False).last()
    return [
        DemoPage(
            "chuyen-de",
            "Kế hoạch chuyên đề",
            "bithu",
            reverse("meetings:thematic_plan", args=[cell.pk, plan.year]),
            True,
        ),
        DemoPage(
            "chuyen-de-nam-sau",
            "Lập kế hoạch chuyên đề",
            "bithu",
            reverse("meetings:thematic_plan", args=[cell.pk, plan.year + 1]),
        ),
        DemoPage("chuyen-de-chu", "Phần chữ của kế hoạch", "bithu", reverse("meetings:thematic_words", args=[plan.pk])),
        DemoPage("chuyen-de-them", "Thêm chuyên đề", "bithu", reverse("meetings:thematic_add", args=[plan.pk])),
        DemoPage(
            "chuyen-de-sua",
            "Sửa chuyên đề",
            "bithu",
            reverse("meetings:thematic_change", args=[item.pk if item else 0]),
        ),
        DemoPage("chuyen-de-xa", "Kế hoạch chuyên đề các chi bộ", "xa", reverse("meetings:thematic_board")),
    ]


def _leave(cell: Organisation) -> list[DemoPage]:
    """Leave for the meeting to come, its list to sign, and the page behind the QR code."""
    asked = LeaveRequest.objects.filter(meeting__cell=cell, state=LeaveRequest.State.ASKED).first()
    if asked is None:
        return []
    meeting = asked.meeting
    return [
        DemoPage("xin-vang", "Xin vắng", "phobithu", reverse("meetings:leave_ask", args=[meeting.pk]), True),
        DemoPage("xin-vang-cua-toi", "Đơn của tôi", "dangvien", reverse("meetings:leave_ask", args=[meeting.pk])),
        DemoPage("don-xin-vang", "Đơn xin vắng", "bithu", reverse("meetings:leave_list", args=[meeting.pk])),
        DemoPage("ghi-giup-don", "Ghi giúp đơn xin vắng", "bithu", reverse("meetings:leave_enter", args=[meeting.pk])),
        DemoPage("tra-loi-don", "Trả lời đơn", "bithu", reverse("meetings:leave_answer", args=[asked.pk])),
        DemoPage("danh-sach-ky", "Danh sách ký tên", "bithu", reverse("meetings:sign_in_sheet", args=[meeting.pk])),
        DemoPage("sinh-hoat-cua-toi", "Sinh hoạt của tôi", "xa", reverse("reports:my_meetings")),
        DemoPage("trang-chu-dang-vien", "Trang chủ của đảng viên", "dangvien", reverse("reports:home")),
    ]


def _fields(cell: Organisation) -> list[DemoPage]:
    """Small forms of the writing page, the minutes to read aloud, and a candidate whom the cell voted for."""
    meeting = Meeting.objects.filter(cell=cell, state=Meeting.State.OPEN).first()
    vote = Vote.objects.filter(meeting__cell=cell, candidate__isnull=False).first()
    if meeting is None or vote is None:
        return []
    minutes, last = reverse("meetings:minutes", args=[meeting.pk]), meeting.items.last()
    return [
        DemoPage("ghi-bieu-quyet", "Ghi biểu quyết", "bithu", f"{minutes}?mo=vote-{last.pk if last else 0}"),
        DemoPage("giao-nhiem-vu", "Giao nhiệm vụ", "bithu", f"{minutes}?mo=task-0"),
        DemoPage(
            "doc-lai-bien-ban", "Đọc lại biên bản", "bithu", reverse("meetings:minutes_read_back", args=[meeting.pk])
        ),
        DemoPage(
            "quan-chung-da-bieu-quyet",
            "Chi bộ đã biểu quyết",
            "bithu",
            reverse("cells:candidate_detail", args=[vote.candidate_id]),
        ),
    ]


def _documents(cell: Organisation) -> list[DemoPage]:
    """Documents issued: the register, a resolution from the records to the paper, the book of a year."""
    issued = PartyDocument.objects.filter(organisation=cell, kind="NQ", cancelled_on=None).first()
    draft = PartyDocument.objects.filter(organisation=cell, kind="KL", signed_on=None).first()
    waiting = Meeting.objects.filter(cell=cell, state=Meeting.State.OPEN).first()
    if not (issued and draft and waiting):
        return []
    commune = issued.organisation.period()
    rows: list[tuple[str, str, str, str, list[object]]] = [
        ("so-van-ban", "Sổ văn bản của xã", "xa", "meetings:document_register", [commune and commune.parent_id]),
        ("so-van-ban-chi-bo", "Sổ văn bản của chi bộ", "bithu", "meetings:document_register", [cell.pk]),
        ("ghi-van-ban-giay", "Ghi văn bản giấy", "bithu", "meetings:document_register_add", [cell.pk]),
        ("so-tiep-theo", "Số văn bản tiếp theo", "bithu", "meetings:next_number_set", [cell.pk]),
        ("quy-uoc-van-ban", "Quy ước về văn bản", "xa", "meetings:paper_choices", [commune and commune.parent_id]),
        ("chon-loai-van-ban", "Soạn văn bản", "bithu", "meetings:document_write", [cell.pk]),
        (
            "soan-nghi-quyet",
            "Soạn nghị quyết tháng",
            "bithu",
            "meetings:meeting_document_write",
            [waiting.pk, "nghi-quyet"],
        ),
        ("nghi-quyet", "Nghị quyết đã ban hành", "bithu", "meetings:party_document", [issued.pk]),
        ("ban-thao", "Bản thảo kết luận", "bithu", "meetings:party_document", [draft.pk]),
        ("sua-ban-thao", "Sửa bản thảo", "bithu", "meetings:document_change", [draft.pk]),
        ("ban-hanh", "Ban hành văn bản", "bithu", "meetings:document_issue", [draft.pk]),
        ("huy-van-ban", "Hủy văn bản", "bithu", "meetings:document_cancel", [issued.pk]),
        ("so-bien-ban", "Sổ biên bản của năm", "bithu", "reports:year_book", [cell.pk]),
    ]
    shown = {"so-van-ban", "soan-nghi-quyet", "so-bien-ban"}
    return [DemoPage(name, title, who, reverse(url, args=args), name in shown) for name, title, who, url, args in rows]


def _tasks(cell: Organisation) -> list[DemoPage]:
    """The board of tasks, one task of several months, the theme of the year."""
    land = Task.objects.filter(unit="m2", target__isnull=False).first()
    rubbish = Task.objects.filter(meeting__cell=cell, unit="hộ").first()
    theme = YearTheme.objects.filter(year=2026).first()
    if not (land and rubbish and theme):
        return []
    board, unit = reverse("meetings:task_board"), theme.organisation_id
    key_task = land.key_task_id or 0
    return [
        DemoPage("bang-nhiem-vu", "Bảng nhiệm vụ của xã", "xa", board, True),
        DemoPage("bang-nhiem-vu-chi-bo", "Bảng nhiệm vụ của chi bộ", "bithu", board + "?tinh-trang=tat-ca"),
        DemoPage("nhiem-vu-cua-toi", "Nhiệm vụ của đảng viên", "dangvien", board),
        DemoPage("mot-nhiem-vu", "Một nhiệm vụ, dự báo", "xa", reverse("meetings:task_detail", args=[land.pk]), True),
        DemoPage(
            "ghi-tien-do", "Đảng viên ghi tiến độ", "dangvien", reverse("meetings:task_detail", args=[rubbish.pk])
        ),
        DemoPage("doi-thoi-han", "Đổi thời hạn", "bithu", reverse("meetings:task_due_change", args=[rubbish.pk])),
        DemoPage("dung-nhiem-vu", "Dừng nhiệm vụ", "bithu", reverse("meetings:task_drop", args=[rubbish.pk])),
        DemoPage("chu-de-nam", "Chủ đề năm của Đảng bộ", "xa", reverse("meetings:year_theme", args=[unit]), True),
        DemoPage("chu-de-nam-chi-bo", "Chủ đề năm ở chi bộ", "bithu", reverse("meetings:year_theme", args=[cell.pk])),
        DemoPage("sua-chu-de", "Ghi chủ đề năm", "xa", reverse("meetings:theme_set", args=[unit, 2026])),
        DemoPage(
            "them-trong-tam", "Thêm nhiệm vụ trọng tâm", "xa", reverse("meetings:key_task_add", args=[unit, 2026])
        ),
        DemoPage("sua-trong-tam", "Sửa", "xa", reverse("meetings:key_task_change", args=[unit, key_task])),
        DemoPage(
            "trong-tam-nhiem-vu", "Việc phục vụ", "xa", reverse("meetings:key_task_detail", args=[unit, key_task])
        ),
    ]


def _visits(cell: Organisation) -> list[DemoPage]:
    """Visits of people from above, and dialogues."""
    visit = Visit.objects.filter(organisation=cell, remedied_on=None).first()
    dialogue = Dialogue.objects.first()
    question = DialogueQuestion.objects.filter(dialogue=dialogue).first()
    if not (visit and dialogue and question):
        return []
    commune, talk = dialogue.organisation_id, dialogue.pk
    other = Meeting.objects.filter(cell__periods__name="Chi bộ thôn Tân Lập", state=Meeting.State.APPROVED).first()
    rows: list[tuple[str, str, str, str, list[object]]] = [
        ("du-sinh-hoat-xa", "Dự sinh hoạt, theo đơn vị", "xa", "visit_list", [commune]),
        ("du-sinh-hoat", "Dự sinh hoạt của một chi bộ", "bithu", "visit_list", [cell.pk]),
        ("mot-lan-du", "Một lần dự sinh hoạt", "bithu", "visit_detail", [visit.pk]),
        ("ghi-du-sinh-hoat", "Ghi nhận xét", "xa", "visit_record", [other.pk if other else 0]),
        ("ghi-kiem-tra", "Ghi lần kiểm tra", "xa", "visit_check", [cell.pk]),
        ("sua-nhan-xet", "Sửa nhận xét", "xa", "visit_change", [visit.pk]),
        ("khac-phuc", "Ghi kết quả khắc phục", "bithu", "visit_remedy", [visit.pk]),
        ("bien-ban-cham", "Biên bản gửi chậm", "xa", "late_minutes_list", [commune]),
        ("doi-thoai", "Sổ đối thoại", "xa", "dialogue_list", [commune]),
        ("mot-doi-thoai", "Một cuộc đối thoại", "xa", "dialogue_detail", [talk]),
        ("ghi-doi-thoai", "Ghi cuộc đối thoại", "xa", "dialogue_add", [commune]),
        ("sua-doi-thoai", "Sửa cuộc đối thoại", "xa", "dialogue_change", [talk]),
        ("ghi-cau-hoi", "Ghi câu hỏi", "xa", "question_add", [talk]),
        ("sua-cau-hoi", "Cập nhật câu hỏi", "xa", "question_change", [talk, question.pk]),
    ]
    found = [DemoPage(name, title, who, reverse(f"meetings:{url}", args=args)) for name, title, who, url, args in rows]
    one_by_one = reverse("meetings:visit_list", args=[commune]) + "?xem=tung-lan"
    return [*found, DemoPage("du-sinh-hoat-tung-lan", "Dự sinh hoạt, từng lần", "xa", one_by_one)]


def _scores(cell: Organisation) -> list[DemoPage]:
    """Scores of one meeting, of a month and of a year, and the sheets they are given by."""
    scored = Meeting.objects.filter(cell=cell, scores__scorer="superior").order_by("-held_on").first()
    being_written = Meeting.objects.filter(cell=cell, state=Meeting.State.OPEN).first()
    sheet = SheetInForce.objects.filter(base="an-phu-2025").first()
    if scored is None or being_written is None or sheet is None:
        return []
    committee = sheet.organisation_id
    month = reverse("meetings:month_scores", args=[committee])
    return [
        DemoPage("cham-diem", "Chấm điểm một buổi", "xa", reverse("meetings:meeting_score", args=[scored.pk]), True),
        DemoPage("tu-cham", "Chi bộ tự chấm", "bithu", reverse("meetings:meeting_self_score", args=[being_written.pk])),
        DemoPage("cham-tren", "Cấp trên chấm", "xa", reverse("meetings:meeting_superior_score", args=[scored.pk])),
        DemoPage("diem-thang", "Điểm tháng của xã", "xa", f"{month}?thang=2026-10"),
        DemoPage("diem-nam", "Điểm cả năm của chi bộ", "bithu", reverse("meetings:year_scores", args=[cell.pk])),
        DemoPage("bang-diem", "Các bảng chấm điểm", "xa", reverse("meetings:sheet_list", args=[committee])),
        DemoPage("bang-diem-xa", "Bảng điểm của xã", "bithu", reverse("meetings:sheet_detail", args=[sheet.pk])),
        DemoPage("bang-diem-mau", "Bảng điểm mẫu", "bithu", reverse("meetings:sheet_base", args=["tan-tien-2025"])),
        DemoPage(
            "bang-diem-moi",
            "Ban hành bảng điểm",
            "xa",
            reverse("meetings:sheet_adopt", args=[committee, "an-phu-2025"]),
        ),
    ]


def _calendar(cell: Organisation) -> list[DemoPage]:
    """The month's calendar of the commune, and what is prepared for a meeting."""
    calendar = PublishedCalendar.objects.order_by("-pk").first()
    coming = Meeting.objects.filter(cell=cell, state=Meeting.State.PLANNED).order_by("held_on").first()
    final = Meeting.objects.filter(cell=cell, state=Meeting.State.LOCKED).order_by("-held_on").first()
    if calendar is None or coming is None or final is None:
        return []
    commune, chosen = calendar.organisation_id, f"?thang={calendar.year}-{calendar.month:02d}"
    month = reverse("meetings:calendar_month", args=[commune]) + chosen
    publish = reverse("meetings:calendar_publish", args=[commune]) + chosen
    rows: list[tuple[str, str, str, str, int]] = [
        ("lich-cong-bo", "Lịch đã công bố", "xa", "calendar_published", calendar.pk),
        ("doi-lich", "Đề nghị đổi lịch", "xa", "day_return", coming.pk),
        ("chuan-bi", "Chuẩn bị một buổi", "bithu", "meeting_detail", coming.pk),
        ("len-lich-cap-uy", "Lên lịch họp của cấp ủy", "xa", "meeting_plan", commune),
        ("them-tai-lieu", "Thêm tài liệu", "bithu", "paper_add", coming.pk),
        ("ban-ky", "Đính kèm biên bản đã ký", "bithu", "original_attach", final.pk),
    ]
    found = [DemoPage(name, title, who, reverse(f"meetings:{url}", args=[pk])) for name, title, who, url, pk in rows]
    return [
        DemoPage("lich-thang", "Lịch sinh hoạt tháng", "xa", month, True),
        DemoPage("cong-bo-lich", "Công bố lịch", "xa", publish),
        *found,
    ]


def _corrections(cell: Organisation) -> list[DemoPage]:
    """Versions of corrected minutes, who wrote what, and the search."""
    corrected = Meeting.objects.filter(cell=cell, version__gt=1).first()
    if corrected is None:
        return []
    version, passage = corrected.versions.latest("number"), corrected.passages.get(kind="conclusion", item=None)
    locked = Meeting.objects.filter(cell=cell, state="locked", version=1).latest("held_on")
    search = f"{reverse('meetings:meeting_search')}?tim=den+duong"
    return [
        DemoPage("tim", "Tìm trong biên bản", "xa", search, True),
        DemoPage("cac-ban", "Các bản của biên bản", "bithu", reverse("meetings:minutes_versions", args=[corrected.pk])),
        DemoPage("ban-truoc", "Bản trước", "dangvien", reverse("meetings:minutes_version", args=[version.pk])),
        DemoPage("dinh-chinh", "Đính chính", "bithu", reverse("meetings:meeting_correct", args=[locked.pk])),
        DemoPage(
            "lich-su-doan",
            "Lịch sử của đoạn",
            "xa",
            reverse("meetings:passage_history", args=[corrected.pk, passage.pk]),
        ),
        DemoPage("da-sua", "Những gì đã sửa", "xa", reverse("reports:minutes_changes", args=[corrected.pk])),
    ]
