"""The invented commune: the tree through the change of 1/7/2025, the people of its list, posts and accounts."""

import datetime as dt
from pathlib import Path
from typing import Any, NamedTuple

from django.db import transaction

from accounts.models import User
from accounts.services import create_user
from cells.imports.plan import plan_roster
from cells.imports.roster import read_roster
from cells.models import Member, Membership, Office, Organisation, OrganisationKind, Seat
from cells.services.organisations import found_organisation, merge_cells, merge_organisations, move_organisation
from cells.services.organisations.deeds import Deed
from cells.services.organisations.ending import Ending, end_units
from cells.services.roster import write_roster
from cells.services.seats import give_seat, link_account
from core.vietnamese import search_key, sort_key
from demo.calendar import HABITS
from demo.clock import written_on

ROSTER = Path(__file__).parent / "data" / "danh-sach-dang-vien.xlsx"
FOUNDED = dt.date(2020, 7, 1)
BEGUN = dt.date(2024, 12, 20)
"""The day on which the commune began to use the program."""
TWO_LEVELS = dt.date(2025, 7, 1)
MERGED_CELL, MERGED_INTO = "Chi bộ thôn Vân Hội", "Chi bộ thôn Song Vân"
MERGED_MEMBERS = 13
PASSWORD = "minh-hoa-2026"  # noqa: S105 - printed for everyone to see; the data are invented


class Account(NamedTuple):
    username: str
    role: str


OVERSEER = Account("capuy", "Ủy viên Ban Thường vụ Đảng ủy xã, phụ trách chi bộ")
ACCOUNTS = (
    Account("bithu", "Bí thư Chi bộ thôn Song Vân"),
    Account("phobithu", "Phó Bí thư Chi bộ thôn Song Vân"),
    Account("dangvien", "Đảng viên Chi bộ thôn Song Vân"),
    Account("xa", "Bí thư Đảng ủy xã Vân Trục"),
    Account("tochuc", "Cán bộ Ban Tổ chức Tỉnh ủy"),
    Account("quantri", "Quản trị tài khoản"),
    OVERSEER,
)
"""The last one comes with the committee (``demo.oversight``)."""


def build_commune() -> dict[str, User]:
    """Create units, people, posts and accounts; returns the accounts of ``ACCOUNTS`` by name."""
    with transaction.atomic():
        with written_on(BEGUN):
            commune = _tree()
            _import_roster(commune)
            _give_the_merged_cell_its_people()
            users = _accounts(commune)
            _accounts_of_other_secretaries()
        with written_on(TWO_LEVELS):
            _end_districts(commune)
            _merge()
        return users


def writer_of(cell: Organisation) -> User:
    """Who keeps the minutes of a cell and enters its facts: the account of its secretary."""
    return User.objects.get(member__seats__organisation=cell, member__seats__office=Office.SECRETARY)


COUNTED_AS = {"thôn": "commune", "Cơ quan": "state_agency"}
"""The type in the statistics (Biểu 5) that a word of a cell's name tells; else a public service."""


def _tree() -> Organisation:
    """Province → district → commune until 30/6/2025; province → commune from 1/7/2025."""
    old_province = _found("Đảng bộ tỉnh Vĩnh Phúc", OrganisationKind.PROVINCIAL, None, place_name="Vĩnh Phúc")
    district = _found("Đảng bộ huyện Lập Thạch", OrganisationKind.DISTRICT, old_province, place_name="Lập Thạch")
    _found("Đảng bộ tỉnh Phú Thọ", OrganisationKind.PROVINCIAL, None, place_name="Phú Thọ", code="PT")
    commune = _found(
        "Đảng bộ xã Vân Trục", OrganisationKind.BASE_COMMITTEE, district, code="VT", statistical_type="commune"
    )
    for order, name in enumerate(HABITS, 1):
        unit_type = "residential" if "thôn" in name else "agency"
        counted_as = next((kind for word, kind in COUNTED_AS.items() if word in name), "public_service")
        _found(name, OrganisationKind.CELL, commune, order=order, unit_type=unit_type, statistical_type=counted_as)
    return commune


def _found(
    name: str, kind: str, parent: Organisation | None, *, place_name: str = "Vân Trục", **values: Any
) -> Organisation:
    return found_organisation(
        name=name,
        kind=kind,
        parent=parent,
        founded_on=FOUNDED,
        by=None,
        place_name=place_name,
        is_demonstration=True,
        **values,
    )


def _end_districts(commune: Organisation) -> None:
    """District and old province end, the commune stands under the new province."""
    last_day = TWO_LEVELS - dt.timedelta(days=1)
    document = "Kết thúc hoạt động cấp huyện từ 01/7/2025 (294-QĐ/TW)"
    province = Organisation.objects.get(code="PT")
    move_organisation(commune, parent=province, valid_from=TWO_LEVELS, by=None, document=document)
    district = Organisation.objects.get(periods__kind=OrganisationKind.DISTRICT)
    end_units([Ending(district, Organisation.EndReason.LEVEL_ENDED)], Deed(last_day, None, document))
    old_province = Organisation.objects.get(periods__name="Đảng bộ tỉnh Vĩnh Phúc")
    merge_organisations([old_province], into=province, last_day=last_day, by=None, document="202/2025/QH15")


def _import_roster(commune: Organisation) -> None:
    roster = read_roster(ROSTER.read_bytes(), ROSTER.name)
    write_roster(plan_roster(roster, commune, effective_on=FOUNDED).listed, by=None)


def _give_the_merged_cell_its_people() -> None:
    """Some people of Song Vân belonged to Vân Hội until the two cells became one on 1/7/2025."""
    into = Organisation.objects.get(periods__name=MERGED_INTO)
    old = Organisation.objects.get(periods__name=MERGED_CELL)
    plain = Membership.objects.filter(
        cell=into, member__seats__isnull=True, member__status_periods__isnull=True, valid_from=FOUNDED
    ).order_by("-pk")[:MERGED_MEMBERS]
    movers = [row.member_id for row in plain]
    Membership.objects.filter(member__in=movers).update(cell=old)
    for member, office in zip(
        Member.objects.filter(pk__in=movers).order_by("official_on", "pk"),
        (Office.SECRETARY, Office.DEPUTY_SECRETARY),
        strict=False,
    ):
        give_seat(member, organisation=old, office=office, valid_from=FOUNDED, by=None)


def _merge() -> None:
    merge_cells(
        [Organisation.objects.get(periods__name=MERGED_CELL)],
        into=Organisation.objects.get(periods__name=MERGED_INTO),
        last_day=TWO_LEVELS - dt.timedelta(days=1),
        by=None,
        document="Đề án 02-ĐA/ĐU về sáp nhập thôn",
    )


def _accounts(commune: Organisation) -> dict[str, User]:
    """One account for each role, linked to the members who hold the posts."""
    song_van = Organisation.objects.get(periods__name=MERGED_INTO)
    office_cell = Organisation.objects.get(periods__name="Chi bộ Cơ quan xã")
    holders = {seat.office: seat.member for seat in Seat.objects.filter(organisation=song_van)}
    free = Member.objects.filter(seats__isnull=True, status_periods__isnull=True)
    leader = free.filter(memberships__cell=office_cell, official_on__lt=dt.date(2010, 1, 1)).first()
    plain = free.filter(
        memberships__cell=song_van, memberships__valid_to__isnull=True, official_on__isnull=False
    ).first()
    officer = Member.objects.create(
        full_name="Phạm Thu Trang", sort_key=sort_key("Phạm Thu Trang"), search_key=search_key("Phạm Thu Trang")
    )
    if leader is None or plain is None:
        raise RuntimeError("the invented list has no member for this post")
    give_seat(leader, organisation=commune, office=Office.SECRETARY, valid_from=FOUNDED, by=None, basis="elected")
    board = Organisation.objects.get(code="PT")
    give_seat(officer, organisation=board, office=Office.ORGANISATION_OFFICER, valid_from=FOUNDED, by=None)
    people = (holders["secretary"], holders["deputy_secretary"], plain, leader, officer, None)
    return {account.username: _account(account, member) for account, member in zip(ACCOUNTS, people, strict=False)}


def _account(account: Account, member: Member | None) -> User:
    user = create_user(
        username=account.username,
        full_name=member.full_name if member else "Quản trị minh họa",
        password=PASSWORD,
        by=None,
        is_administrator=member is None,
        must_change_password=False,
    )
    if member is not None:
        link_account(member, user, by=None)
    return user


def _accounts_of_other_secretaries() -> None:
    """``bithu.tanlap`` and so on: each cell writes its own minutes."""
    for seat in Seat.objects.filter(office=Office.SECRETARY, member__user__isnull=True).order_by("organisation"):
        cell = search_key(seat.organisation.label(BEGUN)).removeprefix("chi bo ").removeprefix("thon ")
        _account(Account(f"bithu.{cell.replace(' ', '')}", ""), seat.member)
