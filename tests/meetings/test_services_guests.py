import pytest

from accounts.models import AuditEvent
from core.errors import DomainError
from meetings.models import Guest, Meeting, Passage
from meetings.services.guests import add_guest, remove_guest
from tests.cast import Cast, Commune
from tests.factories import make_meeting, make_open_meeting


@pytest.fixture
def meeting(commune: Commune, cast: Cast) -> Meeting:
    return make_open_meeting(commune.cells[0], by=cast.secretary)


def test_add_guest_notes_name_office_and_rank(meeting: Meeting, cast: Cast) -> None:
    guest = add_guest(
        meeting, full_name=" Lê  Quang Vinh ", office="Bí thư Đảng ủy xã", is_superior=True, by=cast.secretary
    )

    guest.refresh_from_db()
    assert (guest.full_name, guest.office, guest.is_superior) == ("Lê Quang Vinh", "Bí thư Đảng ủy xã", True)
    event = AuditEvent.objects.get(action="meetings.guest_added")
    assert (event.actor, event.thing_id, event.changes) == (
        cast.secretary, meeting.pk, {"guest": [None, "Lê Quang Vinh"]},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "office", "words"),
    [(" ", "", "Hãy ghi họ và tên"), ("x" * 121, "", "không quá 120"), ("An", "x" * 201, "không quá 200")],
)
def test_add_guest_without_a_proper_name_is_refused(
    meeting: Meeting, cast: Cast, name: str, office: str, words: str
) -> None:
    with pytest.raises(DomainError, match=words):
        add_guest(meeting, full_name=name, office=office, by=cast.secretary)
    assert not Guest.objects.exists()


def test_add_guest_twice_is_refused_and_after_removal_free_again(meeting: Meeting, cast: Cast) -> None:
    guest = add_guest(meeting, full_name="Lê Quang Vinh", by=cast.secretary)
    with pytest.raises(DomainError, match="Đã ghi khách dự Lê Quang Vinh rồi"):
        add_guest(meeting, full_name="Lê Quang Vinh", by=cast.deputy)

    remove_guest(guest, by=cast.deputy)
    assert add_guest(meeting, full_name="Lê Quang Vinh", by=cast.secretary).pk != guest.pk


def test_add_guest_unless_open_is_refused(commune: Commune, cast: Cast) -> None:
    with pytest.raises(DomainError):
        add_guest(make_meeting(commune.cells[0]), full_name="Lê Quang Vinh", by=cast.secretary)


def test_remove_guest_marks_it_removed_and_the_second_click_is_told(meeting: Meeting, cast: Cast) -> None:
    guest = add_guest(meeting, full_name="Lê Quang Vinh", by=cast.secretary)
    other = Guest.objects.get(pk=guest.pk)

    remove_guest(guest, by=cast.deputy)

    guest.refresh_from_db()
    assert guest.is_removed
    assert AuditEvent.objects.get(action="meetings.guest_removed").actor == cast.deputy
    with pytest.raises(DomainError, match="đã được bỏ"):
        remove_guest(other, by=cast.secretary)


def test_remove_guest_who_spoke_is_refused(meeting: Meeting, cast: Cast) -> None:
    guest = add_guest(meeting, full_name="Lê Quang Vinh", by=cast.secretary)
    opinion = Passage.objects.create(meeting=meeting, kind="opinion", guest=guest, text="Đồng chí ghi rõ số liệu.")

    with pytest.raises(DomainError, match="có ý kiến của Lê Quang Vinh"):
        remove_guest(guest, by=cast.secretary)

    opinion.is_removed = True
    opinion.save(update_fields=["is_removed"])
    remove_guest(guest, by=cast.secretary)
