"""The minutes are read aloud and agreed to; what is changed afterwards is shown."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from accounts.models import AuditEvent
from core.errors import DomainError
from meetings.models import Meeting, Passage
from meetings.queries.reading_back import last_reading, proposed_end
from meetings.services.passages import save_passage
from meetings.services.reading_back import note_reading_back
from meetings.services.votes import record_vote
from tests.factories import make_member, make_open_meeting

pytestmark = pytest.mark.django_db
END = dt.time(21, 15)


@pytest.fixture
def meeting(commune, cast) -> Meeting:
    """Three voters and one probationary member, all present."""
    make_member(commune.cells[0], official_on=None)
    return make_open_meeting(commune.cells[0], by=cast.secretary)


def read(meeting, cast, agreed=3, ended_at=END, **more):
    return note_reading_back(meeting, agreed=agreed, ended_at=ended_at, by=cast.secretary, **more)


def conclude(meeting, cast, text, base=0):
    passage = Passage.objects.get(meeting=meeting, kind="conclusion")
    save_passage(passage, text=text, base_revision=base, by=cast.deputy)


def test_reading_back_notes_count_and_end_with_one_audit_line_each(meeting, cast):
    assert last_reading(meeting) is None
    assert read(meeting, cast)
    stored = Meeting.objects.get(pk=meeting.pk)
    assert (stored.minutes_agreed, stored.ended_at) == (3, END)
    assert AuditEvent.objects.filter(action="meetings.minutes_read_back").count() == 1
    reading = last_reading(meeting)
    assert (reading.by, reading.is_stale) == ("Bùi Thị Tuyết", False)


def test_reading_back_twice_with_nothing_changed_is_noted_once(meeting, cast):
    assert read(meeting, cast)
    assert not read(meeting, cast)
    assert AuditEvent.objects.filter(action="meetings.minutes_read_back").count() == 1


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"agreed": 4}, "agreed", "nhiều hơn 3 đồng chí có mặt"),
        ({"agreed": 0}, "agreed", "ghi số đồng chí đồng ý"),
        ({"ended_at": dt.time(19, 0)}, "ended_at", "phải sau giờ bắt đầu"),
    ],
)
def test_reading_back_that_cannot_be_is_refused_and_nothing_is_noted(meeting, cast, values, field, sentence):
    with pytest.raises(DomainError, match=sentence) as refused:
        read(meeting, cast, **values)
    assert refused.value.field == field
    assert Meeting.objects.get(pk=meeting.pk).minutes_agreed is None
    assert not AuditEvent.objects.filter(action="meetings.minutes_read_back").exists()


def test_meeting_may_end_after_midnight(meeting, cast):
    assert read(meeting, cast, ended_at=dt.time(0, 20), ends_next_day=True)
    assert Meeting.objects.get(pk=meeting.pk).duration_minutes == 290


def test_what_is_changed_after_the_reading_is_named(meeting, cast):
    conclude(meeting, cast, "Chi bộ thống nhất.")
    read(meeting, cast)
    with time_machine.travel(dt.datetime(2026, 11, 22, 7, tzinfo=dt.UTC), tick=False):
        conclude(meeting, cast, "Chi bộ nhất trí.", base=1)
        item = meeting.items.get()
        record_vote(meeting, item=item, matter="ordinary", question="Thông qua", yes=3, by=cast.secretary)
    reading = last_reading(meeting)
    assert [text.label for text in reading.texts] == ["Kết luận chung"]
    assert [piece.text.strip() for piece in reading.texts[0].pieces if piece.kind == "new"] == ["nhất trí."]
    assert [(label, event.thing_label) for label, event in reading.deeds] == [("Ghi biểu quyết", "Thông qua")]
    assert reading.is_stale
    with time_machine.travel(dt.datetime(2026, 11, 22, 8, tzinfo=dt.UTC), tick=False):
        assert read(meeting, cast)
        assert not last_reading(meeting).is_stale


def test_reading_back_of_minutes_that_were_sent_is_refused(meeting, cast):
    Meeting.objects.filter(pk=meeting.pk).update(state="planned")
    with pytest.raises(DomainError, match="chưa mở"):
        read(meeting, cast)


def test_end_is_proposed_while_the_meeting_can_be_ending_now(meeting):
    assert proposed_end(meeting) is None
    meeting.held_on = dt.date(2026, 11, 22)
    with time_machine.travel(dt.datetime(2026, 11, 22, 14, 5, 40, tzinfo=dt.UTC), tick=False):
        assert proposed_end(meeting) == dt.time(21, 5)
    with time_machine.travel(dt.datetime(2026, 11, 22, 11, tzinfo=dt.UTC), tick=False):
        assert proposed_end(meeting) is None
    meeting.ended_at = END
    assert proposed_end(meeting) == END


def test_page_shows_the_text_proposes_the_count_and_leads_to_sending(meeting, client_of, cast):
    conclude(meeting, cast, "Chi bộ thống nhất ba việc.")
    desk, address = client_of(cast.secretary), reverse("meetings:minutes_read_back", args=[meeting.pk])
    html = desk.get(address).content.decode()
    assert "Chi bộ thống nhất ba việc." in html
    assert 'name="agreed" value="3"' in html
    answer = desk.post(address, {"agreed": "5", "ended_at": "21h15"})
    assert answer.status_code == 422
    assert "nhiều hơn 3 đồng chí có mặt" in answer.content.decode()
    answer = desk.post(address, {"agreed": "3", "ended_at": "21h15"})
    assert answer["Location"] == reverse("meetings:meeting_submit", args=[meeting.pk])
    assert Meeting.objects.get(pk=meeting.pk).ended_at == END
