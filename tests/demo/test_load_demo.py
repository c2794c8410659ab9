"""The invented commune: as the issue describes it, the same each time, and never on a server."""

import datetime as dt
import io

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F

from accounts.models import AuditEvent, User
from cells.access import scope_of
from cells.models import Member, Organisation
from cells.queries import children_on, members_of
from demo.commune import ACCOUNTS
from evaluations.models import Decision, Evaluation, Period
from meetings.models import Meeting
from meetings.queries import month_board
from tests.cast import TODAY
from tests.demo.digest import digests
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db


def commune() -> Organisation:
    return Organisation.objects.get(code="VT")


def cell(name: str) -> Organisation:
    return Organisation.objects.prefetch_related("periods").get(periods__name=f"Chi bộ {name}")


def run(command: str) -> str:
    said = io.StringIO()
    call_command(command, stdout=said)
    return said.getvalue()


def test_load_demo_on_a_server_is_refused_and_writes_nothing(settings):
    settings.IS_SERVER = True
    with pytest.raises(CommandError, match="không nạp vào máy chủ thật"):
        run("load_demo")
    assert not Organisation.objects.exists()
    assert not User.objects.exists()


def test_load_demo_beside_other_data_writes_nothing():
    make_organisation()
    assert "không nạp" in run("load_demo")
    assert (Organisation.objects.count(), Member.objects.count()) == (1, 0)


def test_demo_accounts_without_demonstration_says_nothing():
    assert run("demo_accounts") == ""


def test_bench_without_demonstration_is_refused():
    with pytest.raises(CommandError, match="load_demo"):
        run("bench")


@pytest.mark.usefixtures("demonstration")
class TestLoaded:
    def test_second_load_leaves_everything_as_it_is(self):
        before = digests()
        assert "Đã có dữ liệu" in run("load_demo")
        assert digests() == before

    def test_another_load_on_another_day_gives_the_same_rows(self):
        first = digests()
        with transaction.atomic():
            empty_the_database()
            with time_machine.travel(dt.datetime(2027, 3, 1, 5, tzinfo=dt.UTC)):
                run("load_demo")
            assert digests() == first
            transaction.set_rollback(True)

    def test_twelve_cells_remain_after_the_merge(self):
        assert len(children_on(commune(), TODAY)) == 12
        assert len(children_on(commune(), dt.date(2025, 6, 30))) == 13
        old, into = cell("thôn Vân Hội"), cell("thôn Song Vân")
        assert (old.ended_on, old.successions.get().successor) == (dt.date(2025, 6, 30), into)
        moved = set(members_of(old, dt.date(2025, 6, 30)))
        assert (len(moved), len(members_of(old, TODAY)), len(members_of(into, TODAY))) == (13, 0, 41)
        assert moved < set(members_of(into, TODAY))
        assert sum(len(members_of(one, TODAY)) for one in children_on(commune(), TODAY)) == 282

    def test_meetings_are_of_believable_variety(self):
        cells = list(children_on(commune(), TODAY))
        months = {year: month_board(cells, year, TODAY) for year in (2025, 2026)}
        held = {
            (one.name, year): sum(months[year][one.pk, month].state in ("met", "late") for month in range(1, 13))
            for one in cells
            for year in months
        }
        assert held["Chi bộ thôn Bãi Dài", 2025] == 9
        assert set(held.values()) == {9, 10, 12}
        assert [name for (name, year), count in held.items() if year == 2025 and count < 12] == ["Chi bộ thôn Bãi Dài"]
        late = [one.name for one in cells if all(months[2025][one.pk, month].state == "late" for month in range(1, 13))]
        assert late == ["Chi bộ thôn Phú Cường"]
        assert Meeting.objects.filter(cell=cell("thôn Vân Hội")).count() == 6
        assert Meeting.objects.exclude(state="planned").latest("held_on").held_on < dt.date(2026, 11, 1)
        states = set(Meeting.objects.values_list("state", flat=True))
        assert states == {"planned", "open", "submitted", "approved", "locked"}

    def test_each_cell_writes_its_own_minutes_and_facts(self):
        for meeting in Meeting.objects.exclude(state="planned").select_related("cell", "opened_by__member"):
            assert meeting.opened_by.member.seats.filter(organisation=meeting.cell, office="secretary").exists()
        for evaluation in Evaluation.objects.filter(submitted_by__isnull=False).select_related("submitted_by__member"):
            assert evaluation.submitted_by.member.seats.filter(organisation=evaluation.cell).exists()

    def test_past_year_is_decided_and_closed_and_the_present_one_open(self):
        past, present = Period.objects.filter(quarter=None).order_by("year")
        assert (past.year, past.state, present.year, present.state) == (2025, "closed", 2026, "open")
        assert set(past.evaluations.values_list("state", flat=True)) == {"decided"}
        assert past.evaluations.count() == 281 + 12
        assert set(Decision.objects.values_list("level", flat=True)) >= {"excellent", "good", "completed"}
        cells = Decision.objects.filter(evaluation__member=None)
        assert cells.filter(level="excellent").count() == 1
        beyond_the_cap = cells.exclude(level=F("computed_level")).get()
        assert (beyond_the_cap.computed_level, beyond_the_cap.level) == ("excellent", "good")
        assert "Tỷ lệ xuất sắc" in beyond_the_cap.reason
        assert {"open", "submitted", "postponed"} == set(present.evaluations.values_list("state", flat=True))

    def test_history_was_written_when_it_happened(self):
        assert AuditEvent.objects.latest("at").at < dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
        decided = {at.date() for at in Decision.objects.values_list("decided_at", flat=True)}
        assert decided == {dt.date(2025, 12, 26), dt.date(2026, 3, 2)}  # the later one decides again
        assert Period.objects.get(year=2025).closed_at.date() == dt.date(2025, 12, 30)

    def test_everything_is_marked_as_invented(self):
        assert set(Organisation.objects.values_list("is_demonstration", flat=True)) == {True}
        snapshots = Meeting.objects.exclude(snapshot=None).values_list("snapshot__is_demonstration", flat=True)
        assert set(snapshots) == {True}

    def test_accounts_are_told_with_their_password_and_have_their_rights(self):
        said = run("demo_accounts")
        for account in ACCOUNTS:
            assert account.username in said
            assert account.role in said
            assert User.objects.get(username=account.username).check_password("minh-hoa-2026")
        assert "minh-hoa-2026" in said
        assert scope_of(User.objects.get(username="bithu.tanlap")).led_cells == {cell("thôn Tân Lập").pk}
        assert scope_of(User.objects.get(username="bithu.vanhoi")).led_cells == set()


def empty_the_database() -> None:
    """Within a transaction that is rolled back; what is checked at its end is checked before, so that it lets go."""
    tables = ", ".join(f'"{model._meta.db_table}"' for model in apps.get_models(include_auto_created=True))
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED; TRUNCATE {tables} CASCADE")
