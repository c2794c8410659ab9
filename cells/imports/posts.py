"""A list of posts: who holds which office of which unit, from when to when, by which document."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from functools import partial
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cells.access import actions_for
from cells.imports.matching import NUMBERS, Option, Question, may_be_same, same_birth
from cells.imports.rehearsal import Done, TablePlan, attempt
from cells.imports.tables import FoundTable, TableRow, Words
from cells.imports.understood import REFUSED, Person
from cells.imports.values import read_day, read_digits, read_name
from cells.imports.vocabulary import head_key
from cells.models import Member, Membership, Office, Organisation, Seat
from cells.queries import subtree_ids
from cells.services.listed import CREATED, UNCHANGED, UPDATED, Difference
from cells.services.seat_details import correct_seat
from cells.services.seats import end_seat, give_seat
from core.errors import DomainError
from core.periods import PartialDate, format_date, today
from core.spreadsheet import Cell
from core.vietnamese import mask, search_key, spelling_key

FIELDS = {
    "unit_code": gettext_lazy("Mã tổ chức"),
    "unit": gettext_lazy("Tổ chức đảng"),
    "name": gettext_lazy("Họ và tên"),
    "birth": gettext_lazy("Ngày sinh"),
    "citizen_id": gettext_lazy("Số định danh cá nhân"),
    "card_number": gettext_lazy("Số thẻ đảng viên"),
    "office": gettext_lazy("Chức vụ"),
    "valid_from": gettext_lazy("Từ ngày"),
    "valid_to": gettext_lazy("Đến ngày"),
    "basis": gettext_lazy("Hình thức"),
    "document": gettext_lazy("Số văn bản"),
    "document_on": gettext_lazy("Ngày văn bản"),
}
WORDS = Words(
    FIELDS,
    tuple(
        (name, re.compile(pattern))
        for name, pattern in (
            ("number", r"^(stt|tt|so tt|so thu tu)$"),
            ("valid_from", r"^tu ngay\b|^ngay\b.*(nhan|giu|bo nhiem|bat dau|bau|chuan y)|^tu$"),
            ("valid_to", r"^den ngay\b|^ngay\b.*(thoi|ket thuc|het)|^den$"),
            ("document_on", r"^ngay\b.*(van ban|quyet dinh|qd|ky)\b"),
            ("document", r"van ban|quyet dinh|^so qd"),
            ("birth", r"\bsinh\b"),
            ("citizen_id", r"cccd|can cuoc|dinh danh"),
            ("card_number", r"\bso the\b|^the\b"),
            ("unit_code", r"^ma\b"),
            ("basis", r"hinh thuc|^co so$|^bau hay"),
            ("office", r"chuc (vu|danh)"),
            ("name", r"^ho\b.*\bten\b|^ho ten\b"),
            ("unit", r"to chuc|don vi|chi bo|cap uy"),
        )
    ),
    needed=frozenset({"name", "office"}),
    beside=frozenset({"unit", "unit_code", "valid_from", "valid_to", "document"}),
    key="name",
)
OFFICES = (
    (Office.DEPUTY_SECRETARY, r"^(pho bi thu|pbt|pho bt)\b"),
    (Office.SECRETARY, r"^(bi thu|bt)\b"),
    (Office.STANDING_MEMBER, r"thuong vu|^uv ?btv\b"),
    (Office.GROUP_LEADER, r"^to truong\b"),
    (Office.GROUP_DEPUTY, r"^to pho\b"),
    (Office.ORGANISATION_OFFICER, r"ban to chuc|to chuc dang uy"),
    (Office.COMMITTEE_MEMBER, r"^(chi uy|cap uy|dang uy|uy vien|cuv|uv)\b"),
)


class PostList:
    """Does a list row by row, earlier posts first; called within a transaction."""

    def __init__(
        self,
        table: FoundTable,
        root: Organisation,
        *,
        on: dt.date,
        by: User | None,
        file_name: str,
        answers: dict[str, Any] | None = None,
    ) -> None:
        self.plan = TablePlan(table)
        self.root, self.on, self.by, self.file_name = root, on, by, file_name
        self.answers = answers or {}
        self.by_code: dict[str, Organisation] = {}
        self.by_name: dict[str, list[Organisation]] = defaultdict(list)
        self.below = subtree_ids([root.pk]) | {root.pk}
        for unit in Organisation.objects.filter(pk__in=self.below).prefetch_related("periods").order_by("order", "pk"):
            if unit.code:
                self.by_code[unit.code] = unit
            for name in {period.name for period in unit.periods.all()}:
                self.by_name[spelling_key(name)].append(unit)
        self._read_people()

    def run(self) -> TablePlan:
        """Every row; one that ends a post comes before the one that gives it to someone else."""
        read = [(self._read(row), row) for row in self.plan.table.rows]
        read.sort(key=lambda pair: (pair[0]["valid_from"] or dt.date.min, pair[0]["valid_to"] or dt.date.max))
        for values, row in read:
            if not row.is_refused and (done := attempt(row, partial(self._do, row, values))):
                self.plan.done.append(done)
        order = {(row.sheet, row.number): place for place, row in enumerate(self.plan.table.rows)}
        self.plan.done.sort(key=lambda done: order[done.sheet, done.row])
        return self.plan

    def _read_people(self) -> None:
        """People of these units who have one of the names or numbers of the list."""
        rows = self.plan.table.rows
        names = {search_key(row.text("name")) for row in rows}
        numbers = {re.sub(r"\D", "", row.text(name)) for row in rows for name in ("citizen_id", "card_number")} - {""}
        here = Membership.objects.filter(cell__in=self.below).values("member")
        seated = Seat.objects.filter(organisation__in=self.below).values("member")
        numbered = Q(citizen_id__in=numbers) | Q(card_number__in=numbers) | Q(old_card_number__in=numbers)
        people = Member.objects.filter(
            numbered | Q(search_key__in=names), Q(pk__in=here) | Q(pk__in=seated), merged_into=None
        )
        self.people_by_name: dict[str, list[Member]] = defaultdict(list)
        self.people_by_number: dict[str, list[Member]] = defaultdict(list)
        for member in people.prefetch_related("memberships__cell__periods"):
            self.people_by_name[search_key(member.full_name)].append(member)
            for name in NUMBERS:
                if number := getattr(member, name):
                    self.people_by_number[number].append(member)

    def _read(self, row: TableRow) -> dict[str, Any]:
        values: dict[str, Any] = {
            "name": row.read("name", read_name, ""),
            "birth": row.read("birth", lambda cell: read_day(cell, today()), None),
            "citizen_id": row.read("citizen_id", lambda cell: read_digits(cell, (12,), str(FIELDS["citizen_id"])), ""),
            "card_number": row.read("card_number", _card, ""),
            "document": row.text("document")[:200],
            **{name: _whole_day(row, name) for name in ("valid_from", "valid_to", "document_on")},
        }
        values["office"] = _office(row)
        values["basis"] = _basis(row)
        if not values["name"] and not row.is_refused:
            row.report("name", REFUSED, _("Thiếu họ tên."))
        return values

    def _do(self, row: TableRow, values: dict[str, Any]) -> Done | None:
        unit = self._unit(row)
        member = self._member(row, values)
        if member is None:
            return None
        if self.by is not None and "keep_posts" not in actions_for(self.by, unit):
            raise DomainError(_("Chức vụ của %(unit)s do cấp trên trực tiếp ghi.") % {"unit": unit}, field="unit")
        shown = f"{member.full_name}, {unit.label(self.on)}"
        seat = self._known(member, unit, values)
        if seat is None:
            return self._give(row, values, member, unit, shown)
        found = self._correct(seat, values)
        return Done(row.sheet, row.number, shown, UPDATED if found else UNCHANGED, tuple(found))

    def _unit(self, row: TableRow) -> Organisation:
        code, name = row.text("unit_code"), row.text("unit")
        if code:
            if code not in self.by_code:
                raise DomainError(_("Không có tổ chức mang mã %(code)s ở đây.") % {"code": code}, field="unit_code")
            return self.by_code[code]
        found = self.by_name.get(spelling_key(name), []) if name else [self.root]
        standing = [unit for unit in found if unit.existed_on(self.on)] or found
        if len(standing) == 1:
            return standing[0]
        if standing:
            sentence = _("Có %(number)s tổ chức tên “%(name)s”; hãy ghi mã tổ chức.")
            raise DomainError(sentence % {"number": len(standing), "name": name}, field="unit")
        sentence = _("Không tìm thấy “%(name)s” trong %(unit)s; hãy ghi đúng tên hoặc mã.")
        raise DomainError(sentence % {"name": name, "unit": self.root}, field="unit")

    def _member(self, row: TableRow, values: dict[str, Any]) -> Member | None:
        """By number; by name and birth if there is one such; else the user is asked."""
        who = _person(row, values)
        numbered = {
            member.pk: member
            for name in ("citizen_id", "card_number")
            for member in (self.people_by_number.get(values[name], []) if values[name] else [])
        }
        if len(numbered) > 1:
            names = ", ".join(member.full_name for member in numbered.values())
            raise DomainError(_("Các số của hàng này thuộc nhiều người: %(names)s.") % {"names": names}, field="name")
        for member in numbered.values():
            if may_be_same(member, who):
                return member
            sentence = _("Số này trong sổ là của đồng chí %(known)s, không phải %(listed)s.")
            raise DomainError(sentence % {"known": member.full_name, "listed": who.name}, field="name")
        alike = self.people_by_name.get(search_key(who.name), [])
        exact = [
            member
            for member in alike
            if who.birth
            and member.birth
            and same_birth(member.birth, who.birth)
            and spelling_key(member.full_name) == spelling_key(who.name)
        ]
        if len(exact) == 1:
            return exact[0]
        found = exact or [member for member in alike if not (who.birth and member.birth)]
        if not found:
            sentence = _("Không tìm thấy đồng chí %(name)s trong %(unit)s; hãy nhập danh sách đảng viên trước.")
            raise DomainError(sentence % {"name": who.name, "unit": self.root}, field="name")
        return self._ask(row, who, found)

    def _ask(self, row: TableRow, who: Person, found: list[Member]) -> Member | None:
        key = f"{row.sheet}!{row.number}"
        answer = str(self.answers.get(key, ""))
        chosen = next((member for member in found if str(member.pk) == answer), None)
        options = tuple(Option(str(member.pk), member.full_name, _about(member)) for member in found)
        text = _("Hàng này là đồng chí nào?")
        self.plan.questions.append(Question(key, who, text, options, answer if chosen else ""))
        return chosen

    def _known(self, member: Member, unit: Organisation, values: dict[str, Any]) -> Seat | None:
        """The post that the row speaks of, if it is recorded: same day of beginning, or the one of today."""
        seats = Seat.objects.filter(member=member, organisation=unit, office=values["office"])
        day = values["valid_from"]
        if day is not None:
            return seats.filter(valid_from=day).first()
        return seats.in_force(self.on).first()

    def _give(self, row: TableRow, values: dict[str, Any], member: Member, unit: Organisation, shown: str) -> Done:
        if values["valid_from"] is None:
            raise DomainError(_("Chức vụ mới cần ngày bắt đầu."), field="valid_from")
        give_seat(
            member,
            organisation=unit,
            office=values["office"],
            valid_from=values["valid_from"],
            valid_to=values["valid_to"],
            by=self.by,
            basis=values["basis"],
            document=values["document"] or self.file_name,
            document_on=values["document_on"],
        )
        return Done(row.sheet, row.number, shown, CREATED, note=str(Office(values["office"]).label))

    def _correct(self, seat: Seat, values: dict[str, Any]) -> list[Difference]:
        found = []
        if values["valid_to"] and values["valid_to"] != seat.valid_to:
            found.append(_difference("valid_to", seat.valid_to, values["valid_to"]))
            end_seat(seat, last_day=values["valid_to"], by=self.by, document=self.file_name)
        details = {name: values[name] for name in ("basis", "document", "document_on")}
        details = {name: value for name, value in details.items() if value and getattr(seat, name) != value}
        found += [_difference(name, getattr(seat, name), value) for name, value in details.items()]
        if details:
            correct_seat(seat, by=self.by, **details)
        return found


def _person(row: TableRow, values: dict[str, Any]) -> Person:
    return Person(row.sheet, row.number, values["name"], "", birth=values["birth"])


def _about(member: Member) -> str:
    cells = sorted(member.memberships.all(), key=lambda place: place.valid_from)
    facts = [
        _("sinh %(day)s") % {"day": format_date(member.birth)} if member.birth else _("không rõ ngày sinh"),
        cells[-1].cell.name if cells else "",
        _("số thẻ %(number)s") % {"number": mask(member.card_number)} if member.card_number else "",
    ]
    return ", ".join(fact for fact in facts if fact)


def _card(cell: Cell) -> Any:
    return read_digits(cell, (8, 12), str(FIELDS["card_number"]))


def _whole_day(row: TableRow, name: str) -> dt.date | None:
    day: PartialDate | None = row.read(
        name, lambda cell: read_day(cell, today(), may_be_ahead=name == "valid_to"), None
    )
    if day is not None and day.precision != "day":
        row.report(name, REFUSED, _("Cần đủ ngày, tháng, năm."))
        return None
    return day.date if day else None


def _office(row: TableRow) -> str:
    key = head_key(row.text("office"))
    for office, pattern in OFFICES:
        if re.search(pattern, key):
            return str(office.value)
    reason = _("Chức vụ “%(value)s” không rõ.") if key else _("Thiếu chức vụ.")
    row.report("office", REFUSED, reason % {"value": row.text("office")[:60]} if key else reason)
    return ""


def _basis(row: TableRow) -> str:
    key = head_key(row.text("basis"))
    for value, label in Seat.Basis.choices:
        if key and (key == value or head_key(str(label)) in key):
            return str(value)
    if key:
        shown = {"value": row.text("basis")[:60], "known": "; ".join(map(str, Seat.Basis.labels))}
        row.report("basis", REFUSED, _("Hình thức “%(value)s” không rõ; ghi một trong: %(known)s.") % shown)
    return ""


def _difference(name: str, before: Any, after: Any) -> Difference:
    def shown(value: Any) -> str:
        if isinstance(value, dt.date):
            return format_date(value)
        return str(Seat.Basis(value).label) if name == "basis" and value else str(value or "")

    return Difference(str(FIELDS[name]), shown(before), shown(after))
