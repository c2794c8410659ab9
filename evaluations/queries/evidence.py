"""What meetings show about a subject: evidence beside the facts, also where the regulation gates nothing on it.

The frame asks for twelve regular meetings, a theme each quarter and good attendance (Điều lệ Đ24; CT 50-CT/TW;
HD 12-HD/BTCTW); Quy định 366 makes no gate of them, so they are shown and kept, not computed with.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.facts import shown_number, to_json
from evaluations.models import Decision, Evaluation
from evaluations.queries.proposals import Proposal
from evaluations.queries.records import Basis, Link
from evaluations.rules.regulation import Regulation
from meetings.queries import CellYear, MeetingRef, MemberYear, cell_years, member_years

LABELS = {
    "regular_held": gettext_lazy("Kỳ sinh hoạt thường kỳ đã họp"),
    "regular_due": gettext_lazy("Kỳ sinh hoạt thường kỳ phải họp"),
    "thematic_by_quarter": gettext_lazy("Sinh hoạt chuyên đề theo quý"),
    "expected": gettext_lazy("Số buổi phải dự"),
    "present": gettext_lazy("Số lượt có mặt"),
    "counted": gettext_lazy("Số lượt phải dự"),
    "excused": gettext_lazy("Vắng có lý do"),
    "unexcused": gettext_lazy("Vắng không lý do"),
    "longest_excused_streak": gettext_lazy("Vắng có lý do liên tiếp nhiều nhất"),
}


@dataclass(frozen=True)
class Evidence:
    """A subject's meetings of the year: plain numbers to keep, sentences to read, pages to look at."""

    numbers: Mapping[str, Any]
    lines: tuple[str, ...]
    meetings: tuple[MeetingRef, ...] = ()


@dataclass(frozen=True)
class Difference:
    """A number that is no longer what it was when the class was decided, or the facts were frozen."""

    label: str
    before: str
    after: str
    links: tuple[Link, ...] = ()
    """What the number of now counts; only what is new, where what it counted before is known."""
    gone: tuple[Link, ...] = ()
    """What it counted before and counts no more."""


def meeting_evidence(
    evaluations: Iterable[Evaluation], year: int, cut_offs: Mapping[int, dt.date]
) -> dict[int, Evidence]:
    """The meetings of each subject up to its day; a fixed number of queries for each different day."""
    by_day: dict[dt.date, list[Evaluation]] = defaultdict(list)
    for row in evaluations:
        by_day[cut_offs[row.pk]].append(row)
    found: dict[int, Evidence] = {}
    for day, rows in by_day.items():
        cells = {row.cell_id: row.cell for row in rows}
        members = {row.member_id for row in rows if row.member_id}
        with_units = any(row.member_id is None for row in rows)
        of_cells = cell_years(cells.values(), year, cut_off=day, with_attendance=with_units)
        of_members = member_years(cells.values(), year, cut_off=day, only=members) if members else {}
        for row in rows:
            cell_year = of_cells[row.cell_id]
            if row.member_id is None:
                found[row.pk] = _of_cell(cell_year)
            else:
                found[row.pk] = _of_member(of_members.get(row.member_id, MemberYear()), cell_year)
    return found


def _of_cell(year: CellYear) -> Evidence:
    numbers = {
        "regular_held": year.regular_held,
        "regular_due": year.regular_due,
        "thematic_by_quarter": list(year.thematic_by_quarter),
        "present": year.present,
        "counted": year.counted,
    }
    return Evidence(numbers, tuple(_cell_lines(year)), year.meetings)


def _cell_lines(year: CellYear) -> list[str]:
    quarters = zip(("I", "II", "III", "IV"), year.thematic_by_quarter, strict=True)
    lines = [
        _("Sinh hoạt thường kỳ: đã họp %(held)s/%(due)s kỳ phải họp đến ngày chốt (cả năm 12 kỳ).")
        % {"held": year.regular_held, "due": year.regular_due},
        _("Sinh hoạt chuyên đề: %(quarters)s (mỗi quý ít nhất một kỳ).")
        % {"quarters": ", ".join(_("quý %(q)s: %(n)s") % {"q": name, "n": number} for name, number in quarters)},
    ]
    if year.counted:
        percent = shown_number(year.attendance_percent)
        lines.append(
            _("Dự sinh hoạt bình quân: %(percent)s %% (%(present)s/%(counted)s lượt).")
            % {"percent": percent, "present": year.present, "counted": year.counted}
        )
    return lines


def _of_member(year: MemberYear, cell_year: CellYear) -> Evidence:
    numbers = {
        "expected": year.expected,
        "present": year.present,
        "excused": year.excused,
        "unexcused": year.unexcused,
        "longest_excused_streak": year.longest_excused_streak,
    }
    if not year.expected:
        return Evidence(numbers, (_("Chưa có buổi sinh hoạt nào được điểm danh trong năm."),), cell_year.meetings)
    line = _("Dự %(present)s/%(expected)s buổi; vắng có lý do %(excused)s, không lý do %(unexcused)s.") % numbers
    lines = [line]
    if year.longest_excused_streak > 1:
        lines.append(_("Vắng có lý do liên tiếp nhiều nhất: %(longest_excused_streak)s buổi.") % numbers)
    return Evidence(numbers, tuple(lines), cell_year.meetings)


def frozen_facts(proposal: Proposal, evidence: Evidence) -> dict[str, Any]:
    """What a decision keeps: the facts of that moment, the meetings of that moment, the day they were read up to."""
    return {
        "cut_off": proposal.sheet.cut_off.isoformat(),
        "facts": to_json(proposal.sheet.values),
        "meetings": to_json(evidence.numbers),
    }


def differences(
    regulation: Regulation,
    decision: Decision,
    facts: Mapping[str, Any],
    meetings: Mapping[str, Any],
    basis: Mapping[str, Basis] | None = None,
) -> list[Difference]:
    """What changed in the records since the decision; nothing of it reaches the decision. Values are JSON."""
    found = []
    kept, kept_meetings = decision.facts["facts"], decision.facts["meetings"]
    for key, fact in regulation.facts.items():
        if key in kept and facts.get(key) != kept[key]:
            found.append(difference(fact.label, kept[key], facts.get(key), (basis or {}).get(key)))
    for key, label in LABELS.items():
        if key in kept_meetings and meetings.get(key) != kept_meetings[key]:
            found.append(Difference(str(label), _plain(kept_meetings[key]), _plain(meetings.get(key))))
    return found


def difference(
    label: str, before: Any, after: Any, basis: Basis | None = None, kept: Basis | None = None
) -> Difference:
    """One number before and now, with what came to it and what it lost; without ``kept``, what stands behind it now."""
    links = basis.links if basis else ()
    gone = tuple(link for link in kept.links if link not in links) if kept else ()
    new = tuple(link for link in links if not kept or link not in kept.links)
    page = (Link(_("Xem hồ sơ"), basis.url),) if basis and basis.url else ()
    return Difference(label, _plain(before), _plain(after), page + new, gone)


def _plain(value: Any) -> str:
    if value is None:
        return _("chưa có số liệu")
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, list):
        return ", ".join(str(item["key"]) if isinstance(item, dict) else str(item) for item in value) or _("không có")
    return str(value).replace(".", ",")
