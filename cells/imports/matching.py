"""Whom a row speaks of: by number, by name and birth in the same cell, else by asking the user."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cells.imports.records import Records
from cells.imports.understood import DOUBTFUL, ENDED_STATUSES, REFUSED, Person
from cells.models import Member, Organisation
from core.periods import PartialDate, format_date
from core.vietnamese import mask, name_parts, search_key, spelling_key

NEW = "0"
NUMBERS = ("citizen_id", "card_number", "old_card_number")
PRECISION = {"year": 0, "month": 1, "day": 2}
Report = Callable[..., None]
"""Person, severity, reason, and the field that it is about, where that is one."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a question; ``value`` is what the form sends."""

    value: str
    label: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """Something only the user knows about a row. Unanswered, the list cannot be written."""

    key: str
    person: Person
    text: str
    options: tuple[Option, ...]
    answer: str = ""


class Matcher:
    """One pass over a list: first what is certain, then what the user said, then what has to be asked."""

    def __init__(
        self,
        people: Iterable[Person],
        records: Records,
        answers: Mapping[str, Any],
        *,
        report: Report,
        cell_of: Callable[[Person], Organisation | None],
    ) -> None:
        self.people, self.records, self.answers = list(people), records, answers
        self.report, self.cell_of = report, cell_of
        self.questions: list[Question] = []
        self.members: dict[str, Member] = {}
        """By row: the known member it speaks of. A row in none of the three is a new person."""
        self.refused: set[str] = set()
        self.asked: set[str] = set()
        self._taken: dict[int, Person] = {}

    def run(self) -> None:
        for person in self.people:
            self._by_number(person)
        self._exactly(lambda member, person: bool(person.admitted) and _joined_alike(member, person))
        self._exactly(lambda _member, _person: True)
        for person in self._open():
            self._ask(person)

    def _open(self) -> list[Person]:
        done = self.members.keys() | self.refused | self.asked
        return [person for person in self.people if key_of(person) not in done]

    def _by_number(self, person: Person) -> None:
        found: dict[int, tuple[str, Member]] = {}
        for name in NUMBERS:
            number = getattr(person, name)
            kind = "citizen_id" if name == "citizen_id" else "card"
            for member in self.records.by_number.get((kind, number), []) if number else []:
                found.setdefault(member.pk, (name, member))
        if not found:
            return
        if len(found) > 1:
            holders = list(found.values())
            self._refuse(person, _two_holders(person, holders, self.records.outside), _foreign(person, holders))
            return
        ((name, member),) = found.values()
        if member.pk in self.records.outside:
            self._refuse(
                person,
                _("Số giấy tờ này thuộc đảng viên ở tổ chức khác; hãy kiểm tra số hoặc làm thủ tục chuyển sinh hoạt."),
                name,
            )
        elif not may_be_same(member, person):
            self._refuse(person, _of_another(person, name, member), name)
        else:
            self._take(person, member)

    def _take(self, person: Person, member: Member) -> None:
        if member.pk in self.records.gone and person.status not in ENDED_STATUSES:
            place = self.records.last(member)
            reason = _("Đồng chí này thuộc %(cell)s của tổ chức khác; hãy làm thủ tục chuyển sinh hoạt đảng từ đó.")
            self._refuse(person, reason % {"cell": place.cell.label(self.records.on) if place else ""})
            return
        other = self._taken.get(member.pk)
        if other is not None:
            reason = _("Trùng với hàng %(row)s: cùng là đồng chí %(name)s.")
            self._refuse(person, reason % {"row": other.row, "name": member.full_name})
            return
        self._taken[member.pk] = person
        self.members[key_of(person)] = member

    def _refuse(self, person: Person, reason: str, field: str = "") -> None:
        self.refused.add(key_of(person))
        self.report(person, REFUSED, reason, field)

    def _exactly(self, agrees: Callable[[Member, Person], bool]) -> None:
        """Same name, same birth, same cell, nothing that contradicts, and only one such record."""
        for person in self._open():
            found = [
                member
                for member in self._candidates(person)
                if spelling_key(member.full_name) == spelling_key(person.name)
                and same_birth(member.birth, person.birth)
                and not self._contradicts(member, person)
                and self._same_cell(member, person)
                and agrees(member, person)
            ]
            if len(found) == 1:
                self._take(person, found[0])

    def _candidates(self, person: Person) -> list[Member]:
        """People of that name whom no other row has named by number."""
        return [m for m in self.records.by_name.get(search_key(person.name), []) if m.pk not in self._taken]

    def _contradicts(self, member: Member, person: Person) -> bool:
        return any(
            (known := getattr(member, name)) and (listed := getattr(person, name)) and known != listed
            for name in NUMBERS
        )

    def _same_cell(self, member: Member, person: Person) -> bool:
        """In that cell on the day of the list or later; of someone who belongs nowhere, the last cell."""
        cell, on = self.cell_of(person), self.records.on
        if cell is None:
            return False
        rows = [row for row in self.records.memberships[member.pk] if row.valid_to is None or row.valid_to >= on]
        last = self.records.last(member)
        return any(row.cell_id == cell.pk for row in rows or ([last] if last else []))

    def _may_be(self, member: Member, person: Person) -> bool:
        """Whether this record has to be shown to the user as the one that may be meant."""
        here, same_name = self._same_cell(member, person), spelling_key(member.full_name) == spelling_key(person.name)
        if same_birth(member.birth, person.birth) and member.birth:
            exact = person.birth is not None and person.birth.precision == "day"
            return not self._contradicts(member, person) or (here and same_name and exact)
        if self._contradicts(member, person) or not same_name:
            return False
        if member.birth and person.birth:
            return here and not any(getattr(person, name) for name in NUMBERS)
        return True

    def _ask(self, person: Person) -> None:
        candidates = self._candidates(person)
        found = [member for member in candidates if self._may_be(member, person)]
        if not found:
            namesake = next((member for member in candidates if self._same_cell(member, person)), None)
            if namesake is not None:
                reason = _("Cùng họ tên với một đồng chí đã có trong chi bộ (%(about)s); ghi là người mới.")
                self.report(person, DOUBTFUL, reason % {"about": self._about(namesake)})
            return
        key = key_of(person)
        answer = str(self.answers.get(key, ""))
        chosen = next((member for member in found if str(member.pk) == answer), None)
        options = [Option(str(member.pk), member.full_name, self._about(member)) for member in found]
        options.append(Option(NEW, _("Người khác, chưa có trong danh sách"), _("Lập hồ sơ mới.")))
        answer = answer if chosen or answer == NEW else ""
        text = _("Hàng này là đồng chí nào?")
        self.questions.append(Question(key, person, text, tuple(options), answer))
        if chosen:
            self._take(person, chosen)
        elif not answer:
            self.asked.add(key)

    def _about(self, member: Member) -> str:
        """What tells two people apart, numbers masked."""
        place = self.records.last(member)
        facts = [
            _("sinh %(day)s") % {"day": format_date(member.birth)} if member.birth else _("không rõ ngày sinh"),
            place.cell.label(self.records.on) if place else "",
            _("số định danh %(number)s") % {"number": mask(member.citizen_id)} if member.citizen_id else "",
            _("số thẻ %(number)s") % {"number": mask(member.card_number or member.old_card_number)}
            if member.card_number or member.old_card_number
            else "",
        ]
        return ", ".join(fact for fact in facts if fact)


def key_of(person: Person) -> str:
    """How answers name a row."""
    return f"{person.sheet}!{person.row}"


def same_birth(known: PartialDate | None, listed: PartialDate | None) -> bool:
    """Equal as far as both are known."""
    if known is None or listed is None:
        return known is listed
    precision = min(PRECISION[known.precision], PRECISION[listed.precision])
    parts = ("year", "month", "day")[: precision + 1]
    return all(getattr(known.date, part) == getattr(listed.date, part) for part in parts)


def _joined_alike(member: Member, person: Person) -> bool:
    return person.admitted is not None and person.admitted.date in (member.admitted_on, member.admission_decided_on)


def may_be_same(member: Member, person: Person) -> bool:
    """Whether a record and a row with one number can be one person: the name is spelt alike, or one part was mended.

    Where the family name and the given name stay (Bùi Thị Tuyết → Bùi Thị Ánh Tuyết) the birth must be near; where one
    of them changes, it must agree to the day. Otherwise the number was typed for someone else.
    """
    if search_key(member.full_name) == search_key(person.name):
        return True
    known, listed = name_parts(member.full_name), name_parts(person.name)
    family = search_key(known.family) == search_key(listed.family)
    given = search_key(known.given) == search_key(listed.given)
    exact = member.birth is not None and member.birth.precision == "day" and member.birth == person.birth
    return (family and given and _near(member.birth, person.birth)) or (exact and (family or given))


def _near(known: PartialDate | None, listed: PartialDate | None) -> bool:
    """Unknown, equal as far as known, or one of day, month and year mistyped."""
    if known is None or listed is None or same_birth(known, listed):
        return True
    parts = ("year", "month", "day")
    return sum(getattr(known.date, part) == getattr(listed.date, part) for part in parts) == len(parts) - 1


def _foreign(person: Person, found: list[tuple[str, Member]]) -> str:
    """The first number whose holder is not the one named in the row; none if that is not clear."""
    return next((name for name, member in found if not may_be_same(member, person)), "")


def _two_holders(person: Person, found: list[tuple[str, Member]], outside: Collection[int]) -> str:
    parts = [
        _("%(what)s %(number)s là của đồng chí %(name)s")
        % {
            "what": _label(name),
            "number": mask(getattr(person, name)),
            "name": _("ở tổ chức khác") if member.pk in outside else member.full_name,
        }
        for name, member in found
    ]
    return _("Các số của hàng này thuộc nhiều người: %(parts)s; hãy kiểm tra lại các số.") % {"parts": "; ".join(parts)}


def _of_another(person: Person, name: str, member: Member) -> str:
    return _(
        "%(what)s %(number)s trong sổ là của đồng chí %(known)s, không phải %(listed)s; hãy kiểm tra số và họ tên."
    ) % {
        "what": _label(name),
        "number": mask(getattr(person, name)),
        "known": member.full_name,
        "listed": person.name,
    }


def _label(name: str) -> str:
    return {
        "citizen_id": _("Số định danh cá nhân"),
        "card_number": _("Số thẻ đảng viên"),
        "old_card_number": _("Số thẻ cũ"),
    }[name]
