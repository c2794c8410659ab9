"""The order of the regulation: what should come first is named, on pages and in one table."""

import datetime as dt

import pytest
from django.urls import reverse

from cells.models import Office, Seat
from evaluations.models import CollectiveSeat, Evaluation, LeadershipCollective, Opinion, Period
from evaluations.queries.order import Standing, missing_before, missing_rows
from evaluations.queries.process import order_warnings
from evaluations.services.decisions import decide_evaluation
from evaluations.services.periods import open_period
from evaluations.services.postponing import postpone_evaluation
from evaluations.services.subjects import update_subjects
from tests.cast import Cast, Commune
from tests.evaluations.conftest import DAY
from tests.evaluations.test_queries import queries
from tests.factories import START, make_cell, make_member, make_organisation

PAPER = {"decided_on": DAY, "document_number": "15-QĐ/ĐU", "despite": "Thử"}


def missing(evaluation: Evaluation) -> dict[str, list[str]]:
    found = missing_before(evaluation.period, Standing(evaluation.period), evaluation)
    return {row.rule: [thing.name for thing in row.things] for row in found}


@pytest.fixture
def people_committee(period: Period, commune: Commune, cast: Cast) -> Evaluation:
    """The people's committee of the first cell's agency, with its head and a deputy."""
    group = LeadershipCollective.objects.create(
        organisation=commune.committee,
        unit=commune.cells[0],
        kind="government",
        name="Ủy ban nhân dân xã",
        valid_from=START,
    )
    for user, is_head in ((cast.member, True), (cast.deputy, False)):
        CollectiveSeat.objects.create(
            collective=group, member=user.member, title="Chủ tịch", is_head=is_head, valid_from=START
        )
    update_subjects(period, by=cast.commune)
    return Evaluation.objects.get(period=period, collective=group)


def test_members_come_before_their_cell_and_who_is_put_off_does_not_count(
    of, sent, commune: Commune, cast: Cast
) -> None:
    cell = of(commune.cells[0])
    assert missing(cell) == {"member": ["Hoàng Thị Hằng", "Trịnh Mạnh Lâm", "Bùi Thị Tuyết"]}

    decide_evaluation(sent(cast.deputy), by=cast.commune, level="good", **PAPER)
    postpone_evaluation(of(cast.member), by=cast.secretary, reason="Ốm")

    assert missing(cell) == {"member": ["Bùi Thị Tuyết"]}
    warning = order_warnings(cell)[0]
    assert warning.text == (
        "Đảng viên trước, tổ chức đảng sau. (Quy định 366-QĐ/TW, Điều 12, khoản 2 (3)) Còn 1 phiếu chưa quyết định."
    )
    assert warning.links == (("Bùi Thị Tuyết", of(cast.secretary).get_absolute_url()),)


def test_collective_comes_before_its_members_and_head_and_its_party_organisation(
    people_committee: Evaluation, of, commune: Commune, cast: Cast
) -> None:
    assert missing(of(cast.member)) == {"collective": ["Ủy ban nhân dân xã"]}
    assert missing(of(cast.deputy)) == {"collective": ["Ủy ban nhân dân xã"]}
    assert missing(of(commune.cells[0]))["agency"] == ["Ủy ban nhân dân xã"]
    assert missing(of(cast.secretary)) == {}

    Evaluation.objects.filter(pk=people_committee.pk).update(
        state="decided", submitted_by=cast.secretary, submitted_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    )

    assert missing(of(cast.member)) == {}
    assert "agency" not in missing(of(commune.cells[0]))


def test_lower_comes_before_upper_also_where_it_is_rated_in_another_period(commune: Commune, cast: Cast) -> None:
    base = make_organisation("Đảng bộ Công ty A", parent=commune.committee)
    cell = make_cell(base, "Chi bộ phân xưởng")
    make_member(cell, "Vũ Thị Thợ")
    part = make_organisation("Đảng bộ bộ phận Y tế", kind="part_committee", parent=commune.committee)
    make_cell(part, "Chi bộ Trạm xá")
    lower = open_period(base, year=2026, by=cast.commune)
    upper = open_period(commune.committee, year=2026, by=cast.commune)

    names = {str(row): missing(row) for row in upper.evaluations.filter(subject="committee")}

    assert names["Đảng bộ Công ty A"] == {"subordinate": ["Chi bộ phân xưởng", "Vũ Thị Thợ"]}
    assert names["Đảng bộ bộ phận Y tế"] == {"subordinate": ["Chi bộ Trạm xá"]}
    assert lower.evaluations.count() == 2


def test_table_of_a_period_names_missing_civil_service_ratings(
    people_committee: Evaluation, period: Period, of, cast: Cast
) -> None:
    rows = {str(row.evaluation): [part.rule for part in row.missing] for row in missing_rows(period)}
    assert rows["Trịnh Mạnh Lâm"] == ["collective", "civil_service"]
    assert rows["Lê Quang Vinh"] == ["civil_service"]
    assert "Bùi Thị Tuyết" not in rows

    Opinion.objects.create(
        evaluation=of(cast.commune),
        giver="civil_service",
        level="good",
        given_on=dt.date(2026, 11, 1),
        recorded_by=cast.commune,
    )

    assert "Lê Quang Vinh" not in {str(row.evaluation) for row in missing_rows(period)}


def test_page_shows_it_and_asks_a_fixed_number_of_questions(
    people_committee: Evaluation, period: Period, commune: Commune, cast: Cast, client_of
) -> None:
    client, page = client_of(cast.commune), reverse("evaluations:missing_list", args=[period.pk])
    shown = client.get(page).content.decode()
    assert "Tập thể trước, người đứng đầu sau." in shown
    few = queries(lambda: client.get(page))
    for number in range(3):
        cell = make_cell(commune.committee, f"Chi bộ thêm {number}")
        member = make_member(cell)
        Seat.objects.create(
            organisation=commune.committee, member=member, office=Office.STANDING_MEMBER, valid_from=START
        )
        make_organisation(f"Đảng bộ thêm {number}", parent=commune.committee)
    update_subjects(period, by=cast.commune)
    assert queries(lambda: client.get(page)) <= few + 2

    mine = client_of(cast.member).get(page).content.decode()
    assert "Trịnh Mạnh Lâm" in mine
    assert "Lê Quang Vinh" not in mine
