"""Opening a year, its settings, its list of subjects, and closing it."""

import datetime as dt
import json
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.audit import record
from accounts.models import User
from cells.models import Organisation
from core.errors import DomainError
from core.periods import format_date, today
from core.vietnamese import normalise
from core.workflow import move
from evaluations.models import CapMode, Evaluation, Period
from evaluations.queries.local_regulations import regulation_in_force
from evaluations.queries.regulations import regulation_of
from evaluations.queries.subjects import cells_at, cut_off, members_at, subject_of_members
from evaluations.rules.regulation import Regulation
from evaluations.workflow import PERIOD_TRANSITIONS

NAMED_IN_REFUSAL = 20
"""How many open evaluations a refusal to close names one by one."""


@transaction.atomic
def open_period(
    organisation: Organisation,
    *,
    year: int,
    by: User,
    reference_date: dt.date | None = None,
    cap_mode: str | None = None,
    cap_rate: int | None = None,
    cap_document: str = "",
) -> Period:
    """Open the evaluation of ``year`` under a committee, with the regulation of that year frozen into it.

    That is the central one with what the committees above and this one settled of it; a regulation approved later
    changes no period. Its cap is taken where none is given. Everyone subject to it gets an evaluation: each cell that
    stands under the committee at the reference date (today while that is still to come) and its members.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    reference_date = reference_date or dt.date(year, 12, 31)
    with override("vi"):
        in_force = regulation_in_force(organisation, year)
    regulation = in_force.regulation
    _refuse_opening(organisation, year)
    cap_mode, cap_rate = cap_mode or _cap_mode(regulation), cap_rate or _cap_rate(regulation)
    cap_document = normalise(cap_document)
    _check_settings(regulation, year, reference_date, cap_mode, cap_rate, cap_document)
    period = Period(
        organisation=organisation,
        year=year,
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
    cells, members = _add_subjects(period)
    if not cells:
        raise DomainError(_("Không có chi bộ nào thuộc %(unit)s ở ngày chốt.") % {"unit": organisation})
    record(
        "evaluations.period_opened",
        period,
        by=by,
        organisation=organisation,
        label=period_label(period),
        changes={"regulation": [None, regulation.key], "cells": [0, cells], "members": [0, members]},
        note=f"SHA-256 {in_force.sha256}",
    )
    return period


def period_label(period: Period) -> str:
    """How the audit trail calls a period; always Vietnamese."""
    return f"Kỳ đánh giá năm {period.year}"


def _refuse_opening(organisation: Organisation, year: int) -> None:
    if organisation.is_cell:
        raise DomainError(_("Kỳ đánh giá do cấp ủy cấp trên chi bộ mở; hãy chọn đảng ủy."))
    if year > today().year:
        raise DomainError(_("Năm %(year)s chưa đến; hãy chọn năm khác.") % {"year": year}, field="year")
    if Period.objects.filter(organisation=organisation, year=year).exists():
        raise DomainError(
            _("%(unit)s đã mở kỳ đánh giá năm %(year)s; hãy xem trong danh sách.")
            % {"unit": organisation, "year": year},
            field="year",
        )


def _cap_mode(regulation: Regulation) -> str:
    return regulation.cap.mode if regulation.cap else CapMode.GOOD_ONLY


def _cap_rate(regulation: Regulation) -> int:
    return regulation.cap.rate if regulation.cap else 20


def _check_settings(
    regulation: Regulation, year: int, reference_date: dt.date, cap_mode: str, cap_rate: int, cap_document: str
) -> None:
    first, last = dt.date(year, 7, 1), dt.date(year + 1, 1, 31)
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
            _("Tỷ lệ tối đa theo quy định là %(rate)s%%, khi được phép là %(most)s%%; hãy ghi số từ 1 đến %(most)s.")
            % {"rate": rate, "most": most},
            field="cap_rate",
        )
    if cap_rate > rate and not cap_document:
        raise DomainError(
            _("Tỷ lệ trên %(rate)s%% phải có văn bản cho phép của cấp có thẩm quyền; hãy ghi số, ngày của văn bản.")
            % {"rate": rate},
            field="cap_document",
        )


def _add_subjects(period: Period) -> tuple[int, int]:
    """Give each cell and member who has none yet an evaluation; returns how many cells and members."""
    on = cut_off(period)
    cells = cells_at(period.organisation, on)
    known = set(Evaluation.objects.filter(period=period).values_list("cell", "member"))
    known_cells = {cell for cell, member in known if member is None}
    known_members = {member for _cell, member in known if member is not None}
    new_cells = [
        Evaluation(period=period, subject=Evaluation.Subject.CELL, cell=cell)
        for cell in cells
        if cell.pk not in known_cells
    ]
    new_members = [
        Evaluation(period=period, subject=subject_of_members(cell), cell=cell, member=member)
        for cell, member in members_at(cells, on)
        if member.pk not in known_members
    ]
    Evaluation.objects.bulk_create(new_cells + new_members)
    return len(new_cells), len(new_members)


@transaction.atomic
def update_subjects(period: Period, *, by: User) -> tuple[int, int, int]:
    """Bring the list up to date: add who came, move whose cell changed while open; returns cells, members, moved.

    Who left stays in the list and is proposed as not rated, so that no one disappears silently. The receiving cell
    rates a member who moved (HD 21-HD/BTCTW).
    """
    period = _open_period_for_change(period)
    moved = _move_members(period)
    cells, members = _add_subjects(period)
    if cells or members or moved:
        record(
            "evaluations.subjects_updated",
            period,
            by=by,
            organisation=period.organisation,
            label=period_label(period),
            changes={"cells": [0, cells], "members": [0, members], "moved": [0, moved]},
        )
    return cells, members, moved


def _move_members(period: Period) -> int:
    on = cut_off(period)
    homes = {member.pk: cell for cell, member in members_at(cells_at(period.organisation, on), on)}
    open_rows = Evaluation.objects.select_for_update().filter(
        period=period, member__isnull=False, state=Evaluation.State.OPEN
    )
    moved = [row for row in open_rows if row.member_id in homes and homes[row.member_id].pk != row.cell_id]
    for row in moved:
        row.cell = homes[row.member_id]  # type: ignore[index]
    Evaluation.objects.bulk_update(moved, ["cell"])
    return len(moved)


@transaction.atomic
def change_settings(
    period: Period, *, by: User, reference_date: dt.date, cap_mode: str, cap_rate: int, cap_document: str
) -> bool:
    """Change the reference date and the cap; returns whether anything changed. Decisions keep what they had."""
    period = _open_period_for_change(period)
    after = {
        "reference_date": reference_date,
        "cap_mode": cap_mode,
        "cap_rate": cap_rate,
        "cap_document": normalise(cap_document),
    }
    _check_settings(regulation_of(period), period.year, **after)  # type: ignore[arg-type]
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
    """Close the year once everything is decided; what is still open is named."""
    period = _open_period_for_change(period)
    undecided = list(
        Evaluation.objects.filter(period=period)
        .exclude(state=Evaluation.State.DECIDED)
        .select_related("cell", "member")
        .prefetch_related("cell__periods")
    )
    if undecided:
        named = [f"{row} ({row.get_state_display()})" for row in undecided[:NAMED_IN_REFUSAL]]
        if len(undecided) > NAMED_IN_REFUSAL:
            named.append(_("… và %(count)s phiếu nữa") % {"count": len(undecided) - NAMED_IN_REFUSAL})
        raise DomainError(
            _("Còn %(count)s phiếu chưa quyết định; hãy quyết định hết rồi mới kết thúc kỳ.")
            % {"count": len(undecided)},
            details=named,
        )
    move(period, to=Period.State.CLOSED, transitions=PERIOD_TRANSITIONS, closed_by=by, closed_at=timezone.now())
    record("evaluations.period_closed", period, by=by, organisation=period.organisation, label=period_label(period))


def _open_period_for_change(period: Period) -> Period:
    """The period, locked; refused once it is closed."""
    locked = Period.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=period.pk)
    if locked.state != Period.State.OPEN:
        raise DomainError(_("Kỳ đánh giá năm %(year)s đã kết thúc nên không sửa được.") % {"year": locked.year})
    return locked
