"""The tables of a year with committees, collectives, leaders from elsewhere, and those put off."""

import datetime as dt

import pytest
from django.urls import reverse

from cells.models import Office, Seat
from evaluations.documents import year_summary_xlsx
from evaluations.models import LeadershipCollective, Period
from evaluations.queries.board import progress_of
from evaluations.queries.summary import year_summary
from evaluations.queries.summary_lines import Line, figures_lines
from evaluations.services.decisions import decide_evaluation
from evaluations.services.facts import enter_facts
from evaluations.services.periods import close_period
from evaluations.services.postponing import postpone_evaluation, resume_evaluation
from evaluations.services.process import submit_evaluation
from evaluations.services.subjects import update_subjects
from tests.cast import Cast, Commune
from tests.evaluations.conftest import DAY, GOOD
from tests.factories import START, make_member, make_organisation
from tests.workbooks import whole

PAPER = {"decided_on": DAY, "document_number": "15-QĐ/ĐU", "despite": "Thử"}


@pytest.fixture
def full(period: Period, commune: Commune, cast: Cast) -> Period:
    """Also a base committee, a part committee, two collectives, and a leader from another commune."""
    make_organisation("Đảng bộ Công ty A", parent=commune.committee)
    make_organisation("Đảng bộ bộ phận Y tế", kind="part_committee", parent=commune.committee)
    for kind, name in (("government", "Ủy ban nhân dân xã"), ("front", "Mặt trận Tổ quốc xã")):
        LeadershipCollective.objects.create(
            organisation=commune.committee, kind=kind, name=name, valid_from=START, unit=commune.cells[0]
        )
    guest = make_member(commune.elsewhere, "Vũ Đình Khách")
    Seat.objects.create(organisation=commune.committee, member=guest, office=Office.DEPUTY_SECRETARY, valid_from=START)
    update_subjects(period, by=cast.commune)
    return Period.objects.select_related("organisation").prefetch_related("organisation__periods").get(pk=period.pk)


def test_summary_has_committees_and_collectives_and_balances(full: Period) -> None:
    summary = year_summary(full)

    assert [(row.label, row.total) for row in summary.committees.rows] == [
        ("đảng bộ cơ sở", 1),
        ("đảng bộ bộ phận", 1),
    ]
    assert [(row.label, row.total) for row in summary.collectives.rows] == [
        ("ủy ban nhân dân, cơ quan hành chính", 1),
        ("Mặt trận Tổ quốc, tổ chức chính trị - xã hội", 1),
    ]
    assert (summary.cells.total.total, summary.members.total.total) == (3, 5)
    assert summary.balances
    assert "giữ chức vụ từ chi bộ ngoài kỳ 1" in " ".join(line.text for line in summary.lines)
    assert [(part.label, part.total) for part in progress_of(full.evaluations.all())] == [
        ("Chi bộ", 3),
        ("Đảng bộ, tập thể", 4),
        ("Đảng viên", 5),
    ]
    assert whole(year_summary_xlsx(full)).read(2) == b"PK"


def test_who_is_put_off_is_counted_apart_and_completed_in_addition_later(
    period: Period, commune: Commune, cast: Cast, sent, of
) -> None:
    postpone_evaluation(of(cast.member), by=cast.secretary, reason="Điều trị", until=dt.date(2027, 1, 5))
    for subject in (cast.secretary, cast.deputy, cast.commune, *commune.cells):
        decide_evaluation(sent(subject), by=cast.commune, level="good", **PAPER)
    close_period(period, by=cast.commune)
    fresh = Period.objects.select_related("organisation").prefetch_related("organisation__periods")

    summary = year_summary(fresh.get(pk=period.pk))

    assert (summary.members.total.apart["postponed"], summary.waiting, summary.later) == (1, 0, 0)
    assert summary.balances
    assert [(row.name, row.reason) for row in summary.left_out] == [("Trịnh Mạnh Lâm", "Điều trị")]

    resume_evaluation(of(cast.member), by=cast.secretary)
    enter_facts(of(cast.member), by=cast.secretary, values=GOOD)
    submit_evaluation(of(cast.member), by=cast.secretary)
    decide_evaluation(of(cast.member), by=cast.commune, level="good", **PAPER)

    later = year_summary(fresh.get(pk=period.pk))
    assert (later.members.total.apart["postponed"], later.members.total.rated, later.later) == (0, 4, 1)
    assert later.balances


def test_figures_that_do_not_add_up_are_a_sentence() -> None:
    assert figures_lines("Chi bộ", total=142, rated=142, apart=0, levels=(29, 99, 13, 0)) == [
        Line("Chi bộ: được đánh giá 142 + không hoặc chưa được đánh giá 0 = tổng số 142", balances=True),
        Line("Chi bộ: bốn mức 29 + 99 + 13 + 0 = 141, không phải 142", balances=False),
    ]
    assert all(line.balances for line in figures_lines("Đảng viên", total=8, rated=6, apart=2, levels=(1, 4, 1, 0)))
    assert figures_lines("Đảng viên", total=9, rated=6, apart=2, levels=(1, 4, 1, 0))[0].text == (
        "Đảng viên: được đánh giá 6 + không hoặc chưa được đánh giá 2 = 8, không phải 9"
    )


def test_page_that_checks_typed_figures(cast: Cast, client_of) -> None:
    client, page = client_of(cast.secretary), reverse("evaluations:figures_check")
    numbers = {"name": "Chi bộ", "total": 142, "rated": 142, "apart": 0, "good": 99, "completed": 13, "failed": 0}

    assert "29 + 99 + 13 + 0 = 141, không phải 142" in client.get(page, numbers | {"excellent": 29}).content.decode()
    assert "không phải" not in client.get(page, numbers | {"excellent": 30}).content.decode()
    assert client.get(page, numbers | {"excellent": -1}).status_code == 200
