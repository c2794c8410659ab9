import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import Attendance, Guest, Meeting
from tests.cast import Cast, Commune
from tests.factories import make_meeting, make_member, make_open_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(commune: Commune, cast: Cast) -> Meeting:
    cell = commune.cells[0]
    make_member(cell, "Đảng Viên Miễn", status="exempt")
    make_member(cell, "Đảng Viên Đi Xa", status="away")
    meeting = make_open_meeting(cell, by=cast.secretary)
    Attendance.objects.filter(meeting=meeting, status="").update(state="")
    return meeting


def url_of(meeting: Meeting, name: str = "attendance") -> str:
    return reverse(f"meetings:{name}", args=[meeting.pk])


def row(meeting: Meeting, name: str) -> Attendance:
    return meeting.attendances.get(member__full_name__endswith=name)


def chosen(meeting: Meeting, page, **marks: object) -> dict[str, object]:
    """What a browser sends: the hidden fingerprint and what is ticked, by given name."""
    data: dict[str, object] = {"seen": page.context["form"].seen}
    for name, mark in marks.items():
        state, reason = mark if isinstance(mark, tuple) else (mark, "")
        data |= {f"state_{row(meeting, name).pk}": state, f"reason_{row(meeting, name).pk}": reason}
    return data


def test_attendance_all_present_in_one_click_then_the_exceptions(client_of, meeting, cast) -> None:
    client = client_of(cast.secretary)
    page = client.get(url_of(meeting))
    assert "Tất cả có mặt" in page.content.decode()

    page = client.post(url_of(meeting), chosen(meeting, page) | {"rest": "1"}, follow=True)
    assert page.context["tally"].present == 3
    assert "Tất cả có mặt" not in page.content.decode()

    data = chosen(meeting, page, Lâm=("excused", "đi viện"), Hằng="present", Tuyết="present", Miễn="present")
    answer = client.post(url_of(meeting), data)

    assert answer.url == meeting.get_absolute_url()
    assert (row(meeting, "Lâm").state, row(meeting, "Lâm").reason) == ("excused", "đi viện")
    assert row(meeting, "Miễn").state == "present"
    assert row(meeting, "Xa").state == "not_expected"


def test_attendance_all_present_after_some_were_ticked_keeps_them(client_of, meeting, cast) -> None:
    client = client_of(cast.secretary)
    page = client.get(url_of(meeting))

    client.post(url_of(meeting), chosen(meeting, page, Lâm=("excused", "ốm")) | {"rest": "1"})

    assert [row(meeting, name).state for name in ("Lâm", "Hằng", "Tuyết")] == ["excused", "present", "present"]


def test_attendance_refused_keeps_choices_and_shows_the_member(client_of, meeting, cast) -> None:
    client = client_of(cast.secretary)
    data = chosen(meeting, client.get(url_of(meeting)), Lâm="excused", Hằng=("unexcused", "không báo"))

    page = client.post(url_of(meeting), data)

    html = page.content.decode()
    assert page.status_code == 422
    assert "Trịnh Mạnh Lâm vắng có lý do: hãy ghi lý do" in html
    assert f'id="s{row(meeting, "Lâm").pk}-excused" value="excused" autocomplete="off" checked' in html
    assert "không báo" in html
    assert row(meeting, "Hằng").state == ""


def test_attendance_of_someone_away_cannot_be_forced_to_present(client_of, meeting, cast) -> None:
    client = client_of(cast.secretary)
    page = client.get(url_of(meeting))

    answer = client.post(url_of(meeting), chosen(meeting, page, Xa="present"))

    assert answer.status_code == 422
    assert "sinh hoạt tạm thời nơi khác nên không thể ghi có mặt" in answer.content.decode()


def test_attendance_changed_by_another_meanwhile_shows_both(client_of, meeting, cast) -> None:
    first, second = client_of(cast.secretary), client_of(cast.deputy)
    page = first.get(url_of(meeting))
    second.post(url_of(meeting), chosen(meeting, page, Lâm=("excused", "ốm")))

    answer = first.post(url_of(meeting), chosen(meeting, page, Lâm="present"))

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Có người vừa sửa điểm danh" in html
    assert "Trong sổ đang ghi: vắng có lý do: ốm" in html
    assert row(meeting, "Lâm").state == "excused"
    assert first.post(url_of(meeting), chosen(meeting, answer, Lâm="present")).status_code == 302
    assert row(meeting, "Lâm").state == "present"


def test_attendance_without_the_fingerprint_is_refused(client_of, meeting, cast) -> None:
    answer = client_of(cast.secretary).post(url_of(meeting), {"rest": "1"})

    assert answer.status_code == 422
    assert row(meeting, "Lâm").state == ""


@pytest.mark.parametrize("name", ["attendance", "guest_add", "meeting_officers", "meeting_submit"])
@pytest.mark.parametrize(
    ("person", "status"), [("secretary", 200), ("deputy", 200), ("member", 403), ("commune", 403), ("stranger", 404)]
)
def test_open_meeting_is_written_by_the_leaders_of_the_cell_alone(
    client_of, meeting, cast, name, person, status
) -> None:
    client = client_of(getattr(cast, person))

    assert client.get(url_of(meeting, name)).status_code == status
    if status != 200:
        assert client.post(url_of(meeting, name), {"rest": "1"}).status_code == status


def test_attendance_before_the_meeting_began_is_forbidden(client_of, commune, cast) -> None:
    assert client_of(cast.secretary).get(url_of(make_meeting(commune.cells[0]))).status_code == 403


def test_attendance_has_the_same_queries_whatever_the_number_of_members(
    client_of, commune, cast, django_assert_num_queries
) -> None:
    client = client_of(cast.secretary)
    few = make_open_meeting(commune.cells[0], by=cast.secretary)
    for _member in range(30):
        make_member(commune.cells[0])
    many = make_open_meeting(commune.cells[0], by=cast.secretary, kind="extraordinary")

    with CaptureQueriesContext(connection) as queries:
        client.get(url_of(few))
    with django_assert_num_queries(len(queries)):
        client.get(url_of(many))


def test_guest_add_and_remove(client_of, meeting, cast) -> None:
    client = client_of(cast.secretary)
    url = url_of(meeting, "guest_add")

    page = client.post(
        url, {"full_name": "Lê Quang Vinh", "office": "Bí thư Đảng ủy xã", "is_superior": "on"}, follow=True
    )
    guest = Guest.objects.get()
    assert "Lê Quang Vinh" in page.content.decode()
    assert (guest.office, guest.is_superior) == ("Bí thư Đảng ủy xã", True)
    again = client.post(url, {"full_name": "Lê Quang Vinh", "office": "Bí thư Đảng ủy xã"})
    assert again.status_code == 422
    assert "rồi" in again.content.decode()

    remove = reverse("meetings:guest_remove", args=[meeting.pk, guest.pk])
    assert client.get(remove).status_code == 405
    client.post(remove)
    guest.refresh_from_db()
    assert guest.is_removed
    assert client.post(remove).status_code == 404


def test_guest_remove_of_another_meeting_is_not_found(client_of, commune, meeting, cast) -> None:
    other = make_open_meeting(commune.cells[1])
    guest = Guest.objects.create(meeting=other, full_name="Khách")

    answer = client_of(cast.secretary).post(reverse("meetings:guest_remove", args=[meeting.pk, guest.pk]))

    assert answer.status_code == 404
