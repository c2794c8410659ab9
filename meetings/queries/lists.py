"""Lists of meetings. They receive the meetings a user may see and never decide that themselves."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, Q, QuerySet

from meetings.models import Attendance, Meeting

PRESENT = Count("attendances", filter=Q(attendances__state=Attendance.State.PRESENT, attendances__is_temporary=False))


def meetings_with_attendance(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Newest first, each with ``present_count``, ready to show its cell, chair and people."""
    return (
        meetings.defer("snapshot")
        .select_related("cell", "chair", "secretary")
        .prefetch_related("cell__periods")
        .annotate(present_count=PRESENT)
        .order_by("-held_on", "-pk")
    )


def filtered(meetings: QuerySet[Meeting], *, year: int | None, kind: str = "", state: str = "") -> QuerySet[Meeting]:
    """The meetings of a year, a kind, a state; an empty choice leaves all."""
    chosen = {"year": year, "kind": kind, "state": state}
    return meetings.filter(**{field: value for field, value in chosen.items() if value})


def years_of(meetings: QuerySet[Meeting]) -> Sequence[int]:
    """The years for which there are meetings, newest first."""
    return list(meetings.order_by("-year").values_list("year", flat=True).distinct())
