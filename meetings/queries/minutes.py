"""All that the writing page shows, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from cells.models import Member
from meetings.models import AgendaItem, Attendance, Guest, Meeting, Passage, Task, Vote
from meetings.queries.attendance import Tally, attendance_of, distinct_names, tally_of
from meetings.queries.tasks import CarriedTask, tasks_carried_into
from meetings.queries.votes import CountedVote, counted
from meetings.rules.votes import MAJORITY, TWO_THIRDS, needed

Kind = Passage.Kind


@dataclass(frozen=True)
class People:
    """Who may be chosen on the page, sorted as Vietnamese lists are."""

    present: tuple[Member, ...]
    """Members marked as present."""
    others: tuple[Member, ...]
    guests: tuple[Guest, ...]

    @cached_property
    def names(self) -> dict[int, str]:
        """What to call each member: people of the same name carry their year of birth."""
        return distinct_names(self.present + self.others)


@dataclass(frozen=True)
class ItemRows:
    """One point of the agenda with all that hangs on it. ``removed_…`` can be brought back."""

    item: AgendaItem
    number: int
    body: Passage | None
    conclusion: Passage | None
    opinions: list[Passage]
    removed_opinions: list[Passage]
    votes: list[CountedVote]
    removed_votes: list[Vote]
    tasks: list[Task]

    @property
    def key(self) -> str:
        """The point's number as text, for names of fields and parts."""
        return str(self.item.pk)

    @property
    def takes_last_month(self) -> bool:
        return self.item.kind == AgendaItem.Kind.LAST_MONTH


@dataclass(frozen=True)
class WritingPage:
    """The minutes as they are being written."""

    meeting: Meeting
    tally: Tally
    people: People
    passages: dict[str, Passage]
    """Those of the meeting itself, by kind."""
    items: list[ItemRows]
    removed_items: list[AgendaItem]
    carried: list[CarriedTask]
    tasks: list[Task]
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
    guests = meeting.guests.filter(is_removed=False).order_by("-is_superior", "pk")
    return People(tuple(groups[True]), tuple(groups[False]), tuple(guests))


def writing_page(meeting: Meeting) -> WritingPage:
    """Everything of a meeting's minutes, ready to show."""
    attendances = attendance_of(meeting)
    tally = tally_of(attendances)
    passages = list(meeting.passages.select_related("speaker", "guest", "edited_by").order_by("order", "pk"))
    tasks = list(meeting.tasks.select_related("owner", "item").order_by("pk"))
    votes = list(meeting.votes.order_by("pk"))
    agenda = list(meeting.items.select_related("presenter").order_by("order", "pk"))
    live = [item for item in agenda if not item.is_removed]
    by_item = defaultdict(list)
    for passage in passages:
        by_item[passage.item_id].append(passage)
    return WritingPage(
        meeting=meeting,
        tally=tally,
        people=people_of(meeting, attendances),
        passages={passage.kind: passage for passage in by_item[None]},
        items=[
            _item_rows(item, number, by_item[item.pk], votes, tasks, body=tally.body)
            for number, item in enumerate(live, 1)
        ],
        removed_items=[item for item in agenda if item.is_removed],
        carried=tasks_carried_into(meeting),
        tasks=[task for task in tasks if not task.is_removed],
        removed_tasks=[task for task in tasks if task.is_removed],
    )


def _item_rows(
    item: AgendaItem, number: int, passages: list[Passage], votes: list[Vote], tasks: list[Task], *, body: int
) -> ItemRows:
    single = {passage.kind: passage for passage in passages if passage.kind != Kind.OPINION}
    opinions = [passage for passage in passages if passage.kind == Kind.OPINION]
    own_votes = [vote for vote in votes if vote.item_id == item.pk]
    return ItemRows(
        item=item,
        number=number,
        body=single.get(Kind.ITEM_BODY),
        conclusion=single.get(Kind.ITEM_CONCLUSION),
        opinions=[opinion for opinion in opinions if not opinion.is_removed],
        removed_opinions=[opinion for opinion in opinions if opinion.is_removed],
        votes=counted([vote for vote in own_votes if not vote.is_removed], body=body),
        removed_votes=[vote for vote in own_votes if vote.is_removed],
        tasks=[task for task in tasks if task.item_id == item.pk and not task.is_removed],
    )
