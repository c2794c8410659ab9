"""Tasks: what meetings gave to a unit or a person, and what was taken on for the year, done or not, in time or late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.periods import format_date
from evaluations.queries.sources.basis import Basis, Link
from evaluations.queries.sources.subjects import ANY, HELD, SUBJECTS, Subject, rows_of

KINDS = ANY
PAGES = {"task": "meetings:task_detail", "item": "evaluations:commitment_detail"}
FACTS = ("tasks_assigned", "tasks_done", "tasks_on_time", "tasks_exceeded", "tasks_late")

# A task belongs to the year in which it falls due, or in which it was given if that is later or it has no day; dropped
# ones do not count. A meeting finds it done. It was done on that day, or on the earlier one on which its figure was
# reported as reached. Beyond its target: a meeting found so, or the last figure is past the target.
WORK = f"""
WITH {SUBJECTS}, given AS (
    SELECT s.pk, s.first, s.last, s.cut, task.id, task.text, task.due_on, task.unit, task.target,
        coalesce(task.baseline, 0) AS start, meeting.year, meeting.month
    FROM s JOIN meetings_meeting meeting ON meeting.cell_id = s.cell AND (s.scope = 'unit'
        OR (s.scope = 'standing' AND meeting.kind = 'standing')
        OR (s.scope = 'executive' AND meeting.kind IN ('executive', 'committee', 'committee_open')))
    JOIN meetings_task task ON task.meeting_id = meeting.id
    WHERE s.member IS NULL AND (task.moved_to_id IS NULL OR task.moved_to_id = s.cell)
        AND meeting.year BETWEEN extract(year FROM s.first) - 2 AND extract(year FROM s.last)
        AND meeting.state IN {HELD} AND meeting.held_on <= s.cut
        AND NOT task.is_removed AND (task.closed_on IS NULL OR task.closed_on > s.cut)
    UNION ALL
    SELECT s.pk, s.first, s.last, s.cut, task.id, task.text, task.due_on, task.unit, task.target,
        coalesce(task.baseline, 0), meeting.year, meeting.month
    FROM s JOIN meetings_task task ON task.moved_to_id = s.cell
    JOIN meetings_meeting meeting ON meeting.id = task.meeting_id
    WHERE s.member IS NULL AND s.scope = 'unit' AND meeting.cell_id <> s.cell
        AND meeting.state IN {HELD} AND meeting.held_on <= s.cut
        AND NOT task.is_removed AND (task.closed_on IS NULL OR task.closed_on > s.cut)
    UNION ALL
    SELECT s.pk, s.first, s.last, s.cut, task.id, task.text, task.due_on, task.unit, task.target,
        coalesce(task.baseline, 0), meeting.year, meeting.month
    FROM s JOIN meetings_task task ON task.owner_id = s.member
    JOIN meetings_meeting meeting ON meeting.id = task.meeting_id
    WHERE meeting.state IN {HELD} AND meeting.held_on <= s.cut
        AND NOT task.is_removed AND (task.closed_on IS NULL OR task.closed_on > s.cut)
), task AS MATERIALIZED (
    SELECT * FROM given WHERE greatest(due_on, make_date(year, month, 1)) BETWEEN first AND last
), found AS MATERIALIZED (
    SELECT task.pk, task.id, min(meeting.held_on) AS done_on, bool_or(review.outcome = 'exceeded') AS exceeded
    FROM task JOIN meetings_taskreview review ON review.task_id = task.id AND review.outcome IN ('done', 'exceeded')
    JOIN meetings_meeting meeting ON meeting.id = review.meeting_id
    WHERE meeting.state IN {HELD} AND meeting.held_on <= task.cut
    GROUP BY task.pk, task.id
), reported AS MATERIALIZED (
    SELECT task.pk, task.id,
        min(entry."on") FILTER (WHERE CASE WHEN task.target IS NULL THEN task.unit = '' AND entry.value >= 100
            WHEN task.target < task.start THEN entry.value <= task.target ELSE entry.value >= task.target END
        ) AS reached_on,
        (array_agg(entry.value ORDER BY entry."on" DESC, entry.id DESC))[1] AS last_value
    FROM task JOIN meetings_taskprogress entry ON entry.task_id = task.id
    WHERE NOT entry.is_removed AND entry.value IS NOT NULL AND entry."on" <= task.cut
    GROUP BY task.pk, task.id
), taken AS (
    SELECT s.pk, s.first, s.last, s.cut, s.quarter, commitment.id FROM s
    JOIN evaluations_commitment commitment ON commitment.member_id = s.member
        AND commitment.year = extract(year FROM s.first)
    UNION ALL
    SELECT s.pk, s.first, s.last, s.cut, s.quarter, commitment.id FROM s
    JOIN evaluations_commitment commitment ON commitment.cell_id = s.cell AND commitment.member_id IS NULL
        AND commitment.year = extract(year FROM s.first)
    WHERE s.member IS NULL AND s.scope = 'unit'
), work AS (
    SELECT task.pk, 'task' AS sort, task.id, task.id AS place, task.text, task.due_on, task.cut,
        least(found.done_on, CASE WHEN found.done_on IS NOT NULL THEN reported.reached_on END) AS done_on,
        found.done_on IS NOT NULL AND (found.exceeded OR coalesce(CASE WHEN task.target < task.start
            THEN reported.last_value < task.target ELSE reported.last_value > task.target END, false)) AS exceeded
    FROM task LEFT JOIN found USING (pk, id) LEFT JOIN reported USING (pk, id)
    UNION ALL
    SELECT taken.pk, 'item', item.id, taken.id, item.text, item.due_on, taken.cut,
        CASE WHEN item.result IN ('done', 'exceeded') AND item.finished_on <= taken.cut THEN item.finished_on END,
        item.result = 'exceeded' AND item.finished_on <= taken.cut
    FROM taken JOIN evaluations_commitmentitem item ON item.commitment_id = taken.id AND NOT item.is_removed
    WHERE taken.quarter IS NULL OR item.due_on BETWEEN taken.first AND taken.last
)
"""  # noqa: S608 - made of constants
DONE, IN_TIME = "done_on IS NOT NULL", "(due_on IS NULL OR done_on <= due_on)"
LATE = "due_on < coalesce(done_on, cut)"
SUMS = f"""
{WORK} SELECT pk, count(*), count(*) FILTER (WHERE {DONE}), count(*) FILTER (WHERE {DONE} AND {IN_TIME}),
    count(*) FILTER (WHERE exceeded), count(*) FILTER (WHERE {LATE})
FROM work GROUP BY pk
"""  # noqa: S608 - made of constants
LINES = f"""
{WORK} SELECT pk, sort, place, text, due_on, done_on, {DONE}, {DONE} AND {IN_TIME}, exceeded, coalesce({LATE}, false)
FROM work ORDER BY pk, sort DESC, due_on NULLS LAST, id
"""  # noqa: S608 - made of constants


def read(subjects: Sequence[Subject]) -> dict[int, dict[str, Any]]:
    """The sums of each subject that has any task; of the others nothing is known."""
    return {pk: dict(zip(FACTS, sums, strict=True)) for pk, *sums in rows_of(SUMS, subjects)}


def tell(subjects: Sequence[Subject], values: Mapping[int, Mapping[str, Any]]) -> dict[int, dict[str, Basis]]:
    """Each number with the very tasks that it counts."""
    subjects = [row for row in subjects if "tasks_assigned" in values.get(row.pk, {})]
    links: dict[int, dict[str, list[Link]]] = defaultdict(lambda: defaultdict(list))
    for pk, sort, number, text, due_on, done_on, *counted in rows_of(LINES, subjects):
        link = Link(_task_words(text, due_on, done_on), reverse(PAGES[sort], args=[number]))
        for key, counts in zip(FACTS, (True, *counted), strict=True):
            if counts:
                links[pk][key].append(link)
    said = {
        "tasks_assigned": _("Nhiệm vụ trong năm do cuộc họp giao và trong kế hoạch, cam kết năm."),
        "tasks_done": _("Cuộc họp đánh giá đã hoàn thành, hoặc kế hoạch năm ghi hoàn thành."),
        "tasks_on_time": _("Hoàn thành không sau thời hạn; không có thời hạn thì coi là đúng hạn."),
        "tasks_exceeded": _("Cuộc họp đánh giá vượt mức, hoặc số liệu cuối vượt chỉ tiêu."),
        "tasks_late": _("Hoàn thành sau thời hạn, hoặc quá hạn mà chưa hoàn thành."),
    }
    return {
        row.pk: {key: Basis(text, links=tuple(links[row.pk][key])) for key, text in said.items()}
        for row in subjects
        if row.pk in links
    }


def _task_words(text: str, due_on: Any, done_on: Any) -> str:
    parts = [text]
    if due_on:
        parts.append(_("hạn %(day)s") % {"day": format_date(due_on)})
    parts.append(_("xong %(day)s") % {"day": format_date(done_on)} if done_on else _("chưa xong"))
    return ", ".join(parts)
