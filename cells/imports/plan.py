"""A list compared with the records: who is new, what differs, what has to be asked, what has to be refused."""

import datetime as dt
import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from cells.imports.facts import Facts, differences_of
from cells.imports.matching import Matcher, Question, key_of
from cells.imports.records import Records, read_records
from cells.imports.standing import Standing
from cells.imports.understood import DOUBTFUL, ENDED_STATUSES, REFUSED, TEMPORARY_IN, Issue, Person, Roster
from cells.imports.units import cell_key
from cells.models import Member, Organisation, RosterUpload, UnitType
from cells.services.listed import Difference, ListedCell, ListedMember, ListedRoster
from core.errors import DomainError
from core.periods import today
from core.vietnamese import search_key

Joined = RosterUpload.Joined
UNIT_WORDS = (
    (UnitType.ARMED_FORCES, ("cong an", "quan su", "bo doi", "bien phong")),
    (UnitType.AGENCY, ("truong", "tram", "co quan", "uy ban", "ubnd", "mat tran", "mam non", "tieu hoc", "thcs")),
    (UnitType.PRIVATE_ENTERPRISE, ("cong ty", "doanh nghiep", "hop tac xa")),
    (UnitType.RESIDENTIAL, ("thon", "xom", "ban", "lang", "ap", "buon", "to dan pho", "khu", "tieu khu")),
)
NEARLY = 0.85


@dataclass(slots=True)
class RosterPlan:
    """The list with its differences, the questions to the user, and every issue of file and records together."""

    roster: Roster
    listed: ListedRoster
    issues: list[Issue] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    @property
    def refused(self) -> list[Issue]:
        return [issue for issue in self.issues if issue.severity == REFUSED]

    @property
    def doubtful(self) -> list[Issue]:
        return [issue for issue in self.issues if issue.severity == DOUBTFUL]

    @property
    def unanswered(self) -> list[Question]:
        return [question for question in self.questions if not question.answer]


def plan_roster(
    roster: Roster,
    organisation: Organisation,
    *,
    effective_on: dt.date | None = None,
    joined_means: str = "",
    answers: Mapping[str, Any] | None = None,
    lock: bool = False,
) -> RosterPlan:
    """Compare a list with what is known below ``organisation`` on its day; writes nothing.

    ``effective_on`` defaults to the day in the title of the list, else today. ``joined_means`` says which of the
    three dates "Ngày vào Đảng" holds where the head does not (the ceremony unless told otherwise). ``answers`` is what
    the user said of rows that could not be told (``RosterUpload.answers``).
    """
    on = effective_on or roster.as_of or today()
    if not organisation.existed_on(on):
        raise DomainError(
            _("%(unit)s không hoạt động vào ngày của danh sách; hãy chọn ngày khác.") % {"unit": organisation},
            field="effective_on",
        )
    records = read_records(
        organisation,
        on,
        names={person.name for person in roster.people},
        citizen_ids={person.citizen_id for person in roster.people if person.citizen_id},
        cards={card for person in roster.people for card in (person.card_number, person.old_card_number) if card},
        lock=lock,
    )
    joined = roster.admission_kind or joined_means or Joined.CEREMONY
    comparison = _Comparison(roster, records, joined, dict(answers or {}))
    members = tuple(comparison.members())
    cells = tuple(comparison.cells())
    listed = ListedRoster(organisation, on, roster.filename, cells, members)
    return RosterPlan(roster, listed, [*roster.issues, *comparison.issues], comparison.questions)


def unit_type_of(name: str) -> str:
    """The type of unit that a cell's name tells (thôn → residential, trường → agency)."""
    words = f" {search_key(name)} "
    for unit_type, signs in UNIT_WORDS:
        if any(f" {sign} " in words for sign in signs):
            return unit_type
    return UnitType.OTHER


class _Comparison:
    """One pass over the people of a list; collects issues and questions on the way."""

    def __init__(self, roster: Roster, records: Records, joined_means: str, answers: dict[str, Any]) -> None:
        self.roster, self.records, self.on, self.answers = roster, records, records.on, answers
        self.issues: list[Issue] = []
        self.questions: list[Question] = []
        self.named = {cell.key: cell for cell in roster.cells}
        self.units: dict[str, Organisation | None] = {key: self._resolve(key) for key in self.named}
        self.facts = Facts(records, joined_means, self._report)
        self.standing = Standing(
            records, answers, report=self._report, cell_of=self._cell, cell_name=self._cell_name
        )  # fmt: skip

    def cells(self) -> Iterator[ListedCell]:
        """The cells that people of the list belong to; a cell that ended is the one that followed it."""
        for cell in self.roster.cells:
            unit = self.units[cell.key]
            if unit is None:
                self._doubt_nearly(cell.key)
            yield ListedCell(cell.key, cell.name, unit_type_of(cell.name), unit)

    def members(self) -> Iterator[ListedMember]:
        people = [person for person in self.roster.people if self._is_clear(person)]
        matcher = Matcher(people, self.records, self.answers, report=self._report, cell_of=self._cell)
        matcher.run()
        for person in people:
            key = key_of(person)
            if key in matcher.refused or key in matcher.asked:
                continue
            member = matcher.members.get(key)
            if person.status in ENDED_STATUSES:
                if listed := self._ended(person, member):
                    yield listed
            else:
                yield self._new(person) if member is None else self._known(person, member)
        self.questions = [*matcher.questions, *self.standing.questions]

    def _report(self, person: Person, severity: Any, reason: str, field: str = "") -> None:
        columns = [c for c in self.roster.columns if field and (c.sheet, c.field) == (person.sheet, field)]
        letter, header = (columns[0].letter, columns[0].header) if columns else ("", _("cả hàng"))
        self.issues.append(Issue(person.sheet, person.row, letter, header, severity, reason))

    # Which cell is meant?

    def _cell(self, person: Person) -> Organisation | None:
        return self.units.get(person.cell_key)

    def _cell_name(self, person: Person) -> str:
        unit = self._cell(person)
        return unit.label(self.on) if unit else self.named[person.cell_key].name

    def _resolve(self, key: str) -> Organisation | None:
        """The standing unit of that name: the only one, the one under the committee named beside it, or a child."""
        found = self.records.cells.get(key, [])
        if len(found) < 2:
            return found[0] if found else self.records.followed.get(key)
        above = self.named[key].unit
        for unit in found:
            period = unit.period(self.on)
            if period and (period.parent_id == self.records.root or (above and self._parent_is(period.parent, above))):
                return unit
        return None

    def _parent_is(self, parent: Organisation | None, name: str) -> bool:
        return parent is not None and cell_key(parent.label(self.on)) == cell_key(name)

    def _is_clear(self, person: Person) -> bool:
        """Whether it is clear which cell the row means."""
        found = self.records.cells.get(person.cell_key, [])
        if len(found) > 1 and self._cell(person) is None:
            reason = _("Có %(number)s chi bộ cùng tên “%(name)s”; hãy nhập vào đúng đảng bộ của chi bộ này.")
            self._report(person, REFUSED, reason % {"number": len(found), "name": found[0].label(self.on)})
            return False
        return True

    def _doubt_nearly(self, key: str) -> None:
        """A cell to be founded whose name is all but that of a standing one."""
        cell = self.named[key]
        for known, unit in self.records.standing():
            alike = difflib.SequenceMatcher(None, known, key)
            if search_key(known) != search_key(key) and alike.quick_ratio() >= NEARLY and alike.ratio() >= NEARLY:
                reason = _("“%(name)s” chưa có và gần giống %(known)s; nếu là một thì sửa tên, nếu không sẽ lập mới.")
                reason %= {"name": cell.name, "known": unit.label(self.on)}
                self.issues.append(Issue(cell.sheet, cell.row, "", _("chi bộ"), DOUBTFUL, reason))
                return

    # What would be written?

    def _new(self, person: Person) -> ListedMember:
        joined = person.admitted or person.admission_decided
        first_day = max(self.on, joined.date) if joined else self.on
        is_temporary = person.status == TEMPORARY_IN
        return ListedMember(
            row=person.row,
            sheet=person.sheet,
            name=person.name,
            cell_key=person.cell_key,
            member=None,
            values=self.facts.of_new(person),
            profile=self.facts.profile(person, None, []),
            residence=self._residence(person, None, []),
            joins_on=first_day,
            is_temporary=is_temporary,
            office=person.post,
            ends=self.standing.replaced(person, None),
            status=self.standing.status(person, None, []),
        )

    def _known(self, person: Person, member: Member) -> ListedMember:
        if member.pk in self.records.moved_on:
            reason = _("Sau ngày của danh sách, đồng chí này đã chuyển đến tổ chức khác; không sửa hồ sơ từ hàng này.")
            self._report(person, DOUBTFUL, reason)
            return ListedMember(person.row, person.name, person.cell_key, member, values={}, sheet=person.sheet)
        values = self.facts.of_known(person, member)
        differences = differences_of(member, values)
        profile = self.facts.profile(person, member, differences)
        residence = self._residence(person, member, differences)
        joins_on, leaves = self.standing.move(person, member, differences)
        given_up = self.standing.given_up(person, leaves, differences)
        office, ends = self.standing.post(person, member, differences)
        return ListedMember(
            row=person.row,
            sheet=person.sheet,
            name=person.name,
            cell_key=person.cell_key,
            member=member,
            values=values,
            profile=profile,
            residence=residence,
            joins_on=joins_on,
            leaves=leaves,
            is_temporary=person.status == TEMPORARY_IN,
            office=office,
            ends=(*given_up, *ends),
            status=self.standing.status(person, member, differences),
            differences=tuple(differences),
        )

    def _ended(self, person: Person, member: Member | None) -> ListedMember | None:
        if member is None:
            reason = _("Người đã rời đi mà trong sổ chưa có: không ghi từ danh sách.")
            self._report(person, DOUBTFUL, reason)
            return None
        differences: list[Difference] = []
        leaving = self.standing.leave(person, member, differences)
        return ListedMember(
            row=person.row,
            sheet=person.sheet,
            name=person.name,
            cell_key=person.cell_key,
            member=member,
            values={},
            leaving=leaving,
            ends=tuple(self.records.own_seats[member.pk]) if leaving else (),
            differences=tuple(differences),
        )

    def _residence(
        self, person: Person, member: Member | None, differences: list[Difference]
    ) -> tuple[str, Organisation | None] | None:
        name = self.facts.residence(person, member)
        if not name:
            return None
        links = self.records.residences[member.pk] if member else []
        differences.append(Difference(_("Chi bộ nơi cư trú"), links[0].cell_name if links else "", name))
        units = self.records.cells.get(cell_key(name), [])
        return name, units[0] if len(units) == 1 else None
