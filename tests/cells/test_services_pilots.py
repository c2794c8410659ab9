"""Pilot units: each deed whole, each refusal a sentence."""

import datetime as dt

import pytest

from accounts.models import AuditEvent
from cells.models import PilotUnit
from cells.services.pilots import (
    add_pilot_task,
    add_weakness,
    change_weakness,
    choose_pilot,
    close_pilot,
    finish_pilot_task,
    set_pilot_plan,
)
from core.errors import DomainError
from tests.cast import TODAY
from tests.factories import make_cell

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + dt.timedelta(days=1)


def chosen(commune, cast, **values):
    facts = {
        "unit": commune.cells[0],
        "chosen_by": commune.committee,
        "year": 2026,
        "reason": "",
        "weaknesses": ["Họp 9 kỳ/năm", " Họp  9 kỳ/năm", "", "Ít người phát biểu"],
        "by": cast.commune,
    }
    facts.update(values)
    return choose_pilot(facts.pop("unit"), **facts)


@pytest.fixture
def pilot(commune, cast):
    return chosen(commune, cast, document="QĐ 5-QĐ/ĐU", document_on=dt.date(2026, 1, 15))


def test_choose_pilot_writes_each_weakness_once_as_open_and_is_audited_at_the_unit(pilot, commune):
    assert [(row.text, row.state, row.state_on) for row in pilot.weaknesses.all()] == [
        ("Họp 9 kỳ/năm", "open", TODAY),
        ("Ít người phát biểu", "open", TODAY),
    ]
    line = AuditEvent.objects.get(action="cells.pilot_chosen")
    assert (line.organisation_number, line.note) == (commune.cells[0].pk, "QĐ 5-QĐ/ĐU")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"weaknesses": [" "]}, "ít nhất một hạn chế"),
        ({"weaknesses": ["x" * 501]}, "500 ký tự"),
        ({"year": 2023}, "không hoạt động trong năm 2023"),
    ],
)
def test_choose_pilot_is_refused(commune, cast, values, sentence):
    with pytest.raises(DomainError, match=sentence):
        chosen(commune, cast, **values)
    assert not PilotUnit.objects.exists()


def test_choose_pilot_of_another_committee_is_refused(commune, cast):
    for unit in (commune.elsewhere, commune.committee):
        with pytest.raises(DomainError, match="không trực thuộc"):
            chosen(commune, cast, unit=unit)


def test_choose_pilot_that_had_ended_before_is_refused(commune, cast):
    ended = make_cell(commune.committee, ended_on=dt.date(2025, 6, 30))
    with pytest.raises(DomainError, match="không hoạt động"):
        chosen(commune, cast, unit=ended)


def test_choose_pilot_twice_in_a_year_is_refused_and_next_year_is_not(pilot, commune, cast):
    with pytest.raises(DomainError, match="đã là đơn vị điểm của năm 2026"):
        chosen(commune, cast)
    assert chosen(commune, cast, year=2027)


def test_plan_is_written_and_audited(pilot, cast):
    set_pilot_plan(
        pilot,
        plan_document="KH 21-KH/ĐU",
        plan_document_on=dt.date(2026, 2, 1),
        plan_goal="Đủ 12 kỳ",
        by=cast.commune,
    )
    pilot.refresh_from_db()
    assert (pilot.plan_document, pilot.plan_document_on, pilot.plan_goal) == (
        "KH 21-KH/ĐU",
        dt.date(2026, 2, 1),
        "Đủ 12 kỳ",
    )
    changes = AuditEvent.objects.get(action="cells.pilot_plan_set").changes
    assert changes == {"plan_document": ["", "KH 21-KH/ĐU"], "plan_goal": ["", "Đủ 12 kỳ"]}


def test_plan_without_number_and_goal_is_refused(pilot, cast):
    with pytest.raises(DomainError, match="số kế hoạch hoặc mục tiêu"):
        set_pilot_plan(pilot, plan_document="", plan_document_on=None, plan_goal=" ", by=cast.commune)


def test_weakness_goes_from_open_to_mended_with_what_came_of_it(pilot, cast):
    weakness = pilot.weaknesses.first()
    change_weakness(weakness, state="improving", note="", state_on=TODAY, by=cast.commune)
    with pytest.raises(DomainError, match="kết quả, minh chứng"):
        change_weakness(weakness, state="mended", note=" ", state_on=TODAY, by=cast.commune)
    change_weakness(weakness, state="mended", note="10 kỳ trong 10 tháng", state_on=TODAY, by=cast.commune)
    weakness.refresh_from_db()
    assert (weakness.state, weakness.note) == ("mended", "10 kỳ trong 10 tháng")
    last = AuditEvent.objects.filter(action="cells.weakness_changed").latest("pk")
    assert last.changes == {"state": ["improving", "mended"], "note": ["", "10 kỳ trong 10 tháng"]}


def test_weakness_of_a_later_day_is_refused(pilot, cast):
    with pytest.raises(DomainError, match="sau hôm nay"):
        change_weakness(pilot.weaknesses.first(), state="improving", note="", state_on=TOMORROW, by=cast.commune)


def test_further_weakness_is_added_and_an_empty_one_refused(pilot, cast):
    add_weakness(pilot, text="Biên bản sơ sài", by=cast.commune)
    assert pilot.weaknesses.count() == 3
    with pytest.raises(DomainError, match="hạn chế cần khắc phục"):
        add_weakness(pilot, text=" ", by=cast.commune)


def test_task_is_added_and_finished_once_with_its_result(pilot, cast):
    task = add_pilot_task(pilot, text="Dự sinh hoạt", owner="Tổ 1", due_on=TODAY, by=cast.commune)
    with pytest.raises(DomainError, match="kết quả của việc"):
        finish_pilot_task(task, done_on=TODAY, result="", by=cast.commune)
    with pytest.raises(DomainError, match="sau hôm nay"):
        finish_pilot_task(task, done_on=TOMORROW, result="Đã dự", by=cast.commune)
    finish_pilot_task(task, done_on=TODAY, result="Đã dự 6 buổi", by=cast.commune)
    task.refresh_from_db()
    assert (task.done_on, task.result) == (TODAY, "Đã dự 6 buổi")
    with pytest.raises(DomainError, match="đã ghi hoàn thành ngày 22/11/2026"):
        finish_pilot_task(task, done_on=TODAY, result="Lần nữa", by=cast.commune)


@pytest.mark.parametrize(("text", "owner"), [("", "Tổ 1"), ("Dự sinh hoạt", " ")])
def test_task_without_what_or_who_is_refused(pilot, cast, text, owner):
    with pytest.raises(DomainError, match="việc phải làm và người thực hiện"):
        add_pilot_task(pilot, text=text, owner=owner, due_on=TODAY, by=cast.commune)


@pytest.mark.parametrize(
    ("day", "conclusion", "sentence"),
    [
        (TODAY, " ", "kết luận tổng kết"),
        (TOMORROW, "Tốt", "đến hôm nay"),
        (dt.date(2025, 12, 31), "Tốt", "từ đầu năm 2026"),
    ],
)
def test_close_is_refused(pilot, cast, day, conclusion, sentence):
    with pytest.raises(DomainError, match=sentence):
        close_pilot(pilot, closed_on=day, conclusion=conclusion, by=cast.commune)


def test_closed_pilot_changes_no_more(pilot, cast):
    weakness = pilot.weaknesses.first()
    task = add_pilot_task(pilot, text="Dự sinh hoạt", owner="Tổ 1", due_on=TODAY, by=cast.commune)
    close_pilot(pilot, closed_on=TODAY, conclusion="Đã mạnh lên", by=cast.commune)
    pilot.refresh_from_db()
    assert (pilot.closed_on, pilot.conclusion) == (TODAY, "Đã mạnh lên")
    for deed in (
        lambda: close_pilot(pilot, closed_on=TODAY, conclusion="Lần hai", by=cast.commune),
        lambda: add_weakness(pilot, text="Khác", by=cast.commune),
        lambda: change_weakness(weakness, state="improving", note="", state_on=TODAY, by=cast.commune),
        lambda: add_pilot_task(pilot, text="Khác", owner="Tổ 1", due_on=TODAY, by=cast.commune),
        lambda: finish_pilot_task(task, done_on=TODAY, result="Đã dự", by=cast.commune),
        lambda: set_pilot_plan(pilot, plan_document="KH", plan_document_on=None, plan_goal="", by=cast.commune),
    ):
        with pytest.raises(DomainError, match="đã tổng kết ngày 22/11/2026"):
            deed()
