"""Pages of what happens to a member: who may do what, words kept when refused, a fixed number of queries."""

import pytest

from cells.models import Award, Badge, Discipline, Member
from cells.queries.records import present_membership
from tests.cells.members.conftest import day, page, send, words
from tests.factories import make_member

pytestmark = pytest.mark.django_db


AWARD = {"kind": "certificate", "reason": "Xuất sắc", "decided_by": "Đảng ủy xã", "decided_on": "10/1/2026"}


VERDICT = {
    "content": "Vi phạm",
    "act_on": "1/5/2026",
    "decided_on": "1/8/2026",
    "decided_by": "Đảng ủy xã",
    "document": "QĐ 9",
}


def test_honours_of_a_member_by_their_pages(client_of, member, commune, cast):
    client = client_of(cast.commune)
    send(client, "award_give", member.pk, **AWARD)
    send(client, "award_withdraw", member.pk, Award.objects.get().pk, on="1/2/2026", document="QĐ 2")
    send(client, "badge_give", member.pk, years=30, awarded_on="3/2/2020")
    send(client, "discipline_record", member.pk, kind="warning", **VERDICT)
    send(client, "discipline_lift", member.pk, Discipline.objects.get().pk, on="1/11/2026")
    body = words(page(client, "member_detail", member.pk, phan="khen-thuong"))
    assert "thu hồi ngày 01/02/2026, QĐ 2" in body
    assert "Huy hiệu 30 năm tuổi Đảng" in body
    assert "Khi đó sinh hoạt tại Chi bộ thôn Song Vân." in body
    assert "Chấm dứt hiệu lực ngày 01/11/2026" in body


def test_expulsion_ends_the_membership_only_with_the_day_in_the_same_form(client_of, member, commune, cast):
    client = client_of(cast.commune)
    data = {"kind": "expulsion", "seen": present_membership(member).pk, **VERDICT}
    send(client, "discipline_record", member.pk, **data)
    assert present_membership(member)
    send(client, "discipline_record", member.pk, leaves_on="1/8/2026", **data)
    assert present_membership(member) is None


def test_form_of_discipline_offers_a_probationary_member_two_kinds(client_of, commune, cast):
    young = make_member(commune.cells[0], official_on=None, admitted_on=day("2026-03-01"))
    form = page(client_of(cast.commune), "discipline_record", young.pk).context["form"]
    assert [kind for kind, _label in form.fields["kind"].choices] == ["reprimand", "warning"]
    assert "leaves_on" not in form.fields


def test_honours_of_a_cell_by_their_pages(client_of, commune, cast):
    client, cell = client_of(cast.commune), commune.cells[0]
    send(client, "unit_award_give", cell.pk, **AWARD)
    send(client, "unit_award_withdraw", cell.pk, Award.objects.get().pk, on="1/2/2026", document="QĐ 2")
    send(client, "unit_discipline_record", cell.pk, kind="reprimand", **VERDICT)
    send(client, "unit_discipline_lift", cell.pk, Discipline.objects.get().pk, on="1/11/2026")
    body = words(page(client_of(cast.secretary), "unit_honours", cell.pk))
    assert "thu hồi ngày 01/02/2026" in body
    assert "đã chấm dứt" in body
    assert "Ghi kỷ luật" not in body


@pytest.mark.parametrize("number", [1, 3])
def test_badge_list_names_who_is_due_in_a_fixed_number_of_queries(
    client_of, commune, cast, django_assert_num_queries, number
):
    for _one in range(number):
        make_member(commune.cells[1], admission_decided_on=day("1987-01-05"))
    client = client_of(cast.commune)
    with django_assert_num_queries(11):
        answer = page(client, "badge_list")
    assert answer.context["page"].paginator.count == number
    assert answer.context["award_day"] == day("2027-02-03")
    assert {member.badge_years for member in answer.context["page"]} == {40}


def test_badge_list_of_another_day_committee_and_kind(client_of, commune, cast):
    make_member(commune.cells[1], "Đủ Lâu Rồi", admission_decided_on=day("1980-01-05"))
    client = client_of(cast.officer)
    late = page(client, "badge_list", loai="con-thieu", dip="2026-05-19", **{"cap-uy": commune.committee.pk})
    assert "Đủ Lâu Rồi" in words(late)
    assert late.context["award_day"] == day("2026-05-19")
    Badge.objects.create(member=Member.objects.get(full_name="Đủ Lâu Rồi"), years=45, awarded_on=day("2025-02-03"))
    assert "Đủ Lâu Rồi" not in words(page(client, "badge_list", loai="con-thieu", dip="2026-05-19"))
