import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import Attendance, Meeting, Passage
from meetings.services.lifecycle import approve_minutes, return_minutes, submit_minutes
from tests.cast import TODAY, Cast, Commune
from tests.factories import make_item, make_meeting, make_member, make_open_meeting

pytestmark = pytest.mark.django_db
CLOSING = {"ended_at": "21h15", "minutes_agreed": "3", "self_score": "95,5"}


def url_of(meeting: Meeting, name: str = "meeting_detail") -> str:
    return reverse(f"meetings:{name}", args=[meeting.pk])


def written(commune: Commune, cast: Cast) -> Meeting:
    """Minutes that lack only the closing."""
    meeting = make_open_meeting(commune.cells[0], by=cast.secretary)
    Passage.objects.filter(meeting=meeting, kind__in=["item_conclusion", "conclusion"]).update(text="Nhất trí cao.")
    return meeting


def sent(commune: Commune, cast: Cast) -> Meeting:
    meeting = written(commune, cast)
    Meeting.objects.filter(pk=meeting.pk).update(ended_at=dt.time(21, 15), minutes_agreed=3)
    meeting.refresh_from_db()
    submit_minutes(meeting, by=cast.secretary)
    return meeting


def big_button(page) -> str:
    return page.context["step"].url_name


def test_meeting_whole_path_clicked_by_secretary_and_commune(client_of, commune, cast) -> None:
    meeting = make_meeting(commune.cells[0], TODAY)
    item = make_item(meeting)
    secretary, above = client_of(cast.secretary), client_of(cast.commune)

    assert big_button(secretary.get(url_of(meeting))) == "meeting_open"
    form = secretary.get(url_of(meeting, "meeting_open")).context["form"]
    assert (form["chair"].value(), form["secretary"].value()) == (cast.secretary.member.pk, cast.deputy.member.pk)
    people = {"chair": cast.secretary.member.pk, "secretary": cast.deputy.member.pk, "started_at": "19:30"}
    page = secretary.post(url_of(meeting, "meeting_open"), people, follow=True)
    assert page.request["PATH_INFO"] == url_of(meeting, "attendance")
    assert big_button(secretary.get(url_of(meeting))) == "attendance"

    secretary.post(url_of(meeting, "attendance"), {"seen": page.context["form"].seen, "rest": "1"})
    assert big_button(secretary.get(url_of(meeting))) == "minutes"
    Passage.objects.filter(meeting=meeting, kind__in=["item_conclusion", "conclusion"]).update(text="Nhất trí cao.")
    assert big_button(secretary.get(url_of(meeting))) == "minutes_read_back"
    page = secretary.post(url_of(meeting, "minutes_read_back"), {"agreed": "3", "ended_at": "21:15"}, follow=True)
    assert page.request["PATH_INFO"] == url_of(meeting, "meeting_submit")
    assert big_button(secretary.get(url_of(meeting))) == "meeting_submit"
    page = secretary.post(url_of(meeting, "meeting_submit"), CLOSING | {"send": "1"}, follow=True)
    assert page.context["meeting"].state == "submitted"
    assert big_button(page) == ""

    page = above.get(url_of(meeting))
    assert big_button(page) == "meeting_approve"
    assert "Nhất trí cao." in page.content.decode()
    page = above.post(url_of(meeting, "meeting_approve"), {"read": page.context["read"]}, follow=True)
    assert page.context["meeting"].state == "approved"
    assert big_button(page) == "meeting_lock"
    page = above.post(url_of(meeting, "meeting_lock"), follow=True)
    assert page.context["meeting"].state == "locked"
    assert big_button(page) == ""
    assert item.title in page.content.decode()


def test_meeting_detail_of_a_future_meeting_offers_no_beginning(client_of, commune, cast) -> None:
    meeting = make_meeting(commune.cells[0], TODAY + dt.timedelta(days=3))
    page = client_of(cast.secretary).get(url_of(meeting))

    assert big_button(page) == ""
    assert "Đến ngày 25/11/2026" in page.content.decode()
    answer = client_of(cast.secretary).post(
        url_of(meeting, "meeting_open"),
        {"chair": cast.secretary.member.pk, "secretary": cast.deputy.member.pk, "started_at": "19:30"},
    )
    assert answer.status_code == 422
    assert "Chưa đến ngày họp" in answer.content.decode()


def test_meeting_detail_names_what_is_unusual(client_of, commune, cast) -> None:
    for _member in range(3):
        make_member(commune.cells[0])
    meeting = make_open_meeting(
        commune.cells[0],
        by=cast.secretary,
        chair=cast.member.member,
        secretary=cast.member.member,
        ended_at=dt.time(20, 30),
    )
    Attendance.objects.filter(meeting=meeting).exclude(member=cast.member.member).update(state="unexcused")

    warnings = client_of(cast.secretary).get(url_of(meeting)).context["warnings"]

    for words in (
        "dài 60 phút, dưới mức tối thiểu 90 phút",
        "Có mặt 1/6 đảng viên, dưới mức 90 %",
        "Chỉ 1/6 đảng viên có quyền biểu quyết dự họp, dưới hai phần ba",
        "Chủ trì và thư ký là cùng một người",
        "không phải bí thư hay phó bí thư",
        "quá hạn gửi biên bản",
    ):
        assert any(words in warning for warning in warnings), words


@pytest.mark.parametrize(
    ("held_on", "month", "words"),
    [
        (dt.date(2026, 8, 2), 7, "muộn hơn hạn của tháng (10/07/2026)"),
        (dt.date(2026, 8, 16), 7, "không thuộc tháng 7/2026, cũng không trong 15 ngày sau đó"),
        (dt.date(2026, 6, 30), 7, "không thuộc tháng 7/2026"),
    ],
)
def test_meeting_detail_names_a_day_far_from_its_month(client_of, commune, cast, held_on, month, words) -> None:
    meeting = make_open_meeting(commune.cells[0], held_on, by=cast.secretary, year=2026, month=month)

    warnings = client_of(cast.secretary).get(url_of(meeting)).context["warnings"]

    assert any(words in warning for warning in warnings)


def test_meeting_detail_combined_meeting_needs_two_hours(client_of, commune, cast) -> None:
    meeting = make_open_meeting(
        commune.cells[0], by=cast.secretary, kind="combined", theme="Tiết kiệm", ended_at=dt.time(21, 15)
    )

    warnings = client_of(cast.secretary).get(url_of(meeting)).context["warnings"]

    assert any("dài 105 phút, dưới mức tối thiểu 120 phút" in warning for warning in warnings)


def test_meeting_detail_under_the_old_guidance_is_judged_by_it(client_of, commune, cast) -> None:
    for _member in range(7):
        make_member(commune.cells[0])
    old, new = (make_open_meeting(commune.cells[0], day) for day in (dt.date(2025, 10, 6), dt.date(2025, 11, 6)))
    Attendance.objects.filter(member=cast.member.member).update(state="excused", reason="ốm")
    client = client_of(cast.secretary)

    def is_low(meeting: Meeting) -> bool:
        return any("dưới mức" in warning for warning in client.get(url_of(meeting)).context["warnings"])

    assert (is_low(old), is_low(new)) == (False, False)  # 9 of 10: over 85 %, and 90 % exactly
    Attendance.objects.filter(member=cast.deputy.member).update(state="excused", reason="ốm")
    assert (is_low(old), is_low(new)) == (True, True)


def test_meeting_detail_minutes_are_for_leaders_until_they_are_approved(client_of, commune, cast) -> None:
    meeting = sent(commune, cast)
    member = client_of(cast.member)
    assert member.get(url_of(meeting)).context["minutes"] is None
    assert "Nhất trí cao." not in member.get(url_of(meeting)).content.decode()

    approve_minutes(meeting, by=cast.commune)

    assert "Nhất trí cao." in member.get(url_of(meeting)).content.decode()


def test_meeting_detail_shows_approved_minutes_as_they_were_approved(client_of, commune, cast) -> None:
    meeting = sent(commune, cast)
    approve_minutes(meeting, by=cast.commune)
    Passage.objects.filter(meeting=meeting).update(text="Sửa lén")

    html = client_of(cast.commune).get(url_of(meeting)).content.decode()

    assert "Nhất trí cao." in html
    assert "Sửa lén" not in html


def test_meeting_detail_shows_why_minutes_came_back(client_of, commune, cast) -> None:
    meeting = sent(commune, cast)
    return_minutes(meeting, reason="Ghi rõ thời hạn", by=cast.commune)

    assert "Ghi rõ thời hạn" in client_of(cast.secretary).get(url_of(meeting)).content.decode()


@pytest.mark.parametrize(
    ("person", "status"),
    [("deputy", 200), ("member", 200), ("commune", 200), ("officer", 200), ("stranger", 404), ("admin", 404)],
)
def test_meeting_detail_is_for_those_in_scope(client_of, commune, cast, person, status) -> None:
    meeting = make_open_meeting(commune.cells[0], by=cast.secretary)

    assert client_of(getattr(cast, person)).get(url_of(meeting)).status_code == status


def test_meeting_detail_has_a_fixed_number_of_queries(client_of, commune, cast, django_assert_num_queries) -> None:
    client = client_of(cast.secretary)
    few = make_open_meeting(commune.cells[0], by=cast.secretary)
    for _row in range(5):
        make_member(commune.cells[0])
    many = make_open_meeting(commune.cells[0], dt.date(2026, 9, 5), by=cast.secretary)
    for _row in range(3):
        make_item(many)
        Passage.objects.create(meeting=many, kind="opinion", speaker=cast.member.member, text="Nhất trí")
    Attendance.objects.filter(meeting=many, member=cast.member.member).update(state="excused", reason="ốm")

    with CaptureQueriesContext(connection) as queries:
        client.get(url_of(few))
    with django_assert_num_queries(len(queries)):
        client.get(url_of(many))


def test_meeting_open_refused_keeps_the_choice(client_of, commune, cast) -> None:
    meeting = make_meeting(commune.cells[0], TODAY)
    client = client_of(cast.secretary)

    page = client.post(url_of(meeting, "meeting_open"), {"chair": cast.member.member.pk, "started_at": "xx"})

    assert page.status_code == 422
    assert "Hãy ghi giờ" in page.content.decode()
    assert page.context["form"]["chair"].value() == str(cast.member.member.pk)


def test_meeting_officers_are_corrected(client_of, commune, cast) -> None:
    meeting = make_open_meeting(commune.cells[0], by=cast.secretary)
    client = client_of(cast.deputy)
    values = {"chair": cast.deputy.member.pk, "secretary": cast.member.member.pk, "started_at": "20:00"}

    assert client.post(url_of(meeting, "meeting_officers"), values).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.chair, meeting.started_at) == (cast.deputy.member, dt.time(20))


def test_meeting_submit_keeps_the_closing_when_something_else_lacks(client_of, commune, cast) -> None:
    meeting = make_open_meeting(commune.cells[0], by=cast.secretary)

    page = client_of(cast.secretary).post(url_of(meeting, "meeting_submit"), CLOSING | {"send": "1"})

    meeting.refresh_from_db()
    html = page.content.decode()
    assert page.status_code == 422
    assert "Chưa có kết luận chung của chủ trì." in html
    assert "Chưa ghi giờ kết thúc." not in html
    assert (meeting.state, meeting.ended_at, meeting.minutes_agreed) == ("open", dt.time(21, 15), 3)


def test_meeting_submit_can_be_kept_for_later(client_of, commune, cast) -> None:
    meeting = written(commune, cast)

    client_of(cast.secretary).post(url_of(meeting, "meeting_submit"), {"ended_at": "21:15", "keep": "1"})

    meeting.refresh_from_db()
    assert (meeting.state, meeting.ended_at) == ("open", dt.time(21, 15))


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("ended_at", "19:00", "phải sau giờ bắt đầu"),
        ("ended_at", "x", "Hãy ghi giờ"),
        ("self_score", "101", "100"),
        ("minutes_agreed", "-1", "0"),
    ],
)
def test_meeting_submit_nonsense_is_refused_keeping_the_words(client_of, commune, cast, field, value, words) -> None:
    meeting = written(commune, cast)

    page = client_of(cast.secretary).post(url_of(meeting, "meeting_submit"), CLOSING | {"send": "1", field: value})

    meeting.refresh_from_db()
    assert page.status_code == 422
    assert words in page.content.decode()
    assert page.context["form"][field].value() == value
    assert meeting.state == "open"


def test_meeting_submit_after_midnight(client_of, commune, cast) -> None:
    meeting = written(commune, cast)
    late = {"ended_at": "0h30", "ends_next_day": "on", "minutes_agreed": "3", "send": "1"}

    client_of(cast.secretary).post(url_of(meeting, "meeting_submit"), late)

    meeting.refresh_from_db()
    assert (meeting.state, meeting.duration_minutes) == ("submitted", 300)


def test_meeting_return_sends_back_with_words(client_of, commune, cast) -> None:
    meeting = sent(commune, cast)
    client = client_of(cast.commune)

    assert client.post(url_of(meeting, "meeting_return"), {"reason": " "}).status_code == 422
    client.post(url_of(meeting, "meeting_return"), {"reason": "Ghi rõ thời hạn"})

    meeting.refresh_from_db()
    assert (meeting.state, meeting.returned_reason) == ("open", "Ghi rõ thời hạn")


def test_meeting_approve_of_an_older_reading_is_refused(client_of, commune, cast) -> None:
    meeting = sent(commune, cast)
    client = client_of(cast.commune)
    read = client.get(url_of(meeting)).context["read"]
    return_minutes(meeting, reason="Sửa", by=cast.commune)
    submit_minutes(meeting, by=cast.secretary)

    for stale in (read, "", "hôm qua"):
        page = client.post(url_of(meeting, "meeting_approve"), {"read": stale}, follow=True)
        assert page.context["meeting"].state == "submitted"
        assert "vừa được gửi lại bản mới" in page.content.decode()


@pytest.mark.parametrize("name", ["meeting_approve", "meeting_lock"])
def test_meeting_deeds_of_one_click_take_only_posts(client_of, commune, cast, name) -> None:
    assert client_of(cast.commune).get(url_of(sent(commune, cast), name)).status_code == 405


@pytest.mark.parametrize("name", ["meeting_return", "meeting_approve"])
@pytest.mark.parametrize(
    ("person", "status"), [("secretary", 403), ("member", 403), ("officer", 403), ("stranger", 404), ("admin", 404)]
)
def test_submitted_minutes_are_judged_by_the_committee_alone(client_of, commune, cast, name, person, status) -> None:
    meeting = sent(commune, cast)

    assert client_of(getattr(cast, person)).post(url_of(meeting, name), {"reason": "x"}).status_code == status
    meeting.refresh_from_db()
    assert meeting.state == "submitted"


def test_minutes_sent_by_the_committee_secretary_for_the_own_cell_need_another(client_of, commune, cast) -> None:
    """The commune secretary who also leads a cell may write and send there, and then not approve."""
    meeting = sent(commune, cast)
    Meeting.objects.filter(pk=meeting.pk).update(submitted_by=cast.commune)

    client = client_of(cast.commune)
    assert client.post(url_of(meeting, "meeting_approve"), {"read": ""}).status_code == 403
    assert big_button(client.get(url_of(meeting))) == ""
