"""What was decided is made public, and told to those whom it concerns (QĐ 366 Đ15)."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from core.errors import DomainError
from core.periods import format_date, today
from evaluations.models import Decision, Period


@transaction.atomic
def publish_decisions(period: Period, decisions: Iterable[Decision], *, by: User, published_on: dt.date) -> int:
    """Note the day on which these were made public; what is public is the level alone. Returns how many.

    Those that are public already keep their day. Refused: none left, a day before a decision or still to come.
    """
    rows = _locked(period, decisions, published_on__isnull=True)
    if not rows:
        raise DomainError(_("Không còn kết quả nào chưa công khai trong số đã chọn."))
    _check_day(rows, published_on, field="published_on", word=_("công khai"))
    Decision.objects.filter(pk__in=[row.pk for row in rows]).update(published_on=published_on)
    _tell("evaluations.decisions_published", period, rows, published_on, by)
    return len(rows)


@transaction.atomic
def notify_decisions(period: Period, decisions: Iterable[Decision], *, by: User, notified_on: dt.date) -> int:
    """Note the day on which those concerned, and who manages them, were told. Returns how many."""
    rows = _locked(period, decisions, notified_on__isnull=True)
    if not rows:
        raise DomainError(_("Không còn kết quả nào chưa thông báo trong số đã chọn."))
    _check_day(rows, notified_on, field="notified_on", word=_("thông báo"))
    Decision.objects.filter(pk__in=[row.pk for row in rows]).update(notified_on=notified_on)
    _tell("evaluations.decisions_notified", period, rows, notified_on, by)
    return len(rows)


def _locked(period: Period, decisions: Iterable[Decision], **waiting: bool) -> list[Decision]:
    """Those of this year that are in force and still wait, locked."""
    wanted = [row.pk for row in decisions]
    rows = Decision.objects.select_for_update(of=("self",)).select_related("evaluation", "evaluation__member")
    found = rows.filter(pk__in=wanted, evaluation__period=period, replaced_by=None, **waiting)
    return list(found.order_by("pk"))


def _check_day(rows: list[Decision], day: dt.date, *, field: str, word: str) -> None:
    last = max(row.decided_on for row in rows)
    if day > today() or day < last:
        words = {"word": word, "day": format_date(last)}
        raise DomainError(_("Ngày %(word)s phải từ ngày quyết định %(day)s đến hôm nay.") % words, field=field)


def _tell(action: str, period: Period, rows: list[Decision], day: dt.date, by: User) -> None:
    record(
        action,
        period,
        by=by,
        organisation=period.organisation,
        changes={"day": [None, day.isoformat()], "decisions": [None, [row.pk for row in rows]]},
    )
