import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import ConductSetting, Meeting
from meetings.rules.agenda import usual_agenda
from tests.cast import Cast, Commune
from tests.factories import make_item, make_meeting, make_member, make_open_meeting, make_organisation

pytestmark = pytest.mark.django_db


def sent(**changes: object) -> dict[str, object]:
    """A filled-in plan, as a browser sends it."""
    return {
        "kind": "regular",
        "held_on": "5/12/2026",
        "planned_time": "19h30",
        "period": "2026-12",
        "place": "Nhà văn hóa thôn",
        "mode": "in_person",
        "theme": "",
        "chair": "",
        "secretary": "",
        "agenda-TOTAL_FORMS": "3",
        "agenda-INITIAL_FORMS": "0",
        "agenda-0-title": "Thông tin thời sự",
        "agenda-0-kind": "information",
        "agenda-0-presenter": "",
        "agenda-1-title": "Nhiệm vụ tháng tới",
        "agenda-1-kind": "next_month",
        "agenda-1-presenter": "",
        "agenda-2-title": "",
        "agenda-2-kind": "other",
        "agenda-2-presenter": "",
        **changes,
    }


def plan_url(commune: Commune) -> str:
    return reverse("meetings:meeting_plan", args=[commune.cells[0].pk])


def titles(page) -> list[str]:
    return [row["title"].value() for row in page.context["form"].agenda if row["title"].value()]


def test_meeting_plan_begins_with_the_next_free_month_the_usual_agenda_and_people(client_of, commune, cast) -> None:
    make_open_meeting(commune.cells[0], dt.date(2026, 10, 27), place="Nhà ông Tư")
    make_meeting(commune.cells[0], dt.date(2026, 11, 25), place="Nhà bà Năm", planned_time=dt.time(8))

    form = client_of(cast.secretary).get(plan_url(commune)).context["form"]

    assert form["period"].value() == "2026-12"
    assert (form["place"].value(), form["planned_time"].value()) == ("Nhà bà Năm", dt.time(8))
    assert form["held_on"].value() == dt.date(2026, 12, 25)
    assert (form["chair"].value(), form["secretary"].value()) == (cast.secretary.member.pk, cast.deputy.member.pk)
    assert [(row["kind"].value(), row["title"].value()) for row in form.agenda][:4] == usual_agenda("regular")


def test_meeting_plan_copies_the_last_meeting_in_one_click(client_of, commune, cast) -> None:
    last = make_open_meeting(commune.cells[0], place="Nhà ông Tư", chair=cast.deputy.member)
    make_item(last, "Việc riêng của tháng này", kind="other", presenter=cast.member.member)

    page = client_of(cast.secretary).get(plan_url(commune), {"chep": "1"})

    form = page.context["form"]
    assert titles(page) == ["Phương hướng, nhiệm vụ tháng tới", "Việc riêng của tháng này"]
    assert form["place"].value() == "Nhà ông Tư"
    assert form["chair"].value() == cast.deputy.member.pk
    assert [row["presenter"].value() for row in form.agenda][1] == cast.member.member.pk
    assert not Meeting.objects.filter(state="planned").exists()


def test_meeting_plan_copied_from_a_meeting_without_officers_proposes_the_usual_ones(client_of, commune, cast) -> None:
    make_meeting(commune.cells[0], dt.date(2026, 10, 5))

    form = client_of(cast.secretary).get(plan_url(commune), {"chep": "1"}).context["form"]

    assert (form["chair"].value(), form["secretary"].value()) == (cast.secretary.member.pk, cast.deputy.member.pk)


def test_meeting_plan_stores_what_was_typed(client_of, commune, cast) -> None:
    answer = client_of(cast.deputy).post(plan_url(commune), sent(chair=str(cast.secretary.member.pk)))

    meeting = Meeting.objects.get()
    assert answer.status_code == 302
    assert answer.url == meeting.get_absolute_url()
    assert (meeting.held_on, meeting.planned_time, meeting.year, meeting.month) == (
        dt.date(2026, 12, 5), dt.time(19, 30), 2026, 12,
    )  # fmt: skip
    assert (meeting.chair, meeting.planned_by) == (cast.secretary.member, cast.deputy)
    assert list(meeting.items.values_list("title", "kind")) == [
        ("Thông tin thời sự", "information"),
        ("Nhiệm vụ tháng tới", "next_month"),
    ]


def test_meeting_plan_saved_as_it_was_drawn_stores_the_usual_agenda(client_of, commune, cast) -> None:
    client = client_of(cast.secretary)
    form = client.get(plan_url(commune)).context["form"]
    rows = {f"{row.add_prefix(name)}": row[name].value() or "" for row in form.agenda for name in row.fields}

    answer = client.post(plan_url(commune), sent(**rows, **{"agenda-TOTAL_FORMS": str(len(form.agenda.forms))}))

    assert answer.status_code == 302
    assert list(Meeting.objects.get().items.values_list("kind", "title")) == usual_agenda("regular")


def test_meeting_plan_refused_keeps_every_word_and_names_the_other_meeting(client_of, commune, cast) -> None:
    make_meeting(commune.cells[0], dt.date(2026, 12, 3))
    typed = sent(place="Nhà ông Tư, xóm Đình", **{"agenda-2-title": "Kết nạp đảng viên"})

    page = client_of(cast.secretary).post(plan_url(commune), typed)

    html = page.content.decode()
    assert page.status_code == 422
    assert "Tháng 12/2026 chi bộ đã có buổi sinh hoạt thường kỳ ngày 03/12/2026" in html
    for words in ("Nhà ông Tư, xóm Đình", "Kết nạp đảng viên", "5/12/2026", "19h30"):
        assert words in html
    assert titles(page) == ["Thông tin thời sự", "Nhiệm vụ tháng tới", "Kết nạp đảng viên"]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("held_on", "31/2/2026", "không có trong lịch"),
        ("held_on", "", "Hãy điền ô này"),
        ("planned_time", "25h", "Hãy ghi giờ"),
        ("place", "", "Hãy điền ô này"),
        ("agenda-0-title", "x" * 301, "300"),
        ("chair", "999999", "chọn"),
        ("period", "2026-13", "chọn"),
        ("agenda-TOTAL_FORMS", "x", ""),
    ],
)
def test_meeting_plan_nonsense_is_refused_and_nothing_stored(client_of, commune, cast, field, value, words) -> None:
    page = client_of(cast.secretary).post(plan_url(commune), sent(**{field: value}))

    assert page.status_code == 422
    assert words in page.content.decode()
    assert not Meeting.objects.exists()


def test_meeting_plan_add_rows_keeps_every_word_and_stores_nothing(client_of, commune, cast) -> None:
    page = client_of(cast.secretary).post(plan_url(commune), sent(held_on="chưa rõ", **{"them-dong": "1"}))

    assert page.status_code == 200
    assert titles(page) == ["Thông tin thời sự", "Nhiệm vụ tháng tới"]
    assert len(page.context["form"].agenda.forms) == 5
    assert page.context["form"]["held_on"].value() == "chưa rõ"
    assert not Meeting.objects.exists()


def test_meeting_plan_moves_a_row_up(client_of, commune, cast) -> None:
    page = client_of(cast.secretary).post(plan_url(commune), sent(len="1"))

    assert titles(page) == ["Nhiệm vụ tháng tới", "Thông tin thời sự"]


def test_meeting_plan_another_kind_brings_its_agenda_only_where_none_was_written(client_of, commune, cast) -> None:
    client = client_of(cast.secretary)
    usual = {f"agenda-{row}-{part}": "" for row in range(3) for part in ("title", "kind", "presenter")}

    fresh = client.post(plan_url(commune), sent(**usual, kind="extraordinary", **{"doi-loai": "thematic"}))
    written = client.post(plan_url(commune), sent(**{"doi-loai": "thematic"}))

    assert titles(fresh) == [title for _kind, title in usual_agenda("thematic")]
    assert fresh.context["form"].has_theme
    assert titles(written) == ["Thông tin thời sự", "Nhiệm vụ tháng tới"]
    assert written.context["form"].chosen_kind == "thematic"


def test_meeting_plan_warns_after_saving_but_saves(client_of, commune, cast) -> None:
    page = client_of(cast.secretary).post(plan_url(commune), sent(held_on="23/12/2026", period="2026-11"), follow=True)

    html = page.content.decode()
    assert Meeting.objects.get().month == 11
    assert "không thuộc tháng 11/2026, cũng không trong 15 ngày sau đó" in html


def test_meeting_plan_for_tomorrow_noon_is_near_but_no_warning_of_notice(client_of, commune, cast) -> None:
    client = client_of(cast.secretary)
    tomorrow = client.post(plan_url(commune), sent(held_on="23/11/2026", period="2026-11"), follow=True)
    today = client.post(plan_url(commune), sent(held_on="22/11/2026", kind="extraordinary"), follow=True)

    assert "thông báo trước" not in tomorrow.content.decode()
    assert "thông báo trước ít nhất 1 ngày" in today.content.decode()


@pytest.mark.parametrize(
    ("person", "status"),
    [("deputy", 200), ("member", 403), ("commune", 403), ("officer", 403), ("stranger", 404), ("admin", 404)],
)
def test_meeting_plan_is_for_the_leaders_of_the_cell(client_of, commune, cast: Cast, person, status) -> None:
    assert client_of(getattr(cast, person)).get(plan_url(commune)).status_code == status


def test_meeting_change_plan_shows_and_stores_the_plan(client_of, commune, cast) -> None:
    client = client_of(cast.secretary)
    client.post(plan_url(commune), sent())
    url = reverse("meetings:meeting_change_plan", args=[Meeting.objects.get().pk])

    assert titles(client.get(url)) == ["Thông tin thời sự", "Nhiệm vụ tháng tới"]
    answer = client.post(url, sent(place="Trường học", **{"agenda-0-title": ""}))

    assert answer.status_code == 302
    meeting = Meeting.objects.get()
    assert meeting.place == "Trường học"
    assert list(meeting.items.filter(is_removed=False).values_list("title", flat=True)) == ["Nhiệm vụ tháng tới"]


def test_meeting_change_plan_refused_keeps_every_word(client_of, commune, cast) -> None:
    meeting = make_meeting(commune.cells[0], dt.date(2026, 12, 5))
    url = reverse("meetings:meeting_change_plan", args=[meeting.pk])

    page = client_of(cast.secretary).post(url, sent(kind="thematic", place="Nhà ông Tư"))

    assert page.status_code == 422
    assert "cần ghi tên chuyên đề" in page.content.decode()
    assert "Nhà ông Tư" in page.content.decode()


def test_meeting_change_plan_of_a_month_long_ago_can_keep_that_month(client_of, commune, cast) -> None:
    meeting = make_meeting(commune.cells[0], dt.date(2024, 3, 5))
    make_item(meeting)
    client = client_of(cast.secretary)
    url = reverse("meetings:meeting_change_plan", args=[meeting.pk])

    answer = client.post(url, sent(held_on="6/3/2024", period="2024-03"))

    assert answer.status_code == 302


def test_meeting_cancel_asks_for_the_reason(client_of, commune, cast) -> None:
    meeting = make_meeting(commune.cells[0], dt.date(2026, 12, 5))
    url = reverse("meetings:meeting_cancel", args=[meeting.pk])
    client = client_of(cast.secretary)

    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": "  "}).status_code == 422
    page = client.post(url, {"reason": "bão số 3"}, follow=True)

    meeting.refresh_from_db()
    assert meeting.state == "cancelled"
    assert "Buổi sinh hoạt đã hủy: bão số 3" in page.content.decode()
    assert client.post(url, {"reason": "bão"}).status_code == 403


@pytest.mark.parametrize("name", ["meeting_change_plan", "meeting_cancel", "meeting_open"])
@pytest.mark.parametrize(("person", "status"), [("member", 403), ("commune", 403), ("stranger", 404), ("admin", 404)])
def test_planned_meeting_is_changed_by_the_leaders_of_the_cell_alone(
    client_of, commune, cast, name, person, status
) -> None:
    meeting = make_meeting(commune.cells[0], dt.date(2026, 11, 20))
    client = client_of(getattr(cast, person))

    assert client.get(reverse(f"meetings:{name}", args=[meeting.pk])).status_code == status
    assert client.post(reverse(f"meetings:{name}", args=[meeting.pk]), {"reason": "x"}).status_code == status
    meeting.refresh_from_db()
    assert meeting.state == "planned"


def test_meeting_plan_has_the_same_queries_whatever_the_number_of_members(
    client_of, commune, cast, django_assert_num_queries
) -> None:
    client = client_of(cast.secretary)
    with CaptureQueriesContext(connection) as queries:
        client.get(plan_url(commune))

    for _member in range(30):
        make_member(commune.cells[0])
    with django_assert_num_queries(len(queries)):
        client.get(plan_url(commune))


def test_conduct_setting_is_set_by_the_committee_for_its_cells(client_of, commune, cast) -> None:
    url = reverse("meetings:conduct_setting", args=[commune.committee.pk])
    client = client_of(cast.commune)

    assert client.get(url).status_code == 200
    assert client.post(url, {"key": "meet_by_day", "value": "40", "valid_from": "1/1/2026"}).status_code == 422
    words = {"valid_from": "1/1/2026", "document": "Quy chế 01-QC/ĐU"}
    page = client.post(url, {"key": "meet_by_day", "value": "5", **words}, follow=True)

    assert ConductSetting.objects.get().value == 5
    assert "Ngày chậm nhất họp thường kỳ trong tháng: <strong>5</strong>" in page.content.decode()
    assert client.get(reverse("meetings:conduct_setting", args=[commune.cells[0].pk])).status_code == 404


@pytest.mark.parametrize(("person", "status"), [("secretary", 404), ("officer", 403), ("stranger", 404)])
def test_conduct_setting_is_not_for_others(client_of, commune, cast, person, status) -> None:
    url = reverse("meetings:conduct_setting", args=[commune.committee.pk])

    assert client_of(getattr(cast, person)).get(url).status_code == status


def test_meeting_plan_offers_the_kinds_that_the_unit_holds(client_of, commune, cast) -> None:
    group = make_organisation("Tổ đảng số 1", kind="party_group", parent=commune.cells[0])

    def kinds_at(unit, user) -> list[str]:
        page = client_of(user).get(reverse("meetings:meeting_plan", args=[unit.pk]))
        return [value for value, _words, _chosen in page.context["form"].kinds]

    assert kinds_at(commune.committee, cast.commune) == ["flag", "forum", "standing", "executive", "review", "congress"]
    assert kinds_at(group, cast.secretary) == ["group"]
    assert "standing" not in kinds_at(commune.cells[0], cast.secretary)


def test_meeting_plan_of_the_flag_ceremony_proposes_the_first_monday(client_of, commune, cast) -> None:
    page = client_of(cast.secretary).post(plan_url(commune), sent(**{"doi-loai": "flag"}))

    form = page.context["form"]
    assert (form["held_on"].value(), form["period"].value()) == ("07/12/2026", "2026-12")
    assert titles(page)[:1] == ["Thông tin thời sự"]


def test_meeting_plan_of_a_committee_stores_a_meeting_of_its_standing_committee(client_of, commune, cast) -> None:
    url = reverse("meetings:meeting_plan", args=[commune.committee.pk])

    answer = client_of(cast.commune).post(url, sent(kind="standing", chair=str(cast.commune.member.pk)))

    assert answer.status_code == 302
    assert (Meeting.objects.get().kind, Meeting.objects.get().cell) == ("standing", commune.committee)
