"""A meeting that can be scored, for tests of scores."""

import datetime as dt
from decimal import Decimal

from cells.models import Office
from meetings.models import Meeting, Paper, Passage, Task, TaskReview
from meetings.services.scores import Given
from tests.factories import make_meeting, make_member, make_open_meeting

OCTOBER = dt.date(2026, 10, 5)
BY_HAND = ("3.1", "3.2", "4.1", "4.2", "4.4", "4.6", "4.7", "4.8", "5", "6", "8.1", "8.2", "8.3")
MAXIMA = dict(zip(BY_HAND, (3, 2, 5, 10, 2, 1, 1, 1, 10, 5, 2, 2, 1), strict=True))


def full_points(**changes: Given) -> dict[str, Given]:
    """Full points for whatever no fact decides; changes by number, its point written as an underscore."""
    given = {number: Given(Decimal(maximum)) for number, maximum in MAXIMA.items()}
    return given | {name.removeprefix("n").replace("_", "."): value for name, value in changes.items()}


def scored_meeting(cell, by) -> Meeting:
    """An open meeting of October of which every fact is known but the report: all criteria of facts are full."""
    make_member(cell, office=Office.COMMITTEE_MEMBER)
    before = make_open_meeting(cell, dt.date(2026, 9, 5), by=by, state="submitted", ended_at=dt.time(21, 15),
                               submitted_by=by, submitted_at=dt.datetime(2026, 9, 6, tzinfo=dt.UTC))  # fmt: skip
    committee = make_meeting(cell, dt.date(2026, 10, 2), kind="committee", state="open", started_at=dt.time(19),
                             opened_by=by, opened_at=dt.datetime(2026, 10, 2, tzinfo=dt.UTC))  # fmt: skip
    Passage.objects.create(meeting=committee, kind="conclusion", text="Thống nhất dự thảo nghị quyết.")
    sent = dt.datetime(2026, 10, 2, 8, tzinfo=dt.UTC)
    meeting = make_open_meeting(cell, OCTOBER, by=by, ended_at=dt.time(21, 5), notice_sent_at=sent)
    paper = {"title": "Dự thảo", "file_name": "a.pdf", "content_type": "application/pdf", "size": 1, "sha256": "0"}
    stored = Paper.objects.create(meeting=meeting, file="a.pdf", uploaded_by=by, **paper)
    Paper.objects.filter(pk=stored.pk).update(uploaded_at=sent)
    for row in meeting.attendances.all():
        Passage.objects.create(meeting=meeting, item=meeting.items.get(), kind="opinion", speaker=row.member, text="x")
    task = Task.objects.create(meeting=before, text="Nạo vét kênh", due_on=dt.date(2026, 10, 1))
    TaskReview.objects.create(task=task, meeting=meeting, outcome="done")
    return meeting
