"""The pages: whom they let in, what leads where, and that the number clicked is the length of the list."""

import datetime as dt
import html
import re

import pytest
from django.urls import reverse

from cells.models import OrganisationPeriod
from reports.models import AskedPaper, Document
from tests.factories import make_cell, make_member

pytestmark = pytest.mark.django_db

YEAR = "tu=01/01/2026&den=31/12/2026"


def form_page(unit, form="1", words=YEAR):
    return f"{reverse('cells:statistics_form', args=[unit.pk, form])}?{words}"


def text(answer):
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def links(page):
    """Address → number, of every number that leads to a list."""
    found = re.findall(r'<td class="number[^"]*"><a href="([^"]+)">([\d.]+)</a>', page)
    return {address: int(number.replace(".", "")) for address, number in found}


@pytest.mark.parametrize("form", ["1", "3", "5", "7"])
def test_every_number_leads_to_a_list_of_as_many(form, commune, cast, client_of):
    for cell in commune.cells:
        make_member(cell, sex="female", since=dt.date(2026, 3, 1), admission_decided_on=dt.date(1960, 2, 3))
    client = client_of(cast.commune)
    found = links(text(client.get(form_page(commune.committee, form))))
    assert len(found) > 5
    for address, number in found.items():
        page = text(client.get(address))
        assert f"<strong>{number}</strong>" in page
        assert page.count('data-label="TT"') == number


def test_form_of_another_unit_is_reached_by_the_filter(commune, cast, client_of):
    cell = commune.cells[0]
    answer = client_of(cast.commune).get(form_page(commune.committee, words=f"{YEAR}&don-vi={cell.pk}"))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("cells:statistics_form", args=[cell.pk, "1"]))
    assert "tu=01%2F01%2F2026" in answer.url


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("tu=01/05/2026&den=01/04/2026", "Ngày đầu phải trước hoặc bằng ngày cuối"),
        ("tu=31/02/2026&den=01/04/2026", "31/02/2026 không có trong lịch"),
    ],
)
def test_days_that_cannot_be_are_refused_and_kept(words, sentence, commune, cast, client_of):
    page = text(client_of(cast.commune).get(form_page(commune.committee, words=words)))
    assert sentence in page
    assert f'value="{words[3:13]}"' in page


def test_form_or_number_that_does_not_exist_is_not_found(commune, cast, client_of):
    client, unit = client_of(cast.commune), commune.committee.pk
    assert client.get(reverse("cells:statistics_form", args=[unit, "2"])).status_code == 404
    for words in (("lines", "end", "nothing"), ("lines", "nothing", "total"), ("nothing", "end", "total")):
        assert client.get(reverse("cells:statistics_people", args=[unit, "1", *words])).status_code == 404
    for row in ("made_official", "total"):
        address = reverse("cells:statistics_people", args=[unit, "1", "lines", row, "women"])
        assert client.get(address).status_code == 404


def test_people_of_a_cell_that_has_left_are_counted_and_not_named(commune, cast, client_of):
    moved, last = commune.cells[1], dt.date(2026, 6, 30)
    make_member(moved, "Đào Văn Xa")
    moved.periods.update(valid_to=last)
    elsewhere = commune.elsewhere.period().parent
    OrganisationPeriod.objects.create(
        organisation=moved, name="Chi bộ thôn Tân Lập", name_key="", kind="cell", parent=elsewhere,
        valid_from=last + dt.timedelta(days=1),
    )  # fmt: skip
    address = reverse("cells:statistics_people", args=[commune.committee.pk, "1", "units", "total", "organisation_out"])
    page = text(client_of(cast.commune).get(f"{address}?{YEAR}"))
    assert "<strong>1</strong>" in page
    assert "Đào Văn Xa" not in page
    assert "Đồng chí nay thuộc tổ chức khác" in page
    assert "Đào Văn Xa" in text(client_of(cast.officer).get(f"{address}?{YEAR}"))


def test_list_asks_as_many_questions_for_three_as_for_one(commune, cast, client_of, django_assert_num_queries):
    client, cell = client_of(cast.commune), make_cell(commune.committee)
    address = reverse("cells:statistics_people", args=[cell.pk, "1", "lines", "end", "total"]) + f"?{YEAR}"

    def questions():
        with django_assert_num_queries(30, exact=False) as asked:
            text(client.get(address))
        return len(asked)

    make_member(cell)
    few = questions()
    make_member(cell)
    make_member(cell)
    assert questions() == few


def test_statistics_of_the_own_cell_are_offered_to_its_secretary(commune, cast, client_of):
    page = text(client_of(cast.secretary).get(reverse("cells:statistics")))
    assert form_page(commune.cells[0], "7").split("?")[0] in page
    assert "Thống kê" in page
    assert reverse("cells:statistics") not in text(client_of(cast.member).get("/"))


@pytest.mark.parametrize(("extension", "kind"), [("pdf", "statistics"), ("xlsx", "statistics_xlsx")])
def test_paper_is_asked_for_with_its_form_unit_and_days(extension, kind, commune, cast, client_of):
    address = reverse("reports:statistics_request", args=[commune.committee.pk, "1", extension])
    days = {"first": "2026-01-01", "last": "2026-06-30"}
    answer = client_of(cast.commune).post(address, days)
    document, asked = Document.objects.get(), AskedPaper.objects.get()
    assert answer.url == document.get_absolute_url()
    assert (document.kind, document.subject_id, document.organisation) == (kind, asked.pk, commune.committee)
    assert (asked.form, asked.first_on, asked.last_on) == ("1", dt.date(2026, 1, 1), dt.date(2026, 6, 30))
    start = "Biểu thống kê" if extension == "pdf" else "Biểu thống kê (Excel)"
    days = "từ ngày 01/01/2026 đến hết ngày 30/06/2026"
    assert document.title == f"{start} số 1, tăng, giảm đảng viên {days}, Đảng bộ xã Vân Trục"
    page = text(client_of(cast.commune).get(answer.url))
    assert f"{reverse('cells:statistics_form', args=[commune.committee.pk, '1'])}?tu=01%2F01%2F2026" in page


def test_paper_without_days_or_in_another_format_is_refused(commune, cast, client_of):
    client, unit = client_of(cast.commune), commune.committee.pk
    assert client.post(reverse("reports:statistics_request", args=[unit, "1", "pdf"])).status_code == 400
    assert client.post(reverse("reports:statistics_request", args=[unit, "1", "doc"])).status_code == 404
    days = {"first": "2026-06-30", "last": "2026-01-01"}
    answer = client.post(reverse("reports:statistics_request", args=[unit, "1", "pdf"]), days, follow=True)
    assert "Ngày đầu phải trước hoặc bằng ngày cuối" in text(answer)
    answer = client.post(reverse("reports:statistics_request", args=[unit, "2", "pdf"]), days, follow=True)
    assert "Không có biểu thống kê này" in text(answer)
    assert not Document.objects.exists()
