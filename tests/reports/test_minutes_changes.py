"""Everything that changed in minutes since they were returned, or read back."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from meetings.models import AgendaItem, Meeting, Passage
from meetings.services.attendance import Mark, take_attendance
from meetings.services.lifecycle import return_minutes, submit_minutes
from meetings.services.passages import save_passage
from meetings.services.tasks import assign_task
from reports.queries.minutes_changes import changed_texts, moments_of, usual_moment
from tests.cast import NOON
from tests.meetings.lifecycle.conftest import ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def returned(commune, cast) -> Meeting:
    """Minutes that were written, sent and returned, minutes apart."""
    with time_machine.travel(NOON - dt.timedelta(hours=3), tick=False) as clock:
        meeting = ready(commune, cast)
        Passage.objects.filter(meeting=meeting, kind="conclusion").update(text="")
        conclusion = Passage.objects.get(meeting=meeting, kind="conclusion")
        save_passage(conclusion, text="Rà soát 12 hộ nghèo.", base_revision=0, by=cast.secretary)
        clock.shift(60)
        submit_minutes(meeting, by=cast.secretary)
        clock.shift(60)
        return_minutes(meeting, reason="Xem lại số hộ nghèo", by=cast.commune)
    return Meeting.objects.get(pk=meeting.pk)


def page(meeting: Meeting, user, client_of, **query: str) -> str:
    return client_of(user).get(reverse("reports:minutes_changes", args=[meeting.pk]), query).content.decode()


def change(meeting: Meeting, cast) -> None:
    conclusion = Passage.objects.get(meeting=meeting, kind="conclusion")
    save_passage(conclusion, text="Rà soát 21 hộ nghèo.", base_revision=1, by=cast.secretary)


def test_changes_since_the_return_are_shown_and_nothing_earlier(returned, cast, client_of):
    assert "Không có chữ nào bị sửa" in page(returned, cast.commune, client_of)
    change(returned, cast)
    row = returned.attendances.get(member=cast.member.member)
    take_attendance(returned, {row.pk: Mark("excused", "Ốm")}, by=cast.secretary)
    item = AgendaItem.objects.get(meeting=returned)
    assign_task(returned, text="Nạo vét kênh", item=item, owner=None, due_on=None, by=cast.secretary)
    shown = page(returned, cast.commune, client_of)
    assert "<ins>" in shown
    assert "Kết luận chung" in shown
    assert "Điểm danh" in shown
    assert "Nạo vét kênh" in shown
    assert "Gửi biên bản</strong>" not in shown


def test_changes_since_another_moment_are_asked_for(returned, cast, client_of):
    moments = moments_of(returned)
    assert [event.action.removeprefix("meetings.") for event in moments] == ["minutes_returned", "minutes_submitted"]
    assert usual_moment(moments) == moments[0]
    change(returned, cast)
    shown = page(returned, cast.secretary, client_of, tu=str(moments[1].pk))
    assert f'value="{moments[1].pk}" selected' in shown
    assert "Trả lại biên bản</strong>" not in shown
    assert page(returned, cast.secretary, client_of, tu="x")


def test_text_sent_and_changed_within_five_minutes_shows_what_was_sent(returned, cast):
    with time_machine.travel(NOON - dt.timedelta(hours=3) + dt.timedelta(minutes=3)):
        change(returned, cast)
    (row,) = changed_texts(returned, moments_of(returned)[0].at)
    assert "".join(piece.text for piece in row.pieces if piece.kind != "new") == "Rà soát 12 hộ nghèo."


def test_changes_ask_a_fixed_number_of_queries(returned, cast, client_of, django_assert_max_num_queries):
    for passage in returned.passages.all():
        save_passage(passage, text=f"Chữ {passage.pk}", base_revision=passage.revision, by=cast.secretary)
    client = client_of(cast.secretary)
    with django_assert_max_num_queries(17):
        client.get(reverse("reports:minutes_changes", args=[returned.pk]))
