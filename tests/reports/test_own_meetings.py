import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext

from cells.access import scope_of
from meetings.models import Attendance, LeaveRequest, Task, ThematicPlan
from reports.queries.own import SHOWN, own_meetings
from tests.cast import TODAY
from tests.factories import make_meeting, make_open_meeting


def mark(meeting, user, state, reason=""):
    Attendance.objects.filter(meeting=meeting, member=user.member).update(state=state, reason=reason)


def test_own_meetings_counts_the_marks_of_this_year_and_of_the_reader_alone(commune, cast) -> None:
    cell = commune.cells[0]
    for month, state, reason in ((1, "excused", "ốm"), (2, "unexcused", ""), (3, "", ""), (4, "not_expected", "")):
        mark(make_open_meeting(cell, dt.date(2026, month, 5)), cast.member, state, reason)
    make_open_meeting(cell, dt.date(2026, 5, 5))
    make_open_meeting(cell, dt.date(2025, 5, 5))

    mine = own_meetings(scope_of(cast.member), TODAY)

    assert (mine.called, mine.present, mine.excused, mine.unexcused) == (3, 1, 1, 1)
    assert own_meetings(scope_of(cast.deputy), TODAY).present == 5
    assert own_meetings(scope_of(cast.admin), TODAY) is None


def test_own_meetings_tasks_are_open_ones_the_most_urgent_first(commune, cast) -> None:
    meeting = make_open_meeting(commune.cells[0], dt.date(2026, 10, 5))
    own = {"meeting": meeting, "owner": cast.member.member}
    later = Task.objects.create(text="Sau", **own)
    first = Task.objects.create(text="Trước", due_on=TODAY, **own)
    Task.objects.create(text="Bỏ", is_removed=True, **own)
    Task.objects.create(text="Người khác", meeting=meeting, owner=cast.deputy.member)
    done = Task.objects.create(text="Xong", **own)
    done.reviews.create(meeting=meeting, outcome="done")

    assert own_meetings(scope_of(cast.member), TODAY).tasks == [first, later]


def test_home_shows_a_member_his_own_meetings_with_a_fixed_number_of_questions(commune, cast, client_of) -> None:
    cell, client, counts = commune.cells[0], client_of(cast.member), []
    planned = make_meeting(cell, TODAY + dt.timedelta(days=2))
    meeting = make_open_meeting(cell, dt.date(2026, 10, 5))
    LeaveRequest.objects.create(meeting=planned, member=cast.member.member, kind="work", asked_by=cast.member)
    LeaveRequest.objects.create(meeting=planned, member=cast.deputy.member, kind="health", asked_by=cast.deputy)
    for number in (1, SHOWN):
        for _each in range(number):
            Task.objects.create(meeting=meeting, owner=cast.member.member, text="Vận động hiến đất")
        with CaptureQueriesContext(connection) as seen:
            page = client.get("/").content.decode()
        counts.append(len(seen))

    assert counts[0] == counts[1]
    assert "Sinh hoạt của tôi" in page
    assert page.count("chờ ý kiến") == 1
    assert page.count("Vận động hiến đất") == SHOWN
    assert "Xem tất cả nhiệm vụ" in page
    assert "Xin vắng" in page


def test_home_tells_leaders_of_leave_to_answer_but_not_of_their_own(commune, cast, client_of) -> None:
    planned = make_meeting(commune.cells[0], TODAY + dt.timedelta(days=2))
    LeaveRequest.objects.create(meeting=planned, member=cast.deputy.member, kind="health", asked_by=cast.deputy)
    sentence = "1 đồng chí xin vắng, chờ ý kiến"

    assert sentence in client_of(cast.secretary).get("/").content.decode()
    assert sentence not in client_of(cast.deputy).get("/").content.decode()
    assert sentence not in client_of(cast.commune).get("/").content.decode()


def test_home_tells_leaders_of_themes_whose_month_went_by(commune, cast, client_of) -> None:
    cell = commune.cells[0]
    plan = ThematicPlan.objects.create(organisation=cell, year=TODAY.year)
    held = make_open_meeting(cell, dt.date(2026, 3, 5))
    for month, meeting, is_removed in ((3, held, False), (6, None, False), (7, None, True), (12, None, False)):
        plan.items.create(month=month, topic="Chuyển đổi số", meeting=meeting, is_removed=is_removed)
    sentence = "1 chuyên đề quá tháng chưa sinh hoạt"

    assert sentence in client_of(cast.secretary).get("/").content.decode()
    assert sentence not in client_of(cast.member).get("/").content.decode()
