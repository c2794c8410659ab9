"""The invented commune's committee, its terms and those of its cells, and the Party groups of the largest cell."""

import datetime as dt

from accounts.models import User
from cells.models import Member, Office, Organisation, Seat
from cells.queries import members_of
from cells.services.groups import found_group, join_group
from cells.services.members import reveal_number
from cells.services.rights import grant_export
from cells.services.seats import appoint_committee, give_seat
from cells.services.terms import end_term, extend_term, open_term
from demo.clock import written_on

BEGUN = dt.date(2024, 12, 20)
CONGRESS = dt.date(2025, 8, 15)
FIRST_TERM = dt.date(2020, 7, 10)
CELL_TERMS = {
    "Chi bộ thôn Song Vân": dt.date(2024, 7, 5),
    "Chi bộ thôn Tân Lập": dt.date(2024, 7, 12),
    "Chi bộ thôn Đồng Tâm": dt.date(2024, 4, 20),
    "Chi bộ thôn Vân Nhưng": dt.date(2024, 8, 10),
    "Chi bộ thôn Bãi Dài": dt.date(2024, 3, 15),
    "Chi bộ thôn Phú Cường": dt.date(2025, 1, 18),
    "Chi bộ thôn Yên Hòa": dt.date(2024, 9, 6),
    "Chi bộ Trường Mầm non": dt.date(2025, 1, 10),
    "Chi bộ Trường Tiểu học": dt.date(2024, 6, 14),
    "Chi bộ Trường THCS": dt.date(2025, 2, 21),
    "Chi bộ Cơ quan xã": dt.date(2024, 5, 24),
    "Chi bộ Trạm Y tế": dt.date(2024, 5, 10),
}
"""The congress of each cell; some terms end soon, one is over, two are extended."""
EXTENDED = {"Chi bộ thôn Đồng Tâm": dt.date(2027, 4, 20), "Chi bộ thôn Bãi Dài": dt.date(2027, 3, 15)}


def give_committees(commune: Organisation) -> None:
    """The committee of the commune and the terms of all, as they were decided at the time."""
    with written_on(BEGUN):
        first = open_term(
            commune,
            name="2020 – 2025",
            valid_from=FIRST_TERM,
            length_months=60,
            planned_end=CONGRESS,
            congress_on=FIRST_TERM,
            by=None,
        )
        for name, congress in CELL_TERMS.items():
            cell = Organisation.objects.get(periods__name=name)
            years = f"{congress.year} – {congress.year + (3 if congress.month > 6 else 2)}"
            open_term(cell, name=years, valid_from=congress, length_months=30, congress_on=congress, by=None)
    with written_on(CONGRESS):
        end_term(first, ended_on=CONGRESS, by=None, document="Báo cáo kết quả đại hội")
        open_term(
            commune,
            name="2025 – 2030",
            valid_from=CONGRESS,
            length_months=60,
            congress_on=CONGRESS,
            by=None,
            document="Quyết định chuẩn y số 118-QĐ/TU",
            document_on=dt.date(2025, 8, 22),
        )
        _committee(commune)
    with written_on(dt.date(2026, 8, 19)):
        for name, day in EXTENDED.items():
            term = Organisation.objects.get(periods__name=name).terms.get()
            extend_term(
                term, extended_to=day, document="Kết luận số 62-KL/ĐU", document_on=dt.date(2026, 8, 19), by=None
            )


def _committee(commune: Organisation) -> None:
    """A deputy, two of the standing committee and nine more: from the office, and the secretaries of the cells."""
    office = Organisation.objects.get(periods__name="Chi bộ Cơ quan xã")
    free = [person for person in members_of(office, CONGRESS) if not person.seats.exists() and person.official_on]
    leaders = [
        seat.member
        for seat in Seat.objects.in_force(CONGRESS)
        .filter(office=Office.SECRETARY, organisation__order__range=(1, 9))
        .select_related("member")
        .order_by("organisation__order")
    ]
    for office_name, member in (
        (Office.DEPUTY_SECRETARY, free[0]),
        (Office.STANDING_MEMBER, free[1]),
        (Office.STANDING_MEMBER, free[2]),
        *((Office.COMMITTEE_MEMBER, leader) for leader in leaders),
    ):
        give_seat(
            member,
            organisation=commune,
            office=office_name,
            valid_from=CONGRESS,
            by=None,
            basis="elected",
            document="Quyết định chuẩn y số 118-QĐ/TU",
            document_on=dt.date(2025, 8, 22),
        )


def found_groups() -> None:
    """Two Party groups in the largest cell, each with its leader."""
    cell = Organisation.objects.get(periods__name="Chi bộ thôn Song Vân")
    day = dt.date(2025, 9, 3)
    with written_on(day):
        people: list[Member] = [person for person in members_of(cell, day) if person.official_on]
        half = len(people) // 2
        for number, some in ((1, people[:half]), (2, people[half:])):
            group = found_group(
                cell, name=f"Tổ đảng số {number}", founded_on=day, by=None, document="Nghị quyết chi bộ tháng 9/2025"
            )
            join_group(group, some, valid_from=day, by=None)
            offices = {some[0]: Office.GROUP_LEADER, some[1]: Office.GROUP_DEPUTY}
            appoint_committee(group, offices, valid_from=day, basis="elected", by=None)


def grant_exports(commune: Organisation) -> None:
    """The officer of the province's board may take the lists out until the statistics of the year are sent."""
    secretary = Seat.objects.in_force(CONGRESS).get(organisation=commune, office=Office.SECRETARY).member.user
    officer = Seat.objects.get(office=Office.ORGANISATION_OFFICER).member.user
    if secretary is None or officer is None:
        raise RuntimeError("the accounts of the demonstration come first")
    day = dt.date(2026, 10, 20)
    with written_on(day):
        grant_export(
            commune,
            user=officer,
            reason="Tổng hợp số liệu thống kê năm 2026",
            valid_from=day,
            valid_to=dt.date(2027, 1, 31),
            by=secretary,
        )


def look_at_a_number() -> None:
    """The secretary of a cell once had to see a whole number, and said why."""
    member = Member.objects.get(user__username="dangvien")
    secretary = User.objects.get(username="bithu")
    with written_on(dt.date(2026, 9, 15)):
        reveal_number(member, "card_number", by=secretary, reason="Đối chiếu thẻ khi lập danh sách đổi thẻ đảng viên")
