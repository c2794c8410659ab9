"""What every deed on the tree shares: its day and document, the lock, and the first refusals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import User
from cells.models import CELL_KINDS, Organisation
from cells.queries.history import state_of
from core.errors import DomainError
from core.periods import format_date, today
from core.vietnamese import normalise

TREE_LOCK = 20_250_701
"""Number of the advisory lock that deeds on the tree hold: two of them never see half of each other."""
ONE_DAY = dt.timedelta(days=1)
MOST_AHEAD = dt.timedelta(days=366)
"""An end that is entered earlier is taken for a slip: until it comes, whoever belongs there could not be moved."""
NAME_LENGTH = 200


@dataclass(frozen=True)
class Deed:
    """Who ends or changes units, by which document. ``last_day`` is the last day of the old state of things."""

    last_day: dt.date
    by: User | None
    document: str = ""
    document_on: dt.date | None = None

    @property
    def next_day(self) -> dt.date:
        return self.last_day + ONE_DAY


def lock_tree(units: Iterable[Organisation]) -> dict[int, Organisation]:
    """Hold the tree until the transaction ends; the units as they are now, locked in the order of their numbers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TREE_LOCK])
    numbers = sorted({unit.pk for unit in units})
    rows = Organisation.objects.select_for_update().filter(pk__in=numbers).order_by("pk").prefetch_related("periods")
    return {row.pk: row for row in rows}


def refuse_if_changed(unit: Organisation, seen: str | None) -> None:
    """Raise DomainError when the unit is not what the page showed. No ``seen``: nothing was shown."""
    if seen and state_of(unit) != seen:
        raise DomainError(
            _("%(unit)s vừa được người khác thay đổi; hãy xem lại trang rồi làm lại nếu vẫn cần.") % {"unit": unit}
        )


def refuse_not_standing(unit: Organisation, on: dt.date, *, field: str | None = None) -> None:
    """Raise DomainError when the unit is not founded yet on that day, or has ended before it."""
    if unit.founded_on > on:
        raise DomainError(
            _("%(unit)s thành lập ngày %(founded)s, ngày %(day)s chưa hoạt động; hãy chọn ngày muộn hơn.")
            % {"unit": unit.label(on), "founded": format_date(unit.founded_on), "day": format_date(on)},
            field=field,
        )
    if unit.ended_on is not None and unit.ended_on < on:
        raise DomainError(
            _("%(unit)s không còn hoạt động từ sau ngày %(ended)s; hãy chọn tổ chức khác hoặc ngày sớm hơn.")
            % {"unit": unit.label(on), "ended": format_date(unit.ended_on)},
            field=field,
        )


def refuse_not_living(unit: Organisation, last_day: dt.date) -> None:
    """Raise DomainError when the unit cannot end on that day: not founded by then, ended already, or far ahead."""
    if last_day > today() + MOST_AHEAD:
        raise DomainError(_("Ngày này còn hơn một năm nữa mới đến; hãy kiểm tra lại năm."), field="last_day")
    if unit.founded_on > last_day:
        refuse_not_standing(unit, last_day, field="last_day")
    if unit.ended_on is not None:
        raise DomainError(
            _("%(unit)s không còn hoạt động: đã kết thúc ngày %(ended)s. Hãy chọn tổ chức khác.")
            % {"unit": unit.label(unit.ended_on), "ended": format_date(unit.ended_on)}
        )


def is_cell_on(unit: Organisation, day: dt.date) -> bool:
    """Whether the unit is a cell by its label of that day."""
    period = unit.period(day)
    return period is not None and period.kind in CELL_KINDS


def name_of_unit(name: str) -> str:
    """The name as it is stored; raises DomainError without one, or for one that is too long."""
    name = normalise(name)
    if not name:
        raise DomainError(_("Hãy ghi tên tổ chức đảng."), field="name")
    if len(name) > NAME_LENGTH:
        raise DomainError(_("Tên dài quá 200 ký tự; hãy ghi ngắn lại."), field="name")
    return name


def document_of(document: str) -> str:
    """The document as it is stored; raises DomainError for one that is too long."""
    document = normalise(document)
    if len(document) > NAME_LENGTH:
        raise DomainError(_("Số và tên văn bản dài quá 200 ký tự; hãy ghi ngắn lại."), field="document")
    return document


def named(names: Iterable[str], *, limit: int = 5) -> str:
    """A few names for a sentence, and how many more there are."""
    every = list(names)
    shown = ", ".join(every[:limit])
    if len(every) > limit:
        return _("%(names)s và %(number)s nữa") % {"names": shown, "number": len(every) - limit}
    return shown
