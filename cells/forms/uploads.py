"""The form for an office's list."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cells.models import Organisation, RosterUpload
from core.forms import VietnameseDateField, form_helper


class RosterForm(forms.Form):
    """An office's list, and the two things a list may leave open."""

    kind = forms.ChoiceField(
        label=_("Danh sách gì?"),
        choices=RosterUpload.Kind,
        widget=forms.RadioSelect,
        initial=RosterUpload.Kind.MEMBERS,
        required=False,
    )
    organisation = forms.ModelChoiceField(label=_("Nhập vào"), queryset=Organisation.objects.none(), empty_label=None)
    file = forms.FileField(label=_("Tệp danh sách"), help_text=_("Cứ dùng tệp đang có, không cần sửa mẫu."))
    effective_on = VietnameseDateField(
        label=_("Danh sách tính đến ngày"),
        required=False,
        help_text=_("Bỏ trống thì lấy ngày ghi trong tiêu đề danh sách, không có thì lấy hôm nay."),
    )
    joined_means = forms.ChoiceField(
        label=_("Cột “Ngày vào Đảng” ghi ngày nào?"),
        choices=RosterUpload.Joined,
        widget=forms.RadioSelect,
        initial=RosterUpload.Joined.CEREMONY,
        help_text=_("Tuổi Đảng tính từ ngày quyết định; 12 tháng dự bị tính từ ngày làm lễ."),
    )
    helper = form_helper()

    def __init__(self, *args: Any, roots: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        field.queryset = roots  # type: ignore[attr-defined]
        field.initial = roots.first()

    def clean_kind(self) -> str:
        """Members unless the form says otherwise."""
        return str(self.cleaned_data["kind"] or RosterUpload.Kind.MEMBERS)


class ExportForm(forms.Form):
    """Which list is taken out, and how the members of several cells are laid out."""

    TOGETHER, PER_CELL = "together", "per_cell"
    kind = forms.ChoiceField(
        label=_("Danh sách gì?"),
        choices=RosterUpload.Kind,
        widget=forms.RadioSelect,
        initial=RosterUpload.Kind.MEMBERS,
    )
    sheets = forms.ChoiceField(
        label=_("Xếp đảng viên"),
        choices=[(TOGETHER, _("Tất cả trong một trang tính")), (PER_CELL, _("Mỗi chi bộ một trang tính"))],
        widget=forms.RadioSelect,
        initial=TOGETHER,
        required=False,
    )
    helper = form_helper()
