"""The boards, for pictures and measuring."""

from django.urls import reverse

from cells.models import Organisation
from demo.shown import DemoPage
from reports.models import YearTarget


def board_pages(cell: Organisation) -> list[DemoPage]:
    """The month of all cells, the boards of a cell, a commune and a province, the records behind figures."""
    commune, province = Organisation.objects.get(code="VT"), Organisation.objects.get(code="PT")
    of_cell, of_commune = (
        reverse("reports:cell_board", args=[cell.pk]),
        reverse("reports:commune_board", args=[commune.pk]),
    )
    records = [cell.pk, "sessions", 2025], [commune.pk, "attendance", 2026], [commune.pk, "cells_class", 2025]
    return [
        DemoPage(
            "thang-5", "Chi bộ nào chưa họp tháng 5, vì sao", "xa", reverse("reports:month_reasons", args=[2026, 5])
        ),
        DemoPage("thang-11", "Tháng này: chi bộ nào chưa họp", "xa", reverse("reports:month_reasons", args=[2026, 11])),
        DemoPage("bang-cua-chi-bo", "Bảng của chi bộ", "bithu", of_cell, True),
        *(
            DemoPage(
                f"dieu-hanh-{part}", f"Bảng điều hành của xã: {title}", "xa", f"{of_commune}?phan={part}", part == "nam"
            )
            for part, title in (
                ("nam", "qua các năm"),
                ("thang", "chi bộ và tháng"),
                ("xep-loai", "xếp loại"),
                ("nhiem-vu", "nhiệm vụ"),
                ("chi-tieu", "chỉ tiêu"),
            )
        ),
        DemoPage("dieu-hanh-ngay-cu", "Bảng điều hành tính đến một ngày cũ", "xa", f"{of_commune}?ngay=30/06/2025"),
        *_of_province(province),
        *(
            DemoPage(f"so-lieu-{number}", "Số liệu phía sau", "xa", reverse("reports:figure_records", args=args))
            for number, args in enumerate(records, 1)
        ),
        DemoPage("qua-cac-nam", "Chi bộ qua các năm", "bithu", reverse("reports:unit_history_figures", args=[cell.pk])),
        DemoPage("xa-qua-cac-nam", "Xã qua các năm", "xa", reverse("reports:unit_history_figures", args=[commune.pk])),
        *_targets(commune),
    ]


def _of_province(province: Organisation) -> list[DemoPage]:
    board = reverse("reports:province_board", args=[province.pk])
    return [
        DemoPage(f"bang-tinh-{part}", f"Bảng điều hành của tỉnh: {title}", "tochuc", f"{board}?phan={part}&nam={year}")
        for part, title, year in (
            ("sinh-hoat", "sinh hoạt", 2026),
            ("xep-loai", "xếp loại", 2025),
            ("vuong", "đang vướng", 2026),
            ("don-vi-diem", "đơn vị điểm", 2026),
        )
    ]


def _targets(commune: Organisation) -> list[DemoPage]:
    target = YearTarget.objects.filter(organisation=commune, year=2026, removed_at=None).first()
    if target is None:
        return []
    address = reverse("reports:target_set", args=[commune.pk, 2026])
    return [DemoPage("sua-chi-tieu", "Sửa chỉ tiêu năm", "xa", f"{address}?so-lieu={target.figure}")]
