"""Awards, badges and discipline: each deed whole, each refusal a sentence; who is due for a badge."""

import datetime as dt

import pytest

from accounts.models import AuditEvent
from cells.models import Award, Badge, Discipline, Membership
from cells.queries.honours import badges_due, badges_overdue
from cells.queries.records import party_age, present_membership
from cells.services.honours import (
    Verdict,
    give_award,
    give_badge,
    lift_discipline,
    record_discipline,
    withdraw_award,
)
from core.errors import DomainError
from core.ids import IdSet
from tests.cast import TODAY
from tests.factories import make_member

pytestmark = pytest.mark.django_db
AWARD_DAY = dt.date(2027, 2, 3)


def day(text):
    return dt.date.fromisoformat(text)


@pytest.fixture
def member(commune):
    make_member(commune.cells[1])
    return make_member(commune.cells[1], "Lê Văn Bình")


AWARD = {"kind": "certificate", "reason": "Hoàn thành xuất sắc năm 2025", "decided_by": "Đảng ủy xã"}


def test_award_of_member_and_of_cell_is_stored_and_withdrawn(member, commune, cast):
    award = give_award(member, **AWARD, decided_on=day("2026-01-10"), document="QĐ 3", by=cast.commune)
    of_cell = give_award(commune.cells[1], **AWARD, decided_on=day("2026-01-10"), by=cast.commune)
    assert (of_cell.organisation, of_cell.member) == (commune.cells[1], None)
    with pytest.raises(DomainError, match="số văn bản thu hồi"):
        withdraw_award(award, on=TODAY, document=" ", by=cast.commune)
    with pytest.raises(DomainError, match="không thể trước ngày quyết định"):
        withdraw_award(award, on=day("2026-01-09"), document="QĐ 9", by=cast.commune)
    withdraw_award(award, on=TODAY, document="QĐ 9", by=cast.commune)
    with pytest.raises(DomainError, match="đã thu hồi ngày 22/11/2026"):
        withdraw_award(award, on=TODAY, document="QĐ 9", by=cast.commune)
    line = AuditEvent.objects.get(action="cells.award_withdrawn")
    assert line.thing_label == "Lê Văn Bình: giấy khen: Hoàn thành xuất sắc năm 2025"
    assert Award.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "medal"}, "chọn hình thức"),
        ({"reason": ""}, "thành tích"),
        ({"decided_by": " "}, "cấp quyết định"),
        ({"decided_on": day("2026-11-23")}, "chưa đến"),
    ],
)
def test_award_that_lacks_something_is_refused(member, cast, change, words):
    with pytest.raises(DomainError, match=words):
        give_award(member, **{**AWARD, "decided_on": TODAY, "by": cast.commune, **change})


def test_badge_is_given_once_and_only_of_a_level_that_is_full(member, cast):
    given = {"awarded_on": day("2026-02-03"), "by": cast.commune}
    give_badge(member, years=30, **given, document="QĐ 7")
    with pytest.raises(DomainError, match="đã có Huy hiệu 30 năm, trao ngày 03/02/2026"):
        give_badge(member, years=30, **given)
    with pytest.raises(DomainError, match="30, 40, 45"):
        give_badge(member, years=35, **given)
    with pytest.raises(DomainError, match="vào Đảng ngày 03/02/1990, chưa thể có Huy hiệu 50"):
        give_badge(member, years=50, **given)
    assert Badge.objects.get().document == "QĐ 7"
    assert AuditEvent.objects.get(action="cells.badge_given").thing_label.endswith("Huy hiệu 30 năm tuổi Đảng")


def joined(cell, name, decided, **values):
    values = {"admission_decided_on": decided and day(decided), "admitted_on": None, **values}
    return make_member(cell, name, **values)


def test_badges_due_are_those_full_between_two_award_days(commune):
    cell = commune.cells[1]
    joined(cell, "Vừa Đủ", "1997-02-03")
    joined(cell, "Hôm Sau", "1997-02-04")
    joined(cell, "Từ Lễ", None, admitted_on=day("1987-01-05"))
    joined(cell, "Ngày Trước", "1996-11-07")
    joined(cell, "Ngày Sau Kỳ Trước", "1996-11-08")
    joined(cell, "Không Có Mức", "1992-01-01")
    joined(cell, "Dự Bị", "1997-01-01", official_on=None)
    held = joined(cell, "Đã Có", "1977-01-01")
    Badge.objects.create(member=held, years=50, awarded_on=TODAY)
    gone = joined(cell, "Đã Đi", "1977-01-01")
    Membership.objects.filter(member=gone).update(valid_to=TODAY, end_reason="died")
    joined(commune.elsewhere, "Nơi Khác", "1977-01-01")
    found = [(member.full_name, member.badge_years) for member in badges_due(IdSet([cell.pk]), AWARD_DAY)]
    assert found == [("Từ Lễ", 40), ("Vừa Đủ", 30), ("Ngày Sau Kỳ Trước", 30)]
    late = {member.full_name: member.badge_years for member in badges_overdue(IdSet([cell.pk]), AWARD_DAY)}
    assert late == {"Ngày Trước": 30, "Không Có Mức": 30}


def test_leap_day_start_is_full_on_the_last_of_february(commune):
    joined(commune.cells[1], "Năm Nhuận", "1996-02-29")
    assert [m.full_name for m in badges_due(IdSet([commune.cells[1].pk]), day("2026-05-19"))] == ["Năm Nhuận"]
    assert party_age(badges_due(IdSet([commune.cells[1].pk]), day("2026-05-19")).get(), day("2026-02-28")).years == 30


VERDICT = Verdict(
    kind="warning",
    content="Vi phạm quy định về những điều đảng viên không được làm",
    act_on=day("2025-05-01"),
    decided_on=day("2026-03-01"),
    decided_by="Ủy ban kiểm tra Đảng ủy xã",
    document="QĐ 15-QĐ/UBKTĐU",
    is_self_reported=True,
)


def but(**values):
    return Verdict(**{**VERDICT.__dict__, **values})


def test_discipline_names_the_cell_of_the_day_of_the_act(member, commune, cast):
    Membership.objects.filter(member=member).update(valid_to=day("2025-12-31"), end_reason="transferred")
    Membership.objects.create(member=member, cell=commune.cells[2], valid_from=day("2026-01-01"))
    row = record_discipline(member, VERDICT, by=cast.commune)
    assert (row.unit, row.is_self_reported, row.is_duty_related) == (commune.cells[1], True, False)
    assert present_membership(member)
    old = record_discipline(member, but(act_on=day("2020-01-01")), by=cast.commune)
    assert old.unit is None
    lift_discipline(row, on=TODAY, by=cast.commune, document="QĐ 1")
    with pytest.raises(DomainError, match="đã chấm dứt ngày"):
        lift_discipline(row, on=TODAY, by=cast.commune)
    with pytest.raises(DomainError, match="không thể trước ngày quyết định"):
        lift_discipline(old, on=day("2026-02-28"), by=cast.commune)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "dissolution"}, "khiển trách, cảnh cáo, cách chức, khai trừ"),
        ({"decided_on": day("2025-04-30")}, "không thể trước ngày xảy ra"),
        ({"decided_on": day("2026-11-23")}, "chưa đến"),
        ({"content": " "}, "nội dung vi phạm"),
        ({"document": ""}, "số quyết định kỷ luật"),
    ],
)
def test_discipline_that_does_not_fit_is_refused(member, cast, change, words):
    with pytest.raises(DomainError, match=words):
        record_discipline(member, but(**change), by=cast.commune)
    assert not Discipline.objects.exists()


def test_probationary_member_gets_reprimand_or_warning_only(commune, cast):
    young = make_member(commune.cells[1], admitted_on=day("2025-11-30"), official_on=None)
    with pytest.raises(DomainError, match="chỉ cho: khiển trách, cảnh cáo\\."):
        record_discipline(young, but(kind="expulsion"), by=cast.commune)
    record_discipline(young, but(kind="warning"), by=cast.commune)


def test_expulsion_ends_the_membership_only_when_the_user_says_so(member, cast):
    record_discipline(member, but(kind="expulsion"), by=cast.commune)
    assert present_membership(member)
    record_discipline(member, but(kind="expulsion"), by=cast.commune, leaves_on=day("2026-03-01"))
    row = member.memberships.get()
    assert (row.valid_to, row.end_reason, row.document) == (day("2026-03-01"), "expelled", "QĐ 15-QĐ/UBKTĐU")
    with pytest.raises(DomainError, match="Chỉ khai trừ"):
        record_discipline(member, VERDICT, by=cast.commune, leaves_on=day("2026-03-01"))


def test_discipline_of_a_cell_has_its_own_kinds(commune, cast):
    with pytest.raises(DomainError, match="khiển trách, cảnh cáo, giải tán"):
        record_discipline(commune.cells[1], but(kind="removal"), by=cast.commune)
    assert record_discipline(commune.cells[1], but(kind="reprimand"), by=cast.commune).unit is None
