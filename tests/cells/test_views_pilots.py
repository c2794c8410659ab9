"""The pages of pilot units."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cells.models import PilotTask, PilotUnit, PilotWeakness
from tests.cast import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def pilot(commune):
    return make_pilot(commune, commune.cells[0])


def make_pilot(commune, unit):
    pilot = PilotUnit.objects.create(organisation=unit, chosen_by=commune.committee, year=2026)
    PilotWeakness.objects.create(pilot=pilot, text="Họp 9 kỳ/năm", state_on=TODAY)
    PilotTask.objects.create(pilot=pilot, text="Dự sinh hoạt", owner="Tổ 1", due_on=dt.date(2026, 6, 30))
    return pilot


def test_choose_leads_to_the_unit_and_a_refusal_keeps_every_word(client_of, cast, commune):
    client, address = client_of(cast.commune), reverse("cells:pilot_choose", args=[commune.committee.pk])
    data = {"unit": commune.cells[1].pk, "year": "2026", "weaknesses": "Họp ít\r\nBiên bản sơ sài", "document": "QĐ 5"}
    answer = client.post(address, data)
    pilot = PilotUnit.objects.get()
    assert answer.url == reverse("cells:pilot_detail", args=[pilot.pk])
    assert list(pilot.weaknesses.values_list("text", flat=True)) == ["Họp ít", "Biên bản sơ sài"]
    again = client.post(address, data).content.decode()
    assert "đã là đơn vị điểm của năm 2026" in again
    assert "Biên bản sơ sài</textarea>" in again


def test_steps_change_the_unit_and_come_back_to_it(client_of, cast, pilot):
    client = client_of(cast.commune)
    weakness, task = pilot.weaknesses.get(), pilot.tasks.get()
    steps = [
        ("pilot_plan", [], {"plan_document": "KH 21-KH/ĐU", "plan_goal": "Đủ 12 kỳ"}),
        ("pilot_weakness_add", [], {"text": "Biên bản sơ sài"}),
        ("pilot_weakness_change", [weakness.pk], {"state": "mended", "note": "Đủ kỳ", "state_on": "22/11/2026"}),
        ("pilot_task_add", [], {"text": "Tập huấn", "owner": "Ban Tổ chức", "due_on": "30/12/2026"}),
        ("pilot_task_finish", [task.pk], {"done_on": "22/11/2026", "result": "Đã dự 6 buổi"}),
        ("pilot_close", [], {"closed_on": "22/11/2026", "conclusion": "Đã đủ kỳ"}),
    ]
    for name, more, data in steps:
        answer = client.post(reverse(f"cells:{name}", args=[pilot.pk, *more]), data)
        assert (answer.status_code, answer.url) == (302, reverse("cells:pilot_detail", args=[pilot.pk])), name
    page = client.get(reverse("cells:pilot_detail", args=[pilot.pk])).content.decode()
    for words in ("KH 21-KH/ĐU", "Biên bản sơ sài", "đã khắc phục", "Đã dự 6 buổi", "Đã đủ kỳ", "Tổng kết ngày"):
        assert words.lower() in page.lower(), words
    assert "Ghi thêm hạn chế" not in page


def test_step_refused_keeps_every_word(client_of, cast, pilot):
    address = reverse("cells:pilot_weakness_change", args=[pilot.pk, pilot.weaknesses.get().pk])
    data = {"state": "mended", "note": "", "state_on": "22/11/2026"}
    page = client_of(cast.commune).post(address, data).content.decode()
    assert "kết quả, minh chứng" in page
    assert 'value="22/11/2026"' in page


def test_task_past_its_day_is_shown_as_late(client_of, cast, pilot):
    assert "quá hạn" in client_of(cast.commune).get(reverse("cells:pilot_detail", args=[pilot.pk])).content.decode()


def test_secretary_of_the_unit_reads_without_buttons(client_of, cast, pilot):
    page = client_of(cast.secretary).get(reverse("cells:pilot_detail", args=[pilot.pk])).content.decode()
    assert "Họp 9 kỳ/năm" in page
    for words in ("Cập nhật</a>", "Ghi kết quả</a>", "Thêm việc", "Tổng kết</a>"):
        assert words not in page


def test_weakness_of_another_unit_is_not_found_through_this_one(client_of, cast, commune, pilot):
    other = make_pilot(commune, commune.cells[1])
    address = reverse("cells:pilot_weakness_change", args=[pilot.pk, other.weaknesses.get().pk])
    assert client_of(cast.commune).get(address).status_code == 404


def test_list_takes_the_same_number_of_questions_with_one_and_three(client_of, cast, commune):
    client, counts = client_of(cast.commune), []
    for unit in commune.cells:
        make_pilot(commune, unit)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("cells:pilot_list", args=[commune.committee.pk])).content.decode()
        assert unit.name in page
        counts.append(len(queries))
    assert counts[0] == counts[2]
