"""Forms on awards, badges and discipline."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cells.models import Award, Discipline
from cells.rules.honours import BADGE_YEARS
from core.forms import VietnameseDateField, form_helper, let_choose


class AwardForm(forms.Form):
    """An award as its decision says."""

    kind = forms.ChoiceField(label=_("Hình thức"), choices=Award.Kind)
    reason = forms.CharField(label=_("Thành tích"), max_length=300)
    decided_by = forms.CharField(label=_("Cấp quyết định"), max_length=200)
    decided_on = VietnameseDateField(label=_("Ngày quyết định"))
    document = forms.CharField(label=_("Số quyết định"), max_length=200, required=False)
    helper = form_helper()


class WithdrawForm(forms.Form):
    """By which document an award was taken back."""

    on = VietnameseDateField(label=_("Ngày thu hồi"))
    document = forms.CharField(label=_("Số văn bản thu hồi"), max_length=200)
    helper = form_helper()


class BadgeForm(forms.Form):
    """A badge for years in the Party."""

    years = forms.TypedChoiceField(
        label=_("Huy hiệu"),
        choices=[(years, format_lazy(_("{years} năm"), years=years)) for years in BADGE_YEARS],
        coerce=int,
    )
    awarded_on = VietnameseDateField(label=_("Ngày trao tặng"))
    document = forms.CharField(label=_("Số quyết định"), max_length=200, required=False)
    is_posthumous = forms.BooleanField(label=_("truy tặng"), required=False)
    helper = form_helper()


class DisciplineForm(forms.Form):
    """A decision on discipline."""

    kind = forms.ChoiceField(label=_("Hình thức"), widget=forms.RadioSelect)
    content = forms.CharField(
        label=_("Nội dung vi phạm"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Không ghi nội dung thuộc bí mật nhà nước."),
    )
    act_on = VietnameseDateField(
        label=_("Ngày xảy ra vi phạm"), help_text=_("Chi bộ vào ngày đó được lấy từ quá trình sinh hoạt.")
    )
    decided_on = VietnameseDateField(label=_("Ngày quyết định"))
    decided_by = forms.CharField(label=_("Cấp quyết định"), max_length=200)
    document = forms.CharField(label=_("Số quyết định"), max_length=200)
    is_duty_related = forms.BooleanField(label=_("liên quan nhiệm vụ được giao"), required=False)
    is_self_reported = forms.BooleanField(label=_("tự phát hiện, tự báo cáo"), required=False)
    leaves_on = VietnameseDateField(
        label=_("Nếu khai trừ: ngày cuối cùng còn là đảng viên"),
        required=False,
        help_text=_("Ghi ngày này thì sinh hoạt đảng kết thúc luôn. Để trống thì chỉ ghi quyết định kỷ luật."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    helper = form_helper()

    def __init__(self, *args: Any, kinds: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = set(kinds)
        field = self.fields["kind"]
        let_choose(field, [(kind, label) for kind, label in Discipline.Kind.choices if kind in allowed])
        if Discipline.Kind.EXPULSION not in allowed:
            del self.fields["leaves_on"]


class LiftForm(forms.Form):
    """From when discipline is no longer in effect."""

    on = VietnameseDateField(label=_("Ngày chấm dứt hiệu lực"))
    document = forms.CharField(label=_("Số văn bản"), max_length=200, required=False)
    helper = form_helper()
