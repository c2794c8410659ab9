"""Leadership collectives: what they are, who belongs to them, when they end."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cells.models import Organisation
from core.forms import VietnameseDateField, form_helper, offer
from evaluations.models import LeadershipCollective


class CollectiveForm(forms.Form):
    """A collective: kind, name, whose committee it is, with whom a small one is reviewed."""

    kind = forms.ChoiceField(label=_("Loại tập thể"), choices=LeadershipCollective.Kind, widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Tên tập thể"), max_length=200, help_text=_("Ví dụ: Tập thể lãnh đạo Ủy ban nhân dân xã Vân Trục.")
    )
    unit = forms.TypedChoiceField(
        label=_("Tổ chức đảng của tập thể"),
        required=False,
        empty_value=None,
        help_text=_("Ban thường vụ, ban chấp hành: tổ chức có cấp ủy đó. Cơ quan khác: chi bộ, đảng bộ của cơ quan."),
    )
    valid_from = VietnameseDateField(label=_("Có từ ngày"))
    reviewed_with = forms.TypedChoiceField(
        label=_("Nếu dưới 3 người: kiểm điểm cùng"),
        required=False,
        empty_value=None,
        help_text=_("Tập thể dưới 3 người kiểm điểm cùng cấp ủy, chi bộ của cơ quan hoặc tập thể tương đương."),
    )
    helper = form_helper()

    def __init__(self, *args: Any, units: Iterable[tuple[Organisation, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(units)
        offer(self.fields["unit"], rows, empty=_("Không thuộc tổ chức nào trong danh sách"))
        offer(self.fields["reviewed_with"], rows, empty=_("Kiểm điểm riêng"))


class PlaceForm(forms.Form):
    """What somebody is in the collective, from when."""

    title = forms.CharField(label=_("Chức vụ"), max_length=120, help_text=_("Ví dụ: Chủ tịch, Phó Chủ tịch."))
    is_head = forms.BooleanField(label=_("Là người đứng đầu tập thể"), required=False)
    valid_from = VietnameseDateField(label=_("Từ ngày"))
    helper = form_helper()


class LastDayForm(forms.Form):
    """The last day of a collective or of a place in it."""

    last_day = VietnameseDateField(label=_("Ngày cuối cùng"))
    helper = form_helper()
