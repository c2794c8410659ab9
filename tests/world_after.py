"""What follows from meetings, one of each: tasks with progress, the year's theme, visits, dialogues."""

import datetime as dt

from meetings.models import Dialogue, KeyTask, Task, Visit, YearTheme


def build_after(commune, cast, approved):
    """``approved`` is a meeting of the first cell whose minutes are."""
    cell, day = commune.cells[0], dt.date(2026, 7, 20)
    own_task = Task.objects.create(meeting=approved, text="Vận động hiến đất", owner=cast.member.member)
    theme = YearTheme.objects.create(organisation=cell, year=2026, title="Năm dữ liệu")
    visit = Visit.objects.create(
        organisation=cell,
        meeting=approved,
        visitor=cast.commune.member,
        visited_on=approved.held_on,
        remarks="Ghi rõ người, rõ việc",
        remedy_due_on=dt.date(2026, 12, 1),
        recorded_by=cast.commune,
    )
    dialogue = Dialogue.objects.create(organisation=cell, held_on=day, subject="Đất dịch vụ")
    return {
        "visit": visit.pk,
        "dialogue": dialogue.pk,
        "question": dialogue.questions.create(question="Bao giờ giao đất?").pk,
        "own_task": own_task.pk,
        "progress": own_task.progress.create(on=day, value=50, recorded_by=cast.member).pk,
        "key_task": KeyTask.objects.create(theme=theme, kind="key", text="Nông thôn mới", order=1).pk,
    }
