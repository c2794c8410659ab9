"""Classes that a committee holds (lớp bồi dưỡng), and who attended them in which role."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.audit import record
from accounts.models import User
from cells.models import Candidate, Member, Organisation, Seat, TrainingClass, TrainingParticipant
from core.errors import DomainError
from core.vietnamese import normalise

MEMBER_ROLE, CANDIDATE_ROLE = "đảng viên", "quần chúng ưu tú"


@transaction.atomic
def create_training(
    organisation: Organisation,
    *,
    name: str,
    starts_on: dt.date,
    ends_on: dt.date | None,
    by: User | None,
    content: str = "",
    place: str = "",
    document: str = "",
) -> TrainingClass:
    """A class of a committee; without a last day it lasts one day."""
    name = normalise(name)
    if not name:
        raise DomainError(_("Hãy ghi tên lớp."), field="name")
    if ends_on is not None and ends_on < starts_on:
        raise DomainError(_("Ngày kết thúc phải từ ngày bắt đầu lớp."), field="ends_on")
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.training_classes.filter(name=name, starts_on=starts_on).exists():
        raise DomainError(_("Đã ghi lớp này, cùng tên và cùng ngày, rồi."), field="name")
    training = TrainingClass.objects.create(
        organisation=organisation,
        name=name,
        content=content.strip(),
        place=normalise(place),
        starts_on=starts_on,
        ends_on=ends_on or starts_on,
        document=normalise(document),
    )
    record("cells.training_created", training, by=by, organisation=organisation, note=training.document)
    return training


@transaction.atomic
def add_participants(
    training: TrainingClass, people: Sequence[Member | Candidate], *, role: str = "", by: User | None
) -> list[TrainingParticipant]:
    """Write people into a class; whoever is in it already stays as he is. Returns the new ones.

    Without a role it is the highest post of the first day, else "đảng viên" or "quần chúng ưu tú".
    """
    TrainingClass.objects.select_for_update().get(pk=training.pk)
    role = normalise(role)
    there = training.participants.filter(is_removed=False)
    members = set(there.exclude(member=None).values_list("member", flat=True))
    candidates = set(there.exclude(candidate=None).values_list("candidate", flat=True))
    posts = _posts([one.pk for one in people if isinstance(one, Member)], training.starts_on)
    added = []
    for one in people:
        known = members if isinstance(one, Member) else candidates
        if one.pk in known:
            continue
        known.add(one.pk)
        if isinstance(one, Member):
            fallback = posts.get(one.pk, MEMBER_ROLE)
            row = TrainingParticipant.objects.create(training=training, member=one, role=role or fallback)
        else:
            row = TrainingParticipant.objects.create(training=training, candidate=one, role=role or CANDIDATE_ROLE)
        added.append(row)
    if added:
        names = [str(row) for row in added]
        changes = {"participants": [None, names]}
        record("cells.participants_added", training, by=by, organisation=training.organisation, changes=changes)
    return added


@transaction.atomic
def change_participant(participant: TrainingParticipant, *, role: str, result: str, by: User | None) -> None:
    """In which role someone attended, and the result."""
    locked = _there(participant)
    role, result = normalise(role), normalise(result)
    changes = {
        name: [getattr(locked, name), value]
        for name, value in (("role", role), ("result", result))
        if getattr(locked, name) != value
    }
    if not changes:
        return
    locked.role, locked.result = role, result
    locked.save(update_fields=["role", "result"])
    organisation = locked.training.organisation
    record("cells.participant_changed", locked, by=by, organisation=organisation, changes=changes)


@transaction.atomic
def remove_participant(participant: TrainingParticipant, *, by: User | None) -> None:
    """Take someone off the class; the row stays, marked."""
    locked = _there(participant)
    locked.is_removed = True
    locked.save(update_fields=["is_removed"])
    record("cells.participant_removed", locked, by=by, organisation=locked.training.organisation)


def _there(participant: TrainingParticipant) -> TrainingParticipant:
    locked = (
        TrainingParticipant.objects.select_for_update(of=("self",))
        .select_related("training__organisation", "member", "candidate")
        .get(pk=participant.pk)
    )
    if locked.is_removed:
        raise DomainError(_("Đồng chí này đã được bỏ khỏi lớp rồi."))
    return locked


def _posts(members: Sequence[int], on: dt.date) -> dict[int, str]:
    """The highest post of each member on that day, as papers write it: "bí thư chi bộ"."""
    seats = Seat.objects.in_force(on).filter(member__in=members).select_related("organisation")
    found: dict[int, str] = {}
    with override("vi"):
        for seat in seats.prefetch_related("organisation__periods").ranked():
            unit = " chi bộ" if seat.organisation.is_cell and seat.title != "Chi ủy viên" else ""
            found.setdefault(seat.member_id, f"{seat.title[:1].lower()}{seat.title[1:]}{unit}")
    return found
