import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from core.errors import DomainError
from meetings.models import LeaveRequest, Meeting
from meetings.services.leave import answer_leave, ask_leave, enter_leave, withdraw_leave
from meetings.services.lifecycle import open_meeting
from tests.cast import TODAY, Cast, Commune
from tests.factories import make_meeting, make_member


@pytest.fixture
def meeting(commune: Commune, cast: Cast) -> Meeting:
    return make_meeting(commune.cells[0], TODAY, by=cast.secretary)


def ask(meeting: Meeting, cast: Cast, **values) -> LeaveRequest:
    return ask_leave(meeting, **{"member": cast.member.member, "kind": "work", "by": cast.member, **values})


def begin(meeting: Meeting, cast: Cast) -> None:
    open_meeting(
        meeting,
        chair=cast.secretary.member,
        secretary=cast.deputy.member,
        started_at=dt.time(19, 30),
        by=cast.secretary,
    )


def test_ask_leave_before_the_meeting_is_kept_and_its_reason_stays_out_of_the_audit_trail(meeting, cast) -> None:
    leave = ask(meeting, cast, kind="health", details=" mổ  mắt ")

    assert (leave.state, leave.details, leave.asked_by) == ("asked", "mổ mắt", cast.member)
    event = AuditEvent.objects.get(action="meetings.leave_asked")
    assert event.actor == cast.member
    assert event.changes == {"member": [None, "Trịnh Mạnh Lâm"]}


def test_ask_leave_sent_twice_is_one_request_and_another_reason_is_refused(meeting, cast) -> None:
    first = ask(meeting, cast)

    assert ask(meeting, cast) == first
    with pytest.raises(DomainError, match="hãy rút đơn cũ trước"):
        ask(meeting, cast, kind="family")
    assert LeaveRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"kind": "other"}, "Hãy nói rõ lý do"),
        ({"kind": "holiday"}, "Hãy chọn lý do vắng"),
        ({"details": "x" * 201}, "tối đa 200 ký tự"),
    ],
)
def test_ask_leave_without_a_proper_reason_is_refused(meeting, cast, values, sentence) -> None:
    with pytest.raises(DomainError, match=sentence):
        ask(meeting, cast, **values)


def test_ask_leave_of_someone_who_need_not_come_is_refused(meeting, cast, commune) -> None:
    exempt = make_member(commune.cells[0], status="exempt")
    other = make_member(commune.cells[1])

    with pytest.raises(DomainError, match="không thuộc diện phải dự"):
        ask(meeting, cast, member=exempt)
    with pytest.raises(DomainError, match="không có trong danh sách"):
        ask(meeting, cast, member=other)


def test_ask_leave_after_the_opening_tells_to_see_the_secretary(meeting, cast) -> None:
    begin(meeting, cast)

    with pytest.raises(DomainError, match="hãy báo trực tiếp cho thư ký"):
        ask(meeting, cast)


def test_open_meeting_marks_agreed_leave_as_excused_and_nothing_else(meeting, cast, commune) -> None:
    sick, undecided, refused = (make_member(commune.cells[0]) for _number in range(3))
    agreed = ask(meeting, cast, details="tập huấn ở tỉnh")
    of_sick = ask(meeting, cast, member=sick, kind="health", details="mổ mắt")
    of_chair = ask(meeting, cast, member=cast.secretary.member)
    ask(meeting, cast, member=undecided)
    of_refused = ask(meeting, cast, member=refused)
    for leave in (agreed, of_sick, of_chair):
        answer_leave(leave, is_agreed=True, by=cast.deputy)
    answer_leave(of_refused, is_agreed=False, answer="buổi này bàn việc của đồng chí", by=cast.deputy)

    begin(meeting, cast)

    marks = {row.member_id: (row.state, row.reason) for row in meeting.attendances.all()}
    assert marks[cast.member.member.pk] == ("excused", "đi công tác: tập huấn ở tỉnh")
    assert marks[sick.pk] == ("excused", "bệnh, sức khỏe")
    assert marks[undecided.pk] == marks[refused.pk] == marks[cast.secretary.member.pk] == ("", "")


def test_answer_leave_while_the_meeting_is_open_fills_only_a_mark_not_yet_made(meeting, cast, commune) -> None:
    late, marked = make_member(commune.cells[0]), make_member(commune.cells[0])
    requests = [ask(meeting, cast, member=member) for member in (late, marked)]
    begin(meeting, cast)
    meeting.attendances.filter(member=marked).update(state="present")

    for leave in requests:
        answer_leave(leave, is_agreed=True, by=cast.secretary)

    assert meeting.attendances.get(member=late).state == "excused"
    assert meeting.attendances.get(member=marked).state == "present"


def test_answer_leave_refusing_without_words_is_refused(meeting, cast) -> None:
    with pytest.raises(DomainError, match="hãy ghi lý do"):
        answer_leave(ask(meeting, cast), is_agreed=False, by=cast.secretary)


def test_answer_leave_twice_the_second_is_told(meeting, cast) -> None:
    leave = ask(meeting, cast)
    same = LeaveRequest.objects.get(pk=leave.pk)
    answer_leave(leave, is_agreed=True, by=cast.secretary)

    with pytest.raises(DomainError, match="vừa được cho ý kiến hoặc đã rút"):
        answer_leave(same, is_agreed=False, answer="không", by=cast.deputy)
    assert AuditEvent.objects.get(action="meetings.leave_answered").changes == {"Trịnh Mạnh Lâm": ["asked", "approved"]}


def test_answer_leave_of_oneself_is_refused_only_while_another_leader_can(meeting, cast) -> None:
    own = ask(meeting, cast, member=cast.deputy.member, by=cast.deputy)

    with pytest.raises(DomainError, match="không tự cho ý kiến"):
        answer_leave(own, is_agreed=True, by=cast.deputy)
    cast.secretary.is_active = False
    cast.secretary.save()
    answer_leave(own, is_agreed=True, by=cast.deputy)
    assert own.state == "approved"


def test_answer_leave_after_the_minutes_are_sent_is_refused(meeting, cast) -> None:
    leave = ask(meeting, cast)
    Meeting.objects.filter(pk=meeting.pk).update(state="cancelled", cancelled_reason="bão")

    with pytest.raises(DomainError, match="đã xong hoặc đã hủy"):
        answer_leave(leave, is_agreed=True, by=cast.secretary)


def test_withdraw_leave_makes_room_for_another_and_again_does_nothing(meeting, cast) -> None:
    leave = ask(meeting, cast)

    assert withdraw_leave(leave, by=cast.member)
    assert not withdraw_leave(leave, by=cast.member)
    assert AuditEvent.objects.filter(action="meetings.leave_withdrawn").count() == 1
    assert ask(meeting, cast, kind="family").state == "asked"


def test_withdraw_leave_once_open_is_refused(meeting, cast) -> None:
    leave = ask(meeting, cast)
    begin(meeting, cast)

    with pytest.raises(DomainError, match="không rút đơn được"):
        withdraw_leave(leave, by=cast.member)


def test_enter_leave_agrees_in_the_same_step_or_writes_nothing(meeting, cast) -> None:
    leave = enter_leave(meeting, member=cast.member.member, kind="work", is_agreed=True, by=cast.secretary)
    assert (leave.state, leave.asked_by, leave.answered_by) == ("approved", cast.secretary, cast.secretary)

    with pytest.raises(DomainError):
        enter_leave(meeting, member=cast.secretary.member, kind="work", is_agreed=True, by=cast.secretary)
    assert LeaveRequest.objects.count() == 1


def test_leave_pages_member_asks_and_reads_the_answer(meeting, cast, client_of) -> None:
    page = reverse("meetings:leave_ask", args=[meeting.pk])
    member, secretary = client_of(cast.member), client_of(cast.secretary)

    refused = member.post(page, {"kind": "other", "details": ""})
    assert refused.status_code == 422
    assert "Hãy nói rõ lý do" in refused.content.decode()
    assert member.post(page, {"kind": "health", "details": "mổ mắt"}).status_code == 302
    leave = LeaveRequest.objects.get()

    listed = secretary.get(reverse("meetings:leave_list", args=[meeting.pk])).content.decode()
    assert "mổ mắt" in listed
    answer = reverse("meetings:leave_answer", args=[leave.pk])
    assert secretary.post(answer, {"is_agreed": "0", "answer": ""}).status_code == 422
    assert secretary.post(answer, {"is_agreed": "0", "answer": "chuyển lịch mổ được không?"}).status_code == 302
    assert "chuyển lịch mổ được không?" in member.get(page).content.decode()

    begin(meeting, cast)
    assert member.post(page, {"kind": "work"}, follow=True).redirect_chain[-1][0] == meeting.get_absolute_url()
    marking = secretary.get(reverse("meetings:attendance", args=[meeting.pk])).content.decode()
    assert "đã xin vắng, không được đồng ý: chuyển lịch mổ được không?" in marking
    assert "mổ mắt" not in marking


def test_leave_list_asks_the_same_number_of_questions_with_one_and_three(meeting, cast, commune, client_of) -> None:
    client, page = client_of(cast.secretary), reverse("meetings:leave_list", args=[meeting.pk])
    counts = []
    for number in (1, 2):
        for _each in range(number):
            ask(meeting, cast, member=make_member(commune.cells[0]))
        with CaptureQueriesContext(connection) as seen:
            client.get(page)
        counts.append(len(seen))
    assert counts[0] == counts[1]
