import datetime as dt
import io

import pdfplumber
import pytest
from django.urls import reverse

from cells.models import Seat
from meetings.documents.calendar import calendar_file_name, calendar_pdf, calendar_text, calendar_word
from meetings.models import Meeting, PublishedCalendar
from meetings.queries.calendar import day_token
from meetings.services.calendar import agree_day, publish_calendar, return_day
from tests.cast import NOON, Cast, Commune
from tests.factories import make_cell, make_meeting

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 12, 5)


def month_url(commune: Commune) -> str:
    return reverse("meetings:calendar_month", args=[commune.committee.pk])


def registered(cell, **values) -> Meeting:
    return make_meeting(cell, DAY, **{"place": f"Nhà văn hóa {cell.name[7:]}", **values})


def chosen(meeting: Meeting) -> str:
    return f"{meeting.pk}-{day_token(meeting)}"


@pytest.fixture
def edition(commune: Commune, cast: Cast) -> PublishedCalendar:
    meeting = registered(commune.cells[0], kind="combined", theme="Tiết kiệm")
    agree_day(meeting, by=cast.commune, seen=day_token(meeting))
    calendar = publish_calendar(
        commune.committee, year=2026, month=12, agenda=["Học tập Nghị quyết 57"], by=cast.commune
    )
    PublishedCalendar.objects.filter(pk=calendar.pk).update(published_at=NOON)
    calendar.refresh_from_db()
    return calendar


def test_calendar_month_shows_each_cell_and_agrees_to_several_at_once(client_of, commune, cast) -> None:
    first, second = registered(commune.cells[0]), registered(commune.cells[1])
    client = client_of(cast.commune)

    page = client.get(month_url(commune))
    assert [line.state for line in page.context["page"]] == ["registered", "registered", "waiting"]
    agree = reverse("meetings:calendar_agree", args=[commune.committee.pk])
    answer = client.post(agree, {"thang": "2026-12", "chon": [chosen(first), chosen(second)]}, follow=True)

    assert "Đã thống nhất 2 lịch." in answer.content.decode()
    assert set(Meeting.objects.values_list("registration", flat=True)) == {"agreed"}


def test_calendar_agree_to_a_day_changed_since_tells_it_and_agrees_to_the_others(client_of, commune, cast) -> None:
    first, second = registered(commune.cells[0]), registered(commune.cells[1])
    data = {"chon": [chosen(first), chosen(second)]}
    Meeting.objects.filter(pk=first.pk).update(place="Nhà ông Tư")

    answer = client_of(cast.commune).post(
        reverse("meetings:calendar_agree", args=[commune.committee.pk]), data, follow=True
    )

    text = answer.content.decode()
    assert "Chi bộ thôn Song Vân vừa đổi lịch" in text
    assert "Đã thống nhất 1 lịch." in text


def test_calendar_agree_to_nothing_says_so(client_of, commune, cast) -> None:
    url = reverse("meetings:calendar_agree", args=[commune.committee.pk])
    assert "Chưa chọn lịch nào" in client_of(cast.commune).post(url, follow=True).content.decode()
    assert client_of(cast.commune).post(url, {"chon": ["x-1", "abc"]}).status_code == 302


def test_calendar_agree_to_a_meeting_of_another_committee_is_not_found(client_of, commune, cast) -> None:
    foreign = registered(commune.elsewhere)

    answer = client_of(cast.commune).post(
        reverse("meetings:calendar_agree", args=[commune.committee.pk]), {"chon": [chosen(foreign)]}
    )

    assert answer.status_code == 404


def test_calendar_agree_to_a_meeting_that_began_meanwhile_agrees_to_the_others(client_of, commune, cast) -> None:
    first, second = registered(commune.cells[0]), registered(commune.cells[1])
    Meeting.objects.filter(pk=first.pk).update(state="cancelled", cancelled_reason="Mưa lũ")

    answer = client_of(cast.commune).post(
        reverse("meetings:calendar_agree", args=[commune.committee.pk]),
        {"chon": [chosen(first), chosen(second)]},
        follow=True,
    )

    assert "đã bắt đầu hoặc đã hủy" in answer.text
    assert Meeting.objects.get(pk=second.pk).registration == "agreed"


def test_nobody_agrees_to_the_day_of_the_cell_whose_meetings_he_holds(client_of, commune, cast) -> None:
    Seat.objects.create(
        organisation=commune.cells[2], member=cast.commune.member, office="secretary", valid_from=dt.date(2025, 1, 1)
    )
    own, other = registered(commune.cells[2]), registered(commune.cells[1])
    client = client_of(cast.commune)
    choices = {"chon": [chosen(own), chosen(other)]}

    page = client.get(month_url(commune), {"thang": "2026-12"}).text
    answer = client.post(reverse("meetings:calendar_agree", args=[commune.committee.pk]), choices, follow=True)
    alone = client.post(reverse("meetings:day_agree", args=[own.pk]), {"seen": day_token(own)})
    back = client.post(reverse("meetings:day_return", args=[own.pk]), {"note": "x"})

    assert chosen(other) in page
    assert chosen(own) not in page
    assert "không ai tự thống nhất lịch đơn vị mình" in answer.text
    assert (alone.status_code, back.status_code) == (403, 403)
    assert dict(Meeting.objects.values_list("pk", "registration")) == {own.pk: "registered", other.pk: "agreed"}
    assert "1 lịch sinh hoạt" not in client.get(reverse("reports:home")).text


def test_day_return_keeps_what_was_typed_and_is_read_by_the_cell_at_home(client_of, commune, cast) -> None:
    meeting = registered(commune.cells[0])
    url, client = reverse("meetings:day_return", args=[meeting.pk]), client_of(cast.commune)

    refused = client.post(url, {"note": "x" * 301})
    done = client.post(url, {"note": "Trùng họp Đảng ủy"})

    assert (refused.status_code, done.status_code) == (422, 302)
    assert "x" * 301 in refused.content.decode()
    home = client_of(cast.secretary).get(reverse("reports:home")).content.decode()
    assert "Cấp ủy đề nghị đổi lịch: Trùng họp Đảng ủy" in home
    line = home[home.index("Trùng họp Đảng ủy") :]
    assert "đã chậm" not in line[: line.index("</li>")]


def test_home_of_the_commune_counts_the_days_to_agree(client_of, commune, cast) -> None:
    registered(commune.cells[0])
    registered(commune.cells[1], kind="committee")

    home = client_of(cast.commune).get(reverse("reports:home")).content.decode()

    assert "1 lịch sinh hoạt tháng 12 chờ thống nhất" in home
    assert f"{month_url(commune)}?thang=2026-12" in home


@pytest.mark.parametrize("number", [1, 30])
def test_calendar_month_has_a_fixed_number_of_queries(
    client_of, commune, cast, django_assert_num_queries, number
) -> None:
    for _cell in range(number):
        registered(make_cell(commune.committee))
    client = client_of(cast.commune)

    with django_assert_num_queries(13):
        client.get(month_url(commune), {"thang": "2026-12"})


@pytest.mark.parametrize("month", ["2026-13", "x", "", "9999-01"])
def test_calendar_month_of_a_strange_month_opens(client_of, commune, cast, month: str) -> None:
    page = client_of(cast.commune).get(month_url(commune), {"thang": month, "tinh-trang": month})

    assert page.context["chosen"] == "2026-12"


def test_calendar_publish_makes_an_edition_and_tells_when_days_changed_since(client_of, commune, cast) -> None:
    meeting = registered(commune.cells[0])
    client = client_of(cast.commune)
    url = reverse("meetings:calendar_publish", args=[commune.committee.pk]) + "?thang=2026-12"
    assert "Chưa có lịch nào được thống nhất" in client.post(url, {"agenda": "Một việc"}).content.decode()

    agree_day(meeting, by=cast.commune, seen=day_token(meeting))
    page = client.post(url, {"agenda": "Một việc\n\nHai việc"}, follow=True).content.decode()
    assert "Hai việc" in page
    assert "Nhà văn hóa thôn Song Vân" in page
    assert "đã thay đổi sau lần công bố" not in client.get(month_url(commune)).content.decode()

    return_day(meeting, note="Mưa lũ", by=cast.commune)
    assert "Lịch đã thay đổi sau lần công bố 1" in client.get(month_url(commune)).content.decode()


def test_calendar_published_is_read_by_the_cells_below_and_not_printed_by_them(client_of, cast, edition) -> None:
    url = reverse("meetings:calendar_published", args=[edition.pk])
    request = reverse("reports:document_request", args=["month_calendar", edition.pk])

    member = client_of(cast.member)
    assert "Học tập Nghị quyết 57" in member.get(url).content.decode()
    assert member.post(request).status_code == 403
    assert client_of(cast.stranger).get(url).status_code == 404


def test_calendar_text_has_a_line_for_each_meeting_by_day(edition) -> None:
    assert calendar_text(edition).splitlines() == [
        "LỊCH SINH HOẠT CHI BỘ THÁNG 12 NĂM 2026",
        "Đảng ủy xã Vân Trục",
        "",
        "Thứ Bảy, 05/12/2026:",
        "- 19 giờ 30 – Chi bộ thôn Song Vân, tại Nhà văn hóa thôn Song Vân (Tiết kiệm)",
        "",
        "Nội dung gợi ý:",
        "- Học tập Nghị quyết 57",
    ]


def test_calendar_paper_has_the_head_the_rows_and_the_signature(edition) -> None:
    with pdfplumber.open(io.BytesIO(calendar_pdf(edition))) as paper:
        text = " ".join(" ".join(page.extract_text() for page in paper.pages).split())

    for words in (
        "ĐẢNG BỘ TỈNH PHÚ THỌ", "ĐẢNG ỦY XÃ VÂN TRỤC", "-TB/ĐU", "THÔNG BÁO", "lịch sinh hoạt chi bộ tháng 12 năm 2026",
        "05/12/2026", "19 giờ 30", "Học tập Nghị quyết 57",
        "T/M ĐẢNG ỦY XÃ VÂN TRỤC", "Lê Quang Vinh", "Nơi nhận:",
    ):  # fmt: skip
        assert words in text, words
    assert calendar_file_name(edition) == "Thông báo lịch sinh hoạt tháng 12-2026, Đảng ủy xã Vân Trục"
    assert calendar_word(edition)[:2] == b"PK"


def test_meeting_plan_begins_with_what_the_committee_proposes_when_asked(client_of, commune, cast, edition) -> None:
    Meeting.objects.all().delete()
    make_meeting(commune.cells[0], dt.date(2026, 11, 5))
    url, client = reverse("meetings:meeting_plan", args=[commune.cells[0].pk]), client_of(cast.secretary)

    plain, proposed = client.get(url), client.get(url, {"chep": "tren"})

    assert "Học tập Nghị quyết 57" not in [row["title"].value() for row in plain.context["form"].agenda]
    assert "Lấy nội dung cấp ủy gợi ý" in plain.content.decode()
    titles = [row["title"].value() for row in proposed.context["form"].agenda]
    assert titles[0] == "Học tập Nghị quyết 57"
    assert "Phương hướng, nhiệm vụ tháng tới" in titles
