"""What waits on the first page: questions from above, shortcomings whose day has come."""

import datetime as dt

from evaluations.models import Evaluation, Suggestion
from evaluations.services.periods import open_period
from evaluations.services.shortcomings import name_shortcoming, report_shortcoming
from reports.queries.home import waiting_for
from tests.cast import Cast, Commune

DUE = dt.date(2026, 10, 31)


def titles(user) -> list[str]:
    return [row.title for row in waiting_for(user) if "kiểm điểm" in row.title or "Hạn chế" in row.title]


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
