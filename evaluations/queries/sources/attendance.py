"""A member at the regular meetings of the year: expected, present, absent, speaking; in whichever cells it was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.periods import format_date
from evaluations.queries.sources.basis import Basis, Link
from evaluations.queries.sources.meetings import EXPECTED
from evaluations.queries.sources.subjects import HELD, PERSONS, SUBJECTS, Subject, rows_of
from meetings.models import Attendance

KINDS = PERSONS
FACTS = ("meetings_expected", "meetings_present", "absent_unexcused", "longest_excused_streak", "meetings_spoken")

# Meetings without a mark do not count and do not break a row of absences.
MARKS = f"""
WITH {SUBJECTS}, mark AS (
    SELECT s.pk, s.member, meeting.id, meeting.held_on, meeting.month, meeting.year, mark.state
    FROM s JOIN meetings_attendance mark ON mark.member_id = s.member
        AND mark.state IN ('present', 'excused', 'unexcused') AND (mark.status IN {EXPECTED} OR mark.state = 'present')
    JOIN meetings_meeting meeting ON meeting.id = mark.meeting_id AND meeting.kind IN ('regular', 'combined')
        AND meeting.state IN {HELD} AND meeting.held_on <= s.cut
        AND make_date(meeting.year, meeting.month, 1) BETWEEN s.first AND s.last
)
"""  # noqa: S608 - made of constants
SUMS = f"""
{MARKS}, placed AS (
    SELECT *, row_number() OVER (PARTITION BY pk ORDER BY held_on, id)
        - row_number() OVER (PARTITION BY pk, state ORDER BY held_on, id) AS run
    FROM mark
), streak AS MATERIALIZED (
    SELECT pk, max(length) AS longest FROM (
        SELECT pk, count(*) AS length FROM placed WHERE state = 'excused' GROUP BY pk, run
    ) runs GROUP BY pk
), said AS MATERIALIZED (
    SELECT mark.pk, count(DISTINCT mark.id) FILTER (WHERE spoken.speaker_id = mark.member) AS spoken
    FROM mark JOIN meetings_passage spoken ON spoken.meeting_id = mark.id AND spoken.kind = 'opinion'
        AND NOT spoken.is_removed AND spoken.speaker_id IS NOT NULL
    WHERE mark.state = 'present' GROUP BY mark.pk
), marks AS MATERIALIZED (
    SELECT pk, count(*) AS expected, count(*) FILTER (WHERE state = 'present') AS present,
        count(*) FILTER (WHERE state = 'unexcused') AS unexcused
    FROM mark GROUP BY pk
)
SELECT marks.pk, expected, present, unexcused, coalesce(longest, 0), spoken
FROM marks LEFT JOIN streak USING (pk) LEFT JOIN said USING (pk)
"""  # noqa: S608 - made of constants
LINES = f"{MARKS} SELECT pk, id, month, year, held_on, state FROM mark ORDER BY pk, held_on, id"  # noqa: S608


def read(subjects: Sequence[Subject]) -> dict[int, dict[str, Any]]:
    """Of those who stand on no roll nothing is known."""
    return {pk: dict(zip(FACTS, sums, strict=True)) for pk, *sums in rows_of(SUMS, subjects)}


def tell(subjects: Sequence[Subject], values: Mapping[int, Mapping[str, Any]]) -> dict[int, dict[str, Basis]]:
    subjects = [row for row in subjects if "meetings_expected" in values.get(row.pk, {})]
    links: dict[int, dict[str, list[Link]]] = defaultdict(lambda: defaultdict(list))
    keys = {"present": "meetings_present", "unexcused": "absent_unexcused", "excused": "longest_excused_streak"}
    for pk, number, month, year, held_on, state in rows_of(LINES, subjects):
        words = {"month": month, "year": year, "day": format_date(held_on), "state": Attendance.State(state).label}
        text = _("tháng %(month)s/%(year)s, họp %(day)s: %(state)s") % words
        link = Link(text, reverse("meetings:meeting_detail", args=[number]))
        links[pk]["meetings_expected"].append(link)
        links[pk][keys[state]].append(link)
    text = _("Điểm danh các kỳ thường kỳ, ở mọi chi bộ đã sinh hoạt trong năm.")
    return {
        row.pk: {
            **{key: Basis(text, links=tuple(links[row.pk][key])) for key in FACTS[:-1]},
            "meetings_spoken": Basis(_("Ý kiến ghi trong biên bản các kỳ đã dự.")),
        }
        for row in subjects
        if row.pk in links
    }
