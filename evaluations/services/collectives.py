"""Leadership collectives: adding, changing and ending them, and who belongs to them from when."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Member, Organisation
from core.errors import DomainError
from core.periods import format_date, today
from core.vietnamese import normalise
from evaluations.models import CollectiveSeat, LeadershipCollective
from evaluations.queries.collectives import OFFICES_OF, takes_seats


@transaction.atomic
def add_collective(
    committee: Organisation,
    *,
    by: User,
    kind: str,
    name: str,
    valid_from: dt.date,
    unit: Organisation | None = None,
    reviewed_with: Organisation | None = None,
) -> LeadershipCollective:
    """A collective that the committee reviews and rates (QĐ 366 Đ5); one name only once at a time."""
    Organisation.objects.select_for_update().get(pk=committee.pk)
    collective = LeadershipCollective(
        organisation=committee,
        unit=unit,
        kind=kind,
        name=normalise(name),
        reviewed_with=reviewed_with,
        valid_from=valid_from,
    )
    _check(collective)
    collective.save(force_insert=True)
    _record("evaluations.collective_added", collective, by, {"name": [None, collective.name]})
    return collective


@transaction.atomic
def change_collective(
    collective: LeadershipCollective,
    *,
    by: User,
    kind: str,
    name: str,
    valid_from: dt.date,
    unit: Organisation | None,
    reviewed_with: Organisation | None,
) -> bool:
    """Correct what is written of a collective; returns whether anything changed."""
    collective = _locked(collective)
    before = {field: getattr(collective, field) for field in ("kind", "name", "valid_from", "unit", "reviewed_with")}
    after = {
        "kind": kind,
        "name": normalise(name),
        "valid_from": valid_from,
        "unit": unit,
        "reviewed_with": reviewed_with,
    }
    changes = {field: [before[field], value] for field, value in after.items() if before[field] != value}
    if not changes:
        return False
    for field in changes:
        setattr(collective, field, after[field])
    _check(collective)
    collective.save(update_fields=list(changes))
    _record("evaluations.collective_changed", collective, by, changes)
    return True


@transaction.atomic
def end_collective(collective: LeadershipCollective, *, by: User, last_day: dt.date) -> None:
    """The collective ends; the places in it end with it. What was rated stays."""
    collective = _locked(collective)
    _check_end(collective.valid_from, collective.valid_to, last_day)
    collective.valid_to = last_day
    collective.save(update_fields=["valid_to"])
    CollectiveSeat.objects.filter(collective=collective, valid_to=None, valid_from__lte=last_day).update(
        valid_to=last_day
    )
    _record("evaluations.collective_ended", collective, by, {"valid_to": [None, last_day]})


@transaction.atomic
def give_place(
    collective: LeadershipCollective,
    member: Member,
    *,
    by: User,
    title: str,
    valid_from: dt.date,
    is_head: bool = False,
) -> CollectiveSeat:
    """Somebody belongs to the collective from that day; it has one head, and each person one place at a time."""
    collective, title = _locked(collective), normalise(title)
    if takes_seats(collective):
        raise DomainError(
            _("%(name)s lấy người theo chức vụ cấp ủy của %(unit)s; hãy giao chức vụ ở trang “Chức vụ, nhiệm kỳ”.")
            % {"name": collective, "unit": collective.unit}
        )
    if not title:
        raise DomainError(_("Hãy ghi chức vụ, ví dụ: Chủ tịch Ủy ban nhân dân xã."), field="title")
    if valid_from < collective.valid_from or (collective.valid_to and valid_from > collective.valid_to):
        words = {"name": collective, "day": format_date(collective.valid_from)}
        raise DomainError(
            _("%(name)s có từ ngày %(day)s; hãy ghi ngày trong thời gian đó.") % words, field="valid_from"
        )
    _refuse_second_place(collective, member, is_head=is_head, valid_from=valid_from)
    place = CollectiveSeat.objects.create(
        collective=collective, member=member, title=title, is_head=is_head, valid_from=valid_from
    )
    _record("evaluations.place_given", collective, by, {"member": [None, member], "title": [None, title]})
    return place


@transaction.atomic
def end_place(place: CollectiveSeat, *, by: User, last_day: dt.date) -> None:
    """Somebody belongs to the collective no longer after that day."""
    place = (
        CollectiveSeat.objects.select_for_update(of=("self",)).select_related("collective", "member").get(pk=place.pk)
    )
    _check_end(place.valid_from, place.valid_to, last_day)
    place.valid_to = last_day
    place.save(update_fields=["valid_to"])
    changes: dict[str, list[object]] = {"member": [place.member, None], "valid_to": [None, last_day]}
    _record("evaluations.place_ended", place.collective, by, changes)


def _check(collective: LeadershipCollective) -> None:
    if collective.kind not in LeadershipCollective.Kind.values:
        raise DomainError(_("Hãy chọn loại tập thể trong danh sách."), field="kind")
    if not collective.name:
        raise DomainError(_("Hãy ghi tên tập thể, ví dụ: Tập thể lãnh đạo Ủy ban nhân dân xã."), field="name")
    if collective.kind in OFFICES_OF and collective.unit is None:
        raise DomainError(_("Hãy chọn tổ chức đảng có ban thường vụ, ban chấp hành này."), field="unit")
    same = LeadershipCollective.objects.filter(organisation=collective.organisation_id, valid_to=None)
    if same.filter(name__iexact=collective.name).exclude(pk=collective.pk).exists():
        raise DomainError(_("Đã có tập thể “%(name)s”; hãy xem trong danh sách.") % {"name": collective}, field="name")


def _check_end(first: dt.date, ended: dt.date | None, last_day: dt.date) -> None:
    if ended is not None:
        raise DomainError(_("Đã ghi kết thúc ngày %(day)s.") % {"day": format_date(ended)}, field="last_day")
    if not first <= last_day <= today():
        words = {"day": format_date(first)}
        raise DomainError(_("Ngày kết thúc phải từ %(day)s đến hôm nay.") % words, field="last_day")


def _refuse_second_place(
    collective: LeadershipCollective, member: Member, *, is_head: bool, valid_from: dt.date
) -> None:
    later = Q(valid_to=None) | Q(valid_to__gte=valid_from)
    held = CollectiveSeat.objects.filter(later, collective=collective)
    if held.filter(member=member).exists():
        words = {"member": member, "name": collective}
        raise DomainError(_("Đồng chí %(member)s đã có trong %(name)s.") % words)
    head = held.filter(is_head=True).select_related("member").first() if is_head else None
    if head is not None:
        words = {"name": collective, "head": head.member}
        raise DomainError(
            _("%(name)s đã có người đứng đầu là đồng chí %(head)s; hãy ghi kết thúc trước.") % words, field="is_head"
        )


def _locked(collective: LeadershipCollective) -> LeadershipCollective:
    rows = LeadershipCollective.objects.select_for_update(of=("self",)).select_related(
        "organisation", "unit", "reviewed_with"
    )
    return rows.get(pk=collective.pk)


def _record(action: str, collective: LeadershipCollective, by: User, changes: dict[str, list[object]]) -> None:
    plain = {field: [_plain(value) for value in pair] for field, pair in changes.items()}
    record(action, collective, by=by, organisation=collective.organisation, changes=plain)


def _plain(value: object) -> object:
    if value is None or isinstance(value, str):
        return value
    return value.isoformat() if isinstance(value, dt.date) else str(value)
