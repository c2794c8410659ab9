"""The board of a unit on paper."""

import datetime as dt
import io

import pypdf
import pytest

from cells.models import Organisation
from reports.catalogue import CATALOGUE
from tests.reports.test_yearly import hold

pytestmark = pytest.mark.django_db


def test_board_is_one_lying_sheet_with_its_figures(commune, cast):
    hold(commune.cells[0], cast.secretary, *(dt.date(2026, month, 5) for month in range(1, 11)))
    for organisation in (commune.committee, commune.cells[0]):
        unit = Organisation.objects.prefetch_related("periods").get(pk=organisation.pk)
        [page] = pypdf.PdfReader(io.BytesIO(CATALOGUE["board"].build(unit))).pages
        assert page.mediabox.width > page.mediabox.height
        text = page.extract_text()
        assert "Tỷ lệ đảng viên dự họp" in text
        assert "100 (30/30)" in text
        assert CATALOGUE["board"].build(unit) == CATALOGUE["board"].build(unit)
