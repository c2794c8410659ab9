"""The pages about printed papers, for pictures and measuring."""

from django.urls import reverse

from demo.shown import DemoPage


def print_pages() -> list[DemoPage]:
    """All papers, and the page on which a code is typed."""
    return [
        DemoPage("van-ban-da-in", "Văn bản đã in và đang làm", "xa", reverse("reports:document_list")),
        DemoPage("kiem-tra-van-ban", "Kiểm tra văn bản", "xa", reverse("reports:paper_check")),
    ]
