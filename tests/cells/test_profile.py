"""Profile entries with their history, and the yearly supplement."""

import datetime as dt

import pytest

from accounts.models import AuditEvent
from cells.models import Membership, ProfileEntry, Supplement
from cells.queries.records import profile_of, supplement_candidates, without_supplement
from cells.services.profile import enter_profile, receive_supplement, remove_profile_entry
from core.errors import DomainError
from core.ids import IdSet
from tests.cast import TODAY
from tests.factories import make_member

pytestmark = pytest.mark.django_db


def day(text):
    return dt.date.fromisoformat(text)


@pytest.fixture
def member(commune):
    return make_member(commune.cells[0], "Lê Văn Bình")


def enter(member, cast, value, first, subject="professional"):
    return enter_profile(member, subject=subject, value=value, valid_from=day(first), by=cast.secretary)


def line_of(member, on, subject="professional"):
    return next(line for line in profile_of(member, on) if line.subject == subject)


def test_profile_holds_the_latest_entry_not_after_the_day(member, cast):
    enter(member, cast, "university", "2010-06-01")
    enter(member, cast, "Thạc sĩ", "2020-06-01")
    enter(member, cast, "college", "2005-06-01")
    assert line_of(member, TODAY).words == "thạc sĩ"
    assert [words for _entry, words in line_of(member, TODAY).earlier] == ["đại học", "cao đẳng"]
    assert line_of(member, day("2010-05-31")).words == "cao đẳng"
    assert line_of(member, day("2000-01-01")).entry is None
    line = AuditEvent.objects.filter(action="cells.profile_entered").order_by("pk")[1]
    assert line.changes == {"professional": ["đại học", "thạc sĩ"]}


@pytest.mark.parametrize(
    ("value", "first", "words"),
    [
        ("giáo sư", "2010-06-01", "không có trong danh mục"),
        ("university", "2026-11-23", "chưa đến"),
        ("university", "1960-05-19", "trước ngày sinh"),
    ],
)
def test_entry_that_cannot_be_is_refused(member, cast, value, first, words):
    with pytest.raises(DomainError, match=words):
        enter(member, cast, value, first)


def test_entry_that_changes_nothing_is_refused_and_one_of_the_same_day_is_replaced(member, cast):
    enter(member, cast, "university", "2010-06-01")
    with pytest.raises(DomainError, match="đã ghi “đại học” từ ngày 01/06/2010"):
        enter(member, cast, "university", "2015-01-01")
    second = enter(member, cast, "master", "2010-06-01")
    assert line_of(member, TODAY).words == "thạc sĩ"
    remove_profile_entry(second, by=cast.secretary)
    with pytest.raises(DomainError, match="đã được bỏ"):
        remove_profile_entry(second, by=cast.secretary)
    assert ProfileEntry.objects.filter(is_removed=True).count() == 2


def test_supplement_writes_its_entries_and_is_received_once(member, commune, cast):
    received = {"year": 2026, "declared_on": day("2026-11-20"), "by": cast.secretary}
    supplement = receive_supplement(
        member, **received, changes={"political_theory": "advanced", "language": " "}, note="Chuyển nhà"
    )
    entry = ProfileEntry.objects.get()
    assert (entry.supplement, entry.valid_from, entry.value) == (supplement, day("2026-11-20"), "advanced")
    with pytest.raises(DomainError, match="Phiếu năm 2026 của đồng chí Lê Văn Bình đã nhận ngày khai 20/11/2026"):
        receive_supplement(member, **received)
    waiting = without_supplement(supplement_candidates(IdSet([commune.cells[0].pk]), 2026), 2026)
    assert member not in waiting
    assert cast.deputy.member in waiting


def test_supplement_without_changes_says_so(member, cast):
    row = receive_supplement(member, year=2025, declared_on=day("2026-01-05"), by=cast.secretary)
    assert not row.has_changes


@pytest.mark.parametrize(
    ("year", "declared", "words"),
    [
        (2025, "2024-12-31", "khai trong năm đó hoặc năm sau"),
        (2027, "2026-11-20", "khai trong năm đó hoặc năm sau"),
        (2026, "2026-11-23", "chưa đến"),
    ],
)
def test_supplement_of_a_wrong_day_is_refused(member, cast, year, declared, words):
    with pytest.raises(DomainError, match=words):
        receive_supplement(member, year=year, declared_on=day(declared), by=cast.secretary)


def test_supplement_with_a_wrong_entry_writes_nothing(member, cast):
    with pytest.raises(DomainError, match="danh mục") as refusal:
        receive_supplement(
            member,
            year=2026,
            declared_on=day("2026-11-20"),
            by=cast.secretary,
            changes={"language": "Anh B1", "professional": "giáo sư"},
        )
    assert refusal.value.field == "professional"
    assert not Supplement.objects.exists()
    assert not ProfileEntry.objects.exists()


def test_member_who_left_before_the_year_hands_in_nothing(member, cast):
    Membership.objects.filter(member=member).update(valid_to=day("2025-12-31"), end_reason="transferred")
    with pytest.raises(DomainError, match="thôi sinh hoạt từ 31/12/2025"):
        receive_supplement(member, year=2026, declared_on=day("2026-02-01"), by=cast.secretary)
