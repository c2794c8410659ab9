"""The pages of a year's forms: numbers that lead to their records, what does not balance, papers as of a day."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from cells.models import OrganisationPeriod
from evaluations.models import Evaluation, Period
from evaluations.queries.year_paper import year_numbers, year_paper
from evaluations.queries.year_people import behind
from reports.models import AskedPaper, Document
from reports.services import run_document
from tests.evaluations.decided import cast, commune, decided_year, kept_year, own_year  # noqa: F401 - fixtures
from tests.evaluations.past import make_past
from tests.factories import make_cell, make_member

KEYS = ("6f", "7a", "7b", "t-org", "t-cell", "t-mem", "t-col", "t-lead")
LINK = re.compile(r'href="(/danh-gia/\d+/bieu/[^"]+/danh-sach/[^"]+)">([\d.]+)</a>')


def page_of(client, name: str, *args, **words) -> str:
    response = client.get(reverse(f"reports:{name}", args=args), words)
    assert response.status_code == 200
    return response.content.decode()


def test_every_number_leads_to_as_many_records(client_of, cast, commune, decided_year: Period) -> None:  # noqa: F811
    make_past(commune.committee, 2025, commune.cells[0], "good", by=cast.commune)
    make_cell(commune.committee, "Chi bộ bị quên")
    client, seen, numbers = client_of(cast.commune), 0, year_numbers(decided_year)
    for key in KEYS:
        paper, links = year_paper(numbers, key), LINK.findall(page_of(client, "year_form", decided_year.pk, key))
        for address, number in links:
            place = {name: resolve(address).kwargs[name] for name in ("table", "row", "column")}
            assert len(behind(paper, **place).entries) == int(number), address
        for address, number in links[:1] + links[-1:]:
            assert client.get(address).context["page"].paginator.count == int(number), address
        seen += len(links)
    assert seen > 100


def test_what_does_not_balance_leads_to_who_is_missing(client_of, cast, commune, decided_year) -> None:  # noqa: F811
    client = client_of(cast.commune)
    assert "0 chưa có phiếu" not in page_of(client, "year_form", decided_year.pk, "t-cell")
    forgotten = make_cell(commune.committee, "Chi bộ bị quên")
    make_member(forgotten, "Lò Văn Quên")

    page = page_of(client, "year_form", decided_year.pk, "t-cell")
    assert "theo hồ sơ 6, có phiếu đánh giá 5; thiếu 1 chưa có phiếu" in page
    address = reverse("reports:year_form_people", args=[decided_year.pk, "t-cell", "so-sanh", "cell-missing", "this"])
    assert address in page
    assert "Chi bộ bị quên" in client.get(address).content.decode()
    everyone = page_of(client, "year_missing", decided_year.pk)
    assert "Lò Văn Quên" in everyone
    assert "2 chỗ lệch" in page_of(client, "year_forms", decided_year.pk)


def test_what_a_form_lacks_stands_on_its_page(client_of, cast, commune, decided_year) -> None:  # noqa: F811
    OrganisationPeriod.objects.filter(organisation=commune.committee).update(place_name="")
    page = page_of(client_of(cast.commune), "year_form", decided_year.pk, "7a")
    for words in (
        "chưa ghi địa danh",
        "chưa ghi loại hình thống kê",
        "Còn 4 phiếu chưa quyết định",
        "Kỳ đánh giá chưa kết thúc",
        "chưa ghi ai là cán bộ ban tổ chức",
    ):
        assert words in page, words


def test_a_quarter_a_strange_form_and_a_strange_number_have_no_page(client_of, cast, decided_year) -> None:  # noqa: F811
    client = client_of(cast.commune)
    for args in (["9z"], ["t-mem", "doi-tuong", "total", "khong-co"], ["t-mem", "khong-co", "total", "total"]):
        name = "year_form" if len(args) == 1 else "year_form_people"
        assert client.get(reverse(f"reports:{name}", args=[decided_year.pk, *args])).status_code == 404
    Period.objects.filter(pk=decided_year.pk).update(quarter=3)
    assert client.get(reverse("reports:year_forms", args=[decided_year.pk])).status_code == 404


def test_a_form_is_asked_for_as_of_a_day_and_made(client_of, cast, decided_year) -> None:  # noqa: F811
    client = client_of(cast.commune)
    for extension, begins in (("pdf", b"%PDF-"), ("docx", b"PK"), ("xlsx", b"PK")):
        address = reverse("reports:year_form_request", args=[decided_year.pk, "6f", extension])
        client.post(address, {"ngay": "20/11/2026"})
        document = Document.objects.latest("pk")
        run_document(document.pk)
        document.refresh_from_db()
        assert (document.state, document.error) == ("done", "")
        with document.file.open() as file:
            assert file.read(5)[: len(begins)] == begins
    assert document.title.startswith("Biểu mẫu (Excel) 6F, thống kê kết quả kiểm điểm")
    assert document.title.endswith("năm 2026 tính đến 20/11/2026, Đảng bộ xã Vân Trục")
    assert AskedPaper.objects.get().last_on == dt.date(2026, 11, 20)


@pytest.mark.parametrize(
    ("day", "words"), [("31/12/2030", "Ngày phải từ 01/01/2026"), ("abc", "Hãy ghi ngày của biểu")]
)
def test_a_day_out_of_its_time_is_refused(client_of, cast, decided_year, day: str, words: str) -> None:  # noqa: F811
    address = reverse("reports:year_form_request", args=[decided_year.pk, "6f", "pdf"])
    page = client_of(cast.commune).post(address, {"ngay": day}, follow=True).content.decode()
    assert words in page
    assert not Document.objects.exists()


@pytest.mark.parametrize("name", ["year_forms", "year_form", "year_form_people", "year_missing"])
def test_pages_ask_as_much_for_many(client_of, cast, commune, decided_year, name: str) -> None:  # noqa: F811
    args = {
        "year_form": ["t-mem"],
        "year_form_people": ["t-mem", "doi-tuong", "total", "total"],
    }
    address = reverse(f"reports:{name}", args=[decided_year.pk, *args.get(name, [])])
    client = client_of(cast.commune)
    make_member(commune.cells[0])

    def asked() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    before = asked()
    for _number in range(2):
        cell = make_cell(commune.committee)
        Evaluation.objects.create(period=decided_year, subject="cell", cell=cell)
        Evaluation.objects.create(period=decided_year, subject="member", cell=cell, member=make_member(cell))
        make_member(cell)
    assert asked() == before
    assert before <= 45
