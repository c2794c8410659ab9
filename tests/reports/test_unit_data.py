"""All data of a unit in one file: every table, every row, nothing of others, readable without us."""

import datetime as dt
import io
import json
import zipfile

import openpyxl
import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.urls import reverse

from accounts.audit import record
from accounts.models import AuditEvent
from cells.models import Award, ProfileEntry, StatusPeriod
from core.spreadsheet import streaming
from meetings.models import LeaveRequest, Meeting, Paper
from reports.models import Document
from reports.services import open_stored, run_document
from reports.unit_data import unit_data_zip
from reports.unit_data.columns import HEADS, columns_of
from reports.unit_data.tables import LEFT_OUT, TABLES, UnitScope
from tests.cast import NOON
from tests.factories import make_meeting, make_member, make_open_meeting

APPS = ("accounts", "cells", "meetings", "evaluations", "reports")


def opened(organisation):
    with unit_data_zip(organisation) as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def table(archive, name):
    return json.loads(archive.read(f"json/{name}.json"))


def every_model():
    for app in APPS:
        yield from apps.get_app_config(app).get_models(include_auto_created=True)


def test_every_model_is_in_the_data_or_left_out_for_a_reason():
    told = {entry.model for entry in TABLES} | {apps.get_model(label) for label in LEFT_OUT}
    assert {model._meta.label for model in every_model() if model not in told} == set()
    assert all(LEFT_OUT.values())


def test_no_table_holds_a_password_or_a_session():
    for entry in TABLES:
        for column in columns_of(entry):
            assert "password" not in column.lookup
            assert column.lookup.count("__") <= 1
    assert not any(entry.label.startswith(("sessions", "accounts.User")) for entry in TABLES)


def test_every_column_has_a_vietnamese_head():
    for entry in TABLES:
        for column in columns_of(entry):
            own = str(column.field.verbose_name)
            assert column.field.name in HEADS or own not in (column.field.name.replace("_", " "), "ID"), column.lookup
        assert len({entry.file for entry in TABLES}) == len({entry.title for entry in TABLES}) == len(TABLES)


@pytest.fixture
def whole(commune, cast):
    """A unit with something in its tables, and a neighbour with as much."""
    for cell in (commune.cells[0], commune.elsewhere):
        member = make_member(cell, "=Nguyễn Thị Minh", citizen_id=f"02518000{cell.pk:04d}", status="exempt")
        ProfileEntry.objects.create(member=member, subject="occupation", value="farmer", valid_from=dt.date(2025, 1, 1))
        make_open_meeting(cell, by=cast.secretary)
        Award.objects.create(
            organisation=cell, kind="certificate", reason="Thành tích", decided_by="ĐU", decided_on=dt.date(2025, 1, 1)
        )
    record("cells.list_exported", commune.cells[0], by=cast.secretary, organisation=commune.cells[0])
    return commune


@pytest.mark.django_db
def test_every_row_of_the_unit_is_in_json_and_workbook_and_counted_in_the_contents(whole):
    archive = opened(whole.committee)
    contents = json.loads(archive.read("muc-luc.json"))
    book = openpyxl.load_workbook(io.BytesIO(archive.read("du-lieu.xlsx")), read_only=True)
    assert book.sheetnames == [entry.title for entry in TABLES]
    scope = UnitScope.of(whole.committee)
    for entry, told in zip(TABLES, contents["tables"], strict=True):
        rows = table(archive, entry.file)
        stored = list(scope.rows(entry).values_list("pk", flat=True))
        assert [row["id"] for row in rows] == stored, entry.label
        assert told["rows"] == len(rows)
        assert sum(1 for _ in book[entry.title].iter_rows()) == len(rows) + 1
    assert len(table(archive, "dang-vien")) == 5
    assert len(table(archive, "diem-danh")) == 4


@pytest.mark.django_db
def test_rows_of_a_unit_and_of_its_neighbour_are_all_rows(whole):
    """Nothing of a model lies between the units: what one does not hold, the others do."""
    one, other = UnitScope.of(whole.province), UnitScope.of(whole.committee)
    for entry in TABLES:
        inside = {row.pk for row in one.rows(entry)}
        assert {row.pk for row in other.rows(entry)} <= inside, entry.label
        if entry.label != "accounts.AuditEvent":
            assert inside == set(entry.model._default_manager.values_list("pk", flat=True)), entry.label


@pytest.mark.django_db
def test_data_of_a_cell_holds_nothing_of_another(whole):
    archive = opened(whole.cells[0])
    numbers = {row["citizen_id"] for row in table(archive, "dang-vien")}
    assert f"02518000{whole.cells[0].pk:04d}" in numbers
    assert f"02518000{whole.elsewhere.pk:04d}" not in numbers
    assert {row["cell_id"] for row in table(archive, "buoi-sinh-hoat")} == {whole.cells[0].pk}
    assert {row["organisation_name"] for row in table(archive, "khen-thuong")} == {"Chi bộ thôn Song Vân"}
    assert "Hữu Phúc" not in archive.read("README.txt").decode()


@pytest.mark.django_db
def test_words_about_leave_stay_with_the_leaders_of_the_cell(whole, cast):
    meeting = make_meeting(whole.cells[0], dt.date(2026, 12, 5), by=cast.secretary)
    words = {"details": "mổ tim ở Hà Nội", "answer": "chúc đồng chí mau khỏe"}
    evidence = {"state": "approved", "answered_by": cast.secretary, "answered_at": NOON}
    LeaveRequest.objects.create(
        meeting=meeting, member=cast.member.member, kind="health", asked_by=cast.member, **words, **evidence
    )

    archive = opened(whole.committee)

    [row] = table(archive, "xin-vang")
    assert row["member_name"] == "Trịnh Mạnh Lâm"
    everything = "".join(
        archive.read(name).decode("utf-8", "replace") for name in archive.namelist() if ".json" in name
    )
    assert "mổ tim" not in everything
    assert "mau khỏe" not in everything


@pytest.mark.django_db
def test_values_read_back_as_people_say_them_and_no_text_is_a_formula(whole):
    archive = opened(whole.cells[0])
    book = openpyxl.load_workbook(io.BytesIO(archive.read("du-lieu.xlsx")))
    statuses = list(book["Tình trạng sinh hoạt"].iter_rows(values_only=True))
    row = dict(zip(statuses[0], statuses[1], strict=True))
    assert row["tình trạng"] == StatusPeriod.Status.EXEMPT.label
    assert (row["đảng viên"], row["từ ngày"].date()) == ("=Nguyễn Thị Minh", dt.date(2024, 1, 1))
    assert "nông dân" in {cell.value for row in book["Trình độ, nghề nghiệp"] for cell in row}
    assert all(cell.data_type != "f" for page in book for row in page for cell in row)
    readme = archive.read("README.txt").decode("utf-8-sig")
    assert "TOÀN BỘ DỮ LIỆU CỦA CHI BỘ THÔN SONG VÂN" in readme
    assert "exempt = miễn công tác và sinh hoạt đảng" in readme


@pytest.mark.django_db
def test_long_table_goes_on_in_another_sheet(whole, monkeypatch):
    monkeypatch.setattr(streaming, "MOST_ROWS", 3)
    book = openpyxl.load_workbook(io.BytesIO(opened(whole.committee).read("du-lieu.xlsx")))
    assert "Đảng viên (2)" in book.sheetnames


@pytest.mark.django_db
def test_data_is_made_as_a_paper_checked_and_audited(whole, cast):
    asked = Document.objects.create(
        kind="unit_data",
        subject_id=whole.cells[0].pk,
        organisation=whole.cells[0],
        title="x",
        requested_by=cast.secretary,
    )
    assert run_document(asked.pk)
    asked.refresh_from_db()
    assert asked.file_name == "Toàn bộ dữ liệu Chi bộ thôn Song Vân 22-11-2026.zip"
    with open_stored(asked, by=cast.secretary) as file:
        assert len(file.read()) == asked.size
    assert AuditEvent.objects.filter(action="reports.document_downloaded", thing_id=asked.pk).count() == 1


@pytest.mark.django_db
def test_data_is_given_only_to_those_with_the_right_to_export(whole, cast, client_of):
    asked = Document.objects.create(
        kind="unit_data",
        subject_id=whole.cells[0].pk,
        organisation=whole.cells[0],
        title="x",
        requested_by=cast.secretary,
    )
    run_document(asked.pk)
    address = reverse("reports:document_download", args=[asked.pk])
    answer = client_of(cast.secretary).get(address)
    assert answer["Content-Type"] == "application/zip"
    assert zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).testzip() is None
    found = {name: client_of(getattr(cast, name)).get(address).status_code for name in ("deputy", "member", "stranger")}
    assert found == {"deputy": 404, "member": 404, "stranger": 404}
    request = reverse("reports:document_request", args=["unit_data", whole.cells[0].pk])
    assert client_of(cast.officer).post(request).status_code == 403


@pytest.mark.django_db
def test_uploaded_papers_go_along_and_a_lost_one_is_left_out(whole, cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    meeting = Meeting.objects.get(cell=whole.cells[0])
    facts = {"content_type": "text/plain", "size": 3, "sha256": "0" * 64, "uploaded_by": cast.secretary}
    kept, lost = (
        Paper.objects.create(meeting=meeting, title=name, file=ContentFile(b"abc", name), file_name=name, **facts)
        for name in ("Báo cáo.txt", "mất.txt")
    )
    lost.file.storage.delete(lost.file.name)
    archive = opened(whole.cells[0])
    assert archive.read(f"tai-lieu/{kept.pk}-Báo cáo.txt") == b"abc"
    assert [name for name in archive.namelist() if name.startswith("tai-lieu/")] == [f"tai-lieu/{kept.pk}-Báo cáo.txt"]
