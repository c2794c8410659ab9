"""The switch of 1/7/2025: the table, what it would do, and one deed for a whole province."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from cells.imports.switch_table import as_text, read_switch_file, read_switch_text
from cells.models import Member, Membership, Organisation, OrganisationPeriod, Seat, Succession
from cells.queries import children_on
from cells.queries.snapshot import by_kind, tree_on
from cells.queries.switching import SwitchRow, fingerprint, plan_switch
from cells.services.organisations import rename_organisation
from cells.services.organisations.switching import switch_to_two_levels
from core.errors import DomainError
from core.spreadsheet import Column, Table, write_workbook
from core.vietnamese import search_key
from tests.factories import make_cell, make_member, make_organisation, make_user

pytestmark = pytest.mark.django_db
START = dt.date(2020, 1, 1)
LAST, NEXT = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
TABLE = """Đơn vị cũ | Đơn vị mới | Văn bản
xã Vân Trục, huyện Lập Thạch | xã Vân Trục | NQ 1676/NQ-UBTVQH15
Xã Xuân Hoà | xã Vân Trục
thị trấn Lập Thạch | xã Lập Thạch
Đảng bộ xã Vân Trục (huyện Sông Lô) | xã Sông Lô
xã Cao Phong | xã Sông Lô
Đảng bộ xã Đạo Trù | Đảng bộ xã Đạo Trù
"""


@pytest.fixture
def province(db):
    """Two districts with six communes, a cell in each, and a police unit directly under one district."""
    top = make_organisation("Đảng bộ tỉnh Phú Thọ", kind="provincial", code="PT", founded_on=START)
    for name, communes in {
        "Đảng bộ huyện Lập Thạch": ["xã Vân Trục", "xã Xuân Hòa", "thị trấn Lập Thạch"],
        "Đảng bộ huyện Sông Lô": ["xã Vân Trục", "xã Cao Phong", "xã Đạo Trù"],
    }.items():
        district = make_organisation(name, kind="district", parent=top, founded_on=START)
        for number, commune in enumerate(communes, 1):
            unit = make_organisation(
                f"Đảng bộ {commune}", kind="commune", parent=district, founded_on=START, order=number
            )
            cell = make_cell(unit, f"Chi bộ thôn {commune} {name[-3:]}", founded_on=START)
            make_member(cell, office="secretary", seat_in=unit, since=START)
    return top


def rows(text=TABLE):
    return read_switch_text(text)


def switch(province, text=TABLE, **values):
    return switch_to_two_levels(province, rows(text), **{"by": None, "document": "KH 1", **values})


def names_on(day):
    return [f"{' ' * depth}{unit.name} {unit.members}" for top in tree_on(day) for depth, unit in top.walk()]


def test_switch_changes_the_tree_from_the_first_of_july_on(province):
    before = names_on(LAST)
    cells = {row.pk: row.name for row in Organisation.objects.filter(periods__kind="cell")}
    plan = switch(province)
    assert names_on(LAST) == before
    assert names_on(NEXT) == [
        "Đảng bộ tỉnh Phú Thọ 6",
        " Đảng bộ xã Vân Trục 2",
        "  Chi bộ thôn xã Vân Trục ạch 1",
        "  Chi bộ thôn xã Xuân Hòa ạch 1",
        " Đảng bộ xã Sông Lô 2",
        "  Chi bộ thôn xã Vân Trục  Lô 1",
        "  Chi bộ thôn xã Cao Phong  Lô 1",
        " Đảng bộ xã Lập Thạch 1",
        "  Chi bộ thôn thị trấn Lập Thạch ạch 1",
        " Đảng bộ xã Đạo Trù 1",
        "  Chi bộ thôn xã Đạo Trù  Lô 1",
    ]
    assert by_kind(tree_on(NEXT)) == {
        "đảng bộ tỉnh, thành phố": 1,
        "đảng bộ xã, phường, đặc khu (cấp trên trực tiếp của tổ chức cơ sở đảng)": 4,
        "chi bộ trực thuộc": 6,
    }
    assert {row.pk: row.name for row in Organisation.objects.filter(periods__kind="cell", ended_on=None)} == cells
    assert (len(plan.districts), plan.ending, len(plan.founded), plan.below) == (2, 4, 2, 4)


def test_switch_links_successors_ends_posts_and_keeps_documents(province):
    switch(province, document_on=dt.date(2025, 6, 16))
    new = Organisation.objects.get(periods__name="Đảng bộ xã Vân Trục", founded_on=NEXT)
    assert {row.predecessor.label(LAST) for row in Succession.objects.filter(successor=new)} == {
        "Đảng bộ xã Vân Trục",
        "Đảng bộ xã Xuân Hòa",
    }
    assert new.periods.get().document == "NQ 1676/NQ-UBTVQH15"
    assert new.periods.get().place_name == "Vân Trục"
    districts = Organisation.objects.filter(periods__kind="district")
    assert {(unit.ended_on, unit.end_reason, unit.end_document) for unit in districts} == {
        (LAST, "level_ended", "KH 1")
    }
    renamed = OrganisationPeriod.objects.get(name="Đảng bộ xã Lập Thạch", valid_to=None)
    assert (renamed.organisation.founded_on, renamed.valid_from) == (START, NEXT)
    ended = Seat.objects.filter(valid_to=LAST).count()
    assert (ended, Seat.objects.filter(valid_to=None).count()) == (4, 2)
    line = AuditEvent.objects.get(action="cells.two_levels_begun")
    assert line.changes["districts"] == [2, 0]
    assert AuditEvent.objects.filter(action="cells.level_ended").count() == 2
    assert AuditEvent.objects.filter(action="cells.organisation_moved").count() == 2


def test_unit_that_no_line_names_is_listed_and_stops_the_deed_unless_it_is_said_where_it_goes(province):
    district = Organisation.objects.get(periods__name="Đảng bộ huyện Lập Thạch")
    police = make_organisation("Đảng bộ Công an huyện", parent=district, founded_on=START)
    assert [unit.unit for unit in plan_switch(province, rows()).left] == [police]
    with pytest.raises(DomainError, match=r"Còn 1 đơn vị chưa có nơi trực thuộc.*Đảng bộ Công an huyện"):
        switch(province)
    assert not Organisation.objects.filter(founded_on=NEXT).exists()
    switch(province, rest_directly_below=True)
    assert police in children_on(province, NEXT)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("xã Không Có | xã Mới", "Dòng 1: không có đơn vị “xã Không Có” dưới cấp huyện"),
        ("xã Vân Trục | xã Mới", "Dòng 1: có nhiều đơn vị tên “xã Vân Trục” (Đảng bộ huyện Lập Thạch, Đảng bộ huyện"),
        ("xã Cao Phong | xã A\nxã Cao Phong | xã B", "Dòng 2: Đảng bộ xã Cao Phong đã có ở dòng 1"),
    ],
)
def test_fault_in_the_table_is_named_by_its_line_and_writes_nothing(province, line, sentence):
    plan = plan_switch(province, rows(line))
    assert any(sentence in fault for fault in plan.faults)
    with pytest.raises(DomainError, match="chưa ghi gì"):
        switch(province, line, rest_directly_below=True)
    assert not Organisation.objects.filter(ended_on=LAST).exists()


def test_one_line_may_name_several_old_units(province):
    plan = plan_switch(province, rows("xã Xuân Hòa, thị trấn Lập Thạch và xã Cao Phong | phường Lập Thạch"))
    assert [(group.name, len(group.units)) for group in plan.groups] == [("Đảng bộ phường Lập Thạch", 3)]


def test_later_change_in_the_way_is_named(province):
    unit = Organisation.objects.get(periods__name="Đảng bộ xã Xuân Hòa")
    rename_organisation(unit, name="Đảng bộ xã Xuân Hòa Mới", valid_from=dt.date(2025, 9, 1), by=None)
    with pytest.raises(DomainError, match=r"Xuân Hòa không thể kết thúc ngày 30/06/2025: .* từ ngày 01/09/2025"):
        switch(province)
    assert not Organisation.objects.filter(founded_on=NEXT).exists()


def test_second_switch_is_told(province):
    switch(province)
    with pytest.raises(DomainError, match="đã kết thúc ngày 30/06/2025"):
        switch(province)


def test_records_that_changed_since_the_preview_are_looked_at_again(province):
    seen = fingerprint(plan_switch(province, rows()))
    make_member(Organisation.objects.filter(periods__kind="cell").first(), since=START)
    with pytest.raises(DomainError, match="hãy xem lại rồi xác nhận"):
        switch(province, seen=seen)


def test_table_is_read_from_pasted_text_files_and_back():
    wanted = [SwitchRow(2, "xã A", "xã B", "QĐ 1"), SwitchRow(3, "xã C", "xã B", "QĐ 1")]
    assert read_switch_text("TT\tĐơn vị cũ\tĐơn vị mới\tVăn bản\n1\txã A\txã B\tQĐ 1\n2\txã C\t\t\n") == wanted
    assert read_switch_text("Xã, phường cũ → mới\nxã A → xã B → QĐ 1\nxã C ->\n") == wanted
    assert [row.old for row in read_switch_text(as_text(wanted))] == ["xã A", "xã C"]
    columns = [Column("TT"), Column("Đơn vị cũ"), Column("Đơn vị mới"), Column("Văn bản")]
    book = write_workbook([Table("Bảng", columns, [[1, "xã A", "xã B", "QĐ 1"], [2, "xã C", "xã B", "QĐ 1"]])])
    assert [(row.old, row.new, row.document) for row in read_switch_file(book)] == [
        ("xã A", "xã B", "QĐ 1"),
        ("xã C", "xã B", "QĐ 1"),
    ]
    csv = "Đơn vị cũ;Đơn vị mới\r\nxã A;xã B\r\nxã C;xã D\r\n".encode("utf-8-sig")
    assert [(row.old, row.new) for row in read_switch_file(csv)] == [("xã A", "xã B"), ("xã C", "xã D")]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "chưa có dòng nào"), ("Đơn vị cũ | Đơn vị mới", "chưa có dòng nào"), ("xã A", "Dòng 1 chưa đủ")],
)
def test_table_without_rows_or_new_units_is_refused(text, sentence):
    with pytest.raises(DomainError, match=sentence):
        read_switch_text(text)


@pytest.fixture
def officer(province):
    user = make_user("tinh")
    make_member(None, user=user, office="organisation_officer", seat_in=province, since=START)
    return user


def test_page_previews_then_does_it(province, officer, client_of):
    page, client = reverse("cells:two_level_switch", args=[province.pk]), client_of(officer)
    assert client.get(page).status_code == 200
    words = {"table": TABLE, "document": "KH 1"}
    text = client.post(page, words | {"deed": "preview"}).content.decode()
    assert "4 → 2" in text
    assert not Organisation.objects.filter(founded_on=NEXT).exists()
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', text)[1]
    kept = re.search(r'name="table" value="([^"]+)"', text)[1]
    done = client.post(page, {"table": kept, "document": "KH 1", "seen": seen, "deed": "confirm"}, follow=True)
    assert "2 đảng bộ cấp huyện kết thúc, 4 đơn vị thành 2 đơn vị mới" in done.content.decode()


def test_page_lists_faults_and_offers_no_confirmation(province, officer, client_of):
    page, client = reverse("cells:two_level_switch", args=[province.pk]), client_of(officer)
    text = client.post(page, {"table": "xã Sai | xã Mới", "deed": "preview"}).content.decode()
    assert "không có đơn vị “xã Sai”" in text
    assert "chưa có nơi trực thuộc" in text
    assert 'value="confirm"' not in text
    assert "xã Sai | xã Mới" in client.post(page, {"table": "xã Sai | xã Mới", "deed": "change"}).content.decode()
    assert "Hãy ghi bảng" in client.post(page, {"deed": "preview"}).content.decode()
    file = SimpleUploadedFile("bang.csv", "cũ;mới\nxã Cao Phong;xã Mới\n".encode())
    assert "Đảng bộ xã Mới" in client.post(page, {"file": file, "deed": "preview"}).content.decode()


def test_page_is_of_provinces_alone(commune, cast, client_of):
    page = reverse("cells:two_level_switch", args=[commune.committee.pk])
    assert client_of(cast.officer).get(page).status_code == 404


def grow(province, per_commune):
    """Many more cells in each commune, written in a few statements."""
    communes = Organisation.objects.filter(periods__kind="commune")
    cells = Organisation.objects.bulk_create(
        Organisation(founded_on=START) for _commune in communes for _number in range(per_commune)
    )
    OrganisationPeriod.objects.bulk_create(
        OrganisationPeriod(
            organisation=cell,
            name=f"Chi bộ {cell.pk}",
            name_key=search_key(f"Chi bộ {cell.pk}"),
            kind="cell",
            parent=communes[number % len(communes)],
            valid_from=START,
        )
        for number, cell in enumerate(cells)
    )
    member = Member.objects.first()
    Membership.objects.filter(member=member).update(cell=cells[0])


@pytest.mark.parametrize("per_commune", [1, 40])
def test_switch_takes_as_many_statements_for_many_cells_as_for_few(province, per_commune):
    grow(province, per_commune)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        switch(province)
    assert len(captured) < 90
    assert children_on(province, NEXT).count() == 4
