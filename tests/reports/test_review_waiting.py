"""What waits on the first page: questions from above, shortcomings whose day has come."""

import datetime as dt

from cells.models import StatusPeriod
from evaluations.models import Evaluation, Period, SelfReview, Suggestion
from evaluations.queries.self_reviews import written_reviews
from evaluations.services.periods import open_period
from evaluations.services.shortcomings import name_shortcoming, report_shortcoming
from reports.queries.home import waiting_for
from tests.cast import NOON, Cast, Commune

DUE = dt.date(2026, 10, 31)


def about_forms(user) -> list[tuple[str, str, str]]:
    return [
        (row.title, row.detail, row.url)
        for row in waiting_for(user)
        if row.title.startswith(("Viết bản", "Phiếu bị trả"))
    ]


def test_own_form_waits_until_all_is_written_and_a_level_is_chosen(commune: Commune, cast: Cast) -> None:
    period = open_period(commune.committee, year=2026, by=cast.commune)
    row = Evaluation.objects.get(period=period, member=cast.member.member)
    at = f"/danh-gia/phieu/{row.pk}/kiem-diem/"
    assert about_forms(cast.member) == [("Viết bản kiểm điểm năm 2026", "đã viết 0/8 mục", at)]
    assert about_forms(cast.stranger) == about_forms(cast.admin) == []

    sections = {item.section.key: "Đã làm" for item in written_reviews([row])[0].written if item.section.kind == "text"}
    review = SelfReview.objects.create(evaluation=row, form="2C", sections=sections, updated_by=cast.member)
    assert about_forms(cast.member)[0][1] == "đã viết đủ, chưa chọn mức tự xếp loại"
    SelfReview.objects.filter(pk=review.pk).update(level="good")
    assert about_forms(cast.member) == []


def test_own_form_of_one_freed_from_party_work_or_in_a_closed_year_does_not_wait(commune: Commune, cast: Cast) -> None:
    period = open_period(commune.committee, year=2026, by=cast.commune)
    StatusPeriod.objects.create(member=cast.member.member, status="exempt", valid_from=dt.date(2026, 1, 1))
    assert about_forms(cast.member) == []
    assert len(about_forms(cast.deputy)) == 1
    Period.objects.filter(pk=period.pk).update(state="closed", closed_by=cast.commune, closed_at=NOON)
    assert about_forms(cast.deputy) == []


def test_returned_form_waits_with_its_reason_for_the_member_and_the_leaders(commune: Commune, cast: Cast) -> None:
    period = open_period(commune.committee, year=2026, by=cast.commune)
    row = Evaluation.objects.get(period=period, member=cast.member.member)
    Evaluation.objects.filter(pk=row.pk).update(returned_reason="Ghi rõ việc vượt mức.")
    told = ("Phiếu bị trả lại: Trịnh Mạnh Lâm", "Ghi rõ việc vượt mức.", row.get_absolute_url())
    assert told in about_forms(cast.secretary)
    assert told in about_forms(cast.member)
    assert told not in about_forms(cast.commune)
    assert told not in about_forms(cast.stranger)
    Evaluation.objects.filter(pk=row.pk).update(state="submitted", submitted_by=cast.secretary, submitted_at=NOON)
    assert told not in about_forms(cast.secretary)


def titles(user) -> list[str]:
    return [row.title for row in waiting_for(user) if "gợi ý kiểm điểm" in row.title or "Hạn chế" in row.title]


def test_question_waits_for_the_member_and_the_leaders_until_it_is_answered(commune: Commune, cast: Cast) -> None:
    period = open_period(commune.committee, year=2026, by=cast.commune)
    evaluation = Evaluation.objects.get(period=period, member=cast.member.member)
    row = Suggestion.objects.create(evaluation=evaluation, question="Đảng phí?", asked_on=DUE, asked_by=cast.commune)
    sentence = "Giải trình gợi ý kiểm điểm: Trịnh Mạnh Lâm"
    assert titles(cast.member) == titles(cast.secretary) == [sentence]
    assert titles(cast.stranger) == []
    Suggestion.objects.filter(pk=row.pk).update(answer="Thu đủ")
    assert titles(cast.member) == []


def test_shortcoming_waits_from_its_day_until_it_is_remedied(commune: Commune, cast: Cast) -> None:
    cell, by = commune.cells[0], cast.secretary
    row = name_shortcoming(cell, year=2025, text="Ít chuyên đề", due_on=DUE, responsible=cast.member.member, by=by)
    name_shortcoming(cell, year=2025, text="Còn xa", due_on=dt.date(2026, 12, 31), by=by)
    assert titles(cast.secretary) == titles(cast.member) == ["Hạn chế đến hạn khắc phục: Ít chuyên đề"]
    assert titles(cast.stranger) == []
    report_shortcoming(row, progress="remedied", remedied_on=DUE, result="Đủ 4", by=by)
    assert titles(cast.secretary) == []
