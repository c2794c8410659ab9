"""Text is saved piece by piece; nothing typed is lost, nobody overwrites another."""

import datetime as dt
import threading

import pytest
import time_machine
from django.db import connection

from accounts.models import AuditEvent
from core.errors import DomainError
from meetings.models import Meeting, Passage, PassageRevision
from meetings.services.items import remove_item
from meetings.services.opinions import add_opinion, remove_opinion
from meetings.services.passages import (
    MAX_LENGTH,
    PassageConflict,
    add_empty_passages,
    clean_text,
    save_passage,
    settle_conflict,
)
from tests.cast import TODAY
from tests.factories import make_item, make_meeting, make_open_meeting

pytestmark = pytest.mark.django_db
NOON = dt.datetime.combine(TODAY, dt.time(5), dt.UTC)


@pytest.fixture
def meeting(commune, cast) -> Meeting:
    return make_open_meeting(commune.cells[0], by=cast.secretary)


@pytest.fixture
def conclusion(meeting) -> Passage:
    return Passage.objects.get(meeting=meeting, kind="conclusion")


def revisions(passage: Passage) -> list[tuple[int, str, str]]:
    rows = PassageRevision.objects.filter(passage=passage).order_by("number").select_related("saved_by")
    return [(row.number, row.text, row.saved_by.full_name) for row in rows]


def test_save_passage_stores_text_revision_author_and_one_audit_line(conclusion, cast, commune):
    saved = save_passage(conclusion, text="Chi bộ thống nhất.", base_revision=0, by=cast.secretary)
    stored = Passage.objects.get(pk=conclusion.pk)
    assert (stored.text, stored.revision, stored.edited_by) == ("Chi bộ thống nhất.", 1, cast.secretary)
    assert stored.edited_at == saved.edited_at
    assert revisions(conclusion) == [(1, "Chi bộ thống nhất.", "Bùi Thị Tuyết")]
    line = AuditEvent.objects.get(action="meetings.passage_saved")
    assert (line.actor, line.organisation_number, line.changes) == (
        cast.secretary,
        commune.cells[0].pk,
        {"revision": [0, 1]},
    )
    assert line.thing_label == "Kết luận chung"


def test_save_passage_of_the_same_text_changes_nothing(conclusion, cast):
    for _submit in range(2):
        saved = save_passage(conclusion, text="Nhất trí.", base_revision=0, by=cast.secretary)
    assert saved.revision == 1
    assert len(revisions(conclusion)) == AuditEvent.objects.filter(action="meetings.passage_saved").count() == 1


def test_save_passage_again_within_five_minutes_goes_into_the_same_revision(conclusion, cast):
    with time_machine.travel(NOON) as clock:
        for number, text in enumerate(["Một", "Một hai", "Một hai ba"]):
            save_passage(conclusion, text=text, base_revision=number, by=cast.secretary)
            clock.shift(dt.timedelta(minutes=2))
        assert revisions(conclusion) == [(3, "Một hai ba", "Bùi Thị Tuyết")]
        save_passage(conclusion, text="Một hai ba bốn", base_revision=3, by=cast.secretary)
    assert revisions(conclusion) == [(3, "Một hai ba", "Bùi Thị Tuyết"), (4, "Một hai ba bốn", "Bùi Thị Tuyết")]
    assert AuditEvent.objects.filter(action="meetings.passage_saved").count() == 2


def test_save_passage_that_wipes_most_of_the_text_keeps_the_longer_one_in_the_history(conclusion, cast):
    save_passage(conclusion, text="Cả buổi đã ghi đầy đủ.", base_revision=0, by=cast.secretary)
    save_passage(conclusion, text="", base_revision=1, by=cast.secretary)
    assert [text for _number, text, _by in revisions(conclusion)] == ["Cả buổi đã ghi đầy đủ.", ""]


def test_save_passage_by_another_author_starts_a_revision_of_its_own(conclusion, cast):
    save_passage(conclusion, text="Bản của bí thư", base_revision=0, by=cast.secretary)
    save_passage(conclusion, text="Bản của bí thư, thêm của phó", base_revision=1, by=cast.deputy)
    assert [(number, by) for number, _text, by in revisions(conclusion)] == [
        (1, "Bùi Thị Tuyết"),
        (2, "Hoàng Thị Hằng"),
    ]


def test_save_passage_from_a_stale_revision_is_a_conflict_that_shows_both_texts(conclusion, cast):
    save_passage(conclusion, text="Của bí thư", base_revision=0, by=cast.secretary)
    with pytest.raises(PassageConflict, match="Bùi Thị Tuyết") as caught:
        save_passage(conclusion, text="Của phó", base_revision=0, by=cast.deputy)
    assert (caught.value.passage.text, caught.value.passage.revision, caught.value.yours) == (
        "Của bí thư",
        1,
        "Của phó",
    )
    assert Passage.objects.get(pk=conclusion.pk).text == "Của bí thư"


def test_save_passage_from_a_stale_revision_with_the_same_text_is_harmless(conclusion, cast):
    save_passage(conclusion, text="Nhất trí", base_revision=0, by=cast.secretary)
    assert save_passage(conclusion, text="Nhất trí", base_revision=0, by=cast.deputy).revision == 1


def test_settle_conflict_keeping_mine_leaves_both_in_the_history(conclusion, cast):
    save_passage(conclusion, text="Của bí thư", base_revision=0, by=cast.secretary)
    saved = settle_conflict(conclusion, mine="Của phó", text="Của phó", base_revision=1, by=cast.deputy)
    assert (saved.text, saved.revision) == ("Của phó", 2)
    assert revisions(conclusion) == [(1, "Của bí thư", "Bùi Thị Tuyết"), (2, "Của phó", "Hoàng Thị Hằng")]


@pytest.mark.parametrize("chosen", ["Của bí thư", "Của bí thư\nCủa phó"])
def test_settle_conflict_by_theirs_or_by_joining_still_keeps_mine_in_the_history(conclusion, cast, chosen):
    save_passage(conclusion, text="Của bí thư", base_revision=0, by=cast.secretary)
    settle_conflict(conclusion, mine="Của phó", text=chosen, base_revision=1, by=cast.deputy)
    assert [text for _number, text, _by in revisions(conclusion)] == ["Của bí thư", "Của phó", chosen]
    assert Passage.objects.get(pk=conclusion.pk).text == chosen


def test_settle_conflict_between_two_windows_of_one_author_keeps_both(conclusion, cast):
    save_passage(conclusion, text="Cửa sổ một", base_revision=0, by=cast.secretary)
    settle_conflict(conclusion, mine="Cửa sổ hai", text="Cửa sổ hai", base_revision=1, by=cast.secretary)
    assert [text for _number, text, _by in revisions(conclusion)] == ["Cửa sổ một", "Cửa sổ hai"]


def test_settle_conflict_while_the_other_goes_on_writing_is_a_conflict_again(conclusion, cast):
    save_passage(conclusion, text="Của bí thư", base_revision=0, by=cast.secretary)
    save_passage(conclusion, text="Của bí thư, viết tiếp", base_revision=1, by=cast.secretary)
    with pytest.raises(PassageConflict) as caught:
        settle_conflict(conclusion, mine="Của phó", text="Của phó", base_revision=1, by=cast.deputy)
    assert (caught.value.passage.revision, caught.value.yours) == (2, "Của phó")


def test_settle_conflict_submitted_twice_is_harmless(conclusion, cast):
    save_passage(conclusion, text="Của bí thư", base_revision=0, by=cast.secretary)
    for _submit in range(2):
        saved = settle_conflict(conclusion, mine="Của phó", text="Của phó", base_revision=1, by=cast.deputy)
    assert saved.revision == 2


def test_clean_text_is_nfc_without_control_characters_and_keeps_lines():
    assert clean_text("\n\nHo\u0300a\u200b nha\u0323\x07\x00c \r\n\r\n- một\u00a0 hai\r\n\n") == "Hòa nhạc\n\n- một hai"


def test_save_passage_beyond_the_limit_is_refused_with_the_figures(conclusion, cast):
    save_passage(conclusion, text="a" * MAX_LENGTH, base_revision=0, by=cast.secretary)
    with pytest.raises(DomainError, match=r"dài 20\.001 ký tự, quá giới hạn 20\.000"):
        save_passage(conclusion, text="a" * (MAX_LENGTH + 1), base_revision=1, by=cast.secretary)


@pytest.mark.parametrize(
    ("state", "words"),
    [("planned", "chưa mở"), ("submitted", "đã gửi"), ("approved", "đã được duyệt"), ("locked", "đã được duyệt")],
)
def test_save_passage_when_the_minutes_are_not_open_is_refused_with_a_sentence(conclusion, cast, state, words):
    now = dt.datetime.now(dt.UTC)
    evidence = {
        f"{verb}_{what}": value
        for verb in ("submitted", "approved", "locked")
        for what, value in (("at", now), ("by", cast.commune))
    }
    Meeting.objects.filter(pk=conclusion.meeting_id).update(state=state, ended_at=dt.time(21), snapshot={}, **evidence)
    with pytest.raises(DomainError, match=words):
        save_passage(conclusion, text="Muộn", base_revision=0, by=cast.secretary)
    assert Passage.objects.get(pk=conclusion.pk).revision == 0


def test_save_passage_of_a_removed_opinion_or_point_is_refused(meeting, cast):
    item = meeting.items.get()
    opinion = add_opinion(meeting, item=item, speaker=cast.member.member, by=cast.secretary)
    remove_opinion(opinion, by=cast.secretary)
    with pytest.raises(DomainError, match="đã bị bỏ"):
        save_passage(opinion, text="Tôi nhất trí", base_revision=0, by=cast.secretary)
    body = Passage.objects.get(item=item, kind="item_body")
    remove_item(item, by=cast.secretary)
    with pytest.raises(DomainError, match="đã bị bỏ"):
        save_passage(body, text="Báo cáo", base_revision=0, by=cast.secretary)


def test_add_empty_passages_twice_leaves_one_of_each(commune, cast):
    meeting = make_meeting(commune.cells[0], by=cast.secretary)
    items = [make_item(meeting), make_item(meeting, "Thời sự")]
    for _time in range(2):
        add_empty_passages(meeting, items=items, whole_meeting=True)
    assert Passage.objects.filter(meeting=meeting).count() == 4 + 2 * 2


@pytest.mark.django_db(transaction=True)
def test_save_passage_by_two_at_the_same_moment_stores_one_and_shows_the_other_both(commune, cast):
    meeting = make_open_meeting(commune.cells[0], by=cast.secretary)
    passage = Passage.objects.get(meeting=meeting, kind="fees")
    together, ends = threading.Barrier(2), []

    def save(text: str, by: object) -> None:
        try:
            together.wait()
            save_passage(passage, text=text, base_revision=0, by=by)
            ends.append(("saved", text))
        except PassageConflict as conflict:
            ends.append(("conflict", conflict.passage.text))
        finally:
            connection.close()

    threads = [
        threading.Thread(target=save, args=("Thu đủ", cast.secretary)),
        threading.Thread(target=save, args=("Còn thiếu", cast.deputy)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winner = dict(ends)["saved"]
    assert dict(ends) == {"saved": winner, "conflict": winner}
    assert [text for _number, text, _by in revisions(passage)] == [winner]
