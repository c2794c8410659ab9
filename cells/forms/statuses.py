"""Forms on statuses and stays."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cells.models import StatusPeriod
from core.forms import VietnameseDateField, form_helper


class StatusDaysForm(forms.Form):
    """The days, the place and the document of a status."""

    valid_from = VietnameseDateField(label=_("Từ ngày"))
    valid_to = VietnameseDateField(
        label=_("Đến hết ngày"), required=False, help_text=_("Chưa biết ngày kết thúc thì để trống.")
    )
    place = forms.CharField(
        label=_("Nơi sinh hoạt tạm thời"),
        max_length=200,
        required=False,
        help_text=_("Chỉ ghi khi chọn “sinh hoạt tạm thời nơi khác”."),
    )
    document = forms.CharField(
        label=_("Số nghị quyết, quyết định"), max_length=200, required=False, help_text=_("Ví dụ: NQ 05-NQ/CB.")
    )
    document_on = VietnameseDateField(label=_("Ngày văn bản"), required=False)
    helper = form_helper()


class StatusForm(StatusDaysForm):
    """Which status, and since when."""

    status = forms.ChoiceField(label=_("Tình trạng"), choices=StatusPeriod.Status, widget=forms.RadioSelect)
    field_order = ("status",)


class EndStatusForm(forms.Form):
    """The last day of a status."""

    last_day = VietnameseDateField(
        label=_("Ngày cuối cùng"), help_text=_("Từ ngày hôm sau, đồng chí này sinh hoạt bình thường.")
    )
    document = forms.CharField(label=_("Số văn bản"), max_length=200, required=False)
    document_on = VietnameseDateField(label=_("Ngày văn bản"), required=False)
    helper = form_helper()


class EndStayForm(forms.Form):
    """The last day of a stay for a time."""

    last_day = VietnameseDateField(label=_("Ngày cuối cùng ở chi bộ này"))
    helper = form_helper()


class ResidenceForm(forms.Form):
    """The cell of the place where the member lives."""

    cell_name = forms.CharField(
        label=_("Chi bộ nơi cư trú"),
        max_length=200,
        required=False,
        help_text=_("Ghi đủ tên, ví dụ: Chi bộ thôn Tân Lập. Để trống nếu không còn giữ mối liên hệ."),
    )
    valid_from = VietnameseDateField(label=_("Từ ngày"))
    helper = form_helper()


def days_of(period: StatusPeriod) -> dict[str, Any]:
    """A status as its form shows it first."""
    names = ("valid_from", "valid_to", "place", "document", "document_on")
    return {name: getattr(period, name) for name in names}
