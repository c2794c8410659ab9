"""What changes in a member's profile over the years, and the yearly supplement that reports it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.audit import record
from accounts.models import User
from cells.models import Member, ProfileEntry, Supplement
from cells.queries.records import cell_of, last_membership
from cells.rules.profile import read_value, words_of
from core.errors import DomainError
from core.periods import format_date, today
from core.vietnamese import normalise

FIRST_YEAR = 1990


@transaction.atomic
def enter_profile(
    member: Member,
    *,
    subject: str,
    value: str,
    valid_from: dt.date,
    by: User,
    supplement: Supplement | None = None,
) -> ProfileEntry:
    """Write what holds from a day on; an entry of the same day is replaced and kept as removed.

    Refused: what is no code of the subject; a day to come; the same as already holds on that day.
    """
    Member.objects.select_for_update().get(pk=member.pk)
    value = read_value(subject, value)
    if valid_from > today():
        raise DomainError(_("Ngày này chưa đến; hãy ghi khi việc đã xảy ra."), field="valid_from")
    if member.birth_date and valid_from <= member.birth_date:
        raise DomainError(_("Ngày này trước ngày sinh; hãy xem lại."), field="valid_from")
    entries = ProfileEntry.objects.filter(member=member, subject=subject, is_removed=False)
    holding = entries.filter(valid_from__lte=valid_from).order_by("-valid_from").first()
    if holding is not None and holding.value == value:
        raise DomainError(
            _("Hồ sơ đã ghi “%(words)s” từ ngày %(day)s; không có gì thay đổi.")
            % {"words": words_of(subject, value), "day": format_date(holding.valid_from)},
            field="value",
        )
    entries.filter(valid_from=valid_from).update(is_removed=True)
    entry = ProfileEntry.objects.create(
        member=member, subject=subject, value=value, valid_from=valid_from, supplement=supplement
    )
    before = words_of(subject, holding.value) if holding else ""
    _record("cells.profile_entered", entry, by=by, changes={subject: [before, words_of(subject, value)]})
    return entry


@transaction.atomic
def remove_profile_entry(entry: ProfileEntry, *, by: User) -> None:
    """Take out an entry that was written by mistake; it stays stored as removed."""
    row = ProfileEntry.objects.select_for_update(of=("self",)).select_related("member").get(pk=entry.pk)
    if row.is_removed:
        raise DomainError(_("Mục này đã được bỏ rồi."))
    row.is_removed = True
    row.save(update_fields=["is_removed"])
    _record("cells.profile_removed", row, by=by, changes={row.subject: [words_of(row.subject, row.value), ""]})


def _record(action: str, entry: ProfileEntry, *, by: User, changes: dict[str, list[str]]) -> None:
    with override("vi"):
        label = f"{entry.member}: {entry.get_subject_display()}"
    record(action, entry, by=by, organisation=cell_of(entry.member), changes=changes, label=label)


@transaction.atomic
def receive_supplement(
    member: Member,
    *,
    year: int,
    declared_on: dt.date,
    by: User,
    changes: Mapping[str, str] | None = None,
    note: str = "",
) -> Supplement:
    """Receive the yearly supplement of a member (06-HD/TW): it writes what changed as entries of its day.

    ``changes`` maps subjects to their new value; empty ones are left as they are. Refused: a second one of the same
    year; a day outside the time in which it can be handed in; someone who had left before that year.
    """
    Member.objects.select_for_update().get(pk=member.pk)
    _refuse_supplement(member, year, declared_on)
    wanted = {subject: value for subject, value in (changes or {}).items() if normalise(value)}
    note = note.strip()
    supplement = Supplement.objects.create(
        member=member,
        year=year,
        declared_on=declared_on,
        has_changes=bool(wanted or note),
        note=note,
        received_by=by,
    )
    for subject, value in wanted.items():
        try:
            enter_profile(member, subject=subject, value=value, valid_from=declared_on, by=by, supplement=supplement)
        except DomainError as error:
            raise DomainError(error.message, field=subject if error.field == "value" else error.field) from error
    with override("vi"):
        label = f"{member}: {year}"
    record("cells.supplement_received", supplement, by=by, organisation=cell_of(member, declared_on), label=label)
    return supplement


def _refuse_supplement(member: Member, year: int, declared_on: dt.date) -> None:
    other = Supplement.objects.filter(member=member, year=year).select_related("received_by").first()
    if other is not None:
        raise DomainError(
            _("Phiếu năm %(year)s của đồng chí %(name)s đã nhận ngày khai %(day)s (%(by)s).")
            % {
                "year": year,
                "name": member,
                "day": format_date(other.declared_on),
                "by": other.received_by.full_name,
            }
        )
    if declared_on > today():
        raise DomainError(_("Ngày khai chưa đến."), field="declared_on")
    if not FIRST_YEAR <= year <= today().year or declared_on.year not in (year, year + 1):
        raise DomainError(
            _("Phiếu của năm %(year)s được khai trong năm đó hoặc năm sau; hãy xem lại ngày khai.") % {"year": year},
            field="declared_on",
        )
    last = last_membership(member)
    if last is not None and last.valid_to is not None and last.valid_to.year < year:
        raise DomainError(
            _("Đồng chí %(name)s đã thôi sinh hoạt từ %(day)s, trước năm %(year)s.")
            % {"name": member, "day": format_date(last.valid_to), "year": year}
        )
