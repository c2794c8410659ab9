"""What the records say about the subjects of a period: admission, status, membership, the cell's life.

All subjects are read in a fixed number of queries; each may have its own cut-off day, because a decision keeps the day
up to which its facts were read.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from cells.models import Membership, Organisation, StatusPeriod, Succession
from core.periods import format_date, whole_months_between
from evaluations.models import Evaluation
from meetings.rules.inputs import Value

PROBATION_MONTHS = 12
"""Months from admission to becoming official (Điều lệ Đ5.1), for members whose admission day is not recorded."""
ENDED, LEFT = "excluded.cell_ended", "excluded.left"


@dataclass(frozen=True)
class Basis:
    """Where a recorded fact comes from: a sentence, and the page that shows it."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Exclusion:
    """A subject that the records take out of the rating, beside the exclusions of the regulation."""

    rule: str
    text: str
    source: str


@dataclass(frozen=True)
class Recorded:
    """The recorded facts of one subject by key, each with its basis."""

    values: Mapping[str, Value] = field(default_factory=dict)
    basis: Mapping[str, Basis] = field(default_factory=dict)
    exclusion: Exclusion | None = None


def read_records(
    evaluations: Iterable[Evaluation], cut_offs: Mapping[int, dt.date], *, cells_evaluated: frozenset[int]
) -> dict[int, Recorded]:
    """The recorded facts by evaluation, each up to its day in ``cut_offs``.

    ``cells_evaluated`` are the cells of the period. The evaluations come with ``member`` and ``cell`` at hand.
    """
    evaluations = list(evaluations)
    members = {row.member_id for row in evaluations if row.member_id}
    statuses, memberships = _statuses(members), _memberships(members)
    origins, successors = _successions({row.cell_id for row in evaluations if not row.member_id})
    found = {}
    for row in evaluations:
        on = cut_offs[row.pk]
        if row.member_id is None:
            found[row.pk] = _of_cell(row, on, origins.get(row.cell_id), successors.get(row.cell_id))
        else:
            found[row.pk] = _of_member(row, on, statuses[row.member_id], memberships[row.member_id], cells_evaluated)
    return found


def _statuses(members: set[int]) -> dict[int, list[StatusPeriod]]:
    found: dict[int, list[StatusPeriod]] = defaultdict(list)
    for row in StatusPeriod.objects.filter(member__in=members):
        found[row.member_id].append(row)
    return found


def _memberships(members: set[int]) -> dict[int, list[Membership]]:
    found: dict[int, list[Membership]] = defaultdict(list)
    rows = Membership.objects.filter(member__in=members, kind=Membership.Kind.PERMANENT)
    for row in rows.order_by("valid_from", "pk"):
        found[row.member_id].append(row)
    return found


def _successions(cells: set[int]) -> tuple[dict[int, Organisation], dict[int, Succession]]:
    """The oldest cell that each cell followed, and what followed each cell."""
    rows = Succession.objects.filter(successor__in=cells) | Succession.objects.filter(predecessor__in=cells)
    known = list(rows.select_related("successor", "predecessor").prefetch_related("successor__periods"))
    origins: dict[int, Organisation] = {}
    for row in known:
        older = origins.setdefault(row.successor_id, row.predecessor)
        if row.predecessor.founded_on < older.founded_on:
            origins[row.successor_id] = row.predecessor
    return origins, {row.predecessor_id: row for row in known}


def _of_cell(
    evaluation: Evaluation, on: dt.date, origin: Organisation | None, succession: Succession | None
) -> Recorded:
    """A cell made by merging or splitting counts from the founding of the oldest cell that it followed."""
    cell = evaluation.cell
    url = reverse("cells:cell_detail", args=[cell.pk])
    founded_on = min(cell.founded_on, origin.founded_on) if origin else cell.founded_on
    said = (
        _("Thành lập ngày %(day)s (kế thừa chi bộ đã có), tính đến %(on)s.")
        if founded_on < cell.founded_on
        else _("Thành lập ngày %(day)s, tính đến %(on)s.")
    )
    basis = {
        "units_disciplined": Basis(_("Chi bộ không có tổ chức đảng trực thuộc (theo cây tổ chức)."), url),
        "months_since_founding": Basis(said % {"day": format_date(founded_on), "on": format_date(on)}, url),
    }
    exclusion = None
    if cell.ended_on is not None and cell.ended_on < on:
        exclusion = _ended(cell.ended_on, succession)
    values = {"units_disciplined": 0, "months_since_founding": max(0, whole_months_between(founded_on, on))}
    return Recorded(values, basis, exclusion)


def _ended(ended_on: dt.date, succession: Succession | None) -> Exclusion:
    words = {"day": format_date(ended_on), "cell": succession.successor if succession else ""}
    text = (
        _("Chi bộ kết thúc hoạt động ngày %(day)s; chi bộ kế thừa là %(cell)s.")
        if succession
        else _("Chi bộ kết thúc hoạt động ngày %(day)s.")
    )
    return Exclusion(ENDED, text % words, _("Theo cây tổ chức; đánh giá tổ chức đang hoạt động ở ngày chốt"))


def _of_member(
    evaluation: Evaluation,
    on: dt.date,
    statuses: list[StatusPeriod],
    memberships: list[Membership],
    cells_evaluated: frozenset[int],
) -> Recorded:
    member = evaluation.member
    if member is None:
        return Recorded()
    url = reverse("cells:member_detail", args=[member.pk])
    months, months_basis = _months_since_admission(evaluation, on)
    now = next((row for row in statuses if row.valid_from <= on and (row.valid_to is None or row.valid_to >= on)), None)
    status = now.status if now else ""
    words = {"status": now.get_status_display(), "day": format_date(now.valid_from)} if now else {}
    said = Basis(_("Tình trạng: %(status)s từ ngày %(day)s.") % words if now else _("Tình trạng: đang sinh hoạt."), url)
    return Recorded(
        {
            "months_since_admission": months,
            "exempt": status == StatusPeriod.Status.EXEMPT,
            "suspended": status == StatusPeriod.Status.SUSPENDED,
        },
        {"months_since_admission": Basis(months_basis, url), "exempt": said, "suspended": said},
        _left(memberships, on, cells_evaluated),
    )


def _months_since_admission(evaluation: Evaluation, on: dt.date) -> tuple[int | None, str]:
    """Whole months from admission; from the day of becoming official where admission is not recorded."""
    member = evaluation.member
    joined = member.joined_on if member else None
    if joined is not None:
        words = {"day": format_date(joined), "on": format_date(on)}
        return max(0, whole_months_between(joined, on)), _("Kết nạp ngày %(day)s, tính đến %(on)s.") % words
    official = member.official_on if member else None
    if official is not None:
        months = PROBATION_MONTHS + max(0, whole_months_between(official, on))
        return months, _("Hồ sơ thiếu ngày kết nạp; chính thức ngày %(day)s, cộng 12 tháng dự bị.") % {
            "day": format_date(official)
        }
    return None, _("Hồ sơ thiếu ngày kết nạp và ngày chính thức; hãy bổ sung hồ sơ.")


def _left(memberships: list[Membership], on: dt.date, cells_evaluated: frozenset[int]) -> Exclusion | None:
    """A member who by that day belongs to no cell of the period any more."""
    begun = [row for row in memberships if row.valid_from <= on]
    last = begun[-1] if begun else None
    source = _("Theo hồ sơ đảng viên; nơi nhận đánh giá (HD 21-HD/BTCTW)")
    if last is not None and last.valid_to is not None and last.valid_to < on:
        words = {"reason": last.get_end_reason_display(), "day": format_date(last.valid_to)}
        return Exclusion(LEFT, _("Không còn sinh hoạt tại chi bộ: %(reason)s, ngày %(day)s.") % words, source)
    if last is not None and last.cell_id not in cells_evaluated:
        words = {"day": format_date(last.valid_from)}
        return Exclusion(LEFT, _("Đã chuyển đến chi bộ ngoài kỳ đánh giá này từ ngày %(day)s.") % words, source)
    return None
