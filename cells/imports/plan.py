"""A list compared with the records: who is new, what differs, what has to be refused."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cells.imports.records import Records, read_records
from cells.imports.understood import ACTIVE, DOUBTFUL, ENDED_STATUSES, REFUSED, TEMPORARY_IN, Issue, Person, Roster
from cells.models import Member, Membership, Office, Organisation, RosterUpload, Seat, StatusPeriod, UnitType
from cells.services.roster import Difference, ListedCell, ListedMember, ListedRoster
from core.periods import PartialDate, format_date, today
from core.vietnamese import mask, search_key, spelling_key

Joined = RosterUpload.Joined
KNOWN_STATUSES = frozenset(StatusPeriod.Status.values)
UNIT_WORDS = (
    (UnitType.ARMED_FORCES, ("cong an", "quan su", "bo doi", "bien phong")),
    (UnitType.AGENCY, ("truong", "tram", "co quan", "uy ban", "ubnd", "mat tran", "mam non", "tieu hoc", "thcs")),
    (UnitType.PRIVATE_ENTERPRISE, ("cong ty", "doanh nghiep", "hop tac xa")),
    (UnitType.RESIDENTIAL, ("thon", "xom", "ban", "lang", "ap", "buon", "to dan pho", "khu", "tieu khu")),
)
TEXT_FIELDS = (
    ("full_name", "name", gettext_lazy("Họ và tên")),
    ("sex", "sex", gettext_lazy("Giới tính")),
    ("ethnic_group", "ethnic_group", gettext_lazy("Dân tộc")),
    ("religion", "religion", gettext_lazy("Tôn giáo")),
    ("citizen_id", "citizen_id", gettext_lazy("Số định danh cá nhân")),
    ("card_number", "card_number", gettext_lazy("Số thẻ đảng viên")),
    ("old_card_number", "old_card_number", gettext_lazy("Số thẻ cũ")),
)
NUMBERS = frozenset({"citizen_id", "card_number", "old_card_number"})
PRECISION = {"year": 0, "month": 1, "day": 2}


@dataclass(slots=True)
class RosterPlan:
    """The list with its differences, and every issue of file and records together."""

    roster: Roster
    listed: ListedRoster
    issues: list[Issue] = field(default_factory=list)

    @property
    def refused(self) -> list[Issue]:
        return [issue for issue in self.issues if issue.severity == REFUSED]

    @property
    def doubtful(self) -> list[Issue]:
        return [issue for issue in self.issues if issue.severity == DOUBTFUL]


def plan_roster(
    roster: Roster, organisation: Organisation, *, effective_on: dt.date | None = None, joined_means: str = ""
) -> RosterPlan:
    """Compare a list with what is known below ``organisation`` on its day; writes nothing.

    ``effective_on`` defaults to the day in the title of the list, else today. ``joined_means`` says which of the
    three dates "Ngày vào Đảng" holds where the head does not (the ceremony unless told otherwise).
    """
    on = effective_on or roster.as_of or today()
    numbers = {person.citizen_id for person in roster.people if person.citizen_id}
    cards = {card for person in roster.people for card in (person.card_number, person.old_card_number) if card}
    records = read_records(organisation, on, citizen_ids=numbers, cards=cards)
    comparison = _Comparison(roster, records, on, roster.admission_kind or joined_means or Joined.CEREMONY)
    members = tuple(comparison.members())
    cells = tuple(comparison.cells())
    listed = ListedRoster(organisation, on, roster.filename, cells, members)
    return RosterPlan(roster, listed, [*roster.issues, *comparison.issues])


def unit_type_of(name: str) -> str:
    """The type of unit that a cell's name tells (thôn → residential, trường → agency)."""
    words = f" {search_key(name)} "
    for unit_type, signs in UNIT_WORDS:
        if any(f" {sign} " in words for sign in signs):
            return unit_type
    return UnitType.OTHER


class _Comparison:
    """One pass over the people of a list; collects issues on the way."""

    def __init__(self, roster: Roster, records: Records, on: dt.date, joined_means: str) -> None:
        self.roster, self.records, self.on, self.joined_means = roster, records, on, joined_means
        self.issues: list[Issue] = []
        self.found: dict[int, Person] = {}

    def cells(self) -> Iterator[ListedCell]:
        """The cells that people of the list belong to; a cell that ended is the one that followed it."""
        for cell in self.roster.cells:
            unit = self._cell(cell.key)
            yield ListedCell(cell.key, cell.name, unit_type_of(cell.name), unit)

    def members(self) -> Iterator[ListedMember]:
        for person in self.roster.people:
            if person.status in ENDED_STATUSES:
                self._report(person, DOUBTFUL, _("Người đã rời Đảng, chuyển đi hoặc từ trần: không ghi từ danh sách."))
                continue
            member, is_clear = self._find(person)
            if is_clear:
                yield self._new(person) if member is None else self._known(person, member)

    def _report(self, person: Person, severity: Any, reason: str) -> None:
        self.issues.append(Issue(person.sheet, person.row, "", _("cả hàng"), severity, reason))

    def _cell(self, key: str) -> Organisation | None:
        return self.records.cells.get(key) or self.records.followed.get(key)

    # Who is this?

    def _find(self, person: Person) -> tuple[Member | None, bool]:
        """The member this row speaks of, and whether that is beyond doubt."""
        member = self._by_number(person) or self._by_name(person)
        if member is None:
            return None, True
        if member.pk in self.records.outside:
            self._report(
                person,
                REFUSED,
                _("Số giấy tờ này thuộc đảng viên ở tổ chức khác; hãy kiểm tra số hoặc làm thủ tục chuyển sinh hoạt."),
            )
            return None, False
        if (other := self.found.get(member.pk)) is not None:
            self._report(
                person,
                REFUSED,
                _("Trùng với hàng %(row)s: cùng là đồng chí %(name)s.") % {"row": other.row, "name": member.full_name},
            )
            return None, False
        self.found[member.pk] = person
        return member, True

    def _by_number(self, person: Person) -> Member | None:
        found = self.records.by_citizen_id.get(person.citizen_id) if person.citizen_id else None
        for card in (person.card_number, person.old_card_number):
            found = found or (self.records.by_card.get(card) if card else None)
        return found

    def _by_name(self, person: Person) -> Member | None:
        """Same name and birth, and no number that says otherwise."""
        for member in self.records.by_name.get(spelling_key(person.name), []):
            if not _same_birth(member.birth, person.birth):
                continue
            if not any(_differ(getattr(member, number), getattr(person, number)) for number in NUMBERS):
                return member
        return None

    # What would be written?

    def _new(self, person: Person) -> ListedMember:
        joined = person.admitted or person.admission_decided
        values = {field: value for field, value in self._facts(person).items() if value not in ("", None)}
        return ListedMember(
            row=person.row,
            name=person.name,
            cell_key=person.cell_key,
            member=None,
            values=values,
            joins_on=max(self.on, joined.date) if joined else self.on,
            is_temporary=person.status == TEMPORARY_IN,
            office=person.post,
            ends=self._replaced(person, None),
            status=person.status if person.status in KNOWN_STATUSES else None,
        )

    def _known(self, person: Person, member: Member) -> ListedMember:
        facts = {field: value for field, value in self._facts(person).items() if value not in ("", None)}
        if person.birth and not _says_more(member.birth, person.birth):
            del facts["birth_date"], facts["birth_precision"]
        values = {field: value for field, value in facts.items() if _is_news(member, field, value)}
        differences = [_difference(member, field, value) for field, value in values.items() if field in LABELS]
        joins_on, leaves = self._move(person, member, differences)
        office, ends = self._post(person, member, differences)
        status = self._status(person, member, differences)
        return ListedMember(
            row=person.row,
            name=person.name,
            cell_key=person.cell_key,
            member=member,
            values=values,
            joins_on=joins_on,
            leaves=leaves,
            is_temporary=person.status == TEMPORARY_IN,
            office=office,
            ends=ends,
            status=status,
            differences=tuple(differences),
        )

    def _facts(self, person: Person) -> dict[str, Any]:
        facts: dict[str, Any] = {field: getattr(person, attribute) for field, attribute, _label in TEXT_FIELDS}
        if person.birth:
            facts |= {"birth_date": person.birth.date, "birth_precision": person.birth.precision}
        joined = "admitted_on" if self.joined_means == Joined.CEREMONY else "admission_decided_on"
        if person.admitted:
            facts[joined] = person.admitted.date
        if person.admission_decided:
            facts["admission_decided_on"] = person.admission_decided.date
        if person.official:
            facts["official_on"] = person.official.date
        return facts

    def _move(
        self, person: Person, member: Member, differences: list[Difference]
    ) -> tuple[dt.date | None, Membership | None]:
        """The membership to begin and the one to end, where the list names another cell."""
        current, cell = self.records.memberships.get(member.pk), self._cell(person.cell_key)
        if current is not None and cell is not None and current.cell_id == cell.pk:
            return None, None
        name = cell.label(self.on) if cell else self._listed_name(person)
        before = current.cell.label(self.on) if current else ""
        if current is not None and current.valid_from >= self.on:
            self._report(
                person,
                REFUSED,
                _("Đồng chí đã ở %(cell)s từ ngày %(day)s, sau ngày của danh sách; hãy chọn ngày hiệu lực muộn hơn.")
                % {"cell": before, "day": format_date(current.valid_from)},
            )
            return None, None
        differences.append(Difference(_("Chi bộ"), before, name))
        return self.on, current

    def _listed_name(self, person: Person) -> str:
        return next((cell.name for cell in self.roster.cells if cell.key == person.cell_key), "")

    def _post(self, person: Person, member: Member, differences: list[Difference]) -> tuple[str, tuple[Seat, ...]]:
        cell = self._cell(person.cell_key)
        own = [seat for seat in self.records.seats[cell.pk] if seat.member_id == member.pk] if cell else []
        if not person.post or any(seat.office == person.post for seat in own):
            return "", ()
        ends = (*own, *self._replaced(person, member))
        if any(seat.valid_from >= self.on for seat in ends):
            self._report(person, REFUSED, _("Chức vụ đang ghi bắt đầu sau ngày của danh sách; hãy kiểm tra lại ngày."))
            return "", ()
        before = ", ".join(seat.title for seat in own)
        differences.append(Difference(_("Chức vụ"), before, str(Office(person.post).label)))
        return person.post, ends

    def _replaced(self, person: Person, member: Member | None) -> tuple[Seat, ...]:
        """The secretary in office whom this row's secretary follows."""
        cell = self._cell(person.cell_key)
        if person.post != Office.SECRETARY or cell is None:
            return ()
        holders = [
            seat
            for seat in self.records.seats[cell.pk]
            if seat.office == Office.SECRETARY and (member is None or seat.member_id != member.pk)
        ]
        for seat in holders:
            self._report(
                person,
                DOUBTFUL,
                _("Thay đồng chí %(name)s làm Bí thư %(cell)s từ ngày %(day)s.")
                % {"name": seat.member, "cell": cell.label(self.on), "day": format_date(self.on)},
            )
        return tuple(holders)

    def _status(self, person: Person, member: Member, differences: list[Difference]) -> str | None:
        """The status to begin; a list that does not speak of statuses changes none."""
        if person.status not in KNOWN_STATUSES and person.status != ACTIVE:
            return None
        wanted = "" if person.status == ACTIVE else person.status
        current = self.records.statuses.get(member.pk)
        if (current.status if current else "") == wanted:
            return None
        words = {"": _("đang sinh hoạt"), **{value: str(label) for value, label in StatusPeriod.Status.choices}}
        differences.append(Difference(_("Tình trạng"), words[current.status if current else ""], words[wanted]))
        return wanted


DATE_LABELS = {
    "birth_date": gettext_lazy("Ngày sinh"),
    "admitted_on": gettext_lazy("Ngày kết nạp"),
    "admission_decided_on": gettext_lazy("Ngày quyết định kết nạp"),
    "official_on": gettext_lazy("Ngày chính thức"),
}
LABELS: dict[str, Any] = {field: label for field, _attribute, label in TEXT_FIELDS} | DATE_LABELS


def _is_news(member: Member, field: str, value: Any) -> bool:
    """Whether a field of the list says something the record does not."""
    if field == "full_name":
        return spelling_key(member.full_name) != spelling_key(value)
    return bool(getattr(member, field) != value)


def _says_more(known: PartialDate | None, listed: PartialDate) -> bool:
    """Whether the list knows the birth better or otherwise; a year alone never replaces a day of that year."""
    return known is None or PRECISION[listed.precision] > PRECISION[known.precision] or not _same_birth(known, listed)


def _same_birth(known: PartialDate | None, listed: PartialDate | None) -> bool:
    """Equal as far as both are known."""
    if known is None or listed is None:
        return known is listed
    precision = min(PRECISION[known.precision], PRECISION[listed.precision])
    parts = ("year", "month", "day")[: precision + 1]
    return all(getattr(known.date, part) == getattr(listed.date, part) for part in parts)


def _differ(known: str, listed: str) -> bool:
    return bool(known and listed and known != listed)


def _difference(member: Member, field: str, value: Any) -> Difference:
    before = getattr(member, field)
    if field in NUMBERS:
        before, value = mask(before), mask(value)
    elif isinstance(value, dt.date):
        before, value = format_date(before), format_date(value)
    return Difference(str(LABELS[field]), str(before or ""), str(value))
