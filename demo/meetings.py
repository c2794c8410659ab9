"""Two years of invented meetings, written in bulk: the one place outside ``services`` that writes rows."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from accounts.models import AuditEvent, User
from cells.models import Member, Membership, Organisation, Seat, StatusPeriod
from cells.rules import is_expected, may_vote
from demo import texts
from demo.calendar import HABITS, SEED, MonthPlan, plans
from demo.clock import moment
from demo.stories import STORIES, Story
from meetings.documents import minutes_of
from meetings.models import AgendaItem, Attendance, KeyTask, Meeting, Passage, PassageRevision, Task, TaskReview, Vote
from meetings.models import MeetingKind as Kind

STILL_OPEN = {("Chi bộ thôn Song Vân", 2026, 10)}
WAITING_FOR_APPROVAL = {
    ("Chi bộ thôn Phú Cường", 2026, 10),
    ("Chi bộ Trường Tiểu học", 2026, 10),
    ("Chi bộ thôn Bãi Dài", 2026, 10),
}
ITEMS = (
    (AgendaItem.Kind.INFORMATION, "Thông tin thời sự, phổ biến văn bản của cấp trên"),
    (AgendaItem.Kind.LAST_MONTH, "Đánh giá kết quả thực hiện nghị quyết tháng trước"),
    (AgendaItem.Kind.NEXT_MONTH, "Phương hướng, nhiệm vụ tháng tới"),
)


@dataclass
class People:
    """Who belongs to one cell, and what they are, on any day."""

    memberships: list[Membership]
    statuses: dict[int, list[StatusPeriod]]
    seats: list[Seat]

    def on(self, day: dt.date) -> list[Member]:
        return sorted(
            (
                row.member
                for row in self.memberships
                if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)
            ),
            key=lambda member: member.sort_key,
        )

    def status(self, member: Member, day: dt.date) -> str:
        for row in self.statuses.get(member.pk, []):
            if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to):
                return row.status
        return ""

    def holder(self, office: str, day: dt.date) -> Member | None:
        for seat in self.seats:
            if seat.office == office and seat.valid_from <= day and (seat.valid_to is None or day <= seat.valid_to):
                return seat.member
        return None


@dataclass
class Rows:
    """Rows waiting to be written, by table, in the order in which they depend on each other."""

    meetings: list[Meeting] = field(default_factory=list)
    items: list[AgendaItem] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    attendances: list[Attendance] = field(default_factory=list)
    votes: list[Vote] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    reviews: list[TaskReview] = field(default_factory=list)
    stories: list[tuple[Story, Task]] = field(default_factory=list)
    """Tasks of several months that are not done yet."""

    def write(self) -> None:
        Meeting.objects.bulk_create(self.meetings)
        AgendaItem.objects.bulk_create(self.items)
        Passage.objects.bulk_create(self.passages)
        Attendance.objects.bulk_create(self.attendances)
        Vote.objects.bulk_create(self.votes)
        Task.objects.bulk_create(self.tasks)
        TaskReview.objects.bulk_create(self.reviews)


def people_of(cell: Organisation) -> People:
    memberships = list(Membership.objects.filter(cell=cell).select_related("member"))
    statuses: dict[int, list[StatusPeriod]] = {}
    for row in StatusPeriod.objects.filter(member__in=[row.member_id for row in memberships]):
        statuses.setdefault(row.member_id, []).append(row)
    seats = list(Seat.objects.filter(organisation=cell).select_related("member"))
    return People(memberships, statuses, seats)


def hold_meetings(cell: Organisation, *, writer: User, approver: User) -> list[Meeting]:
    """Write every meeting of one cell. ``writer`` keeps the minutes, ``approver`` approves them."""
    people, rows = people_of(cell), Rows()
    before: Task | None = None
    for plan in plans(cell.name, last_day=cell.ended_on):
        before = _Builder(cell, plan, people, rows, writer, before).build()
    if cell.ended_on:
        rows.tasks.pop()  # nothing was left open when the cells became one
    rows.write()
    _keep_texts(rows, writer)
    _close(rows.meetings, cell, approver)
    return rows.meetings


class _Builder:
    """One meeting with all that hangs on it."""

    def __init__(
        self, cell: Organisation, plan: MonthPlan, people: People, rows: Rows, writer: User, before: Task | None
    ) -> None:
        self.cell, self.plan, self.people, self.rows, self.writer, self.before = (
            cell,
            plan,
            people,
            rows,
            writer,
            before,
        )
        self.chance = random.Random(f"{SEED}{cell.name}{plan.held_on}")
        self.works = texts.WORKS if "thôn" in cell.name else texts.SCHOOL_WORKS

    def build(self) -> Task:
        self.meeting = self._meeting()
        self.rows.meetings.append(self.meeting)
        present = self._attendance()
        items = self._items()
        self._passages(items, present)
        self._votes(items, present)
        self._stories(items[2], present)
        return self._tasks(items, present)

    def _meeting(self) -> Meeting:
        plan, day = self.plan, self.plan.held_on
        ends = (dt.datetime.combine(day, plan.starts_at) + dt.timedelta(minutes=plan.minutes)).time()
        is_open = (self.cell.name, plan.year, plan.month) in STILL_OPEN
        return Meeting(
            cell=self.cell,
            kind=Kind.COMBINED if plan.has_theme else Kind.REGULAR,
            year=plan.year,
            month=plan.month,
            held_on=day,
            planned_time=plan.starts_at,
            place="Nhà văn hóa thôn" if "thôn" in self.cell.name else "Phòng họp cơ quan",
            theme=self.chance.choice(texts.THEMES) if plan.has_theme else "",
            chair=self.people.holder("secretary", day),
            secretary=self.people.holder("deputy_secretary", day) or self.people.holder("committee_member", day),
            started_at=plan.starts_at,
            ended_at=None if is_open else ends,
            self_score=None if is_open else self.chance.choice((88, 90, 92, 93, 95, 96)),
            state=Meeting.State.OPEN if is_open else Meeting.State.SUBMITTED,
            planned_by=self.writer,
            planned_at=moment(day - dt.timedelta(days=5)),
            opened_by=self.writer,
            opened_at=moment(day, plan.starts_at),
            submitted_by=None if is_open else self.writer,
            submitted_at=None if is_open else moment(day + dt.timedelta(days=self.chance.choice((0, 1, 1, 2, 4)))),
        )

    def _attendance(self) -> list[Member]:
        day, present = self.plan.held_on, []
        chair_and_secretary = {self.meeting.chair, self.meeting.secretary}
        for member in self.people.on(day):
            status = self.people.status(member, day)
            state, reason = "not_expected", ""
            if is_expected(status):
                absent = self.chance.randrange(100) < HABITS[self.cell.name].absent_percent
                if absent and member not in chair_and_secretary:
                    state = "unexcused" if self.chance.randrange(100) < 8 else "excused"
                    reason = self.chance.choice(texts.REASONS) if state == "excused" else ""
                else:
                    state = "present"
                    present.append(member)
            self.rows.attendances.append(
                Attendance(
                    meeting=self.meeting,
                    member=member,
                    is_official=member.is_official(day),
                    status=status,
                    state=state,
                    reason=reason,
                )
            )
        return present

    def _items(self) -> list[AgendaItem]:
        kinds = list(ITEMS)
        if self.meeting.theme:
            kinds.append((AgendaItem.Kind.THEME, f"Chuyên đề: {self.meeting.theme}"))
        items = [
            AgendaItem(meeting=self.meeting, kind=kind, order=order, title=title, presenter=self.meeting.chair)
            for order, (kind, title) in enumerate(kinds, 1)
        ]
        self.rows.items += items
        return items

    def _passages(self, items: list[AgendaItem], present: list[Member]) -> None:
        for kind, text in (
            (Passage.Kind.FEES, self.chance.choice(texts.FEES)),
            (Passage.Kind.SUPERIOR, texts.SUPERIOR if self.chance.randrange(4) == 0 else ""),
            (Passage.Kind.CONCLUSION, self.chance.choice(texts.CONCLUSIONS)),
            (Passage.Kind.SELF_ASSESSMENT, self.chance.choice(texts.SELF_ASSESSMENT)),
        ):
            self._passage(kind, text)
        for item in items:
            self._passage(Passage.Kind.ITEM_BODY, self._body(item), item=item)
            for order, speaker in enumerate(self.chance.sample(present, min(len(present), self.chance.randint(1, 4)))):
                text = self.chance.choice(texts.OPINIONS)
                self._passage(Passage.Kind.OPINION, text, item=item, speaker=speaker, order=order)
            self._passage(Passage.Kind.ITEM_CONCLUSION, self.chance.choice(texts.CONCLUSIONS), item=item)

    def _passage(self, kind: str, text: str, **values: object) -> None:
        text = text.format(month=self.plan.month)
        if self.meeting.state == Meeting.State.OPEN and kind in (Passage.Kind.CONCLUSION, Passage.Kind.ITEM_CONCLUSION):
            text = ""
        self.rows.passages.append(
            Passage(
                meeting=self.meeting,
                kind=kind,
                text=text,
                revision=1 if text else 0,
                edited_by=self.writer if text else None,
                edited_at=self.meeting.opened_at if text else None,
                **values,
            )
        )

    def _body(self, item: AgendaItem) -> str:
        if item.kind == AgendaItem.Kind.INFORMATION:
            return "\n".join(self.chance.sample(texts.INFORMATION, 2))
        if item.kind == AgendaItem.Kind.THEME:
            return f"Đồng chí được phân công trình bày chuyên đề “{self.meeting.theme}”, liên hệ tình hình của chi bộ."
        lines = [f"- {work}: {figure}." for work, figure in self.chance.sample(self.works, 3)]
        lead = "Kết quả đã thực hiện:" if item.kind == AgendaItem.Kind.LAST_MONTH else "Nhiệm vụ trọng tâm:"
        return "\n".join([lead, *lines])

    def _votes(self, items: list[AgendaItem], present: list[Member]) -> None:
        day = self.plan.held_on
        voters = sum(
            may_vote(self.people.status(member, day), is_official=member.is_official(day), present=True)
            for member in present
        )
        self.meeting.minutes_agreed = voters if self.meeting.ended_at else None
        against = self.chance.choice((0, 0, 0, 0, 1))
        self.rows.votes.append(
            Vote(
                meeting=self.meeting,
                item=items[2],
                matter=Vote.Matter.RESOLUTION,
                question=f"Thông qua nghị quyết tháng {self.plan.month}/{self.plan.year} của chi bộ",
                yes=voters - against,
                no=0,
                abstain=against,
            )
        )

    def _tasks(self, items: list[AgendaItem], present: list[Member]) -> Task:
        if self.before is not None:
            work, figure = self.before.text, self.chance.choice(("đạt kế hoạch", "vượt kế hoạch", "xong đúng hạn"))
            self.rows.reviews.append(
                TaskReview(task=self.before, meeting=self.meeting, outcome=TaskReview.Outcome.DONE, note=figure)
            )
        work, _figure = self.chance.choice(self.works)
        task = Task(
            meeting=self.meeting,
            item=items[2],
            text=work,
            owner=self.chance.choice(present),
            due_on=self.plan.held_on + dt.timedelta(days=25),
        )
        self.rows.tasks.append(task)
        return task

    def _stories(self, item: AgendaItem, present: list[Member]) -> None:
        """What this meeting hears of the tasks of several months, and those that it gives."""
        for story, task in list(self.rows.stories):
            outcome, note = story.heard(self.plan.held_on)
            self.rows.reviews.append(TaskReview(task=task, meeting=self.meeting, outcome=outcome, note=note))
            if outcome == TaskReview.Outcome.DONE:
                self.rows.stories.remove((story, task))
        for story in STORIES:
            if (story.cell, 2026, story.month) != (self.cell.name, self.plan.year, self.plan.month):
                continue
            account = Member.objects.filter(user__username="dangvien").first() if story.of_the_account else None
            owner = account or random.Random(story.text).choice(present)
            key_task = KeyTask.objects.get(text=story.key_task)
            facts = {"item": item, "text": story.text, "owner": owner, "due_on": story.due_on, "key_task": key_task}
            task = Task(meeting=self.meeting, **facts, **story.facts())
            self.rows.tasks.append(task)
            self.rows.stories.append((story, task))


def _keep_texts(rows: Rows, writer: User) -> None:
    PassageRevision.objects.bulk_create(
        PassageRevision(passage=row, number=1, text=row.text, saved_by=writer, saved_at=row.edited_at)
        for row in rows.passages
        if row.edited_at is not None
    )


def _close(meetings: list[Meeting], cell: Organisation, approver: User) -> None:
    """Approve, and lock what is older than a month, as the committee does."""
    for meeting in meetings:
        key = (cell.name, meeting.year, meeting.month)
        if meeting.state != Meeting.State.SUBMITTED or key in WAITING_FOR_APPROVAL or meeting.submitted_at is None:
            continue
        meeting.approved_by, meeting.approved_at = approver, meeting.submitted_at + dt.timedelta(days=3)
        meeting.state, meeting.snapshot = Meeting.State.APPROVED, minutes_of(meeting).to_json()
        if (meeting.year, meeting.month) < (2026, 9):
            meeting.locked_by, meeting.locked_at = approver, meeting.approved_at + dt.timedelta(days=20)
            meeting.state = Meeting.State.LOCKED
        meeting.save(update_fields=["state", "snapshot", "approved_by", "approved_at", "locked_by", "locked_at"])


def audit_lines(meeting: Meeting) -> Iterator[AuditEvent]:
    """What the audit trail has of a meeting that is written in bulk."""
    for action, actor, at in (
        ("meetings.meeting_planned", meeting.planned_by, meeting.planned_at),
        ("meetings.meeting_opened", meeting.opened_by, meeting.opened_at),
        ("meetings.minutes_submitted", meeting.submitted_by, meeting.submitted_at),
        ("meetings.minutes_approved", meeting.approved_by, meeting.approved_at),
        ("meetings.minutes_locked", meeting.locked_by, meeting.locked_at),
    ):
        if actor is not None and at is not None:
            yield AuditEvent(
                at=at,
                actor=actor,
                actor_name=actor.full_name,
                action=action,
                thing_kind=Meeting._meta.label,
                thing_id=meeting.pk,
                thing_label=str(meeting),
                organisation_number=meeting.cell_id,
                organisation_name=meeting.cell.label(meeting.held_on),
            )
