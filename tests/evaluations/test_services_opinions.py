"""What others say of a subject, one by one and as a sheet; questions from above with their answers."""

import datetime as dt

import pytest

from accounts.models import AuditEvent
from core.errors import DomainError
from evaluations.models import Opinion, Suggestion
from evaluations.services.opinions import (
    Cell,
    OpinionErrors,
    Said,
    change_opinion,
    enter_opinions,
    record_opinion,
    remove_opinion,
)
from evaluations.services.suggestions import answer_suggestion, make_suggestion, remove_suggestion
from tests.cast import Cast

DAY = dt.date(2026, 11, 18)
CIVIL = Said("civil_service", "good", given_on=DAY, giver_name="UBND xã", document="12/TB-UBND")
HOME = Said("residence", text="Gương mẫu nơi cư trú", given_on=DAY)


def standing() -> list[Opinion]:
    return list(Opinion.objects.filter(is_removed=False).order_by("pk"))


def test_record_opinion_keeps_it_once_with_its_line(of, cast: Cast) -> None:
    evaluation = of(cast.member)
    first = record_opinion(evaluation, said=CIVIL, by=cast.secretary)
    assert record_opinion(evaluation, said=CIVIL, by=cast.secretary) == first
    assert (first.level, first.giver_name, first.document, first.given_on) == ("good", "UBND xã", "12/TB-UBND", DAY)
    line = AuditEvent.objects.get(action="evaluations.opinion_recorded")
    assert line.changes == {
        "giver": [None, "xếp loại cán bộ, công chức, viên chức, người lao động"],
        "level": [None, "good"],
    }


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (Said("nobody", "good", given_on=DAY), "Hãy chọn bên cho ý kiến"),
        (Said("cell", "best", given_on=DAY), "Hãy chọn một mức"),
        (Said("cell", given_on=DAY), "Hãy chọn mức hoặc ghi nội dung"),
        (Said("civil_service", text="tốt", given_on=DAY), "phải có mức"),
        (Said("cell", "good"), "Hãy ghi ngày"),
        (Said("cell", "good", given_on=dt.date(2026, 11, 30)), "chưa đến"),
        (Said("cell", "good", given_on=dt.date(2025, 12, 30)), "trước năm đánh giá 2026"),
    ],
)
def test_record_opinion_refuses(of, cast: Cast, said, sentence) -> None:
    with pytest.raises(DomainError, match=sentence):
        record_opinion(of(cast.member), said=said, by=cast.secretary)
    assert not Opinion.objects.exists()


def test_change_opinion_puts_another_in_its_place(of, cast: Cast) -> None:
    evaluation = of(cast.member)
    old = record_opinion(evaluation, said=CIVIL, by=cast.secretary)
    new = change_opinion(old, said=Said("civil_service", "excellent", given_on=DAY), by=cast.deputy)
    assert [row.level for row in standing()] == ["excellent"]
    assert Opinion.objects.get(pk=old.pk).is_removed
    line = AuditEvent.objects.get(action="evaluations.opinion_changed")
    assert (line.thing_id, line.changes["level"]) == (new.pk, ["good", "excellent"])
    with pytest.raises(DomainError, match="đã được bỏ hoặc thay"):
        change_opinion(old, said=CIVIL, by=cast.deputy)
    remove_opinion(new, by=cast.deputy)
    assert standing() == []
    with pytest.raises(DomainError, match="đã được bỏ hoặc thay"):
        remove_opinion(new, by=cast.deputy)


def test_opinion_on_what_is_decided_is_refused(sent, cast: Cast) -> None:
    evaluation = sent(cast.member)
    record_opinion(evaluation, said=HOME, by=cast.commune)
    type(evaluation).objects.filter(pk=evaluation.pk).update(state="decided")
    with pytest.raises(DomainError, match="đã quyết định nên không ghi thêm ý kiến"):
        record_opinion(evaluation, said=CIVIL, by=cast.commune)


def test_enter_opinions_keeps_changes_and_takes_away(of, period, cast: Cast) -> None:
    member, deputy = of(cast.member), of(cast.deputy)
    old = record_opinion(member, said=CIVIL, by=cast.secretary)
    gone = record_opinion(deputy, said=CIVIL, by=cast.secretary)
    boxes = [
        Cell(member.pk, Said("civil_service", "good", given_on=dt.date(2026, 11, 20)), shown=old.pk),
        Cell(member.pk, HOME),
        Cell(deputy.pk, Said("civil_service"), shown=gone.pk),
        Cell(deputy.pk, Said("cell_committee", "good", given_on=DAY)),
    ]
    assert enter_opinions(period, boxes=boxes, by=cast.secretary) == 3
    found = {(row.evaluation_id, row.giver): (row.level, row.text, row.given_on) for row in standing()}
    assert found == {
        (member.pk, "civil_service"): ("good", "", DAY),
        (member.pk, "residence"): ("", "Gương mẫu nơi cư trú", DAY),
        (deputy.pk, "cell_committee"): ("good", "", DAY),
    }


def test_enter_opinions_again_changes_nothing(of, period, cast: Cast) -> None:
    boxes = [Cell(of(cast.member).pk, HOME), Cell(of(cast.deputy).pk, HOME)]
    assert enter_opinions(period, boxes=boxes, by=cast.secretary) == 2
    assert enter_opinions(period, boxes=boxes, by=cast.secretary) == 0
    assert len(standing()) == 2


def test_enter_opinions_refuses_all_when_one_box_is_wrong_or_stale(of, period, cast: Cast) -> None:
    member, deputy = of(cast.member), of(cast.deputy)
    record_opinion(member, said=CIVIL, by=cast.deputy)
    boxes = [
        Cell(member.pk, Said("civil_service", "failed", given_on=DAY)),
        Cell(deputy.pk, Said("cell", "good")),
        Cell(deputy.pk, HOME),
    ]
    with pytest.raises(OpinionErrors) as refused:
        enter_opinions(period, boxes=boxes, by=cast.secretary)
    assert set(refused.value.errors) == {(member.pk, "civil_service"), (deputy.pk, "cell")}
    assert "Có người vừa sửa ô này thành “Hoàn thành tốt nhiệm vụ”" in refused.value.errors[member.pk, "civil_service"]
    assert [row.level for row in standing()] == ["good"]


def test_suggestion_is_made_answered_and_not_taken_back_after_that(of, cast: Cast) -> None:
    evaluation = of(cast.member)
    asked = make_suggestion(evaluation, question="Việc thu đảng phí?", document="CV 5", asked_on=DAY, by=cast.commune)
    assert make_suggestion(evaluation, question="Việc thu đảng phí?", asked_on=DAY, by=cast.commune) == asked
    assert answer_suggestion(asked, answer="Đã thu đủ.", by=cast.member, seen="")
    assert not answer_suggestion(asked, answer="Đã thu đủ.", by=cast.member, seen="")
    asked.refresh_from_db()
    assert (asked.answer, asked.answered_at is not None) == ("Đã thu đủ.", True)
    with pytest.raises(DomainError, match="ghi giải trình khác: “Đã thu đủ"):
        answer_suggestion(asked, answer="Chưa thu.", by=cast.secretary, seen="")
    with pytest.raises(DomainError, match="đã được giải trình nên không rút"):
        remove_suggestion(asked, by=cast.commune)
    deeds = [line.action for line in AuditEvent.objects.filter(action__contains="suggestion").order_by("pk")]
    assert deeds == ["evaluations.suggestion_made", "evaluations.suggestion_answered"]


def test_suggestion_refused_without_words_later_or_once_sent(of, sent, cast: Cast) -> None:
    evaluation = of(cast.member)
    with pytest.raises(DomainError, match="Hãy ghi nội dung cần làm rõ"):
        make_suggestion(evaluation, question=" ", asked_on=DAY, by=cast.commune)
    with pytest.raises(DomainError, match="chưa đến"):
        make_suggestion(evaluation, question="a", asked_on=dt.date(2026, 12, 1), by=cast.commune)
    asked = make_suggestion(evaluation, question="a", asked_on=DAY, by=cast.commune)
    sent(cast.member)
    with pytest.raises(DomainError, match="đã gửi nên không sửa"):
        answer_suggestion(asked, answer="b", by=cast.member)
    remove_suggestion(asked, by=cast.commune)
    assert not Suggestion.objects.filter(is_removed=False).exists()
    with pytest.raises(DomainError, match="đã được rút lại"):
        remove_suggestion(asked, by=cast.commune)
    type(evaluation).objects.filter(pk=evaluation.pk).update(state="decided")
    with pytest.raises(DomainError, match="đã quyết định nên không gợi ý thêm"):
        make_suggestion(evaluation, question="c", asked_on=DAY, by=cast.commune)
