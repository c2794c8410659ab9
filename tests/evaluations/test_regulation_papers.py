"""A regulation on paper: every sentence of the page, the draft's warning on each sheet, Word with the same words."""

import datetime as dt
import io

import docx
import pdfplumber
import pytest
from django.urls import reverse

from core.errors import DomainError
from evaluations.documents.regulation import (
    central_regulation_file_name,
    central_regulation_pdf,
    central_regulation_word,
    local_regulation_file_name,
    local_regulation_pdf,
    local_regulation_word,
    period_regulation_file_name,
    period_regulation_pdf,
)
from evaluations.models import LocalRegulation, Period
from evaluations.rules.regulation import load_regulation, regulation_keys
from evaluations.rules.samples import criteria_data
from evaluations.services.local_regulations import approve_regulation, draft_regulation
from evaluations.services.periods import open_period
from evaluations.services.regulation_parts import change_gates
from reports.catalogue import CATALOGUE
from tests.cast import Cast, Commune

GATE = {
    "key": "own-1",
    "level": "excellent",
    "subjects": ["member"],
    "text": "Không vắng quá hai kỳ.",
    "test": "absent_unexcused <= 2",
    "source": "Điều 3",
}


@pytest.fixture
def local(commune: Commune, cast: Cast) -> LocalRegulation:
    draft = draft_regulation(
        commune.committee, year=2026, title="Quy định của xã", by=cast.commune, criteria=[criteria_data("c3")]
    )
    change_gates(draft, gates=[GATE], hd21_shares=False, by=cast.commune)
    return LocalRegulation.objects.get()


def words(pdf: bytes) -> list[str]:
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return [" ".join((page.extract_text() or "").split()) for page in document.pages]


def test_draft_says_on_every_sheet_that_it_waits_for_approval(local: LocalRegulation) -> None:
    pdf = local_regulation_pdf(local)
    pages = words(pdf)

    assert all("BẢN THẢO – MẪU THAM KHẢO, CẦN CẤP ỦY PHÊ DUYỆT" in page for page in pages)
    whole = " ".join(pages)
    assert "Không vắng quá hai kỳ. (cấp ủy đặt)" in whole
    assert "Quy định 366-QĐ/TW, Điều 11, khoản 1" in whole
    assert local_regulation_file_name(local) == "Quy định xếp loại từ năm 2026, Đảng bộ xã Vân Trục (bản thảo)"


def test_issued_one_names_its_document_and_word_has_the_same_tables(
    local: LocalRegulation, commune: Commune, cast: Cast
) -> None:
    approve_regulation(local, by=cast.commune, document="15-QĐ/ĐU", document_on=dt.date(2026, 2, 10))
    local = LocalRegulation.objects.select_related("organisation").get()

    document = docx.Document(io.BytesIO(local_regulation_word(local)))

    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Ban hành theo 15-QĐ/ĐU, ngày 10/02/2026." in text
    assert "CẦN CẤP ỦY PHÊ DUYỆT" not in text
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert any("“Số kỳ vắng không lý do” không quá 2" in cell for cell in cells)
    assert "Mức độ hoàn thành chỉ tiêu, nhiệm vụ" in " ".join(cells)


def test_paper_of_a_year_is_what_was_frozen(commune: Commune, cast: Cast) -> None:
    opened = open_period(commune.committee, year=2024, by=cast.commune)
    period = Period.objects.select_related("organisation").get(pk=opened.pk)
    whole = " ".join(words(period_regulation_pdf(period)))
    assert "Quy định áp dụng cho kỳ đánh giá năm 2024".upper() in whole.upper()
    assert "Quy định 124-QĐ/TW" in whole
    assert period_regulation_file_name(period) == "Quy định áp dụng năm 2024, Đảng bộ xã Vân Trục"


def test_draft_with_faults_is_not_printed_and_the_fault_is_named(local: LocalRegulation) -> None:
    LocalRegulation.objects.update(own={"settings": {"colour": "red"}})
    with pytest.raises(DomainError, match="không phải điều mà quy định cấp trên"):
        local_regulation_pdf(LocalRegulation.objects.get())


def test_papers_are_in_the_catalogue_of_those_who_see_the_regulation() -> None:
    for kind in ("local_regulation", "local_regulation_word", "period_regulation", "period_regulation_word"):
        assert kind in CATALOGUE


@pytest.mark.parametrize("key", regulation_keys())
def test_central_regulation_alone_is_a_paper_without_the_head_of_a_committee(key: str, commune: Commune) -> None:
    whole = " ".join(words(central_regulation_pdf(commune.committee, key=key)))
    assert load_regulation(key).title.split()[0].upper() in whole.upper()
    assert "ĐẢNG ỦY XÃ VÂN TRỤC" not in whole
    assert "cấp ủy đặt" not in whole
    assert "Đảng bộ xã Vân Trục in ngày 22/11/2026." in whole
    assert central_regulation_file_name(commune.committee, key=key).startswith(f"Quy định {key},")
    assert {f"central_regulation_{key}", f"central_regulation_{key}_word"} <= set(CATALOGUE)


def test_central_regulation_is_printed_by_who_reads_a_unit(cast: Cast, client_of) -> None:
    page = reverse("evaluations:regulation_detail", args=["366-43"])
    button = "central_regulation_366-43_word"
    assert [button in client_of(user).get(page).content.decode() for user in cast] == [
        True, True, False, True, True, True, False
    ]  # fmt: skip


def test_word_copy_of_a_central_regulation_has_its_parts(commune: Commune) -> None:
    document = docx.Document(io.BytesIO(central_regulation_word(commune.committee, key="366-43")))
    assert len(document.tables) > 10
