"""The list of a period: who gets an evaluation when it is opened, and what changes when it is brought up to date."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import AuditEvent, User
from cells.models import Member, Organisation
from core.errors import DomainError
from evaluations.models import Evaluation, Period
from evaluations.queries.leaders import leading_posts
from evaluations.queries.subjects import Subjects, cells_at, cut_off, members_at, subject_of_members, subjects_of

PLAIN = (Evaluation.Subject.MEMBER, Evaluation.Subject.MEMBER_OUTSIDE)
"""Members without a leading post."""


def period_label(period: Period) -> str:
    """How the audit trail calls a period; always Vietnamese."""
    return (
        f"Kỳ đánh giá năm {period.year}"
        if period.quarter is None
        else f"Kỳ đánh giá quý {period.quarter}/{period.year}"
    )


@dataclass(frozen=True)
class Changes:
    """How many subjects of each kind were added, and how many evaluations changed their cell or became a leader's."""

    cells: int = 0
    committees: int = 0
    collectives: int = 0
    members: int = 0
    moved: int = 0
    leaders: int = 0

    def __bool__(self) -> bool:
        return any(dataclasses.astuple(self))

    def audited(self, always: Iterable[str]) -> dict[str, list[int]]:
        """Pairs for the audit trail: those ``always`` named, and what is not nothing."""
        counts = dataclasses.asdict(self)
        return {name: [0, number] for name, number in counts.items() if number or name in always}


def add_subjects(period: Period, *, with_members: bool) -> Changes:
    """Give each subject that has none yet an evaluation; of a quarter leaders, collectives, and members if asked."""
    found = subjects_of(period)
    known = Evaluation.objects.filter(period=period)
    units = set(known.filter(member=None, collective=None).values_list("cell", flat=True))
    members = set(known.values_list("member", flat=True))
    collectives = set(known.values_list("collective", flat=True))
    kinds = Evaluation.Subject
    cells = [Evaluation(period=period, subject=kinds.CELL, cell=cell) for cell in found.cells if cell.pk not in units]
    committees = [
        Evaluation(period=period, subject=kinds.COMMITTEE, cell=unit)
        for unit in found.committees
        if unit.pk not in units
    ]
    groups = [
        Evaluation(period=period, subject=kinds.COLLECTIVE, cell=row.unit or period.organisation, collective=row)
        for row in found.collectives
        if row.pk not in collectives
    ]
    people = [
        Evaluation(period=period, subject=_subject_of(found, cell, member), cell=cell, member=member)
        for cell, member in found.people
        if member.pk not in members and (with_members or found.is_leader(member.pk))
    ]
    if period.quarter is not None:
        cells, committees = [], []
    Evaluation.objects.bulk_create([*cells, *committees, *groups, *people])
    return Changes(len(cells), len(committees), len(groups), len(people))


def _subject_of(found: Subjects, cell: Organisation, member: Member) -> str:
    return Evaluation.Subject.LEADER if found.is_leader(member.pk) else subject_of_members(cell)


@transaction.atomic
def update_subjects(period: Period, *, by: User) -> Changes:
    """Bring the list up to date: add who came, move whose cell changed while open, take up who became a leader.

    Who left stays in the list and is proposed as not rated, so that no one disappears silently. The receiving cell
    rates a member who moved (HD 21-HD/BTCTW).
    """
    period = lock_open_period(period)
    moved = _move_members(period)
    leaders = _name_leaders(period)
    added = add_subjects(period, with_members=_has_members(period))
    changes = dataclasses.replace(added, moved=moved, leaders=leaders)
    if changes:
        record(
            "evaluations.subjects_updated",
            period,
            by=by,
            organisation=period.organisation,
            label=period_label(period),
            changes=changes.audited(("cells", "members", "moved")),
        )
    return changes


def _has_members(period: Period) -> bool:
    """A year has all members; a quarter has them once some were put into it."""
    return period.quarter is None or Evaluation.objects.filter(period=period, subject__in=PLAIN).exists()


def _move_members(period: Period) -> int:
    on = cut_off(period)
    homes = {member.pk: cell for cell, member in members_at(cells_at(period.organisation, on), on)}
    open_rows = Evaluation.objects.select_for_update(of=("self",)).filter(
        period=period, member__isnull=False, state=Evaluation.State.OPEN
    )
    moved = [row for row in open_rows if row.member_id in homes and homes[row.member_id].pk != row.cell_id]
    for row in moved:
        row.cell = homes[row.member_id]  # type: ignore[index]
    Evaluation.objects.bulk_update(moved, ["cell"])
    return len(moved)


def _name_leaders(period: Period) -> int:
    """Open evaluations of those who hold a leading post become a leader's, unless a person chose the kind."""
    rows = Evaluation.objects.select_for_update(of=("self",)).filter(
        period=period,
        state=Evaluation.State.OPEN,
        subject__in=PLAIN,
    )
    by_member = {row.member_id: row for row in rows if row.member_id}
    chosen = AuditEvent.objects.filter(action="evaluations.subject_changed", thing_kind=Evaluation._meta.label)
    kept = set(chosen.filter(thing_id__in=[row.pk for row in by_member.values()]).values_list("thing_id", flat=True))
    posts = leading_posts(by_member, cut_off(period))
    named = [row for pk, row in by_member.items() if pk in posts and row.pk not in kept]
    Evaluation.objects.filter(pk__in=[row.pk for row in named]).update(subject=Evaluation.Subject.LEADER)
    return len(named)


def lock_open_period(period: Period) -> Period:
    """The period, locked; refused once it is closed."""
    locked = Period.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=period.pk)
    if locked.state != Period.State.OPEN:
        raise DomainError(_("Kỳ đánh giá năm %(year)s đã kết thúc nên không sửa được.") % {"year": locked.year})
    return locked
