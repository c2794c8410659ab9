import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cells.models import Membership, Organisation, StatusPeriod
from cells.services.organisations import merge_cells
from evaluations.models import Evaluation, Period
from evaluations.queries.board import cell_rows, visible_rows
from evaluations.queries.cap import cap_groups
from evaluations.queries.detail import detail_of
from evaluations.queries.process import order_warnings, steps_of
from evaluations.queries.proposals import proposal_for
from evaluations.queries.sheet import cell_sheet_of
from evaluations.queries.subjects import cells_ended_in
from evaluations.queries.summary import year_summary
from evaluations.services.decisions import decide_evaluation
from evaluations.services.facts import enter_facts
from evaluations.services.periods import change_settings, open_period
from evaluations.services.subjects import update_subjects
from tests.cast import Cast, Commune
from tests.evaluations.conftest import DAY, EXCELLENT, GOOD
from tests.factories import make_cell, make_member, make_open_meeting

PAPER = {"decided_on": DAY, "document_number": "15-QĐ/ĐU", "despite": "Chưa kịp thẩm định"}


def queries(action) -> int:
    with CaptureQueriesContext(connection) as captured:
        action()
    return len(captured)


# --- what the records know -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("record", "rule"),
    [
        ({"status": "exempt"}, "excluded.exempt"),
        ({"status": "suspended"}, "excluded.suspended"),
        ({"admitted_on": dt.date(2026, 7, 1), "official_on": None}, "excluded.newly_admitted"),
        ({"admitted_on": dt.date(2026, 6, 30), "official_on": None}, ""),
        ({"status": "temporarily_exempt"}, ""),
        ({"status": "away"}, ""),
        ({"admitted_on": None, "official_on": dt.date(2026, 3, 1)}, ""),
    ],
)
def test_who_is_not_rated_follows_from_the_records(
    commune: Commune, cast: Cast, of, period: Period, record: dict, rule: str
) -> None:
    member = make_member(commune.cells[0], "Lý Văn Thử", since=dt.date(2026, 1, 1), **record)
    update_subjects(period, by=cast.commune)

    proposal = proposal_for(of(member))

    assert proposal.excluded_by == rule
    assert proposal.is_rated is not bool(rule)


def test_member_without_any_day_of_admission_is_unknown_and_says_what_to_do(
    commune: Commune, cast: Cast, of, period: Period
) -> None:
    member = make_member(commune.cells[0], "Lý Văn Thử", admitted_on=None, official_on=None)
    update_subjects(period, by=cast.commune)

    sheet = proposal_for(of(member)).sheet

    assert sheet.values["months_since_admission"] is None
    assert "hãy bổ sung hồ sơ" in sheet.recorded.basis["months_since_admission"].text


def test_member_who_left_is_proposed_as_not_rated_with_the_reason(cast: Cast, of, period: Period) -> None:
    Membership.objects.filter(member=cast.member.member).update(valid_to=dt.date(2026, 11, 1), end_reason="died")

    proposal = proposal_for(of(cast.member))

    assert (proposal.level, proposal.excluded_by) == ("not_rated", "excluded.left")
    assert proposal.reason == "Không còn sinh hoạt tại chi bộ: từ trần, ngày 01/11/2026."


def test_member_who_moved_out_of_the_commune_is_proposed_as_not_rated(
    commune: Commune, cast: Cast, of, period: Period
) -> None:
    Membership.objects.filter(member=cast.member.member).update(valid_to=dt.date(2026, 11, 1), end_reason="transferred")
    Membership.objects.create(member=cast.member.member, cell=commune.elsewhere, valid_from=dt.date(2026, 11, 2))

    assert proposal_for(of(cast.member)).excluded_by == "excluded.left"


def test_new_cell_is_not_rated_but_one_made_by_merging_is(commune: Commune, cast: Cast) -> None:
    new = make_cell(commune.committee, "Chi bộ Trạm điện", founded_on=dt.date(2026, 9, 1))
    merged = make_cell(commune.committee, "Chi bộ thôn Hợp Nhất", founded_on=dt.date(2026, 7, 1))
    old = make_cell(commune.committee, "Chi bộ thôn Cũ")
    merge_cells([old], into=merged, last_day=dt.date(2026, 6, 30), by=None)

    period = open_period(commune.committee, year=2026, by=cast.commune)

    found = {str(row): proposal_for(row) for row in Evaluation.objects.filter(period=period, member=None)}
    assert found[str(new)].excluded_by == "excluded.newly_founded"
    assert found[str(merged)].is_rated
    assert "kế thừa chi bộ đã có" in found[str(merged)].sheet.recorded.basis["months_since_founding"].text
    assert [(str(row.cell.name), str(row.successor)) for row in cells_ended_in(period)] == [
        ("Chi bộ thôn Cũ", "Chi bộ thôn Hợp Nhất")
    ]


def test_cell_that_ends_after_the_opening_is_proposed_as_not_rated(
    commune: Commune, cast: Cast, of, period: Period
) -> None:
    merge_cells([commune.cells[1]], into=commune.cells[2], last_day=dt.date(2026, 11, 10), by=None)

    proposal = proposal_for(of(Organisation.objects.get(pk=commune.cells[1].pk)))

    assert proposal.excluded_by == "excluded.cell_ended"
    assert proposal.reason == "Chi bộ kết thúc hoạt động ngày 10/11/2026; chi bộ kế thừa là Chi bộ thôn Đồng Tâm."


# --- the explanation -------------------------------------------------------------------------------------------------


def outcomes(evaluation: Evaluation) -> dict[str, tuple]:
    return {
        line.rule: (line.outcome, tuple((part.key, part.value) for part in line.inputs))
        for group in detail_of(evaluation).groups
        for line in group.lines
    }


@pytest.mark.parametrize("key", [key for key in EXCELLENT if key != "triggers"])
def test_taking_one_input_away_changes_exactly_the_rules_that_use_it(of, cast: Cast, key: str) -> None:
    evaluation = of(cast.member)
    enter_facts(evaluation, by=cast.secretary, values=EXCELLENT)
    before = outcomes(of(cast.member))
    fact = "score" if key.startswith("score_") else key
    users = {rule for rule, (_outcome, inputs) in before.items() if fact in dict(inputs)}

    enter_facts(evaluation, by=cast.secretary, values={key: None})

    after = outcomes(of(cast.member))
    assert users
    assert {rule for rule in before if before[rule] != after[rule]} == users
    assert all(after[rule][0] == "unknown" for rule in users)


def test_taking_the_triggers_away_changes_exactly_the_stated_ones(of, cast: Cast) -> None:
    evaluation = of(cast.member)
    enter_facts(evaluation, by=cast.secretary, values=EXCELLENT)
    before = outcomes(of(cast.member))
    enter_facts(evaluation, by=cast.secretary, values={"triggers": None})
    after = outcomes(of(cast.member))

    assert {rule for rule in before if before[rule] != after[rule]} == {
        "duty_violation_disciplined",
        "degradation_concluded",
        "forbidden_act_with_harm",
    }
    assert proposal_for(of(cast.member)).level == "excellent"


def test_detail_says_where_each_fact_comes_from(sent, cast: Cast) -> None:
    facts = {line.key: line for line in detail_of(sent(cast.member)).facts}

    assert list(facts)[:6] == [
        "months_since_admission",
        "exempt",
        "suspended",
        "score_general",
        "score_results",
        "score",
    ]
    assert (facts["score"].value, facts["score"].basis.text) == ("80", "Cộng điểm hai nhóm tiêu chí.")
    assert facts["exempt"].basis.text == "Tình trạng: đang sinh hoạt."
    assert facts["exempt"].basis.url == f"/dang-vien/{cast.member.member.pk}/"
    assert (facts["tasks_done"].value, facts["tasks_done"].entered_by) == ("10", "Bùi Thị Tuyết")


def test_detail_of_a_cell_shows_its_meetings_though_they_gate_nothing(commune: Commune, of, cast: Cast) -> None:
    for month in (1, 2, 3):
        make_open_meeting(commune.cells[0], dt.date(2026, month, 5))
    make_open_meeting(commune.cells[0], dt.date(2026, 4, 5), kind="thematic", theme="Tiết kiệm")

    detail = detail_of(of(commune.cells[0]))

    assert detail.evidence.lines[0] == "Sinh hoạt thường kỳ: đã họp 3/10 kỳ phải họp đến ngày chốt (cả năm 12 kỳ)."
    assert "quý II: 1" in detail.evidence.lines[1]
    assert len(detail.evidence.meetings) == 4
    assert not any("regular" in rule for rule in outcomes(of(commune.cells[0])))


def test_missing_names_what_stands_before_the_next_level(sent, cast: Cast) -> None:
    missing = detail_of(sent(cast.member, EXCELLENT | {"tasks_exceeded": 2, "score_results": 55})).missing

    assert missing.level == "Hoàn thành xuất sắc nhiệm vụ"
    assert missing.sentences == (
        "Tổng điểm từ 90 điểm. Hiện có: Tổng điểm: 83.",
        "Ít nhất 30% nhiệm vụ hoàn thành vượt mức. Hiện có: Số hoàn thành vượt mức: 2; Số nhiệm vụ được giao: 10.",
    )
    assert missing.unknown == ()


def test_missing_is_empty_at_the_top_and_names_the_trigger_at_the_bottom(sent, cast: Cast) -> None:
    assert detail_of(sent(cast.member, EXCELLENT)).missing is None
    failed = sent(cast.deputy, GOOD | {"triggers": [{"key": "degradation_concluded"}]})
    missing = detail_of(failed).missing
    assert missing.level == "Hoàn thành nhiệm vụ"
    assert "(căn cứ này đang có)" in missing.sentences[0]


def test_open_answer_tells_missing_facts_from_a_question_for_the_committee(sent, of, cast: Cast) -> None:
    unknown = detail_of(of(cast.deputy)).proposed
    left_open = detail_of(sent(cast.member, GOOD | {"tasks_done": 9, "tasks_on_time": 9})).proposed

    assert (unknown.level, unknown.label, unknown.is_unknown) == ("undetermined", "Chưa đủ số liệu", True)
    assert (left_open.level, left_open.label, left_open.is_unknown) == ("undetermined", "Cấp ủy quyết định", False)


def test_decided_detail_shows_the_kept_rules_and_compares_with_the_records_of_that_day(
    sent, of, cast: Cast, commune: Commune
) -> None:
    evaluation = sent(cast.member)
    decide_evaluation(evaluation, by=cast.commune, level="good", **PAPER)
    assert detail_of(of(cast.member)).changes == []

    make_open_meeting(commune.cells[0], dt.date(2026, 10, 5))
    make_open_meeting(commune.cells[0], dt.date(2026, 11, 23), year=2026, month=11)
    StatusPeriod.objects.create(member=cast.member.member, status="exempt", valid_from=dt.date(2026, 1, 1))

    detail = detail_of(of(cast.member))
    assert [(row.label, row.before, row.after) for row in detail.changes] == [
        ("Được miễn công tác và sinh hoạt đảng", "không", "có"),
        ("Số buổi phải dự", "0", "1"),
        ("Số lượt có mặt", "0", "1"),
    ]
    assert detail.decided.level == "good"
    assert next(line for line in detail.facts if line.key == "exempt").value == "không"


def test_steps_show_the_next_deed(sent, of, cast: Cast) -> None:
    assert [step["state"] for step in steps_of(of(cast.deputy))] == ["current", "todo", "todo", "todo", "todo"]
    evaluation = sent(cast.member)
    assert [step["state"] for step in steps_of(evaluation)] == ["done", "done", "current", "todo", "todo"]
    decide_evaluation(evaluation, by=cast.commune, level="good", **PAPER)
    assert [step["state"] for step in steps_of(of(cast.member))] == ["done", "done", "todo", "done", "current"]


def test_order_warnings_name_the_members_that_come_first(sent, cast: Cast, commune: Commune) -> None:
    warnings = order_warnings(sent(commune.cells[0]))

    assert [warning.text for warning in warnings] == [
        "Đảng viên trước, tổ chức đảng sau. (Quy định 366-QĐ/TW, Điều 12, khoản 2 (3)) Còn 3 phiếu chưa quyết định.",
    ]
    assert warnings[0].names == ("Hoàng Thị Hằng", "Trịnh Mạnh Lâm", "Bùi Thị Tuyết")


# --- the cap ---------------------------------------------------------------------------------------------------------


def groups(period: Period) -> dict:
    rows = visible_rows(period, period.evaluations.all())
    return {group.subject: group for group in cap_groups(period, [row.standing for row in rows])}


def test_cap_shows_three_denominators_and_changes_nothing(period: Period, sent, cast: Cast, commune: Commune) -> None:
    extra = [make_member(commune.cells[1], f"Phan Thị {name}") for name in ("Bính", "Đinh", "Kỷ", "Mậu")]
    update_subjects(period, by=cast.commune)
    sent(cast.member, EXCELLENT)
    sent(cast.deputy, EXCELLENT | {"score_results": 69})
    for person in (cast.secretary, *extra):
        sent(person)

    group = groups(period)["member_outside"]

    assert (group.excellent, group.good, group.rated) == (2, 5, 7)
    assert [(row.mode, row.in_force, row.result.most_excellent, row.result.over) for row in group.readings] == [
        ("good_only", True, 1, 1),
        ("good_or_better", False, 1, 1),
        ("all_rated", False, 1, 1),
    ]
    assert [str(row.evaluation) for row in group.candidates] == ["Hoàng Thị Hằng", "Trịnh Mạnh Lâm"]
    assert [str(row.evaluation) for row in group.beyond] == ["Trịnh Mạnh Lâm"]
    assert not Evaluation.objects.filter(state="decided").exists()


def test_capped_candidate_keeps_its_score_and_stays_in_the_list(period: Period, sent, of, cast: Cast) -> None:
    evaluation = sent(cast.member, EXCELLENT)
    decide_evaluation(evaluation, by=cast.commune, level="good", reason="Vượt tỷ lệ 20%", **PAPER)

    group = groups(period)["member_outside"]

    assert (group.excellent, group.good, group.decided["good"]) == (0, 1, 1)
    assert [str(row.evaluation) for row in group.candidates] == ["Trịnh Mạnh Lâm"]
    assert detail_of(of(cast.member)).score == "93.5"


def test_cap_of_a_period_with_uplift_uses_its_rate(period: Period, sent, cast: Cast, commune: Commune) -> None:
    extra = [make_member(commune.cells[1], f"Phan Thị {name}") for name in ("Bính", "Kỷ")]
    update_subjects(period, by=cast.commune)
    for person in (cast.member, cast.deputy, cast.secretary, *extra):
        sent(person, EXCELLENT)
    assert groups(period)["member_outside"].in_force.most_excellent == 0

    change_settings(
        period,
        by=cast.commune,
        reference_date=period.reference_date,
        cap_mode="good_only",
        cap_rate=25,
        cap_document="12-CV/TU",
    )
    period.refresh_from_db()
    assert groups(period)["member_outside"].in_force.most_excellent == 1


# --- how much is asked of the database -------------------------------------------------------------------------------


def test_board_sheet_detail_and_summary_ask_a_fixed_number_of_questions(
    commune: Commune, cast: Cast, sent, of, period: Period
) -> None:
    decide_evaluation(sent(cast.member), by=cast.commune, level="good", **PAPER)
    make_open_meeting(commune.cells[0], dt.date(2026, 2, 5))

    def board() -> None:
        fresh = Period.objects.get(pk=period.pk)
        rows = visible_rows(fresh, fresh.evaluations.all())
        cell_rows(fresh, rows)
        cap_groups(fresh, [row.standing for row in rows])

    def sheet() -> None:
        cell = Organisation.objects.prefetch_related("periods").get(pk=commune.cells[0].pk)
        rows = Evaluation.objects.filter(period=period, cell=cell, member__isnull=False).select_related("member")
        cell_sheet_of(period, cell, rows)

    def summary() -> None:
        fresh = Period.objects.select_related("organisation").prefetch_related("organisation__periods")
        year_summary(fresh.get(pk=period.pk))

    actions = (board, sheet, summary, lambda: detail_of(of(cast.member)), lambda: detail_of(of(commune.cells[0])))
    few = [queries(action) for action in actions]
    for number in range(3):
        cell = make_cell(commune.committee, f"Chi bộ thêm {number}", order=20 + number)
        members = [make_member(cell), make_member(commune.cells[0])]
        make_open_meeting(cell, dt.date(2026, 10, 5))
        make_open_meeting(commune.cells[0], dt.date(2026, 3 + number, 5))
        update_subjects(period, by=cast.commune)
        for member in members:
            decide_evaluation(sent(member), by=cast.commune, level="good", **PAPER)

    assert [queries(action) for action in actions] == few
    assert max(few) <= 30


def test_pages_ask_a_fixed_number_of_questions(commune: Commune, cast: Cast, sent, period: Period, client_of) -> None:
    client = client_of(cast.commune)
    addresses = [
        "/danh-gia/",
        period.get_absolute_url(),
        f"{period.get_absolute_url()}?xem=dang-vien",
        f"/danh-gia/{period.pk}/chi-bo/{commune.cells[0].pk}/",
        f"/danh-gia/{period.pk}/quyet-dinh/",
    ]
    sent(cast.member)
    make_open_meeting(commune.cells[0], dt.date(2026, 2, 5))
    few = [queries(lambda address=address: client.get(address)) for address in addresses]
    for number in range(3):
        cell = make_cell(commune.committee, f"Chi bộ thêm {number}", order=20 + number)
        members = [make_member(cell), make_member(commune.cells[0])]
        update_subjects(period, by=cast.commune)
        for member in members:
            sent(member)

    assert [queries(lambda address=address: client.get(address)) for address in addresses] == few
