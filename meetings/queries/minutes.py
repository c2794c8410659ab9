"""All that the writing page shows, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from accounts.models import User
from cells.models import Member
from meetings.models import AgendaItem, Attendance, Guest, Meeting, Passage, Task, Vote
from meetings.queries.attendance import Tally, attendance_of, distinct_names, tally_of
from meetings.queries.tasks import CarriedTask, tasks_carried_into
from meetings.queries.votes import CountedVote, counted
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
    def presenter_choice(self) -> str:
        """The presenter as selects name people."""
        return f"m{self.item.presenter_id}" if self.item.presenter_id else ""

    @property
    def takes_last_month(self) -> bool:
        return self.item.kind == AgendaItem.Kind.LAST_MONTH


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

    @property
    def carried_apart(self) -> bool:
        """Whether last month's tasks need a place of their own, as no point of the agenda takes them."""
        return bool(self.carried) and not any(row.takes_last_month for row in self.items)

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
        carried=tasks_carried_into(meeting),
        tasks=given,
        removed_tasks=[task for task in tasks if task.is_removed],
    )


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
