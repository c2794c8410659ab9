"""What a row says of a person's record, and what of it is news."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cells.imports.matching import PRECISION, Report, same_birth
from cells.imports.profile_words import profile_value
from cells.imports.records import Records
from cells.imports.understood import DOUBTFUL, REFUSED, Person
from cells.imports.units import cell_key, read_cell_name
from cells.models import Member, ProfileEntry, RosterUpload
from cells.rules.profile import words_of
from cells.services.listed import Difference
from core.periods import PartialDate, format_date
from core.vietnamese import mask, spelling_key

Joined = RosterUpload.Joined
Subject = ProfileEntry.Subject
TEXT_FIELDS = (
    ("full_name", "name", gettext_lazy("Họ và tên")),
    ("other_name", "other_name", gettext_lazy("Tên gọi khác")),
    ("sex", "sex", gettext_lazy("Giới tính")),
    ("ethnic_group", "ethnic_group", gettext_lazy("Dân tộc")),
    ("religion", "religion", gettext_lazy("Tôn giáo")),
    ("citizen_id", "citizen_id", gettext_lazy("Số định danh cá nhân")),
    ("old_identity_number", "old_identity_number", gettext_lazy("Số CMND cũ")),
    ("card_number", "card_number", gettext_lazy("Số thẻ đảng viên")),
    ("old_card_number", "old_card_number", gettext_lazy("Số thẻ cũ")),
    ("card_issued_at", "card_issued_at", gettext_lazy("Nơi cấp thẻ")),
    ("birth_registration_place", "birth_registration_place", gettext_lazy("Nơi đăng ký khai sinh")),
    ("native_place", "native_place", gettext_lazy("Quê quán")),
    ("residence", "residence", gettext_lazy("Nơi thường trú")),
    ("phone", "phone", gettext_lazy("Điện thoại")),
)
DATE_LABELS = {
    "birth_date": gettext_lazy("Ngày sinh"),
    "card_issued_on": gettext_lazy("Ngày cấp thẻ"),
    "admitted_on": gettext_lazy("Ngày kết nạp"),
    "admission_decided_on": gettext_lazy("Ngày quyết định kết nạp"),
    "official_on": gettext_lazy("Ngày chính thức"),
}
LABELS: dict[str, Any] = {field: label for field, _attribute, label in TEXT_FIELDS} | DATE_LABELS
LONGEST = {name: int(getattr(Member._meta.get_field(name), "max_length", 0)) for name, *_rest in TEXT_FIELDS}
NUMBERS = frozenset({"citizen_id", "card_number", "old_card_number", "old_identity_number"})
SUBJECTS = (Subject.OCCUPATION, Subject.GENERAL_EDUCATION, Subject.PROFESSIONAL, Subject.POLITICAL_THEORY)


class Facts:
    """Reads the facts of rows; what cannot be kept as it is written is told."""

    def __init__(self, records: Records, joined_means: str, report: Report) -> None:
        self.records, self.joined_means, self.report = records, joined_means, report

    def of_new(self, person: Person) -> dict[str, Any]:
        """Every field of a record to be made."""
        values: dict[str, Any] = self._texts(person)
        if person.birth:
            values |= {"birth_date": person.birth.date, "birth_precision": person.birth.precision}
        for field, day in self._days(person).items():
            if field == "card_issued_on" and day.precision != "day":
                self._doubt_part(person, field, day, kept=False)
                continue
            if day.precision != "day":
                self._doubt_part(person, field, day, kept=True)
            values[field] = day.date
        return values

    def of_known(self, person: Person, member: Member) -> dict[str, Any]:
        """The fields in which the list says something else than the record, or knows more."""
        values: dict[str, Any] = {
            field: value for field, value in self._texts(person).items() if _is_news(member, field, value)
        }
        if person.birth and _says_more(member.birth, person.birth):
            values |= {"birth_date": person.birth.date, "birth_precision": person.birth.precision}
            if member.birth and member.birth.date.year != person.birth.date.year:
                reason = _("Năm sinh khác hẳn sổ (%(day)s); hãy kiểm tra có đúng đồng chí này không.")
                self.report(person, DOUBTFUL, reason % {"day": format_date(member.birth)})
        for field, day in self._days(person).items():
            known: dt.date | None = getattr(member, field)
            if known is not None and day.earliest <= known <= day.latest:
                continue
            if day.precision != "day":
                self._doubt_part(person, field, day, kept=field != "card_issued_on")
            if day.precision == "day" or field != "card_issued_on":
                values[field] = day.date
        return values if self._in_order(person, member, values) else {}

    def _texts(self, person: Person) -> dict[str, str]:
        found = {}
        for field, attribute, label in TEXT_FIELDS:
            text = getattr(person, attribute)
            most = LONGEST[field]
            if len(text) > most:
                reason = _("%(what)s dài quá %(most)s ký tự nên không được ghi; hãy viết gọn lại.")
                self.report(person, DOUBTFUL, reason % {"what": label, "most": most})
            elif text:
                found[field] = text
        return found

    def _days(self, person: Person) -> dict[str, PartialDate]:
        joined = "admitted_on" if self.joined_means == Joined.CEREMONY else "admission_decided_on"
        found = {
            joined: person.admitted,
            "official_on": person.official,
            "card_issued_on": person.card_issued_on,
        }
        if person.admission_decided:
            found["admission_decided_on"] = person.admission_decided
        return {field: day for field, day in found.items() if day is not None}

    def _doubt_part(self, person: Person, field: str, day: PartialDate, *, kept: bool) -> None:
        shown = {"what": LABELS[field], "day": format_date(day), "date": format_date(day.date)}
        reason = _("%(what)s chỉ ghi %(day)s nên không được ghi; cần đủ ngày, tháng, năm.")
        if kept:
            reason = _("%(what)s chỉ ghi %(day)s; sẽ ghi là %(date)s, hãy bổ sung đủ ngày.")
        self.report(person, DOUBTFUL, reason % shown)

    def _in_order(self, person: Person, member: Member, values: dict[str, Any]) -> bool:
        """Birth, admission, official: with what the record says where the list is silent."""
        birth, admitted, official = (
            values.get(field) or getattr(member, field) for field in ("birth_date", "admitted_on", "official_on")
        )
        joined = admitted or values.get("admission_decided_on") or member.admission_decided_on
        changed = values.keys() & {"birth_date", "admitted_on", "admission_decided_on", "official_on"}
        for earlier, later, words in (
            (admitted, official, (_("ngày kết nạp"), _("ngày chính thức"))),
            (birth, joined, (_("ngày sinh"), _("ngày vào Đảng"))),
        ):
            if changed and earlier and later and earlier >= later:
                reason = _(
                    "So với sổ thì %(later)s (%(later_day)s) không sau %(earlier)s (%(earlier_day)s); hãy kiểm tra."
                )
                shown = {
                    "later": words[1],
                    "later_day": format_date(later),
                    "earlier": words[0],
                    "earlier_day": format_date(earlier),
                }
                self.report(person, REFUSED, reason % shown)
                return False
        return True

    def profile(self, person: Person, member: Member | None, differences: list[Difference]) -> dict[str, str]:
        """Statements of the profile that differ from those that hold on the day of the list."""
        found: dict[str, str] = {}
        for subject in SUBJECTS:
            text = getattr(person, subject.value)
            if not text:
                continue
            value, is_listed = profile_value(subject, text)
            entry = self.records.profile.get((member.pk, subject.value)) if member else None
            if entry and spelling_key(entry.value) == spelling_key(value):
                continue
            if not is_listed:
                reason = _("%(what)s “%(value)s” không có trong danh mục; được ghi nguyên văn.")
                self.report(person, DOUBTFUL, reason % {"what": subject.label.capitalize(), "value": text[:60]})
            before = words_of(subject, entry.value) if entry else ""
            differences.append(Difference(subject.label.capitalize(), before, words_of(subject, value)))
            found[subject.value] = value
        return found

    def residence(self, person: Person, member: Member | None) -> str:
        """The name of the cell of residence where the list tells another one than the record; "" if not."""
        if not person.residence_cell:
            return ""
        named = read_cell_name(person.residence_cell)
        if named is None or named.key == person.cell_key:
            return ""
        links = self.records.residences[member.pk] if member else []
        if any(cell_key(link.cell_name) == named.key for link in links):
            return ""
        if any(link.valid_from > self.records.on for link in links):
            self.report(person, DOUBTFUL, _("Sổ đã ghi chi bộ nơi cư trú từ sau ngày của danh sách; giữ như sổ."))
            return ""
        return named.name


def _is_news(member: Member, field: str, value: str) -> bool:
    known = str(getattr(member, field))
    return known != value if field in NUMBERS else spelling_key(known) != spelling_key(value)


def _says_more(known: PartialDate | None, listed: PartialDate) -> bool:
    """Whether the list knows the birth better or otherwise; a year alone never replaces a day of that year."""
    return known is None or PRECISION[listed.precision] > PRECISION[known.precision] or not same_birth(known, listed)


def differences_of(member: Member, values: dict[str, Any]) -> list[Difference]:
    """Before and after, in the user's words; numbers of identity masked."""
    found = []
    for field, value in values.items():
        if field not in LABELS:
            continue
        before = getattr(member, field)
        if field in NUMBERS:
            after = mask(value)
            if before and mask(before) == after:
                after += " " + _("(khác ở các chữ số đầu)")
            found.append(Difference(str(LABELS[field]), mask(before), after))
        elif field == "sex":
            found.append(Difference(str(LABELS[field]), member.get_sex_display() if before else "", _sex(value)))
        elif field == "birth_date":
            after_day = PartialDate(value, values.get("birth_precision", "day"))
            found.append(Difference(str(LABELS[field]), format_date(member.birth), format_date(after_day)))
        elif isinstance(value, dt.date):
            found.append(Difference(str(LABELS[field]), format_date(before), format_date(value)))
        else:
            found.append(Difference(str(LABELS[field]), str(before or ""), str(value)))
    return found


def _sex(value: str) -> str:
    return {"male": _("Nam"), "female": _("Nữ")}.get(value, "")
