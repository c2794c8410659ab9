"""The table of the switch to two levels."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cells.forms.oversight import DocumentFields
from core.forms import form_helper

EXAMPLE = "xã Vân Trục, huyện Lập Thạch | xã Vân Trục\nxã Xuân Hòa | xã Vân Trục\nthị trấn Lập Thạch | xã Lập Thạch"


class SwitchForm(DocumentFields):
    """Which old unit went into which new one: typed or pasted, or a file."""

    table = forms.CharField(
        label=_("Bảng đơn vị cũ – đơn vị mới"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 14, "placeholder": EXAMPLE, "spellcheck": "false"}),
        help_text=_(
            "Mỗi dòng: đơn vị cũ | đơn vị mới | văn bản (nếu có). Dán thẳng từ Excel cũng được. "
            "Hai huyện có xã trùng tên thì ghi thêm tên huyện."
        ),
    )
    file = forms.FileField(label=_("Hoặc tệp Excel, CSV, Word có bảng đó"), required=False)
    rest_directly_below = forms.BooleanField(
        label=_("Đơn vị không có trong bảng thì giữ nguyên, trực thuộc thẳng tỉnh"), required=False
    )
    field_order = ("document", "document_on", "table", "file", "rest_directly_below")
    helper = form_helper()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("table", "").strip() and not cleaned.get("file"):
            self.add_error("table", _("Hãy ghi bảng, dán từ Excel, hoặc chọn tệp."))
        return cleaned
