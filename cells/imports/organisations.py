"""A list of units: who is new under whom, what is named, placed or typed otherwise, what has ended."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cells.access import actions_for
from cells.imports.matching import NEW, Option, Question
from cells.imports.rehearsal import Done, TablePlan, attempt
from cells.imports.tables import FoundTable, TableRow, Words
from cells.imports.understood import REFUSED, Person
from cells.imports.values import read_day
from cells.imports.vocabulary import head_key
from cells.models import Organisation, OrganisationKind, OrganisationPeriod, StatisticalType, UnitType
from cells.queries import subtree_ids
from cells.services.listed import CREATED, UNCHANGED, UPDATED, Difference
from cells.services.organisations import (
    dissolve_organisation,
    found_organisation,
    move_organisation,
    rename_organisation,
)
from cells.services.organisations.details import correct_details
from core.errors import DomainError
from core.periods import PartialDate, format_date, today
from core.spreadsheet import Cell
from core.vietnamese import spelling_key

FIELDS = {
    "code": gettext_lazy("Mã tổ chức"),
    "name": gettext_lazy("Tên tổ chức đảng"),
    "kind": gettext_lazy("Cấp"),
    "superior": gettext_lazy("Tổ chức cấp trên"),
    "unit_type": gettext_lazy("Loại hình"),
    "statistical_type": gettext_lazy("Loại hình thống kê"),
    "place_name": gettext_lazy("Địa danh"),
    "founded_on": gettext_lazy("Ngày thành lập"),
    "document": gettext_lazy("Số văn bản"),
    "document_on": gettext_lazy("Ngày văn bản"),
    "ended_on": gettext_lazy("Ngày kết thúc hoạt động"),
    "end_document": gettext_lazy("Văn bản kết thúc hoạt động"),
}
WORDS = Words(
    FIELDS,
    tuple(
        (name, re.compile(pattern))
        for name, pattern in (
            ("number", r"^(stt|tt|so tt|so thu tu)$"),
            ("superior", r"cap tren|truc thuoc|thuoc (dang bo|to chuc)"),
            ("code", r"^ma\b|\bma (so|to chuc|don vi|dinh danh)\b"),
            ("statistical_type", r"loai hinh thong ke|thong ke"),
            ("unit_type", r"^loai hinh\b"),
            ("ended_on", r"^ngay\b.*(ket thuc|giai the|cham dut)"),
            ("end_document", r"(ket thuc|giai the|cham dut)"),
            ("founded_on", r"^ngay\b.*\blap\b|^thanh lap"),
            ("document_on", r"^ngay\b.*(van ban|quyet dinh|qd|ky)\b"),
            ("document", r"van ban|quyet dinh|^so qd|can cu"),
            ("place_name", r"dia danh"),
            ("kind", r"^cap$|^cap (to chuc|don vi)|^loai (to chuc|don vi)|^(to chuc|don vi) cap$"),
            ("name", r"^ten\b|to chuc (co so )?dang|^don vi$|^chi bo$|^ten don vi"),
        )
    ),
    needed=frozenset({"name"}),
    beside=frozenset({"code", "kind", "superior", "unit_type", "founded_on", "document", "ended_on"}),
    key="name",
)
KIND_WORDS = (
    (OrganisationKind.PARTY_GROUP, r"^to dang\b"),
    (OrganisationKind.BASE_CELL, r"^chi bo co so\b"),
    (OrganisationKind.CELL, r"^(chi bo|cb)\b"),
    (OrganisationKind.PART_COMMITTEE, r"^dang (bo|uy) bo phan\b"),
    (OrganisationKind.BASE_COMMITTEE, r"^dang (bo|uy) (truc thuoc )?co so\b"),
    (OrganisationKind.COMMUNE, r"^dang (bo|uy) (xa|phuong|dac khu)\b"),
    (OrganisationKind.DISTRICT, r"^dang (bo|uy) (huyen|quan|thi xa|thanh pho thuoc)\b"),
    (OrganisationKind.PROVINCIAL, r"^dang (bo|uy) (tinh|thanh pho)\b"),
)
DATED = ("name", "kind", "statistical_type", "place_name")


class OrganisationList:
    """Does a list row by row, superiors first; called within a transaction."""

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
        self.parents: dict[int, int | None] = {}
        self.taken: dict[int, int] = {}
        self.founded: set[int] = set()
        below = Organisation.objects.filter(pk__in=subtree_ids([root.pk]) | {root.pk})
        for unit in below.prefetch_related("periods").order_by("order", "pk"):
            self._learn(unit)

    def run(self) -> TablePlan:
        """Every row whose superior is known, until no more can be done."""
        waiting = list(self.plan.table.rows)
        announced = {spelling_key(row.text("name")) for row in waiting} | {row.text("code") for row in waiting}
        while waiting:
            later = [row for row in waiting if self._has_to_wait(row, announced)]
            ready = [row for row in waiting if row not in later] or later
            for row in ready:
                announced -= {spelling_key(row.text("name")), row.text("code")}
                if done := attempt(row, partial(self._do, row)):
                    self.plan.done.append(done)
            waiting = [row for row in later if row not in ready]
        return self.plan

    def _learn(self, unit: Organisation) -> None:
        period = unit.period(self.on)
        if unit.code:
            self.by_code[unit.code] = unit
        if period and unit.existed_on(max(self.on, unit.founded_on)):
            self.by_name[spelling_key(period.name)].append(unit)
        self.parents[unit.pk] = period.parent_id if period else None

    def _has_to_wait(self, row: TableRow, announced: set[str]) -> bool:
        text = row.text("superior")
        known = not text or text in self.by_code or spelling_key(text) in self.by_name
        own = {spelling_key(row.text("name")), row.text("code")}
        return not known and bool({text, spelling_key(text)} & (announced - own))

    def _do(self, row: TableRow) -> Done | None:
        values = self._read(row)
        if row.is_refused:
            return None
        superior = self._superior(row)
        unit, is_clear = self._find(row, values, superior)
        if not is_clear:
            return None
        if unit is None:
            return self._found(row, values, superior or self.root)
        if unit.pk in self.taken:
            raise DomainError(
                _("Trùng với hàng %(row)s: cùng là %(unit)s.") % {"row": self.taken[unit.pk], "unit": unit}
            )
        self.taken[unit.pk] = row.number
        return self._change(row, values, unit, superior)

    # What does the row say?

    def _read(self, row: TableRow) -> dict[str, Any]:
        values: dict[str, Any] = {name: row.text(name) for name in ("code", "name", "place_name")}
        values |= {name: row.text(name)[:200] for name in ("document", "end_document")}
        for name in ("founded_on", "document_on", "ended_on"):
            values[name] = _whole_day(row, name)
        values["kind"] = _kind(row)
        values["unit_type"] = _choice(row, "unit_type", UnitType)
        values["statistical_type"] = _choice(row, "statistical_type", StatisticalType)
        if not values["name"]:
            row.report("name", REFUSED, _("Thiếu tên tổ chức đảng."))
        return values

    def _superior(self, row: TableRow) -> Organisation | None:
        text = row.text("superior")
        if not text:
            return None
        found = [self.by_code[text]] if text in self.by_code else self.by_name.get(spelling_key(text), [])
        if len(found) == 1:
            return found[0]
        if found:
            sentence = _("Có %(number)s tổ chức tên “%(name)s”; hãy ghi mã của cấp trên.")
            raise DomainError(sentence % {"number": len(found), "name": text}, field="superior")
        sentence = _("Không tìm thấy cấp trên “%(name)s” trong %(unit)s; hãy ghi đúng mã hoặc tên.")
        raise DomainError(sentence % {"name": text, "unit": self.root}, field="superior")

    def _find(
        self, row: TableRow, values: dict[str, Any], superior: Organisation | None
    ) -> tuple[Organisation | None, bool]:
        """The unit that the row speaks of, and whether that is clear."""
        code = values["code"]
        if code in self.by_code:
            return self.by_code[code], True
        if code and Organisation.objects.filter(code=code).exists():
            raise DomainError(_("Mã %(code)s là của tổ chức ngoài đơn vị này.") % {"code": code}, field="code")
        found = [unit for unit in self.by_name.get(spelling_key(values["name"]), []) if unit.pk not in self.taken]
        here = [unit for unit in found if superior is None or self.parents[unit.pk] == superior.pk]
        if len(here) > 1:
            sentence = _("Có %(number)s tổ chức cùng tên; hãy ghi mã tổ chức hoặc cấp trên.")
            raise DomainError(sentence % {"number": len(here)}, field="name")
        if here:
            if code and here[0].code:
                sentence = _("Mã đang ghi của %(unit)s là %(code)s; hãy kiểm tra mã hoặc tên.")
                raise DomainError(sentence % {"unit": here[0], "code": here[0].code}, field="code")
            return here[0], True
        others = [unit for unit in found if unit.pk != self.root.pk]
        return self._ask(row, others, superior) if others and superior else (None, True)

    def _ask(
        self, row: TableRow, found: list[Organisation], superior: Organisation
    ) -> tuple[Organisation | None, bool]:
        """The same name under another superior: moved, or another unit?"""
        key = f"{row.sheet}!{row.number}"
        answer = str(self.answers.get(key, ""))
        options = [
            Option(str(unit.pk), _("Chuyển về %(unit)s") % {"unit": superior}, _("từ tổ chức đã có cùng tên"))
            for unit in found
        ]
        options.append(Option(NEW, _("Tổ chức khác, lập mới")))
        answer = answer if any(option.value == answer for option in options) else ""
        who = Person(row.sheet, row.number, row.text("name"), "")
        self.plan.questions.append(
            Question(key, who, _("Đã có tổ chức cùng tên ở cấp trên khác. Hàng này là:"), tuple(options), answer)
        )
        return next((unit for unit in found if str(unit.pk) == answer), None), bool(answer)

    # Do it.

    def _found(self, row: TableRow, values: dict[str, Any], superior: Organisation) -> Done:
        if values["founded_on"] is None:
            raise DomainError(_("Tổ chức mới cần ngày thành lập."), field="founded_on")
        if not values["kind"]:
            raise DomainError(_("Tổ chức mới cần ghi cấp (chi bộ, đảng bộ cơ sở…)."), field="kind")
        self._require("found_below", superior)
        unit = found_organisation(
            name=values["name"],
            kind=values["kind"],
            parent=superior,
            founded_on=values["founded_on"],
            by=self.by,
            code=values["code"] or None,
            unit_type=values["unit_type"] or UnitType.OTHER,
            statistical_type=values["statistical_type"],
            place_name=values["place_name"],
            document=values["document"] or self.file_name,
            document_on=values["document_on"],
            order=row.number,
        )
        unit = Organisation.objects.prefetch_related("periods").get(pk=unit.pk)
        self._learn(unit)
        self.taken[unit.pk] = row.number
        self.founded.add(unit.pk)
        if values["ended_on"]:
            self._end(unit, values)
        return Done(row.sheet, row.number, values["name"], CREATED, note=str(superior))

    def _change(self, row: TableRow, values: dict[str, Any], unit: Organisation, superior: Organisation | None) -> Done:
        period = unit.period(self.on)
        assert period is not None
        if values["founded_on"] and values["founded_on"] != unit.founded_on:
            sentence = _("Ngày thành lập đang ghi là %(day)s; ngày này không sửa từ danh sách.")
            raise DomainError(sentence % {"day": format_date(unit.founded_on)}, field="founded_on")
        if unit.ended_on and not values["ended_on"]:
            sentence = _("%(unit)s đã kết thúc hoạt động ngày %(day)s.")
            raise DomainError(sentence % {"unit": unit, "day": format_date(unit.ended_on)}, field="name")
        differences, deeds = self._differences(values, unit, period, superior)
        if deeds:
            self._require("change_unit", unit)
        for deed in deeds:
            deed()
        if differences:
            fresh = Organisation.objects.prefetch_related("periods").get(pk=unit.pk)
            self._learn(fresh)
        outcome = UPDATED if differences else UNCHANGED
        return Done(row.sheet, row.number, values["name"], outcome, tuple(differences))

    def _differences(
        self, values: dict[str, Any], unit: Organisation, period: OrganisationPeriod, superior: Organisation | None
    ) -> tuple[list[Difference], list[Any]]:
        """What the row says otherwise, and the deeds that make it so."""
        paper = {"document": values["document"] or self.file_name, "document_on": values["document_on"]}
        named = {name: values[name] for name in DATED if values[name] and _differs(getattr(period, name), values[name])}
        details = {"code": values["code"], "unit_type": values["unit_type"]}
        details = {name: value for name, value in details.items() if value and getattr(unit, name) != value}
        found = [_difference(name, getattr(period, name), value) for name, value in named.items()]
        found += [_difference(name, getattr(unit, name), value) for name, value in details.items()]
        deeds: list[Any] = []
        if named:
            deeds.append(partial(rename_organisation, unit, valid_from=self.on, by=self.by, **named, **paper))
        if superior is not None and superior.pk != period.parent_id:
            before = period.parent.label(self.on) if period.parent else ""
            found.append(Difference(str(FIELDS["superior"]), before, superior.label(self.on)))
            deeds.append(partial(move_organisation, unit, parent=superior, valid_from=self.on, by=self.by, **paper))
        if not deeds:
            papers = {name: values[name] for name in ("document", "document_on")}
            papers = {name: value for name, value in papers.items() if value and getattr(period, name) != value}
            found += [_difference(name, getattr(period, name), value) for name, value in papers.items()]
            details |= papers
        if details:
            deeds.append(partial(correct_details, unit, on=self.on, by=self.by, **details))
        if values["ended_on"] and values["ended_on"] != unit.ended_on:
            found.append(_difference("ended_on", unit.ended_on, values["ended_on"]))
            deeds.append(partial(self._end, unit, values))
        return found, deeds

    def _end(self, unit: Organisation, values: dict[str, Any]) -> None:
        if unit.ended_on:
            sentence = _("%(unit)s đã kết thúc hoạt động ngày %(day)s.")
            raise DomainError(sentence % {"unit": unit, "day": format_date(unit.ended_on)}, field="ended_on")
        document = values["end_document"] or self.file_name
        dissolve_organisation(unit, last_day=values["ended_on"], by=self.by, document=document)

    def _require(self, verb: str, unit: Organisation) -> None:
        """The right of whoever brings the list; a unit founded by this very list is its superior's to fill."""
        if self.by is None or unit.pk in self.founded or verb in actions_for(self.by, unit):
            return
        if unit.pk == self.root.pk and verb == "change_unit":
            raise DomainError(_("%(unit)s do cấp trên trực tiếp sửa, không sửa từ danh sách này.") % {"unit": unit})
        raise DomainError(_("Đồng chí không có quyền sửa %(unit)s.") % {"unit": unit})


def _whole_day(row: TableRow, name: str) -> dt.date | None:
    def read(cell: Cell) -> Any:
        return read_day(cell, today(), may_be_ahead=name == "ended_on")

    day: PartialDate | None = row.read(name, read, None)
    if day is not None and day.precision != "day":
        row.report(name, REFUSED, _("Cần đủ ngày, tháng, năm."))
        return None
    return day.date if day else None


def _kind(row: TableRow) -> str:
    text = row.text("kind")
    key = head_key(text or row.text("name"))
    for value, label in OrganisationKind.choices:
        if text and key == head_key(str(label)):
            return str(value)
    for kind, pattern in KIND_WORDS:
        if re.search(pattern, key):
            return str(kind.value)
    if text:
        row.report("kind", REFUSED, _("Cấp “%(value)s” không rõ.") % {"value": text[:60]})
    return ""


def _choice(row: TableRow, name: str, choices: Any) -> str:
    key = head_key(row.text(name))
    for value, label in choices.choices:
        if key and key in (head_key(str(label)), head_key(str(value))):
            return str(value)
    if key:
        shown = {"what": FIELDS[name], "value": row.text(name)[:60], "known": "; ".join(map(str, choices.labels))}
        row.report(name, REFUSED, _("%(what)s “%(value)s” không có; ghi một trong: %(known)s.") % shown)
    return ""


def _differs(known: str, listed: str) -> bool:
    return known != listed


def _difference(name: str, before: Any, after: Any) -> Difference:
    return Difference(str(FIELDS[name]), _shown(name, before), _shown(name, after))


def _shown(name: str, value: Any) -> str:
    labels: dict[str, Any] = {"kind": OrganisationKind, "unit_type": UnitType, "statistical_type": StatisticalType}
    if isinstance(value, dt.date):
        return format_date(value)
    if name in labels and value:
        return str(labels[name](value).label)
    return str(value or "")
