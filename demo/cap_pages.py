"""The pages of the cap as a what-if and of computing a year, for pictures and measuring."""

from django.urls import reverse

from demo.shown import DemoPage
from evaluations.models import CapGroup, CapScenario, Computation


def cap_pages() -> list[DemoPage]:
    """Trying, what-ifs beside each other, groups, and the classes of a year computed."""
    scenario = CapScenario.objects.filter(is_removed=False).first()
    group = CapGroup.objects.filter(is_removed=False).first()
    computation = Computation.objects.first()
    if scenario is None or group is None or computation is None:
        return []
    period, unit = scenario.period_id, computation.organisation_id
    whatif = reverse("evaluations:cap_whatif", args=[period])
    computed = computation.get_absolute_url()
    rows: list[tuple[str, str, str, str]] = [
        ("thu-ty-le", "Thử cách tính khác", "tochuc", f"{whatif}?mode=all_rated&rate=25&pooling=cell"),
        ("luu-phuong-an", "Lưu phương án", "tochuc", reverse("evaluations:cap_scenario_add", args=[period])),
        ("phuong-an", "Một phương án", "xa", reverse("evaluations:cap_scenario_detail", args=[scenario.pk])),
        ("sua-phuong-an", "Sửa phương án", "xa", reverse("evaluations:cap_scenario_change", args=[scenario.pk])),
        ("so-sanh-phuong-an", "So sánh phương án", "xa", reverse("evaluations:cap_scenario_compare", args=[period])),
        ("nhom-ty-le", "Nhóm tính tỷ lệ", "xa", reverse("evaluations:cap_group_list", args=[period])),
        ("lap-nhom", "Lập nhóm", "xa", reverse("evaluations:cap_group_add", args=[period])),
        ("sua-nhom", "Sửa nhóm", "xa", reverse("evaluations:cap_group_change", args=[group.pk])),
        ("xep-nhom", "Xếp phiếu vào nhóm", "xa", reverse("evaluations:cap_group_fill", args=[period])),
        ("tinh-xep-loai", "Tính xếp loại", "xa", reverse("evaluations:computation_list", args=[unit])),
        ("ket-qua-tinh", "Kết quả tính xếp loại", "xa", computed),
        ("chua-xac-dinh", "Chưa xác định được mức", "xa", f"{computed}?xem=chua-xac-dinh"),
        ("khac-quyet-dinh", "Khác quyết định", "xa", f"{computed}?xem=khac-quyet-dinh"),
    ]
    return [
        DemoPage("ty-le-xuat-sac", "Tỷ lệ xuất sắc", "xa", whatif, True),
        *(DemoPage(name, title, who, address) for name, title, who, address in rows),
    ]
