"""The workbooks of the tables: every formula worked out again by other code, no total typed, texts that stay texts."""

import copy
import datetime as dt
from typing import IO

import pytest
import time_machine
from django.db import transaction
from django.utils.translation import override

from cells.documents import statistics_xlsx
from cells.models import Organisation
from cells.rules.statistics import forms
from evaluations.documents import year_summary_xlsx
from evaluations.documents.year_forms_xlsx import year_form_xlsx
from evaluations.models import Period
from meetings.documents.attendance_year import attendance_year_xlsx
from meetings.documents.half_year import half_year_xlsx
from meetings.documents.month_scores import month_scores_xlsx
from meetings.documents.score_sheet import score_sheet_xlsx
from meetings.documents.year_scores import year_scores_xlsx
from meetings.models import MeetingGrade
from tests.cast import NOON
from tests.evaluations.decided import Kept, cast, commune, decided_year, kept_year, own_year  # noqa: F401 - fixtures
from tests.evaluations.formulas import Workbook
from tests.factories import make_open_meeting
from tests.workbooks import whole

FIRST, LAST = dt.date(2026, 7, 1), dt.date(2026, 12, 31)
YEAR = {"first": dt.date(2026, 1, 1), "last": dt.date(2026, 11, 22)}


@pytest.fixture(scope="module")
def files(kept_year: Kept, django_db_blocker: pytest.FixtureRequest) -> dict[str, IO[bytes]]:  # noqa: F811
    """One workbook of each kind, of a commune that met in October and decided the year's classes."""
    with django_db_blocker.unblock(), transaction.atomic(), time_machine.travel(NOON):
        made = {key: whole(file) for key, file in _made(copy.deepcopy(kept_year)).items()}
        transaction.set_rollback(True)
    return made


def _made(kept: Kept) -> dict[str, bytes | IO[bytes]]:
    cell, committee, year = kept.commune.cells[0], kept.commune.committee, kept.period
    meeting = make_open_meeting(cell, by=kept.cast.secretary)
    meeting.attendances.filter(member=kept.cast.deputy.member).update(state="unexcused")
    MeetingGrade.objects.create(meeting=meeting, grade="tot", label="Tốt", percent=92, decided_by=kept.cast.commune)
    made: dict[str, bytes | IO[bytes]] = {
        "summary": year_summary_xlsx(year),
        "half": half_year_xlsx(committee, FIRST, LAST),
        "attendance": attendance_year_xlsx(cell, 2026),
        "scores": year_scores_xlsx(cell, 2026),
        "month": month_scores_xlsx(committee, 2026, 10),
        "sheet": score_sheet_xlsx(meeting),
    }
    made |= {key: year_form_xlsx(year, key, None) for key in ("6f", "7a", "7b", "t-mem", "t-cell")}
    with override("vi"):
        made |= {f"biểu {key}": statistics_xlsx(form, committee, **YEAR) for key, form in forms().items()}
    return made


@pytest.fixture
def books(files: dict[str, IO[bytes]]) -> dict[str, Workbook]:
    return {key: Workbook(content) for key, content in files.items()}


def test_every_formula_comes_to_what_is_shown_and_no_total_is_typed(books: dict[str, Workbook]) -> None:
    assert {key: (book.wrong(), book.typed_totals()) for key, book in books.items()} == dict.fromkeys(books, ([], []))
    assert [key for key, book in books.items() if not book.formulas()] == []


def test_the_check_finds_a_formula_that_is_wrong_and_a_total_that_is_typed(books: dict[str, Workbook]) -> None:
    book = books["half"]
    sheet = book.live.worksheets[0]
    foot = next(row for row in sheet.iter_rows() if row[1].value == "Cộng")
    foot[2].value, foot[3].value = 99, "=SUM(C1:C2)+1"
    assert foot[3].coordinate in [address for _sheet, address, *_values in book.wrong()]
    assert [value for *_place, value in book.typed_totals()] == [99]


def test_sheets_keep_their_head_in_sight_and_print_on_the_width_of_one_page(books: dict[str, Workbook]) -> None:
    for key, book in books.items():
        for sheet in book.live:
            assert sheet.freeze_panes, (key, sheet.title)
            assert sheet.print_title_rows, (key, sheet.title)
            assert sheet.print_area, (key, sheet.title)
            assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in ((1, 0), (None, 0)), (
                key,
                sheet.title,
            )


def test_a_name_that_begins_like_a_formula_stays_a_text(decided_year: Period, commune) -> None:  # noqa: F811
    Organisation.objects.get(pk=commune.cells[0].pk).periods.update(name="=HYPERLINK(1)")
    for file in (half_year_xlsx(commune.committee, FIRST, LAST), year_summary_xlsx(decided_year)):
        cells = [cell for sheet in Workbook(whole(file)).live for row in sheet.iter_rows() for cell in row]
        named = [cell for cell in cells if cell.value == "=HYPERLINK(1)"]
        assert named
        assert {(cell.data_type, cell.quotePrefix) for cell in named} == {("s", True)}
