"""What the records say about the subjects of a period: admission, status, membership, the cell's life.

All subjects are read in a fixed number of queries; each may have its own cut-off day, because a decision keeps the day
up to which its facts were read.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from cells.models import Member, Membership, Organisation, StatusPeriod, Succession
from core.periods import format_date, whole_months_between
from evaluations.models import Evaluation
from meetings.rules.inputs import Value

PROBATION_MONTHS = 12
"""Months from admission to becoming official (Điều lệ Đ5.1), for members whose admission day is not recorded."""
ENDED, LEFT = "excluded.cell_ended", "excluded.left"
LEFT_SOURCE = "Theo hồ sơ đảng viên; nơi nhận đánh giá (HD 21-HD/BTCTW)"


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
    """The recorded facts of one subject by key. ``basis`` says where each comes from, worked out when a page asks."""

    values: Mapping[str, Value] = field(default_factory=dict)
    tell: Callable[[], dict[str, Basis]] = dict
    exclusion: Exclusion | None = None

    @property
    def basis(self) -> dict[str, Basis]:
        return self.tell()


def read_records(
    evaluations: Iterable[Evaluation], cut_offs: Mapping[int, dt.date], *, cells_evaluated: frozenset[int]
) -> dict[int, Recorded]:
    """The recorded facts by evaluation, each up to its day in ``cut_offs``.

    ``cells_evaluated`` are the cells of the period. The evaluations come with ``member`` and ``cell`` at hand.
    """
    evaluations = list(evaluations)
    members = {row.member_id for row in evaluations if row.member_id}
    statuses = _statuses(members)
    memberships = _memberships(members, cells_evaluated, min(cut_offs.values(), default=dt.date.max))
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


def _memberships(members: set[int], cells: frozenset[int], first: dt.date) -> dict[int, list[Membership]]:
    """The memberships of those who moved or left; who was in one of ``cells`` by ``first``, and still is, did neither.

    A member belongs to one cell at a time, so an open membership is the last one.
    """
    permanent = Membership.objects.filter(kind=Membership.Kind.PERMANENT)
    stayed = permanent.filter(cell__in=cells, valid_from__lte=first, valid_to=None).values("member")
    found: dict[int, list[Membership]] = defaultdict(list)
    rows = permanent.filter(member__in=members).exclude(member__in=stayed)
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
    founded_on = min(cell.founded_on, origin.founded_on) if origin else cell.founded_on
    exclusion = None
    if cell.ended_on is not None and cell.ended_on < on:
        exclusion = _ended(cell.ended_on, succession)
    values = {"units_disciplined": 0, "months_since_founding": max(0, whole_months_between(founded_on, on))}
    return Recorded(values, partial(_basis_of_cell, cell, founded_on, on), exclusion)


def _basis_of_cell(cell: Organisation, founded_on: dt.date, on: dt.date) -> dict[str, Basis]:
    url = reverse("cells:cell_detail", args=[cell.pk])
    said = (
        _("Thành lập ngày %(day)s (kế thừa chi bộ đã có), tính đến %(on)s.")
        if founded_on < cell.founded_on
        else _("Thành lập ngày %(day)s, tính đến %(on)s.")
    )
    return {
        "units_disciplined": Basis(_("Chi bộ không có tổ chức đảng trực thuộc (theo cây tổ chức)."), url),
        "months_since_founding": Basis(said % {"day": format_date(founded_on), "on": format_date(on)}, url),
    }


def _ended(ended_on: dt.date, succession: Succession | None) -> Exclusion:
    """Kept with the decision for good, so always Vietnamese, like the regulations."""
    text = f"Chi bộ kết thúc hoạt động ngày {format_date(ended_on)}"
    after = f"; chi bộ kế thừa là {succession.successor}." if succession else "."
    return Exclusion(ENDED, text + after, "Theo cây tổ chức; đánh giá tổ chức đang hoạt động ở ngày chốt")


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
    now = next((row for row in statuses if row.valid_from <= on and (row.valid_to is None or row.valid_to >= on)), None)
    status = now.status if now else ""
    values = {
        "months_since_admission": _months_since_admission(member, on),
        "exempt": status == StatusPeriod.Status.EXEMPT,
        "suspended": status == StatusPeriod.Status.SUSPENDED,
    }
    return Recorded(values, partial(_basis_of_member, member, now, on), _left(memberships, on, cells_evaluated))


def _months_since_admission(member: Member, on: dt.date) -> int | None:
    """Whole months from admission; from the day of becoming official where admission is not recorded."""
    if member.joined_on is not None:
        return max(0, whole_months_between(member.joined_on, on))
    if member.official_on is not None:
        return PROBATION_MONTHS + max(0, whole_months_between(member.official_on, on))
    return None


def _basis_of_member(member: Member, now: StatusPeriod | None, on: dt.date) -> dict[str, Basis]:
    url = reverse("cells:member_detail", args=[member.pk])
    words = {"status": now.get_status_display(), "day": format_date(now.valid_from)} if now else {}
    said = Basis(_("Tình trạng: %(status)s từ ngày %(day)s.") % words if now else _("Tình trạng: đang sinh hoạt."), url)
    return {
        "months_since_admission": Basis(_admission_words(member, on), url),
        "exempt": said,
        "suspended": said,
    }


def _admission_words(member: Member, on: dt.date) -> str:
    if member.joined_on is not None:
        words = {"day": format_date(member.joined_on), "on": format_date(on)}
        return _("Kết nạp ngày %(day)s, tính đến %(on)s.") % words
    if member.official_on is not None:
        words = {"day": format_date(member.official_on)}
        return _("Hồ sơ thiếu ngày kết nạp; chính thức ngày %(day)s, cộng 12 tháng dự bị.") % words
    return _("Hồ sơ thiếu ngày kết nạp và ngày chính thức; hãy bổ sung hồ sơ.")


def _left(memberships: list[Membership], on: dt.date, cells_evaluated: frozenset[int]) -> Exclusion | None:
    """A member who by that day belongs to no cell of the period any more."""
    begun = [row for row in memberships if row.valid_from <= on]
    last = begun[-1] if begun else None
    if last is not None and last.valid_to is not None and last.valid_to < on:
        with override("vi"):
            reason = last.get_end_reason_display()
        text = f"Không còn sinh hoạt tại chi bộ: {reason}, ngày {format_date(last.valid_to)}."
        return Exclusion(LEFT, text, LEFT_SOURCE)
    if last is not None and last.cell_id not in cells_evaluated:
        text = f"Đã chuyển đến chi bộ ngoài kỳ đánh giá này từ ngày {format_date(last.valid_from)}."
        return Exclusion(LEFT, text, LEFT_SOURCE)
    return None
