"""Faults and doubts of a record, as tables."""

import datetime as dt

import pytest

from cells.models import StatusPeriod
from cells.rules.meanings import meaning_of
from cells.rules.profile import codes_of, read_value, words_of
from cells.rules.records import date_faults, doubts, number_fault
from cells.rules.standings import ACTIVE, STANDINGS
from core.errors import DomainError
from core.periods import PartialDate
from tests.cast import TODAY

BIRTH = PartialDate(dt.date(1960, 5, 19))
GOOD = {
    "birth": BIRTH,
    "admission_decided_on": dt.date(1990, 1, 20),
    "admitted_on": dt.date(1990, 2, 3),
    "official_on": dt.date(1991, 2, 3),
    "today": TODAY,
}


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("citizen_id", "025194078011", None),
        ("citizen_id", "", None),
        ("citizen_id", "25194078011", "đủ 12 chữ số; đồng chí đã ghi 11"),
        ("citizen_id", "02519407801A", "chỉ gồm chữ số"),
        ("citizen_id", "٠٢٥١٩٤٠٧٨٠١١", "chỉ gồm chữ số"),
        ("card_number", "93133671", "ô “số thẻ cũ”"),
        ("old_card_number", "93133671", None),
        ("old_card_number", "931336718", "đủ 8 chữ số"),
        ("old_identity_number", "135082017", None),
        ("old_identity_number", "13508201", "9 hoặc 12"),
    ],
)
def test_number_is_judged_by_its_form(field, value, fault):
    found = number_fault(field, value)
    assert (found is None) if fault is None else (fault in found.text and found.field == field)


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"admission_decided_on": dt.date(1960, 5, 19)}, "admission_decided_on", "sau ngày sinh"),
        ({"admitted_on": dt.date(1990, 1, 19)}, "admitted_on", "không thể trước ngày quyết định"),
        ({"official_on": dt.date(1990, 2, 3)}, "official_on", "phải sau ngày kết nạp (03/02/1990)"),
        ({"admitted_on": dt.date(2027, 1, 1), "official_on": None}, "admitted_on", "chưa đến"),
        ({"birth": PartialDate(dt.date(2027, 1, 1), "year")}, "birth_date", "chưa đến"),
    ],
)
def test_dates_in_an_impossible_order_are_faults(change, field, words):
    assert any(fault.field == field and words in fault.text for fault in date_faults({**GOOD, **change}))


def test_good_dates_have_neither_fault_nor_doubt():
    assert date_faults(GOOD) == []
    assert doubts(GOOD) == []
    assert date_faults({**GOOD, "admission_decided_on": GOOD["admitted_on"]}) == []


def test_official_day_is_no_fault_where_only_the_decision_is_known():
    assert date_faults({**GOOD, "admitted_on": None}) == []
    assert date_faults({**GOOD, "admitted_on": None, "official_on": dt.date(1990, 1, 20)})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"official_on": dt.date(1991, 8, 3)}, "tức 03/02/1991; hồ sơ ghi 03/08/1991"),
        ({"birth": PartialDate(dt.date(1973, 5, 1))}, "16 tuổi"),
        ({"birth": PartialDate(dt.date(1928, 1, 1), "year")}, "61 tuổi"),
    ],
)
def test_unusual_dates_are_doubts(change, words):
    assert any(words in doubt.text for doubt in doubts({**GOOD, **change}))


def test_year_of_birth_alone_is_read_in_favour_of_the_member():
    assert doubts({**GOOD, "birth": PartialDate(dt.date(1972, 1, 1), "year")}) == []


def test_every_status_has_a_meaning_in_words():
    for status in STANDINGS:
        assert all(meaning_of(status))
    assert meaning_of(ACTIVE).vote == "được biểu quyết"
    assert meaning_of(StatusPeriod.Status.EXEMPT).total == "chỉ tính vào tổng số khi có mặt"
    assert meaning_of(StatusPeriod.Status.SUSPENDED) == meaning_of(StatusPeriod.Status.AWAY)


def test_profile_value_is_a_code_also_when_its_label_was_typed():
    assert read_value("professional", " Đại  học ") == "university"
    assert words_of("professional", "university") == "đại học"
    assert read_value("workplace", "UBND xã Vân Trục") == words_of("workplace", "UBND xã Vân Trục")
    assert {"occupation", "general_education", "professional", "political_theory"} == {
        subject
        for subject in ("occupation", "general_education", "professional", "political_theory", "language")
        if codes_of(subject)
    }


@pytest.mark.parametrize(
    ("subject", "text", "words"),
    [
        ("professional", "giáo sư", "không có trong danh mục"),
        ("language", "  ", "ghi nội dung"),
        ("language", "a" * 301, "dài quá 300"),
        ("hobby", "x", "Không có mục"),
    ],
)
def test_profile_value_that_is_no_code_is_refused(subject, text, words):
    with pytest.raises(DomainError, match=words):
        read_value(subject, text)
