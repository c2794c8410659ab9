"""``manage.py statistics --form 1 --unit CODE --from 01/01/2025 --to 31/12/2025``: the statistics from the shell."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from cells.models import Organisation
from cells.queries.statistics import Row, Statistics, Table, statistics_of
from cells.rules.statistics import forms
from core.errors import DomainError
from core.periods import parse_date, today


class Command(BaseCommand):
    help = "Count a form of the basic statistics (Biểu 1, 3, 5, 7) for a unit and all below it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--form", required=True, choices=list(forms()), help="number of the form")
        parser.add_argument("--unit", required=True, metavar="CODE", help="code of the unit, or #number of its row")
        parser.add_argument("--from", dest="first", metavar="DD/MM/YYYY", help="first day; default: 1 January")
        parser.add_argument(
            "--to", dest="last", metavar="DD/MM/YYYY", help="last day, or the day asked; default: today"
        )
        parser.add_argument("--json", action="store_true", help="print the numbers as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            last = parse_date(options["last"]).date if options["last"] else today()
            first = parse_date(options["first"]).date if options["first"] else last.replace(month=1, day=1)
        except DomainError as error:
            raise CommandError(str(error)) from error
        form = forms()[options["form"]]
        if first > last and not form.is_of_a_day:
            raise CommandError("Ngày đầu phải trước hoặc bằng ngày cuối; hãy ghi lại.")
        with override("vi"):
            counted = statistics_of(form, _unit(options["unit"]), first=first, last=last)
            if options["json"]:
                self.stdout.write(json.dumps(_as_data(counted), ensure_ascii=False, indent=1))
            else:
                self._print(counted)

    def _print(self, counted: Statistics) -> None:
        self.stdout.write(f"{counted.form.number}. {counted.form.title}: {counted.unit_name}")
        for table in counted.tables:
            self.stdout.write(f"\n{table.layout.title}")
            for row in (*table.rows, *([table.total] if table.total else [])):
                numbers = [
                    f"{column.label} {row.numbers[column.key]}"
                    for column in table.columns
                    if row.numbers[column.key] is not None
                ]
                self.stdout.write(f"  {row.label}: {', '.join(numbers)}")
        for check in counted.checks:
            self.stdout.write(f"{'XEM LẠI' if check.number else 'khớp'}: {check.text}")


def _unit(code: str) -> Organisation:
    if code.startswith("#") and code[1:].isdigit():
        found = Organisation.objects.filter(pk=int(code[1:]))
    else:
        found = Organisation.objects.filter(code=code)
    unit = found.prefetch_related("periods").first()
    if unit is None:
        raise CommandError(f"Không có tổ chức nào mang mã {code}.")
    return unit


def _as_data(counted: Statistics) -> dict[str, Any]:
    form = counted.form
    return {
        "form": form.key,
        "title": f"{form.number}. {form.title}",
        "unit": {"id": counted.unit.pk, "code": counted.unit.code, "name": counted.unit_name},
        **({} if form.is_of_a_day else {"from": counted.first.isoformat()}),
        "to": counted.last.isoformat(),
        "tables": {table.layout.key: _table_data(table) for table in counted.tables},
        "checks": [{"key": check.key, "text": check.text, "number": check.number} for check in counted.checks],
    }


def _table_data(table: Table) -> dict[str, Any]:
    return {
        "title": table.layout.title,
        "columns": {column.key: str(column.label) for column in table.layout.columns},
        "rows": [_row_data(row) for row in table.rows],
        **({"total": dict(table.total.numbers)} if table.total else {}),
    }


def _row_data(row: Row) -> dict[str, Any]:
    unit = {"id": row.unit.pk, "code": row.unit.code} if row.unit else {"key": row.key}
    return {**unit, "label": row.label, "numbers": dict(row.numbers)}
