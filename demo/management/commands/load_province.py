"""``manage.py load_province``: the invented province, beside other invented data or in an empty database.

Sign in as ``canbo.tinh`` (officer of the organisation board), ``bithu.tinh``, ``bithu.phuong`` or ``bithu.coso`` with
the password of the demonstration. ``make province`` does it in a folder of its own and starts the application.
"""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cells.models import Organisation
from demo.commune import PASSWORD
from demo.province import ACCOUNTS, Size, build_province
from demo.province.growth import PROVINCE_CODE


class Command(BaseCommand):
    help = "Load an invented province of 4,000 organisations and 120,000 members, to see the pages at that size."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--members", type=int, default=Size().members, help="members today")
        parser.add_argument("--districts", type=int, default=Size().districts, help="districts of 15 communes each")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.IS_SERVER:
            raise CommandError("Tỉnh minh họa có mật khẩu ai cũng biết: không nạp vào máy chủ thật.")
        if Organisation.objects.filter(is_demonstration=False).exists():
            raise CommandError("Cơ sở dữ liệu này có số liệu thật: không nạp tỉnh minh họa vào.")
        if Organisation.objects.filter(code=PROVINCE_CODE).exists():
            self.stdout.write("Đã có tỉnh minh họa; không nạp nữa.")
            return
        start = time.monotonic()
        districts = options["districts"]
        counts = build_province(Size(districts=districts, communes=15 * districts, members=options["members"]))
        self.stdout.write(", ".join(f"{number:,} {name}".replace(",", ".") for name, number in counts.items()))
        self.stdout.write(f"Xong trong {time.monotonic() - start:.0f} giây. Tài khoản (mật khẩu {PASSWORD}):")
        for account in ACCOUNTS:
            self.stdout.write(f"  {account.username:<13} {account.role}")
