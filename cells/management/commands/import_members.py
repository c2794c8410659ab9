"""``manage.py import_members FILE --organisation CODE``: the import page from the shell."""

import hashlib
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cells.imports.plan import RosterPlan
from cells.imports.roster import read_roster
from cells.imports.upload import ending_data, import_now, issue_data, question_data, summary
from cells.management.table_command import why_unread
from cells.models import Organisation, RosterUpload
from core.errors import DomainError
from core.periods import parse_date


class Command(BaseCommand):
    help = "Read a member list into the cells of a committee: all rows or none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the office's list: .xlsx, .xls, .csv or .docx")
        parser.add_argument("--organisation", required=True, metavar="CODE", help="code of the committee, e.g. VT")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be written")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")
        parser.add_argument("--from", dest="effective_on", metavar="DD/MM/YYYY", help="the day of the list")
        parser.add_argument(
            "--joined-on",
            choices=RosterUpload.Joined.values,
            default=RosterUpload.Joined.CEREMONY,
            help="which date the column “Ngày vào Đảng” holds",
        )
        parser.add_argument(
            "--answer",
            action="append",
            default=[],
            metavar="SHEET!ROW=NUMBER",
            help="who a row is: the number of a member, or 0 for a new one; as the questions are printed",
        )
        parser.add_argument("--end", action="store_true", help="end memberships of those who left, as --dry-run shows")

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
            raise CommandError(_why_not(plan))

    def _import(self, content: bytes, options: dict[str, Any]) -> tuple[RosterPlan, bool]:
        organisation = Organisation.objects.filter(code=options["organisation"]).first()
        if organisation is None:
            raise DomainError(f"Không có tổ chức nào mang mã {options['organisation']}.")
        effective_on = parse_date(options["effective_on"]).date if options["effective_on"] else None
        return import_now(
            read_roster(content, Path(options["file"]).name),
            organisation,
            by=None,
            effective_on=effective_on,
            joined_means=options["joined_on"],
            dry_run=options["dry_run"],
            sha256=hashlib.sha256(content).hexdigest(),
            answers=dict(answer.rsplit("=", 1) for answer in options["answer"] if "=" in answer),
            may_end=options["end"],
        )

    def _print(self, plan: RosterPlan, options: dict[str, Any], *, wrote: bool) -> None:
        counts = summary(plan)
        if not wrote and not options["dry_run"]:
            counts |= {"created": 0, "updated": 0}
        if options["json"]:
            rows = {
                "rows_refused": [issue_data(issue) for issue in plan.refused],
                "rows_doubtful": [issue_data(issue) for issue in plan.doubtful],
                "questions": [question_data(question) for question in plan.unanswered],
                "endings": [ending_data(person) for person in plan.listed.leaving],
            }
            answer = {**counts, **rows, "written": wrote, "dry_run": options["dry_run"]}
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
            return
        self.stdout.write(
            "{cells} chi bộ, {members} đảng viên: {created} mới, {updated} sửa, {unchanged} không đổi.".format(**counts)
        )
        for word, issues in (("SAI", plan.refused), ("xem lại", plan.doubtful)):
            for issue in issues:
                self.stdout.write(f"  {word}: {issue.sheet}, hàng {issue.row}, {issue.label}: {issue.reason}")
        for question in plan.unanswered:
            data = question_data(question)
            self.stdout.write(f"  HỎI: --answer '{data['key']}=…' {data['name']}: {data['question']}")
            for option in data["options"]:
                self.stdout.write(f"    {option['answer']}: {option['label']} {option['detail']}")
        for person in plan.listed.leaving:
            data = ending_data(person)
            self.stdout.write(f"  kết thúc: {data['sheet']}, hàng {data['row']}, {data['name']}: {data['after']}")
        if wrote and plan.listed.changes_nothing:
            self.stdout.write("Danh sách giống dữ liệu đã có; không có gì thay đổi.")
        elif options["dry_run"]:
            self.stdout.write("Chỉ xem thử, chưa ghi gì.")


def _why_not(plan: RosterPlan) -> str:
    if plan.refused:
        return "Danh sách còn chỗ sai nên không ghi gì; hãy sửa các hàng đã nêu rồi nhập lại."
    return "Danh sách còn câu hỏi nên không ghi gì; hãy trả lời bằng --answer."
