"""What waits between the ballot and the publication."""

from cells.access import scope_of
from evaluations.models import Ballot, Decision, Period
from evaluations.services.ballots import enter_count, prepare_ballot
from evaluations.services.decisions import decide_evaluation
from reports.queries.decision_waiting import decision_waiting
from reports.queries.waiting import read
from tests.cast import Cast, Commune
from tests.evaluations.conftest import DAY


def titles(user) -> list[str]:
    return [line.title for line in read(decision_waiting(user, scope_of(user)))]


def test_the_second_teller_then_both_are_asked_to_count(period: Period, commune: Commune, cast: Cast, of) -> None:
    row = of(cast.member)
    ballot = prepare_ballot(period, commune.cells[0], by=cast.secretary, stage=Ballot.Stage.LEVELS, evaluations=[row])
    paper = {"issued": 3, "collected": 3, "invalid": 0}
    right, wrong = {str(row.pk): {"good": 3}}, {str(row.pk): {"good": 2, "completed": 1}}
    assert titles(cast.deputy) == []
    enter_count(ballot, by=cast.secretary, counts=right, **paper)
    assert titles(cast.deputy) == ["Cần người thứ hai nhập kiểm phiếu"]
    assert titles(cast.secretary) == []
    enter_count(ballot, by=cast.deputy, counts=wrong, **paper)
    again = ["Hai người nhập khác nhau, cần đếm lại phiếu"]
    assert (titles(cast.secretary), titles(cast.deputy)) == (again, again)
    enter_count(ballot, by=cast.deputy, counts=right, **paper)
    assert (titles(cast.secretary), titles(cast.deputy)) == (again, [])
    enter_count(ballot, by=cast.secretary, counts=right, **paper)
    assert (titles(cast.secretary), titles(cast.deputy)) == ([], [])


def test_what_was_sent_waits_for_the_board_and_what_was_decided_for_publication(sent, cast: Cast) -> None:
    evaluation = sent(cast.member)
    assert titles(cast.officer) == ["1 phiếu chờ thẩm định"]
    assert titles(cast.commune) == []
    decide_evaluation(
        evaluation, by=cast.commune, level="good", decided_on=DAY, document_number="15-QĐ/ĐU", despite="Vội"
    )
    assert titles(cast.officer) == []
    assert titles(cast.commune) == ["1 kết quả xếp loại chưa công khai hoặc chưa thông báo"]
    Decision.objects.update(published_on=DAY, notified_on=DAY)
    assert titles(cast.commune) == []
