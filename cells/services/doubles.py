"""Two records of one person: judged to be two people, or made one with every row kept."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.access import has_posts_beyond
from cells.models import (
    DistinctPair,
    GroupMembership,
    Member,
    MemberMerge,
    Membership,
    ResidenceLink,
    Seat,
    StatusPeriod,
)
from cells.queries.doubles import tables_naming_members
from cells.rules.records import date_faults
from core.errors import DomainError
from core.periods import format_date, today
from core.vietnamese import mask, search_key, sort_key

FIELDS = (
    "full_name",
    "other_name",
    "sex",
    "birth_date",
    "birth_precision",
    "ethnic_group",
    "religion",
    "citizen_id",
    "old_identity_number",
    "card_number",
    "old_card_number",
    "card_issued_on",
    "card_issued_at",
    "birth_registration_place",
    "native_place",
    "residence",
    "phone",
    "has_dossier",
    "dossier_place",
    "admission_decided_on",
    "admitted_on",
    "official_on",
)
"""What a record says itself; the user chooses between two that differ."""
UNIQUE = ("citizen_id", "card_number")
NUMBERS = frozenset({"citizen_id", "old_identity_number", "card_number", "old_card_number"})
DAY = dt.timedelta(days=1)


@dataclass(slots=True)
class MergeResult:
    """What a merge did: rows that now belong to the kept record, and rows that stay with the double."""

    moved: int = 0
    left: int = 0
    """Rows that say the same of one event as a row of the kept record."""


@transaction.atomic
def judge_distinct(member: Member, other: Member, *, by: User) -> None:
    """Say that two records that look alike are two people; they are not proposed again."""
    first, second = sorted((member, other), key=lambda record: record.pk)
    if first.pk == second.pk:
        raise DomainError(_("Hãy chọn hai hồ sơ khác nhau."))
    _row, is_new = DistinctPair.objects.get_or_create(member=first, other=second, defaults={"judged_by": by})
    if is_new:
        record("cells.doubles_judged_distinct", first, by=by, organisation=_cell_of(first), note=str(second))


@transaction.atomic
def merge_members(keep: Member, double: Member, *, take: Collection[str], by: User) -> MergeResult:
    """Make ``double`` one with ``keep``: every dependent row of any table goes over.

    ``take`` names the fields for which the double is right. Times in one cell, status or post that overlap become one;
    of two cells at a time, the one joined later ends the other, and of two joined on one day the kept record's stays.
    Rows that cannot go over (both were at the same meeting) stay with the double's record, which stays too and points
    to the kept one.
    """
    keep, double = _lock(keep, double)
    _refuse_two_accounts(keep, double)
    _refuse_rights_beyond(keep, double, by)
    archive = [_as_stored(double)]
    _take_fields(keep, double, take)
    for rows, same, alike in _dated_rows(keep, double):
        archive += _one_timeline(keep, rows, same=same, alike=alike)
    result = _move_rows(keep, double)
    double.merged_into = keep
    double.save(update_fields=["merged_into"])
    MemberMerge.objects.create(kept=keep, merged=double, absorbed=archive, merged_by=by)
    cell = _cell_of(keep)
    record(
        "cells.members_merged",
        keep,
        by=by,
        organisation=cell,
        changes={"merged": [double.pk, keep.pk], "rows": [0, result.moved], "left": [0, result.left]},
        note=str(double),
    )
    return result


def _lock(keep: Member, double: Member) -> tuple[Member, Member]:
    if keep.pk == double.pk:
        raise DomainError(_("Hãy chọn hai hồ sơ khác nhau."))
    found = {
        row.pk: row for row in Member.objects.select_for_update().filter(pk__in=[keep.pk, double.pk]).order_by("pk")
    }
    if any(row.merged_into_id for row in found.values()):
        raise DomainError(_("Một trong hai hồ sơ vừa được gộp; hãy tải lại danh sách."))
    return found[keep.pk], found[double.pk]


def _refuse_two_accounts(keep: Member, double: Member) -> None:
    if keep.user_id and double.user_id:
        raise DomainError(
            _("Cả hai hồ sơ đều gắn với tài khoản đăng nhập; hãy nhờ người quản trị ngừng một tài khoản trước.")
        )


def _refuse_rights_beyond(keep: Member, double: Member, by: User) -> None:
    """With the rows of the one and the account of the other, rights would be given that are not the user's."""
    if (keep.user_id or double.user_id) and any(has_posts_beyond(by, one) for one in (keep, double)):
        raise DomainError(
            _("Một hồ sơ có tài khoản, một hồ sơ có chức vụ ngoài phạm vi của đồng chí; hãy nhờ cấp trên gộp.")
        )


def _take_fields(keep: Member, double: Member, take: Collection[str]) -> None:
    """The double gives up its unique numbers and account first, so that the kept record may have them."""
    taken = {name: getattr(double, name) for name in FIELDS if name in take and name != "birth_precision"}
    if "birth_date" in taken:
        taken["birth_precision"] = double.birth_precision
    account, double.user = double.user, None
    for name in UNIQUE:
        if name in taken or not getattr(keep, name):
            taken.setdefault(name, getattr(double, name))
            setattr(double, name, "")
    double.save(update_fields=["user", *UNIQUE])
    for name, value in taken.items():
        setattr(keep, name, value)
    keep.user = keep.user or account
    keep.sort_key, keep.search_key = sort_key(keep.full_name), search_key(keep.full_name)
    _refuse_wrong_order(keep)
    keep.save(update_fields=[*taken, "user", "sort_key", "search_key"])


def _refuse_wrong_order(keep: Member) -> None:
    days = {name: getattr(keep, name) for name in ("birth", "admission_decided_on", "admitted_on", "official_on")}
    for fault in date_faults({**days, "today": today()}):
        raise DomainError(_("Các ngày chọn giữ không theo thứ tự; hãy chọn lại.") + " " + fault.text)


Rows = list[Any]


def _dated_rows(keep: Member, double: Member) -> Iterable[tuple[Rows, Callable[[Any], Any], str]]:
    """Each table whose rows may not overlap for one person: rows, what makes two the same, the word for it."""
    both = models.Q(member__in=[keep, double])
    permanent = Membership.objects.filter(both, kind=Membership.Kind.PERMANENT)
    yield list(permanent.order_by("valid_from", "pk")), lambda row: row.cell_id, _("chi bộ")
    for model, same, alike in (
        (StatusPeriod, lambda row: row.status, _("tình trạng")),
        (GroupMembership, lambda row: row.group_id, _("tổ đảng")),
        (ResidenceLink, lambda row: row.cell_name, _("chi bộ nơi cư trú")),
    ):
        yield list(model.objects.filter(both).order_by("valid_from", "pk")), same, alike
    seats = Seat.objects.filter(both).order_by("valid_from", "pk")
    for unit in sorted({seat.organisation_id for seat in seats}):
        yield [seat for seat in seats if seat.organisation_id == unit], lambda row: row.office, _("chức vụ")


def _one_timeline(keep: Member, rows: Rows, *, same: Callable[[Any], Any], alike: str) -> list[dict[str, Any]]:
    """Give all rows to the kept record without an overlap; returns those that another row made needless."""
    if {row.member_id for row in rows} <= {keep.pk}:
        return []
    archive: list[dict[str, Any]] = []
    stay: Rows = []
    for row in rows:
        last = stay[-1] if stay else None
        if last is None or not _overlap(last, row):
            stay.append(row)
        elif same(last) == same(row):
            archive.append(_as_stored(row))
            _stretch(last, row)
            row.delete()
        elif (winner := _standing_membership(keep, last, row)) is not None:
            loser = row if winner is last else last
            stay[-1] = winner
            archive.append(_as_stored(loser))
            loser.delete()
        else:
            _shorten(last, row, alike)
            stay.append(row)
    # Shortened rows first: a stretched or moved one may need their days.
    for row in sorted(stay, key=lambda row: row.member_id == keep.pk, reverse=True):
        row.save(update_fields=["valid_to", *(["end_reason"] if isinstance(row, Membership) else [])])
    for row in stay:
        row.member_id = keep.pk
        row.save(update_fields=["member"])
    return archive


def _overlap(last: Any, row: Any) -> bool:
    return last.valid_to is None or last.valid_to >= row.valid_from


def _standing_membership(keep: Member, last: Any, row: Any) -> Any:
    """Of two cells from the same day, the usual double: the present cell of the kept record, if it has one."""
    if isinstance(row, Membership) and last.valid_from == row.valid_from:
        return next((each for each in (last, row) if each.member_id == keep.pk and each.valid_to is None), None)
    return None


def _stretch(last: Any, row: Any) -> None:
    if last.valid_to is not None and (row.valid_to is None or row.valid_to > last.valid_to):
        last.valid_to = row.valid_to
        if isinstance(row, Membership):
            last.end_reason = row.end_reason


def _shorten(last: Any, row: Any, alike: str) -> None:
    """The later of two ends the earlier; where that is not certain, the user decides first."""
    nested = row.valid_to is not None and (last.valid_to is None or last.valid_to > row.valid_to)
    if last.valid_from == row.valid_from or nested:
        raise DomainError(
            _(
                "Hai hồ sơ có hai %(what)s khác nhau trong cùng thời gian (%(first)s và %(second)s, từ ngày %(day)s); "
                "hãy sửa cho một trong hai kết thúc trước rồi gộp."
            )
            % {"what": alike, "first": last, "second": row, "day": format_date(row.valid_from)}
        )
    last.valid_to = row.valid_from - DAY
    if isinstance(last, Membership):
        last.end_reason = last.end_reason or Membership.EndReason.TRANSFERRED


def _move_rows(keep: Member, double: Member) -> MergeResult:
    """Every row of any table that names the double, found from the models themselves."""
    result = MergeResult()
    for model, name in tables_naming_members():
        for pk in model._base_manager.filter(**{name: double.pk}).values_list("pk", flat=True):
            if _moves(model, pk, name, keep):
                result.moved += 1
            else:
                result.left += 1
    Member.objects.filter(merged_into=double).update(merged_into=keep)
    return result


def _moves(model: type[models.Model], pk: Any, name: str, keep: Member) -> bool:
    try:
        with transaction.atomic():
            model._base_manager.filter(pk=pk).update(**{name: keep.pk})
    except IntegrityError:
        return False
    return True


def _as_stored(row: models.Model) -> dict[str, Any]:
    """A row whole, as plain values; identity numbers masked, for they stay on the record that keeps them."""
    values = {f.attname: f.value_from_object(row) for f in row._meta.concrete_fields}
    for name in NUMBERS & set(values):
        values[name] = mask(values[name])
    encoder = DjangoJSONEncoder()
    plain = {
        name: value if isinstance(value, str | int | bool | None) else encoder.default(value)
        for name, value in values.items()
    }
    return {"table": row._meta.label, **plain}


def _cell_of(member: Member) -> Any:
    row = member.memberships.select_related("cell").order_by("-valid_from").first()
    return row.cell if row else None
