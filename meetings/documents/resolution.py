"""The monthly resolution (nghị quyết tháng): what the records of the meeting know, and what the secretary types.

I results with the table of last month's resolution, II direction, III who does what, IV the self-assessment of the
meeting, the vote, and the opinions in the order of speaking as an appendix.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cells.models import Organisation
from core.numbers import format_number
from core.periods import format_date, official_day_line
from core.vietnamese import search_key
from meetings.documents import minutes_to_print
from meetings.documents.contents import Contents, Draft, PartSpec
from meetings.documents.minutes import Ballot, Minutes, decimal_words
from meetings.documents.official import BLANK, Section, Table, table
from meetings.models import AgendaItem, KeyTask, Meeting, MeetingScore, Task, TaskProgress, TaskReview

PARTS = (
    PartSpec("political", _("I. Kết quả: công tác chính trị, tư tưởng")),
    PartSpec("leadership", _("I. Kết quả: lãnh đạo thực hiện nhiệm vụ"), rows=6),
    PartSpec("praise", _("I. Kết quả: biểu dương, nhắc nhở"), rows=3),
    PartSpec("limits", _("I. Kết quả: hạn chế, nguyên nhân"), rows=3),
    PartSpec("direction", _("II. Phương hướng, nhiệm vụ"), rows=8),
    PartSpec("arrangement", _("III. Tổ chức thực hiện"), _("Bảng phân công được in ở trên, lấy từ biên bản."), rows=4),
    PartSpec("assessment", _("IV. Tự đánh giá: hạn chế và biện pháp"), _("Điểm và xếp loại lấy từ biên bản."), 3),
)
ITEM_PARTS = {
    "political": (AgendaItem.Kind.INFORMATION,),
    "leadership": (AgendaItem.Kind.LAST_MONTH,),
    "praise": (AgendaItem.Kind.MEMBERS,),
    "direction": (AgendaItem.Kind.NEXT_MONTH, AgendaItem.Kind.THEME),
}


def first_words(organisation: Organisation, meeting: Meeting | None) -> dict[str, str]:
    """The free parts as the minutes have them."""
    assert meeting is not None
    minutes = minutes_to_print(meeting)
    found = {key: _of_items(minutes, kinds) for key, kinds in ITEM_PARTS.items()}
    found["direction"] = _once(found["direction"], minutes.conclusion)
    found["assessment"] = minutes.self_assessment
    found["arrangement"] = (
        "Các đồng chí được phân công tổ chức thực hiện Nghị quyết này, báo cáo kết quả tại kỳ sinh hoạt tháng sau.\n"
        "Nghị quyết được báo cáo cấp ủy cấp trên trong 02 ngày kể từ ngày họp."
    )
    return found


def _of_items(minutes: Minutes, kinds: tuple[str, ...]) -> str:
    texts = [(item.body, item.conclusion) for item in minutes.items if item.kind in kinds]
    return _once(*(text for pair in texts for text in pair))


def _once(*texts: str) -> str:
    """The texts one under the other; a line said before is not said again."""
    return "\n".join(dict.fromkeys(line for text in texts for line in text.splitlines() if line.strip()))


def title(organisation: Organisation, meeting: Meeting | None) -> str:
    """As in "Chi bộ thôn Song Vân tháng 10 năm 2026"."""
    assert meeting is not None
    month = f"{meeting.month:02d}" if meeting.month <= 2 else str(meeting.month)
    return f"{organisation.label(meeting.held_on)} tháng {month} năm {meeting.year}"


def contents(draft: Draft, organisation: Organisation, meeting: Meeting | None) -> Contents:
    assert meeting is not None
    minutes = minutes_to_print(meeting)
    ballot = adopting_vote(minutes, draft.vote)
    spoken = tuple(_opinions(minutes)) if draft.with_opinions else ()
    return Contents(
        sections=(
            *_results(draft, meeting),
            Section("II. PHƯƠNG HƯỚNG, NHIỆM VỤ", text=draft.text("direction") or BLANK),
            *_serves(draft),
            Section(
                "III. PHÂN CÔNG, TỔ CHỨC THỰC HIỆN", table=_assigned(meeting), after=draft.text("arrangement") or BLANK
            ),
            Section("IV. TỰ ĐÁNH GIÁ CHẤT LƯỢNG KỲ SINH HOẠT", text=_assessment(draft, minutes, meeting)),
        ),
        opening=tuple(_opening(minutes, meeting)),
        closing=(_adopted(ballot),) if ballot else (),
        appendix_title="Ý kiến phát biểu, theo thứ tự" if spoken else "",
        appendix=spoken,
    )


def _opening(minutes: Minutes, meeting: Meeting) -> Iterator[str]:
    name = minutes.subject[:1].lower() + minutes.subject[1:]
    day = official_day_line(minutes.held_on).capitalize()
    yield f"{day}, tại {minutes.place or BLANK}, {minutes.cell} tổ chức {name}."
    absent = ""
    if minutes.absent:
        excused = f": {', '.join(map(str, minutes.excused))}" if minutes.excused else ""
        unexcused = f": {', '.join(minutes.unexcused)}" if minutes.unexcused else ""
        absent = f", có lý do {len(minutes.excused)}{excused}; không có lý do {len(minutes.unexcused)}{unexcused}"
    exempt = f" Miễn công tác và sinh hoạt đảng: {minutes.exempt} đồng chí." if minutes.exempt else ""
    yield (
        f"Tổng số {minutes.people}: {minutes.members} đồng chí (chính thức {minutes.official}, "
        f"dự bị {minutes.probationary}).{exempt} Có mặt: {minutes.present_share} số đồng chí thuộc diện dự sinh hoạt. "
        f"Vắng mặt: {minutes.absent} đồng chí{absent}."
    )
    length = meeting.duration_minutes
    yield (
        f"Chủ trì: đồng chí {minutes.chair or BLANK}; thư ký: đồng chí {minutes.secretary or BLANK}. "
        f"Thời lượng: {BLANK if length is None else length} phút."
    )
    if minutes.fees:
        yield f"Tình hình đảng phí: {' '.join(minutes.fees.split())}"
    yield "Sau khi thảo luận, hội nghị quyết nghị những nội dung sau:"


def _results(draft: Draft, meeting: Meeting) -> Iterator[Section]:
    """Part I: only the points that say something, numbered on."""
    yield Section("I. ĐÁNH GIÁ KẾT QUẢ THỰC HIỆN")
    points: list[tuple[str, str, Table | None]] = [
        ("Công tác chính trị, tư tưởng", draft.text("political"), None),
        ("Lãnh đạo thực hiện nhiệm vụ", draft.text("leadership"), None),
        ("Kết quả thực hiện nghị quyết tháng trước", "", _reviewed(meeting)),
        ("Biểu dương, nhắc nhở", draft.text("praise"), None),
        ("Hạn chế, nguyên nhân", draft.text("limits"), None),
    ]
    kept = [(name, text, rows) for name, text, rows in points if text or rows]
    for place, (name, text, rows) in enumerate(kept, 1):
        yield Section(f"{place}. {name}", 3, text, rows)
    if not kept:
        yield Section(level=0, text=BLANK)


@dataclass(frozen=True)
class _Known:
    """What was known of tasks before the meeting, and what the meeting found."""

    before: dict[int, TaskReview]
    progress: dict[int, list[TaskProgress]]


def _reviewed(meeting: Meeting) -> Table | None:
    """The table of last month's resolution: task, where it stood at the beginning, what came of it."""
    reviews = list(
        meeting.task_reviews.filter(task__is_removed=False)
        .select_related("task__owner", "task__meeting")
        .order_by("task__meeting__held_on", "task_id")
    )
    tasks = [review.task_id for review in reviews]
    earlier = TaskReview.objects.filter(task__in=tasks, meeting__held_on__lt=meeting.held_on)
    progress: dict[int, list[TaskProgress]] = {}
    for row in TaskProgress.objects.filter(task__in=tasks, is_removed=False, on__lte=meeting.held_on).order_by("on"):
        progress.setdefault(row.task_id, []).append(row)
    known = _Known({row.task_id: row for row in earlier.order_by("meeting__held_on", "pk")}, progress)
    rows = [(_named(review.task), _stood(review, known), _came(review, known)) for review in reviews]
    return table((("Nhiệm vụ", ""), ("Tình trạng đầu kỳ", "status"), ("Kết quả", "outcome")), rows)


def _named(task: Task) -> str:
    target = f" (chỉ tiêu {format_number(task.target)} {task.unit})" if task.target is not None else ""
    return f"{task.text}{target}"


def _stood(review: TaskReview, known: _Known) -> str:
    before, task = known.before.get(review.task_id), review.task
    if before is not None:
        return f"{before.get_outcome_display()}{f': {before.note}' if before.note else ''}"
    if task.baseline is not None:
        return f"{format_number(task.baseline)} {task.unit}".strip()
    return f"mới giao, hạn {format_date(task.due_on)}" if task.due_on else "mới giao"


def _came(review: TaskReview, known: _Known) -> str:
    latest = next((row for row in reversed(known.progress.get(review.task_id, [])) if row.value is not None), None)
    words, target = [str(review.get_outcome_display()), review.note], review.task.target
    if latest is not None and latest.value is not None and target is not None and "lũy kế" not in review.note:
        words.append(f"lũy kế {format_number(latest.value)}/{format_number(target)} {review.task.unit}".strip())
    return "; ".join(word for word in words if word)


def _serves(draft: Draft) -> Iterator[Section]:
    """The year's theme with the key tasks and breakthroughs that the resolution serves, by name."""
    chosen = KeyTask.objects.filter(pk__in=draft.key_tasks).select_related("theme")
    tasks = list(chosen.order_by("theme__year", "order", "pk"))
    if not tasks:
        return
    theme = tasks[0].theme
    head = f"Nghị quyết góp phần thực hiện chủ đề năm {theme.year} “{theme.title}”:"
    lines = [f"- {capfirst(KeyTask.Kind(task.kind).label)}: {task.text.rstrip('. ')}." for task in tasks]
    yield Section(level=0, text="\n".join([head, *lines]))


def _assigned(meeting: Meeting) -> Table | None:
    tasks = meeting.tasks.filter(is_removed=False).select_related("owner").order_by("pk")
    rows = [(_named(task), task.owner.full_name if task.owner else "", format_date(task.due_on)) for task in tasks]
    return table((("Nhiệm vụ", ""), ("Người thực hiện", "owner"), ("Thời hạn", "due")), rows)


def _assessment(draft: Draft, minutes: Minutes, meeting: Meeting) -> str:
    score = meeting.scores.filter(scorer=MeetingScore.Scorer.SELF).first()
    if score is not None:
        grade = next((row["label"] for row in score.sheet.get("grades", ()) if row["key"] == score.grade), score.grade)
        line = f"Tự chấm {decimal_words(score.total)}/{score.maximum} điểm, xếp loại {grade}."
    elif minutes.self_score:
        line = f"Tự chấm {minutes.self_score} điểm, xếp loại {minutes.self_grade}."
    else:
        line = f"Tự chấm {BLANK} điểm, xếp loại {BLANK}."
    return "\n".join(text for text in (line, draft.text("assessment")) if text)


def ballots_of(minutes: Minutes) -> list[Ballot]:
    """Votes of the meeting on a question, none on a person: one of them adopts the resolution."""
    every = [ballot for item in minutes.items for ballot in item.ballots] + list(minutes.ballots)
    return [ballot for ballot in every if not ballot.person and not ballot.two_thirds]


def adopting_vote(minutes: Minutes, question: str) -> Ballot | None:
    """The vote named, else the last one that speaks of the resolution, else the last one."""
    ballots = ballots_of(minutes)
    if question:
        return next((ballot for ballot in reversed(ballots) if ballot.question == question), None)
    likely = [ballot for ballot in ballots if "nghi quyet" in search_key(ballot.question)]
    found = likely or ballots
    return found[-1] if found else None


def _adopted(ballot: Ballot) -> str:
    return (
        f"Nghị quyết được hội nghị biểu quyết thông qua: tán thành {ballot.yes_share} số đảng viên có quyền biểu "
        f"quyết; không tán thành {ballot.no}; không có ý kiến {ballot.abstain} (hình thức: {ballot.method})."
    )


def _opinions(minutes: Minutes) -> Iterator[str]:
    """Each opinion in the order of the minutes, numbered on."""
    every = [opinion for item in minutes.items for opinion in item.opinions] + list(minutes.opinions)
    for place, opinion in enumerate(every, 1):
        yield f"{place}. Đồng chí {opinion.speaker}: {opinion.text or BLANK}"
