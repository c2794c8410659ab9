"""The appraisal queue: disagreements first, one by one or together, and what each side says."""

import pytest
from django.urls import reverse

from evaluations.models import Complaint, Evaluation, Opinion, Period, Review, SelfReview
from evaluations.queries.queues import COMPLAINT, DIFFERENT, OPEN_ANSWER, appraisal_queue
from evaluations.services.process import review_evaluation
from tests.cast import Cast, Commune
from tests.evaluations.conftest import DAY, GOOD


def address(name: str, *args: object) -> str:
    return reverse(f"evaluations:{name}", args=args)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def queue(sent, cast: Cast) -> dict[str, Evaluation]:
    """One plain, one with opinions that differ, one that the rules leave open."""
    plain, differing = sent(cast.member), sent(cast.deputy)
    open_answer = sent(cast.secretary, GOOD | {"tasks_done": 9, "tasks_on_time": 9})
    SelfReview.objects.create(evaluation=differing, form="2C", level="excellent", updated_by=cast.deputy)
    Opinion.objects.create(
        evaluation=differing, giver="cell_committee", level="good", given_on=DAY, recorded_by=cast.secretary
    )
    return {"plain": plain, "differing": differing, "open": open_answer}


def test_disagreements_come_first_and_the_appraised_last(period: Period, queue, cast: Cast) -> None:
    Complaint.objects.create(evaluation=queue["open"], received_on=DAY, content="x", recorded_by=cast.commune)
    rows = appraisal_queue(period, cast.officer)
    assert [(row.evaluation, row.signs) for row in rows] == [
        (queue["open"], (COMPLAINT, OPEN_ANSWER)),
        (queue["differing"], (DIFFERENT,)),
        (queue["plain"], ()),
    ]
    assert [row.is_plain for row in rows] == [False, False, True]
    review_evaluation(queue["open"], by=cast.officer, level="completed", opinion="Một việc dừng do bão")
    assert [row.evaluation for row in appraisal_queue(period, cast.officer)][-1] == queue["open"]
    assert [row.evaluation for row in appraisal_queue(period, cast.officer, {"dau-hieu": DIFFERENT})] == [
        queue["differing"]
    ]
    assert [row.may_review for row in appraisal_queue(period, cast.secretary)] == [False, False, False]


def test_the_queue_page_approves_returns_to_itself_and_goes_on(period: Period, queue, cast: Cast, client_of) -> None:
    client, url = client_of(cast.officer), address("appraisal_queue", period.pk)
    page = text_of(client.get(url))
    assert "3 phiếu đã gửi, chưa quyết định; 3 chưa thẩm định, 2 cần xem kỹ" in page
    assert "các bên nêu mức khác nhau" in page
    assert "Duyệt 1 phiếu không vướng mắc" in page

    refused = client.post(address("evaluation_approve", queue["open"].pk), follow=True)
    assert "Chưa xác định được mức; hãy mở phiếu" in text_of(refused)
    done = client.post(address("evaluation_approve", queue["plain"].pk) + "?nhom=member_outside")
    assert done.headers["Location"] == f"{url}?nhom=member_outside"
    assert Review.objects.get().level == "good"

    review = client.get(address("evaluation_review", queue["differing"].pk) + "?hang=1")
    assert "Phiếu sau" in text_of(review)
    assert "khác mức tính" in text_of(review)
    onward = client.post(
        address("evaluation_review", queue["open"].pk) + "?hang=1", {"level": "completed", "opinion": "Do bão"}
    )
    assert onward.headers["Location"] == address("evaluation_review", queue["differing"].pk) + "?hang=1"


def test_batch_approval_names_what_is_left(period: Period, queue, cast: Cast, client_of) -> None:
    client, url = client_of(cast.officer), address("appraise_batch", period.pk)
    page = text_of(client.get(url))
    assert "2 phiếu cần xem riêng" in page
    assert "các bên nêu mức khác nhau" in page

    response = client.post(url, {"phieu": [row.pk for row in queue.values()]}, follow=True)

    assert "Đã thẩm định 1 phiếu." in text_of(response)
    assert "Hoàng Thị Hằng: các bên nêu mức khác nhau." in text_of(response)
    assert list(Review.objects.values_list("evaluation", flat=True)) == [queue["plain"].pk]
    assert "Chưa chọn phiếu nào" in text_of(client.post(url, follow=True))


def test_opinions_and_appraisal_are_not_shown_to_the_member(queue, cast: Cast, client_of) -> None:
    evaluation = queue["plain"]
    review_evaluation(evaluation, by=cast.officer, level="completed", opinion="Chậm hai việc")
    SelfReview.objects.create(evaluation=evaluation, form="2C", level="excellent", updated_by=cast.member)
    own = text_of(client_of(cast.member).get(evaluation.get_absolute_url()))
    assert "Tự xếp loại" in own
    assert "Ban tổ chức thẩm định" not in own
    assert "Chậm hai việc" not in own
    assert "Ban tổ chức thẩm định" in text_of(client_of(cast.secretary).get(evaluation.get_absolute_url()))


def test_the_queue_asks_as_much_for_one_as_for_three(
    period: Period, sent, cast: Cast, commune: Commune, django_assert_max_num_queries
) -> None:
    sent(cast.member)
    for user in (cast.deputy, cast.secretary):
        with django_assert_max_num_queries(26):
            appraisal_queue(period, cast.officer)
        sent(user)
