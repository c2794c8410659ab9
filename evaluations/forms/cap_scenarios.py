"""Forms of the cap: trying other settings, keeping a what-if, making and filling groups."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import form_helper, offer
from evaluations.models import CapGroup, CapMode, Period

RATE = {"inputmode": "numeric"}


class TrialForm(forms.Form):
    """Another denominator, rate or pooling, only to look at; its words stand in the address."""

    mode = forms.ChoiceField(label=_("Tính trên"), choices=CapMode.choices)
    rate = forms.IntegerField(label=_("Tỷ lệ (%)"), min_value=1, max_value=100, widget=forms.NumberInput(attrs=RATE))
    pooling = forms.ChoiceField(label=_("Nhóm đảng viên"), choices=Period.Pooling.choices)


class ScenarioForm(forms.Form):
    """A what-if that is kept, with its name."""

    name = forms.CharField(label=_("Tên phương án"), max_length=120, help_text=_("Ví dụ: Phương án 1, theo điểm."))
    mode = forms.ChoiceField(label=_("Tỷ lệ tính trên"), choices=CapMode.choices, widget=forms.RadioSelect)
    rate = forms.IntegerField(
        label=_("Tỷ lệ tối đa (%)"),
        min_value=1,
        max_value=100,
        widget=forms.NumberInput(attrs=RATE),
        help_text=_("Trên 20 chỉ áp dụng được khi có văn bản cho phép. Nhóm có tỷ lệ riêng giữ tỷ lệ của nhóm."),
    )
    pooling = forms.ChoiceField(label=_("Đảng viên"), choices=Period.Pooling.choices, widget=forms.RadioSelect)
    note = forms.CharField(label=_("Ghi chú"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    helper = form_helper()


class CapGroupForm(forms.Form):
    """A group of similar position and role; without a rate it has that of the year."""

    name = forms.CharField(label=_("Tên nhóm"), max_length=120, help_text=_("Ví dụ: bí thư chi bộ; khối trường học."))
    rate = forms.IntegerField(
        label=_("Tỷ lệ riêng của nhóm (%)"),
        required=False,
        min_value=1,
        max_value=100,
        widget=forms.NumberInput(attrs=RATE),
        help_text=_("Để trống là theo tỷ lệ chung của kỳ."),
    )
    document = forms.CharField(
        label=_("Văn bản cho phép nâng tỷ lệ"),
        required=False,
        max_length=200,
        help_text=_("Số, ký hiệu, ngày của văn bản; bắt buộc khi tỷ lệ trên 20 %."),
    )
    helper = form_helper()


class PoolingForm(forms.Form):
    """Where members are counted."""

    pooling = forms.ChoiceField(
        label=_("Đảng viên được tính tỷ lệ"), choices=Period.Pooling.choices, widget=forms.RadioSelect
    )
    helper = form_helper()


class FillForm(forms.Form):
    """Into which group the chosen ones go."""

    group = forms.TypedChoiceField(label=_("Đưa vào nhóm"), required=False, empty_value=None)

    def __init__(self, *args: Any, groups: Iterable[CapGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none = _("không nhóm riêng (tính theo loại đối tượng)")
        self.fields["group"].widget.attrs["class"] = "form-select"
        offer(self.fields["group"], ((group, group.name) for group in groups), empty=none)
