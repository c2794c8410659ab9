"""The theme of a year, its key tasks and breakthroughs."""

import pytest

from accounts.models import AuditEvent
from core.errors import DomainError
from meetings.models import KeyTask, Task, YearTheme
from meetings.queries.themes import key_tasks_for, theme_of, themes_for
from meetings.services.themes import add_key_task, change_key_task, move_key_task, remove_key_task, set_year_theme
from tests.factories import make_open_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def theme(commune, cast) -> YearTheme:
    return set_year_theme(commune.committee, year=2026, title="Năm dữ liệu", by=cast.commune)


def listed(theme):
    return [(row.kind, row.text) for row in theme_of(theme.organisation, theme.year).shown]


def test_set_year_theme_stores_it_and_changes_it(theme, cast, commune):
    again = set_year_theme(commune.committee, year=2026, title=" Năm  số hóa ", document="12-NQ/ĐU", by=cast.commune)
    assert (again.pk, again.title, again.document) == (theme.pk, "Năm số hóa", "12-NQ/ĐU")
    lines = AuditEvent.objects.filter(action="meetings.theme_set").order_by("pk")
    assert [line.changes for line in lines] == [
        {"title": [None, "Năm dữ liệu"], "document": [None, ""]},
        {"title": ["Năm dữ liệu", "Năm số hóa"], "document": ["", "12-NQ/ĐU"]},
    ]


def test_set_year_theme_the_same_again_writes_nothing(theme, cast, commune):
    set_year_theme(commune.committee, year=2026, title="Năm dữ liệu", by=cast.commune)
    assert AuditEvent.objects.filter(action="meetings.theme_set").count() == 1


@pytest.mark.parametrize(("year", "title", "words"), [(2026, " ", "Hãy ghi chủ đề"), (1999, "x", "từ 2000")])
def test_set_year_theme_without_words_or_of_no_such_year_is_refused(commune, cast, year, title, words):
    with pytest.raises(DomainError, match=words):
        set_year_theme(commune.committee, year=year, title=title, by=cast.commune)


def test_key_tasks_come_before_breakthroughs_in_their_order(theme, cast):
    add_key_task(theme, kind="breakthrough", text="Đất đai", by=cast.commune)
    add_key_task(theme, kind="key", text="Nông thôn mới", by=cast.commune)
    last = add_key_task(theme, kind="key", text="Chuyển đổi số", by=cast.commune)
    assert [text for _kind, text in listed(theme)] == ["Nông thôn mới", "Chuyển đổi số", "Đất đai"]
    assert move_key_task(last, up=True, by=cast.commune) is True
    assert move_key_task(last, up=True, by=cast.commune) is False
    assert [text for _kind, text in listed(theme)] == ["Chuyển đổi số", "Nông thôn mới", "Đất đai"]


def test_add_key_task_twice_stores_one(theme, cast):
    rows = [add_key_task(theme, kind="key", text="Nông thôn mới", by=cast.commune) for _click in "12"]
    assert rows[0] == rows[1]
    assert KeyTask.objects.count() == 1


@pytest.mark.parametrize(("kind", "text", "words"), [("key", " ", "ghi nội dung"), ("x", "Đất", "trọng tâm hay")])
def test_add_key_task_without_words_or_kind_is_refused(theme, cast, kind, text, words):
    with pytest.raises(DomainError, match=words):
        add_key_task(theme, kind=kind, text=text, by=cast.commune)


def test_change_key_task_to_one_that_is_there_is_refused(theme, cast):
    add_key_task(theme, kind="key", text="Đất đai", by=cast.commune)
    other = add_key_task(theme, kind="key", text="Nông thôn mới", by=cast.commune)
    with pytest.raises(DomainError, match="đúng như vậy"):
        change_key_task(other, kind="key", text="Đất đai", by=cast.commune)
    assert change_key_task(other, kind="breakthrough", text="Đất đai", by=cast.commune) is True


def test_remove_key_task_keeps_the_tasks_that_serve_it(theme, cast, commune):
    row = add_key_task(theme, kind="key", text="Đất đai", by=cast.commune)
    meeting = make_open_meeting(commune.cells[0], by=cast.secretary)
    task = Task.objects.create(meeting=meeting, text="Giao đất", key_task=row)
    assert theme_of(commune.committee, 2026).shown[0].serving == 1
    assert remove_key_task(row, by=cast.commune) is True
    assert remove_key_task(row, by=cast.commune) is False
    assert key_tasks_for(commune.cells[0], 2026) == []
    task.refresh_from_db()
    assert task.key_task == row
    with pytest.raises(DomainError, match="được bỏ"):
        change_key_task(row, kind="key", text="x", by=cast.commune)


def test_key_tasks_for_a_cell_are_those_of_all_committees_above_the_nearest_first(theme, cast, commune):
    above = set_year_theme(commune.province, year=2026, title="Của tỉnh", by=cast.officer)
    elsewhere = set_year_theme(commune.elsewhere, year=2026, title="Nơi khác", by=cast.stranger)
    last_year = set_year_theme(commune.committee, year=2025, title="Năm trước", by=cast.commune)
    for one in (above, elsewhere, last_year, theme):
        add_key_task(one, kind="key", text=f"Việc của {one.title}", by=cast.commune)
    cell = commune.cells[0]
    assert [one.title for one in themes_for(cell, 2026)] == ["Năm dữ liệu", "Của tỉnh"]
    assert [str(row) for row in key_tasks_for(cell, 2026)] == ["Việc của Năm dữ liệu", "Việc của Của tỉnh"]
    assert [str(row) for row in key_tasks_for(cell, 2025)] == ["Việc của Năm trước"]
