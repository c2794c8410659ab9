"""Ballots: two stages, two tellers, numbers that have to add up."""

import pytest

from accounts.models import AuditEvent
from core.errors import DomainError
from evaluations.models import Ballot, BallotCount, Evaluation, Period
from evaluations.queries.ballots import body_of_unit, progress_of, results_of, votes_of
from evaluations.services.ballots import enter_count, prepare_ballot, void_ballot
from tests.cast import TODAY, Cast, Commune
from tests.factories import make_meeting, make_member

State, Stage = Ballot.State, Ballot.Stage


@pytest.fixture
def ballot(period: Period, commune: Commune, cast: Cast, of) -> Ballot:
    """The first cell votes on two of its three members."""
    return prepare_ballot(
        period, commune.cells[0], by=cast.secretary, stage=Stage.LEVELS, evaluations=[of(cast.member), of(cast.deputy)]
    )


def numbers(ballot: Ballot, *rows: tuple[int, ...], issued: int = 3, collected: int = 3, invalid: int = 0) -> dict:
    """What a teller enters: one tuple of votes for each row, in the order of the choices."""
    evaluations = ballot.evaluations.order_by("member__sort_key")
    keys = ("good", "completed", "failed") if ballot.stage == Stage.LEVELS else ("agree", "disagree")
    counts = {
        str(row.pk): dict(zip(keys, votes, strict=True)) | {"blank": 0}
        for row, votes in zip(evaluations, rows, strict=True)
    }
    return {"issued": issued, "collected": collected, "invalid": invalid, "counts": counts}


def test_body_counts_official_members_only(period: Period, commune: Commune, cast: Cast) -> None:
    cell = commune.cells[0]
    make_member(cell, "Phạm Văn Mới", official_on=None)
    make_member(cell, "Phạm Văn Cụ", status="exempt")

    body = body_of_unit(cell, TODAY)

    assert body.number == 3
    assert "dự bị 1" in body.sentence
    assert "miễn sinh hoạt không dự 1" in body.sentence


def test_prepare_takes_the_body_of_the_records_and_another_number_needs_a_reason(
    period: Period, commune: Commune, cast: Cast, of
) -> None:
    paper = {"by": cast.secretary, "stage": Stage.LEVELS, "evaluations": [of(cast.member)]}
    with pytest.raises(DomainError, match="Theo hồ sơ có 3 người có quyền bỏ phiếu") as refusal:
        prepare_ballot(period, commune.cells[0], body=2, **paper)
    assert refusal.value.field == "body_reason"

    ballot = prepare_ballot(period, commune.cells[0], body=2, body_reason="Một đồng chí đi viện", **paper)

    assert ballot.body == 2
    assert ballot.about == "Biểu quyết xếp loại chất lượng năm 2026"
    assert AuditEvent.objects.get(action="evaluations.ballot_prepared").note == "Một đồng chí đi viện"


def test_prepare_refuses_nobody_others_doubles_and_the_not_rated(
    period: Period, commune: Commune, cast: Cast, of, ballot: Ballot
) -> None:
    old = make_member(commune.cells[0], "Phạm Văn Cụ", status="exempt")
    Evaluation.objects.create(period=period, subject="member_outside", cell=commune.cells[0], member=old)
    paper = {"by": cast.secretary, "stage": Stage.LEVELS}
    for rows, words in (
        ([], "Chưa chọn ai"),
        ([of(cast.commune)], "Chưa chọn ai"),
        ([of(cast.secretary), of(cast.commune)], "không thuộc đơn vị này"),
        ([of(cast.member)], "Đã có trong một cuộc bỏ phiếu cùng vòng: Trịnh Mạnh Lâm"),
        ([of(old)], "Không thuộc đối tượng xếp loại: Phạm Văn Cụ"),
    ):
        with pytest.raises(DomainError, match=words):
            prepare_ballot(period, commune.cells[0], evaluations=rows, **paper)
    other = make_meeting(commune.cells[1])
    with pytest.raises(DomainError, match="không phải của đơn vị bỏ phiếu"):
        prepare_ballot(period, commune.cells[0], evaluations=[of(cast.secretary)], meeting=other, **paper)
    gone = make_meeting(commune.cells[0], state="cancelled", cancelled_reason="Bão")
    with pytest.raises(DomainError, match="đã hủy"):
        prepare_ballot(period, commune.cells[0], evaluations=[of(cast.secretary)], meeting=gone, **paper)
    assert Ballot.objects.count() == 1


def test_two_who_counted_the_same_confirm_it(ballot: Ballot, cast: Cast, of) -> None:
    entered = numbers(ballot, (3, 0, 0), (1, 2, 0))

    enter_count(ballot, by=cast.secretary, **entered)
    assert progress_of(ballot, cast.deputy).others == 1
    assert progress_of(ballot, cast.deputy).mine is None
    counted = enter_count(ballot, by=cast.deputy, **entered)

    assert counted.state == State.CONFIRMED
    first, second = results_of(counted)
    assert [str(first.evaluation), str(second.evaluation)] == ["Hoàng Thị Hằng", "Trịnh Mạnh Lâm"]
    assert [(vote.label, vote.number, str(vote.share)) for vote in second.votes] == [
        ("Hoàn thành tốt nhiệm vụ", 1, "33.3"),
        ("Hoàn thành nhiệm vụ", 2, "66.7"),
        ("Không hoàn thành nhiệm vụ", 0, "0.0"),
    ]
    assert [vote.reaches for vote in second.votes] == [False, True, False]
    said = votes_of([of(cast.deputy), of(cast.member)])
    assert [(vote.level, vote.votes, vote.body, vote.agreed) for vote in said[of(cast.deputy).pk]] == [
        ("good", 3, 3, None)
    ]
    actions = list(AuditEvent.objects.filter(action__contains="ballot").values_list("action", flat=True))
    assert sorted(actions) == [
        "evaluations.ballot_confirmed",
        "evaluations.ballot_counted",
        "evaluations.ballot_counted",
        "evaluations.ballot_prepared",
    ]


def test_two_who_differ_see_where_and_both_count_again(ballot: Ballot, cast: Cast) -> None:
    right, wrong = numbers(ballot, (3, 0, 0), (1, 2, 0)), numbers(ballot, (3, 0, 0), (2, 1, 0))
    enter_count(ballot, by=cast.secretary, **wrong)
    enter_count(ballot, by=cast.deputy, **right)

    for user in (cast.secretary, cast.deputy):
        found = progress_of(ballot, user)
        assert [(row.row, row.column, row.first, row.second) for row in found.differences] == [
            ("Trịnh Mạnh Lâm", "Hoàn thành tốt nhiệm vụ", 2, 1),
            ("Trịnh Mạnh Lâm", "Hoàn thành nhiệm vụ", 1, 2),
        ]
        assert found.is_my_turn
    assert progress_of(ballot, cast.commune).differences == ()

    enter_count(ballot, by=cast.secretary, **right)
    ballot.refresh_from_db()
    assert ballot.state == State.PREPARED
    assert progress_of(ballot, cast.secretary).is_my_turn is False
    assert progress_of(ballot, cast.deputy).is_my_turn
    assert progress_of(ballot, cast.deputy).differences == ()
    assert enter_count(ballot, by=cast.deputy, **right).state == State.CONFIRMED


def test_two_who_differ_again_count_a_third_time(ballot: Ballot, cast: Cast) -> None:
    right, wrong = numbers(ballot, (3, 0, 0), (1, 2, 0)), numbers(ballot, (3, 0, 0), (2, 1, 0))
    enter_count(ballot, by=cast.deputy, **right)
    enter_count(ballot, by=cast.secretary, **wrong)
    enter_count(ballot, by=cast.deputy, **right)
    enter_count(ballot, by=cast.secretary, **wrong)
    assert progress_of(ballot, cast.deputy).differences
    enter_count(ballot, by=cast.secretary, **right)
    ballot.refresh_from_db()
    assert ballot.state == State.PREPARED
    assert enter_count(ballot, by=cast.deputy, **right).state == State.CONFIRMED


@pytest.mark.parametrize(
    ("change", "words", "field"),
    [
        ({"issued": 4}, "Phát ra 4 phiếu, nhiều hơn 3 người", "issued"),
        ({"issued": 2}, "Thu về 3 phiếu, nhiều hơn 2 phiếu phát ra", "collected"),
        ({"invalid": 4}, "Có 4 phiếu không hợp lệ, nhiều hơn 3 phiếu thu về", "invalid"),
        ({"invalid": 1}, r"Hoàng Thị Hằng: 3 \+ 0 \+ 0 \+ 0 = 3, thừa 1 so với 2 phiếu hợp lệ", None),
    ],
)
def test_counts_that_do_not_add_up_are_refused_by_name(ballot: Ballot, cast: Cast, change, words, field) -> None:
    entered = numbers(ballot, (3, 0, 0), (1, 2, 0)) | change

    with pytest.raises(DomainError, match=words) as refusal:
        enter_count(ballot, by=cast.secretary, **entered)
    assert refusal.value.field == field
    assert not BallotCount.objects.exists()


def test_29_and_99_and_13_are_not_142(period: Period, commune: Commune, cast: Cast) -> None:
    cell = Evaluation.objects.get(period=period, cell=commune.cells[0], member=None)
    ballot = prepare_ballot(
        period,
        commune.committee,
        by=cast.commune,
        stage=Stage.LEVELS,
        evaluations=[cell],
        body=142,
        body_reason="Hội nghị toàn thể",
    )
    counts = {str(cell.pk): {"good": 29, "completed": 99, "failed": 13}}
    with pytest.raises(DomainError) as refusal:
        enter_count(ballot, by=cast.commune, issued=142, collected=142, invalid=0, counts=counts)
    assert str(refusal.value) == (
        "Chi bộ thôn Song Vân: 29 + 99 + 13 + 0 = 141, thiếu 1 so với 142 phiếu hợp lệ; hãy đếm lại dòng này."
    )


def test_a_third_person_and_a_confirmed_or_void_ballot_take_no_numbers(ballot: Ballot, cast: Cast) -> None:
    entered = numbers(ballot, (3, 0, 0), (1, 2, 0))
    enter_count(ballot, by=cast.secretary, **numbers(ballot, (3, 0, 0), (2, 1, 0)))
    enter_count(ballot, by=cast.deputy, **entered)
    with pytest.raises(DomainError, match="Đã có hai người nhập kết quả kiểm phiếu: Bùi Thị Tuyết, Hoàng Thị Hằng"):
        enter_count(ballot, by=cast.commune, **entered)

    with pytest.raises(DomainError, match="Hãy ghi lý do hủy"):
        void_ballot(ballot, by=cast.secretary, reason=" ")
    void_ballot(ballot, by=cast.secretary, reason="Phát nhầm phiếu")
    with pytest.raises(DomainError, match="đã hủy nên không nhập kết quả"):
        enter_count(ballot, by=cast.deputy, **entered)
    with pytest.raises(DomainError, match="không làm được ở trạng thái"):
        void_ballot(Ballot.objects.get(), by=cast.secretary, reason="Lần nữa")


def test_the_second_stage_is_for_those_who_reached_good(
    period: Period, ballot: Ballot, commune: Commune, cast: Cast, of
) -> None:
    paper = {"by": cast.secretary, "stage": Stage.EXCELLENT}
    with pytest.raises(DomainError, match="chưa đạt: Hoàng Thị Hằng"):
        prepare_ballot(period, commune.cells[0], evaluations=[of(cast.deputy)], **paper)
    for user in (cast.secretary, cast.deputy):
        enter_count(ballot, by=user, **numbers(ballot, (3, 0, 0), (1, 2, 0)))
    with pytest.raises(DomainError, match="chưa đạt: Trịnh Mạnh Lâm"):
        prepare_ballot(period, commune.cells[0], evaluations=[of(cast.member)], **paper)

    second = prepare_ballot(period, commune.cells[0], evaluations=[of(cast.deputy)], **paper)
    for user in (cast.secretary, cast.commune):
        enter_count(second, by=user, **numbers(second, (2, 1)))

    (said,) = votes_of([of(cast.deputy)])[of(cast.deputy).pk]
    assert (said.level, said.votes, said.body, said.agreed) == ("excellent", 2, 3, 2)


def test_voted_on_after_sending_or_when_closed(period: Period, commune: Commune, cast: Cast, of, sent) -> None:
    evaluation = sent(cast.member)
    ballot = prepare_ballot(period, commune.cells[0], by=cast.secretary, stage=Stage.LEVELS, evaluations=[evaluation])
    Period.objects.filter(pk=period.pk).update(state="closed", closed_by=cast.commune, closed_at="2026-11-22T00:00Z")
    with pytest.raises(DomainError, match="đã kết thúc"):
        enter_count(ballot, by=cast.secretary, **numbers(ballot, (3, 0, 0)))
    with pytest.raises(DomainError, match="đã kết thúc"):
        void_ballot(ballot, by=cast.secretary, reason="x")
