"""The page that shows every part of the look side by side, for those who build pages; served only under DEBUG."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.forms import VietnameseDateField, VietnameseTimeField, form_helper


class ExampleForm(forms.Form):
    """One field of each kind."""

    held_on = VietnameseDateField(label="Ngày họp", help_text="Ví dụ 05/02/2026")
    starts_at = VietnameseTimeField(label="Giờ bắt đầu")
    place = forms.CharField(label="Địa điểm", max_length=120, initial="Nhà văn hóa thôn Song Vân")
    kind = forms.ChoiceField(label="Loại sinh hoạt", choices=[("1", "Thường kỳ"), ("2", "Chuyên đề")])
    mode = forms.ChoiceField(
        label="Hình thức", choices=[("1", "Trực tiếp"), ("2", "Trực tuyến")], widget=forms.RadioSelect, initial="1"
    )
    note = forms.CharField(label="Nội dung", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    file = forms.FileField(label="Tệp Excel", required=False)
    invite = forms.BooleanField(label="Mời đại biểu cấp trên", required=False)
    helper = form_helper()


MEMBERS = [
    ("Đặng Đức Ánh", "19/05/1951", "Bí thư", "excellent", "Hoàn thành xuất sắc nhiệm vụ"),
    ("Nguyễn Thị Bền", "03/02/1960", "Phó bí thư", "good", "Hoàn thành tốt nhiệm vụ"),
    ("Trần Quang Khánh", "1948", "", "completed", "Hoàn thành nhiệm vụ"),
    ("Lò Văn Nghĩa", "12/1985", "", "failed", "Không hoàn thành nhiệm vụ"),
    ("Phạm Thu Thủy", "01/01/1999", "", "", ""),
]
STATES = [
    ("planned", "đã lên lịch"),
    ("open", "đang ghi biên bản"),
    ("submitted", "chờ duyệt"),
    ("approved", "đã duyệt"),
    ("locked", "đã khóa"),
    ("cancelled", "đã hủy"),
    ("waiting", "đang chờ"),
    ("failed", "không làm được"),
]
STEPS = [
    ("Lên lịch", "done", "20/10/2026"),
    ("Điểm danh", "done", "18 có mặt, 2 vắng"),
    ("Ghi biên bản", "current", ""),
    ("Gửi duyệt", "todo", ""),
    ("Khóa sổ", "todo", ""),
]
BOARD = [
    ("Chi bộ thôn Song Vân", ["met", "met", "late", "met", "met", "met", "met", "late", "met", "met", "planned", ""]),
    ("Chi bộ thôn Tân Lập", ["met", "missing", "met", "met", "missing", "met", "met", "met", "met", "missing", "", ""]),
    ("Chi bộ Trường Mầm non", ["-", "-", "-", "-", "-", "-", "met", "met", "met", "met", "", ""]),
]


def _parts() -> dict[str, Any]:
    return {
        "members": MEMBERS,
        "states": [{"state": state, "get_state_display": label} for state, label in STATES],
        "steps": [{"label": label, "state": state, "note": note} for label, state, note in STEPS],
        "tabs": [
            {"label": "Đảng viên", "url": "#", "active": True, "count": 28},
            {"label": "Sinh hoạt", "url": "#", "count": 10},
            {"label": "Đánh giá", "url": "#"},
        ],
        "board": BOARD,
        "months": range(1, 13),
        "page": Paginator(range(100), 20).page(2),
    }


@login_not_required
def style_guide(request: HttpRequest) -> HttpResponse:
    """Every part with example content; ``?loi`` shows the form refused."""
    messages.success(request, "Đã lưu biên bản lúc 20:45 ngày 05/11/2026.")
    messages.warning(request, "Chi bộ còn 3 đồng chí chưa ghi lý do vắng.")
    form = ExampleForm({"held_on": "31/02/2026", "mode": "1"}) if "loi" in request.GET else ExampleForm()
    if form.is_bound:
        form.add_error(None, "Tháng này chi bộ đã có buổi sinh hoạt thường kỳ.")
    return render(request, "ui/style_guide.html", {"form": form, **_parts()})
