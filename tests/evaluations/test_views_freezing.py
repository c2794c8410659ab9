import datetime as dt

import pytest
from django.urls import reverse

from evaluations.models import FrozenFacts, Period
from evaluations.services.freezing import freeze_period
from meetings.models import Task, TaskReview
from tests.cast import Cast, Commune
from tests.factories import make_open_meeting


@pytest.fixture
def task(commune: Commune, cast: Cast) -> Task:
    meeting = make_open_meeting(commune.cells[0], dt.date(2026, 9, 5))
    return Task.objects.create(meeting=meeting, text="Nạo vét mương", owner=cast.member.member)


def test_frozen_facts_page_freezes_and_then_names_what_changed(
    period: Period, of, cast: Cast, client_of, commune: Commune, task: Task
) -> None:
    address, client = reverse("evaluations:frozen_facts", args=[period.pk]), client_of(cast.commune)
    assert "Chưa chốt" in client.get(address).content.decode()

    assert client.post(reverse("evaluations:period_freeze", args=[period.pk])).status_code == 302
    assert "Sổ sách vẫn như lúc chốt." in client.get(address).content.decode()
    meeting = make_open_meeting(commune.cells[0], dt.date(2026, 10, 5))
    TaskReview.objects.create(task=task, meeting=meeting, outcome="done")

    page = client_of(cast.officer).get(address).content.decode()
    assert "Số nhiệm vụ đã hoàn thành: khi chốt là 0, nay là 1." in page
    assert "Lấy số liệu mới" not in page
    board = client.get(reverse("evaluations:period_detail", args=[period.pk]) + "?xem=dang-vien").content.decode()
    assert "số liệu đã đổi sau khi chốt" in board


def test_evaluation_refreeze_page_takes_over_with_a_reason(
    period: Period, of, cast: Cast, client_of, commune: Commune, task: Task
) -> None:
    freeze_period(period, by=cast.commune)
    meeting = make_open_meeting(commune.cells[0], dt.date(2026, 10, 5))
    TaskReview.objects.create(task=task, meeting=meeting, outcome="done")
    evaluation, client = of(cast.member), client_of(cast.commune)
    address = reverse("evaluations:evaluation_refreeze", args=[evaluation.pk])

    shown = client.get(evaluation.get_absolute_url()).content.decode()
    assert "Số liệu đã đổi sau khi chốt" in shown
    assert address in shown
    assert f"/nhiem-vu/{task.pk}/" in client.get(address).content.decode()

    assert client.post(address, {"reason": "Chi bộ họp bổ sung"}).status_code == 302
    assert FrozenFacts.objects.filter(evaluation=evaluation).count() == 2
    again = client.post(address, {"reason": "Lần nữa"}).content.decode()
    assert "không cần chốt lại" in again


def test_facts_page_shows_what_records_know_and_keeps_a_refused_number(of, cast: Cast, client_of, task: Task) -> None:
    evaluation, client = of(cast.member), client_of(cast.secretary)
    address = reverse("evaluations:facts_enter", args=[evaluation.pk])
    page = client.get(address).content.decode()
    assert "Sổ sách đã có 5 số liệu, không phải nhập" in page

    name = f"f-{evaluation.pk}-tasks_assigned"
    refused = client.post(address, {name: "7", "note-tasks_assigned": ""}).content.decode()
    assert "sổ sách đã có số liệu là 1; muốn ghi khác thì nêu căn cứ" in refused
    assert 'value="7"' in refused

    assert client.post(address, {name: "7", "note-tasks_assigned": "Sổ cơ quan"}).status_code == 302
    shown = client.get(evaluation.get_absolute_url()).content.decode()
    assert "Sổ sách ghi 1; tính theo số đã nêu căn cứ." in shown
