"""Reading the minutes out of the database, with names and offices as they were on the day."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Iterable
from typing import Any

from cells.documents import committee_name
from cells.models import Member
from cells.queries import seats_of, superior_of
from core.numbers import format_number
from meetings.documents.minutes import Ballot, Item, Minutes, Opinion, Person, TaskLine, decimal_words
from meetings.models import AgendaItem, Attendance, Meeting, MeetingKind, Passage, Task, TaskProgress
from meetings.queries.attendance import attendance_of, distinct_names, tally_of
from meetings.queries.closing import grade_label, self_score_of
from meetings.queries.tasks import progress_given_at
from meetings.queries.votes import BY_TWO_THIRDS, CountedVote, counted
from meetings.rules.conduct import conduct_on
from meetings.rules.forecast import Measure


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def _issuer(meeting: Meeting) -> str:
    """Whose minutes they are: of a committee "Đảng ủy …", of its congress the whole "Đảng bộ …"."""
    label = meeting.cell.label(meeting.held_on)
    return label if meeting.kind == MeetingKind.CONGRESS else committee_name(label)


class Reading:
    """One walk over the rows of a meeting, with names and offices of the day at hand."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting
        self.rows = attendance_of(meeting)
        self.tally = tally_of(self.rows)
        self.names = distinct_names(row.member for row in self.rows)
        seats = seats_of(meeting.cell, meeting.held_on)
        self.offices = {seat.member_id: str(seat.get_office_display()) for seat in reversed(seats)}
        passages = meeting.passages.filter(is_removed=False).select_related("speaker", "guest")
        self.passages = list(passages.order_by("order", "pk"))
        self.votes = list(meeting.votes.filter(is_removed=False).order_by("pk"))

    def name(self, member: Member) -> str:
        return _nfc(self.names.get(member.pk, member.full_name))

    def person(self, member: Member | None) -> Person | None:
        return Person(self.name(member), self.offices.get(member.pk, "")) if member else None

    def named(self, rows: Iterable[Attendance]) -> tuple[str, ...]:
        return tuple(self.name(row.member) for row in rows)

    def text(self, kind: str, item: AgendaItem | None = None) -> str:
        wanted = item.pk if item else None
        return next((_nfc(row.text) for row in self.passages if row.kind == kind and row.item_id == wanted), "")

    def opinions(self, item: AgendaItem | None = None) -> tuple[Opinion, ...]:
        wanted = item.pk if item else None
        spoken = [row for row in self.passages if row.kind == Passage.Kind.OPINION and row.item_id == wanted]
        return tuple(Opinion(self._speaker(row), _nfc(row.text)) for row in spoken)

    def _speaker(self, passage: Passage) -> Person:
        if passage.guest:
            return Person(_nfc(passage.guest.full_name), _nfc(passage.guest.office))
        person = self.person(passage.speaker)
        assert person is not None
        return person

    def ballots(self, item: AgendaItem | None = None) -> tuple[Ballot, ...]:
        votes = [vote for vote in self.votes if vote.item_id == (item.pk if item else None)]
        return tuple(self._ballot(row) for row in counted(votes, body=self.tally.body))

    def _ballot(self, row: CountedVote) -> Ballot:
        vote, outcome = row.vote, row.outcome
        return Ballot(
            question=_nfc(vote.question),
            person=_nfc(vote.person),
            method=str(vote.get_method_display()),
            two_thirds=vote.matter in BY_TWO_THIRDS,
            body=self.tally.body,
            needed=outcome.needed if outcome else None,
            yes=vote.yes,
            no=vote.no,
            abstain=vote.abstain,
            carried=outcome.carried if outcome else None,
            reserved=_nfc(vote.reserved_opinion),
        )

    def items(self) -> tuple[Item, ...]:
        rows = self.meeting.items.filter(is_removed=False).select_related("presenter").order_by("order", "pk")
        return tuple(
            Item(
                kind=row.kind,
                title=_nfc(row.title),
                presenter=self.person(row.presenter),
                body=self.text(Passage.Kind.ITEM_BODY, row),
                opinions=self.opinions(row),
                ballots=self.ballots(row),
                conclusion=self.text(Passage.Kind.ITEM_CONCLUSION, row),
            )
            for row in rows
        )

    def tasks(self) -> tuple[TaskLine, ...]:
        rows = self.meeting.tasks.filter(is_removed=False).select_related("owner", "key_task").order_by("pk")
        return tuple(self._task(row) for row in rows)

    def reviews(self) -> tuple[TaskLine, ...]:
        rows = list(
            self.meeting.task_reviews.filter(task__is_removed=False)
            .select_related("task__owner", "task__key_task")
            .order_by("pk")
        )
        told = progress_given_at(self.meeting, [row.task_id for row in rows])
        return tuple(
            dataclasses.replace(
                self._task(row.task),
                outcome=str(row.get_outcome_display()),
                note=_nfc(row.note),
                reached=_reached(row.task, told.get(row.task_id)),
            )
            for row in rows
        )

    def _task(self, task: Task) -> TaskLine:
        return TaskLine(
            _nfc(task.text),
            self.name(task.owner) if task.owner else "",
            task.due_on,
            target="" if task.target is None else f"{format_number(task.target)} {task.unit}",
            rhythm=str(task.get_rhythm_display()) if task.rhythm else "",
            key_task=_nfc(task.key_task.text) if task.key_task else "",
        )

    def speakers(self) -> int:
        """Distinct members with an opinion; guests speak too, but are not counted."""
        spoken = {row.speaker_id for row in self.passages if row.kind == Passage.Kind.OPINION}
        return len(spoken - {None})

    def minutes(self) -> Minutes:
        return Minutes(**self._header(), **self._opening(), **self._contents(), **self._closing())

    def _header(self) -> dict[str, Any]:
        meeting, cell, day = self.meeting, self.meeting.cell, self.meeting.held_on
        superior, place = superior_of(cell, day), cell.period(day)
        return {
            "cell": _nfc(_issuer(meeting)),
            "unit_kind": place.kind if place else "",
            "superior": _nfc(superior.label(day)) if superior else "",
            "place_name": _nfc(place.place_name) if place else "",
            "is_demonstration": cell.is_demonstration,
            "correction": meeting.version - 1,
            "correction_reason": _nfc(meeting.correction_reason),
            "kind": meeting.kind,
            "year": meeting.year,
            "month": meeting.month,
            "theme": _nfc(meeting.theme),
            "held_on": day,
        }

    def _opening(self) -> dict[str, Any]:
        meeting, tally = self.meeting, self.tally
        guests = meeting.guests.filter(is_removed=False).order_by("-is_superior", "pk")
        return {
            "started_at": meeting.started_at,
            "place": _nfc(meeting.place),
            "is_online": meeting.mode == Meeting.Mode.ONLINE,
            "members": tally.members,
            "official": tally.official,
            "probationary": tally.probationary,
            "exempt": len(tally.exempt),
            "exempt_present": self.named(tally.exempt_present),
            "temporarily_exempt": self.named(tally.temporarily_exempt),
            "suspended": self.named(tally.suspended),
            "away": self.named(tally.away),
            "temporary": self.named(tally.temporary),
            "temporary_present": tally.temporary_present,
            "counted": tally.counted,
            "present": tally.present,
            "present_official": tally.present_official,
            "present_probationary": tally.present_probationary,
            "excused": tuple(Person(self.name(row.member), _nfc(row.reason)) for row in tally.excused),
            "unexcused": self.named(tally.unexcused),
            "unmarked": tally.unmarked,
            "guests": tuple(Person(_nfc(guest.full_name), _nfc(guest.office)) for guest in guests),
            "chair": self.person(meeting.chair),
            "secretary": self.person(meeting.secretary),
            "fees": self.text(Passage.Kind.FEES),
        }

    def _contents(self) -> dict[str, Any]:
        return {
            "reviews": self.reviews(),
            "items": self.items(),
            "opinions": self.opinions(),
            "superior_words": self.text(Passage.Kind.SUPERIOR),
            "speakers": self.speakers(),
        }

    def _closing(self) -> dict[str, Any]:
        meeting = self.meeting
        return {
            "conclusion": self.text(Passage.Kind.CONCLUSION),
            "tasks": self.tasks(),
            "ballots": self.ballots(),
            **self._score(),
            "self_assessment": self.text(Passage.Kind.SELF_ASSESSMENT),
            "agreed": meeting.minutes_agreed,
            "voters_present": self.tally.body_present,
            "ended_at": meeting.ended_at,
            "ends_next_day": meeting.ends_next_day,
        }

    def _score(self) -> dict[str, str]:
        """By the sheet where the meeting scored itself by one, else as typed."""
        by_sheet = self_score_of(self.meeting)
        if by_sheet is not None:
            return {
                "self_score": decimal_words(by_sheet.total),
                "self_maximum": str(by_sheet.maximum),
                "self_grade": grade_label(by_sheet),
            }
        score = self.meeting.self_score
        if score is None:
            return {"self_score": "", "self_grade": ""}
        return {"self_score": decimal_words(score), "self_grade": conduct_on(self.meeting.held_on).grade(score)}


def _reached(task: Task, told: TaskProgress | None) -> str:
    """A figure that the meeting heard, with its share of the target."""
    if told is None or told.value is None:
        return ""
    share = Measure.of(task.unit, task.target, task.baseline).share(told.value)
    words = f"{format_number(told.value)} {task.unit}".strip()
    return words if share is None else f"{words} ({share}\u00a0%)"
