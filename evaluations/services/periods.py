"""Opening a year, its settings, its list of subjects, and closing it."""

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.audit import record
from accounts.models import User
from cells.models import Organisation
from core.errors import DomainError
from core.periods import add_months, format_date, today
from core.vietnamese import normalise
from core.workflow import move
from evaluations.models import CapMode, Evaluation, Period
from evaluations.queries.local_regulations import regulation_in_force
from evaluations.queries.regulations import regulation_of
from evaluations.rules.regulation import Regulation
from evaluations.services.subjects import add_subjects, lock_open_period, period_label
from evaluations.workflow import PERIOD_TRANSITIONS


@transaction.atomic
def open_period(
    organisation: Organisation,
    *,
    year: int,
    by: User,
    quarter: int | None = None,
    with_members: bool = False,
    reference_date: dt.date | None = None,
    cap_mode: str | None = None,
    cap_rate: int | None = None,
    cap_document: str = "",
) -> Period:
    """Open the evaluation of ``year`` (or one ``quarter`` of it) under a committee, the regulation frozen into it.

    That is the central one with what the committees above and this one settled of it; a regulation approved later
    changes no period. Its cap is taken where none is given. Everyone subject to it at the reference date (today while
    that is still to come) gets an evaluation: organisations, collectives, leaders, members (``services.subjects``).
    Of a quarter these are collectives and leaders, and the members only ``with_members``.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    reference_date = reference_date or last_day(year, quarter)
    with override("vi"):
        in_force = regulation_in_force(organisation, year)
    regulation = in_force.regulation
    _refuse_opening(organisation, year, quarter)
    if quarter is not None:
        refuse_quarter(regulation, year, quarter)
    cap_mode, cap_rate = cap_mode or _cap_mode(regulation), cap_rate or _cap_rate(regulation)
    cap_document = normalise(cap_document)
    _check_settings(regulation, (year, quarter), reference_date, cap_mode, cap_rate, cap_document)
    period = Period(
        organisation=organisation,
        year=year,
        quarter=quarter,
        regulation_key=in_force.base.key,
        regulation=json.loads(json.dumps(regulation.data)),
        regulation_sha256=in_force.sha256,
        local_regulation=in_force.local,
        reference_date=reference_date,
        cap_mode=cap_mode,
        cap_rate=cap_rate,
        cap_document=cap_document,
        pooling=regulation.cap.small_groups if regulation.cap else Period.Pooling.COMMITTEE,
        opened_by=by,
    )
    period.save(force_insert=True)
    added = add_subjects(period, with_members=with_members or quarter is None)
    if not added:
        raise DomainError(_("Không có tổ chức đảng nào thuộc %(unit)s ở ngày chốt.") % {"unit": organisation})
    record(
        "evaluations.period_opened",
        period,
        by=by,
        organisation=organisation,
        label=period_label(period),
        changes={"regulation": [None, regulation.key]} | added.audited(("cells", "members")),
        note=f"SHA-256 {in_force.sha256}",
    )
    return period


def _refuse_opening(organisation: Organisation, year: int, quarter: int | None) -> None:
    if organisation.is_cell:
        raise DomainError(_("Kỳ đánh giá do cấp ủy cấp trên chi bộ mở; hãy chọn đảng ủy."))
    if year > today().year:
        raise DomainError(_("Năm %(year)s chưa đến; hãy chọn năm khác.") % {"year": year}, field="year")
    if Period.objects.filter(organisation=organisation, year=year, quarter=quarter).exists():
        words = {"unit": organisation, "year": str(year), "quarter": str(quarter)}
        if quarter is None:
            text = _("%(unit)s đã mở kỳ đánh giá năm %(year)s; hãy xem trong danh sách.")
        else:
            text = _("%(unit)s đã mở kỳ đánh giá quý %(quarter)s năm %(year)s; hãy xem trong danh sách.")
        raise DomainError(text % words, field="year" if quarter is None else "quarter")


def refuse_quarter(regulation: Regulation, year: int, quarter: int) -> None:
    """A quarter is opened only where the regulation has them (QĐ 366 Đ15.1), and not before it begins."""
    if not any(rule.key == "quarter" for rule in regulation.periods):
        words = {"regulation": regulation.title}
        raise DomainError(_("%(regulation)s không có đánh giá theo quý.") % words, field="quarter")
    if quarter not in range(1, 5) or dt.date(year, 3 * quarter - 2, 1) > today():
        words = {"quarter": str(quarter), "year": str(year)}
        raise DomainError(_("Quý %(quarter)s năm %(year)s chưa đến; hãy chọn quý khác.") % words, field="quarter")


def last_day(year: int, quarter: int | None = None) -> dt.date:
    """The last day of the year, or of the quarter."""
    return add_months(dt.date(year, 1, 1), 3 * quarter if quarter else 12) - dt.timedelta(days=1)


def _cap_mode(regulation: Regulation) -> str:
    return regulation.cap.mode if regulation.cap else CapMode.GOOD_ONLY


def _cap_rate(regulation: Regulation) -> int:
    return regulation.cap.rate if regulation.cap else 20


def _check_settings(
    regulation: Regulation,
    time: tuple[int, int | None],
    reference_date: dt.date,
    cap_mode: str,
    cap_rate: int,
    cap_document: str,
) -> None:
    year, quarter = time
    end = last_day(year, quarter)
    first, last = end.replace(month=end.month if quarter else 7, day=1), end + dt.timedelta(days=31)
    if not first <= reference_date <= last:
        raise DomainError(
            _("Ngày chốt của năm %(year)s phải từ %(first)s đến %(last)s.")
            % {"year": year, "first": format_date(first), "last": format_date(last)},
            field="reference_date",
        )
    if cap_mode not in CapMode.values:
        raise DomainError(_("Không có mẫu số này; hãy chọn một trong ba cách tính."), field="cap_mode")
    rate = _cap_rate(regulation)
    most = (regulation.cap.uplift_rate if regulation.cap else None) or rate
    if not 1 <= cap_rate <= most:
        raise DomainError(
            _("Tỷ lệ tối đa theo quy định là %(rate)s %%, khi được phép là %(most)s %%; hãy ghi số từ 1 đến %(most)s.")
            % {"rate": rate, "most": most},
            field="cap_rate",
        )
    if cap_rate > rate and not cap_document:
        raise DomainError(
            _("Tỷ lệ trên %(rate)s %% phải có văn bản cho phép của cấp có thẩm quyền; hãy ghi số, ngày của văn bản.")
            % {"rate": rate},
            field="cap_document",
        )


@transaction.atomic
def change_settings(
    period: Period, *, by: User, reference_date: dt.date, cap_mode: str, cap_rate: int, cap_document: str
) -> bool:
    """Change the reference date and the cap; returns whether anything changed. Decisions keep what they had."""
    period = lock_open_period(period)
    after = {
        "reference_date": reference_date,
        "cap_mode": cap_mode,
        "cap_rate": cap_rate,
        "cap_document": normalise(cap_document),
    }
    _check_settings(regulation_of(period), (period.year, period.quarter), **after)  # type: ignore[arg-type]
    changes = {field: [getattr(period, field), value] for field, value in after.items()}
    changes = {field: pair for field, pair in changes.items() if pair[0] != pair[1]}
    if not changes:
        return False
    for field, (_before, value) in changes.items():
        setattr(period, field, value)
    period.save(update_fields=list(changes))
    record(
        "evaluations.period_changed",
        period,
        by=by,
        organisation=period.organisation,
        label=period_label(period),
        changes={field: [_plain(value) for value in pair] for field, pair in changes.items()},
    )
    return True


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


@transaction.atomic
def close_period(period: Period, *, by: User) -> None:
    """Close the period once everything is decided; what is still open is named, unit by unit.

    Who was put off with a reason does not hold it up, and is completed in addition later.
    """
    period = lock_open_period(period)
    undecided = list(
        Evaluation.objects.filter(period=period)
        .exclude(state__in=(Evaluation.State.DECIDED, Evaluation.State.POSTPONED))
        .select_related("cell", "member", "collective")
        .prefetch_related("cell__periods")
    )
    if undecided:
        raise DomainError(
            _("Còn %(count)s phiếu chưa quyết định; hãy quyết định hết, hoặc để lại kèm lý do, rồi mới kết thúc kỳ.")
            % {"count": len(undecided)},
            details=_by_unit(undecided),
        )
    postponed = Evaluation.objects.filter(period=period, state=Evaluation.State.POSTPONED).count()
    move(period, to=Period.State.CLOSED, transitions=PERIOD_TRANSITIONS, closed_by=by, closed_at=timezone.now())
    record(
        "evaluations.period_closed",
        period,
        by=by,
        organisation=period.organisation,
        label=period_label(period),
        changes={"postponed": [0, postponed]} if postponed else {},
    )


def _by_unit(undecided: Iterable[Evaluation]) -> list[str]:
    """Every one of them by name and state, a line for each unit."""
    found: dict[str, list[str]] = {}
    for row in undecided:
        found.setdefault(row.cell.name, []).append(f"{row} ({row.get_state_display()})")
    return [f"{unit}: {', '.join(names)}" for unit, names in found.items()]
