"""What waits for someone about scores: minutes without a score of their own, scores to give above, grades to fix."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Exists, Min, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cells.access import Scope
from core.ids import IdSet
from core.periods import add_months, format_date
from meetings.models import REGULAR_KINDS, Meeting, MeetingScore
from meetings.rules.scoring import spoken
from meetings.workflow import FINAL, State
from reports.queries.waiting import Ask, Sort, Waiting

SHOWN = 8
MONTHS = 3
"""Older meetings are not asked for any more."""
SCORES = MeetingScore.objects.filter(meeting=OuterRef("pk"))


def score_waiting(scope: Scope, day: dt.date) -> list[Sort]:
    """Each sort from its own function."""
    return [
        _without_self_score(scope, day),
        _to_score_above(scope, day),
        _to_grade(scope, day),
    ]


def _without_self_score(scope: Scope, day: dt.date) -> Sort:
    """Meetings of the own cells that are closed, not sent yet, and that nobody has scored."""
    if not scope.led_cells:
        return
    rows = _lately(day).filter(
        cell__in=scope.led_cells, state=State.OPEN, self_score__isnull=True, ended_at__isnull=False
    )
    for meeting in (yield Ask(rows.select_related("cell").order_by("held_on")[:SHOWN], "cell")):
        yield Waiting(
            "award",
            _("Chi bộ tự chấm điểm buổi sinh hoạt"),
            _("%(cell)s, %(meeting)s ngày %(date)s")
            % {"cell": meeting.cell, "meeting": meeting, "date": format_date(meeting.held_on)},
            reverse("meetings:meeting_self_score", args=[meeting.pk]),
            since=meeting.held_on,
        )


def _to_score_above(scope: Scope, day: dt.date) -> Sort:
    """Of units looked after: scored by the cell, not yet by the person in charge."""
    units = IdSet(scope.charged - scope.led_cells)
    if not units:
        return
    own, above = (Exists(SCORES.filter(scorer=scorer)) for scorer in MeetingScore.Scorer)
    rows = _lately(day).filter(own, ~above, cell__in=units)
    for meeting in (yield Ask(rows.select_related("cell").order_by("held_on")[:SHOWN], "cell")):
        yield Waiting(
            "award",
            _("Chấm điểm buổi sinh hoạt của %(cell)s") % {"cell": meeting.cell},
            _("%(meeting)s, chi bộ tự chấm %(score)s") % {"meeting": meeting, "score": spoken(meeting.self_score)},
            reverse("meetings:meeting_superior_score", args=[meeting.pk]),
            since=meeting.held_on,
        )


def _to_grade(scope: Scope, day: dt.date) -> Sort:
    """Meetings scored by their cells whose official grade is not fixed, one line for each committee and month."""
    cells = IdSet(scope.directed - scope.directed_roots - scope.led_cells)
    if not scope.directed_roots or not cells:
        return
    rows = (
        _lately(day)
        .filter(Exists(SCORES), cell__in=cells, official_grade__isnull=True, state__in=[State.SUBMITTED, *FINAL])
        .values("year", "month")
        .annotate(number=Count("pk"), first=Min("held_on"))
        .order_by("year", "month")
    )
    root = min(scope.directed_roots)
    for row in (yield Ask(rows)):
        words = ngettext(
            "%(number)s chi bộ chưa có xếp loại chính thức",
            "%(number)s chi bộ chưa có xếp loại chính thức",
            row["number"],
        )
        yield Waiting(
            "award",
            _("Xếp loại sinh hoạt tháng %(month)s/%(year)s") % row,
            words % row,
            f"{reverse('meetings:month_scores', args=[root])}?thang={row['year']}-{row['month']:02d}",
            since=row["first"],
        )


def _lately(day: dt.date) -> QuerySet[Meeting]:
    return Meeting.objects.filter(kind__in=REGULAR_KINDS, held_on__gte=add_months(day, -MONTHS)).defer("snapshot")
