"""The pages of dossiers and of all minutes of a month, for pictures and measuring."""

from django.urls import reverse

from cells.models import Member, Organisation
from cells.queries import superior_of
from demo.shown import DemoPage


def dossier_pages(cell: Organisation) -> list[DemoPage]:
    """The dossier of a cell and of one of its members, the list of a commune, the minutes of some months."""
    commune = superior_of(cell)
    member = Member.objects.filter(evaluations__cell=cell).order_by("sort_key").first()
    if not (commune and member):
        return []
    of_member = reverse("reports:member_dossier", args=[member.pk])
    minutes = reverse("reports:month_minutes", args=[commune.pk])
    return [
        DemoPage("ho-so-nam", "Hồ sơ năm của chi bộ", "bithu", reverse("reports:dossier", args=[cell.pk])),
        DemoPage("ho-so-dang-vien", "Hồ sơ năm của đảng viên", "bithu", f"{of_member}?nam=2025"),
        DemoPage("ho-so-cac-chi-bo", "Hồ sơ các chi bộ", "xa", reverse("reports:dossier_list", args=[commune.pk])),
        DemoPage("tap-bien-ban", "Tập biên bản nhiều tháng", "xa", f"{minutes}?tu=2026-09&den=2026-10"),
    ]
