"""Lists taken out and brought back: nothing changes but what was edited."""

import datetime as dt
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from cells.exports.lists import list_workbook, sample_workbook
from cells.exports.members import numbered_rows
from cells.imports.plan import plan_roster
from cells.imports.roster import read_roster
from cells.models import Membership, ProfileEntry, ResidenceLink, StatusPeriod
from cells.services.roster import write_roster
from core.errors import DomainError
from reports.models import Document
from reports.services import open_stored, run_document
from tests.cast import TODAY
from tests.factories import make_member

pytestmark = pytest.mark.django_db
START = dt.date(2024, 1, 1)


@pytest.fixture
def people(commune):
    """People with everything that a list can say."""
    first, second = commune.cells[:2]
    whole = make_member(
        first,
        "Nguyễn Thị Minh",
        sex="female",
        birth_date=dt.date(1980, 2, 5),
        ethnic_group="Kinh",
        religion="Không",
        other_name="Minh Hà",
        citizen_id="025180000123",
        card_number="251234567890",
        old_card_number="01234567",
        old_identity_number="012345678",
        card_issued_on=dt.date(2010, 5, 19),
        card_issued_at="Tỉnh ủy Vĩnh Phúc",
        birth_registration_place="xã Vân Trục, tỉnh Phú Thọ",
        native_place="xã Bắc Bình, tỉnh Phú Thọ",
        residence="xã Vân Trục, tỉnh Phú Thọ",
        phone="0912345678",
        admission_decided_on=dt.date(2004, 5, 12),
        admitted_on=dt.date(2004, 5, 19),
        official_on=dt.date(2005, 5, 19),
        office="deputy_secretary",
    )
    for subject, value in (
        ("occupation", "farmer"),
        ("general_education", "upper_secondary"),
        ("professional", "college"),
    ):
        ProfileEntry.objects.create(member=whole, subject=subject, value=value, valid_from=START)
    ResidenceLink.objects.create(member=whole, cell=second, cell_name="Chi bộ thôn Tân Lập", valid_from=START)
    for status in StatusPeriod.Status.values:
        make_member(first, f"Trần Văn {status[0].upper()}{status[1]}", status=status, birth_date=dt.date(1960, 5, 1))
    make_member(second, "Lê Văn Năm", birth_date=dt.date(1955, 1, 1), birth_precision="year")
    make_member(second, "Lê Văn Sáu", birth_date=None, sex="", admitted_on=None, official_on=None)
    guest = make_member(second, "Phạm Văn Khách", office="committee_member")
    Membership.objects.create(member=guest, cell=first, kind="temporary", valid_from=START)
    return whole


def planned(content, commune):
    return plan_roster(read_roster(content, "ds.xlsx"), commune.committee)


def edited(content, **cells):
    book = openpyxl.load_workbook(io.BytesIO(content))
    for at, value in cells.items():
        book.active[at] = value
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def at(content, title, name):
    """The address of a column in the row of a name."""
    page = openpyxl.load_workbook(io.BytesIO(content)).active
    head = next(row for row in page.iter_rows() if any(cell.value == "Họ và tên" for cell in row))
    column = next(cell.column_letter for cell in head if cell.value == title)
    names = next(cell.column for cell in head if cell.value == "Họ và tên")
    return f"{column}{next(row[0].row for row in page.iter_rows() if row[names - 1].value == name)}"


@pytest.mark.parametrize("sheet_per_cell", [False, True])
def test_list_of_members_brought_back_changes_nothing(commune, people, sheet_per_cell):
    content = list_workbook(commune.committee, kind="members", on=TODAY, sheet_per_cell=sheet_per_cell)
    plan = planned(content, commune)
    assert [issue.reason for issue in plan.refused] == []
    assert [(m.name, m.differences) for m in plan.listed.members if m.differences] == []
    assert plan.listed.changes_nothing
    assert plan.questions == []
    assert len(plan.listed.members) == 9


def test_list_edited_outside_shows_exactly_the_edits(commune, people):
    content = list_workbook(commune.committee, kind="members", on=TODAY)
    edits = {
        "Tên gọi khác": "Hà",
        "Ngày cấp thẻ": "20/05/2010",
        "Điện thoại": "0987654321",
        "Quê quán": "xã Hải Lựu, tỉnh Phú Thọ",
        "Nghề nghiệp": "công nhân, người lao động trong doanh nghiệp",
        "Trình độ chuyên môn": "đại học",
        "Chi bộ nơi cư trú": "Chi bộ thôn Đồng Tâm",
        "Trạng thái hoạt động": "Giảm sinh hoạt",
    }
    new = edited(content, **{at(content, title, "Nguyễn Thị Minh"): value for title, value in edits.items()})
    plan = planned(new, commune)
    (changed,) = [member for member in plan.listed.members if member.differences]
    assert {(d.label, d.after) for d in changed.differences} == {
        ("Tên gọi khác", "Hà"),
        ("Ngày cấp thẻ", "20/05/2010"),
        ("Điện thoại", "0987654321"),
        ("Quê quán", "xã Hải Lựu, tỉnh Phú Thọ"),
        ("Nghề nghiệp", "công nhân, người lao động trong doanh nghiệp"),
        ("Chuyên môn, nghiệp vụ", "đại học"),
        ("Chi bộ nơi cư trú", "Chi bộ thôn Đồng Tâm"),
        ("Tình trạng", "giảm sinh hoạt"),
    }
    write_roster(plan.listed, by=None)
    people.refresh_from_db()
    assert (people.phone, people.card_issued_on) == ("0987654321", dt.date(2010, 5, 20))
    worker = ProfileEntry.objects.get(member=people, subject="occupation", valid_from=TODAY)
    assert worker.value == "worker"
    assert ResidenceLink.objects.get(member=people, valid_to=None).cell == commune.cells[2]
    assert planned(new, commune).listed.changes_nothing
    assert planned(list_workbook(commune.committee, kind="members", on=TODAY), commune).listed.changes_nothing


def test_profile_said_twice_on_one_day_keeps_the_later_word(commune, people):
    content = list_workbook(commune.committee, kind="members", on=TODAY)
    for word, code in (("thạc sĩ", "master"), ("tiến sĩ", "doctor")):
        new = edited(content, **{at(content, "Trình độ chuyên môn", "Nguyễn Thị Minh"): word})
        write_roster(planned(new, commune).listed, by=None)
        assert people.profile_entries.get(subject="professional", valid_from=TODAY, is_removed=False).value == code


def test_sample_is_read_as_a_list_without_people_and_its_guide_is_no_list():
    with pytest.raises(DomainError, match="Không thấy dòng đảng viên nào"):
        read_roster(sample_workbook("members"), "mau.xlsx")


def test_list_asks_as_often_for_one_member_as_for_many(commune, people):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as found:
            list_workbook(commune.committee, kind="members", on=TODAY)
        return len(found)

    before = queries()
    for number in range(5):
        make_member(commune.cells[number % 3], office="committee_member")
    assert queries() == before


def test_list_is_taken_out_by_those_with_the_right_and_leaves_a_trace(client_of, cast, commune, people):
    address = reverse("cells:list_export", args=[commune.cells[0].pk])
    answer = client_of(cast.secretary).post(address, {"kind": "members", "sheets": "together"})
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert "025180000123" in {
        cell.value for row in openpyxl.load_workbook(io.BytesIO(answer.content)).active for cell in row
    }
    event = AuditEvent.objects.get(action="cells.list_exported")
    assert (event.actor, event.thing_label) == (cast.secretary, "Chi bộ thôn Song Vân: danh sách đảng viên")
    assert client_of(cast.deputy).post(address, {"kind": "members"}).status_code == 403


def test_list_of_one_cell_holds_nobody_of_another(client_of, cast, commune, people):
    address = reverse("cells:list_export", args=[commune.cells[0].pk])
    answer = client_of(cast.secretary).post(address, {"kind": "members", "sheets": "per_cell"})
    names = {cell.value for row in openpyxl.load_workbook(io.BytesIO(answer.content)).active for cell in row}
    assert "Nguyễn Thị Minh" in names
    assert "Lê Văn Năm" not in names


@pytest.mark.parametrize("kind", ["members", "organisations", "posts"])
def test_sample_file_has_the_heads_and_a_guide(client_of, cast, kind):
    answer = client_of(cast.commune).get(reverse("cells:list_sample", args=[kind]))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames[1] == "Hướng dẫn"
    heads = [cell.value for cell in book.worksheets[0][1]]
    assert heads[0] == "STT"
    assert [row[1].value for row in book["Hướng dẫn"].iter_rows(min_row=5)] == heads[1:]


@pytest.fixture
def long_from(monkeypatch):
    """Lists of more than so many count as long."""
    return lambda number: monkeypatch.setattr("cells.services.exports.MOST", number)


def test_long_list_is_made_as_a_paper_that_says_the_same(client_of, cast, commune, people, long_from):
    address = reverse("cells:list_export", args=[commune.committee.pk])
    request = reverse("reports:document_request", args=["member_list", commune.committee.pk])
    client = client_of(cast.commune)
    assert request not in client.get(address).content.decode()
    long_from(5)
    answer = client.post(address, {"kind": "members", "sheets": "together"})
    assert "bấm “Lập danh sách toàn đơn vị”" in answer.content.decode()
    assert request in answer.content.decode()
    asked = Document.objects.create(
        kind="member_list",
        subject_id=commune.committee.pk,
        organisation=commune.committee,
        title="x",
        requested_by=cast.commune,
    )
    assert run_document(asked.pk)
    asked.refresh_from_db()
    assert asked.file_name == f"Danh sách đảng viên {commune.committee.name} 22-11-2026.xlsx"
    whole = list_workbook(commune.committee, kind="members", on=TODAY)
    with open_stored(asked, by=cast.commune) as file:
        assert said(file.read()) == said(whole)


def said(content):
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(content)).active]


def test_long_list_is_given_only_to_those_with_the_right_to_export(client_of, cast, commune):
    request = reverse("reports:document_request", args=["member_list", commune.cells[0].pk])
    assert client_of(cast.deputy).post(request).status_code == 403
    assert client_of(cast.stranger).post(request).status_code == 404


def test_list_read_in_batches_is_whole_and_numbered_through(commune, people, monkeypatch):
    whole = list(numbered_rows(commune.committee, TODAY))
    monkeypatch.setattr("cells.exports.members.BATCH", 2)
    assert list(numbered_rows(commune.committee, TODAY)) == whole
    assert [row[0] for row in whole] == list(range(1, len(whole) + 1))
    assert [row[1] for row in whole].count("Phạm Văn Khách") == 1
