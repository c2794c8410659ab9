"""The import page and the command: shown first, written after confirmation, all or nothing."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from cells.models import Member, RosterUpload
from tests.cells.test_roster import listed_bytes, person

pytestmark = pytest.mark.django_db
OFFICE_LIST = "danh-sach-dang-vien-van-truc.xlsx"


@pytest.fixture
def office_list(request):
    return (request.config.rootpath / "tests" / "data" / "rosters" / OFFICE_LIST).read_bytes()


def upload(client, commune, content, name=OFFICE_LIST, **data):
    data = {"organisation": commune.committee.pk, "joined_means": "ceremony", **data}
    return client.post(reverse("cells:import_upload"), {**data, "file": SimpleUploadedFile(name, content)}, follow=True)


def test_upload_shows_what_was_understood_and_writes_nothing(client_of, cast, commune, office_list):
    before = Member.objects.count()
    page = upload(client_of(cast.commune), commune, office_list)
    body = page.content.decode()
    preview = page.context["preview"]
    assert [number for number, _label in preview.counts] == [12, 281, 281, 0, 0, 0]
    assert dict(preview.panels)["Chức vụ đọc được"] == [("Bí thư", "12"), ("Phó Bí thư", "11"), ("Cấp ủy viên", "11")]
    assert "Ngày, tháng, năm sinh" in body
    assert "Chi bộ Trạm Y tế" in body
    assert {118, 174, 244, 263} <= {issue.row for issue, name in preview.doubtful if name}
    assert Member.objects.count() == before


def test_confirmation_writes_and_empties_the_kept_file(client_of, cast, commune, office_list):
    client, before = client_of(cast.commune), Member.objects.count()
    page = upload(client, commune, office_list)
    kept = RosterUpload.objects.get()
    address = reverse("cells:import_confirm", args=[kept.pk])
    answer = client.post(address, {"seen": page.context["preview"].seen}, follow=True)
    assert "281 đồng chí mới" in answer.content.decode()
    assert Member.objects.count() == before + 281
    kept.refresh_from_db()
    assert (kept.state, bytes(kept.content), kept.result["created"]) == ("written", b"", 281)
    again = client.post(address, {"seen": page.context["preview"].seen}, follow=True)
    assert "đã được ghi hoặc đã bỏ" in again.content.decode()


def test_confirmation_of_an_outdated_preview_is_refused(client_of, cast, commune):
    client = client_of(cast.commune)
    upload(client, commune, listed_bytes(person(post="")))
    kept = RosterUpload.objects.get()
    answer = client.post(reverse("cells:import_confirm", args=[kept.pk]), {"seen": "x"}, follow=True)
    assert "xem lại rồi xác nhận" in answer.content.decode()
    assert RosterUpload.objects.get().state == "waiting"


def test_list_with_a_wrong_row_cannot_be_confirmed(client_of, cast, commune):
    client, before = client_of(cast.commune), Member.objects.count()
    page = upload(client, commune, listed_bytes(person(post=""), person(name="", citizen_id="", post="")))
    assert "Đúng rồi, ghi danh sách" not in page.content.decode()
    kept = RosterUpload.objects.get()
    client.post(reverse("cells:import_confirm", args=[kept.pk]), {"seen": page.context["preview"].seen})
    assert Member.objects.count() == before


def test_dropped_list_is_forgotten(client_of, cast, commune):
    client = client_of(cast.commune)
    upload(client, commune, listed_bytes(person()))
    kept = RosterUpload.objects.get()
    client.post(reverse("cells:import_confirm", args=[kept.pk]), {"deed": "drop"})
    kept.refresh_from_db()
    assert (kept.state, bytes(kept.content)) == ("dropped", b"")


@pytest.mark.parametrize(
    ("name", "content"), [("a.xlsx", b"khong phai excel"), ("a.xlsx", b""), ("a.xls", b"\xd0\xcf\x11\xe0")]
)
def test_broken_file_is_refused_in_place_keeping_the_form(client_of, cast, commune, name, content):
    page = upload(client_of(cast.commune), commune, content, name=name, effective_on="01/02/2026")
    assert page.context["form"].errors["file"]
    assert 'value="01/02/2026"' in page.content.decode()
    assert not RosterUpload.objects.exists()


def test_upload_into_a_committee_of_someone_else_is_refused(client_of, cast, commune, office_list):
    page = upload(client_of(cast.commune), commune, office_list, organisation=commune.province.pk)
    assert "organisation" in page.context["form"].errors


def test_preview_is_404_for_everyone_but_the_uploader(client_of, cast, commune):
    upload(client_of(cast.commune), commune, listed_bytes(person()))
    address = reverse("cells:import_preview", args=[RosterUpload.objects.get().pk])
    assert client_of(cast.officer).get(address).status_code == 404
    assert client_of(cast.secretary).get(reverse("cells:import_upload")).status_code == 403


def run(path, *options):
    out = io.StringIO()
    call_command("import_members", str(path), "--organisation", "VT", *options, stdout=out)
    return out.getvalue()


def test_command_says_in_json_what_it_wrote(commune, tmp_path, office_list):
    path = tmp_path / OFFICE_LIST
    path.write_bytes(office_list)
    rehearsal = json.loads(run(path, "--dry-run", "--json"))
    assert (rehearsal["created"], rehearsal["written"], Member.objects.count()) == (281, False, 0)
    answer = json.loads(run(path, "--json"))
    assert {key: answer[key] for key in ("cells", "members", "created", "updated", "unchanged", "rows_refused")} == {
        "cells": 12,
        "members": 281,
        "created": 281,
        "updated": 0,
        "unchanged": 0,
        "rows_refused": [],
    }
    again = json.loads(run(path, "--json"))
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 281)
    assert "không có gì thay đổi" in run(path)


def test_command_names_row_column_and_reason_and_writes_nothing(commune, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(listed_bytes(person(), person(name="Lê Văn A", birth="30/02/1980", citizen_id="", post="")))
    out = io.StringIO()
    with pytest.raises(CommandError, match="không ghi gì"):
        call_command("import_members", str(path), "--organisation", "VT", "--json", stdout=out)
    answer = json.loads(out.getvalue())
    (refused,) = answer["rows_refused"]
    assert (refused["row"], refused["column"]) == (3, "D (Ngày sinh)")
    assert "30/02/1980" in refused["reason"]
    assert (answer["created"], answer["written"], Member.objects.count()) == (0, False, 0)


def test_command_refuses_unknown_files_and_organisations_in_one_sentence(commune, tmp_path):
    with pytest.raises(CommandError, match=r"Không đọc được tệp .* không có tệp này"):
        run(tmp_path / "khong-co.xlsx")
    with pytest.raises(CommandError, match="đây là thư mục"):
        run(tmp_path)
    path = tmp_path / "a.xlsx"
    path.write_bytes(listed_bytes(person()))
    with pytest.raises(CommandError, match="mang mã XX"):
        call_command("import_members", str(path), "--organisation", "XX")
