"""The import page between upload and confirmation: answers, columns, endings, the file with a column "Lỗi"."""

import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from cells.models import ColumnMapping, Member, Membership, RosterUpload, Seat
from reports.queries.audit import changes_of
from tests.cells.test_import_pages import upload
from tests.cells.test_roster import HEAD, listed_bytes, person
from tests.factories import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of, cast):
    return client_of(cast.commune)


def send(client, commune, *people, name="ds.xlsx", **data):
    """The preview of a list."""
    return upload(client, commune, listed_bytes(*people, **data), name=name).context["preview"]


def post(client, name, data=None):
    kept = RosterUpload.objects.latest("pk")
    return client.post(reverse(f"cells:{name}", args=[kept.pk]), data or {}, follow=True)


def new(**changes):
    return person(**{"name": "Lê Văn Phúc", "sex": "Nam", "citizen_id": "", "post": "", **changes})


def test_row_without_number_of_a_known_name_is_asked_and_the_answer_is_kept(client, commune):
    known = make_member(commune.cells[1], "Lê Văn Phúc", birth_date=dt.date(1974, 9, 26))
    preview = send(client, commune, new())
    assert not preview.may_write
    (question,) = preview.questions
    assert [option.label for option in question.options] == ["Lê Văn Phúc", "Người khác, chưa có trong danh sách"]
    refused = post(client, "import_confirm", {"seen": preview.seen})
    assert "câu hỏi chưa trả lời" in refused.content.decode()
    page = post(client, "import_answers", {f"tra-loi:{question.key}": str(known.pk)})
    preview = page.context["preview"]
    assert preview.may_write
    assert [(d.label, d.after) for d in preview.changed[0].differences][-1] == ("Chi bộ", "Chi bộ thôn Song Vân")
    before = Member.objects.count()
    post(client, "import_confirm", {"seen": preview.seen})
    assert Member.objects.count() == before
    assert known.memberships.count() == 2


def test_answer_new_person_makes_a_record(client, commune):
    make_member(commune.cells[1], "Lê Văn Phúc", birth_date=dt.date(1974, 9, 26))
    preview = send(client, commune, new())
    page = post(client, "import_answers", {f"tra-loi:{preview.questions[0].key}": "0"})
    post(client, "import_confirm", {"seen": page.context["preview"].seen})
    assert Member.objects.filter(full_name="Lê Văn Phúc").count() == 2


def test_answer_that_was_not_offered_is_not_taken(client, commune, cast):
    make_member(commune.cells[1], "Lê Văn Phúc", birth_date=dt.date(1974, 9, 26))
    preview = send(client, commune, new())
    page = post(client, "import_answers", {f"tra-loi:{preview.questions[0].key}": str(cast.stranger.member.pk)})
    assert page.context["preview"].unanswered == 1
    assert RosterUpload.objects.get().answers == {}


def test_two_records_of_one_name_and_birth_in_the_cell_are_asked(client, commune):
    for _ in range(2):
        make_member(commune.cells[0], "Lê Văn Phúc", birth_date=dt.date(1974, 9, 26))
    (question,) = send(client, commune, new()).questions
    assert len(question.options) == 3


def test_exact_name_and_birth_in_the_same_cell_is_not_asked(client, commune):
    make_member(commune.cells[0], "Lê Văn Phúc", birth_date=dt.date(1974, 9, 26))
    preview = send(client, commune, new())
    assert (preview.questions, len(preview.changed)) == ([], 1)


def test_number_of_someone_else_is_refused_naming_both_masked(client, commune):
    make_member(commune.cells[0], "Trần Thị Hoa", citizen_id="025194078011")
    (refused,) = send(client, commune, new(citizen_id="025194078011")).refused
    reason = refused[0].reason
    assert "Trần Thị Hoa" in reason
    assert "Lê Văn Phúc" in reason
    assert "•••••••••011" in reason
    assert "025194078011" not in reason
    assert refused[0].label == "CCCD"


def test_two_numbers_of_two_people_in_one_row_are_refused(client, commune):
    make_member(commune.cells[0], "Lê Văn Phúc", citizen_id="025194078011")
    make_member(commune.cells[0], "Trần Thị Hoa", card_number="931336718254")
    head = [*HEAD, "Số thẻ đảng viên"]
    (refused,) = send(client, commune, [*new(citizen_id="025194078011"), "931336718254"], head=head).refused
    assert "thuộc nhiều người" in refused[0].reason
    assert refused[0].label == "Số thẻ đảng viên"


def test_membership_ends_only_after_it_was_seen_and_confirmed(client, commune):
    member = make_member(
        commune.cells[0], "Lê Văn Phúc", birth_date=dt.date(1974, 9, 26), office="committee_member", status="exempt"
    )
    head = [*HEAD, "Ngày rời Đảng, mất, miễn"]
    preview = send(client, commune, [*new(status="Từ trần"), "02/03/2026"], head=head)
    assert [(d.before, d.after) for d in preview.endings[0].differences] == [
        ("Chi bộ thôn Song Vân", "từ trần, ngày 02/03/2026")
    ]
    refused = post(client, "import_confirm", {"seen": preview.seen})
    assert "đánh dấu đã kiểm tra" in refused.content.decode()
    assert Membership.objects.get(member=member).valid_to is None
    post(client, "import_confirm", {"seen": preview.seen, "endings": "1"})
    row = Membership.objects.get(member=member)
    assert (row.valid_to, row.end_reason) == (dt.date(2026, 3, 2), "died")
    assert Seat.objects.get(member=member).valid_to == dt.date(2026, 3, 2)
    assert member.status_periods.get().valid_to == dt.date(2026, 3, 2)
    again = send(client, commune, [*new(status="Từ trần"), "02/03/2026"], head=head)
    assert again.changes_nothing
    back = send(client, commune, new())
    assert "từ trần" in back.refused[0][0].reason


def test_why_someone_left_the_party_is_asked(client, commune):
    member = make_member(commune.cells[0], "Lê Văn Phúc", birth_date=dt.date(1974, 9, 26))
    preview = send(client, commune, new(status="Rời khỏi Đảng"))
    (question,) = preview.questions
    assert [option.value for option in question.options] == ["struck_off", "expelled", "resigned"]
    page = post(client, "import_answers", {f"tra-loi:{question.key}": "struck_off"})
    post(client, "import_confirm", {"seen": page.context["preview"].seen, "endings": "1"})
    assert Membership.objects.get(member=member).end_reason == "struck_off"


def test_column_said_once_is_read_so_in_the_next_list_of_that_head(client, commune):
    head = [*HEAD, "Mã riêng"]
    preview = send(client, commune, [*new(), "0912345678"], head=head)
    column = next(column for column in preview.columns if column.title == "Mã riêng")
    assert (column.field, preview.unused) == ("", [column])
    page = post(client, "import_columns", {"tieu-de": [column.key], "cot": ["phone"]})
    assert next(c for c in page.context["preview"].columns if c.title == "Mã riêng").field == "phone"
    assert ColumnMapping.objects.get().mapping == {column.key: "phone"}
    next_page = upload(client, commune, listed_bytes([*new(), "0912345678"], head=head))
    assert next_page.context["remembered"].changed_by.username == "xa"
    assert "Các cột được đọc như đồng chí" in next_page.content.decode()
    post(client, "import_confirm", {"seen": next_page.context["preview"].seen})
    assert Member.objects.get(full_name="Lê Văn Phúc").phone == "0912345678"


def test_columns_that_leave_no_table_are_refused_and_forgotten(client, commune):
    preview = send(client, commune, new())
    column = next(column for column in preview.columns if column.field == "name")
    page = post(client, "import_columns", {"tieu-de": [column.key], "cot": [""]})
    assert "không còn đọc được ai" in page.content.decode()
    assert not ColumnMapping.objects.exists()


def test_column_of_names_under_an_unknown_title_can_be_said(client, commune):
    head = ["TT", "Quý danh", *HEAD[2:]]
    preview = send(client, commune, new(), head=head)
    assert preview.asks_columns
    column = next(column for column in preview.columns if column.title == "Quý danh")
    page = post(client, "import_columns", {"tieu-de": [column.key], "cot": ["name"]})
    assert [row.name for row in page.context["preview"].created] == ["Lê Văn Phúc"]
    assert [row.name for row in send(client, commune, new(), head=head).created] == ["Lê Văn Phúc"]


def marked(client, commune, content, name="ds.xlsx"):
    upload(client, commune, content, name=name)
    kept = RosterUpload.objects.latest("pk")
    answer = client.get(reverse("cells:import_errors", args=[kept.pk]))
    return answer, openpyxl.load_workbook(io.BytesIO(answer.content))


def test_file_comes_back_as_it_was_with_a_column_of_mistakes(client, commune):
    people = (new(birth="30/02/1980"), person(name="Bùi Thị Ánh", post=""))
    book = openpyxl.load_workbook(io.BytesIO(listed_bytes(*people)))
    book.active["B2"].font = openpyxl.styles.Font(name="Times New Roman", size=15)
    book.create_sheet("Ghi chép")["A1"] = "của văn phòng"
    book.active["L3"] = "ghi thêm"
    content = io.BytesIO()
    book.save(content)
    answer, got = marked(client, commune, content.getvalue(), "Danh sách.xlsx")
    assert "C%C3%B3" in answer["Content-Disposition"] or "filename" in answer["Content-Disposition"]
    page = got.worksheets[0]
    assert page["M1"].value == "Lỗi"
    assert page["M2"].value.startswith("Sai (Ngày sinh): ")
    assert (page["M3"].value, page["L3"].value) == (None, "ghi thêm")
    assert page["B2"].font.size == 15
    assert page["D2"].fill.fgColor.rgb == "00F8D7DA"
    assert got["Ghi chép"]["A1"].value == "của văn phòng"


def test_file_marked_twice_has_one_column_of_mistakes(client, commune):
    first, _book = marked(client, commune, listed_bytes(new(birth="30/02/1980")))
    _answer, book = marked(client, commune, first.content)
    assert [cell.value for cell in book.active[1]].count("Lỗi") == 1


def test_text_of_the_file_never_becomes_a_formula_in_the_marked_file(client, commune):
    head = [*HEAD, "Ghi chú"]
    content = listed_bytes([*new(birth="30/02/1980"), "x"], head=head)
    book = openpyxl.load_workbook(io.BytesIO(content))
    note = book.active["K2"]
    note.value, note.data_type = "=HYPERLINK(1)", "s"
    target = io.BytesIO()
    book.save(target)
    _answer, got = marked(client, commune, target.getvalue())
    assert {cell.data_type for row in got.active.iter_rows() for cell in row} <= {"s", "n"}


def test_marked_file_is_gone_once_the_list_is_dropped(client, commune):
    send(client, commune, new())
    kept = RosterUpload.objects.get()
    client.post(reverse("cells:import_confirm", args=[kept.pk]), {"deed": "drop"})
    assert client.get(reverse("cells:import_errors", args=[kept.pk])).status_code == 302


def test_upload_of_an_unknown_kind_is_refused(client, commune):
    page = client.post(
        reverse("cells:import_upload"),
        {
            "organisation": commune.committee.pk,
            "joined_means": "ceremony",
            "kind": "x",
            "file": SimpleUploadedFile("a.xlsx", b""),
        },
    )
    assert "kind" in page.context["form"].errors


def test_what_a_list_changed_reads_as_words_in_the_audit_trail(client, commune):
    make_member(commune.cells[0], "Lê Văn Phúc", birth_date=dt.date(1974, 9, 26), old_identity_number="012345678")
    head = [*HEAD, "Nghề nghiệp", "Số CMND cũ"]
    preview = send(client, commune, [*new(post="Chi ủy viên"), "Làm ruộng", "012345679"], head=head)
    post(client, "import_confirm", {"seen": preview.seen})
    event = AuditEvent.objects.get(action="cells.member_changed")
    told = {change.label: change.after for change in changes_of(event)}
    assert told["nghề nghiệp"] == "nông dân"
    assert told["Chức vụ"] == "Cấp ủy viên"
    assert told["số chứng minh nhân dân cũ"] == "••••••679"


def test_preview_asks_the_database_as_often_for_one_row_as_for_five(client, commune):
    names = ["Lê Văn Ánh", "Lê Văn Bình", "Lê Văn Cảnh", "Lê Văn Dũng", "Lê Văn Em"]
    for name in names:
        make_member(commune.cells[0], name, birth_date=dt.date(1974, 9, 26), office="committee_member")
    found = []
    for some in (names[:1], names):
        send(client, commune, *(new(name=name, status="Miễn sinh hoạt") for name in some))
        address = reverse("cells:import_preview", args=[RosterUpload.objects.latest("pk").pk])
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            preview = client.get(address).context["preview"]
        assert len(preview.changed) == len(some)
        found.append(len(queries))
    assert found[0] == found[1] <= 30
