"""The board of a unit on paper."""

import datetime as dt
import io

import pypdf
import pytest
from django.urls import reverse

from cells.models import Organisation, PilotUnit
from reports.catalogue import CATALOGUE
from tests.reports.test_yearly import hold

pytestmark = pytest.mark.django_db


def test_board_of_a_province_names_each_commune_and_is_the_same_twice(client_of, commune, cast):
    hold(commune.cells[0], cast.secretary, *(dt.date(2026, month, 5) for month in range(1, 11)))
    PilotUnit.objects.create(organisation=commune.cells[0], chosen_by=commune.committee, year=2025)
    unit = Organisation.objects.prefetch_related("periods").get(pk=commune.province.pk)
    made = CATALOGUE["province_board"].build(unit)
    pages = pypdf.PdfReader(io.BytesIO(made)).pages
    text = "\n".join(page.extract_text() for page in pages)
    assert pages[0].mediabox.width > pages[0].mediabox.height
    assert [name in text for name in ("Đảng bộ xã Vân Trục", "Đảng bộ xã Bắc Bình", "chưa mở kỳ đánh giá")] == [
        True
    ] * 3
    assert "không xếp thứ hạng" in " ".join(text.split())
    assert made == CATALOGUE["province_board"].build(unit)
    assert CATALOGUE["province_board"].file_name_of(unit) == f"Bảng điều hành năm 2026, {unit.name}.pdf"
    page = client_of(cast.officer).get(reverse("reports:province_board", args=[unit.pk]))
    assert reverse("reports:document_request", args=["province_board", unit.pk]) in page.content.decode()
    address = reverse("reports:document_request", args=["province_board", commune.committee.pk])
    assert client_of(cast.officer).post(address).status_code == 404


def test_board_is_one_lying_sheet_with_its_figures(commune, cast):
    hold(commune.cells[0], cast.secretary, *(dt.date(2026, month, 5) for month in range(1, 11)))
    for organisation in (commune.committee, commune.cells[0]):
        unit = Organisation.objects.prefetch_related("periods").get(pk=organisation.pk)
        [page] = pypdf.PdfReader(io.BytesIO(CATALOGUE["board"].build(unit))).pages
        assert page.mediabox.width > page.mediabox.height
        text = page.extract_text()
        assert "Tỷ lệ đảng viên dự họp" in text
        assert "100 (30/30)" in text
        assert CATALOGUE["board"].file_name_of(unit) == f"Bảng số liệu năm 2026, {unit.name}.pdf"
        assert CATALOGUE["board"].build(unit) == CATALOGUE["board"].build(unit)
