"""What is pasted is cleaned, old fonts are converted, and one click brings back what was there."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from core.errors import DomainError
from meetings.models import Meeting, Passage, PassageRevision
from meetings.services.passages import (
    PassageConflict,
    bring_back_revision,
    clean_text,
    conversion_notice,
    save_passage,
    settle_conflict,
)
from tests.cast import NOON
from tests.factories import make_open_meeting

pytestmark = pytest.mark.django_db
OLD, TEXT = "§ång chÝ L©m d­íi ruéng", "Đồng chí Lâm dưới ruộng"


@pytest.fixture
def meeting(commune, cast) -> Meeting:
    return make_open_meeting(commune.cells[0], by=cast.secretary)


@pytest.fixture
def conclusion(meeting) -> Passage:
    return Passage.objects.get(meeting=meeting, kind="conclusion")


def texts(passage: Passage) -> list[str]:
    return [row.text for row in PassageRevision.objects.filter(passage=passage).order_by("number")]


def test_pasted_list_is_stored_as_plain_lines(conclusion, cast):
    save_passage(conclusion, text="\uf0b7\tMột\u00a0việc\r\n\r\n\r\n•\tHai", base_revision=0, by=cast.secretary)
    conclusion.refresh_from_db()
    assert conclusion.text == "- Một việc\n\n- Hai"


def test_text_in_an_old_font_is_kept_as_it_was_and_stored_converted(conclusion, cast):
    saved = save_passage(conclusion, text=OLD, base_revision=0, by=cast.secretary)
    assert (saved.text, saved.revision) == (TEXT, 2)
    assert texts(conclusion) == [OLD, TEXT]
    assert "phông TCVN3" in conversion_notice(OLD, saved)
    assert conversion_notice("Nhất trí", saved) == ""


def test_page_that_goes_on_sending_the_old_letters_doubles_nothing(conclusion, cast):
    saved = save_passage(conclusion, text=OLD, base_revision=0, by=cast.secretary)
    again = save_passage(conclusion, text=OLD, base_revision=0, by=cast.secretary)
    assert again.revision == saved.revision
    longer = save_passage(conclusion, text=f"{OLD}, ph¸t biÓu", base_revision=saved.revision, by=cast.secretary)
    assert longer.text == f"{TEXT}, phát biểu"
    assert texts(conclusion) == [OLD, f"{TEXT}, phát biểu"]


def test_one_click_brings_the_old_letters_back_and_they_stay(conclusion, cast):
    saved = save_passage(conclusion, text=OLD, base_revision=0, by=cast.secretary)
    first = conclusion.revisions.get(number=1)
    back = bring_back_revision(first, base_revision=saved.revision, by=cast.secretary)
    assert (back.text, back.revision) == (OLD, 3)
    kept = save_passage(conclusion, text=f"{OLD}\r\nthªm", base_revision=3, by=cast.secretary)
    assert kept.text == f"{OLD}\nthªm"
    assert texts(conclusion)[:2] == [OLD, TEXT]


def test_bring_back_revision_writes_a_further_one_and_the_audit_line(conclusion, cast):
    save_passage(conclusion, text="Bản một", base_revision=0, by=cast.secretary)
    saved = save_passage(conclusion, text="Bản hai", base_revision=1, by=cast.deputy)
    back = bring_back_revision(conclusion.revisions.get(number=1), base_revision=saved.revision, by=cast.deputy)
    assert (back.text, back.revision) == ("Bản một", 3)
    assert texts(conclusion) == ["Bản một", "Bản hai", "Bản một"]
    line = AuditEvent.objects.get(action="meetings.passage_brought_back")
    assert (line.actor, line.changes, line.thing_label) == (cast.deputy, {"revision": [1, 3]}, "Kết luận chung")
    again = bring_back_revision(conclusion.revisions.get(number=1), base_revision=saved.revision, by=cast.deputy)
    assert again.revision == 3


def test_bring_back_revision_over_a_newer_text_is_a_conflict(conclusion, cast):
    save_passage(conclusion, text="Bản một", base_revision=0, by=cast.secretary)
    save_passage(conclusion, text="Bản hai", base_revision=1, by=cast.deputy)
    with pytest.raises(PassageConflict):
        bring_back_revision(conclusion.revisions.get(number=1), base_revision=1, by=cast.secretary)


def test_bring_back_revision_into_sent_minutes_is_refused(meeting, conclusion, cast):
    save_passage(conclusion, text="Bản một", base_revision=0, by=cast.secretary)
    Meeting.objects.filter(pk=meeting.pk).update(
        state="submitted", submitted_by=cast.secretary, submitted_at=timezone.now(), ended_at=dt.time(21)
    )
    with pytest.raises(DomainError, match="đã gửi"):
        bring_back_revision(conclusion.revisions.get(), base_revision=1, by=cast.secretary)


def test_settle_conflict_converts_both_texts(conclusion, cast):
    saved = save_passage(conclusion, text="Bản kia", base_revision=0, by=cast.deputy)
    settled = settle_conflict(conclusion, mine=OLD, text=OLD, base_revision=saved.revision, by=cast.secretary)
    assert settled.text == TEXT


def test_what_was_sent_stays_a_revision_when_it_is_returned_at_once(meeting, conclusion, cast):
    with time_machine.travel(NOON, tick=False) as clock:
        save_passage(conclusion, text="Đã gửi", base_revision=0, by=cast.secretary)
        clock.shift(60)
        meeting.submitted_at = timezone.now()
        meeting.save()
        clock.shift(60)
        conclusion = Passage.objects.get(pk=conclusion.pk)
        save_passage(conclusion, text="Đã sửa theo ý kiến", base_revision=1, by=cast.secretary)
    assert texts(conclusion) == ["Đã gửi", "Đã sửa theo ý kiến"]


def test_half_a_megabyte_is_refused_with_a_sentence():
    with pytest.raises(DomainError, match=r"dài 500\.000 ký tự"):
        clean_text("đèn " * 125_000)


def test_answer_to_a_page_tells_of_the_conversion_and_gives_the_text(meeting, conclusion, cast, client_of):
    client = client_of(cast.secretary)
    address = reverse("meetings:passage_save", args=[meeting.pk, conclusion.pk])
    answer = client.post(address, {"text": OLD, "base_revision": "0"}).json()
    assert (answer["revision"], answer["text"]) == (2, TEXT)
    assert "Unicode" in answer["notice"]
    assert "notice" not in client.post(address, {"text": "Nhất trí", "base_revision": "2"}).json()
    long = client.post(address, {"text": "đèn " * 125_000, "base_revision": "3"})
    assert long.status_code == 422
    assert "còn nguyên trong trang" in long.json()["error"]


def test_html_is_text(meeting, conclusion, cast, client_of):
    save_passage(conclusion, text="<img src=x onerror=alert(1)> & <b>", base_revision=0, by=cast.secretary)
    conclusion.refresh_from_db()
    assert conclusion.text == "<img src=x onerror=alert(1)> & <b>"
    assert "<img src=x" not in client_of(cast.secretary).get(meeting.get_absolute_url()).content.decode()


def test_plain_form_tells_of_the_conversion_too(meeting, conclusion, cast, client_of):
    data = {f"text-{conclusion.pk}": OLD, f"base-{conclusion.pk}": "0"}
    answer = client_of(cast.secretary).post(reverse("meetings:minutes", args=[meeting.pk]), data, follow=True)
    assert "phông TCVN3" in answer.content.decode()
    assert TEXT in answer.content.decode()
