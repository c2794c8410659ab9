"""Who is told: those in the post that day, else who looks after the unit, else the secretary above; nobody twice."""

import datetime as dt

from cells.models import Assignment, Office, OrganisationKind, OrganisationPeriod, Seat, Term
from meetings.models import Meeting, Task
from reports.models import Notice
from reports.services.reminders import write_reminders
from tests.cast import TODAY
from tests.factories import make_cell, make_member, make_organisation, make_user
from tests.reports.reminding import met, quiet, told

__all__ = ["quiet"]
DAY = dt.timedelta(days=1)
DUE = dt.date(2026, 11, 10)
"""The tenth: by then every cell has met, unless its committee says otherwise."""
HELD = dt.date(2026, 11, 5)


def late(commune, *cells):
    """All other cells of the commune have met in November."""
    met([cell for cell in (*commune.cells, commune.elsewhere) if cell not in cells], HELD)


def keep(commune, cell, member):
    since = dt.date(2026, 1, 1)
    Assignment.objects.create(organisation=commune.committee, member=member, unit=cell, valid_from=since)


def test_chain_goes_from_the_cell_to_the_keeper_to_the_commune_and_ends_there(cast, commune):
    keeper = make_user("phutrach")
    keep(commune, commune.cells[0], make_member(commune.cells[2], "Phan Thị Cúc", user=keeper))
    late(commune, commune.cells[0])
    found = []
    for days in range(-4, 40):
        write_reminders(DUE + days * DAY)
        new = Notice.objects.filter(key__startswith="month_meeting", due_on=DUE, read_at=None).order_by("pk")
        found += [(days, notice.user) for notice in new]
        new.update(read_at="2026-12-01T00:00Z")
    both = [cast.secretary, cast.deputy]
    assert found == [*((days, user) for days in (-3, 0, 2) for user in both), (7, keeper), (14, cast.commune)]


def test_two_in_the_same_post_are_both_told_and_who_left_it_is_not(cast, commune):
    first = commune.cells[0]
    second = make_user("phobithu2")
    make_member(first, "Vũ Văn Hai", user=second, office=Office.DEPUTY_SECRETARY)
    Seat.objects.filter(member=cast.secretary.member).update(valid_to=dt.date(2026, 11, 7))
    late(commune, first)
    write_reminders(dt.date(2026, 11, 8))
    assert {notice.user for notice in Notice.objects.all()} == {cast.deputy, second}


def test_cell_without_any_account_is_told_to_the_keeper_in_one_line_at_the_moments_of_the_cell(cast, commune):
    keeper = make_user("phutrach")
    person = make_member(commune.cells[0], "Phan Thị Cúc", user=keeper)
    for cell in commune.cells[1:]:
        keep(commune, cell, person)
    late(commune, *commune.cells[1:])
    write_reminders(DUE)
    (notice,) = Notice.objects.filter(key__startswith="month_meeting")
    assert (notice.user, notice.title) == (keeper, "Họp thường kỳ trong tháng: 2 đơn vị")
    assert notice.text == (
        "Họp thường kỳ trong tháng: Chi bộ thôn Tân Lập; Chi bộ thôn Đồng Tâm. Ở đó chưa có ai nhận được lời nhắc "
        "này trong hệ thống, đề nghị nhắc trực tiếp. Hạn 10/11/2026, hôm nay là hạn."
    )


def test_cell_without_account_and_keeper_is_told_to_the_secretary_above_with_a_page_he_may_open(cast, quiet, client_of):
    meeting = Meeting.objects.filter(cell=quiet.cells[1]).get()
    Task.objects.create(meeting=meeting, text="Thu quỹ", owner=make_member(quiet.cells[1]), due_on=TODAY)
    write_reminders(TODAY)
    (notice,) = told(cast.commune)
    assert notice.title == "Nhiệm vụ được giao: Chi bộ thôn Tân Lập"
    assert client_of(cast.commune).get(notice.url).status_code == 200


def test_keeper_is_told_where_neither_the_cell_nor_the_committee_above_has_an_account(cast, quiet):
    cell, keeper = quiet.cells[1], make_user("phutrach")
    keep(quiet, cell, make_member(quiet.cells[2], "Phan Thị Cúc", user=keeper))
    Seat.objects.filter(organisation=quiet.committee).update(valid_to=TODAY - DAY)
    Term.objects.create(
        organisation=cell, name="2024 – 2026", length_months=28, valid_from=TODAY - 800 * DAY,
        planned_end=TODAY + 30 * DAY,
    )  # fmt: skip
    write_reminders(TODAY)
    (notice,) = Notice.objects.filter(key__startswith="term")
    assert (notice.user, notice.title) == (keeper, "Hết nhiệm kỳ: Chi bộ thôn Tân Lập")


def test_secretary_who_left_leaves_the_deputy_of_the_commune_to_be_told(cast, commune):
    deputy = make_user("phobithuxa")
    make_member(commune.cells[2], "Đỗ Thị Phó", user=deputy, office=Office.DEPUTY_SECRETARY, seat_in=commune.committee)
    late(commune, commune.cells[0])
    write_reminders(DUE + 14 * DAY)
    assert len(told(cast.commune)) == 1
    assert not told(deputy)
    Notice.objects.all().delete()
    Seat.objects.filter(member=cast.commune.member).update(valid_to=DUE)
    write_reminders(DUE + 14 * DAY)
    assert not told(cast.commune)
    assert len(told(deputy)) == 1


def test_who_leads_the_cell_and_looks_after_it_is_told_once_and_the_secretary_above_in_the_keepers_place(cast, commune):
    keep(commune, commune.cells[0], cast.secretary.member)
    late(commune, commune.cells[0])
    write_reminders(DUE + 7 * DAY)
    assert [notice.sort for notice in told(cast.secretary)] == [Notice.Sort.REMINDER]
    assert [notice.sort for notice in told(cast.commune)] == [Notice.Sort.ESCALATION]


def test_task_without_owner_is_not_told_to_its_leaders_a_second_time_as_if_they_were_above(cast, quiet):
    meeting = Meeting.objects.filter(cell=quiet.cells[0]).get()
    Task.objects.create(meeting=meeting, text="Thu quỹ", due_on=TODAY - 5 * DAY)
    write_reminders(TODAY)
    assert [notice.sort for notice in told(cast.secretary)] == [Notice.Sort.REMINDER]
    assert not told(cast.commune)


def test_deadline_of_the_topmost_unit_ends_with_itself(cast, quiet):
    meeting = Meeting.objects.filter(cell=quiet.cells[0]).get()
    Meeting.objects.filter(pk=meeting.pk).update(cell=quiet.province)
    Task.objects.create(meeting=meeting, text="Việc của tỉnh", due_on=TODAY - 15 * DAY)
    write_reminders(TODAY)
    assert not Notice.objects.filter(key__startswith="task").exists()


def test_committee_of_a_part_without_account_is_passed_over(cast, quiet):
    part = make_organisation("Đảng bộ bộ phận", kind=OrganisationKind.PART_COMMITTEE, parent=quiet.committee)
    cell = make_cell(part, "Chi bộ tổ 1")
    make_member(cell, user=make_user("to1"), office=Office.SECRETARY)
    write_reminders(DUE + 14 * DAY)
    assert [notice.title for notice in told(cast.commune, "month_meeting")] == ["Chi bộ tổ 1 chưa họp thường kỳ"]
    Notice.objects.all().delete()
    leader = make_user("bophan")
    make_member(cell, user=leader, office=Office.SECRETARY, seat_in=part)
    write_reminders(DUE + 14 * DAY)
    assert len(told(leader, "month_meeting")) == 1
    assert not told(cast.commune, "month_meeting")


def test_unit_that_moved_is_told_to_the_committee_of_that_day(cast, quiet):
    other = OrganisationPeriod.objects.get(organisation=quiet.elsewhere).parent
    secretary = make_user("xabacbinh")
    make_member(quiet.elsewhere, user=secretary, office=Office.SECRETARY, seat_in=other)
    OrganisationPeriod.objects.filter(organisation=quiet.cells[0]).update(parent=other)
    Meeting.objects.filter(cell=quiet.cells[0]).update(kind="extraordinary")
    write_reminders(DUE + 14 * DAY)
    assert len(told(secretary, "month_meeting")) == 1
    assert not told(cast.commune, "month_meeting")
