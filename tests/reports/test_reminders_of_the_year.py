"""Deadlines of the yearly evaluation, of its regulation and of the committee, are told at their moments."""

import datetime as dt

import time_machine

from evaluations.models import Complaint, Evaluation, Period, ReviewMeeting, Shortcoming
from evaluations.services.periods import open_period
from reports.models import Notice
from reports.queries.reminders.of_the_year import working_days_before
from reports.services.reminders import write_reminders
from tests.cast import TODAY
from tests.factories import make_meeting
from tests.reports.reminding import quiet, told

__all__ = ["quiet"]
DAY = dt.timedelta(days=1)


def test_working_days_before_leaves_three_between():
    # Monday the 30th: Thursday, Friday and Monday lie after Wednesday the 25th.
    assert working_days_before(dt.date(2026, 11, 30), 3) == dt.date(2026, 11, 25)


def test_year_speaks_to_the_committee_and_to_units_that_have_not_sent(cast, quiet):
    period = open_period(quiet.committee, year=2026, by=cast.commune)
    with time_machine.travel(dt.datetime(2026, 12, 27, 3, tzinfo=dt.UTC)):
        write_reminders(dt.date(2026, 12, 27))
    notice, of_cells = told(cast.commune, "evaluation")
    assert notice.due_on == dt.date(2026, 12, 30)
    assert notice.url == period.get_absolute_url()
    # The two other cells have nobody with an account.
    assert of_cells.title == "Hạn của kỳ đánh giá: 2 đơn vị"
    (notice,) = told(cast.secretary, "evaluation")
    assert "phiếu chưa gửi" in notice.text
    assert not told(cast.commune, f"evaluation:period-{period.pk}-politburo")


def test_year_that_is_decided_or_closed_is_not_spoken_of(cast, quiet):
    period = open_period(quiet.committee, year=2026, by=cast.commune)
    Evaluation.objects.filter(period=period).update(state="postponed", postponed_reason="x")
    with time_machine.travel(dt.datetime(2026, 12, 27, 3, tzinfo=dt.UTC)):
        write_reminders(dt.date(2026, 12, 27))
    assert not Notice.objects.filter(key__startswith="evaluation").exists()


def test_deadline_of_other_bodies_speaks_where_the_committee_set_its_own(cast, quiet):
    period = open_period(quiet.committee, year=2026, by=cast.commune)
    deadlines = [{"key": "records", "before": "26/11", "next_year": False, "text": "Gửi hồ sơ về xã."}]
    local = quiet.committee.local_regulations.create(
        base_key="366-43", title="x", first_year=2026, own={"deadlines": deadlines}, created_by=cast.commune
    )
    Period.objects.filter(pk=period.pk).update(
        local_regulation=local, regulation={**period.regulation, "deadlines": deadlines}
    )
    write_reminders(TODAY)
    (notice,) = told(cast.commune, "evaluation:period")
    assert notice.due_on == dt.date(2026, 11, 25)


def test_internal_deadline_without_a_name_speaks_too(cast, quiet):
    own = [{"before": "26/11", "text": "Chi bộ gửi hồ sơ về xã."}]
    period = open_period(quiet.committee, year=2026, by=cast.commune)
    local = quiet.committee.local_regulations.create(
        base_key="366-43", title="x", first_year=2026, own={"deadlines": own}, created_by=cast.commune
    )
    frozen = [{**own[0], "key": "own1.1", "next_year": False}, {"key": "x", "before": "sau Tết", "text": "x"}]
    Period.objects.filter(pk=period.pk).update(
        local_regulation=local, regulation={**period.regulation, "deadlines": frozen}
    )
    write_reminders(TODAY)
    (notice,) = told(cast.secretary, "evaluation")
    assert "Chi bộ gửi hồ sơ về xã." in notice.text


def test_review_complaint_and_shortcoming_speak_at_their_day(cast, quiet):
    period = open_period(quiet.committee, year=2026, by=cast.commune)
    meeting = make_meeting(quiet.cells[0], TODAY + 4 * DAY, kind="review")
    ReviewMeeting.objects.create(
        period=period, organisation=quiet.cells[0], meeting=meeting, recorded_by=cast.secretary
    )
    Shortcoming.objects.create(
        cell=quiet.cells[0], year=2025, text="Họp muộn", responsible=cast.deputy.member, due_on=TODAY,
        recorded_by=cast.secretary,
    )  # fmt: skip
    about = Evaluation.objects.get(period=period, member=cast.member.member)
    Complaint.objects.create(
        evaluation=about, received_on=TODAY - 20 * DAY, content="x", due_on=TODAY, recorded_by=cast.commune
    )
    write_reminders(TODAY)
    assert [notice.key.split(":")[0] for notice in told(cast.secretary)] == ["review_drafts"]
    assert [notice.key.split(":")[0] for notice in told(cast.deputy)] == ["review_drafts", "shortcoming"]
    (notice,) = told(cast.commune, "complaint")
    assert notice.title == "Đơn nhận ngày 02/11/2026 chưa trả lời"


def test_complaint_about_the_secretary_is_not_told_to_him(cast, quiet):
    period = open_period(quiet.committee, year=2026, by=cast.commune)
    about = Evaluation.objects.get(period=period, member=cast.commune.member)
    Complaint.objects.create(
        evaluation=about, received_on=TODAY - 20 * DAY, content="x", due_on=TODAY, recorded_by=cast.commune
    )
    write_reminders(TODAY)
    assert not told(cast.commune, "complaint")


def test_award_budget_is_told_in_september_to_committees_with_a_year(cast, quiet):
    Period.objects.filter(pk=open_period(quiet.committee, year=2026, by=cast.commune).pk).update(year=2025)
    with time_machine.travel(dt.datetime(2026, 9, 17, 3, tzinfo=dt.UTC)):
        write_reminders(dt.date(2026, 9, 17))
    assert [notice.url.split("/")[-2] for notice in told(cast.commune, "award_budget")] == ["muc-tien"]
