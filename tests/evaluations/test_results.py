"""Results as valid on a day: what was printed once comes out the same, whatever was decided again since."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from evaluations.documents import year_summary_file_name, year_summary_pdf
from evaluations.models import Decision, Evaluation, Period
from evaluations.queries.results import decisions_on, is_settled, outstanding_on, results_of, with_results_on
from evaluations.queries.summary import year_summary
from evaluations.services.awards import recognise_outstanding
from evaluations.services.corrections import FurtherPaper, correct_decision
from reports.catalogue import CATALOGUE
from reports.models import AskedPaper, Document
from tests.cast import Cast, Commune
from tests.evaluations.past import make_past

PRINTED = dt.date(2025, 12, 30)
LATER = dt.date(2026, 3, 2)


def at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(5), dt.UTC)


@pytest.fixture
def closed(commune: Commune, cast: Cast) -> Period:
    """2025, the first cell and its plain member decided on 20/12 and closed on 30/12."""
    make_past(commune.committee, 2025, commune.cells[0], "excellent", by=cast.commune)
    make_past(commune.committee, 2025, cast.member.member, "excellent", cell=commune.cells[0], by=cast.commune)
    Decision.objects.update(decided_at=at(dt.date(2025, 12, 20)))
    Period.objects.update(state="closed", closed_by=cast.commune, closed_at=at(PRINTED))
    return fresh()


def fresh() -> Period:
    return Period.objects.select_related("organisation").prefetch_related("organisation__periods").get(year=2025)


def correct(cast: Cast) -> Decision:
    evaluation = Evaluation.objects.get(member=cast.member.member)
    paper = FurtherPaper(LATER, "31-QĐ/ĐU")
    decision = correct_decision(evaluation, by=cast.commune, level="good", reason="Sai", paper=paper, seen=1)
    Decision.objects.filter(pk=decision.pk).update(decided_at=at(LATER))
    return decision


def test_summary_of_the_old_day_has_the_old_numbers_and_the_same_bytes(closed: Period, cast: Cast) -> None:
    with time_machine.travel(at(PRINTED), tick=False):
        printed = year_summary_pdf(closed)
    with time_machine.travel(at(dt.date(2026, 3, 1)), tick=False):
        printed_later = year_summary_pdf(closed)
    assert year_summary(closed).members.total.levels["excellent"] == 1
    correct(cast)

    now, then = year_summary(fresh()), year_summary(fresh(), as_of=PRINTED)

    assert (now.members.total.levels["excellent"], now.members.total.levels["good"]) == (0, 1)
    assert (then.members.total.levels["excellent"], then.members.total.levels["good"]) == (1, 0)
    assert year_summary_pdf(fresh(), PRINTED) == printed
    assert year_summary_pdf(fresh(), dt.date(2026, 3, 1)) == printed_later
    assert year_summary_pdf(fresh()) not in (printed, printed_later)
    assert year_summary_pdf(fresh(), LATER) == year_summary_pdf(fresh())


def test_paper_of_a_closed_year_is_kept_only_while_nothing_is_decided_again(closed: Period, cast: Cast) -> None:
    assert is_settled(closed)
    assert CATALOGUE["year_summary"].about.is_final(closed)
    correct(cast)
    assert not CATALOGUE["year_summary"].about.is_final(fresh())


def test_day_before_any_decision_has_none_and_the_paper_is_a_draft(closed: Period) -> None:
    early = dt.date(2025, 12, 19)
    assert list(decisions_on(early)) == []
    summary = year_summary(closed, as_of=early)
    assert (summary.waiting, summary.is_final) == (2, False)
    assert "(tạm tính), tính đến 19-12-2025" in year_summary_file_name(closed, early)


def test_mark_of_an_outstanding_cell_counts_from_the_day_it_was_recorded(closed: Period, cast: Cast) -> None:
    cell = Evaluation.objects.get(member=None)
    recognise_outstanding(closed, [cell], by=cast.commune, decided_on=LATER, document_number="40-QĐ/ĐU")
    decision = Decision.objects.get(evaluation=cell)
    assert outstanding_on(decision, None)
    assert outstanding_on(decision, dt.date(2026, 11, 22))
    assert not outstanding_on(decision, dt.date(2026, 11, 21))


def test_results_say_what_changed_since_in_a_fixed_number_of_queries(
    closed: Period, commune: Commune, cast: Cast, django_assert_num_queries
) -> None:
    correct(cast)
    rows = with_results_on(closed.evaluations.all(), PRINTED)
    with django_assert_num_queries(5):
        found = {str(row.evaluation): row for row in results_of(closed, rows, PRINTED)}
    member = found[str(cast.member.member)]
    assert (member.level.level, member.now.level) == ("excellent", "good")
    assert found[commune.cells[0].name].now is None
    for who in (cast.secretary, cast.deputy):
        make_past(commune.committee, 2025, who.member, "good", cell=commune.cells[0], by=cast.commune)
    with django_assert_num_queries(5):
        assert len(results_of(closed, with_results_on(closed.evaluations.all(), PRINTED), PRINTED)) == 4


def test_pages_take_a_day_and_say_what_is_wrong_with_it(closed: Period, cast: Cast, client_of) -> None:
    correct(cast)
    client = client_of(cast.commune)
    results = reverse("evaluations:result_list", args=[closed.pk])
    page = client.get(f"{results}?ngay=30/12/2025").content.decode()
    assert "Hoàn thành tốt nhiệm vụ" in page
    assert "field-error" in client.get(f"{results}?ngay=31/02/2025").content.decode()
    summary = reverse("reports:year_summary", args=[closed.pk])
    assert "đến hết ngày 30/12/2025" in client.get(f"{summary}?ngay=30/12/2025").content.decode()


def test_paper_of_a_day_is_asked_for_and_refused_out_of_its_time(closed: Period, cast: Cast, client_of) -> None:
    client = client_of(cast.commune)
    url = reverse("reports:summary_request", args=[closed.pk, "pdf"])
    assert client.post(url, {"ngay": "30/12/2025"}).status_code == 302
    asked = AskedPaper.objects.get()
    assert (asked.form, asked.last_on) == ("nam", PRINTED)
    assert Document.objects.get().title.startswith("Tổng hợp xếp loại năm 2025 tính đến 30/12/2025")
    assert CATALOGUE["year_summary_on"].build(asked) == year_summary_pdf(closed, PRINTED)
    answer = client.post(url, {"ngay": "30/12/2024"}, follow=True)
    assert "Ngày phải từ 01/01/2025 đến hôm nay" in answer.content.decode()
    answer = client.post(url, {"ngay": ""}, follow=True)
    assert "Hãy ghi ngày của bảng" in answer.content.decode()
