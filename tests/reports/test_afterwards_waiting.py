"""What waits after a decided year is shown to those who lead the committee, and to nobody else."""

import datetime as dt

import pytest
from django.urls import reverse

from cells.access import scope_of
from evaluations.models import AwardProposal, Complaint
from reports.queries.afterwards_waiting import afterwards_waiting
from reports.queries.waiting import read
from tests.cast import TODAY, Cast, Commune, sign_in
from tests.world_awards import build_awards


@pytest.fixture
def world(commune: Commune, cast: Cast) -> dict:
    return build_awards(commune, cast)


def titles(user, day: dt.date = TODAY) -> list[str]:
    return [row.title for row in read(afterwards_waiting(scope_of(user), day))]


def test_committee_sees_complaints_late_discipline_and_awards(world: dict, cast: Cast) -> None:
    assert titles(cast.commune) == [
        "Tố cáo, phản ánh chưa kết luận: đang xác minh",
        "1 kỷ luật đến sau cần xếp loại lại",
        "1 đề nghị khen thưởng năm 2025 chờ quyết định",
    ]
    for user in (cast.secretary, cast.member, cast.officer, cast.stranger):
        assert titles(user) == []
    page = client_page(cast)
    assert "Tố cáo, phản ánh chưa kết luận" in page
    assert "Người Tố Cáo" not in page


def client_page(cast: Cast) -> str:
    return sign_in(cast.commune).get(reverse("reports:home")).content.decode()


def test_complaint_is_late_after_its_term_and_waits_for_the_decision_after_its_conclusion(world, cast: Cast) -> None:
    Complaint.objects.update(due_on=dt.date(2026, 2, 4))
    (first, *_others) = read(afterwards_waiting(scope_of(cast.commune), TODAY))
    assert first.is_late
    Complaint.objects.update(state="concluded", outcome="reappraised", conclusion="x", concluded_on=dt.date(2026, 1, 7))
    assert titles(cast.commune)[0] == "Đã kết luận xếp loại lại, chưa có quyết định"
    Complaint.objects.update(outcome="kept")
    AwardProposal.objects.update(state="refused")
    assert titles(cast.commune) == ["1 kỷ luật đến sau cần xếp loại lại"]


def test_complaint_about_oneself_does_not_wait_for_oneself(world, cast: Cast) -> None:
    Complaint.objects.update(evaluation=world["decided_cell"])
    assert "chưa kết luận" in titles(cast.commune)[0]
    evaluation = Complaint.objects.get().evaluation
    evaluation.subject, evaluation.member = "leader", cast.commune.member
    evaluation.save(update_fields=["subject", "member"])
    assert "chưa kết luận" not in titles(cast.commune)[0]


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (dt.date(2026, 8, 31), False),
        (dt.date(2026, 9, 1), True),
        (dt.date(2026, 9, 30), True),
        (dt.date(2026, 10, 1), False),
    ],
)
def test_budget_is_due_in_september(world, cast: Cast, day: dt.date, shown: bool) -> None:
    assert ("Lập dự toán khen thưởng năm 2027" in titles(cast.commune, day)) is shown
