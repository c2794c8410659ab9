"""What waits for one user: the few things only he or she can do next."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Q, Window
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from cells.access import Scope, scope_of
from cells.models import Organisation, OrganisationKind
from cells.queries.candidates import due_members, due_rows
from cells.queries.terms import term_ends
from core.ids import IdSet
from core.periods import day_of, format_date, today
from evaluations.models import Evaluation, Period
from meetings.access.meetings import COMMITTEE_KINDS
from meetings.models import REGULAR_KINDS, Meeting
from reports.queries.month_waiting import month_waiting
from reports.queries.waiting import Ask, Sort, Waiting, read
from reports.queries.year_waiting import year_waiting

SHOWN = 8
"""How many things of one sort are named before the rest is only counted."""


def waiting_for(user: User) -> list[Waiting]:
    """What waits for this user, late things first, then the oldest."""
    scope, day = scope_of(user), today()
    sorts = [
        _list_to_import(scope),
        _meetings_to_hold(scope, day),
        _meetings_to_plan(scope, day),
        _minutes_to_judge(scope, user, day),
        _evaluations_to_enter(scope),
        _evaluations_to_judge(scope),
        _terms_to_end(scope, day),
        _members_to_recognise(scope, day),
        *month_waiting(user, scope, day),
        *year_waiting(user, scope, day),
    ]
    return sorted(read(sorts), key=lambda thing: (not thing.is_late, thing.since or day))


def own_cells(scope: Scope) -> list[Organisation]:
    """The standing cells the user belongs to; without their names, which are read with others."""
    cells = Organisation.objects.filter(pk__in=scope.own_cells, ended_on__isnull=True)
    return list(cells.exclude(periods__kind=OrganisationKind.PARTY_GROUP))


def next_meeting(user: User) -> Meeting | None:
    """The next planned meeting of a cell the user belongs to or leads; the cell without its name."""
    scope = scope_of(user)
    return (
        Meeting.objects.filter(
            cell__in=scope.own_cells | scope.led_cells, state=Meeting.State.PLANNED, held_on__gte=today()
        )
        .select_related("cell")
        .order_by("held_on", "planned_time")
        .first()
    )


def _list_to_import(scope: Scope) -> Sort:
    """A committee without a unit below it begins with the list its office keeps."""
    if scope.directed_roots and scope.directed == scope.directed_roots:
        yield Waiting(
            "upload",
            _("Nhập danh sách đảng viên"),
            _("Chưa có chi bộ nào trong sổ; bắt đầu từ tệp Excel văn phòng đang giữ."),
            reverse("cells:import_upload"),
        )


def _terms_to_end(scope: Scope, day: dt.date) -> Sort:
    """Terms that end within the first alert, told to those who lead the unit or one above it."""
    units = scope.led_cells | scope.directed | scope.reviewed
    if not units:
        return
    ends = yield Ask(term_ends(units, day))
    yield Waiting(
        "clock",
        ngettext("Nhiệm kỳ của %(number)s đơn vị sắp hết", "Nhiệm kỳ của %(number)s đơn vị sắp hết", len(ends))
        % {"number": len(ends)},
        _("Sớm nhất: ngày %(day)s. Chuẩn bị đại hội, hoặc đề nghị cho kéo dài.") % {"day": format_date(ends[0])},
        reverse("cells:term_ending_list"),
        is_late=ends[0] < day,
    )


def _meetings_to_hold(scope: Scope, day: dt.date) -> Sort:
    held = scope.led_cells | scope.directed_roots
    if not held:
        return
    pending = (
        Meeting.objects.filter(cell__in=held)
        .filter(Q(state=Meeting.State.OPEN) | Q(state=Meeting.State.PLANNED, held_on__lte=day))
        .select_related("cell")
        .order_by("held_on")[:SHOWN]
    )
    for meeting in (yield Ask(pending, "cell")):
        yield _meeting_to_finish(meeting, day)


def _meetings_to_plan(scope: Scope, day: dt.date) -> Sort:
    if not scope.led_cells:
        return
    planned = Meeting.objects.filter(cell__in=scope.led_cells, year=day.year, month=day.month, kind__in=REGULAR_KINDS)
    unplanned = (
        Organisation.objects.filter(pk__in=scope.led_cells, ended_on__isnull=True)
        .exclude(periods__kind=OrganisationKind.PARTY_GROUP)
        .exclude(pk__in=planned.exclude(state=Meeting.State.CANCELLED).values("cell"))
        .prefetch_related("periods")
    )
    for cell in (yield Ask(unplanned)):
        yield Waiting(
            "calendar",
            _("Lên lịch sinh hoạt tháng %(month)s") % {"month": day.month},
            str(cell),
            reverse("meetings:meeting_plan", args=[cell.pk]),
            since=day.replace(day=1),
        )


def _meeting_to_finish(meeting: Meeting, day: dt.date) -> Waiting:
    returned = meeting.returned_reason
    if meeting.state == Meeting.State.PLANNED:
        title = _("Mở buổi sinh hoạt và điểm danh")
    elif returned:
        title = _("Sửa biên bản bị trả lại: %(reason)s") % {"reason": returned[:80]}
    else:
        title = _("Ghi nốt biên bản rồi gửi")
    return Waiting(
        "minutes",
        title,
        _("%(cell)s, %(meeting)s ngày %(date)s")
        % {"cell": meeting.cell, "meeting": meeting, "date": format_date(meeting.held_on)},
        meeting.get_absolute_url(),
        since=meeting.held_on,
        is_late=bool(returned) or (day - meeting.held_on).days > 2,
    )


def _minutes_to_judge(scope: Scope, user: User, day: dt.date) -> Sort:
    """Minutes that the user may approve: of units below, never of the own committee."""
    below, boards = IdSet(scope.directed - scope.directed_roots), IdSet(scope.reviewed - scope.directed_roots)
    if not (below or boards):
        return
    judged = Q(cell__in=below) | Q(cell__in=boards, kind__in=COMMITTEE_KINDS)
    sent = (
        Meeting.objects.filter(judged, state=Meeting.State.SUBMITTED)
        .exclude(submitted_by=user)
        .select_related("cell")
        .order_by("submitted_at")[: SHOWN * 3]
    )
    for meeting in (yield Ask(sent, "cell")):
        since = day_of(meeting.submitted_at) if meeting.submitted_at else None
        yield Waiting(
            "check",
            _("Duyệt biên bản %(cell)s") % {"cell": meeting.cell},
            _("%(meeting)s, họp ngày %(date)s") % {"meeting": meeting, "date": format_date(meeting.held_on)},
            meeting.get_absolute_url(),
            since=since,
            is_late=bool(since and (day - since).days > 5),
        )


def _open_evaluations(**conditions: object) -> Any:
    """Numbers of evaluations by period and cell."""
    return (
        Evaluation.objects.filter(period__state=Period.State.OPEN, **conditions)
        .values("period", "period__year", "cell")
        .annotate(number=Count("pk"))
        .order_by("period", "cell")
    )


def _evaluations_to_enter(scope: Scope) -> Sort:
    if not scope.led_cells:
        return
    for row in (yield Ask(_open_evaluations(cell__in=scope.led_cells, state=Evaluation.State.OPEN))):
        number = row["number"]
        yield Waiting(
            "award",
            _("Nhập số liệu đánh giá năm %(year)s") % {"year": row["period__year"]},
            ngettext("còn %(number)s phiếu chưa gửi", "còn %(number)s phiếu chưa gửi", number) % {"number": number},
            reverse("evaluations:cell_sheet", args=[row["period"], row["cell"]]),
        )


def _evaluations_to_judge(scope: Scope) -> Sort:
    """What the committee may decide, one line for each year; what the board appraises is in ``decision_waiting``."""
    if not scope.directed:
        return
    states = (Evaluation.State.SUBMITTED, Evaluation.State.REVIEWED)
    rows = (
        Evaluation.objects.filter(period__state=Period.State.OPEN, cell__in=scope.directed, state__in=states)
        .values("period", "period__year")
        .annotate(number=Count("pk"))
    )
    for row in (yield Ask(rows)):
        number = row["number"]
        yield Waiting(
            "award",
            _("Quyết định xếp loại năm %(year)s") % {"year": row["period__year"]},
            ngettext("%(number)s phiếu", "%(number)s phiếu", number) % {"number": number},
            reverse("evaluations:period_detail", args=[row["period"]]),
        )


def _members_to_recognise(scope: Scope, day: dt.date) -> Sort:
    """Probationary members who come up for recognition, in one line."""
    cells = scope.led_cells | scope.directed
    if not cells:
        return
    rows = due_rows(cells, day).prefetch_related(None).annotate(number=Window(Count("pk")))
    soonest = yield Ask(rows[:1])
    [first], number = due_members(soonest, day), soonest[0].number
    sentence = ngettext(
        "%(number)s đảng viên dự bị sắp đến hạn chính thức",
        "%(number)s đảng viên dự bị sắp đến hạn chính thức",
        number,
    )
    yield Waiting(
        "clock",
        sentence % {"number": number},
        _("gần nhất: %(name)s, ngày %(day)s") % {"name": first.member, "day": format_date(first.due_on)},
        reverse("cells:official_due_list"),
        since=first.due_on,
        is_late=first.due_on < day,
    )
