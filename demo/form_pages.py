"""The pages of a year's forms and report, for pictures and measuring."""

from django.urls import reverse

from demo.shown import DemoPage
from evaluations.models import Period


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
    ]
    return [
        DemoPage(name, title, "xa", reverse(f"reports:{view}", args=[period.pk, *args]), name == "bieu-dang-vien")
        for name, title, view, args in rows
    ]
