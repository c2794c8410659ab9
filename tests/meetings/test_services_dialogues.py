"""Dialogues: registered once, questions answered, promises settled."""

import datetime as dt

import pytest

from accounts.models import AuditEvent
from core.errors import DomainError
from meetings.queries.dialogues import dialogues_of, overdue_promises, questions_of
from meetings.services.dialogues import (
    add_question,
    change_dialogue,
    change_question,
    register_dialogue,
    remove_question,
)

pytestmark = pytest.mark.django_db
HELD = dt.date(2026, 9, 10)
FACTS = {"kind": "regular", "held_on": HELD, "subject": " Đất  dịch vụ ", "place": "Nhà văn hóa", "attended": 85}


@pytest.fixture
def dialogue(commune, cast):
    return register_dialogue(commune.committee, by=cast.commune, chair=cast.commune.member, **FACTS)


@pytest.fixture
def question(dialogue, cast):
    due = dt.date(2026, 10, 31)
    return add_question(dialogue, question="Bao giờ giao đất?", asked_by="Ông Hải", due_on=due, by=cast.commune)


def test_register_dialogue_stores_it_once_with_one_audit_line(dialogue, commune, cast):
    assert (dialogue.subject, dialogue.chair, dialogue.attended) == ("Đất dịch vụ", cast.commune.member, 85)
    again = register_dialogue(commune.committee, by=cast.commune, chair=cast.commune.member, **FACTS)
    assert again == dialogue
    assert AuditEvent.objects.filter(action="meetings.dialogue_registered").count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"subject": " "}, "chủ đề đối thoại"),
        ({"held_on": dt.date(2026, 11, 23)}, "chưa đến"),
        ({"kind": "x"}, "định kỳ hay đột xuất"),
        ({"attended": 10_001}, "từ 0 đến 10.000"),
    ],
)
def test_register_dialogue_of_what_cannot_be_is_refused(commune, cast, change, words):
    with pytest.raises(DomainError, match=words):
        register_dialogue(commune.committee, by=cast.commune, **{**FACTS, **change})


def test_change_dialogue_keeps_before_and_after(dialogue, cast):
    facts = {**FACTS, "chair": cast.commune.member, "attended": 90}
    assert change_dialogue(dialogue, by=cast.commune, **facts) is True
    assert AuditEvent.objects.get(action="meetings.dialogue_changed").changes == {"attended": [85, 90]}
    assert change_dialogue(dialogue, by=cast.commune, **facts) is False


def test_question_is_stored_once_answered_and_settled(question, dialogue, cast):
    facts = {"question": "Bao giờ giao đất?", "asked_by": "Ông Hải", "due_on": dt.date(2026, 10, 31)}
    assert add_question(dialogue, by=cast.commune, **facts) == question
    settled = {**facts, "answer": "Trong quý IV", "settled_on": dt.date(2026, 11, 20)}
    assert change_question(question, by=cast.commune, **settled) is True
    assert change_question(question, by=cast.commune, **settled) is False
    assert AuditEvent.objects.get(action="meetings.question_changed").changes == {
        "answer": ["", "Trong quý IV"],
        "settled_on": [None, "2026-11-20"],
    }


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"question": " "}, "ghi câu hỏi"),
        ({"question": "x" * 5001}, "tối đa 5.000"),
        ({"question": "x", "due_on": dt.date(2026, 9, 9)}, "trước ngày đối thoại"),
        ({"question": "x", "settled_on": dt.date(2026, 11, 23)}, "chưa đến"),
    ],
)
def test_question_that_cannot_be_is_refused(dialogue, cast, facts, words):
    with pytest.raises(DomainError, match=words):
        add_question(dialogue, by=cast.commune, **facts)


def test_remove_question_marks_it_and_it_changes_no_more(question, dialogue, cast):
    assert remove_question(question, by=cast.commune) is True
    assert remove_question(question, by=cast.commune) is False
    assert not questions_of(dialogue).exists()
    with pytest.raises(DomainError, match="được bỏ"):
        change_question(question, question="x", by=cast.commune)


def test_register_counts_questions_promises_and_what_is_open(question, dialogue, cast, commune):
    add_question(dialogue, question="Đường hỏng?", by=cast.commune)
    remove_question(add_question(dialogue, question="x", due_on=HELD, by=cast.commune), by=cast.commune)
    [row] = dialogues_of(commune.committee)
    assert (row.asked, row.promised, row.unsettled) == (2, 1, 1)
    units = [commune.committee.pk]
    assert list(overdue_promises(units, dt.date(2026, 11, 1))) == [question]
    assert list(overdue_promises(units, dt.date(2026, 10, 31))) == []
