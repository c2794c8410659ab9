"""``manage.py load_demo``: the invented commune, once."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import AuditEvent, User
from cells.models import Organisation
from cells.queries import cells_under
from demo.afterwards import follow_the_decided_year
from demo.calendar import FIRST, LAST
from demo.commune import OVERSEER, build_commune, writer_of
from demo.corrections import correct_a_month
from demo.evaluations import begin_present_year, decide_past_year
from demo.follow_up import follow_up, set_themes
from demo.growth import keep_the_books
from demo.issued import issue_resolutions, keep_registers
from demo.lists import leave_a_list_waiting
from demo.lives import live
from demo.meetings import audit_lines, hold_meetings
from demo.minutes_fields import fill_the_fields
from demo.month_calendar import plan_december
from demo.oversight import look_after
from demo.posts import found_groups, give_committees, grant_exports, look_at_a_number
from demo.reminders import remind
from demo.scores import score_the_meetings
from demo.targets import set_the_targets
from demo.thematic import plan_the_themes
from demo.year_report import report_the_decided_year
from meetings.models import Meeting


class Command(BaseCommand):
    help = "Load the demonstration commune (invented people) into an empty database."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.IS_SERVER:
            raise CommandError("Dữ liệu minh họa có mật khẩu ai cũng biết: không nạp vào máy chủ thật.")
        if Organisation.objects.exists():
            self.stdout.write("Đã có dữ liệu; không nạp dữ liệu minh họa.")
            return
        with transaction.atomic():
            self._load()

    def _load(self) -> None:
        self.stdout.write("Dữ liệu minh họa: tổ chức, đảng viên, tài khoản…")
        users = build_commune()
        commune = Organisation.objects.get(code="VT")
        give_committees(commune)
        found_groups()
        grant_exports(commune)
        look_at_a_number()
        look_after(commune, users["xa"])
        keep_the_books(users["xa"])
        live(commune, users)
        set_themes(commune, users["xa"])
        held: list[Meeting] = []
        for cell in cells_under(commune, first=dt.date(*FIRST, 1), last=dt.date(*LAST, 28)):
            meetings = hold_meetings(cell, writer=writer_of(cell), approver=users["xa"])
            self.stdout.write(f"  {cell}: {len(meetings)} buổi sinh hoạt")
            held += meetings
        self.stdout.write("Đánh giá năm 2025 và 2026…")
        lines = sorted((line for meeting in held for line in audit_lines(meeting)), key=lambda line: line.at)
        AuditEvent.objects.bulk_create(line for line in lines if line.at.year < 2026)
        decide_past_year(commune, users)
        AuditEvent.objects.bulk_create(line for line in lines if line.at.year >= 2026)
        begin_present_year(commune, users)
        follow_the_decided_year(commune, users)
        plan_the_themes(commune)
        set_the_targets(commune, users["xa"])
        fill_the_fields()
        score_the_meetings(commune, users)
        follow_up(commune, users, User.objects.get(username=OVERSEER.username))
        keep_registers(commune, users["xa"])
        correct_a_month(users)
        issue_resolutions(users)
        report_the_decided_year(commune, users)
        plan_december(commune, users)
        leave_a_list_waiting(commune, users["xa"])
        remind(commune, users["xa"])
        self.stdout.write(f"Xong: {len(held)} buổi sinh hoạt.")
