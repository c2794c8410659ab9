"""``manage.py whatif FILE``: what would the rules say? A calculator that touches no database."""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from evaluations.rules import cases
from evaluations.rules.regulation import load_regulation
from meetings.rules import exact_json
from meetings.rules.inputs import InputError, one_line

MOST_BYTES = 10 * 1024 * 1024


class Command(BaseCommand):
    help = "Trả lời các trường hợp giả định bằng đúng các quy tắc của ứng dụng; không dùng cơ sở dữ liệu."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", help="tệp JSON: một trường hợp hoặc một danh sách; - là đầu vào chuẩn")
        parser.add_argument("--facts", metavar="REGULATION", help="in mọi dữ kiện mà một quy định cần")

    def handle(self, *args: Any, **options: Any) -> None:
        if (options["file"] is None) == (options["facts"] is None):
            raise CommandError(_("cần một tệp trường hợp, hoặc --facts và tên quy định"), returncode=2)
        try:
            if options["facts"] is not None:
                answer = exact_json.dumps(cases.facts_data(load_regulation(options["facts"])))
            else:
                answer = cases.answer_text(read_text(options["file"]))
        except cases.CaseError as error:
            raise CommandError(error.line(), returncode=2) from error
        except InputError as error:
            raise CommandError(one_line(str(error), most=500), returncode=2) from error
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")  # JSON is UTF-8, whatever the terminal says
        self.stdout.write(answer)


def read_text(name: str) -> str:
    """The text of a file or of standard input, UTF-8, at most ``MOST_BYTES``; raises InputError."""
    try:
        raw = sys.stdin.buffer.read(MOST_BYTES + 1) if name == "-" else _read_file(name)
    except OSError as error:
        raise InputError(name, _("không đọc được (%(error)s)") % {"error": error.strerror}) from error
    if len(raw) > MOST_BYTES:
        raise InputError(name, _("lớn hơn %(most)s MB") % {"most": MOST_BYTES // 1024 // 1024})
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise InputError(name, _("không phải là chữ UTF-8")) from error


def _read_file(name: str) -> bytes:
    with Path(name).open("rb") as stream:
        return stream.read(MOST_BYTES + 1)
