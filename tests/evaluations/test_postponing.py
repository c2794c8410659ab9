"""Put off at the review, and completed later, also after the year was closed."""

import datetime as dt

import openpyxl
import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from core.errors import DomainError
from evaluations.documents.postponed import postponed_list_pdf, postponed_list_word, postponed_list_xlsx
from evaluations.models import Decision, Evaluation, Period
from evaluations.services.decisions import decide_evaluation
from evaluations.services.facts import enter_facts
from evaluations.services.periods import close_period
from evaluations.services.postponing import postpone_evaluation, resume_evaluation
from evaluations.services.process import submit_evaluation
from tests.cast import Cast, Commune
from tests.evaluations.conftest import DAY, GOOD
from tests.evaluations.test_documents import words
from tests.workbooks import whole

PAPER = {"decided_on": DAY, "document_number": "15-QĐ/ĐU", "despite": "Thử"}
REASON = "Điều trị ở Bệnh viện 108"


@pytest.fixture
def closed(period: Period, commune: Commune, cast: Cast, sent, of) -> Evaluation:
    """The evaluation of a member who was put off in a year that was closed without it."""
    postpone_evaluation(of(cast.member), by=cast.secretary, reason=REASON, until=dt.date(2027, 1, 10))
    for subject in (cast.secretary, cast.deputy, cast.commune, *commune.cells):
        decide_evaluation(sent(subject), by=cast.commune, level="good", **PAPER)
    close_period(period, by=cast.commune)
    return of(cast.member)


def test_postpone_keeps_reason_and_day_and_says_so(of, cast: Cast) -> None:
    postpone_evaluation(of(cast.member), by=cast.secretary, reason=f"  {REASON} ", until=dt.date(2027, 1, 10))

    row = of(cast.member)
    assert (row.state, row.postponed_reason, row.postponed_until) == ("postponed", REASON, dt.date(2027, 1, 10))
    event = AuditEvent.objects.get(action="evaluations.evaluation_postponed")
    assert (event.actor, event.note) == (cast.secretary, REASON)
    postpone_evaluation(row, by=cast.secretary, reason=REASON, until=dt.date(2027, 1, 10))
    assert AuditEvent.objects.filter(action="evaluations.evaluation_postponed").count() == 1
    postpone_evaluation(row, by=cast.secretary, reason="Đi công tác nước ngoài")
    assert of(cast.member).postponed_reason == "Đi công tác nước ngoài"


def test_postpone_without_reason_or_to_a_past_day_is_refused(of, cast: Cast) -> None:
    with pytest.raises(DomainError, match="Hãy ghi lý do chưa kiểm điểm"):
        postpone_evaluation(of(cast.member), by=cast.secretary, reason=" ")
    with pytest.raises(DomainError, match="từ hôm nay trở đi"):
        postpone_evaluation(of(cast.member), by=cast.secretary, reason="Ốm", until=dt.date(2026, 11, 1))
    assert of(cast.member).state == "open"


def test_postpone_what_was_sent_or_resume_what_was_not_put_off_is_refused(sent, of, cast: Cast) -> None:
    with pytest.raises(DomainError, match="không để lại được"):
        postpone_evaluation(sent(cast.member), by=cast.secretary, reason="Ốm")
    with pytest.raises(DomainError, match="không ở danh sách để lại"):
        resume_evaluation(of(cast.deputy), by=cast.secretary)


def test_year_closes_without_those_put_off(closed: Evaluation) -> None:
    assert closed.period.state == Period.State.CLOSED
    assert closed.state == Evaluation.State.POSTPONED
    assert AuditEvent.objects.get(action="evaluations.period_closed").changes["postponed"] == [0, 1]


def test_completed_in_addition_after_the_close_it_goes_the_usual_way(closed: Evaluation, cast: Cast, of) -> None:
    resume_evaluation(closed, by=cast.secretary)
    with pytest.raises(DomainError, match="không ở danh sách để lại"):
        resume_evaluation(closed, by=cast.secretary)
    enter_facts(of(cast.member), by=cast.secretary, values=GOOD)
    submit_evaluation(of(cast.member), by=cast.secretary)
    decide_evaluation(of(cast.member), by=cast.commune, level="good", **PAPER)

    assert Decision.objects.get(evaluation=closed).level == "good"
    assert "Bổ sung sau khi kết thúc kỳ" in AuditEvent.objects.get(action="evaluations.evaluation_resumed").note
    with pytest.raises(DomainError):
        enter_facts(of(cast.secretary), by=cast.secretary, values=GOOD | {"tasks_assigned": 11})
    with pytest.raises(DomainError):
        decide_evaluation(of(cast.secretary), by=cast.commune, level="failed", reason="x", **PAPER)


def test_list_is_a_paper_a_word_file_and_a_workbook(closed: Evaluation) -> None:
    rows = Period.objects.select_related("organisation").prefetch_related("organisation__periods")
    period = rows.get(pk=closed.period_id)
    sheet = openpyxl.load_workbook(whole(postponed_list_xlsx(period)))["Chưa kiểm điểm"]
    listed = [row for row in sheet.iter_rows(values_only=True) if row[1] == "Trịnh Mạnh Lâm"]
    assert [(row[3], row[5:8]) for row in listed] == [("Chi bộ thôn Song Vân", ("x", "x", REASON))]
    assert postponed_list_word(period)[:2] == b"PK"
    text = words(postponed_list_pdf(period))
    assert "đảng viên, tập thể chưa kiểm điểm, xếp loại năm 2026" in text
    assert "dự kiến kiểm điểm 10/01/2027" in text
    assert "T/M ĐẢNG ỦY" in text
    assert "Lê Quang Vinh" in text.split("T/M ĐẢNG ỦY")[1]


def test_pages_put_off_list_and_take_up_again(closed: Evaluation, cast: Cast, client_of) -> None:
    client = client_of(cast.secretary)
    listed = client_of(cast.commune).get(reverse("evaluations:postponed_list", args=[closed.period_id]))
    assert "Trịnh Mạnh Lâm" in listed.content.decode()
    assert REASON in listed.content.decode()
    page = client.get(reverse("evaluations:evaluation_detail", args=[closed.pk])).content.decode()
    assert REASON in page

    response = client.post(reverse("evaluations:evaluation_resume", args=[closed.pk]))

    assert response.url == closed.get_absolute_url()
    closed.refresh_from_db()
    assert closed.state == "open"
    page = client.get(response.url).content.decode()
    assert reverse("evaluations:facts_enter", args=[closed.pk]) in page
    refused = client.post(reverse("evaluations:evaluation_postpone", args=[closed.pk]), {"reason": "", "until": ""})
    assert refused.status_code == 200
    client.post(reverse("evaluations:evaluation_postpone", args=[closed.pk]), {"reason": "Ốm lại", "until": ""})
    closed.refresh_from_db()
    assert (closed.state, closed.postponed_reason) == ("postponed", "Ốm lại")
