"""The paper and the workbook: opened again and compared with the numbers; the command."""

import datetime as dt
import io
import json
from io import StringIO

import openpyxl
import pdfplumber
import pytest
from django.core.management import CommandError, call_command

from cells.documents import committee_name, statistics_pdf, statistics_xlsx
from cells.queries.statistics import statistics_of
from cells.rules.statistics import forms
from reports import services
from reports.models import Document
from tests.factories import make_cell, make_member

pytestmark = pytest.mark.django_db

PERIOD = {"first": dt.date(2026, 1, 1), "last": dt.date(2026, 6, 30)}
LONG = "Chi bộ Trường Phổ thông dân tộc bán trú Tiểu học và Trung học cơ sở Nguyễn Thị Minh Khai số 2 thôn Song Vân"


@pytest.fixture
def committee(commune, cast):
    """Thirty units, one with a very long name, another that looks like a formula."""
    commune.committee.periods.update(place_name="Vân Trục")
    for number in range(25):
        make_member(make_cell(commune.committee, f"Chi bộ thôn số {number}"), since=dt.date(2026, 2, 3))
    make_member(make_cell(commune.committee, LONG), since=dt.date(2026, 7, 1))
    make_member(make_cell(commune.committee, "=HYPERLINK(1)"))
    return commune.committee


def pages(pdf):
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return [(round(page.width), " ".join((page.extract_text() or "").split())) for page in document.pages]


@pytest.mark.parametrize("key", ["1", "3", "5", "7"])
def test_paper_has_the_head_of_the_party_and_all_numbers(key, committee, cast):
    pdf = statistics_pdf(forms()[key], committee, **PERIOD)
    found = pages(pdf)
    whole = " ".join(words for _width, words in found)
    assert {width for width, _words in found} == {842}
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in whole
    assert "ĐẢNG ỦY XÃ VÂN TRỤC" in whole
    assert "Vân Trục, ngày 22 tháng 11 năm 2026" in whole
    assert "Lê Quang Vinh" in whole.split("T/M ĐẢNG ỦY")[1]
    assert f"BIỂU SỐ {key}" in whole
    assert "NGƯỜI LẬP BIỂU" in whole
    table = statistics_of(forms()[key], committee, **PERIOD).tables[-1]
    numbers = " ".join(str(table.total.numbers[column.key]) for column in table.columns)
    assert f"Tổng số {numbers}" in whole
    if key != "5":
        assert "Chi bộ thôn số 24" in whole


@pytest.mark.parametrize("key", ["1", "3", "5", "7"])
def test_workbook_has_live_sums_that_come_to_the_numbers(key, committee):
    content = statistics_xlsx(forms()[key], committee, **PERIOD)
    live = openpyxl.load_workbook(io.BytesIO(content))
    shown = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    counted = statistics_of(forms()[key], committee, **PERIOD)
    assert live.sheetnames[: len(counted.tables)] == [table.layout.title[:31] for table in counted.tables]
    for table, sheet in zip(counted.tables, live, strict=False):
        values = shown[sheet.title]
        last = sheet.max_row
        if table.total:
            assert str(sheet.cell(last, 3).value).startswith("=SUM(C")
            row = [values.cell(last, place).value for place in range(3, sheet.max_column + 1)]
            assert row == [table.total.numbers[column.key] for column in table.columns]
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" or str(cell.value).startswith("=SUM(")


def test_workbook_of_changes_derives_the_end_from_the_start(committee):
    book = openpyxl.load_workbook(io.BytesIO(statistics_xlsx(forms()["1"], committee, **PERIOD)))
    lines = {row[1].value: row[2].value for row in book["Toàn đơn vị"].iter_rows() if row[1].value}
    assert str(lines["D. Đảng viên cuối kỳ (A + B − C)"]).startswith("=SUM(")
    names = [row[1].value for row in book["Theo đơn vị"].iter_rows()]
    assert "=HYPERLINK(1)" in names
    quoted = next(row[1] for row in book["Theo đơn vị"].iter_rows() if row[1].value == "=HYPERLINK(1)")
    assert (quoted.data_type, quoted.quotePrefix) == ("s", True)


def test_paper_asked_for_is_made_by_the_worker(committee, cast):
    asked = services.keep_asked_statistics("1", committee, **PERIOD, by=cast.commune)
    for kind, start in (("statistics", b"%PDF"), ("statistics_xlsx", b"PK")):
        document = services.request_document(asked, kind=kind, by=cast.commune)
        assert services.run_document(document.pk)
        document.refresh_from_db()
        assert document.state == Document.State.DONE, document.error
        assert services.open_document(document, by=cast.commune).startswith(start)
        assert document.file_name.startswith("Biểu số 1, tăng, giảm đảng viên từ ngày 01-01-2026")


def test_committee_name_is_that_of_the_executive():
    assert committee_name("Đảng bộ xã Vân Trục") == "Đảng ủy xã Vân Trục"
    assert committee_name("Chi bộ thôn Song Vân") == "Chi bộ thôn Song Vân"


def test_command_prints_the_numbers_as_json(committee):
    out = StringIO()
    call_command("statistics", form="1", unit="VT", first="01/01/2026", last="2026-06-30", json=True, stdout=out)
    data = json.loads(out.getvalue())
    assert (data["unit"]["code"], data["from"], data["to"]) == ("VT", "2026-01-01", "2026-06-30")
    total = data["tables"]["units"]["total"]
    assert total["start"] + total["up"] - total["down"] == total["end"] == 30
    assert total["unknown_in"] == 25
    assert [check["key"] for check in data["checks"] if check["number"]] == ["unknown_in"]
    assert len(data["tables"]["units"]["rows"]) == 30


def test_command_prints_words_and_refuses_what_it_does_not_know(committee):
    out = StringIO()
    call_command("statistics", form="3", unit=f"#{committee.pk}", last="30/06/2026", stdout=out)
    assert "Tổng số: Tổng số 30" in out.getvalue()
    for wrong in ({"unit": "KHONG-CO"}, {"last": "31/02/2026"}, {"first": "01/07/2026"}):
        with pytest.raises(CommandError):
            call_command("statistics", **{"form": "1", "unit": "VT", "last": "30/06/2026", **wrong})
