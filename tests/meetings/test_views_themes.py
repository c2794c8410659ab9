"""The page of a year's theme, as the committee and its cells use it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import KeyTask, Task, YearTheme
from meetings.services.themes import add_key_task, set_year_theme
from tests.factories import make_open_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def theme(commune, cast):
    found = set_year_theme(commune.committee, year=2026, title="Năm dữ liệu", by=cast.commune)
    for kind, text in (("key", "Nông thôn mới"), ("key", "Chuyển đổi số"), ("breakthrough", "Đất đai")):
        add_key_task(found, kind=kind, text=text, by=cast.commune)
    return found


def test_committee_writes_theme_and_key_tasks(client_of, cast, commune):
    client, unit = client_of(cast.commune), commune.committee.pk
    page = reverse("meetings:year_theme", args=[unit])
    assert "chưa ghi chủ đề năm 2026" in client.get(page).content.decode()
    client.post(reverse("meetings:theme_set", args=[unit, 2026]), {"title": "Năm dữ liệu", "document": "12-NQ/ĐU"})
    data = {"kind": "breakthrough", "text": "Đất đai"}
    answer = client.post(reverse("meetings:key_task_add", args=[unit, 2026]), data, follow=True)
    text = answer.content.decode()
    for words in ("Năm dữ liệu", "12-NQ/ĐU", "Khâu đột phá (1)", "Đất đai"):
        assert words in text


def test_key_task_before_there_is_a_theme_is_not_found(client_of, cast, commune):
    address = reverse("meetings:key_task_add", args=[commune.committee.pk, 2026])
    assert client_of(cast.commune).get(address).status_code == 404


def test_committee_orders_changes_and_removes(client_of, cast, commune, theme):
    client, unit = client_of(cast.commune), commune.committee.pk
    second = KeyTask.objects.get(text="Chuyển đổi số")
    client.post(reverse("meetings:key_task_deed", args=[unit, second.pk]), {"deed": "up"})
    change = reverse("meetings:key_task_change", args=[unit, second.pk])
    client.post(change, {"kind": "key", "text": "Chuyển đổi số toàn xã"})
    refused = client.post(change, {"kind": "key", "text": "Nông thôn mới"})
    assert "đúng như vậy" in refused.content.decode()
    third = KeyTask.objects.get(text="Đất đai")
    client.post(reverse("meetings:key_task_deed", args=[unit, third.pk]), {"deed": "remove"})
    text = client.get(reverse("meetings:year_theme", args=[unit])).content.decode()
    assert text.index("Chuyển đổi số toàn xã") < text.index("Nông thôn mới")
    assert "Đất đai" not in text


def test_cell_reads_the_theme_of_its_committee_and_cannot_change_it(client_of, cast, commune, theme):
    client, cell = client_of(cast.secretary), commune.cells[0].pk
    text = client.get(reverse("meetings:year_theme", args=[cell])).content.decode()
    assert "Nông thôn mới" in text
    row = KeyTask.objects.get(text="Nông thôn mới")
    assert reverse("meetings:key_task_change", args=[cell, row.pk]) not in text
    assert client.get(reverse("meetings:key_task_change", args=[cell, row.pk])).status_code == 404


def test_key_task_shows_the_tasks_that_serve_it_within_what_one_may_see(client_of, cast, commune, theme):
    row = KeyTask.objects.get(text="Nông thôn mới")
    for cell in commune.cells[:2]:
        meeting = make_open_meeting(cell, by=cast.secretary)
        Task.objects.create(meeting=meeting, text=f"Thắp sáng đường làng {cell.pk}", key_task=row)
    above = reverse("meetings:key_task_detail", args=[commune.committee.pk, row.pk])
    own = reverse("meetings:key_task_detail", args=[commune.cells[0].pk, row.pk])
    assert client_of(cast.commune).get(above).context["page"].paginator.count == 2
    assert client_of(cast.secretary).get(own).context["page"].paginator.count == 1
    other_year = YearTheme.objects.create(organisation=commune.elsewhere, year=2026, title="x")
    foreign = KeyTask.objects.create(theme=other_year, kind="key", text="y")
    address = reverse("meetings:key_task_detail", args=[commune.cells[0].pk, foreign.pk])
    assert client_of(cast.secretary).get(address).status_code == 404


def test_theme_page_asks_as_often_for_more_key_tasks(client_of, cast, commune, theme):
    client, address = client_of(cast.commune), reverse("meetings:year_theme", args=[commune.committee.pk])

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address, {"nam": "2026"}).status_code == 200
        return len(queries)

    asked()
    before = asked()
    for number in range(2):
        add_key_task(theme, kind="key", text=f"Việc {number}", by=cast.commune)
    assert asked() == before


def test_theme_of_a_year_that_is_none_shows_this_year(client_of, cast, commune):
    address = reverse("meetings:year_theme", args=[commune.committee.pk])
    assert client_of(cast.commune).get(address, {"nam": "9999"}).context["year"] == 2026
