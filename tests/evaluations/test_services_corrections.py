"""A class decided again or cancelled: a new version beside the old one, in open and closed years."""

import datetime as dt

import pytest

from accounts.models import AuditEvent
from core.errors import DomainError
from evaluations.models import Decision, Period
from evaluations.services.corrections import FurtherPaper, cancel_decision, correct_decision
from evaluations.services.decisions import decide_evaluation
from tests.cast import Cast, Commune
from tests.evaluations.conftest import DAY, GOOD
from tests.factories import make_meeting, make_open_meeting

TODAY = dt.date(2026, 11, 22)
PAPER = {"decided_on": DAY, "document_number": "15-QĐ/ĐU", "despite": "Chưa kịp thẩm định"}
FURTHER = FurtherPaper(TODAY, " 31-QĐ/ĐU ", None, "Lê Quang Vinh", "Bí thư")


@pytest.fixture
def decided(sent, cast: Cast):
    evaluation = sent(cast.member, GOOD)
    decide_evaluation(evaluation, by=cast.commune, level="good", **PAPER)
    return evaluation


def correct(evaluation, cast: Cast, **changes) -> Decision:
    words = {"by": cast.commune, "level": "completed", "reason": "Kê khai sai", "paper": FURTHER, "seen": 1}
    return correct_decision(evaluation, **(words | changes))


def test_correct_decision_writes_a_version_beside_the_old_one(decided, cast: Cast, commune: Commune) -> None:
    make_open_meeting(commune.cells[0], dt.date(2026, 10, 5))
    decision = correct(decided, cast)

    first = Decision.objects.get(evaluation=decided, version=1)
    assert (first.level, first.document_number, first.facts["meetings"]["present"]) == ("good", "15-QĐ/ĐU", 0)
    assert (decision.version, decision.kind, decision.replaces) == (2, "corrected", first)
    assert (decision.level, decision.computed_level, decision.document_number) == ("completed", "good", "31-QĐ/ĐU")
    assert (decision.signed_by, decision.signer_title) == ("Lê Quang Vinh", "Bí thư")
    assert decision.facts["meetings"]["present"] == 1
    assert decision.trace
    line = AuditEvent.objects.get(action="evaluations.decision_corrected")
    assert line.changes == {
        "level": ["good", "completed"],
        "document": ["15-QĐ/ĐU", "31-QĐ/ĐU"],
        "version": [1, 2],
    }


def test_correct_decision_works_in_a_closed_year(decided, cast: Cast) -> None:
    Period.objects.update(state="closed", closed_by=cast.commune, closed_at=dt.datetime(2026, 11, 21, tzinfo=dt.UTC))
    assert correct(decided, cast).version == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"level": "good"}, "level"),
        ({"level": ""}, "level"),
        ({"reason": " "}, "reason"),
        ({"paper": FurtherPaper(TODAY, " ")}, "document_number"),
        ({"paper": FurtherPaper(dt.date(2026, 11, 19), "31-QĐ/ĐU")}, "decided_on"),
        ({"paper": FurtherPaper(dt.date(2026, 11, 23), "31-QĐ/ĐU")}, "decided_on"),
    ],
)
def test_correct_decision_with_a_fault_is_refused_by_field(decided, cast: Cast, changes: dict, field: str) -> None:
    with pytest.raises(DomainError) as refusal:
        correct(decided, cast, **changes)
    assert refusal.value.field == field
    assert Decision.objects.count() == 1


def test_correct_decision_with_a_later_meeting_is_refused(decided, cast: Cast, commune: Commune) -> None:
    meeting = make_meeting(commune.cells[0], dt.date(2026, 11, 30))
    with pytest.raises(DomainError) as refusal:
        correct(decided, cast, paper=FurtherPaper(TODAY, "31-QĐ/ĐU", meeting))
    assert refusal.value.field == "meeting"


def test_correct_decision_twice_from_the_same_page_is_refused(decided, cast: Cast) -> None:
    correct(decided, cast)
    with pytest.raises(DomainError, match="Đã có quyết định mới hơn"):
        correct(decided, cast, level="failed")


def test_correct_decision_before_the_first_one_is_refused(sent, cast: Cast) -> None:
    with pytest.raises(DomainError, match="chưa được quyết định xếp loại"):
        correct(sent(cast.member, GOOD), cast)


def test_correct_decision_of_someone_no_longer_rated_is_refused(decided, cast: Cast) -> None:
    cast.member.member.status_periods.create(status="exempt", valid_from=dt.date(2026, 1, 1))
    with pytest.raises(DomainError, match="không thuộc đối tượng xếp loại"):
        correct(decided, cast)


def test_cancel_decision_leaves_no_class_and_is_decided_again(decided, cast: Cast) -> None:
    cancelled = cancel_decision(decided, by=cast.commune, reason="Kê khai sai", paper=FURTHER, seen=1)
    assert (cancelled.kind, cancelled.level, cancelled.document_number) == ("cancelled", "", "31-QĐ/ĐU")
    assert AuditEvent.objects.filter(action="evaluations.decision_cancelled").count() == 1

    with pytest.raises(DomainError, match="đã bị hủy"):
        cancel_decision(decided, by=cast.commune, reason="x", paper=FURTHER, seen=2)
    again = correct(decided, cast, level="good", seen=2)

    assert (again.version, again.replaces, again.level) == (3, cancelled, "good")
