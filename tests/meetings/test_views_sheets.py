import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.forms.sheets import SheetForm
from meetings.models import MeetingGrade, SheetInForce
from meetings.queries.sheets import sheet_on
from meetings.services.scores import agree_with_self_score, save_self_score
from meetings.services.sheets import Decision, put_sheet_in_force
from tests.factories import make_member, make_open_meeting
from tests.meetings.scoring import full_points, scored_meeting

JANUARY = dt.date(2026, 1, 1)
YEAR = {"grade": "tot", "share": 100, "from": "kha", "count": 9, "whole": True}


def filled(base, start=None, **changes):
    """What a browser sends when nothing else is touched."""
    form = SheetForm(base=base, start=start)
    data = {name: "" if (value := form[name].value()) is None else str(value) for name in form.fields}
    return data | {"valid_from": "01/01/2026"} | changes


def adopt(commune, base, start=None):
    address = reverse("meetings:sheet_adopt", args=[commune.committee.pk, base])
    return f"{address}?tu={start.pk}" if start else address


def test_base_is_put_in_force_as_it_stands(commune, cast, client_of):
    data = filled("an-phu-2025", document="QĐ 12-QĐ/ĐU")
    answer = client_of(cast.commune).post(adopt(commune, "an-phu-2025"), data)
    row = SheetInForce.objects.get()
    assert (answer.status_code, row.own, row.valid_from, row.document) == (302, {}, JANUARY, "QĐ 12-QĐ/ĐU")
    assert row.settings["without_theme"] == "leave_out"


def test_points_limits_settings_and_the_year_are_changed_and_the_form_begins_with_them_again(commune, cast, client_of):
    changes = {
        "title": "Bảng điểm xã Vân Trục", "toi-da-3.1": "2", "them-3": "Đọc bản tin trước khi họp", "them-3-diem": "1",
        "moc-2a-1": "85", "muc-2a-0": "0", "nguong-tot": "92", "thiet-lap-without_theme": "full_points",
        "thiet-lap-few_members_at_most": "5", "nam-tot-so-ky": "9", "nam-kha-so-ky": "7", "nam-trung_binh-ty-le": "80",
    }  # fmt: skip
    desk = client_of(cast.commune)
    answer = desk.post(adopt(commune, "an-phu-2025"), filled("an-phu-2025", **changes))
    assert answer.status_code == 302
    row = SheetInForce.objects.get()
    assert row.own["added"] == [{"number": "3.6", "group": "3", "text": "Đọc bản tin trước khi họp", "maximum": 1}]
    assert row.own["grades"] == {"tot": 92}
    assert [step["whole"] for step in row.own["year"]] == [True, True, True]
    found = sheet_on(commune.cells[0].pk, dt.date(2026, 5, 1))
    assert (found.sheet.title, found.settings["few_members_at_most"]) == ("Bảng điểm xã Vân Trục", 5)
    again = filled("an-phu-2025", row)
    assert (again["moc-2a-1"], again["toi-da-3.6"], again["nam-kha-so-ky"]) == ("85", "1", "7")
    desk.post(adopt(commune, "an-phu-2025", row), {**again, "valid_from": "01/06/2026"})
    assert SheetInForce.objects.get(valid_from=dt.date(2026, 6, 1)).own == row.own


def test_points_that_do_not_add_up_are_refused_and_stay_typed(commune, cast, client_of):
    data = filled("an-phu-2025", **{"toi-da-3.1": "7"})
    answer = client_of(cast.commune).post(adopt(commune, "an-phu-2025"), data)
    assert answer.status_code == 422
    assert "các tiêu chí cộng lại 14 điểm, nhưng nhóm ghi 10" in answer.text
    assert 'name="toi-da-3.1" value="7"' in answer.text


def test_added_row_is_dropped_again_with_no_points(commune, cast, client_of):
    own = {
        "criteria": {"3.1": {"maximum": 2}},
        "added": [{"number": "3.6", "group": "3", "text": "Đọc bản tin", "maximum": 1}],
    }
    row = put_sheet_in_force(commune.committee, Decision("an-phu-2025", JANUARY, own=own), by=cast.commune)
    data = filled("an-phu-2025", row, **{"toi-da-3.6": "0", "toi-da-3.1": "3"})
    client_of(cast.commune).post(adopt(commune, "an-phu-2025", row), data)
    assert SheetInForce.objects.get().own == {}


def test_board_of_the_province_sets_the_sheet_of_standing_committees(commune, cast, client_of):
    address = reverse("meetings:sheet_adopt", args=[commune.province.pk, "ban-thuong-vu-tham-khao"])
    assert client_of(cast.officer).post(address, filled("ban-thuong-vu-tham-khao")).status_code == 302
    assert sheet_on(commune.committee.pk, dt.date(2026, 5, 1), "standing").base == "ban-thuong-vu-tham-khao"


@pytest.mark.parametrize("key", ["an-phu-2025", "khung-hd12-2018", "ban-thuong-vu-tham-khao", "tan-tien-2025"])
def test_base_shows_its_source_and_how_well_each_row_is_known(cast, client_of, key):
    page = client_of(cast.member).get(reverse("meetings:sheet_base", args=[key])).text
    assert "Nguồn:" in page
    words = {
        "an-phu-2025": "bản chép lại",
        "khung-hd12-2018": "Nguồn không cho điểm",
        "ban-thuong-vu-tham-khao": "phần mềm đặt",
        "tan-tien-2025": "thang điểm không có trong nguồn",
    }
    assert words[key] in page  # fmt: skip


def test_unknown_base_is_not_found(commune, cast, client_of):
    desk = client_of(cast.commune)
    assert desk.get(reverse("meetings:sheet_base", args=["khong-co"])).status_code == 404
    assert desk.get(adopt(commune, "khong-co")).status_code == 404


def test_list_says_which_sheet_is_in_force_and_that_nobody_decided_on_the_usual_one(commune, cast, client_of):
    page = client_of(cast.member).get(reverse("meetings:sheet_list", args=[commune.cells[0].pk])).text
    assert "Bảng mặc định của phần mềm, chưa có cấp ủy nào ban hành" in page
    assert "Dùng mẫu này" not in page
    put_sheet_in_force(commune.committee, Decision("tan-tien-2025", JANUARY), by=cast.commune)
    assert (
        "Đảng bộ xã Vân Trục áp dụng từ 01/01/2026"
        in client_of(cast.commune).get(reverse("meetings:sheet_list", args=[commune.committee.pk])).text
    )


def test_month_summary_fixes_the_undisputed_grades(commune, cast, client_of):
    meeting = scored_meeting(commune.cells[0], cast.secretary)
    save_self_score(meeting, full_points(), by=cast.secretary)
    sent = {
        "state": "submitted",
        "submitted_by": cast.secretary,
        "submitted_at": dt.datetime(2026, 10, 6, tzinfo=dt.UTC),
    }
    type(meeting).objects.filter(pk=meeting.pk).update(**sent)
    agree_with_self_score(meeting, by=cast.commune)
    desk = client_of(cast.commune)
    address = reverse("meetings:month_scores", args=[commune.committee.pk])
    assert "Xếp loại chính thức các chi bộ đã thống nhất" in desk.get(address, {"thang": "2026-10"}).text
    fix = reverse("meetings:month_grades_fix", args=[commune.committee.pk])
    page = desk.post(fix, {"thang": "2026-10"}, follow=True).text
    assert "Đã xếp loại 1 chi bộ." in page
    assert "Không có chi bộ nào" in desk.post(fix, {"thang": "2026-10"}, follow=True).text


def test_year_page_shows_the_rule_with_its_cut_source(commune, cast, client_of):
    page = client_of(cast.member).get(reverse("meetings:year_scores", args=[commune.cells[0].pk])).text
    assert "Chưa có buổi thường kỳ nào được xếp loại chính thức" in page
    assert "nguồn bị cắt ở phần còn lại, để cấp ủy quyết định" in page


def test_pages_of_scores_ask_the_same_questions_for_one_cell_and_for_three(commune, cast, client_of):
    desk = client_of(cast.commune)
    asked = []
    for cells in (commune.cells[:1], commune.cells[1:]):
        for cell in cells:
            make_member(cell)
            meeting = make_open_meeting(cell, by=cast.secretary)
            MeetingGrade.objects.create(meeting=meeting, grade="tot", label="Tốt", decided_by=cast.commune)
        with CaptureQueriesContext(connection) as found:
            desk.get(reverse("meetings:month_scores", args=[commune.committee.pk]), {"thang": "2026-10"})
        asked.append(len(found))
    assert asked[0] == asked[1] <= 30


@pytest.mark.parametrize(("name", "unit"), [("sheet_list", "committee"), ("year_scores", "cell")])
def test_page_of_one_unit_asks_few_questions(commune, cast, client_of, django_assert_max_num_queries, name, unit):
    put_sheet_in_force(commune.committee, Decision("tan-tien-2025", JANUARY), by=cast.commune)
    desk = client_of(cast.commune)
    with django_assert_max_num_queries(30):
        desk.get(
            reverse(f"meetings:{name}", args=[(commune.committee if unit == "committee" else commune.cells[0]).pk])
        )


def test_sheet_of_a_committee_has_no_link_to_a_page_that_its_reader_may_not_open(commune, cast, client_of):
    client_of(cast.commune).post(adopt(commune, "an-phu-2025"), filled("an-phu-2025", document="QĐ 12-QĐ/ĐU"))
    address = reverse("meetings:sheet_detail", args=[SheetInForce.objects.get().pk])
    owner = reverse("meetings:sheet_list", args=[commune.committee.pk])
    assert owner in client_of(cast.commune).get(address).text
    member = client_of(cast.member).get(address)
    assert (member.status_code, owner in member.text, commune.committee.get_absolute_url() in member.text) == (
        200, False, False,
    )  # fmt: skip
