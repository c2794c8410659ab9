"""Who is evaluated: committees, collectives and leaders beside cells and members."""

import datetime as dt

import pytest

from accounts.models import AuditEvent
from cells.models import Membership, Office, OrganisationPeriod, Seat
from core.errors import DomainError
from evaluations.models import CollectiveSeat, Evaluation, LeadershipCollective, Period
from evaluations.queries.subjects import subjects_of
from evaluations.services.facts import change_subject
from evaluations.services.periods import open_period
from evaluations.services.subjects import Changes, update_subjects
from tests.cast import Cast, Commune
from tests.evaluations.test_queries import queries
from tests.factories import START, make_cell, make_member, make_organisation


def kinds(period: Period) -> dict[str, str]:
    return {str(row): row.subject for row in Evaluation.objects.filter(period=period)}


def give_seat(member, unit, office: str = Office.DEPUTY_SECRETARY, since: dt.date = START) -> None:
    Seat.objects.create(organisation=unit, member=member, office=office, valid_from=since)


def make_collective(commune: Commune, kind: str = "government", **values) -> LeadershipCollective:
    return LeadershipCollective.objects.create(
        organisation=commune.committee, **{"name": "Ủy ban nhân dân xã", "kind": kind, "valid_from": START, **values}
    )


def test_province_decides_on_its_communes_and_base_cells_and_not_on_what_is_below_them(
    commune: Commune, cast: Cast
) -> None:
    base = make_organisation("Chi bộ cơ sở Báo tỉnh", kind="base_cell", parent=commune.province)
    make_member(base, "Vũ Thị Báo")

    period = open_period(commune.province, year=2026, by=cast.officer)

    assert kinds(period) == {
        "Đảng bộ xã Vân Trục": "committee",
        "Đảng bộ xã Bắc Bình": "committee",
        "Chi bộ cơ sở Báo tỉnh": "cell",
        "Vũ Thị Báo": "member",
    }


def test_holder_of_a_committee_post_is_a_leader_and_a_guest_comes_where_the_post_is(
    commune: Commune, cast: Cast
) -> None:
    guest = make_member(commune.elsewhere, "Vũ Đình Khách")
    give_seat(guest, commune.committee)

    period = open_period(commune.committee, year=2026, by=cast.commune)
    other = open_period(commune.elsewhere.period().parent, year=2026, by=cast.officer)

    assert kinds(period)["Lê Quang Vinh"] == "leader"
    row = Evaluation.objects.get(period=period, member=guest)
    assert (row.subject, row.cell) == ("leader", commune.committee)
    assert "Vũ Đình Khách" not in kinds(other)
    found = subjects_of(other).elsewhere
    assert [(item.name, item.reason) for item in found] == [
        ("Vũ Đình Khách", "Giữ chức vụ cao nhất (Phó Bí thư) tại Đảng bộ xã Vân Trục nên được xếp loại ở nơi đó.")
    ]


def test_member_with_a_post_in_the_province_is_rated_there_only(commune: Commune, cast: Cast) -> None:
    give_seat(cast.deputy.member, commune.province, Office.STANDING_MEMBER)

    here = open_period(commune.committee, year=2026, by=cast.commune)
    above = open_period(commune.province, year=2026, by=cast.officer)

    assert "Hoàng Thị Hằng" not in kinds(here)
    assert kinds(above)["Hoàng Thị Hằng"] == "leader"
    assert [item.name for item in subjects_of(here).elsewhere] == ["Hoàng Thị Hằng"]


def test_who_is_rated_in_one_period_gets_no_second_evaluation_by_a_later_post(commune: Commune, cast: Cast) -> None:
    other = commune.elsewhere.period().parent
    first = open_period(other, year=2026, by=cast.officer)
    give_seat(cast.stranger.member, commune.committee)

    period = open_period(commune.committee, year=2026, by=cast.commune)

    assert "Ngô Văn Bền" in kinds(first)
    assert "Ngô Văn Bền" not in kinds(period)
    assert [item.reason for item in subjects_of(period).elsewhere] == [
        "Đã có phiếu ở kỳ đánh giá của Đảng bộ xã Bắc Bình; mỗi năm chỉ xếp loại một lần."
    ]


def test_transferred_member_is_rated_by_the_receiving_committee(commune: Commune, cast: Cast) -> None:
    other = commune.elsewhere.period().parent
    first = open_period(other, year=2026, by=cast.officer)
    mover = cast.stranger.member
    Membership.objects.filter(member=mover).update(valid_to=dt.date(2026, 8, 31), end_reason="transferred")
    Membership.objects.create(member=mover, cell=commune.cells[1], valid_from=dt.date(2026, 9, 1))

    period = open_period(commune.committee, year=2026, by=cast.commune)

    assert Evaluation.objects.get(period=period, member=mover).cell == commune.cells[1]
    assert "Ngô Văn Bền" in kinds(first)


def test_cell_that_came_from_a_committee_that_ended_is_rated_by_the_new_one(commune: Commune, cast: Cast) -> None:
    district = make_organisation("Đảng bộ huyện Lập Thạch", kind="district", parent=commune.province)
    cell = make_cell(district, "Chi bộ Huyện đoàn")
    make_member(cell, "Trần Văn Đoàn")
    old = open_period(district, year=2025, by=cast.officer)
    district.ended_on = dt.date(2025, 6, 30)
    district.save()
    place = OrganisationPeriod.objects.get(organisation=cell)
    OrganisationPeriod.objects.filter(pk=place.pk).update(valid_to=dt.date(2025, 6, 30))
    place.pk, place.parent, place.valid_from = None, commune.committee, dt.date(2025, 7, 1)
    place.save(force_insert=True)

    period = open_period(commune.committee, year=2025, by=cast.commune)

    assert {"Chi bộ Huyện đoàn", "Trần Văn Đoàn"} <= set(kinds(period))
    assert old.evaluations.count() == 2


def test_collectives_are_subjects_and_their_people_leaders(commune: Commune, cast: Cast) -> None:
    group = make_collective(commune, unit=commune.committee)
    make_collective(commune, "front", name="Ủy ban MTTQ xã", valid_to=dt.date(2026, 6, 30))
    body = make_collective(commune, "executive", name="Ban Chấp hành", unit=commune.committee)
    CollectiveSeat.objects.create(
        collective=group, member=cast.member.member, title="Chủ tịch", is_head=True, valid_from=START
    )

    period = open_period(commune.committee, year=2026, by=cast.commune)

    rows = {row.collective: row for row in Evaluation.objects.filter(period=period, subject="collective")}
    assert set(rows) == {group, body}
    assert (rows[group].cell, rows[group].rule_subject) == (commune.committee, "committee")
    assert kinds(period)["Trịnh Mạnh Lâm"] == "leader"
    assert AuditEvent.objects.get(action="evaluations.period_opened").changes["collectives"] == [0, 2]


def test_update_subjects_names_new_leaders_but_not_whom_a_person_set_otherwise(
    period: Period, commune: Commune, cast: Cast, of
) -> None:
    give_seat(cast.member.member, commune.committee)
    give_seat(cast.secretary.member, commune.committee, Office.STANDING_MEMBER)
    change_subject(of(cast.secretary), subject="member", by=cast.commune)

    assert update_subjects(period, by=cast.commune) == Changes(leaders=1)

    assert of(cast.member).subject == "leader"
    assert of(cast.secretary).subject == "member"
    assert update_subjects(period, by=cast.commune) == Changes()


def test_opening_asks_a_fixed_number_of_questions(commune: Commune, cast: Cast) -> None:
    few = queries(lambda: open_period(commune.committee, year=2025, by=cast.commune))
    for number in range(3):
        cell = make_cell(commune.committee, f"Chi bộ thêm {number}")
        give_seat(make_member(cell), commune.committee)
        make_organisation(f"Đảng bộ thêm {number}", parent=commune.committee)
        group = make_collective(commune, name=f"Tập thể {number}")
        CollectiveSeat.objects.create(collective=group, member=make_member(cell), title="Trưởng", valid_from=START)

    assert queries(lambda: open_period(commune.committee, year=2026, by=cast.commune)) <= few + 8


def test_a_quarter_without_a_rule_or_to_come_is_refused(commune: Commune, cast: Cast) -> None:
    with pytest.raises(DomainError, match="không có đánh giá theo quý"):
        open_period(commune.committee, year=2024, quarter=1, by=cast.commune)
    assert not Period.objects.exists()
