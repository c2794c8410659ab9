"""A cell's meetings: the list of a year, and the part shown on the cell's page."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from accounts.request import SignedInRequest
from cells.access import actions_for, get_organisation
from cells.queries import superior_of
from core.periods import today
from meetings.access import meetings_visible_to
from meetings.models import Meeting, MeetingKind
from meetings.queries import month_board
from meetings.queries.conduct import meet_by_days
from meetings.queries.lists import filtered, meetings_with_attendance, years_of
from meetings.queries.scores import grade_marks

PAGE = 24
SHOWN_ON_THE_CELL_PAGE = 4


def meeting_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """The meetings of a cell, newest first, by year, kind and state."""
    cell = get_organisation(request.user, pk)
    meetings = meetings_visible_to(request.user).filter(cell=cell)
    words = request.GET
    years = years_of(meetings)
    year = int(words["nam"]) if words.get("nam", "") in {str(known) for known in years} else None
    kind = words.get("loai", "") if words.get("loai") in MeetingKind.values else ""
    state = words.get("trang-thai", "") if words.get("trang-thai") in Meeting.State.values else ""
    found = filtered(meetings_with_attendance(meetings), year=year, kind=kind, state=state)
    page = Paginator(found, PAGE).get_page(words.get("trang"))
    context = {
        "cell": cell,
        "page": page,
        "marks": grade_marks([meeting.pk for meeting in page]),
        "years": years,
        "year": year,
        "kind": kind,
        "kinds": MeetingKind.choices,
        "state": state,
        "states": Meeting.State.choices,
        "actions": actions_for(request.user, cell),
    }
    return render(request, "meetings/meeting_list.html", context)


def cell_meetings_panel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Part of the cell's page: its twelve months of this year and the latest meetings."""
    cell = get_organisation(request.user, pk)
    day = today()
    board = month_board([cell], day.year, day)
    latest = meetings_with_attendance(meetings_visible_to(request.user).filter(cell=cell))
    superior = superior_of(cell, day)
    context = {
        "cell": cell,
        "year": day.year,
        "superior": superior,
        "meet_by_day": meet_by_days([cell]).for_cell(cell, day),
        "may_set_day": superior is not None and "decide" in actions_for(request.user, superior),
        "months": [(month, board[cell.pk, month]) for month in range(1, 13)],
        "meetings": latest[:SHOWN_ON_THE_CELL_PAGE],
    }
    return render(request, "meetings/cell_meetings_panel.html", context)
