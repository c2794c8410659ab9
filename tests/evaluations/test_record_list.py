"""Which of the nine records of an evaluation exist (QĐ 366 Đ17)."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluations.models import Complaint, Evaluation, Opinion, Period, ReviewMeeting, SelfReview, Suggestion
from evaluations.queries.record_list import RECORDS, RecordLine, RecordList, record_lists
from evaluations.services.decisions import decide_evaluation
from evaluations.services.process import review_evaluation
from tests.cast import Cast, Commune
from tests.evaluations.conftest import DAY
from tests.factories import make_open_meeting
from tests.reports.papers import make_approved_meeting


def record_list_of(evaluation: Evaluation) -> RecordList:
    return record_lists(evaluation.period, [evaluation])[0]


def line_of(evaluation: Evaluation, key: str) -> RecordLine:
    return next(line for line in record_list_of(evaluation).lines if line.key == key)


@pytest.fixture
def decided(sent: Any, cast: Cast) -> Evaluation:
    """The member's evaluation: written, sent, appraised and decided."""
    evaluation = sent(cast.member)
    SelfReview.objects.create(evaluation=evaluation, form="2C", level="good", updated_by=cast.secretary)
    review_evaluation(evaluation, by=cast.officer, level="good", opinion="Đồng ý")
    decide_evaluation(evaluation, by=cast.commune, level="good", decided_on=DAY, document_number="15-QĐ/ĐU")
    return Evaluation.objects.select_related("period", "cell", "member").get(pk=evaluation.pk)


def test_record_list_has_the_nine_kinds_in_their_order(of: Any, cast: Cast) -> None:
    lines = record_list_of(of(cast.member)).lines
    assert [(line.number, line.key) for line in lines] == [(place, key) for place, (key, _) in enumerate(RECORDS, 1)]
    assert len(lines) == 9


def test_record_list_of_an_open_evaluation_misses_what_every_subject_has(of: Any, cast: Cast) -> None:
    found = record_list_of(of(cast.member))
    assert [line.key for line in found.missing] == ["review", "minutes", "appraisal", "result"]
    assert line_of(of(cast.member), "review").note == "Chưa gửi"
    assert found.count == 0


def test_record_list_names_each_paper_with_its_day(decided: Evaluation) -> None:
    assert line_of(decided, "review").found == ("Mẫu 2C-HD KĐ.ĐG 2025, gửi ngày 22/11/2026",)
    assert line_of(decided, "appraisal").found == ("Ý kiến thẩm định ngày 22/11/2026: Hoàn thành tốt nhiệm vụ",)
    assert line_of(decided, "result").found == ("Quyết định số 15-QĐ/ĐU, ngày 20/11/2026: Hoàn thành tốt nhiệm vụ",)
    assert [line.key for line in record_list_of(decided).missing] == ["minutes"]


def test_record_list_without_words_says_that_only_numbers_were_sent(sent: Any, cast: Cast) -> None:
    line = line_of(sent(cast.member), "review")
    assert (line.is_missing, line.note) == (True, "Đã gửi số liệu, chưa viết bản kiểm điểm")


def test_record_list_counts_minutes_once_they_are_approved(decided: Evaluation, commune: Commune, cast: Cast) -> None:
    kept = {"period": decided.period, "organisation": commune.cells[0], "recorded_by": cast.secretary}
    review = ReviewMeeting.objects.create(meeting=make_open_meeting(commune.cells[0], DAY), **kept)
    assert line_of(decided, "minutes").note == "Biên bản chưa được duyệt"
    assert line_of(decided, "minutes").is_missing
    ReviewMeeting.objects.filter(pk=review.pk).update(meeting=make_approved_meeting(commune, cast))
    assert line_of(decided, "minutes").found == ("Biên bản sinh hoạt thường kỳ tháng 10/2026, ngày 05/10/2026",)


def test_record_list_has_what_only_some_subjects_have(decided: Evaluation, cast: Cast) -> None:
    by = {"recorded_by": cast.officer}
    stay = {"giver": "residence", "giver_name": "Chi ủy thôn Hạ", "text": "Gương mẫu"}
    Opinion.objects.create(evaluation=decided, given_on=DAY, **stay, **by)
    Opinion.objects.create(evaluation=decided, giver="cell_committee", level="good", given_on=DAY, **by)
    Suggestion.objects.create(evaluation=decided, question="Vì sao?", asked_on=DAY, asked_by=cast.officer)
    Complaint.objects.create(evaluation=decided, content="Chưa đúng", received_on=DAY, **by)
    assert line_of(decided, "residence").found == ("Chi ủy thôn Hạ, ngày 20/11/2026",)
    assert len(line_of(decided, "opinions").found) == 1
    assert line_of(decided, "suggestions").found == ("Gợi ý kiểm điểm, ngày 20/11/2026 (chưa giải trình)",)
    assert line_of(decided, "complaints").found == ("Khiếu nại nhận ngày 20/11/2026 (đã nhận)",)


def test_residence_is_required_only_where_the_regulation_asks_for_it(of: Any, cast: Cast) -> None:
    evaluation = of(cast.member)
    assert evaluation.subject == "member_outside"
    assert not line_of(evaluation, "residence").is_required
    evaluation.subject = "member"
    assert line_of(evaluation, "residence").is_required


def test_who_was_put_off_lacks_nothing_but_says_why(of: Any, cast: Cast) -> None:
    evaluation = of(cast.member)
    evaluation.state, evaluation.postponed_reason = "postponed", "Đi chữa bệnh"
    found = record_list_of(evaluation)
    assert not found.missing
    assert found.lines[0].note == "Chưa kiểm điểm: Đi chữa bệnh"


def test_record_lists_cost_the_same_for_one_and_for_many(period: Period, decided: Evaluation) -> None:
    rows = list(Evaluation.objects.filter(period=period).select_related("period", "cell", "member"))
    assert len(rows) > 3
    numbers = []
    for some in (rows[:1], rows):
        with CaptureQueriesContext(
            connection,
        ) as counted:
            record_lists(period, some)
        numbers.append(len(counted))
    assert numbers[0] == numbers[1] <= 12
