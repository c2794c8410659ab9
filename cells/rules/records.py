"""What a record may say: faults that are refused, doubts that are only told. Pure functions of plain values."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from core.periods import PartialDate, add_months, format_date, whole_months_between

PROBATION_MONTHS = 12
"""Counted from the ceremony (Điều lệ Đ5.1)."""
YOUNGEST, OLDEST = 18, 60
"""Age at admission (Điều lệ Đ1; 208-QĐ/TW: to 60)."""
NUMBERS = {
    "citizen_id": r"[0-9]{12}",
    "card_number": r"[0-9]{12}",
    "old_card_number": r"[0-9]{8}",
    "old_identity_number": r"[0-9]{9}|[0-9]{12}",
}
"""Numbers of identity and their form; stored as text, so that a leading zero stays."""


class Remark(NamedTuple):
    """A sentence about one field."""

    field: str
    text: str


def number_fault(field: str, value: str) -> Remark | None:
    """What is wrong with the form of a number, if anything."""
    if not value or re.fullmatch(NUMBERS[field], value, re.ASCII):
        return None
    sentences = {
        "citizen_id": _("Số định danh cá nhân phải đủ 12 chữ số; đồng chí đã ghi %(digits)s chữ số."),
        "card_number": _(
            "Số thẻ đảng viên mới phải đủ 12 chữ số; đồng chí đã ghi %(digits)s chữ số. "
            "Thẻ cũ 8 số thì ghi vào ô “số thẻ cũ”."
        ),
        "old_card_number": _("Số thẻ cũ phải đủ 8 chữ số; đồng chí đã ghi %(digits)s chữ số."),
        "old_identity_number": _("Số chứng minh nhân dân cũ có 9 hoặc 12 chữ số; đồng chí đã ghi %(digits)s chữ số."),
    }
    if not re.fullmatch(r"[0-9]+", value, re.ASCII):
        return Remark(field, _("Số này chỉ gồm chữ số, không có chữ cái hay dấu."))
    return Remark(field, sentences[field] % {"digits": len(value)})


def date_faults(facts: Mapping[str, Any]) -> list[Remark]:
    """Dates in an impossible order: birth < decision ≤ ceremony < official, none of them still to come."""
    birth = facts.get("birth")
    decided, admitted, official = (facts.get(name) for name in ("admission_decided_on", "admitted_on", "official_on"))
    on: dt.date = facts["today"]
    found = []
    for field, day in (("admission_decided_on", decided), ("admitted_on", admitted)):
        if birth and day and day <= birth.earliest:
            found.append(
                Remark(field, _("Ngày kết nạp phải sau ngày sinh (%(birth)s).") % {"birth": format_date(birth)})
            )
    if decided and admitted and admitted < decided:
        sentence = _("Lễ kết nạp không thể trước ngày quyết định kết nạp (%(day)s).")
        found.append(Remark("admitted_on", sentence % {"day": format_date(decided)}))
    began = admitted or decided
    if began and official and official <= began:
        sentence = _("Ngày chính thức phải sau ngày kết nạp (%(day)s).")
        found.append(Remark("official_on", sentence % {"day": format_date(began)}))
    if birth and official and official <= birth.earliest:
        found.append(Remark("official_on", _("Ngày chính thức phải sau ngày sinh.")))
    for field in ("birth", "admission_decided_on", "admitted_on", "card_issued_on"):
        day = facts.get(field)
        first = day.earliest if isinstance(day, PartialDate) else day
        if first and first > on:
            found.append(Remark("birth_date" if field == "birth" else field, _("Ngày này chưa đến; hãy kiểm tra lại.")))
    return found


def doubts(facts: Mapping[str, Any]) -> list[Remark]:
    """What should be looked at again, but is not refused: older members came in under older rules."""
    birth = facts.get("birth")
    decided, admitted, official = (facts.get(name) for name in ("admission_decided_on", "admitted_on", "official_on"))
    found = []
    if admitted and official and official != add_months(admitted, PROBATION_MONTHS):
        sentence = _(
            "Ngày chính thức thường là đúng 12 tháng sau lễ kết nạp (Điều lệ Đ5.1), tức %(day)s; "
            "hồ sơ ghi %(written)s. Nếu quyết định ghi như vậy thì để nguyên."
        )
        day = add_months(admitted, PROBATION_MONTHS)
        found.append(Remark("official_on", sentence % {"day": format_date(day), "written": format_date(official)}))
    joined = decided or admitted
    if birth and joined:
        age = whole_months_between(birth.earliest, joined) // 12
        least = whole_months_between(birth.latest, joined) // 12
        if age < YOUNGEST or least > OLDEST:
            sentence = _(
                "Khi kết nạp, đồng chí này %(age)s tuổi, ngoài khoảng 18–60; hãy xem lại năm sinh và ngày kết nạp."
            )
            found.append(Remark("birth_date", sentence % {"age": least if least > OLDEST else age}))
    return found
