"""All that the writing page shows, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from accounts.models import User
from cells.models import Member
from meetings.models import AgendaItem, Attendance, Guest, KeyTask, Meeting, MeetingScore, Passage, Task, Vote
from meetings.queries.attendance import Tally, attendance_of, distinct_names, percent_of, tally_of
from meetings.queries.closing import fee_sentence, grade_label, self_score_of
from meetings.queries.tasks import CarriedTask, tasks_carried_into
from meetings.queries.themes import key_tasks_for
from meetings.queries.votes import CountedVote, counted
from meetings.queries.voting import Subject, body_sentence, subjects_of
from meetings.rules.parts import has_assessment, has_fees, has_reviews
from meetings.rules.votes import MAJORITY, TWO_THIRDS, needed

Kind = Passage.Kind


@dataclass(frozen=True)
class OpinionRow:
    """What one person said."""

    passage: Passage
    speaker: str

    @property
    def choice(self) -> str:
        """The speaker as selects name people."""
        return f"m{self.passage.speaker_id}" if self.passage.speaker_id else f"g{self.passage.guest_id}"


@dataclass(frozen=True)
class TaskRow:
    """A task with the name of its owner; empty for the whole cell."""

    task: Task
    owner: str

    @property
    def owner_choice(self) -> str:
        """The owner as selects name people."""
        return f"m{self.task.owner_id}" if self.task.owner_id else ""


@dataclass(frozen=True)
class People:
    """Who may be chosen on the page, sorted as Vietnamese lists are."""

    present: tuple[Member, ...]
    """Members marked as present."""
    others: tuple[Member, ...]
    guests: tuple[Guest, ...]
    removed_guests: tuple[Guest, ...] = ()
    """They may not be chosen any more, but what they said still stands."""

    @cached_property
    def names(self) -> dict[int, str]:
        """What to call each member: people of the same name carry their year of birth."""
        return distinct_names(self.present + self.others)

    @cached_property
    def guest_names(self) -> dict[int, str]:
        return {guest.pk: guest.full_name for guest in self.guests + self.removed_guests}

    def member(self, pk: int | None) -> str:
        """A member's name; empty for none."""
        if pk is None:
            return ""
        return self.names.get(pk) or str(Member.objects.filter(pk=pk).first() or "")

    def opinion(self, passage: Passage) -> OpinionRow:
        """An opinion with who spoke; a guest is called one."""
        if passage.guest_id:
            return OpinionRow(passage, _("%(name)s (khách dự)") % {"name": self.guest_names[passage.guest_id]})
        return OpinionRow(passage, self.member(passage.speaker_id))

    def task(self, task: Task) -> TaskRow:
        """A task with whose it is."""
        return TaskRow(task, self.member(task.owner_id))


@dataclass(frozen=True)
class ItemRows:
    """One point of the agenda with all that hangs on it. ``removed_…`` can be brought back."""

    item: AgendaItem
    number: int
    presenter: str
    body: Passage | None
    conclusion: Passage | None
    opinions: list[OpinionRow]
    removed_opinions: list[OpinionRow]
    votes: list[CountedVote]
    removed_votes: list[Vote]
    tasks: list[TaskRow]

    @property
    def key(self) -> str:
        """The point's number as text, for names of fields and parts."""
        return str(self.item.pk)

    @property
    def anchor(self) -> str:
        """Where the point stands on the page."""
        return f"noi-dung-{self.item.pk}"

    @property
    def presenter_choice(self) -> str:
        """The presenter as selects name people."""
        return f"m{self.item.presenter_id}" if self.item.presenter_id else ""

    @property
    def takes_last_month(self) -> bool:
        return self.item.kind == AgendaItem.Kind.LAST_MONTH


@dataclass(frozen=True)
class Part:
    """A part of the page, with the text that says whether it is written; an ``optional`` one is not missed."""

    anchor: str
    label: str
    passage: Passage | None = None
    optional: bool = False


@dataclass(frozen=True)
class WritingPage:
    """The minutes as they are being written."""

    meeting: Meeting
    tally: Tally
    people: People
    editors: dict[int, str]
    """Names of those who wrote, by account."""
    passages: dict[str, Passage]
    """Those of the meeting itself, by kind."""
    items: list[ItemRows]
    removed_items: list[AgendaItem]
    carried: list[CarriedTask]
    tasks: list[TaskRow]
    removed_tasks: list[Task]
    attendances: list[Attendance]

    @property
    def carried_apart(self) -> bool:
        """Whether last month's tasks need a place of their own, as no point of the agenda takes them."""
        return bool(self.carried) and not any(row.takes_last_month for row in self.items)

    @cached_property
    def parts(self) -> list[Part]:
        """The parts of the page, in the order of a meeting: open, conduct, close."""
        opening = [Part("khai-mac", _("Khai mạc")), Part("diem-danh", _("Điểm danh"))]
        if self.has_fees:
            opening.append(Part("dang-phi", _("Đảng phí"), self.passages.get(Kind.FEES)))
        if self.carried_apart:
            opening.append(Part("nhiem-vu-truoc", _("Nhiệm vụ các tháng trước")))
        items = [Part(row.anchor, f"{row.number}. {row.item.title}", row.conclusion) for row in self.items]
        closing = [
            Part("chuong-trinh", _("Thêm nội dung")),
            Part("cap-tren", _("Ý kiến của cấp trên"), self.passages.get(Kind.SUPERIOR), optional=True),
            Part("ket-luan", _("Kết luận chung"), self.passages.get(Kind.CONCLUSION)),
            Part("phan-cong", _("Phân công nhiệm vụ")),
        ]
        if self.has_assessment:
            judged = self.passages.get(Kind.SELF_ASSESSMENT)
            closing.append(Part("tu-danh-gia", _("Tự đánh giá"), judged, optional=True))
        return [*opening, *items, *closing, Part("ket-thuc", _("Thông qua, kết thúc"))]

    @property
    def lacks(self) -> list[Part]:
        """The texts without which the minutes are not sent, and the line on fees, whether written or not."""
        wanted = [(_("Tình hình đảng phí"), self.passages.get(Kind.FEES))] if self.has_fees else []
        wanted += [(_("Kết luận nội dung %(number)s") % {"number": row.number}, row.conclusion) for row in self.items]
        wanted.append((_("Kết luận chung của chủ trì"), self.passages.get(Kind.CONCLUSION)))
        return [Part("", label, passage) for label, passage in wanted if passage is not None]

    @property
    def has_fees(self) -> bool:
        return has_fees(self.meeting.kind) or self._is_written(Kind.FEES)

    @property
    def has_assessment(self) -> bool:
        return (
            has_assessment(self.meeting.kind)
            or self.meeting.self_score is not None
            or self._is_written(Kind.SELF_ASSESSMENT)
        )

    def _is_written(self, kind: str) -> bool:
        passage = self.passages.get(kind)
        return passage is not None and bool(passage.text)

    @cached_property
    def subjects(self) -> list[Subject]:
        """Whom a vote may be about besides any member: candidates, and who may become official."""
        return subjects_of(self.meeting, self.attendances)

    @cached_property
    def key_tasks(self) -> list[KeyTask]:
        """What a task may serve this year."""
        return key_tasks_for(self.meeting.cell, self.meeting.year)

    @cached_property
    def sheet_score(self) -> MeetingScore | None:
        """The meeting's score of itself by a sheet; then none is typed here."""
        return self_score_of(self.meeting)

    @property
    def sheet_grade(self) -> str:
        return grade_label(self.sheet_score) if self.sheet_score else ""

    @cached_property
    def fee_sentence(self) -> str:
        """The line on fees as the cell's book of fees has it; empty where it has none."""
        return fee_sentence(self.meeting)

    @property
    def voters(self) -> str:
        """Who may vote, in words."""
        return body_sentence(self.tally)

    @property
    def speakers(self) -> int:
        """Members who spoke, each once; guests are not counted."""
        spoken = {opinion.passage.speaker_id for row in self.items for opinion in row.opinions}
        return len(spoken - {None})

    @property
    def speakers_percent(self) -> Decimal | None:
        return percent_of(self.speakers, self.tally.present + self.tally.temporary_present)

    @property
    def needed_by_majority(self) -> int | None:
        return needed(MAJORITY, self.tally.body) if self.tally.body else None

    @property
    def needed_by_two_thirds(self) -> int | None:
        return needed(TWO_THIRDS, self.tally.body) if self.tally.body else None

    def item(self, pk: int | None) -> ItemRows | None:
        return next((row for row in self.items if row.item.pk == pk), None)


def people_of(meeting: Meeting, rows: Iterable[Attendance]) -> People:
    """Members and guests of a meeting, those present first."""
    groups: dict[bool, list[Member]] = {True: [], False: []}
    for row in rows:
        groups[row.state == Attendance.State.PRESENT].append(row.member)
    guests = list(meeting.guests.order_by("-is_superior", "pk"))
    return People(
        tuple(groups[True]),
        tuple(groups[False]),
        tuple(guest for guest in guests if not guest.is_removed),
        tuple(guest for guest in guests if guest.is_removed),
    )


def writing_page(meeting: Meeting) -> WritingPage:
    """Everything of a meeting's minutes, ready to show."""
    attendances = attendance_of(meeting)
    people, tally = people_of(meeting, attendances), tally_of(attendances)
    passages = list(meeting.passages.order_by("order", "pk"))
    writers = {passage.edited_by_id for passage in passages if passage.edited_by_id}
    tasks = list(meeting.tasks.order_by("pk"))
    agenda = list(meeting.items.order_by("order", "pk"))
    given = [people.task(task) for task in tasks if not task.is_removed]
    rest = _Rest(people, passages, list(meeting.votes.order_by("pk")), given, tally.body)
    return WritingPage(
        meeting=meeting,
        tally=tally,
        people=people,
        editors=dict(User.objects.filter(pk__in=writers).values_list("pk", "full_name")),
        passages={passage.kind: passage for passage in passages if passage.item_id is None},
        items=[rest.of(item, number) for number, item in enumerate([row for row in agenda if not row.is_removed], 1)],
        removed_items=[item for item in agenda if item.is_removed],
        carried=_carried(meeting),
        tasks=given,
        removed_tasks=[task for task in tasks if task.is_removed],
        attendances=attendances,
    )


def _carried(meeting: Meeting) -> list[CarriedTask]:
    """Earlier tasks, at meetings that look at them; elsewhere only what was noted all the same."""
    found = tasks_carried_into(meeting)
    return found if has_reviews(meeting.kind) else [row for row in found if row.review]


@dataclass(frozen=True)
class _Rest:
    """What hangs on points of the agenda, to be dealt out to them."""

    people: People
    passages: list[Passage]
    votes: list[Vote]
    tasks: list[TaskRow]
    body: int

    def of(self, item: AgendaItem, number: int) -> ItemRows:
        own = [passage for passage in self.passages if passage.item_id == item.pk]
        single = {passage.kind: passage for passage in own if passage.kind != Kind.OPINION}
        opinions = [self.people.opinion(passage) for passage in own if passage.kind == Kind.OPINION]
        votes = [vote for vote in self.votes if vote.item_id == item.pk]
        return ItemRows(
            item=item,
            number=number,
            presenter=self.people.member(item.presenter_id),
            body=single.get(Kind.ITEM_BODY),
            conclusion=single.get(Kind.ITEM_CONCLUSION),
            opinions=[row for row in opinions if not row.passage.is_removed],
            removed_opinions=[row for row in opinions if row.passage.is_removed],
            votes=counted([vote for vote in votes if not vote.is_removed], body=self.body),
            removed_votes=[vote for vote in votes if vote.is_removed],
            tasks=[row for row in self.tasks if row.task.item_id == item.pk],
        )
