"""``manage.py bench``: how fast, as ratios within one run on the demonstration data.

Absolute times depend on the machine and on what else it does; a ratio to an empty page, or to bare WeasyPrint, in the
same process a moment before, hardly does. ``make bench`` measures a commune of twelve cells, ``make bench PROVINCE=1``
the same pages in the invented province.
"""

from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cells.models import Member, Organisation
from core import pdf
from demo.board_measures import board_figures
from demo.calendar_measures import calendar_figures
from demo.class_measures import class_figures
from demo.commune import ROSTER
from demo.measures import Figure, import_figure, medians, page_figures
from demo.month_measures import MINUTES_SEARCHED, book_figures, search_figures
from demo.pages import pages
from demo.print_measures import print_figures
from demo.province.figures import invented_list, province_figures
from demo.province.growth import PROVINCE_CODE
from demo.reminder_measures import reminder_figures
from demo.table_measures import table_figures
from demo.workbook_measures import workbook_figures
from demo.writing_measures import writing_figures
from demo.year_measures import year_figures
from meetings.documents import minutes_html, minutes_of
from meetings.models import Meeting

PDF_LIMIT, IMPORT_SECONDS, LONG_IMPORT_SECONDS = 1.3, 3.0, 15.0
LONG_LIST = 2_500


class Command(BaseCommand):
    help = "Measure pages, minutes, statistics and import against their limits, with invented data."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--print", action="store_true", help="measure the printing of large papers alone")
        parser.add_argument("--province", action="store_true", help="measure the invented province (load_province)")
        parser.add_argument(
            "--minutes", type=int, default=MINUTES_SEARCHED, help="how many minutes the search is measured in"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        code, command = (PROVINCE_CODE, "load_province") if options["province"] else ("VT", "load_demo")
        if not Organisation.objects.filter(is_demonstration=True, code=code).exists():
            raise CommandError(f"Cần dữ liệu minh họa: chạy `manage.py {command}` trước.")
        failed = 0
        measured = _province() if options["province"] else _commune(options["minutes"])
        for figure in chain(print_figures(), table_figures()) if options["print"] else measured:
            failed += not figure.holds
            mark = "   " if figure.holds else "!!!"
            self.stdout.write(f"{mark} {figure.name:<66} {figure.value:>6.2f}  ≤ {figure.limit:<5} {figure.detail}")
        if failed:
            raise CommandError(f"{failed} số đo vượt giới hạn.")


def _commune(minutes: int) -> Iterator[Figure]:
    yield from page_figures(pages())
    yield _minutes()
    with transaction.atomic():
        # The list holds the very people who are there: their numbers and names make room for a moment.
        Member.objects.update(citizen_id="", card_number="", old_card_number="", search_key="")
        Organisation.objects.filter(code="VT").update(code="VT-CU")
        yield import_figure(ROSTER.read_bytes(), ROSTER.name, people=281, limit=IMPORT_SECONDS)
        transaction.set_rollback(True)
    yield _long_list()
    yield from writing_figures()
    yield from workbook_figures()
    yield from calendar_figures()
    yield from class_figures()
    yield from book_figures()
    yield from search_figures(minutes=minutes)
    yield from print_figures()
    yield from table_figures()


def _province() -> Iterator[Figure]:
    yield from year_figures()
    yield from province_figures()
    yield from board_figures()
    yield from reminder_figures()
    yield _long_list()


def _long_list() -> Figure:
    return import_figure(invented_list(LONG_LIST), "danh-sach.xlsx", people=LONG_LIST, limit=LONG_IMPORT_SECONDS)


def _minutes() -> Figure:
    """One-page minutes through our door, against bare WeasyPrint on the same HTML."""
    from weasyprint import HTML

    meeting = Meeting.objects.filter(state=Meeting.State.LOCKED).earliest("held_on")
    html = minutes_html(minutes_of(meeting))
    ours, bare = medians(lambda: pdf.render_html(html), lambda: HTML(string=html).write_pdf())
    return Figure(
        "Biên bản PDF / WeasyPrint trần", ours / bare, PDF_LIMIT, f"{ours * 1000:.0f} ms / {bare * 1000:.0f} ms"
    )
