"""What the dossier of a member's year holds and lacks: as the leaders read it, and as the member may read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cells.models import Member, Membership, Organisation
from core.periods import format_date, today
from evaluations.models import Evaluation
from meetings.documents.year_sheet import last_day_of
from meetings.models import Attendance
from meetings.workflow import FINAL, HELD
from reports.dossiers import evaluated, met
from reports.dossiers.leaves import (
    APPRAISAL,
    MINUTES,
    OPINIONS,
    OTHERS,
    RESIDENCE,
    Contents,
    Gap,
    Leaf,
    gaps_in_order,
    in_order,
    last_day,
)
from reports.dossiers.of_units import list_form, not_evaluated
from reports.dossiers.reading import Records, read_records

INTERNAL = frozenset({RESIDENCE, APPRAISAL, OPINIONS})
"""What others thought of the member, which he does not read."""
NAMING_ALL = ("cu-tru", "goi-y", "gop-y", "tham-dinh", "quyet-dinh")


@dataclass(frozen=True)
class Home:
    """Where a member's dossier of a year is kept: the unit of the year's evaluation, else the one he was in last."""

    unit: Organisation | None
    evaluation: Evaluation | None
    stays: Sequence[Membership]
    """All cells of the year, by their days."""


def home_of(member: Member, year: int) -> Home:
    evaluation, stays = evaluation_of(member, year), _stays(member, year)
    if evaluation is not None:
        known = {stay.cell_id: stay.cell for stay in stays}
        return Home(known.get(evaluation.cell_id, evaluation.cell), evaluation, stays)
    own = [stay for stay in stays if stay.kind == Membership.Kind.PERMANENT]
    return Home((own or stays)[-1].cell if stays else None, None, stays)


def evaluation_of(member: Member, year: int) -> Evaluation | None:
    rows = Evaluation.objects.filter(member=member, period__year=year, period__quarter=None)
    return rows.select_related("period", "cell").order_by("pk").last()


def years_of(member: Member) -> list[int]:
    """The years for which there may be papers, the latest first."""
    years = set(
        Attendance.objects.filter(member=member, meeting__state__in=HELD).values_list("meeting__year", flat=True)
    )
    years |= set(Evaluation.objects.filter(member=member).values_list("period__year", flat=True))
    return sorted(years | {today().year}, reverse=True)


def _stays(member: Member, year: int) -> list[Membership]:
    rows = Membership.objects.filter(member=member, valid_from__lte=last_day(year))
    rows = rows.exclude(valid_to__lt=dt.date(year, 1, 1)).select_related("cell")
    return list(rows.prefetch_related("cell__periods").order_by("valid_from", "pk"))


def contents_of_member(
    member: Member, unit: Organisation, year: int, *, reads_all: bool, home: Home | None = None
) -> Contents:
    """The dossier as of today; without ``reads_all`` no opinions, appraisals or ballots stand in it.

    Minutes are those of ``unit`` at whose meetings the member was on the roll; another cell keeps its own. ``home`` is
    that of the year where it is at hand.
    """
    home = home or home_of(member, year)
    own = home.evaluation if home.evaluation and home.evaluation.cell_id == unit.pk else None
    records = read_records([unit], year, on=today(), only=own or Evaluation(pk=0))
    leaves = [*evaluated.leaves(unit, records, reads_all=reads_all), *_meetings(member, unit, records)]
    gaps: list[Gap] = []
    if own:
        gaps += evaluated.gaps(unit, records, reads_all=reads_all)
        gaps += met.review_gaps(unit, records)
    else:
        gaps.append(not_evaluated(year))
    return Contents(
        unit=unit,
        year=year,
        name=unit.label(last_day_of(unit, year)),
        member=member,
        period=own.period if own else None,
        form=list_form(own.period if own else None, year),
        leaves=in_order(_only_of(member, leaf) for leaf in leaves),
        gaps=gaps_in_order(gaps),
        notes=tuple(_notes(home.stays, unit, year)),
        closed=frozenset() if reads_all else INTERNAL,
    )


def _only_of(member: Member, leaf: Leaf) -> Leaf:
    """Papers of a unit that name each subject are made for this member alone."""
    if leaf.key.split(":")[0] in NAMING_ALL:
        return Leaf(leaf.record, f"{leaf.key}:{member.pk}", leaf.title, leaf.note)
    return leaf


def _meetings(member: Member, unit: Organisation, records: Records) -> Iterator[Leaf]:
    """The own attendance, wherever it was; the minutes of the unit."""
    marks = Attendance.objects.filter(member=member, meeting__year=records.year, meeting__state__in=HELD)
    rolls = set(marks.values_list("meeting", flat=True))
    if rolls:
        yield Leaf(OTHERS, f"di-hop:{member.pk}:{unit.pk}", _("Các buổi sinh hoạt đã dự trong năm"))
    named = {row.meeting_id: row.meeting for row in records.reviews.get(unit.pk, ())}
    for meeting in named.values():
        if meeting.state in FINAL and meeting.pk in rolls:
            yield met.minutes_leaf(meeting, MINUTES)
    for meeting in records.meetings.get(unit.pk, ()):
        if meeting.state in FINAL and meeting.pk in rolls and meeting.pk not in named:
            yield met.minutes_leaf(meeting, OTHERS)


def _notes(stays: Sequence[Membership], unit: Organisation, year: int) -> Iterator[str]:
    """Every cell of the year, with its days: the papers of others lie in their own dossiers."""
    for stay in stays if len(stays) > 1 else ():
        end = stay.valid_to or last_day(year)
        words = {
            "cell": stay.cell.label(end),
            "first": format_date(max(stay.valid_from, dt.date(year, 1, 1))),
            "last": format_date(min(end, last_day(year))),
            "kind": stay.get_kind_display(),
        }
        if stay.cell_id == unit.pk:
            yield _("%(first)s – %(last)s: %(cell)s (%(kind)s).") % words
        else:
            yield _("%(first)s – %(last)s: %(cell)s (%(kind)s); biên bản ở hồ sơ của chi bộ ấy.") % words
