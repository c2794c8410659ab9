"""The groups of the cap: default by kind, the committee's own, pooled or cell by cell; the advisory order."""

from decimal import Decimal
from fractions import Fraction

import pytest

from accounts.models import AuditEvent
from cells.models import Member
from core.errors import DomainError
from evaluations.models import Ballot, BallotCount, Evaluation, Period
from evaluations.queries.cap import cap_groups, groups_around, standings
from evaluations.queries.cap_order import Merit, why_after
from evaluations.queries.proposals import with_everything
from evaluations.services.cap_groups import (
    add_cap_group,
    change_cap_group,
    put_in_group,
    remove_cap_group,
    set_pooling,
)
from evaluations.services.decisions import decide_evaluation
from evaluations.services.subjects import update_subjects
from tests.cast import Cast, Commune
from tests.evaluations.conftest import DAY, EXCELLENT, GOOD
from tests.factories import make_member

NAMES = (
    "Phan Thị Ất",
    "Phan Thị Bính",
    "Phan Thị Đinh",
    "Phan Thị Giáp",
    "Phan Thị Kỷ",
    "Phan Thị Mậu",
    "Phan Thị Tân",
)
PAPER = {"decided_on": DAY, "document_number": "15-QĐ/ĐU", "despite": "Chưa kịp thẩm định"}


@pytest.fixture
def people(period: Period, cast: Cast, commune: Commune) -> list[Member]:
    """Seven plain members of the second cell, in the year."""
    found = [make_member(commune.cells[1], name) for name in NAMES]
    update_subjects(period, by=cast.commune)
    return found


def groups_of(period: Period) -> dict:
    period = Period.objects.get(pk=period.pk)
    rows = with_everything(Evaluation.objects.filter(period=period))
    return {group.key: group for group in cap_groups(period, standings(period, rows))}


def test_groups_are_by_kind_until_the_committee_makes_its_own(
    period: Period, people: list[Member], of, cast: Cast
) -> None:
    before = groups_of(period)
    assert {"cell", "member_outside"} <= set(before)

    group = add_cap_group(period, name="  Tổ trưởng, tổ phó ", by=cast.commune)
    moved = put_in_group(period, [of(people[0]), of(people[1])], group=group, by=cast.commune)

    after = groups_of(period)
    own = after[f"nhom-{group.pk}"]
    assert (moved, own.label, own.subject, len(own.rows)) == (2, "Tổ trưởng, tổ phó", "", 2)
    assert len(after["member_outside"].rows) == len(before["member_outside"].rows) - 2
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))[-2:] == [
        "evaluations.cap_group_added",
        "evaluations.cap_group_filled",
    ]


def test_group_with_an_uplift_counts_by_its_own_rate_and_names_its_document(
    period: Period, people: list[Member], sent, of, cast: Cast
) -> None:
    for person in people[:5]:
        sent(person, EXCELLENT)
    group = add_cap_group(period, name="Nhóm nâng", rate=25, document="12-CV/TU", by=cast.commune)
    put_in_group(period, [of(person) for person in people[:5]], group=group, by=cast.commune)

    found = groups_of(period)[f"nhom-{group.pk}"]

    assert (found.rate, found.document, found.in_force.most_excellent) == (25, "12-CV/TU", 1)
    assert found.excellent == 5
    assert [reading.base for reading in found.readings] == [0, 5, 5]


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"name": "  "}, "name", "đặt tên nhóm"),
        ({"name": "Bí thư"}, "name", "đã có nhóm “Bí thư”"),
        ({"rate": 25}, "document", "phải có văn bản cho phép"),
        ({"rate": 26, "document": "1-CV"}, "rate", "từ 1 đến 25"),
        ({"rate": 0}, "rate", "từ 1 đến 25"),
    ],
)
def test_group_with_a_faulty_name_rate_or_document_is_refused(
    period: Period, cast: Cast, values: dict, field: str, words: str
) -> None:
    add_cap_group(period, name="Bí thư", by=cast.commune)

    with pytest.raises(DomainError, match=words) as refusal:
        add_cap_group(period, **{"name": "Khác", **values}, by=cast.commune)
    assert refusal.value.field == field
    assert period.cap_groups.count() == 1


def test_group_of_collectives_and_persons_together_is_refused(period: Period, of, cast: Cast, commune: Commune) -> None:
    group = add_cap_group(period, name="Trường học", by=cast.commune)
    put_in_group(period, [of(commune.cells[0])], group=group, by=cast.commune)

    with pytest.raises(DomainError, match="Tập thể và cá nhân phải tính tỷ lệ riêng"):
        put_in_group(period, [of(cast.member)], group=group, by=cast.commune)
    assert of(cast.member).cap_group_id is None


def test_nothing_or_a_group_of_another_period_or_a_removed_one_is_refused(
    period: Period, of, cast: Cast, commune: Commune
) -> None:
    group = add_cap_group(period, name="Trường học", by=cast.commune)
    with pytest.raises(DomainError, match="Chưa chọn phiếu nào"):
        put_in_group(period, [], group=group, by=cast.commune)
    put_in_group(period, [of(cast.member)], group=group, by=cast.commune)

    assert remove_cap_group(group, by=cast.commune) == 1

    assert of(cast.member).cap_group_id is None
    with pytest.raises(DomainError, match="Nhóm này đã bỏ"):
        put_in_group(period, [of(cast.member)], group=group, by=cast.commune)
    with pytest.raises(DomainError, match="Nhóm này đã bỏ"):
        change_cap_group(group, name="Tên khác", by=cast.commune)


def test_groups_of_a_closed_period_stay_as_they_are(period: Period, cast: Cast) -> None:
    group = add_cap_group(period, name="Trường học", by=cast.commune)
    Period.objects.filter(pk=period.pk).update(state="closed", closed_by=cast.commune, closed_at="2026-11-22T00:00Z")

    with pytest.raises(DomainError, match="đã kết thúc"):
        change_cap_group(group, name="Tên khác", by=cast.commune)
    with pytest.raises(DomainError, match="đã kết thúc"):
        set_pooling(period, pooling="cell", by=cast.commune)


def test_each_cell_alone_shows_what_pooling_would_give(
    period: Period, people: list[Member], sent, cast: Cast, commune: Commune
) -> None:
    sent(cast.member, EXCELLENT)
    for person in people[:6]:
        sent(person)

    assert set_pooling(period, pooling="cell", by=cast.commune)
    assert not set_pooling(period, pooling="cell", by=cast.commune)

    found = groups_of(period)
    alone = found[f"member_outside-chi-bo-{commune.cells[0].pk}"]
    assert alone.label.endswith(", Chi bộ thôn Song Vân")
    assert (alone.in_force.most_excellent, alone.pooled and alone.pooled.most_excellent) == (0, 1)
    assert found["cell"].pooled is None
    with pytest.raises(DomainError, match="Hãy chọn một trong hai cách"):
        set_pooling(period, pooling="province", by=cast.commune)


def test_postponed_and_not_rated_are_outside_the_base_and_a_later_decision_counts(
    period: Period, people: list[Member], sent, of, cast: Cast, commune: Commune
) -> None:
    make_member(commune.cells[1], "Phạm Văn Cụ", status="exempt")
    update_subjects(period, by=cast.commune)
    outside = groups_of(period)["member_outside"].outside
    for person in people[:3]:
        sent(person, EXCELLENT)
    sent(people[3])
    Evaluation.objects.filter(pk=of(people[0]).pk).update(state="postponed", postponed_reason="Đi điều trị")
    first = decide_evaluation(of(people[1]), by=cast.commune, level="excellent", reason="Tiêu biểu", **PAPER)
    first.evaluation.decisions.create(
        version=2,
        kind="corrected",
        replaces=first,
        level="completed",
        computed_level="excellent",
        reason="Thẩm định lại",
        decided_on=DAY,
        facts=first.facts,
        trace=[],
        decided_by=cast.commune,
    )

    group = groups_of(period)["member_outside"]

    assert (group.excellent, group.good, group.rated, group.outside - outside) == (1, 1, 3, 1)
    assert {str(row.evaluation) for row in group.candidates} == {NAMES[1], NAMES[2]}
    assert [(str(row.evaluation), row.score) for row in group.capped] == [(NAMES[1], "93.5")]


def test_order_goes_by_results_general_exceeded_and_votes_and_says_why(
    period: Period, people: list[Member], sent, of, cast: Cast, commune: Commune
) -> None:
    sent(people[5], EXCELLENT | {"score_results": 66})
    sent(people[4], EXCELLENT | {"score_general": 29})
    sent(people[3], EXCELLENT | {"tasks_exceeded": 5})
    for person in people[:3]:
        sent(person, EXCELLENT)
    ballot = {"period": period, "stage": "excellent", "about": "Bình chọn", "body": 15, "state": "confirmed"}
    counts = {str(of(people[0]).pk): {"agree": 7, "disagree": 8}, str(of(people[1]).pk): {"agree": 9, "disagree": 6}}
    for unit, votes in ((commune.committee, counts), (commune.cells[1], {str(of(people[2]).pk): {"agree": 15}})):
        held = Ballot.objects.create(**ballot, organisation=unit, prepared_by=cast.commune)
        BallotCount.objects.create(ballot=held, place=1, issued=15, collected=15, counts=votes, entered_by=cast.commune)

    group = groups_of(period)["member_outside"]

    assert [(str(row.evaluation), row.because) for row in group.candidates] == [
        (NAMES[5], ""),
        (NAMES[4], f"Sau {NAMES[5]} vì điểm kết quả thực hiện nhiệm vụ thấp hơn (65,5 so với 66)."),
        (NAMES[3], f"Sau {NAMES[4]} vì điểm tiêu chí chung thấp hơn (28 so với 29)."),
        (NAMES[1], f"Sau {NAMES[3]} vì tỷ lệ việc vượt mức thấp hơn (40 % so với 50 %)."),
        (NAMES[0], f"Sau {NAMES[1]} vì ít phiếu bình chọn hơn (7 so với 9)."),
        (NAMES[2], f"Sau {NAMES[0]} vì ít phiếu bình chọn hơn (chưa có so với 7)."),
    ]
    assert group.candidates[3].figures == (
        "kết quả 65,5 điểm; tiêu chí chung 28 điểm; vượt mức 40 % số việc; 9 phiếu bình chọn"
    )


def test_who_is_alike_across_the_limit_is_left_to_the_committee(
    period: Period, people: list[Member], sent, cast: Cast
) -> None:
    for place, person in enumerate(people):
        sent(person, EXCELLENT if place < 2 else GOOD)

    group = groups_of(period)["member_outside"]

    assert group.in_force.most_excellent == 1
    assert [row.is_equal for row in group.candidates] == [True, True]
    assert group.candidates[1].because == f"Ngang {group.candidates[0].evaluation} ở mọi điều được so; cấp ủy chọn."


def test_why_after_calls_those_alike_equal() -> None:
    merit = Merit(Decimal(65), Decimal(28), Fraction(1, 3), 2)
    assert why_after(merit, merit, "A") == "Ngang A ở mọi điều được so; cấp ủy chọn."


def test_groups_around_an_evaluation_are_whole(period: Period, people: list[Member], of) -> None:
    (group,) = groups_around(Period.objects.get(pk=period.pk), [of(people[0])])

    kinds = Evaluation.objects.filter(period=period, subject="member_outside")
    assert (group.key, len(group.rows)) == ("member_outside", kinds.count())
