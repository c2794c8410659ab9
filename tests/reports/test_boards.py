"""Home, the month board, the audit trail: what each of the cast sees, in a fixed number of queries."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from cells.models import Term
from cells.services.members import change_member
from meetings.models import Meeting
from reports.queries.audit import changes_of
from tests.factories import make_cell, make_meeting, make_member, make_open_meeting, make_organisation, make_user

pytestmark = pytest.mark.django_db


def waiting(client):
    return [(thing.title, thing.is_late) for thing in client.get(reverse("reports:home")).context["waiting"]]


def test_home_of_a_secretary_names_the_month_without_a_plan_and_the_open_minutes(client_of, cast, commune):
    make_open_meeting(commune.cells[0], dt.date(2026, 10, 5), by=cast.secretary)
    assert waiting(client_of(cast.secretary)) == [
        ("Ghi nốt biên bản rồi gửi", True),
        ("Lên lịch sinh hoạt tháng 11", False),
    ]


def test_home_of_a_secretary_after_planning_waits_for_nothing(client_of, cast, commune):
    meeting = make_meeting(commune.cells[0], dt.date(2026, 11, 28), by=cast.secretary)
    page = client_of(cast.secretary).get(reverse("reports:home"))
    assert page.context["waiting"] == []
    assert page.context["next_meeting"] == meeting


def test_home_says_why_minutes_came_back(client_of, cast, commune):
    make_open_meeting(commune.cells[0], dt.date(2026, 11, 20), by=cast.secretary, returned_reason="Thiếu kết luận")
    assert waiting(client_of(cast.secretary))[0] == ("Sửa biên bản bị trả lại: Thiếu kết luận", True)


def test_home_of_the_commune_names_minutes_to_approve_but_not_its_own(client_of, cast, commune):
    for number, sender in enumerate((cast.secretary, cast.commune)):
        make_open_meeting(
            commune.cells[number],
            by=sender,
            state=Meeting.State.SUBMITTED,
            ended_at=dt.time(21),
            submitted_by=sender,
            submitted_at=dt.datetime(2026, 11, 21, tzinfo=dt.UTC),
        )
    client = client_of(cast.commune)
    assert waiting(client) == [("Duyệt biên bản Chi bộ thôn Song Vân", False)]
    assert len(client.get(reverse("reports:home")).context["rows"]) == 3


def test_home_of_the_commune_tells_of_its_own_meetings_to_finish_and_never_to_approve_them(client_of, cast, commune):
    make_open_meeting(commune.committee, dt.date(2026, 11, 21), kind="executive", by=cast.commune)
    sent_at = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)
    make_open_meeting(
        commune.committee,
        dt.date(2026, 11, 10),
        kind="standing",
        by=cast.secretary,
        state=Meeting.State.SUBMITTED,
        ended_at=dt.time(21),
        submitted_by=cast.secretary,
        submitted_at=sent_at,
    )

    assert waiting(client_of(cast.commune)) == [("Ghi nốt biên bản rồi gửi", False)]
    assert waiting(client_of(cast.officer)) == [("Duyệt biên bản Đảng bộ xã Vân Trục", False)]


def test_home_tells_of_terms_that_end_soon(client_of, cast, commune):
    for cell, end in ((commune.cells[0], dt.date(2026, 11, 1)), (commune.cells[1], dt.date(2027, 1, 1))):
        Term.objects.create(
            organisation=cell, name="cũ", length_months=30, valid_from=dt.date(2024, 6, 1), planned_end=end
        )
    text = client_of(cast.commune).get(reverse("reports:home")).content.decode()
    assert "Nhiệm kỳ của 2 đơn vị sắp hết" in text
    assert "Sớm nhất: ngày 01/11/2026" in text
    assert "Nhiệm kỳ của 1 đơn vị sắp hết" in client_of(cast.secretary).get(reverse("reports:home")).content.decode()
    assert "Nhiệm kỳ" not in client_of(cast.member).get(reverse("reports:home")).content.decode()


def test_home_asks_no_party_group_to_plan_a_meeting(client_of, cast, commune):
    make_organisation("Tổ đảng số 1", kind="party_group", parent=commune.cells[0])
    page = client_of(cast.secretary).get(reverse("reports:home"))
    assert "Tổ đảng số 1" not in page.content.decode()


def test_home_of_a_plain_member_and_of_the_administrator_is_quiet(client_of, cast):
    for user in (cast.member, cast.admin):
        page = client_of(user).get(reverse("reports:home"))
        assert (page.context["waiting"], page.context.get("rows")) == ([], None)


def test_home_of_a_committee_without_cells_begins_with_the_list_of_its_office(client_of, db):
    empty, leader = make_organisation(), make_user()
    make_member(user=leader, office="secretary", seat_in=empty)
    client = client_of(leader)
    assert waiting(client) == [("Nhập danh sách đảng viên", False)]
    make_cell(empty)
    leader.refresh_from_db()
    assert waiting(client) == []


def test_month_board_shows_met_late_and_missing(client_of, cast, commune):
    make_open_meeting(commune.cells[0], dt.date(2026, 3, 5))
    make_open_meeting(commune.cells[1], dt.date(2026, 3, 25))
    page = client_of(cast.commune).get(reverse("reports:month_board"), {"nam": "2026"})
    march = [row.fields[2].state for row in page.context["rows"]]
    assert march == ["met", "late", "missing"]
    assert [(row.held, row.due) for row in page.context["rows"]] == [(1, 10), (1, 10), (0, 10)]


@pytest.mark.parametrize("year", ["x", "99999", "0", ""])
def test_month_board_of_a_strange_year_opens(client_of, cast, year):
    assert client_of(cast.commune).get(reverse("reports:month_board"), {"nam": year}).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("home", 16), ("month_board", 13)])
def test_boards_have_a_fixed_number_of_queries(
    client_of, cast, commune, django_assert_num_queries, name, queries, number
):
    for _cell in range(number):
        make_open_meeting(make_cell(commune.committee), by=make_user())
    client = client_of(cast.commune)
    with django_assert_num_queries(queries):
        client.get(reverse(f"reports:{name}"))


def test_audit_log_shows_deeds_in_scope_only(client_of, cast, commune):
    change_member(cast.deputy.member, by=cast.commune, cell=commune.cells[0], religion="Không")
    change_member(cast.stranger.member, by=cast.commune, cell=commune.elsewhere, religion="Không")
    seen = {
        name: [event.thing_label for event, *_ in client_of(user).get(reverse("reports:audit_log")).context["rows"]]
        for name, user in cast._asdict().items()
    }
    assert seen["secretary"] == seen["commune"] == ["Hoàng Thị Hằng"]
    assert seen["officer"] == ["Ngô Văn Bền", "Hoàng Thị Hằng"]
    assert seen["stranger"] == ["Ngô Văn Bền"]
    assert seen["member"] == []


def test_audit_log_of_the_administrator_holds_accounts_only(client_of, cast, commune):
    change_member(cast.deputy.member, by=cast.commune, cell=commune.cells[0], religion="Không")
    client_of(cast.admin).post(reverse("accounts:user_detail", args=[cast.member.pk]), {"deed": "stop"})
    rows = client_of(cast.admin).get(reverse("reports:audit_log")).context["rows"]
    assert [event.action for event, *_ in rows] == ["accounts.user_deactivated"]


@pytest.mark.parametrize(
    ("thing", "changes", "words"),
    [
        ("cells.Member", {"religion": ["", "Không"]}, "Tôn giáo: Không"),
        ("meetings.Meeting", {"held_on": ["2026-11-05", "2026-11-12"]}, "ngày họp: 05/11/2026 → 12/11/2026"),
        ("meetings.Meeting", {"mode": ["in_person", "online"]}, "hình thức: trực tiếp → trực tuyến"),
        ("meetings.Meeting", {"agenda": [None, ["Thời sự", "Nghị quyết"]]}, "Chương trình: Thời sự; Nghị quyết"),
        ("meetings.Meeting", {"Vũ Văn An": ["có mặt", None]}, "Vũ Văn An: có mặt → –"),
        ("meetings.Vote", {"no": [None, 0]}, "không tán thành: 0"),
        ("evaluations.Evaluation", {"score_general": [None, 26], "triggers": [None, []]},
         "Điểm I: 26, Kỷ luật, kết luận: không có"),
        ("evaluations.Evaluation", {"level": ["excellent", "not_rated"]},
         "Mức: hoàn thành xuất sắc nhiệm vụ → không xếp loại"),
        ("cells.Member", {"field": [None, "citizen_id"]}, "Số đã xem: Số định danh cá nhân"),
        ("gone.Thing", {"left": [True, False]}, "left: có → không"),
    ],
)  # fmt: skip
def test_audit_line_says_in_words_what_changed(thing, changes, words):
    found = changes_of(AuditEvent(thing_kind=thing, changes=changes))
    shown = (f"{one.label}: {one.before} → {one.after}" if one.before else f"{one.label}: {one.after}" for one in found)
    assert ", ".join(shown).lower() == words.lower()


def test_audit_log_is_filtered_by_deed_and_paginated(client_of, cast, commune, django_assert_num_queries):
    for number in range(60):
        change_member(cast.deputy.member, by=cast.commune, cell=commune.cells[0], religion=str(number))
    client = client_of(cast.commune)
    page = client.get(reverse("reports:audit_log"), {"viec": "cells.member_changed", "chi-bo": commune.cells[0].pk})
    assert (len(page.context["rows"]), page.context["page"].paginator.count) == (50, 60)
    assert AuditEvent.objects.count() == 60
    with django_assert_num_queries(8):
        client.get(reverse("reports:audit_log"))
