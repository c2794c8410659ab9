"""The pages of a year's forms and report, for pictures and measuring."""

from django.urls import reverse

from demo.shown import DemoPage
from evaluations.models import Period
from evaluations.queries.year_paper import year_numbers
from evaluations.queries.year_reports import REPORT
from meetings.models import PartyDocument


def form_pages() -> list[DemoPage]:
    """The list of forms, forms of either shape, who is behind a number, who is missing."""
    period = Period.objects.filter(quarter=None, closed_at__isnull=False).order_by("-year").first()
    if period is None:
        return []
    rows: list[tuple[str, str, str, list[object]]] = [
        ("bieu-cuoi-nam", "Biểu mẫu cuối năm", "year_forms", []),
        ("bieu-6f", "Biểu 6F", "year_form", ["6f"]),
        ("bieu-7a", "Biểu 7A", "year_form", ["7a"]),
        ("bieu-dang-vien", "Bảng T-MEM", "year_form", ["t-mem"]),
        ("sau-con-so", "Sau một con số", "year_form_people", ["t-mem", "doi-tuong", "total", "rated"]),
        ("chua-co-phieu", "Chưa có phiếu đánh giá", "year_missing", []),
        ("bao-cao-nam", "Báo cáo cuối năm", "year_report", []),
    ]
    return [
        *(
            DemoPage(name, title, "xa", reverse(f"reports:{view}", args=[period.pk, *args]))
            for name, title, view, args in rows
        ),
        *_open_pages(),
        *_draft_pages(),
    ]


def _open_pages() -> list[DemoPage]:
    """The forms of a year that is not decided yet: every one, because they ask most of the database."""
    period = (
        Period.objects.filter(quarter=None, closed_at=None).select_related("organisation").order_by("-year").first()
    )
    if period is None:
        return []
    forms = year_numbers(period, with_last=False).forms
    return [
        DemoPage("bieu-nam-nay", "Biểu mẫu của năm đang mở", "xa", reverse("reports:year_forms", args=[period.pk])),
        DemoPage(
            "chua-co-phieu-nam-nay",
            "Năm đang mở: chưa có phiếu đánh giá",
            "xa",
            reverse("reports:year_missing", args=[period.pk]),
        ),
        *(
            DemoPage(
                f"bieu-{key}-nam-nay",
                f"Năm đang mở: {form.name}",
                "xa",
                reverse("reports:year_form", args=[period.pk, key]),
            )
            for key, form in forms.items()
        ),
    ]


def _draft_pages() -> list[DemoPage]:
    """A report that is still being written."""
    draft = PartyDocument.objects.filter(content__has_key=REPORT, signed_on=None, cancelled_on=None).first()
    if draft is None:
        return []
    kept = draft.content[REPORT]
    rows = [
        ("soan-bao-cao", "Báo cáo đang soạn", "year_report", kept["period"]),
        ("viet-bao-cao", "Viết báo cáo", "year_report_write", draft.pk),
        ("ban-hanh-bao-cao", "Ban hành báo cáo", "year_report_issue", draft.pk),
    ]
    return [DemoPage(name, title, "xa", reverse(f"reports:{view}", args=[pk])) for name, title, view, pk in rows]
