"""What the page of a meeting shows before it: the agreed day, the notice, papers, the dates."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import AuditEvent
from cells.models import Assignment, Office
from core.errors import DomainError
from meetings.models import ConductSetting, Meeting, Paper
from meetings.queries.conduct import required_minutes
from meetings.queries.deadlines import deadlines_of
from meetings.queries.notices import notice_text
from meetings.queries.plan_rules import kind_warnings
from meetings.services.conduct import set_conduct
from meetings.services.notices import send_notice
from meetings.services.papers import add_paper
from meetings.services.planning import AgendaLine, Plan, change_plan
from tests.cast import NOON, TODAY, Cast, Commune
from tests.core.test_file_kinds import KINDS
from tests.factories import make_item, make_meeting, make_member, make_open_meeting

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 12, 5)
PDF = KINDS["pdf"]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    storage = settings.STORAGES["default"]
    settings.STORAGES = {**settings.STORAGES, "default": {**storage, "OPTIONS": {"location": tmp_path}}}
    return tmp_path


@pytest.fixture
def meeting(commune: Commune, cast: Cast) -> Meeting:
    meeting = make_meeting(commune.cells[0], DAY, by=cast.secretary)
    make_item(meeting, "Nhiệm vụ tháng tới")
    return meeting


def page_of(client, meeting: Meeting) -> str:
    return client.get(meeting.get_absolute_url()).content.decode()


# --- Notice


def test_send_notice_is_given_once_and_again_after_the_plan_changed(meeting: Meeting, cast: Cast) -> None:
    assert send_notice(meeting, by=cast.secretary)
    assert not send_notice(meeting, by=cast.deputy)
    plan = Plan("regular", 2026, 12, dt.date(2026, 12, 6), meeting.place, [AgendaLine("Một việc")])
    change_plan(meeting, plan, by=cast.secretary)
    assert send_notice(meeting, by=cast.deputy)

    meeting.refresh_from_db()
    assert meeting.notice_sent_by == cast.deputy
    assert AuditEvent.objects.filter(action="meetings.notice_sent").count() == 2


def test_send_notice_of_a_meeting_that_began_is_refused(commune: Commune, cast: Cast) -> None:
    with pytest.raises(DomainError, match="không còn gì để thông báo"):
        send_notice(make_open_meeting(commune.cells[0]), by=cast.secretary)


def test_notice_is_seen_at_home_by_members_and_those_in_charge(client_of, meeting, commune, cast) -> None:
    client, home = client_of(cast.secretary), reverse("reports:home")
    Assignment.objects.create(
        organisation=commune.committee,
        member=cast.commune.member,
        unit=commune.cells[0],
        valid_from=dt.date(2026, 1, 1),
    )
    assert "Mời dự" not in client_of(cast.member).get(home).content.decode()

    answer = client.post(reverse("meetings:notice_send", args=[meeting.pk]), follow=True)

    assert "Đã thông báo" in answer.content.decode()
    for person in (cast.member, cast.commune):
        assert "Mời dự sinh hoạt thường kỳ tháng 12/2026" in client_of(person).get(home).content.decode()
    text = page_of(client, meeting)
    assert "Kính mời đồng chí Lê Quang Vinh (phụ trách)" in text
    assert "đã thay đổi sau khi thông báo" not in text
    Meeting.objects.filter(pk=meeting.pk).update(notice_sent_at=NOON - dt.timedelta(days=1))
    plan = Plan("regular", 2026, 12, DAY, "Nhà ông Tư", [AgendaLine("Một việc")])
    change_plan(Meeting.objects.get(pk=meeting.pk), plan, by=cast.secretary)
    assert "đã thay đổi sau khi thông báo" in page_of(client_of(cast.member), meeting)


def test_notice_text_says_when_where_what_and_which_papers(meeting: Meeting, cast: Cast) -> None:
    paper = add_paper(meeting, content=PDF, file_name="Dự thảo nghị quyết.pdf", by=cast.secretary)

    assert notice_text(meeting, [paper]).splitlines() == [
        "Kính mời các đồng chí đảng viên Chi bộ thôn Song Vân dự buổi sinh hoạt thường kỳ tháng 12/2026:",
        "- Thời gian: 19 giờ 30, Thứ Bảy, ngày 05/12/2026",
        "- Địa điểm: Nhà văn hóa thôn",
        "- Nội dung:",
        "  1. Nhiệm vụ tháng tới",
        "- Tài liệu (xem trong phần mềm): Dự thảo nghị quyết",
        "Đồng chí nào không dự được, đề nghị báo trước và nói rõ lý do.",
    ]


# --- Papers on the page


def test_paper_is_uploaded_read_by_a_member_and_taken_off_again(client_of, meeting, cast) -> None:
    client = client_of(cast.secretary)
    file = SimpleUploadedFile("Dự thảo.pdf", PDF, content_type="text/html")

    answer = client.post(reverse("meetings:paper_add", args=[meeting.pk]), {"file": file, "mark": "no"}, follow=True)

    assert "Đã thêm tài liệu" in answer.content.decode()
    paper = Paper.objects.get()
    url = reverse("meetings:paper_download", args=[paper.pk])
    download = client_of(cast.member).get(url)
    assert download.content == PDF
    assert download["Content-Type"] == "application/pdf"
    assert download["X-Content-Type-Options"] == "nosniff"
    assert download["Content-Disposition"].startswith("attachment")
    assert "no-store" in download["Cache-Control"]
    assert client_of(cast.stranger).get(url).status_code == 404
    assert client_of(cast.member).post(reverse("meetings:paper_remove", args=[paper.pk])).status_code == 403
    client.post(reverse("meetings:paper_remove", args=[paper.pk]))
    assert client.get(url).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "mark", "words"),
    [
        ("a.pdf", b"", "no", "Tệp trống"),
        ("a.pdf", b"<script>", "no", "không đúng với đuôi tệp"),
        ("a.pdf", PDF, "marked", "dấu MẬT"),
        ("a.pdf", PDF + bytes(1024 * 1024), "no", "lớn quá 1 MB"),
    ],
)
def test_paper_refused_keeps_the_title_and_says_why(
    client_of, meeting, cast, settings, name: str, content: bytes, mark: str, words: str
) -> None:
    settings.PAPER_MEGABYTES = 1
    data = {"file": SimpleUploadedFile(name, content), "mark": mark, "title": "Dự thảo nghị quyết tháng 12"}

    page = client_of(cast.secretary).post(reverse("meetings:paper_add", args=[meeting.pk]), data)

    assert page.status_code == 422
    assert words in page.content.decode()
    assert "Dự thảo nghị quyết tháng 12" in page.content.decode()
    assert not Paper.objects.exists()


def test_paper_changed_on_the_disk_is_not_handed_out(client_of, meeting, cast, folder) -> None:
    paper = add_paper(meeting, content=PDF, file_name="a.pdf", by=cast.secretary)
    (folder / paper.file.name).write_bytes(b"other")

    answer = client_of(cast.member).get(reverse("meetings:paper_download", args=[paper.pk]), follow=True)

    assert "không còn nguyên vẹn" in answer.content.decode()


# --- Dates


def states(meeting: Meeting, today: dt.date = TODAY) -> list[str]:
    return [row.state for row in deadlines_of(meeting, list(meeting.papers.all()), today=today)]


def test_deadlines_are_open_then_met_late_or_missed(meeting: Meeting, commune: Commune, cast: Cast) -> None:
    assert states(meeting) == ["open", "open", "open"]
    meeting.notice_sent_at = dt.datetime(2026, 12, 4, 16, 59, tzinfo=dt.UTC)
    meeting.submitted_at = dt.datetime(2026, 12, 7, 17, 1, tzinfo=dt.UTC)

    assert states(meeting, dt.date(2026, 12, 9)) == ["met", "missed", "late"]
    make_member(commune.cells[0], office=Office.COMMITTEE_MEMBER)
    make_meeting(commune.cells[0], dt.date(2026, 12, 3), kind="committee", by=cast.secretary)
    assert states(meeting, dt.date(2026, 12, 9))[0] == "met"


def test_deadlines_name_the_guidance_of_the_day_and_are_none_for_other_kinds(meeting: Meeting, commune, cast) -> None:
    old = make_meeting(commune.cells[0], dt.date(2025, 10, 27), by=cast.secretary)

    assert {row.source for row in deadlines_of(meeting, [], today=TODAY)} == {"42-HD/BTCTW"}
    assert deadlines_of(old, [], today=TODAY)[0].source == "12-HD/BTCTW"
    meeting.kind = "flag"
    assert deadlines_of(meeting, [], today=TODAY) == []


# --- Rules of kinds


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"kind": "regular"}, "Quý 4/2026 chưa có buổi sinh hoạt chuyên đề"),
        ({"kind": "thematic"}, "không thay buổi thường kỳ"),
        ({"kind": "flag"}, "thứ Hai đầu tháng (07/12/2026)"),
    ],
)
def test_kind_warnings_tell_what_does_not_fit(commune: Commune, cast: Cast, values: dict, words: str) -> None:
    [warning] = kind_warnings(make_meeting(commune.cells[1], DAY, by=cast.secretary, **values))

    assert words in warning


def test_kind_warnings_are_silent_where_the_rules_are_kept(commune: Commune, cast: Cast) -> None:
    cell = commune.cells[1]
    make_member(cell, office=Office.COMMITTEE_MEMBER)
    regular = make_meeting(cell, DAY, by=cast.secretary)
    assert any("Chưa có buổi họp chi ủy" in warning for warning in kind_warnings(regular))
    committee = make_meeting(cell, dt.date(2026, 12, 2), kind="committee", by=cast.secretary)
    thematic = make_meeting(cell, dt.date(2026, 11, 20), kind="thematic", by=cast.secretary)
    make_meeting(cell, dt.date(2026, 11, 5), by=cast.secretary)
    flag = make_meeting(cell, dt.date(2026, 12, 7), kind="flag", by=cast.secretary)

    assert [kind_warnings(row) for row in (regular, committee, thematic, flag)] == [[], [], [], []]
    committee.held_on = dt.date(2026, 12, 8)
    assert "Chi ủy họp trước khi chi bộ họp" in kind_warnings(committee)[0]


def test_required_minutes_are_those_of_the_committee_from_its_day_on(meeting: Meeting, commune, cast: Cast) -> None:
    before = required_minutes(meeting)
    set_conduct(
        commune.committee,
        ConductSetting.Key.MINUTES_REGULAR,
        60,
        valid_from=dt.date(2026, 12, 1),
        by=cast.commune,
        document="Quy chế 01-QC/ĐU",
    )
    after = required_minutes(meeting)

    assert before is not None
    assert after is not None
    assert (before.minutes, before.source) == (90, "42-HD/BTCTW")
    assert (after.minutes, after.source) == (60, "Quy chế 01-QC/ĐU")
    earlier = required_minutes(make_meeting(commune.cells[0], dt.date(2026, 11, 5), by=cast.secretary))
    assert earlier is not None
    assert earlier.minutes == 90
    with pytest.raises(DomainError, match="từ 15 đến 480"):
        set_conduct(commune.committee, ConductSetting.Key.MINUTES_COMBINED, 5, valid_from=DAY, by=cast.commune)


def test_meeting_of_a_cell_shows_those_above_no_panel_without_content(client_of, commune, cast):
    meeting = make_meeting(commune.cells[0], TODAY + dt.timedelta(days=10))
    page = client_of(cast.commune).get(meeting.get_absolute_url()).text
    assert 'id="lich-cap-uy"' in page
    assert 'id="thong-bao"' not in page
    assert "Các trang của buổi sinh hoạt" not in page
    held = make_open_meeting(commune.cells[1])
    assert "Các trang của buổi sinh hoạt" in client_of(cast.commune).get(held.get_absolute_url()).text
