""""""

import pytest

from accounts.models import AuditEvent
from core.errors import DomainError
from meetings.documents import Minutes, minutes_of
from meetings.models import Meeting
from meetings.services.lifecycle import (
    approve_minutes,
    lock_minutes,
    return_minutes,
    submit_minutes,
)
from tests.cast import TODAY, Cast, Commune
from tests.factories import make_meeting
from tests.meetings.lifecycle.conftest import ready, sent


def test_return_minutes_opens_them_again_with_the_reason(commune: Commune, cast: Cast) -> None:
    meeting = sent(commune, cast)

    return_minutes(meeting, reason=" Ghi rõ thời hạn.\nThiếu ý kiến. ", by=cast.commune)

    meeting.refresh_from_db()
    assert (meeting.state, meeting.returned_reason) == ("open", "Ghi rõ thời hạn.\nThiếu ý kiến.")
    event = AuditEvent.objects.get(action="meetings.minutes_returned")
    assert (event.actor, event.note) == (cast.commune, "Ghi rõ thời hạn.\nThiếu ý kiến.")
    submit_minutes(meeting, by=cast.secretary)
    assert meeting.state == "submitted"


@pytest.mark.parametrize(("reason", "words"), [(" \n ", "Hãy ghi rõ"), ("x" * 2001, "quá 2.000")])
def test_return_minutes_without_a_proper_reason_is_refused(
    commune: Commune, cast: Cast, reason: str, words: str
) -> None:
    meeting = sent(commune, cast)

    with pytest.raises(DomainError, match=words):
        return_minutes(meeting, reason=reason, by=cast.commune)

    meeting.refresh_from_db()
    assert meeting.state == "submitted"


def test_return_minutes_unless_submitted_is_refused(commune: Commune, cast: Cast) -> None:
    meeting = make_meeting(commune.cells[0], TODAY)

    with pytest.raises(DomainError, match="không làm được"):
        return_minutes(meeting, reason="Sửa", by=cast.commune)

    meeting.refresh_from_db()
    assert meeting.state == "planned"


def test_approve_minutes_freezes_them(commune: Commune, cast: Cast) -> None:
    meeting = sent(commune, cast)
    written = minutes_of(meeting)

    approve_minutes(meeting, by=cast.commune)

    meeting.refresh_from_db()
    assert (meeting.state, meeting.approved_by) == ("approved", cast.commune)
    assert meeting.approved_at is not None
    assert Minutes.from_json(meeting.snapshot) == written
    event = AuditEvent.objects.get(action="meetings.minutes_approved")
    assert (event.actor, event.organisation_number) == (cast.commune, commune.cells[0].pk)


def test_approve_minutes_by_who_sent_them_is_refused(commune: Commune, cast: Cast) -> None:
    meeting = sent(commune, cast)

    with pytest.raises(DomainError, match="không tự duyệt được"):
        approve_minutes(meeting, by=cast.secretary)

    meeting.refresh_from_db()
    assert (meeting.state, meeting.snapshot) == ("submitted", None)


def test_approve_minutes_that_were_sent_anew_since_they_were_read_is_refused(commune: Commune, cast: Cast) -> None:
    read = sent(commune, cast)
    meeting = Meeting.objects.get(pk=read.pk)
    return_minutes(meeting, reason="Sửa", by=cast.commune)
    submit_minutes(meeting, by=cast.secretary)

    with pytest.raises(DomainError, match="vừa được gửi lại bản mới"):
        approve_minutes(read, by=cast.commune)
    with pytest.raises(DomainError, match="vừa được gửi lại bản mới"):
        approve_minutes(meeting, by=cast.commune, read=read.submitted_at)
    approve_minutes(meeting, by=cast.commune, read=meeting.submitted_at)


def test_approve_minutes_second_click_is_told(commune: Commune, cast: Cast) -> None:
    meeting = sent(commune, cast)
    other = Meeting.objects.get(pk=meeting.pk)
    approve_minutes(meeting, by=cast.commune)

    with pytest.raises(DomainError, match="Có người vừa thay đổi"):
        approve_minutes(other, by=cast.commune)
    with pytest.raises(DomainError, match="không làm được"):
        return_minutes(meeting, reason="Sửa", by=cast.commune)


def test_approve_minutes_that_are_still_open_is_refused(commune: Commune, cast: Cast) -> None:
    with pytest.raises(DomainError, match="không làm được"):
        approve_minutes(ready(commune, cast), by=cast.commune)


def test_lock_minutes_closes_them_for_good(commune: Commune, cast: Cast) -> None:
    meeting = sent(commune, cast)
    approve_minutes(meeting, by=cast.commune)
    other = Meeting.objects.get(pk=meeting.pk)

    with pytest.raises(DomainError, match="không tự khóa được"):
        lock_minutes(meeting, by=cast.secretary)
    lock_minutes(meeting, by=cast.commune)

    meeting.refresh_from_db()
    assert (meeting.state, meeting.locked_by) == ("locked", cast.commune)
    assert AuditEvent.objects.get(action="meetings.minutes_locked").actor == cast.commune
    with pytest.raises(DomainError, match="Có người vừa thay đổi"):
        lock_minutes(other, by=cast.commune)
    with pytest.raises(DomainError, match="không làm được"):
        return_minutes(meeting, reason="Sửa", by=cast.commune)


def test_lock_minutes_before_approval_is_refused(commune: Commune, cast: Cast) -> None:
    with pytest.raises(DomainError, match="không làm được"):
        lock_minutes(sent(commune, cast), by=cast.commune)
