#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys


def main() -> None:
    """Run one management command; a missing database is one sentence, not a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from django.core.management import execute_from_command_line
        from django.db import OperationalError
    except ImportError:
        sys.exit("Chưa có thư viện Python: chạy `make run`. (Python packages are missing: run `make run`.)")
    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        if os.environ.get("DEBUG"):
            raise
        sys.exit(
            "Không kết nối được cơ sở dữ liệu: chạy `make services` trước, hoặc kiểm tra DATABASE_URL. "
            f"(No database: run `make services` first, or check DATABASE_URL.)\n{error}".rstrip()
        )


if __name__ == "__main__":
    main()
