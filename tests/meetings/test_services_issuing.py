"""From the meeting's records to an issued resolution; the register of what was issued on paper."""

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from accounts.models import AuditEvent
from cells.models import Office
from core.errors import DomainError
from meetings.documents.contents import Draft
from meetings.documents.drafts import behalf_choices, draft_of, first_draft, first_title, paper_of
from meetings.documents.official import OfficialPaper, recipients_from, text_sections
from meetings.models import (
    DocumentKind,
    KeyTask,
    Meeting,
    MeetingScore,
    PartyDocument,
    Passage,
    Task,
    TaskProgress,
    TaskReview,
    Vote,
    YearTheme,
)
from meetings.services.issuing import (
    Registered,
    begin_document,
    cancel_document,
    change_document,
    issue_document,
    register_document,
)
from tests.cast import NOON, TODAY, Cast, Commune
from tests.factories import make_item, make_meeting, make_member, make_open_meeting

HELD = dt.date(2026, 10, 5)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOON, tick=False):
        yield


def put(meeting, kind, text, item=None):
    Passage.objects.filter(meeting=meeting, item=item, kind=kind).update(text=text)


@pytest.fixture
def meeting(commune: Commune, cast: Cast) -> Meeting:
    """A meeting whose minutes were sent, with what a resolution is made from."""
    meeting = make_open_meeting(commune.cells[0], HELD, by=cast.secretary, minutes_agreed=3)
    make_item(meeting, "Thông tin thời sự", kind="information")
    item = meeting.items.get(kind="next_month")
    put(meeting, "item_body", "Gieo trồng 12 ha vụ đông.", item)
    put(meeting, "fees", "Đã thu đủ.")
    put(meeting, "conclusion", "Thống nhất thực hiện.")
    put(meeting, "self_assessment", "Ít ý kiến.")
    spoken = {"meeting": meeting, "item": item, "kind": "opinion"}
    Passage.objects.create(**spoken, order=2, speaker=meeting.secretary, text="Nói sau.")
    Passage.objects.create(**spoken, order=1, speaker=meeting.chair, text="Nói trước.")
    Vote.objects.create(meeting=meeting, matter="resolution", question="Thông qua nghị quyết tháng 10", yes=3)
    Task.objects.create(
        meeting=meeting, text="Đổ đường", owner=meeting.chair, unit="m2", target=Decimal(4000), due_on=TODAY
    )
    earlier = make_meeting(
        commune.cells[0],
        dt.date(2026, 9, 4),
        state="open",
        opened_by=cast.secretary,
        opened_at=NOON,
        started_at=dt.time(19),
    )
    task = Task.objects.create(
        meeting=earlier, text="Giao đất dịch vụ", unit="m2", target=Decimal(4000), baseline=Decimal(800)
    )
    TaskReview.objects.create(task=task, meeting=meeting, outcome="partly", note="còn hai hộ")
    TaskProgress.objects.create(task=task, on=HELD, value=Decimal("2500.5"), recorded_by=cast.secretary)
    TaskProgress.objects.create(task=task, on=TODAY, value=Decimal(3900), recorded_by=cast.secretary)
    sent = {"state": "submitted", "ended_at": dt.time(21, 5), "submitted_by": cast.secretary, "submitted_at": NOON}
    Meeting.objects.filter(pk=meeting.pk).update(**sent, self_score=Decimal("92.5"))
    return Meeting.objects.get(pk=meeting.pk)


def begun(meeting: Meeting, cast: Cast, kind=DocumentKind.RESOLUTION, **changes) -> PartyDocument:
    cell = meeting.cell
    draft = dataclasses.replace(first_draft(cell, kind, meeting), **changes)
    title = first_title(cell, kind, meeting) or "Về việc làm đường"
    return begin_document(cell, kind=kind, title=title, draft=draft, by=cast.secretary, meeting=meeting)


def sections_of(document: PartyDocument) -> dict:
    return {section.heading: section for section in paper_of(document).sections}


# --- The resolution


def test_resolution_is_made_from_the_records_of_the_meeting(meeting: Meeting, cast: Cast):
    paper = paper_of(begun(meeting, cast))
    found = {section.heading: section for section in paper.sections}
    assert (paper.issuer, paper.superior, paper.symbol) == ("Chi bộ thôn Song Vân", "Đảng bộ xã Vân Trục", "-NQ/CB")
    assert paper.title == "Chi bộ thôn Song Vân tháng 10 năm 2026"
    assert paper.number_line == "Số ……-NQ/CB"
    assert "Có mặt: 3/3 (100 %)" in paper.opening[1].replace("\u00a0", " ")
    assert paper.opening[2].endswith("Thời lượng: 95 phút.")
    assert found["1. Kết quả thực hiện nghị quyết tháng trước"].table.rows == (
        ("1", "Giao đất dịch vụ (chỉ tiêu 4.000 m2)", "800 m2", "đang thực hiện; còn hai hộ; lũy kế 2.500,5/4.000 m2"),
    )
    assert found["II. PHƯƠNG HƯỚNG, NHIỆM VỤ"].text == "Gieo trồng 12 ha vụ đông.\nThống nhất thực hiện."
    assert found["III. PHÂN CÔNG, TỔ CHỨC THỰC HIỆN"].table.rows == (
        ("1", "Đổ đường (chỉ tiêu 4.000 m2)", "Bùi Thị Tuyết", "22/11/2026"),
    )
    score = found["IV. TỰ ĐÁNH GIÁ CHẤT LƯỢNG KỲ SINH HOẠT"].text
    assert score == "Tự chấm 92,5 điểm, xếp loại Tốt.\nÍt ý kiến."
    assert "tán thành 3/3 (100" in paper.closing[0]
    assert [line.partition(": ")[2] for line in paper.appendix] == ["Nói trước.", "Nói sau."]
    assert (paper.on_behalf, paper.office, paper.signer) == ("CHI BỘ", "BÍ THƯ", "Bùi Thị Tuyết")


def test_resolution_names_what_stood_before_where_an_earlier_meeting_looked(meeting: Meeting, cast: Cast):
    task = Task.objects.get(text="Giao đất dịch vụ")
    TaskReview.objects.create(task=task, meeting=task.meeting, outcome="not_done", note="chờ đo đạc")
    rows = sections_of(begun(meeting, cast))["1. Kết quả thực hiện nghị quyết tháng trước"].table.rows
    assert rows[0][2] == "chưa thực hiện: chờ đo đạc"


def test_resolution_takes_the_score_of_the_sheet(meeting: Meeting, cast: Cast):
    grades = [{"key": "kha", "label": "Khá", "least": 70}]
    MeetingScore.objects.create(
        meeting=meeting,
        scorer="self",
        sheet={"grades": grades},
        total=Decimal("88.50"),
        maximum=100,
        percent=Decimal("88.50"),
        grade="kha",
        scored_by=cast.secretary,
    )
    text = sections_of(begun(meeting, cast))["IV. TỰ ĐÁNH GIÁ CHẤT LƯỢNG KỲ SINH HOẠT"].text
    assert text.startswith("Tự chấm 88,5/100 điểm, xếp loại Khá.")


def test_resolution_names_the_theme_and_key_tasks_it_serves(meeting: Meeting, cast: Cast, commune: Commune):
    theme = YearTheme.objects.create(organisation=commune.committee, year=2026, title="Kỷ cương, sáng tạo")
    key = KeyTask.objects.create(theme=theme, kind="key", text="Giao thông nông thôn")
    new = KeyTask.objects.create(theme=theme, kind="breakthrough", text="Chuyển đổi số.", order=1)
    removed = KeyTask.objects.create(theme=theme, kind="key", text="Đã bỏ", is_removed=True)
    document = begun(meeting, cast, key_tasks=(new.pk, key.pk, removed.pk))
    served = next(section for section in paper_of(document).sections if "chủ đề" in section.text)
    assert served.text.splitlines() == [
        "Nghị quyết góp phần thực hiện chủ đề năm 2026 “Kỷ cương, sáng tạo”:",
        "- Nhiệm vụ trọng tâm: Giao thông nông thôn.",
        "- Khâu đột phá: Chuyển đổi số.",
    ]


def test_cell_with_a_committee_signs_in_its_name(meeting: Meeting, cast: Cast):
    make_member(meeting.cell, "Chi ủy viên", office=Office.COMMITTEE_MEMBER)
    assert behalf_choices(meeting.cell, HELD) == ("CHI ỦY", "CHI BỘ")
    assert paper_of(begun(meeting, cast)).on_behalf == "CHI ỦY"


def test_deputy_signs_directly_as_deputy(meeting: Meeting, cast: Cast):
    paper = paper_of(begun(meeting, cast, signer=cast.deputy.member.pk))
    assert (paper.office, paper.signer) == ("PHÓ BÍ THƯ", "Hoàng Thị Hằng")


def test_issued_resolution_is_numbered_frozen_and_audited(meeting: Meeting, cast: Cast):
    document = issue_document(begun(meeting, cast), signed_on=HELD, by=cast.secretary)
    assert (document.number, document.symbol, document.signer_title) == (1, "01-NQ/CB", "Bí thư")
    paper = paper_of(document)
    assert OfficialPaper.from_json(paper.to_json()) == paper
    Task.objects.all().update(text="Đổi về sau")
    meeting.cell.periods.update(name="Tên về sau")
    cast.secretary.member.seats.update(office=Office.COMMITTEE_MEMBER)
    assert paper_of(PartyDocument.objects.get(pk=document.pk)) == paper
    assert paper.place_and_date == "Vân Trục, ngày 05 tháng 10 năm 2026"
    event = AuditEvent.objects.get(action="meetings.document_issued")
    assert event.changes == {"symbol": ["", "01-NQ/CB"], "signed_on": [None, "2026-10-05"]}


def test_issuing_twice_happens_once(meeting: Meeting, cast: Cast):
    document = begun(meeting, cast)
    for _click in range(2):
        issue_document(document, signed_on=HELD, by=cast.secretary)
    assert PartyDocument.objects.get().number == 1
    assert AuditEvent.objects.filter(action="meetings.document_issued").count() == 1


def test_second_begin_of_a_meetings_kind_goes_on_with_the_first(meeting: Meeting, cast: Cast):
    first = begun(meeting, cast)
    second = begun(meeting, cast, recipients="Lưu")
    assert first.pk == second.pk
    assert draft_of(second).recipients == "Lưu"


@pytest.mark.parametrize(
    ("change", "day", "words"),
    [
        ({}, TODAY + dt.timedelta(days=1), "chưa đến"),
        ({}, HELD - dt.timedelta(days=1), "sớm hơn ngày họp"),
        ({"signer": None}, HELD, "Người ký"),
        ({"parts": {}}, HELD, "Phương hướng"),
    ],
)
def test_resolution_that_cannot_be_issued_is_refused(meeting: Meeting, cast: Cast, change, day, words):
    document = begun(meeting, cast, **change)
    with pytest.raises(DomainError, match=words):
        issue_document(document, signed_on=day, by=cast.secretary)
    assert PartyDocument.objects.get().number is None


def test_resolution_that_was_voted_down_is_refused(meeting: Meeting, cast: Cast):
    Vote.objects.update(yes=1, no=2)
    with pytest.raises(DomainError, match="không được thông qua"):
        issue_document(begun(meeting, cast), signed_on=HELD, by=cast.secretary)


def test_resolution_while_minutes_are_written_is_drafted_but_not_issued(meeting: Meeting, cast: Cast):
    Meeting.objects.update(state="open")
    document = begun(Meeting.objects.get(pk=meeting.pk), cast)
    with pytest.raises(DomainError, match="đang ghi"):
        issue_document(document, signed_on=HELD, by=cast.secretary)


def test_resolution_of_a_meeting_to_come_is_refused(commune: Commune, cast: Cast):
    with pytest.raises(DomainError, match="chưa bắt đầu"):
        begun(make_meeting(commune.cells[0], TODAY), cast)


def test_issued_document_is_not_changed(meeting: Meeting, cast: Cast):
    document = issue_document(begun(meeting, cast), signed_on=HELD, by=cast.secretary)
    with pytest.raises(DomainError, match="đã ban hành"):
        change_document(document, title="Khác", draft=draft_of(document), by=cast.secretary)


def test_cancelled_document_keeps_its_number_and_another_can_be_written(meeting: Meeting, cast: Cast):
    document = issue_document(begun(meeting, cast), signed_on=HELD, by=cast.secretary)
    cancel_document(document, reason="Sai số liệu", by=cast.secretary)
    again = issue_document(begun(meeting, cast), signed_on=HELD, by=cast.secretary)
    assert again.symbol == "02-NQ/CB"
    document.refresh_from_db()
    assert (document.symbol, document.cancelled_reason) == ("01-NQ/CB", "Sai số liệu")
    with pytest.raises(DomainError, match="đã hủy"):
        cancel_document(document, reason="Lần nữa", by=cast.secretary)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
def test_cancelling_without_a_reason_is_refused(meeting: Meeting, cast: Cast, reason):
    with pytest.raises(DomainError):
        cancel_document(begun(meeting, cast), reason=reason, by=cast.secretary)


def test_dropped_draft_leaves_no_gap(meeting: Meeting, cast: Cast):
    cancel_document(begun(meeting, cast), reason="Soạn nhầm", by=cast.secretary)
    assert issue_document(begun(meeting, cast), signed_on=HELD, by=cast.secretary).symbol == "01-NQ/CB"


# --- Programme and other documents


def test_programme_is_made_before_the_meeting_and_needs_no_number(commune: Commune, cast: Cast):
    meeting = make_meeting(commune.cells[0], TODAY, place="Nhà văn hóa thôn")
    make_item(meeting, "Thông qua kế hoạch", presenter=cast.deputy.member)
    document = begun(meeting, cast, DocumentKind.PROGRAMME)
    document = issue_document(document, signed_on=TODAY, by=cast.secretary, numbered=False)
    paper = paper_of(document)
    headings = [section.heading.partition(".")[0] for section in paper.sections]
    assert headings == ["I", "II", "III", "IV", "V"]
    assert paper.sections[1].text.startswith("Thời gian: 19 giờ 30, ngày 22 tháng 11 năm 2026.")
    assert paper.sections[3].table.rows == (("1", "Thông qua kế hoạch", "Hoàng Thị Hằng"),)
    assert (paper.number_line, document.number) == ("", None)


def test_conclusion_has_its_typed_headings(commune: Commune, cast: Cast):
    cell = commune.cells[0]
    body = "Mở đầu.\nI. TÌNH HÌNH\nĐã làm xong.\n1. Đường thôn\nDài 2 km.\n2. Việc này là một câu."
    draft = dataclasses.replace(first_draft(cell, DocumentKind.CONCLUSION, None), parts={"body": body})
    document = begin_document(cell, kind=DocumentKind.CONCLUSION, title="Về đường thôn", draft=draft, by=cast.secretary)
    document = issue_document(document, signed_on=TODAY, by=cast.secretary)
    found = [(section.level, section.heading, section.text) for section in paper_of(document).sections]
    assert found == [
        (0, "", "Mở đầu."),
        (2, "I. TÌNH HÌNH", "Đã làm xong."),
        (3, "1. Đường thôn", "Dài 2 km.\n2. Việc này là một câu."),
    ]
    assert document.symbol == "01-KL/CB"


def test_committee_issues_in_the_name_of_its_body(commune: Commune, cast: Cast):
    unit = commune.committee
    draft = dataclasses.replace(first_draft(unit, DocumentKind.NOTICE, None), parts={"body": "Thông báo."})
    document = begin_document(unit, kind=DocumentKind.NOTICE, title="Lịch họp", draft=draft, by=cast.commune)
    paper = paper_of(issue_document(document, signed_on=TODAY, by=cast.commune))
    assert (paper.superior, paper.issuer, paper.symbol) == ("Đảng bộ tỉnh Phú Thọ", "Đảng ủy xã Vân Trục", "01-TB/ĐU")
    assert paper.on_behalf == "ĐẢNG ỦY"
    assert paper.recipients == (
        "- Tỉnh ủy Phú Thọ (để báo cáo),",
        "- Các chi bộ, đảng bộ trực thuộc,",
        "- Lưu Văn phòng.",
    )


@pytest.mark.parametrize(
    ("changes", "words"), [({"behalf": "TỈNH ỦY"}, "thay mặt"), ({"parts": {"body": "x" * 40_001}}, "dài quá")]
)
def test_draft_that_cannot_stand_is_refused(commune: Commune, cast: Cast, changes, words):
    draft = dataclasses.replace(first_draft(commune.cells[0], "KL", None), **changes)
    with pytest.raises(DomainError, match=words):
        begin_document(commune.cells[0], kind="KL", title="Về việc", draft=draft, by=cast.secretary)


@pytest.mark.parametrize(
    ("kind", "title", "words"), [("BB", "Biên bản", "loại"), ("KL", " ", "trích yếu"), ("KL", "x" * 501, "dài")]
)
def test_document_without_what_it_needs_is_refused(commune: Commune, cast: Cast, kind, title, words):
    draft = first_draft(commune.cells[0], "KL", None)
    with pytest.raises(DomainError, match=words):
        begin_document(commune.cells[0], kind=kind, title=title, draft=draft, by=cast.secretary)


# --- The register


def test_registered_document_keeps_its_number_as_typed(commune: Commune, cast: Cast):
    entry = Registered("QĐ", "687-KH/TU", TODAY, "Thành lập Tổ công tác", "Phó Bí thư Trần Văn A")
    document = register_document(commune.committee, entry, by=cast.commune)
    assert (document.symbol, document.number, document.signer_title) == ("687-KH/TU", None, "Phó Bí thư Trần Văn A")
    assert register_document(commune.committee, entry, by=cast.commune) == document


def test_registered_own_number_takes_its_place(commune: Commune, cast: Cast, meeting: Meeting):
    entry = Registered("NQ", "07-NQ/CB", HELD, "Nghị quyết tháng 9")
    assert register_document(commune.cells[0], entry, by=cast.secretary).number == 7
    assert issue_document(begun(meeting, cast), signed_on=HELD, by=cast.secretary).symbol == "08-NQ/CB"
    with pytest.raises(DomainError, match="đã có trong sổ"):
        register_document(commune.cells[0], dataclasses.replace(entry, title="Khác"), by=cast.secretary)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (Registered("NQ", "1-NQ/CB", TODAY + dt.timedelta(days=1), "x"), "chưa đến"),
        (Registered("XX", "1", TODAY, "x"), "loại"),
        (Registered("NQ", "1", TODAY, ""), "trích yếu"),
    ],
)
def test_registered_document_that_cannot_be_is_refused(commune: Commune, cast: Cast, entry, words):
    with pytest.raises(DomainError, match=words):
        register_document(commune.cells[0], entry, by=cast.secretary)


def test_recipients_end_as_the_layout_says():
    assert recipients_from("- Đảng ủy xã;\n\nLưu chi bộ.", ",") == ("- Đảng ủy xã,", "- Lưu chi bộ.")
    assert recipients_from("Đảng ủy xã\nLưu", ";") == ("- Đảng ủy xã;", "- Lưu.")
    assert recipients_from(" \n", ",") == ()


def test_text_without_headings_is_one_part():
    assert [section.text for section in text_sections("Một.\n\nHai.")] == ["Một.\nHai."]
    assert Draft.from_json(Draft("plain", {"body": "a"}, "", "CHI BỘ", None).to_json()).parts == {"body": "a"}
