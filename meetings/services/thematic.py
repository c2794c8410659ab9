"""The year's plan of thematic meetings: begun, filled, sent to the committee above, followed by the meetings."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.audit import record
from accounts.models import User
from cells.models import Member, Office, Organisation
from core.errors import DomainError
from core.periods import format_date, today
from core.vietnamese import search_key
from meetings.documents.drafts import SIGNERS, signers_of
from meetings.documents.thematic import build_plan, plan_title
from meetings.models import THEMATIC_KINDS, DocumentKind, Meeting, PartyDocument, ThematicPlan, ThematicPlanItem
from meetings.queries.roll import roll_of
from meetings.queries.thematic import documents_of_plan
from meetings.rules.thematic import ARRANGEMENT, PURPOSE
from meetings.services.issuing import cancel_document
from meetings.services.numbers import take_number
from meetings.services.passages import clean_text
from meetings.services.writing import line_of_text
from meetings.workflow import State

TOPIC_LENGTH = 300
Draft = ThematicPlan.State


@transaction.atomic
def start_plan(unit: Organisation, *, year: int, by: User, copied: ThematicPlan | None = None) -> ThematicPlan:
    """Begin the plan of a year with the usual words, or with themes and words of ``copied``; a second time is none.

    A member who prepared a theme and is no longer of the unit is not copied. Refused: a unit that has ended; a year
    more than one ahead.
    """
    if unit.ended_on is not None:
        raise DomainError(_("%(unit)s đã kết thúc hoạt động nên không lập kế hoạch được.") % {"unit": unit})
    if year > today().year + 1:
        raise DomainError(_("Chỉ lập kế hoạch đến hết năm sau (%(year)s).") % {"year": today().year + 1})
    words = {"purpose": PURPOSE, "arrangement": ARRANGEMENT}
    if copied is not None:
        copied = ThematicPlan.objects.get(pk=copied.pk)
        old, new = str(copied.year), str(year)
        words = {name: getattr(copied, name).replace(f"năm {old}", f"năm {new}") or words[name] for name in words}
    plan, is_new = ThematicPlan.objects.get_or_create(organisation=unit, year=year, defaults=words)
    if not is_new:
        return plan
    if copied is not None:
        here = {entry.member.pk for entry in roll_of(unit, today())}
        ThematicPlanItem.objects.bulk_create(
            ThematicPlanItem(
                plan=plan,
                month=row.month,
                topic=row.topic,
                preparer_id=row.preparer_id if row.preparer_id in here else None,
            )
            for row in copied.items.filter(is_removed=False)
        )
    record("meetings.thematic_plan_started", plan, by=by, organisation=unit)
    return plan


@transaction.atomic
def change_plan_words(plan: ThematicPlan, *, purpose: str, arrangement: str, by: User) -> bool:
    """Change what stands under I and III; returns whether anything changed. A sent plan becomes a draft again."""
    locked = _lock(plan)
    values = {"purpose": clean_text(purpose), "arrangement": clean_text(arrangement)}
    changed = {field for field, value in values.items() if getattr(locked, field) != value}
    if not changed:
        return False
    ThematicPlan.objects.filter(pk=plan.pk).update(**values)
    _changed(locked, by=by, action="meetings.thematic_plan_changed", changes={field: ["…", "…"] for field in changed})
    return True


@transaction.atomic
def add_theme(
    plan: ThematicPlan, *, month: int, topic: str, preparer: Member | None = None, by: User
) -> ThematicPlanItem:
    """Put a theme into the plan; the same theme in the same month is there once."""
    locked = _lock(plan)
    values = _checked(locked, month, topic, preparer)
    same = locked.items.filter(is_removed=False, month=month, topic=values["topic"]).first()
    if same is not None:
        return same
    item = ThematicPlanItem.objects.create(plan=locked, **values)
    _changed(locked, by=by, action="meetings.plan_theme_added", changes={"theme": [None, _words(item)]})
    return item


@transaction.atomic
def change_theme(item: ThematicPlanItem, *, month: int, topic: str, preparer: Member | None = None, by: User) -> bool:
    """Change a theme; returns whether anything changed. Refused once a meeting holds it, or when it was removed."""
    locked = _lock(item.plan)
    row = _lock_item(item)
    values = _checked(locked, month, topic, preparer)
    if all(getattr(row, field) == value for field, value in values.items()):
        return False
    before = _words(row)
    for field, value in values.items():
        setattr(row, field, value)
    row.save(update_fields=list(values))
    _changed(locked, by=by, action="meetings.plan_theme_changed", changes={"theme": [before, _words(row)]})
    return True


@transaction.atomic
def remove_theme(item: ThematicPlanItem, *, by: User) -> None:
    """Take a theme out of the plan. Refused once a meeting holds it, or when it was removed already."""
    locked = _lock(item.plan)
    row = _lock_item(item)
    row.is_removed = True
    row.save(update_fields=["is_removed"])
    _changed(locked, by=by, action="meetings.plan_theme_removed", changes={"theme": [_words(row), None]})


@transaction.atomic
def send_plan(plan: ThematicPlan, *, by: User) -> bool:
    """Report the plan to the committee above; returns whether this did. Refused without a theme.

    It takes its number in the register of documents, and is kept there as it then reads. Sent again after a change, it
    is another document; the earlier one is cancelled. Where that was cancelled in the register, it may be sent again as
    it is. A quarter without a theme is only warned of (CT 50-CT/TW asks for at least one).
    """
    locked = _lock(plan)
    if locked.state == Draft.SENT and documents_of_plan(plan).exists():
        return False
    if not locked.items.filter(is_removed=False).exists():
        raise DomainError(_("Kế hoạch chưa có chuyên đề nào. Hãy thêm ít nhất một chuyên đề rồi gửi."))
    evidence = {"state": Draft.SENT, "sent_by": by, "sent_at": timezone.now()}
    ThematicPlan.objects.filter(pk=plan.pk).update(**evidence)
    for field, value in evidence.items():
        setattr(plan, field, value)
    record(
        "meetings.thematic_plan_sent",
        plan,
        by=by,
        organisation=plan.organisation,
        changes={"state": [locked.state, str(Draft.SENT)]},
    )
    _enter(plan, by=by)
    return True


def _enter(plan: ThematicPlan, *, by: User) -> None:
    """Give a plan that is being sent its number, and put it into the register instead of what it was before."""
    unit, day = plan.organisation, today()
    for earlier in documents_of_plan(plan):
        with override("vi"):
            reason = _("Đã sửa; kế hoạch gửi ngày %(day)s thay bản này.") % {"day": format_date(day)}
        cancel_document(earlier, reason=reason, by=by)
    given = take_number(unit, DocumentKind.PLAN, on=day)
    seat = next(iter(signers_of(unit, day)), None)
    document = PartyDocument.objects.create(
        organisation=unit,
        term=given.term,
        kind=DocumentKind.PLAN,
        number=given.number,
        symbol=given.symbol,
        signed_on=day,
        title=plan_title(plan),
        signer=seat.member if seat else None,
        signer_title=SIGNERS[Office(seat.office)].capitalize() if seat else "",
        content={"thematic_plan": plan.pk, "paper": build_plan(plan, symbol=given.symbol).to_json()},
        registered_by=by,
    )
    changes = {"symbol": ["", given.symbol], "signed_on": [None, day.isoformat()]}
    record("meetings.document_issued", document, by=by, organisation=unit, changes=changes)


def follow_plan(meeting: Meeting) -> None:
    """Tie a planned meeting to the theme of the year's plan that it holds: the same words, accents apart.

    Part of planning and changing a meeting, within their transaction and audit line. A theme whose meeting was
    cancelled is free for another.
    """
    items = ThematicPlanItem.objects.filter(
        plan__organisation=meeting.cell_id, plan__year=meeting.year, is_removed=False
    )
    wanted = search_key(meeting.theme) if meeting.kind in THEMATIC_KINDS else ""
    for item in items.filter(meeting=meeting):
        if search_key(item.topic) == wanted:
            return
        ThematicPlanItem.objects.filter(pk=item.pk).update(meeting=None)
    if not wanted:
        return
    free = items.filter(meeting=None) | items.filter(meeting__state=State.CANCELLED)
    same = [item for item in free if search_key(item.topic) == wanted]
    nearest = min(same, key=lambda item: abs(item.month - meeting.month), default=None)
    if nearest is not None:
        ThematicPlanItem.objects.filter(pk=nearest.pk).update(meeting=meeting)


def _lock(plan: ThematicPlan) -> ThematicPlan:
    return (
        ThematicPlan.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organisation")
        .prefetch_related("organisation__periods")
        .get(pk=plan.pk)
    )


def _lock_item(item: ThematicPlanItem) -> ThematicPlanItem:
    row = ThematicPlanItem.objects.select_related("meeting", "preparer").get(pk=item.pk)
    if row.is_removed:
        raise DomainError(_("Chuyên đề này đã được bỏ khỏi kế hoạch. Hãy tải lại trang."))
    if row.meeting is not None and row.meeting.state not in (State.PLANNED, State.CANCELLED):
        raise DomainError(_("Chuyên đề này đã sinh hoạt nên không sửa, không bỏ được; hãy thêm chuyên đề khác."))
    return row


def _checked(plan: ThematicPlan, month: int, topic: str, preparer: Member | None) -> dict[str, Any]:
    if not 1 <= month <= 12:
        raise DomainError(_("Hãy chọn tháng từ 1 đến 12."), field="month")
    topic = line_of_text(topic, field="topic", limit=TOPIC_LENGTH, missing=_("Hãy ghi tên chuyên đề."))
    if preparer is not None and preparer.pk not in {entry.member.pk for entry in roll_of(plan.organisation, today())}:
        raise DomainError(
            _("Đồng chí %(name)s không sinh hoạt tại %(unit)s.") % {"name": preparer, "unit": plan.organisation},
            field="preparer",
        )
    return {"month": month, "topic": topic, "preparer": preparer}


def _changed(plan: ThematicPlan, *, by: User, action: str, changes: dict[str, Any]) -> None:
    """Write down a change; what had been sent is a draft again, to be sent anew."""
    if plan.state == Draft.SENT:
        ThematicPlan.objects.filter(pk=plan.pk).update(state=Draft.DRAFT)
        changes |= {"state": [str(Draft.SENT), str(Draft.DRAFT)]}
    record(action, plan, by=by, organisation=plan.organisation, changes=changes)


def _words(item: ThematicPlanItem) -> str:
    preparer = f" ({item.preparer})" if item.preparer else ""
    return f"tháng {item.month}: {item.topic}{preparer}"
