"""Why a paper that is genuine no longer holds. Strangers read these sentences: no names, no titles, no units."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.periods import format_date
from evaluations.models import Decision, LocalRegulation
from meetings.models import MinutesVersion, PartyDocument, PublishedCalendar


def corrected_minutes(version: MinutesVersion) -> str:
    """An earlier version of minutes: every one that is kept as such was replaced."""
    words = _("Biên bản này đã được đính chính ngày %(day)s; bản đang có hiệu lực là bản sau đính chính.")
    return words % {"day": format_date(version.replaced_at)}


def later_calendar(calendar: PublishedCalendar) -> str:
    """A calendar of the same month was published after this one."""
    same = PublishedCalendar.objects.filter(
        organisation=calendar.organisation_id, year=calendar.year, month=calendar.month, edition__gt=calendar.edition
    )
    return _("Lịch sinh hoạt của tháng này đã được công bố lại lần sau.") if same.exists() else ""


def cancelled_document(document: PartyDocument) -> str:
    """The document was withdrawn or cancelled."""
    if document.cancelled_on is None:
        return ""
    return _("Văn bản này đã bị thu hồi, hủy từ ngày %(day)s.") % {"day": format_date(document.cancelled_on)}


def followed_decision(decision: Decision) -> str:
    """One further decision replaced this one, or cancelled its result."""
    followed = Decision.objects.filter(replaces=decision.pk).first()
    if followed is None:
        return ""
    words = (
        _("Kết quả trong quyết định này đã bị hủy ngày %(day)s.")
        if followed.kind == Decision.Kind.CANCELLED
        else _("Kết quả trong quyết định này đã được xếp loại lại ngày %(day)s.")
    )
    return words % {"day": format_date(followed.decided_on)}


def partly_followed_decision(decision: Decision) -> str:
    """The document of many first decisions, of which some were decided anew or cancelled since."""
    same = Decision.objects.filter(
        evaluation__period=decision.evaluation.period_id,
        kind=Decision.Kind.FIRST,
        document_number=decision.document_number,
        decided_on=decision.decided_on,
        replaced_by__isnull=False,
    )
    return _("Có kết quả trong quyết định này đã được xếp loại lại hoặc bị hủy sau đó.") if same.exists() else ""


def withdrawn_regulation(local: LocalRegulation) -> str:
    """The regulation of a committee was withdrawn."""
    if local.withdrawn_on is None:
        return ""
    return _("Quy định này đã được thu hồi từ ngày %(day)s.") % {"day": format_date(local.withdrawn_on)}
