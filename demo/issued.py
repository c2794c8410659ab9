"""Documents of the invented commune: the register of two terms, and the resolutions of a cell this year."""

import dataclasses
import datetime as dt
from collections.abc import Iterator

from accounts.models import User
from cells.models import Organisation
from demo.clock import written_on
from demo.commune import BEGUN, MERGED_INTO
from meetings.documents.drafts import first_draft, first_title
from meetings.models import DocumentKind, Meeting, PartyDocument
from meetings.services.issuing import Registered, begin_document, cancel_document, issue_document, register_document
from meetings.workflow import FINAL, State

LAST_TERM = {"NQ": 2, "CT": 11, "CTr": 7, "KL": 11, "KH": 132, "QC": 8}
"""How many of each kind one committee counted in a term."""
SUBJECTS = {
    "NQ": ("phát triển kinh tế – xã hội", "xây dựng nông thôn mới"),
    "CT": ("phòng, chống thiên tai", "bầu cử", "tuyển quân", "giữ gìn vệ sinh môi trường", "thu ngân sách"),
    "CTr": ("hành động thực hiện nghị quyết đại hội", "kiểm tra, giám sát toàn khóa", "làm việc toàn khóa"),
    "KL": ("công tác giải phóng mặt bằng", "sáp nhập thôn", "tiến độ làm đường giao thông"),
    "KH": ("kiểm tra, giám sát năm", "sinh hoạt chuyên đề", "học tập nghị quyết", "tổ chức đại hội chi bộ"),
    "QC": ("làm việc của Ban Chấp hành", "làm việc của Ủy ban Kiểm tra", "dân chủ ở cơ sở", "quản lý tài chính"),
    "QĐ": ("thành lập Tổ công tác theo dõi chi bộ",),
}
SIGNER = "Bí thư Trần Quang Hưng"
CANCELLED_MONTH = 3
DRAFTED = dt.date(2026, 10, 20)


def keep_registers(commune: Organisation, by: User) -> None:
    """The register of the commune: what was issued on paper before the program, and in this term."""
    with written_on(BEGUN):
        for kind, number in LAST_TERM.items():
            for entry in _entries(kind, number, dt.date(2020, 9, 1), dt.date(2024, 12, 10)):
                register_document(commune, entry, by=by)
    with written_on(dt.date(2026, 1, 15)):
        for kind, number in (("NQ", 1), ("KH", 14), ("KL", 3), ("QC", 1)):
            for entry in _entries(kind, number, dt.date(2025, 9, 1), dt.date(2025, 12, 30)):
                register_document(commune, entry, by=by)
        mixed = Registered("QĐ", "21-KH/ĐU", dt.date(2025, 10, 6), "Thành lập Tổ công tác theo dõi chi bộ", SIGNER)
        register_document(commune, mixed, by=by)


def _entries(kind: str, number: int, first: dt.date, last: dt.date) -> Iterator[Registered]:
    step = (last - first) / number
    for place in range(number):
        subject = SUBJECTS[kind][place % len(SUBJECTS[kind])]
        day = first + step * place
        title = f"Về {subject}" if kind != "KH" else f"{subject.capitalize()}, đợt {place // len(SUBJECTS[kind]) + 1}"
        yield Registered(kind, f"{place + 1:02d}-{kind}/ĐU", day, title, SIGNER)


def issue_resolutions(users: dict[str, User]) -> None:
    """The resolutions of one cell this year, one of them cancelled; the programme of its next meeting; a draft."""
    cell, by = Organisation.objects.prefetch_related("periods").get(periods__name=MERGED_INTO), users["bithu"]
    held = Meeting.objects.filter(cell=cell, year=2026, state__in=FINAL).select_related("cell").order_by("held_on")
    for meeting in [each for each in held if each.is_regular]:
        day = meeting.held_on + dt.timedelta(days=1)
        with written_on(day):
            document = _issued(meeting, by)
            if meeting.month == CANCELLED_MONTH:
                cancel_document(document, reason="Ghi nhầm thời hạn của nhiệm vụ thứ hai", by=by, on=day)
                _issued(meeting, by)
    with written_on(DRAFTED):
        _draft(cell, by)


def _draft(cell: Organisation, by: User) -> None:
    """The programme of the next meeting and a conclusion, both still being written."""
    planned = Meeting.objects.filter(cell=cell, state=State.PLANNED).order_by("held_on").first()
    if planned is not None:
        begin_document(
            cell,
            kind=DocumentKind.PROGRAMME,
            title=first_title(cell, DocumentKind.PROGRAMME, planned),
            draft=first_draft(cell, DocumentKind.PROGRAMME, planned),
            by=by,
            meeting=planned,
        )
    draft = first_draft(cell, DocumentKind.CONCLUSION, None)
    text = (
        "I. KẾT QUẢ\nĐã thắp sáng toàn bộ đường ngõ xóm.\nII. NHIỆM VỤ\nTiếp tục duy trì, mỗi tháng kiểm tra một lần."
    )
    begin_document(
        cell,
        kind=DocumentKind.CONCLUSION,
        title="Về phong trào thắp sáng đường làng",
        draft=dataclasses.replace(draft, parts={"body": text}),
        by=by,
    )


def _issued(meeting: Meeting, by: User) -> PartyDocument:
    kind = DocumentKind.RESOLUTION
    draft = first_draft(meeting.cell, kind, meeting)
    title = first_title(meeting.cell, kind, meeting)
    document = begin_document(meeting.cell, kind=kind, title=title, draft=draft, by=by, meeting=meeting)
    return issue_document(document, signed_on=meeting.held_on, by=by)
