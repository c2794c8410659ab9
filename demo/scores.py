"""Invented scores: the committee's sheet, the last two months scored by cell and person above, grades before that."""

import datetime as dt
import random
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from accounts.models import User
from cells.models import Organisation
from demo.calendar import SEED
from demo.clock import written_on
from demo.commune import writer_of
from meetings.documents import minutes_of
from meetings.models import REGULAR_KINDS, Meeting, MeetingGrade, MeetingScore
from meetings.queries.attendance import tally
from meetings.queries.score_page import ScorePage, grading_of, score_page
from meetings.services.scores import Given, fix_grade, save_superior_score
from meetings.services.sheets import Decision, put_sheet_in_force
from meetings.workflow import FINAL, State

SCORED = ((2026, 9), (2026, 10))
GRADED_AFTER = 12
"""Days after a meeting on which the committee fixes its grade."""
FIRST_OF_THE_YEAR = dt.date(2026, 1, 1)
LOST = {
    "4.2": "phương hướng chưa có chỉ tiêu cụ thể",
    "5": "gợi mở thảo luận còn ít",
    "6": "tự phê bình và phê bình còn hạn chế",
    "3.1": "thiếu nội dung theo hướng dẫn",
    "4.4": "phê bình còn nể nang",
}


def score_the_meetings(commune: Organisation, users: dict[str, User]) -> None:
    """Put sheets in force, score the last two months of every cell, and fix the grades of all earlier ones."""
    with written_on(FIRST_OF_THE_YEAR):
        _sheets(commune, users["xa"])
    held = Meeting.objects.filter(cell__periods__parent=commune).distinct()
    for year, month in SCORED:
        scored = held.filter(year=year, month=month, state__in=[State.SUBMITTED, *FINAL], kind__in=REGULAR_KINDS)
        for meeting in scored.select_related("cell").prefetch_related("cell__periods").order_by("cell", "pk"):
            _score(meeting, users["xa"])
    before = held.filter(state__in=FINAL, self_score__isnull=False, official_grade__isnull=True)
    before = before.filter(held_on__lt=dt.date(2026, 9, 1))
    grades = list(_grades(list(before.defer("snapshot").order_by("held_on", "pk")), users["xa"]))
    for held_on, of_day in groupby(grades, key=lambda grade: grade.meeting.held_on):
        with written_on(held_on + dt.timedelta(days=GRADED_AFTER)):
            MeetingGrade.objects.bulk_create(of_day)


def _sheets(commune: Organisation, by: User) -> None:
    own = {"title": "Bảng chấm điểm sinh hoạt chi bộ của Đảng ủy xã Vân Trục"}
    decision = Decision(
        "an-phu-2025", FIRST_OF_THE_YEAR, own=own, document="QĐ 21-QĐ/ĐU", document_on=dt.date(2025, 12, 25)
    )
    put_sheet_in_force(commune, decision, by=by)
    province = Organisation.objects.get(code="PT")
    put_sheet_in_force(province, Decision("ban-thuong-vu-tham-khao", FIRST_OF_THE_YEAR), by=None)


def _score(meeting: Meeting, above: User) -> None:
    """The person above scores; the cell's own score was a little kinder."""
    chance = random.Random(f"{SEED}{meeting.cell.name}{meeting.held_on}")
    page = score_page(meeting)
    if page.scoring is None or not page.scoring.sheet.maximum:
        return
    with written_on(meeting.held_on + dt.timedelta(days=5)):
        own = save_superior_score(meeting, _points(page, chance, lost=1), by=writer_of(meeting.cell))
        MeetingScore.objects.filter(pk=own.pk).update(
            scorer=MeetingScore.Scorer.SELF, agreed=tally(meeting).body_present, scored_by=writer_of(meeting.cell)
        )
        _write_into_the_minutes(meeting, own)
        if meeting.state in FINAL and chance.randrange(4):
            save_superior_score(meeting, _points(page, chance, lost=chance.choice((1, 1, 3))), by=above)
            if meeting.month < SCORED[-1][1]:
                fix_grade(meeting, grade=own.grade, by=above)


def _points(page: ScorePage, chance: random.Random, *, lost: int) -> dict[str, Given]:
    given = {row.number: Given(Decimal(row.criterion.maximum)) for row in page.to_fill}
    for number in chance.sample(sorted(LOST), lost):
        if number in given:
            given[number] = Given(given[number].points - 1, LOST[number])
    return given


def _write_into_the_minutes(meeting: Meeting, own: MeetingScore) -> None:
    meeting.self_score = own.percent
    if meeting.state in FINAL:
        meeting.snapshot = minutes_of(meeting).to_json()
    meeting.save(update_fields=["self_score", "snapshot"])


def _grades(meetings: list[Meeting], by: User) -> Iterator[MeetingGrade]:
    for meeting in meetings:
        mine = grading_of(meeting, None)
        if mine is not None:
            yield MeetingGrade(meeting=meeting, grade=mine.key, label=mine.label, percent=mine.percent, decided_by=by)
