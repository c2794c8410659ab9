"""Whoever tries to write into minutes that were sent, approved or locked is told so; nothing changes."""

import datetime as dt

import pytest

from core.errors import DomainError
from meetings.models import Meeting, Passage, Task, Vote
from meetings.services.items import add_item
from meetings.services.lifecycle import Closing, close_meeting
from meetings.services.lines import note_document, note_remark
from meetings.services.opinions import add_opinion
from meetings.services.passages import add_to_passage, save_passage
from meetings.services.reading_back import note_reading_back
from meetings.services.tasks import assign_task, change_task, remove_task, review_task
from meetings.services.votes import change_vote, record_vote, remove_vote
from tests.factories import make_open_meeting

pytestmark = pytest.mark.django_db
MOMENT = dt.datetime(2026, 10, 6, tzinfo=dt.UTC)


@pytest.fixture
def deeds(commune, cast):
    """Every deed on the minutes of one meeting, ready to be tried."""
    earlier = make_open_meeting(commune.cells[0], dt.date(2026, 9, 5), by=cast.secretary)
    open_task = assign_task(earlier, text="Việc trước", by=cast.secretary)
    meeting = make_open_meeting(commune.cells[0], by=cast.secretary)
    by, item, member = cast.secretary, meeting.items.get(), cast.member.member
    ballot = {"matter": "ordinary", "question": "Thông qua", "yes": 3}
    vote = record_vote(meeting, item=item, by=by, **ballot)
    task = assign_task(meeting, text="Nạo vét mương", by=by)
    passage = Passage.objects.get(meeting=meeting, kind="conclusion")
    document = {"number": "1-NQ/ĐU", "title": "Nghị quyết", "by": by}
    return {
        "save": lambda: save_passage(passage, text="Chữ", base_revision=0, by=by),
        "line": lambda: add_to_passage(passage, line="Chữ", by=by),
        "document": lambda: note_document(meeting, item=item, **document),
        "remark": lambda: note_remark(meeting, item=item, sort="praise", member=member, words="x", by=by),
        "opinion": lambda: add_opinion(meeting, item=item, speaker=member, by=by),
        "item": lambda: add_item(meeting, title="Khác", by=by),
        "vote": lambda: record_vote(meeting, item=item, by=by, **{**ballot, "question": "Khác"}),
        "change vote": lambda: change_vote(vote, by=by, **{**ballot, "yes": 2}),
        "remove vote": lambda: remove_vote(vote, by=by),
        "task": lambda: assign_task(meeting, text="Khác", by=by),
        "change task": lambda: change_task(task, text="Khác", by=by),
        "remove task": lambda: remove_task(task, by=by),
        "review": lambda: review_task(open_task, meeting=meeting, outcome="done", by=by),
        "close": lambda: close_meeting(meeting, Closing(dt.time(21)), by=by),
        "read back": lambda: note_reading_back(meeting, agreed=3, ended_at=dt.time(21), by=by),
    }, meeting


@pytest.mark.parametrize(
    ("state", "sentence"),
    [("submitted", "đã gửi lên cấp trên"), ("approved", "được duyệt"), ("locked", "được duyệt|khóa")],
)
def test_every_deed_on_closed_minutes_is_refused_with_a_sentence(deeds, cast, state, sentence):
    deeds, meeting = deeds
    evidence = {"submitted_by": cast.secretary, "submitted_at": MOMENT, "ended_at": dt.time(20, 59), "snapshot": {}}
    evidence |= {"approved_by": cast.commune, "approved_at": MOMENT, "locked_by": cast.commune, "locked_at": MOMENT}
    Meeting.objects.filter(pk=meeting.pk).update(state=state, **evidence)
    for deed in deeds.values():
        with pytest.raises(DomainError, match=sentence):
            deed()
    assert (Vote.objects.get().yes, Task.objects.count(), meeting.items.count()) == (3, 2, 1)
    assert not Passage.objects.exclude(text="").exists()
    assert Meeting.objects.get(pk=meeting.pk).ended_at == dt.time(20, 59)
