"""Deadlines in the lives of members are told before: stays and statuses that end, help, ceremonies."""

import datetime as dt

import pytest

from cells.models import Candidate, CandidateStep, Membership, ScreeningResult, StatusPeriod
from core.vietnamese import sort_key
from reports.models import Notice
from reports.services.reminders import write_reminders
from tests.cast import TODAY
from tests.factories import make_member
from tests.reports.reminding import quiet, told

__all__ = ["quiet"]
DAY = dt.timedelta(days=1)


@pytest.fixture
def guest(cast, quiet):
    """A member of the second cell who stays with the first for a time."""
    member = make_member(quiet.cells[1], "Vũ Thị Đi")
    Membership.objects.create(
        member=member, cell=quiet.cells[0], kind="temporary", valid_from=TODAY - 90 * DAY, valid_to=TODAY + 14 * DAY,
        end_reason="returned",
    )  # fmt: skip
    return member


def test_stay_that_ends_is_told_to_the_host_and_to_the_own_cell_before(cast, guest):
    write_reminders(TODAY)
    (notice,) = told(cast.secretary)
    assert notice.title == "Sắp hết hạn sinh hoạt tạm thời: Vũ Thị Đi"
    assert notice.text == (
        "Chi bộ thôn Song Vân: một đảng viên sắp hết hạn sinh hoạt tạm thời. Hạn 06/12/2026, còn 14 ngày."
    )
    assert notice.url == f"{guest.get_absolute_url()}?phan=sinh-hoat"
    # Nobody of the own cell has an account: the secretary above hears of it.
    assert [notice.organisation.name for notice in told(cast.commune)] == ["Chi bộ thôn Tân Lập"]


def test_stay_that_is_over_or_prolonged_is_not_spoken_of(cast, guest):
    stay = Membership.objects.get(member=guest, kind="temporary")
    write_reminders(stay.valid_to + DAY)
    assert not Notice.objects.filter(key__startswith="stay").exists()
    Membership.objects.create(
        member=guest, cell=stay.cell, kind="temporary", valid_from=stay.valid_to + DAY, valid_to=TODAY + 200 * DAY,
        end_reason="returned",
    )  # fmt: skip
    write_reminders(TODAY)
    assert not Notice.objects.filter(key__startswith="stay").exists()


def test_status_that_ends_is_told_by_its_name_and_one_without_end_is_not(cast, quiet):
    away, exempt = make_member(quiet.cells[0], "Lý Thị Xa"), make_member(quiet.cells[0], "Hồ Văn Già")
    since = TODAY - 90 * DAY
    StatusPeriod.objects.create(member=away, status="away", place="Hà Nội", valid_from=since, valid_to=TODAY + 3 * DAY)
    StatusPeriod.objects.create(member=exempt, status="exempt", valid_from=since)
    write_reminders(TODAY)
    (notice,) = told(cast.secretary, "stay")
    assert notice.title == "Sắp hết hạn sinh hoạt tạm thời nơi khác: Lý Thị Xa"
    assert "Xa" not in notice.text


def test_time_given_by_a_screening_is_told_until_there_is_a_later_one(cast, quiet):
    member = make_member(quiet.cells[0], "Mai Văn Giúp")
    helped = {"member": member, "cell": quiet.cells[0], "result": "needs_help", "note": "bỏ sinh hoạt"}
    ScreeningResult.objects.create(year=2025, decided_on=TODAY - 300 * DAY, help_until=TODAY, **helped)
    write_reminders(TODAY)
    (notice,) = told(cast.secretary, "screening")
    assert "Mai Văn Giúp" in notice.title
    assert "Giúp" not in notice.text
    Notice.objects.all().delete()
    ScreeningResult.objects.create(
        member=member, cell=quiet.cells[0], year=2026, result="worthy", decided_on=TODAY - 5 * DAY
    )
    write_reminders(TODAY)
    assert not told(cast.secretary, "screening")


def test_ceremony_is_told_before_thirty_working_days_are_over_and_not_once_held(cast, quiet):
    name = "Trần Thị Mới"
    candidate = Candidate.objects.create(
        cell=quiet.cells[0], full_name=name, sort_key=sort_key(name), birth_date=dt.date(2000, 1, 1), stage="decided"
    )
    CandidateStep.objects.create(
        candidate=candidate, stage="decided", on=dt.date(2026, 10, 12), recorded_by=cast.commune
    )
    # Thirty working days after 12/10/2026, Mondays to Fridays without a holiday between.
    write_reminders(dt.date(2026, 11, 16))
    (notice,) = told(cast.secretary, "ceremony")
    assert notice.due_on == dt.date(2026, 11, 23)
    assert "Mới" not in notice.text
    Notice.objects.all().delete()
    Candidate.objects.filter(pk=candidate.pk).update(stage="probationary", member=make_member(quiet.cells[0], name))
    write_reminders(dt.date(2026, 11, 16))
    assert not told(cast.secretary, "ceremony")
