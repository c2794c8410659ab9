"""What the commands that read lists of units and posts share."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cells.imports.rehearsal import TablePlan
from cells.imports.table_upload import import_table
from cells.imports.upload import issue_data, question_data
from cells.models import Organisation
from core.errors import DomainError
from core.periods import parse_date


def why_unread(error: OSError) -> str:
    """Why a file could not be opened."""
    known = {
        FileNotFoundError: "không có tệp này",
        IsADirectoryError: "đây là thư mục, hãy nêu tên tệp",
        PermissionError: "không có quyền đọc tệp này",
    }
    return known.get(type(error), str(error.strerror))


class TableCommand(BaseCommand):
    """``manage.py import_… FILE --organisation CODE``: the import page from the shell, all rows or none."""

    kind = ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the office's list: .xlsx, .xls, .csv or .docx")
        parser.add_argument("--organisation", required=True, metavar="CODE", help="code of the committee, e.g. VT")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be written")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")
        parser.add_argument("--from", dest="on", metavar="DD/MM/YYYY", help="the day from which changes hold")
        parser.add_argument(
            "--answer", action="append", default=[], metavar="SHEET!ROW=NUMBER", help="as the questions are printed"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = Path(options["file"]).read_bytes()
        except OSError as error:
            raise CommandError(f"Không đọc được tệp {options['file']}: {why_unread(error)}.") from error
        try:
            plan, wrote = self._import(content, options)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self._print(plan, options, wrote=wrote)
        if not wrote and not options["dry_run"]:
            raise CommandError("Danh sách còn chỗ sai hoặc câu hỏi nên không ghi gì.")

    def _import(self, content: bytes, options: dict[str, Any]) -> tuple[TablePlan, bool]:
        organisation = Organisation.objects.filter(code=options["organisation"]).first()
        if organisation is None:
            raise DomainError(f"Không có tổ chức nào mang mã {options['organisation']}.")
        return import_table(
            content,
            organisation,
            kind=self.kind,
            file_name=Path(options["file"]).name,
            on=parse_date(options["on"]).date if options["on"] else None,
            answers=dict(answer.rsplit("=", 1) for answer in options["answer"] if "=" in answer),
            dry_run=options["dry_run"],
        )

    def _print(self, plan: TablePlan, options: dict[str, Any], *, wrote: bool) -> None:
        counts = plan.summary()
        if not wrote and not options["dry_run"]:
            counts |= {"created": 0, "updated": 0}
        if options["json"]:
            answer = {
                **counts,
                "rows_refused": [issue_data(issue) for issue in plan.refused],
                "rows_doubtful": [issue_data(issue) for issue in plan.doubtful],
                "questions": [question_data(question) for question in plan.unanswered],
                "written": wrote,
                "dry_run": options["dry_run"],
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
            return
        self.stdout.write("{rows} hàng: {created} mới, {updated} sửa, {unchanged} không đổi.".format(**counts))
        for word, issues in (("SAI", plan.refused), ("xem lại", plan.doubtful)):
            for issue in issues:
                self.stdout.write(f"  {word}: {issue.sheet}, hàng {issue.row}, {issue.label}: {issue.reason}")
        for question in plan.unanswered:
            options_told = ", ".join(f"{option.value} ({option.label})" for option in question.options)
            self.stdout.write(f"  HỎI: --answer '{question.key}=…' {question.person.name}: {options_told}")
        if options["dry_run"]:
            self.stdout.write("Chỉ xem thử, chưa ghi gì.")
