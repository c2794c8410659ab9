"""Locked minutes are corrected by a further version; the earlier one stays exactly as it was."""

import datetime as dt
import threading

import pytest
from django.db import connection

from accounts.models import AuditEvent
from core.errors import DomainError
from meetings.documents import Minutes, minutes_html, minutes_of, minutes_to_print
from meetings.documents.versions import minutes_version_file_name, minutes_version_html
from meetings.models import Attendance, Meeting, MinutesVersion, Passage
from meetings.services.attendance import Mark, take_attendance
from meetings.services.correction import correct_minutes
from meetings.services.lifecycle import approve_minutes, lock_minutes, submit_minutes
from meetings.services.passages import save_passage
from tests.meetings.lifecycle.conftest import ready

REASON = "Ghi sai số hộ nghèo: 12 hộ, không phải 21 hộ"


def locked(commune, cast) -> Meeting:
    meeting = ready(commune, cast)
    finish(meeting, cast)
    return meeting


def finish(meeting: Meeting, cast) -> None:
    submit_minutes(meeting, by=cast.secretary)
    approve_minutes(meeting, by=cast.commune)
    lock_minutes(meeting, by=cast.commune)


@pytest.mark.django_db
def test_correct_minutes_keeps_the_earlier_version_and_opens_the_next(commune, cast):
    meeting = locked(commune, cast)
    before = Meeting.objects.get(pk=meeting.pk)

    version = correct_minutes(meeting, reason=f"  {REASON}\n", by=cast.secretary)

    now = Meeting.objects.get(pk=meeting.pk)
    assert (now.state, now.version, now.correction_reason, now.snapshot) == ("open", 2, REASON, None)
    assert (now.approved_by, now.approved_at, now.locked_by, now.locked_at) == (None, None, None, None)
    assert (version.number, version.snapshot) == (1, before.snapshot)
    assert (version.approved_by, version.approved_at) == (before.approved_by, before.approved_at)
    assert (version.replaced_because, version.replaced_by) == (REASON, cast.secretary)
    assert meeting.state == "open"
    line = AuditEvent.objects.get(action="meetings.minutes_corrected")
    assert (line.actor, line.changes, line.note) == (cast.secretary, {"version": [1, 2]}, REASON)
    assert line.organisation_number == commune.cells[0].pk


@pytest.mark.django_db
def test_corrected_minutes_go_through_sending_approval_and_locking_anew(commune, cast):
    meeting = locked(commune, cast)
    printed = minutes_html(minutes_to_print(meeting), approved_at=meeting.approved_at, snapshot=meeting.snapshot)
    version = correct_minutes(meeting, reason=REASON, by=cast.secretary)
    conclusion = Passage.objects.get(meeting=meeting, kind="conclusion")
    save_passage(conclusion, text="12 hộ nghèo.", base_revision=conclusion.revision, by=cast.secretary)
    row = Attendance.objects.get(meeting=meeting, member=cast.member.member)
    take_attendance(meeting, {row.pk: Mark("excused", "Ốm")}, by=cast.secretary)
    Meeting.objects.filter(pk=meeting.pk).update(minutes_agreed=2)

    finish(Meeting.objects.get(pk=meeting.pk), cast)

    now = Meeting.objects.get(pk=meeting.pk)
    assert (now.state, now.version) == ("locked", 2)
    minutes = minutes_to_print(now)
    assert (minutes.conclusion, minutes.present, minutes.correction) == ("12 hộ nghèo.", 2, 1)
    page = minutes_html(minutes, approved_at=now.approved_at, snapshot=now.snapshot)
    assert f"(Bản đính chính lần 1, lý do: {REASON})" in page
    version.refresh_from_db()
    assert Minutes.from_json(version.snapshot).present == 3
    assert minutes_version_html(version) == printed
    assert "đính chính" not in printed


@pytest.mark.django_db
def test_earlier_version_has_a_file_name_of_its_own(commune, cast):
    version = correct_minutes(locked(commune, cast), reason=REASON, by=cast.secretary)
    assert minutes_version_file_name(version) == ("Biên bản Chi bộ thôn Song Vân, tháng 10-2026 (bản 1, đã đính chính)")


@pytest.mark.django_db
def test_minutes_are_corrected_more_than_once(commune, cast):
    meeting = locked(commune, cast)
    for number in (1, 2):
        correct_minutes(meeting, reason=f"Lần {number}", by=cast.secretary)
        finish(meeting, cast)
    rows = MinutesVersion.objects.filter(meeting=meeting).order_by("number")
    assert [(row.number, row.replaced_because) for row in rows] == [(1, "Lần 1"), (2, "Lần 2")]
    assert rows[1].snapshot["correction_reason"] == "Lần 1"
    assert minutes_of(meeting).correction == 2


@pytest.mark.django_db
@pytest.mark.parametrize(("reason", "words"), [(" \n ", "Hãy ghi lý do"), ("x" * 501, "tối đa 500")])
def test_correct_minutes_without_a_fitting_reason_is_refused(commune, cast, reason, words):
    meeting = locked(commune, cast)
    with pytest.raises(DomainError, match=words) as refused:
        correct_minutes(meeting, reason=reason, by=cast.secretary)
    assert refused.value.field == "reason"
    assert not MinutesVersion.objects.exists()


@pytest.mark.django_db
def test_second_correction_click_is_told_that_it_is_open_already(commune, cast):
    meeting = locked(commune, cast)
    seen_before = Meeting.objects.get(pk=meeting.pk)
    correct_minutes(meeting, reason=REASON, by=cast.secretary)
    with pytest.raises(DomainError, match="Bản đính chính lần 1 đang được ghi"):
        correct_minutes(seen_before, reason=REASON, by=cast.secretary)
    assert MinutesVersion.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("planned", "chưa họp"),
        ("cancelled", "đã hủy"),
        ("open", "chưa khóa"),
        ("submitted", "chờ duyệt"),
        ("approved", "chưa khóa"),
    ],
)
def test_correct_minutes_that_are_not_locked_is_refused(commune, cast, state, words):
    meeting = locked(commune, cast)
    Meeting.objects.filter(pk=meeting.pk).update(state=state, cancelled_reason="x")
    with pytest.raises(DomainError, match=words):
        correct_minutes(meeting, reason=REASON, by=cast.secretary)
    assert not MinutesVersion.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_corrections_at_once_one_wins(commune, cast):
    meeting = locked(commune, cast)
    results: list[object] = []

    def correct() -> None:
        try:
            results.append(correct_minutes(Meeting.objects.get(pk=meeting.pk), reason=REASON, by=cast.secretary))
        except DomainError as error:
            results.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=correct) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(isinstance(result, MinutesVersion) for result in results) == [False, True]
    assert MinutesVersion.objects.count() == 1


@pytest.mark.django_db
def test_corrected_minutes_are_not_blamed_for_being_sent_late(commune, cast):
    from meetings.queries import tally
    from meetings.queries.readiness import meeting_warnings

    meeting = locked(commune, cast)
    correct_minutes(meeting, reason=REASON, by=cast.secretary)
    sentences = meeting_warnings(meeting, tally(meeting), today=dt.date(2026, 11, 22))
    assert not [sentence for sentence in sentences if "hạn" in sentence and "gửi" in sentence]
