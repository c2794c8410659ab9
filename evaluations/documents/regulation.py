"""A regulation on paper, to be held against its documents: a committee's own, or the one frozen into a year."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.translation import override

from cells.documents import committee_name
from cells.models import Organisation
from core.pdf import render_html
from core.periods import day_of, format_date, today
from core.word import word_file
from evaluations.models import LocalRegulation, Period
from evaluations.queries.local_regulations import derived_data
from evaluations.queries.regulation_text import Part, parts_of
from evaluations.queries.regulation_words import mark_words
from evaluations.queries.regulations import regulation_of
from evaluations.rules.regulation import Regulation, load_regulation, read_regulation

DRAFT_WORDS = "BẢN THẢO – MẪU THAM KHẢO, CẦN CẤP ỦY PHÊ DUYỆT"
"""What every paper of a draft says at its head."""
RULES, SETS = ("wide", "wide", "short", ""), ("code", "", "wide", "points")
WIDTHS = {"documents": ("wide", "short", "date", ""), "forms": ("code", "wide", "short", "")}
"""Widths of the columns of rules, of sets of criteria, and of the parts that are neither."""


def local_regulation_file_name(local: LocalRegulation) -> str:
    """As in "Quy định xếp loại từ năm 2026, Đảng bộ xã Vân Trục"."""
    draft = " (bản thảo)" if local.state == LocalRegulation.State.DRAFT else ""
    return f"Quy định xếp loại từ năm {local.first_year}, {local.organisation}{draft}"


def local_regulation_pdf(local: LocalRegulation) -> bytes:
    """The whole regulation, A4 lying. Raises DomainError for a draft with faults, each named."""
    return render_html(_local_page(local), day=local.document_on or today())


def local_regulation_word(local: LocalRegulation) -> bytes:
    """The editable copy, of the same content and layout as the PDF."""
    return word_file(_local_page(local), day=local.document_on or today())


def period_regulation_file_name(period: Period) -> str:
    """As in "Quy định áp dụng năm 2026, Đảng bộ xã Vân Trục"."""
    return f"Quy định áp dụng năm {period.year}, {period.organisation.label(period.reference_date)}"


def period_regulation_pdf(period: Period) -> bytes:
    """The regulation that was frozen when the year was opened; the same bytes whenever it is printed."""
    return render_html(_period_page(period), day=day_of(period.opened_at))


def period_regulation_word(period: Period) -> bytes:
    """The editable copy."""
    return word_file(_period_page(period), day=day_of(period.opened_at))


def central_regulation_file_name(_unit: Organisation, *, key: str) -> str:
    """As in "Quy định 366-43, toàn văn như chương trình áp dụng"."""
    return f"Quy định {key}, toàn văn như chương trình áp dụng"


def central_regulation_pdf(unit: Organisation, *, key: str) -> bytes:
    """A central regulation whole, as it stands in the program; ``unit`` is who asks for it."""
    return render_html(_central_page(unit, key), day=today())


def central_regulation_word(unit: Organisation, *, key: str) -> bytes:
    """The editable copy."""
    return word_file(_central_page(unit, key), day=today())


def _central_page(unit: Organisation, key: str) -> str:
    with override("vi"):
        regulation = load_regulation(key)
        until = f" đến năm {regulation.last_year}" if regulation.last_year else ""
        said = f"Áp dụng từ năm {regulation.first_year}{until}. {unit} in ngày {format_date(today())}."
        return _page(regulation, unit, regulation.title, said, is_central=True)


def _local_page(local: LocalRegulation) -> str:
    with override("vi"):
        is_draft = local.state == LocalRegulation.State.DRAFT
        regulation = read_regulation(derived_data(local))
        said = f"Ban hành theo {local.document}, ngày {format_date(local.document_on)}." if local.document else ""
        return _page(regulation, local.organisation, local.title, said, draft=DRAFT_WORDS if is_draft else "")


def _period_page(period: Period) -> str:
    with override("vi"):
        title = f"Quy định áp dụng cho kỳ đánh giá năm {period.year}"
        said = f"{period_title(period)}. Khóa khi mở kỳ, SHA-256 {period.regulation_sha256}."
        return _page(regulation_of(period), period.organisation, title, said)


def period_title(period: Period) -> str:
    """The title of the frozen regulation."""
    return regulation_of(period).title


def _widths(part: Part) -> tuple[str, ...]:
    usual = RULES if len(part.heads) == len(RULES) else ("",) * len(part.heads)
    return SETS if part.is_set else WIDTHS.get(part.key, usual)


def _page(
    regulation: Regulation, unit: Organisation, title: str, said: str, *, draft: str = "", is_central: bool = False
) -> str:
    parts = [(part, _widths(part)) for part in parts_of(regulation)]
    words = {
        "parts": parts,
        "title": title,
        "said": said,
        "draft": draft,
        "marks": "; ".join(f"“{word}”" for word in mark_words().values()),
        "committee": "" if is_central else committee_name(str(unit)),
        "is_demonstration": unit.is_demonstration,
    }
    return render_to_string("evaluations/pdf/regulation.html", words)
