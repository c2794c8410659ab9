"""Every page of the path with the demonstration data, and the command that measures them."""

from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cells.models import Member, Organisation
from demo.calendar_measures import calendar_figures
from demo.management.commands import bench
from demo.measures import Figure, page_figures
from demo.pages import pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]
QUERIES = 35
"""At most, with 281 members, 12 cells and 266 meetings; a commune's home page gathers most."""


def test_each_page_answers_its_reader_marked_as_invented_in_few_queries(client_of):
    beyond = {}
    for shown in pages():
        client = client_of(User.objects.get(username=shown.username))
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(shown.path)
        assert answer.status_code == 200, shown
        assert "người và số liệu không có thật" in answer.content.decode(), shown
        if len(queries) > QUERIES:
            beyond[shown.name] = len(queries)
    assert beyond == {}


def test_each_page_has_a_name_of_its_own():
    names = [shown.name for shown in pages()]
    assert len(names) == len(set(names)) > 20


def test_bench_measures_pages_minutes_and_import_and_leaves_no_trace(monkeypatch):
    measured = pages()[:2]
    monkeypatch.setattr(bench, "LONG_LIST", 60)
    monkeypatch.setattr(bench, "pages", lambda: measured)
    monkeypatch.setattr(bench, "page_figures", partial(page_figures, rounds=2))
    monkeypatch.setattr(bench, "calendar_figures", partial(calendar_figures, cells=5))
    # These measure in processes of their own, which see nothing of a test's transaction.
    for outside in ("workbook_figures", "print_figures"):
        monkeypatch.setattr(bench, outside, lambda: iter(()))
    before = (Organisation.objects.count(), Member.objects.count())
    figures = list(bench._commune(300))
    assert [figure.name for figure in figures[:2]] == [f"{shown.title} / trang trống" for shown in measured]
    names = " ".join(figure.name for figure in figures)
    for words in ("WeasyPrint", "Nhập 281", "Nhập 60", "kB", "từ hiếm", "Sổ biên bản"):
        assert words in names, words
    assert all(figure.value > 0 for figure in figures)
    assert (Organisation.objects.count(), Member.objects.count()) == before


def test_bench_figure_holds_up_to_its_limit():
    assert Figure("a", 10.0, 10.0, "").holds
    assert not Figure("a", 10.01, 10.0, "").holds
