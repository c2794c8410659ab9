"""What happened to people of the invented commune: transfers on their way, honours, profiles, supplements."""

import datetime as dt

from accounts.models import User
from cells.models import Member, Organisation
from cells.services.honours import (
    Verdict,
    give_award,
    give_badge,
    lift_discipline,
    record_discipline,
)
from cells.services.profile import enter_profile, receive_supplement
from cells.services.statuses import begin_status
from cells.services.transfers import issue_transfer
from demo.clock import written_on

OVERDUE, ON_THE_WAY = dt.date(2026, 8, 3), dt.date(2026, 10, 20)
SUPPLEMENT = dt.date(2026, 10, 12)
SONG_VAN, TAN_LAP, OFFICE = "Chi bộ thôn Song Vân", "Chi bộ thôn Tân Lập", "Chi bộ Cơ quan xã"
PROFILES = (
    {"occupation": "retired", "general_education": "upper_secondary", "political_theory": "intermediate"},
    {"occupation": "farmer", "general_education": "lower_secondary", "political_theory": "elementary"},
    {
        "occupation": "public_employee",
        "general_education": "upper_secondary",
        "professional": "university",
        "political_theory": "intermediate",
        "language": "Tiếng Anh B1",
        "workplace": "Trường Tiểu học Vân Trục, giáo viên",
    },
)


def live(commune: Organisation, users: dict[str, User]) -> None:
    """All of it, as it was written down at the time; nobody changes cell, so meetings stay as they were."""
    people = _plain_members(SONG_VAN)
    with written_on(dt.date(2025, 1, 15)):
        _profiles(people, users["phobithu"])
        _honours(commune, people, users["xa"])
    with written_on(OVERDUE):
        _transfer(_plain_members(TAN_LAP)[0], OVERDUE, "21-GGT/ĐU", users["xa"], elsewhere="Đảng bộ phường Nông Trang")
    with written_on(SUPPLEMENT):
        for member in people[:4]:
            changes = {"political_theory": "intermediate"} if member == people[1] else {}
            receive_supplement(
                member, year=2026, declared_on=SUPPLEMENT, by=users["phobithu"], changes=changes, note=""
            )
    with written_on(ON_THE_WAY):
        office = Organisation.objects.get(periods__name=OFFICE)
        _transfer(_plain_members(TAN_LAP)[1], ON_THE_WAY, "34-GGT/ĐU", users["xa"], to_cell=office)


def _plain_members(cell: str) -> list[Member]:
    """Those without a post or a status who were always in that cell, the oldest first."""
    rows = Member.objects.filter(seats__isnull=True, status_periods__isnull=True, user__isnull=True)
    always = rows.filter(memberships__cell__periods__name=cell, memberships__valid_to__isnull=True)
    return list(always.filter(official_on__isnull=False).order_by("admitted_on", "pk").distinct()[:12])


def _profiles(people: list[Member], writer: User) -> None:
    since = dt.date(2024, 12, 31)
    for number, member in enumerate(people[:9]):
        for subject, value in PROFILES[number % len(PROFILES)].items():
            enter_profile(member, subject=subject, value=value, valid_from=since, by=writer)


def _honours(commune: Organisation, people: list[Member], secretary: User) -> None:
    song_van = Organisation.objects.get(periods__name=SONG_VAN)
    for subject in (people[0], people[2], song_van):
        reason = "Hoàn thành xuất sắc nhiệm vụ năm 2024"
        give_award(
            subject,
            kind="certificate",
            reason=reason,
            decided_by="Đảng ủy xã Vân Trục",
            decided_on=dt.date(2025, 1, 10),
            document="05-QĐ/ĐU",
            by=secretary,
        )
    eldest = people[0]
    start = eldest.admission_decided_on or eldest.admitted_on
    if start is not None and start.year <= 1990:
        give_badge(eldest, years=30, awarded_on=dt.date(start.year + 30, 11, 7), by=secretary, document="112-QĐ/TU")
    verdict = Verdict(
        kind="reprimand",
        content="Vi phạm nguyên tắc sinh hoạt đảng: vắng họp nhiều kỳ không lý do",
        act_on=dt.date(2022, 6, 1),
        decided_on=dt.date(2022, 8, 15),
        decided_by="Chi bộ thôn Song Vân",
        document="03-QĐ/CB",
        is_self_reported=True,
    )
    lift_discipline(record_discipline(people[5], verdict, by=secretary), on=dt.date(2023, 8, 15), by=secretary)
    begin_status(
        people[0],
        status="reduced",
        valid_from=dt.date(2022, 3, 1),
        valid_to=dt.date(2022, 12, 31),
        document="02-NQ/CB",
        by=secretary,
    )


def _transfer(member: Member, day: dt.date, document: str, by: User, **target: object) -> None:
    issue_transfer(member, issued_on=day, document=document, by=by, **target)  # type: ignore[arg-type]
