"""What-ifs of the cap beside each other. None of them changes an evaluation."""

import pytest

from accounts.models import AuditEvent
from cells.models import Member
from core.errors import DomainError
from evaluations.models import CapScenario, Decision, Evaluation, Period
from evaluations.queries.cap_scenarios import (
    compare,
    in_force,
    levels_of,
    of_scenario,
    scenarios_of,
    standings_of,
    suggested_levels,
    tried,
)
from evaluations.services.cap_scenarios import (
    change_scenario,
    copy_scenario,
    keep_scenario,
    pick_levels,
    remove_scenario,
)
from evaluations.services.decisions import decide_evaluation
from evaluations.services.subjects import update_subjects
from tests.cast import Cast, Commune
from tests.evaluations.conftest import DAY, EXCELLENT, GOOD
from tests.factories import make_member

LITERAL = {"mode": "good_only", "rate": 20, "pooling": "committee"}
NAMES = tuple(f"Phan Thị {name}" for name in ("Ất", "Bính", "Đinh", "Giáp", "Kỷ", "Mậu", "Tân"))


@pytest.fixture
def people(period: Period, sent, cast: Cast, commune: Commune) -> list[Member]:
    """Seven plain members; the first three at the standard of "excellent", the first the best."""
    found = [make_member(commune.cells[1], name) for name in NAMES]
    update_subjects(period, by=cast.commune)
    for place, person in enumerate(found):
        points = {"score_results": 68 - place}
        sent(person, EXCELLENT | points if place < 3 else GOOD)
    return found


def fresh(period: Period) -> Period:
    return Period.objects.select_related("organisation").get(pk=period.pk)


def members_of(what_if):
    return next(group for group in what_if.groups if group.subject == "member_outside")


def test_what_is_tried_changes_the_limit_and_nothing_else(period: Period, people) -> None:
    period = fresh(period)
    rows = standings_of(period)
    literal = members_of(in_force(period, rows))
    of_all = members_of(tried(period, rows, mode="all_rated", rate=25, pooling="committee"))
    alone = tried(period, rows, mode="good_only", rate=20, pooling="cell")

    assert (literal.excellent, literal.in_force.most_excellent, literal.in_force.over) == (3, 1, 2)
    assert (of_all.in_force.most_excellent, of_all.in_force.over) == (1, 2)
    assert sum(group.pooled is not None for group in alone.groups) >= 1
    assert not Decision.objects.exists()
    assert fresh(period).pooling == "committee"


def test_suggestion_keeps_the_first_and_lets_the_others_fall(period: Period, people, of) -> None:
    period = fresh(period)
    levels = suggested_levels(in_force(period, standings_of(period)).groups)

    picked = {name: levels.get(of(person).pk) for name, person in zip(NAMES, people, strict=True)}
    assert [picked[name] for name in NAMES[:4]] == ["excellent", "good", "good", None]


def test_kept_scenario_holds_the_limit_and_who_falls_out_keeps_the_score(
    period: Period, people, of, cast: Cast
) -> None:
    period = fresh(period)
    levels = suggested_levels(in_force(period, standings_of(period)).groups)

    scenario = keep_scenario(period, name=" Phương án 1 ", note="Theo điểm", levels=levels, by=cast.commune, **LITERAL)

    group = members_of(of_scenario(scenario, standings_of(period)))
    assert scenario.name == "Phương án 1"
    assert levels_of(scenario) == levels
    assert (group.excellent, group.good, group.in_force.holds) == (1, 6, True)
    assert [(str(row.evaluation), row.standing.level, str(row.score)) for row in group.candidates] == [
        (NAMES[0], "excellent", "96"),
        (NAMES[1], "good", "95"),
        (NAMES[2], "good", "94"),
    ]
    assert set(Evaluation.objects.filter(member__in=people).values_list("state", flat=True)) == {"submitted"}
    assert AuditEvent.objects.filter(action="evaluations.cap_scenario_kept").count() == 1


def test_decision_stands_before_what_a_scenario_picks(period: Period, people, of, cast: Cast) -> None:
    scenario = keep_scenario(
        period, name="A", levels={of(people[0]).pk: "good", of(people[1]).pk: "excellent"}, by=cast.commune, **LITERAL
    )
    decide_evaluation(
        of(people[0]),
        by=cast.commune,
        level="excellent",
        decided_on=DAY,
        document_number="1-QĐ",
        despite="Vội",
    )

    group = members_of(of_scenario(scenario, standings_of(fresh(period))))

    assert {str(row.evaluation): row.standing.level for row in group.candidates} == {
        NAMES[0]: "excellent",
        NAMES[1]: "excellent",
        NAMES[2]: "excellent",
    }
    assert (group.places, group.in_force.over) == (0, 2)
    assert [str(row.evaluation) for row in group.beyond] == [NAMES[1], NAMES[2]]


def test_scenarios_are_compared_by_group_and_by_person(period: Period, people, of, cast: Cast) -> None:
    period = fresh(period)
    first, second, third = (of(person).pk for person in people[:3])
    one = {first: "excellent", second: "good", third: "good"}
    two = {first: "good", second: "excellent", third: "good"}
    keep_scenario(period, name="Một", levels=one, by=cast.commune, **LITERAL)
    keep_scenario(
        period, name="Hai", levels=two, by=cast.officer, **{**LITERAL, "mode": "all_rated", "pooling": "cell"}
    )

    found = compare(period, standings_of(period), scenarios_of(period))

    assert [what_if.name for what_if in found.what_ifs] == ["Đang áp dụng", "Một", "Hai"]
    group = next(row for row in found.groups if row.label.startswith("đảng viên không làm việc"))
    assert [(cell.excellent, cell.most, cell.over) for cell in group.cells] == [(3, 1, 2), (1, 1, 0), (1, 1, 0)]
    assert {str(row.evaluation): (row.levels, row.differs) for row in found.people} == {
        NAMES[0]: (("excellent", "excellent", "good"), True),
        NAMES[1]: (("excellent", "good", "excellent"), True),
        NAMES[2]: (("excellent", "good", "good"), True),
    }


def test_copy_is_changed_without_the_first_and_a_removed_one_is_gone(period: Period, people, of, cast: Cast) -> None:
    scenario = keep_scenario(period, name="A", levels={of(people[0]).pk: "good"}, by=cast.commune, **LITERAL)
    copied, again = (copy_scenario(scenario, by=cast.commune) for _time in range(2))

    assert (copied.name, again.name) == ("A (bản sao)", "A (bản sao) (bản sao)")
    assert pick_levels(copied, levels={of(people[0]).pk: "excellent"}, by=cast.commune)
    assert not pick_levels(copied, levels={of(people[0]).pk: "excellent"}, by=cast.commune)
    assert change_scenario(copied, name="B", note="x", mode="all_rated", rate=25, pooling="cell", by=cast.commune)
    assert not change_scenario(copied, name="B", note="x", mode="all_rated", rate=25, pooling="cell", by=cast.commune)
    remove_scenario(again, by=cast.commune)

    kept = list(CapScenario.objects.filter(is_removed=False).values_list("name", "mode", "rate", "pooling", "levels"))
    assert kept == [
        ("A", "good_only", 20, "committee", {str(of(people[0]).pk): "good"}),
        ("B", "all_rated", 25, "cell", {str(of(people[0]).pk): "excellent"}),
    ]
    with pytest.raises(DomainError, match="Phương án này đã bỏ"):
        copy_scenario(again, by=cast.commune)


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"name": ""}, "name", "đặt tên phương án"),
        ({"name": "A"}, "name", "Đã có phương án “A”"),
        ({"mode": "x"}, "mode", "Không có mẫu số này"),
        ({"rate": 26}, "rate", "từ 1 đến 25"),
        ({"pooling": "x"}, "pooling", "Hãy chọn một trong hai cách"),
        ({"levels": {4711: "good"}}, None, "không thuộc kỳ đánh giá này"),
    ],
)
def test_faulty_scenario_is_refused_by_field(
    period: Period, cast: Cast, values: dict, field: str | None, words: str
) -> None:
    keep_scenario(period, name="A", by=cast.commune, **LITERAL)

    with pytest.raises(DomainError, match=words) as refusal:
        keep_scenario(period, **{"name": "B", **LITERAL, **values}, by=cast.commune)
    assert refusal.value.field == field
    assert CapScenario.objects.count() == 1


def test_level_that_is_none_and_a_thirteenth_scenario_are_refused(period: Period, of, cast: Cast) -> None:
    first = keep_scenario(period, name="0", by=cast.commune, **LITERAL)
    with pytest.raises(DomainError, match="không thuộc kỳ đánh giá này"):
        pick_levels(first, levels={of(cast.member).pk: "undetermined"}, by=cast.commune)
    for number in range(1, 12):
        keep_scenario(period, name=str(number), by=cast.commune, **LITERAL)
    with pytest.raises(DomainError, match="Đã có 12 phương án"):
        keep_scenario(period, name="12", by=cast.commune, **LITERAL)


def test_scenarios_of_a_closed_period_stay(period: Period, cast: Cast) -> None:
    scenario = keep_scenario(period, name="A", by=cast.commune, **LITERAL)
    Period.objects.filter(pk=period.pk).update(state="closed", closed_by=cast.commune, closed_at="2026-11-22T00:00Z")
    for deed in (copy_scenario, remove_scenario):
        with pytest.raises(DomainError, match="đã kết thúc"):
            deed(scenario, by=cast.commune)
