"""A list against the records: planned, written all or nothing, and quiet the second time."""

import datetime as dt
import io

import openpyxl
import pytest

from accounts.models import AuditEvent
from cells.imports.plan import plan_roster, unit_type_of
from cells.imports.roster import read_roster
from cells.models import Member, Membership, Office, Organisation, Seat, StatusPeriod
from cells.queries import children_on, members_of
from cells.services.roster import write_roster
from tests.factories import make_cell, make_member, make_organisation

pytestmark = pytest.mark.django_db
HEAD = [
    "TT",
    "Họ và tên",
    "Giới tính",
    "Ngày sinh",
    "Chi bộ",
    "Ngày vào Đảng",
    "Ngày chính thức",
    "CCCD",
    "Chức vụ",
    "Trạng thái",
]
DAY = dt.date(2026, 3, 1)
TUYET = [
    "Bùi Thị Tuyết",
    "Nữ",
    "26/09/1974",
    "Chi bộ thôn Song Vân",
    "19/05/2014",
    "19/05/2015",
    "025194078011",
    "Bí thư",
    "",
]


@pytest.fixture
def committee(db):
    return make_organisation(code="VT", founded_on=dt.date(2020, 1, 1))


def listed_bytes(*people, head=HEAD):
    """An .xlsx with these rows under the head."""
    workbook = openpyxl.Workbook()
    for row in (head, *([number, *values] for number, values in enumerate(people, 1))):
        workbook.active.append(row)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def listed(*people):
    return read_roster(listed_bytes(*people), "danh-sach.xlsx")


def person(**changes):
    names = dict(
        zip(("name", "sex", "birth", "cell", "joined", "official", "citizen_id", "post", "status"), TUYET, strict=True)
    )
    return list((names | changes).values())


def write(roster, committee, **options):
    plan = plan_roster(roster, committee, **{"effective_on": DAY, **options})
    assert [issue.reason for issue in plan.refused] == []
    write_roster(plan.listed, by=None)
    return plan


def counts(plan):
    return tuple(plan.listed.count(outcome) for outcome in ("created", "updated", "unchanged"))


def office_list(data_dir, name):
    return read_roster((data_dir / name).read_bytes(), name)


@pytest.fixture
def data_dir(request):
    return request.config.rootpath / "tests" / "data" / "rosters"


def test_office_list_is_written_whole_and_quiet_the_second_time(committee, data_dir):
    roster = office_list(data_dir, "danh-sach-dang-vien-van-truc.xlsx")
    first = write(roster, committee, effective_on=None)
    assert counts(first) == (281, 0, 0)
    assert first.listed.effective_on == dt.date(2025, 12, 31)
    cells = children_on(committee, dt.date(2026, 1, 1))
    assert [cell.name for cell in cells][:2] == ["Chi bộ thôn Song Vân", "Chi bộ thôn Tân Lập"]
    assert (len(cells), Member.objects.count(), Seat.objects.filter(office="secretary").count()) == (12, 281, 12)
    assert StatusPeriod.objects.filter(status="exempt").count() == 17
    assert Member.objects.get(citizen_id="025194078011").admitted_on == dt.date(2014, 5, 19)
    second = write(roster, committee, effective_on=None)
    assert counts(second) == (0, 0, 281)
    assert second.listed.changes_nothing
    assert AuditEvent.objects.filter(action="cells.members_imported").count() == 1


def test_national_template_after_the_office_list_adds_only_what_it_knows_better(committee, data_dir):
    write(office_list(data_dir, "danh-sach-dang-vien-van-truc.xlsx"), committee, effective_on=None)
    flat = office_list(data_dir, "lam-sach-du-lieu-dang-vien.xlsx")
    plan = write(flat, committee)
    assert counts(plan)[0] == 0
    fields = {difference.label for member in plan.listed.members for difference in member.differences}
    assert fields == {"Tôn giáo", "Ngày sinh"}
    assert counts(write(flat, committee)) == (0, 0, 281)
    again = office_list(data_dir, "danh-sach-dang-vien-van-truc.xlsx")
    assert counts(write(again, committee, effective_on=DAY)) == (0, 0, 281)


def test_known_member_is_found_by_number_and_only_differences_are_written(committee):
    write(listed(person()), committee)
    plan = write(listed(person(name="Bùi Thị Ánh Tuyết", birth="27/09/1974")), committee)
    assert counts(plan) == (0, 1, 0)
    (member,) = plan.listed.members
    assert [(d.label, d.before, d.after) for d in member.differences] == [
        ("Họ và tên", "Bùi Thị Tuyết", "Bùi Thị Ánh Tuyết"),
        ("Ngày sinh", "26/09/1974", "27/09/1974"),
    ]
    assert Member.objects.get().search_key == "bui thi anh tuyet"


def test_known_member_without_numbers_is_found_by_name_and_birth(committee):
    write(listed(person(citizen_id="")), committee)
    assert counts(write(listed(person(name="BÙI THỊ TUYẾT")), committee)) == (0, 1, 0)
    assert Member.objects.get().citizen_id == "025194078011"


def test_namesake_with_another_number_and_birth_is_a_new_member(committee):
    write(listed(person()), committee)
    namesake = listed(person(citizen_id="025194078012", birth="02/03/1980", post=""))
    plan = write(namesake, committee)
    assert counts(plan) == (1, 0, 0)
    assert "Cùng họ tên với một đồng chí đã có" in plan.doubtful[0].reason
    assert counts(write(namesake, committee)) == (0, 0, 1)


def test_same_name_and_birth_with_another_number_is_asked_not_guessed(committee):
    write(listed(person()), committee)
    known = Member.objects.get()
    mistyped = listed(person(citizen_id="025194078012", post=""))
    plan = plan_roster(mistyped, committee, effective_on=DAY)
    (question,) = plan.unanswered
    assert [option.value for option in question.options] == [str(known.pk), "0"]
    assert "•••••••••011" in question.options[0].detail
    assert counts(plan) == (0, 0, 0)
    same = plan_roster(mistyped, committee, effective_on=DAY, answers={"Sheet!2": str(known.pk)})
    assert (counts(same), same.unanswered) == ((0, 1, 0), [])
    other = plan_roster(mistyped, committee, effective_on=DAY, answers={"Sheet!2": "0"})
    assert (counts(other), other.unanswered) == ((1, 0, 0), [])


def test_year_alone_never_replaces_a_known_day(committee):
    write(listed(person()), committee)
    assert counts(write(listed(person(birth="1974")), committee)) == (0, 0, 1)
    assert Member.objects.get().birth_date == dt.date(1974, 9, 26)


def test_member_listed_in_another_cell_moves_on_the_day_of_the_list(committee):
    write(
        listed(
            person(post=""), person(name="Lê Văn Phúc", citizen_id="026394487252", post="", cell="Chi bộ thôn Tân Lập")
        ),
        committee,
    )
    later = dt.date(2026, 6, 1)
    plan = write(listed(person(post="", cell="Chi bộ thôn Tân Lập")), committee, effective_on=later)
    assert [(d.label, d.before, d.after) for d in plan.listed.members[0].differences] == [
        ("Chi bộ", "Chi bộ thôn Song Vân", "Chi bộ thôn Tân Lập")
    ]
    rows = Membership.objects.filter(member__citizen_id="025194078011").values_list("valid_to", "end_reason")
    assert list(rows) == [(dt.date(2026, 5, 31), "transferred"), (None, "")]


def test_member_who_moved_after_the_day_of_the_list_is_refused_and_nothing_written(committee):
    write(
        listed(person(post=""), person(name="Lê Văn Phúc", citizen_id="026394487252", cell="Chi bộ thôn Tân Lập")),
        committee,
    )
    plan = plan_roster(listed(person(post="", cell="Chi bộ thôn Tân Lập")), committee, effective_on=DAY)
    assert "ngày hiệu lực muộn hơn" in plan.refused[0].reason


def test_new_secretary_follows_the_one_in_office(committee):
    write(listed(person()), committee)
    later = dt.date(2026, 6, 1)
    plan = write(listed(person(name="Lê Văn Phúc", citizen_id="026394487252")), committee, effective_on=later)
    assert "Thay đồng chí Bùi Thị Tuyết" in plan.doubtful[0].reason
    assert Seat.objects.in_force(later).get(office=Office.SECRETARY).member.full_name == "Lê Văn Phúc"
    assert Seat.objects.get(member__full_name="Bùi Thị Tuyết").valid_to == dt.date(2026, 5, 31)


def test_deputy_who_becomes_secretary_leaves_the_old_post(committee):
    write(listed(person(post="Phó Bí thư")), committee)
    later = dt.date(2026, 6, 1)
    plan = write(listed(person(post="Bí thư")), committee, effective_on=later)
    assert [(d.before, d.after) for d in plan.listed.members[0].differences] == [("Phó Bí thư", "Bí thư")]
    assert Seat.objects.in_force(later).get().office == "secretary"


def test_number_of_a_member_elsewhere_is_refused(committee):
    elsewhere = make_cell(make_organisation("Đảng bộ xã khác"))
    make_member(elsewhere, "Bùi Thị Tuyết", citizen_id="025194078011")
    plan = plan_roster(listed(person()), committee, effective_on=DAY)
    assert "ở tổ chức khác" in plan.refused[0].reason
    assert counts(plan) == (0, 0, 0)


def test_status_begins_and_ends_as_the_list_says(committee):
    write(listed(person(status="Miễn sinh hoạt")), committee)
    assert StatusPeriod.objects.get().valid_from == DAY
    later = dt.date(2026, 6, 1)
    plan = write(listed(person(status="Đang sinh hoạt")), committee, effective_on=later)
    assert [(d.before, d.after) for d in plan.listed.members[0].differences] == [
        ("miễn công tác và sinh hoạt đảng", "đang sinh hoạt")
    ]
    assert StatusPeriod.objects.get().valid_to == dt.date(2026, 5, 31)
    assert counts(write(listed(person(status="")), committee, effective_on=later)) == (0, 0, 1)


def test_member_admitted_after_the_day_of_the_list_joins_on_that_day(committee):
    joined = listed(person(joined="10/04/2026", official="", post=""))
    write(joined, committee)
    assert not members_of(Organisation.objects.get(periods__name="Chi bộ thôn Song Vân"), dt.date(2026, 4, 9)).exists()
    assert Membership.objects.get().valid_from == dt.date(2026, 4, 10)


def test_joined_means_decision_stores_the_other_date(committee):
    write(listed(person()), committee, joined_means="decision")
    member = Member.objects.get()
    assert (member.admitted_on, member.admission_decided_on) == (None, dt.date(2014, 5, 19))


@pytest.mark.parametrize(
    ("name", "unit_type"),
    [
        ("Chi bộ thôn Song Vân", "residential"),
        ("Chi bộ Trường THCS", "agency"),
        ("Chi bộ Công an xã", "armed_forces"),
        ("Chi bộ Hợp tác xã Vân Trục", "private_enterprise"),
        ("Chi bộ Vân Trục", "other"),
    ],
)
def test_unit_type_follows_from_the_name(name, unit_type):
    assert unit_type_of(name) == unit_type
