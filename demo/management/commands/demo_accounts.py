"""``manage.py demo_accounts``: who can sign in to the demonstration, if it is loaded."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.models import User
from demo.commune import ACCOUNTS, PASSWORD


class Command(BaseCommand):
    help = "Print the accounts of the demonstration commune."

    def handle(self, *args: Any, **options: Any) -> None:
        known = set(User.objects.filter(username__in=[a.username for a in ACCOUNTS]).values_list("username", flat=True))
        for account in ACCOUNTS:
            if account.username in known:
                self.stdout.write(f"  {account.username:<10} {account.role}")
        if known:
            self.stdout.write("  bithu.…    Bí thư các chi bộ khác, ví dụ bithu.tanlap")
            self.stdout.write(f"  mật khẩu chung (dữ liệu minh họa): {PASSWORD}")
