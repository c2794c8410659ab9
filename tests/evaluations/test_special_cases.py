"""Transfers, stays for a time, posts, small collectives, new and followed units; who is not subject; the quarters."""

import datetime as dt

import pytest
from django.urls import reverse

from cells.models import Membership
from cells.services.organisations import merge_cells
from core.errors import DomainError
from evaluations.models import CollectiveSeat, Evaluation, FactEntry, LeadershipCollective, Opinion, Period
from evaluations.queries.not_subject import not_subject
from evaluations.queries.process import order_warnings
from evaluations.queries.special_cases import CaseLine, case_lines, reference_lines
from evaluations.services.decisions import decide_evaluation
from evaluations.services.periods import change_settings, open_period
from evaluations.services.subjects import update_subjects
from tests.cast import Cast, Commune
from tests.evaluations.conftest import DAY
from tests.evaluations.test_queries import queries
from tests.evaluations.test_services_subjects import make_collective
from tests.factories import START, make_cell, make_member

HD21 = "Hướng dẫn 21-HD/BTCTW, trường hợp đặc biệt"


def say(evaluation: Evaluation) -> list[tuple[str, bool]]:
    return [(line.text, line.is_missing) for line in case_lines(evaluation)]


def move(member, cell, last_day: dt.date) -> None:
    Membership.objects.filter(member=member).update(valid_to=last_day, end_reason="transferred")
    Membership.objects.create(member=member, cell=cell, valid_from=last_day + dt.timedelta(days=1))


@pytest.mark.parametrize(("last_day", "asked"), [(dt.date(2026, 6, 30), True), (dt.date(2026, 6, 29), False)])
def test_six_months_at_the_old_cell_ask_for_its_opinion(
    period: Period, commune: Commune, cast: Cast, of, last_day: dt.date, asked: bool
) -> None:
    move(cast.member.member, commune.cells[2], last_day)
    update_subjects(period, by=cast.commune)
    row = of(cast.member)

    assert row.cell == commune.cells[2]
    missing = ("Chưa có nhận xét của chi bộ cũ: Chi bộ thôn Song Vân.", True)
    assert (missing in say(row)) is asked
    assert (missing[0] in [warning.text for warning in order_warnings(row)]) is asked
    Opinion.objects.create(evaluation=row, giver="former_cell", text="Tốt", given_on=DAY, recorded_by=cast.commune)
    assert not any(is_missing for _text, is_missing in say(row))


def test_stay_for_a_time_is_rated_by_the_official_cell_with_the_opinion_of_the_other(
    period: Period, commune: Commune, cast: Cast, of
) -> None:
    Membership.objects.create(
        member=cast.member.member, cell=commune.cells[1], kind="temporary", valid_from=dt.date(2026, 3, 1)
    )
    row = of(cast.member)

    line, missing = case_lines(row)

    assert row.cell == commune.cells[0]
    assert line.text == "Sinh hoạt tạm thời trong năm tại Chi bộ thôn Tân Lập."
    assert line.source == "Hướng dẫn 43-HD/BTCTW, mục 7.6"
    assert missing == CaseLine("Chưa có nhận xét của nơi sinh hoạt tạm thời.", is_missing=True)


def test_long_illness_has_a_ceiling_under_132_and_none_under_366(commune: Commune, cast: Cast) -> None:
    commune.committee.periods.update(valid_from=dt.date(2019, 1, 1))
    cell = make_cell(commune.committee, "Chi bộ cũ", founded_on=dt.date(2019, 1, 1))
    member = make_member(cell, since=dt.date(2020, 1, 1))
    periods = [open_period(commune.committee, year=year, by=cast.commune) for year in (2022, 2025)]
    rows = [Evaluation.objects.get(period=period, member=member) for period in periods]
    for row in rows:
        FactEntry.objects.create(evaluation=row, key="months_sick", value=3, entered_by=cast.secretary)

    assert [(line.text, line.rule) for line in case_lines(rows[0])] == [
        (
            "Nghỉ ốm cộng lại 3 tháng trong năm.",
            "Nghỉ ốm cộng lại từ 3 tháng: không xếp từ Hoàn thành tốt trở lên.",
        )
    ]
    assert case_lines(rows[1]) == []
    assert any("không có mức trần" in line.rule for line in reference_lines(rows[1]))


def test_leader_with_several_posts_is_reviewed_at_each_place(period: Period, commune: Commune, cast: Cast, of) -> None:
    group = make_collective(commune)
    CollectiveSeat.objects.create(
        collective=group, member=cast.commune.member, title="Chủ tịch", is_head=True, valid_from=START
    )

    texts = [line.text for line in case_lines(of(cast.commune))]

    assert texts == ["Kiểm điểm ở các nơi: Chi bộ thôn Đồng Tâm; Đảng bộ xã Vân Trục; Ủy ban nhân dân xã."]


def test_small_collective_says_with_whom_it_is_reviewed(period: Period, commune: Commune, cast: Cast) -> None:
    group = make_collective(commune)
    update_subjects(period, by=cast.commune)
    row = Evaluation.objects.get(period=period, collective=group)

    assert say(row) == [("Có 0 người; chưa ghi kiểm điểm cùng đơn vị nào.", True)]
    LeadershipCollective.objects.filter(pk=group.pk).update(reviewed_with=commune.cells[0])
    row = Evaluation.objects.get(pk=row.pk)
    assert say(row) == [("Có 0 người; kiểm điểm cùng Chi bộ thôn Song Vân.", False)]


def test_unit_that_followed_another_is_linked_to_it_and_a_new_one_says_so(commune: Commune, cast: Cast) -> None:
    old = make_cell(commune.committee, "Chi bộ thôn Vân Hội")
    make_cell(commune.committee, "Chi bộ Trạm điện", founded_on=dt.date(2026, 9, 1))
    merge_cells([old], into=commune.cells[1], last_day=dt.date(2026, 6, 30), by=None)
    period = open_period(commune.committee, year=2026, by=cast.commune)
    rows = {str(row): row for row in period.evaluations.filter(subject="cell")}

    assert say(rows["Chi bộ thôn Tân Lập"]) == [
        (
            "Kế thừa Chi bộ thôn Vân Hội từ ngày 01/07/2026; số liệu đến ngày đó giữ nguyên ở đơn vị cũ.",
            False,
        )
    ]
    assert case_lines(rows["Chi bộ thôn Tân Lập"])[0].url == old.get_absolute_url()
    assert say(rows["Chi bộ Trạm điện"]) == [("Thành lập ngày 01/09/2026.", False)]
    lines = {row.name: (row.label, row.source) for row in not_subject(period, period.evaluations.all(), whole=True)}
    assert lines["Chi bộ Trạm điện"] == ("Mới kết nạp hoặc mới thành lập dưới 6 tháng", HD21)
    assert lines["Chi bộ thôn Vân Hội"][0] == "Lý do khác"


def test_not_subject_names_everyone_left_out_with_reason_and_source(
    period: Period, commune: Commune, cast: Cast, sent, client_of
) -> None:
    old = make_member(commune.cells[0], "Cao Văn Cụ", status="exempt")
    make_member(commune.cells[0], "Hà Văn Mới", admitted_on=dt.date(2026, 9, 1), official_on=None)
    update_subjects(period, by=cast.commune)
    decide_evaluation(sent(old), by=cast.commune, level="", decided_on=DAY)

    rows = {row.name: row for row in not_subject(period, period.evaluations.all(), whole=True)}

    assert set(rows) == {"Cao Văn Cụ", "Hà Văn Mới"}
    assert rows["Cao Văn Cụ"].label == "Miễn công tác và sinh hoạt đảng"
    assert rows["Cao Văn Cụ"].source == "Quy định 366-QĐ/TW, Điều 5"
    client, page = client_of(cast.commune), reverse("evaluations:not_subject_list", args=[period.pk])
    assert "Hà Văn Mới" in client.get(page).content.decode()
    few = queries(lambda: client.get(page))
    for number in range(3):
        make_member(make_cell(commune.committee, f"Chi bộ thêm {number}"), status="suspended")
    update_subjects(period, by=cast.commune)
    assert queries(lambda: client.get(page)) == few


def test_quarters_have_leaders_and_collectives_and_stand_beside_the_year(
    period: Period, commune: Commune, cast: Cast, sent, client_of
) -> None:
    make_collective(commune)
    client = client_of(cast.commune)
    page = reverse("evaluations:quarter_open", args=[period.pk])
    refused = client.post(page, {"quarter": "7"})
    assert refused.status_code == 200
    client.post(page, {"quarter": "1"})
    client.post(page, {"quarter": "2", "with_members": "on"})

    first, second = (Period.objects.get(year=2026, quarter=quarter) for quarter in (1, 2))
    assert {row.subject for row in first.evaluations.all()} == {"leader", "collective"}
    assert first.reference_date == dt.date(2026, 3, 31)
    assert second.evaluations.filter(subject="member_outside").count() == 3
    with pytest.raises(DomainError, match="đã mở kỳ đánh giá quý 1 năm 2026"):
        open_period(commune.committee, year=2026, quarter=1, by=cast.commune)
    assert str(first) == "1/2026"
    assert not change_settings(
        first, by=cast.commune, reference_date=first.reference_date, cap_mode="good_only", cap_rate=20, cap_document=""
    )
    beside = reverse("evaluations:quarter_list", args=[period.pk])
    assert f'href="{beside}"' in client.get(first.get_absolute_url()).content.decode()
    shown = client.get(beside).content.decode()
    assert "Lê Quang Vinh" in shown
    assert "Bùi Thị Tuyết" in shown
    assert "trung bình" in shown
    assert "Đánh giá, xếp loại quý 1 năm 2026" in client.get(first.get_absolute_url()).content.decode()
