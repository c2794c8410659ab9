"""Lists of decisions and countings as workbooks; awards and opinions as Word copies."""

import re
from typing import Any

import pytest
from openpyxl import load_workbook

from evaluations.documents.awards import (
    award_decision_paper,
    award_decision_word,
    award_decision_xlsx,
    award_proposals_paper,
    award_proposals_word,
)
from evaluations.documents.decisions import decision_html
from evaluations.documents.opinions import opinion_summary_word
from evaluations.documents.result_tables import counting_table, decision_xlsx
from evaluations.models import AwardProposal, Ballot, BallotCount, Decision, Evaluation, Period
from evaluations.queries.awards import own_authorities
from evaluations.services.decisions import decide_evaluation
from evaluations.services.process import review_evaluation
from meetings.documents.table_paper import Live
from tests.cast import Cast, Commune
from tests.evaluations.conftest import DAY
from tests.workbooks import whole


@pytest.fixture
def decision(sent: Any, cast: Cast) -> Decision:
    evaluation = sent(cast.member)
    review_evaluation(evaluation, by=cast.officer, level="good")
    return decide_evaluation(evaluation, by=cast.commune, level="good", decided_on=DAY, document_number="15-QĐ/ĐU")


@pytest.fixture
def proposal(decision: Decision, period: Period, cast: Cast) -> AwardProposal:
    return AwardProposal.objects.create(
        period=period,
        evaluation=decision.evaluation,
        rule="member-year",
        title="Hoàn thành xuất sắc nhiệm vụ",
        form="certificate",
        authority=next(iter(own_authorities(period))),
        amount=702_000,
        proposed_by=cast.commune,
    )


@pytest.fixture
def ballot(period: Period, of: Any, commune: Commune, cast: Cast) -> Ballot:
    """Twelve may vote; ten papers, nine valid: six for "good", two for "completed", one left empty."""
    evaluation = of(cast.member)
    ballot = Ballot.objects.create(
        period=period,
        organisation=commune.committee,
        stage="levels",
        about="Xếp loại đảng viên năm 2026",
        body=12,
        prepared_by=cast.commune,
        state="confirmed",
    )
    ballot.evaluations.add(evaluation)
    counts = {str(evaluation.pk): {"good": 6, "completed": 2, "failed": 0, "blank": 1}}
    for place, user in enumerate((cast.commune, cast.officer), 1):
        BallotCount.objects.create(
            ballot=ballot, place=place, issued=12, collected=10, invalid=1, counts=counts, entered_by=user
        )
    return ballot


def test_decision_xlsx_lists_what_was_decided_together_and_counts_levels_live(decision: Decision) -> None:
    sheet = load_workbook(whole(decision_xlsx(decision)))["Danh sách"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert ["Kèm theo Quyết định số 15-QĐ/ĐU, ngày 20/11/2026", None, None, None, None] in rows
    member = next(number for number, row in enumerate(rows, 1) if row[1] == str(decision.evaluation.member))
    assert rows[member - 1][3] == "Hoàn thành tốt nhiệm vụ"
    last = rows[-1]
    assert last[1] == "Hoàn thành tốt nhiệm vụ"
    assert last[3] == f"=COUNTIF(D$1:D{len(rows)},B{len(rows)})"


def test_decision_names_the_statutes_and_the_counting_of_the_committee(decision: Decision, ballot: Ballot) -> None:
    page = decision_html(decision)
    assert "Căn cứ Điều lệ Đảng Cộng sản Việt Nam;" in page
    assert "Căn cứ kết quả kiểm phiếu xếp loại đảng viên năm 2026," in page


def test_decision_without_a_ballot_of_the_committee_names_none(decision: Decision) -> None:
    assert "kiểm phiếu" not in decision_html(decision)


def test_counting_table_balances_and_gives_shares_of_the_body(ballot: Ballot) -> None:
    paper = counting_table(ballot)
    (row,) = paper.parts[0].rows
    numbers = [cell.value if isinstance(cell, Live) else cell for cell in row]
    assert [str(number) for number in numbers[2:]] == ["6", "50.00", "2", "16.67", "0", "0.00", "1", "khớp"]
    assert [column.group for column in paper.columns][2:8:2] == [
        "Hoàn thành tốt nhiệm vụ",
        "Hoàn thành nhiệm vụ",
        "Không hoàn thành nhiệm vụ",
    ]
    assert paper.opening[1] == "Số phiếu phát ra 12, thu về 10, không hợp lệ 1"


def test_counting_that_does_not_add_up_says_so(ballot: Ballot) -> None:
    BallotCount.objects.filter(ballot=ballot).update(collected=11)
    row = counting_table(Ballot.objects.get(pk=ballot.pk)).parts[0].rows[0]
    assert isinstance(row[-1], Live)
    assert row[-1].value == "lệch"


def test_award_papers_take_their_symbol_from_who_issues(proposal: AwardProposal, period: Period) -> None:
    assert award_proposals_paper(period).symbol == "-TTr/ĐU"
    assert award_decision_paper(proposal).symbol == "-QĐ/ĐU"
    assert award_proposals_word(period).startswith(b"PK")
    assert award_decision_word(proposal).startswith(b"PK")


def test_award_decision_xlsx_sums_the_money_live(proposal: AwardProposal) -> None:
    sheet = load_workbook(whole(award_decision_xlsx(proposal)))["Danh sách khen thưởng"]
    *_rest, row, foot = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert (row[3], row[5]) == ("Hoàn thành xuất sắc nhiệm vụ", 702_000)
    assert re.fullmatch(r"=SUM\(F(\d+):F\1\)", foot[5])


def test_opinion_summary_has_a_word_copy(of: Any, cast: Cast) -> None:
    assert opinion_summary_word(Evaluation.objects.get(pk=of(cast.member).pk)).startswith(b"PK")
