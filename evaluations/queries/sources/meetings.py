"""The meetings of a cell: held and due, themes, attendance, speakers, minutes, official grades.

The frame asks for them (Điều lệ Đ24; CT 50-CT/TW; HD 12-HD/BTCTW); which of them count is a matter of the committee's
criteria. A meeting belongs to the month it is for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.periods import format_date
from evaluations.queries.sources.basis import Basis, Link
from evaluations.queries.sources.subjects import HELD, SUBJECTS, Subject, rows_of
from meetings.models import MeetingKind
from meetings.queries.attendance import percent_of
from meetings.queries.sheets import Use, sheets_in_force
from meetings.rules.conduct import last_day
from meetings.rules.year_grades import ORDER, grade_year

KINDS = frozenset({"cell"})
FACTS = (
    *("regular_held", "regular_due", "thematic_quarters_held", "thematic_quarters_due", "attendance_percent"),
    *("speakers_percent", "minutes_locked", "meetings_graded", "meetings_good", "meetings_year_grade"),
)
EXPECTED, COMING_COUNTS = "('', 'reduced')", "('exempt')"
"""Statuses expected at a meeting, and those that count by coming (``cells.rules.STANDINGS``)."""

# Sums are materialised, because a plan that expects one row of each would make them anew for every cell.
# A month or a quarter is due when it is over and the cell stood it wholly, and whenever it was met.
OF_CELLS = f"""
WITH {SUBJECTS}, met AS MATERIALIZED (
    SELECT s.pk, meeting.id, meeting.month, meeting.state, meeting.kind IN ('regular', 'combined') AS is_regular,
        meeting.kind IN ('thematic', 'combined') AS is_thematic, grade.grade
    FROM s JOIN meetings_meeting meeting ON meeting.cell_id = s.cell AND meeting.state IN {HELD}
        AND meeting.held_on <= s.cut AND meeting.kind IN ('regular', 'combined', 'thematic')
        AND make_date(meeting.year, meeting.month, 1) BETWEEN s.first AND s.last
    LEFT JOIN meetings_meetinggrade grade ON grade.meeting_id = meeting.id
    WHERE s.kind = 'cell'
), came AS (
    SELECT met.pk, met.id, mark.member_id, mark.state = 'present' AS is_present
    FROM met JOIN meetings_attendance mark ON mark.meeting_id = met.id
    WHERE met.is_regular AND NOT mark.is_temporary AND (mark.status IN {EXPECTED}
        OR (mark.status IN {COMING_COUNTS} AND mark.state = 'present'))
), said AS (
    SELECT DISTINCT met.id, spoken.speaker_id FROM met JOIN meetings_passage spoken ON spoken.meeting_id = met.id
    WHERE met.is_regular AND spoken.kind = 'opinion' AND NOT spoken.is_removed AND spoken.speaker_id IS NOT NULL
), talked AS (SELECT DISTINCT id FROM said), counted AS MATERIALIZED (
    SELECT came.pk, count(*) AS counted, count(*) FILTER (WHERE is_present) AS present,
        count(*) FILTER (WHERE is_present AND talked.id IS NOT NULL) AS listened, count(said.id) AS spoken
    FROM came LEFT JOIN talked USING (id)
    LEFT JOIN said ON said.id = came.id AND said.speaker_id = came.member_id AND came.is_present
    GROUP BY came.pk
), held AS (
    SELECT pk, count(DISTINCT month) FILTER (WHERE is_regular) AS regular,
        count(DISTINCT (month - 1) / 3) FILTER (WHERE is_thematic) AS quarters,
        count(*) FILTER (WHERE is_regular AND state = 'locked') AS locked,
        count(*) FILTER (WHERE is_regular AND grade IS NOT NULL) AS graded,
        count(*) FILTER (WHERE is_regular AND grade = 'tot') AS good,
        array_agg(grade) FILTER (WHERE is_regular AND grade IS NOT NULL) AS grades,
        array_agg(DISTINCT month) FILTER (WHERE is_regular) AS months,
        array_agg(DISTINCT (month - 1) / 3) FILTER (WHERE is_thematic) AS themes
    FROM met GROUP BY pk
), due AS MATERIALIZED (
    SELECT s.pk, count(*) FILTER (WHERE step.span = 1 AND (fits OR extract(month FROM day) = ANY(months))) AS months,
        count(*) FILTER (WHERE step.span = 3 AND (fits OR (extract(month FROM day)::int - 1) / 3 = ANY(themes)))
            AS quarters
    FROM s JOIN cells_organisation unit ON unit.id = s.cell LEFT JOIN held USING (pk)
    CROSS JOIN (VALUES (1), (3)) step(span)
    CROSS JOIN LATERAL generate_series(s.first::timestamp, s.last, make_interval(months => step.span)) day
    CROSS JOIN LATERAL (SELECT (day + make_interval(months => step.span) - interval '1 day')::date AS until) span
    CROSS JOIN LATERAL (SELECT until <= s.cut AND unit.founded_on <= day
        AND (unit.ended_on IS NULL OR unit.ended_on >= until) AS fits) stood
    WHERE s.kind = 'cell' GROUP BY s.pk
)
SELECT due.pk, coalesce(held.regular, 0), due.months, coalesce(held.quarters, 0), due.quarters,
    counted.present, counted.counted, counted.spoken, counted.listened, coalesce(held.locked, 0),
    coalesce(held.graded, 0), coalesce(held.good, 0), held.grades
FROM due LEFT JOIN held USING (pk) LEFT JOIN counted USING (pk)
"""  # noqa: S608 - made of constants
LINES = f"""
WITH {SUBJECTS}
SELECT s.pk, meeting.id, meeting.kind, meeting.month, meeting.year, meeting.held_on, meeting.state, grade.label,
    grade.grade
FROM s JOIN meetings_meeting meeting ON meeting.cell_id = s.cell AND meeting.state IN {HELD}
    AND meeting.held_on <= s.cut AND meeting.kind IN ('regular', 'combined', 'thematic')
    AND make_date(meeting.year, meeting.month, 1) BETWEEN s.first AND s.last
LEFT JOIN meetings_meetinggrade grade ON grade.meeting_id = meeting.id
WHERE s.kind = 'cell' ORDER BY s.pk, meeting.held_on, meeting.id
"""  # noqa: S608 - made of constants


def read(subjects: Sequence[Subject]) -> dict[int, dict[str, Any]]:
    cells = {row.pk: row for row in subjects if row.kind == "cell"}
    rows = rows_of(OF_CELLS, subjects)
    rules = sheets_in_force({row.cell for row in cells.values()}, Use.CELL) if rows else None
    found = {}
    for pk, held, due, quarters, quarters_due, present, counted, spoken, listened, locked, graded, good, grades in rows:
        row = cells[pk]
        sheet = rules.on(row.cell, last_day(row.last.year, row.last.month)) if rules else None
        grade = ""
        if sheet is not None and grades:
            official = [key for key in grades if key in ORDER]
            grade = grade_year(sheet.year_rule, official, missing=max(0, due - len(official))).grade
        found[pk] = {
            "regular_held": held,
            "regular_due": due,
            "thematic_quarters_held": quarters,
            "thematic_quarters_due": quarters_due,
            "attendance_percent": _percent(present, counted),
            "speakers_percent": _percent(spoken, listened),
            "minutes_locked": locked,
            "meetings_graded": graded,
            "meetings_good": good,
            "meetings_year_grade": grade or None,
        }
    return found


def _percent(part: int | None, whole: int | None) -> Decimal | None:
    return percent_of(part or 0, whole) if whole else None


def tell(subjects: Sequence[Subject], values: Mapping[int, Mapping[str, Any]]) -> dict[int, dict[str, Basis]]:
    links: dict[int, dict[str, list[Link]]] = defaultdict(lambda: defaultdict(list))
    for pk, number, kind, month, year, held_on, state, label, grade in rows_of(LINES, subjects):
        words = {"kind": MeetingKind(kind).label, "month": month, "year": year, "day": format_date(held_on)}
        text = _("%(kind)s tháng %(month)s/%(year)s, họp %(day)s") % words
        page = reverse("meetings:meeting_detail", args=[number])
        is_regular = kind != MeetingKind.THEMATIC
        for key, counts in (
            *((key, is_regular) for key in ("regular_held", "attendance_percent", "speakers_percent")),
            ("thematic_quarters_held", kind != MeetingKind.REGULAR),
            ("minutes_locked", is_regular and state == "locked"),
        ):
            if counts:
                links[pk][key].append(Link(text, page))
        if is_regular and label:
            score = reverse("meetings:meeting_score", args=[number])
            link = Link(f"{text}: {label}", score)
            for key in ("meetings_graded", "meetings_year_grade", *(["meetings_good"] if grade == "tot" else [])):
                links[pk][key].append(link)
    said = {
        "regular_held": _("Biên bản sinh hoạt của chi bộ."),
        "regular_due": _("Các tháng đã hết mà chi bộ hoạt động trọn tháng, và các tháng đã họp."),
        "thematic_quarters_held": _("Biên bản sinh hoạt chuyên đề của chi bộ."),
        "thematic_quarters_due": _("Các quý đã hết mà chi bộ hoạt động trọn quý, và các quý đã có chuyên đề."),
        "attendance_percent": _("Điểm danh các kỳ thường kỳ."),
        "speakers_percent": _("Ý kiến ghi trong biên bản và điểm danh."),
        "minutes_locked": _("Biên bản thường kỳ đã khóa."),
        "meetings_graded": _("Kết quả chấm chính thức."),
        "meetings_good": _("Kết quả chấm chính thức mức Tốt."),
        "meetings_year_grade": _("Kết quả chấm chính thức cả năm, theo cách tính của cấp ủy."),
    }
    return {
        row.pk: {key: Basis(text, links=tuple(links[row.pk][key])) for key, text in said.items()}
        for row in subjects
        if row.kind == "cell"
    }
