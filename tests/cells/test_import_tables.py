"""Lists of units and posts: previewed without writing, written whole or not at all, quiet the second time."""

import datetime as dt
import io
import json

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import AuditEvent
from cells.exports.lists import list_workbook
from cells.models import ColumnMapping, Organisation, OrganisationPeriod, RosterUpload, Seat
from tests.cast import TODAY
from tests.factories import make_cell, make_member

pytestmark = pytest.mark.django_db
UNITS = [
    "STT",
    "Mã tổ chức",
    "Tên tổ chức đảng",
    "Cấp",
    "Tổ chức cấp trên",
    "Loại hình",
    "Ngày thành lập",
    "Số văn bản",
]
POSTS = ["STT", "Tổ chức đảng", "Họ và tên", "Ngày sinh", "Chức vụ", "Từ ngày", "Đến ngày", "Hình thức", "Số văn bản"]


def book_of(head, *rows):
    book = openpyxl.Workbook()
    for row in (head, *([number, *values] for number, values in enumerate(rows, 1))):
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def send(client, unit, kind, content, **data):
    data = {"organisation": unit.pk, "kind": kind, "joined_means": "ceremony", **data}
    file = SimpleUploadedFile("ds.xlsx", content)
    return client.post(reverse("cells:import_upload"), {**data, "file": file}, follow=True)


def confirm(client, preview):
    kept = RosterUpload.objects.latest("pk")
    return client.post(reverse("cells:import_confirm", args=[kept.pk]), {"seen": preview.seen}, follow=True)


@pytest.fixture
def client(client_of, cast):
    return client_of(cast.commune)


def unit_row(
    code="VT-9",
    name="Chi bộ thôn Vân Hội",
    kind="chi bộ",
    superior="",
    unit_type="",
    founded="01/07/2024",
    document="QĐ 1",
):
    return [code, name, kind, superior, unit_type, founded, document]


def post_row(
    unit="Chi bộ thôn Song Vân",
    name="Lê Văn Phúc",
    birth="26/09/1974",
    office="Chi ủy viên",
    start="15/03/2025",
    end="",
    basis="bầu",
    document="QĐ 31",
):
    return [unit, name, birth, office, start, end, basis, document]


def test_units_are_previewed_without_a_trace_and_founded_when_confirmed(client, commune):
    content = book_of(
        UNITS,
        unit_row("VT-BP-1", "Chi bộ Trường Mầm non", superior="Đảng bộ bộ phận khối trường"),
        unit_row("VT-BP", "Đảng bộ bộ phận khối trường", "đảng bộ bộ phận", "VT"),
        unit_row(unit_type="thôn, tổ dân phố"),
    )
    before, lines = Organisation.objects.count(), AuditEvent.objects.count()
    preview = send(client, commune.committee, "organisations", content).context["preview"]
    assert [issue.reason for issue, _name in preview.refused] == []
    assert len(preview.created) == 3
    assert (Organisation.objects.count(), AuditEvent.objects.count()) == (before, lines)
    assert "3 mới" in confirm(client, preview).content.decode()
    school = Organisation.objects.get(code="VT-BP-1")
    assert school.period().parent == Organisation.objects.get(code="VT-BP")
    hoi = Organisation.objects.get(code="VT-9")
    assert (hoi.unit_type, hoi.founded_on, hoi.period().document) == ("residential", dt.date(2024, 7, 1), "QĐ 1")
    assert AuditEvent.objects.filter(action="cells.organisations_imported").count() == 1
    again = send(client, commune.committee, "organisations", content).context["preview"]
    assert again.changes_nothing


def test_exported_units_brought_back_change_nothing_and_edits_show(client, commune):
    make_cell(commune.committee, "Chi bộ Cơ quan xã", code="VT-4")
    content = list_workbook(commune.committee, kind="organisations", on=TODAY)
    preview = send(client, commune.committee, "organisations", content).context["preview"]
    assert [issue.reason for issue, _name in preview.refused] == []
    assert preview.changes_nothing
    book = openpyxl.load_workbook(io.BytesIO(content))
    row = next(row for row in book.active.iter_rows() if row[1].value == "VT-4")
    row[2].value, row[5].value = "Chi bộ Cơ quan Đảng", "cơ quan hành chính, đơn vị sự nghiệp"
    target = io.BytesIO()
    book.save(target)
    preview = send(client, commune.committee, "organisations", target.getvalue()).context["preview"]
    (changed,) = preview.changed
    assert [(d.label, d.before, d.after) for d in changed.differences] == [
        ("Tên tổ chức đảng", "Chi bộ Cơ quan xã", "Chi bộ Cơ quan Đảng"),
        ("Loại hình", "thôn, tổ dân phố", "cơ quan hành chính, đơn vị sự nghiệp"),
    ]
    confirm(client, preview)
    unit = Organisation.objects.get(code="VT-4")
    assert (unit.label(TODAY), unit.unit_type) == ("Chi bộ Cơ quan Đảng", "agency")
    assert unit.label(TODAY - dt.timedelta(days=1)) == "Chi bộ Cơ quan xã"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (unit_row(founded=""), "cần ngày thành lập"),
        (unit_row(founded="30/02/2024"), "30/02/2024"),
        (unit_row(founded="2024"), "đủ ngày, tháng, năm"),
        (unit_row(kind="hợp tác xã"), "không rõ"),
        (unit_row(kind="", name="Hợp tác xã Vân Hội"), "cần ghi cấp"),
        (unit_row(superior="Đảng bộ xã không có"), "Không tìm thấy cấp trên"),
        (unit_row(unit_type="làng"), "Loại hình “làng” không có"),
        (unit_row(code="BB"), "ngoài đơn vị này"),
        (unit_row(name="", kind="chi bộ"), "Thiếu tên"),
        (unit_row(code="", name="Chi bộ thôn Tân Lập", founded="01/01/2023"), "Ngày thành lập đang ghi là 01/01/2024"),
        (unit_row(code="VT", name="Đảng bộ xã khác", kind="đảng bộ cơ sở", founded=""), "do cấp trên trực tiếp sửa"),
    ],
)
def test_row_of_a_unit_that_cannot_be_is_refused_by_its_reason_and_nothing_is_written(client, commune, row, reason):
    good = unit_row("VT-10", "Chi bộ thôn Mới")
    preview = send(client, commune.committee, "organisations", book_of(UNITS, good, row)).context["preview"]
    ((issue, _name),) = preview.refused
    assert reason in issue.reason
    assert issue.row == 3
    confirm(client, preview)
    assert not Organisation.objects.filter(code="VT-10").exists()


def test_unit_of_a_known_name_under_another_superior_is_asked(client, commune):
    content = book_of(
        UNITS,
        unit_row("BP", "Đảng bộ bộ phận phía bắc", "đảng bộ bộ phận"),
        unit_row("", "Chi bộ thôn Tân Lập", superior="BP", founded=""),
    )
    preview = send(client, commune.committee, "organisations", content).context["preview"]
    (question,) = preview.questions
    kept = RosterUpload.objects.get()
    answers = {f"tra-loi:{question.key}": str(commune.cells[1].pk)}
    page = client.post(reverse("cells:import_answers", args=[kept.pk]), answers, follow=True)
    confirm(client, page.context["preview"])
    moved = OrganisationPeriod.objects.get(organisation=commune.cells[1], valid_to=None)
    assert moved.parent.code == "BP"


def test_unit_ends_by_the_list_and_one_with_members_is_refused(client, commune):
    empty = make_cell(commune.committee, "Chi bộ thôn Không", code="VT-0")
    head = [*UNITS, "Ngày kết thúc hoạt động"]
    ended = [*unit_row("VT-0", "Chi bộ thôn Không", founded=""), "30/06/2026"]
    preview = send(client, commune.committee, "organisations", book_of(head, ended)).context["preview"]
    assert [issue.reason for issue, _name in preview.refused] == []
    confirm(client, preview)
    empty.refresh_from_db()
    assert empty.ended_on == dt.date(2026, 6, 30)
    full = [*unit_row("", "Chi bộ thôn Song Vân", founded=""), "30/06/2026"]
    make_member(commune.cells[0])
    assert send(client, commune.committee, "organisations", book_of(head, full)).context["preview"].refused


def test_posts_are_given_ended_and_quiet_the_second_time(client, commune):
    member = make_member(commune.cells[0], "Lê Văn Phúc", birth_date=dt.date(1974, 9, 26))
    old = make_member(commune.cells[1], "Trần Văn Cũ", birth_date=dt.date(1950, 1, 2), office="secretary")
    make_member(commune.cells[1], "Ngô Thị Mới", birth_date=dt.date(1980, 3, 4))
    content = book_of(
        POSTS,
        post_row(),
        post_row("Chi bộ thôn Tân Lập", "Ngô Thị Mới", "04/03/1980", "Bí thư", "01/07/2026"),
        post_row("Chi bộ thôn Tân Lập", "Trần Văn Cũ", "02/01/1950", "Bí thư", "01/01/2024", "30/06/2026", ""),
    )
    before = Seat.objects.count()
    preview = send(client, commune.committee, "posts", content).context["preview"]
    assert [issue.reason for issue, _name in preview.refused] == []
    assert (len(preview.created), len(preview.changed), Seat.objects.count()) == (2, 1, before)
    confirm(client, preview)
    seat = Seat.objects.get(member=member)
    assert (seat.office, seat.basis, seat.document) == ("committee_member", "elected", "QĐ 31")
    assert Seat.objects.get(member=old).valid_to == dt.date(2026, 6, 30)
    assert send(client, commune.committee, "posts", content).context["preview"].changes_nothing
    exported = list_workbook(commune.cells[0], kind="posts", on=TODAY)
    assert send(client, commune.committee, "posts", exported).context["preview"].changes_nothing


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (post_row(name="Không Có Ai"), "Không tìm thấy đồng chí"),
        (post_row(unit="Chi bộ thôn Không Có"), "Không tìm thấy"),
        (post_row(office="Trưởng thôn"), "không rõ"),
        (post_row(start=""), "cần ngày bắt đầu"),
        (post_row(start="31/04/2025"), "31/04/2025"),
        (post_row(end="01/01/2020"), "Ngày thôi chức"),
        (post_row(basis="tự nhận"), "Hình thức"),
        (post_row(unit="Đảng bộ xã Vân Trục"), "do cấp trên trực tiếp ghi"),
        (post_row(office="Bí thư"), "bí thư"),
    ],
)
def test_row_of_a_post_that_cannot_be_is_refused_by_its_reason(client, commune, row, reason):
    make_member(commune.cells[0], "Lê Văn Phúc", birth_date=dt.date(1974, 9, 26))
    preview = send(client, commune.committee, "posts", book_of(POSTS, row)).context["preview"]
    ((issue, _name),) = preview.refused
    assert reason in issue.reason


def test_post_of_a_namesake_is_asked(client, commune):
    for cell in commune.cells[:2]:
        make_member(cell, "Lê Văn Phúc", birth_date=dt.date(1974, 9, 26))
    preview = send(client, commune.committee, "posts", book_of(POSTS, post_row())).context["preview"]
    assert [len(question.options) for question in preview.questions] == [2]
    assert not preview.may_write


def test_columns_of_units_are_remembered_apart_from_those_of_members(client, commune):
    head = [*UNITS, "Nơi đóng"]
    content = book_of(head, [*unit_row(), "Vân Trục"])
    column = send(client, commune.committee, "organisations", content).context["preview"].columns[-1]
    kept = RosterUpload.objects.get()
    client.post(reverse("cells:import_columns", args=[kept.pk]), {"tieu-de": [column.key], "cot": ["place_name"]})
    assert ColumnMapping.objects.get().kind == "organisations"
    preview = send(client, commune.committee, "organisations", content).context["preview"]
    confirm(client, preview)
    assert Organisation.objects.get(code="VT-9").period().place_name == "Vân Trục"


def test_file_of_units_comes_back_with_its_mistakes(client, commune):
    send(client, commune.committee, "organisations", book_of(UNITS, unit_row(founded="")))
    answer = client.get(reverse("cells:import_errors", args=[RosterUpload.objects.get().pk]))
    page = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert (page["I1"].value, page["I2"].value) == ("Lỗi", "Sai (Ngày thành lập): Tổ chức mới cần ngày thành lập.")


def run(command, path, *options):
    out = io.StringIO()
    call_command(command, str(path), "--organisation", "VT", "--json", *options, stdout=out)
    return json.loads(out.getvalue())


def test_commands_say_in_json_what_they_wrote(commune, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(book_of(UNITS, unit_row()))
    assert (
        run("import_organisations", path, "--dry-run")["created"],
        Organisation.objects.filter(code="VT-9").count(),
    ) == (1, 0)
    answer = run("import_organisations", path)
    assert (answer["created"], answer["written"]) == (1, True)
    assert run("import_organisations", path)["unchanged"] == 1
    make_member(commune.cells[0], "Lê Văn Phúc", birth_date=dt.date(1974, 9, 26))
    path.write_bytes(book_of(POSTS, post_row()))
    assert run("import_posts", path)["created"] == 1
    path.write_bytes(book_of(POSTS, post_row(office="Trưởng thôn")))
    with pytest.raises(CommandError, match="không ghi gì"):
        run("import_posts", path)


@pytest.mark.parametrize("kind", ["organisations", "posts"])
def test_file_without_such_a_table_is_refused_at_once(client, commune, kind):
    page = send(client, commune.committee, kind, book_of(["STT", "Tên hàng", "Giá"], ["a", 1]))
    assert "Không tìm thấy bảng" in str(page.context["form"].errors["file"])
