"""Lists in every kind of file and in old fonts, through the page to the records."""

import pytest
from django.urls import reverse

from cells.models import Member, RosterUpload
from tests.cells.imports.files import docx, paragraph, text, word_table, xls
from tests.cells.imports.lists import PEOPLE, flat, workbook
from tests.cells.test_import_pages import upload
from tests.core.test_old_fonts import encode

pytestmark = pytest.mark.django_db


def retyped(font):
    return [[encode(value, font) if isinstance(value, str) else value for value in row] for row in flat()]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ds.xls", xls(flat())),
        ("ds.csv", text(flat(), separator=";").encode("utf-8-sig")),
        ("ds.docx", docx(paragraph("DANH SÁCH ĐẢNG VIÊN"), word_table(flat()))),
        ("ds-cu.xls", xls(retyped("TCVN3"))),
        ("ds-cu.csv", text(retyped("VNI")).encode("latin-1")),
    ],
    ids=["xls", "csv", "docx", "TCVN3", "VNI"],
)
def test_list_of_any_kind_is_shown_and_written(client_of, cast, commune, name, content):
    client, before = client_of(cast.commune), Member.objects.count()
    page = upload(client, commune, content, name=name)
    assert page.context["preview"].refused == []
    address = reverse("cells:import_confirm", args=[RosterUpload.objects.get().pk])
    client.post(address, {"seen": page.context["preview"].seen}, follow=True)
    assert Member.objects.count() == before + len(PEOPLE)
    assert set(Member.objects.values_list("full_name", flat=True)) >= {one.name for one in PEOPLE}


def test_list_whose_names_have_an_unknown_title_is_read_once_the_user_says(client_of, cast, commune):
    client, table = client_of(cast.commune), flat()
    table[0][1] = "Đồng chí"
    page = upload(client, commune, workbook(("DS", table, [])))
    assert "Không rõ cột nào ghi họ và tên" in page.content.decode()
    kept = RosterUpload.objects.get()
    columns = {"tieu-de": ["đồng chí"], "cot": ["name"]}
    page = client.post(reverse("cells:import_columns", args=[kept.pk]), columns, follow=True)
    assert page.context["preview"].refused == []
    assert len(page.context["preview"].created) == len(PEOPLE)
