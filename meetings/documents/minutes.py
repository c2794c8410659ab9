"""The minutes (biên bản) of one meeting as frozen plain values, with the words that papers use for them.

No national form exists for a cell's minutes; the order is the union of real ones.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from cells.models import CELL_KINDS, OrganisationKind
from core.frozen import from_plain, to_plain
from core.periods import format_date, official_day_line
from meetings.models import AgendaItem, MeetingKind
from meetings.queries.attendance import percent_of
from meetings.rules.official import body_of
from meetings.rules.parts import body_name, has_assessment, has_fees

FORMAT = 1
"""Written into every snapshot, so that a later form of ``Minutes`` can tell how to read it."""
BLANK = "……"
"""Where a draft still lacks a value; written in by hand on paper."""


def share(part: int, whole: int) -> str:
    """``19/20 (95 %)``, with one decimal where it does not come out even."""
    percent = percent_of(part, whole)
    return f"{part}/{whole}" if percent is None else f"{part}/{whole} ({decimal_words(percent)}\u00a0%)"


def decimal_words(number: Decimal) -> str:
    """As Vietnamese papers write it: a comma, and no zeros at the end."""
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


@dataclass(frozen=True)
class Person:
    """Someone named in the minutes; ``note`` is the office, or the reason of an absence."""

    name: str
    note: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.note})" if self.note else self.name


@dataclass(frozen=True)
class Opinion:
    """What one person said."""

    speaker: Person
    text: str


@dataclass(frozen=True)
class Ballot:
    """A vote with its arithmetic: ``needed`` is the least number of yes votes out of ``body`` (Điều lệ Đ9.5).

    Both are unknown while the counts do not fit the attendance; such minutes are still being written.
    """

    question: str
    person: str
    method: str
    two_thirds: bool
    body: int
    needed: int | None
    yes: int
    no: int
    abstain: int
    carried: bool | None
    reserved: str = ""

    @property
    def yes_share(self) -> str:
        return share(self.yes, self.body)


@dataclass(frozen=True)
class TaskLine:
    """A task given by this meeting, or one of an earlier meeting with what was found about it."""

    text: str
    owner: str
    due_on: dt.date | None
    outcome: str = ""
    note: str = ""
    target: str = ""
    """With its unit, as in "4.000 m2"."""
    reached: str = ""
    """How far an earlier task was, as in "800 m2 (20 %)"."""
    rhythm: str = ""
    key_task: str = ""

    @property
    def due(self) -> str:
        return format_date(self.due_on)


@dataclass(frozen=True)
class Item:
    """One point of the agenda with all that hangs on it."""

    kind: str
    title: str
    presenter: Person | None
    body: str
    opinions: tuple[Opinion, ...]
    ballots: tuple[Ballot, ...]
    conclusion: str

    @property
    def is_bare(self) -> bool:
        """Whether nothing was written under its heading, which then need not stay with what follows."""
        return not (self.presenter or self.body or self.opinions or self.ballots or self.conclusion)


@dataclass(frozen=True)
class Minutes:
    """The minutes of one meeting, in the order of the paper; numbers are counts of people unless said."""

    # Header
    cell: str
    superior: str
    place_name: str
    is_demonstration: bool
    kind: str
    year: int
    month: int
    theme: str
    held_on: dt.date
    # Opening
    started_at: dt.time | None
    place: str
    is_online: bool
    members: int
    official: int
    probationary: int
    exempt: int
    exempt_present: tuple[str, ...]
    temporarily_exempt: tuple[str, ...]
    suspended: tuple[str, ...]
    away: tuple[str, ...]
    temporary: tuple[str, ...]
    temporary_present: int
    counted: int
    present: int
    present_official: int
    present_probationary: int
    excused: tuple[Person, ...]
    unexcused: tuple[str, ...]
    unmarked: int
    guests: tuple[Person, ...]
    chair: Person | None
    secretary: Person | None
    fees: str
    # Contents
    reviews: tuple[TaskLine, ...]
    items: tuple[Item, ...]
    # Opinions
    opinions: tuple[Opinion, ...]
    superior_words: str
    speakers: int
    # Conclusion
    conclusion: str
    tasks: tuple[TaskLine, ...]
    ballots: tuple[Ballot, ...]
    self_score: str
    self_grade: str
    self_assessment: str
    agreed: int | None
    voters_present: int
    ended_at: dt.time | None
    ends_next_day: bool
    format: int = FORMAT
    # A corrected version: which correction it is (0 for none), and why it was made
    correction: int = 0
    correction_reason: str = ""
    unit_kind: str = ""
    """What the unit was that day; empty: a cell."""
    number: str = ""
    """``12-BB/CB``, where the committee has minutes numbered; else there is room for a number written by hand."""
    self_maximum: str = ""
    """Of the sheet that the meeting scored itself by; empty for a score typed by hand."""

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values, as stored in ``meeting.snapshot``."""
        return to_plain(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The same minutes again: ``from_json(m.to_json()) == m``."""
        found = from_plain(cls, data)
        assert isinstance(found, cls)
        return found

    @property
    def subject(self) -> str:
        """The trích yếu: what the minutes are of."""
        time = f"tháng {f'{self.month:02d}' if self.month <= 2 else self.month} năm {self.year}"
        theme = f" “{self.theme}”" if self.theme else ""
        return {
            MeetingKind.REGULAR: f"Sinh hoạt chi bộ thường kỳ {time}",
            MeetingKind.THEMATIC: f"Sinh hoạt chi bộ chuyên đề{theme}, {time}",
            MeetingKind.COMBINED: f"Sinh hoạt chi bộ thường kỳ {time}, kết hợp chuyên đề{theme}",
            MeetingKind.EXTRAORDINARY: f"Họp chi bộ bất thường {time}",
            MeetingKind.COMMITTEE: f"Họp chi ủy {time}",
            MeetingKind.COMMITTEE_ENLARGED: f"Họp chi ủy mở rộng {time}",
            MeetingKind.GROUP: f"Sinh hoạt tổ đảng {time}",
            MeetingKind.FLAG: f"Sinh hoạt dưới cờ {time}",
            MeetingKind.FORUM: f"Sinh hoạt diễn đàn{theme}, {time}",
            MeetingKind.STANDING: f"Họp Ban Thường vụ {time}",
            MeetingKind.EXECUTIVE: f"Hội nghị Ban Chấp hành {time}",
            MeetingKind.REVIEW: f"Hội nghị sơ kết, tổng kết, kiểm điểm {time}",
            MeetingKind.CONGRESS: f"Đại hội {self.cell}, {time}",
        }[MeetingKind(self.kind)]

    @property
    def correction_line(self) -> str:
        """What a corrected version says of itself under its title; empty for the first."""
        if not self.correction:
            return ""
        return f"(Bản đính chính lần {self.correction}, lý do: {self.correction_reason.rstrip('. ')})"

    @property
    def place_and_date(self) -> str:
        day = official_day_line(self.held_on)
        return f"{self.place_name}, {day}" if self.place_name else day

    @property
    def beginning(self) -> str:
        return f"{_clock(self.started_at)}, {official_day_line(self.held_on)}"

    @property
    def ending(self) -> str:
        if not self.ends_next_day:
            return f"{_clock(self.ended_at)} cùng ngày"
        return f"{_clock(self.ended_at)}, {official_day_line(self.held_on + dt.timedelta(days=1))}"

    @property
    def people(self) -> str:
        """Whom the totals count."""
        of_kind = {
            MeetingKind.COMMITTEE: "cấp ủy viên",
            MeetingKind.COMMITTEE_ENLARGED: "đồng chí thuộc thành phần họp chi ủy mở rộng",
            MeetingKind.STANDING: "ủy viên Ban Thường vụ",
            MeetingKind.GROUP: "đảng viên của tổ",
        }.get(MeetingKind(self.kind))
        return of_kind or ("cấp ủy viên" if self.is_of_committee else "đảng viên của chi bộ")

    @property
    def is_of_committee(self) -> bool:
        """Whether a committee met, and not a cell or a Party group."""
        return self.unit_kind not in ("", *CELL_KINDS, OrganisationKind.PARTY_GROUP)

    @property
    def body(self) -> str:
        """What those who met are called: "chi bộ", "ban thường vụ"."""
        return body_name(self.kind, is_committee=self.is_of_committee)

    @property
    def whole(self) -> str:
        """Whose a task without an owner is."""
        return f"Cả {self.body}"

    @property
    def has_fees(self) -> bool:
        return has_fees(self.kind) or bool(self.fees)

    @property
    def has_assessment(self) -> bool:
        return has_assessment(self.kind) or bool(self.self_score or self.self_assessment)

    @property
    def is_congress(self) -> bool:
        return self.kind == MeetingKind.CONGRESS

    @property
    def gathering(self) -> str:
        """How sentences begin that say what the meeting did."""
        return "Đại hội" if self.is_congress else "Hội nghị"

    @property
    def number_line(self) -> str:
        """``Số 12-BB/CB``, without a colon (36-HD/VPTW)."""
        return f"Số {self.number or f'{BLANK}-BB/{body_of(self.unit_kind).symbol}'}"

    @property
    def absent(self) -> int:
        return len(self.excused) + len(self.unexcused)

    @property
    def present_share(self) -> str:
        return share(self.present, self.counted)

    @property
    def agreed_share(self) -> str:
        return BLANK if self.agreed is None else share(self.agreed, self.voters_present)

    @property
    def speakers_share(self) -> str:
        return share(self.speakers, self.present + self.temporary_present)

    @property
    def reviews_stand_apart(self) -> bool:
        """Whether no item of the agenda is the one under which earlier tasks are reviewed."""
        return bool(self.reviews) and not any(item.kind == AgendaItem.Kind.LAST_MONTH for item in self.items)


def _clock(moment: dt.time | None) -> str:
    return f"{moment.hour} giờ {moment.minute:02d} phút" if moment else f"{BLANK} giờ {BLANK} phút"
