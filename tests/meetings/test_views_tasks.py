"""The board of tasks and the page of one task, as people use them."""

import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from meetings.models import Task, TaskProgress
from meetings.services.themes import add_key_task, set_year_theme
from tests.factories import make_open_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(commune, cast):
    moment = dt.datetime(2026, 10, 6, tzinfo=dt.UTC)
    sent = {"ended_at": dt.time(21), "submitted_by": cast.secretary, "submitted_at": moment}
    done = {"state": "approved", "approved_by": cast.commune, "approved_at": moment, "snapshot": {}}
    return make_open_meeting(commune.cells[0], dt.date(2026, 10, 5), by=cast.secretary, **sent, **done)


@pytest.fixture
def land(meeting, cast):
    return Task.objects.create(
        meeting=meeting,
        text="Giao đất dịch vụ",
        owner=cast.member.member,
        unit="m2",
        baseline=0,
        target=4000,
        due_on=dt.date(2026, 12, 31),
        rhythm="weekly",
    )


def page_of(client, name, *args, **words):
    answer = client.get(reverse(f"meetings:{name}", args=args), words)
    assert answer.status_code == 200
    return answer


def test_board_shows_the_task_with_person_day_and_late_report(client_of, cast, land):
    text = page_of(client_of(cast.commune), "task_board").content.decode()
    for words in ("Giao đất dịch vụ", "Trịnh Mạnh Lâm", "31/12/2026", "cần báo cáo từ 12/10/2026", "Chưa đủ số liệu"):
        assert words in text


def test_board_of_a_plain_member_holds_the_own_tasks_alone(client_of, cast, land, meeting):
    Task.objects.create(meeting=meeting, text="Việc của người khác")
    rows = page_of(client_of(cast.member), "task_board").context["rows"]
    assert [row.task for row in rows] == [land]


def test_board_with_an_address_that_means_nothing_shows_all(client_of, cast, land):
    words = {"chi-bo": "x", "nam": "²", "thang": "13", "trong-tam": "-1", "tinh-trang": "?"}
    assert page_of(client_of(cast.secretary), "task_board", **words).context["page"].paginator.count == 1


def test_board_asks_as_often_for_three_tasks_as_for_one(client_of, cast, land, meeting):
    client = client_of(cast.commune)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            page_of(client, "task_board")
        return len(queries)

    page_of(client, "task_board")
    before = asked()
    for number in range(2):
        task = Task.objects.create(meeting=meeting, text=f"Việc {number}", owner=cast.deputy.member)
        TaskProgress.objects.create(task=task, on=meeting.held_on, value=5, recorded_by=cast.secretary)
    assert asked() == before
    assert before <= 30


def test_member_reports_the_own_task_in_the_way_numbers_are_typed(client_of, cast, land):
    client = client_of(cast.member)
    address = reverse("meetings:task_progress_add", args=[land.pk])
    answer = client.post(address, {"on": "20/11/2026", "value": "1.812,5", "note": "khu A"}, follow=True)
    assert land.progress.get().value == Decimal("1812.5")
    text = answer.content.decode()
    assert "Đã ghi tiến độ ngày 20/11/2026" in text
    assert "1.812,5 / 4.000 m2" in text
    assert "đạt 45 %" in text
    # 1812.5 in 46 days: the other 2187.5 take 56 days, until 15/01/2027.
    assert "Xong khoảng 15/01/2027" in text
    assert "chậm 15 ngày" in text
    assert "<polyline" in text


def test_report_that_is_refused_keeps_what_was_typed(client_of, cast, land):
    address = reverse("meetings:task_progress_add", args=[land.pk])
    answer = client_of(cast.member).post(address, {"on": "01/10/2026", "value": "800", "note": "đã giao khu A"})
    text = answer.content.decode()
    assert "giao ngày 05/10/2026" in text
    assert "đã giao khu A" in text
    assert not land.progress.exists()


def test_report_of_less_than_before_is_told(client_of, cast, land):
    client, address = client_of(cast.member), reverse("meetings:task_progress_add", args=[land.pk])
    client.post(address, {"on": "10/11/2026", "value": "800"})
    answer = client.post(address, {"on": "20/11/2026", "value": "700"}, follow=True)
    assert "kém hơn lần trước (800" in answer.content.decode()


def test_report_as_done_reaches_the_target(client_of, cast, land):
    address = reverse("meetings:task_progress_add", args=[land.pk])
    answer = client_of(cast.member).post(address, {"on": "20/11/2026", "value": "", "deed": "finish"}, follow=True)
    assert "Báo đã xong</span>" in answer.content.decode()
    assert land.progress.get().value == 4000


def test_member_takes_out_the_own_entry_and_no_other(client_of, cast, land):
    own = TaskProgress.objects.create(task=land, on=dt.date(2026, 11, 1), value=1, recorded_by=cast.member)
    other = TaskProgress.objects.create(task=land, on=dt.date(2026, 11, 2), value=2, recorded_by=cast.secretary)
    client = client_of(cast.member)
    assert client.post(reverse("meetings:task_progress_remove", args=[land.pk, own.pk])).status_code == 302
    assert client.post(reverse("meetings:task_progress_remove", args=[land.pk, other.pk])).status_code == 404
    assert list(land.progress.filter(is_removed=False)) == [other]


def test_secretary_changes_the_day_and_drops_the_task(client_of, cast, land):
    client = client_of(cast.secretary)
    day = reverse("meetings:task_due_change", args=[land.pk])
    assert "lý do đổi" not in client.post(day, {"due_on": "31/03/2027", "reason": ""}).content.decode()
    client.post(day, {"due_on": "31/03/2027", "reason": "mưa kéo dài"})
    land.refresh_from_db()
    assert land.due_on == dt.date(2027, 3, 31)
    answer = client.post(reverse("meetings:task_drop", args=[land.pk]), {"reason": "đất thu hồi"}, follow=True)
    assert "Đã dừng</span>" in answer.content.decode()
    assert "card-form" not in answer.content.decode()


def test_secretary_links_a_task_to_a_key_task_of_the_committee(client_of, cast, land, commune):
    theme = set_year_theme(commune.committee, year=2026, title="Năm dữ liệu", by=cast.commune)
    key = add_key_task(theme, kind="key", text="Đất đai", by=cast.commune)
    client = client_of(cast.secretary)
    client.post(reverse("meetings:task_link", args=[land.pk]), {"key_task": key.pk})
    land.refresh_from_db()
    assert land.key_task == key
    assert "Đất đai" in page_of(client, "task_board", **{"trong-tam": key.pk}).content.decode()
    elsewhere = set_year_theme(commune.elsewhere, year=2026, title="x", by=cast.stranger)
    foreign = add_key_task(elsewhere, kind="key", text="Khác", by=cast.stranger)
    client.post(reverse("meetings:task_link", args=[land.pk]), {"key_task": foreign.pk})
    land.refresh_from_db()
    assert land.key_task == key


def test_export_holds_what_the_filter_says_as_numbers_and_days(client_of, cast, land, commune):
    Task.objects.filter(pk=land.pk).update(text="=HYPERLINK(1)")
    TaskProgress.objects.create(task=land, on=dt.date(2026, 11, 1), value=800, note="+84", recorded_by=cast.member)
    address = reverse("meetings:task_export", args=[commune.committee.pk])
    answer = client_of(cast.commune).post(address, {"tinh-trang": "dang-lam"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    [row] = [row for row in sheet.iter_rows(min_row=6) if row[0].value == 1]
    assert row[2].value == "=HYPERLINK(1)"
    assert row[2].data_type == "s"
    assert [cell.value for cell in row[8:13]] == [0, 4000, 800, 20, dt.datetime(2026, 11, 1)]
    assert AuditEvent.objects.get(action="cells.list_exported").thing_label.endswith("bảng nhiệm vụ")


def test_export_of_nothing_that_matches_has_only_the_head(client_of, cast, land, commune):
    address = reverse("meetings:task_export", args=[commune.cells[0].pk])
    answer = client_of(cast.secretary).post(address, {"tinh-trang": "hoan-thanh"})
    assert answer.status_code == 200
    assert "Giao đất" not in str(list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values))
