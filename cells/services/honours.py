"""Awards, badges for years in the Party, and discipline: of members, and of organisations."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.audit import record
from accounts.models import User
from cells.models import Award, Badge, Discipline, Member, Membership, Organisation, in_force
from cells.queries.records import cell_of
from cells.rules.honours import BADGE_YEARS, OFFICIAL_KINDS, ORGANISATION_KINDS, PROBATIONARY_KINDS
from cells.services.memberships import leave_party
from core.errors import DomainError
from core.periods import format_date, today
from core.vietnamese import normalise

Honoured = Member | Organisation


def _of(subject: Honoured) -> dict[str, Honoured]:
    return {"member": subject} if isinstance(subject, Member) else {"organisation": subject}


def _unit_of(subject: Honoured, on: dt.date) -> Organisation | None:
    return cell_of(subject, on) if isinstance(subject, Member) else subject


def _required(text: str, sentence: str, field: str) -> str:
    text = normalise(text)
    if not text:
        raise DomainError(sentence, field=field)
    return text


def _refuse_future(day: dt.date, field: str) -> None:
    if day > today():
        raise DomainError(_("Ngày này chưa đến; hãy ghi khi việc đã xảy ra."), field=field)


@transaction.atomic
def give_award(
    subject: Honoured,
    *,
    kind: str,
    reason: str,
    decided_by: str,
    decided_on: dt.date,
    by: User,
    document: str = "",
) -> Award:
    """Write down an award (06-HD/TW, 19.2). Refused: an unknown kind, nothing said of what for or by whom."""
    if kind not in Award.Kind.values:
        raise DomainError(_("Hãy chọn hình thức khen thưởng."), field="kind")
    _refuse_future(decided_on, "decided_on")
    award = Award.objects.create(
        **_of(subject),
        kind=kind,
        reason=_required(reason, _("Hãy ghi thành tích được khen."), "reason"),
        decided_by=_required(decided_by, _("Hãy ghi cấp quyết định khen thưởng."), "decided_by"),
        decided_on=decided_on,
        document=normalise(document),
    )
    _record("cells.award_given", award, subject, on=decided_on, by=by, note=award.document)
    return award


@transaction.atomic
def withdraw_award(award: Award, *, on: dt.date, document: str, by: User) -> None:
    """Mark an award as withdrawn; it stays in the record."""
    row = Award.objects.select_for_update(of=("self",)).select_related("member", "organisation").get(pk=award.pk)
    if row.withdrawn_on is not None:
        raise DomainError(_("Khen thưởng này đã thu hồi ngày %(day)s.") % {"day": format_date(row.withdrawn_on)})
    if on < row.decided_on:
        raise DomainError(
            _("Ngày thu hồi không thể trước ngày quyết định (%(day)s).") % {"day": format_date(row.decided_on)},
            field="on",
        )
    _refuse_future(on, "on")
    row.withdrawal_document = _required(document, _("Hãy ghi số văn bản thu hồi."), "document")
    row.withdrawn_on = on
    row.save(update_fields=["withdrawn_on", "withdrawal_document"])
    _record("cells.award_withdrawn", row, _subject(row), on=on, by=by, note=row.withdrawal_document)


def _subject(row: Award | Discipline) -> Honoured:
    subject = row.member or row.organisation
    if subject is None:
        raise DomainError(_("Không rõ khen thưởng, kỷ luật này của ai."))
    return subject


@transaction.atomic
def give_badge(
    member: Member, *, years: int, awarded_on: dt.date, by: User, document: str = "", is_posthumous: bool = False
) -> Badge:
    """Write down a badge for years in the Party; each once, and none that does not exist."""
    Member.objects.select_for_update().get(pk=member.pk)
    if years not in BADGE_YEARS:
        raise DomainError(
            _("Huy hiệu Đảng có các mức %(years)s năm; hãy chọn một mức.")
            % {"years": ", ".join(str(year) for year in BADGE_YEARS)},
            field="years",
        )
    other = Badge.objects.filter(member=member, years=years).first()
    if other is not None:
        raise DomainError(
            _("Đồng chí %(name)s đã có Huy hiệu %(years)s năm, trao ngày %(day)s.")
            % {"name": member, "years": years, "day": format_date(other.awarded_on)},
            field="years",
        )
    start = member.admission_decided_on or member.admitted_on
    if start is not None and awarded_on.year - start.year < years - 1:
        raise DomainError(
            _("Đồng chí %(name)s vào Đảng ngày %(day)s, chưa thể có Huy hiệu %(years)s năm vào ngày trao này.")
            % {"name": member, "years": years, "day": format_date(start)},
            field="years",
        )
    _refuse_future(awarded_on, "awarded_on")
    badge = Badge.objects.create(
        member=member, years=years, awarded_on=awarded_on, document=normalise(document), is_posthumous=is_posthumous
    )
    _record("cells.badge_given", badge, member, on=awarded_on, by=by, note=badge.document)
    return badge


@dataclass(frozen=True)
class Verdict:
    """What a decision on discipline says."""

    kind: str
    content: str
    act_on: dt.date
    decided_on: dt.date
    decided_by: str
    document: str
    is_duty_related: bool = False
    is_self_reported: bool = False


@transaction.atomic
def record_discipline(
    subject: Honoured, verdict: Verdict, *, by: User, leaves_on: dt.date | None = None, seen: int | None = None
) -> Discipline:
    """Write down discipline (Điều lệ Đ35). The cell of the day of the act is taken from the records.

    An expulsion ends the membership only when ``leaves_on`` (the last day) is given: never by itself.
    Refused: a kind that does not fit (a probationary member: only reprimand and warning); a decision before the act.
    """
    kinds = _kinds_for(subject, verdict.decided_on)
    if verdict.kind not in kinds:
        labels = ", ".join(str(Discipline.Kind(kind).label) for kind in kinds)
        sentence = _("Hình thức này không áp dụng ở đây; Điều lệ Đ35 chỉ cho: %(kinds)s.")
        raise DomainError(sentence % {"kinds": labels}, field="kind")
    if verdict.decided_on < verdict.act_on:
        raise DomainError(
            _("Ngày quyết định không thể trước ngày xảy ra vi phạm (%(day)s).") % {"day": format_date(verdict.act_on)},
            field="decided_on",
        )
    _refuse_future(verdict.decided_on, "decided_on")
    unit = _unit_on_the_day(subject, verdict.act_on) if isinstance(subject, Member) else None
    row = Discipline.objects.create(
        **_of(subject),
        unit=unit,
        kind=verdict.kind,
        content=_required(verdict.content, _("Hãy ghi nội dung vi phạm."), "content"),
        act_on=verdict.act_on,
        decided_on=verdict.decided_on,
        decided_by=_required(verdict.decided_by, _("Hãy ghi cấp quyết định kỷ luật."), "decided_by"),
        document=_required(verdict.document, _("Hãy ghi số quyết định kỷ luật."), "document"),
        is_duty_related=verdict.is_duty_related,
        is_self_reported=verdict.is_self_reported,
    )
    _record("cells.discipline_recorded", row, subject, on=verdict.act_on, by=by, note=row.document)
    if leaves_on is not None:
        _expel(subject, row, leaves_on, by=by, seen=seen)
    return row


def _kinds_for(subject: Honoured, on: dt.date) -> tuple[str, ...]:
    if isinstance(subject, Organisation):
        return ORGANISATION_KINDS
    return OFFICIAL_KINDS if subject.is_official(on) else PROBATIONARY_KINDS


def _unit_on_the_day(member: Member, on: dt.date) -> Organisation | None:
    """The cell of that day; unknown where the records do not reach back so far."""
    row = Membership.objects.filter(in_force(on), member=member).select_related("cell").order_by("kind").first()
    return row.cell if row else None


def _expel(subject: Honoured, row: Discipline, last_day: dt.date, *, by: User, seen: int | None) -> None:
    if not isinstance(subject, Member) or row.kind != Discipline.Kind.EXPULSION:
        raise DomainError(_("Chỉ khai trừ mới kết thúc sinh hoạt của đảng viên."), field="leaves_on")
    leave_party(
        subject,
        reason=Membership.EndReason.EXPELLED,
        last_day=last_day,
        document=row.document,
        document_on=row.decided_on,
        by=by,
        seen=seen,
    )


@transaction.atomic
def lift_discipline(row: Discipline, *, on: dt.date, by: User, document: str = "") -> None:
    """Mark discipline as no longer in effect; it stays in the record."""
    locked = Discipline.objects.select_for_update(of=("self",)).select_related("member", "organisation").get(pk=row.pk)
    if locked.lifted_on is not None:
        raise DomainError(_("Kỷ luật này đã chấm dứt ngày %(day)s.") % {"day": format_date(locked.lifted_on)})
    if on < locked.decided_on:
        raise DomainError(
            _("Ngày chấm dứt không thể trước ngày quyết định (%(day)s).") % {"day": format_date(locked.decided_on)},
            field="on",
        )
    _refuse_future(on, "on")
    locked.lifted_on, locked.lifting_document = on, normalise(document)
    locked.save(update_fields=["lifted_on", "lifting_document"])
    _record("cells.discipline_lifted", locked, _subject(locked), on=on, by=by, note=locked.lifting_document)


def _record(
    action: str, row: Award | Badge | Discipline, subject: Honoured, *, on: dt.date, by: User, note: str
) -> None:
    with override("vi"):
        label = f"{subject}: {row}"
    record(action, row, by=by, organisation=_unit_of(subject, on), note=note, label=label)
