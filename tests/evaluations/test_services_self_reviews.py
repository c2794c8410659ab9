"""Writing the form of a review: by section, with the words of two people at once, and the level proposed."""

import pytest

from accounts.models import AuditEvent
from core.errors import DomainError
from evaluations.models import Evaluation, SelfReview
from evaluations.queries.regulations import regulation_of
from evaluations.rules.regulation import load_regulation
from evaluations.rules.review_forms import form_of, written_sections
from evaluations.services.self_reviews import ReviewConflict, propose_level, seen_mark, write_section
from tests.cast import Cast, Commune

NOTHING = seen_mark("")


def first_key(evaluation: Evaluation) -> str:
    form = form_of(regulation_of(evaluation.period), evaluation.rule_subject)
    return written_sections(form)[0].key


@pytest.mark.parametrize(
    ("regulation", "subject", "key"),
    [
        ("366-43", "cell", "01"),
        ("366-43", "leader", "2A"),
        ("366-43", "member", "2B"),
        ("366-43", "member_outside", "2C"),
        ("124-25", "member", "02A"),
        ("124-25", "leader", "02B"),
        ("132-21", "member", "02"),
    ],
)
def test_form_has_the_number_of_its_year_and_sections_to_write(regulation, subject, key) -> None:
    form = form_of(load_regulation(regulation), subject)
    assert form.key == key
    kinds = {section.kind for section in written_sections(form)}
    assert {"text", "shortcomings", "suggestions"} <= kinds


def test_every_subject_of_every_year_has_a_form_with_sections() -> None:
    for regulation in map(load_regulation, ("366-43", "124-25", "132-21", "tsvm-2014")):
        for subject in regulation.subjects:
            form = form_of(regulation, subject.key)
            assert form.name, (regulation.key, subject.key)
            assert written_sections(form), (regulation.key, subject.key)


def test_write_section_keeps_the_words_and_leaves_them_out_of_the_trail(of, cast: Cast) -> None:
    evaluation = of(cast.member)
    key = first_key(evaluation)

    assert write_section(evaluation, key=key, text="Chấp hành tốt.\nGương mẫu. ", seen=NOTHING, by=cast.member)

    review = SelfReview.objects.get(evaluation=evaluation)
    assert (review.sections[key], review.version, review.updated_by) == ("Chấp hành tốt.\nGương mẫu.", 2, cast.member)
    assert review.form == "2C"
    line = AuditEvent.objects.get(action="evaluations.self_review_written")
    assert (line.actor, line.thing_id) == (cast.member, evaluation.pk)
    assert "Gương mẫu" not in str(line.changes)


def test_write_section_again_with_the_same_words_changes_nothing(of, cast: Cast) -> None:
    evaluation = of(cast.member)
    key = first_key(evaluation)
    write_section(evaluation, key=key, text="Tốt.", seen=NOTHING, by=cast.member)

    assert not write_section(evaluation, key=key, text="Tốt.", seen=NOTHING, by=cast.member)
    assert AuditEvent.objects.filter(action="evaluations.self_review_written").count() == 1


def test_write_section_written_meanwhile_is_refused_and_gives_the_other_text(of, cast: Cast) -> None:
    evaluation = of(cast.member)
    key = first_key(evaluation)
    write_section(evaluation, key=key, text="Bài của bí thư", seen=NOTHING, by=cast.secretary)

    with pytest.raises(ReviewConflict, match="Bùi Thị Tuyết vừa ghi phần này") as refused:
        write_section(evaluation, key=key, text="Bài của tôi", seen=NOTHING, by=cast.member)
    assert refused.value.theirs == "Bài của bí thư"
    assert SelfReview.objects.get().sections == {key: "Bài của bí thư"}
    joined = "Bài của bí thư\nBài của tôi"
    assert write_section(evaluation, key=key, text=joined, seen=seen_mark("Bài của bí thư"), by=cast.member)
    assert SelfReview.objects.get().sections == {key: joined}


def test_two_sections_written_at_once_stand_beside_each_other(of, cast: Cast) -> None:
    evaluation = of(cast.member)
    form = form_of(regulation_of(evaluation.period), evaluation.rule_subject)
    one, two = [section.key for section in written_sections(form)][:2]
    write_section(evaluation, key=one, text="Một", seen=NOTHING, by=cast.secretary)
    write_section(evaluation, key=two, text="Hai", seen=NOTHING, by=cast.member)
    assert SelfReview.objects.get().sections == {one: "Một", two: "Hai"}


def test_write_section_refuses_an_unknown_one_and_a_form_that_was_sent(of, sent, cast: Cast) -> None:
    with pytest.raises(DomainError, match="không có mục “X”"):
        write_section(of(cast.member), key="X", text="a", seen=NOTHING, by=cast.member)
    evaluation = sent(cast.member)
    with pytest.raises(DomainError, match="đã gửi nên không sửa bản kiểm điểm được"):
        write_section(evaluation, key=first_key(evaluation), text="a", seen=NOTHING, by=cast.member)
    assert not SelfReview.objects.exists()


def test_propose_level_keeps_the_level_and_refuses_another_word(of, cast: Cast, commune: Commune) -> None:
    evaluation = of(commune.cells[0])
    with pytest.raises(DomainError, match="Hãy chọn một mức"):
        propose_level(evaluation, level="best", by=cast.secretary)
    assert propose_level(evaluation, level="good", by=cast.secretary)
    assert not propose_level(evaluation, level="good", by=cast.secretary)
    assert SelfReview.objects.get().level == "good"
    assert AuditEvent.objects.get(action="evaluations.self_level_proposed").changes == {"level": ["", "good"]}
