"""Discipline that comes late: what each regulation says of it, and the deed that follows."""

import datetime as dt

import pytest

from cells.models import Award
from core.errors import DomainError
from evaluations.models import Decision
from evaluations.queries.late_discipline import late_disciplines
from evaluations.services.awards import grant_awards, propose_awards
from evaluations.services.corrections import FurtherPaper
from evaluations.services.late_discipline import rerate_for_discipline
from tests.cast import Cast, Commune
from tests.evaluations.past import make_past

PAPER = FurtherPaper(dt.date(2026, 11, 22), "60-QĐ/ĐU")


def discipline_of(cast: Cast, act_on: dt.date, decided_on: dt.date, **more):
    words = {"kind": "warning", "content": "x", "decided_by": "Đảng ủy", "document": "9-QĐ/ĐU"}
    return cast.member.member.disciplines.create(act_on=act_on, decided_on=decided_on, **(words | more))


@pytest.fixture
def past(commune: Commune, cast: Cast):
    def make(year: int, level: str = "good", **more) -> Decision:
        words = {"cell": commune.cells[0], "by": cast.commune} | more
        return make_past(commune.committee, year, cast.member.member, level, **words)

    return make


def rerate(decision: Decision, discipline, cast: Cast, **more) -> Decision:
    words = {"by": cast.commune, "level": "failed", "reason": "", "paper": PAPER, "seen": 1}
    return rerate_for_discipline(decision.evaluation, discipline, **(words | more))


def test_under_366_an_act_of_an_earlier_year_is_weighed_at_the_present_evaluation(past, commune, cast: Cast) -> None:
    past(2025)
    old = commune.cells[1]
    discipline_of(cast, dt.date(2025, 5, 1), dt.date(2026, 2, 1), unit=old)
    (row,) = late_disciplines(commune.committee)
    assert (row.target_year, row.status, row.evaluation) == (2026, "outside", None)
    present = past(2026)
    present.decided_on = dt.date(2026, 1, 20)
    present.save(update_fields=["decided_on"])
    (row,) = late_disciplines(commune.committee)
    assert (row.status, row.evaluation) == ("rerate", present.evaluation)
    assert "tính vào kết quả của Chi bộ thôn Tân Lập, không tính cho Chi bộ thôn Song Vân" in row.old_unit
    assert row.levels == ("excellent", "good", "completed", "failed")


def test_under_124_the_year_of_the_act_fails_and_its_awards_are_withdrawn(past, commune: Commune, cast: Cast) -> None:
    decision = past(2023, "excellent")
    past(2024)
    evaluation = decision.evaluation
    propose_awards(evaluation.period, [f"{evaluation.pk}-member_year"], by=cast.commune)
    grant_awards(evaluation.award_proposals.all(), by=cast.commune, decided_on=dt.date(2024, 1, 5), document="2-QĐ/ĐU")
    discipline = discipline_of(cast, dt.date(2023, 8, 1), dt.date(2024, 3, 1))

    (row,) = late_disciplines(commune.committee)
    assert (row.target_year, row.status, row.must_fail, len(row.granted)) == (2023, "rerate", True, 1)
    with pytest.raises(DomainError, match="xếp lại thành Không hoàn thành nhiệm vụ") as refusal:
        rerate(decision, discipline, cast, level="completed")
    assert refusal.value.field == "level"
    again = rerate(decision, discipline, cast)

    assert (again.level, again.computed_level, again.discipline) == ("failed", "failed", discipline)
    assert again.trace[0]["rule"] == "late_discipline"
    assert again.reason == "Kỷ luật cảnh cáo theo 9-QĐ/ĐU ngày 01/03/2024, vi phạm ngày 01/08/2023."
    assert Award.objects.get().withdrawal_document == "60-QĐ/ĐU"
    assert evaluation.award_proposals.get().state == "withdrawn"
    (row,) = late_disciplines(commune.committee)
    assert (row.status, row.target_year) == ("done", 2023)


def test_under_132_it_is_cancelled_and_rated_again_at_the_level_the_committee_chooses(past, commune, cast) -> None:
    decision = past(2020)
    past(2021)
    discipline = discipline_of(cast, dt.date(2020, 8, 1), dt.date(2022, 3, 1))
    (row,) = late_disciplines(commune.committee)
    assert (row.target_year, row.status, row.must_fail) == (2020, "rerate", False)
    assert rerate(decision, discipline, cast, level="completed").level == "completed"


def test_one_violation_is_counted_once(past, commune: Commune, cast: Cast) -> None:
    first = past(2023)
    second = past(2024)
    discipline = discipline_of(cast, dt.date(2023, 8, 1), dt.date(2024, 3, 1))
    with pytest.raises(DomainError, match="không làm xếp loại lại phiếu đang xem"):
        rerate(second, discipline, cast)
    rerate(first, discipline, cast)
    for decision, seen in ((first, 2), (second, 1)):
        with pytest.raises(DomainError, match="mỗi vi phạm chỉ tính một lần"):
            rerate(decision, discipline, cast, seen=seen)


def test_discipline_known_when_the_class_was_decided_is_not_late(past, commune: Commune, cast: Cast) -> None:
    past(2025)
    discipline_of(cast, dt.date(2025, 5, 1), dt.date(2025, 6, 1))
    discipline_of(cast, dt.date(2025, 5, 1), dt.date(2025, 12, 20))
    assert late_disciplines(commune.committee) == []


def test_late_disciplines_are_read_in_a_fixed_number_of_queries(
    past, commune: Commune, cast: Cast, django_assert_num_queries
) -> None:
    past(2025)
    past(2026)
    discipline_of(cast, dt.date(2025, 5, 1), dt.date(2026, 2, 1), unit=commune.cells[2])
    late_disciplines(commune.committee)
    with django_assert_num_queries(9):
        late_disciplines(commune.committee)
    discipline_of(cast, dt.date(2025, 6, 1), dt.date(2026, 3, 1), unit=commune.cells[1])
    discipline_of(cast, dt.date(2025, 7, 1), dt.date(2026, 4, 1), unit=commune.cells[2])
    with django_assert_num_queries(9):
        assert len(late_disciplines(commune.committee)) == 3
