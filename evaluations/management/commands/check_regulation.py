"""``manage.py check_regulation FILE``: what is wrong with a regulation or a set of criteria, in sentences."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from evaluations.rules.files import file_faults


class Command(BaseCommand):
    help = "Kiểm tra một tệp quy định hoặc bộ tiêu chí; in mọi chỗ sai, mỗi chỗ một câu. Mã 1 khi có chỗ sai."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", help="tệp JSON: một quy định hoặc một bộ tiêu chí")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        try:
            faults = file_faults(path)
        except OSError as error:
            fault = _("%(name)s: không đọc được (%(error)s)") % {"name": path, "error": error.strerror}
            raise CommandError(fault, returncode=2) from error
        for sentence in faults:
            self.stdout.write(f"{path.name}: {sentence}")
        if faults:
            raise CommandError(
                _("%(name)s: %(count)s chỗ sai; sửa xong hãy kiểm tra lại") % {"name": path.name, "count": len(faults)},
                returncode=1,
            )
        self.stdout.write(_("%(name)s: đúng") % {"name": path.name})
